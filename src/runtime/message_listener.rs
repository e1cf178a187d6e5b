//! Exceptions of JavaScript that V8's own tasks have called, the callbacks of a `FinalizationRegistry`: they are uncaught. (V8's
//! warnings were all of asm.js, which this V8 runs like any other JavaScript.)

use super::{Runtime, exceptions};

/// Listens from now on.
pub fn install(isolate: &mut v8::Isolate) {
    isolate.add_message_listener(on_error);
}

unsafe extern "C" fn on_error(message: v8::Local<v8::Message>, exception: v8::Local<v8::Value>) {
    // SAFETY: V8 calls this on the isolate's thread with handles that live for the call.
    v8::callback_scope!(unsafe scope, message);
    v8::scope!(let scope, scope);
    // Before there is a realm nobody can hear of it.
    if Runtime::current(scope).realm.get().is_some() {
        exceptions::trigger_uncaught_exception(scope, exception, Some(message), false);
    }
}
