//! Signing and verifying, of messages and of digests.

use super::digest::Digest;
use super::ec::{signature_from_p1363, signature_to_p1363};
use super::pkey::{Kind, PKey, read_sized};
use super::rsa::{NO_PADDING, PSS_PADDING};
use super::{Failure, Known, check, ffi};
use std::ptr::null_mut;

super::owned!(
    /// A digest that is being signed or verified.
    Context: ffi::EVP_MD_CTX, ffi::EVP_MD_CTX_free
);

/// How to sign.
#[derive(Clone, Default)]
pub struct Options {
    /// `None` is the key's own way: Ed25519, ML-DSA; SHA-256 for the others.
    pub digest: Option<Digest>,
    /// One of the `RSA_*_PADDING` constants.
    pub padding: Option<i32>,
    pub salt_length: Option<i32>,
    /// The two numbers of ECDSA and DSA as they are, without a structure.
    pub is_p1363: bool,
    /// What ML-DSA binds a signature to.
    pub context: Option<Vec<u8>>,
}

impl PKey {
    /// How many bytes each of the two numbers of a signature has; `None` for kinds without.
    fn signature_number_length(&self) -> Option<usize> {
        match self.kind()? {
            Kind::Ec => Some(self.ec_key()?.curve().order_length()),
            Kind::Dsa => Some(self.dsa_divisor_bits()?.div_ceil(8)),
            _ => None,
        }
    }

    /// Whether the kind signs messages but no digests that somebody else made of them.
    pub fn signs_messages_only(&self) -> bool {
        matches!(self.kind(), Some(Kind::Ed25519 | Kind::MlDsa(_)))
    }

    fn effective_digest(&self, options: &Options) -> Option<Digest> {
        if self.signs_messages_only() {
            return options.digest;
        }
        options.digest.or_else(|| Digest::new(crate::builtins::crypto::digest::Algorithm::Sha256))
    }

    /// Sets up the operation that `initialize` begins.
    fn prepare(
        &self,
        options: &Options,
        initialize: unsafe extern "C" fn(
            *mut ffi::EVP_MD_CTX,
            *mut *mut ffi::EVP_PKEY_CTX,
            *const ffi::EVP_MD,
            *mut ffi::ENGINE,
            *mut ffi::EVP_PKEY,
        ) -> std::ffi::c_int,
    ) -> Result<Context, Failure> {
        let digest = self.effective_digest(options);
        if digest.is_some() && self.signs_messages_only() {
            return Err(Failure::from(Known::PROVIDER_INVALID_DIGEST));
        }
        if matches!(self.kind(), Some(Kind::X25519 | Kind::Dh | Kind::MlKem(_)) | None) {
            return Err(Failure::from(Known::OPERATION_NOT_SUPPORTED));
        }
        // SAFETY: the key and the context are alive; the operation that is handed out belongs to the context.
        unsafe {
            let context = Context::from_raw(ffi::EVP_MD_CTX_new())?;
            let mut operation = null_mut();
            let digest = digest.map_or(std::ptr::null(), |digest| digest.0);
            check(initialize(context.as_ptr(), &mut operation, digest, null_mut(), self.as_ptr()))?;
            self.set_options(operation, options)?;
            Ok(context)
        }
    }

    /// # Safety
    /// The operation is alive and set up for signing or verifying.
    unsafe fn set_options(&self, operation: *mut ffi::EVP_PKEY_CTX, options: &Options) -> Result<(), Failure> {
        // SAFETY: the caller's promise.
        unsafe {
            if self.is_rsa() {
                let is_pss_key = self.kind() == Some(Kind::RsaPss);
                let padding =
                    options.padding.unwrap_or(if is_pss_key { PSS_PADDING } else { super::rsa::PKCS1_PADDING });
                check(ffi::EVP_PKEY_CTX_set_rsa_padding(operation, padding))?;
                if padding == PSS_PADDING
                    && let Some(length) = options.salt_length
                {
                    check(ffi::EVP_PKEY_CTX_set_rsa_pss_saltlen(operation, length))
                        .map_err(|_| Failure::from(Known::INVALID_SALT_LENGTH))?;
                }
            }
            if let Some(context) = &options.context
                && matches!(self.kind(), Some(Kind::MlDsa(_)))
            {
                check(ffi::EVP_PKEY_CTX_set_signature_context(operation, context.as_ptr(), context.len()))?;
            }
        }
        Ok(())
    }

