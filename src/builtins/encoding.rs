//! The Rust half of TextEncoder and TextDecoder: crate `encoding_rs` knows the encodings of the web.

use super::buffer::{ON_HEAP, OnHeap, bytes, bytes_mut, fast};
use crate::runtime::binding::Binding;
use crate::runtime::convert::{string, throw_type_error, uint8_array};
use crate::runtime::native_object;
use crate::{set_fast_functions, set_functions};
use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, UTF_8};

pub const BINDING: Binding = Binding { name: "encoding", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "encodeUtf8" => encode_utf8,
        "encodingForLabel" => encoding_for_label,
        "decode" => decode,
        "decodeUtf8" => decode_utf8,
        "createDecoder" => create_decoder,
        "decodeChunk" => decode_chunk,
    });
    set_fast_functions!(scope, target, { "encodeInto" => encode_into, fast::ENCODE_INTO; });
}

/// `encodeUtf8(string)`: a `Uint8Array`.
fn encode_utf8<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Ok(text) = v8::Local::<v8::String>::try_from(args.get(0)) else { return };
    let mut bytes = Vec::with_capacity(text.utf8_length(scope));
    let written =
        text.write_utf8_uninit_v2(scope, bytes.spare_capacity_mut(), v8::WriteFlags::kReplaceInvalidUtf8, None);
    // SAFETY: V8 wrote that many bytes into the capacity.
    unsafe { bytes.set_len(written) };
    let array = uint8_array(scope, bytes);
    rv.set(array.into());
}

/// `encodeInto(string, target)`: the count of characters read, times 2^32, plus the count of bytes written.
fn encode_into<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Ok(text) = v8::Local::<v8::String>::try_from(args.get(0)) else { return };
    let Ok(target) = v8::Local::<v8::ArrayBufferView>::try_from(args.get(1)) else { return };
    let mut read = 0;
    let written = text.write_utf8_v2(scope, bytes_mut(target), v8::WriteFlags::kReplaceInvalidUtf8, Some(&mut read));
    rv.set_double(both_counts(read, written));
}

pub fn both_counts(read: usize, written: usize) -> f64 {
    read as f64 * 4_294_967_296.0 + written as f64
}

/// `encodingForLabel(label)`: the lower-case name, or undefined.
fn encoding_for_label<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let label = args.get(0).to_rust_string_lossy(scope);
    if let Some(encoding) = Encoding::for_label_no_replacement(label.as_bytes()) {
        rv.set(string(scope, &encoding.name().to_ascii_lowercase()).into());
    }
}

fn encoding_argument(scope: &mut v8::PinScope<'_, '_>, name: v8::Local<'_, v8::Value>) -> &'static Encoding {
    let name = name.to_rust_string_lossy(scope);
    Encoding::for_label(name.as_bytes()).unwrap_or(UTF_8)
}

/// The bytes of a view or of an (shared) array buffer; a shared one is copied, since others may write to it meanwhile.
fn with_input<'s, R>(
    scope: &mut v8::PinScope<'s, '_>,
    input: v8::Local<'s, v8::Value>,
    read: impl FnOnce(&mut v8::PinScope<'s, '_>, &[u8]) -> R,
) -> R {
    let mut on_heap: OnHeap = ON_HEAP;
    if let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(input) {
        if is_shared(scope, &view) {
            let copy = bytes(&view, &mut on_heap).to_vec();
            return read(scope, &copy);
        }
        return read(scope, bytes(&view, &mut on_heap));
    }
    if let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(input)
        && let Some(view) = v8::Uint8Array::new(scope, buffer, 0, buffer.byte_length())
    {
        return read(scope, bytes(&view.into(), &mut on_heap));
    }
    if let Ok(buffer) = v8::Local::<v8::SharedArrayBuffer>::try_from(input) {
        let copy: Vec<u8> = buffer.get_backing_store().iter().map(std::cell::Cell::get).collect();
        return read(scope, &copy);
    }
    read(scope, &[])
}

