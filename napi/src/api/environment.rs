//! Environment life cycle: instance data and cleanup hooks.

use napi_sys::{napi_async_cleanup_hook_handle, napi_status};

use crate::abi::{EnvPtr, Opaque, Out, entry};
use crate::cleanup::{AsyncHook, CleanupQueue, SyncHook};
use crate::fatal::fatal_error;
use crate::reference::{FinalizeCallback, Finalizer};
use crate::status::{Failure, INVALID_ARG, OK};

#[unsafe(no_mangle)]
pub extern "C" fn napi_set_instance_data(
    env: EnvPtr,
    data: Opaque,
    finalize: Option<FinalizeCallback>,
    hint: Opaque,
) -> napi_status {
    entry!(napi_set_instance_data, env, |env| {
        env.replace_instance_data(Finalizer { callback: finalize, data, hint });
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_instance_data(env: EnvPtr, data: Out<Opaque>) -> napi_status {
    entry!(napi_get_instance_data, env, |env| {
        data.required()?.set(env.instance_data());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_add_env_cleanup_hook(env: EnvPtr, hook: Option<SyncHook>, data: Opaque) -> napi_status {
    entry!(napi_add_env_cleanup_hook, env, |env| {
        let hook = hook.ok_or(Failure::InvalidArg)?;
        if !env.core.cleanup.add_sync(hook, data) {
            fatal_error(
                Some(b"napi_add_env_cleanup_hook"),
                b"The same function is registered with the same data already",
            );
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_remove_env_cleanup_hook(env: EnvPtr, hook: Option<SyncHook>, data: Opaque) -> napi_status {
    entry!(napi_remove_env_cleanup_hook, env, |env| {
        env.core.cleanup.remove_sync(hook.ok_or(Failure::InvalidArg)?, data);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_add_async_cleanup_hook(
    env: EnvPtr,
    hook: Option<AsyncHook>,
    data: Opaque,
    remove_handle: Out<napi_async_cleanup_hook_handle>,
) -> napi_status {
    entry!(napi_add_async_cleanup_hook, env, |env| {
        let hook = hook.ok_or(Failure::InvalidArg)?;
        let handle = CleanupQueue::add_async(env, hook, data);
        remove_handle.set_if_wanted(handle.cast_mut().cast());
        Ok(())
    })
}

/// On the JavaScript thread, or, once the hook has started, on any.
#[unsafe(no_mangle)]
pub extern "C" fn napi_remove_async_cleanup_hook(handle: napi_async_cleanup_hook_handle) -> napi_status {
    if handle.is_null() {
        return INVALID_ARG;
    }
    // SAFETY: from `napi_add_async_cleanup_hook`, given back once.
    unsafe { CleanupQueue::remove_async(handle.cast_const().cast()) }
    OK
}
