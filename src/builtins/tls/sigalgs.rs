//! Signature algorithms (`sigalgs`) under OpenSSL's names, and keys that sign with some of theirs only.

use super::ListError;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::sign::{Signer, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};
use std::sync::{Arc, LazyLock};

pub fn algorithms() -> &'static WebPkiSupportedAlgorithms {
    static ALGORITHMS: LazyLock<WebPkiSupportedAlgorithms> =
        LazyLock::new(|| rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms);
    &ALGORITHMS
}

/// Both names of each, OpenSSL's and the standard's, in OpenSSL's order.
const NAMES: &[(&str, &str, SignatureScheme)] = &[
    ("ECDSA+SHA256", "ecdsa_secp256r1_sha256", SignatureScheme::ECDSA_NISTP256_SHA256),
    ("ECDSA+SHA384", "ecdsa_secp384r1_sha384", SignatureScheme::ECDSA_NISTP384_SHA384),
    ("ECDSA+SHA512", "ecdsa_secp521r1_sha512", SignatureScheme::ECDSA_NISTP521_SHA512),
    ("Ed25519+UNDEF", "ed25519", SignatureScheme::ED25519),
    ("RSA-PSS+SHA256", "rsa_pss_rsae_sha256", SignatureScheme::RSA_PSS_SHA256),
    ("RSA-PSS+SHA384", "rsa_pss_rsae_sha384", SignatureScheme::RSA_PSS_SHA384),
    ("RSA-PSS+SHA512", "rsa_pss_rsae_sha512", SignatureScheme::RSA_PSS_SHA512),
    ("RSA+SHA256", "rsa_pkcs1_sha256", SignatureScheme::RSA_PKCS1_SHA256),
    ("RSA+SHA384", "rsa_pkcs1_sha384", SignatureScheme::RSA_PKCS1_SHA384),
    ("RSA+SHA512", "rsa_pkcs1_sha512", SignatureScheme::RSA_PKCS1_SHA512),
];

/// All that there are.
pub fn all() -> Vec<SignatureScheme> {
    NAMES.iter().map(|(.., scheme)| *scheme).collect()
}

/// Those that OpenSSL has and rustls does not.
const UNAVAILABLE: &[&str] = &[
    "RSA+SHA1",
    "RSA+SHA224",
    "ECDSA+SHA1",
    "ECDSA+SHA224",
    "DSA+SHA1",
    "DSA+SHA224",
    "DSA+SHA256",
    "DSA+SHA384",
    "DSA+SHA512",
    "ed448",
    "rsa_pkcs1_sha1",
    "ecdsa_sha1",
    "rsa_pss_pss_sha256",
    "rsa_pss_pss_sha384",
    "rsa_pss_pss_sha512",
    "mldsa44",
    "mldsa65",
    "mldsa87",
];

/// As `getSharedSigalgs()` says it.
pub fn name(scheme: SignatureScheme) -> Option<&'static str> {
    NAMES.iter().find(|(.., known)| *known == scheme).map(|(name, ..)| *name)
}

/// The schemes that a list of names allows, in its order. What there is not is left out as long as something is left.
pub fn schemes_of_list(list: &str) -> Result<Vec<SignatureScheme>, ListError> {
    let mut schemes = Vec::new();
    let mut unavailable = None;
    for item in list.split(':') {
        let item = item.strip_prefix("PSS+").map_or_else(|| item.to_owned(), |digest| format!("RSA-PSS+{digest}"));
        let matches = |name: &str| name.eq_ignore_ascii_case(&item);
        match NAMES.iter().find(|(name, standard, _)| matches(name) || matches(standard)) {
            Some((.., scheme)) if !schemes.contains(scheme) => schemes.push(*scheme),
            Some(_) => {}
            None if UNAVAILABLE.iter().any(|name| matches(name)) => {
                unavailable.get_or_insert(item);
            }
            None => return Err(ListError::Unknown),
        }
    }
    match unavailable {
        Some(name) if schemes.is_empty() => Err(ListError::Unavailable(name)),
        _ => Ok(schemes),
    }
}

/// A key that signs with these schemes only.
#[derive(Debug)]
pub struct RestrictedKey {
    pub key: Arc<dyn SigningKey>,
    pub schemes: Vec<SignatureScheme>,
}

impl SigningKey for RestrictedKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let both: Vec<_> = offered.iter().copied().filter(|scheme| self.schemes.contains(scheme)).collect();
        self.key.choose_scheme(&both)
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        self.key.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }
}
