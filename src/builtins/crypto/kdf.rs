//! Key derivation: scrypt, PBKDF2, HKDF. Each takes an optional callback as its last argument; with one it runs on the pool.

use super::copy_bytes;
use super::digest::{Algorithm, with_digest};
use super::hash::algorithm_argument;
use super::hmac::keyed_hash;
use super::job::run;
use super::lc::Failure;
use crate::runtime::provider;
use hmac::{Hmac, SimpleHmac};

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
        let failed = || Failure::plain("Scrypt failed");
        let params = scrypt::Params::new(cost.trailing_zeros() as u8, block_size, parallelization);
        let params = params.map_err(|_| failed())?;
        // As much as the function takes, which it does not ask for carefully.
        let blocks = (cost as u64).saturating_add(u64::from(parallelization)).saturating_add(2);
        let memory = blocks.saturating_mul(128 * u64::from(block_size));
        if !usize::try_from(memory).is_ok_and(|memory| Vec::<u8>::new().try_reserve_exact(memory).is_ok()) {
            return Err(Failure::error("ERR_OSSL_CRYPTO_MALLOC_FAILURE", "scrypt derivation failed"));
        }
        let mut output = vec![0; length];
        if length > 0 {
            scrypt::scrypt(&password, &salt, &params, &mut output).map_err(|_| failed())?;
        }
        Ok(output)
    });
}

/// `pbkdf2(password, salt, iterations, length, algorithm, callback?)`
pub fn pbkdf2<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(password) = super::keys::secret_argument(scope, args.get(0)) else { return };
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
    let Some(key) = super::keys::secret_argument(scope, args.get(1)) else { return };
    let Some(salt) = copy_bytes(scope, args.get(2)) else { return };
    let Some(info) = copy_bytes(scope, args.get(3)) else { return };
    let length = number(scope, args.get(4));
    run(scope, provider::HKDF_JOB, args.get(5), rv, move || {
        expand(algorithm, &key, &salt, &info, length).ok_or("HKDF derivation failed")
    });
}

/// `argon2(algorithm, message, nonce, parallelism, tag length, memory, passes, secret, associated data, callback?)`. The
/// algorithm is 0 for Argon2d, 1 for Argon2i, 2 for Argon2id.
pub fn argon2<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
    let algorithm = match number(scope, args.get(0)) {
        0 => Algorithm::Argon2d,
        1 => Algorithm::Argon2i,
        _ => Algorithm::Argon2id,
    };
    let Some(message) = super::keys::secret_argument(scope, args.get(1)) else { return };
    let Some(nonce) = copy_bytes(scope, args.get(2)) else { return };
    let parallelism = number(scope, args.get(3)) as u32;
    let length = number(scope, args.get(4));
    let memory = number(scope, args.get(5)) as u32;
    let passes = number(scope, args.get(6)) as u32;
    let secret = super::keys::optional_bytes(scope, args.get(7)).unwrap_or_default();
    let Some(data) = copy_bytes(scope, args.get(8)) else { return };
    run(scope, provider::ARGON2_JOB, args.get(9), rv, move || {
        const FAILED: &str = "Argon2 derivation failed";
        let data = AssociatedData::new(&data).map_err(|_| FAILED)?;
        let mut builder = ParamsBuilder::new();
        let builder = builder.m_cost(memory).t_cost(passes).p_cost(parallelism).data(data).output_len(length);
        let params = builder.build().map_err(|_| FAILED)?;
        let context = Argon2::new_with_secret(&secret, algorithm, Version::V0x13, params).map_err(|_| FAILED)?;
        let mut output = vec![0; length];
        context.hash_password_into(&message, &nonce, &mut output).map_err(|_| FAILED)?;
        Ok::<_, &str>(output)
    });
}

/// RFC 5869: extract, then expand.
pub fn expand(algorithm: Algorithm, key: &[u8], salt: &[u8], info: &[u8], length: usize) -> Option<Vec<u8>> {
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
