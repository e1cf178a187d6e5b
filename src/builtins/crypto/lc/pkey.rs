//! Asymmetric keys: what they are, their encodings (PKCS#8, SPKI, PKCS#1, SEC1, raw), making new ones, agreeing on secrets.

use super::ec::EcKey;
use super::own;
use super::slh_dsa::Set;
use super::{
    Bio, Failure, Known, MAX_PASSPHRASE, Passphrase, c_string, check, decode, encode, ffi, give_passphrase, static_str,
};
use crate::builtins::crypto::hybrid_kem;
use std::ffi::c_int;
use std::ptr::{null, null_mut};
use std::sync::Arc;
use zeroize::Zeroizing;

super::owned!(
    /// A key as AWS-LC holds it.
    Handle: ffi::EVP_PKEY, ffi::EVP_PKEY_free
);

// SAFETY: the count of references is atomic, and a key does not change.
unsafe impl Send for Handle {}
// SAFETY: as above.
unsafe impl Sync for Handle {}

impl Clone for Handle {
    fn clone(&self) -> Self {
        // SAFETY: the key is alive; the clone owns the reference that is added.
        unsafe { ffi::EVP_PKEY_up_ref(self.as_ptr()) };
        Self(self.0)
    }
}

/// A public or private key of any kind. It never changes once it is made.
#[derive(Clone)]
pub struct PKey {
    /// With no key in it when there is one beside it; AWS-LC then refuses whatever it is asked.
    handle: Handle,
    /// A key of a kind that AWS-LC does not have.
    other: Option<Arc<own::Key>>,
}

super::owned!(
    /// An operation with a key that is being set up.
    Operation: ffi::EVP_PKEY_CTX, ffi::EVP_PKEY_CTX_free
);

/// The kinds of keys, as Node names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Rsa,
    RsaPss,
    Dsa,
    Dh,
    Ec,
    Ed25519,
    X25519,
    /// One of those that AWS-LC does not have.
    Own(own::Kind),
    /// ML-DSA and ML-KEM, with the set of parameters.
    MlDsa(c_int),
    MlKem(c_int),
}

/// The names of the kinds that have one set of parameters, or a name for each.
const KINDS: &[(&str, Kind)] = &[
    ("rsa", Kind::Rsa),
    ("rsa-pss", Kind::RsaPss),
    ("dsa", Kind::Dsa),
    ("dh", Kind::Dh),
    ("ec", Kind::Ec),
    ("ed25519", Kind::Ed25519),
    ("x25519", Kind::X25519),
    ("ed448", Kind::ED448),
    ("x448", Kind::X448),
    ("ml-dsa-44", Kind::MlDsa(ffi::NID_MLDSA44)),
    ("ml-dsa-65", Kind::MlDsa(ffi::NID_MLDSA65)),
    ("ml-dsa-87", Kind::MlDsa(ffi::NID_MLDSA87)),
    ("slh-dsa-sha2-128s", Kind::slh_dsa(Set::Sha2_128s)),
    ("slh-dsa-sha2-128f", Kind::slh_dsa(Set::Sha2_128f)),
    ("slh-dsa-sha2-192s", Kind::slh_dsa(Set::Sha2_192s)),
    ("slh-dsa-sha2-192f", Kind::slh_dsa(Set::Sha2_192f)),
    ("slh-dsa-sha2-256s", Kind::slh_dsa(Set::Sha2_256s)),
    ("slh-dsa-sha2-256f", Kind::slh_dsa(Set::Sha2_256f)),
    ("slh-dsa-shake-128s", Kind::slh_dsa(Set::Shake128s)),
    ("slh-dsa-shake-128f", Kind::slh_dsa(Set::Shake128f)),
    ("slh-dsa-shake-192s", Kind::slh_dsa(Set::Shake192s)),
    ("slh-dsa-shake-192f", Kind::slh_dsa(Set::Shake192f)),
    ("slh-dsa-shake-256s", Kind::slh_dsa(Set::Shake256s)),
    ("slh-dsa-shake-256f", Kind::slh_dsa(Set::Shake256f)),
    ("ml-kem-512", Kind::MlKem(ffi::NID_MLKEM512)),
    ("ml-kem-768", Kind::ML_KEM_768),
    ("ml-kem-1024", Kind::ML_KEM_1024),
    // WebCrypto's alone.
    ("mlkem768-p256", Kind::hybrid_kem(hybrid_kem::Set::MlKem768P256)),
    ("mlkem768-x25519", Kind::hybrid_kem(hybrid_kem::Set::MlKem768X25519)),
    ("mlkem1024-p384", Kind::hybrid_kem(hybrid_kem::Set::MlKem1024P384)),
];

