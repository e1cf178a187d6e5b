//! Comparing Buffers and searching in them.

use super::codec::{Units, with_units};
use super::{ON_HEAP, bytes, index, range, string_argument, view};
use memchr::{memchr, memmem, memrchr};
use std::cmp::Ordering;

pub fn compare<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(left) = view(scope, args.get(0)) else { return };
    let Some(right) = view(scope, args.get(1)) else { return };
    let (mut left_heap, mut right_heap) = (ON_HEAP, ON_HEAP);
    rv.set_int32(order(bytes(&left, &mut left_heap).cmp(bytes(&right, &mut right_heap))));
}

/// `compareRange(left, leftStart, leftEnd, right, rightStart, rightEnd)`
pub fn compare_range<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(left) = view(scope, args.get(0)) else { return };
    let Some(right) = view(scope, args.get(3)) else { return };
    let (mut left_heap, mut right_heap) = (ON_HEAP, ON_HEAP);
    let (left, right) = (bytes(&left, &mut left_heap), bytes(&right, &mut right_heap));
    let left = &left[range(args.get(1), args.get(2), left.len())];
    let right = &right[range(args.get(4), args.get(5), right.len())];
    rv.set_int32(order(left.cmp(right)));
}

fn order(ordering: Ordering) -> i32 {
    match ordering {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}

/// How JavaScript names the encodings (`js/internal/buffer/encodings.js`).
pub const UTF8: usize = 0;
pub const UTF16: usize = 1;
pub const LATIN1: usize = 2;
pub const ASCII: usize = 3;
pub const HEX: usize = 4;
pub const BASE64: usize = 5;
pub const BASE64URL: usize = 6;

/// Where a search starts and what it may look at, from the arguments `(…, offset, end, …)`.
pub struct Search<'a> {
    pub haystack: &'a [u8],
    /// Counted from the end when negative.
    pub offset: f64,
    pub forward: bool,
}

impl Search<'_> {
    /// The index at which the first candidate may start; `Err` is the answer when there is none.
    pub fn start(&self, needle: usize) -> Result<usize, Option<usize>> {
        let length = self.haystack.len();
        let offset = if self.offset < 0.0 {
            let offset = self.offset + length as f64;
            if offset >= 0.0 {
                offset as usize
            } else if self.forward || needle == 0 {
                0
            } else {
                return Err(None);
            }
        } else {
            self.offset as usize
        };
        if offset.saturating_add(needle) <= length {
            Ok(offset)
        } else if needle == 0 {
            Ok(length)
        } else if self.forward || needle > length {
            Err(None)
        } else {
            Ok(length - needle)
        }
    }

    /// The index of `needle`; with `wide`, of a match that starts at an even index.
    fn find(&self, needle: &[u8], wide: bool) -> Option<usize> {
        let start = match self.start(needle.len()) {
            Ok(start) => start,
            Err(answer) => return answer,
        };
        if needle.is_empty() {
            return Some(start);
        }
        if wide {
            return self.find_wide(needle, start);
        }
        if self.forward {
            let rest = &self.haystack[start..];
            let found = if let [byte] = needle { memchr(*byte, rest) } else { memmem::find(rest, needle) };
            found.map(|index| start + index)
        } else {
            let rest = &self.haystack[..start + needle.len()];
            if let [byte] = needle { memrchr(*byte, rest) } else { memmem::rfind(rest, needle) }
        }
    }

    /// Searches in units of two bytes.
    fn find_wide(&self, needle: &[u8], start: usize) -> Option<usize> {
        let haystack = &self.haystack[..self.haystack.len() & !1];
        let needle = &needle[..needle.len() & !1];
        if needle.is_empty() || needle.len() > haystack.len() {
            return None;
        }
        let start = start & !1;
        if self.forward {
            let finder = memmem::Finder::new(needle);
            let mut from = start;
            for _ in 0..MOST_MISPLACED {
                let index = from + finder.find(haystack.get(from..)?)?;
                if index.is_multiple_of(2) {
                    return Some(index);
                }
                from = index + 1;
            }
            let (units, needle) = (haystack.get(from..)?.as_chunks::<2>().0, needle.as_chunks::<2>().0);
            find_units(units.iter(), needle.iter()).map(|index| from + 2 * index)
        } else {
            let finder = memmem::FinderRev::new(needle);
            let mut until = (start + needle.len()).min(haystack.len());
            for _ in 0..MOST_MISPLACED {
                let index = finder.rfind(&haystack[..until])?;
                if index.is_multiple_of(2) {
                    return Some(index);
                }
                until = index + needle.len() - 1;
            }
            let (units, needle) = (haystack[..until].as_chunks::<2>().0, needle.as_chunks::<2>().0);
            let index = find_units(units.iter().rev(), needle.iter().rev())?;
            Some(2 * (units.len() - index - needle.len()))
        }
    }
}

