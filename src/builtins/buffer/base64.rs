//! base64 and base64url: Buffer's lenient forms, and the strict ones of the web (`atob`, `btoa`).

use super::codec::{Units, return_string, with_slice, with_target, with_units};
use super::string_argument;
use memchr::memchr2;
use v8::simdutf::{self, Base64Options, LastChunkHandling};

/// The text of some bytes, as one-byte characters.
pub fn encode(bytes: &[u8], options: Base64Options) -> Vec<u8> {
    let mut text = vec![0; simdutf::base64_length_from_binary(bytes.len(), options)];
    // SAFETY: `text` has the length that simdutf asked for with the same options.
    let written = unsafe { simdutf::binary_to_base64(bytes, &mut text, options) };
    text.truncate(written);
    text
}

pub fn base64_slice<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    with_slice(scope, &args, rv, |scope, bytes| {
        let text = encode(bytes, Base64Options::Default);
        v8::String::new_from_one_byte(scope, &text, v8::NewStringType::Normal)
    });
}

pub fn base64url_slice<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    with_slice(scope, &args, rv, |scope, bytes| {
        let text = encode(bytes, Base64Options::Url);
        v8::String::new_from_one_byte(scope, &text, v8::NewStringType::Normal)
    });
}

/// The six bits of a character of either alphabet.
fn sextet(byte: u8) -> Option<u32> {
    match byte {
        c @ b'A'..=b'Z' => Some(u32::from(c - b'A')),
        c @ b'a'..=b'z' => Some(u32::from(c - b'a') + 26),
        c @ b'0'..=b'9' => Some(u32::from(c - b'0') + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Decodes what Buffer decodes: either alphabet, anything else skipped, the end at the first `=` or where `target` is full.
fn decode_lenient<T: Copy + Into<u32>>(text: &[T], target: &mut [u8]) -> usize {
    let mut written = 0;
    let mut bits = 0u32;
    let mut count = 0;
    for unit in text {
        // Node looks at the low byte of a character alone; so do we, to read the same bytes from the same string.
        let unit = Into::<u32>::into(*unit) as u8;
        if unit == b'=' || written == target.len() {
            break;
        }
        let Some(value) = sextet(unit) else { continue };
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            target[written] = (bits >> count) as u8;
            written += 1;
        }
    }
    written
}

/// Decodes well-formed text of one alphabet at full speed; `None` when it is not, or when `target` might be too small.
fn decode_fast(text: &[u8], target: &mut [u8]) -> Option<usize> {
    if target.len() < simdutf::maximal_binary_length_from_base64(text) {
        return None;
    }
    let options = if memchr2(b'-', b'_', text).is_some() { Base64Options::Url } else { Base64Options::Default };
    // SAFETY: `target` has at least the length that simdutf asks for, checked above.
    let result = unsafe { simdutf::base64_to_binary(text, target, options, LastChunkHandling::Loose) };
    result.is_ok().then_some(result.count)
}

/// Decodes one-byte text into `target` as Buffer does; answers how many bytes that made.
pub fn decode(text: &[u8], target: &mut [u8]) -> usize {
    decode_fast(text, target).unwrap_or_else(|| decode_lenient(text, target))
}

pub fn base64_write<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    rv: v8::ReturnValue,
) {
    with_target(scope, &args, rv, |scope, string, target| {
        with_units(scope, string, |units| match units {
            Units::OneByte(text) => decode(text, target),
            Units::TwoByte(text) => decode_lenient(text, target),
        })
    });
}

/// `btoa(string)`: undefined when a character is no byte.
pub fn btoa<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(string) = string_argument(scope, args.get(0)) else { return };
    let text = with_units(scope, string, |units| match units {
        Units::OneByte(bytes) => Some(encode(bytes, Base64Options::Default)),
        Units::TwoByte(units) => {
            let bytes: Option<Vec<u8>> = units.iter().map(|unit| u8::try_from(*unit).ok()).collect();
            bytes.map(|bytes| encode(&bytes, Base64Options::Default))
        }
    });
    if let Some(text) = text {
        let string = v8::String::new_from_one_byte(scope, &text, v8::NewStringType::Normal);
        return_string(scope, rv, string);
    }
}

/// `atob(string)`: the string of the decoded bytes; -1 when the length is wrong, -2 when a character is.
pub fn atob<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(string) = string_argument(scope, args.get(0)) else { return };
    let decoded = with_units(scope, string, |units| match units {
        Units::OneByte(text) => decode_forgiving(text),
        Units::TwoByte(_) => Err(-2),
    });
    match decoded {
        Ok(bytes) => {
            let string = v8::String::new_from_one_byte(scope, &bytes, v8::NewStringType::Normal);
            return_string(scope, rv, string);
        }
        Err(reason) => rv.set_int32(reason),
    }
}

/// The web's "forgiving" base64: white space anywhere, padding optional but correct.
fn decode_forgiving(text: &[u8]) -> Result<Vec<u8>, i32> {
    let mut bytes = vec![0; simdutf::maximal_binary_length_from_base64(text)];
    // SAFETY: `bytes` has the length that simdutf asked for.
    let result =
        unsafe { simdutf::base64_to_binary(text, &mut bytes, Base64Options::Default, LastChunkHandling::Loose) };
    match result.error {
        simdutf::ErrorCode::Success => {
            bytes.truncate(result.count);
            Ok(bytes)
        }
        simdutf::ErrorCode::Base64InputRemainder => Err(-1),
        _ => Err(-2),
    }
}
