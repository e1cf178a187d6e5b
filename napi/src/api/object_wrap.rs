//! Object wrap: classes, native data behind objects, type tags, finalizers.

use std::ffi::c_char;
use std::sync::atomic::Ordering;

use napi_sys::{PropertyAttributes, napi_callback, napi_status, napi_type_tag};

use super::properties::{PropertyDescriptor, define};
use super::text;
use crate::abi::{EnvPtr, In, Opaque, Out, Value, entry, usual};
use crate::callback::{Bundle, NativeCallback};
use crate::env::Env;
use crate::layout::{WRAP_FIELDS, slot_of, wrap_field, wrap_word};
use crate::reference::{FinalizeCallback, Finalizer, Owner, Reference};
use crate::status::{Failure, Result};
use crate::wrap::{self, Place};

type Template<'e> = v8::Local<'e, v8::FunctionTemplate>;

/// A template for a function that calls `callback`. The template keeps an object alive that nothing else does, and the
/// bundle dies with that.
fn template<'e>(
    env: &'e Env,
    callback: NativeCallback,
    data: Opaque,
    is_class: bool,
    signature: Option<v8::Local<'e, v8::Signature>>,
) -> Template<'e> {
    let bundle = Bundle::new(env, callback, data, is_class);
    let keeper = v8::External::new(env.scope(), bundle.cast_mut().cast());
    // SAFETY: the bundle is new, and dies with the template's data value.
    let entry = unsafe {
        Bundle::die_with(bundle, slot_of(keeper));
        Bundle::entry(bundle, env.scope()).0
    };
    let mut builder = v8::FunctionTemplate::builder_raw(entry).data(keeper.into());
    if let Some(signature) = signature {
        builder = builder.signature(signature);
    }
    builder.build(env.scope())
}

