//! Hybrid key encapsulation: ML-KEM beside a group, so that a secret holds as long as one of the two does
//! (draft-irtf-cfrg-concrete-hybrid-kems; MLKEM768-X25519 is X-Wing). A private key is a seed that both halves grow from; public keys
//! and ciphertexts are those of ML-KEM, then those of the group.

use super::digest::Algorithm;
use super::kem::Group;
use super::lc::ec::Curve;
use super::lc::pkey::{Kind, PKey};
use super::lc::{Failure, Known};
use zeroize::Zeroizing;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    MlKem768P256,
    MlKem768X25519,
    MlKem1024P384,
}

/// How many bytes the seed of a key pair has.
pub const SEED_LENGTH: usize = 32;
const ML_KEM_SEED_LENGTH: usize = 64;
const SECRET_LENGTH: usize = 32;

/// Both halves of a key, private or public.
struct Halves {
    ml_kem: PKey,
    group: PKey,
}

fn refused() -> Failure {
    Failure::from(Known::UNSUPPORTED)
}

impl Set {
    fn ml_kem(self) -> Kind {
        match self {
            Self::MlKem768P256 | Self::MlKem768X25519 => Kind::ML_KEM_768,
            Self::MlKem1024P384 => Kind::ML_KEM_1024,
        }
    }

    fn group(self) -> Result<Group, Failure> {
        let curve = match self {
            Self::MlKem768X25519 => return Ok(Group::X25519),
            Self::MlKem768P256 => "prime256v1",
            Self::MlKem1024P384 => "secp384r1",
        };
        Curve::from_name(curve).map(Group::Curve).ok_or_else(refused)
    }

    /// What distinguishes the secrets of the sets: a name, and X-Wing's drawing.
    fn label(self) -> &'static [u8] {
        match self {
            Self::MlKem768P256 => b"MLKEM768-P256",
            Self::MlKem768X25519 => br"\.//^\",
            Self::MlKem1024P384 => b"MLKEM1024-P384",
        }
    }

    /// How many bytes of a public key, and of a ciphertext, are ML-KEM's.
    fn ml_kem_lengths(self) -> (usize, usize) {
        match self {
            Self::MlKem768P256 | Self::MlKem768X25519 => (1184, 1088),
            Self::MlKem1024P384 => (1568, 1568),
        }
    }

    /// How many bytes the seed of the group's half has: of a curve's numbers the first that is one is taken, and for P-384 the first
    /// always is, but for a chance of 2^-190.
    fn group_seed_length(self) -> usize {
        match self {
            Self::MlKem768P256 => 128,
            Self::MlKem768X25519 => 32,
            Self::MlKem1024P384 => 48,
        }
    }

    fn private_halves(self, seed: &[u8]) -> Result<Halves, Failure> {
        if seed.len() != SEED_LENGTH {
            return Err(refused());
        }
        let length = ML_KEM_SEED_LENGTH + self.group_seed_length();
        let expanded = Zeroizing::new(Algorithm::Shake256.hash(seed, length));
        let (ml_kem_seed, group_seed) = expanded.split_at(ML_KEM_SEED_LENGTH);
        let group = match self.group()? {
            Group::X25519 => PKey::from_raw_private(Kind::X25519, group_seed)?,
            Group::Curve(curve) => {
                let mut numbers = group_seed.chunks_exact(curve.order_length());
                let key = numbers.find_map(|number| {
                    let key = curve.key_from_private(number).ok()?;
                    key.check().is_ok().then_some(key)
                });
                key.ok_or_else(refused)?.into_pkey()?
            }
        };
        Ok(Halves { ml_kem: PKey::from_raw_private(self.ml_kem(), ml_kem_seed)?, group })
    }

    fn public_halves(self, bytes: &[u8]) -> Result<Halves, Failure> {
        let (ml_kem, group) = bytes.split_at_checked(self.ml_kem_lengths().0).ok_or_else(refused)?;
        Ok(Halves {
            ml_kem: PKey::from_raw_public(self.ml_kem(), ml_kem)?,
            group: self.group()?.read_public_uncompressed(group)?,
        })
    }

    /// Whether the bytes are a public key.
    pub fn check_public(self, bytes: &[u8]) -> Result<(), Failure> {
        self.public_halves(bytes).map(drop)
    }

    /// The public key of a seed.
    pub fn public_key(self, seed: &[u8]) -> Result<Vec<u8>, Failure> {
        let halves = self.private_halves(seed)?;
        Ok([halves.ml_kem.raw_public()?, self.group()?.write_public(&halves.group)?].concat())
    }

    fn secret(self, ml_kem: &[u8], agreed: &[u8], text: &[u8], public: &[u8]) -> Zeroizing<Vec<u8>> {
        let input = Zeroizing::new([ml_kem, agreed, text, public, self.label()].concat());
        Zeroizing::new(Algorithm::Sha3Of256.hash(&input, SECRET_LENGTH))
    }

    /// `(shared key, ciphertext)` for the owner of a public key.
    pub fn encapsulate(self, public: &[u8]) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), Failure> {
        let (halves, group) = (self.public_halves(public)?, self.group()?);
        let (ml_kem_secret, ml_kem_text) = halves.ml_kem.encapsulate()?;
        let own = group.generate()?;
        let (agreed, text) = (own.derive(&halves.group)?, group.write_public(&own)?);
        let secret = self.secret(&ml_kem_secret, &agreed, &text, &group.write_public(&halves.group)?);
        Ok((secret, [ml_kem_text, text].concat()))
    }

    /// The shared key of a ciphertext for the owner of a seed.
    pub fn decapsulate(self, seed: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let (halves, group) = (self.private_halves(seed)?, self.group()?);
        let (ml_kem_text, text) = ciphertext.split_at_checked(self.ml_kem_lengths().1).ok_or_else(refused)?;
        let agreed = halves.group.derive(&group.read_public_uncompressed(text)?)?;
        let ml_kem_secret = halves.ml_kem.decapsulate(ml_kem_text)?;
        Ok(self.secret(&ml_kem_secret, &agreed, text, &group.write_public(&halves.group)?))
    }
}
