//! Key objects: making them from bytes in any encoding, telling what they are, writing them in any encoding.

use super::copy_bytes;
use super::job::{Reply, answer};
use super::lc::ec::{Curve, Form};
use super::lc::pem;
use super::lc::pkey::{Encoding, Kind, PKey};
use super::lc::rsa::{PrivateParts, Rsa};
use super::lc::x509::Certificate;
use super::lc::{Failure, Known};
use super::parsed_keys::ParsedKeys;
use crate::runtime::Runtime;
use crate::runtime::convert::{set, string, throw_type_error};
use crate::runtime::native_object;
use zeroize::Zeroizing;

/// What the handle of a KeyObject or CryptoKey holds.
#[derive(Clone)]
pub enum KeyData {
    Secret(Zeroizing<Vec<u8>>),
    Public(PKey),
    Private(PKey),
}

impl Reply for KeyData {
    fn into_value<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        native_object::create(scope, self).into()
    }
}

/// The key that a handle stands for. Throws when it is none.
pub fn key_argument<'s>(scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Option<KeyData> {
    let key = native_object::get::<KeyData>(value).map(|key| key.borrow().clone());
    if key.is_none() {
        throw_type_error(scope, "ERR_INVALID_ARG_TYPE", "argument must be the handle of a key");
    }
    key
}

/// The same for keys that are not secret.
pub fn pkey_argument<'s>(scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Option<PKey> {
    match key_argument(scope, value)? {
        KeyData::Public(key) | KeyData::Private(key) => Some(key),
        KeyData::Secret(_) => {
            throw_type_error(scope, "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", "Invalid key object type secret.");
            None
        }
    }
}

/// The bytes of a secret: of the handle of a secret key, or as they are.
pub fn secret_argument<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
) -> Option<Zeroizing<Vec<u8>>> {
    if let Some(key) = native_object::get::<KeyData>(value)
        && let KeyData::Secret(bytes) = &*key.borrow()
    {
        return Some(bytes.clone());
    }
    copy_bytes(scope, value).map(Zeroizing::new)
}

/// The bytes of an argument that may be left out.
pub fn optional_bytes<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
) -> Option<Zeroizing<Vec<u8>>> {
    if value.is_null_or_undefined() { None } else { copy_bytes(scope, value).map(Zeroizing::new) }
}

/// What no form of a text is, for `ParsedKeys`.
const NUMBERS: u8 = 0x80;

/// The numbers of `js/internal/crypto/keys.js` for the structures around a key.
fn encoding_argument<'s>(scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Option<Encoding> {
    match value.uint32_value(scope).filter(|_| value.is_number())? {
        0 => Some(Encoding::Pkcs1),
        1 => Some(Encoding::Pkcs8),
        2 => Some(Encoding::Spki),
        3 => Some(Encoding::Sec1),
        _ => None,
    }
}

/// What is wrong with bytes that no structure could be read from.
pub fn der_failure(der: &[u8]) -> Known {
    let content = match der {
        [_, length @ 0..=0x7F, rest @ ..] => rest.len() >= usize::from(*length),
        [_, 0x81, length, rest @ ..] => rest.len() >= usize::from(*length),
        [_, 0x82, high, low, rest @ ..] => rest.len() >= usize::from(u16::from_be_bytes([*high, *low])),
        _ => false,
    };
    if content { Known::WRONG_TAG } else { Known::NOT_ENOUGH_DATA }
}

fn private_from_der(der: &[u8], encoding: Option<Encoding>, passphrase: Option<&[u8]>) -> Result<PKey, Failure> {
    if der.is_empty() {
        return Err(Failure::plain("Failed to read private key"));
    }
    if matches!(encoding, Some(Encoding::Pkcs1 | Encoding::Sec1)) {
        // Neither name keeps OpenSSL from reading the other structures.
        return PKey::from_traditional(Kind::Rsa, der)
            .or_else(|_| PKey::from_traditional(Kind::Ec, der))
            .or_else(|_| PKey::from_pkcs8(der, passphrase))
            .map_err(|failure| match failure {
                Failure::Node(..) => failure,
                _ if der_failure(der) == Known::NOT_ENOUGH_DATA => Failure::stacked(Known::NOT_ENOUGH_DATA),
                _ => Failure::stacked(Known::UNSUPPORTED),
            });
    }
    PKey::from_pkcs8(der, passphrase).map_err(|failure| match failure {
        Failure::Node(..) => failure,
        Failure::OpenSsl { number, .. } if Known::BAD_DECRYPT.has_number(number) => {
            Failure::stacked(Known::BAD_DECRYPT)
        }
        Failure::OpenSsl { .. } | Failure::Reworded(..) => Failure::stacked(der_failure(der)),
    })
}

