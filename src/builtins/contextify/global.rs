//! The global object of a contextified context: every access goes to the sandbox first, then to the real global object,
//! which holds the built-ins of the language.

use super::context::{SANDBOX_SLOT, embedder_data};
use crate::indexed_handlers;

/// The template that such global objects are made from.
pub fn template<'s>(scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::ObjectTemplate> {
    let template = v8::ObjectTemplate::new(scope);
    template.set_named_property_handler(
        v8::NamedPropertyHandlerConfiguration::new()
            .getter(get)
            .setter(set)
            .query(query)
            .deleter(delete)
            .enumerator(enumerate)
            .definer(define)
            .descriptor(describe)
            .flags(v8::PropertyHandlerFlags::HAS_NO_SIDE_EFFECT),
    );
    template.set_indexed_property_handler(
        v8::IndexedPropertyHandlerConfiguration::new()
            .getter(get_index)
            .setter(set_index)
            .query(query_index)
            .deleter(delete_index)
            .enumerator(enumerate_indices)
            .definer(define_index)
            .descriptor(describe_index)
            .flags(v8::PropertyHandlerFlags::HAS_NO_SIDE_EFFECT),
    );
    template
}

/// The two objects behind a contextified global.
struct Pair<'s> {
    sandbox: v8::Local<'s, v8::Object>,
    global: v8::Local<'s, v8::Object>,
}

/// `None` while the context is being made, before it has its sandbox: V8 itself looks up properties of the global object then.
fn pair<'s>(scope: &v8::PinScope<'s, '_>, args: &v8::PropertyCallbackArguments<'s>) -> Option<Pair<'s>> {
    let context = args.holder().get_creation_context(scope)?;
    let sandbox = embedder_data(scope, context, SANDBOX_SLOT)?;
    let sandbox = v8::Local::<v8::Object>::try_from(sandbox).ok()?;
    Some(Pair { sandbox, global: context.global(scope) })
}

fn get<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Value>,
) -> v8::Intercepted {
    let Some(Pair { sandbox, global }) = pair(scope, &args) else {
        return v8::Intercepted::kNo;
    };
    let mut value = sandbox.get_real_named_property(scope, key);
    if scope.is_execution_terminating() {
        // In a getter or trap. Asked once more, V8 would forget it and say that there is no such property.
        return v8::Intercepted::kYes;
    }
    if value.is_none() {
        value = global.get_real_named_property(scope, key);
    }
    let Some(value) = value else {
        return v8::Intercepted::kNo;
    };
    // The sandbox, seen from inside, is the global object.
    rv.set(if value == sandbox { global.into() } else { value });
    v8::Intercepted::kYes
}

fn set<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    value: v8::Local<'s, v8::Value>,
    args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Boolean>,
) -> v8::Intercepted {
    let Some(Pair { sandbox, global }) = pair(scope, &args) else {
        return v8::Intercepted::kNo;
    };
    let on_global = global.get_real_named_property_attributes(scope, key);
    let on_sandbox = sandbox.get_real_named_property_attributes(scope, key);
    let read_only = [&on_global, &on_sandbox].into_iter().flatten().any(|attributes| attributes.is_read_only());
    if read_only {
        return v8::Intercepted::kNo;
    }
    let declared = on_global.is_some() || on_sandbox.is_some();
    if !declared && key.is_symbol() {
        return v8::Intercepted::kNo;
    }
    if sandbox.set(scope, key.into(), value).is_none() {
        return v8::Intercepted::kYes;
    }
    if on_sandbox.is_some() && is_accessor(scope, sandbox, key) {
        rv.set_bool(true);
        return v8::Intercepted::kYes;
    }
    // V8 goes on to the real global object, so that it has the property as well: of a sandbox that is a proxy, V8 tells the
    // value of a property but not whether there is one.
    v8::Intercepted::kNo
}

fn is_accessor(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>, key: v8::Local<'_, v8::Name>) -> bool {
    let descriptor = object.get_own_property_descriptor(scope, key);
    let Some(Ok(descriptor)) = descriptor.map(v8::Local::<v8::Object>::try_from) else {
        return false;
    };
    ["get", "set"].into_iter().any(|name| {
        let name = crate::runtime::convert::string(scope, name);
        descriptor.has_own_property(scope, name.into()) == Some(true)
    })
}

