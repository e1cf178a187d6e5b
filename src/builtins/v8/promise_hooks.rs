//! `v8.promiseHooks`: JavaScript is told when a promise is made, settled, and when its reactions run.
//!
//! V8 calls without an isolate's data at hand, from deep inside the engine; nothing is registered unless a program asks.

use crate::runtime::Runtime;
use std::cell::RefCell;

#[derive(Default)]
struct Hooks(RefCell<[Option<v8::Global<v8::Function>>; 4]>);

/// The place of each kind in `Hooks`, which is the order of `setPromiseHooks`' arguments.
fn index_of(kind: v8::PromiseHookType) -> usize {
    match kind {
        v8::PromiseHookType::Init => 0,
        v8::PromiseHookType::Before => 1,
        v8::PromiseHookType::After => 2,
        v8::PromiseHookType::Resolve => 3,
    }
}

unsafe extern "C" fn on_event(
    kind: v8::PromiseHookType,
    promise: v8::Local<v8::Promise>,
    parent: v8::Local<v8::Value>,
) {
    // SAFETY: V8 calls on the isolate's thread with handles of the current scope.
    v8::callback_scope!(unsafe scope, promise);
    let hooks = Runtime::current(scope).state::<Hooks>();
    let hook = hooks.0.borrow()[index_of(kind)].clone();
    let Some(hook) = hook else { return };
    let hook = v8::Local::new(scope, hook);
    let receiver = v8::undefined(scope).into();
    v8::tc_scope!(let tc, scope);
    let result = if kind == v8::PromiseHookType::Init {
        hook.call(tc, receiver, &[promise.into(), parent])
    } else {
        hook.call(tc, receiver, &[promise.into()])
    };
    if result.is_none()
        && let Some(exception) = tc.exception()
    {
        // A hook has no caller that could take its exception.
        tc.reset();
        crate::runtime::trigger_uncaught_exception(tc, exception, None, false);
    }
}

unsafe extern "C" fn ignore(_: v8::PromiseHookType, _: v8::Local<v8::Promise>, _: v8::Local<v8::Value>) {}

/// `setPromiseHooks(init, before, after, settled)`: functions, or undefined for none.
pub fn set_hooks(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let hooks = Runtime::current(scope).state::<Hooks>();
    let mut any = false;
    for index in 0..4 {
        let function = v8::Local::<v8::Function>::try_from(args.get(index as i32)).ok();
        any |= function.is_some();
        hooks.0.borrow_mut()[index] = function.map(|function| v8::Global::new(scope, function));
    }
    scope.set_promise_hook(if any { on_event } else { ignore });
}
