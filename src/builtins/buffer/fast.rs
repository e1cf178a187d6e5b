//! The forms of the hottest functions that optimised JavaScript calls without the machinery of a callback. V8 takes them when
//! the arguments have the declared types, and the ordinary functions otherwise (a string that is not flat and one-byte, say).
//!
//! They must neither allocate in V8's heap nor run JavaScript nor throw. Views are therefore read in place, which needs the
//! library to be built without views inside V8's heap.

use memchr::{memchr, memrchr};
use v8::fast_api::{CFunction, CFunctionInfo, CTypeInfo, FastApiOneByteString, Int64Representation, Type};

const _: () = assert!(v8::TYPED_ARRAY_MAX_SIZE_IN_HEAP == 0, "views inside V8's heap cannot be written in place");

type Receiver<'a> = v8::Local<'a, v8::Object>;
type Value<'a> = v8::Local<'a, v8::Value>;

/// The memory of a view; empty for any other value.
fn memory(value: Value) -> (*mut u8, usize) {
    let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(value) else {
        return (std::ptr::dangling_mut(), 0);
    };
    // SAFETY: the storage is for views inside V8's heap, of which there are none (the assertion above).
    let (data, length) = unsafe { view.get_contents_raw_parts(&mut []) };
    if data.is_null() { (std::ptr::dangling_mut(), 0) } else { (data, length) }
}

/// The part of a view's memory that `offset` and `length` name, cut to what is there.
fn target(value: Value<'_>, offset: f64, length: f64) -> &mut [u8] {
    let (data, size) = memory(value);
    // `as` saturates: NaN and what is negative is 0.
    let start = (offset as usize).min(size);
    let count = (length as usize).min(size - start);
    // SAFETY: the range lies within the view's memory, which the handle keeps alive; nothing else reads or writes it while the
    // caller, which does not run JavaScript, holds the slice. A shared memory that another thread writes to at the same time is
    // that program's race, as it is with every other access to it.
    unsafe { std::slice::from_raw_parts_mut(data.add(start), count) }
}

/// What a view holds up to `end`, for reading.
fn contents(value: Value<'_>, end: f64) -> &[u8] {
    let (data, size) = memory(value);
    // SAFETY: as in `target`.
    unsafe { std::slice::from_raw_parts(data, (end as usize).min(size)) }
}

const fn info(result: Type, arguments: &'static [CTypeInfo]) -> CFunctionInfo {
    CFunctionInfo::new(result.as_info(), arguments, Int64Representation::Number)
}

extern "C" fn utf8_write(_: Receiver, buffer: Value, text: &FastApiOneByteString, offset: f64, length: f64) -> u32 {
    encode_latin1(text.as_bytes(), target(buffer, offset, length)).1 as u32
}

/// Writes Latin-1 characters as UTF-8, as many as find room: how many of them, and bytes.
fn encode_latin1(text: &[u8], target: &mut [u8]) -> (usize, usize) {
    if text.is_ascii() {
        let count = text.len().min(target.len());
        target[..count].copy_from_slice(&text[..count]);
        return (count, count);
    }
    let mut written = 0;
    for (read, &character) in text.iter().enumerate() {
        // One byte or two, and never half a character.
        let size = 1 + usize::from(character >> 7);
        let Some(place) = target.get_mut(written..written + size) else { return (read, written) };
        match place {
            [byte] => *byte = character,
            [first, second] => (*first, *second) = (0xc0 | character >> 6, 0x80 | character & 0x3f),
            _ => {}
        }
        written += size;
    }
    (text.len(), written)
}

/// TextEncoder's: see `encode_into` of `internalBinding('encoding')`.
extern "C" fn encode_into(_: Receiver, text: &FastApiOneByteString, buffer: Value) -> f64 {
    let (read, written) = encode_latin1(text.as_bytes(), target(buffer, 0.0, f64::INFINITY));
    crate::builtins::encoding::both_counts(read, written)
}

