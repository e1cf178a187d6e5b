//! The Rust half of `node:buffer`: strings to bytes and back, comparing, searching, filling. The JavaScript half has checked the
//! arguments; here every view is read within its bounds whatever the numbers say.

mod base64;
mod codec;
pub mod fast;
mod search;

pub use codec::{decode, return_string, with_encoded};

use crate::runtime::binding::Binding;
use crate::runtime::convert::{throw_range_error, throw_type_error};
use crate::{set_fast_functions, set_functions};
use anode_napi::memory::{self, Contents};

pub const BINDING: Binding = Binding { name: "buffer", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "utf8Slice" => codec::utf8_slice,
        "latin1Slice" => codec::latin1_slice,
        "asciiSlice" => codec::ascii_slice,
        "ucs2Slice" => codec::ucs2_slice,
        "hexSlice" => codec::hex_slice,
        "base64Slice" => base64::base64_slice,
        "base64urlSlice" => base64::base64url_slice,
        "ucs2Write" => codec::ucs2_write,
        "hexWrite" => codec::hex_write,
        "base64Write" => base64::base64_write,
        "atob" => base64::atob,
        "btoa" => base64::btoa,
        "isUtf8" => codec::is_utf8,
        "isAscii" => codec::is_ascii,
        "compareRange" => search::compare_range,
        "indexOfString" => search::index_of_string,
        "indexOfBuffer" => search::index_of_buffer,
        "fill" => fill,
        "swap" => swap,
        "createBuffer" => create_buffer,
        "createUnsafeArrayBuffer" => create_unsafe_array_buffer,
        "alignedOffset" => aligned_offset,
    });
    set_fast_functions!(scope, target, {
        "byteLengthUtf8" => codec::byte_length_utf8, fast::BYTE_LENGTH_UTF8;
        "utf8Write" => codec::utf8_write, fast::UTF8_WRITE;
        "latin1Write" => codec::latin1_write, fast::LATIN1_WRITE;
        "compare" => search::compare, fast::COMPARE;
        "indexOfNumber" => search::index_of_number, fast::INDEX_OF_NUMBER;
        "copy" => copy, fast::COPY;
    });
}

/// Where the bytes of a small view are copied to: V8 keeps them in its own heap, where they move.
pub type OnHeap = [u8; v8::TYPED_ARRAY_MAX_SIZE_IN_HEAP];

/// An empty place for [`bytes`].
pub const ON_HEAP: OnHeap = [0; v8::TYPED_ARRAY_MAX_SIZE_IN_HEAP];

/// The view that an argument is; throws when it is none.
pub fn view<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
) -> Option<v8::Local<'s, v8::ArrayBufferView>> {
    let view = v8::Local::<v8::ArrayBufferView>::try_from(value).ok();
    if view.is_none() {
        throw_type_error(scope, "ERR_INVALID_ARG_TYPE", "argument must be a buffer");
    }
    view
}

/// The string that an argument is; throws when it is none.
fn string_argument<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
) -> Option<v8::Local<'s, v8::String>> {
    let string = v8::Local::<v8::String>::try_from(value).ok();
    if string.is_none() {
        throw_type_error(scope, "ERR_INVALID_ARG_TYPE", "argument must be a string");
    }
    string
}

/// What a view holds, for reading. The bytes are valid as long as no JavaScript runs.
pub fn bytes<'a>(view: &'a v8::Local<'_, v8::ArrayBufferView>, on_heap: &'a mut OnHeap) -> &'a [u8] {
    view.get_contents(on_heap)
}

/// What a view holds, for writing. A view inside V8's heap moves out of it.
pub fn bytes_mut(view: v8::Local<'_, v8::ArrayBufferView>) -> &mut [u8] {
    let length = view.byte_length();
    let data = if length == 0 { std::ptr::null_mut() } else { view.data().cast::<u8>() };
    if data.is_null() {
        return &mut [];
    }
    // SAFETY: V8 keeps `length` bytes at `data` for as long as the view is reachable and not detached; the local handle keeps
    // it reachable, and no caller runs JavaScript while it holds the slice. The callers never hold two slices of which one is
    // mutable: where two views may share memory they use raw copies (`copy`).
    unsafe { std::slice::from_raw_parts_mut(data, length) }
}

/// A number argument as an index: what is missing, negative or not a number becomes `default`.
fn index(value: v8::Local<'_, v8::Value>, default: usize) -> usize {
    match v8::Local::<v8::Number>::try_from(value) {
        // `as` saturates, so infinity is the largest index and negative numbers are 0.
        Ok(number) => number.value() as usize,
        Err(_) => default,
    }
}

