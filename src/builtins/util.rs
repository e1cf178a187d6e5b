//! `internalBinding('util')`: what only V8 knows about objects (the insides of proxies, promises and collections), call
//! sites, and sleep.

use crate::runtime::binding::Binding;
use crate::runtime::convert::{set, string};
use crate::set_functions;
use std::time::Duration;

pub const BINDING: Binding = Binding { name: "util", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "getProxyDetails" => get_proxy_details,
        "getPromiseDetails" => get_promise_details,
        "previewEntries" => preview_entries,
        "getOwnNonIndexProperties" => get_own_non_index_properties,
        "getConstructorName" => get_constructor_name,
        "getExternalValue" => get_external_value,
        "getCallSites" => get_call_sites,
        "markPromiseAsHandled" => mark_promise_as_handled,
        "parseEnv" => parse_env,
        "sleep" => sleep,
        "toDetailString" => to_detail_string,
    });
    let constants = v8::Object::new(scope);
    for (name, value) in CONSTANTS {
        let value = v8::Integer::new(scope, *value);
        set(scope, constants, name, value.into());
    }
    set(scope, target, "constants", constants.into());
}

/// States of promises, and V8's `PropertyFilter`.
const CONSTANTS: &[(&str, i32)] = &[
    ("kPending", 0),
    ("kFulfilled", 1),
    ("kRejected", 2),
    ("ALL_PROPERTIES", 0),
    ("ONLY_WRITABLE", 1),
    ("ONLY_ENUMERABLE", 2),
    ("ONLY_CONFIGURABLE", 4),
    ("SKIP_STRINGS", 8),
    ("SKIP_SYMBOLS", 16),
];

/// `getProxyDetails(value, wantHandler)`: `undefined` unless it is a proxy, then `[target, handler]`, or only the target;
/// the target of a revoked proxy is `null`.
fn get_proxy_details(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(proxy) = v8::Local::<v8::Proxy>::try_from(args.get(0)) else { return };
    let target = proxy.get_target(scope);
    if args.length() > 1 && !args.get(1).is_true() {
        rv.set(target);
        return;
    }
    let handler = proxy.get_handler(scope);
    rv.set(v8::Array::new_with_elements(scope, &[target, handler]).into());
}

/// `getPromiseDetails(promise)`: `[state]` while it is pending (0), else `[state, result]`: fulfilled is 1, rejected is 2.
fn get_promise_details(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(promise) = v8::Local::<v8::Promise>::try_from(args.get(0)) else { return };
    let details = match promise.state() {
        v8::PromiseState::Pending => {
            let state = v8::Integer::new(scope, 0);
            v8::Array::new_with_elements(scope, &[state.into()])
        }
        state => {
            let number = if state == v8::PromiseState::Fulfilled { 1 } else { 2 };
            let number = v8::Integer::new(scope, number);
            let result = promise.result(scope);
            v8::Array::new_with_elements(scope, &[number.into(), result])
        }
    };
    rv.set(details.into());
}

/// `previewEntries(collection, isIterator)`: the entries of a weak collection or of what an iterator has left, without
/// moving it; for iterators `[entries, isKeyValue]`.
fn preview_entries(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let value = args.get(0);
    let is_collection = value.is_map()
        || value.is_set()
        || value.is_weak_map()
        || value.is_weak_set()
        || value.is_map_iterator()
        || value.is_set_iterator();
    // V8 leaves its answer undefined for other objects.
    let Some(object) = value.to_object(scope).filter(|_| is_collection) else { return };
    let (entries, is_key_value) = object.preview_entries(scope);
    let Some(entries) = entries else { return };
    if args.length() < 2 {
        rv.set(entries.into());
        return;
    }
    let is_key_value = v8::Boolean::new(scope, is_key_value);
    rv.set(v8::Array::new_with_elements(scope, &[entries.into(), is_key_value.into()]).into());
}

