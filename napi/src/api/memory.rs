//! Memory management.

use napi_sys::napi_status;

use crate::abi::{EnvPtr, Out, entry};

/// Tells the collector of memory that objects keep alive outside of its heap.
#[unsafe(no_mangle)]
pub extern "C" fn napi_adjust_external_memory(env: EnvPtr, change: i64, adjusted: Out<i64>) -> napi_status {
    entry!(napi_adjust_external_memory, env, |env| {
        let adjusted = adjusted.required()?;
        adjusted.set(env.core.adjust_external_memory(change));
        Ok(())
    })
}
