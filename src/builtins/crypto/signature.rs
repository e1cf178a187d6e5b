//! Signing and verifying: all at once, on the pool when there is a callback, or what the streams have hashed.

use super::digest::Hasher;
use super::hash::algorithm_argument;
use super::job::{answer, run};
use super::keys::{optional_bytes, pkey_argument};
use super::lc::Failure;
use super::lc::digest::Digest;
use super::lc::pkey::PKey;
use super::lc::signature::Options;
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
    let mut digest = None;
    if args.get(first).is_number() {
        let algorithm = algorithm_argument(scope, args.get(first))?;
        digest = Digest::new(algorithm);
        if digest.is_none() {
            Failure::type_error("ERR_CRYPTO_INVALID_DIGEST", "Invalid digest").throw(scope);
            return None;
        }
    }
    let number = |scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>| {
        value.is_number().then(|| value.int32_value(scope).unwrap_or_default())
    };
    Some(Options {
        digest,
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

/// `createSignature(algorithm)`: what Sign and Verify hash with; undefined when signatures cannot use the algorithm.
pub fn create<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    if Digest::new(algorithm).is_some() {
        let size = algorithm.output_size();
        rv.set(native_object::create(scope, (Some(Hasher::new(algorithm)), size)).into());
    }
}

type State = (Option<Hasher>, usize);

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
    let size = state.borrow().1;
    let Some(hasher) = state.borrow_mut().0.take() else {
        Failure::error("ERR_CRYPTO_INVALID_STATE", "Not initialised").throw(scope);
        return None;
    };
    let key = pkey_argument(scope, args.get(1))?;
    if key.signs_messages_only() {
        Failure::error("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported crypto operation").throw(scope);
        return None;
    }
    Some((hasher.finish(size), key))
}

/// `finishSign(hasher, key, digest, padding, salt length, is p1363)`
pub fn finish_sign<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some((digest, key)) = finish(scope, &args) else { return };
    let Some(options) = options(scope, &args, 2) else { return };
    answer(scope, rv, key.sign_digest(&options, &digest));
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
    answer(scope, rv, key.verify_digest(&options, &digest, &signature));
}
