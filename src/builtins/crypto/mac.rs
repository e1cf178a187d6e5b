//! Message authentication codes of whole messages: HMAC and KMAC as jobs of `crypto.subtle`, and what `crypto.createMac` has beside
//! them.

use super::copy_bytes;
use super::hash::algorithm_argument;
use super::hmac::keyed_hash;
use super::job::{Reply, answer, run};
use super::keys::{optional_bytes, secret_argument};
use super::lc::cipher::Info;
use super::lc::siv::cmac;
use super::lc::{Failure, equal_in_constant_time, poly1305};
use super::sponge::Sponge;
use crate::runtime::provider;
use zeroize::Zeroizing;

/// The keyed BLAKE2 of a message; `None` when a length is none that it takes.
macro_rules! blake2 {
    ($core:ty, $key:expr, $data:expr, $length:expr, $salt:expr, $customization:expr) => {{
        use blake2::digest::block_api::{BlockSizeUser, Buffer, OutputSizeUser, UpdateCore, VariableOutputCore};
        let (size, block) = (<$core>::output_size(), <$core>::block_size());
        let fits = (1..=size).contains(&$key.len()) && (1..=size).contains(&$length);
        (fits && $salt.len() <= size / 4 && $customization.len() <= size / 4).then(|| {
            let mut core = <$core>::new_with_params($salt, $customization, $key.len(), $length);
            let mut buffer = Buffer::<$core>::default();
            // The key comes first, as a block of its own.
            let mut first = Zeroizing::new($key.to_vec());
            first.resize(block, 0);
            for bytes in [first.as_slice(), $data.as_slice()] {
                buffer.digest_blocks(bytes, |blocks| core.update_blocks(blocks));
            }
            let mut output = blake2::digest::Output::<$core>::default();
            core.finalize_variable_core(&mut buffer, &mut output);
            output[..$length].to_vec()
        })
    }};
}

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

/// `computeMac(name, key, data, cipher | undefined, output length, salt | undefined, customization | undefined)`: `cmac`, `poly1305`,
/// `siphash`, `blake2bmac` or `blake2smac`, whose lengths JavaScript has checked.
pub fn compute<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let name = args.get(0).to_rust_string_lossy(scope);
    let Some(key) = secret_argument(scope, args.get(1)) else { return };
    let Some(data) = copy_bytes(scope, args.get(2)) else { return };
    let cipher = args.get(3).to_rust_string_lossy(scope);
    let length = args.get(4).uint32_value(scope).unwrap_or_default() as usize;
    let salt = optional_bytes(scope, args.get(5)).unwrap_or_default();
    let customization = optional_bytes(scope, args.get(6)).unwrap_or_default();
    let failed = || Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Failed to initialize MAC");
    let code = match name.as_str() {
        "cmac" => Info::from_name(&cipher).ok_or_else(failed).and_then(|cipher| cmac(&cipher, &key, &data)),
        "poly1305" => poly1305(&key, &data).ok_or_else(failed),
        "siphash" => siphash(&key, &data, length).ok_or_else(failed),
        "blake2bmac" => blake2!(blake2::Blake2bVarCore, &key, &data, length, &salt, &customization).ok_or_else(failed),
        _ => blake2!(blake2::Blake2sVarCore, &key, &data, length, &salt, &customization).ok_or_else(failed),
    };
    answer(scope, rv, code);
}

/// SipHash-2-4, of eight bytes or sixteen.
fn siphash(key: &[u8], data: &[u8], length: usize) -> Option<Vec<u8>> {
    let key: &[u8; 16] = key.try_into().ok()?;
    match length {
        8 => {
            let hash = siphasher::sip::SipHasher24::new_with_key(key).hash(data);
            Some(hash.to_le_bytes().to_vec())
        }
        16 => {
            let hash = siphasher::sip128::SipHasher24::new_with_key(key).hash(data);
            Some(hash.as_bytes().to_vec())
        }
        _ => None,
    }
}
