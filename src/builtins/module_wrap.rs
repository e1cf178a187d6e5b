//! `internalBinding('module_wrap')`: V8's ECMAScript modules. A module is to JavaScript an object that only these functions
//! can read; the loader (`internal/modules/esm`) puts its own properties on it.

use std::cell::OnceCell;

use v8::script_compiler::{
    CachedData, CompileOptions, NoCacheReason, Source, compile_module as v8_compile_module, compile_module2,
};

use super::contextify::compile::{integer, make_source, origin};
use super::contextify::context::{context_of, run_microtasks_of};
use super::contextify::watchdog::run_limited;
use crate::modules::{attributes_object, module_object, remember_module};
use crate::runtime::Runtime;
use crate::runtime::arrow_message::rethrow_link_error;
use crate::runtime::binding::{Binding, set_value};
use crate::runtime::convert::{string, throw_error};
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "module_wrap", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "compileModule" => compile_module,
        "createSyntheticModule" => create_synthetic_module,
        "getRequests" => get_requests,
        "link" => link,
        "instantiate" => instantiate,
        "evaluate" => evaluate,
        "getStatus" => get_status,
        "getError" => get_error,
        "getNamespace" => get_namespace,
        "isGraphAsync" => is_graph_async,
        "hasTopLevelAwait" => has_top_level_await,
        "setExport" => set_export,
        "getStalledLocations" => get_stalled_locations,
        "createRequiredModuleFacade" => create_required_module_facade,
        "createCachedData" => create_cached_data,
    });
    for (name, status) in [
        ("kUninstantiated", v8::ModuleStatus::Uninstantiated),
        ("kInstantiating", v8::ModuleStatus::Instantiating),
        ("kInstantiated", v8::ModuleStatus::Instantiated),
        ("kEvaluating", v8::ModuleStatus::Evaluating),
        ("kEvaluated", v8::ModuleStatus::Evaluated),
        ("kErrored", v8::ModuleStatus::Errored),
    ] {
        let status = v8::Integer::new(scope, status as i32);
        set_value(scope, target, name, status.into());
    }
}

/// The fields of the object that stands for a module. All that a module needs hangs on that object, and nothing on the isolate, so
/// that a module that nobody uses any more is collected.
mod field {
    pub const MODULE: usize = 0;
    /// An array of the objects that its requests resolve to, in the order of the requests.
    pub const TARGETS: usize = 1;
    /// An array of what `import source` gives, at the places of the requests that import a source.
    pub const SOURCES: usize = 2;
    /// What evaluates a synthetic module, until it has.
    pub const STEPS: usize = 3;
    pub const COUNT: usize = 4;
}

#[derive(Default)]
struct State {
    template: OnceCell<v8::Global<v8::ObjectTemplate>>,
}

fn state(scope: &v8::PinScope<'_, '_>) -> std::rc::Rc<State> {
    Runtime::current(scope).state::<State>()
}

/// The object that stands for a module.
fn wrap<'s>(scope: &mut v8::PinScope<'s, '_>, module: v8::Local<'_, v8::Module>) -> Option<v8::Local<'s, v8::Object>> {
    let state = state(scope);
    let template = state.template.get_or_init(|| {
        let template = v8::ObjectTemplate::new(scope);
        template.set_internal_field_count(field::COUNT);
        v8::Global::new(scope, template)
    });
    let object = v8::Local::new(scope, template).new_instance(scope)?;
    object.set_internal_field(field::MODULE, module.into());
    Some(object)
}

fn unwrap<'s>(scope: &v8::PinScope<'s, '_>, value: v8::Local<'_, v8::Value>) -> Option<v8::Local<'s, v8::Module>> {
    let object = v8::Local::<v8::Object>::try_from(value).ok()?;
    v8::Local::<v8::Module>::try_from(object.get_internal_field(scope, field::MODULE)?).ok()
}

/// A field of the object that stands for `module`.
fn field_of<'s, T>(
    scope: &v8::PinScope<'s, '_>,
    module: v8::Local<'_, v8::Module>,
    index: usize,
) -> Option<v8::Local<'s, T>>
where
    v8::Local<'s, T>: TryFrom<v8::Local<'s, v8::Data>>,
{
    module_object(scope, module)?.get_internal_field(scope, index)?.try_into().ok()
}