impl Kind {
    pub const ED448: Self = Self::Own(own::Kind::Ed448);
    pub const X448: Self = Self::Own(own::Kind::X448);

    pub const ML_KEM_768: Self = Self::MlKem(ffi::NID_MLKEM768);
    pub const ML_KEM_1024: Self = Self::MlKem(ffi::NID_MLKEM1024);

    const fn hybrid_kem(set: hybrid_kem::Set) -> Self {
        Self::Own(own::Kind::HybridKem(set))
    }

    const fn slh_dsa(set: Set) -> Self {
        Self::Own(own::Kind::SlhDsa(set))
    }

    pub fn is_slh_dsa(self) -> bool {
        matches!(self, Self::Own(own::Kind::SlhDsa(_)))
    }

    /// Whether it is one of those for which signatures are made in the years of quantum computers: ML-DSA, SLH-DSA.
    pub fn is_post_quantum_signer(self) -> bool {
        matches!(self, Self::MlDsa(_) | Self::Own(own::Kind::SlhDsa(_)))
    }

    pub fn from_name(name: &str) -> Option<Self> {
        KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The identifier of the kind for AWS-LC.
    fn id(self) -> c_int {
        match self {
            Self::Rsa => ffi::EVP_PKEY_RSA,
            Self::RsaPss => ffi::EVP_PKEY_RSA_PSS,
            Self::Dsa => ffi::EVP_PKEY_DSA,
            Self::Dh => ffi::EVP_PKEY_DH,
            Self::Ec => ffi::EVP_PKEY_EC,
            Self::Ed25519 => ffi::EVP_PKEY_ED25519,
            Self::X25519 => ffi::EVP_PKEY_X25519,
            Self::Own(_) => ffi::EVP_PKEY_NONE,
            Self::MlDsa(_) => ffi::EVP_PKEY_PQDSA,
            Self::MlKem(_) => ffi::EVP_PKEY_KEM,
        }
    }

    /// How many bytes a seed of the private key has, for the kinds that grow from one.
    fn seed_length(self) -> Option<usize> {
        match self {
            Self::MlDsa(_) => Some(32),
            Self::MlKem(_) => Some(64),
            _ => None,
        }
    }
}

/// How a private key is wrapped in a structure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Pkcs1,
    Pkcs8,
    Sec1,
    Spki,
}

impl PKey {
    /// Takes over what a function of AWS-LC made.
    pub(super) fn from_raw(raw: *mut ffi::EVP_PKEY) -> Result<Self, Failure> {
        Handle::from_raw(raw).map(|handle| Self { handle, other: None })
    }

    pub(super) fn as_ptr(&self) -> *mut ffi::EVP_PKEY {
        self.handle.as_ptr()
    }

    fn from_own(key: own::Key) -> Result<Self, Failure> {
        // SAFETY: no memory is passed.
        let handle = Handle::from_raw(unsafe { ffi::EVP_PKEY_new() })?;
        Ok(Self { handle, other: Some(Arc::new(key)) })
    }

    pub(super) fn own(&self) -> Option<&own::Key> {
        self.other.as_deref()
    }

    pub fn kind(&self) -> Option<Kind> {
        if let Some(key) = self.own() {
            return Some(Kind::Own(key.kind()));
        }
        // SAFETY: the key is alive.
        unsafe {
            Some(match ffi::EVP_PKEY_id(self.as_ptr()) {
                ffi::EVP_PKEY_PQDSA => Kind::MlDsa(ffi::EVP_PKEY_pqdsa_get_type(self.as_ptr())),
                ffi::EVP_PKEY_KEM => Kind::MlKem(ffi::EVP_PKEY_kem_get_type(self.as_ptr())),
                id => KINDS.iter().map(|(_, kind)| *kind).find(|kind| kind.id() == id)?,
            })
        }
    }

