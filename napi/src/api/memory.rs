//! Memory management.

use napi_sys::napi_status;

use crate::abi::{EnvPtr, Out, entry};

/// V8 ends the process when it is told of more than 32 GiB at once.
const LARGEST_CHANGE: i64 = 31 << 30;

/// Tells the collector of memory that objects keep alive outside of its heap.
#[unsafe(no_mangle)]
pub extern "C" fn napi_adjust_external_memory(env: EnvPtr, change: i64, adjusted: Out<i64>) -> napi_status {
    entry!(napi_adjust_external_memory, env, |env| {
        let adjusted = adjusted.required()?;
        adjusted.set(env.core.adjust_external_memory(change.clamp(-LARGEST_CHANGE, LARGEST_CHANGE)));
        Ok(())
    })
}