/// `compileModule(url, source, lineOffset, columnOffset, symbol, contextObject, cachedData)`: with a symbol (`origin`) the object lives
/// only as long as JavaScript holds it; without one, as long as the isolate, like the loader's map.
fn compile_module(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(source) = v8::Local::<v8::String>::try_from(args.get(1)) else {
        return;
    };
    let context = context_of(scope, args.get(5)).unwrap_or_else(|| scope.get_current_context());
    let module = {
        let scope = &mut v8::ContextScope::new(scope, context);
        let position = (integer(scope, args.get(2)), integer(scope, args.get(3)));
        let origin = origin(scope, args.get(0), position, true, args.get(4));
        let mut source = make_source(scope, source, &origin, args.get(6));
        // Made in the context of the module, and so the way back to it (`module_context`).
        let has_cache = source.get_cached_data().is_some();
        let options = if has_cache { CompileOptions::ConsumeCodeCache } else { CompileOptions::NoCompileOptions };
        let module = compile_module2(scope, &mut source, options, NoCacheReason::NoReason);
        if module.is_some() && source.get_cached_data().is_some_and(CachedData::rejected) {
            return throw_error(scope, "ERR_VM_MODULE_CACHED_DATA_REJECTED", "cachedData buffer was rejected");
        }
        module.and_then(|module| Some((module, wrap(scope, module)?)))
    };
    if let Some((module, object)) = module {
        let is_kept = !args.get(4).is_symbol();
        remember_module(scope, module, object, is_kept);
        rv.set(object.into());
    }
}

/// `createSyntheticModule(url, exportNames, evaluate, contextObject)`: `evaluate()` is called once and calls `setExport`.
fn create_synthetic_module(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let (Ok(name), Ok(names), Ok(evaluate)) = (
        v8::Local::<v8::String>::try_from(args.get(0)),
        v8::Local::<v8::Array>::try_from(args.get(1)),
        v8::Local::<v8::Function>::try_from(args.get(2)),
    ) else {
        return;
    };
    let names: Vec<v8::Local<v8::String>> =
        (0..names.length()).filter_map(|index| names.get_index(scope, index)?.try_into().ok()).collect();
    let context = context_of(scope, args.get(3)).unwrap_or_else(|| scope.get_current_context());
    let (module, object) = {
        let scope = &mut v8::ContextScope::new(scope, context);
        let module = v8::Module::create_synthetic_module(scope, name, &names, run_synthetic_steps);
        (module, wrap(scope, module))
    };
    if let Some(object) = object {
        object.set_internal_field(field::STEPS, evaluate.into());
        remember_module(scope, module, object, false);
        rv.set(object.into());
    }
}

fn run_synthetic_steps<'s>(
    context: v8::Local<'s, v8::Context>,
    module: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Value>> {
    // SAFETY: V8 calls this on the isolate's thread, with handles that live on the current stack.
    v8::callback_scope!(unsafe scope, context);
    // There is an object: who imports the module has it among its targets, and `evaluate` was called with one of those.
    if let Some(object) = module_object(scope, module)
        && let Some(steps) = field_of::<v8::Function>(scope, module, field::STEPS)
    {
        object.set_internal_field(field::STEPS, v8::undefined(scope).into());
        let receiver = v8::undefined(scope).into();
        steps.call(scope, receiver, &[])?;
    }
    let resolver = v8::PromiseResolver::new(scope)?;
    let undefined = v8::undefined(scope).into();
    resolver.resolve(scope, undefined)?;
    Some(resolver.get_promise(scope).into())
}

/// `getRequests(module)`: `[specifier, attributes, isSource, line, column, …]`, five elements for each request; lines count from 1.
fn get_requests(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(module) = unwrap(scope, args.get(0)) else {
        return;
    };
    let requests = module.get_module_requests();
    let mut list: Vec<v8::Local<v8::Value>> = Vec::with_capacity(requests.length() * 5);
    for index in 0..requests.length() {
        let Some(request) = request_at(scope, requests, index) else {
            continue;
        };
        let attributes = request.get_import_attributes();
        list.push(request.get_specifier().into());
        list.push(if attributes.length() == 0 {
            v8::undefined(scope).into()
        } else {
            attributes_object(scope, attributes, 3).into()
        });
        list.push(v8::Boolean::new(scope, request.get_phase() == v8::ModuleImportPhase::kSource).into());
        let location = module.source_offset_to_location(request.get_source_offset());
        list.push(v8::Integer::new(scope, location.get_line_number() + 1).into());
        list.push(v8::Integer::new(scope, location.get_column_number()).into());
    }
    rv.set(v8::Array::new_with_elements(scope, &list).into());
}

fn request_at<'s>(
    scope: &v8::PinScope<'s, '_>,
    requests: v8::Local<'_, v8::FixedArray>,
    index: usize,
) -> Option<v8::Local<'s, v8::ModuleRequest>> {
    requests.get(scope, index)?.try_into().ok()
}

