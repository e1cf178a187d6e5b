//! SLH-DSA (FIPS 205): signatures that rest on hash functions alone.

use super::{Failure, Known};
use crate::builtins::crypto::random::random_bytes;
use slh_dsa::{ParameterSet, Signature, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// The sets of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    Sha2_128s,
    Sha2_128f,
    Sha2_192s,
    Sha2_192f,
    Sha2_256s,
    Sha2_256f,
    Shake128s,
    Shake128f,
    Shake192s,
    Shake192f,
    Shake256s,
    Shake256f,
}

/// Calls a function of a set of parameters, which the crate has as a type for each.
macro_rules! of_set {
    ($set:expr, $function:ident $arguments:tt) => {
        of_set!(@ $set, $function, $arguments,
            Sha2_128s Sha2_128f Sha2_192s Sha2_192f Sha2_256s Sha2_256f
            Shake128s Shake128f Shake192s Shake192f Shake256s Shake256f)
    };
    (@ $set:expr, $function:ident, $arguments:tt, $($name:ident)*) => {
        match $set {
            $(Set::$name => $function::<slh_dsa::$name> $arguments,)*
        }
    };
}

impl Set {
    pub const ALL: [Self; 12] = [
        Self::Sha2_128s,
        Self::Sha2_128f,
        Self::Sha2_192s,
        Self::Sha2_192f,
        Self::Sha2_256s,
        Self::Sha2_256f,
        Self::Shake128s,
        Self::Shake128f,
        Self::Shake192s,
        Self::Shake192f,
        Self::Shake256s,
        Self::Shake256f,
    ];

    /// The last number of the object that names it (FIPS 205, as NIST registers them: 2.16.840.1.101.3.4.3.20 and on).
    pub fn object_number(self) -> u8 {
        20 + self as u8
    }

    /// How many bytes a hash has: a public key is two of them, a private key four.
    pub fn hash_length(self) -> usize {
        match self {
            Self::Sha2_128s | Self::Sha2_128f | Self::Shake128s | Self::Shake128f => 16,
            Self::Sha2_192s | Self::Sha2_192f | Self::Shake192s | Self::Shake192f => 24,
            Self::Sha2_256s | Self::Sha2_256f | Self::Shake256s | Self::Shake256f => 32,
        }
    }
}

/// A new private key: a seed, another for what signatures take at random, then the public key.
pub fn generate(set: Set) -> Result<Zeroizing<Vec<u8>>, Failure> {
    fn from_seeds<P: ParameterSet>(seeds: &[u8]) -> Zeroizing<Vec<u8>> {
        let (seed, rest) = seeds.split_at(seeds.len() / 3);
        let (for_signatures, public_seed) = rest.split_at(seed.len());
        Zeroizing::new(SigningKey::<P>::slh_keygen_internal(seed, for_signatures, public_seed).to_vec())
    }
    let seeds = random_bytes(set.hash_length() * 3)?;
    Ok(of_set!(set, from_seeds(&seeds)))
}

/// The public key that a private key ends with. As in OpenSSL nobody computes whether it belongs to the seed.
pub fn public_of(set: Set, private: &[u8]) -> Option<&[u8]> {
    let length = set.hash_length() * 2;
    (private.len() == length * 2).then(|| &private[length..])
}

pub fn sign(set: Set, private: &[u8], context: &[u8], message: &[u8]) -> Result<Vec<u8>, Failure> {
    fn sign<P: ParameterSet>(private: &[u8], context: &[u8], message: &[u8], random: &[u8]) -> Option<Vec<u8>> {
        let key = SigningKey::<P>::try_from(private).ok()?;
        Some(key.try_sign_with_context(message, context, Some(random)).ok()?.to_vec())
    }
    let random = random_bytes(set.hash_length())?;
    of_set!(set, sign(private, context, message, &random)).ok_or_else(|| Failure::from(Known::UNSUPPORTED))
}

pub fn verify(set: Set, public: &[u8], context: &[u8], message: &[u8], signature: &[u8]) -> bool {
    fn verify<P: ParameterSet>(public: &[u8], context: &[u8], message: &[u8], signature: &[u8]) -> bool {
        let (Ok(key), Ok(signature)) = (VerifyingKey::<P>::try_from(public), Signature::<P>::try_from(signature))
        else {
            return false;
        };
        key.try_verify_with_context(message, context, &signature).is_ok()
    }
    of_set!(set, verify(public, context, message, signature))
}