fn public_from_pem(bytes: &[u8], passphrase: Option<&[u8]>) -> Result<PKey, Failure> {
    for block in pem::blocks(bytes) {
        let key = match block.label.as_str() {
            "PUBLIC KEY" => PKey::from_spki(&block.der),
            "RSA PUBLIC KEY" => PKey::from_pkcs1_public(&block.der),
            label if pem::is_certificate_label(label) => {
                Certificate::from_der(&block.der).and_then(|it| it.public_key())
            }
            _ => continue,
        };
        return key.map_err(|failure| match failure {
            Failure::OpenSsl { number, .. } if Known::DECODE_ERROR.has_number(number) => failure,
            _ => Failure::stacked(der_failure(&block.der)),
        });
    }
    PKey::from_private_pem(bytes, passphrase)?.to_public()
}

/// The structure is right, the numbers of the key are not.
const UNREDUCED: Failure =
    Failure::Reworded(Known::DECODE_ERROR, "Failed to read asymmetric key", &[Known::DECODE_ERROR]);

/// Why bytes are no SubjectPublicKeyInfo, with what OpenSSL's parser says on the way out.
fn spki_failure(der: &[u8]) -> Failure {
    const WRONG_TAG: &[Known] = &[Known::NESTED_ERROR, Known::NESTED_ERROR, Known::WRONG_TAG];
    const TOO_LONG: &[Known] = &[Known::NESTED_ERROR, Known::BAD_OBJECT_HEADER, Known::TOO_LONG];
    const HEADER: &[Known] = &[Known::NESTED_ERROR, Known::BAD_OBJECT_HEADER, Known::HEADER_TOO_LONG];
    let (known, stack): (_, &'static [Known]) = match der {
        [] => (Known::TOO_SMALL, &[Known::TOO_SMALL]),
        [_] => (Known::HEADER_TOO_LONG, HEADER),
        _ if der_failure(der) != Known::WRONG_TAG => (Known::TOO_LONG, TOO_LONG),
        [0x30, ..] => (Known::WRONG_TAG, WRONG_TAG),
        _ => (Known::WRONG_TAG, &WRONG_TAG[1..]),
    };
    Failure::Reworded(known, "Failed to read asymmetric key", stack)
}

fn public_from_der(der: &[u8], encoding: Option<Encoding>, passphrase: Option<&[u8]>) -> Result<PKey, Failure> {
    match encoding {
        Some(Encoding::Pkcs1) => {
            let unreadable =
                |_| Failure::Reworded(Known::UNSUPPORTED, "Failed to read asymmetric key", &[Known::UNSUPPORTED]);
            PKey::from_pkcs1_public(der)
                .or_else(|_| private_from_der(der, encoding, passphrase)?.to_public())
                .or_else(|_| PKey::from_pkcs8(der, passphrase)?.to_public())
                .map_err(unreadable)
        }
        Some(Encoding::Spki) | None => PKey::from_spki(der).map_err(|failure| match failure {
            Failure::OpenSsl { number, .. } if Known::DECODE_ERROR.has_number(number) => UNREDUCED,
            _ => spki_failure(der),
        }),
        Some(_) => private_from_der(der, encoding, passphrase)?.to_public(),
    }
}

/// `createSecretKey(bytes)`
pub fn create_secret<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(bytes) = copy_bytes(scope, args.get(0)) else { return };
    rv.set(KeyData::Secret(Zeroizing::new(bytes)).into_value(scope));
}

/// `parseKey(isPrivate, bytes, isPem, encoding | undefined, passphrase | undefined)`
pub fn parse<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let is_private = args.get(0).is_true();
    let Some(bytes) = copy_bytes(scope, args.get(1)).map(Zeroizing::new) else { return };
    let is_pem = args.get(2).is_true();
    let encoding = encoding_argument(scope, args.get(3));
    let passphrase = optional_bytes(scope, args.get(4));
    let passphrase = passphrase.as_ref().map(|bytes| bytes.as_slice());
    let parse = || {
        let key = match (is_private, is_pem) {
            (true, true) => PKey::from_private_pem(&bytes, passphrase),
            (true, false) => private_from_der(&bytes, encoding, passphrase),
            (false, true) => public_from_pem(&bytes, passphrase),
            (false, false) => public_from_der(&bytes, encoding, passphrase),
        }?;
        // OpenSSL has no name for kinds that AWS-LC cannot tell either.
        if key.kind().is_none() {
            return Err(Failure::stacked(Known::UNSUPPORTED));
        }
        Ok(if is_private { KeyData::Private(key) } else { KeyData::Public(key) })
    };
    let key = if passphrase.is_none() {
        let structure =
            args.get(3).uint32_value(scope).filter(|_| encoding.is_some()).map_or(0, |number| 1 + number as u8);
        let form = u8::from(is_private) | u8::from(is_pem) << 1 | structure << 2;
        Runtime::current(scope).state::<ParsedKeys>().get(form, &[&bytes], parse)
    } else {
        parse()
    };
    answer(scope, rv, key);
}

