//! AWS-LC with owners, slices and results: the one place of `node:crypto` that talks to C. Every type owns what it points
//! to; every function takes what it reads as a slice or a reference and gives what it made as a value or an error.

mod aes;
pub mod bignum;
mod block;
pub mod cipher;
mod curve448;
mod der;
mod des_wrap;
pub mod dh;
pub mod digest;
pub mod ec;
pub mod error;
pub mod hash;
mod own;
pub mod pem;
mod pkcs8;
pub mod pkey;
pub mod rsa;
pub mod signature;
pub mod siv;
mod slh_dsa;
pub mod store;
pub mod x509;

pub use error::{Failure, Known};

use aws_lc_sys as ffi;
use std::ffi::{CString, c_int, c_long, c_void};
use std::ptr::NonNull;

/// A type that owns an object of AWS-LC and frees it.
macro_rules! owned {
    ($(#[$doc:meta])* $name:ident: $raw:ty, $free:path) => {
        $(#[$doc])*
        pub struct $name(std::ptr::NonNull<$raw>);

        impl $name {
            /// Takes over what a function of AWS-LC made; null is the failure that its error queue tells about.
            pub(super) fn from_raw(raw: *mut $raw) -> Result<Self, $crate::builtins::crypto::lc::Failure> {
                std::ptr::NonNull::new(raw).map(Self).ok_or_else($crate::builtins::crypto::lc::Failure::last)
            }

            pub(super) fn as_ptr(&self) -> *mut $raw {
                self.0.as_ptr()
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: the value owns the object, and nobody uses it after this.
                unsafe { $free(self.0.as_ptr()) };
            }
        }
    };
}
pub(crate) use owned;

/// What a function that answers 1 for success answered.
fn check(result: c_int) -> Result<(), Failure> {
    if result == 1 { Ok(()) } else { Err(Failure::last()) }
}

/// Whether two sequences of bytes are equal, in a time that does not depend on where they differ.
pub fn equal_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    // SAFETY: both are as long as the first.
    left.len() == right.len()
        && unsafe { ffi::CRYPTO_memcmp(left.as_ptr().cast(), right.as_ptr().cast(), left.len()) } == 0
}

/// Fills `bytes` from AWS-LC's generator of this thread. It ends the process where the system has no random numbers to seed it with.
pub fn fill_random(bytes: &mut [u8]) {
    // SAFETY: writes as many bytes as it is told; it has no other answer than success.
    unsafe { ffi::RAND_bytes(bytes.as_mut_ptr(), bytes.len()) };
}

/// The Poly1305 of a message; `None` when the key has another length than 32 bytes.
pub fn poly1305(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    /// AWS-LC aligns its state itself, within a little more room than it needs.
    type State = ffi::poly1305_state;
    let key: &[u8; 32] = key.try_into().ok()?;
    let (mut state, mut code): (State, _) = ([0; size_of::<State>()], vec![0; 16]);
    // SAFETY: key and code have the lengths that Poly1305 has, the state is as large as declared; the message is only read.
    unsafe {
        ffi::CRYPTO_poly1305_init(&mut state, key.as_ptr());
        ffi::CRYPTO_poly1305_update(&mut state, message.as_ptr(), message.len());
        ffi::CRYPTO_poly1305_finish(&mut state, code.as_mut_ptr());
        ffi::OPENSSL_cleanse((&raw mut state).cast(), size_of::<State>());
    }
    Some(code)
}

/// Text for a function that wants a C string; what has a zero inside names nothing.
fn c_string(text: &str) -> CString {
    CString::new(text).unwrap_or_default()
}

/// Text that AWS-LC owns and never frees.
fn static_str(text: *const std::ffi::c_char) -> Option<&'static str> {
    // SAFETY: the callers pass names from static tables, which end in zero.
    (!text.is_null()).then(|| unsafe { std::ffi::CStr::from_ptr(text) }).and_then(|text| text.to_str().ok())
}

/// Memory that AWS-LC allocated and handed over; it is wiped when it is freed.
struct Allocated {
    data: NonNull<u8>,
    length: usize,
}

impl Allocated {
    /// # Safety
    /// `data` is null or an allocation of AWS-LC of at least `length` bytes that nobody else frees.
    unsafe fn new(data: *mut u8, length: usize) -> Result<Self, Failure> {
        NonNull::new(data).map(|data| Self { data, length }).ok_or_else(Failure::last)
    }