pub const ENCODE_INTO: &[CFunction] = &[CFunction::new(
    encode_into as _,
    &info(Type::Float64, &[Type::V8Value.as_info(), Type::SeqOneByteString.as_info(), Type::V8Value.as_info()]),
)];

pub const UTF8_WRITE: &[CFunction] = &[CFunction::new(
    utf8_write as _,
    &info(
        Type::Uint32,
        &[
            Type::V8Value.as_info(),
            Type::V8Value.as_info(),
            Type::SeqOneByteString.as_info(),
            Type::Float64.as_info(),
            Type::Float64.as_info(),
        ],
    ),
)];

extern "C" fn latin1_write(_: Receiver, buffer: Value, text: &FastApiOneByteString, offset: f64, length: f64) -> u32 {
    let target = target(buffer, offset, length);
    let text = text.as_bytes();
    let count = text.len().min(target.len());
    target[..count].copy_from_slice(&text[..count]);
    count as u32
}

pub const LATIN1_WRITE: &[CFunction] = &[CFunction::new(
    latin1_write as _,
    &info(
        Type::Uint32,
        &[
            Type::V8Value.as_info(),
            Type::V8Value.as_info(),
            Type::SeqOneByteString.as_info(),
            Type::Float64.as_info(),
            Type::Float64.as_info(),
        ],
    ),
)];

extern "C" fn byte_length_utf8(_: Receiver, text: &FastApiOneByteString) -> u32 {
    v8::simdutf::utf8_length_from_latin1(text.as_bytes()) as u32
}

pub const BYTE_LENGTH_UTF8: &[CFunction] = &[CFunction::new(
    byte_length_utf8 as _,
    &info(Type::Uint32, &[Type::V8Value.as_info(), Type::SeqOneByteString.as_info()]),
)];

extern "C" fn copy(_: Receiver, source: Value, target: Value, target_start: f64, source_start: f64, count: f64) {
    let (from, from_size) = memory(source);
    let (to, to_size) = memory(target);
    let target_start = (target_start as usize).min(to_size);
    let source_start = (source_start as usize).min(from_size);
    let count = (count as usize).min(to_size - target_start).min(from_size - source_start);
    // SAFETY: both ranges lie within the memory of their views; they may overlap.
    unsafe { std::ptr::copy(from.add(source_start), to.add(target_start), count) };
}

pub const COPY: &[CFunction] = &[CFunction::new(
    copy as _,
    &info(
        Type::Void,
        &[
            Type::V8Value.as_info(),
            Type::V8Value.as_info(),
            Type::V8Value.as_info(),
            Type::Float64.as_info(),
            Type::Float64.as_info(),
            Type::Float64.as_info(),
        ],
    ),
)];

extern "C" fn index_of_number(_: Receiver, buffer: Value, byte: u32, offset: f64, end: f64, forward: bool) -> f64 {
    let haystack = contents(buffer, end);
    let search = super::search::Search { haystack, offset, forward };
    let Ok(start) = search.start(1) else { return -1.0 };
    let found = if forward {
        memchr(byte as u8, &haystack[start..]).map(|index| start + index)
    } else {
        memrchr(byte as u8, &haystack[..=start])
    };
    found.map_or(-1.0, |index| index as f64)
}

pub const INDEX_OF_NUMBER: &[CFunction] = &[CFunction::new(
    index_of_number as _,
    &info(
        Type::Float64,
        &[
            Type::V8Value.as_info(),
            Type::V8Value.as_info(),
            Type::Uint32.as_info(),
            Type::Float64.as_info(),
            Type::Float64.as_info(),
            Type::Bool.as_info(),
        ],
    ),
)];

extern "C" fn compare(_: Receiver, left: Value, right: Value) -> i32 {
    let left = contents(left, f64::INFINITY);
    let right = contents(right, f64::INFINITY);
    left.cmp(right) as i32
}

pub const COMPARE: &[CFunction] = &[CFunction::new(
    compare as _,
    &info(Type::Int32, &[Type::V8Value.as_info(), Type::V8Value.as_info(), Type::V8Value.as_info()]),
)];
