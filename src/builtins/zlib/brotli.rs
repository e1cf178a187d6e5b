//! The brotli format, by crate `brotli`.

use super::codec::{Codec, CodecError, Progress};
use brotli::enc::StandardAlloc;
use brotli::enc::encode::BrotliEncoderParameter;
use brotli::enc::encode::{BrotliEncoderOperation, BrotliEncoderStateStruct};
use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState};

/// The parameters of the format, by number: `None` leaves one as it is.
pub type Params = Vec<Option<u32>>;

pub struct Encoder {
    state: BrotliEncoderStateStruct<StandardAlloc>,
    params: Params,
}

// SAFETY: the state owns its memory and belongs to no thread.
unsafe impl Send for Encoder {}

pub const OPERATION_FINISH: i32 = 2;

fn parameter(number: usize) -> Option<BrotliEncoderParameter> {
    use BrotliEncoderParameter::*;
    Some(match number {
        0 => BROTLI_PARAM_MODE,
        1 => BROTLI_PARAM_QUALITY,
        2 => BROTLI_PARAM_LGWIN,
        3 => BROTLI_PARAM_LGBLOCK,
        4 => BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING,
        5 => BROTLI_PARAM_SIZE_HINT,
        6 => BROTLI_PARAM_LARGE_WINDOW,
        _ => return None,
    })
}

impl Encoder {
    pub fn new(params: Params) -> Result<Self, CodecError> {
        let mut state = BrotliEncoderStateStruct::new(StandardAlloc::default());
        for (number, value) in params.iter().enumerate() {
            if let (Some(parameter), Some(value)) = (parameter(number), value)
                && !state.set_parameter(parameter, *value)
            {
                let message = "Setting parameter failed";
                return Err(CodecError::new(message, -1, "ERR_BROTLI_PARAM_SET_FAILED"));
            }
        }
        Ok(Self { state, params })
    }
}

impl Codec for Encoder {
    fn write(&mut self, flush: i32, input: &[u8], output: &mut [u8]) -> Progress {
        let operation = match flush {
            0 => BrotliEncoderOperation::BROTLI_OPERATION_PROCESS,
            1 => BrotliEncoderOperation::BROTLI_OPERATION_FLUSH,
            OPERATION_FINISH => BrotliEncoderOperation::BROTLI_OPERATION_FINISH,
            _ => BrotliEncoderOperation::BROTLI_OPERATION_EMIT_METADATA,
        };
        let (mut available_in, mut consumed) = (input.len(), 0);
        let (mut available_out, mut produced) = (output.len(), 0);
        let done = self.state.compress_stream(
            operation,
            &mut available_in,
            input,
            &mut consumed,
            &mut available_out,
            output,
            &mut produced,
            &mut None,
            &mut |_, _, _, _| (),
        );
        let error = (!done).then(|| CodecError::new("Compression failed", -1, "ERR_BROTLI_COMPRESSION_FAILED"));
        Progress { consumed, produced, error }
    }

    fn reset(&mut self) -> Result<(), CodecError> {
        *self = Self::new(std::mem::take(&mut self.params))?;
        Ok(())
    }
}

pub struct Decoder {
    state: Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>,
    total_out: usize,
    large_window: bool,
    finished: bool,
}

// SAFETY: the state owns its memory and belongs to no thread.
unsafe impl Send for Decoder {}

const DECODER_PARAM_LARGE_WINDOW: usize = 1;

impl Decoder {
    pub fn new(params: &[Option<u32>]) -> Self {
        let large_window = params.get(DECODER_PARAM_LARGE_WINDOW).copied().flatten() == Some(1);
        let alloc = StandardAlloc::default;
        let mut state = Box::new(BrotliState::new(alloc(), alloc(), alloc()));
        state.large_window = large_window;
        Self { state, total_out: 0, large_window, finished: false }
    }
}

impl Codec for Decoder {
    fn write(&mut self, flush: i32, input: &[u8], output: &mut [u8]) -> Progress {
        let (mut available_in, mut consumed) = (input.len(), 0);
        let (mut available_out, mut produced) = (output.len(), 0);
        if self.finished {
            return Progress { consumed, produced, error: None };
        }
        let result = BrotliDecompressStream(
            &mut available_in,
            &mut consumed,
            input,
            &mut available_out,
            &mut produced,
            output,
            &mut self.total_out,
            &mut self.state,
        );
        let error = match result {
            BrotliResult::ResultSuccess => {
                self.finished = true;
                None
            }
            BrotliResult::NeedsMoreInput if flush == OPERATION_FINISH => Some(CodecError::unexpected_end()),
            BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => None,
            BrotliResult::ResultFailure => {
                let name = format!("{:?}", self.state.error_code);
                let code = name.replace("BROTLI_DECODER_ERROR_", "_ERROR_").replace("BROTLI_DECODER_", "_");
                Some(CodecError::new("Decompression failed", self.state.error_code as i32, format!("ERR_{code}")))
            }
        };
        Progress { consumed, produced, error }
    }

    fn reset(&mut self) -> Result<(), CodecError> {
        let mut params = vec![None; DECODER_PARAM_LARGE_WINDOW + 1];
        params[DECODER_PARAM_LARGE_WINDOW] = Some(u32::from(self.large_window));
        *self = Self::new(&params);
        Ok(())
    }
}
