//! `process.title`: what `ps` shows. On Linux that is the memory that the arguments came in, so it is overwritten in place.

use crate::runtime::convert::string;
use std::ffi::{CStr, c_char, c_int};
use std::sync::Mutex;

/// Where the arguments lie in memory, and how long the block is.
struct ArgumentMemory {
    start: *mut u8,
    length: usize,
}

// SAFETY: the memory belongs to the process for its whole life; it is written only under `TITLE`'s lock.
unsafe impl Send for ArgumentMemory {}

struct Title {
    memory: Option<ArgumentMemory>,
    /// What was assigned, or the name that the program was started by.
    text: Option<String>,
}

static TITLE: Mutex<Title> = Mutex::new(Title { memory: None, text: None });

/// glibc calls the initialisers of an executable with its arguments; the Rust library keeps only copies.
#[cfg(target_env = "gnu")]
#[used]
#[unsafe(link_section = ".init_array")]
static REMEMBER: extern "C" fn(c_int, *const *mut c_char, *const *const c_char) = remember_arguments;

#[cfg(target_env = "gnu")]
extern "C" fn remember_arguments(argc: c_int, argv: *const *mut c_char, _: *const *const c_char) {
    if argc < 1 || argv.is_null() {
        return;
    }
    // SAFETY: the C library hands in the array that main() gets: `argc` C strings, laid out one after the other.
    let memory = unsafe {
        let start = *argv;
        let last = *argv.add(argc as usize - 1);
        let end = last.add(CStr::from_ptr(last).to_bytes().len());
        ArgumentMemory { start: start.cast(), length: end.offset_from(start).max(0) as usize }
    };
    // SAFETY: as above; the text is copied before anybody can write to the memory.
    let text = unsafe { CStr::from_ptr(*argv) }.to_string_lossy().into_owned();
    if let Ok(mut title) = TITLE.lock() {
        *title = Title { memory: Some(memory), text: Some(text) };
    }
}

fn write(text: &str) {
    let Ok(mut title) = TITLE.lock() else { return };
    let mut kept = text;
    if let Some(memory) = &title.memory {
        // What does not fit is cut off, at a character's boundary.
        let mut length = text.len().min(memory.length);
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        kept = &text[..length];
        // SAFETY: `start` and `length` describe the memory of the arguments, see `remember_arguments`.
        unsafe {
            memory.start.copy_from_nonoverlapping(kept.as_ptr(), length);
            memory.start.add(length).write_bytes(0, memory.length - length);
        }
    }
    title.text = Some(kept.to_owned());
    drop(title);
    if let Ok(name) = std::ffi::CString::new(kept.as_bytes()) {
        let _ = rustix::thread::set_name(&name);
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
    let text = TITLE.lock().ok().and_then(|title| title.text.clone()).unwrap_or_default();
    rv.set(string(scope, &text).into());
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
