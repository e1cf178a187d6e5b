//! The zlib, gzip and raw deflate formats, by zlib-rs.
//!
//! What Node.js compresses with is Chromium's zlib, which looks for matches as zlib does, but by hashes of four bytes. So does
//! zlib-rs; its levels are other ones, though, so they are set to what Node's mean, and most of the output is the same (see
//! `SEARCHES`).

use super::codec::{Codec, CodecError, Progress};
use libz_rs_sys as z;
use std::cell::RefCell;
use std::ffi::CStr;

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

/// How matches are looked for.
struct Search {
    /// The level of zlib-rs whose algorithm it is: 2 takes the first match, 7 and 8 look whether the next byte has a better one.
    algorithm: i32,
    good_length: i32,
    max_lazy: i32,
    nice_length: i32,
    max_chain: i32,
}

impl Search {
    const fn new(algorithm: i32, good_length: i32, max_lazy: i32, nice_length: i32, max_chain: i32) -> Self {
        Self { algorithm, good_length, max_lazy, nice_length, max_chain }
    }
}

/// By level from 1 on, as zlib defines them. Level 9 follows chains of 4096 there: beyond 1024 zlib-rs finds other matches.
const SEARCHES: [Search; 9] = [
    Search::new(2, 4, 4, 8, 4),
    Search::new(2, 4, 5, 16, 8),
    Search::new(2, 4, 6, 32, 32),
    Search::new(7, 4, 4, 16, 16),
    Search::new(7, 8, 16, 32, 32),
    Search::new(7, 8, 16, 128, 128),
    Search::new(7, 8, 32, 128, 256),
    Search::new(8, 32, 128, 258, 1024),
    Search::new(8, 32, 258, 258, 1024),
];

/// The level until the header is written, which tells of it. A dictionary is put in before that: at level 9 zlib-rs hashes in a way
/// of its own, which the search that comes afterwards does not. Only gzip's header knows 9 from 8, and gzip has no dictionaries.
fn header_level(mode: Mode, level: i32) -> i32 {
    if level == z::Z_BEST_COMPRESSION && mode != Mode::Gzip { 8 } else { level }
}

/// A stream that is done, to be used again: zlib-rs clears a quarter of a megabyte for each new compressor and a window for each
/// decompressor, which takes several times what a few kilobytes of data do. Its contents are cleared of what the next user could see
/// when it is taken.
struct Spare {
    /// Boxed: zlib's state points back to it.
    stream: Box<z::z_stream>,
    compresses: bool,
    /// These two are a compressor's; decompressors are all of one size.
    window_bits: i32,
    mem_level: i32,
}

/// How many of them a thread keeps: streams of small bodies, one after the other or a few at a time.
const MOST_SPARES: usize = 4;

thread_local! {
    /// The youngest last.
    static SPARES: RefCell<Vec<Spare>> = const { RefCell::new(Vec::new()) };
}

impl Spare {
    fn keep(self) {
        // A thread that ends has none any more: then this one is dropped at once.
        let _ = SPARES.try_with(|spares| {
            let mut spares = spares.borrow_mut();
            if spares.len() == MOST_SPARES {
                spares.remove(0);
            }
            spares.push(self);
        });
    }

    /// One with these settings, as good as new.
    fn take(compresses: bool, window_bits: i32, mem_level: i32, level: i32, strategy: i32) -> Option<Box<z::z_stream>> {
        let mut spare = SPARES.with_borrow_mut(|spares| {
            let is_of_size = |spare: &Spare| spare.window_bits == window_bits && spare.mem_level == mem_level;
            let fits = |spare: &Spare| spare.compresses == compresses && (!compresses || is_of_size(spare));
            spares.iter().rposition(fits).map(|index| spares.remove(index))
        })?;
        // SAFETY: `Zlib::drop` kept only streams that are initialised, and said what for.
        let status = unsafe {
            if !compresses {
                z::inflateReset2(&mut *spare.stream, window_bits)
            } else {
                match z::deflateReset(&mut *spare.stream) {
                    z::Z_OK => z::deflateParams(&mut *spare.stream, level, strategy),
                    status => status,
                }
            }
        };
        (status == z::Z_OK).then(|| std::mem::take(&mut spare.stream))
    }
}

impl Drop for Spare {
    fn drop(&mut self) {
        // SAFETY: the stream is initialised for it, or the empty one that `take` left, which zlib refuses.
        unsafe {
            if self.compresses {
                z::deflateEnd(&mut *self.stream)
            } else {
                z::inflateEnd(&mut *self.stream)
            };
        }
    }
}

