//! `internalBinding('zlib')`: compressors and decompressors as objects that JavaScript feeds, at once or on the thread pool.

pub mod brotli;
pub mod codec;
pub mod deflate;
pub mod zstd;

use crate::runtime::binding::Binding;
use crate::runtime::convert::{bytes, set, string, throw_error};
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

/// `createBrotli(compress, params)`
fn create_brotli(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let params = pairs(scope, args.get(1));
    let (provider, codec) = if args.get(0).is_true() {
        (provider::BROTLI_ENCODER, brotli::Encoder::new(params).map(boxed))
    } else {
        (provider::BROTLI_DECODER, brotli::Decoder::new(params).map(boxed))
    };
    finish(scope, &mut rv, provider, codec);
}

/// `createZstd(compress, params, pledgedSrcSize, dictionary)`
fn create_zstd(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let params = pairs(scope, args.get(1));
    let dictionary = copy_of(args.get(3));
    let (provider, codec) = if args.get(0).is_true() {
        let pledged = args.get(2).number_value(scope).filter(|size| size.is_finite()).map(|size| size as u64);
        (provider::ZSTD_COMPRESS, zstd::Compressor::new(&params, pledged, &dictionary).map(boxed))
    } else {
        (provider::ZSTD_DECOMPRESS, zstd::Decompressor::new(&params, &dictionary).map(boxed))
    };
    finish(scope, &mut rv, provider, codec);
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

/// Memory of JavaScript that a write uses, on whatever thread it runs.
struct Memory {
    input: *const u8,
    input_length: usize,
    output: *mut u8,
    output_length: usize,
    /// What keeps the memory, also when the isolate ends before the write.
    _stores: [Option<v8::SharedRef<v8::BackingStore>>; 2],
}

// SAFETY: a write on another thread owns a share of the views' stores, and JavaScript leaves their bytes alone until its completion has
// run.
unsafe impl Send for Memory {}

impl Memory {
    /// The ranges that `(input, offset, length, output, offset, length)` name, cut to what the views hold; for the use on another
    /// thread with their stores.
    fn of(scope: &mut v8::PinScope, args: &v8::FunctionCallbackArguments, elsewhere: bool) -> Option<Self> {
        // First, because it moves the content of a small array out of the collected heap.
        let stores = [args.get(2), args.get(5)].map(|view| {
            let view = v8::Local::<v8::ArrayBufferView>::try_from(view).ok().filter(|_| elsewhere)?;
            view.get_backing_store()
        });
        let number = |index| args.get(index).uint32_value(scope).unwrap_or(0) as usize;
        let (in_offset, in_length, out_offset, out_length) = (number(3), number(4), number(6), number(7));
        // SAFETY: only addresses are taken; no JavaScript runs meanwhile.
        let (input, output) = unsafe { (bytes(args.get(2)).unwrap_or_default(), bytes(args.get(5))?) };
        let input = input.get(in_offset..)?;
        let output = output.get(out_offset..)?;
        Some(Self {
            input: input.as_ptr(),
            input_length: in_length.min(input.len()),
            output: output.as_ptr().cast_mut(),
            output_length: out_length.min(output.len()),
            _stores: stores,
        })
    }

    fn run(self, codec: &Shared, flush: i32) -> Progress {
        let mut codec = codec.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: see `Send` above; the two ranges belong to different views.
        let (input, output) = unsafe {
            (
                std::slice::from_raw_parts(self.input, self.input_length),
                std::slice::from_raw_parts_mut(self.output, self.output_length),
            )
        };
        codec.write(flush, input, output)
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
fn write_sync(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(codec) = codec_of(args.get(0)) else { return };
    let flush = args.get(1).int32_value(scope).unwrap_or(0);
    let Some(memory) = Memory::of(scope, &args, false) else { return };
    let (available_in, available_out) = (memory.input_length, memory.output_length);
    let progress = memory.run(&codec, flush);
    match &progress.error {
        Some(error) => rv.set(error_object(scope, error)),
        None => store(scope, args.get(8), available_out - progress.produced, available_in - progress.consumed),
    }
}

/// The same on the thread pool, with `callback(error)` at the end.
fn write(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let Some(codec) = codec_of(args.get(0)) else { return };
    let flush = args.get(1).int32_value(scope).unwrap_or(0);
    let Some(memory) = Memory::of(scope, &args, true) else { return };
    let Some(callback) = JsCallback::from_value(scope, args.get(9)) else { return };
    let Some(handle) = native_object::get::<Handle>(args.get(0)) else { return };
    let callback = callback.of(&handle.borrow().resource);
    let (available_in, available_out) = (memory.input_length, memory.output_length);
    let state = v8::Global::new(scope, args.get(8));
    Runtime::current(scope).event_loop().queue_work(
        "zlib:write",
        move || memory.run(&codec, flush),
        move |scope, progress: Progress| {
            let error = match &progress.error {
                Some(error) => error_object(scope, error),
                None => {
                    let state = v8::Local::new(scope, state);
                    store(scope, state, available_out - progress.produced, available_in - progress.consumed);
                    v8::undefined(scope).into()
                }
            };
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
