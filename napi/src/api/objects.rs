//! Creating values: objects, arrays, dates, externals, symbols, the constants.

use std::ffi::c_char;

use napi_sys::napi_status;

use super::text;
use crate::abi::{EnvPtr, In, Opaque, Out, Value, entry};
use crate::external::External;
use crate::reference::{FinalizeCallback, Finalizer};
use crate::status::Failure;

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_object(env: EnvPtr, result: Out<Value>) -> napi_status {
    entry!(napi_create_object, env, |env| {
        result.required()?.put(v8::Object::new(env.scope()));
        Ok(())
    })
}

/// All properties at once; a null prototype argument means the object has none.
#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_object_with_properties(
    env: EnvPtr,
    prototype_or_null: Value,
    names: In<Value>,
    values: In<Value>,
    count: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(node_api_create_object_with_properties, env, |env| {
        let result = result.required()?;
        let names = super::arguments(env, count, names)?;
        let values = super::arguments(env, count, values)?;
        let names = names
            .iter()
            .map(|name| name.try_cast::<v8::Name>().map_err(|_| Failure::NameExpected))
            .collect::<Result<Vec<_>, _>>()?;
        let prototype = match prototype_or_null.is_null() {
            true => v8::null(env.scope()).into(),
            false => prototype_or_null.local(env)?,
        };
        if !super::can_be_prototype(prototype) {
            return Err(Failure::ObjectExpected);
        }
        let object = v8::Object::with_prototype_and_properties(env.scope(), prototype, &names, values);
        result.put(object);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_array(env: EnvPtr, result: Out<Value>) -> napi_status {
    entry!(napi_create_array, env, |env| {
        result.required()?.put(v8::Array::new(env.scope(), 0));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_array_with_length(env: EnvPtr, length: usize, result: Out<Value>) -> napi_status {
    entry!(napi_create_array_with_length, env, |env| {
        // V8 takes an `int` and makes an empty array of a negative one.
        result.required()?.put(v8::Array::new(env.scope(), length as i32));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_date(env: EnvPtr, time: f64, result: Out<Value>) -> napi_status {
    entry!(napi_create_date, env, |env| {
        let result = result.required()?;
        result.put(env.attempt(Failure::GenericFailure, || v8::Date::new(env.scope(), time))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_external(
    env: EnvPtr,
    data: Opaque,
    finalize: Option<FinalizeCallback>,
    hint: Opaque,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_external, env, |env| {
        let result = result.required()?;
        let external = External::make(env, Finalizer { callback: finalize, data, hint });
        result.put(external);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_symbol(env: EnvPtr, description: Value, result: Out<Value>) -> napi_status {
    entry!(napi_create_symbol, env, |env| {
        let result = result.required()?;
        let description = match description.is_null() {
            true => None,
            false => Some(description.local(env)?.try_cast::<v8::String>().map_err(|_| Failure::StringExpected)?),
        };
        result.put(v8::Symbol::new(env.scope(), description));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_symbol_for(
    env: EnvPtr,
    description: In<c_char>,
    length: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(node_api_symbol_for, env, |env| {
        let result = result.required()?;
        let bytes = text(description, length)?;
        let description =
            v8::String::new_from_utf8(env.scope(), bytes, v8::NewStringType::Normal).ok_or(Failure::GenericFailure)?;
        result.put(v8::Symbol::for_key(env.scope(), description));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_boolean(env: EnvPtr, value: bool, result: Out<Value>) -> napi_status {
    entry!(napi_get_boolean, env, |env| {
        let roots = &env.core.roots;
        result.required()?.set(Value::from_slot(if value { roots.yes } else { roots.no }));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_global(env: EnvPtr, result: Out<Value>) -> napi_status {
    entry!(napi_get_global, env, |env| {
        result.required()?.put(env.core.context().global(env.scope()));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_null(env: EnvPtr, result: Out<Value>) -> napi_status {
    entry!(napi_get_null, env, |env| {
        result.required()?.set(Value::from_slot(env.core.roots.null));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_undefined(env: EnvPtr, result: Out<Value>) -> napi_status {
    entry!(napi_get_undefined, env, |env| {
        result.required()?.set(Value::from_slot(env.core.roots.undefined));
        Ok(())
    })
}
