//! What happens to exceptions that nobody catches: `uncaughtException`, the capture callback, and else the report on
//! standard error (source line, caret, stack) and the end of the process.

use super::Runtime;
use super::arrow_message::{arrow_message, is_decorated};
use crate::print::print_error;
use crate::runtime::convert::string;
use std::cell::RefCell;

/// Calls a function; what it throws becomes an uncaught exception, and the answer is `None`.
pub fn call<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    function: v8::Local<'_, v8::Function>,
    receiver: v8::Local<'_, v8::Value>,
    args: &[v8::Local<'_, v8::Value>],
) -> Option<v8::Local<'s, v8::Value>> {
    let async_context = scope.get_continuation_preserved_embedder_data();
    let caught = {
        v8::tc_scope!(let tc, scope);
        match function.call(tc, receiver, args) {
            Some(value) => return Some(v8::Local::new(tc, value)),
            None if tc.has_terminated() || !tc.can_continue() => None,
            None => tc.exception().map(|exception| {
                let exception = v8::Global::new(tc, exception);
                let message = tc.message().map(|message| v8::Global::new(tc, message));
                (exception, message)
            }),
        }
    };
    if let Some((exception, message)) = caught {
        let exception = v8::Local::new(scope, exception);
        let message = message.map(|message| v8::Local::new(scope, message));
        // The handlers hear of it in the context of whoever threw.
        trigger_uncaught_exception(scope, exception, message, false);
        scope.set_continuation_preserved_embedder_data(async_context);
    }
    None
}

/// Hands an exception to `process`; when nobody there takes it, reports it and ends the process.
pub fn trigger_uncaught_exception(
    scope: &mut v8::PinScope<'_, '_>,
    exception: v8::Local<'_, v8::Value>,
    message: Option<v8::Local<'_, v8::Message>>,
    from_promise: bool,
) {
    let runtime = Runtime::current(scope);
    let message = message.unwrap_or_else(|| v8::Exception::create_message(scope, exception));
    let arrow = arrow_message(scope, message, 0);
    let handler = runtime.realm().on_uncaught_exception(scope);
    let receiver = v8::undefined(scope).into();
    let of_promise = v8::Boolean::new(scope, from_promise).into();
    let handled = {
        v8::tc_scope!(let tc, scope);
        match handler.call(tc, receiver, &[exception, of_promise]) {
            // Nobody is there to ask any more: Node ends with 6 (kInvalidFatalExceptionMonkeyPatching).
            Some(handled) if handled.is_int32() => {
                report(tc, exception, arrow, None);
                let code = handled.int32_value(tc).unwrap_or(1);
                return runtime.exit(tc, code);
            }
            Some(handled) => handled.is_true(),
            None if tc.has_terminated() || !tc.can_continue() => return,
            // The handler itself threw: Node ends with 7 (kExceptionInFatalExceptionHandler).
            None => {
                if let Some(inner) = tc.exception() {
                    let inner_message = v8::Exception::create_message(tc, inner);
                    let inner_arrow = arrow_message(tc, inner_message, 0);
                    report(tc, inner, inner_arrow, None);
                }
                runtime.exit(tc, 7);
                return;
            }
        }
    };
    if handled {
        return;
    }
    if runtime.worker().is_none() {
        let thrown_at = runtime.options().is_set("--trace-uncaught").then(|| thrown_at(scope, message));
        report(scope, exception, arrow, thrown_at);
    }
    // For one that was thrown, `process` has seen to this where it was thrown.
    if from_promise && runtime.worker().is_none() && runtime.options().is_set("--abort-on-uncaught-exception") {
        std::process::abort();
    }
    runtime.exit_after_uncaught_exception(scope);
}

/// An exception before there is anything that could handle it: reported, and the process ends.
pub fn throw_fatal(scope: &mut v8::PinScope<'_, '_>, exception: v8::Local<'_, v8::Value>) -> ! {
    let text = v8::Local::<v8::Object>::try_from(exception)
        .ok()
        .and_then(|object| {
            let key = string(scope, "stack");
            object.get(scope, key.into())
        })
        .filter(|stack| stack.is_string())
        .unwrap_or(exception);
    print_error!("{}", text.to_rust_string_lossy(scope));
    std::process::exit(1)
}

