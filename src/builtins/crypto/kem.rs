//! Key encapsulation: a secret for the owner of a private key. Keys that agree on secrets do it by DHKEM (RFC 9180), keys of RSA by
//! RSASVE (NIST SP 800-56B, section 7.2.1), ML-KEM and the hybrids by themselves.

use super::digest::Algorithm;
use super::kdf::expand;
use super::lc::ec::{Curve, Form};
use super::lc::pkey::{Kind, PKey};
use super::lc::rsa::{Mode, NO_PADDING, Padding};
use super::lc::{Failure, Known};
use super::random::random_bytes;
use zeroize::Zeroizing;

type Secret = Zeroizing<Vec<u8>>;

fn unsupported() -> Failure {
    Failure::from(Known::OPERATION_NOT_SUPPORTED)
}

/// What secrets are agreed on in.
#[derive(Clone, Copy)]
pub enum Group {
    Curve(Curve),
    X25519,
}

impl Group {
    pub fn generate(self) -> Result<PKey, Failure> {
        match self {
            Self::Curve(curve) => curve.generate()?.into_pkey(),
            Self::X25519 => PKey::generate(Kind::X25519),
        }
    }

    fn read_public(self, bytes: &[u8]) -> Result<PKey, Failure> {
        match self {
            Self::Curve(curve) => curve.key_from_point(bytes)?.into_pkey(),
            Self::X25519 => PKey::from_raw_public(Kind::X25519, bytes),
        }
    }

    /// The same of the one form that points have where they stand beside something else.
    pub fn read_public_uncompressed(self, bytes: &[u8]) -> Result<PKey, Failure> {
        match self {
            Self::Curve(_) if bytes.first() != Some(&4) => Err(Failure::from(Known::UNSUPPORTED)),
            _ => self.read_public(bytes),
        }
    }

    pub fn write_public(self, key: &PKey) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Curve(_) => key.ec_key().ok_or_else(unsupported)?.public_point(Form::Uncompressed),
            Self::X25519 => key.raw_public(),
        }
    }
}

/// A suite of DHKEM: its group, its identifier, the hash of its HKDF, the length of its secret.
struct Suite(Group, u16, Algorithm, usize);

impl Suite {
    fn of(key: &PKey) -> Result<Self, Failure> {
        if key.kind() == Some(Kind::X25519) {
            return Ok(Self(Group::X25519, 0x20, Algorithm::Sha256, 32));
        }
        let curve = key.ec_key().ok_or_else(unsupported)?.curve();
        let (identifier, algorithm, length) = match curve.name() {
            Some("prime256v1") => (0x10, Algorithm::Sha256, 32),
            Some("secp384r1") => (0x11, Algorithm::Sha384, 48),
            Some("secp521r1") => (0x12, Algorithm::Sha512, 64),
            _ => return Err(unsupported()),
        };
        Ok(Self(Group::Curve(curve), identifier, algorithm, length))
    }

    /// What both sides make of the secret that they agreed on.
    fn extract_and_expand(&self, agreed: &[u8], text: &[u8], public: &[u8]) -> Result<Secret, Failure> {
        let Self(_, identifier, algorithm, length) = self;
        let label = [b"HPKE-v1".as_slice(), b"KEM", &identifier.to_be_bytes()].concat();
        let key = Zeroizing::new([label.as_slice(), b"eae_prk", agreed].concat());
        let info = [(*length as u16).to_be_bytes().as_slice(), &label, b"shared_secret", text, public].concat();
        expand(*algorithm, &key, &[], &info, *length).map(Zeroizing::new).ok_or_else(unsupported)
    }
}

const RAW: Padding<'static> = Padding { number: NO_PADDING, oaep_digest: None, oaep_label: None };

/// `(shared key, ciphertext)`
pub fn encapsulate(key: &PKey) -> Result<(Secret, Vec<u8>), Failure> {
    match key.kind() {
        Some(Kind::MlKem(_) | Kind::Own(_)) => return key.encapsulate(),
        Some(Kind::Rsa) => return encapsulate_rsa(key),
        _ => {}
    }
    let suite = Suite::of(key)?;
    let own = suite.0.generate()?;
    let text = suite.0.write_public(&own)?;
    let secret = suite.extract_and_expand(&own.derive(key)?, &text, &suite.0.write_public(key)?)?;
    Ok((secret, text))
}

/// The secret is a number below the modulus, encrypted as it is.
fn encapsulate_rsa(key: &PKey) -> Result<(Secret, Vec<u8>), Failure> {
    let modulus = key.rsa_components().into_iter().next().ok_or_else(unsupported)?;
    loop {
        let secret = random_bytes(modulus.len())?;
        if secret.as_slice() < modulus.as_slice() {
            return Ok((secret.clone(), key.crypt(Mode::Encrypt, &RAW, &secret)?.to_vec()));
        }
    }
}

pub fn decapsulate(key: &PKey, ciphertext: &[u8]) -> Result<Secret, Failure> {
    match key.kind() {
        Some(Kind::MlKem(_) | Kind::Own(_)) => return key.decapsulate(ciphertext),
        Some(Kind::Rsa) => return key.crypt(Mode::Decrypt, &RAW, ciphertext),
        _ => {}
    }
    let suite = Suite::of(key)?;
    let agreed = key.derive(&suite.0.read_public(ciphertext)?)?;
    suite.extract_and_expand(&agreed, ciphertext, &suite.0.write_public(key)?)
}