/// `link(module, modules, sources | undefined)`: what its requests resolve to, in their order. `sources` has objects at the places of
/// those that import a source.
fn link(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let (Some(_), Ok(object), Ok(targets)) = (
        unwrap(scope, args.get(0)),
        v8::Local::<v8::Object>::try_from(args.get(0)),
        v8::Local::<v8::Array>::try_from(args.get(1)),
    ) else {
        return;
    };
    let targets = copy(scope, targets);
    object.set_internal_field(field::TARGETS, targets.into());
    if let Ok(sources) = v8::Local::<v8::Array>::try_from(args.get(2)) {
        let sources = copy(scope, sources);
        object.set_internal_field(field::SOURCES, sources.into());
    }
}

/// An array that nobody else has.
fn copy<'s>(scope: &v8::PinScope<'s, '_>, array: v8::Local<'s, v8::Array>) -> v8::Local<'s, v8::Array> {
    let elements: Vec<v8::Local<v8::Value>> = (0..array.length())
        .map(|index| array.get_index(scope, index).unwrap_or_else(|| v8::undefined(scope).into()))
        .collect();
    v8::Array::new_with_elements(scope, &elements)
}

/// What a module was compiled as.
fn name_of(scope: &mut v8::PinScope<'_, '_>, module: v8::Local<'_, v8::Module>) -> String {
    let name = module_object(scope, module).and_then(|object| {
        let key = string(scope, "identifier");
        object.get(scope, key.into())
    });
    name.map_or_else(String::new, |name| name.to_rust_string_lossy(scope))
}

/// What a request of `referrer` resolves to: an element of its field `from`. An exception is pending when there is none.
fn find_target<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    specifier: v8::Local<'s, v8::String>,
    attributes: v8::Local<'s, v8::FixedArray>,
    from: usize,
    referrer: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Value>> {
    let found = field_of::<v8::Array>(scope, referrer, from).and_then(|targets| {
        let requests = referrer.get_module_requests();
        let index = (0..requests.length()).find(|index| {
            request_at(scope, requests, *index).is_some_and(|request| {
                request.get_specifier().strict_equals(specifier.into())
                    && (request.get_phase() == v8::ModuleImportPhase::kSource) == (from == field::SOURCES)
                    && same_attributes(scope, request.get_import_attributes(), attributes)
            })
        })?;
        targets.get_index(scope, index as u32).filter(|target| target.is_object())
    });
    if found.is_none() {
        let specifier = specifier.to_rust_string_lossy(scope);
        let name = name_of(scope, referrer);
        let message = format!("request for '{specifier}' can not be resolved on module '{name}' that is not linked");
        throw_error(scope, "ERR_VM_MODULE_LINK_FAILURE", &message);
    }
    found
}

fn resolve_request<'s>(
    context: v8::Local<'s, v8::Context>,
    specifier: v8::Local<'s, v8::String>,
    attributes: v8::Local<'s, v8::FixedArray>,
    referrer: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Module>> {
    // SAFETY: V8 calls this on the isolate's thread, with handles that live on the current stack.
    v8::callback_scope!(unsafe scope, context);
    let target = find_target(scope, specifier, attributes, field::TARGETS, referrer)?;
    unwrap(scope, target)
}

/// What `import source` gives. JavaScript has made sure that there is something.
fn resolve_source<'s>(
    context: v8::Local<'s, v8::Context>,
    specifier: v8::Local<'s, v8::String>,
    attributes: v8::Local<'s, v8::FixedArray>,
    referrer: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Object>> {
    // SAFETY: V8 calls this on the isolate's thread, with handles that live on the current stack.
    v8::callback_scope!(unsafe scope, context);
    let target = find_target(scope, specifier, attributes, field::SOURCES, referrer)?;
    target.try_into().ok()
}

fn same_attributes(
    scope: &v8::PinScope<'_, '_>,
    one: v8::Local<'_, v8::FixedArray>,
    other: v8::Local<'_, v8::FixedArray>,
) -> bool {
    one.length() == other.length()
        && (0..one.length()).filter(|index| index % 3 != 2).all(|index| {
            let text = |array: v8::Local<'_, v8::FixedArray>| {
                let value = array.get(scope, index).and_then(|value| v8::Local::<v8::Value>::try_from(value).ok());
                value.map(|value| value.to_rust_string_lossy(scope))
            };
            text(one) == text(other)
        })
}

/// `instantiate(module)`: throws V8's `SyntaxError` when an import has no matching export; its stack says where.
fn instantiate(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(module) = unwrap(scope, args.get(0)) else {
        return;
    };
    let context = module_context(scope, args.get(0));
    let scope = &mut v8::ContextScope::new(scope, context);
    v8::tc_scope!(let scope, scope);
    if module.instantiate_module2(scope, resolve_request, resolve_source).is_none() {
        rethrow_link_error(scope);
    }
}

fn module_context<'s>(scope: &v8::PinScope<'s, '_>, object: v8::Local<'_, v8::Value>) -> v8::Local<'s, v8::Context> {
    let creation = v8::Local::<v8::Object>::try_from(object).ok().and_then(|object| object.get_creation_context(scope));
    creation.unwrap_or_else(|| scope.get_current_context())
}

