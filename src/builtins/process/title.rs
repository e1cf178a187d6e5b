//! `process.title`: what `ps` shows. libuv keeps it, for addons as well.

use crate::runtime::convert::string;
use libuv_sys2 as uv;
use std::ffi::{CString, c_char, c_int};

/// The longest title that is read.
const LIMIT: usize = 1 << 20;

/// glibc calls the initialisers of an executable with its arguments, whose memory a title overwrites; the Rust library keeps
/// copies only.
#[cfg(target_env = "gnu")]
#[used]
#[unsafe(link_section = ".init_array")]
static SET_UP: extern "C" fn(c_int, *mut *mut c_char, *const *const c_char) = set_up;

#[cfg(target_env = "gnu")]
extern "C" fn set_up(argc: c_int, argv: *mut *mut c_char, _: *const *const c_char) {
    // SAFETY: the C library hands in the array that main() gets, once, before there are other threads. libuv's copy of it stays
    // unused: whoever wants the arguments reads them before anybody can set a title.
    unsafe { uv::uv_setup_args(argc, argv) };
}

fn read() -> Option<String> {
    let mut buffer = vec![0_u8; 256];
    loop {
        // SAFETY: the pointer and the length describe the buffer.
        let result = unsafe { uv::uv_get_process_title(buffer.as_mut_ptr().cast(), buffer.len()) };
        if result == 0 {
            let text = buffer.split(|byte| *byte == 0).next().unwrap_or_default();
            return Some(String::from_utf8_lossy(text).into_owned());
        }
        if result != uv::uv_errno_t_UV_ENOBUFS || buffer.len() >= LIMIT {
            return None;
        }
        buffer.resize(buffer.len() * 2, 0);
    }
}

/// What does not fit into the memory of the arguments is cut off.
fn write(text: &str) {
    let text = text.split('\0').next().unwrap_or_default();
    if let Ok(text) = CString::new(text) {
        // SAFETY: a C string, which libuv copies.
        unsafe { uv::uv_set_process_title(text.as_ptr()) };
    }
}

/// Defines `title` as a property that looks like plain data, as in Node.
pub fn define(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Ok(process) = v8::Local::<v8::Object>::try_from(args.get(0)) else {
        return;
    };
    let key = string(scope, "title");
    process.set_accessor_with_setter(scope, key.into(), get, set);
}

fn get<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    _: v8::Local<'s, v8::Name>,
    _: v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Value>,
) {
    rv.set(string(scope, &read().unwrap_or_default()).into());
}

fn set<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    _: v8::Local<'s, v8::Name>,
    value: v8::Local<'s, v8::Value>,
    _: v8::PropertyCallbackArguments<'s>,
    _: v8::ReturnValue<()>,
) {
    if let Some(text) = value.to_string(scope) {
        let text = text.to_rust_string_lossy(scope);
        write(&text);
    }
}
