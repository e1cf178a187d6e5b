//! RSA: components, new keys, encryption.

use super::bignum::{BigNumber, bytes_of};
use super::der::{integer, sequence, tagged};
use super::digest::Digest;
use super::pkey::{Encoding, Kind, Operation, PKey, read_sized};
use super::{Failure, Known, check, ffi};
use std::ffi::c_int;
use std::ptr::null;
use zeroize::Zeroizing;

super::owned!(
    /// The numbers of a key.
    Rsa: ffi::RSA, ffi::RSA_free
);

/// The numbers of a private key beside its modulus and exponent, in the order of PKCS#1.
pub struct PrivateParts<'a> {
    pub d: &'a [u8],
    pub p: &'a [u8],
    pub q: &'a [u8],
    pub dp: &'a [u8],
    pub dq: &'a [u8],
    pub qi: &'a [u8],
}

/// What PSS keys fix: digests and the shortest salt.
pub struct PssParameters {
    pub digest: String,
    pub mgf1_digest: String,
    pub salt_length: u64,
}

/// AWS-LC makes keys of multiples of this many bits, and takes the next smaller one when it is asked for others.
const SIZE_STEP: u32 = 128;

impl Rsa {
    /// A new key of any size.
    fn generate(bits: u32, exponent: u64) -> Result<Self, Failure> {
        let e = BigNumber::from_word(exponent)?;
        // A prime and its predecessor, which has to have an inverse of the exponent.
        let prime = |bits: u32| loop {
            let prime = BigNumber::generate_prime(bits as usize, false, None, None)?;
            let predecessor = prime.predecessor()?;
            if predecessor.common_divisor(&e)?.bits() == 1 {
                return Ok::<_, Failure>((prime, predecessor));
            }
        };
        let (mut larger, mut smaller) = (prime(bits.div_ceil(2))?, prime(bits / 2)?);
        if larger.0.compare(&smaller.0).is_lt() {
            std::mem::swap(&mut larger, &mut smaller);
        }
        let ((p, p_less_1), (q, q_less_1)) = (larger, smaller);
        let n = p.product(&q)?;
        let d = e.inverse(&p_less_1.product(&q_less_1)?)?;
        let (dp, dq, qi) = (e.inverse(&p_less_1)?, e.inverse(&q_less_1)?, q.inverse(&p)?);
        Self::from_numbers(&n, &e, [&d, &p, &q, &dp, &dq, &qi])
    }

    /// The last numbers are those of a private key, in the order of PKCS#1. AWS-LC checks that they fit.
    fn from_numbers(n: &BigNumber, e: &BigNumber, private: [&BigNumber; 6]) -> Result<Self, Failure> {
        let [d, p, q, dp, dq, qi] = private.map(BigNumber::as_ptr);
        // SAFETY: the numbers are copied.
        Self::from_raw(unsafe { ffi::RSA_new_private_key(n.as_ptr(), e.as_ptr(), d, p, q, dp, dq, qi) })
    }

    pub fn into_pkey(self) -> Result<PKey, Failure> {
        // SAFETY: the key takes a reference of its own.
        unsafe {
            let key = PKey::from_raw(ffi::EVP_PKEY_new())?;
            check(ffi::EVP_PKEY_set1_RSA(key.as_ptr(), self.as_ptr()))?;
            Ok(key)
        }
    }

    pub fn public(n: &[u8], e: &[u8]) -> Result<Self, Failure> {
        let (n, e) = (BigNumber::from_bytes(n)?, BigNumber::from_bytes(e)?);
        // SAFETY: the numbers are copied.
        Self::from_raw(unsafe { ffi::RSA_new_public_key(n.as_ptr(), e.as_ptr()) })
    }

    pub fn private(n: &[u8], e: &[u8], parts: &PrivateParts<'_>) -> Result<Self, Failure> {
        let number = BigNumber::from_bytes;
        let (n, e, d) = (number(n)?, number(e)?, number(parts.d)?);
        let (p, q) = (number(parts.p)?, number(parts.q)?);
        let (dp, dq, qi) = (number(parts.dp)?, number(parts.dq)?, number(parts.qi)?);
        Self::from_numbers(&n, &e, [&d, &p, &q, &dp, &dq, &qi])
    }
}