    pub fn is_rsa(&self) -> bool {
        matches!(self.kind(), Some(Kind::Rsa | Kind::RsaPss))
    }

    /// How many bits a symmetric key as strong as this one has, as OpenSSL's security levels count them.
    pub fn strength(&self) -> usize {
        let bits = self.bits();
        match self.kind() {
            Some(Kind::Ec) => bits / 2,
            Some(Kind::Rsa | Kind::RsaPss | Kind::Dsa) => match bits {
                ..1024 => 0,
                1024..2048 => 80,
                2048..3072 => 112,
                3072..7680 => 128,
                7680..15360 => 192,
                _ => 256,
            },
            _ => usize::MAX,
        }
    }

    pub fn bits(&self) -> usize {
        // SAFETY: the key is alive.
        unsafe { ffi::EVP_PKEY_bits(self.as_ptr()).max(0) as usize }
    }

    /// How many bytes a signature or a block of the key has at most.
    pub fn size(&self) -> usize {
        // SAFETY: the key is alive.
        unsafe { ffi::EVP_PKEY_size(self.as_ptr()).max(0) as usize }
    }

    /// Whether both have the same public half and parameters.
    pub fn has_same_public_key(&self, other: &Self) -> bool {
        if let (Some(key), Some(other)) = (self.own(), other.own()) {
            return key.kind() == other.kind() && key.public() == other.public();
        }
        // SAFETY: both keys are alive.
        let result = unsafe { ffi::EVP_PKEY_cmp(self.as_ptr(), other.as_ptr()) };
        // Kinds that cannot be compared leave something in the queue.
        super::error::clear_queue();
        result == 1
    }

    // ---- decoding ----

    /// A SubjectPublicKeyInfo.
    pub fn from_spki(der: &[u8]) -> Result<Self, Failure> {
        if let Some(key) = own::Key::from_spki(der) {
            return Self::from_own(key?);
        }
        // SAFETY: the bytes are only read.
        Self::from_raw(decode(der, |position, length| unsafe { ffi::d2i_PUBKEY(null_mut(), position, length) }))
            .and_then(Self::with_reduced_numbers)
    }

    /// The RSAPublicKey of PKCS#1.
    pub fn from_pkcs1_public(der: &[u8]) -> Result<Self, Failure> {
        // SAFETY: the bytes are only read.
        let rsa = decode(der, |position, length| unsafe { ffi::d2i_RSAPublicKey(null_mut(), position, length) });
        super::rsa::Rsa::from_raw(rsa)?.into_pkey()
    }

    /// The RSAPrivateKey of PKCS#1 or the ECPrivateKey of SEC1.
    pub fn from_traditional(kind: Kind, der: &[u8]) -> Result<Self, Failure> {
        // SAFETY: the bytes are only read.
        Self::from_raw(decode(der, |position, length| unsafe {
            ffi::d2i_PrivateKey(kind.id(), null_mut(), position, length)
        }))
    }

    /// A PrivateKeyInfo, or an EncryptedPrivateKeyInfo when there is a password for it.
    pub fn from_pkcs8(der: &[u8], passphrase: Option<&[u8]>) -> Result<Self, Failure> {
        if is_encrypted_pkcs8(der) {
            let mut password = Passphrase::new(passphrase);
            let key = Bio::reading(der, |bio| {
                // SAFETY: the stream and the password live through the call.
                Self::from_raw(unsafe {
                    ffi::d2i_PKCS8PrivateKey_bio(
                        bio.as_ptr(),
                        null_mut(),
                        Some(give_passphrase),
                        password.as_argument(),
                    )
                })
            })?;
            if key.is_err() && password.is_missing(MAX_PASSPHRASE) {
                return Err(Failure::type_error("ERR_MISSING_PASSPHRASE", "Passphrase required for encrypted key"));
            }
            // AWS-LC decrypts no keys of kinds whose PrivateKeyInfo it does not write.
            return key.or_else(|failure| {
                match passphrase.and_then(|passphrase| super::pkcs8::unprotect(der, passphrase)) {
                    Some(info) => Self::from_pkcs8(&info, None),
                    None => Err(failure),
                }
            });
        }
        if let Some(key) = Self::from_own_private_key_info(der) {
            return key;
        }
        super::owned!(
            /// A PrivateKeyInfo.
            Info: ffi::PKCS8_PRIV_KEY_INFO, ffi::PKCS8_PRIV_KEY_INFO_free
        );
        // SAFETY: the bytes are only read.
        let info = Info::from_raw(decode(der, |position, length| unsafe {
            ffi::d2i_PKCS8_PRIV_KEY_INFO(null_mut(), position, length)
        }))?;
        // SAFETY: the structure is alive.
        Self::from_raw(unsafe { ffi::EVP_PKCS82PKEY(info.as_ptr()) })
    }