fn query<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Integer>,
) -> v8::Intercepted {
    let Some(Pair { sandbox, global }) = pair(scope, &args) else {
        return v8::Intercepted::kNo;
    };
    // Asked first: of a proxy, V8 tells `None` as the attributes of what is absent, like those of a plain property.
    // Both are asked for their own properties: a query is the same for `Object.hasOwn` and for `in`, which goes on to the prototypes.
    let is_own = |object: v8::Local<v8::Object>| object.has_real_named_property(scope, key) == Some(true);
    let Some(holder) = [sandbox, global].into_iter().find(|object| is_own(*object)) else {
        return v8::Intercepted::kNo;
    };
    let Some(attributes) = holder.get_real_named_property_attributes(scope, key) else {
        return v8::Intercepted::kNo;
    };
    rv.set_uint32(attributes.as_u32());
    v8::Intercepted::kYes
}

fn delete<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Boolean>,
) -> v8::Intercepted {
    let Some(Pair { sandbox, .. }) = pair(scope, &args) else {
        return v8::Intercepted::kNo;
    };
    match sandbox.delete(scope, key.into()) {
        // Not to be deleted.
        Some(false) => {
            rv.set_bool(false);
            v8::Intercepted::kYes
        }
        _ => v8::Intercepted::kNo,
    }
}

fn enumerate<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::PropertyCallbackArguments<'s>,
    rv: v8::ReturnValue<v8::Array>,
) {
    list(scope, &args, rv, false);
}

fn enumerate_indices<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::PropertyCallbackArguments<'s>,
    rv: v8::ReturnValue<v8::Array>,
) {
    list(scope, &args, rv, true);
}

fn list<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: &v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Array>,
    only_indices: bool,
) {
    let Some(Pair { sandbox, .. }) = pair(scope, args) else {
        return;
    };
    let names = sandbox.get_own_property_names(
        scope,
        v8::GetPropertyNamesArgs {
            mode: v8::KeyCollectionMode::OwnOnly,
            property_filter: v8::PropertyFilter::ALL_PROPERTIES,
            index_filter: if only_indices { v8::IndexFilter::IncludeIndices } else { v8::IndexFilter::SkipIndices },
            key_conversion: v8::KeyConversionMode::KeepNumbers,
        },
    );
    let Some(names) = names else {
        return;
    };
    if !only_indices {
        return rv.set(names);
    }
    let numbers: Vec<_> =
        (0..names.length()).filter_map(|at| names.get_index(scope, at)).filter(|name| name.is_uint32()).collect();
    rv.set(v8::Array::new_with_elements(scope, &numbers));
}

fn define<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    descriptor: &v8::PropertyDescriptor,
    args: v8::PropertyCallbackArguments<'s>,
    _rv: v8::ReturnValue<v8::Boolean>,
) -> v8::Intercepted {
    let Some(Pair { sandbox, global }) = pair(scope, &args) else {
        return v8::Intercepted::kNo;
    };
    let attributes = global.get_real_named_property_attributes(scope, key);
    if attributes.is_some_and(|attributes| attributes.is_read_only() && attributes.is_dont_delete()) {
        return v8::Intercepted::kNo;
    }
    let undefined = v8::undefined(scope).into();
    let mut own = if descriptor.has_get() || descriptor.has_set() {
        v8::PropertyDescriptor::new_from_get_set(
            if descriptor.has_get() { descriptor.get() } else { undefined },
            if descriptor.has_set() { descriptor.set() } else { undefined },
        )
    } else if descriptor.has_writable() {
        let value = if descriptor.has_value() { descriptor.value() } else { undefined };
        v8::PropertyDescriptor::new_from_value_writable(value, descriptor.writable())
    } else if descriptor.has_value() {
        v8::PropertyDescriptor::new_from_value(descriptor.value())
    } else {
        v8::PropertyDescriptor::new()
    };
    if descriptor.has_enumerable() {
        own.set_enumerable(descriptor.enumerable());
    }
    if descriptor.has_configurable() {
        own.set_configurable(descriptor.configurable());
    }
    // The real global gets the property as well; an exception here is the caller's.
    match sandbox.define_property(scope, key, &own) {
        Some(_) => v8::Intercepted::kNo,
        None => v8::Intercepted::kYes,
    }
}

fn describe<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    key: v8::Local<'s, v8::Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Value>,
) -> v8::Intercepted {
    let Some(Pair { sandbox, .. }) = pair(scope, &args) else {
        return v8::Intercepted::kNo;
    };
    if sandbox.has_own_property(scope, key) == Some(true)
        && let Some(descriptor) = sandbox.get_own_property_descriptor(scope, key)
    {
        rv.set(descriptor);
        return v8::Intercepted::kYes;
    }
    v8::Intercepted::kNo
}

indexed_handlers! {
    get_index => get() -> v8::Value;
    set_index => set(value: v8::Local<'s, v8::Value>) -> v8::Boolean;
    query_index => query() -> v8::Integer;
    delete_index => delete() -> v8::Boolean;
    define_index => define(descriptor: &v8::PropertyDescriptor) -> v8::Boolean;
    describe_index => describe() -> v8::Value;
}
