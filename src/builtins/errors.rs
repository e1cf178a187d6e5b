//! `internalBinding('errors')`: uncaught exceptions, and the texts of system errors.

use crate::runtime::Runtime;
use crate::runtime::binding::Binding;
use crate::runtime::convert::string;
use crate::runtime::errno;
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "errors", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "triggerUncaughtException" => trigger_uncaught_exception,
        "setPrepareStackTraceCallback" => set_prepare_stack_trace_callback,
        "getErrorMap" => get_error_map,
        "getErrorName" => get_error_name,
        "getErrorMessage" => get_error_message,
    });
}

/// `triggerUncaughtException(error, fromPromise)`
fn trigger_uncaught_exception(
    scope: &mut v8::PinScope,
    args: v8::FunctionCallbackArguments,
    _rv: v8::ReturnValue,
) {
    let from_promise = args.get(1).is_true();
    crate::runtime::trigger_uncaught_exception(scope, args.get(0), None, from_promise);
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

/// `getErrorMap()`: a `Map` of libuv's number to `[name, text]`.
fn get_error_map(scope: &mut v8::PinScope, _args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let map = v8::Map::new(scope);
    for (number, name, text) in errno::ERRORS {
        let pair = [string(scope, name).into(), string(scope, text).into()];
        let pair = v8::Array::new_with_elements(scope, &pair);
        let number = v8::Integer::new(scope, *number);
        map.set(scope, number.into(), pair.into());
    }
    rv.set(map.into());
}

/// `getErrorName(number)`
fn get_error_name(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let number = args.get(0).int32_value(scope).unwrap_or(0);
    if let Some((_, name, _)) = errno::ERRORS.iter().find(|(other, _, _)| *other == number) {
        rv.set(string(scope, name).into());
        return;
    }
    rv.set(string(scope, &format!("Unknown system error {number}")).into());
}

/// `getErrorMessage(number)`
fn get_error_message(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let number = args.get(0).int32_value(scope).unwrap_or(0);
    if let Some((_, _, text)) = errno::ERRORS.iter().find(|(other, _, _)| *other == number) {
        rv.set(string(scope, text).into());
        return;
    }
    rv.set(string(scope, &format!("Unknown system error {number}")).into());
}
