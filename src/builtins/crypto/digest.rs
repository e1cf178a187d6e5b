//! The hash functions: their names, and one type over all of them.

use super::lc::hash as lc;
use blake2::{Blake2b512, Blake2s256};
use ripemd::Ripemd160;
use sha2::digest::{DynDigest, ExtendableOutput, Update, XofReader};
use sha3::{Keccak224, Keccak256, Keccak384, Keccak512, Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use shake::{Shake128, Shake256};
use sm3::Sm3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Md5,
    Md5Sha1,
    Sha1,
    Sha224,
    Sha256,
    Sha256Of192,
    Sha384,
    Sha512,
    Sha512Of224,
    Sha512Of256,
    Sha3Of224,
    Sha3Of256,
    Sha3Of384,
    Sha3Of512,
    Keccak224,
    Keccak256,
    Keccak384,
    Keccak512,
    Shake128,
    Shake256,
    Blake2b512,
    Blake2s256,
    Ripemd160,
    Sm3,
}

use Algorithm as A;

/// The names that `crypto.getHashes()` lists, in its order. Any case is accepted where a name is looked up.
pub const NAMES: &[(&str, Algorithm)] = &[
    ("RSA-MD5", A::Md5),
    ("RSA-RIPEMD160", A::Ripemd160),
    ("RSA-SHA1", A::Sha1),
    ("RSA-SHA1-2", A::Sha1),
    ("RSA-SHA224", A::Sha224),
    ("RSA-SHA256", A::Sha256),
    ("RSA-SHA3-224", A::Sha3Of224),
    ("RSA-SHA3-256", A::Sha3Of256),
    ("RSA-SHA3-384", A::Sha3Of384),
    ("RSA-SHA3-512", A::Sha3Of512),
    ("RSA-SHA384", A::Sha384),
    ("RSA-SHA512", A::Sha512),
    ("RSA-SHA512/224", A::Sha512Of224),
    ("RSA-SHA512/256", A::Sha512Of256),
    ("RSA-SM3", A::Sm3),
    ("blake2b-512", A::Blake2b512),
    ("blake2b512", A::Blake2b512),
    ("blake2s-256", A::Blake2s256),
    ("blake2s256", A::Blake2s256),
    ("id-rsassa-pkcs1-v1_5-with-sha3-224", A::Sha3Of224),
    ("id-rsassa-pkcs1-v1_5-with-sha3-256", A::Sha3Of256),
    ("id-rsassa-pkcs1-v1_5-with-sha3-384", A::Sha3Of384),
    ("id-rsassa-pkcs1-v1_5-with-sha3-512", A::Sha3Of512),
    ("keccak-224", A::Keccak224),
    ("keccak-256", A::Keccak256),
    ("keccak-384", A::Keccak384),
    ("keccak-512", A::Keccak512),
    ("md5", A::Md5),
    ("md5-sha1", A::Md5Sha1),
    ("md5WithRSAEncryption", A::Md5),
    ("ripemd", A::Ripemd160),
    ("ripemd-160", A::Ripemd160),
    ("ripemd160", A::Ripemd160),
    ("ripemd160WithRSA", A::Ripemd160),
    ("rmd160", A::Ripemd160),
    ("sha-1", A::Sha1),
    ("sha-224", A::Sha224),
    ("sha-256", A::Sha256),
    ("sha-256/192", A::Sha256Of192),
    ("sha-384", A::Sha384),
    ("sha-512", A::Sha512),
    ("sha-512/224", A::Sha512Of224),
    ("sha-512/256", A::Sha512Of256),
    ("sha1", A::Sha1),
    ("sha1WithRSAEncryption", A::Sha1),
    ("sha2-224", A::Sha224),
    ("sha2-256", A::Sha256),
    ("sha2-256/192", A::Sha256Of192),
    ("sha2-384", A::Sha384),
    ("sha2-512", A::Sha512),
    ("sha2-512/224", A::Sha512Of224),
    ("sha2-512/256", A::Sha512Of256),
    ("sha224", A::Sha224),
    ("sha224WithRSAEncryption", A::Sha224),
    ("sha256", A::Sha256),
    ("sha256-192", A::Sha256Of192),
    ("sha256WithRSAEncryption", A::Sha256),
    ("sha3-224", A::Sha3Of224),
    ("sha3-256", A::Sha3Of256),
    ("sha3-384", A::Sha3Of384),
    ("sha3-512", A::Sha3Of512),
    ("sha384", A::Sha384),
    ("sha384WithRSAEncryption", A::Sha384),
    ("sha512", A::Sha512),
    ("sha512-224", A::Sha512Of224),
    ("sha512-224WithRSAEncryption", A::Sha512Of224),
    ("sha512-256", A::Sha512Of256),
    ("sha512-256WithRSAEncryption", A::Sha512Of256),
    ("sha512WithRSAEncryption", A::Sha512),
    ("shake-128", A::Shake128),
    ("shake-256", A::Shake256),
    ("shake128", A::Shake128),
    ("shake256", A::Shake256),
    ("sm3", A::Sm3),
    ("sm3WithRSAEncryption", A::Sm3),
    ("ssl3-md5", A::Md5),
    ("ssl3-sha1", A::Sha1),
];

