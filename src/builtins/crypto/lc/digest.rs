//! Digests as the operations of AWS-LC take them, and hashing with one.

use super::{Failure, ffi};
use crate::builtins::crypto::digest::Algorithm;

/// A hash function of AWS-LC.
#[derive(Clone, Copy)]
pub struct Digest(pub(super) *const ffi::EVP_MD);

// SAFETY: the functions are static and never change.
unsafe impl Send for Digest {}

impl Digest {
    /// `None` for those that signatures cannot use.
    pub fn new(algorithm: Algorithm) -> Option<Self> {
        use Algorithm as A;
        // SAFETY: these only name static data.
        let digest = unsafe {
            match algorithm {
                A::Md5 => ffi::EVP_md5(),
                A::Md5Sha1 => ffi::EVP_md5_sha1(),
                A::Sha1 => ffi::EVP_sha1(),
                A::Sha224 => ffi::EVP_sha224(),
                A::Sha256 => ffi::EVP_sha256(),
                A::Sha384 => ffi::EVP_sha384(),
                A::Sha512 => ffi::EVP_sha512(),
                A::Sha512Of224 => ffi::EVP_sha512_224(),
                A::Sha512Of256 => ffi::EVP_sha512_256(),
                A::Sha3Of224 => ffi::EVP_sha3_224(),
                A::Sha3Of256 => ffi::EVP_sha3_256(),
                A::Sha3Of384 => ffi::EVP_sha3_384(),
                A::Sha3Of512 => ffi::EVP_sha3_512(),
                A::Ripemd160 => ffi::EVP_ripemd160(),
                A::Blake2s256 | A::Blake2b512 | A::Sm3 | A::Shake128 | A::Shake256 | A::Sha256Of192 => return None,
                A::Keccak224 | A::Keccak256 | A::Keccak384 | A::Keccak512 => return None,
            }
        };
        Some(Self(digest))
    }

    pub fn from_name(name: &str) -> Result<Self, Failure> {
        Algorithm::from_name(name)
            .and_then(Self::new)
            .ok_or_else(|| Failure::type_error("ERR_CRYPTO_INVALID_DIGEST", format!("Invalid digest: {name}")))
    }

    /// How many bytes come out.
    pub fn size(self) -> usize {
        // SAFETY: the function is static.
        unsafe { ffi::EVP_MD_size(self.0) }
    }

    /// The name that OpenSSL's objects have for it, in lower case: `sha256`.
    pub fn name_of(digest: *const ffi::EVP_MD) -> Option<String> {
        if digest.is_null() {
            return None;
        }
        // SAFETY: the function is static.
        super::pkey::short_name(unsafe { ffi::EVP_MD_type(digest) }).map(|name| name.to_ascii_lowercase())
    }
}
