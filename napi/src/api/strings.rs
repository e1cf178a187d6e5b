//! Strings in both directions, in three encodings.

use std::collections::HashMap;
use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use napi_sys::napi_status;

use super::text;
use crate::abi::{EnvPtr, In, Opaque, Out, Value, entry};
use crate::backing::ExternalMemory;
use crate::env::{Env, ExceptionPolicy};
use crate::layout::{Unit, new_string};
use crate::reference::{FinalizeCallback, Finalizer};
use crate::shim::Slot;
use crate::status::{Failure, Result};

type Text<'e> = v8::Local<'e, v8::String>;

/// A string made without V8's help, where that can be.
#[inline(always)]
fn at_once<'e, T: Unit>(env: &'e Env, units: &[T], kind: &v8::NewStringType) -> Option<Text<'e>> {
    if !matches!(kind, v8::NewStringType::Normal) {
        return None;
    }
    // SAFETY: on the isolate's thread, outside of the collector; a slot of a string is a handle to one.
    unsafe { new_string(env.isolate, &env.core.maps, units).map(|slot| std::mem::transmute::<Slot, Text<'e>>(slot)) }
}

pub(super) fn from_utf8<'e>(env: &'e Env, bytes: &[u8], kind: v8::NewStringType) -> Result<Text<'e>> {
    if bytes.is_ascii() {
        return from_latin1(env, bytes, kind);
    }
    v8::String::new_from_utf8(env.scope(), bytes, kind).ok_or(Failure::GenericFailure)
}

fn from_latin1<'e>(env: &'e Env, bytes: &[u8], kind: v8::NewStringType) -> Result<Text<'e>> {
    let made = at_once(env, bytes, &kind).or_else(|| v8::String::new_from_one_byte(env.scope(), bytes, kind));
    made.ok_or(Failure::GenericFailure)
}

fn from_utf16<'e>(env: &'e Env, units: &[u16], kind: v8::NewStringType) -> Result<Text<'e>> {
    let made = at_once(env, units, &kind).or_else(|| v8::String::new_from_two_byte(env.scope(), units, kind));
    made.ok_or(Failure::GenericFailure)
}