/// The stack of the `throw` itself, as `--trace-uncaught` shows it below the error.
fn thrown_at(scope: &mut v8::PinScope<'_, '_>, message: v8::Local<'_, v8::Message>) -> String {
    let frames = message.get_stack_trace(scope).map(|stack| frames_of(scope, stack));
    format!("Thrown at:\n{}", frames.unwrap_or_default())
}

/// Tells where the program is ended, as `--trace-exit` asks for.
pub fn trace_exit(scope: &mut v8::PinScope<'_, '_>, thread: Option<u64>, code: i32) {
    const FRAMES: usize = 10;
    let frames = current_frames(scope, FRAMES);
    let thread = thread.map(|id| format!(", thread:{id}")).unwrap_or_default();
    let id = std::process::id();
    print_error!("(node:{id}{thread}) WARNING: Exited the environment with code {code}\n{frames}");
}

/// The frames of what runs now, a line for each.
pub fn current_frames(scope: &mut v8::PinScope<'_, '_>, limit: usize) -> String {
    v8::StackTrace::current_stack_trace(scope, limit).map_or_else(String::new, |stack| frames_of(scope, stack))
}

/// A line for each frame.
fn frames_of(scope: &mut v8::PinScope<'_, '_>, stack: v8::Local<'_, v8::StackTrace>) -> String {
    let mut text = String::new();
    for frame in (0..stack.get_frame_count()).filter_map(|index| stack.get_frame(scope, index)) {
        let script = frame.get_script_name(scope).map_or_else(String::new, |name| name.to_rust_string_lossy(scope));
        let place = format!("{script}:{}:{}", frame.get_line_number(), frame.get_column());
        match frame.get_function_name(scope).map(|name| name.to_rust_string_lossy(scope)) {
            Some(name) if !name.is_empty() => text.push_str(&format!("    at {name} ({place})\n")),
            _ => text.push_str(&format!("    at {place}\n")),
        }
    }
    text
}

fn optional_string<'s>(scope: &v8::PinScope<'s, '_>, text: Option<String>) -> v8::Local<'s, v8::Value> {
    match text {
        Some(text) => string(scope, &text).into(),
        None => v8::undefined(scope).into(),
    }
}

/// Prints an exception as Node does before it ends the process. A stack that tells already where the error is gets no `arrow`.
fn report(
    scope: &mut v8::PinScope<'_, '_>,
    exception: v8::Local<'_, v8::Value>,
    arrow: Option<String>,
    thrown_at: Option<String>,
) {
    let runtime = Runtime::current(scope);
    let format = runtime.realm().format_fatal_exception(scope);
    let receiver = v8::undefined(scope).into();
    let arrow = arrow.filter(|_| !is_decorated(scope, exception));
    let arrow = optional_string(scope, arrow);
    let thrown_at = optional_string(scope, thrown_at);
    v8::tc_scope!(let tc, scope);
    let text = match format.call(tc, receiver, &[exception, arrow, thrown_at]) {
        Some(text) => text.to_rust_string_lossy(tc),
        None => exception.to_rust_string_lossy(tc),
    };
    print_error!("{text}");
}

/// The JavaScript function that formats stacks, when it has set one (`setPrepareStackTraceCallback`).
#[derive(Default)]
pub struct PrepareStackTrace(pub RefCell<Option<v8::Global<v8::Function>>>);

/// V8 asks for the text of `error.stack`.
pub fn prepare_stack_trace<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    error: v8::Local<'s, v8::Value>,
    sites: v8::Local<'s, v8::Array>,
) -> v8::Local<'s, v8::Value> {
    let state = Runtime::current(scope).state::<PrepareStackTrace>();
    let function = state.0.borrow().as_ref().map(|function| v8::Local::new(scope, function));
    let Some(function) = function else { return error };
    let receiver = v8::undefined(scope).into();
    let global = scope.get_current_context().global(scope).into();
    // An exception of the function's own is pending when it returns nothing, and V8 propagates it.
    function.call(scope, receiver, &[global, error, sites.into()]).unwrap_or_else(|| v8::undefined(scope).into())
}
