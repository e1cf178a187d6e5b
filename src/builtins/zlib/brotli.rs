//! The brotli format, by the library itself through crate `compu-brotli-sys`: the release that Node.js has, so that what comes
//! out is the same.

use super::codec::{Codec, CodecError, Progress};
use compu_brotli_sys as sys;
use std::ffi::CStr;
use std::ptr::{NonNull, null_mut};

/// Parameters as pairs of number and value. The library checks both.
pub type Params = Vec<(u32, i32)>;

pub const OPERATION_FINISH: i32 = sys::BrotliEncoderOperation_BROTLI_OPERATION_FINISH;

fn initialization_failed() -> CodecError {
    CodecError::initialization("Initialization failed")
}

/// A dictionary is prepared for whatever quality a compressor has.
const MAX_QUALITY: i32 = 11;

const RAW: sys::BrotliSharedDictionaryType = sys::BrotliSharedDictionaryType_BROTLI_SHARED_DICTIONARY_RAW;

fn dictionary_failed(action: &str) -> CodecError {
    CodecError::new(format!("Failed to {action} brotli dictionary"), -1, "ERR_ZLIB_DICTIONARY_LOAD_FAILED")
}

/// What both directions are given, and how far they came with it.
struct Step {
    available_in: usize,
    next_in: *const u8,
    available_out: usize,
    next_out: *mut u8,
}

impl Step {
    fn new(input: &[u8], output: &mut [u8]) -> Self {
        Self {
            available_in: input.len(),
            next_in: input.as_ptr(),
            available_out: output.len(),
            next_out: output.as_mut_ptr(),
        }
    }

    fn progress(&self, input: &[u8], output: &[u8], error: Option<CodecError>) -> Progress {
        Progress { consumed: input.len() - self.available_in, produced: output.len() - self.available_out, error }
    }
}

/// A dictionary in the form that compressors look matches up in.
struct Prepared(NonNull<sys::BrotliEncoderPreparedDictionary>);

impl Prepared {
    /// # Safety
    /// The bytes must stay where they are as long as the result lives.
    unsafe fn new(dictionary: &[u8]) -> Result<Self, CodecError> {
        let (length, data) = (dictionary.len(), dictionary.as_ptr());
        // SAFETY: the bytes are live; the library refers to them, which the caller knows.
        let prepared =
            unsafe { sys::BrotliEncoderPrepareDictionary(RAW, length, data, MAX_QUALITY, None, None, null_mut()) };
        NonNull::new(prepared).map(Self).ok_or_else(|| dictionary_failed("prepare"))
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // SAFETY: made by `new`, freed once.
        unsafe { sys::BrotliEncoderDestroyPreparedDictionary(self.0.as_ptr()) };
    }
}

pub struct Encoder {
    state: NonNull<sys::BrotliEncoderState>,
    params: Params,
    /// Both outlive the state, which refers to the first, which refers to the bytes: `drop` frees it before they are dropped.
    prepared: Option<Prepared>,
    dictionary: Vec<u8>,
}

// SAFETY: the state owns its memory and belongs to no thread.
unsafe impl Send for Encoder {}

impl Encoder {
    pub fn new(params: Params, dictionary: Vec<u8>) -> Result<Self, CodecError> {
        // SAFETY: makes an instance with the memory of malloc(), or answers null.
        let state = unsafe { sys::BrotliEncoderCreateInstance(None, None, null_mut()) };
        let live = NonNull::new(state).ok_or_else(initialization_failed)?;
        let mut this = Self { state: live, params, prepared: None, dictionary };
        if !this.dictionary.is_empty() {
            // SAFETY: the bytes are on the heap, are not changed, and are dropped after what is made of them.
            let prepared = this.prepared.insert(unsafe { Prepared::new(&this.dictionary)? });
            // SAFETY: both are live, and the dictionary is freed after the instance.
            if unsafe { sys::BrotliEncoderAttachPreparedDictionary(state, prepared.0.as_ptr()) } == 0 {
                return Err(dictionary_failed("attach"));
            }
        }
        for (number, value) in &this.params {
            // SAFETY: the instance is live.
            if unsafe { sys::BrotliEncoderSetParameter(state, *number as i32, *value as u32) } == 0 {
                return Err(initialization_failed());
            }
        }
        Ok(this)
    }
}

