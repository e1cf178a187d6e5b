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

pub struct Encoder {
    state: NonNull<sys::BrotliEncoderState>,
    params: Params,
}

// SAFETY: the state owns its memory and belongs to no thread.
unsafe impl Send for Encoder {}

impl Encoder {
    pub fn new(params: Params) -> Result<Self, CodecError> {
        // SAFETY: makes an instance with the memory of malloc(), or answers null.
        let state = unsafe { sys::BrotliEncoderCreateInstance(None, None, null_mut()) };
        let this = Self { state: NonNull::new(state).ok_or_else(initialization_failed)?, params };
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
        *self = Self::new(std::mem::take(&mut self.params))?;
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
}

// SAFETY: the state owns its memory and belongs to no thread.
unsafe impl Send for Decoder {}

impl Decoder {
    pub fn new(params: Params) -> Result<Self, CodecError> {
        // SAFETY: makes an instance with the memory of malloc(), or answers null.
        let state = unsafe { sys::BrotliDecoderCreateInstance(None, None, null_mut()) };
        let this = Self { state: NonNull::new(state).ok_or_else(initialization_failed)?, params };
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
        *self = Self::new(std::mem::take(&mut self.params))?;
        Ok(())
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: made by `new`, freed once.
        unsafe { sys::BrotliDecoderDestroyInstance(self.state.as_ptr()) };
    }
}
