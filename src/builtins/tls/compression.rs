//! Compressed certificates (`certificateCompression`, RFC 8879), in the formats of `node:zlib`.

use crate::builtins::zlib::codec::{Codec, CodecError};
use crate::builtins::zlib::deflate::{Mode, Zlib};
use crate::builtins::zlib::{brotli, zstd};
use rustls::CertificateCompressionAlgorithm as Algorithm;
use rustls::compress::{CertCompressor, CertDecompressor, CompressionFailed, CompressionLevel, DecompressionFailed};

#[derive(Clone, Copy, Debug)]
pub enum Format {
    Zlib,
    Brotli,
    Zstd,
}

impl Format {
    pub fn from_name(name: &str) -> Option<&'static Self> {
        match name {
            "zlib" => Some(&Self::Zlib),
            "brotli" => Some(&Self::Brotli),
            "zstd" => Some(&Self::Zstd),
            _ => None,
        }
    }

    fn codec(self, compresses: bool) -> Result<Box<dyn Codec>, CodecError> {
        const WINDOW_BITS: i32 = 15;
        const MEM_LEVEL: i32 = 8;
        Ok(match self {
            Self::Zlib => {
                let mode = if compresses { Mode::Deflate } else { Mode::Inflate };
                let level = libz_rs_sys::Z_DEFAULT_COMPRESSION;
                Box::new(Zlib::new(mode, WINDOW_BITS, level, MEM_LEVEL, libz_rs_sys::Z_DEFAULT_STRATEGY, Vec::new())?)
            }
            Self::Brotli if compresses => Box::new(brotli::Encoder::new(Vec::new(), Vec::new())?),
            Self::Brotli => Box::new(brotli::Decoder::new(Vec::new(), Vec::new())?),
            Self::Zstd if compresses => Box::new(zstd::Compressor::new(&Vec::new(), None, &[])?),
            Self::Zstd => Box::new(zstd::Decompressor::new(&Vec::new(), &[])?),
        })
    }

    /// How much of `output` it takes; `None` when it does not hold all or the input is wrong.
    fn run(self, compresses: bool, input: &[u8], output: &mut [u8]) -> Option<usize> {
        let flush = match self {
            Self::Zlib => libz_rs_sys::Z_FINISH,
            Self::Brotli => brotli::OPERATION_FINISH,
            Self::Zstd => zstd::FLUSH_END,
        };
        let progress = self.codec(compresses).ok()?.write(flush, input, output);
        (progress.error.is_none() && progress.consumed == input.len()).then_some(progress.produced)
    }

    fn number(self) -> Algorithm {
        match self {
            Self::Zlib => Algorithm::Zlib,
            Self::Brotli => Algorithm::Brotli,
            Self::Zstd => Algorithm::Zstd,
        }
    }
}

impl CertCompressor for Format {
    fn compress(&self, input: Vec<u8>, _: CompressionLevel) -> Result<Vec<u8>, CompressionFailed> {
        // What cannot be compressed becomes a little longer.
        let mut output = vec![0; input.len() * 2 + 1024];
        let length = self.run(true, &input, &mut output).ok_or(CompressionFailed)?;
        output.truncate(length);
        Ok(output)
    }

    fn algorithm(&self) -> Algorithm {
        self.number()
    }
}

impl CertDecompressor for Format {
    fn decompress(&self, input: &[u8], output: &mut [u8]) -> Result<(), DecompressionFailed> {
        // One byte more shows whether there would be more.
        let mut whole = vec![0; output.len() + 1];
        if self.run(false, input, &mut whole) != Some(output.len()) {
            return Err(DecompressionFailed);
        }
        output.copy_from_slice(&whole[..output.len()]);
        Ok(())
    }

    fn algorithm(&self) -> Algorithm {
        self.number()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_gives_back_what_it_was_given_and_nothing_else() {
        for format in [Format::Zlib, Format::Brotli, Format::Zstd] {
            let input: Vec<u8> = (0..3000).map(|number| (number % 251) as u8).collect();
            let compressed = format.compress(input.clone(), CompressionLevel::Interactive).unwrap();
            assert!(compressed.len() < input.len());
            let mut output = vec![0; input.len()];
            format.decompress(&compressed, &mut output).unwrap();
            assert_eq!(output, input);
            assert!(format.decompress(&compressed, &mut vec![0; input.len() + 1]).is_err());
            assert!(format.decompress(&compressed, &mut vec![0; input.len() - 1]).is_err());
            assert!(format.decompress(&compressed[1..], &mut output).is_err());
        }
    }
}