fn is_shared(scope: &v8::PinScope<'_, '_>, view: &v8::Local<'_, v8::ArrayBufferView>) -> bool {
    // A view whose bytes are still inside V8's heap cannot be shared, and asking it for its buffer would move them.
    view.has_buffer()
        && view.buffer(scope).is_some_and(|buffer| {
            let value: v8::Local<v8::Value> = buffer.into();
            value.is_shared_array_buffer()
        })
}

/// `decode(name, input, fatal, ignoreBOM)`: the whole text, or undefined when it is malformed and that is fatal.
fn decode<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let encoding = encoding_argument(scope, args.get(0));
    let (fatal, ignore_bom) = (args.get(2).is_true(), args.get(3).is_true());
    let text = with_input(scope, args.get(1), |scope, bytes| {
        let mut decoder = new_decoder(encoding, ignore_bom);
        let units = decode_with(&mut decoder, bytes, fatal, true)?;
        Some(v8::String::new_from_two_byte(scope, &units, v8::NewStringType::Normal))
    });
    return_text(scope, rv, text);
}

/// `decodeUtf8(input, fatal, ignoreBOM)`: the same for the encoding that nearly all text has.
fn decode_utf8<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let (fatal, ignore_bom) = (args.get(1).is_true(), args.get(2).is_true());
    let text = with_input(scope, args.get(0), |scope, bytes| {
        let bytes = if ignore_bom { bytes } else { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) };
        if fatal && !v8::simdutf::validate_utf8(bytes) {
            return None;
        }
        Some(v8::String::new_from_utf8(scope, bytes, v8::NewStringType::Normal))
    });
    return_text(scope, rv, text);
}

/// Undefined stands for malformed text; a text that is too long throws.
fn return_text(
    scope: &mut v8::PinScope<'_, '_>,
    mut rv: v8::ReturnValue,
    text: Option<Option<v8::Local<'_, v8::String>>>,
) {
    match text {
        Some(text) => super::buffer::return_string(scope, rv, text),
        None => rv.set_undefined(),
    }
}

fn new_decoder(encoding: &'static Encoding, ignore_bom: bool) -> Decoder {
    if ignore_bom { encoding.new_decoder_without_bom_handling() } else { encoding.new_decoder_with_bom_removal() }
}

/// Decodes a chunk; `None` when it is malformed and that is fatal.
fn decode_with(decoder: &mut Decoder, mut input: &[u8], fatal: bool, last: bool) -> Option<Vec<u16>> {
    let mut units = vec![0; decoder.max_utf16_buffer_length(input.len())?];
    let mut written = 0;
    if fatal {
        let (result, _, count) = decoder.decode_to_utf16_without_replacement(input, &mut units, last);
        written = count;
        if !matches!(result, DecoderResult::InputEmpty) {
            return None;
        }
    } else {
        loop {
            let (result, read, count, _) = decoder.decode_to_utf16(input, &mut units[written..], last);
            written += count;
            input = &input[read..];
            match result {
                CoderResult::InputEmpty => break,
                CoderResult::OutputFull => units.resize(units.len() * 2 + 16, 0),
            }
        }
    }
    units.truncate(written);
    Some(units)
}

/// `createDecoder(name, ignoreBOM)`: what `decodeChunk` goes on with.
fn create_decoder<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let encoding = encoding_argument(scope, args.get(0));
    let decoder = new_decoder(encoding, args.get(1).is_true());
    let object = native_object::create(scope, decoder);
    rv.set(object.into());
}

/// `decodeChunk(decoder, input | undefined, fatal, last)`
fn decode_chunk<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(decoder) = native_object::get::<Decoder>(args.get(0)) else {
        throw_type_error(scope, "ERR_INVALID_ARG_TYPE", "argument must be a decoder");
        return;
    };
    let (fatal, last) = (args.get(2).is_true(), args.get(3).is_true());
    let units = with_input(scope, args.get(1), |_, bytes| decode_with(&mut decoder.borrow_mut(), bytes, fatal, last));
    match units {
        Some(units) => {
            let text = v8::String::new_from_two_byte(scope, &units, v8::NewStringType::Normal);
            super::buffer::return_string(scope, rv, text);
        }
        None => rv.set_undefined(),
    }
}
