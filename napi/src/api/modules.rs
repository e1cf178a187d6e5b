//! Module registration.

use std::ffi::{c_char, c_int};

use napi_sys::{napi_module, napi_status};

use crate::abi::{EnvPtr, In, Out, entry};
use crate::loader;

/// Called by static constructors of addons, while their image is being mapped.
#[unsafe(no_mangle)]
pub extern "C" fn napi_module_register(module: In<napi_module>) {
    loader::register(module.as_ptr());
}

/// Not of Node-API: addons for V8's C++ API call it. It is here so that loading one can say so.
#[unsafe(no_mangle)]
pub extern "C" fn node_module_register(module: In<c_int>) {
    loader::register_cpp(module.as_ptr());
}

/// The addon's file as a `file:` URL.
#[unsafe(no_mangle)]
pub extern "C" fn node_api_get_module_file_name(env: EnvPtr, result: Out<*const c_char>) -> napi_status {
    entry!(node_api_get_module_file_name, env, |env| {
        result.required()?.set(env.filename.as_ptr());
        Ok(())
    })
}
