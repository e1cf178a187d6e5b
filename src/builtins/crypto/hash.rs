//! `crypto.createHash` and `crypto.hash`.

use super::digest::{Algorithm, Hasher, NAMES};
use super::job::run;
use super::keys::optional_bytes;
use super::sponge::Sponge;
use super::{copy_bytes, return_bytes, throw_openssl_error, with_bytes};
use crate::runtime::convert::{string, throw_error};
use crate::runtime::{native_object, provider};
use k12::{CustomRefKt128, CustomRefKt256, ExtendableOutput, Update, XofReader};

/// What the object of a hash holds; `hasher` is none once the result was taken.
struct State {
    hasher: Option<Hasher>,
    output_size: usize,
}

pub fn names(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let names: Vec<v8::Local<v8::Value>> = NAMES.iter().map(|(name, _)| string(scope, name).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &names).into());
}

/// `getAlgorithm(name)`: the number that the other functions take, -1 when there is none.
pub fn algorithm(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = args.get(0).to_rust_string_lossy(scope);
    rv.set_int32(Algorithm::from_name(&name).map_or(-1, |algorithm| algorithm.number() as i32));
}

pub fn algorithm_argument(scope: &mut v8::PinScope, value: v8::Local<v8::Value>) -> Option<Algorithm> {
    let algorithm = value.uint32_value(scope).and_then(Algorithm::from_number);
    if algorithm.is_none() {
        throw_error(scope, "ERR_CRYPTO_INVALID_DIGEST", "Invalid digest");
    }
    algorithm
}

/// The length of the output that an argument asks for; throws when the algorithm cannot give it.
fn output_size(scope: &mut v8::PinScope, algorithm: Algorithm, value: v8::Local<v8::Value>) -> Option<usize> {
    if value.is_undefined() {
        return Some(algorithm.output_size());
    }
    let size = value.uint32_value(scope).unwrap_or_default() as usize;
    if size != algorithm.output_size() && !algorithm.is_extendable() {
        throw_openssl_error(
            scope,
            "030000B2",
            "digital envelope routines",
            "not XOF or invalid length",
            "ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH",
        );
        return None;
    }
    Some(size)
}

/// `createHash(algorithm, outputLength | undefined, spare | undefined)`: the spare handle of a hash that is finished becomes the new
/// one's, since making an object that Rust owns takes longer than a short hash.
pub fn create<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    let Some(output_size) = output_size(scope, algorithm, args.get(1)) else { return };
    let state = State { hasher: Some(Hasher::new(algorithm)), output_size };
    native_object::create_or_reuse(scope, args.get(2), rv, state);
}

/// `copyHash(hash, outputLength | undefined)`
pub fn copy<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let hasher = state.borrow().hasher.clone();
    // A copy does not take over the length that was asked for.
    let mut output_size = match &hasher {
        Some(Hasher::Shake128(_)) => Algorithm::Shake128.output_size(),
        Some(Hasher::Shake256(_)) => Algorithm::Shake256.output_size(),
        _ => state.borrow().output_size,
    };
    if !args.get(1).is_undefined() {
        let wanted = args.get(1).uint32_value(scope).unwrap_or_default() as usize;
        if wanted != output_size && !matches!(hasher, Some(Hasher::Shake128(_) | Hasher::Shake256(_))) {
            throw_openssl_error(
                scope,
                "030000B2",
                "digital envelope routines",
                "not XOF or invalid length",
                "ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH",
            );
            return;
        }
        output_size = wanted;
    }
    rv.set(native_object::create(scope, State { hasher, output_size }).into());
}

/// `updateHash(hash, data, encoding)`: whether it could take the data.
pub fn update<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let updated = with_bytes(scope, args.get(1), args.get(2), |bytes| match &mut state.borrow_mut().hasher {
        Some(hasher) => {
            hasher.update(bytes);
            true
        }
        None => false,
    });
    rv.set_bool(updated.unwrap_or(false));
}

/// `finishHash(hash, encoding | undefined)`
pub fn finish<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let (hasher, size) = {
        let mut state = state.borrow_mut();
        (state.hasher.take(), state.output_size)
    };
    let Some(hasher) = hasher else { return };
    let bytes = hasher.finish(size);
    return_bytes(scope, rv, bytes, args.get(1));
}

/// `hash(algorithm, data, outputEncoding | undefined, outputLength | undefined)`
pub fn one_shot<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    let Some(size) = output_size(scope, algorithm, args.get(3)) else { return };
    let utf8 = v8::Integer::new(scope, 0).into();
    let bytes = with_bytes(scope, args.get(1), utf8, |bytes| algorithm.hash(bytes, size));
    if let Some(bytes) = bytes {
        return_bytes(scope, rv, bytes, args.get(2));
    }
}

/// `hashJob(algorithm, data, callback)`
pub fn job<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    let Some(data) = copy_bytes(scope, args.get(1)) else { return };
    run(scope, provider::HASH_JOB, args.get(2), rv, move || {
        Ok::<_, &str>(algorithm.hash(&data, algorithm.output_size()))
    });
}

/// `xofJob(name, data, bits, customization | undefined, function name | undefined, domain | undefined, callback)`: the hash
/// functions of WebCrypto whose output has any length.
pub fn xof_job<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let name = args.get(0).to_rust_string_lossy(scope);
    let Some(data) = copy_bytes(scope, args.get(1)) else { return };
    let bits = args.get(2).uint32_value(scope).unwrap_or_default() as usize;
    let customization = optional_bytes(scope, args.get(3)).unwrap_or_default();
    let function = optional_bytes(scope, args.get(4)).unwrap_or_default();
    let domain = if args.get(5).is_number() { args.get(5).uint32_value(scope).unwrap_or_default() as u8 } else { 0x1F };
    let provider = if name.starts_with('c') { provider::HASH_JOB } else { provider::XOF_JOB };
    run(scope, provider, args.get(6), rv, move || {
        let mut output = vec![0; bits.div_ceil(8)];
        let strength = if name.ends_with("128") { 128 } else { 256 };
        match (name.as_bytes().first(), strength) {
            (Some(b'c'), _) => Sponge::cshake(strength, &function, &customization).absorb(&data).squeeze(&mut output),
            (Some(b'T'), _) => Sponge::turbo_shake(strength, domain).absorb(&data).squeeze(&mut output),
            (_, 128) => {
                let mut hasher = CustomRefKt128::new_customized(&customization);
                hasher.update(&data);
                hasher.finalize_xof().read(&mut output);
            }
            _ => {
                let mut hasher = CustomRefKt256::new_customized(&customization);
                hasher.update(&data);
                hasher.finalize_xof().read(&mut output);
            }
        }
        // The first bits of the last byte count.
        if let (1.., Some(last)) = (bits % 8, output.last_mut()) {
            *last &= 0xFF << (8 - bits % 8);
        }
        Ok::<_, &str>(output)
    });
}
