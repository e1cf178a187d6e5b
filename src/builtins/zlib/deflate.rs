//! The zlib, gzip and raw deflate formats, by zlib itself.

use super::codec::{Codec, CodecError, Progress};
use libz_sys as z;
use std::ffi::CStr;
use std::mem::MaybeUninit;

/// Node's numbers of the modes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Deflate = 1,
    Inflate = 2,
    Gzip = 3,
    Gunzip = 4,
    DeflateRaw = 5,
    InflateRaw = 6,
    /// Gunzip or Inflate, as the first bytes say.
    Unzip = 7,
}

impl Mode {
    pub fn from_number(number: i32) -> Option<Self> {
        use Mode::*;
        [Deflate, Inflate, Gzip, Gunzip, DeflateRaw, InflateRaw, Unzip].into_iter().find(|mode| *mode as i32 == number)
    }

    fn compresses(self) -> bool {
        matches!(self, Self::Deflate | Self::Gzip | Self::DeflateRaw)
    }
}

const GZIP_HEADER: [u8; 2] = [0x1f, 0x8b];

pub struct Zlib {
    /// Boxed: zlib's state points back to it.
    stream: Box<z::z_stream>,
    mode: Mode,
    window_bits: i32,
    dictionary: Vec<u8>,
    /// Of an Unzip stream: how many bytes of a gzip header have come.
    header_bytes: usize,
}

// SAFETY: zlib's state belongs to the stream alone and to no thread.
unsafe impl Send for Zlib {}

impl Zlib {
    /// Settings as zlib's `deflateInit2` and `inflateInit2` take them; JavaScript has checked their ranges.
    pub fn new(
        mode: Mode,
        window_bits: i32,
        level: i32,
        mem_level: i32,
        strategy: i32,
        dictionary: Vec<u8>,
    ) -> Result<Self, CodecError> {
        let window_bits = match mode {
            Mode::Gzip | Mode::Gunzip => window_bits + 16,
            Mode::Unzip => window_bits + 32,
            Mode::DeflateRaw | Mode::InflateRaw => -window_bits,
            Mode::Deflate | Mode::Inflate => window_bits,
        };
        // SAFETY: zeroed is what zlib asks for: no input, and its own allocator in place of null functions.
        let stream: Box<z::z_stream> = Box::new(unsafe { zeroed_stream() });
        let mut this = Self { stream, mode, window_bits, dictionary, header_bytes: 0 };
        let size = size_of::<z::z_stream>() as i32;
        // SAFETY: the stream is zeroed, boxed, and lives as long as zlib's state, which `drop` ends.
        let status = unsafe {
            if mode.compresses() {
                z::deflateInit2_(
                    &mut *this.stream,
                    level,
                    z::Z_DEFLATED,
                    window_bits,
                    mem_level,
                    strategy,
                    z::zlibVersion(),
                    size,
                )
            } else {
                z::inflateInit2_(&mut *this.stream, window_bits, z::zlibVersion(), size)
            }
        };
        this.check(status)?;
        this.install_dictionary()?;
        Ok(this)
    }

    fn check(&self, status: i32) -> Result<(), CodecError> {
        match status {
            z::Z_OK => Ok(()),
            status => Err(self.error("Init error", status)),
        }
    }

    /// A dictionary is given to deflate and raw inflate before the data; inflate asks for it.
    fn install_dictionary(&mut self) -> Result<(), CodecError> {
        if self.dictionary.is_empty() {
            return Ok(());
        }
        let length = self.dictionary.len() as u32;
        // SAFETY: the stream is initialised; zlib copies the dictionary.
        let status = unsafe {
            match self.mode {
                Mode::Deflate | Mode::DeflateRaw => {
                    z::deflateSetDictionary(&mut *self.stream, self.dictionary.as_ptr(), length)
                }
                Mode::InflateRaw => z::inflateSetDictionary(&mut *self.stream, self.dictionary.as_ptr(), length),
                _ => z::Z_OK,
            }
        };
        if status == z::Z_OK { Ok(()) } else { Err(self.error("Failed to set dictionary", status)) }
    }

