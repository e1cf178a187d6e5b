//! What two keys make together: encryption with RSA, agreement on a secret, key encapsulation; and the classes
//! DiffieHellman and ECDH.

use super::copy_bytes;
use super::digest::Algorithm;
use super::job::{Reply, answer, run};
use super::kem;
use super::keys::{KeyData, key_argument, optional_bytes, pkey_argument};
use super::lc::dh::{Dh, PeerCheck, group};
use super::lc::digest::Digest;
use super::lc::ec::{Curve, EcKey, Form, curve_names};
use super::lc::pkey::{Kind, PKey};
use super::lc::rsa::{Mode, NO_PADDING, OAEP_PADDING, PKCS1_PADDING, Padding};
use super::lc::{Failure, Known};
use crate::runtime::convert::{ErrorClass, string};
use crate::runtime::native_object;
use crate::runtime::provider;
use zeroize::Zeroizing;

/// `rsaCrypt(mode, key, data, padding, OAEP digest | undefined, OAEP label | undefined, callback?)`: the mode is 0 for
/// publicEncrypt, 1 for privateDecrypt, 2 for privateEncrypt, 3 for publicDecrypt.
pub fn rsa_crypt<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let mode = match args.get(0).uint32_value(scope) {
        Some(0) => Mode::Encrypt,
        Some(1) => Mode::Decrypt,
        Some(2) => Mode::Sign,
        _ => Mode::Recover,
    };
    let (key, is_public) = match key_argument(scope, args.get(1)) {
        Some(KeyData::Public(key)) => (key, true),
        Some(KeyData::Private(key)) => (key, false),
        _ => return,
    };
    let Some(data) = copy_bytes(scope, args.get(2)) else { return };
    let number = args.get(3).int32_value(scope).unwrap_or_default();
    let digest = args.get(4).is_string().then(|| args.get(4).to_rust_string_lossy(scope));
    let label = optional_bytes(scope, args.get(5));
    run(scope, provider::CIPHER_JOB, args.get(6), rv, move || {
        if key.kind() != Some(Kind::Rsa) {
            return Err(not_for_this_key(mode, key.kind()));
        }
        let digest = match digest {
            Some(name) => Some(
                Digest::from_name(&name)
                    .map_err(|_| Failure::error("ERR_OSSL_EVP_INVALID_DIGEST", "Invalid digest used"))?,
            ),
            None => None,
        };
        if mode == Mode::Decrypt {
            check_length(&key, mode, number, data.len())?;
        }
        match (mode, number) {
            (_, PKCS1_PADDING | NO_PADDING) | (Mode::Encrypt | Mode::Decrypt, OAEP_PADDING) => {}
            (Mode::Encrypt | Mode::Decrypt, _) => return Err(Failure::from(Known::RSA_UNKNOWN_PADDING_TYPE)),
            (Mode::Sign | Mode::Recover, _) => return Err(Failure::from(Known::ILLEGAL_PADDING_MODE)),
        }
        if matches!(mode, Mode::Sign | Mode::Recover) {
            if digest.is_some() {
                return Err(Failure::from(Known::INVALID_OPERATION));
            }
            if label.is_some() {
                return Err(Failure::from(Known::COMMAND_NOT_SUPPORTED));
            }
        }
        check_length(&key, mode, number, data.len())?;
        if is_public && matches!(mode, Mode::Decrypt | Mode::Sign) {
            return Err(refused(mode, number, Known::RSA_MISSING_PRIVATE_KEY));
        }
        let oaep_digest = digest.filter(|_| number == OAEP_PADDING);
        // A number without the zeros in front of it is the same number.
        let data = match mode {
            Mode::Decrypt | Mode::Recover => [vec![0; key.size() - data.len()], data].concat(),
            _ => data,
        };
        if mode == Mode::Encrypt && number != NO_PADDING {
            let overhead = match (number, oaep_digest.or_else(|| Digest::new(Algorithm::Sha1))) {
                (OAEP_PADDING, Some(digest)) => 2 * digest.size() + 2,
                _ => 11,
            };
            if data.len() + overhead > key.size() {
                return Err(Failure::from(Known::RSA_DATA_TOO_LARGE_FOR_KEY_SIZE));
            }
        }
        let label = label.as_ref().map(|label| label.as_slice()).filter(|_| number == OAEP_PADDING);
        let padding = Padding { number, oaep_digest, oaep_label: label };
        if mode == Mode::Decrypt && number == PKCS1_PADDING {
            return decrypt_pkcs1(&key, &padding, &data);
        }
        let is_padded = number != NO_PADDING;
        key.crypt(mode, &padding, &data).map_err(|failure| match (mode, &failure) {
            (Mode::Decrypt | Mode::Recover, _) if is_padded && exceeds_modulus(&key, &data) => {
                refused(mode, number, Known::RSA_DATA_TOO_LARGE_FOR_MODULUS)
            }
            (Mode::Decrypt, _) if number == OAEP_PADDING => Failure::from(Known::RSA_OAEP_DECODING_ERROR),
            (Mode::Recover, Failure::OpenSsl { .. }) if is_padded => wrong_padding(&key, &data),
            (Mode::Recover, Failure::OpenSsl { .. }) => refused(mode, number, Known::RSA_DATA_TOO_LARGE_FOR_MODULUS),
            _ => failure,
        })
    });
}

