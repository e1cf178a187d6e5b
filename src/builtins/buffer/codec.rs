//! The encodings that are no base64: strings from bytes (`…Slice(buffer, start, end)`) and bytes from strings
//! (`…Write(buffer, string, offset, length)`, which answers how many bytes it wrote).

use super::{ON_HEAP, bytes, bytes_mut, index, range, string_argument, view};
use crate::runtime::convert::throw_error;

/// Gives a new string to JavaScript, or throws that it would be too long.
pub fn return_string(
    scope: &mut v8::PinScope<'_, '_>,
    mut rv: v8::ReturnValue,
    string: Option<v8::Local<'_, v8::String>>,
) {
    match string {
        Some(string) => rv.set(string.into()),
        None => throw_error(
            scope,
            "ERR_STRING_TOO_LONG",
            &format!("Cannot create a string longer than {:#x} characters", v8::String::MAX_LENGTH),
        ),
    }
}

fn one_byte<'s>(scope: &v8::PinScope<'s, '_>, bytes: &[u8]) -> Option<v8::Local<'s, v8::String>> {
    v8::String::new_from_one_byte(scope, bytes, v8::NewStringType::Normal)
}

/// Reads the bytes that the arguments `(buffer, start, end)` name.
pub fn with_slice<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: &v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
    decode: impl FnOnce(&v8::PinScope<'s, '_>, &[u8]) -> Option<v8::Local<'s, v8::String>>,
) {
    let Some(buffer) = view(scope, args.get(0)) else { return };
    let mut on_heap = ON_HEAP;
    let bytes = bytes(&buffer, &mut on_heap);
    let bytes = &bytes[range(args.get(1), args.get(2), bytes.len())];
    let string = decode(scope, bytes);
    return_string(scope, rv, string);
}

/// The place for writing that the arguments `(buffer, string, offset, length)` name, and the string.
pub fn with_target<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: &v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
    encode: impl FnOnce(&mut v8::PinScope<'s, '_>, v8::Local<'s, v8::String>, &mut [u8]) -> usize,
) {
    let Some(buffer) = view(scope, args.get(0)) else { return };
    let Some(string) = string_argument(scope, args.get(1)) else { return };
    let target = bytes_mut(buffer);
    let start = index(args.get(2), 0).min(target.len());
    let length = index(args.get(3), usize::MAX).min(target.len() - start);
    let written = encode(scope, string, &mut target[start..start + length]);
    rv.set_double(written as f64);
}

pub fn utf8_slice<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    with_slice(scope, &args, rv, |scope, bytes| v8::String::new_from_utf8(scope, bytes, v8::NewStringType::Normal));
}

pub fn latin1_slice<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    with_slice(scope, &args, rv, one_byte);
}

pub fn ascii_slice<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    with_slice(scope, &args, rv, from_ascii);
}

/// The high bit of every byte is dropped.
fn from_ascii<'s>(scope: &v8::PinScope<'s, '_>, bytes: &[u8]) -> Option<v8::Local<'s, v8::String>> {
    if bytes.is_ascii() {
        return one_byte(scope, bytes);
    }
    let cleared: Vec<u8> = bytes.iter().map(|byte| byte & 0x7f).collect();
    one_byte(scope, &cleared)
}

pub fn ucs2_slice<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    with_slice(scope, &args, rv, from_utf16);
}

/// An odd byte at the end is dropped.
fn from_utf16<'s>(scope: &v8::PinScope<'s, '_>, bytes: &[u8]) -> Option<v8::Local<'s, v8::String>> {
    // The copy also gives the alignment that the bytes may lack.
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    v8::String::new_from_two_byte(scope, &units, v8::NewStringType::Normal)
}

pub fn hex_slice<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    with_slice(scope, &args, rv, |scope, bytes| one_byte(scope, &hex_encode(bytes)));
}

/// Two lower-case hexadecimal digits for each byte.
pub fn hex_encode(bytes: &[u8]) -> Vec<u8> {
    const_hex::encode(bytes).into_bytes()
}