/// So many matches at odd places are passed over one by one: each takes as long as the needle.
const MOST_MISPLACED: usize = 16;

/// How many units come before `needle`, in linear time whatever they are (Knuth, Morris and Pratt).
fn find_units<'a>(
    units: impl Iterator<Item = &'a [u8; 2]>,
    needle: impl Iterator<Item = &'a [u8; 2]>,
) -> Option<usize> {
    let needle: Vec<_> = needle.collect();
    // For each prefix, the longest shorter one that it ends with.
    let mut borders = vec![0; needle.len() + 1];
    let longer = |borders: &[usize], mut matched: usize, unit: &[u8; 2]| {
        while matched > 0 && needle[matched] != unit {
            matched = borders[matched];
        }
        matched + usize::from(needle[matched] == unit)
    };
    for length in 1..needle.len() {
        borders[length + 1] = longer(&borders, borders[length], needle[length]);
    }
    let mut matched = 0;
    for (index, unit) in units.enumerate() {
        matched = longer(&borders, matched, unit);
        if matched == needle.len() {
            return Some(index + 1 - matched);
        }
    }
    None
}

fn return_index(mut rv: v8::ReturnValue, index: Option<usize>) {
    rv.set_double(index.map_or(-1.0, |index| index as f64));
}

/// Calls `find` with what the arguments `(buffer, needle, offset, end, …, forward)` describe.
fn with_search<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: &v8::FunctionCallbackArguments<'s>,
    forward: i32,
    find: impl FnOnce(&Search<'_>) -> Option<usize>,
) -> Option<usize> {
    let buffer = view(scope, args.get(0))?;
    let mut on_heap = ON_HEAP;
    let haystack = bytes(&buffer, &mut on_heap);
    let end = index(args.get(3), usize::MAX).min(haystack.len());
    let offset = args.get(2).number_value(scope).unwrap_or(0.0);
    find(&Search { haystack: &haystack[..end], offset, forward: args.get(forward).is_true() })
}

/// `indexOfNumber(buffer, byte, offset, end, forward)`
pub fn index_of_number<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let byte = index(args.get(1), 0) as u8;
    let found = with_search(scope, &args, 4, |search| search.find(&[byte], false));
    return_index(rv, found);
}

/// `indexOfBuffer(buffer, needle, offset, end, encoding, forward)`
pub fn index_of_buffer<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let Some(needle) = view(scope, args.get(1)) else { return };
    let mut on_heap = ON_HEAP;
    let needle = bytes(&needle, &mut on_heap);
    let wide = index(args.get(4), 0) == UTF16;
    let found = with_search(scope, &args, 5, |search| search.find(needle, wide));
    return_index(rv, found);
}

/// `indexOfString(buffer, needle, offset, end, encoding, forward)`
pub fn index_of_string<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    let Some(needle) = string_argument(scope, args.get(1)) else { return };
    let encoding = index(args.get(4), 0);
    let needle = encode(scope, needle, encoding);
    let found = with_search(scope, &args, 5, |search| search.find(&needle, encoding == UTF16));
    return_index(rv, found);
}

/// The bytes of a string in one of the encodings.
pub fn encode(scope: &mut v8::PinScope<'_, '_>, text: v8::Local<'_, v8::String>, encoding: usize) -> Vec<u8> {
    match encoding {
        UTF16 => with_units(scope, text, |units| match units {
            Units::OneByte(units) => units.iter().flat_map(|unit| [*unit, 0]).collect(),
            Units::TwoByte(units) => units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        }),
        LATIN1 | ASCII => with_units(scope, text, |units| match units {
            Units::OneByte(units) => units.to_vec(),
            Units::TwoByte(units) => units.iter().map(|unit| *unit as u8).collect(),
        }),
        HEX | BASE64 | BASE64URL => {
            let mut digits = vec![0; text.length()];
            text.write_one_byte_v2(scope, 0, &mut digits, v8::WriteFlags::empty());
            let mut target = vec![0; digits.len()];
            let written = if encoding == HEX {
                super::codec::hex_decode(&digits, &mut target)
            } else {
                super::base64::decode(&digits, &mut target)
            };
            target.truncate(written);
            target
        }
        _ => text.to_rust_string_lossy(scope).into_bytes(),
    }
}