/// Names beside those: the one that DSA's hash once had, and numbers of objects.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("dss1", "sha1"),
    ("1.2.156.10197.1.401", "sm3"),
    ("1.2.840.113549.2.5", "md5"),
    ("1.3.14.3.2.26", "sha1"),
    ("1.3.36.3.2.1", "ripemd160"),
    ("1.3.6.1.4.1.1722.12.2.1.16", "blake2b512"),
    ("1.3.6.1.4.1.1722.12.2.2.8", "blake2s256"),
    ("2.16.840.1.101.3.4.2.1", "sha256"),
    ("2.16.840.1.101.3.4.2.2", "sha384"),
    ("2.16.840.1.101.3.4.2.3", "sha512"),
    ("2.16.840.1.101.3.4.2.4", "sha224"),
    ("2.16.840.1.101.3.4.2.5", "sha512-224"),
    ("2.16.840.1.101.3.4.2.6", "sha512-256"),
    ("2.16.840.1.101.3.4.2.7", "sha3-224"),
    ("2.16.840.1.101.3.4.2.8", "sha3-256"),
    ("2.16.840.1.101.3.4.2.9", "sha3-384"),
    ("2.16.840.1.101.3.4.2.10", "sha3-512"),
    ("2.16.840.1.101.3.4.2.11", "shake128"),
    ("2.16.840.1.101.3.4.2.12", "shake256"),
];

/// Evaluates an expression with `$D` as the type of an algorithm: `eager` for those whose HMAC can keep its keyed blocks,
/// `plain` for the other ones of fixed length, `other` for the rest.
macro_rules! with_digest {
    ($algorithm:expr, eager: $E:ident => $eager:expr, plain: $P:ident => $plain:expr, other: $other:expr $(,)?) => {{
        use $crate::builtins::crypto::digest::Algorithm as A;
        macro_rules! eager {
            ($type:ty) => {{
                type $E = $type;
                $eager
            }};
        }
        macro_rules! plain {
            ($type:ty) => {{
                type $P = $type;
                $plain
            }};
        }
        match $algorithm {
            A::Md5 => eager!(md5::Md5),
            A::Sha1 => eager!(sha1::Sha1),
            A::Sha224 => eager!(sha2::Sha224),
            A::Sha256 => eager!(sha2::Sha256),
            A::Sha384 => eager!(sha2::Sha384),
            A::Sha512 => eager!(sha2::Sha512),
            A::Sha512Of224 => eager!(sha2::Sha512_224),
            A::Sha512Of256 => eager!(sha2::Sha512_256),
            A::Ripemd160 => eager!(ripemd::Ripemd160),
            A::Sm3 => eager!(sm3::Sm3),
            A::Sha3Of224 => plain!(sha3::Sha3_224),
            A::Sha3Of256 => plain!(sha3::Sha3_256),
            A::Sha3Of384 => plain!(sha3::Sha3_384),
            A::Sha3Of512 => plain!(sha3::Sha3_512),
            A::Keccak224 => plain!(sha3::Keccak224),
            A::Keccak256 => plain!(sha3::Keccak256),
            A::Keccak384 => plain!(sha3::Keccak384),
            A::Keccak512 => plain!(sha3::Keccak512),
            A::Blake2b512 => plain!(blake2::Blake2b512),
            A::Blake2s256 => plain!(blake2::Blake2s256),
            A::Shake128 | A::Shake256 | A::Md5Sha1 | A::Sha256Of192 => $other,
        }
    }};
}
pub(super) use with_digest;

impl Algorithm {
    pub fn from_name(name: &str) -> Option<Self> {
        let other = OTHER_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        let name = other.map_or(name, |(_, name)| *name);
        NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, algorithm)| *algorithm)
    }

    /// The algorithm of a number that `number` gave.
    pub fn from_number(number: u32) -> Option<Self> {
        NAMES.get(number as usize).map(|(_, algorithm)| *algorithm)
    }

    /// A number that stands for the algorithm: where it is first named.
    pub fn number(self) -> u32 {
        NAMES.iter().position(|(_, algorithm)| *algorithm == self).unwrap_or_default() as u32
    }

    /// Whether the output can have any length.
    pub fn is_extendable(self) -> bool {
        matches!(self, Self::Shake128 | Self::Shake256)
    }

    /// How many bytes come out when nobody asks for another length.
    pub fn output_size(self) -> usize {
        match self {
            Self::Md5 | Self::Shake128 => 16,
            Self::Sha1 | Self::Ripemd160 => 20,
            Self::Sha256Of192 => 24,
            Self::Sha224 | Self::Sha512Of224 | Self::Sha3Of224 | Self::Keccak224 => 28,
            Self::Sha256 | Self::Sha512Of256 | Self::Sha3Of256 | Self::Keccak256 => 32,
            Self::Shake256 | Self::Blake2s256 | Self::Sm3 => 32,
            Self::Md5Sha1 => 36,
            Self::Sha384 | Self::Sha3Of384 | Self::Keccak384 => 48,
            Self::Sha512 | Self::Sha3Of512 | Self::Keccak512 | Self::Blake2b512 => 64,
        }
    }

    /// The hash of bytes that are there at once.
    pub fn hash(self, bytes: &[u8], output_size: usize) -> Vec<u8> {
        let mut hasher = Hasher::new(self);
        hasher.update(bytes);
        hasher.finish(output_size)
    }
}

