//! Object lifetime: handle scopes and references.

use napi_sys::napi_status;

use crate::abi::{EnvPtr, Out, Value, entry};
use crate::reference::{Finalizer, Owner, Reference};
use crate::shim::{self, RawHandleScope, Slot};
use crate::status::{Failure, INVALID_ARG};

/// `napi_handle_scope`.
pub struct HandleScope(RawHandleScope);

/// `napi_escapable_handle_scope`.
pub struct EscapableHandleScope {
    scope: RawHandleScope,
    /// In the outer scope, waiting for what escapes.
    slot: Slot,
    escaped: bool,
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_open_handle_scope(env: EnvPtr, result: Out<*mut HandleScope>) -> napi_status {
    entry!(napi_open_handle_scope, env, |env| {
        let result = result.required()?;
        let scope = Box::into_raw(Box::new(HandleScope(RawHandleScope::uninit())));
        // SAFETY: in its final place; closed in reverse order, as Node-API asks of addons.
        unsafe { RawHandleScope::construct(&raw mut (*scope).0, env.isolate) }
        env.open_handle_scopes.set(env.open_handle_scopes.get() + 1);
        result.set(scope);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_close_handle_scope(env: EnvPtr, scope: Out<HandleScope>) -> napi_status {
    let Some(environment) = env.get() else { return INVALID_ARG };
    if scope.is_wanted() && environment.open_handle_scopes.get() == 0 {
        return Failure::HandleScopeMismatch as napi_status;
    }
    entry!(napi_close_handle_scope, env, |env| {
        scope.required()?;
        env.open_handle_scopes.set(env.open_handle_scopes.get() - 1);
        // SAFETY: came from `napi_open_handle_scope` and is closed once.
        unsafe {
            let mut scope = Box::from_raw(scope.as_ptr());
            RawHandleScope::destruct(&raw mut scope.0);
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_open_escapable_handle_scope(env: EnvPtr, result: Out<*mut EscapableHandleScope>) -> napi_status {
    entry!(napi_open_escapable_handle_scope, env, |env| {
        let result = result.required()?;
        // SAFETY: `undefined` is a live handle; the new slot is in the scope that the value will escape to.
        let slot = unsafe { shim::v8__Local__New(env.isolate, env.core.roots.undefined) };
        let scope = Box::new(EscapableHandleScope { scope: RawHandleScope::uninit(), slot, escaped: false });
        let scope = Box::into_raw(scope);
        // SAFETY: as in `napi_open_handle_scope`.
        unsafe { RawHandleScope::construct(&raw mut (*scope).scope, env.isolate) }
        env.open_handle_scopes.set(env.open_handle_scopes.get() + 1);
        result.set(scope);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_close_escapable_handle_scope(env: EnvPtr, scope: Out<EscapableHandleScope>) -> napi_status {
    let Some(environment) = env.get() else { return INVALID_ARG };
    if scope.is_wanted() && environment.open_handle_scopes.get() == 0 {
        return Failure::HandleScopeMismatch as napi_status;
    }
    entry!(napi_close_escapable_handle_scope, env, |env| {
        scope.required()?;
        env.open_handle_scopes.set(env.open_handle_scopes.get() - 1);
        // SAFETY: came from `napi_open_escapable_handle_scope` and is closed once.
        unsafe {
            let mut scope = Box::from_raw(scope.as_ptr());
            RawHandleScope::destruct(&raw mut scope.scope);
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_escape_handle(
    env: EnvPtr,
    scope: Out<EscapableHandleScope>,
    escapee: Value,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_escape_handle, env, |_env| {
        scope.required()?;
        let (escapee, result) = (escapee.slot()?, result.required()?);
        // SAFETY: came from `napi_open_escapable_handle_scope` and is still open.
        let scope = unsafe { &mut *scope.as_ptr() };
        if std::mem::replace(&mut scope.escaped, true) {
            return Err(Failure::EscapeCalledTwice);
        }
        // SAFETY: the slot is a handle of the outer scope, reserved for this.
        unsafe { *scope.slot = *escapee }
        result.set(Value::from_slot(scope.slot));
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
        let can_be_weak = local.is_object() || local.is_symbol();
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
