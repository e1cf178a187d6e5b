//! `internalBinding('report')`: what only native code knows for `process.report`.

use crate::runtime::binding::Binding;
use crate::runtime::convert::{set, string};
use crate::runtime::{Runtime, fatal, worker_requests};
use crate::set_functions;
use std::path::PathBuf;

pub const BINDING: Binding = Binding { name: "report", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "loopAddress" => loop_address,
        "nativeStack" => native_stack,
        "setFatalReport" => set_fatal_report,
        "threadFsActivity" => thread_fs_activity,
        "uvHandles" => uv_handles,
        "workerReports" => worker_reports,
    });
}

/// `nativeStack()`: `{ pc, symbol }` of each frame.
fn native_stack(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let mut frames: Vec<v8::Local<v8::Value>> = Vec::new();
    for frame in fatal::native_stack() {
        let object = v8::Object::new(scope);
        let pc = string(scope, &format!("{:#018x}", frame.pc));
        set(scope, object, "pc", pc.into());
        let symbol = string(scope, &frame.symbol);
        set(scope, object, "symbol", symbol.into());
        frames.push(object.into());
    }
    rv.set(v8::Array::new_with_elements(scope, &frames).into());
}

/// `setFatalReport(text, file, compact)`: the report of a fatal error; undefined for none.
fn set_fatal_report(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let text = args.get(0).is_string().then(|| args.get(0).to_rust_string_lossy(scope));
    let file = PathBuf::from(args.get(1).to_rust_string_lossy(scope));
    fatal::prepare_report(text.as_deref(), file, args.get(2).is_true());
}

/// `threadFsActivity()`: how many blocks this thread has read and written.
fn thread_fs_activity(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    // SAFETY: getrusage writes into the struct that it is given; an error leaves zeroes.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_THREAD, &mut usage);
        usage
    };
    let blocks = [usage.ru_inblock, usage.ru_oublock].map(|count| v8::Number::new(scope, count as f64).into());
    rv.set(v8::Array::new_with_elements(scope, &blocks).into());
}

/// `uvHandles()`: the handles of addons on libuv's loop, and the loop itself.
fn uv_handles(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let event_loop = Runtime::current(scope).event_loop();
    let mut list: Vec<v8::Local<v8::Value>> = Vec::new();
    for handle in event_loop.uv_handles() {
        let object = v8::Object::new(scope);
        let kind = string(scope, &handle.kind);
        set(scope, object, "type", kind.into());
        set(scope, object, "is_active", v8::Boolean::new(scope, handle.active).into());
        set(scope, object, "is_referenced", v8::Boolean::new(scope, handle.referenced).into());
        let address = string(scope, &format!("{:#018x}", handle.address));
        set(scope, object, "address", address.into());
        list.push(object.into());
    }
    rv.set(v8::Array::new_with_elements(scope, &list).into());
}

/// `loopAddress()`: where the event loop is.
fn loop_address(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let event_loop = Runtime::current(scope).event_loop();
    rv.set(string(scope, &format!("{:#018x}", std::ptr::from_ref(&*event_loop).addr())).into());
}

/// `workerReports(trigger)`: the report of each running worker of this thread, as JSON.
fn worker_reports(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let trigger = args.get(0).to_rust_string_lossy(scope);
    let reports = worker_requests::ask_all(&Runtime::current(scope), "report", &trigger);
    let reports: Vec<_> = reports.iter().map(|report| string(scope, report).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &reports).into());
}