/// The bytes of the hexadecimal digits up to the first pair that is none.
pub fn hex_decode(digits: &[u8], target: &mut [u8]) -> usize {
    let count = target.len().min(digits.len() / 2);
    let target = &mut target[..count];
    if const_hex::decode_to_slice(&digits[..count * 2], target).is_ok() {
        return count;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut written = 0;
    for (byte, [high, low]) in target.iter_mut().zip(digits.as_chunks::<2>().0) {
        let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { break };
        *byte = (high << 4 | low) as u8;
        written += 1;
    }
    written
}

/// What a string holds, without a copy: one-byte or two-byte units.
pub enum Units<'a> {
    OneByte(&'a [u8]),
    TwoByte(&'a [u16]),
}

/// Calls `read` with the characters of a string as V8 keeps them; `read` must not touch V8.
pub fn with_units<R>(
    scope: &mut v8::PinScope<'_, '_>,
    string: v8::Local<'_, v8::String>,
    read: impl FnOnce(Units<'_>) -> R,
) -> R {
    let value_view = v8::ValueView::new(scope, string);
    match value_view.data() {
        v8::ValueViewData::OneByte(units) => read(Units::OneByte(units)),
        v8::ValueViewData::TwoByte(units) => read(Units::TwoByte(units)),
    }
}

pub fn hex_write<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    with_target(scope, &args, rv, |scope, string, target| {
        with_units(scope, string, |units| match units {
            Units::OneByte(units) => hex_decode(units, target),
            // Node looks at the low byte of a character alone; so do we, to read the same bytes from the same string.
            Units::TwoByte(units) => hex_decode(&units.iter().map(|unit| *unit as u8).collect::<Vec<_>>(), target),
        })
    });
}

/// Writes as many whole characters as fit; a lone surrogate becomes U+FFFD.
pub fn utf8_write<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    with_target(scope, &args, rv, write_utf8);
}

/// Writes as many whole characters as fit: with SIMD where the text is sure to fit, else by V8.
pub fn write_utf8(scope: &mut v8::PinScope<'_, '_>, text: v8::Local<'_, v8::String>, target: &mut [u8]) -> usize {
    /// Below this V8 is done before the detour pays.
    const SHORT: usize = 16;
    if text.length() >= SHORT {
        let written = with_units(scope, text, |units| match units {
            Units::OneByte(units) if target.len() >= units.len() * 2 || units.is_ascii() => {
                if units.is_ascii() {
                    let count = units.len().min(target.len());
                    target[..count].copy_from_slice(&units[..count]);
                    return Some(count);
                }
                // SAFETY: no Latin-1 character needs more than two bytes.
                Some(unsafe { v8::simdutf::convert_latin1_to_utf8(units, target) })
            }
            Units::TwoByte(units) if target.len() >= units.len() * 3 => {
                // SAFETY: no UTF-16 unit needs more than three bytes.
                let result = unsafe { v8::simdutf::convert_utf16le_to_utf8_with_errors(units, target) };
                // A lone surrogate is an error here, and a replacement character to V8.
                result.is_ok().then_some(result.count)
            }
            _ => None,
        });
        if let Some(written) = written {
            return written;
        }
    }
    text.write_utf8_v2(scope, target, v8::WriteFlags::kReplaceInvalidUtf8, None)
}

pub fn latin1_write<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    with_target(scope, &args, rv, |scope, string, target| {
        string.write_one_byte_v2(scope, 0, target, v8::WriteFlags::empty());
        string.length().min(target.len())
    });
}

pub fn ucs2_write<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    with_target(scope, &args, rv, |scope, string, target| {
        with_units(scope, string, |units| {
            let target = target.as_chunks_mut::<2>().0;
            match units {
                Units::OneByte(units) => {
                    target.iter_mut().zip(units).for_each(|(out, unit)| *out = [*unit, 0]);
                    target.len().min(units.len()) * 2
                }
                Units::TwoByte(units) => {
                    target.iter_mut().zip(units).for_each(|(out, unit)| *out = unit.to_le_bytes());
                    target.len().min(units.len()) * 2
                }
            }
        })
    });
}

