//! The framing of a chunked body: sizes, extensions, the line ends around the data.

use super::chars::{is_quoted, is_token};
use super::machine::{Flow, Parser, State, Step, lenient, refuse, refuse_after};

/// How much the extensions of one chunk may hold.
pub const MAX_EXTENSIONS: usize = 16 * 1024;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extension {
    Start,
    Name,
    Value,
    Quoted,
    QuotedPair,
    QuotedEnd,
}

impl Parser {
    pub(super) fn step_chunk(&mut self, byte: u8) -> Step {
        match self.state {
            State::ChunkSizeStart => match (byte as char).to_digit(16) {
                Some(digit) => {
                    self.framing.remaining = u64::from(digit);
                    self.extension_bytes = 0;
                    self.go(State::ChunkSize)
                }
                None => refuse("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size"),
            },
            State::ChunkSize => match (byte as char).to_digit(16) {
                Some(digit) => {
                    let size = self.framing.remaining;
                    if size >> 60 != 0 {
                        return refuse_after("HPE_INVALID_CHUNK_SIZE", "Chunk size overflow");
                    }
                    self.framing.remaining = size << 4 | u64::from(digit);
                    Ok(Flow::Consume)
                }
                None => self.look_again(State::AfterChunkSize),
            },
            State::AfterChunkSize => match byte {
                b'\r' => self.go(State::ChunkSizeLf),
                // It stands for the carriage return: a second one is the line's end.
                b'\n' if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => self.go(State::ChunkSizeLf),
                b'\n' => refuse_after("HPE_CR_EXPECTED", "Missing expected CR after chunk size"),
                b';' => self.go(State::ChunkExtension(Extension::Start)),
                b' ' | b'\t' if self.allows(lenient::SPACES_AFTER_CHUNK_SIZE) => Ok(Flow::Consume),
                b' ' | b'\t' => refuse_after("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size"),
                _ => refuse("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size"),
            },
            State::ChunkSizeLf if byte == b'\n' => {
                let next = self.after_chunk_size();
                self.go(next)
            }
            State::ChunkSizeLf if self.allows(lenient::OPTIONAL_LF_AFTER_CR) => {
                let next = self.after_chunk_size();
                self.look_again(next)
            }
            State::ChunkSizeLf => refuse("HPE_STRICT", "Expected LF after chunk size"),
            State::ChunkExtension(extension) => self.step_extension(extension, byte),
            State::ChunkDataCr => match byte {
                b'\r' => self.go(State::ChunkDataLf),
                b'\n' if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => self.go(State::ChunkSizeStart),
                b'\n' => refuse_after("HPE_CR_EXPECTED", "Missing expected CR after chunk data"),
                _ if self.allows(lenient::OPTIONAL_CRLF_AFTER_CHUNK) => self.look_again(State::ChunkSizeStart),
                _ => refuse("HPE_STRICT", "Expected LF after chunk data"),
            },
            _ if byte == b'\n' => self.go(State::ChunkSizeStart),
            _ if self.allows(lenient::OPTIONAL_LF_AFTER_CR) => self.look_again(State::ChunkSizeStart),
            _ => refuse("HPE_STRICT", "Expected LF after chunk data"),
        }
    }

    fn after_chunk_size(&mut self) -> State {
        if self.framing.remaining > 0 {
            return State::ChunkData;
        }
        self.in_trailer = true;
        self.headers.clear();
        State::FieldStart
    }

    fn step_extension(&mut self, extension: Extension, byte: u8) -> Step {
        match (extension, byte) {
            (Extension::Start, b' ' | b'\r') => refuse_after("HPE_STRICT", "Invalid character in chunk extensions"),
            (Extension::Start, _) => self.look_again(State::ChunkExtension(Extension::Name)),
            (Extension::Name, b'=') => self.end_span_and_go(State::ChunkExtension(Extension::Value)),
            (Extension::Name | Extension::Value | Extension::QuotedEnd, b';') => {
                self.end_span_and_go(State::ChunkExtension(Extension::Start))
            }
            (Extension::Name | Extension::Value | Extension::QuotedEnd, b'\r') => {
                self.end_span_and_go(State::ChunkSizeLf)
            }
            (Extension::Name | Extension::Value | Extension::QuotedEnd, b'\n') => {
                self.end_span()?;
                if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) {
                    return self.look_again(State::ChunkSizeLf);
                }
                refuse(
                    "HPE_CR_EXPECTED",
                    if extension == Extension::Name {
                        "Missing expected CR after chunk extension name"
                    } else {
                        "Missing expected CR after chunk extension value"
                    },
                )
            }
            (Extension::Value, b'"') => {
                self.span += 1;
                self.go(State::ChunkExtension(Extension::Quoted))
            }
            (Extension::Name | Extension::Value, _) if is_token(byte) => self.count_extension(extension),
            (Extension::Name, _) => refuse_after("HPE_STRICT", "Invalid character in chunk extensions name"),
            (Extension::Value, _) => refuse_after("HPE_STRICT", "Invalid character in chunk extensions value"),
            (Extension::Quoted, b'"') => self.end_span_and_go(State::ChunkExtension(Extension::QuotedEnd)),
            (Extension::Quoted, b'\\') => self.count_extension(Extension::QuotedPair),
            (Extension::Quoted, _) if is_quoted(byte) => self.count_extension(Extension::Quoted),
            (Extension::Quoted, _) => refuse_after("HPE_STRICT", "Invalid character in chunk extensions quoted value"),
            (Extension::QuotedPair, b'\t' | b' ' | 0x21..=0x7e | 0x80..) => self.count_extension(Extension::Quoted),
            (Extension::QuotedPair, _) => {
                refuse_after("HPE_STRICT", "Invalid quoted-pair in chunk extensions quoted value")
            }
            (Extension::QuotedEnd, _) => refuse("HPE_STRICT", "Invalid character in chunk extensions quote value"),
        }
    }

    fn count_extension(&mut self, next: Extension) -> Step {
        self.span += 1;
        self.go(State::ChunkExtension(next))
    }
}
