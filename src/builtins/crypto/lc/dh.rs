//! Diffie-Hellman over prime fields: groups by name, parameters, keys.

use super::bignum::{BigNumber, bytes_of};
use super::pkey::PKey;
use super::{Failure, Known, check, ffi};
use std::ffi::{c_int, c_uint};
use zeroize::Zeroizing;

super::owned!(
    /// Parameters, and a key pair or half of one once there is any.
    Dh: ffi::DH, ffi::DH_free
);

/// Shorter primes are not taken.
pub const MIN_PRIME_BITS: c_uint = 512;

type Prime = unsafe extern "C" fn(*mut ffi::BIGNUM) -> *mut ffi::BIGNUM;

/// The groups of RFC 3526, each with the bits that a private key of it has with OpenSSL.
const GROUPS: &[(&str, Prime, u32)] = &[
    ("modp5", ffi::BN_get_rfc3526_prime_1536, 200),
    ("modp14", ffi::BN_get_rfc3526_prime_2048, 225),
    ("modp15", ffi::BN_get_rfc3526_prime_3072, 275),
    ("modp16", ffi::BN_get_rfc3526_prime_4096, 325),
    ("modp17", ffi::BN_get_rfc3526_prime_6144, 375),
    ("modp18", ffi::BN_get_rfc3526_prime_8192, 400),
];

/// The two of RFC 2409, which only old peers ask for.
const WEAK_GROUPS: &[(&str, &str)] = &[
    (
        "modp1",
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
         ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a63a3620ffffffffffffffff",
    ),
    (
        "modp2",
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
         ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
         ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff",
    ),
];

fn prime_of(prime: Prime) -> Option<Vec<u8>> {
    // SAFETY: null asks for a new number, which the owner takes over.
    BigNumber::from_raw(unsafe { prime(std::ptr::null_mut()) }).ok().map(|prime| prime.to_bytes())
}

/// The prime and the generator of a named group.
pub fn group(name: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let prime = match GROUPS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)) {
        Some((_, prime, _)) => prime_of(*prime)?,
        None => {
            let (_, prime) = WEAK_GROUPS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
            const_hex::decode(prime).ok()?
        }
    };
    Some((prime, vec![2]))
}

impl Dh {
    pub fn from_parameters(prime: &[u8], generator: &[u8]) -> Result<Self, Failure> {
        let (prime, generator) = (BigNumber::from_bytes(prime)?, BigNumber::from_bytes(generator)?);
        // A short private key is as safe as the prime of a known group, and makes its keys several times as fast.
        let bytes = prime.to_bytes();
        let length = GROUPS.iter().find(|(_, prime, _)| prime_of(*prime).as_ref() == Some(&bytes));
        // SAFETY: the parameters own the numbers once they took them; there is nothing to fail in between.
        unsafe {
            let dh = Self::from_raw(ffi::DH_new())?;
            check(ffi::DH_set0_pqg(dh.as_ptr(), prime.into_raw(), std::ptr::null_mut(), generator.into_raw()))?;
            if let Some((_, _, bits)) = length {
                check(ffi::DH_set_length(dh.as_ptr(), *bits))?;
            }
            Ok(dh)
        }
    }

    /// New parameters with a safe prime of that many bits.
    pub fn generate_parameters(bits: u32, generator: u32) -> Result<Self, Failure> {
        // SAFETY: the parameters are alive; no callback.
        unsafe {
            let dh = Self::from_raw(ffi::DH_new())?;
            check(ffi::DH_generate_parameters_ex(
                dh.as_ptr(),
                c_int::try_from(bits).unwrap_or(c_int::MAX),
                c_int::try_from(generator).unwrap_or(c_int::MAX),
                std::ptr::null_mut(),
            ))?;
            Ok(dh)
        }
    }

    /// Computes what is missing of the key pair.
    pub fn generate_key(&self) -> Result<(), Failure> {
        // SAFETY: the parameters are alive.
        if unsafe { ffi::DH_bits(self.as_ptr()) } < MIN_PRIME_BITS {
            return Err(Failure::from(Known::DH_MODULUS_TOO_SMALL));
        }
        // SAFETY: the parameters are alive.
        check(unsafe { ffi::DH_generate_key(self.as_ptr()) })
    }

