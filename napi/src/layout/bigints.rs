//! BigInts made and read without a call.
//!
//! A BigInt is a map, a word with its sign and the number of its digits, and the digits of 64 bits, the least one first. The
//! last one is not zero; zero has none, and no sign.

use super::young::take;
use super::{HEAP_OBJECT_TAG, Maps, Tagged, check, maps, new_handle, slot_of};
use crate::shim::{IsolatePtr, Slot};

const HEADER: usize = 8;
const DIGITS: usize = 16;
const NEGATIVE: u32 = 1;
const COUNT_SHIFT: u32 = 8;
/// Longer ones are V8's to make, or to refuse.
const LONGEST: usize = 64;

/// What a BigInt says of itself.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct BigInt<'a> {
    pub(crate) negative: bool,
    pub(crate) digits: &'a [u64],
}

impl BigInt<'_> {
    /// The lowest 64 bits of the two's complement, and whether it has no more digits.
    fn low_bits(self) -> (u64, bool) {
        let low = self.digits.first().copied().unwrap_or(0);
        (if self.negative { low.wrapping_neg() } else { low }, self.digits.len() <= 1)
    }

    /// The number modulo 2^64, and whether it is that.
    pub(crate) fn to_i64(self) -> (i64, bool) {
        let (bits, whole) = self.low_bits();
        let number = bits.cast_signed();
        (number, whole && (number < 0) == self.negative)
    }

    /// As [`BigInt::to_i64`].
    pub(crate) fn to_u64(self) -> (u64, bool) {
        let (bits, whole) = self.low_bits();
        (bits, whole && !self.negative)
    }
}

impl Tagged {
    /// A BigInt; none for every other value.
    ///
    /// # Safety
    /// As for [`Tagged::map`]; `maps` are those of the isolate, and the digits are used before anything collects garbage.
    #[inline(always)]
    pub(crate) unsafe fn bigint<'a>(self, maps: &Maps) -> Option<BigInt<'a>> {
        // SAFETY: forwarded to the caller; the words of a BigInt.
        unsafe {
            (self.map()? == maps.bigint).then(|| {
                let header = *self.field(HEADER).cast::<u32>();
                let count = (header >> COUNT_SHIFT) as usize;
                let digits = std::slice::from_raw_parts(self.field(DIGITS).cast(), count);
                BigInt { negative: header & NEGATIVE != 0, digits }
            })
        }
    }
}

/// A new BigInt. None if V8 has to make it.
///
/// # Safety
/// On the isolate's thread, outside of the collector, with `maps` of the isolate.
#[inline(always)]
pub(crate) unsafe fn new_bigint(isolate: IsolatePtr, maps: &Maps, negative: bool, digits: &[u64]) -> Option<Slot> {
    // What V8 refuses for its length it does not read.
    if digits.len() > LONGEST {
        return None;
    }
    let count = digits.iter().rposition(|digit| *digit != 0).map_or(0, |last| last + 1);
    // SAFETY: forwarded to the caller. The number is complete before anything else happens on the heap.
    unsafe {
        let number = take(isolate, DIGITS + count * size_of::<u64>())?;
        number.write(maps.bigint);
        number.byte_add(HEADER).write(count << COUNT_SHIFT | usize::from(negative && count > 0));
        number.byte_add(DIGITS).cast::<u64>().copy_from_nonoverlapping(digits.as_ptr(), count);
        Some(new_handle(isolate, Tagged(number.addr() + HEAP_OBJECT_TAG)))
    }
}

/// The map of all BigInts.
pub(super) fn map(scope: &v8::PinScope<'_, '_>) -> usize {
    // SAFETY: a live handle.
    unsafe { Tagged::read(slot_of(v8::BigInt::new_from_i64(scope, 1))).map() }.unwrap_or(0)
}

pub(super) fn check_bigints(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    let maps = maps(scope);
    // SAFETY: a transparent pointer to the isolate.
    let isolate: IsolatePtr = unsafe { std::mem::transmute(scope.as_raw_isolate_ptr()) };
    const TOP: u64 = 1 << 63;
    let cases: [(bool, &[u64]); 10] = [
        (false, &[]),
        (false, &[5]),
        (true, &[5]),
        (false, &[TOP - 1]),
        (false, &[TOP]),
        (true, &[TOP]),
        (true, &[TOP + 1]),
        (true, &[u64::MAX]),
        (false, &[0, 1]),
        (true, &[7, 8, u64::MAX]),
    ];
    for (negative, digits) in cases {
        let theirs = v8::BigInt::new_from_words(scope, negative, digits).ok_or("BigInts")?;
        // SAFETY: a live handle; nothing allocates before the result is used.
        let seen = unsafe { Tagged::read(slot_of(theirs)).bigint(&maps) }.ok_or("BigInts")?;
        check(seen == BigInt { negative, digits }, "BigInts")?;
        check(seen.to_i64() == theirs.i64_value() && seen.to_u64() == theirs.u64_value(), "BigInts")?;
        let with_zeros = [digits, &[0, 0]].concat();
        // SAFETY: on the isolate's thread; the maps are its own.
        let Some(ours) = (unsafe { new_bigint(isolate, &maps, negative, &with_zeros) }) else { continue };
        // SAFETY: a live handle to a BigInt.
        let ours: v8::Local<'_, v8::BigInt> = unsafe { std::mem::transmute(ours) };
        check(ours.strict_equals(theirs.into()) && ours.word_count() == digits.len(), "BigInts of our own")?;
    }
    // SAFETY: a live handle.
    check(unsafe { Tagged::read(slot_of(v8::Object::new(scope))).bigint(&maps) }.is_none(), "the map of BigInts")
}