/// `publicKeyOf(handle)`
pub fn public_of<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    answer(scope, rv, key.to_public().map(KeyData::Public));
}

/// `getKeyType(handle)`: the name of an asymmetric key's kind.
pub fn kind<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    if let Some(kind) = key.kind() {
        rv.set(string(scope, kind.name()).into());
    }
}

/// `getKeyDetails(handle)`: the properties of `asymmetricKeyDetails`; the exponent as bytes.
pub fn details<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    let details = v8::Object::new(scope);
    let number = |scope: &v8::PinScope<'s, '_>, value: usize| v8::Number::new(scope, value as f64).into();
    match key.kind() {
        Some(kind @ (Kind::Rsa | Kind::RsaPss)) => {
            set(scope, details, "modulusLength", number(scope, key.bits()));
            if let Some(exponent) = key.rsa_components().get(1) {
                let exponent = exponent.to_vec().into_value(scope);
                set(scope, details, "publicExponent", exponent);
            }
            if kind == Kind::RsaPss
                && let Some(parameters) = key.pss_parameters()
            {
                set(scope, details, "hashAlgorithm", string(scope, &parameters.digest).into());
                set(scope, details, "mgf1HashAlgorithm", string(scope, &parameters.mgf1_digest).into());
                set(scope, details, "saltLength", number(scope, parameters.salt_length as usize));
            }
        }
        Some(Kind::Dsa) => {
            set(scope, details, "modulusLength", number(scope, key.bits()));
            if let Some(bits) = key.dsa_divisor_bits() {
                set(scope, details, "divisorLength", number(scope, bits));
            }
        }
        Some(Kind::Ec) => {
            if let Some(name) = key.ec_key().and_then(|key| key.curve().name()) {
                set(scope, details, "namedCurve", string(scope, name).into());
            }
        }
        _ => {}
    }
    rv.set(details.into());
}

/// `secretKeySize(handle)`
pub fn secret_size<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    if let Some(KeyData::Secret(bytes)) = key_argument(scope, args.get(0)) {
        rv.set_uint32(bytes.len() as u32);
    }
}

/// `equalKeys(handle, handle)`
pub fn equals<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(left) = key_argument(scope, args.get(0)) else { return };
    let Some(right) = key_argument(scope, args.get(1)) else { return };
    rv.set_bool(match (&left, &right) {
        (KeyData::Secret(left), KeyData::Secret(right)) => super::lc::equal_in_constant_time(left, right),
        (KeyData::Public(left), KeyData::Public(right)) | (KeyData::Private(left), KeyData::Private(right)) => {
            left.has_same_public_key(right)
        }
        _ => false,
    });
}

/// `exportSecretKey(handle)`
pub fn export_secret<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    if let Some(KeyData::Secret(bytes)) = key_argument(scope, args.get(0)) {
        rv.set(bytes.into_value(scope));
    }
}

/// `exportPublicKey(handle, isPem, encoding)`
pub fn export_public<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    let encoding = encoding_argument(scope, args.get(2)).unwrap_or(Encoding::Spki);
    let bytes = if args.get(1).is_true() { key.to_public_pem(encoding) } else { key.to_public_der(encoding) };
    answer(scope, rv, bytes);
}

/// `exportPrivateKey(handle, isPem, encoding, cipher | undefined, passphrase | undefined)`
pub fn export_private<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    let encoding = encoding_argument(scope, args.get(2)).unwrap_or(Encoding::Pkcs8);
    let cipher = args.get(3).is_string().then(|| args.get(3).to_rust_string_lossy(scope));
    let passphrase = optional_bytes(scope, args.get(4)).unwrap_or_default();
    let protection = cipher.as_deref().map(|cipher| (cipher, passphrase.as_slice()));
    let is_pem = args.get(1).is_true();
    let bytes =
        if is_pem { key.to_private_pem(encoding, protection) } else { key.to_private_der(encoding, protection) };
    answer(scope, rv, bytes);
}