    fn error(&self, message: &str, status: i32) -> CodecError {
        let code = match status {
            z::Z_NEED_DICT => "Z_NEED_DICT",
            z::Z_ERRNO => "Z_ERRNO",
            z::Z_STREAM_ERROR => "Z_STREAM_ERROR",
            z::Z_DATA_ERROR => "Z_DATA_ERROR",
            z::Z_MEM_ERROR => "Z_MEM_ERROR",
            z::Z_BUF_ERROR => "Z_BUF_ERROR",
            z::Z_VERSION_ERROR => "Z_VERSION_ERROR",
            _ => "Z_OK",
        };
        // SAFETY: zlib sets `msg` to null or to a constant of its own.
        let own = (!self.stream.msg.is_null()).then(|| unsafe { CStr::from_ptr(self.stream.msg) });
        let message = own.and_then(|text| text.to_str().ok()).unwrap_or(message);
        CodecError::new(message, status, code)
    }

    fn inflate(&mut self, flush: i32) -> i32 {
        // SAFETY: the stream is initialised for inflate; `write` has pointed it at live memory.
        unsafe {
            let mut status = z::inflate(&mut *self.stream, flush);
            if status == z::Z_NEED_DICT && !self.dictionary.is_empty() && self.mode != Mode::InflateRaw {
                let length = self.dictionary.len() as u32;
                status = z::inflateSetDictionary(&mut *self.stream, self.dictionary.as_ptr(), length);
                if status == z::Z_OK {
                    status = z::inflate(&mut *self.stream, flush);
                } else if status == z::Z_DATA_ERROR {
                    // The wrong dictionary: told apart from damaged data below.
                    status = z::Z_NEED_DICT;
                }
            }
            status
        }
    }

    /// The next byte of the input, if there is one left.
    fn next_input(&self) -> Option<u8> {
        // SAFETY: `avail_in` bytes are readable at `next_in`.
        (self.stream.avail_in > 0).then(|| unsafe { *self.stream.next_in })
    }

    /// Which of the two an Unzip stream is: known after two bytes, which may come one by one.
    fn detect(&mut self, input: &[u8]) {
        for byte in input {
            if *byte != GZIP_HEADER[self.header_bytes] {
                self.mode = Mode::Inflate;
                return;
            }
            self.header_bytes += 1;
            if self.header_bytes == GZIP_HEADER.len() {
                self.mode = Mode::Gunzip;
                return;
            }
        }
    }

    fn result(&self, status: i32, flush: i32) -> Option<CodecError> {
        match status {
            // Output is left, so it is input that is missing.
            z::Z_OK | z::Z_BUF_ERROR if self.stream.avail_out != 0 && flush == z::Z_FINISH => {
                Some(CodecError::unexpected_end())
            }
            z::Z_OK | z::Z_BUF_ERROR | z::Z_STREAM_END => None,
            z::Z_NEED_DICT if self.dictionary.is_empty() => {
                Some(CodecError::new("Missing dictionary", status, "Z_NEED_DICT"))
            }
            z::Z_NEED_DICT => Some(CodecError::new("Bad dictionary", status, "Z_NEED_DICT")),
            status => Some(self.error("Zlib error", status)),
        }
    }
}

/// # Safety
/// Only for handing to zlib's `…Init2_`, which fill the rest in.
unsafe fn zeroed_stream() -> z::z_stream {
    let mut stream = MaybeUninit::<z::z_stream>::zeroed();
    // SAFETY: the crate's struct has function pointers that may not be null in Rust, so they get harmless values; zlib is
    // told to use its own allocator by the standard pair below.
    unsafe {
        let raw = stream.as_mut_ptr();
        (&raw mut (*raw).zalloc).write(allocate);
        (&raw mut (*raw).zfree).write(release);
        stream.assume_init()
    }
}

