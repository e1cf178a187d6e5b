//! `internalBinding('zlib')`: compressors and decompressors as objects that JavaScript feeds, at once or on the thread pool.

pub mod brotli;
pub mod codec;
pub mod deflate;
pub mod zstd;

use crate::runtime::binding::Binding;
use crate::runtime::convert::{bytes, set, string, throw_error, throw_range_error, throw_type_error};
use crate::runtime::pinned_bytes::PinnedBytes;
use crate::runtime::{AsyncResource, JsCallback, Provider, Runtime, native_object, provider};
use crate::set_functions;
use codec::{Codec, CodecError, Progress};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

pub const BINDING: Binding = Binding { name: "zlib", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "createZlib" => create_zlib,
        "createBrotli" => create_brotli,
        "createZstd" => create_zstd,
        "writeSync" => write_sync,
        "write" => write,
        "params" => params,
        "reset" => reset,
        "close" => close,
        "crc32" => crc32,
    });
}

/// Shared with the pool while a write runs there; one write at a time is JavaScript's promise, the lock upholds it.
type Shared = Arc<Mutex<Box<dyn Codec>>>;

/// What JavaScript's handle stands for.
struct Handle {
    /// `None` once it is closed.
    codec: Option<Shared>,
    resource: Rc<AsyncResource>,
}

fn finish(
    scope: &mut v8::PinScope<'_, '_>,
    rv: &mut v8::ReturnValue<v8::Value>,
    provider: Provider,
    codec: Result<Box<dyn Codec>, CodecError>,
) {
    match codec {
        Ok(codec) => {
            let resource = AsyncResource::new(scope, provider);
            let handle = Handle { codec: Some(Arc::new(Mutex::new(codec))), resource };
            rv.set(native_object::create(scope, handle).into());
        }
        Err(error) => throw_error(scope, &error.code, &error.message),
    }
}

fn boxed(codec: impl Codec + 'static) -> Box<dyn Codec> {
    Box::new(codec)
}

fn copy_of(value: v8::Local<v8::Value>) -> Vec<u8> {
    // SAFETY: copied at once, before any JavaScript runs.
    unsafe { bytes(value) }.unwrap_or_default().to_vec()
}

/// `createZlib(mode, windowBits, level, memLevel, strategy, dictionary)`
fn create_zlib(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let number = |index| args.get(index).int32_value(scope).unwrap_or(0);
    let settings = (number(0), number(1), number(2), number(3), number(4));
    let Some(mode) = deflate::Mode::from_number(settings.0) else { return };
    let codec = deflate::Zlib::new(mode, settings.1, settings.2, settings.3, settings.4, copy_of(args.get(5)));
    finish(scope, &mut rv, provider::ZLIB, codec.map(boxed));
}

/// `createBrotli(compress, params, dictionary)`
fn create_brotli(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let (params, dictionary) = (pairs(scope, args.get(1)), copy_of(args.get(2)));
    let (provider, codec) = if args.get(0).is_true() {
        (provider::BROTLI_ENCODER, brotli::Encoder::new(params, dictionary).map(boxed))
    } else {
        (provider::BROTLI_DECODER, brotli::Decoder::new(params, dictionary).map(boxed))
    };
    finish(scope, &mut rv, provider, codec);
}

/// `createZstd(compress, params, pledgedSrcSize, dictionary)`
fn create_zstd(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(pledged) = pledged_size(scope, args.get(2)) else { return };
    let params = pairs(scope, args.get(1));
    let dictionary = copy_of(args.get(3));
    let (provider, codec) = if args.get(0).is_true() {
        (provider::ZSTD_COMPRESS, zstd::Compressor::new(&params, pledged, &dictionary).map(boxed))
    } else {
        (provider::ZSTD_DECOMPRESS, zstd::Decompressor::new(&params, &dictionary).map(boxed))
    };
    finish(scope, &mut rv, provider, codec);
}

