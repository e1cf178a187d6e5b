//! Conversions between Rust's and JavaScript's values, and the ways to throw from Rust.

use super::errno;
use anode_napi::memory::array_buffer_of;

pub fn string<'s>(scope: &v8::PinScope<'s, '_>, text: &str) -> v8::Local<'s, v8::String> {
    v8::String::new(scope, text).unwrap_or_else(|| v8::String::empty(scope))
}

/// The bytes that an `ArrayBufferView` or `ArrayBuffer` or `SharedArrayBuffer` shows, `None` for anything else.
///
/// # Safety
/// The slice is valid as long as the buffer is neither detached nor resized and the value is reachable; nobody else may
/// write to it meanwhile. The caller must not run JavaScript while it holds the slice.
pub unsafe fn bytes_mut<'a>(value: v8::Local<'a, v8::Value>) -> Option<&'a mut [u8]> {
    let (data, offset, length) = if let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(value) {
        let length = view.byte_length();
        if length == 0 {
            return Some(&mut []);
        }
        // `data()` includes the view's offset.
        (view.data().cast::<u8>(), 0, length)
    } else if let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(value) {
        let length = buffer.byte_length();
        (buffer.data().map_or(std::ptr::null_mut(), |data| data.as_ptr().cast::<u8>()), 0, length)
    } else if let Ok(buffer) = v8::Local::<v8::SharedArrayBuffer>::try_from(value) {
        let store = buffer.get_backing_store();
        (store.data().map_or(std::ptr::null_mut(), |data| data.as_ptr().cast::<u8>()), 0, store.byte_length())
    } else {
        return None;
    };
    if length == 0 || data.is_null() {
        return Some(&mut []);
    }
    // SAFETY: V8 says that the memory holds `length` bytes; the caller upholds the rest.
    Some(unsafe { std::slice::from_raw_parts_mut(data.add(offset), length) })
}

/// The same for reading.
///
/// # Safety
/// As for `bytes_mut`.
pub unsafe fn bytes<'a>(value: v8::Local<'a, v8::Value>) -> Option<&'a [u8]> {
    // SAFETY: the caller's promise is the same.
    unsafe { bytes_mut(value) }.map(|bytes| &*bytes)
}

/// A `Uint8Array` that has `bytes` for its memory.
pub fn uint8_array<'s>(scope: &mut v8::PinScope<'s, '_>, bytes: Vec<u8>) -> v8::Local<'s, v8::Uint8Array> {
    let length = bytes.len();
    let buffer = array_buffer_of(scope, bytes);
    v8::Uint8Array::new(scope, buffer, 0, length).expect("the length is the buffer's")
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    Error,
    TypeError,
    RangeError,
}

fn make_error<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    class: ErrorClass,
    code: &str,
    message: &str,
) -> v8::Local<'s, v8::Value> {
    let message = string(scope, message);
    let error = match class {
        ErrorClass::Error => v8::Exception::error(scope, message),
        ErrorClass::TypeError => v8::Exception::type_error(scope, message),
        ErrorClass::RangeError => v8::Exception::range_error(scope, message),
    };
    if let Ok(object) = v8::Local::<v8::Object>::try_from(error) {
        set(scope, object, "code", string(scope, code).into());
    }
    error
}

pub fn throw_error(scope: &mut v8::PinScope<'_, '_>, code: &str, message: &str) {
    let error = make_error(scope, ErrorClass::Error, code, message);
    scope.throw_exception(error);
}

pub fn throw_type_error(scope: &mut v8::PinScope<'_, '_>, code: &str, message: &str) {
    let error = make_error(scope, ErrorClass::TypeError, code, message);
    scope.throw_exception(error);
}

pub fn throw_range_error(scope: &mut v8::PinScope<'_, '_>, code: &str, message: &str) {
    let error = make_error(scope, ErrorClass::RangeError, code, message);
    scope.throw_exception(error);
}

/// Sets a property that nobody can intercept (an ordinary data property of a fresh object).
pub fn set(
    scope: &v8::PinScope<'_, '_>,
    object: v8::Local<'_, v8::Object>,
    name: &str,
    value: v8::Local<'_, v8::Value>,
) {
    let key = string(scope, name);
    object.create_data_property(scope, key.into(), value);
}

/// What a system call failed with, as Node's errors show it (libuv's `UVException`).
#[derive(Clone, Debug)]
pub struct SystemError {
    /// Positive, as the system has it.
    pub errno: i32,
    pub syscall: &'static str,
    pub path: Option<String>,
    pub dest: Option<String>,
    around: (&'static str, &'static str),
}

impl SystemError {
    pub fn new(errno: i32, syscall: &'static str) -> Self {
        Self { errno, syscall, path: None, dest: None, around: ("", "") }
    }

    /// From an I/O error; one that carries no number counts as `EIO`.
    pub fn from_io(error: &std::io::Error, syscall: &'static str) -> Self {
        Self::new(error.raw_os_error().unwrap_or(libc::EIO), syscall)
    }

    /// `before` comes before the system's text, `after` behind it.
    pub fn told_as(mut self, before: &'static str, after: &'static str) -> Self {
        self.around = (before, after);
        self
    }

    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    pub fn dest(mut self, dest: impl Into<String>) -> Self {
        self.dest = Some(dest.into());
        self
    }

    /// `ENOENT: no such file or directory, open 'p' -> 'd'`
    pub fn message(&self) -> String {
        let (code, text) = errno::describe(self.errno);
        let (before, after) = self.around;
        let mut message = format!("{code}: {before}{text}{after}, {}", self.syscall);
        if let Some(path) = &self.path {
            message.push_str(&format!(" '{path}'"));
        }
        if let Some(dest) = &self.dest {
            message.push_str(&format!(" -> '{dest}'"));
        }
        message
    }

    /// The JavaScript error: `errno` (negative, as libuv's), `code`, `syscall`, and `path` and `dest` where there are any.
    pub fn to_value<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        let message = string(scope, &self.message());
        let error = v8::Exception::error(scope, message);
        if let Ok(object) = v8::Local::<v8::Object>::try_from(error) {
            set(scope, object, "errno", v8::Integer::new(scope, -self.errno).into());
            set(scope, object, "code", string(scope, errno::describe(self.errno).0).into());
            set(scope, object, "syscall", string(scope, self.syscall).into());
            if let Some(path) = &self.path {
                set(scope, object, "path", string(scope, path).into());
            }
            if let Some(dest) = &self.dest {
                set(scope, object, "dest", string(scope, dest).into());
            }
        }
        error
    }
}

pub fn throw_system_error(scope: &mut v8::PinScope<'_, '_>, error: SystemError) {
    let error = error.to_value(scope);
    scope.throw_exception(error);
}

/// The number at the start of `text`, as strtoull(3) reads it: zero without one, a negative one from the top down.
pub fn leading_number(text: &str) -> u64 {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
    let value = digits[..end].parse().unwrap_or(0_u64);
    if text.starts_with('-') { value.wrapping_neg() } else { value }
}
