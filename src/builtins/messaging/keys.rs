//! The private properties by which messages know objects: made once for each thread.

use crate::runtime::Runtime;
use crate::runtime::convert::string;
use std::cell::OnceCell;

#[derive(Default)]
struct Keys {
    mode: OnceCell<v8::Global<v8::Private>>,
    port: OnceCell<v8::Global<v8::Private>>,
    untransferable: OnceCell<v8::Global<v8::Private>>,
}

fn key<'s>(
    scope: &v8::PinScope<'s, '_>,
    of: fn(&Keys) -> &OnceCell<v8::Global<v8::Private>>,
    name: &str,
) -> v8::Local<'s, v8::Private> {
    let keys = Runtime::current(scope).state::<Keys>();
    let key = of(&keys).get_or_init(|| {
        let name = string(scope, name);
        v8::Global::new(scope, v8::Private::new(scope, Some(name)))
    });
    v8::Local::new(scope, key)
}

/// How an object may travel.
pub fn mode_key<'s>(scope: &v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Private> {
    key(scope, |keys| &keys.mode, "transfer mode")
}

/// The number of a port.
pub fn port_key<'s>(scope: &v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Private> {
    key(scope, |keys| &keys.port, "message port")
}

/// That an object must not be in a transfer list.
pub fn untransferable_key<'s>(scope: &v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Private> {
    key(scope, |keys| &keys.untransferable, "untransferable")
}