    pub fn prime(&self) -> Vec<u8> {
        // SAFETY: the parameters are alive, and so is the number.
        bytes_of(unsafe { ffi::DH_get0_p(self.as_ptr()) }).unwrap_or_default()
    }

    pub fn generator(&self) -> Vec<u8> {
        // SAFETY: as above.
        bytes_of(unsafe { ffi::DH_get0_g(self.as_ptr()) }).unwrap_or_default()
    }

    pub fn public_key(&self) -> Option<Vec<u8>> {
        // SAFETY: as above.
        bytes_of(unsafe { ffi::DH_get0_pub_key(self.as_ptr()) })
    }

    pub fn private_key(&self) -> Option<Zeroizing<Vec<u8>>> {
        // SAFETY: as above.
        bytes_of(unsafe { ffi::DH_get0_priv_key(self.as_ptr()) }).map(Zeroizing::new)
    }

    pub fn set_public_key(&self, bytes: &[u8]) -> Result<(), Failure> {
        let number = BigNumber::from_bytes(bytes)?;
        // SAFETY: the parameters own the number once they took it.
        check(unsafe { ffi::DH_set0_key(self.as_ptr(), number.into_raw(), std::ptr::null_mut()) })
    }

    pub fn set_private_key(&self, bytes: &[u8]) -> Result<(), Failure> {
        let number = BigNumber::from_bytes(bytes)?;
        // SAFETY: as above.
        check(unsafe { ffi::DH_set0_key(self.as_ptr(), std::ptr::null_mut(), number.into_raw()) })
    }

    /// The `DH_CHECK_*` bits of what is wrong with the parameters. That the prime is too small is only OpenSSL's to say.
    pub fn verify_error(&self) -> i32 {
        const MODULUS_TOO_SMALL: i32 = 0x80;
        let mut flags = 0;
        // SAFETY: the parameters are alive.
        let (known, bits) = unsafe { (ffi::DH_check(self.as_ptr(), &mut flags), ffi::DH_bits(self.as_ptr())) };
        super::error::clear_queue();
        if known != 1 {
            flags = ffi::DH_CHECK_P_NOT_PRIME;
            if bits < 2 {
                flags |= ffi::DH_CHECK_NOT_SUITABLE_GENERATOR;
            }
        }
        if bits < MIN_PRIME_BITS { flags | MODULUS_TOO_SMALL } else { flags }
    }

    /// Whether a public key is too small or too large for the parameters, or neither.
    pub fn check_public_key(&self, peer: &[u8]) -> Result<PeerCheck, Failure> {
        let number = BigNumber::from_bytes(peer)?;
        let mut flags = 0;
        // SAFETY: the parameters and the number are alive.
        check(unsafe { ffi::DH_check_pub_key(self.as_ptr(), number.as_ptr(), &mut flags) })?;
        Ok(match flags {
            0 => PeerCheck::Good,
            flags if flags & ffi::DH_CHECK_PUBKEY_TOO_SMALL != 0 => PeerCheck::TooSmall,
            flags if flags & ffi::DH_CHECK_PUBKEY_TOO_LARGE != 0 => PeerCheck::TooLarge,
            _ => PeerCheck::Invalid,
        })
    }

    /// The secret, as long as the prime.
    pub fn compute_secret(&self, peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let number = BigNumber::from_bytes(peer)?;
        // SAFETY: the parameters and the number are alive; the vector has the length that the secret can have.
        unsafe {
            let mut secret = Zeroizing::new(vec![0; ffi::DH_size(self.as_ptr()).max(0) as usize]);
            if ffi::DH_compute_key_padded(secret.as_mut_ptr(), number.as_ptr(), self.as_ptr()) < 0 {
                return Err(Failure::last());
            }
            Ok(secret)
        }
    }

