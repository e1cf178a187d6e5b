//! The Rust half of `node:crypto`: MD5 and SHA, keys, ciphers and signatures on AWS-LC (`lc`); the other hashes, HMAC, key derivation
//! and the block ciphers that AWS-LC lacks on the RustCrypto crates.

mod block_modes;
mod cipher;
mod digest;
mod exchange;
mod hash;
mod hmac;
mod hybrid_kem;
mod implicit_rejection;
mod job;
mod kdf;
mod kem;
mod keygen;
mod keys;
pub mod lc;
mod mac;
mod parsed_keys;
pub mod random;
mod signature;
mod sponge;
mod x509;

use crate::runtime::binding::Binding;
use crate::runtime::convert::{bytes, string, throw_type_error, uint8_array};
use crate::{set_fast_functions, set_functions};
use v8::fast_api::{CFunction, CFunctionInfo, Int64Representation, Type};

pub const BINDING: Binding = Binding { name: "crypto", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "getHashes" => hash::names,
        "getAlgorithm" => hash::algorithm,
        "createHash" => hash::create,
        "copyHash" => hash::copy,
        "updateHash" => hash::update,
        "finishHash" => hash::finish,
        "hash" => hash::one_shot,
        "hashJob" => hash::job,
        "xofJob" => hash::xof_job,
        "hmacJob" => mac::hmac_job,
        "kmacJob" => mac::kmac_job,
        "computeMac" => mac::compute,
        "createHmac" => hmac::create,
        "updateHmac" => hmac::update,
        "finishHmac" => hmac::finish,
        "scrypt" => kdf::scrypt,
        "pbkdf2" => kdf::pbkdf2,
        "hkdf" => kdf::hkdf,
        "randomFill" => random::fill,
    });
    set_fast_functions!(scope, target, {
        "timingSafeEqual" => timing_safe_equal, FAST_TIMING_SAFE_EQUAL;
    });
}

/// Keys and what is done with them. A binding of its own: who only hashes does not pay for it.
pub const KEYS_BINDING: Binding = Binding { name: "crypto_keys", initialize: initialize_keys };

fn initialize_keys<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "createSecretKey" => keys::create_secret,
        "parseKey" => keys::parse,
        "publicKeyOf" => keys::public_of,
        "getKeyType" => keys::kind,
        "getKeyDetails" => keys::details,
        "secretKeySize" => keys::secret_size,
        "equalKeys" => keys::equals,
        "exportSecretKey" => keys::export_secret,
        "exportPublicKey" => keys::export_public,
        "exportPrivateKey" => keys::export_private,
        "exportRaw" => keys::export_raw,
        "importRaw" => keys::import_raw,
        "getRsaComponents" => keys::rsa_components,
        "rsaFromComponents" => keys::rsa_from_components,
        "ecFromComponents" => keys::ec_from_components,
        "getCiphers" => cipher::list,
        "getCipherInfo" => cipher::info,
        "createCipher" => cipher::create,
        "updateCipher" => cipher::update,
        "finishCipher" => cipher::finish,
        "setCipherPadding" => cipher::set_padding,
        "setCipherAAD" => cipher::set_aad,
        "setCipherTag" => cipher::set_tag,
        "getCipherTag" => cipher::tag,
        "cipherJob" => cipher::job,
        "signOneShot" => signature::sign_one_shot,
        "verifyOneShot" => signature::verify_one_shot,
        "createSignature" => signature::create,
        "updateSignature" => signature::update,
        "finishSign" => signature::finish_sign,
        "finishVerify" => signature::finish_verify,
        "rsaCrypt" => exchange::rsa_crypt,
        "deriveSecret" => exchange::derive,
        "encapsulate" => exchange::encapsulate,
        "decapsulate" => exchange::decapsulate,
        "createDh" => exchange::dh_create,
        "getDhGroup" => exchange::dh_group,
        "dhGenerateKeys" => exchange::dh_generate,
        "dhComputeSecret" => exchange::dh_compute,
        "dhGet" => exchange::dh_get,
        "dhSet" => exchange::dh_set,
        "dhVerifyError" => exchange::dh_verify_error,
        "getCurves" => exchange::curves,
        "hasCurve" => exchange::has_curve,
        "createEcdh" => exchange::ecdh_create,
        "ecdhGenerateKeys" => exchange::ecdh_generate,
        "ecdhComputeSecret" => exchange::ecdh_compute,
        "ecdhGetPublicKey" => exchange::ecdh_public,
        "ecdhGetPrivateKey" => exchange::ecdh_private,
        "ecdhSetPrivateKey" => exchange::ecdh_set_private,
        "ecdhSetPublicKey" => exchange::ecdh_set_public,
        "convertPoint" => exchange::convert_point,
        "generateSecretKey" => keygen::secret,
        "generateKeyPair" => keygen::pair,
        "generatePrime" => keygen::prime,
        "checkPrime" => keygen::check_prime,
        "parseX509" => x509::parse,
        "describeX509" => x509::describe,
        "getX509PublicKey" => x509::public_key,
        "checkX509" => x509::check,
        "parsePkcs12" => x509::parse_pkcs12,
        "readSpkac" => x509::spkac,
        "argon2" => kdf::argon2,
    });
}

