//! Signing and verifying, of messages and of digests.

use super::digest::Digest;
use super::ec::{signature_from_p1363, signature_to_p1363};
use super::pkey::{Kind, PKey, read_sized};
use super::rsa::{Mode, NO_PADDING, PKCS1_PADDING, PSS_PADDING, Padding};
use super::{Failure, Known, check, ffi};
use crate::builtins::crypto::digest::{Algorithm, Hasher};
use std::ptr::null_mut;

const PKCS1: Padding = Padding { number: PKCS1_PADDING, oaep_digest: None, oaep_label: None };

super::owned!(
    /// A digest that is being signed or verified.
    Context: ffi::EVP_MD_CTX, ffi::EVP_MD_CTX_free
);

/// How to sign.
#[derive(Clone, Default)]
pub struct Options {
    /// `None` is the key's own way: Ed25519, ML-DSA; SHA-256 for the others.
    pub digest: Option<Digest>,
    /// The same by its name, also where AWS-LC has none: ECDSA signs whatever a hash function gives.
    pub algorithm: Option<Algorithm>,
    /// One of the `RSA_*_PADDING` constants.
    pub padding: Option<i32>,
    pub salt_length: Option<i32>,
    /// The two numbers of ECDSA and DSA as they are, without a structure.
    pub is_p1363: bool,
    /// What Ed448, ML-DSA and SLH-DSA bind a signature to.
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
        self.kind().is_some_and(|kind| matches!(kind, Kind::Ed25519 | Kind::ED448) || kind.is_post_quantum_signer())
    }

    fn effective_digest(&self, options: &Options) -> Option<Digest> {
        if self.signs_messages_only() {
            return options.digest;
        }
        options.digest.or_else(|| Digest::new(Algorithm::Sha256))
    }

    /// Whether the kind of key signs what a hash function makes.
    pub fn check_algorithm(&self, options: &Options) -> Result<(), Failure> {
        use Algorithm as A;
        let Some(algorithm) = options.algorithm else { return Ok(()) };
        let failure = match self.kind() {
            _ if self.signs_messages_only() => Known::PROVIDER_INVALID_DIGEST,
            Some(Kind::Ec) if algorithm.is_extendable() => Known::PROVIDER_INVALID_DIGEST,
            Some(Kind::Dsa) if matches!(algorithm, A::Md5 | A::Md5Sha1 | A::Ripemd160) => Known::DIGEST_NOT_ALLOWED,
            Some(Kind::Rsa) if self.digest_info(options, &[]).is_some() => return Ok(()),
            Some(Kind::Dsa | Kind::Rsa | Kind::RsaPss) if options.digest.is_none() => Known::DIGEST_NOT_ALLOWED,
            _ => return Ok(()),
        };
        Err(Failure::from(failure))
    }

    /// What PKCS#1 signs in place of the digest (RFC 8017, section 9.2), for the hash functions that AWS-LC cannot name.
    fn digest_info(&self, options: &Options, digest: &[u8]) -> Option<Vec<u8>> {
        if self.kind() != Some(Kind::Rsa) || options.padding.is_some_and(|padding| padding != PKCS1_PADDING) {
            return None;
        }
        let object: &[u8] = match options.algorithm? {
            Algorithm::Ripemd160 => &[0x2B, 0x24, 3, 2, 1],
            Algorithm::Sm3 => &[0x2A, 0x81, 0x1C, 0xCF, 0x55, 1, 0x83, 0x78],
            _ => return None,
        };
        let (object_length, digest_length) = (object.len() as u8, digest.len() as u8);
        let head = [0x30, object_length + digest_length + 8, 0x30, object_length + 4, 6, object_length];
        Some([&head, object, &[5, 0, 4, digest_length], digest].concat())
    }

    /// The digest of a message, where signing begins with that: AWS-LC takes fewer hash functions for these kinds than OpenSSL.
    fn hashed(&self, options: &Options, message: &[u8]) -> Option<Vec<u8>> {
        let is_plain = matches!(self.kind(), Some(Kind::Ec | Kind::Dsa));
        let algorithm = options.algorithm.filter(|_| is_plain || self.digest_info(options, &[]).is_some())?;
        let mut hasher = Hasher::new(algorithm);
        hasher.update(message);
        Some(hasher.finish(algorithm.output_size()))
    }

    /// Sets up the operation on a whole message.
    fn prepare(&self, options: &Options, is_signing: bool) -> Result<Context, Failure> {
        let initialize = if is_signing { ffi::EVP_DigestSignInit } else { ffi::EVP_DigestVerifyInit };
        let digest = self.effective_digest(options);
        if digest.is_some() && self.signs_messages_only() {
            return Err(Failure::from(Known::PROVIDER_INVALID_DIGEST));
        }
        if matches!(self.kind(), Some(Kind::X25519 | Kind::X448 | Kind::Dh | Kind::MlKem(_)) | None) {
            return Err(Failure::from(Known::OPERATION_NOT_SUPPORTED));
        }
        // SAFETY: the key and the context are alive; the operation that is handed out belongs to the context.
        unsafe {
            let context = Context::from_raw(ffi::EVP_MD_CTX_new())?;
            let mut operation = null_mut();
            let digest = digest.map_or(std::ptr::null(), |digest| digest.0);
            check(initialize(context.as_ptr(), &mut operation, digest, null_mut(), self.as_ptr()))?;
            self.set_options(operation, options, is_signing)?;
            Ok(context)
        }
    }

    /// # Safety
    /// The operation is alive and set up for signing or verifying.
    unsafe fn set_options(
        &self,
        operation: *mut ffi::EVP_PKEY_CTX,
        options: &Options,
        is_signing: bool,
    ) -> Result<(), Failure> {
        // SAFETY: the caller's promise.
        unsafe {
            if self.is_rsa() {
                let is_pss_key = self.kind() == Some(Kind::RsaPss);
                let padding = options.padding.unwrap_or(if is_pss_key { PSS_PADDING } else { PKCS1_PADDING });
                if is_pss_key && padding == NO_PADDING {
                    return Err(Failure::from(Known::ILLEGAL_PADDING_MODE));
                }
                check(ffi::EVP_PKEY_CTX_set_rsa_padding(operation, padding))?;
                if padding == PSS_PADDING
                    && let Some(length) = options.salt_length
                {
                    let length = self.salt_length(length, options, is_signing);
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

    /// The length of the salt as AWS-LC takes it, which has two of OpenSSL's four wishes: as long as the digest (-1), and as long as
    /// can be or as it is found (-2). The others are as long as can be (-3), and at most as long as the digest (-4).
    fn salt_length(&self, wanted: i32, options: &Options, is_signing: bool) -> i32 {
        const DIGEST: i32 = -1;
        const AUTOMATIC: i32 = -2;
        let digest = self.effective_digest(options).map_or(0, Digest::size);
        let most = (self.bits().saturating_sub(1).div_ceil(8)).saturating_sub(digest + 2);
        match wanted {
            -3 if !is_signing => most as i32,
            -4 if is_signing && digest <= most => DIGEST,
            -3 | -4 => AUTOMATIC,
            wanted => wanted,
        }
    }

    /// Signs a whole message.
    pub fn sign(&self, options: &Options, message: &[u8]) -> Result<Vec<u8>, Failure> {
        self.check_algorithm(options)?;
        if let Some(digest) = self.hashed(options, message) {
            return self.sign_digest(options, &digest);
        }
        if let Some(key) = self.own() {
            return key.sign(options.context.as_deref().unwrap_or_default(), message);
        }
        let context = self.prepare(options, true)?;
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
        self.check_algorithm(options)?;
        if let Some(digest) = self.hashed(options, message) {
            return self.verify_digest(options, &digest, signature);
        }
        if let Some(key) = self.own() {
            return key.verify(options.context.as_deref().unwrap_or_default(), message, signature);
        }
        let Some(signature) = self.decode_signature(options, signature) else { return Ok(false) };
        if self.kind() == Some(Kind::Ed25519)
            && (has_small_order(&self.raw_public()?) || signature.get(..32).is_some_and(has_small_order))
        {
            return Ok(false);
        }
        let context = self.prepare(options, false)?;
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
        if let Some(info) = self.digest_info(options, digest) {
            return self.crypt(Mode::Sign, &PKCS1, &info).map(|signature| signature.to_vec());
        }
        let operation = self.prepare_digest(options, true)?;
        // SAFETY: the operation is alive; the second call writes into a vector of the length that the first one told.
        let signature = read_sized(|out, length| unsafe {
            ffi::EVP_PKEY_sign(operation.as_ptr(), out, length, digest.as_ptr(), digest.len())
        })?;
        self.encode_signature(options, signature)
    }

    pub fn verify_digest(&self, options: &Options, digest: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        if let Some(info) = self.digest_info(options, digest) {
            let recovered = self.crypt(Mode::Recover, &PKCS1, signature);
            super::error::clear_queue();
            return Ok(recovered.is_ok_and(|recovered| *recovered == info));
        }
        let Some(signature) = self.decode_signature(options, signature) else { return Ok(false) };
        let operation = self.prepare_digest(options, false)?;
        // SAFETY: the operation is alive; the bytes are only read.
        let result = unsafe {
            ffi::EVP_PKEY_verify(operation.as_ptr(), signature.as_ptr(), signature.len(), digest.as_ptr(), digest.len())
        };
        super::error::clear_queue();
        Ok(result == 1)
    }

    fn prepare_digest(&self, options: &Options, is_signing: bool) -> Result<super::pkey::Operation, Failure> {
        let operation = self.operation()?;
        let initialize = if is_signing { ffi::EVP_PKEY_sign_init } else { ffi::EVP_PKEY_verify_init };
        // SAFETY: the operation is alive.
        unsafe {
            check(initialize(operation.as_ptr()))?;
            self.set_options(operation.as_ptr(), options, is_signing)?;
            // Of RSA it is part of what is signed; the other kinds only look whether they know it.
            if let Some(digest) = options.digest.filter(|_| self.is_rsa())
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

/// Whether a point of Ed25519 is one of the eight whose order divides the cofactor: signatures with them say nothing of the message.
/// AWS-LC takes them. Other encodings of the same points it refuses.
fn has_small_order(point: &[u8]) -> bool {
    const COORDINATES: [[u8; 32]; 5] = {
        let mut one = [0; 32];
        one[0] = 1;
        let mut minus_one = [0xFF; 32];
        minus_one[0] = 0xEC;
        minus_one[31] = 0x7F;
        [
            [0; 32],
            one,
            minus_one,
            [
                0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5,
                0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
            ],
            [
                0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F, 0x2A,
                0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
            ],
        ]
    };
    let Ok(mut coordinate) = <[u8; 32]>::try_from(point) else { return false };
    // The sign of the other coordinate.
    coordinate[31] &= 0x7F;
    COORDINATES.contains(&coordinate)
}
