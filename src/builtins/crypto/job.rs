//! Work that runs at once, or on the thread pool when there is a callback for its result.

use super::lc::Failure;
use crate::runtime::convert::uint8_array;
use crate::runtime::{JsCallback, Provider, Runtime};
use zeroize::Zeroizing;

/// What a job gives to JavaScript.
pub trait Reply: Send + 'static {
    fn into_value<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value>;
}

impl Reply for Vec<u8> {
    fn into_value<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        uint8_array(scope, self).into()
    }
}

impl Reply for Zeroizing<Vec<u8>> {
    fn into_value<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        uint8_array(scope, self.to_vec()).into()
    }
}

impl Reply for bool {
    fn into_value<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        v8::Boolean::new(scope, self).into()
    }
}

/// Two results become an array of two.
impl<A: Reply, B: Reply> Reply for (A, B) {
    fn into_value<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        let elements = [self.0.into_value(scope), self.1.into_value(scope)];
        v8::Array::new_with_elements(scope, &elements).into()
    }
}

/// Runs `work` now and returns its result or throws, or on the pool when there is a callback: `callback(error, value)`.
/// `provider` is what it is to `async_hooks`.
pub fn run<'s, T: Reply, E: Into<Failure> + Send + 'static>(
    scope: &mut v8::PinScope<'s, '_>,
    provider: Provider,
    callback: v8::Local<'s, v8::Value>,
    rv: v8::ReturnValue,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) {
    let Some(callback) = JsCallback::request(scope, provider, callback) else {
        answer(scope, rv, work().map_err(Into::into));
        return;
    };
    Runtime::current(scope).event_loop().queue_work("crypto:Job", work, move |scope, result| {
        let null = v8::null(scope).into();
        let arguments = match result {
            Ok(value) => [null, value.into_value(scope)],
            Err(failure) => [failure.into().to_value(scope), null],
        };
        callback.call(scope, &arguments);
    });
}

/// Returns a result, or throws.
pub fn answer<T: Reply>(scope: &mut v8::PinScope<'_, '_>, mut rv: v8::ReturnValue, result: Result<T, Failure>) {
    match result {
        Ok(value) => rv.set(value.into_value(scope)),
        Err(failure) => failure.throw(scope),
    }
}
