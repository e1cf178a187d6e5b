//! How an operation runs and how its outcome reaches JavaScript.
//!
//! The last argument of every operation that blocks chooses: nothing means now, on this thread, throwing what fails;
//! a function means on the thread pool, then `callback(error, value)`; `true` means on the thread pool, and the
//! operation returns a promise, which the completion settles without any JavaScript in between.

use super::error::{FsError, Outcome};
use super::open_files::OpenFiles;
use crate::runtime::{AsyncResource, JsCallback, Provider, Runtime, provider};
use anode_napi::memory::array_buffer_of;

/// What an operation produces: made on any thread, turned into a JavaScript value on the thread of its isolate.
pub trait Reply: Send + 'static {
    /// A value that does not fit what JavaScript can hold fails with the error of that.
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError>;
}

/// What `async_hooks` and `process.getActiveResourcesInfo()` hear of an operation on the thread pool.
pub struct Names {
    callback: Provider,
    promise: Provider,
    /// In place of the class; a name with a colon is not listed.
    listed: Option<&'static str>,
}

pub const REQUEST: Names =
    Names { callback: provider::FS_REQ_CALLBACK, promise: provider::FS_REQ_PROMISE, listed: None };
/// Only file handles are closed with a promise.
pub const CLOSE: Names = Names { promise: provider::FILE_HANDLE_CLOSE, ..REQUEST };
pub const OPEN_DIRECTORY: Names = Names { promise: provider::FS_REQ_CALLBACK, ..REQUEST };
pub const READ_FILE: Names =
    Names { callback: provider::READ_FILE_JOB, promise: provider::READ_FILE_JOB, listed: Some("fs:ReadFileJob") };
pub const WRITE_FILE: Names =
    Names { callback: provider::WRITE_FILE_JOB, promise: provider::WRITE_FILE_JOB, listed: Some("fs:WriteFileJob") };

/// Runs `work` as `mode`, the last argument of the call, asks for.
pub fn run<T: Reply>(
    scope: &mut v8::PinScope,
    rv: v8::ReturnValue,
    mode: v8::Local<v8::Value>,
    work: impl FnOnce() -> Outcome<T> + Send + 'static,
) {
    run_as(REQUEST, scope, rv, mode, work);
}

/// The same under other names.
pub fn run_as<T: Reply>(
    names: Names,
    scope: &mut v8::PinScope,
    mut rv: v8::ReturnValue,
    mode: v8::Local<v8::Value>,
    work: impl FnOnce() -> Outcome<T> + Send + 'static,
) {
    let files = OpenFiles::current(scope);
    let work = move || {
        let outcome = work();
        // Not before: whoever is the last closes what a worker that has ended meanwhile had open.
        drop(files);
        outcome
    };
    if mode.is_undefined() {
        crate::modules::file_system_changed();
        match work().and_then(|reply| reply.into_js(scope)) {
            Ok(value) => rv.set(value),
            Err(error) => {
                let exception = error.into_exception(scope);
                scope.throw_exception(exception);
            }
        }
    } else if let Some(callback) = JsCallback::request(scope, names.callback, mode) {
        let name = names.listed.unwrap_or(names.callback.class);
        Runtime::current(scope).event_loop().queue_work(name, work, move |scope, outcome| {
            let null = v8::null(scope).into();
            match outcome.and_then(|reply| reply.into_js(scope)) {
                Ok(value) if value.is_undefined() => callback.call(scope, &[null]),
                Ok(value) => callback.call(scope, &[null, value]),
                Err(error) => {
                    let exception = error.into_exception(scope);
                    callback.call(scope, &[exception])
                }
            };
        });
    } else {
        let Some(resolver) = v8::PromiseResolver::new(scope) else { return };
        rv.set(resolver.get_promise(scope).into());
        let resolver = v8::Global::new(scope, resolver);
        let resource = AsyncResource::new(scope, names.promise);
        let name = names.listed.unwrap_or(names.promise.class);
        Runtime::current(scope).event_loop().queue_work(name, work, move |scope, outcome| {
            resource.run(scope, |scope| {
                let resolver = v8::Local::new(scope, &resolver);
                match outcome.and_then(|reply| reply.into_js(scope)) {
                    Ok(value) => resolver.resolve(scope, value),
                    Err(error) => {
                        let exception = error.into_exception(scope);
                        resolver.reject(scope, exception)
                    }
                }
            });
        });
    }
}

impl Reply for () {
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError> {
        Ok(v8::undefined(scope).into())
    }
}

impl Reply for i32 {
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError> {
        Ok(v8::Integer::new(scope, self).into())
    }
}

impl Reply for usize {
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError> {
        Ok(v8::Number::new(scope, self as f64).into())
    }
}

impl<T: Reply> Reply for Option<T> {
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError> {
        match self {
            Some(reply) => reply.into_js(scope),
            None => Ok(v8::undefined(scope).into()),
        }
    }
}

/// Bytes that become a string, or an `ArrayBuffer` that the JavaScript half makes a `Buffer` of.
pub struct Text {
    pub bytes: Vec<u8>,
    pub as_buffer: bool,
}

impl Reply for Text {
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError> {
        if self.as_buffer { Ok(array_buffer_of(scope, self.bytes).into()) } else { string(scope, &self.bytes) }
    }
}

/// The string whose UTF-8 form is `bytes`; what is not UTF-8 becomes U+FFFD.
pub fn string<'s>(scope: &mut v8::PinScope<'s, '_>, bytes: &[u8]) -> Result<v8::Local<'s, v8::Value>, FsError> {
    match v8::String::new_from_utf8(scope, bytes, v8::NewStringType::Normal) {
        Some(string) => Ok(string.into()),
        None => Err(FsError::StringTooLong),
    }
}