/// The part of `length` that the arguments `start` and `end` name, cut to what is there.
fn range(start: v8::Local<'_, v8::Value>, end: v8::Local<'_, v8::Value>, length: usize) -> std::ops::Range<usize> {
    let end = index(end, length).min(length);
    index(start, 0).min(end)..end
}

/// `fill(buffer, pattern, start, end)`: repeats the pattern's bytes.
fn fill<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    let Some(buffer) = view(scope, args.get(0)) else { return };
    let Some(pattern) = view(scope, args.get(1)) else { return };
    let range = range(args.get(2), args.get(3), buffer.byte_length());
    // The pattern may be a part of what is filled: take it before the first write.
    let mut on_heap = ON_HEAP;
    let pattern = bytes(&pattern, &mut on_heap);
    let pattern = pattern[..pattern.len().min(range.len())].to_vec();
    let target = &mut bytes_mut(buffer)[range];
    if pattern.is_empty() {
        return;
    }
    // Double what is there until it is full: few large copies instead of many small ones.
    target[..pattern.len()].copy_from_slice(&pattern);
    let mut filled = pattern.len();
    while filled < target.len() {
        let count = filled.min(target.len() - filled);
        target.copy_within(..count, filled);
        filled += count;
    }
}

/// `copy(source, target, targetStart, sourceStart, count)`; the two may overlap.
fn copy<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    let Some(source) = view(scope, args.get(0)) else { return };
    let Some(target) = view(scope, args.get(1)) else { return };
    let target_start = index(args.get(2), 0).min(target.byte_length());
    let source_start = index(args.get(3), 0).min(source.byte_length());
    let count = index(args.get(4), 0).min(target.byte_length() - target_start).min(source.byte_length() - source_start);
    if count == 0 {
        return;
    }
    // SAFETY: both ranges lie within their views, by the three `min` above; the views are alive and, since their lengths are not
    // 0, attached. `ptr::copy` allows the ranges to overlap.
    unsafe {
        std::ptr::copy(
            source.data().cast::<u8>().add(source_start),
            target.data().cast::<u8>().add(target_start),
            count,
        );
    }
}

/// `swap(buffer, width)`: reverses the bytes of every `width` of them.
fn swap<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    fn swap_chunks<const N: usize>(bytes: &mut [u8]) {
        for chunk in bytes.as_chunks_mut::<N>().0 {
            chunk.reverse();
        }
    }
    let Some(buffer) = view(scope, args.get(0)) else { return };
    let bytes = bytes_mut(buffer);
    match index(args.get(1), 0) {
        2 => swap_chunks::<2>(bytes),
        4 => swap_chunks::<4>(bytes),
        _ => swap_chunks::<8>(bytes),
    }
}

/// `createBuffer(size, sample, zeros)`: a Buffer on memory that is used again, of the class of `sample`, which is empty and which no
/// program has. Undefined where JavaScript does as well: for what is large.
fn create_buffer<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let size = index(args.get(0), 0);
    let Ok(sample) = v8::Local::<v8::Uint8Array>::try_from(args.get(1)) else { return };
    let contents = if args.get(2).is_true() { Contents::Zeros } else { Contents::Anything };
    let Some(memory) = memory::array_buffer(scope, size, contents) else { return };
    // SAFETY: the buffer is new; the JavaScript half keeps its sample, and to itself.
    if let Some(view) = unsafe { memory.view(scope, size, sample) } {
        rv.set(view.into());
    }
}

/// `createUnsafeArrayBuffer(size)`: memory that may hold anything.
fn create_unsafe_array_buffer<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let size = index(args.get(0), 0);
    if let Some(memory) = memory::array_buffer(scope, size, Contents::Anything) {
        return rv.set(memory.buffer.into());
    }
    let mut memory = Vec::<u8>::new();
    if size > isize::MAX as usize || memory.try_reserve_exact(size).is_err() {
        return throw_range_error(scope, "ERR_MEMORY_ALLOCATION_FAILED", "Failed to allocate memory");
    }
    // SAFETY: the capacity is `size`, and every bit pattern is a `u8`. The contents are indeterminate, which is what the caller
    // asked for; they are only ever read through V8, whose accesses the compiler cannot see into.
    unsafe {
        memory.set_len(size);
    }
    rv.set(memory::array_buffer_of(scope, memory).into());
}

/// `alignedOffset(arrayBuffer, offset, alignment)`: the first offset from `offset` on whose address is a multiple.
fn aligned_offset<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(args.get(0)) else {
        throw_type_error(scope, "ERR_INVALID_ARG_TYPE", "argument must be an ArrayBuffer");
        return;
    };
    let base = buffer.data().map_or(0, |data| data.as_ptr() as usize);
    let address = base + index(args.get(1), 0);
    rv.set_double((address.next_multiple_of(index(args.get(2), 1).max(1)) - base) as f64);
}
