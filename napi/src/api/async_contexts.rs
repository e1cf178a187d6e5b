//! Custom asynchronous operations: contexts and callback scopes.

use std::sync::Arc;

use napi_sys::napi_status;

use super::{arguments, function, object};
use crate::abi::{EnvPtr, In, Out, Value, entry};
use crate::async_context::{AsyncContext, Entered};
use crate::env::Env;
use crate::host::ScopeEnd;
use crate::layout::slot_of;
use crate::status::{Failure, INVALID_ARG, Result};

/// The context of a new asynchronous operation from the two arguments that all of them take, and its name.
pub(crate) fn operation(env: &Env, resource: Value, name: Value) -> Result<(AsyncContext, Arc<str>)> {
    let resource = match resource.is_null() {
        true => None,
        false => {
            let resource = resource.local(env)?;
            Some(env.attempt_silently(Failure::ObjectExpected, || resource.to_object(env.scope()))?)
        }
    };
    let name = name.local(env)?;
    let name = env.attempt_silently(Failure::StringExpected, || name.to_string(env.scope()))?;
    let text = env.operation_name(name);
    Ok((AsyncContext::new(env, resource, name), text))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_async_init(
    env: EnvPtr,
    resource: Value,
    name: Value,
    result: Out<*mut AsyncContext>,
) -> napi_status {
    entry!(napi_async_init, env, |env| {
        name.slot()?;
        let result = result.required()?;
        let (context, _) = operation(env, resource, name)?;
        result.set(Box::into_raw(Box::new(context)));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_async_destroy(env: EnvPtr, context: Out<AsyncContext>) -> napi_status {
    entry!(napi_async_destroy, env, |_env| {
        context.required()?;
        // SAFETY: from `napi_async_init`, destroyed once.
        unsafe { Box::from_raw(context.as_ptr()) }.destroy();
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_make_callback(
    env: EnvPtr,
    context: In<AsyncContext>,
    receiver: Value,
    callee: Value,
    argc: usize,
    argv: In<Value>,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_make_callback, env, |env| {
        receiver.slot()?;
        let arguments = arguments(env, argc, argv)?;
        let receiver = object(env, receiver)?;
        let callee = function(env, callee)?;
        let operation = context.required().ok();
        let entered = match operation {
            Some(context) => context.enter(env),
            None => Entered::without_operation(env, Some(slot_of(receiver))),
        };
        let called = env.attempt(Failure::GenericFailure, || match operation {
            Some(_) => callee.call(env.scope(), receiver.into(), arguments),
            None => env.core.host.call_without_operation(env.scope(), callee, receiver.into(), arguments),
        });
        // As in Node, what a tick throws becomes the pending exception of the outermost of these calls.
        let end = if called.is_err() { ScopeEnd::Failed } else { ScopeEnd::Throwing };
        let left = env.attempt(Failure::GenericFailure, || entered.leave(env, end));
        let value = called?;
        left?;
        result.set_if_wanted(Value::of(value));
        Ok(())
    })
}

/// `napi_callback_scope`.
pub struct CallbackScope(Entered);

/// The resource argument is ignored: the context has one.
#[unsafe(no_mangle)]
pub extern "C" fn napi_open_callback_scope(
    env: EnvPtr,
    _resource: Value,
    context: In<AsyncContext>,
    result: Out<*mut CallbackScope>,
) -> napi_status {
    entry!(napi_open_callback_scope, env, |env| {
        let result = result.required()?;
        let entered = match context.required() {
            Ok(context) => context.enter(env),
            Err(_) => Entered::without_operation(env, None),
        };
        env.standing.add_callback_scope();
        result.set(Box::into_raw(Box::new(CallbackScope(entered))));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_close_callback_scope(env: EnvPtr, scope: Out<CallbackScope>) -> napi_status {
    let Some(environment) = env.get() else { return INVALID_ARG };
    if scope.is_wanted() && environment.standing.callback_scopes() == 0 {
        return Failure::CallbackScopeMismatch as napi_status;
    }
    entry!(napi_close_callback_scope, env, |env| {
        scope.required()?;
        env.standing.remove_callback_scope();
        // SAFETY: from `napi_open_callback_scope`, closed once.
        let scope = unsafe { Box::from_raw(scope.as_ptr()) };
        let end = if env.is_exception_pending() { ScopeEnd::Failed } else { ScopeEnd::Reporting };
        scope.0.leave(env, end);
        Ok(())
    })
}