    /// The key of a PrivateKeyInfo, where it is of a kind that AWS-LC reads none of.
    fn from_own_private_key_info(der: &[u8]) -> Option<Result<Self, Failure>> {
        match own::Key::from_private_key_info(der) {
            Some(key) => Some(key.and_then(Self::from_own)),
            None => super::pkcs8::dh_from_private_key_info(der),
        }
    }

    /// The first private key of a PEM text, of any label.
    pub fn from_private_pem(pem: &[u8], passphrase: Option<&[u8]>) -> Result<Self, Failure> {
        let mut password = Passphrase::new(passphrase);
        let key = Bio::reading(pem, |bio| {
            // SAFETY: the stream and the password live through the call.
            Self::from_raw(unsafe {
                ffi::PEM_read_bio_PrivateKey(bio.as_ptr(), null_mut(), Some(give_passphrase), password.as_argument())
            })
        })?;
        key.or_else(|failure| {
            let block = super::pem::blocks(pem).into_iter().find(|block| block.label.ends_with("PRIVATE KEY"));
            let key = block.and_then(|block| match block.label.as_str() {
                "PRIVATE KEY" => Self::from_own_private_key_info(&block.der),
                _ => Some(Self::from_pkcs8(&super::pkcs8::unprotect(&block.der, passphrase?)?, None)),
            });
            key.unwrap_or(Err(failure))
        })
        .map_err(|failure| {
            if password.is_missing(MAX_PASSPHRASE) {
                return missing_passphrase(pem);
            }
            match failure {
                Failure::OpenSsl { number, .. } if Known::BAD_DECRYPT.has_number(number) => {
                    Failure::stacked(Known::BAD_DECRYPT)
                }
                // OpenSSL's decoder says the same of everything that it cannot read.
                _ => Failure::stacked(Known::UNSUPPORTED),
            }
        })
    }

    /// From the bytes that stand for a public key without any structure.
    pub fn from_raw_public(kind: Kind, bytes: &[u8]) -> Result<Self, Failure> {
        if let Kind::Own(kind) = kind {
            return Self::from_own(own::Key::from_public(kind, bytes)?);
        }
        // SAFETY: the bytes are only read.
        Self::from_raw(unsafe {
            match kind {
                Kind::MlDsa(nid) => ffi::EVP_PKEY_pqdsa_new_raw_public_key(nid, bytes.as_ptr(), bytes.len()),
                Kind::MlKem(nid) => ffi::EVP_PKEY_kem_new_raw_public_key(nid, bytes.as_ptr(), bytes.len()),
                _ => ffi::EVP_PKEY_new_raw_public_key(kind.id(), null_mut(), bytes.as_ptr(), bytes.len()),
            }
        })
        .and_then(Self::with_reduced_numbers)
    }

    /// A public key of ML-KEM holds numbers of 12 bits below 3329 (FIPS 203, section 7.2), which AWS-LC only checks in use.
    fn with_reduced_numbers(self) -> Result<Self, Failure> {
        if !matches!(self.kind(), Some(Kind::MlKem(_))) {
            return Ok(self);
        }
        let bytes = self.raw_public()?;
        let numbers = &bytes[..bytes.len().saturating_sub(32)];
        let is_reduced = numbers.as_chunks::<3>().0.iter().all(|&[low, middle, high]| {
            let (low, middle, high) = (u16::from(low), u16::from(middle), u16::from(high));
            low | (middle & 15) << 8 < 3329 && (middle >> 4 | high << 4) < 3329
        });
        if is_reduced { Ok(self) } else { Err(Failure::from(Known::DECODE_ERROR)) }
    }

