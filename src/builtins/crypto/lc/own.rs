//! Keys of the kinds that AWS-LC does not have: their structures (RFC 8410, 9814), and what is done with them.

use super::der::{Reader, sequence, tagged};
use super::pkcs8::private_key_info;
use super::slh_dsa::{self, Set};
use super::{Failure, Known, curve448};
use crate::builtins::crypto::hybrid_kem;
use crate::builtins::crypto::random::random_bytes;
use zeroize::Zeroizing;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Ed448,
    X448,
    SlhDsa(Set),
    HybridKem(hybrid_kem::Set),
}

impl Kind {
    /// `None` for the kinds that have no structures.
    fn object(self) -> Option<Vec<u8>> {
        match self {
            Self::Ed448 => Some(vec![0x2B, 0x65, 0x71]),
            Self::X448 => Some(vec![0x2B, 0x65, 0x6F]),
            Self::SlhDsa(set) => Some(vec![0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, set.object_number()]),
            Self::HybridKem(_) => None,
        }
    }

    /// Whether the object names the kind, which stands for its signatures as well.
    pub fn is_named(self, object: &[u8]) -> bool {
        self.object().as_deref() == Some(object)
    }

    fn from_object(object: &[u8]) -> Option<Self> {
        let sets = Set::ALL.into_iter().map(Self::SlhDsa);
        [Self::Ed448, Self::X448].into_iter().chain(sets).find(|kind| kind.is_named(object))
    }

    /// None of the kinds has parameters.
    fn from_algorithm(mut algorithm: Reader<'_>) -> Option<Self> {
        let kind = Self::from_object(algorithm.read(6)?)?;
        algorithm.is_empty().then_some(kind)
    }

    fn algorithm(self) -> Result<Vec<u8>, Failure> {
        Ok(sequence(&[&tagged(6, &self.object().ok_or_else(refused)?)]))
    }
}

/// A key pair, or its public half alone.
pub struct Key {
    kind: Kind,
    public: Vec<u8>,
    private: Option<Zeroizing<Vec<u8>>>,
}

fn refused() -> Failure {
    Failure::from(Known::UNSUPPORTED)
}

impl Key {
    pub fn generate(kind: Kind) -> Result<Self, Failure> {
        let private = match kind {
            Kind::Ed448 => random_bytes(curve448::ED448_LENGTH)?,
            Kind::X448 => random_bytes(curve448::X448_LENGTH)?,
            Kind::SlhDsa(set) => slh_dsa::generate(set)?,
            Kind::HybridKem(_) => random_bytes(hybrid_kem::SEED_LENGTH)?,
        };
        Self::from_private(kind, &private)
    }

    pub fn from_private(kind: Kind, bytes: &[u8]) -> Result<Self, Failure> {
        let public = match kind {
            Kind::Ed448 => curve448::signer_of(bytes)?,
            Kind::X448 => curve448::point_of(bytes)?,
            Kind::SlhDsa(set) => slh_dsa::public_of(set, bytes).ok_or_else(refused)?.to_vec(),
            Kind::HybridKem(set) => set.public_key(bytes)?,
        };
        Ok(Self { kind, public, private: Some(Zeroizing::new(bytes.to_vec())) })
    }

    /// Of a curve any bytes of the right length: whether they are a point tells what is done with the key.
    pub fn from_public(kind: Kind, bytes: &[u8]) -> Result<Self, Failure> {
        let is_key = match kind {
            Kind::Ed448 => bytes.len() == curve448::ED448_LENGTH,
            Kind::X448 => bytes.len() == curve448::X448_LENGTH,
            Kind::SlhDsa(set) => bytes.len() == set.hash_length() * 2,
            Kind::HybridKem(set) => set.check_public(bytes).is_ok(),
        };
        if is_key { Ok(Self { kind, public: bytes.to_vec(), private: None }) } else { Err(refused()) }
    }