fn attributes(property: &PropertyDescriptor) -> v8::PropertyAttribute {
    let mut attributes = v8::PropertyAttribute::NONE;
    if !property.is_accessor() && !property.has(PropertyAttributes::writable) {
        attributes = attributes | v8::PropertyAttribute::READ_ONLY;
    }
    if !property.has(PropertyAttributes::enumerable) {
        attributes = attributes | v8::PropertyAttribute::DONT_ENUM;
    }
    if !property.has(PropertyAttributes::configurable) {
        attributes = attributes | v8::PropertyAttribute::DONT_DELETE;
    }
    attributes
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_define_class(
    env: EnvPtr,
    name: In<c_char>,
    length: usize,
    constructor: Option<NativeCallback>,
    data: Opaque,
    count: usize,
    properties: In<PropertyDescriptor>,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_define_class, env, |env| {
        let result = result.required()?;
        let constructor = constructor.ok_or(Failure::InvalidArg)?;
        let properties = properties.slice(count)?;
        let scope = env.scope();
        if name.is_null() {
            return Err(Failure::InvalidArg);
        }
        let name = v8::String::new_from_utf8(scope, text(name, length)?, v8::NewStringType::Internalized)
            .ok_or(Failure::GenericFailure)?;
        let class = template(env, constructor, data, true, None);
        class.set_class_name(name);
        class.instance_template(scope).set_internal_field_count(WRAP_FIELDS);
        let prototype = class.prototype_template(scope);
        // Templates take primitive values only; others are defined on the prototype once it exists.
        let mut later = Vec::new();
        for property in properties {
            if property.has(PropertyAttributes::static_) {
                continue;
            }
            let key = property.key(env)?;
            let attributes = attributes(property);
            if property.is_accessor() {
                let accessor = |callback: napi_callback| {
                    callback.map(|callback| template(env, callback, property.data, false, None))
                };
                let (get, set) = (accessor(property.getter), accessor(property.setter));
                prototype.set_accessor_property(key, get, set, attributes);
            } else if let Some(method) = property.method {
                let signature = v8::Signature::new(scope, class);
                let method = template(env, method, property.data, false, Some(signature));
                prototype.set_with_attr(key, method.into(), attributes);
            } else {
                let value = property.value.local(env)?;
                if value.is_object() {
                    later.push((key, value, attributes));
                } else {
                    prototype.set_with_attr(key, value.into(), attributes);
                }
            }
        }
        let function = env.attempt(Failure::GenericFailure, || class.get_function(scope))?;
        if !later.is_empty() {
            let key = v8::String::new(scope, "prototype").ok_or(Failure::GenericFailure)?;
            let prototype = env.attempt(Failure::GenericFailure, || function.get(scope, key.into()))?;
            let prototype = prototype.try_cast::<v8::Object>().map_err(|_| Failure::GenericFailure)?;
            for (key, value, attributes) in later {
                env.attempt(Failure::GenericFailure, || prototype.define_own_property(scope, key, value, attributes))?;
            }
        }
        for property in properties {
            if property.has(PropertyAttributes::static_) {
                define(env, function.into(), property)?;
            }
        }
        result.put(function);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_wrap(
    env: EnvPtr,
    target: Value,
    native: Opaque,
    finalize: Option<FinalizeCallback>,
    hint: Opaque,
    result: Out<*const Reference>,
) -> napi_status {
    entry!(napi_wrap, env, |env| {
        let object = expect_object(env, target)?;
        let place = Place::of(object);
        if place.get(env)?.is_some() {
            return Err(Failure::InvalidArg);
        }
        let owner = if result.is_wanted() { Owner::Addon } else { Owner::Runtime };
        if owner == Owner::Addon && finalize.is_none() {
            return Err(Failure::InvalidArg);
        }
        let finalizer = Finalizer { callback: finalize, data: native, hint };
        let reference = Reference::new(env, slot_of(object), true, 0, owner, finalizer);
        // The object may have moved when the reference was made: its place is looked up again.
        if let Err(failure) = Place::of(object).set(env, reference) {
            // SAFETY: made just now, and nobody else knows it.
            unsafe { Reference::free(reference) }
            return Err(failure);
        }
        result.set_if_wanted(reference);
        Ok(())
    })
}

/// Unlike elsewhere, anything but an object is an invalid argument.
#[inline(always)]
fn expect_object<'e>(env: &'e Env, value: Value) -> Result<v8::Local<'e, v8::Object>> {
    value.as_object(env)?.ok_or(Failure::InvalidArg)
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_unwrap(env: EnvPtr, target: Value, result: Out<Opaque>) -> napi_status {
    let in_place = |_: &Env| {
        let (slot, result) = (target.slot().ok()?, result.required().ok()?);
        // SAFETY: a live handle, as the addon promised; what is in the field is null or the wrap's reference, which lives as
        // long as the wrap.
        let reference = unsafe { (wrap_word(slot)? as *const Reference).as_ref()? };
        result.set(reference.data());
        Some(())
    };
    usual!(napi_unwrap, env, in_place, unwrap(env, target, result))
}

#[cold]
#[inline(never)]
extern "C" fn unwrap(env: EnvPtr, target: Value, result: Out<Opaque>) -> napi_status {
    entry!(napi_unwrap, env, |env| {
        let slot = target.slot()?;
        let result = result.required()?;
        // SAFETY: a live handle, as the addon promised; the field is read at once.
        let reference = match unsafe { wrap_field(slot) } {
            Some(field) => field.load(Ordering::Relaxed) as *const Reference,
            None => unwrap_other(env, target)?,
        };
        // SAFETY: null, or the wrap's reference, which lives as long as the wrap.
        let reference = unsafe { reference.as_ref() }.ok_or(Failure::InvalidArg)?;
        result.set(reference.data());
        Ok(())
    })
}

/// The wrap of an object that is no instance of a native class.
#[cold]
#[inline(never)]
fn unwrap_other(env: &Env, target: Value) -> Result<*const Reference> {
    Place::of(expect_object(env, target)?).get(env)?.ok_or(Failure::InvalidArg)
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_remove_wrap(env: EnvPtr, target: Value, result: Out<Opaque>) -> napi_status {
    entry!(napi_remove_wrap, env, |env| {
        let place = Place::of(expect_object(env, target)?);
        let reference = place.get(env)?.ok_or(Failure::InvalidArg)?;
        // SAFETY: a wrap's reference lives as long as the wrap.
        let data = unsafe { (*reference).data() };
        place.remove(env, reference)?;
        result.set_if_wanted(data);
        Ok(())
    })
}

fn taggable<'e>(env: &'e Env, value: Value) -> Result<v8::Local<'e, v8::Object>> {
    if let Some(object) = value.as_object(env)? {
        return Ok(object);
    }
    let value = value.local(env)?;
    env.attempt(Failure::ObjectExpected, || value.to_object(env.scope()))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_type_tag_object(env: EnvPtr, target: Value, tag: In<napi_type_tag>) -> napi_status {
    entry!(napi_type_tag_object, env, |env| {
        let object = taggable(env, target)?;
        let tag = tag.required()?;
        wrap::tag(env, object, [tag.lower, tag.upper])
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_check_object_type_tag(
    env: EnvPtr,
    target: Value,
    tag: In<napi_type_tag>,
    result: Out<bool>,
) -> napi_status {
    entry!(napi_check_object_type_tag, env, |env| {
        let object = target.tagged()?;
        if let (Ok(tag), Ok(result)) = (tag.required(), result.required())
            && env.core.recall.knows_tag(object, [tag.lower, tag.upper])
        {
            result.set(true);
            return Ok(());
        }
        let object = taggable(env, target)?;
        let tag = tag.required()?;
        let result = result.required()?;
        result.set(wrap::has_tag(env, object, [tag.lower, tag.upper])?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_add_finalizer(
    env: EnvPtr,
    target: Value,
    data: Opaque,
    finalize: Option<FinalizeCallback>,
    hint: Opaque,
    result: Out<*const Reference>,
) -> napi_status {
    entry!(napi_add_finalizer, env, |env| {
        let value = target.local(env)?;
        let callback = finalize.ok_or(Failure::InvalidArg)?;
        if !value.is_object() {
            return Err(Failure::InvalidArg);
        }
        let owner = if result.is_wanted() { Owner::Addon } else { Owner::Runtime };
        let finalizer = Finalizer { callback: Some(callback), data, hint };
        result.set_if_wanted(Reference::new(env, target.slot()?, true, 0, owner, finalizer));
        Ok(())
    })
}

/// Runs a finalizer on the loop: the way out for finalizers that run inside the collector.
#[unsafe(no_mangle)]
pub extern "C" fn node_api_post_finalizer(
    env: EnvPtr,
    finalize: Option<FinalizeCallback>,
    data: Opaque,
    hint: Opaque,
) -> napi_status {
    entry!(node_api_post_finalizer, env, |env| {
        Reference::post(env, Finalizer { callback: finalize, data, hint });
        Ok(())
    })
}
