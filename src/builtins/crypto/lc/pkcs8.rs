//! What AWS-LC does not write or read of the structures around keys: PrivateKeyInfo of Diffie-Hellman and RSA-PSS, elliptic curves
//! whose parameters are spelled out, and encrypted private keys as OpenSSL writes them (PBES2 with PBKDF2 and HMAC-SHA-256).

use super::bignum::{BigNumber, padded_bytes_of};
use super::cipher::{Cipher, Info};
use super::der::{Reader, integer, sequence, tagged};
use super::dh::Dh;
use super::ec::{Curve, EcKey, Form};
use super::pkey::{Kind, PKey};
use super::{Failure, Known, check, ffi};
use crate::builtins::crypto::random::random_bytes;
use hmac::Hmac;
use std::ptr::null_mut;
use zeroize::Zeroizing;

const INTEGER: u8 = 2;
const BIT_STRING: u8 = 3;
const OCTET_STRING: u8 = 4;
const NULL: &[u8] = &[5, 0];

const DH: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 3, 1];
const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1];
const PRIME_FIELD: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 1, 1];
const PBES2: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 13];
const PBKDF2: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 12];
const HMAC_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 2, 9];

/// The ciphers that PBES2 names, as the table of ciphers calls them.
const PROTECTIONS: &[(&str, &[u8])] = &[
    ("aes-128-ecb", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 1]),
    ("aes-128-cbc", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 2]),
    ("aes-128-ofb", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 3]),
    ("aes-128-cfb", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 4]),
    ("aes-192-ecb", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 21]),
    ("aes-192-cbc", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 22]),
    ("aes-192-ofb", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 23]),
    ("aes-192-cfb", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 24]),
    ("aes-256-ecb", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 41]),
    ("aes-256-cbc", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42]),
    ("aes-256-ofb", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 43]),
    ("aes-256-cfb", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 44]),
    ("des-ede3-cbc", &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 3, 7]),
];

fn oid(content: &[u8]) -> Vec<u8> {
    tagged(6, content)
}

/// A PrivateKeyInfo.
pub fn private_key_info(algorithm: &[u8], key: &[u8]) -> Zeroizing<Vec<u8>> {
    let content = Zeroizing::new(tagged(OCTET_STRING, key));
    Zeroizing::new(sequence(&[&integer(&[0]), algorithm, &content]))
}

// ---- Diffie-Hellman ----

/// Without the length of private keys, which AWS-LC writes and OpenSSL does not.
fn dh_algorithm(dh: &Dh) -> Vec<u8> {
    sequence(&[&oid(DH), &sequence(&[&integer(&dh.prime()), &integer(&dh.generator())])])
}

pub fn dh_spki(dh: &Dh) -> Result<Vec<u8>, Failure> {
    let public = dh.public_key().ok_or_else(|| Failure::plain("No public key"))?;
    Ok(sequence(&[&dh_algorithm(dh), &tagged(BIT_STRING, &[&[0], integer(&public).as_slice()].concat())]))
}

pub fn dh_private_key_info(dh: &Dh) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let private = dh.private_key().ok_or_else(|| Failure::plain("No private key"))?;
    Ok(private_key_info(&dh_algorithm(dh), &Zeroizing::new(integer(&private))))
}

/// The key of a PrivateKeyInfo; `None` when it is none of Diffie-Hellman.
pub fn dh_from_private_key_info(der: &[u8]) -> Option<Result<PKey, Failure>> {
    let mut info = Reader::new(der).sequence()?;
    info.read(INTEGER)?;
    let mut algorithm = info.sequence()?;
    if algorithm.read(6)? != DH {
        return None;
    }
    let mut parameters = algorithm.sequence()?;
    let (prime, generator) = (parameters.read(INTEGER)?, parameters.read(INTEGER)?);
    let private = Reader::new(info.read(OCTET_STRING)?).read(INTEGER)?;
    Some((|| {
        let dh = Dh::from_parameters(prime, generator)?;
        dh.set_private_key(private)?;
        dh.generate_key()?;
        dh.into_pkey()
    })())
}

// ---- curves with their parameters ----