    pub fn into_pkey(self) -> Result<PKey, Failure> {
        // SAFETY: the key takes a reference of its own.
        unsafe {
            let key = PKey::from_raw(ffi::EVP_PKEY_new())?;
            check(ffi::EVP_PKEY_set1_DH(key.as_ptr(), self.as_ptr()))?;
            Ok(key)
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PeerCheck {
    Good,
    TooSmall,
    TooLarge,
    Invalid,
}

impl PKey {
    /// The parameters and keys of Diffie-Hellman; `None` for other kinds.
    pub(super) fn dh(&self) -> Option<Dh> {
        // SAFETY: the key is alive; the result owns the reference that is added.
        Dh::from_raw(unsafe { ffi::EVP_PKEY_get1_DH(self.as_ptr()) }).ok()
    }

    /// A new DSA key: bits of the modulus and of the divisor.
    pub fn generate_dsa(bits: u32, divisor_bits: Option<u32>) -> Result<Self, Failure> {
        use super::pkey::{Kind, Operation};
        let divisor_bits = divisor_bits.unwrap_or(224);
        if bits < MIN_PRIME_BITS || !matches!(divisor_bits, 160 | 224 | 256) {
            return Err(Failure::from(Known::KEY_MANAGEMENT_FAILURE));
        }
        if bits < 2048 && bits.next_multiple_of(64) < 1024 {
            return Err(Failure::from(Known::BAD_FFC_PARAMETERS));
        }
        // Both round up shorter sizes; of the others AWS-LC alone does so.
        if bits > 2048 && !bits.is_multiple_of(64) {
            return Self::generate_sized_dsa(bits, divisor_bits);
        }
        let number = |value: u32| c_int::try_from(value).unwrap_or(c_int::MAX);
        let mut parameters = std::ptr::null_mut();
        let operation = Operation::for_kind(Kind::Dsa)?;
        // SAFETY: the operations are alive; the parameters are owned as soon as they are there.
        unsafe {
            check(ffi::EVP_PKEY_paramgen_init(operation.as_ptr()))?;
            check(ffi::EVP_PKEY_CTX_set_dsa_paramgen_bits(operation.as_ptr(), number(bits)))?;
            check(ffi::EVP_PKEY_CTX_set_dsa_paramgen_q_bits(operation.as_ptr(), number(divisor_bits)))?;
            check(ffi::EVP_PKEY_paramgen(operation.as_ptr(), &mut parameters))?;
            let operation = Self::from_raw(parameters)?.operation()?;
            check(ffi::EVP_PKEY_keygen_init(operation.as_ptr()))?;
            operation.generate()
        }
    }

    /// A new DSA key whose modulus has exactly that many bits.
    fn generate_sized_dsa(bits: u32, divisor_bits: u32) -> Result<Self, Failure> {
        super::owned!(
            /// Parameters and a key of DSA.
            Dsa: ffi::DSA, ffi::DSA_free
        );
        let divisor = BigNumber::generate_prime(divisor_bits as usize, false, None, None)?;
        let (modulus, generator) = divisor.group_of_order(bits as usize)?;
        // SAFETY: the key is alive, owns the numbers from the first call on and is itself owned by the result in the end.
        unsafe {
            let dsa = Dsa::from_raw(ffi::DSA_new())?;
            check(ffi::DSA_set0_pqg(dsa.as_ptr(), modulus.into_raw(), divisor.into_raw(), generator.into_raw()))?;
            check(ffi::DSA_generate_key(dsa.as_ptr()))?;
            let key = Self::from_raw(ffi::EVP_PKEY_new())?;
            check(ffi::EVP_PKEY_set1_DSA(key.as_ptr(), dsa.as_ptr()))?;
            Ok(key)
        }
    }

    /// Bits of the divisor of a DSA key.
    pub fn dsa_divisor_bits(&self) -> Option<usize> {
        // SAFETY: the key is alive, and so is its number.
        unsafe {
            let dsa = ffi::EVP_PKEY_get0_DSA(self.as_ptr());
            (!dsa.is_null()).then(|| ffi::BN_num_bits(ffi::DSA_get0_q(dsa)) as usize)
        }
    }
}
