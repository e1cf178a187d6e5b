//! `internalBinding('errors')`: uncaught exceptions, and how stack traces are formatted.

use crate::runtime::Runtime;
use crate::runtime::binding::Binding;
use crate::runtime::convert::set;
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "errors", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "triggerUncaughtException" => trigger_uncaught_exception,
        "setDecorated" => set_decorated,
        "trap" => trap,
        "setPrepareStackTraceCallback" => set_prepare_stack_trace_callback,
        "getErrorSourcePositions" => get_error_source_positions,
    });
}

/// `triggerUncaughtException(error, fromPromise)`
fn trigger_uncaught_exception(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let from_promise = args.get(1).is_true();
    crate::runtime::trigger_uncaught_exception(scope, args.get(0), None, from_promise);
}

/// `setDecorated(error)`: its stack tells where the error is, nothing is printed above it.
fn set_decorated(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    crate::runtime::arrow_message::set_decorated(scope, args.get(0));
}

/// `trap()`: ends the process as V8 does for `--abort-on-uncaught-exception`, so that a debugger or a core file shows where.
fn trap(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    // SAFETY: raises a signal in this thread.
    unsafe { libc::raise(libc::SIGTRAP) };
    std::process::abort();
}

/// `setPrepareStackTraceCallback(function (globalThis, error, callSites))`: replaces V8's own formatting of stacks.
fn set_prepare_stack_trace_callback(
    scope: &mut v8::PinScope,
    args: v8::FunctionCallbackArguments,
    _rv: v8::ReturnValue,
) {
    if let Ok(function) = v8::Local::<v8::Function>::try_from(args.get(0)) {
        let function = v8::Global::new(scope, function);
        *Runtime::current(scope).state::<crate::runtime::PrepareStackTrace>().0.borrow_mut() = Some(function);
        scope.set_prepare_stack_trace_callback(crate::runtime::prepare_stack_trace);
    }
}

/// `getErrorSourcePositions(error)`: the line of source where the error's stack begins, and where in it.
fn get_error_source_positions(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let message = v8::Exception::create_message(scope, args.get(0));
    let positions = v8::Object::new(scope);
    let undefined = v8::undefined(scope).into();
    let line = message.get_source_line(scope).map_or(undefined, Into::into);
    let script = message.get_script_resource_name(scope).unwrap_or(undefined);
    let line_number = v8::Integer::new(scope, message.get_line_number(scope).unwrap_or(0) as i32);
    let column = v8::Integer::new(scope, message.get_start_column() as i32);
    set(scope, positions, "sourceLine", line);
    set(scope, positions, "scriptResourceName", script);
    set(scope, positions, "lineNumber", line_number.into());
    set(scope, positions, "startColumn", column.into());
    rv.set(positions.into());
}
