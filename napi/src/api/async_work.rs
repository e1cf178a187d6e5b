//! Simple asynchronous operations: work on the thread pool.

use std::mem::ManuallyDrop;
use std::sync::Arc;

use napi_sys::napi_status;

use super::async_contexts::operation;
use crate::abi::{EnvPtr, Opaque, Out, Value, entry};
use crate::async_work::{Complete, Execute, WorkItem};
use crate::status::{Failure, Result};

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_async_work(
    env: EnvPtr,
    resource: Value,
    name: Value,
    execute: Option<Execute>,
    complete: Option<Complete>,
    data: Opaque,
    result: Out<*const WorkItem>,
) -> napi_status {
    entry!(napi_create_async_work, env, |env| {
        let execute = execute.ok_or(Failure::InvalidArg)?;
        let result = result.required()?;
        let (context, name) = operation(env, resource, name)?;
        result.set(Arc::into_raw(WorkItem::new(env, name, context, execute, complete, data)));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_delete_async_work(env: EnvPtr, work: Out<WorkItem>) -> napi_status {
    entry!(napi_delete_async_work, env, |_env| {
        work.required()?;
        // SAFETY: the addon's share, from `napi_create_async_work`, given up once.
        unsafe { Arc::from_raw(work.as_ptr().cast_const()) }.delete();
        Ok(())
    })
}

fn item(work: Out<WorkItem>) -> Result<ManuallyDrop<Arc<WorkItem>>> {
    work.required()?;
    // SAFETY: the addon's share, which it keeps.
    Ok(ManuallyDrop::new(unsafe { Arc::from_raw(work.as_ptr().cast_const()) }))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_queue_async_work(env: EnvPtr, work: Out<WorkItem>) -> napi_status {
    entry!(napi_queue_async_work, env, |env| item(work)?.queue(env))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_cancel_async_work(env: EnvPtr, work: Out<WorkItem>) -> napi_status {
    entry!(napi_cancel_async_work, env, |_env| item(work)?.cancel())
}