impl Codec for Encoder {
    fn write(&mut self, flush: i32, input: &[u8], output: &mut [u8]) -> Progress {
        let mut step = Step::new(input, output);
        // SAFETY: the instance is live; the step names the memory of both slices.
        let done = unsafe {
            sys::BrotliEncoderCompressStream(
                self.state.as_ptr(),
                flush,
                &mut step.available_in,
                &mut step.next_in,
                &mut step.available_out,
                &mut step.next_out,
                null_mut(),
            )
        };
        let error = (done == 0).then(|| CodecError::new("Compression failed", -1, "ERR_BROTLI_COMPRESSION_FAILED"));
        step.progress(input, output, error)
    }

    fn reset(&mut self) -> Result<(), CodecError> {
        // Without the dictionary, as Node.js does it.
        *self = Self::new(std::mem::take(&mut self.params), Vec::new())?;
        Ok(())
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: made by `new`, freed once.
        unsafe { sys::BrotliEncoderDestroyInstance(self.state.as_ptr()) };
    }
}

pub struct Decoder {
    state: NonNull<sys::BrotliDecoderState>,
    params: Params,
    /// The state refers to it.
    dictionary: Vec<u8>,
}

// SAFETY: the state owns its memory and belongs to no thread.
unsafe impl Send for Decoder {}

impl Decoder {
    pub fn new(params: Params, dictionary: Vec<u8>) -> Result<Self, CodecError> {
        // SAFETY: makes an instance with the memory of malloc(), or answers null.
        let state = unsafe { sys::BrotliDecoderCreateInstance(None, None, null_mut()) };
        let this = Self { state: NonNull::new(state).ok_or_else(initialization_failed)?, params, dictionary };
        let (length, data) = (this.dictionary.len(), this.dictionary.as_ptr());
        // SAFETY: the instance is live; the bytes are on the heap, are not changed, and are dropped after it.
        if length > 0 && unsafe { sys::BrotliDecoderAttachDictionary(state, RAW, length, data) } == 0 {
            return Err(dictionary_failed("attach"));
        }
        for (number, value) in &this.params {
            // SAFETY: the instance is live.
            if unsafe { sys::BrotliDecoderSetParameter(state, *number as i32, *value as u32) } == 0 {
                return Err(initialization_failed());
            }
        }
        Ok(this)
    }

    fn error(&self) -> CodecError {
        // SAFETY: the instance is live; the library has a constant string for every code.
        let (number, name) = unsafe {
            let number = sys::BrotliDecoderGetErrorCode(self.state.as_ptr());
            (number, CStr::from_ptr(sys::BrotliDecoderErrorString(number)))
        };
        CodecError::new("Decompression failed", number, format!("ERR_{}", name.to_string_lossy()))
    }
}

impl Codec for Decoder {
    fn write(&mut self, flush: i32, input: &[u8], output: &mut [u8]) -> Progress {
        let mut step = Step::new(input, output);
        // SAFETY: the instance is live; the step names the memory of both slices.
        let result = unsafe {
            sys::BrotliDecoderDecompressStream(
                self.state.as_ptr(),
                &mut step.available_in,
                &mut step.next_in,
                &mut step.available_out,
                &mut step.next_out,
                null_mut(),
            )
        };
        let error = match result {
            sys::BrotliDecoderResult_BROTLI_DECODER_RESULT_ERROR => Some(self.error()),
            sys::BrotliDecoderResult_BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT if flush == OPERATION_FINISH => {
                Some(CodecError::unexpected_end())
            }
            _ => None,
        };
        step.progress(input, output, error)
    }

    fn reset(&mut self) -> Result<(), CodecError> {
        // Without the dictionary, as Node.js does it.
        *self = Self::new(std::mem::take(&mut self.params), Vec::new())?;
        Ok(())
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: made by `new`, freed once.
        unsafe { sys::BrotliDecoderDestroyInstance(self.state.as_ptr()) };
    }
}
