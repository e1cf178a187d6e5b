//! `internalBinding('async_wrap')`: what JavaScript and Rust share of `async_hooks`, and the life of promises.

use crate::runtime::Runtime;
use crate::runtime::binding::Binding;
use crate::set_functions;
use std::cell::RefCell;

pub const BINDING: Binding = Binding { name: "async_wrap", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "executionAsyncResource" => execution_async_resource,
        "queueDestroyAsyncId" => queue_destroy_async_id,
        "registerDestroyHook" => register_destroy_hook,
        "setCallbackTrampoline" => set_callback_trampoline,
        "setEmitters" => set_emitters,
        "setPromiseHooks" => set_promise_hooks,
        "unregisterDestroyHook" => unregister_destroy_hook,
    });
}

/// `setEmitters(init, before, after, destroy)`
fn set_emitters(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let function = |index| v8::Local::<v8::Function>::try_from(args.get(index)).ok();
    if let (Some(init), Some(before), Some(after), Some(destroy)) = (function(0), function(1), function(2), function(3))
    {
        Runtime::current(scope).async_hooks().set_emitters(scope, [init, before, after, destroy]);
    }
}

/// `setCallbackTrampoline(function)`
fn set_callback_trampoline(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Ok(function) = v8::Local::<v8::Function>::try_from(args.get(0)) {
        Runtime::current(scope).async_hooks().set_trampoline(scope, function);
    }
}

/// `executionAsyncResource()`: the object of the native resource that executes.
fn execution_async_resource(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(object) = Runtime::current(scope).async_hooks().executing_object(scope) {
        rv.set(object.into());
    }
}

/// `queueDestroyAsyncId(asyncId)`
fn queue_destroy_async_id(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let id = args.get(0).number_value(scope).unwrap_or_default();
    Runtime::current(scope).async_hooks().queue_destroy(id);
}

/// `registerDestroyHook(object, asyncId)`: the collection of the object is the resource's end.
fn register_destroy_hook(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let id = args.get(1).number_value(scope).unwrap_or_default();
    if let Ok(object) = v8::Local::<v8::Object>::try_from(args.get(0)) {
        Runtime::current(scope).async_hooks().watch(scope, object, id);
    }
}

/// `unregisterDestroyHook(asyncId)`
fn unregister_destroy_hook(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let id = args.get(0).number_value(scope).unwrap_or_default();
    Runtime::current(scope).async_hooks().unwatch(id);
}

/// The functions that V8 calls when a promise is made, when a reaction of it begins and ends, and when it is settled.
#[derive(Default)]
struct PromiseHooks {
    functions: RefCell<[Option<v8::Global<v8::Function>>; 4]>,
    /// The contexts that `vm` made, besides the program's own.
    contexts: RefCell<Vec<v8::Weak<v8::Context>>>,
}

impl PromiseHooks {
    /// Sets the hooks of the current context.
    fn apply(&self, scope: &v8::PinScope<'_, '_>) {
        let functions = self.functions.borrow();
        let [init, before, after, settled] =
            [0, 1, 2, 3].map(|index: usize| functions[index].as_ref().map(|function| v8::Local::new(scope, function)));
        scope.set_promise_hooks(init, before, after, settled);
    }
}

/// `setPromiseHooks(init, before, after, settled)`: functions, or undefined for none.
fn set_promise_hooks(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let runtime = Runtime::current(scope);
    let hooks = runtime.state::<PromiseHooks>();
    for (index, hook) in hooks.functions.borrow_mut().iter_mut().enumerate() {
        let function = v8::Local::<v8::Function>::try_from(args.get(index as i32)).ok();
        *hook = function.map(|function| v8::Global::new(scope, function));
    }
    let main = v8::Local::new(scope, runtime.context());
    hooks.apply(&v8::ContextScope::new(scope, main));
    hooks.contexts.borrow_mut().retain(|context| !context.is_empty());
    for context in hooks.contexts.borrow().iter() {
        if let Some(context) = context.to_local(scope) {
            hooks.apply(&v8::ContextScope::new(scope, context));
        }
    }
}

/// Promises of a context that `vm` has made are hooked like all others.
pub fn track_context(scope: &mut v8::PinScope<'_, '_>, context: v8::Local<'_, v8::Context>) {
    let hooks = Runtime::current(scope).state::<PromiseHooks>();
    {
        let mut contexts = hooks.contexts.borrow_mut();
        if contexts.len() == contexts.capacity() {
            contexts.retain(|context| !context.is_empty());
        }
        contexts.push(v8::Weak::new(scope, context));
    }
    if hooks.functions.borrow().iter().any(Option::is_some) {
        hooks.apply(&v8::ContextScope::new(scope, context));
    }
}