impl PKey {
    /// `n, e`, and for private keys `d, p, q, dp, dq, qi`.
    pub fn rsa_components(&self) -> Vec<Zeroizing<Vec<u8>>> {
        // SAFETY: the key is alive, and so are its numbers; null is answered with none.
        unsafe {
            let rsa = ffi::EVP_PKEY_get0_RSA(self.as_ptr());
            if rsa.is_null() {
                super::error::clear_queue();
                return Vec::new();
            }
            [
                ffi::RSA_get0_n(rsa),
                ffi::RSA_get0_e(rsa),
                ffi::RSA_get0_d(rsa),
                ffi::RSA_get0_p(rsa),
                ffi::RSA_get0_q(rsa),
                ffi::RSA_get0_dmp1(rsa),
                ffi::RSA_get0_dmq1(rsa),
                ffi::RSA_get0_iqmp(rsa),
            ]
            .into_iter()
            .map_while(bytes_of)
            .map(Zeroizing::new)
            .collect()
        }
    }

    /// The restrictions of an `rsa-pss` key, `None` when it has none.
    pub fn pss_parameters(&self) -> Option<PssParameters> {
        let operation = self.operation().ok()?;
        let (mut digest, mut mgf1, mut salt_length) = (null(), null(), 0);
        // SAFETY: the key and the operation are alive; digests are static.
        unsafe {
            let known = ffi::EVP_PKEY_sign_init(operation.as_ptr()) == 1
                && ffi::EVP_PKEY_CTX_get_signature_md(operation.as_ptr(), &mut digest) == 1
                && ffi::EVP_PKEY_CTX_get_rsa_mgf1_md(operation.as_ptr(), &mut mgf1) == 1
                && ffi::EVP_PKEY_CTX_get_rsa_pss_saltlen(operation.as_ptr(), &mut salt_length) == 1;
            super::error::clear_queue();
            // Keys without restrictions have no digest of their own.
            if !known || digest.is_null() {
                return None;
            }
        }
        Some(PssParameters {
            digest: Digest::name_of(digest)?,
            mgf1_digest: Digest::name_of(mgf1)?,
            salt_length: u64::try_from(salt_length).unwrap_or_default(),
        })
    }

    /// The algorithm of an `rsa-pss` key: what it is restricted to, without what RFC 4055 has as default.
    fn pss_algorithm(parameters: Option<&PssParameters>) -> Option<Vec<u8>> {
        const PSS: &[u8] = &[6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 10];
        const MGF1: &[u8] = &[6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 8];
        const NULL: &[u8] = &[5, 0];
        let Some(parameters) = parameters else { return Some(sequence(&[PSS])) };
        let hash = |name: &str| {
            let last = match name {
                "sha1" => return Some(sequence(&[&[6, 5, 0x2B, 0x0E, 3, 2, 0x1A], NULL])),
                "sha224" => 4,
                "sha256" => 1,
                "sha384" => 2,
                "sha512" => 3,
                _ => return None,
            };
            Some(sequence(&[&[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last], NULL]))
        };
        let mut restrictions = Vec::new();
        if parameters.digest != "sha1" {
            restrictions.extend(tagged(0xA0, &hash(&parameters.digest)?));
        }
        if parameters.mgf1_digest != "sha1" {
            restrictions.extend(tagged(0xA1, &sequence(&[MGF1, &hash(&parameters.mgf1_digest)?])));
        }
        if parameters.salt_length != 20 {
            restrictions.extend(tagged(0xA2, &integer(&parameters.salt_length.to_be_bytes())));
        }
        Some(sequence(&[PSS, &sequence(&[&restrictions])]))
    }

    /// The SubjectPublicKeyInfo of an `rsa-pss` key.
    pub(super) fn pss_spki(&self) -> Result<Vec<u8>, Failure> {
        let algorithm = Self::pss_algorithm(self.pss_parameters().as_ref()).ok_or(Known::UNSUPPORTED)?;
        let key = self.to_public_der(Encoding::Pkcs1)?;
        Ok(sequence(&[&algorithm, &tagged(3, &[&[0], key.as_slice()].concat())]))
    }