/// How much data is said to come, if anybody has said so; an error has been thrown.
fn pledged_size(scope: &mut v8::PinScope, value: v8::Local<v8::Value>) -> Result<Option<u64>, ()> {
    const LARGEST: f64 = ((1_u64 << 53) - 1) as f64;
    if value.is_undefined() {
        return Ok(None);
    }
    let Ok(number) = v8::Local::<v8::Number>::try_from(value) else {
        throw_type_error(scope, "ERR_INVALID_ARG_TYPE", "pledgedSrcSize must be a number");
        return Err(());
    };
    let size = number.value();
    let message = match size {
        _ if size.fract() != 0.0 || !(-LARGEST..=LARGEST).contains(&size) => "pledgedSrcSize must be a safe integer",
        ..0.0 => "pledgedSrcSize must be non-negative",
        _ => return Ok(Some(size as u64)),
    };
    throw_range_error(scope, "ERR_OUT_OF_RANGE", message);
    Err(())
}

/// An array of number, value, number, value.
fn pairs(scope: &mut v8::PinScope, value: v8::Local<v8::Value>) -> Vec<(u32, i32)> {
    let Ok(list) = v8::Local::<v8::Array>::try_from(value) else { return Vec::new() };
    let at = |index| list.get_index(scope, index).and_then(|value| value.number_value(scope)).unwrap_or(0.0);
    (0..list.length() / 2).map(|pair| (at(pair * 2) as u32, at(pair * 2 + 1) as i64 as i32)).collect()
}

fn codec_of(value: v8::Local<v8::Value>) -> Option<Shared> {
    native_object::get::<Handle>(value)?.borrow().codec.clone()
}

/// Bytes that a write uses, on whatever thread it runs: JavaScript's own, or a copy of what it could take away meanwhile.
enum Bytes {
    Pinned(PinnedBytes),
    Copied(Vec<u8>),
}

impl Bytes {
    fn new(view: v8::Local<v8::Value>, offset: usize, length: usize) -> Self {
        let bytes = PinnedBytes::slice(view, offset, length);
        if bytes.can_shrink() { Self::Copied(bytes.as_slice().to_vec()) } else { Self::Pinned(bytes) }
    }

    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Pinned(bytes) => bytes.as_slice(),
            Self::Copied(bytes) => bytes,
        }
    }

    fn as_mut_slice(&mut self) -> &mut [u8] {
        match self {
            Self::Pinned(bytes) => bytes.as_mut_slice(),
            Self::Copied(bytes) => bytes,
        }
    }
}

/// What a write reads and fills. It owns its share of all of that: JavaScript can detach or shrink a buffer, or close the stream,
/// before the write is done, and a worker can end.
struct Memory {
    input: Bytes,
    output: Bytes,
}

impl Memory {
    /// The ranges that `(input, offset, length, output, offset, length)` name, cut to what the views hold.
    fn of(scope: &mut v8::PinScope, args: &v8::FunctionCallbackArguments) -> Self {
        let number = |index| args.get(index).uint32_value(scope).unwrap_or(0) as usize;
        let (input, output) = ((number(3), number(4)), (number(6), number(7)));
        Self { input: Bytes::new(args.get(2), input.0, input.1), output: Bytes::new(args.get(5), output.0, output.1) }
    }

    fn run(&mut self, codec: &Shared, flush: i32) -> Progress {
        let mut codec = codec.lock().unwrap_or_else(PoisonError::into_inner);
        codec.write(flush, self.input.as_slice(), self.output.as_mut_slice())
    }

    /// Of a write that is done: puts a copy of the output where `view` is now, as far as that is still there, and tells the stream's
    /// state or the error.
    fn finish<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        progress: &Progress,
        (view, offset): (v8::Local<'s, v8::Value>, usize),
        state: v8::Local<'s, v8::Value>,
    ) -> v8::Local<'s, v8::Value> {
        if let Bytes::Copied(output) = &self.output {
            PinnedBytes::slice(view, offset, progress.produced).copy_from(output);
        }
        if let Some(error) = &progress.error {
            return error_object(scope, error);
        }
        let (input, output) = (self.input.as_slice().len(), self.output.as_slice().len());
        store(scope, state, output - progress.produced, input - progress.consumed);
        v8::undefined(scope).into()
    }
}