/// A hash that is being computed.
pub enum Hasher {
    Lc(lc::Hasher),
    Fixed(Box<dyn DynDigest>),
    Shake128(Shake128),
    Shake256(Shake256),
    /// SHA-256 cut to 192 bits.
    Cut(lc::Hasher),
    /// MD5 and SHA-1, one after the other: what TLS 1.1 signs.
    Both(Box<(lc::Hasher, lc::Hasher)>),
}

impl Hasher {
    pub fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            A::Md5 => Self::Lc(lc::Hasher::md5()),
            A::Sha1 => Self::Lc(lc::Hasher::sha1()),
            A::Sha224 => Self::Lc(lc::Hasher::sha224()),
            A::Sha256 => Self::Lc(lc::Hasher::sha256()),
            A::Sha384 => Self::Lc(lc::Hasher::sha384()),
            A::Sha512 => Self::Lc(lc::Hasher::sha512()),
            A::Sha512Of224 => Self::Lc(lc::Hasher::sha512_224()),
            A::Sha512Of256 => Self::Lc(lc::Hasher::sha512_256()),
            A::Sha3Of224 => Self::Fixed(Box::<Sha3_224>::default()),
            A::Sha3Of256 => Self::Fixed(Box::<Sha3_256>::default()),
            A::Sha3Of384 => Self::Fixed(Box::<Sha3_384>::default()),
            A::Sha3Of512 => Self::Fixed(Box::<Sha3_512>::default()),
            A::Keccak224 => Self::Fixed(Box::<Keccak224>::default()),
            A::Keccak256 => Self::Fixed(Box::<Keccak256>::default()),
            A::Keccak384 => Self::Fixed(Box::<Keccak384>::default()),
            A::Keccak512 => Self::Fixed(Box::<Keccak512>::default()),
            A::Blake2b512 => Self::Fixed(Box::<Blake2b512>::default()),
            A::Blake2s256 => Self::Fixed(Box::<Blake2s256>::default()),
            A::Ripemd160 => Self::Fixed(Box::<Ripemd160>::default()),
            A::Sm3 => Self::Fixed(Box::<Sm3>::default()),
            A::Shake128 => Self::Shake128(Shake128::default()),
            A::Shake256 => Self::Shake256(Shake256::default()),
            A::Sha256Of192 => Self::Cut(lc::Hasher::sha256()),
            A::Md5Sha1 => Self::Both(Box::new((lc::Hasher::md5(), lc::Hasher::sha1()))),
        }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Lc(hasher) | Self::Cut(hasher) => hasher.update(bytes),
            Self::Fixed(digest) => digest.update(bytes),
            Self::Shake128(shake) => shake.update(bytes),
            Self::Shake256(shake) => shake.update(bytes),
            Self::Both(both) => {
                both.0.update(bytes);
                both.1.update(bytes);
            }
        }
    }

    /// The result; `size` says how much of it for those whose output can have any length.
    pub fn finish(self, size: usize) -> Vec<u8> {
        match self {
            Self::Lc(hasher) => hasher.finish(),
            Self::Fixed(digest) => digest.finalize().into_vec(),
            Self::Shake128(shake) => read(shake.finalize_xof(), size),
            Self::Shake256(shake) => read(shake.finalize_xof(), size),
            Self::Cut(hasher) => {
                let mut output = hasher.finish();
                output.truncate(size);
                output
            }
            Self::Both(both) => [both.0.finish(), both.1.finish()].concat(),
        }
    }
}

impl Clone for Hasher {
    fn clone(&self) -> Self {
        match self {
            Self::Lc(hasher) => Self::Lc(*hasher),
            Self::Fixed(digest) => Self::Fixed(digest.box_clone()),
            Self::Shake128(shake) => Self::Shake128(shake.clone()),
            Self::Shake256(shake) => Self::Shake256(shake.clone()),
            Self::Cut(hasher) => Self::Cut(*hasher),
            Self::Both(both) => Self::Both(both.clone()),
        }
    }
}

fn read(mut reader: impl XofReader, size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    reader.read(&mut bytes);
    bytes
}