    pub fn to_public(&self) -> Self {
        Self { kind: self.kind, public: self.public.clone(), private: None }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn public(&self) -> &[u8] {
        &self.public
    }

    pub fn private(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        self.private.clone().ok_or_else(|| Failure::plain("No private key"))
    }

    // ---- structures ----

    /// `None` when the structure holds a key of another kind.
    pub fn from_spki(der: &[u8]) -> Option<Result<Self, Failure>> {
        let mut spki = Reader::new(der).sequence()?;
        let kind = Kind::from_algorithm(spki.sequence()?)?;
        let bytes = spki.read(3)?.strip_prefix(&[0])?;
        spki.is_empty().then(|| Self::from_public(kind, bytes))
    }

    /// The same of a PrivateKeyInfo.
    pub fn from_private_key_info(der: &[u8]) -> Option<Result<Self, Failure>> {
        let mut info = Reader::new(der).sequence()?;
        // The versions of RFC 5958: the second may have the public key, which is computed here.
        let [version @ (0 | 1)] = info.read(2)? else { return None };
        let kind = Kind::from_algorithm(info.sequence()?)?;
        let content = info.read(4)?;
        let _attributes = info.read(0xA0);
        let _public = if *version == 1 { info.read(0x81) } else { None };
        if !info.is_empty() {
            return None;
        }
        let bytes = match kind {
            Kind::Ed448 | Kind::X448 => Reader::new(content).read(4)?,
            Kind::SlhDsa(_) | Kind::HybridKem(_) => content,
        };
        Some(Self::from_private(kind, bytes))
    }

    pub fn to_spki(&self) -> Result<Vec<u8>, Failure> {
        let algorithm = self.kind.algorithm()?;
        Ok(sequence(&[&algorithm, &tagged(3, &[&[0], self.public.as_slice()].concat())]))
    }

    pub fn to_private_key_info(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let private = self.private()?;
        let content = match self.kind {
            Kind::Ed448 | Kind::X448 => Zeroizing::new(tagged(4, &private)),
            Kind::SlhDsa(_) | Kind::HybridKem(_) => private,
        };
        Ok(private_key_info(&self.kind.algorithm()?, &content))
    }

    // ---- use ----

    pub fn sign(&self, context: &[u8], message: &[u8]) -> Result<Vec<u8>, Failure> {
        match self.kind {
            Kind::Ed448 => curve448::sign(&self.private()?, context, message),
            Kind::SlhDsa(set) => slh_dsa::sign(set, &self.private()?, context, message),
            Kind::X448 | Kind::HybridKem(_) => Err(Failure::from(Known::OPERATION_NOT_SUPPORTED)),
        }
    }

    pub fn verify(&self, context: &[u8], message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        match self.kind {
            Kind::Ed448 => Ok(curve448::verify(&self.public, context, message, signature)),
            Kind::SlhDsa(set) => Ok(slh_dsa::verify(set, &self.public, context, message, signature)),
            Kind::X448 | Kind::HybridKem(_) => Err(Failure::from(Known::OPERATION_NOT_SUPPORTED)),
        }
    }

    pub fn derive(&self, peer: &Self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        if self.kind != Kind::X448 || peer.kind != Kind::X448 {
            return Err(Failure::from(Known::FAILED_DURING_DERIVATION));
        }
        curve448::derive(&self.private()?, &peer.public)
    }

    /// `(shared key, ciphertext)`
    pub fn encapsulate(&self) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), Failure> {
        match self.kind {
            Kind::HybridKem(set) => set.encapsulate(&self.public),
            _ => Err(Failure::from(Known::OPERATION_NOT_SUPPORTED)),
        }
    }

    pub fn decapsulate(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        match self.kind {
            Kind::HybridKem(set) => set.decapsulate(&self.private()?, ciphertext),
            _ => Err(Failure::from(Known::OPERATION_NOT_SUPPORTED)),
        }
    }
}
