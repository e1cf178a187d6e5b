//! Properties.

use std::ffi::c_char;
use std::mem::offset_of;

use napi_sys::{
    KeyCollectionMode, KeyConversion, KeyFilter, PropertyAttributes, napi_callback, napi_key_collection_mode,
    napi_key_conversion, napi_key_filter, napi_property_attributes, napi_status,
};

use super::functions::make_function;
use super::numbers::put_number;
use super::{key, key_for_now, lasting, object};
use crate::abi::{EnvPtr, In, Opaque, Out, Value, entry};
use crate::env::Env;
use crate::layout::{Element, Held, Tagged, new_handle, slot_of};
use crate::recall::Known;
use crate::status::{Failure, Result};

/// `napi_property_descriptor`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PropertyDescriptor {
    pub(crate) utf8name: In<c_char>,
    pub(crate) name: Value,
    pub(crate) method: napi_callback,
    pub(crate) getter: napi_callback,
    pub(crate) setter: napi_callback,
    pub(crate) value: Value,
    pub(crate) attributes: napi_property_attributes,
    pub(crate) data: Opaque,
}

/// The layout of the official structure, which `tests/signatures.rs` compares with the header.
macro_rules! same_layout {
    ($($field:ident)*) => {
        const _: () = assert!(size_of::<PropertyDescriptor>() == size_of::<napi_sys::napi_property_descriptor>());
        $(const _: () = assert!(
            offset_of!(PropertyDescriptor, $field) == offset_of!(napi_sys::napi_property_descriptor, $field)
        );)*
    };
}
same_layout!(utf8name name method getter setter value attributes data);

impl PropertyDescriptor {
    pub(crate) fn has(&self, attribute: napi_property_attributes) -> bool {
        self.attributes & attribute != 0
    }

    pub(crate) fn is_accessor(&self) -> bool {
        self.getter.is_some() || self.setter.is_some()
    }

