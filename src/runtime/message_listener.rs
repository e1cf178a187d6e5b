//! Exceptions of JavaScript that V8 itself has called, the callbacks of a `FinalizationRegistry` and hooks of promises: they are uncaught.
//! (V8's warnings were all of asm.js, which this V8 runs like any other JavaScript.)

use super::{Runtime, exceptions};

/// Listens from now on.
pub fn install(isolate: &mut v8::Isolate) {
    isolate.add_message_listener(on_error);
}

/// Whether there was no stack left to call a hook of promises with, where JavaScript makes one. Nothing is to be told: that JavaScript has
/// no stack left either, and may catch its own error.
fn is_overflow_of_hook(scope: &mut v8::PinScope<'_, '_>, message: v8::Local<'_, v8::Message>) -> bool {
    const TEXT: &str = "Uncaught RangeError: Maximum call stack size exceeded";
    message.get(scope).to_rust_string_lossy(scope) == TEXT
        && v8::StackTrace::current_stack_trace(scope, 1).is_some_and(|stack| stack.get_frame_count() > 0)
}

unsafe extern "C" fn on_error(message: v8::Local<v8::Message>, exception: v8::Local<v8::Value>) {
    // SAFETY: V8 calls this on the isolate's thread with handles that live for the call.
    v8::callback_scope!(unsafe scope, message);
    v8::scope!(let scope, scope);
    if is_overflow_of_hook(scope, message) {
        return;
    }
    // Before there is a realm nobody can hear of it.
    if Runtime::current(scope).realm.get().is_some() {
        exceptions::trigger_uncaught_exception(scope, exception, Some(message), false);
    }
}