/// Stores `[availOutAfter, availInAfter]` in the state array, which an error leaves as it was.
fn store(scope: &mut v8::PinScope, state: v8::Local<v8::Value>, available_out: usize, available_in: usize) {
    if let Ok(state) = v8::Local::<v8::Object>::try_from(state) {
        for (index, value) in [available_out, available_in].into_iter().enumerate() {
            let value = v8::Integer::new_from_unsigned(scope, value as u32);
            state.set_index(scope, index as u32, value.into());
        }
    }
}

fn error_object<'s>(scope: &mut v8::PinScope<'s, '_>, error: &CodecError) -> v8::Local<'s, v8::Value> {
    let object = v8::Object::new(scope);
    set(scope, object, "message", string(scope, &error.message).into());
    set(scope, object, "errno", v8::Integer::new(scope, error.errno).into());
    set(scope, object, "code", string(scope, &error.code).into());
    object.into()
}

/// `writeSync(handle, flush, input, offset, length, output, offset, length, state)`: the error, if there is one.
fn write_sync<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(codec) = codec_of(args.get(0)) else { return };
    let flush = args.get(1).int32_value(scope).unwrap_or(0);
    let mut memory = Memory::of(scope, &args);
    let progress = memory.run(&codec, flush);
    let place = (args.get(5), args.get(6).uint32_value(scope).unwrap_or(0) as usize);
    let result = memory.finish(scope, &progress, place, args.get(8));
    rv.set(result);
}

/// The same on the thread pool, with `callback(error)` at the end.
fn write(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let Some(codec) = codec_of(args.get(0)) else { return };
    let flush = args.get(1).int32_value(scope).unwrap_or(0);
    let mut memory = Memory::of(scope, &args);
    let Some(callback) = JsCallback::from_value(scope, args.get(9)) else { return };
    let Some(handle) = native_object::get::<Handle>(args.get(0)) else { return };
    let callback = callback.of(&handle.borrow().resource);
    let view = v8::Global::new(scope, args.get(5));
    let offset = args.get(6).uint32_value(scope).unwrap_or(0) as usize;
    let state = v8::Global::new(scope, args.get(8));
    Runtime::current(scope).event_loop().queue_work(
        "zlib:write",
        move || (memory.run(&codec, flush), memory),
        move |scope, (progress, memory)| {
            let (view, state) = (v8::Local::new(scope, view), v8::Local::new(scope, state));
            let error = memory.finish(scope, &progress, (view, offset), state);
            drop(memory);
            callback.call(scope, &[error]);
        },
    );
}

/// Runs `action` on a handle; its error, if there is one.
fn act(
    scope: &mut v8::PinScope,
    handle: v8::Local<v8::Value>,
    rv: &mut v8::ReturnValue<v8::Value>,
    action: impl FnOnce(&mut dyn Codec) -> Result<(), CodecError>,
) {
    let Some(codec) = codec_of(handle) else { return };
    let result = action(&mut **codec.lock().unwrap_or_else(PoisonError::into_inner));
    if let Err(error) = result {
        let error = error_object(scope, &error);
        rv.set(error);
    }
}

/// `params(handle, level, strategy)`
fn params(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let level = args.get(1).int32_value(scope).unwrap_or(0);
    let strategy = args.get(2).int32_value(scope).unwrap_or(0);
    act(scope, args.get(0), &mut rv, |codec| codec.set_params(level, strategy));
}

/// `reset(handle)`
fn reset(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    act(scope, args.get(0), &mut rv, |codec| codec.reset());
}

/// `close(handle)`: its memory, some hundred kilobytes, does not wait for the collector. A write on the pool keeps it.
fn close(_scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    if let Some(handle) = native_object::get::<Handle>(args.get(0)) {
        handle.borrow_mut().codec = None;
    }
}

/// `crc32(data, value)`
fn crc32(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let value = args.get(1).uint32_value(scope).unwrap_or(0);
    // SAFETY: no JavaScript runs while the bytes are read.
    let result = match unsafe { bytes(args.get(0)) } {
        Some(data) => deflate::crc32(data, value),
        None => deflate::crc32(args.get(0).to_rust_string_lossy(scope).as_bytes(), value),
    };
    rv.set_uint32(result);
}
