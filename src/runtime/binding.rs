//! How Rust functions come to JavaScript: `internalBinding(name)`. Bindings that modules in the startup snapshot ask for are
//! empty objects there; here each of them gets a prototype that, when a property is first missed, fills the object.

use super::Runtime;
use crate::builtins::BINDINGS;
use crate::runtime::convert::{string, throw_error};
use std::cell::RefCell;

/// The Rust half of a built-in module.
pub struct Binding {
    pub name: &'static str,
    /// Fills the object that JavaScript gets. Runs once for each isolate, when the binding is first touched.
    pub initialize: for<'s, 'i> fn(&mut v8::PinScope<'s, 'i>, v8::Local<'s, v8::Object>),
}

/// Adds functions to a binding: `set_functions!(scope, target, { "open" => open, "close" => close })`.
#[macro_export]
macro_rules! set_functions {
    ($scope:expr, $target:expr, { $($name:expr => $function:expr),+ $(,)? }) => {
        $(
            $crate::runtime::binding::set_function(
                $scope, $target, $name, v8::MapFnTo::<v8::FunctionCallback>::map_fn_to($function));
        )+
    };
}

/// Adds functions with a form for fast calls: `set_fast_functions!(scope, target, { "copy" => copy, fast::COPY; })`.
#[macro_export]
macro_rules! set_fast_functions {
    ($scope:expr, $target:expr, { $($name:expr => $function:expr, $fast:expr);+ $(;)? }) => {
        $(
            $crate::runtime::binding::set_fast_function(
                $scope, $target, $name, v8::MapFnTo::<v8::FunctionCallback>::map_fn_to($function), $fast);
        )+
    };
}

pub fn set_fast_function(
    scope: &mut v8::PinScope<'_, '_>,
    target: v8::Local<'_, v8::Object>,
    name: &'static str,
    callback: v8::FunctionCallback,
    fast: &'static [v8::fast_api::CFunction],
) {
    let key = name_string(scope, name);
    let template = v8::FunctionTemplate::builder_raw(callback).build_fast(scope, fast);
    if let Some(function) = template.get_function(scope) {
        function.set_name(key);
        target.create_data_property(scope, key.into(), function.into());
    }
}

pub fn set_function(
    scope: &mut v8::PinScope<'_, '_>,
    target: v8::Local<'_, v8::Object>,
    name: &'static str,
    callback: v8::FunctionCallback,
) {
    let key = name_string(scope, name);
    let function =
        v8::Function::builder_raw(callback).constructor_behavior(v8::ConstructorBehavior::Throw).build(scope);
    if let Some(function) = function {
        function.set_name(key);
        target.create_data_property(scope, key.into(), function.into());
    }
}

pub fn set_value(
    scope: &mut v8::PinScope<'_, '_>,
    target: v8::Local<'_, v8::Object>,
    name: &'static str,
    value: v8::Local<'_, v8::Value>,
) {
    let key = name_string(scope, name);
    target.create_data_property(scope, key.into(), value);
}

fn name_string<'s>(scope: &v8::PinScope<'s, '_>, name: &'static str) -> v8::Local<'s, v8::String> {
    v8::String::new_from_one_byte(scope, name.as_bytes(), v8::NewStringType::Internalized)
        .unwrap_or_else(|| v8::String::empty(scope))
}

/// The empty objects whose filling is still to come, by the number in the internal field of their prototype.
#[derive(Default)]
struct Pending(RefCell<Vec<Option<Unfilled>>>);

type Unfilled = (v8::Global<v8::Object>, &'static Binding);

fn find(name: &str) -> Option<&'static Binding> {
    BINDINGS.iter().find(|binding| binding.name == name)
}

/// Makes each of the `placeholders` (an object of name to object) fill itself when it is first touched.
pub fn attach(scope: &mut v8::PinScope<'_, '_>, placeholders: v8::Local<'_, v8::Object>) {
    let pending = Runtime::current(scope).state::<Pending>();
    let template = v8::ObjectTemplate::new(scope);
    template.set_internal_field_count(1);
    template.set_named_property_handler(v8::NamedPropertyHandlerConfiguration::new().getter(fill_on_first_touch));
    let Some(names) = placeholders.get_own_property_names(scope, v8::GetPropertyNamesArgs::default()) else {
        return;
    };
    for index in 0..names.length() {
        let Some(name) = names.get_index(scope, index) else { continue };
        let Some(binding) = find(&name.to_rust_string_lossy(scope)) else { continue };
        let placeholder = placeholders.get(scope, name).and_then(|value| v8::Local::<v8::Object>::try_from(value).ok());
        let (Some(placeholder), Some(prototype)) = (placeholder, template.new_instance(scope)) else { continue };
        let number = v8::Integer::new_from_unsigned(scope, pending.0.borrow().len() as u32);
        prototype.set_internal_field(0, number.into());
        pending.0.borrow_mut().push(Some((v8::Global::new(scope, placeholder), binding)));
        placeholder.set_prototype(scope, prototype.into());
    }
}

fn fill_on_first_touch<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Value>,
) -> v8::Intercepted {
    let number =
        args.holder().get_internal_field(scope, 0).and_then(|field| v8::Local::<v8::Integer>::try_from(field).ok());
    let Some(number) = number else { return v8::Intercepted::kNo };
    let pending = Runtime::current(scope).state::<Pending>();
    let taken = pending.0.borrow_mut().get_mut(number.value() as usize).and_then(Option::take);
    let Some((placeholder, binding)) = taken else { return v8::Intercepted::kNo };
    let placeholder = v8::Local::new(scope, placeholder);
    let null = v8::null(scope);
    placeholder.set_prototype(scope, null.into());
    (binding.initialize)(scope, placeholder);
    match placeholder.get(scope, key.into()) {
        Some(value) => {
            rv.set(value);
            v8::Intercepted::kYes
        }
        None => v8::Intercepted::kNo,
    }
}

/// `loadBinding(name)` of bootstrap.js: a binding that no module of the snapshot asked for.
pub fn load(scope: &mut v8::PinScope<'_, '_>, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = args.get(0).to_rust_string_lossy(scope);
    let Some(binding) = find(&name) else {
        throw_error(scope, "ERR_INVALID_MODULE", &format!("No such binding: {name}"));
        return;
    };
    let null = v8::null(scope);
    let target = v8::Object::with_prototype_and_properties(scope, null.into(), &[], &[]);
    (binding.initialize)(scope, target);
    rv.set(target.into());
}

/// The string that JavaScript sees for a Rust one: for the values that `initialize` functions set.
pub fn set_string(
    scope: &mut v8::PinScope<'_, '_>,
    target: v8::Local<'_, v8::Object>,
    name: &'static str,
    value: &str,
) {
    let value = string(scope, value);
    set_value(scope, target, name, value.into());
}
