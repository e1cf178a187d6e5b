//! `process.env`: an object whose properties are the environment variables of the process, read and written live.

use crate::property_handlers;
use crate::runtime::convert::{string, throw_type_error};
use std::borrow::Cow;
use std::ffi::OsString;
use std::mem::MaybeUninit;

/// Makes the object. Everything that is not a variable (`toString`, symbols) is looked up as on any object.
pub fn create<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
    // A constructor of its own, without a name, so that the object's prototype is not Object.prototype (as in Node).
    let constructor = v8::FunctionTemplate::new(scope, illegal_constructor);
    let template = constructor.instance_template(scope);
    set_handlers(template);
    template.new_instance(scope)
}

fn illegal_constructor(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue) {}

/// The name as the environment can hold it: for the system text ends at a zero byte. `std::env` panics on other names.
fn system_name(name: &str) -> Option<&str> {
    let name = name.split('\0').next().unwrap_or_default();
    (!name.is_empty() && !name.contains('=')).then_some(name)
}

fn read(name: &str) -> Option<OsString> {
    std::env::var_os(system_name(name)?)
}

fn write(scope: &mut v8::PinScope<'_, '_>, name: &str, value: &str) {
    // setenv(3) ends the value at the first zero byte; a name that it would refuse changes nothing.
    let value = value.split('\0').next().unwrap_or_default();
    let Some(name) = system_name(name) else { return };
    // SAFETY: `std::env` serialises Rust's own accesses. C code that calls getenv on another thread at the same moment can
    // see a moved environment; that is so in Node.js as well and part of what assigning to `process.env` means.
    unsafe { std::env::set_var(name, value) };
    if name == "TZ" {
        time_zone_changed(scope);
    }
}

fn remove(scope: &mut v8::PinScope<'_, '_>, name: &str) {
    let Some(name) = system_name(name) else { return };
    // SAFETY: as in `write`.
    unsafe { std::env::remove_var(name) };
    if name == "TZ" {
        time_zone_changed(scope);
    }
}

fn time_zone_changed(scope: &mut v8::PinScope<'_, '_>) {
    unsafe extern "C" {
        fn tzset();
    }
    // SAFETY: tzset reads the environment and sets libc's own state.
    unsafe { tzset() };
    scope.date_time_configuration_change_notification(v8::TimeZoneDetection::Redetect);
}

/// The text of a value that is assigned, `None` with an exception pending when it has none.
fn text_of(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Option<String> {
    value.to_string(scope).map(|text| text.to_rust_string_lossy(scope))
}

/// Place for the usual name, so that a look at a variable allocates nothing for it.
type NameBuffer = [MaybeUninit<u8>; 64];
const NAME_BUFFER: NameBuffer = [MaybeUninit::uninit(); 64];

fn variable_name<'a>(
    scope: &mut v8::PinScope<'_, '_>,
    key: v8::Local<'_, v8::Name>,
    buffer: &'a mut NameBuffer,
) -> Option<Cow<'a, str>> {
    v8::Local::<v8::String>::try_from(key).ok().map(|key| key.to_rust_cow_lossy(scope, buffer))
}

fn get<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    _: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Value>,
) -> v8::Intercepted {
    let mut buffer = NAME_BUFFER;
    let Some(value) = variable_name(scope, key, &mut buffer).and_then(|name| read(&name)) else {
        return v8::Intercepted::kNo;
    };
    rv.set(string(scope, &value.to_string_lossy()).into());
    v8::Intercepted::kYes
}

fn set<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    value: v8::Local<'s, v8::Value>,
    _: v8::PropertyCallbackArguments<'s>,
    _: v8::ReturnValue<v8::Boolean>,
) -> v8::Intercepted {
    // A symbol has no text: the conversion throws.
    if let Some(value) = text_of(scope, value)
        && let Some(name) = text_of(scope, key.into())
    {
        write(scope, &name, &value);
    }
    v8::Intercepted::kYes
}

fn query<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    _: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Integer>,
) -> v8::Intercepted {
    let mut buffer = NAME_BUFFER;
    if variable_name(scope, key, &mut buffer).and_then(|name| read(&name)).is_none() {
        return v8::Intercepted::kNo;
    }
    rv.set_int32(0);
    v8::Intercepted::kYes
}

fn delete<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    _: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Boolean>,
) -> v8::Intercepted {
    let mut buffer = NAME_BUFFER;
    if let Some(name) = variable_name(scope, key, &mut buffer) {
        remove(scope, &name);
    }
    rv.set_bool(true);
    v8::Intercepted::kYes
}

fn enumerate<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    _: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Array>,
) {
    let names: Vec<v8::Local<v8::Value>> =
        std::env::vars_os().map(|(name, _)| string(scope, &name.to_string_lossy()).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &names));
}

const BAD_ACCESSOR: &str = "'process.env' does not accept an accessor(getter/setter) descriptor";
const BAD_ATTRIBUTES: &str = "'process.env' only accepts a configurable, writable, and enumerable data descriptor";

fn define<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    descriptor: &v8::PropertyDescriptor,
    _: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Boolean>,
) -> v8::Intercepted {
    let is_plain = descriptor.has_value()
        && (descriptor.has_configurable() && descriptor.configurable())
        && (descriptor.has_writable() && descriptor.writable())
        && (descriptor.has_enumerable() && descriptor.enumerable());
    let complaint = match is_plain {
        true => None,
        false if descriptor.has_get() || descriptor.has_set() => Some(BAD_ACCESSOR),
        false => Some(BAD_ATTRIBUTES),
    };
    if let Some(complaint) = complaint {
        throw_type_error(scope, "ERR_INVALID_OBJECT_DEFINE_PROPERTY", complaint);
        return v8::Intercepted::kYes;
    }
    let value = descriptor.value();
    if let Some(value) = text_of(scope, value)
        && let Some(name) = text_of(scope, key.into())
    {
        write(scope, &name, &value);
        rv.set_bool(true);
    }
    v8::Intercepted::kYes
}

property_handlers!();