    /// Signs a whole message.
    pub fn sign(&self, options: &Options, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let context = self.prepare(options, ffi::EVP_DigestSignInit)?;
        // SAFETY: the context is alive; the second call writes into a vector of the length that the first one told.
        let signature = read_sized(|out, length| unsafe {
            ffi::EVP_DigestSign(context.as_ptr(), out, length, message.as_ptr(), message.len())
        })
        .map_err(|failure| match failure {
            Failure::OpenSsl { number, .. } if Known::RSA_DATA_TOO_LARGE_FOR_KEY_SIZE.has_number(number) => {
                Failure::under(
                    Known::RSA_DATA_TOO_LARGE_FOR_KEY_SIZE,
                    &[
                        Known::PROVIDER_SIGNATURE_FAILURE,
                        Known::RSA_LIBRARY,
                        Known::RSA_DATA_TOO_LARGE_FOR_KEY_SIZE,
                        Known::RSA_LIBRARY,
                    ],
                )
            }
            failure => failure,
        })?;
        self.encode_signature(options, signature)
    }

    pub fn verify(&self, options: &Options, message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        let Some(signature) = self.decode_signature(options, signature) else { return Ok(false) };
        let context = self.prepare(options, ffi::EVP_DigestVerifyInit)?;
        // SAFETY: the context is alive; the bytes are only read.
        let result = unsafe {
            ffi::EVP_DigestVerify(
                context.as_ptr(),
                signature.as_ptr(),
                signature.len(),
                message.as_ptr(),
                message.len(),
            )
        };
        super::error::clear_queue();
        Ok(result == 1)
    }

    /// Signs what a hash function already made of a message.
    pub fn sign_digest(&self, options: &Options, digest: &[u8]) -> Result<Vec<u8>, Failure> {
        let operation = self.prepare_digest(options, ffi::EVP_PKEY_sign_init)?;
        // SAFETY: the operation is alive; the second call writes into a vector of the length that the first one told.
        let signature = read_sized(|out, length| unsafe {
            ffi::EVP_PKEY_sign(operation.as_ptr(), out, length, digest.as_ptr(), digest.len())
        })?;
        self.encode_signature(options, signature)
    }

    pub fn verify_digest(&self, options: &Options, digest: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        let Some(signature) = self.decode_signature(options, signature) else { return Ok(false) };
        let operation = self.prepare_digest(options, ffi::EVP_PKEY_verify_init)?;
        // SAFETY: the operation is alive; the bytes are only read.
        let result = unsafe {
            ffi::EVP_PKEY_verify(operation.as_ptr(), signature.as_ptr(), signature.len(), digest.as_ptr(), digest.len())
        };
        super::error::clear_queue();
        Ok(result == 1)
    }

    fn prepare_digest(
        &self,
        options: &Options,
        initialize: unsafe extern "C" fn(*mut ffi::EVP_PKEY_CTX) -> std::ffi::c_int,
    ) -> Result<super::pkey::Operation, Failure> {
        let operation = self.operation()?;
        // SAFETY: the operation is alive.
        unsafe {
            check(initialize(operation.as_ptr()))?;
            self.set_options(operation.as_ptr(), options)?;
            if let Some(digest) = options.digest
                && options.padding != Some(NO_PADDING)
            {
                check(ffi::EVP_PKEY_CTX_set_signature_md(operation.as_ptr(), digest.0))?;
            }
        }
        Ok(operation)
    }

    fn encode_signature(&self, options: &Options, signature: Vec<u8>) -> Result<Vec<u8>, Failure> {
        match self.signature_number_length().filter(|_| options.is_p1363) {
            Some(length) => signature_to_p1363(&signature, length).ok_or_else(|| Failure::plain("Malformed signature")),
            None => Ok(signature),
        }
    }

    fn decode_signature(&self, options: &Options, signature: &[u8]) -> Option<Vec<u8>> {
        match self.signature_number_length().filter(|_| options.is_p1363) {
            Some(length) => signature_from_p1363(signature, length),
            None => Some(signature.to_vec()),
        }
    }
}