/// As [`text`], in units of 16 bits.
fn units<'a>(chars: In<u16>, length: usize) -> Result<&'a [u16]> {
    if length == 0 {
        return Ok(&[]);
    }
    if chars.is_null() || (length != usize::MAX && length > i32::MAX as usize) {
        return Err(Failure::InvalidArg);
    }
    let length = if length == usize::MAX {
        // SAFETY: the addon promised a terminated text.
        (0..).find(|&i| unsafe { *chars.as_ptr().add(i) } == 0).unwrap_or(0)
    } else {
        length
    };
    chars.slice(length)
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_string_latin1(
    env: EnvPtr,
    chars: In<c_char>,
    length: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_string_latin1, env, |env| {
        let bytes = text(chars, length);
        let result = result.required()?;
        result.put(from_latin1(env, bytes?, v8::NewStringType::Normal)?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_string_utf8(
    env: EnvPtr,
    chars: In<c_char>,
    length: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_string_utf8, env, |env| {
        let bytes = text(chars, length);
        let result = result.required()?;
        result.put(from_utf8(env, bytes?, v8::NewStringType::Normal)?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_string_utf16(
    env: EnvPtr,
    chars: In<u16>,
    length: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_string_utf16, env, |env| {
        let units = units(chars, length);
        let result = result.required()?;
        result.put(from_utf16(env, units?, v8::NewStringType::Normal)?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_property_key_latin1(
    env: EnvPtr,
    chars: In<c_char>,
    length: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(node_api_create_property_key_latin1, env, |env| {
        let bytes = text(chars, length);
        let result = result.required()?;
        result.put(from_latin1(env, bytes?, v8::NewStringType::Internalized)?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_property_key_utf8(
    env: EnvPtr,
    chars: In<c_char>,
    length: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(node_api_create_property_key_utf8, env, |env| {
        let bytes = text(chars, length);
        let result = result.required()?;
        result.put(from_utf8(env, bytes?, v8::NewStringType::Internalized)?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_property_key_utf16(
    env: EnvPtr,
    chars: In<u16>,
    length: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(node_api_create_property_key_utf16, env, |env| {
        let units = units(chars, length);
        let result = result.required()?;
        result.put(from_utf16(env, units?, v8::NewStringType::Internalized)?);
        Ok(())
    })
}

/// Strings whose characters stay the addon's, by the address of the characters: V8 hands that back, and nothing else, on
/// whatever thread sweeps. The same characters may be lent several times, and by several isolates.
static LENT: LazyLock<Mutex<HashMap<usize, Lent>>> = LazyLock::new(Mutex::default);

/// Who has lent the characters at one address.
#[derive(Default)]
struct Lent {
    strings: Vec<(ThreadId, ReleasedByV8)>,
    /// How many of the strings have died on a thread that tells nothing of their isolate.
    unknown: usize,
}

struct ReleasedByV8(*const ExternalMemory);
// SAFETY: the address travels to whatever thread V8 disposes of the string on; `ExternalMemory::release` is for any thread.
unsafe impl Send for ReleasedByV8 {}

fn lend(env: &Env, address: usize, finalizer: Finalizer) {
    let memory = ReleasedByV8(ExternalMemory::of_string(env, finalizer));
    let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
    lent.entry(address).or_default().strings.push((thread::current().id(), memory));
}

/// V8 has disposed of a string.
fn give_back(address: usize) {
    let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(entry) = lent.get_mut(&address) else { return };
    let over = entry.died(thread::current().id());
    if entry.strings.is_empty() {
        lent.remove(&address);
    }
    drop(lent);
    for ReleasedByV8(memory) in over {
        ExternalMemory::release(memory);
    }
}

impl Lent {
    /// One of the strings has died, as a thread has learnt: those that are certainly not used any more. Where several isolates
    /// have lent the same characters and a sweeper tells, nobody knows whose string it was: they all wait for the last one.
    fn died(&mut self, on: ThreadId) -> Vec<ReleasedByV8> {
        let of_one_isolate = self.strings.windows(2).all(|pair| pair[0].0 == pair[1].0);
        let last = match of_one_isolate {
            true => self.strings.len().checked_sub(1),
            // A thread that runs JavaScript disposes of its own isolate's strings only.
            false => self.strings.iter().rposition(|(thread, _)| *thread == on),
        };
        let mut over = Vec::new();
        match last {
            Some(index) => over.push(self.strings.remove(index).1),
            None => self.unknown += 1,
        }
        if self.unknown == self.strings.len() {
            over.extend(self.strings.drain(..).map(|(_, memory)| memory));
        }
        over
    }
}

unsafe extern "C" fn give_back_latin1(chars: *mut c_char, _length: usize) {
    give_back(chars as usize);
}

unsafe extern "C" fn give_back_utf16(chars: *mut u16, _length: usize) {
    give_back(chars as usize);
}

/// V8 has one empty string, which is nobody's memory: the addon's is done with at once.
fn empty(env: &Env, finalizer: Finalizer, result: crate::abi::Place<Value>, was_copied: Out<bool>) {
    result.put(v8::String::empty(env.scope()));
    env.run_finalizer(finalizer, ExceptionPolicy::Enforced);
    was_copied.set_if_wanted(false);
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_external_string_latin1(
    env: EnvPtr,
    chars: Out<c_char>,
    length: usize,
    finalize: Option<FinalizeCallback>,
    hint: Opaque,
    result: Out<Value>,
    was_copied: Out<bool>,
) -> napi_status {
    entry!(node_api_create_external_string_latin1, env, |env| {
        // SAFETY: `In` and `Out` are both the addon's pointer; the text is only read.
        let input: In<c_char> = unsafe { std::mem::transmute(chars) };
        let bytes = text(input, length);
        let result = result.required()?;
        let bytes = bytes?;
        let finalizer = Finalizer { callback: finalize, data: chars.as_ptr().cast(), hint };
        if bytes.is_empty() {
            empty(env, finalizer, result, was_copied);
            return Ok(());
        }
        lend(env, chars.as_ptr() as usize, finalizer);
        // SAFETY: the addon keeps the characters until its finalizer runs.
        let made = unsafe {
            v8::String::new_external_onebyte_raw(env.scope(), chars.as_ptr().cast(), bytes.len(), give_back_latin1)
        };
        result.put(made.ok_or(Failure::GenericFailure)?);
        was_copied.set_if_wanted(false);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_external_string_utf16(
    env: EnvPtr,
    chars: Out<u16>,
    length: usize,
    finalize: Option<FinalizeCallback>,
    hint: Opaque,
    result: Out<Value>,
    was_copied: Out<bool>,
) -> napi_status {
    entry!(node_api_create_external_string_utf16, env, |env| {
        // SAFETY: `In` and `Out` are both the addon's pointer; the text is only read.
        let input: In<u16> = unsafe { std::mem::transmute(chars) };
        let units = units(input, length);
        let result = result.required()?;
        let units = units?;
        let finalizer = Finalizer { callback: finalize, data: chars.as_ptr().cast(), hint };
        if units.is_empty() {
            empty(env, finalizer, result, was_copied);
            return Ok(());
        }
        lend(env, chars.as_ptr() as usize, finalizer);
        // SAFETY: the addon keeps the characters until its finalizer runs.
        let made =
            unsafe { v8::String::new_external_twobyte_raw(env.scope(), chars.as_ptr(), units.len(), give_back_utf16) };
        result.put(made.ok_or(Failure::GenericFailure)?);
        was_copied.set_if_wanted(false);
        Ok(())
    })
}

/// What the three readers have in common: without a buffer they answer the length, with one they copy what fits before the
/// terminating zero.
#[inline(always)]
fn read<T>(value: Value, buffer: Out<T>, size: usize, result: Out<usize>, zero: T, reader: impl Reader<T>) -> Result {
    // SAFETY: read from a live handle just now.
    if !unsafe { value.tagged()?.is_string() } {
        return Err(Failure::StringExpected);
    }
    if !buffer.is_wanted() {
        result.required()?.set(reader.length());
    } else if let Some(room) = size.checked_sub(1) {
        // SAFETY: the addon says how much room it has.
        let place = unsafe { std::slice::from_raw_parts_mut(buffer.as_ptr().cast::<MaybeUninit<T>>(), size) };
        let count = reader.copy(&mut place[..room]);
        place[count].write(zero);
        result.set_if_wanted(count);
    } else {
        result.set_if_wanted(0);
    }
    Ok(())
}

/// A string in one of the encodings. Strings that V8 keeps as flat Latin-1 characters are read without a call.
trait Reader<T> {
    fn length(&self) -> usize;
    /// Copies whole characters only; answers how many units.
    fn copy(&self, place: &mut [MaybeUninit<T>]) -> usize;
}

/// The characters of a flat Latin-1 string, to be used before anything can collect garbage.
#[inline(always)]
fn one_byte<'a>(value: Value) -> Option<&'a [u8]> {
    // SAFETY: read from a live handle just now.
    unsafe { value.tagged().ok()?.one_byte_chars() }
}

fn copy_bytes(from: &[u8], to: &mut [MaybeUninit<u8>]) -> usize {
    let count = from.len().min(to.len());
    to[..count].write_copy_of_slice(&from[..count]);
    count
}

/// V8's string behind a value that is one.
fn string(env: &Env, value: Value) -> Option<Text<'_>> {
    value.as_string(env).ok().flatten()
}

struct Latin1<'e>(&'e Env, Value);
struct Utf8<'e>(&'e Env, Value);
struct Utf16<'e>(&'e Env, Value);

impl Reader<u8> for Latin1<'_> {
    #[inline(always)]
    fn length(&self) -> usize {
        one_byte(self.1).map_or_else(|| string(self.0, self.1).map_or(0, |s| s.length()), <[u8]>::len)
    }

    #[inline(always)]
    fn copy(&self, place: &mut [MaybeUninit<u8>]) -> usize {
        if let Some(bytes) = one_byte(self.1) {
            return copy_bytes(bytes, place);
        }
        let Some(string) = string(self.0, self.1) else { return 0 };
        let count = string.length().min(place.len());
        string.write_one_byte_uninit_v2(self.0.scope(), 0, &mut place[..count], v8::WriteFlags::empty());
        count
    }
}

impl Reader<u8> for Utf8<'_> {
    #[inline(always)]
    fn length(&self) -> usize {
        match one_byte(self.1) {
            Some(bytes) if bytes.is_ascii() => bytes.len(),
            _ => string(self.0, self.1).map_or(0, |s| s.utf8_length(self.0.scope())),
        }
    }

    #[inline(always)]
    fn copy(&self, place: &mut [MaybeUninit<u8>]) -> usize {
        match one_byte(self.1) {
            Some(bytes) if bytes.is_ascii() => copy_bytes(bytes, place),
            _ => string(self.0, self.1).map_or(0, |string| {
                string.write_utf8_uninit_v2(self.0.scope(), place, v8::WriteFlags::kReplaceInvalidUtf8, None)
            }),
        }
    }
}

impl Reader<u16> for Utf16<'_> {
    #[inline(always)]
    fn length(&self) -> usize {
        one_byte(self.1).map_or_else(|| string(self.0, self.1).map_or(0, |s| s.length()), <[u8]>::len)
    }

    #[inline(always)]
    fn copy(&self, place: &mut [MaybeUninit<u16>]) -> usize {
        if let Some(bytes) = one_byte(self.1) {
            let count = bytes.len().min(place.len());
            for (unit, byte) in place.iter_mut().zip(bytes) {
                unit.write(u16::from(*byte));
            }
            return count;
        }
        // SAFETY: read from a live handle just now.
        if let Some(units) = self.1.tagged().ok().and_then(|value| unsafe { value.two_byte_chars() }) {
            let count = units.len().min(place.len());
            place[..count].write_copy_of_slice(&units[..count]);
            return count;
        }
        let Some(string) = string(self.0, self.1) else { return 0 };
        let count = string.length().min(place.len());
        // SAFETY: V8 only writes to the slice.
        let place = unsafe { std::slice::from_raw_parts_mut(place.as_mut_ptr().cast::<u16>(), count) };
        string.write_v2(self.0.scope(), 0, place, v8::WriteFlags::empty());
        count
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_string_latin1(
    env: EnvPtr,
    value: Value,
    buffer: Out<u8>,
    size: usize,
    result: Out<usize>,
) -> napi_status {
    entry!(napi_get_value_string_latin1, env, |env| read(value, buffer, size, result, 0, Latin1(env, value)))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_string_utf8(
    env: EnvPtr,
    value: Value,
    buffer: Out<u8>,
    size: usize,
    result: Out<usize>,
) -> napi_status {
    entry!(napi_get_value_string_utf8, env, |env| read(value, buffer, size, result, 0, Utf8(env, value)))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_value_string_utf16(
    env: EnvPtr,
    value: Value,
    buffer: Out<u16>,
    size: usize,
    result: Out<usize>,
) -> napi_status {
    entry!(napi_get_value_string_utf16, env, |env| read(value, buffer, size, result, 0, Utf16(env, value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lent(threads: &[ThreadId]) -> Lent {
        let strings = threads.iter().map(|thread| (*thread, ReleasedByV8(std::ptr::null()))).collect();
        Lent { strings, unknown: 0 }
    }

    #[test]
    fn characters_of_several_isolates_are_never_released_early() {
        let [a, b, sweeper] =
            [(); 3].map(|()| thread::spawn(|| thread::current().id()).join().expect("it does not panic"));
        let mut one = lent(&[a, a]);
        assert_eq!(one.died(sweeper).len(), 1, "whose it was is known");
        assert_eq!(one.died(a).len(), 1);
        let mut two = lent(&[a, b]);
        assert_eq!(two.died(sweeper).len(), 0, "it may have been the other one's");
        assert_eq!(two.died(sweeper).len(), 2);
        let mut two = lent(&[a, b]);
        assert_eq!(two.died(b).len(), 1, "b's own");
        assert_eq!(two.died(sweeper).len(), 1);
        let mut two = lent(&[a, b]);
        assert_eq!((two.died(sweeper).len(), two.died(a).len()), (0, 2), "the last one frees both");
    }
}