    /// From the bytes that stand for a private key: for ML-DSA and ML-KEM the seed.
    pub fn from_raw_private(kind: Kind, bytes: &[u8]) -> Result<Self, Failure> {
        match kind {
            Kind::Own(kind) => Self::from_own(own::Key::from_private(kind, bytes)?),
            Kind::MlKem(_) => Self::from_seed(kind, bytes),
            Kind::MlDsa(nid) => {
                // SAFETY: the bytes are only read.
                Self::from_raw(unsafe { ffi::EVP_PKEY_pqdsa_new_raw_private_key(nid, bytes.as_ptr(), bytes.len()) })
            }
            // SAFETY: as above.
            _ => Self::from_raw(unsafe {
                ffi::EVP_PKEY_new_raw_private_key(kind.id(), null_mut(), bytes.as_ptr(), bytes.len())
            }),
        }
    }

    fn from_seed(kind: Kind, seed: &[u8]) -> Result<Self, Failure> {
        if kind.seed_length() != Some(seed.len()) {
            return Err(Failure::from(Known::UNSUPPORTED));
        }
        let operation = Operation::for_kind(kind)?;
        let (mut key, mut length) = (null_mut(), seed.len());
        // SAFETY: the operation is alive; the seed has the length that is passed.
        unsafe {
            check(ffi::EVP_PKEY_keygen_init(operation.as_ptr()))?;
            operation.set_parameters(kind)?;
            check(ffi::EVP_PKEY_keygen_deterministic(operation.as_ptr(), &mut key, seed.as_ptr(), &mut length))?;
        }
        Self::from_raw(key)
    }

    // ---- encoding ----

    /// A SubjectPublicKeyInfo.
    pub fn to_spki(&self) -> Result<Vec<u8>, Failure> {
        if let Some(key) = self.own() {
            return key.to_spki();
        }
        match self.kind() {
            Some(Kind::RsaPss) => return self.pss_spki(),
            Some(Kind::Dh) => return super::pkcs8::dh_spki(&self.dh().ok_or(Known::UNSUPPORTED)?),
            _ => {}
        }
        if let Some(key) = self.ec_key().filter(EcKey::is_explicit) {
            return super::pkcs8::explicit_spki(&key);
        }
        // SAFETY: the key is alive.
        encode(|out| unsafe { ffi::i2d_PUBKEY(self.as_ptr(), out) })
    }

    /// A key of the public half alone.
    pub fn to_public(&self) -> Result<Self, Failure> {
        if let Some(key) = self.own() {
            return Self::from_own(key.to_public());
        }
        if let Some(kind @ Kind::MlKem(_)) = self.kind() {
            return Self::from_raw_public(kind, &self.raw_public()?);
        }
        Self::from_spki(&self.to_spki()?)
    }

    pub fn to_public_pem(&self, encoding: Encoding) -> Result<Vec<u8>, Failure> {
        let (label, der) = match encoding {
            Encoding::Pkcs1 => ("RSA PUBLIC KEY", self.to_public_der(encoding)?),
            _ => ("PUBLIC KEY", self.to_spki()?),
        };
        super::pem::write(label, &der)
    }

    pub fn to_public_der(&self, encoding: Encoding) -> Result<Vec<u8>, Failure> {
        match encoding {
            Encoding::Pkcs1 => {
                // SAFETY: the key is alive, and the caller has seen that it is one of RSA.
                encode(|out| unsafe { ffi::i2d_RSAPublicKey(ffi::EVP_PKEY_get0_RSA(self.as_ptr()), out) })
            }
            _ => self.to_spki(),
        }
    }