    pub(crate) fn key<'e>(&self, env: &'e Env) -> Result<v8::Local<'e, v8::Name>> {
        if self.utf8name.is_null() {
            let name = self.name.local(env)?;
            return name.try_cast::<v8::Name>().map_err(|_| Failure::NameExpected);
        }
        Ok(key(env, self.utf8name)?.into())
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_property_names(env: EnvPtr, object: Value, result: Out<Value>) -> napi_status {
    entry!(napi_get_property_names, env, |env| {
        property_names(
            env,
            object,
            KeyCollectionMode::include_prototypes,
            KeyFilter::enumerable | KeyFilter::skip_symbols,
            KeyConversion::numbers_to_strings,
            result,
        )
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_all_property_names(
    env: EnvPtr,
    object: Value,
    mode: napi_key_collection_mode,
    filter: napi_key_filter,
    conversion: napi_key_conversion,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_get_all_property_names, env, |env| property_names(env, object, mode, filter, conversion, result))
}

fn property_names(
    env: &Env,
    value: Value,
    mode: napi_key_collection_mode,
    filter: napi_key_filter,
    conversion: napi_key_conversion,
    result: Out<Value>,
) -> Result {
    let result = result.required()?;
    let object = object(env, value)?;
    let mut v8_filter = v8::PropertyFilter::ALL_PROPERTIES;
    for (bit, flag) in [
        (KeyFilter::writable, v8::PropertyFilter::ONLY_WRITABLE),
        (KeyFilter::enumerable, v8::PropertyFilter::ONLY_ENUMERABLE),
        (KeyFilter::configurable, v8::PropertyFilter::ONLY_CONFIGURABLE),
        (KeyFilter::skip_strings, v8::PropertyFilter::SKIP_STRINGS),
        (KeyFilter::skip_symbols, v8::PropertyFilter::SKIP_SYMBOLS),
    ] {
        if filter & bit != 0 {
            v8_filter = v8_filter | flag;
        }
    }
    let mode = match mode {
        KeyCollectionMode::include_prototypes => v8::KeyCollectionMode::IncludePrototypes,
        KeyCollectionMode::own_only => v8::KeyCollectionMode::OwnOnly,
        _ => return Err(Failure::InvalidArg),
    };
    let conversion = match conversion {
        KeyConversion::keep_numbers => v8::KeyConversionMode::KeepNumbers,
        KeyConversion::numbers_to_strings => v8::KeyConversionMode::ConvertToString,
        _ => return Err(Failure::InvalidArg),
    };
    let args = v8::GetPropertyNamesArgsBuilder::new()
        .mode(mode)
        .property_filter(v8_filter)
        .index_filter(v8::IndexFilter::IncludeIndices)
        .key_conversion(conversion)
        .build();
    result.put(env.attempt(Failure::GenericFailure, || object.get_property_names(env.scope(), args))?);
    Ok(())
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_set_property(env: EnvPtr, target: Value, key: Value, value: Value) -> napi_status {
    entry!(napi_set_property, env, |env| {
        let word = key.tagged()?;
        if set_field(env, target, word, value) {
            return Ok(());
        }
        let (key, value) = (key.local(env)?, value.local(env)?);
        let target = object(env, target)?;
        set(env, target, key, value)
    })
}

/// What is known of a property of the target's, which is none for what is no object.
#[inline(always)]
fn known(env: &Env, target: Value, key: Tagged) -> Option<(Tagged, Known)> {
    let object = target.tagged().ok()?;
    // SAFETY: both were read from live handles just now.
    Some((object, unsafe { env.core.recall.look_up(env.isolate, object, key) }))
}

/// Whether the property certainly is there.
#[inline(always)]
fn has_field(env: &Env, target: Value, key: Tagged) -> bool {
    matches!(known(env, target, key), Some((_, Known::Field(_))))
}

/// Puts what is in the field, if the property lies in one.
#[inline(always)]
fn put_field(env: &Env, target: Value, key: Tagged, result: Out<Value>) -> bool {
    let (Some((object, Known::Field(field))), Ok(result)) = (known(env, target, key), result.required()) else {
        return false;
    };
    // SAFETY: read from a live handle just now, and the field is the object's.
    match unsafe { object.load_field(field, &env.core.maps) } {
        // SAFETY: read just now.
        Held::Value(value) => result.set(Value::from_slot(unsafe { new_handle(env.isolate, value) })),
        Held::Number(number) => put_number(env, number, result),
    }
    true
}

/// Stores into the field, if the property lies in one that takes the value as it is, or is to lie in one.
#[inline(always)]
fn set_field(env: &Env, target: Value, key: Tagged, value: Value) -> bool {
    let (Some((object, known)), Ok(value)) = (known(env, target, key), value.tagged()) else { return false };
    // SAFETY: read from live handles just now; what is known is of the object's map.
    unsafe {
        match known {
            Known::Nothing => false,
            Known::Addition(addition) => object.add_field(addition, value),
            Known::Field(field) => {
                let stored = object.store_field(field, value);
                if !stored && field.is_constant() {
                    // V8's store ends it.
                    env.core.recall.forget_property(object, key);
                }
                stored
            }
        }
    }
}

/// Has V8 store, and remembers how the object gets the property if it has not had it.
fn set(
    env: &Env,
    target: v8::Local<'_, v8::Object>,
    key: v8::Local<'_, v8::Value>,
    value: v8::Local<'_, v8::Value>,
) -> Result {
    let recall = &env.core.recall;
    // SAFETY: live handles.
    let before = unsafe { recall.before_store(tagged(target), tagged(key)) };
    store(env, || target.set(env.scope(), key, value))?;
    if let Some(before) = before {
        let is_inherited = || {
            let prototype =
                target.get_prototype(env.scope()).and_then(|prototype| prototype.try_cast::<v8::Object>().ok());
            let (Some(prototype), Ok(name)) = (prototype, key.try_cast::<v8::Name>()) else { return true };
            prototype.has_own_property(env.scope(), name) != Some(false)
        };
        // SAFETY: live handles; the maps are the isolate's.
        unsafe { recall.learn(before, tagged(target), tagged(key), &env.core.maps, is_inherited) }
    }
    Ok(())
}

fn tagged<T>(local: v8::Local<'_, T>) -> Tagged {
    // SAFETY: a live handle.
    unsafe { Tagged::read(slot_of(local)) }
}

fn store(env: &Env, store: impl FnOnce() -> Option<bool>) -> Result {
    if env.attempt(Failure::InvalidArg, store)? { Ok(()) } else { Err(Failure::InvalidArg) }
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_has_property(env: EnvPtr, target: Value, key: Value, result: Out<bool>) -> napi_status {
    entry!(napi_has_property, env, |env| {
        let result = result.required()?;
        let word = key.tagged()?;
        if has_field(env, target, word) {
            result.set(true);
            return Ok(());
        }
        let key = key.local(env)?;
        let target = object(env, target)?;
        result.set(env.attempt(Failure::GenericFailure, || target.has(env.scope(), key))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_property(env: EnvPtr, target: Value, key: Value, result: Out<Value>) -> napi_status {
    entry!(napi_get_property, env, |env| {
        if put_field(env, target, key.tagged()?, result) {
            return Ok(());
        }
        let key = key.local(env)?;
        let result = result.required()?;
        let target = object(env, target)?;
        result.put(env.attempt(Failure::GenericFailure, || target.get(env.scope(), key))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_delete_property(env: EnvPtr, target: Value, key: Value, result: Out<bool>) -> napi_status {
    entry!(napi_delete_property, env, |env| {
        let key = key.local(env)?;
        let target = object(env, target)?;
        let deleted = env.attempt(Failure::GenericFailure, || target.delete(env.scope(), key))?;
        result.set_if_wanted(deleted);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_has_own_property(env: EnvPtr, target: Value, key: Value, result: Out<bool>) -> napi_status {
    entry!(napi_has_own_property, env, |env| {
        let key = key.local(env)?;
        let result = result.required()?;
        let target = object(env, target)?;
        let key = key.try_cast::<v8::Name>().map_err(|_| Failure::NameExpected)?;
        result.set(env.attempt(Failure::GenericFailure, || target.has_own_property(env.scope(), key))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_set_named_property(env: EnvPtr, target: Value, name: In<c_char>, value: Value) -> napi_status {
    entry!(napi_set_named_property, env, |env| {
        let local = value.local(env)?;
        let holder = object(env, target)?;
        let key = key_for_now(env, name)?;
        if set_field(env, target, tagged(key), value) {
            return Ok(());
        }
        set(env, holder, lasting(env, key).into(), local)
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_has_named_property(
    env: EnvPtr,
    target: Value,
    name: In<c_char>,
    result: Out<bool>,
) -> napi_status {
    entry!(napi_has_named_property, env, |env| {
        let result = result.required()?;
        let holder = object(env, target)?;
        let key = key_for_now(env, name)?;
        let found = has_field(env, target, tagged(key))
            || env.attempt(Failure::GenericFailure, || holder.has(env.scope(), lasting(env, key).into()))?;
        result.set(found);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_named_property(
    env: EnvPtr,
    target: Value,
    name: In<c_char>,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_get_named_property, env, |env| {
        let place = result.required()?;
        let key = key_for_now(env, name)?;
        let holder = object(env, target)?;
        if !put_field(env, target, tagged(key), result) {
            place.put(env.attempt(Failure::GenericFailure, || holder.get(env.scope(), lasting(env, key).into()))?);
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_set_element(env: EnvPtr, target: Value, index: u32, value: Value) -> napi_status {
    entry!(napi_set_element, env, |env| {
        let number = value.tagged()?;
        // SAFETY: read from a live handle just now; the maps are the isolate's.
        if unsafe { target.tagged()?.set_element(&env.core.maps, index, number) } {
            return Ok(());
        }
        let value = value.local(env)?;
        let target = object(env, target)?;
        store(env, || target.set_index(env.scope(), index, value))
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_has_element(env: EnvPtr, target: Value, index: u32, result: Out<bool>) -> napi_status {
    entry!(napi_has_element, env, |env| {
        let result = result.required()?;
        let target = object(env, target)?;
        result.set(env.attempt(Failure::GenericFailure, || target.has_index(env.scope(), index))?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_element(env: EnvPtr, target: Value, index: u32, result: Out<Value>) -> napi_status {
    entry!(napi_get_element, env, |env| {
        let result = result.required()?;
        // SAFETY: read from a live handle just now; the maps are the isolate's.
        match unsafe { target.tagged()?.element(&env.core.maps, index) } {
            // SAFETY: read just now.
            Some(Element::Value(value)) => result.set(Value::from_slot(unsafe { new_handle(env.isolate, value) })),
            Some(Element::Double(number)) => put_number(env, number, result),
            None => {
                let target = object(env, target)?;
                result.put(env.attempt(Failure::GenericFailure, || target.get_index(env.scope(), index))?);
            }
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_delete_element(env: EnvPtr, target: Value, index: u32, result: Out<bool>) -> napi_status {
    entry!(napi_delete_element, env, |env| {
        let target = object(env, target)?;
        let deleted = env.attempt(Failure::GenericFailure, || target.delete_index(env.scope(), index))?;
        result.set_if_wanted(deleted);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_define_properties(
    env: EnvPtr,
    target: Value,
    count: usize,
    properties: In<PropertyDescriptor>,
) -> napi_status {
    entry!(napi_define_properties, env, |env| {
        let properties = properties.slice(count)?;
        let target = object(env, target)?;
        properties.iter().try_for_each(|property| define(env, target, property))
    })
}

/// Defines one property on an object.
pub(crate) fn define(env: &Env, target: v8::Local<'_, v8::Object>, property: &PropertyDescriptor) -> Result {
    let scope = env.scope();
    let key = property.key(env)?;
    let writable = property.has(PropertyAttributes::writable);
    let undefined = || v8::undefined(scope).into();
    let (mut descriptor, failure) = if property.is_accessor() {
        let accessor = |callback: napi_callback| -> Result<v8::Local<'_, v8::Value>> {
            match callback {
                Some(callback) => Ok(make_function(env, None, callback, property.data)?.into()),
                None => Ok(undefined()),
            }
        };
        let (get, set) = (accessor(property.getter)?, accessor(property.setter)?);
        (v8::PropertyDescriptor::new_from_get_set(get, set), Failure::InvalidArg)
    } else if let Some(method) = property.method {
        let function = make_function(env, None, method, property.data)?;
        (v8::PropertyDescriptor::new_from_value_writable(function.into(), writable), Failure::GenericFailure)
    } else {
        let value = property.value.local(env)?;
        let all = PropertyAttributes::writable | PropertyAttributes::enumerable | PropertyAttributes::configurable;
        if property.attributes & all == all {
            let defined = env.attempt(Failure::InvalidArg, || target.create_data_property(scope, key, value))?;
            return if defined { Ok(()) } else { Err(Failure::InvalidArg) };
        }
        (v8::PropertyDescriptor::new_from_value_writable(value, writable), Failure::InvalidArg)
    };
    descriptor.set_enumerable(property.has(PropertyAttributes::enumerable));
    descriptor.set_configurable(property.has(PropertyAttributes::configurable));
    let defined = env.attempt(failure, || target.define_property(scope, key, &descriptor))?;
    if defined { Ok(()) } else { Err(failure) }
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_object_freeze(env: EnvPtr, target: Value) -> napi_status {
    entry!(napi_object_freeze, env, |env| integrity(env, target, v8::IntegrityLevel::Frozen))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_object_seal(env: EnvPtr, target: Value) -> napi_status {
    entry!(napi_object_seal, env, |env| integrity(env, target, v8::IntegrityLevel::Sealed))
}

fn integrity(env: &Env, target: Value, level: v8::IntegrityLevel) -> Result {
    let target = object(env, target)?;
    let done = env.attempt(Failure::GenericFailure, || target.set_integrity_level(env.scope(), level))?;
    if done { Ok(()) } else { Err(Failure::GenericFailure) }
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_prototype(env: EnvPtr, target: Value, result: Out<Value>) -> napi_status {
    entry!(napi_get_prototype, env, |env| {
        let result = result.required()?;
        let target = object(env, target)?;
        result.put(target.get_prototype(env.scope()).ok_or(Failure::GenericFailure)?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_set_prototype(env: EnvPtr, target: Value, prototype: Value) -> napi_status {
    entry!(node_api_set_prototype, env, |env| {
        let prototype = prototype.local(env)?;
        let target = object(env, target)?;
        if prototype.is_external() {
            return Err(Failure::ObjectExpected);
        }
        let done = env.attempt(Failure::GenericFailure, || target.set_prototype(env.scope(), prototype))?;
        if done { Ok(()) } else { Err(Failure::GenericFailure) }
    })
}
