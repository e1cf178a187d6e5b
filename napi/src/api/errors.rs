//! Errors and exceptions.

use std::ffi::c_char;

use napi_sys::{napi_extended_error_info, napi_status};

use super::strings::from_utf8;
use super::text;
use crate::abi::{EnvPtr, In, Out, Value, entry};
use crate::callback::name_innermost;
use crate::env::Env;
use crate::fatal;
use crate::layout::slot_of;
use crate::shim::Slot;
use crate::status::{Failure, INVALID_ARG, OK, Result};

/// Leaves the last error as it is, which is what it reports.
#[unsafe(no_mangle)]
pub extern "C" fn napi_get_last_error_info(env: EnvPtr, result: Out<*const napi_extended_error_info>) -> napi_status {
    let Some(env) = env.get() else { return INVALID_ARG };
    match result.required() {
        Ok(result) => {
            result.set(env.error_info());
            OK
        }
        Err(failure) => env.fail(failure),
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_throw(env: EnvPtr, error: Value) -> napi_status {
    entry!(napi_throw, env, |env| {
        env.set_exception(error.slot()?);
        Ok(())
    })
}

/// V8's way of making an error of a class.
type Make = for<'s> fn(&v8::PinScope<'s, '_>, v8::Local<'_, v8::String>) -> v8::Local<'s, v8::Value>;

const ERROR: Make = v8::Exception::error;
const TYPE_ERROR: Make = v8::Exception::type_error;
const RANGE_ERROR: Make = v8::Exception::range_error;
const SYNTAX_ERROR: Make = v8::Exception::syntax_error;

#[unsafe(no_mangle)]
pub extern "C" fn napi_throw_error(env: EnvPtr, code: In<c_char>, message: In<c_char>) -> napi_status {
    entry!(napi_throw_error, env, |env| throw_text(env, ERROR, code, message))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_throw_type_error(env: EnvPtr, code: In<c_char>, message: In<c_char>) -> napi_status {
    entry!(napi_throw_type_error, env, |env| throw_text(env, TYPE_ERROR, code, message))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_throw_range_error(env: EnvPtr, code: In<c_char>, message: In<c_char>) -> napi_status {
    entry!(napi_throw_range_error, env, |env| throw_text(env, RANGE_ERROR, code, message))
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_throw_syntax_error(env: EnvPtr, code: In<c_char>, message: In<c_char>) -> napi_status {
    entry!(node_api_throw_syntax_error, env, |env| throw_text(env, SYNTAX_ERROR, code, message))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_is_error(env: EnvPtr, value: Value, result: Out<bool>) -> napi_status {
    entry!(napi_is_error, env, |env| {
        let value = value.local(env)?;
        result.required()?.set(value.is_native_error());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_error(env: EnvPtr, code: Value, message: Value, result: Out<Value>) -> napi_status {
    entry!(napi_create_error, env, |env| create(env, ERROR, code, message, result))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_type_error(env: EnvPtr, code: Value, message: Value, result: Out<Value>) -> napi_status {
    entry!(napi_create_type_error, env, |env| create(env, TYPE_ERROR, code, message, result))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_range_error(env: EnvPtr, code: Value, message: Value, result: Out<Value>) -> napi_status {
    entry!(napi_create_range_error, env, |env| create(env, RANGE_ERROR, code, message, result))
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_syntax_error(
    env: EnvPtr,
    code: Value,
    message: Value,
    result: Out<Value>,
) -> napi_status {
    entry!(node_api_create_syntax_error, env, |env| create(env, SYNTAX_ERROR, code, message, result))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_and_clear_last_exception(env: EnvPtr, result: Out<Value>) -> napi_status {
    entry!(napi_get_and_clear_last_exception, env, |env| {
        let result = result.required()?;
        result.set(Value::from_slot(env.take_exception().unwrap_or(env.core.roots.undefined)));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_is_exception_pending(env: EnvPtr, result: Out<bool>) -> napi_status {
    entry!(napi_is_exception_pending, env, |env| {
        result.required()?.set(env.is_exception_pending());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_fatal_exception(env: EnvPtr, error: Value) -> napi_status {
    entry!(napi_fatal_exception, env, |env| {
        env.core.uncaught_exception(error.slot()?);
        Ok(())
    })
}

/// Never returns. The texts need not be UTF-8; an explicit length is honoured.
#[unsafe(no_mangle)]
pub extern "C" fn napi_fatal_error(
    location: In<c_char>,
    location_length: usize,
    message: In<c_char>,
    message_length: usize,
) -> ! {
    // SAFETY: null or valid for their lengths, as the addon promised.
    let (location, message) = unsafe {
        (
            crate::loader::bytes(location.as_ptr(), location_length),
            crate::loader::bytes(message.as_ptr(), message_length),
        )
    };
    fatal::fatal_error(Some(location.unwrap_or_default()), message.unwrap_or_default())
}

/// Throws an error with a code, from static texts.
pub(crate) fn throw_range_error(env: &Env, code: &str, message: &str) {
    throw_static(env, RANGE_ERROR, code, message);
}

pub(crate) fn throw_type_error(env: &Env, code: &str, message: &str) {
    throw_static(env, TYPE_ERROR, code, message);
}

pub(crate) fn throw_error(env: &Env, code: &str, message: &str) {
    throw_static(env, ERROR, code, message);
}

/// An error, with the stack as it is now.
fn error<'e>(env: &'e Env, make: Make, message: v8::Local<'e, v8::String>) -> v8::Local<'e, v8::Value> {
    name_innermost(env);
    make(env.scope(), message)
}

fn throw_static(env: &Env, make: Make, code: &str, message: &str) {
    let scope = env.scope();
    let (Some(code), Some(message)) = (v8::String::new(scope, code), v8::String::new(scope, message)) else { return };
    let error = error(env, make, message);
    if set_code(env, error, code.into()).is_ok() {
        env.set_exception(slot_of(error));
    }
}

fn throw_text(env: &Env, make: Make, code: In<c_char>, message: In<c_char>) -> Result {
    if message.is_null() {
        return Err(Failure::InvalidArg);
    }
    let message = string(env, message)?;
    let error = error(env, make, message);
    if !code.is_null() {
        set_code(env, error, string(env, code)?.into())?;
    }
    let slot: Slot = slot_of(error);
    env.set_exception(slot);
    Ok(())
}

fn create(env: &Env, make: Make, code: Value, message: Value, result: Out<Value>) -> Result {
    let message = message.local(env)?;
    let result = result.required()?;
    let message = message.try_cast::<v8::String>().map_err(|_| Failure::StringExpected)?;
    let error = error(env, make, message);
    if !code.is_null() {
        let code = code.local(env)?.try_cast::<v8::String>().map_err(|_| Failure::StringExpected)?;
        set_code(env, error, code.into())?;
    }
    result.put(error);
    Ok(())
}

fn string<'e>(env: &'e Env, chars: In<c_char>) -> Result<v8::Local<'e, v8::String>> {
    from_utf8(env, text(chars, usize::MAX)?, v8::NewStringType::Normal)
}

fn set_code(env: &Env, error: v8::Local<'_, v8::Value>, code: v8::Local<'_, v8::Value>) -> Result {
    let scope = env.scope();
    let key = super::key(env, In::literal(c"code"))?;
    let error = error.try_cast::<v8::Object>().map_err(|_| Failure::GenericFailure)?;
    let done = env.attempt(Failure::GenericFailure, || error.set(scope, key.into(), code))?;
    if done { Ok(()) } else { Err(Failure::GenericFailure) }
}
