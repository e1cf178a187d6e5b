//! `Storage` of the web (<https://html.spec.whatwg.org/multipage/webstorage.html>): an object whose properties are the pairs that it
//! stores. There is one of them for each thread, `sessionStorage`, which keeps its pairs in memory. As in Node, keys are in the order
//! of their bytes in UTF-16, and all pairs together may have 10 MiB.

use crate::property_handlers;
use crate::runtime::Runtime;
use crate::runtime::binding::{Binding, set_value};
use crate::runtime::convert::{string, throw_error, throw_type_error};
use std::cell::RefCell;
use std::collections::BTreeMap;

pub const BINDING: Binding = Binding { name: "web_storage", initialize };

/// In units of UTF-16.
const QUOTA: usize = 10 * 1024 * 1024 / size_of::<u16>();

const ILLEGAL_CONSTRUCTOR: &str = "Illegal constructor";

/// `Storage`, and the thread's instance of it.
fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    let class = v8::FunctionTemplate::new(
        scope,
        |scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue| {
            throw_error(scope, "ERR_ILLEGAL_CONSTRUCTOR", ILLEGAL_CONSTRUCTOR);
        },
    );
    class.set_class_name(string(scope, "Storage"));
    // Its methods know an instance by it.
    let signature = v8::Signature::new(scope, class);
    let prototype = class.prototype_template(scope);
    let length = v8::FunctionTemplate::builder(length)
        .signature(signature)
        .constructor_behavior(v8::ConstructorBehavior::Throw)
        .build(scope);
    let name = string(scope, "length").into();
    prototype.set_accessor_property(name, Some(length), None, v8::PropertyAttribute::DONT_DELETE);
    let methods: [(&str, v8::FunctionCallback); 5] = [
        ("clear", v8::MapFnTo::map_fn_to(clear)),
        ("getItem", v8::MapFnTo::map_fn_to(get_item)),
        ("key", v8::MapFnTo::map_fn_to(key)),
        ("removeItem", v8::MapFnTo::map_fn_to(remove_item)),
        ("setItem", v8::MapFnTo::map_fn_to(set_item)),
    ];
    for (name, callback) in methods {
        let method = v8::FunctionTemplate::builder_raw(callback)
            .signature(signature)
            .constructor_behavior(v8::ConstructorBehavior::Throw)
            .build(scope);
        let name = string(scope, name);
        method.set_class_name(name);
        prototype.set(name.into(), method.into());
    }
    let instance = class.instance_template(scope);
    set_handlers(instance);
    if let Some(constructor) = class.get_function(scope) {
        set_value(scope, target, "Storage", constructor.into());
    }
    if let Some(storage) = instance.new_instance(scope) {
        set_value(scope, target, "sessionStorage", storage.into());
    }
}

/// Text as JavaScript has it, which may be no Unicode.
type Text = Vec<u16>;

/// A key, with the bytes of its units exchanged, so that keys are in the order of their bytes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key(Text);

impl Key {
    fn of(text: &[u16]) -> Self {
        Self(text.iter().map(|unit| unit.swap_bytes()).collect())
    }

    fn text(&self) -> Text {
        self.0.iter().map(|unit| unit.swap_bytes()).collect()
    }
}

#[derive(Default)]
struct Pairs {
    values: BTreeMap<Key, Text>,
    /// The units of all keys and values.
    units: usize,
}

impl Pairs {
    /// Whether there was room for it.
    fn put(&mut self, key: Key, value: Text) -> bool {
        let before = self.values.get(&key).map_or(0, |value| key.0.len() + value.len());
        let units = self.units - before + key.0.len() + value.len();
        if units > QUOTA {
            return false;
        }
        self.units = units;
        self.values.insert(key, value);
        true
    }

    fn remove(&mut self, key: &Key) {
        if let Some(value) = self.values.remove(key) {
            self.units -= key.0.len() + value.len();
        }
    }
}

fn with_pairs<T>(scope: &v8::PinScope<'_, '_>, run: impl FnOnce(&mut Pairs) -> T) -> T {
    run(&mut Runtime::current(scope).state::<RefCell<Pairs>>().borrow_mut())
}

fn units_of(scope: &mut v8::PinScope<'_, '_>, text: v8::Local<'_, v8::String>) -> Text {
    let mut units = vec![0; text.length()];
    text.write_v2(scope, 0, &mut units, v8::WriteFlags::empty());
    units
}