    fn as_slice(&self) -> &[u8] {
        // SAFETY: by construction.
        unsafe { std::slice::from_raw_parts(self.data.as_ptr(), self.length) }
    }
}

impl Drop for Allocated {
    fn drop(&mut self) {
        // SAFETY: by construction; nobody uses the memory after this.
        unsafe { ffi::OPENSSL_free(self.data.as_ptr().cast()) };
    }
}

/// Runs one of the `i2d_` functions, which allocate their output when they are given none.
fn encode(write: impl FnOnce(*mut *mut u8) -> c_int) -> Result<Vec<u8>, Failure> {
    let mut data = std::ptr::null_mut();
    let length = write(&mut data);
    if length < 0 {
        return Err(Failure::last());
    }
    // SAFETY: an `i2d_` function answers the length of what it allocated.
    Ok(unsafe { Allocated::new(data, length as usize) }?.as_slice().to_vec())
}

/// Runs one of the `d2i_` functions over all of `bytes`.
fn decode<T>(bytes: &[u8], read: impl FnOnce(*mut *const u8, c_long) -> *mut T) -> *mut T {
    let mut position = bytes.as_ptr();
    read(&mut position, bytes.len() as c_long)
}

owned!(
    /// A stream in memory.
    Bio: ffi::BIO, free_bio
);

unsafe fn free_bio(bio: *mut ffi::BIO) {
    // SAFETY: the caller owns the stream.
    unsafe { ffi::BIO_free(bio) };
}

impl Bio {
    /// An empty one, to write to.
    fn new() -> Result<Self, Failure> {
        // SAFETY: no arguments to get wrong.
        Self::from_raw(unsafe { ffi::BIO_new(ffi::BIO_s_mem()) })
    }

    /// Runs `read` with one that reads `bytes`.
    fn reading<R>(bytes: &[u8], read: impl FnOnce(&Self) -> R) -> Result<R, Failure> {
        // SAFETY: the stream only reads, and does not outlive the slice.
        let raw = unsafe { ffi::BIO_new_mem_buf(bytes.as_ptr().cast::<c_void>(), bytes.len() as isize) };
        Self::from_raw(raw).map(|bio| read(&bio))
    }

    /// What was written.
    fn contents(&self) -> Vec<u8> {
        let (mut data, mut length) = (std::ptr::null(), 0);
        // SAFETY: the stream is one in memory; the bytes are copied before it can change.
        unsafe {
            if ffi::BIO_mem_contents(self.as_ptr(), &mut data, &mut length) != 1 || data.is_null() {
                return Vec::new();
            }
            std::slice::from_raw_parts(data, length).to_vec()
        }
    }
}

/// The password that a callback of AWS-LC hands out, and whether anybody asked for it.
pub struct Passphrase<'a> {
    bytes: Option<&'a [u8]>,
    asked: bool,
}

impl<'a> Passphrase<'a> {
    pub fn new(bytes: Option<&'a [u8]>) -> Self {
        Self { bytes, asked: false }
    }

    /// Whether one was wanted and none that fits was there.
    pub fn is_missing(&self, capacity: usize) -> bool {
        self.asked && self.bytes.is_none_or(|bytes| bytes.len() > capacity)
    }

    fn as_argument(&mut self) -> *mut c_void {
        std::ptr::from_mut(self).cast()
    }
}

/// The longest password that the readers of PEM take.
pub const MAX_PASSPHRASE: usize = 1024;

/// # Safety
/// AWS-LC calls it with a buffer of `size` bytes and what `Passphrase::as_argument` gave.
unsafe extern "C" fn give_passphrase(
    buffer: *mut std::ffi::c_char,
    size: c_int,
    _: c_int,
    argument: *mut c_void,
) -> c_int {
    // SAFETY: the argument is from `as_argument`, and that value outlives the call of AWS-LC that calls back.
    let Some(passphrase) = (unsafe { argument.cast::<Passphrase<'_>>().as_mut() }) else { return -1 };
    passphrase.asked = true;
    let Some(bytes) = passphrase.bytes.filter(|bytes| bytes.len() <= size.max(0) as usize) else { return -1 };
    // SAFETY: the buffer holds `size` bytes, and the password is no longer.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.cast(), bytes.len()) };
    bytes.len() as c_int
}