    /// A private key in a structure; a PrivateKeyInfo is encrypted when there is a cipher and a password.
    pub fn to_private_der(
        &self,
        encoding: Encoding,
        protection: Option<(&str, &[u8])>,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        // SAFETY: the key is alive; the caller has seen that it is of the kind that the encoding is for.
        unsafe {
            match encoding {
                Encoding::Pkcs1 => encode(|out| ffi::i2d_RSAPrivateKey(ffi::EVP_PKEY_get0_RSA(self.as_ptr()), out)),
                Encoding::Sec1 => match self.ec_key().filter(EcKey::is_explicit) {
                    Some(key) => return super::pkcs8::explicit_sec1(&key, true),
                    None => encode(|out| ffi::i2d_ECPrivateKey(ffi::EVP_PKEY_get0_EC_KEY(self.as_ptr()), out)),
                },
                Encoding::Pkcs8 | Encoding::Spki => {
                    let info = self.private_key_info()?;
                    match protection {
                        Some((cipher, password)) => super::pkcs8::protect(&info, cipher, password),
                        None => return Ok(info),
                    }
                }
            }
        }
        .map(Zeroizing::new)
    }

    /// The PrivateKeyInfo as AWS-LC writes it.
    pub(super) fn plain_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let bio = Bio::new()?;
        // SAFETY: the key and the stream are alive; no cipher and no password.
        check(unsafe {
            ffi::i2d_PKCS8PrivateKey_bio(bio.as_ptr(), self.as_ptr(), null(), null(), 0, None, null_mut())
        })?;
        Ok(Zeroizing::new(bio.contents()))
    }

    pub fn to_private_pem(
        &self,
        encoding: Encoding,
        protection: Option<(&str, &[u8])>,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let label = match (encoding, protection) {
            (Encoding::Pkcs1 | Encoding::Sec1, Some(protection)) => return self.to_encrypted_pem(encoding, protection),
            (Encoding::Pkcs1, None) => "RSA PRIVATE KEY",
            (Encoding::Sec1, None) => "EC PRIVATE KEY",
            (Encoding::Pkcs8 | Encoding::Spki, None) => "PRIVATE KEY",
            (Encoding::Pkcs8 | Encoding::Spki, Some(_)) => "ENCRYPTED PRIVATE KEY",
        };
        super::pem::write(label, &self.to_private_der(encoding, protection)?).map(Zeroizing::new)
    }

    /// The older structures, whose text as a whole is encrypted.
    fn to_encrypted_pem(&self, encoding: Encoding, protection: (&str, &[u8])) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let (name, password) = protection;
        let cipher = block_cipher(name).ok_or_else(|| Failure::error("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher"))?;
        let (length, password) = (password.len() as c_int, password.as_ptr());
        let bio = Bio::new()?;
        let (out, key) = (bio.as_ptr(), self.as_ptr());
        // SAFETY: the key and the stream are alive; the caller has seen that the key is of the kind that the encoding is for.
        check(unsafe {
            if encoding == Encoding::Pkcs1 {
                let rsa = ffi::EVP_PKEY_get0_RSA(key);
                ffi::PEM_write_bio_RSAPrivateKey(out, rsa, cipher, password, length, None, null_mut())
            } else {
                // AWS-LC's own writer knows no curves that are spelled out.
                let mut der = self.to_private_der(Encoding::Sec1, None)?;
                let (label, content) = (c"EC PRIVATE KEY".as_ptr(), (&raw mut der).cast());
                let write = Some(write_der as unsafe extern "C" fn(_, _) -> _);
                ffi::PEM_ASN1_write_bio(write, label, out, content, cipher, password, length, None, null_mut())
            }
        })?;
        Ok(Zeroizing::new(bio.contents()))
    }

    /// The bytes of the public half without any structure.
    pub fn raw_public(&self) -> Result<Vec<u8>, Failure> {
        if let Some(key) = self.own() {
            return Ok(key.public().to_vec());
        }
        // SAFETY: the key is alive; the second call writes into a vector of the length that the first one told.
        read_sized(|out, length| unsafe { ffi::EVP_PKEY_get_raw_public_key(self.as_ptr(), out, length) })
    }

    /// The bytes of the private half without any structure: for ML-DSA and ML-KEM the seed, where the key has kept it.
    pub fn raw_private(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        if let Some(key) = self.own() {
            return key.private();
        }
        let has_seed = self.kind().is_some_and(|kind| kind.seed_length().is_some());
        let read = if has_seed { ffi::EVP_PKEY_get_private_seed } else { ffi::EVP_PKEY_get_raw_private_key };
        // SAFETY: as above.
        read_sized(|out, length| unsafe { read(self.as_ptr(), out, length) }).map(Zeroizing::new)
    }

    // ---- making and using ----

    /// A new key of a kind that has no options.
    pub fn generate(kind: Kind) -> Result<Self, Failure> {
        if let Kind::Own(kind) = kind {
            return Self::from_own(own::Key::generate(kind)?);
        }
        let operation = Operation::for_kind(kind)?;
        // SAFETY: the operation is alive.
        unsafe { check(ffi::EVP_PKEY_keygen_init(operation.as_ptr()))? };
        operation.set_parameters(kind)?;
        operation.generate()
    }

    /// The secret that this private key and the public key of somebody else give.
    pub fn derive(&self, peer: &Self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        if let (Some(key), Some(peer)) = (self.own(), peer.own()) {
            return key.derive(peer);
        }
        let operation = self.operation()?;
        // SAFETY: the keys and the operation are alive; the second call writes into a vector of the length that the first told.
        unsafe {
            check(ffi::EVP_PKEY_derive_init(operation.as_ptr()))?;
            check(ffi::EVP_PKEY_derive_set_peer(operation.as_ptr(), peer.as_ptr()))?;
            if self.kind() == Some(Kind::Dh) {
                check(ffi::EVP_PKEY_CTX_set_dh_pad(operation.as_ptr(), 1))?;
            }
            read_sized(|out, length| ffi::EVP_PKEY_derive(operation.as_ptr(), out, length)).map(Zeroizing::new)
        }
    }

    /// A secret, and the text from which the owner of the private key gets it: `(shared key, ciphertext)`.
    pub fn encapsulate(&self) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), Failure> {
        if let Some(key) = self.own() {
            return key.encapsulate();
        }
        let operation = self.operation()?;
        let (mut text_length, mut secret_length) = (0, 0);
        // SAFETY: the first call tells the lengths that the second writes.
        unsafe {
            check(ffi::EVP_PKEY_encapsulate(
                operation.as_ptr(),
                null_mut(),
                &mut text_length,
                null_mut(),
                &mut secret_length,
            ))?;
            let (mut text, mut secret) = (vec![0; text_length], Zeroizing::new(vec![0; secret_length]));
            check(ffi::EVP_PKEY_encapsulate(
                operation.as_ptr(),
                text.as_mut_ptr(),
                &mut text_length,
                secret.as_mut_ptr(),
                &mut secret_length,
            ))?;
            Ok((secret, text))
        }
    }

    pub fn decapsulate(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        if let Some(key) = self.own() {
            return key.decapsulate(ciphertext);
        }
        let operation = self.operation()?;
        // SAFETY: the second call writes into a vector of the length that the first one told.
        read_sized(|out, length| unsafe {
            ffi::EVP_PKEY_decapsulate(operation.as_ptr(), out, length, ciphertext.as_ptr(), ciphertext.len())
        })
        .map(Zeroizing::new)
    }

    pub(super) fn operation(&self) -> Result<Operation, Failure> {
        // SAFETY: the key is alive; the operation holds a reference of its own.
        Operation::from_raw(unsafe { ffi::EVP_PKEY_CTX_new(self.as_ptr(), null_mut()) })
    }
}

