//! Asynchronous thread-safe function calls.

use std::mem::ManuallyDrop;
use std::sync::Arc;

use napi_sys::{
    ThreadsafeFunctionCallMode, ThreadsafeFunctionReleaseMode, napi_status, napi_threadsafe_function_call_mode,
    napi_threadsafe_function_release_mode,
};

use super::async_contexts::operation;
use super::function;
use crate::abi::{EnvPtr, Opaque, Out, Value, entry};
use crate::layout::slot_of;
use crate::reference::{FinalizeCallback, Finalizer};
use crate::shim::Persistent;
use crate::status::{Failure, Result, code};
use crate::threadsafe::{CallJs, Options, ThreadsafeFunction};

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_threadsafe_function(
    env: EnvPtr,
    callee: Value,
    resource: Value,
    name: Value,
    max_queue_size: usize,
    initial_thread_count: usize,
    finalize_data: Opaque,
    finalize: Option<FinalizeCallback>,
    context: Opaque,
    call_js: Option<CallJs>,
    result: Out<*const ThreadsafeFunction>,
) -> napi_status {
    entry!(napi_create_threadsafe_function, env, |env| {
        name.slot()?;
        if initial_thread_count == 0 {
            return Err(Failure::InvalidArg);
        }
        let result = result.required()?;
        let callee = match callee.is_null() {
            true => {
                call_js.ok_or(Failure::InvalidArg)?;
                None
            }
            false => Some(function(env, callee)?),
        };
        let (async_context, name) = operation(env, resource, name)?;
        // SAFETY: a live handle of the current isolate.
        let keep = |f| unsafe { Persistent::strong(env.isolate, slot_of(f)) };
        let function = ThreadsafeFunction::new(
            env,
            Options {
                function: callee.map_or(Persistent::EMPTY, keep),
                call_js,
                capacity: max_queue_size,
                threads: initial_thread_count,
                context,
                finalizer: Finalizer { callback: finalize, data: finalize_data, hint: context },
                async_context,
                name,
            },
        );
        result.set(Arc::as_ptr(&function));
        Ok(())
    })
}

/// The function behind the addon's pointer. The share that keeps it alive is the function's own, until it is over.
fn borrow(function: Out<ThreadsafeFunction>) -> Result<ManuallyDrop<Arc<ThreadsafeFunction>>> {
    function.required()?;
    // SAFETY: the addon holds the function: it has not released it as often as it acquired it.
    Ok(ManuallyDrop::new(unsafe { Arc::from_raw(function.as_ptr().cast_const()) }))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_threadsafe_function_context(
    function: Out<ThreadsafeFunction>,
    result: Out<Opaque>,
) -> napi_status {
    code(borrow(function).and_then(|function| {
        result.required()?.set(function.context);
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_call_threadsafe_function(
    function: Out<ThreadsafeFunction>,
    data: Opaque,
    mode: napi_threadsafe_function_call_mode,
) -> napi_status {
    code(borrow(function).and_then(|f| f.call(data, mode == ThreadsafeFunctionCallMode::blocking)))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_acquire_threadsafe_function(function: Out<ThreadsafeFunction>) -> napi_status {
    code(borrow(function).and_then(|f| f.acquire()))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_release_threadsafe_function(
    function: Out<ThreadsafeFunction>,
    mode: napi_threadsafe_function_release_mode,
) -> napi_status {
    code(borrow(function).and_then(|f| f.release(mode == ThreadsafeFunctionReleaseMode::abort)))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_unref_threadsafe_function(_env: EnvPtr, function: Out<ThreadsafeFunction>) -> napi_status {
    code(borrow(function).map(|f| f.set_ref(false)))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_ref_threadsafe_function(_env: EnvPtr, function: Out<ThreadsafeFunction>) -> napi_status {
    code(borrow(function).map(|f| f.set_ref(true)))
}