/// `None`: an exception is pending.
fn text_of(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Option<Text> {
    let text = value.to_string(scope)?;
    Some(units_of(scope, text))
}

fn text_value<'s>(scope: &mut v8::PinScope<'s, '_>, text: &[u16]) -> v8::Local<'s, v8::Value> {
    let text = v8::String::new_from_two_byte(scope, text, v8::NewStringType::Normal);
    text.unwrap_or_else(|| v8::String::empty(scope)).into()
}

/// Stores a pair; throws when there is no room for it.
fn store(scope: &mut v8::PinScope<'_, '_>, key: Key, value: Text) {
    if with_pairs(scope, |pairs| pairs.put(key, value)) {
        return;
    }
    let Some(module) = Runtime::current(scope).realm().require(scope, "internal/web_storage") else { return };
    let name = string(scope, "throwQuotaExceeded");
    let function = module.to_object(scope).and_then(|module| module.get(scope, name.into()));
    if let Some(function) = function.and_then(|function| v8::Local::<v8::Function>::try_from(function).ok()) {
        function.call(scope, module, &[]);
    }
}

/// Throws when a method got fewer arguments than it needs.
fn has_arguments(
    scope: &mut v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments<'_>,
    method: &str,
    needed: i32,
) -> bool {
    let enough = args.length() >= needed;
    if !enough {
        let plural = if needed == 1 { "" } else { "s" };
        let message = format!("Failed to execute '{method}' on 'Storage': {needed} argument{plural} required");
        throw_type_error(scope, "ERR_MISSING_ARGS", &message);
    }
    enough
}

fn length(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_uint32(with_pairs(scope, |pairs| pairs.values.len()) as u32);
}

fn clear(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    with_pairs(scope, |pairs| *pairs = Pairs::default());
}

fn get_item<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    if !has_arguments(scope, &args, "getItem", 1) {
        return;
    }
    let Some(key) = text_of(scope, args.get(0)) else { return };
    match with_pairs(scope, |pairs| pairs.values.get(&Key::of(&key)).cloned()) {
        Some(value) => rv.set(text_value(scope, &value)),
        None => rv.set_null(),
    }
}

/// `key(index)`
fn key<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    if !has_arguments(scope, &args, "key", 1) {
        return;
    }
    let Some(index) = args.get(0).uint32_value(scope) else { return };
    match with_pairs(scope, |pairs| pairs.values.keys().nth(index as usize).map(Key::text)) {
        Some(key) => rv.set(text_value(scope, &key)),
        None => rv.set_null(),
    }
}

fn remove_item(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if has_arguments(scope, &args, "removeItem", 1)
        && let Some(key) = text_of(scope, args.get(0))
    {
        with_pairs(scope, |pairs| pairs.remove(&Key::of(&key)));
    }
}

fn set_item(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if has_arguments(scope, &args, "setItem", 2)
        && let Some(key) = text_of(scope, args.get(0))
        && let Some(value) = text_of(scope, args.get(1))
    {
        store(scope, Key::of(&key), value);
    }
}

/// The key that a name is: symbols are none.
fn key_of(scope: &mut v8::PinScope<'_, '_>, name: v8::Local<'_, v8::Name>) -> Option<Key> {
    let name = v8::Local::<v8::String>::try_from(name).ok()?;
    Some(Key::of(&units_of(scope, name)))
}

/// The value of a name that the prototype does not have: its methods come before what is stored. `Err`: an exception is pending.
fn value_of(
    scope: &mut v8::PinScope<'_, '_>,
    name: v8::Local<'_, v8::Name>,
    args: &v8::PropertyCallbackArguments<'_>,
) -> Result<Option<Text>, ()> {
    let Some(key) = key_of(scope, name) else { return Ok(None) };
    let Some(value) = with_pairs(scope, |pairs| pairs.values.get(&key).cloned()) else { return Ok(None) };
    let prototype = args.holder().get_prototype(scope).and_then(|prototype| prototype.try_cast::<v8::Object>().ok());
    let Some(prototype) = prototype else { return Ok(Some(value)) };
    let is_method = prototype.has(scope, name.into()).ok_or(())?;
    Ok((!is_method).then_some(value))
}

fn get<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Value>,
) -> v8::Intercepted {
    match value_of(scope, name, &args) {
        Ok(Some(value)) => rv.set(text_value(scope, &value)),
        Ok(None) => return v8::Intercepted::kNo,
        Err(()) => (),
    }
    v8::Intercepted::kYes
}

fn set<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Name>,
    value: v8::Local<'s, v8::Value>,
    _: v8::PropertyCallbackArguments<'s>,
    _: v8::ReturnValue<v8::Boolean>,
) -> v8::Intercepted {
    let Some(key) = key_of(scope, name) else { return v8::Intercepted::kNo };
    if let Some(value) = text_of(scope, value) {
        store(scope, key, value);
    }
    v8::Intercepted::kYes
}

fn query<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Integer>,
) -> v8::Intercepted {
    match value_of(scope, name, &args) {
        Ok(Some(_)) => rv.set_int32(0),
        Ok(None) => return v8::Intercepted::kNo,
        Err(()) => (),
    }
    v8::Intercepted::kYes
}

fn delete<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Name>,
    _: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Boolean>,
) -> v8::Intercepted {
    let Some(key) = key_of(scope, name) else { return v8::Intercepted::kNo };
    with_pairs(scope, |pairs| pairs.remove(&key));
    rv.set_bool(true);
    v8::Intercepted::kYes
}

fn enumerate<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    _: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Array>,
) {
    let keys = with_pairs(scope, |pairs| pairs.values.keys().map(Key::text).collect::<Vec<_>>());
    let names: Vec<_> = keys.iter().map(|key| text_value(scope, key)).collect();
    rv.set(v8::Array::new_with_elements(scope, &names));
}

/// Whatever the descriptor says beside it, its value becomes the pair's; without one nothing is stored.
fn define<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Name>,
    descriptor: &v8::PropertyDescriptor,
    _: v8::PropertyCallbackArguments<'s>,
    _: v8::ReturnValue<v8::Boolean>,
) -> v8::Intercepted {
    let Some(key) = key_of(scope, name) else { return v8::Intercepted::kNo };
    if descriptor.has_value() {
        let value = descriptor.value();
        if let Some(value) = text_of(scope, value) {
            store(scope, key, value);
        }
    }
    v8::Intercepted::kYes
}

property_handlers!();
