//! Signing and verifying: all at once, on the pool when there is a callback, or what the streams have hashed.

use super::digest::{Algorithm, Hasher};
use super::hash::algorithm_argument;
use super::job::{answer, run};
use super::keys::{optional_bytes, pkey_argument};
use super::lc::digest::Digest;
use super::lc::pkey::{Kind, PKey};
use super::lc::rsa::NO_PADDING;
use super::lc::signature::Options;
use super::lc::{Failure, Known};
use super::{copy_bytes, with_bytes};
use crate::runtime::convert::ErrorClass;
use crate::runtime::native_object;
use crate::runtime::provider;

/// Options begin at argument `first`: digest | undefined, padding | undefined, salt length | undefined, whether the numbers of
/// ECDSA come without structure, context | undefined. `None` after a throw.
fn options<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: &v8::FunctionCallbackArguments<'s>,
    first: i32,
) -> Option<Options> {
    let mut algorithm = None;
    if args.get(first).is_number() {
        algorithm = Some(algorithm_argument(scope, args.get(first))?);
    }
    let number = |scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>| {
        value.is_number().then(|| value.int32_value(scope).unwrap_or_default())
    };
    Some(Options {
        digest: algorithm.and_then(Digest::new),
        algorithm,
        padding: number(scope, args.get(first + 1)),
        salt_length: number(scope, args.get(first + 2)),
        is_p1363: args.get(first + 3).is_true(),
        context: optional_bytes(scope, args.get(first + 4)).map(|bytes| bytes.to_vec()),
    })
}

/// Throws when a signature of the key cannot be bound to the context that there is. As in OpenSSL, Ed25519 makes no use of one.
fn check_context(scope: &mut v8::PinScope, key: &PKey, options: &Options) -> Option<()> {
    let failure = match options.context.as_ref().map_or(0, Vec::len) {
        0 => return Some(()),
        1..=255 if key.signs_messages_only() => return Some(()),
        1..=255 => Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Context parameter is unsupported"),
        _ => {
            let message = "context string must be at most 255 bytes".to_owned();
            Failure::Node(ErrorClass::RangeError, "ERR_OUT_OF_RANGE", message)
        }
    };
    failure.throw(scope);
    None
}

/// `signOneShot(key, data, digest, padding, salt length, is p1363, context, callback?)`
pub fn sign_one_shot<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    let Some(data) = copy_bytes(scope, args.get(1)) else { return };
    let Some(options) = options(scope, &args, 2) else { return };
    let Some(()) = check_context(scope, &key, &options) else { return };
    run(scope, provider::SIGN_JOB, args.get(7), rv, move || key.sign(&options, &data));
}

/// `verifyOneShot(key, data, digest, padding, salt length, is p1363, context, signature, callback?)`
pub fn verify_one_shot<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let Some(key) = pkey_argument(scope, args.get(0)) else { return };
    let Some(data) = copy_bytes(scope, args.get(1)) else { return };
    let Some(options) = options(scope, &args, 2) else { return };
    let Some(()) = check_context(scope, &key, &options) else { return };
    let Some(signature) = copy_bytes(scope, args.get(7)) else { return };
    run(scope, provider::SIGN_JOB, args.get(8), rv, move || key.verify(&options, &data, &signature));
}

/// `createSignature(algorithm)`: what Sign and Verify hash with.
pub fn create<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    let state: State = (Some(Hasher::new(algorithm)), algorithm);
    rv.set(native_object::create(scope, state).into());
}

type State = (Option<Hasher>, Algorithm);

/// `updateSignature(hasher, data, encoding)`: whether it could.
pub fn update<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let updated = with_bytes(scope, args.get(1), args.get(2), |bytes| {
        state.borrow_mut().0.as_mut().map(|hasher| hasher.update(bytes)).is_some()
    });
    rv.set_bool(updated.unwrap_or(false));
}

/// The digest of a stream that ends, and a key that can sign digests.
fn finish<'s>(scope: &mut v8::PinScope<'s, '_>, args: &v8::FunctionCallbackArguments<'s>) -> Option<(Vec<u8>, PKey)> {
    let state = native_object::get::<State>(args.get(0))?;
    let algorithm = state.borrow().1;
    let Some(hasher) = state.borrow_mut().0.take() else {
        Failure::error("ERR_CRYPTO_INVALID_STATE", "Not initialised").throw(scope);
        return None;
    };
    let key = pkey_argument(scope, args.get(1))?;
    if key.signs_messages_only() {
        Failure::error("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported crypto operation").throw(scope);
        return None;
    }
    if algorithm.is_extendable() {
        // What it would take to hold its digest OpenSSL cannot say.
        Failure::from(Known::MALLOC_FAILURE).throw(scope);
        return None;
    }
    Some((hasher.finish(algorithm.output_size()), key))
}

/// `finishSign(hasher, key, digest, padding, salt length, is p1363)`
pub fn finish_sign<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some((digest, key)) = finish(scope, &args) else { return };
    let Some(options) = options(scope, &args, 2) else { return };
    let signed = match options.padding {
        Some(NO_PADDING) if key.kind() == Some(Kind::Rsa) => Err(Failure::from(Known::INVALID_PADDING_MODE)),
        _ => key.check_algorithm(&options).and_then(|()| key.sign_digest(&options, &digest)),
    };
    answer(scope, rv, signed);
}

/// `finishVerify(hasher, key, digest, padding, salt length, is p1363, undefined, signature)`
pub fn finish_verify<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let Some((digest, key)) = finish(scope, &args) else { return };
    let Some(options) = options(scope, &args, 2) else { return };
    let Some(signature) = copy_bytes(scope, args.get(7)) else { return };
    // Nothing is a signature under options that there cannot be; a key that does not sign at all is another matter.
    let verified = key.check_algorithm(&options).and_then(|()| key.verify_digest(&options, &digest, &signature));
    let verified = match verified {
        Err(Failure::OpenSsl { number, .. }) if !Known::OPERATION_NOT_SUPPORTED.has_number(number) => Ok(false),
        verified => verified,
    };
    answer(scope, rv, verified);
}