    /// The PrivateKeyInfo of an `rsa-pss` key.
    pub(super) fn pss_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        self.restricted_pkcs8(self.pss_parameters().as_ref())
    }

    /// The PrivateKeyInfo that makes an `rsa-pss` key of any key of RSA.
    fn restricted_pkcs8(&self, parameters: Option<&PssParameters>) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let algorithm = Self::pss_algorithm(parameters).ok_or(Known::UNSUPPORTED)?;
        let key = self.to_private_der(Encoding::Pkcs1, None)?;
        Ok(super::pkcs8::private_key_info(&algorithm, &key))
    }

    /// A new key. It takes AWS-LC almost twice as long as OpenSSL: a candidate is divided by small primes in constant time, and what
    /// passes as a prime goes through at least 16 rounds of Miller-Rabin, so that the time does not tell of the primes.
    pub fn generate_rsa(bits: u32, exponent: u64) -> Result<Self, Failure> {
        if !bits.is_multiple_of(SIZE_STEP) {
            // Those that OpenSSL makes by NIST's rules (SP 800-56B) have two primes of one size.
            let bits = if bits > 2048 && exponent > 0xffff { bits & !1 } else { bits };
            return Rsa::generate(bits, exponent)?.into_pkey();
        }
        let operation = Operation::for_kind(Kind::Rsa)?;
        let exponent = BigNumber::from_word(exponent)?;
        // SAFETY: the operation is alive and owns the exponent once it took it.
        unsafe {
            check(ffi::EVP_PKEY_keygen_init(operation.as_ptr()))?;
            let bits = c_int::try_from(bits).unwrap_or(c_int::MAX);
            check(ffi::EVP_PKEY_CTX_set_rsa_keygen_bits(operation.as_ptr(), bits))?;
            check(ffi::EVP_PKEY_CTX_set_rsa_keygen_pubexp(operation.as_ptr(), exponent.as_ptr()))?;
            std::mem::forget(exponent);
        }
        operation.generate()
    }

    /// A new `rsa-pss` key, restricted where a digest is given: digest, digest of MGF1, length of the salt.
    pub fn generate_pss(
        bits: u32,
        exponent: u64,
        digest: Option<Digest>,
        mgf1: Option<Digest>,
        salt_length: Option<u32>,
    ) -> Result<Self, Failure> {
        let parameters = digest.or(mgf1).map(|digest| {
            let name = |digest: Digest| Digest::name_of(digest.0).unwrap_or_default();
            PssParameters {
                digest: name(digest),
                mgf1_digest: name(mgf1.unwrap_or(digest)),
                salt_length: salt_length.map_or(digest.size() as u64, u64::from),
            }
        });
        let key = Self::generate_rsa(bits, exponent)?;
        Self::from_pkcs8(&key.restricted_pkcs8(parameters.as_ref())?, None)
    }

    /// Encryption for the owner of the private key, or its opposite.
    pub fn crypt(&self, mode: Mode, padding: &Padding<'_>, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let operation = self.operation()?;
        // SAFETY: the operation and the input are alive; output goes to vectors of the length that AWS-LC told.
        unsafe {
            let pointer = operation.as_ptr();
            check(match mode {
                Mode::Encrypt => ffi::EVP_PKEY_encrypt_init(pointer),
                Mode::Decrypt => ffi::EVP_PKEY_decrypt_init(pointer),
                Mode::Sign => ffi::EVP_PKEY_sign_init(pointer),
                Mode::Recover => ffi::EVP_PKEY_verify_recover_init(pointer),
            })?;
            check(ffi::EVP_PKEY_CTX_set_rsa_padding(pointer, padding.number))?;
            if let Some(digest) = padding.oaep_digest {
                check(ffi::EVP_PKEY_CTX_set_rsa_oaep_md(pointer, digest.0))?;
                check(ffi::EVP_PKEY_CTX_set_rsa_mgf1_md(pointer, digest.0))?;
            }
            if let Some(label) = padding.oaep_label.filter(|label| !label.is_empty()) {
                let copy = ffi::OPENSSL_memdup(label.as_ptr().cast(), label.len());
                if ffi::EVP_PKEY_CTX_set0_rsa_oaep_label(pointer, copy.cast(), label.len()) != 1 {
                    ffi::OPENSSL_free(copy);
                    return Err(Failure::last());
                }
            }
            read_sized(|out, length| match mode {
                Mode::Encrypt => ffi::EVP_PKEY_encrypt(pointer, out, length, input.as_ptr(), input.len()),
                Mode::Decrypt => ffi::EVP_PKEY_decrypt(pointer, out, length, input.as_ptr(), input.len()),
                Mode::Sign => ffi::EVP_PKEY_sign(pointer, out, length, input.as_ptr(), input.len()),
                Mode::Recover => ffi::EVP_PKEY_verify_recover(pointer, out, length, input.as_ptr(), input.len()),
            })
            .map(Zeroizing::new)
        }
    }
}

/// The four ways through RSA: `Sign` and `Recover` are `privateEncrypt` and `publicDecrypt`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Encrypt,
    Decrypt,
    Sign,
    Recover,
}

pub struct Padding<'a> {
    /// One of the `RSA_*_PADDING` constants.
    pub number: c_int,
    pub oaep_digest: Option<Digest>,
    pub oaep_label: Option<&'a [u8]>,
}

/// The number of PKCS#1's padding for encryption.
pub const PKCS1_PADDING: c_int = ffi::RSA_PKCS1_PADDING;
pub const NO_PADDING: c_int = ffi::RSA_NO_PADDING;
pub const OAEP_PADDING: c_int = ffi::RSA_PKCS1_OAEP_PADDING;
pub const PSS_PADDING: c_int = ffi::RSA_PKCS1_PSS_PADDING;