/// `getOwnNonIndexProperties(object, filter)`: own keys except array indices; 0 gives all, 2 only the enumerable ones.
fn get_own_non_index_properties(
    scope: &mut v8::PinScope,
    args: v8::FunctionCallbackArguments,
    mut rv: v8::ReturnValue,
) {
    let Ok(object) = v8::Local::<v8::Object>::try_from(args.get(0)) else { return };
    let filter = if args.get(1).uint32_value(scope) == Some(2) {
        v8::PropertyFilter::ONLY_ENUMERABLE
    } else {
        v8::PropertyFilter::ALL_PROPERTIES
    };
    let names = v8::GetPropertyNamesArgsBuilder::new()
        .mode(v8::KeyCollectionMode::OwnOnly)
        .property_filter(filter)
        .index_filter(v8::IndexFilter::SkipIndices)
        .build();
    if let Some(keys) = object.get_property_names(scope, names) {
        rv.set(keys.into());
    }
}

fn get_constructor_name(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Ok(object) = v8::Local::<v8::Object>::try_from(args.get(0)) {
        let name = v8::Local::new(scope, object.get_constructor_name());
        rv.set(name.into());
    }
}

/// `toDetailString(value)`: a text for messages, made without running code of the value.
fn to_detail_string(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(text) = args.get(0).to_detail_string(scope) {
        rv.set(text.into());
    }
}

/// `getExternalValue(external)`: the pointer, as a BigInt.
fn get_external_value(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Ok(external) = v8::Local::<v8::External>::try_from(args.get(0)) {
        rv.set(v8::BigInt::new_from_u64(scope, external.value() as u64).into());
    }
}

/// `getCallSites(count)`: where the caller's caller and those above it stand.
fn get_call_sites(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let count = args.get(0).uint32_value(scope).unwrap_or(0) as usize;
    // The first frame is the JavaScript half of this function.
    let Some(stack) = v8::StackTrace::current_stack_trace(scope, count + 1) else { return };
    let mut sites = Vec::with_capacity(count);
    for index in 1..stack.get_frame_count() {
        let Some(frame) = stack.get_frame(scope, index) else { continue };
        let null = v8::null(scope).into();
        let site = v8::Object::with_prototype_and_properties(scope, null, &[], &[]);
        let empty = v8::String::empty(scope);
        let function = frame.get_function_name(scope).unwrap_or(empty);
        let script = frame.get_script_name(scope).unwrap_or(empty);
        let script_id = string(scope, &frame.get_script_id().to_string());
        let line = v8::Integer::new_from_unsigned(scope, frame.get_line_number() as u32);
        let column = v8::Integer::new_from_unsigned(scope, frame.get_column() as u32);
        set(scope, site, "functionName", function.into());
        set(scope, site, "scriptId", script_id.into());
        set(scope, site, "scriptName", script.into());
        set(scope, site, "lineNumber", line.into());
        set(scope, site, "columnNumber", column.into());
        set(scope, site, "column", column.into());
        sites.push(site.into());
    }
    rv.set(v8::Array::new_with_elements(scope, &sites).into());
}

fn mark_promise_as_handled(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Ok(promise) = v8::Local::<v8::Promise>::try_from(args.get(0)) {
        promise.mark_as_handled();
    }
}

/// `parseEnv(content)`: an array of name, value, name, value.
fn parse_env(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let content = args.get(0).to_rust_string_lossy(scope);
    let mut flat: Vec<v8::Local<v8::Value>> = Vec::new();
    for (name, value) in crate::cli::env_file::parse(&content) {
        flat.push(string(scope, &name).into());
        flat.push(string(scope, &value).into());
    }
    rv.set(v8::Array::new_with_elements(scope, &flat).into());
}

/// `sleep(milliseconds)`: blocks the thread.
fn sleep(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let milliseconds = args.get(0).uint32_value(scope).unwrap_or(0);
    std::thread::sleep(Duration::from_millis(milliseconds.into()));
}