/// An error of the operation itself, with what OpenSSL's own layers put on top of it.
fn refused(mode: Mode, padding: i32, known: Known) -> Failure {
    match mode {
        Mode::Sign | Mode::Recover => Failure::under(known, &[Known::PROVIDER_SIGNATURE_FAILURE, Known::RSA_LIBRARY]),
        Mode::Decrypt if padding == OAEP_PADDING => Failure::under(known, &[Known::FAILED_TO_DECRYPT]),
        _ => Failure::from(known),
    }
}

fn check_length(key: &PKey, mode: Mode, padding: i32, length: usize) -> Result<(), Failure> {
    let size = key.size();
    let known = match mode {
        Mode::Decrypt if length == 0 => Known::RSA_DATA_TOO_SMALL,
        Mode::Decrypt | Mode::Recover if length > size => Known::RSA_DATA_GREATER_THAN_MOD_LEN,
        Mode::Encrypt | Mode::Sign if padding == NO_PADDING && length < size => Known::RSA_DATA_TOO_SMALL_FOR_KEY_SIZE,
        Mode::Sign if padding == NO_PADDING && length > size => Known::RSA_DATA_TOO_LARGE_FOR_KEY_SIZE,
        Mode::Sign if padding == PKCS1_PADDING && length + 11 > size => Known::RSA_DATA_TOO_LARGE_FOR_KEY_SIZE,
        _ => return Ok(()),
    };
    Err(refused(mode, padding, known))
}

fn exceeds_modulus(key: &PKey, data: &[u8]) -> bool {
    key.rsa_components().first().is_some_and(|modulus| data >= modulus.as_slice())
}

/// What is wrong with a text that `publicDecrypt` found no padding in. It is no secret: everybody has the key.
fn wrong_padding(key: &PKey, data: &[u8]) -> Failure {
    let raw = Padding { number: NO_PADDING, oaep_digest: None, oaep_label: None };
    let block = key.crypt(Mode::Recover, &raw, data).unwrap_or_default();
    let known = match block.as_slice() {
        [0, kind, ..] if *kind != 1 => Known::RSA_BLOCK_TYPE_IS_NOT_01,
        _ => Known::RSA_INVALID_PADDING,
    };
    Failure::under(known, &[Known::PROVIDER_SIGNATURE_FAILURE, Known::RSA_LIBRARY, Known::RSA_PADDING_CHECK_FAILED])
}

