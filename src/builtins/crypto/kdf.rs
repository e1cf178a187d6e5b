//! Key derivation: scrypt, PBKDF2, HKDF. Each takes an optional callback as its last argument; with one it runs on the pool.

use super::copy_bytes;
use super::digest::{Algorithm, with_digest};
use super::hash::algorithm_argument;
use super::hmac::keyed_hash;
use crate::runtime::convert::{string, uint8_array};
use crate::runtime::{JsCallback, Provider, Runtime, provider};
use hmac::{Hmac, SimpleHmac};

/// Runs `derive` now and returns its result, or on the pool when there is a callback: `callback(error, bytes)`.
fn run<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    provider: Provider,
    callback: v8::Local<'s, v8::Value>,
    mut rv: v8::ReturnValue,
    derive: impl FnOnce() -> Result<Vec<u8>, &'static str> + Send + 'static,
) {
    let Some(callback) = JsCallback::request(scope, provider, callback) else {
        match derive() {
            Ok(bytes) => rv.set(uint8_array(scope, bytes).into()),
            Err(message) => {
                let error = failure(scope, message);
                scope.throw_exception(error);
            }
        }
        return;
    };
    Runtime::current(scope).event_loop().queue_work("crypto:DeriveBitsJob", derive, move |scope, result| {
        let null = v8::null(scope).into();
        let arguments = match result {
            Ok(bytes) => [null, uint8_array(scope, bytes).into()],
            Err(message) => [failure(scope, message), null],
        };
        callback.call(scope, &arguments);
    });
}

fn failure<'s>(scope: &mut v8::PinScope<'s, '_>, message: &str) -> v8::Local<'s, v8::Value> {
    let message = string(scope, message);
    v8::Exception::error(scope, message)
}

fn number(scope: &mut v8::PinScope, value: v8::Local<v8::Value>) -> usize {
    value.number_value(scope).unwrap_or_default() as usize
}

/// `scrypt(password, salt, N, r, p, length, callback?)`. JavaScript has checked that `N` is a power of two and the memory.
pub fn scrypt<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(password) = copy_bytes(scope, args.get(0)) else { return };
    let Some(salt) = copy_bytes(scope, args.get(1)) else { return };
    let cost = number(scope, args.get(2));
    let block_size = number(scope, args.get(3)) as u32;
    let parallelization = number(scope, args.get(4)) as u32;
    let length = number(scope, args.get(5));
    run(scope, provider::SCRYPT_JOB, args.get(6), rv, move || {
        const FAILED: &str = "Scrypt failed";
        let params =
            scrypt::Params::new(cost.trailing_zeros() as u8, block_size, parallelization).map_err(|_| FAILED)?;
        let mut output = vec![0; length];
        if length > 0 {
            scrypt::scrypt(&password, &salt, &params, &mut output).map_err(|_| FAILED)?;
        }
        Ok(output)
    });
}

/// `pbkdf2(password, salt, iterations, length, algorithm, callback?)`
pub fn pbkdf2<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(password) = copy_bytes(scope, args.get(0)) else { return };
    let Some(salt) = copy_bytes(scope, args.get(1)) else { return };
    let iterations = number(scope, args.get(2)) as u32;
    let length = number(scope, args.get(3));
    let Some(algorithm) = algorithm_argument(scope, args.get(4)) else { return };
    run(scope, provider::PBKDF2_JOB, args.get(5), rv, move || {
        const FAILED: &str = "PBKDF2 derivation failed";
        let mut output = vec![0; length];
        with_digest!(algorithm,
            eager: D => pbkdf2::pbkdf2::<Hmac<D>>(&password, &salt, iterations, &mut output).map_err(|_| FAILED)?,
            plain: D => pbkdf2::pbkdf2::<SimpleHmac<D>>(&password, &salt, iterations, &mut output).map_err(|_| FAILED)?,
            other: return Err(FAILED),
        );
        if length == 0 { Err(FAILED) } else { Ok(output) }
    });
}

/// `hkdf(algorithm, key, salt, info, length, callback?)`. JavaScript has checked the length.
pub fn hkdf<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    let Some(key) = copy_bytes(scope, args.get(1)) else { return };
    let Some(salt) = copy_bytes(scope, args.get(2)) else { return };
    let Some(info) = copy_bytes(scope, args.get(3)) else { return };
    let length = number(scope, args.get(4));
    run(scope, provider::HKDF_JOB, args.get(5), rv, move || {
        expand(algorithm, &key, &salt, &info, length).ok_or("HKDF derivation failed")
    });
}

/// RFC 5869: extract, then expand.
fn expand(algorithm: Algorithm, key: &[u8], salt: &[u8], info: &[u8], length: usize) -> Option<Vec<u8>> {
    if length == 0 {
        return None;
    }
    let mut extract = keyed_hash(algorithm, salt)?;
    extract.update(key);
    let pseudorandom_key = extract.finish();
    let mut output = Vec::with_capacity(length + algorithm.output_size());
    let mut block = Vec::new();
    for counter in 1..=u8::MAX {
        if output.len() >= length {
            break;
        }
        let mut hash = keyed_hash(algorithm, &pseudorandom_key)?;
        hash.update(&block);
        hash.update(info);
        hash.update(&[counter]);
        block = hash.finish();
        output.extend_from_slice(&block);
    }
    output.truncate(length);
    Some(output)
}