/// `evaluate(module, timeout, breakOnSigint)`: the promise of its evaluation, in which the two are limits (`run_limited`).
fn evaluate(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(module) = unwrap(scope, args.get(0)) else {
        return;
    };
    let context = module_context(scope, args.get(0));
    let result = run_limited(scope, args.get(1), args.get(2), |scope| {
        let scope = &mut v8::ContextScope::new(scope, context);
        let promise = module.evaluate(scope)?;
        run_microtasks_of(scope, context);
        Some(promise)
    });
    if let Some(promise) = result {
        rv.set(promise);
    }
}

fn get_status(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(module) = unwrap(scope, args.get(0)) {
        rv.set_int32(module.get_status() as i32);
    }
}

/// `getError(module)`: what an errored module failed with.
fn get_error(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(module) = unwrap(scope, args.get(0))
        && module.get_status() == v8::ModuleStatus::Errored
    {
        rv.set(module.get_exception());
    }
}

/// `getNamespace(module)`: `undefined` before it is instantiated.
fn get_namespace(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(module) = unwrap(scope, args.get(0)) else {
        return;
    };
    if !matches!(module.get_status(), v8::ModuleStatus::Uninstantiated | v8::ModuleStatus::Instantiating) {
        rv.set(module.get_module_namespace());
    }
}

fn is_graph_async(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(module) = unwrap(scope, args.get(0)) {
        let linked = !matches!(module.get_status(), v8::ModuleStatus::Uninstantiated | v8::ModuleStatus::Instantiating);
        rv.set_bool(linked && module.is_graph_async());
    }
}

fn has_top_level_await(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(module) = unwrap(scope, args.get(0)) {
        rv.set_bool(module.is_source_text_module() && module.has_top_level_await());
    }
}

/// `setExport(module, name, value)` of a synthetic module.
fn set_export<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    if let Some(module) = unwrap(scope, args.get(0))
        && let Ok(name) = v8::Local::<v8::String>::try_from(args.get(1))
    {
        // An exception is pending when it fails.
        let _ = module.set_synthetic_module_export(scope, name, args.get(2));
    }
}

/// `getStalledLocations(module)`: where top-level awaits of its graph wait for ever: `[file, line, sourceLine, start, end, …]`.
fn get_stalled_locations(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(module) = unwrap(scope, args.get(0)) else {
        return;
    };
    let mut list: Vec<v8::Local<v8::Value>> = Vec::new();
    for (_, message) in module.get_stalled_top_level_await_message(scope) {
        let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
        list.push(message.get_script_resource_name(scope).unwrap_or(undefined));
        list.push(v8::Integer::new(scope, message.get_line_number(scope).unwrap_or(0) as i32).into());
        list.push(message.get_source_line(scope).map_or(undefined, Into::into));
        list.push(v8::Integer::new(scope, message.get_start_column() as i32).into());
        list.push(v8::Integer::new(scope, message.get_end_column() as i32).into());
    }
    rv.set(v8::Array::new_with_elements(scope, &list).into());
}

/// `createRequiredModuleFacade(module)`: a namespace with all exports of an evaluated module and `__esModule` besides, for a
/// `require` of it.
fn create_required_module_facade(
    scope: &mut v8::PinScope,
    args: v8::FunctionCallbackArguments,
    mut rv: v8::ReturnValue,
) {
    const SOURCE: &str =
        "export * from 'original'; export { default } from 'original'; export const __esModule = true;";
    if unwrap(scope, args.get(0)).is_none() {
        return;
    }
    let name = string(scope, "node:internal/require_module_default_facade").into();
    let none = v8::undefined(scope).into();
    let origin = origin(scope, name, (0, 0), true, none);
    let source = string(scope, SOURCE);
    let Some(facade) = v8_compile_module(scope, &mut Source::new(source, Some(&origin))) else {
        return;
    };
    let Some(object) = wrap(scope, facade) else {
        return;
    };
    remember_module(scope, facade, object, false);
    let targets = vec![args.get(0); facade.get_module_requests().length()];
    let targets = v8::Array::new_with_elements(scope, &targets);
    object.set_internal_field(field::TARGETS, targets.into());
    let instantiated = facade.instantiate_module(scope, resolve_request);
    if instantiated.is_some() && facade.evaluate(scope).is_some() {
        rv.set(facade.get_module_namespace());
    }
}

/// `createCachedData(module)`: V8's code cache of its source.
fn create_cached_data(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(module) = unwrap(scope, args.get(0)) {
        let script = module.get_unbound_module_script(scope);
        let bytes = script.create_code_cache().map_or_else(Vec::new, |cache| cache.to_vec());
        rv.set(crate::runtime::convert::uint8_array(scope, bytes).into());
    }
}