/// What OpenSSL says of a key of another kind: it first looks whether such keys sign.
fn not_for_this_key(mode: Mode, kind: Option<Kind>) -> Failure {
    match (mode, kind) {
        (Mode::Sign, Some(Kind::RsaPss)) => Failure::from(Known::ILLEGAL_PADDING_MODE),
        (_, Some(Kind::RsaPss)) => Failure::from(Known::PROVIDER_OPERATION_NOT_SUPPORTED),
        (Mode::Sign, Some(Kind::Dsa | Kind::Ec | Kind::Ed25519 | Kind::ED448)) => {
            Failure::plain("error:00000000:lib(0)::reason(0)")
        }
        (Mode::Recover, Some(Kind::Dsa | Kind::Ec | Kind::Ed25519 | Kind::ED448)) => {
            Failure::from(Known::PROVIDER_SIGNATURE_NOT_SUPPORTED)
        }
        (Mode::Sign | Mode::Recover, Some(kind)) if kind.is_post_quantum_signer() => {
            Failure::from(Known::PROVIDER_SIGNATURE_NOT_SUPPORTED)
        }
        _ => Failure::from(Known::OPERATION_NOT_SUPPORTED),
    }
}

/// Decryption with PKCS#1's first padding does not tell whether the padding was right: who could ask often enough would
/// learn the message. As OpenSSL does, a wrong one gives bytes that depend on the input and the key alone.
fn decrypt_pkcs1(key: &PKey, padding: &Padding<'_>, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let raw = Padding { number: NO_PADDING, oaep_digest: None, oaep_label: padding.oaep_label };
    let block = key.crypt(Mode::Decrypt, &raw, data)?;
    let secret = Zeroizing::new(key.rsa_components().get(2).map(|d| d.to_vec()).unwrap_or_default());
    Ok(super::implicit_rejection::message(&secret, data, &block))
}

/// `deriveSecret(private key, public key, callback?)`
pub fn derive<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(private) = pkey_argument(scope, args.get(0)) else { return };
    let Some(public) = pkey_argument(scope, args.get(1)) else { return };
    run(scope, provider::DH_BITS_JOB, args.get(2), rv, move || {
        private.derive(&public).map_err(|failure| match (private.kind(), failure) {
            (Some(Kind::X25519), Failure::OpenSsl { .. }) => Failure::from(Known::FAILED_DURING_DERIVATION),
            (Some(Kind::Ec | Kind::Dh), Failure::OpenSsl { .. }) => Failure::from(Known::MISMATCHING_DOMAIN_PARAMETERS),
            (_, failure) => failure,
        })
    });
}

fn kem_failure(_: Failure) -> Failure {
    Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Encapsulation failed")
}

/// `encapsulate(public key, callback?)`: `[shared key, ciphertext]`
pub fn encapsulate<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    run(scope, provider::KEM_ENCAPSULATE_JOB, args.get(1), rv, move || kem::encapsulate(&key).map_err(kem_failure));
}

/// `decapsulate(private key, ciphertext, callback?)`
pub fn decapsulate<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    let Some(ciphertext) = copy_bytes(scope, args.get(1)) else { return };
    run(scope, provider::KEM_DECAPSULATE_JOB, args.get(2), rv, move || {
        kem::decapsulate(&key, &ciphertext)
            .map_err(|_| Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Decapsulation failed"))
    });
}

// ---- DiffieHellman ----

/// `createDh(prime | bits, generator)`
pub fn dh_create<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let dh = if args.get(0).is_number() {
        let bits = args.get(0).uint32_value(scope).unwrap_or_default();
        let generator = args.get(1).uint32_value(scope).unwrap_or(2);
        Dh::generate_parameters(bits, generator)
    } else {
        let Some(prime) = copy_bytes(scope, args.get(0)) else { return };
        let Some(generator) = copy_bytes(scope, args.get(1)) else { return };
        Dh::from_parameters(&prime, &generator)
    };
    match dh {
        Ok(dh) => rv.set(native_object::create(scope, dh).into()),
        Err(failure) => failure.throw(scope),
    }
}

/// `getDhGroup(name)`: `[prime, generator]`, undefined when there is none of that name.
pub fn dh_group<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    if let Some(group) = group(&args.get(0).to_rust_string_lossy(scope)) {
        rv.set(group.into_value(scope));
    }
}

