//! `crypto.createHash` and `crypto.hash`.

use super::digest::{Algorithm, Hasher, NAMES};
use super::{return_bytes, throw_openssl_error, with_bytes};
use crate::runtime::convert::{string, throw_error};
use crate::runtime::native_object;

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

/// `createHash(algorithm, outputLength | undefined)`
pub fn create<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    let Some(output_size) = output_size(scope, algorithm, args.get(1)) else { return };
    let state = State { hasher: Some(Hasher::new(algorithm)), output_size };
    rv.set(native_object::create(scope, state).into());
}

/// `copyHash(hash, outputLength | undefined)`
pub fn copy<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let (hasher, mut output_size) = {
        let state = state.borrow();
        (state.hasher.clone(), state.output_size)
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
    return_bytes(scope, rv, &bytes, args.get(1));
}

/// `hash(algorithm, data, outputEncoding | undefined, outputLength | undefined)`
pub fn one_shot<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    let Some(size) = output_size(scope, algorithm, args.get(3)) else { return };
    let utf8 = v8::Integer::new(scope, 0).into();
    let bytes = with_bytes(scope, args.get(1), utf8, |bytes| algorithm.hash(bytes, size));
    if let Some(bytes) = bytes {
        return_bytes(scope, rv, &bytes, args.get(2));
    }
}