extern "C" fn allocate(_: *mut std::ffi::c_void, items: u32, size: u32) -> *mut std::ffi::c_void {
    // SAFETY: calloc takes any sizes.
    unsafe { libc::calloc(items as usize, size as usize) }
}

extern "C" fn release(_: *mut std::ffi::c_void, address: *mut std::ffi::c_void) {
    // SAFETY: zlib gives back what `allocate` gave.
    unsafe { libc::free(address) }
}

impl Codec for Zlib {
    fn write(&mut self, flush: i32, input: &[u8], output: &mut [u8]) -> Progress {
        if self.mode == Mode::Unzip {
            self.detect(input);
        }
        self.stream.next_in = input.as_ptr().cast_mut();
        self.stream.avail_in = input.len() as u32;
        self.stream.next_out = output.as_mut_ptr();
        self.stream.avail_out = output.len() as u32;
        let status = if self.mode.compresses() {
            // SAFETY: the stream is initialised for deflate and points at live memory.
            unsafe { z::deflate(&mut *self.stream, flush) }
        } else {
            let mut status = self.inflate(flush);
            // Another member of a gzip file begins where one ends, unless zeros pad the file.
            while self.mode == Mode::Gunzip
                && status == z::Z_STREAM_END
                && self.next_input().is_some_and(|byte| byte != 0)
            {
                // SAFETY: the stream is initialised for inflate.
                unsafe { z::inflateReset(&mut *self.stream) };
                status = self.inflate(flush);
            }
            status
        };
        let consumed = input.len() - self.stream.avail_in as usize;
        let produced = output.len() - self.stream.avail_out as usize;
        let error = self.result(status, flush);
        // The memory is the caller's again.
        self.stream.next_in = std::ptr::null_mut();
        self.stream.next_out = std::ptr::null_mut();
        Progress { consumed, produced, error }
    }

    fn reset(&mut self) -> Result<(), CodecError> {
        // SAFETY: the stream is initialised.
        let status = unsafe {
            if self.mode.compresses() {
                z::deflateReset(&mut *self.stream)
            } else {
                z::inflateReset2(&mut *self.stream, self.window_bits)
            }
        };
        if status != z::Z_OK {
            return Err(self.error("Failed to reset stream", status));
        }
        if self.header_bytes > 0 {
            self.mode = Mode::Unzip;
            self.header_bytes = 0;
        }
        self.install_dictionary()
    }

    fn set_params(&mut self, level: i32, strategy: i32) -> Result<(), CodecError> {
        if !self.mode.compresses() {
            return Ok(());
        }
        // zlib refuses a null output even when there is no room in it.
        let mut nowhere = [0];
        self.stream.next_out = nowhere.as_mut_ptr();
        self.stream.avail_out = 0;
        // SAFETY: the stream is initialised for deflate; with no room for output zlib only remembers the values.
        let status = unsafe { z::deflateParams(&mut *self.stream, level, strategy) };
        self.stream.next_out = std::ptr::null_mut();
        if status == z::Z_OK || status == z::Z_BUF_ERROR {
            Ok(())
        } else {
            Err(self.error("Failed to set parameters", status))
        }
    }
}

impl Drop for Zlib {
    fn drop(&mut self) {
        // SAFETY: the stream is initialised, or its initialisation failed, which both functions notice.
        unsafe {
            if self.mode.compresses() {
                z::deflateEnd(&mut *self.stream);
            } else {
                z::inflateEnd(&mut *self.stream);
            }
        }
    }
}

/// The checksum of gzip, continued from `value`.
pub fn crc32(bytes: &[u8], value: u32) -> u32 {
    let mut crc = value as z::uLong;
    for chunk in bytes.chunks(1 << 30) {
        // SAFETY: the chunk is readable; its length fits.
        crc = unsafe { z::crc32(crc, chunk.as_ptr(), chunk.len() as u32) };
    }
    crc as u32
}
