//! Message authentication codes as jobs: HMAC and KMAC as `crypto.subtle` makes and checks them.

use super::hash::algorithm_argument;
use super::hmac::keyed_hash;
use super::job::{Reply, run};
use super::keys::{optional_bytes, secret_argument};
use super::lc::Failure;
use super::sponge::Sponge;
use super::{copy_bytes, equal_in_constant_time};
use crate::runtime::provider;

/// The code, or whether it is the one that was handed in.
enum Outcome {
    Code(Vec<u8>),
    IsRight(bool),
}

impl Outcome {
    fn new(code: Vec<u8>, expected: Option<&[u8]>) -> Self {
        match expected {
            // Nothing proves nothing.
            Some(expected) => Self::IsRight(!code.is_empty() && equal_in_constant_time(&code, expected)),
            None => Self::Code(code),
        }
    }
}

impl Reply for Outcome {
    fn into_value<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        match self {
            Self::Code(code) => code.into_value(scope),
            Self::IsRight(is_right) => is_right.into_value(scope),
        }
    }
}

/// `hmacJob(algorithm, key, data, signature | undefined, callback)`
pub fn hmac_job<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    let Some(key) = secret_argument(scope, args.get(1)) else { return };
    let Some(data) = copy_bytes(scope, args.get(2)) else { return };
    let expected = optional_bytes(scope, args.get(3));
    run(scope, provider::HMAC_JOB, args.get(4), rv, move || {
        let mut hash = keyed_hash(algorithm, &key).ok_or("HMAC failed")?;
        hash.update(&data);
        Ok::<_, &str>(Outcome::new(hash.finish(), expected.as_ref().map(|bytes| bytes.as_slice())))
    });
}

/// OpenSSL takes no longer customization.
pub const MAX_KMAC_CUSTOMIZATION: usize = 512;

/// `kmacJob(strength, key, data, customization | undefined, bits, signature | undefined, callback)`
pub fn kmac_job<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let strength = args.get(0).uint32_value(scope).unwrap_or_default() as usize;
    let Some(key) = secret_argument(scope, args.get(1)) else { return };
    let Some(data) = copy_bytes(scope, args.get(2)) else { return };
    let customization = optional_bytes(scope, args.get(3)).unwrap_or_default();
    let bits = args.get(4).uint32_value(scope).unwrap_or_default() as usize;
    let expected = optional_bytes(scope, args.get(5));
    run(scope, provider::KMAC_JOB, args.get(6), rv, move || {
        if customization.len() > MAX_KMAC_CUSTOMIZATION {
            return Err(Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Deriving bits failed"));
        }
        let code = Sponge::kmac(strength, &key, &customization).absorb(&data).finish_kmac(bits);
        Ok(Outcome::new(code, expected.as_ref().map(|bytes| bytes.as_slice())))
    });
}