impl Operation {
    pub(super) fn for_kind(kind: Kind) -> Result<Self, Failure> {
        // SAFETY: no memory is passed.
        Self::from_raw(unsafe { ffi::EVP_PKEY_CTX_new_id(kind.id(), null_mut()) })
    }

    fn set_parameters(&self, kind: Kind) -> Result<(), Failure> {
        // SAFETY: the operation is alive.
        unsafe {
            match kind {
                Kind::MlDsa(nid) => check(ffi::EVP_PKEY_CTX_pqdsa_set_params(self.as_ptr(), nid)),
                Kind::MlKem(nid) => check(ffi::EVP_PKEY_CTX_kem_set_params(self.as_ptr(), nid)),
                _ => Ok(()),
            }
        }
    }

    pub(super) fn generate(&self) -> Result<PKey, Failure> {
        let mut key = null_mut();
        // SAFETY: the operation is alive and set up for making keys.
        check(unsafe { ffi::EVP_PKEY_keygen(self.as_ptr(), &mut key) })?;
        PKey::from_raw(key)
    }
}

/// What OpenSSL's readers of PEM say, one after the other, when a password is wanted and none is there.
fn missing_passphrase(pem: &[u8]) -> Failure {
    const INTERRUPTED: Known = Known::INTERRUPTED_OR_CANCELLED;
    const PKCS8: &[Known] =
        &[Known::BAD_PASSWORD_READ, INTERRUPTED, Known::UNABLE_TO_GET_PASSPHRASE, INTERRUPTED, INTERRUPTED];
    const TRADITIONAL: &[Known] = &[Known::BAD_PASSWORD_READ, INTERRUPTED, INTERRUPTED];
    let is_pkcs8 = super::pem::blocks(pem).iter().any(|block| block.label == "ENCRYPTED PRIVATE KEY");
    Failure::under(INTERRUPTED, if is_pkcs8 { PKCS8 } else { TRADITIONAL })
}