impl Curve {
    /// The random number that the coefficients of a curve come from, where its standard has one.
    fn seed(self) -> Option<[u8; 20]> {
        let hex = match self.name()? {
            "secp224r1" => "bd71344799d5c7fcdc45b59fa3b9ab8f6a948bc5",
            "prime256v1" => "c49d360886e704936a6678e1139d26b7819f7e90",
            "secp384r1" => "a335926aa319a27a1d00896a6773a4827acdac73",
            "secp521r1" => "d09e8800291cb85396cc6717393284aaa0da64ba",
            _ => return None,
        };
        const_hex::decode_to_array(hex).ok()
    }

    /// The ECParameters of a curve, which is one over a prime field, as they all are.
    fn explicit_parameters(self) -> Result<Vec<u8>, Failure> {
        let [prime, a, b] = [0; 3].map(BigNumber::from_word);
        let (prime, a, b) = (prime?, a?, b?);
        // SAFETY: the curve is static, the numbers are alive; the generator and the order belong to the curve.
        let (generator, order) = unsafe {
            check(ffi::EC_GROUP_get_curve_GFp(self.as_ptr(), prime.as_ptr(), a.as_ptr(), b.as_ptr(), null_mut()))?;
            (ffi::EC_GROUP_get0_generator(self.as_ptr()), ffi::EC_GROUP_get0_order(self.as_ptr()))
        };
        let element = |number: &BigNumber| {
            padded_bytes_of(number.as_ptr(), self.field_length()).ok_or_else(|| Failure::from(Known::UNSUPPORTED))
        };
        let mut coefficients = [tagged(OCTET_STRING, &element(&a)?), tagged(OCTET_STRING, &element(&b)?)].concat();
        if let Some(seed) = self.seed() {
            coefficients.extend(tagged(BIT_STRING, &[&[0], seed.as_slice()].concat()));
        }
        let order = padded_bytes_of(order, self.order_length()).ok_or_else(|| Failure::from(Known::UNSUPPORTED))?;
        Ok(sequence(&[
            &integer(&[1]),
            &sequence(&[&oid(PRIME_FIELD), &integer(&element(&prime)?)]),
            &sequence(&[&coefficients]),
            &tagged(OCTET_STRING, &self.write(generator, Form::Uncompressed)?),
            &integer(&order),
            &integer(&[1]),
        ]))
    }
}

/// The point of a key as a BIT STRING.
fn point(key: &EcKey) -> Result<Vec<u8>, Failure> {
    Ok(tagged(BIT_STRING, &[&[0], key.public_point(Form::Uncompressed)?.as_slice()].concat()))
}

/// The SubjectPublicKeyInfo of a key with the parameters of its curve.
pub fn explicit_spki(key: &EcKey) -> Result<Vec<u8>, Failure> {
    let algorithm = sequence(&[&oid(EC_PUBLIC_KEY), &key.curve().explicit_parameters()?]);
    Ok(sequence(&[&algorithm, &point(key)?]))
}

/// The ECPrivateKey of a key with the parameters of its curve, or without any where another structure has them.
pub fn explicit_sec1(key: &EcKey, has_parameters: bool) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let private = key.padded_private_number().ok_or_else(|| Failure::plain("No private key"))?;
    let private = Zeroizing::new(tagged(OCTET_STRING, &private));
    let parameters = if has_parameters { tagged(0xA0, &key.curve().explicit_parameters()?) } else { Vec::new() };
    Ok(Zeroizing::new(sequence(&[&integer(&[1]), &private, &parameters, &tagged(0xA1, &point(key)?)])))
}

pub fn explicit_private_key_info(key: &EcKey) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let algorithm = sequence(&[&oid(EC_PUBLIC_KEY), &key.curve().explicit_parameters()?]);
    Ok(private_key_info(&algorithm, &explicit_sec1(key, false)?))
}

impl EcKey {
    /// The key that is written with the parameters of its curve in place of the curve's name.
    pub fn into_explicit_pkey(self) -> Result<PKey, Failure> {
        PKey::from_pkcs8(&explicit_private_key_info(&self)?, None)
    }

