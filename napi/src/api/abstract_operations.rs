//! Abstract operations: coercion, `instanceof`, equality.

use napi_sys::napi_status;

use super::errors::throw_type_error;
use crate::abi::{EnvPtr, Out, Value, entry};
use crate::status::Failure;

#[unsafe(no_mangle)]
pub extern "C" fn napi_coerce_to_bool(env: EnvPtr, value: Value, result: Out<Value>) -> napi_status {
    entry!(napi_coerce_to_bool, env, |env| {
        let value = value.local(env)?;
        result.required()?.put(value.to_boolean(env.scope()));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_coerce_to_number(env: EnvPtr, value: Value, result: Out<Value>) -> napi_status {
    entry!(napi_coerce_to_number, env, |env| {
        let value = value.local(env)?;
        let result = result.required()?;
        result.put(env.attempt_as(Failure::NumberExpected, || value.to_number(env.scope()))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_coerce_to_object(env: EnvPtr, value: Value, result: Out<Value>) -> napi_status {
    entry!(napi_coerce_to_object, env, |env| {
        let value = value.local(env)?;
        let result = result.required()?;
        result.put(env.attempt_as(Failure::ObjectExpected, || value.to_object(env.scope()))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_coerce_to_string(env: EnvPtr, value: Value, result: Out<Value>) -> napi_status {
    entry!(napi_coerce_to_string, env, |env| {
        let value = value.local(env)?;
        let result = result.required()?;
        result.put(env.attempt_as(Failure::StringExpected, || value.to_string(env.scope()))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_instanceof(env: EnvPtr, object: Value, constructor: Value, result: Out<bool>) -> napi_status {
    entry!(napi_instanceof, env, |env| {
        let value = object.local(env)?;
        let result = result.required()?;
        result.set(false);
        let constructor = super::object(env, constructor)?;
        if !constructor.is_function() {
            throw_type_error(env, "ERR_NAPI_CONS_FUNCTION", "Constructor must be a function");
            return Err(Failure::FunctionExpected);
        }
        result.set(env.attempt_as(Failure::GenericFailure, || value.instance_of(env.scope(), constructor))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_strict_equals(env: EnvPtr, left: Value, right: Value, result: Out<bool>) -> napi_status {
    entry!(napi_strict_equals, env, |env| {
        let (left, right) = (left.local(env)?, right.local(env)?);
        result.required()?.set(left.strict_equals(right));
        Ok(())
    })
}