/// What `PEM_ASN1_write_bio` asks of the structure that it is to write, here the bytes themselves: their length, and to write them where
/// the pointer points, which moves behind them.
///
/// # Safety
/// `content` is a `Zeroizing<Vec<u8>>`; `out` is null or points to room for its bytes.
unsafe extern "C" fn write_der(content: *const std::ffi::c_void, out: *mut *mut u8) -> c_int {
    // SAFETY: the caller keeps the contract above.
    unsafe {
        let der = &*content.cast::<Zeroizing<Vec<u8>>>();
        if !out.is_null() {
            std::ptr::copy_nonoverlapping(der.as_ptr(), *out, der.len());
            *out = (*out).add(der.len());
        }
        c_int::try_from(der.len()).unwrap_or(-1)
    }
}

/// Runs a function that tells a length when it gets null, and writes that many bytes at most when it gets memory.
pub(super) fn read_sized(mut read: impl FnMut(*mut u8, *mut usize) -> c_int) -> Result<Vec<u8>, Failure> {
    let mut length = 0;
    check(read(null_mut(), &mut length))?;
    let mut bytes = vec![0; length];
    check(read(bytes.as_mut_ptr(), &mut length))?;
    bytes.truncate(length);
    Ok(bytes)
}

/// A cipher by which keys can be protected.
fn block_cipher(name: &str) -> Option<*const ffi::EVP_CIPHER> {
    let name = match name.to_ascii_lowercase().as_str() {
        "aes128" => "aes-128-cbc".to_owned(),
        "aes192" => "aes-192-cbc".to_owned(),
        "aes256" => "aes-256-cbc".to_owned(),
        "des3" => "des-ede3-cbc".to_owned(),
        name => name.to_owned(),
    };
    let name = c_string(&name);
    // SAFETY: the name ends in zero; ciphers are static.
    let cipher = unsafe { ffi::EVP_get_cipherbyname(name.as_ptr()) };
    (!cipher.is_null()).then_some(cipher)
}

/// Whether a structure is an EncryptedPrivateKeyInfo: a sequence of a sequence and an octet string.
fn is_encrypted_pkcs8(der: &[u8]) -> bool {
    // SAFETY: the bytes are only read, and what was made of them is freed at once; null is freed as nothing.
    unsafe {
        let parsed = decode(der, |position, length| ffi::d2i_X509_SIG(null_mut(), position, length));
        ffi::X509_SIG_free(parsed);
        super::error::clear_queue();
        !parsed.is_null()
    }
}

/// The short name of an object, as OpenSSL's tables have it.
pub fn short_name(nid: c_int) -> Option<&'static str> {
    // SAFETY: the names are static.
    static_str(unsafe { ffi::OBJ_nid2sn(nid) })
}

/// The number of an object by its short name.
pub fn nid_of(short_name: &str) -> Option<c_int> {
    // SAFETY: the name ends in zero.
    let nid = unsafe { ffi::OBJ_sn2nid(c_string(short_name).as_ptr()) };
    (nid != 0).then_some(nid)
}

/// The number of a curve by its NIST name.
pub fn nid_of_nist(name: &str) -> Option<c_int> {
    // SAFETY: the name ends in zero.
    let nid = unsafe { ffi::EC_curve_nist2nid(c_string(name).as_ptr()) };
    (nid != 0).then_some(nid)
}