/// `dhGenerateKeys(dh)`: the public key.
pub fn dh_generate<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(dh) = native_object::get::<Dh>(args.get(0)) else { return };
    let dh = dh.borrow();
    let failed = |_| Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Key generation failed");
    answer(scope, rv, dh.generate_key().map(|()| dh.public_key().unwrap_or_default()).map_err(failed));
}

/// `dhComputeSecret(dh, public key)`
pub fn dh_compute<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(dh) = native_object::get::<Dh>(args.get(0)) else { return };
    let Some(peer) = copy_bytes(scope, args.get(1)) else { return };
    let dh = dh.borrow();
    let invalid =
        |message: &str| Failure::Node(ErrorClass::RangeError, "ERR_CRYPTO_INVALID_KEYLEN", message.to_owned());
    let result = dh.check_public_key(&peer).and_then(|check| match check {
        PeerCheck::Good => dh
            .compute_secret(&peer)
            .map_err(|_| Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Failed to compute shared secret")),
        PeerCheck::TooSmall => Err(invalid("Supplied key is too small")),
        PeerCheck::TooLarge => Err(invalid("Supplied key is too large")),
        PeerCheck::Invalid => Err(Failure::error("ERR_CRYPTO_INVALID_KEYTYPE", "Invalid key type")),
    });
    answer(scope, rv, result);
}

/// `dhGet(dh, what)`: the prime, the generator, the public key, the private key (0 to 3); undefined when there is none.
pub fn dh_get<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(dh) = native_object::get::<Dh>(args.get(0)) else { return };
    let dh = dh.borrow();
    let bytes = match args.get(1).uint32_value(scope) {
        Some(0) => Some(Zeroizing::new(dh.prime())),
        Some(1) => Some(Zeroizing::new(dh.generator())),
        Some(2) => dh.public_key().map(Zeroizing::new),
        _ => dh.private_key(),
    };
    if let Some(bytes) = bytes {
        rv.set(bytes.into_value(scope));
    }
}

/// `dhSet(dh, is private, key)`
pub fn dh_set<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    let Some(dh) = native_object::get::<Dh>(args.get(0)) else { return };
    let Some(bytes) = copy_bytes(scope, args.get(2)).map(Zeroizing::new) else { return };
    let dh = dh.borrow();
    let result = if args.get(1).is_true() { dh.set_private_key(&bytes) } else { dh.set_public_key(&bytes) };
    if let Err(failure) = result {
        failure.throw(scope);
    }
}

/// `dhVerifyError(dh)`
pub fn dh_verify_error<'s>(
    _: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    if let Some(dh) = native_object::get::<Dh>(args.get(0)) {
        rv.set_int32(dh.borrow().verify_error());
    }
}

// ---- ECDH ----

/// What the handle of an ECDH object holds.
struct Ecdh {
    curve: Curve,
    key: Option<EcKey>,
    /// A public key that was set by hand.
    public: Option<EcKey>,
}

pub fn curves<'s>(scope: &mut v8::PinScope<'s, '_>, _: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let names: Vec<v8::Local<v8::Value>> = curve_names().into_iter().map(|name| string(scope, name).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &names).into());
}

pub fn has_curve<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    rv.set_bool(Curve::from_name(&args.get(0).to_rust_string_lossy(scope)).is_some());
}

/// `createEcdh(curve)`: undefined when there is none of that name.
pub fn ecdh_create<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    if let Some(curve) = Curve::from_short_name(&args.get(0).to_rust_string_lossy(scope)) {
        rv.set(native_object::create(scope, Ecdh { curve, key: None, public: None }).into());
    }
}

/// `ecdhGenerateKeys(ecdh)`
pub fn ecdh_generate<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue,
) {
    let Some(ecdh) = native_object::get::<Ecdh>(args.get(0)) else { return };
    let key = ecdh.borrow().curve.generate();
    match key {
        Ok(key) => {
            let mut ecdh = ecdh.borrow_mut();
            ecdh.key = Some(key);
            ecdh.public = None;
        }
        Err(failure) => failure.throw(scope),
    }
}

