//! `internalBinding('timers')`: the loop's time and its one timer, which JavaScript's lists share.

use crate::runtime::Runtime;
use crate::runtime::binding::{Binding, set_value};
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "timers", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    let immediate_info = Runtime::current(scope).immediates().array(scope);
    set_value(scope, target, "immediateInfo", immediate_info.into());
    set_functions!(scope, target, {
        "getLibuvNow" => get_libuv_now,
        "scheduleTimer" => schedule_timer,
        "toggleTimerRef" => toggle_timer_ref,
    });
}

/// `getLibuvNow()`: the loop's time in milliseconds.
fn get_libuv_now(scope: &mut v8::PinScope, _args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    // Node.js updates the loop's time whenever JavaScript asks for it: a timer counts from the call that started it.
    let event_loop = Runtime::current(scope).event_loop();
    event_loop.update_time();
    rv.set_double(event_loop.now() as f64);
}

/// `scheduleTimer(milliseconds)`: calls `processTimers` after that time.
fn schedule_timer(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let duration = args.get(0).number_value(scope).unwrap_or(1.0).max(1.0);
    Runtime::current(scope).event_loop().schedule_timer(duration as u64);
}

/// `toggleTimerRef(referenced)`: whether the loop's timer keeps the process alive.
fn toggle_timer_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    Runtime::current(scope).event_loop().set_timer_referenced(args.get(0).is_true());
}