/// `exportRaw(handle, isPrivate, form)`: a point on a curve has one of three forms.
pub fn export_raw<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    let form = Form::from_number(args.get(2).uint32_value(scope).unwrap_or_default());
    let bytes = match (key.kind(), args.get(1).is_true()) {
        (Some(Kind::Ec), true) => {
            key.ec_key().and_then(|key| key.padded_private_number()).ok_or_else(|| Failure::plain("No private key"))
        }
        (Some(Kind::Ec), false) => key
            .ec_key()
            .ok_or_else(|| Failure::plain("No public key"))
            .and_then(|key| key.public_point(form))
            .map(Zeroizing::new),
        (_, true) => key.raw_private(),
        (_, false) => key.raw_public().map(Zeroizing::new),
    };
    answer(scope, rv, bytes);
}

/// `importRaw(kind, isPrivate, bytes, curve | undefined)`: undefined when the bytes are no such key.
pub fn import_raw<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(kind) = Kind::from_name(&args.get(0).to_rust_string_lossy(scope)) else { return };
    let is_private = args.get(1).is_true();
    let Some(bytes) = copy_bytes(scope, args.get(2)).map(Zeroizing::new) else { return };
    let key = match kind {
        Kind::Ec => {
            let Some(curve) = Curve::from_name(&args.get(3).to_rust_string_lossy(scope)) else { return };
            if is_private && bytes.len() != curve.order_length() {
                return;
            }
            let key = if is_private { curve.key_from_private(&bytes) } else { curve.key_from_point(&bytes) };
            key.and_then(|key| key.check().map(|()| key)).and_then(|key| key.into_pkey())
        }
        _ if is_private => PKey::from_raw_private(kind, &bytes),
        _ => PKey::from_raw_public(kind, &bytes),
    };
    if let Ok(key) = key {
        let key = if is_private { KeyData::Private(key) } else { KeyData::Public(key) };
        rv.set(key.into_value(scope));
    }
}

/// `getRsaComponents(handle)`: `[n, e]` or `[n, e, d, p, q, dp, dq, qi]`.
pub fn rsa_components<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    let components: Vec<_> = key.rsa_components().into_iter().map(|bytes| bytes.into_value(scope)).collect();
    rv.set(v8::Array::new_with_elements(scope, &components).into());
}

/// `rsaFromComponents(components)`: undefined when they are no key.
pub fn rsa_from_components<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(parts) = byte_arrays(scope, args.get(0)) else { return };
    let key = match parts.as_slice() {
        [n, e] => Rsa::public(n, e).and_then(Rsa::into_pkey).map(KeyData::Public),
        [n, e, d, p, q, dp, dq, qi] => {
            let numbers: Vec<&[u8]> = parts.iter().map(|part| part.as_slice()).collect();
            Runtime::current(scope).state::<ParsedKeys>().get(NUMBERS, &numbers, || {
                Rsa::private(n, e, &PrivateParts { d, p, q, dp, dq, qi }).and_then(Rsa::into_pkey).map(KeyData::Private)
            })
        }
        _ => return,
    };
    if let Ok(key) = key {
        rv.set(key.into_value(scope));
    }
}

fn byte_arrays<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    let array = v8::Local::<v8::Array>::try_from(value).ok()?;
    (0..array.length())
        .map(|index| {
            let element = array.get_index(scope, index)?;
            copy_bytes(scope, element).map(Zeroizing::new)
        })
        .collect()
}

/// `ecFromComponents(curve, x, y, d | undefined)`: undefined when they are no key.
pub fn ec_from_components<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(curve) = Curve::from_name(&args.get(0).to_rust_string_lossy(scope)) else { return };
    let Some(x) = copy_bytes(scope, args.get(1)) else { return };
    let Some(y) = copy_bytes(scope, args.get(2)) else { return };
    let private = optional_bytes(scope, args.get(3));
    let key = curve.key_from_coordinates(&x, &y).and_then(|public| match &private {
        None => public.into_pkey().map(KeyData::Public),
        Some(bytes) => {
            let key = curve.key_from_private(bytes)?;
            let is_same = key.public_point(Form::Uncompressed)? == public.public_point(Form::Uncompressed)?;
            if !is_same {
                return Err(Failure::plain("The halves do not fit"));
            }
            key.into_pkey().map(KeyData::Private)
        }
    });
    if let Ok(key) = key {
        rv.set(key.into_value(scope));
    }
}
