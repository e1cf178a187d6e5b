//! What every compressor and decompressor of `node:zlib` can do, whatever its format.

/// The outcome of one step.
pub struct Progress {
    pub consumed: usize,
    pub produced: usize,
    pub error: Option<CodecError>,
}

/// What JavaScript makes its error from: message, number, name.
#[derive(Clone)]
pub struct CodecError {
    pub message: String,
    pub errno: i32,
    pub code: String,
}

impl CodecError {
    pub fn new(message: impl Into<String>, errno: i32, code: impl Into<String>) -> Self {
        Self { message: message.into(), errno, code: code.into() }
    }

    /// There is no codec with these settings.
    pub fn initialization(message: &str) -> Self {
        Self::new(message, -1, "ERR_ZLIB_INITIALIZATION_FAILED")
    }

    /// The input ends before what it holds does.
    pub fn unexpected_end() -> Self {
        Self::new("unexpected end of file", libz_rs_sys::Z_BUF_ERROR, "Z_BUF_ERROR")
    }
}

/// One direction of one format. Used by one thread at a time: the loop's, or a thread of the pool.
pub trait Codec: Send {
    /// Takes from `input` and puts into `output` what is possible. `flush` is the format's own constant.
    fn write(&mut self, flush: i32, input: &[u8], output: &mut [u8]) -> Progress;

    /// Starts anew with the same settings.
    fn reset(&mut self) -> Result<(), CodecError>;

    /// Changes level and strategy of a running deflate stream; nothing for others.
    fn set_params(&mut self, _level: i32, _strategy: i32) -> Result<(), CodecError> {
        Ok(())
    }
}
