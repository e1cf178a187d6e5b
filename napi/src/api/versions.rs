//! Versions, and the libuv loop.

use napi_sys::{napi_node_version, napi_status};

use crate::abi::{EnvPtr, Opaque, Out, entry};
use crate::env::SUPPORTED_VERSION;
use crate::status::Failure;

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_node_version(env: EnvPtr, version: Out<*const napi_node_version>) -> napi_status {
    entry!(napi_get_node_version, env, |env| {
        version.required()?.set(env.core.node_version());
        Ok(())
    })
}

/// The host's version, not the addon's.
#[unsafe(no_mangle)]
pub extern "C" fn napi_get_version(env: EnvPtr, result: Out<u32>) -> napi_status {
    entry!(napi_get_version, env, |_env| {
        result.required()?.set(SUPPORTED_VERSION as u32);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_uv_event_loop(env: EnvPtr, result: Out<Opaque>) -> napi_status {
    entry!(napi_get_uv_event_loop, env, |env| {
        let result = result.required()?;
        let uv_loop = env.core.host.uv_loop();
        if uv_loop.is_null() {
            return Err(Failure::GenericFailure);
        }
        result.set(uv_loop);
        Ok(())
    })
}