/// How many bytes a string needs in UTF-8.
pub fn byte_length_utf8<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(string) = string_argument(scope, args.get(0)) else { return };
    // V8 counts one character after the other.
    let counted = with_units(scope, string, |units| match units {
        Units::OneByte(units) => Some(v8::simdutf::utf8_length_from_latin1(units)),
        Units::TwoByte(units) => {
            v8::simdutf::validate_utf16le(units).then(|| v8::simdutf::utf8_length_from_utf16le(units))
        }
    });
    rv.set_double(counted.unwrap_or_else(|| string.utf8_length(scope)) as f64);
}

/// Calls `test` with the bytes of a view or of an (shared) array buffer.
fn test_bytes<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: &v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
    test: fn(&[u8]) -> bool,
) {
    let value = args.get(0);
    if let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(value) {
        if buffer.was_detached() {
            throw_error(scope, "ERR_INVALID_STATE", "Invalid state: Cannot validate on a detached buffer");
            return;
        }
        let view = v8::Uint8Array::new(scope, buffer, 0, buffer.byte_length());
        let mut on_heap = ON_HEAP;
        rv.set_bool(view.is_none_or(|view| test(bytes(&view.into(), &mut on_heap))));
    } else if let Ok(buffer) = v8::Local::<v8::SharedArrayBuffer>::try_from(value) {
        let store = buffer.get_backing_store();
        let copy: Vec<u8> = store.iter().map(std::cell::Cell::get).collect();
        rv.set_bool(test(&copy));
    } else if let Some(view) = view(scope, value) {
        let mut on_heap = ON_HEAP;
        rv.set_bool(test(bytes(&view, &mut on_heap)));
    }
}

pub fn is_utf8<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    test_bytes(scope, &args, rv, v8::simdutf::validate_utf8);
}

pub fn is_ascii<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    test_bytes(scope, &args, rv, v8::simdutf::validate_ascii);
}

/// Calls `read` with the bytes of a string in one of the encodings, by its number in `js/internal/buffer/encodings.js`.
pub fn with_encoded<R>(
    scope: &mut v8::PinScope<'_, '_>,
    text: v8::Local<'_, v8::String>,
    encoding: usize,
    read: impl FnOnce(&[u8]) -> R,
) -> R {
    // Short ASCII text is the common case: its bytes are the same in V8, in UTF-8 and in the one-byte encodings.
    if !matches!(encoding, super::search::UTF8 | super::search::LATIN1 | super::search::ASCII) || !text.is_onebyte() {
        return read(&super::search::encode(scope, text, encoding));
    }
    let view = v8::ValueView::new(scope, text);
    if let v8::ValueViewData::OneByte(bytes) = view.data()
        && (encoding != super::search::UTF8 || bytes.is_ascii())
    {
        return read(bytes);
    }
    drop(view);
    read(&super::search::encode(scope, text, encoding))
}

/// The string that bytes are in one of the encodings, by its number; `None` when it would be too long.
pub fn decode<'s>(scope: &v8::PinScope<'s, '_>, bytes: &[u8], encoding: usize) -> Option<v8::Local<'s, v8::String>> {
    use super::search::{ASCII, BASE64, BASE64URL, HEX, LATIN1, UTF16};
    use v8::simdutf::Base64Options;
    match encoding {
        UTF16 => from_utf16(scope, bytes),
        LATIN1 => one_byte(scope, bytes),
        ASCII => from_ascii(scope, bytes),
        HEX => one_byte(scope, &hex_encode(bytes)),
        BASE64 => one_byte(scope, &super::base64::encode(bytes, Base64Options::Default)),
        BASE64URL => one_byte(scope, &super::base64::encode(bytes, Base64Options::Url)),
        _ => v8::String::new_from_utf8(scope, bytes, v8::NewStringType::Normal),
    }
}
