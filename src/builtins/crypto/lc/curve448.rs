//! Keys of Ed448 and X448 (RFC 8032, 7748, 8410), kinds that AWS-LC does not have: their structures, signatures, agreement on secrets.

use super::der::{Reader, sequence, tagged};
use super::pkcs8::private_key_info;
use super::{Failure, Known};
use crate::builtins::crypto::random::random_bytes;
use ed448_goldilocks::{Signature, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Ed448,
    X448,
}

impl Kind {
    fn object(self) -> [u8; 3] {
        match self {
            Self::Ed448 => [0x2B, 0x65, 0x71],
            Self::X448 => [0x2B, 0x65, 0x6F],
        }
    }

    fn from_object(object: &[u8]) -> Option<Self> {
        [Self::Ed448, Self::X448].into_iter().find(|kind| kind.object() == object)
    }

    /// How many bytes either half of a key has.
    fn length(self) -> usize {
        match self {
            Self::Ed448 => 57,
            Self::X448 => 56,
        }
    }

    fn algorithm(self) -> Vec<u8> {
        sequence(&[&tagged(6, &self.object())])
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

fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Failure> {
    bytes.try_into().map_err(|_| refused())
}

impl Key {
    pub fn generate(kind: Kind) -> Result<Self, Failure> {
        Self::from_private(kind, &random_bytes(kind.length())?)
    }

    pub fn from_private(kind: Kind, bytes: &[u8]) -> Result<Self, Failure> {
        let public = match kind {
            Kind::Ed448 => signing_key(bytes)?.verifying_key().to_bytes().to_vec(),
            Kind::X448 => x448::x448_unchecked(*Zeroizing::new(array(bytes)?), x448::X448_BASEPOINT_BYTES).to_vec(),
        };
        Ok(Self { kind, public, private: Some(Zeroizing::new(bytes.to_vec())) })
    }

    /// Any bytes of the right length: whether they are a point tells what is done with the key.
    pub fn from_public(kind: Kind, bytes: &[u8]) -> Result<Self, Failure> {
        if bytes.len() == kind.length() {
            Ok(Self { kind, public: bytes.to_vec(), private: None })
        } else {
            Err(refused())
        }
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
        let kind = Kind::from_object(spki.sequence()?.read(6)?)?;
        let bytes = spki.read(3)?.strip_prefix(&[0])?;
        spki.is_empty().then(|| Self::from_public(kind, bytes))
    }

    /// The same of a PrivateKeyInfo.
    pub fn from_private_key_info(der: &[u8]) -> Option<Result<Self, Failure>> {
        let mut info = Reader::new(der).sequence()?;
        // The versions of RFC 5958.
        if !matches!(info.read(2)?, [0 | 1]) {
            return None;
        }
        let kind = Kind::from_object(info.sequence()?.read(6)?)?;
        let bytes = Reader::new(info.read(4)?).read(4)?;
        Some(Self::from_private(kind, bytes))
    }

    pub fn to_spki(&self) -> Vec<u8> {
        sequence(&[&self.kind.algorithm(), &tagged(3, &[&[0], self.public.as_slice()].concat())])
    }

    pub fn to_private_key_info(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let content = Zeroizing::new(tagged(4, &self.private()?));
        Ok(private_key_info(&self.kind.algorithm(), &content))
    }

    // ---- use ----

    pub fn sign(&self, context: &[u8], message: &[u8]) -> Result<Vec<u8>, Failure> {
        if self.kind != Kind::Ed448 {
            return Err(Failure::from(Known::OPERATION_NOT_SUPPORTED));
        }
        let signature = signing_key(&self.private()?)?.sign_ctx(context, message).map_err(|_| refused())?;
        Ok(signature.to_bytes().to_vec())
    }

    pub fn verify(&self, context: &[u8], message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        if self.kind != Kind::Ed448 {
            return Err(Failure::from(Known::OPERATION_NOT_SUPPORTED));
        }
        let (Ok(signature), Ok(public)) = (Signature::try_from(signature), array(&self.public)) else {
            return Ok(false);
        };
        let key = VerifyingKey::from_bytes(&public);
        Ok(key.is_ok_and(|key| key.verify_ctx(&signature, context, message).is_ok()))
    }

    /// A secret of zeros, which points of a small order give whoever has the other key, is none.
    pub fn derive(&self, peer: &Self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let failed = || Failure::from(Known::FAILED_DURING_DERIVATION);
        if self.kind != Kind::X448 || peer.kind != Kind::X448 {
            return Err(failed());
        }
        let private = Zeroizing::new(array(&self.private()?)?);
        let secret = Zeroizing::new(x448::x448_unchecked(*private, array(&peer.public)?).to_vec());
        if secret.iter().fold(0, |all, byte| all | byte) == 0 { Err(failed()) } else { Ok(secret) }
    }
}

fn signing_key(bytes: &[u8]) -> Result<SigningKey, Failure> {
    SigningKey::try_from(bytes).map_err(|_| refused())
}
