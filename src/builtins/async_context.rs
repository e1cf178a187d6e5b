//! `internalBinding('async_context')`: the value that V8 carries from a promise or callback to what it causes.

use crate::runtime::binding::{Binding, set_value};
use crate::runtime::convert::string;

pub const BINDING: Binding = Binding { name: "async_context", initialize };

/// V8's own functions for it, which its compiler knows: a call is a load or a store.
fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    let extras = scope.get_current_context().get_extras_binding_object(scope);
    for name in ["getContinuationPreservedEmbedderData", "setContinuationPreservedEmbedderData"] {
        let key = string(scope, name).into();
        if let Some(function) = extras.get(scope, key) {
            set_value(scope, target, name, function);
        }
    }
}
