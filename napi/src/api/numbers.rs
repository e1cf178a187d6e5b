//! Numbers and BigInts in both directions, and reading the other primitive values.

use std::ffi::c_int;

use napi_sys::{ValueType, napi_status, napi_valuetype};

use crate::abi::{EnvPtr, In, Opaque, Out, Place, Value, entry, usual};
use crate::env::Env;
use crate::external::External;
use crate::layout::{BigInt, Glance, Tagged, new_bigint, new_handle, new_heap_number, place_for_handle};
use crate::status::{Failure, Result};

/// A number in V8's canonical form: a small integer if it is one.
#[inline(always)]
pub(super) fn put_number(env: &Env, value: f64, result: Place<Value>) {
    let small = value as i32;
    if f64::from(small).to_bits() == value.to_bits() {
        // SAFETY: a small integer needs nothing but a handle.
        result.set(Value::from_slot(unsafe { new_handle(env.isolate, Tagged::from_smi(small)) }));
    } else {
        put_double(env, value, result);
    }
}

/// A number that is no small integer, in a handle of its own.
#[inline(always)]
fn put_double(env: &Env, value: f64, result: Place<Value>) {
    // SAFETY: on the isolate's thread, with its map; the new number gets its handle at once.
    match unsafe { new_heap_number(env.isolate, env.core.maps.heap_number, value) } {
        // SAFETY: as above.
        Some(number) => result.set(Value::from_slot(unsafe { new_handle(env.isolate, number) })),
        None => result.put(v8::Number::new(env.scope(), value)),
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_int32(env: EnvPtr, value: i32, result: Out<Value>) -> napi_status {
    let in_place = |env: &Env| put_small(env, value, result);
    usual!(napi_create_int32, env, in_place, create_int32(env, value, result))
}

/// A small integer, which needs nothing but room for a handle.
#[inline(always)]
fn put_small(env: &Env, value: i32, result: Out<Value>) -> Option<()> {
    let result = result.required().ok()?;
    // SAFETY: on the isolate's thread; the place is filled at once.
    result.set(Value::from_slot(unsafe { place_for_handle(env.isolate)?.fill(Tagged::from_smi(value)) }));
    Some(())
}

#[cold]
#[inline(never)]
extern "C" fn create_int32(env: EnvPtr, value: i32, result: Out<Value>) -> napi_status {
    entry!(napi_create_int32, env, |env| {
        let result = result.required()?;
        // SAFETY: a small integer needs nothing but a handle.
        result.set(Value::from_slot(unsafe { new_handle(env.isolate, Tagged::from_smi(value)) }));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_uint32(env: EnvPtr, value: u32, result: Out<Value>) -> napi_status {
    let in_place = |env: &Env| put_small(env, i32::try_from(value).ok()?, result);
    usual!(napi_create_uint32, env, in_place, create_uint32(env, value, result))
}

#[cold]
#[inline(never)]
extern "C" fn create_uint32(env: EnvPtr, value: u32, result: Out<Value>) -> napi_status {
    entry!(napi_create_uint32, env, |env| {
        let result = result.required()?;
        match i32::try_from(value) {
            // SAFETY: a small integer needs nothing but a handle.
            Ok(value) => result.set(Value::from_slot(unsafe { new_handle(env.isolate, Tagged::from_smi(value)) })),
            Err(_) => result.put(v8::Integer::new_from_unsigned(env.scope(), value)),
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_int64(env: EnvPtr, value: i64, result: Out<Value>) -> napi_status {
    entry!(napi_create_int64, env, |env| {
        let result = result.required()?;
        put_number(env, value as f64, result);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_double(env: EnvPtr, value: f64, result: Out<Value>) -> napi_status {
    let in_place = |env: &Env| {
        let small = value as i32;
        if f64::from(small).to_bits() == value.to_bits() {
            return put_small(env, small, result);
        }
        let result = result.required().ok()?;
        // SAFETY: on the isolate's thread, with its map; the new number gets its handle at once.
        let slot = unsafe {
            let place = place_for_handle(env.isolate)?;
            place.fill(new_heap_number(env.isolate, env.core.maps.heap_number, value)?)
        };
        result.set(Value::from_slot(slot));
        Some(())
    };
    usual!(napi_create_double, env, in_place, create_double(env, value, result))
}

#[cold]
#[inline(never)]
extern "C" fn create_double(env: EnvPtr, value: f64, result: Out<Value>) -> napi_status {
    entry!(napi_create_double, env, |env| {
        let result = result.required()?;
        put_number(env, value, result);
        Ok(())
    })
}

/// A BigInt made without V8's help, where that can be.
#[inline(always)]
fn bigint_at_once(env: &Env, negative: bool, digits: &[u64]) -> Option<Value> {
    // SAFETY: on the isolate's thread, outside of the collector.
    unsafe { new_bigint(env.isolate, &env.core.maps, negative, digits) }.map(Value::from_slot)
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_bigint_int64(env: EnvPtr, value: i64, result: Out<Value>) -> napi_status {
    entry!(napi_create_bigint_int64, env, |env| {
        let result = result.required()?;
        match bigint_at_once(env, value < 0, &[value.unsigned_abs()]) {
            Some(bigint) => result.set(bigint),
            None => result.put(v8::BigInt::new_from_i64(env.scope(), value)),
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_bigint_uint64(env: EnvPtr, value: u64, result: Out<Value>) -> napi_status {
    entry!(napi_create_bigint_uint64, env, |env| {
        let result = result.required()?;
        match bigint_at_once(env, false, &[value]) {
            Some(bigint) => result.set(bigint),
            None => result.put(v8::BigInt::new_from_u64(env.scope(), value)),
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_bigint_words(
    env: EnvPtr,
    sign_bit: c_int,
    word_count: usize,
    words: In<u64>,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_bigint_words, env, |env| {
        if words.is_null() {
            return Err(Failure::InvalidArg);
        }
        let result = result.required()?;
        if word_count > c_int::MAX as usize {
            return Err(Failure::InvalidArg);
        }
        let words = words.slice(word_count)?;
        if let Some(bigint) = bigint_at_once(env, sign_bit != 0, words) {
            result.set(bigint);
            return Ok(());
        }
        let value =
            env.attempt(Failure::GenericFailure, || v8::BigInt::new_from_words(env.scope(), sign_bit != 0, words))?;
        result.put(value);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_typeof(env: EnvPtr, value: Value, result: Out<napi_valuetype>) -> napi_status {
    entry!(napi_typeof, env, |env| {
        let local = value.local(env)?;
        let result = result.required()?;
        // SAFETY: read from a live handle just now.
        let glance = unsafe { value.tagged()?.glance(&env.core.maps) };
        let kind = if glance == Glance::Number {
            ValueType::napi_number
        } else if glance == Glance::String {
            ValueType::napi_string
        } else if glance == Glance::Object {
            ValueType::napi_object
        } else if glance == Glance::Function {
            ValueType::napi_function
        } else if local.is_undefined() {
            ValueType::napi_undefined
        } else if local.is_null() {
            ValueType::napi_null
        } else if local.is_boolean() {
            ValueType::napi_boolean
        } else if local.is_function() {
            ValueType::napi_function
        } else if local.is_external() {
            ValueType::napi_external
        } else if local.is_object() {
            ValueType::napi_object
        } else if local.is_big_int() {
            ValueType::napi_bigint
        } else if local.is_symbol() {
            ValueType::napi_symbol
        } else {
            return Err(Failure::InvalidArg);
        };
        result.set(kind);
        Ok(())
    })
}

/// A JavaScript number, as V8 holds it.
enum Number {
    Small(i32),
    Double(f64),
}

#[inline(always)]
fn number(env: &Env, value: Value) -> Result<Number> {
    // SAFETY: a live handle, read at once.
    unsafe {
        let tagged = Tagged::read(value.slot()?);
        match tagged.smi() {
            Some(n) => Ok(Number::Small(n)),
            None => match tagged.heap_number(env.core.maps.heap_number) {
                Some(n) => Ok(Number::Double(n)),
                None => Err(Failure::NumberExpected),
            },
        }
    }
}

/// The result parameter is checked before the type, as in Node.
#[inline(always)]
fn read_number<T>(env: &Env, value: Value, result: Out<T>, convert: impl FnOnce(Number) -> T) -> Result {
    value.slot()?;
    let result = result.required()?;
    result.set(convert(number(env, value)?));
    Ok(())
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_double(env: EnvPtr, value: Value, result: Out<f64>) -> napi_status {
    entry!(napi_get_value_double, env, |env| read_number(env, value, result, |n| match n {
        Number::Small(n) => f64::from(n),
        Number::Double(n) => n,
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_int32(env: EnvPtr, value: Value, result: Out<i32>) -> napi_status {
    entry!(napi_get_value_int32, env, |env| read_number(env, value, result, |n| match n {
        Number::Small(n) => n,
        Number::Double(n) => wrap_to_32_bits(n) as i32,
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_uint32(env: EnvPtr, value: Value, result: Out<u32>) -> napi_status {
    entry!(napi_get_value_uint32, env, |env| read_number(env, value, result, |n| match n {
        Number::Small(n) => n as u32,
        Number::Double(n) => wrap_to_32_bits(n),
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_int64(env: EnvPtr, value: Value, result: Out<i64>) -> napi_status {
    entry!(napi_get_value_int64, env, |env| read_number(env, value, result, |n| match n {
        Number::Small(n) => i64::from(n),
        // Infinities are 0, everything else that does not fit saturates.
        Number::Double(n) if n.is_finite() => n as i64,
        Number::Double(_) => 0,
    }))
}

/// ECMAScript's ToUint32.
fn wrap_to_32_bits(value: f64) -> u32 {
    if value.abs() < 9.0e18 {
        return value as i64 as u32;
    }
    if !value.is_finite() {
        return 0;
    }
    let modulus = 4_294_967_296.0;
    (value.trunc() % modulus + if value < 0.0 { modulus } else { 0.0 }) as u64 as u32
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_bool(env: EnvPtr, value: Value, result: Out<bool>) -> napi_status {
    entry!(napi_get_value_bool, env, |env| {
        value.slot()?;
        let result = result.required()?;
        let (tagged, roots) = (value.tagged()?, &env.core.roots);
        // SAFETY: the roots are live handles.
        let (yes, no) = unsafe { (Tagged::read(roots.yes), Tagged::read(roots.no)) };
        if tagged == yes {
            result.set(true);
        } else if tagged == no {
            result.set(false);
        } else {
            return Err(Failure::BooleanExpected);
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_external(env: EnvPtr, value: Value, result: Out<Opaque>) -> napi_status {
    entry!(napi_get_value_external, env, |env| {
        let slot = value.slot()?;
        let result = result.required()?;
        result.set(External::of(slot, &env.core.maps).ok_or(Failure::InvalidArg)?.data());
        Ok(())
    })
}

fn bigint<'e>(env: &'e Env, value: Value) -> Result<BigInt<'e>> {
    // SAFETY: read from a live handle just now, and nothing collects garbage while an addon is told of it.
    unsafe { value.tagged()?.bigint(&env.core.maps) }.ok_or(Failure::BigintExpected)
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_bigint_int64(
    env: EnvPtr,
    value: Value,
    result: Out<i64>,
    lossless: Out<bool>,
) -> napi_status {
    entry!(napi_get_value_bigint_int64, env, |env| {
        value.slot()?;
        let (result, lossless) = (result.required()?, lossless.required()?);
        let (number, exact) = bigint(env, value)?.to_i64();
        result.set(number);
        lossless.set(exact);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_bigint_uint64(
    env: EnvPtr,
    value: Value,
    result: Out<u64>,
    lossless: Out<bool>,
) -> napi_status {
    entry!(napi_get_value_bigint_uint64, env, |env| {
        value.slot()?;
        let (result, lossless) = (result.required()?, lossless.required()?);
        let (number, exact) = bigint(env, value)?.to_u64();
        result.set(number);
        lossless.set(exact);
        Ok(())
    })
}

/// With neither place for sign and words it only answers how many words there are.
#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_bigint_words(
    env: EnvPtr,
    value: Value,
    sign_bit: Out<c_int>,
    word_count: Out<usize>,
    words: Out<u64>,
) -> napi_status {
    entry!(napi_get_value_bigint_words, env, |env| {
        value.slot()?;
        let word_count = word_count.required()?;
        let value = bigint(env, value)?;
        if sign_bit.is_wanted() || words.is_wanted() {
            let sign_bit = sign_bit.required()?;
            words.required()?;
            let room = word_count.get().min(c_int::MAX as usize);
            let count = room.min(value.digits.len());
            // SAFETY: the addon says how many words it has room for.
            unsafe { words.as_ptr().copy_from_nonoverlapping(value.digits.as_ptr(), count) }
            sign_bit.set(c_int::from(value.negative));
        }
        word_count.set(value.digits.len());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_is_date(env: EnvPtr, value: Value, result: Out<bool>) -> napi_status {
    entry!(napi_is_date, env, |env| {
        let value = value.local(env)?;
        result.required()?.set(value.is_date());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_date_value(env: EnvPtr, value: Value, result: Out<f64>) -> napi_status {
    entry!(napi_get_date_value, env, |env| {
        let value = value.local(env)?;
        let result = result.required()?;
        result.set(value.try_cast::<v8::Date>().map_err(|_| Failure::DateExpected)?.value_of());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_is_array(env: EnvPtr, value: Value, result: Out<bool>) -> napi_status {
    entry!(napi_is_array, env, |env| {
        let value = value.local(env)?;
        result.required()?.set(value.is_array());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_array_length(env: EnvPtr, value: Value, result: Out<u32>) -> napi_status {
    entry!(napi_get_array_length, env, |env| {
        let value = value.local(env)?;
        let result = result.required()?;
        result.set(value.try_cast::<v8::Array>().map_err(|_| Failure::ArrayExpected)?.length());
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::wrap_to_32_bits;

    #[test]
    fn wraps_as_ecmascript_does() {
        let cases = [
            (0.0, 0),
            (-1.0, u32::MAX),
            (4_294_967_296.0, 0),
            (4_294_967_297.5, 1),
            (-4_294_967_297.5, u32::MAX),
            (1e20, 1_661_992_960),
            (-1e20, 2_632_974_336),
            (f64::NAN, 0),
            (f64::INFINITY, 0),
        ];
        for (value, expected) in cases {
            assert_eq!(wrap_to_32_bits(value), expected, "{value}");
        }
    }
}