pub struct Zlib {
    /// Boxed: zlib's state points back to it.
    stream: Box<z::z_stream>,
    mode: Mode,
    window_bits: i32,
    mem_level: i32,
    level: i32,
    strategy: i32,
    dictionary: Vec<u8>,
    /// Whether the header, which tells of the level, has been written.
    header_written: bool,
    /// Whether the last write was a flush that put everything out.
    is_flushed: bool,
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
            // zlib makes windows of 256 bytes wrongly; with its own header it takes the next size by itself.
            Mode::DeflateRaw if window_bits == 8 => -9,
            Mode::Gzip | Mode::Gunzip => window_bits + 16,
            Mode::Unzip => window_bits + 32,
            Mode::DeflateRaw | Mode::InflateRaw => -window_bits,
            Mode::Deflate | Mode::Inflate => window_bits,
        };
        let spare = Spare::take(mode.compresses(), window_bits, mem_level, header_level(mode, level), strategy);
        let is_new = spare.is_none();
        let stream = spare.unwrap_or_default();
        let header_written = false;
        let mut this = Self {
            stream,
            mode,
            window_bits,
            mem_level,
            level,
            strategy,
            dictionary,
            header_written,
            is_flushed: false,
            header_bytes: 0,
        };
        let size = size_of::<z::z_stream>() as i32;
        // SAFETY: a new stream is empty, boxed, and lives as long as zlib's state, which `drop` ends.
        let status = unsafe {
            if !is_new {
                z::Z_OK
            } else if mode.compresses() {
                z::deflateInit2_(
                    &mut *this.stream,
                    header_level(mode, level),
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
            _ => Err(CodecError::initialization("Initialization failed")),
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
        let message = match own.and_then(|text| text.to_str().ok()) {
            // What zlib-rs says of what its quick decoder finds wrong, having forgotten what that was: mostly this.
            Some("repeated call with bad state") => "invalid distance too far back",
            Some(own) => own,
            None => message,
        };
        CodecError::new(message, status, code)
    }

    /// What comes before the data, while the level is still the one that it tells of.
    fn write_header(&mut self) {
        if self.header_written || self.stream.avail_out == 0 {
            return;
        }
        self.header_written = true;
        let available = std::mem::take(&mut self.stream.avail_in);
        // SAFETY: the stream is initialised for deflate; `write` has pointed it at live memory.
        unsafe { z::deflate(&mut *self.stream, z::Z_NO_FLUSH) };
        self.set_search();
        self.stream.avail_in = available;
    }

    /// Looks for matches as the level says. The stream has no input.
    fn set_search(&mut self) -> i32 {
        let level = if self.level == z::Z_DEFAULT_COMPRESSION { 6 } else { self.level };
        let search = usize::try_from(level - 1).ok().and_then(|index| SEARCHES.get(index));
        // SAFETY: the stream is initialised for deflate, its output is live memory.
        unsafe {
            let Some(search) = search else { return z::deflateParams(&mut *self.stream, level, self.strategy) };
            let status = z::deflateParams(&mut *self.stream, search.algorithm, self.strategy);
            let Search { good_length, max_lazy, nice_length, max_chain, .. } = *search;
            z::deflateTune(&mut *self.stream, good_length, max_lazy, nice_length, max_chain);
            status
        }
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
                Some(self.error("unexpected end of file", status))
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
            self.write_header();
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
        self.is_flushed = matches!(flush, z::Z_SYNC_FLUSH | z::Z_FULL_FLUSH) && self.stream.avail_out > 0;
        let error = self.result(status, flush);
        // The memory is the caller's again, also what is left of the input: zlib-rs refuses null with bytes behind it.
        self.stream.avail_in = 0;
        self.stream.next_in = std::ptr::null_mut();
        self.stream.next_out = std::ptr::null_mut();
        Progress { consumed, produced, error }
    }

    fn reset(&mut self) -> Result<(), CodecError> {
        self.header_written = false;
        self.is_flushed = false;
        // SAFETY: the stream is initialised.
        let status = unsafe {
            if self.mode.compresses() {
                let status = z::deflateReset(&mut *self.stream);
                z::deflateParams(&mut *self.stream, header_level(self.mode, self.level), self.strategy);
                status
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

    /// Only for the two formats whose parameters Node.js changes: `params()` of a gzip stream does nothing there.
    fn set_params(&mut self, level: i32, strategy: i32) -> Result<(), CodecError> {
        if !matches!(self.mode, Mode::Deflate | Mode::DeflateRaw) {
            return Ok(());
        }
        (self.level, self.strategy) = (level, strategy);
        // zlib begins a new block where everything has come out before, and puts nothing out itself then. Otherwise it gets no room,
        // so that nothing is lost; it refuses a null output even so.
        let mut nowhere = [0; 16];
        self.stream.next_out = nowhere.as_mut_ptr();
        self.stream.avail_out = if self.is_flushed { nowhere.len() as u32 } else { 0 };
        let status = if self.header_written {
            self.set_search()
        } else {
            // SAFETY: the stream is initialised for deflate.
            unsafe { z::deflateParams(&mut *self.stream, header_level(self.mode, level), strategy) }
        };
        self.stream.avail_out = 0;
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
        // Without a state its initialisation has failed.
        if !self.stream.state.is_null() {
            let stream = std::mem::take(&mut self.stream);
            let compresses = self.mode.compresses();
            Spare { stream, compresses, window_bits: self.window_bits, mem_level: self.mem_level }.keep();
        }
    }
}

/// The checksum of gzip, continued from `value`.
pub fn crc32(bytes: &[u8], value: u32) -> u32 {
    // SAFETY: the bytes are readable.
    unsafe { z::crc32_z(value.into(), bytes.as_ptr(), bytes.len()) as u32 }
}
