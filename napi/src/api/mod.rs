//! The exported functions, one file per chapter of the Node-API documentation.
//!
//! Every function is one closure behind [`entry!`](crate::abi): the prologue is that of its class in the table, the body
//! returns a status by `?`. Bodies check their arguments in the order in which Node does, because which status wins is
//! observable.

mod abstract_operations;
mod async_contexts;
mod async_work;
mod buffers;
mod environment;
mod errors;
mod functions;
mod lifetime;
mod memory;
mod modules;
mod numbers;
mod object_wrap;
mod objects;
mod promises;
mod properties;
mod script;
mod strings;
mod threadsafe_functions;
mod versions;

pub use abstract_operations::*;
pub use async_contexts::*;
pub use async_work::*;
pub use buffers::*;
pub use environment::*;
pub use errors::*;
pub use functions::*;
pub use lifetime::*;
pub use memory::*;
pub use modules::*;
pub use numbers::*;
pub use object_wrap::*;
pub use objects::*;
pub use promises::*;
pub use properties::*;
pub use script::*;
pub use strings::*;
pub use threadsafe_functions::*;
pub use versions::*;

use std::ffi::c_char;

use crate::abi::{In, Value};
use crate::env::Env;
use crate::layout::{Tagged, new_handle, slot_of};
use crate::names::NameCache;
use crate::shim::{Persistent, Slot};
use crate::status::{Failure, Result};

/// A text of the addon's: `length` bytes, or up to the null byte if the length is `NAPI_AUTO_LENGTH`.
fn text<'a>(text: In<c_char>, length: usize) -> Result<&'a [u8]> {
    if length != usize::MAX && length > i32::MAX as usize {
        return Err(Failure::InvalidArg);
    }
    if length == 0 {
        return Ok(b"");
    }
    // SAFETY: null or valid, as the addon promised.
    unsafe { crate::loader::bytes(text.as_ptr(), length) }.ok_or(Failure::InvalidArg)
}

/// A property key from the addon's null-terminated text.
#[inline(always)]
fn key<'e>(env: &'e Env, name: In<c_char>) -> Result<v8::Local<'e, v8::String>> {
    Ok(lasting(env, key_for_now(env, name)?))
}

/// A handle of its own for what may be the cache's: JavaScript, which a getter, a setter or a proxy can run, may come back here
/// and look up another name, and V8 reads the key after that.
#[inline(always)]
fn lasting<'e>(env: &'e Env, key: v8::Local<'e, v8::String>) -> v8::Local<'e, v8::String> {
    // SAFETY: read from a live handle just now; a new one holds the same string.
    unsafe { std::mem::transmute(new_handle(env.isolate, Tagged::read(slot_of(key)))) }
}

/// A property key for what runs no JavaScript and looks up no other name: it may be the cache's own handle.
#[inline(always)]
fn key_for_now<'e>(env: &'e Env, name: In<c_char>) -> Result<v8::Local<'e, v8::String>> {
    if name.is_null() {
        return Err(Failure::InvalidArg);
    }
    // SAFETY: a null-terminated text, as the addon promised; a persistent slot reads like a local handle.
    match unsafe { env.names.get(name.as_ptr()) } {
        // SAFETY: the cache holds strings, and keeps this one at least until the next name is looked up.
        Some(cached) => Ok(unsafe { std::mem::transmute::<Slot, v8::Local<'e, v8::String>>(cached.slot()) }),
        None => new_key(env, name),
    }
}

#[cold]
fn new_key<'e>(env: &'e Env, name: In<c_char>) -> Result<v8::Local<'e, v8::String>> {
    let bytes = text(name, usize::MAX)?;
    let key = strings::from_utf8(env, bytes, v8::NewStringType::Internalized)?;
    if NameCache::takes(bytes) {
        // SAFETY: a live handle of the current isolate.
        unsafe { env.names.put(name.as_ptr(), bytes, Persistent::strong(env.isolate, slot_of(key))) }
    }
    Ok(key)
}

/// `value` converted to an object: `napi_object_expected` if that fails.
#[inline(always)]
fn object<'e>(env: &'e Env, value: Value) -> Result<v8::Local<'e, v8::Object>> {
    match value.as_object(env)? {
        Some(object) => Ok(object),
        None => {
            let value = value.local(env)?;
            env.attempt_as(Failure::ObjectExpected, || value.to_object(env.scope()))
        }
    }
}

/// Whether an object may have `value` as its prototype. Externals are objects to V8's API, but not to the rest of V8.
fn can_be_prototype(value: v8::Local<'_, v8::Value>) -> bool {
    value.is_null() || (value.is_object() && !value.is_external())
}

/// `value` as the function that it must be.
fn function<'e>(env: &'e Env, value: Value) -> Result<v8::Local<'e, v8::Function>> {
    value.as_function(env)?.ok_or(Failure::InvalidArg)
}

/// The addon's array of values as V8 wants it.
fn arguments<'a>(env: &'a Env, argc: usize, argv: In<Value>) -> Result<&'a [v8::Local<'a, v8::Value>]> {
    let _ = env;
    let values = argv.slice(argc)?;
    if values.iter().any(|v| v.is_null()) {
        return Err(Failure::InvalidArg);
    }
    // SAFETY: a `Value` that is not null is a handle slot, exactly like a `Local`.
    Ok(unsafe { std::mem::transmute::<&[Value], &[v8::Local<'a, v8::Value>]>(values) })
}
