//! Object lifetime: handle scopes and references.

use std::ptr::null_mut;

use napi_sys::napi_status;

use crate::abi::{EnvPtr, Out, Value, entry, usual};
use crate::env::Env;
use crate::layout::{Tagged, new_handle};
use crate::reference::{Finalizer, Owner, Reference};
use crate::status::{Failure, INVALID_ARG};

/// `napi_handle_scope` and `napi_escapable_handle_scope`: a place on the environment's stack of scopes.
type ScopePlace = usize;

#[unsafe(no_mangle)]
pub extern "C" fn napi_open_handle_scope(env: EnvPtr, result: Out<ScopePlace>) -> napi_status {
    let in_place = |env: &Env| {
        let result = result.required().ok()?;
        // SAFETY: on the JavaScript thread, as Node-API asks of addons.
        result.set(unsafe { env.handle_scopes.open_at_once(env.isolate)? });
        env.standing.add_handle_scope();
        Some(())
    };
    usual!(napi_open_handle_scope, env, in_place, open_handle_scope(env, result))
}

#[cold]
#[inline(never)]
extern "C" fn open_handle_scope(env: EnvPtr, result: Out<ScopePlace>) -> napi_status {
    entry!(napi_open_handle_scope, env, |env| {
        let result = result.required()?;
        // SAFETY: on the JavaScript thread, as Node-API asks of addons.
        result.set(unsafe { env.handle_scopes.open(env.isolate, null_mut()) });
        env.standing.add_handle_scope();
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_close_handle_scope(env: EnvPtr, scope: ScopePlace) -> napi_status {
    let in_place = |env: &Env| {
        // SAFETY: on the JavaScript thread, as Node-API asks of addons.
        let closed = env.standing.handle_scopes() > 0 && unsafe { env.handle_scopes.close_at_once(scope) };
        closed.then(|| env.standing.remove_handle_scope())
    };
    usual!(napi_close_handle_scope, env, in_place, close(env, scope))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_open_escapable_handle_scope(env: EnvPtr, result: Out<ScopePlace>) -> napi_status {
    entry!(napi_open_escapable_handle_scope, env, |env| {
        let result = result.required()?;
        // SAFETY: on the JavaScript thread; `undefined` is a live handle.
        unsafe {
            let escape = new_handle(env.isolate, Tagged::read(env.core.roots.undefined));
            result.set(env.handle_scopes.open(env.isolate, escape));
        }
        env.standing.add_handle_scope();
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_close_escapable_handle_scope(env: EnvPtr, scope: ScopePlace) -> napi_status {
    close(env, scope)
}

/// A close without an open scope is not recorded as the last error.
#[inline(never)]
extern "C" fn close(env: EnvPtr, scope: ScopePlace) -> napi_status {
    let Some(environment) = env.get() else { return INVALID_ARG };
    if scope != 0 && environment.standing.handle_scopes() == 0 {
        return Failure::HandleScopeMismatch as napi_status;
    }
    entry!(napi_close_handle_scope, env, |env| {
        if scope == 0 {
            return Err(Failure::InvalidArg);
        }
        // SAFETY: on the JavaScript thread, as Node-API asks of addons.
        unsafe { env.handle_scopes.close(scope)? }
        env.standing.remove_handle_scope();
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_escape_handle(
    env: EnvPtr,
    scope: ScopePlace,
    escapee: Value,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_escape_handle, env, |env| {
        if scope == 0 {
            return Err(Failure::InvalidArg);
        }
        let (escapee, result) = (escapee.slot()?, result.required()?);
        // SAFETY: a live handle, as the addon promised.
        result.set(Value::from_slot(unsafe { env.handle_scopes.escape(scope, escapee)? }));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_reference(
    env: EnvPtr,
    value: Value,
    initial_count: u32,
    result: Out<*const Reference>,
) -> napi_status {
    entry!(napi_create_reference, env, |env| {
        let local = value.local(env)?;
        let result = result.required()?;
        // SAFETY: read from a live handle just now.
        let can_be_weak = unsafe { value.tagged()?.is_surely_object() } || local.is_object() || local.is_symbol();
        if env.api_version < 10 && !can_be_weak {
            return Err(Failure::InvalidArg);
        }
        let none = Finalizer { callback: None, data: std::ptr::null_mut(), hint: std::ptr::null_mut() };
        result.set(Reference::new(env, value.slot()?, can_be_weak, initial_count, Owner::Addon, none));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_delete_reference(env: EnvPtr, reference: Out<Reference>) -> napi_status {
    entry!(napi_delete_reference, env, |_env| {
        reference.required()?;
        // SAFETY: the addon's own reference, deleted once.
        unsafe { Reference::free(reference.as_ptr()) }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_reference_ref(env: EnvPtr, reference: Out<Reference>, result: Out<u32>) -> napi_status {
    entry!(napi_reference_ref, env, |_env| {
        reference.required()?;
        // SAFETY: the addon's own reference, not deleted yet.
        let count = unsafe { (*reference.as_ptr()).increment() };
        result.set_if_wanted(count);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_reference_unref(env: EnvPtr, reference: Out<Reference>, result: Out<u32>) -> napi_status {
    entry!(napi_reference_unref, env, |_env| {
        reference.required()?;
        // SAFETY: the addon's own reference, not deleted yet.
        let reference = unsafe { &*reference.as_ptr() };
        if reference.count() == 0 {
            return Err(Failure::GenericFailure);
        }
        result.set_if_wanted(reference.decrement());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_reference_value(env: EnvPtr, reference: Out<Reference>, result: Out<Value>) -> napi_status {
    entry!(napi_get_reference_value, env, |_env| {
        reference.required()?;
        let result = result.required()?;
        // SAFETY: the addon's own reference, not deleted yet.
        let value = unsafe { (*reference.as_ptr()).get() };
        result.set(value.map_or(Value::NULL, Value::from_slot));
        Ok(())
    })
}
