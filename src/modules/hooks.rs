//! What V8 asks of its host about modules: `import()` and `import.meta`. Both are answered by `internal/modules/esm/utils`,
//! which is loaded when one of them is first needed.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::builtins::contextify::context::{IMPORT_SLOT, embedder_data};
use crate::runtime::Runtime;
use crate::runtime::convert::string;

/// Prepares an isolate for modules.
pub fn install(isolate: &mut v8::OwnedIsolate) {
    isolate.set_host_import_module_dynamically_callback(import_module_dynamically);
    isolate.set_host_import_module_with_phase_dynamically_callback(import_module_with_phase_dynamically);
    isolate.set_host_initialize_import_meta_object_callback(initialize_import_meta);
}

#[derive(Default)]
struct Hooks {
    import: OnceCell<v8::Global<v8::Function>>,
    import_meta: OnceCell<v8::Global<v8::Function>>,
    /// The objects that stand for modules in JavaScript, by the hash of the module.
    modules: RefCell<HashMap<i32, Vec<Known>>>,
}

/// An object whose first field is the module that it stands for: it keeps the module alive, not the other way round.
struct Known {
    object: v8::Weak<v8::Object>,
    /// For modules that live as long as the isolate.
    _kept: Option<v8::Global<v8::Object>>,
}

/// Lets `import.meta` of `module` find the object that stands for it, as long as there is one.
pub fn remember_module(
    scope: &mut v8::PinScope<'_, '_>,
    module: v8::Local<'_, v8::Module>,
    object: v8::Local<'_, v8::Object>,
    is_kept: bool,
) {
    let hooks = Runtime::current(scope).state::<Hooks>();
    let hash = module.get_identity_hash().get();
    let kept = is_kept.then(|| v8::Global::new(scope, object));
    let registry = Rc::downgrade(&hooks);
    let collected = move |_: &mut v8::Isolate| {
        if let Some(hooks) = registry.upgrade() {
            forget_collected(&hooks, hash);
        }
    };
    let object = v8::Weak::with_finalizer(scope, object, Box::new(collected));
    hooks.modules.borrow_mut().entry(hash).or_default().push(Known { object, _kept: kept });
}

fn forget_collected(hooks: &Hooks, hash: i32) {
    let mut modules = hooks.modules.borrow_mut();
    if let Some(known) = modules.get_mut(&hash) {
        known.retain(|known| !known.object.is_empty());
        if known.is_empty() {
            modules.remove(&hash);
        }
    }
}

/// The object that stands for a module.
pub fn module_object<'s>(
    scope: &v8::PinScope<'s, '_>,
    module: v8::Local<'_, v8::Module>,
) -> Option<v8::Local<'s, v8::Object>> {
    let hooks = Runtime::current(scope).state::<Hooks>();
    let modules = hooks.modules.borrow();
    let candidates = modules.get(&module.get_identity_hash().get())?;
    candidates.iter().find_map(|candidate| {
        let object = candidate.object.to_local(scope)?;
        let is_of = object.get_internal_field(scope, 0).is_some_and(|field| field == module);
        is_of.then_some(object)
    })
}

fn function<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    cell: &OnceCell<v8::Global<v8::Function>>,
    name: &str,
) -> Option<v8::Local<'s, v8::Function>> {
    if let Some(function) = cell.get() {
        return Some(v8::Local::new(scope, function));
    }
    let exports = Runtime::current(scope).realm().require(scope, "internal/modules/esm/utils")?;
    let exports = v8::Local::<v8::Object>::try_from(exports).ok()?;
    let key = string(scope, name);
    let function = v8::Local::<v8::Function>::try_from(exports.get(scope, key.into())?).ok()?;
    Some(v8::Local::new(scope, cell.get_or_init(|| v8::Global::new(scope, function))))
}

