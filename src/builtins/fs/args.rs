//! What JavaScript hands to a file operation, in the form that any thread can use.
//!
//! The JavaScript half has checked types and ranges; a value of an unexpected type becomes a harmless default here.

use std::os::fd::BorrowedFd;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::runtime::pinned_bytes::PinnedBytes;

/// A path as bytes: the UTF-8 form of a string, or the content of a `Uint8Array`.
pub fn path(scope: &mut v8::PinScope, value: v8::Local<v8::Value>) -> Vec<u8> {
    if let Ok(string) = v8::Local::<v8::String>::try_from(value) {
        return string.to_rust_string_lossy(scope).into_bytes();
    }
    if let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(value) {
        let mut bytes = vec![0; view.byte_length()];
        view.copy_contents(&mut bytes);
        return bytes;
    }
    Vec::new()
}

/// A number as a signed 32-bit integer; 0 for anything else.
pub fn int32(value: v8::Local<v8::Value>) -> i32 {
    match v8::Local::<v8::Int32>::try_from(value) {
        Ok(number) => number.value(),
        Err(_) => double(value) as i32,
    }
}

/// A number as an unsigned 32-bit integer; 0 for anything else. -1 keeps its bits, as `chown` expects.
pub fn uint32(value: v8::Local<v8::Value>) -> u32 {
    double(value) as i64 as u32
}

/// A number; NaN for anything else.
pub fn double(value: v8::Local<v8::Value>) -> f64 {
    v8::Local::<v8::Number>::try_from(value).map_or(f64::NAN, |number| number.value())
}

/// A length or size: a number or a bigint.
pub fn int64(value: v8::Local<v8::Value>) -> i64 {
    match v8::Local::<v8::BigInt>::try_from(value) {
        Ok(bigint) => bigint.i64_value().0,
        Err(_) => double(value) as i64,
    }
}

/// A position in a file: `None` (the current position) for whatever is neither a number nor a bigint, or is negative.
pub fn position(value: v8::Local<v8::Value>) -> Option<u64> {
    if !value.is_number() && !value.is_big_int() {
        return None;
    }
    u64::try_from(int64(value)).ok()
}

/// A file mode, as JavaScript gave it: the kernel masks what it does not know.
pub fn mode(value: v8::Local<v8::Value>) -> Mode {
    Mode::from_bits_retain(uint32(value))
}

/// The flags of `open`; descriptors never leak into child processes.
pub fn open_flags(value: v8::Local<v8::Value>) -> OFlags {
    OFlags::from_bits_retain(int32(value) as u32) | OFlags::CLOEXEC
}

/// A file descriptor that JavaScript owns.
#[derive(Clone, Copy)]
pub struct Descriptor(i32);

impl Descriptor {
    pub fn new(value: v8::Local<v8::Value>) -> Self {
        Descriptor(int32(value))
    }

    pub fn from_raw(fd: i32) -> Self {
        Descriptor(fd)
    }

    pub fn raw(self) -> i32 {
        self.0
    }

    /// The descriptor for the length of one system call. JavaScript can close it at any moment, even while a pool
    /// thread uses it; then the kernel answers `EBADF` or acts on a newer file, as it does in every runtime.
    pub fn borrow(&self) -> Result<BorrowedFd<'_>, Errno> {
        if self.0 < 0 {
            return Err(Errno::BADF);
        }
        // SAFETY: the value is not -1. That it is open is the kernel's to check: nothing here relies on it.
        Ok(unsafe { BorrowedFd::borrow_raw(self.0) })
    }
}

/// What to write: bytes in place, or a string's UTF-8 form.
pub enum Content {
    Bytes(PinnedBytes),
    Text(Vec<u8>),
}

impl Content {
    pub fn new(scope: &mut v8::PinScope, value: v8::Local<v8::Value>) -> Self {
        match v8::Local::<v8::String>::try_from(value) {
            Ok(string) => Content::Text(string.to_rust_string_lossy(scope).into_bytes()),
            Err(_) => Content::Bytes(PinnedBytes::new(value)),
        }
    }

    pub fn as_slice(&self) -> &[u8] {
        match self {
            Content::Bytes(bytes) => bytes.as_slice(),
            Content::Text(text) => text,
        }
    }
}

/// A file named by its path or by a descriptor.
pub enum Target {
    Path(Vec<u8>),
    Descriptor(Descriptor),
}

impl Target {
    pub fn new(scope: &mut v8::PinScope, value: v8::Local<v8::Value>) -> Self {
        if value.is_number() { Target::Descriptor(Descriptor::new(value)) } else { Target::Path(path(scope, value)) }
    }
}