/// `ecdhComputeSecret(ecdh, public key)`: undefined when the key is no point of the curve.
pub fn ecdh_compute<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(ecdh) = native_object::get::<Ecdh>(args.get(0)) else { return };
    let Some(peer) = copy_bytes(scope, args.get(1)) else { return };
    let ecdh = ecdh.borrow();
    let point = |key: &EcKey| key.public_point(Form::Uncompressed).ok();
    if let (Some(key), Some(public)) = (&ecdh.key, &ecdh.public)
        && point(key) != point(public)
    {
        let message = "Invalid key pair".to_owned();
        Failure::Node(ErrorClass::RangeError, "ERR_CRYPTO_INVALID_KEYPAIR", message).throw(scope);
        return;
    }
    if ecdh.curve.key_from_point(&peer).is_err() {
        return;
    }
    let Some(key) = &ecdh.key else {
        Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Failed to compute ECDH key").throw(scope);
        return;
    };
    if let Ok(secret) = key.compute_secret(&peer) {
        rv.set(secret.into_value(scope));
    }
}

/// `ecdhGetPublicKey(ecdh, form)`
pub fn ecdh_public<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(ecdh) = native_object::get::<Ecdh>(args.get(0)) else { return };
    let form = Form::from_number(args.get(1).uint32_value(scope).unwrap_or_default());
    let ecdh = ecdh.borrow();
    let result = ecdh
        .public
        .as_ref()
        .or(ecdh.key.as_ref())
        .ok_or_else(|| Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Failed to get ECDH public key"))
        .and_then(|key| key.public_point(form));
    answer(scope, rv, result);
}

/// `ecdhGetPrivateKey(ecdh)`
pub fn ecdh_private<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let Some(ecdh) = native_object::get::<Ecdh>(args.get(0)) else { return };
    let ecdh = ecdh.borrow();
    let result = ecdh
        .key
        .as_ref()
        .and_then(EcKey::private_number)
        .ok_or_else(|| Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Failed to get ECDH private key"));
    answer(scope, rv, result);
}

/// `ecdhSetPrivateKey(ecdh, bytes)`
pub fn ecdh_set_private<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue,
) {
    let Some(ecdh) = native_object::get::<Ecdh>(args.get(0)) else { return };
    let Some(bytes) = copy_bytes(scope, args.get(1)).map(Zeroizing::new) else { return };
    let key = ecdh.borrow().curve.key_from_private(&bytes).and_then(|key| key.check().map(|()| key));
    match key {
        Ok(key) => {
            let mut ecdh = ecdh.borrow_mut();
            ecdh.key = Some(key);
            ecdh.public = None;
        }
        Err(_) => {
            let message = "Private key is not valid for specified curve.".to_owned();
            Failure::Node(ErrorClass::RangeError, "ERR_CRYPTO_INVALID_KEYTYPE", message).throw(scope);
        }
    }
}

/// `ecdhSetPublicKey(ecdh, bytes)`
pub fn ecdh_set_public<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue,
) {
    let Some(ecdh) = native_object::get::<Ecdh>(args.get(0)) else { return };
    let Some(bytes) = copy_bytes(scope, args.get(1)) else { return };
    let key = ecdh.borrow().curve.key_from_point(&bytes);
    match key {
        Ok(key) => ecdh.borrow_mut().public = Some(key),
        Err(_) => {
            Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Failed to convert Buffer to EC_POINT").throw(scope);
        }
    }
}

/// `convertPoint(curve, bytes, form)`: undefined when the curve is unknown.
pub fn convert_point<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let Some(curve) = Curve::from_short_name(&args.get(0).to_rust_string_lossy(scope)) else { return };
    let Some(bytes) = copy_bytes(scope, args.get(1)) else { return };
    let form = Form::from_number(args.get(2).uint32_value(scope).unwrap_or_default());
    let result = curve
        .convert(&bytes, form)
        .map_err(|_| Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Failed to convert Buffer to EC_POINT"));
    answer(scope, rv, result);
}