/// `import(specifier, { with })`.
fn import_module_dynamically<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    host_defined_options: v8::Local<'s, v8::Data>,
    resource_name: v8::Local<'s, v8::Value>,
    specifier: v8::Local<'s, v8::String>,
    attributes: v8::Local<'s, v8::FixedArray>,
) -> Option<v8::Local<'s, v8::Promise>> {
    let phase = v8::ModuleImportPhase::kEvaluation;
    import_module_with_phase_dynamically(scope, host_defined_options, resource_name, specifier, phase, attributes)
}

/// `import(specifier, { with })` and `import.source(specifier)`: `importModuleDynamically(symbol, referrerName, specifier, attributes,
/// isSource)`.
fn import_module_with_phase_dynamically<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    host_defined_options: v8::Local<'s, v8::Data>,
    resource_name: v8::Local<'s, v8::Value>,
    specifier: v8::Local<'s, v8::String>,
    phase: v8::ModuleImportPhase,
    attributes: v8::Local<'s, v8::FixedArray>,
) -> Option<v8::Local<'s, v8::Promise>> {
    let hooks = Runtime::current(scope).state::<Hooks>();
    let function = function(scope, &hooks.import, "importModuleDynamically")?;
    // SAFETY: host-defined options are always made as a PrimitiveArray (`contextify::compile`); V8's own default is an
    // empty array of the same kind.
    let options = unsafe { v8::Local::<v8::PrimitiveArray>::cast_unchecked(host_defined_options) };
    let context = scope.get_current_context();
    let main_context = v8::Local::new(scope, Runtime::current(scope).context());
    let symbol: v8::Local<v8::Value> = if options.length() > 0 {
        options.get(scope, 0).into()
    } else {
        // No text is known that asks, as in `promise.then(eval)`: the context's own callback.
        embedder_data(scope, context, IMPORT_SLOT).unwrap_or_else(|| v8::undefined(scope).into())
    };
    let attributes = attributes_object(scope, attributes, 2);
    let is_source = v8::Boolean::new(scope, phase == v8::ModuleImportPhase::kSource);
    let receiver = v8::undefined(scope).into();
    let arguments = [symbol, resource_name, specifier.into(), attributes.into(), is_source.into()];
    let promise = function.call(scope, receiver, &arguments)?;
    if context == main_context {
        return v8::Local::<v8::Promise>::try_from(promise).ok();
    }
    // Who asks gets a promise of its own kind.
    let resolver = v8::PromiseResolver::new(scope)?;
    resolver.resolve(scope, promise)?;
    Some(resolver.get_promise(scope))
}

/// Import attributes as a plain object. `stride` is 2 for dynamic imports and 3 where each has its position as well.
pub fn attributes_object<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    attributes: v8::Local<'_, v8::FixedArray>,
    stride: usize,
) -> v8::Local<'s, v8::Object> {
    let null = v8::null(scope).into();
    let object = v8::Object::with_prototype_and_properties(scope, null, &[], &[]);
    for index in (0..attributes.length()).step_by(stride) {
        let key = attributes.get(scope, index).and_then(|key| v8::Local::<v8::Name>::try_from(key).ok());
        let value = attributes.get(scope, index + 1).and_then(|value| v8::Local::<v8::Value>::try_from(value).ok());
        if let (Some(key), Some(value)) = (key, value) {
            object.create_data_property(scope, key, value);
        }
    }
    object
}

/// The first use of `import.meta` in a module: `initializeImportMeta(object, meta)`.
unsafe extern "C" fn initialize_import_meta(
    context: v8::Local<v8::Context>,
    module: v8::Local<v8::Module>,
    meta: v8::Local<v8::Object>,
) {
    // SAFETY: V8 calls this on the isolate's thread, with handles that live on the current stack.
    v8::callback_scope!(unsafe scope, context);
    v8::scope!(let scope, scope);
    let hooks = Runtime::current(scope).state::<Hooks>();
    let Some(object) = module_object(scope, module) else {
        return;
    };
    if let Some(function) = function(scope, &hooks.import_meta, "initializeImportMeta") {
        let receiver = v8::undefined(scope).into();
        // An exception is left pending: it surfaces where `import.meta` was read.
        let _ = function.call(scope, receiver, &[object.into(), meta.into()]);
    }
}
