//! The zstd format, by the library itself through crate `zstd-safe`.

use super::codec::{Codec, CodecError, Progress};
use std::ffi::{CStr, c_int};
use zstd_safe::zstd_sys as zstd;

// The crate's enumerations of the parameters hold the numbers that it knows, JavaScript has any: these take what C takes.
unsafe extern "C" {
    fn ZSTD_CCtx_setParameter(context: *mut zstd::ZSTD_CCtx, parameter: c_int, value: c_int) -> usize;
    fn ZSTD_DCtx_setParameter(context: *mut zstd::ZSTD_DCtx, parameter: c_int, value: c_int) -> usize;
}

/// Parameters as pairs of number and value.
pub type Params = Vec<(u32, i32)>;

pub const FLUSH_END: i32 = 2;

fn error_of(code: usize) -> Option<CodecError> {
    // SAFETY: these functions take any number and answer with constants.
    unsafe {
        if zstd::ZSTD_isError(code) == 0 {
            return None;
        }
        let number = zstd::ZSTD_getErrorCode(code);
        let text = CStr::from_ptr(zstd::ZSTD_getErrorString(number)).to_string_lossy();
        Some(CodecError::new(text, number as i32, name_of(number as u32)))
    }
}

fn name_of(number: u32) -> String {
    let name = match number {
        1 => "GENERIC",
        10 => "prefix_unknown",
        12 => "version_unsupported",
        14 => "frameParameter_unsupported",
        16 => "frameParameter_windowTooLarge",
        20 => "corruption_detected",
        22 => "checksum_wrong",
        24 => "literals_headerWrong",
        30 => "dictionary_corrupted",
        32 => "dictionary_wrong",
        34 => "dictionaryCreation_failed",
        40 => "parameter_unsupported",
        41 => "parameter_combination_unsupported",
        42 => "parameter_outOfBound",
        44 => "tableLog_tooLarge",
        46 => "maxSymbolValue_tooLarge",
        48 => "maxSymbolValue_tooSmall",
        50 => "stabilityCondition_notRespected",
        60 => "stage_wrong",
        62 => "init_missing",
        64 => "memory_allocation",
        66 => "workSpace_tooSmall",
        70 => "dstSize_tooSmall",
        72 => "srcSize_wrong",
        74 => "dstBuffer_null",
        80 => "noForwardProgress_destFull",
        82 => "noForwardProgress_inputEmpty",
        number => return format!("ZSTD_error_{number}"),
    };
    format!("ZSTD_error_{name}")
}

fn allocation_failed() -> CodecError {
    CodecError::initialization("Could not initialize zstd instance")
}

pub struct Compressor {
    context: *mut zstd::ZSTD_CCtx,
    pledged_size: Option<u64>,
    has_begun: bool,
}

// SAFETY: the context owns its memory and belongs to no thread.
unsafe impl Send for Compressor {}

impl Compressor {
    pub fn new(params: &Params, pledged_size: Option<u64>, dictionary: &[u8]) -> Result<Self, CodecError> {
        // SAFETY: makes a context or answers null.
        let context = unsafe { zstd::ZSTD_createCCtx() };
        if context.is_null() {
            return Err(allocation_failed());
        }
        let this = Self { context, pledged_size, has_begun: false };
        for (number, value) in params {
            // SAFETY: the context is live; the library checks number and value.
            let status = unsafe { ZSTD_CCtx_setParameter(context, *number as c_int, *value) };
            if error_of(status).is_some() {
                return Err(CodecError::initialization("Setting parameter failed"));
            }
        }
        if !dictionary.is_empty() {
            // SAFETY: the context is live; the library copies the dictionary.
            let status =
                unsafe { zstd::ZSTD_CCtx_loadDictionary(context, dictionary.as_ptr().cast(), dictionary.len()) };
            if error_of(status).is_some() {
                return Err(CodecError::initialization("Failed to load zstd dictionary"));
            }
        }
        this.pledge()?;
        Ok(this)
    }

    fn pledge(&self) -> Result<(), CodecError> {
        let Some(size) = self.pledged_size else { return Ok(()) };
        // SAFETY: the context is live.
        match error_of(unsafe { zstd::ZSTD_CCtx_setPledgedSrcSize(self.context, size) }) {
            Some(_) => Err(CodecError::initialization("Could not set pledged src size")),
            None => Ok(()),
        }
    }
}

impl Codec for Compressor {
    fn write(&mut self, flush: i32, input: &[u8], output: &mut [u8]) -> Progress {
        // The library forgets what was promised when everything comes at once.
        let is_whole = !std::mem::replace(&mut self.has_begun, true) && flush == FLUSH_END;
        if is_whole && self.pledged_size.is_some_and(|size| size != input.len() as u64) {
            let wrong_size = (zstd::ZSTD_ErrorCode::ZSTD_error_srcSize_wrong as usize).wrapping_neg();
            return Progress { consumed: 0, produced: 0, error: error_of(wrong_size) };
        }
        let mut from = zstd::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut to = zstd::ZSTD_outBuffer { dst: output.as_mut_ptr().cast(), size: output.len(), pos: 0 };
        let directive = match flush {
            1 => zstd::ZSTD_EndDirective::ZSTD_e_flush,
            FLUSH_END => zstd::ZSTD_EndDirective::ZSTD_e_end,
            _ => zstd::ZSTD_EndDirective::ZSTD_e_continue,
        };
        // SAFETY: the context is live, both buffers are for the time of the call.
        let status = unsafe { zstd::ZSTD_compressStream2(self.context, &mut to, &mut from, directive) };
        Progress { consumed: from.pos, produced: to.pos, error: error_of(status) }
    }