/// Calls `read` with the bytes that an argument stands for: a string in the encoding that `encoding` names (a number of
/// `js/internal/buffer/encodings.js`), a view, or an array buffer. `None` after a throw.
fn with_bytes<'s, R>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
    encoding: v8::Local<'s, v8::Value>,
    read: impl FnOnce(&[u8]) -> R,
) -> Option<R> {
    if let Ok(text) = v8::Local::<v8::String>::try_from(value) {
        let encoding = encoding.uint32_value(scope).unwrap_or_default() as usize;
        return Some(super::buffer::with_encoded(scope, text, encoding, read));
    }
    // SAFETY: `read` only looks at the bytes and cannot run JavaScript; the handle keeps the memory alive.
    match unsafe { bytes(value) } {
        Some(bytes) => Some(read(bytes)),
        None => {
            throw_type_error(scope, "ERR_INVALID_ARG_TYPE", "argument must be a string or a buffer");
            None
        }
    }
}

/// A copy of the bytes of an argument, for work that outlives the call.
fn copy_bytes<'s>(scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Option<Vec<u8>> {
    let utf8 = v8::Integer::new(scope, 0).into();
    with_bytes(scope, value, utf8, <[u8]>::to_vec)
}

/// Gives bytes to JavaScript: as text in the encoding of a number, or as a `Uint8Array` when `encoding` is none.
fn return_bytes(
    scope: &mut v8::PinScope<'_, '_>,
    mut rv: v8::ReturnValue,
    bytes: Vec<u8>,
    encoding: v8::Local<'_, v8::Value>,
) {
    if encoding.is_number() {
        let encoding = encoding.uint32_value(scope).unwrap_or_default() as usize;
        let text = super::buffer::decode(scope, &bytes, encoding);
        super::buffer::return_string(scope, rv, text);
    } else {
        let array = uint8_array(scope, bytes);
        rv.set(array.into());
    }
}

/// `timingSafeEqual(left, right)`
fn timing_safe_equal<'s>(
    _: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    // SAFETY: the bytes are only read, and no JavaScript runs meanwhile; the handles keep the memory alive.
    if let (Some(left), Some(right)) = unsafe { (bytes(args.get(0)), bytes(args.get(1))) } {
        rv.set_bool(lc::equal_in_constant_time(left, right));
    }
}

/// The same for two views, where optimised JavaScript calls it.
const FAST_TIMING_SAFE_EQUAL: &[CFunction] = &[CFunction::new(
    fast_timing_safe_equal as _,
    &CFunctionInfo::new(
        Type::Bool.as_info(),
        &[Type::V8Value.as_info(), Type::V8Value.as_info(), Type::V8Value.as_info()],
        Int64Representation::Number,
    ),
)];

extern "C" fn fast_timing_safe_equal(
    _: v8::Local<v8::Object>,
    left: v8::Local<v8::Value>,
    right: v8::Local<v8::Value>,
) -> bool {
    // SAFETY: as above.
    match unsafe { (bytes(left), bytes(right)) } {
        (Some(left), Some(right)) => lc::equal_in_constant_time(left, right),
        _ => false,
    }
}

/// An error as OpenSSL reports it, with the properties that Node gives it.
fn throw_openssl_error(scope: &mut v8::PinScope<'_, '_>, number: &str, library: &str, reason: &str, code: &str) {
    let message = string(scope, &format!("error:{number}:{library}::{reason}"));
    let error = v8::Exception::error(scope, message);
    if let Ok(object) = v8::Local::<v8::Object>::try_from(error) {
        for (key, value) in [("library", library), ("reason", reason), ("code", code)] {
            crate::runtime::convert::set(scope, object, key, string(scope, value).into());
        }
    }
    scope.throw_exception(error);
}
