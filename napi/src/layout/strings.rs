//! Short strings made, and strings of 16-bit units read, without a call.
//!
//! A string that nobody has looked up as a name is a map, a word with the place for its hash and its length, and its characters.
//! V8 compares strings by words, so what is left of the last one is zero. Empty strings and those of one character are V8's own.

use super::young::take;
use super::{
    FIRST_NON_STRING_TYPE, HEAP_OBJECT_TAG, Maps, STRING_CHARS, STRING_LENGTH, STRING_SHAPE, Tagged, check, maps,
    new_handle, slot_of,
};
use crate::shim::{IsolatePtr, Slot};

const HASH_AND_LENGTH: usize = 8;
const SEQUENTIAL_TWO_BYTE: u16 = 0;
/// Longer ones V8 may want elsewhere than among young objects, and they cost what copying them costs.
const LONGEST: usize = 1024;

/// What new strings begin with.
#[derive(Clone, Copy)]
pub(super) struct Strings {
    pub(super) one_byte: usize,
    two_byte: usize,
    no_hash: u32,
}

/// A unit of a string's characters.
pub(crate) trait Unit: Copy {
    fn map(maps: &Maps) -> usize;

    /// Whether V8 would make a string of such units of them.
    fn are_needed(units: &[Self]) -> bool;
}

impl Unit for u8 {
    fn map(maps: &Maps) -> usize {
        maps.strings.one_byte
    }

    #[inline(always)]
    fn are_needed(_units: &[u8]) -> bool {
        true
    }
}

impl Unit for u16 {
    fn map(maps: &Maps) -> usize {
        maps.strings.two_byte
    }

    #[inline(always)]
    fn are_needed(units: &[u16]) -> bool {
        units.iter().any(|unit| *unit > 0xff)
    }
}

/// A new string. None if V8 has to make it.
///
/// # Safety
/// On the isolate's thread, outside of the collector, with `maps` of the isolate.
#[inline(always)]
pub(crate) unsafe fn new_string<T: Unit>(isolate: IsolatePtr, maps: &Maps, units: &[T]) -> Option<Slot> {
    // What V8 refuses for its length it does not read.
    if !(2..=LONGEST).contains(&units.len()) || !T::are_needed(units) {
        return None;
    }
    let size = (STRING_CHARS + size_of_val(units)).next_multiple_of(size_of::<usize>());
    // SAFETY: forwarded to the caller. The string is complete before anything else happens on the heap; its last word, zero at
    // first, is one of characters.
    unsafe {
        let string = take(isolate, size)?;
        string.write(T::map(maps));
        string.byte_add(HASH_AND_LENGTH).write(maps.strings.no_hash as usize | units.len() << 32);
        string.byte_add(size - size_of::<usize>()).write(0);
        string.byte_add(STRING_CHARS).cast::<T>().copy_from_nonoverlapping(units.as_ptr(), units.len());
        Some(new_handle(isolate, Tagged(string.addr() + HEAP_OBJECT_TAG)))
    }
}

impl Tagged {
    /// The units of a flat string of 16-bit units that lie on V8's heap.
    ///
    /// # Safety
    /// As for [`Tagged::one_byte_chars`].
    #[inline(always)]
    pub(crate) unsafe fn two_byte_chars<'a>(self) -> Option<&'a [u16]> {
        // SAFETY: forwarded to the caller; such a string keeps its length and its characters at fixed places.
        unsafe {
            let t = self.instance_type()?;
            (t < FIRST_NON_STRING_TYPE && t & STRING_SHAPE == SEQUENTIAL_TWO_BYTE).then(|| {
                let length = *self.field(STRING_LENGTH).cast::<u32>() as usize;
                std::slice::from_raw_parts(self.field(STRING_CHARS).cast(), length)
            })
        }
    }
}

const LATIN1: &[u8] = b"not internaliz\xe9d";
const WIDE: &[u16] = &[0x4f60, 0x597d, 0x41, 0xd800, 0x7a];

fn theirs<'s>(scope: &v8::PinScope<'s, '_>) -> Option<[v8::Local<'s, v8::String>; 2]> {
    let one_byte = v8::String::new_from_one_byte(scope, LATIN1, v8::NewStringType::Normal)?;
    Some([one_byte, v8::String::new_from_two_byte(scope, WIDE, v8::NewStringType::Normal)?])
}

/// The first word of each kind of string, and the half of the second that is no length. Nothing, if V8 has no memory.
pub(super) fn facts(scope: &v8::PinScope<'_, '_>) -> Strings {
    let [one_byte, two_byte, no_hash] = theirs(scope).map_or([0; 3], |[one_byte, two_byte]| {
        // SAFETY: live handles to strings, and nothing allocates between the reads.
        unsafe {
            let word = |string, offset| Tagged::read(slot_of(string)).load(offset).word();
            [word(one_byte, 0), word(two_byte, 0), word(one_byte, HASH_AND_LENGTH)]
        }
    });
    Strings { one_byte, two_byte, no_hash: no_hash as u32 }
}

pub(super) fn check_strings(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    let maps = maps(scope);
    // SAFETY: a transparent pointer to the isolate.
    let isolate: IsolatePtr = unsafe { std::mem::transmute(scope.as_raw_isolate_ptr()) };
    let theirs = theirs(scope).ok_or("strings")?;
    // SAFETY: live handles to strings.
    let word = |slot: Slot, offset| unsafe { Tagged::read(slot).load(offset).word() };
    // SAFETY: as above; nothing allocates before the result is used.
    let wide = |string: v8::Local<'_, v8::String>| unsafe { Tagged::read(slot_of(string)).two_byte_chars() };
    check(wide(theirs[1]) == Some(WIDE) && wide(theirs[0]).is_none(), "strings of 16-bit units")?;
    let joined = v8::String::concat(scope, theirs[1], theirs[0]).ok_or("strings")?;
    check(wide(joined).is_none(), "strings of 16-bit units")?;
    // The area may come to its end, but not time and again.
    for _ in 0..8 {
        v8::Object::new(scope);
        // SAFETY: on the isolate's thread; the maps are its own.
        let ours = unsafe { (new_string(isolate, &maps, LATIN1), new_string(isolate, &maps, WIDE)) };
        let (Some(latin1), Some(wide)) = ours else { continue };
        for (ours, theirs) in [latin1, wide].into_iter().zip(theirs) {
            let (length, width) = (theirs.length(), if theirs.is_onebyte() { 1 } else { 2 });
            let end = (STRING_CHARS + width * length).next_multiple_of(8);
            let same = (0..end).step_by(8).all(|offset| word(ours, offset) == word(slot_of(theirs), offset));
            // SAFETY: a live handle to a string.
            let ours: v8::Local<'_, v8::String> = unsafe { std::mem::transmute(ours) };
            check(same && ours.length() == length && ours.strict_equals(theirs.into()), "strings of our own")?;
        }
        return Ok(());
    }
    // V8 runs without the area, see `young.rs`.
    Ok(())
}