    /// Whether the key is written with the parameters of its curve: it was read so.
    pub fn is_explicit(&self) -> bool {
        // SAFETY: the key is alive.
        unsafe { ffi::EC_KEY_decoded_from_explicit_params(self.as_ptr()) == 1 }
    }
}

// ---- encrypted keys ----

const ITERATIONS: u32 = 2048;

fn derive(password: &[u8], salt: &[u8], iterations: u32, info: &Info) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut key = Zeroizing::new(vec![0; info.key_length]);
    pbkdf2::pbkdf2::<Hmac<sha2::Sha256>>(password, salt, iterations, &mut key)
        .map_err(|_| Failure::plain("PBKDF2 derivation failed"))?;
    Ok(key)
}

/// The EncryptedPrivateKeyInfo of a PrivateKeyInfo.
pub fn protect(info: &[u8], cipher_name: &str, password: &[u8]) -> Result<Vec<u8>, Failure> {
    let cipher =
        Info::from_name(cipher_name).ok_or_else(|| Failure::error("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher"))?;
    let (_, cipher_oid) =
        PROTECTIONS.iter().find(|(name, _)| *name == cipher.name).ok_or(Known::CIPHER_PARAMETER_ERROR)?;
    let (salt, iv) = (random_bytes(16)?, random_bytes(cipher.iv_length)?);
    let key = derive(password, &salt, ITERATIONS, &cipher)?;
    let mut encryption = Cipher::new(&cipher, true, &key, &iv, None)?;
    let encrypted = [encryption.update(info)?, encryption.finish()?].concat();
    let derivation = sequence(&[
        &tagged(OCTET_STRING, &salt),
        &integer(&ITERATIONS.to_be_bytes()),
        &sequence(&[&oid(HMAC_SHA256), NULL]),
    ]);
    let scheme = sequence(&[
        &sequence(&[&oid(PBKDF2), &derivation]),
        &sequence(&[&oid(cipher_oid), &tagged(OCTET_STRING, &iv)]),
    ]);
    Ok(sequence(&[&sequence(&[&oid(PBES2), &scheme]), &tagged(OCTET_STRING, &encrypted)]))
}

/// The opposite, of what `protect` and OpenSSL write; `None` when it is something else or the password is wrong.
pub fn unprotect(der: &[u8], password: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut outer = Reader::new(der).sequence()?;
    let mut algorithm = outer.sequence()?;
    let encrypted = outer.read(OCTET_STRING)?;
    if algorithm.read(6)? != PBES2 {
        return None;
    }
    let mut scheme = algorithm.sequence()?;
    let (mut derivation, mut encryption) = (scheme.sequence()?, scheme.sequence()?);
    if derivation.read(6)? != PBKDF2 {
        return None;
    }
    let mut derivation = derivation.sequence()?;
    let (salt, iterations) = (derivation.read(OCTET_STRING)?, derivation.small_integer()?);
    // How long the key is, which the cipher tells as well.
    let _ = derivation.read(INTEGER);
    if derivation.sequence()?.read(6)? != HMAC_SHA256 {
        return None;
    }
    let (cipher_oid, iv) = (encryption.read(6)?, encryption.read(OCTET_STRING)?);
    let (name, _) = PROTECTIONS.iter().find(|(_, oid)| *oid == cipher_oid)?;
    let cipher = Info::from_name(name).filter(|info| info.accepts_iv_length(iv.len()))?;
    let key = derive(password, salt, iterations, &cipher).ok()?;
    let mut decryption = Cipher::new(&cipher, false, &key, iv, None).ok()?;
    let info = Zeroizing::new([decryption.update(encrypted).ok()?, decryption.finish().ok()?].concat());
    Some(info)
}

impl PKey {
    /// The PrivateKeyInfo of a key.
    pub(super) fn private_key_info(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        if let Some(key) = self.own() {
            return key.to_private_key_info();
        }
        match self.kind() {
            Some(Kind::RsaPss) => self.pss_pkcs8(),
            Some(Kind::Dh) => dh_private_key_info(&self.dh().ok_or(Known::UNSUPPORTED)?),
            _ => match self.ec_key().filter(EcKey::is_explicit) {
                Some(key) => explicit_private_key_info(&key),
                None => self.plain_pkcs8(),
            },
        }
    }
}
