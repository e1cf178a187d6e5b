//! `internalBinding('task_queue')`: microtasks, and the flags that say what is to be drained after a callback.

use crate::runtime::Runtime;
use crate::runtime::binding::{Binding, set_value};
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "task_queue", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    let runtime = Runtime::current(scope);
    let tick_info = runtime.ticks().array(scope);
    set_value(scope, target, "tickInfo", tick_info.into());
    // Here, because this binding is touched at every start, and hooks are not.
    let fields = runtime.async_hooks().array(scope);
    set_value(scope, target, "asyncHookFields", fields.into());
    set_functions!(scope, target, {
        "runMicrotasks" => run_microtasks,
        "enqueueMicrotask" => enqueue_microtask,
    });
}

fn run_microtasks(scope: &mut v8::PinScope, _args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    scope.perform_microtask_checkpoint();
}

fn enqueue_microtask(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    if let Ok(function) = v8::Local::<v8::Function>::try_from(args.get(0)) {
        scope.enqueue_microtask(function);
    }
}
