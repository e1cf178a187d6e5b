//! `vm.createContext`: contexts of their own, with an object of the caller as their global scope (`global`) or a plain one.

use super::global;
use crate::builtins::async_wrap::track_context;
use crate::runtime::Runtime;
use crate::runtime::convert::string;
use std::cell::OnceCell;

/// Where a contextified context keeps its sandbox (embedder data, the first two of which the v8 crate has to itself).
pub const SANDBOX_SLOT: i32 = 3;
/// Where a context keeps `false` when it may not compile WebAssembly (embedder data).
const WASM_SLOT: i32 = 4;
/// Where a context keeps the symbol of who answers an `import()` that no text is known of (embedder data).
pub const IMPORT_SLOT: i32 = 5;

#[derive(Default)]
struct Keys {
    /// On a sandbox (or the global of a plain context): the holder of its context.
    context: OnceCell<v8::Global<v8::Private>>,
    global_template: OnceCell<v8::Global<v8::ObjectTemplate>>,
    holder_template: OnceCell<v8::Global<v8::ObjectTemplate>>,
}

fn context_key<'s>(scope: &v8::PinScope<'s, '_>, keys: &Keys) -> v8::Local<'s, v8::Private> {
    let key = keys.context.get_or_init(|| {
        let name = string(scope, "anode:contextify");
        v8::Global::new(scope, v8::Private::new(scope, Some(name)))
    });
    v8::Local::new(scope, key)
}

/// The context that belongs to an object `createContext` returned.
pub fn context_of<'s>(
    scope: &v8::PinScope<'s, '_>,
    value: v8::Local<'_, v8::Value>,
) -> Option<v8::Local<'s, v8::Context>> {
    let object = v8::Local::<v8::Object>::try_from(value).ok()?;
    let keys = Runtime::current(scope).state::<Keys>();
    let holder = object.get_private(scope, context_key(scope, &keys))?;
    let holder = v8::Local::<v8::Object>::try_from(holder).ok()?;
    v8::Local::<v8::Context>::try_from(holder.get_internal_field(scope, 0)?).ok()
}

/// `isContext(object)`
pub fn is_context(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_bool(context_of(scope, args.get(0)).is_some());
}

/// What was put into the slot; `None` if nothing was put there or into a later one.
pub fn embedder_data<'s>(
    scope: &v8::PinScope<'s, '_>,
    context: v8::Local<'_, v8::Context>,
    slot: i32,
) -> Option<v8::Local<'s, v8::Value>> {
    // SAFETY: a live context. V8 reads a slot without looking whether there is one.
    let count = unsafe { v8__Context__GetNumberOfEmbedderDataFields(&raw const *context) };
    // The crate counts from the first slot that is not its own.
    if slot.cast_unsigned() < count { context.get_embedder_data(scope, slot - 2) } else { None }
}

/// Puts `value` into the slot. The crate's own function also makes a weak handle with a finalizer for each context, and frees it
/// at the end of the isolate while V8 may still call it.
fn set_embedder_data(context: v8::Local<'_, v8::Context>, slot: i32, value: v8::Local<'_, v8::Value>) {
    // SAFETY: live handles of the current isolate.
    unsafe { v8__Context__SetEmbedderData(&raw const *context, slot, &raw const *value) }
}

unsafe extern "C" {
    fn v8__Context__GetNumberOfEmbedderDataFields(context: *const v8::Context) -> u32;
    fn v8__Context__SetEmbedderData(context: *const v8::Context, slot: i32, value: *const v8::Value);
}

/// V8 asks before it compiles WebAssembly, once a context has been made that forbids it.
unsafe extern "C" fn may_compile_wasm(context: v8::Local<v8::Context>, _: v8::Local<v8::String>) -> bool {
    // SAFETY: V8 calls this on the isolate's thread with a context of it that is alive for the call.
    v8::callback_scope!(unsafe scope, context);
    !embedder_data(scope, context, WASM_SLOT).is_some_and(|allowed| allowed.is_false())
}

/// `makeContext(sandbox, strings, ownMicrotaskQueue, wasm, symbol)`: gives `sandbox` a context; without a sandbox makes a plain context
/// and returns its global object. `symbol`: who answers `import()` (`IMPORT_SLOT`).
pub fn make_context(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let keys = Runtime::current(scope).state::<Keys>();
    let sandbox = v8::Local::<v8::Object>::try_from(args.get(0)).ok();
    let global_template = sandbox.map(|_| {
        let template = keys.global_template.get_or_init(|| {
            let template = global::template(scope);
            v8::Global::new(scope, template)
        });
        v8::Local::new(scope, template)
    });
    let own_queue = args.get(2).is_true().then(|| {
        let queue = v8::MicrotaskQueue::new(scope, v8::MicrotasksPolicy::Explicit);
        let pointer = std::ptr::from_ref::<v8::MicrotaskQueue>(&queue).cast_mut();
        // It must outlive its context, which the collector may keep for as long as the isolate: it is never freed.
        std::mem::forget(queue);
        pointer
    });
    let context = v8::Context::new(
        scope,
        v8::ContextOptions { global_template, global_object: None, microtask_queue: own_queue },
    );
    let token = scope.get_current_context().get_security_token(scope);
    context.set_security_token(token);
    context.set_allow_generation_from_strings(args.get(1).is_true());
    if args.get(3).is_false() {
        set_embedder_data(context, WASM_SLOT, args.get(3));
        scope.set_allow_wasm_code_generation_callback(may_compile_wasm);
    }
    set_embedder_data(context, IMPORT_SLOT, args.get(4));
    track_context(scope, context);

    let holder_template = keys.holder_template.get_or_init(|| {
        let template = v8::ObjectTemplate::new(scope);
        template.set_internal_field_count(1);
        v8::Global::new(scope, template)
    });
    let holder_template = v8::Local::new(scope, holder_template);
    let Some(holder) = holder_template.new_instance(scope) else {
        return;
    };
    holder.set_internal_field(0, context.into());
    let object = match sandbox {
        Some(sandbox) => {
            set_embedder_data(context, SANDBOX_SLOT, sandbox.into());
            sandbox
        }
        None => context.global(scope),
    };
    object.set_private(scope, context_key(scope, &keys), holder.into());
    if sandbox.is_none() {
        rv.set(object.into());
    }
}

/// Runs the microtasks of a context that has a queue of its own.
pub fn run_microtasks_of(scope: &mut v8::PinScope<'_, '_>, context: v8::Local<'_, v8::Context>) {
    let shared = Runtime::current(scope).context().clone();
    let shared = v8::Local::new(scope, shared).get_microtask_queue().map(std::ptr::from_ref);
    if let Some(queue) = context.get_microtask_queue()
        && Some(std::ptr::from_ref(queue)) != shared
    {
        queue.perform_checkpoint(scope);
    }
}