    fn reset(&mut self) -> Result<(), CodecError> {
        self.has_begun = false;
        // SAFETY: the context is live.
        unsafe { zstd::ZSTD_CCtx_reset(self.context, zstd::ZSTD_ResetDirective::ZSTD_reset_session_only) };
        self.pledge()
    }
}

impl Drop for Compressor {
    fn drop(&mut self) {
        // SAFETY: made by `new`, freed once.
        unsafe { zstd::ZSTD_freeCCtx(self.context) };
    }
}

pub struct Decompressor {
    context: *mut zstd::ZSTD_DCtx,
    /// Whether a frame has ended and none has begun since.
    at_frame_end: bool,
    /// How much of what may be the magic number of a further frame has come; the library has it from here.
    magic: ([u8; 4], usize),
}

// SAFETY: the context owns its memory and belongs to no thread.
unsafe impl Send for Decompressor {}

impl Decompressor {
    pub fn new(params: &Params, dictionary: &[u8]) -> Result<Self, CodecError> {
        // SAFETY: makes a context or answers null.
        let context = unsafe { zstd::ZSTD_createDCtx() };
        if context.is_null() {
            return Err(allocation_failed());
        }
        let this = Self { context, at_frame_end: false, magic: ([0; 4], 0) };
        for (number, value) in params {
            // SAFETY: the context is live; the library checks number and value.
            let status = unsafe { ZSTD_DCtx_setParameter(context, *number as c_int, *value) };
            if error_of(status).is_some() {
                return Err(CodecError::initialization("Setting parameter failed"));
            }
        }
        if !dictionary.is_empty() {
            // SAFETY: the context is live; the library copies the dictionary.
            let status =
                unsafe { zstd::ZSTD_DCtx_loadDictionary(context, dictionary.as_ptr().cast(), dictionary.len()) };
            if error_of(status).is_some() {
                return Err(CodecError::initialization("Failed to load zstd dictionary"));
            }
        }
        Ok(this)
    }
}

impl Codec for Decompressor {
    fn write(&mut self, flush: i32, input: &[u8], output: &mut [u8]) -> Progress {
        let mut from = zstd::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut to = zstd::ZSTD_outBuffer { dst: output.as_mut_ptr().cast(), size: output.len(), pos: 0 };
        loop {
            if self.at_frame_end {
                // What follows a frame is another one; anything else is left to the caller.
                let rest = &input[from.pos..];
                let (magic, length) = &mut self.magic;
                let added = rest.len().min(magic.len() - *length);
                magic[*length..*length + added].copy_from_slice(&rest[..added]);
                if added == 0 || !begins_frame(&magic[..*length + added]) {
                    break;
                }
                *length += added;
                if *length < magic.len() {
                    from.pos += added;
                    break;
                }
                // The rest of the magic number is still in the input, what came before it is not.
                let before = length.saturating_sub(added);
                let mut start = zstd::ZSTD_inBuffer { src: magic.as_ptr().cast(), size: before, pos: 0 };
                *length = 0;
                if before > 0 {
                    // SAFETY: as below. A part of a magic number gives no output.
                    unsafe { zstd::ZSTD_decompressStream(self.context, &mut to, &mut start) };
                }
            }
            // SAFETY: the context is live, both buffers are for the time of the call.
            let status = unsafe { zstd::ZSTD_decompressStream(self.context, &mut to, &mut from) };
            if let Some(error) = error_of(status) {
                return Progress { consumed: from.pos, produced: to.pos, error: Some(error) };
            }
            self.at_frame_end = status == 0;
            if to.pos == to.size || (from.pos == from.size && !self.at_frame_end) {
                break;
            }
        }
        let incomplete = !self.at_frame_end && flush == FLUSH_END && to.pos < to.size;
        let error = incomplete.then(CodecError::unexpected_end);
        Progress { consumed: from.pos, produced: to.pos, error }
    }

    fn reset(&mut self) -> Result<(), CodecError> {
        self.at_frame_end = false;
        self.magic.1 = 0;
        // SAFETY: the context is live.
        unsafe { zstd::ZSTD_DCtx_reset(self.context, zstd::ZSTD_ResetDirective::ZSTD_reset_session_only) };
        Ok(())
    }
}

/// Whether these bytes are the beginning of a frame (RFC 8878, sections 3.1.1 and 3.1.2), as far as they go.
fn begins_frame(bytes: &[u8]) -> bool {
    let magic = [0x28, 0xb5, 0x2f, 0xfd];
    let length = bytes.len().min(4);
    bytes[..length] == magic[..length]
        || ((bytes[0] & 0xf0) == 0x50 && bytes[1..length] == [0x2a, 0x4d, 0x18][..length - 1])
}

impl Drop for Decompressor {
    fn drop(&mut self) {
        // SAFETY: made by `new`, freed once.
        unsafe { zstd::ZSTD_freeDCtx(self.context) };
    }
}
