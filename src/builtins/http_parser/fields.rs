//! Header and trailer fields: names, values, and the four fields that say how a message goes on.

use super::chars::{is_token, is_value, run_of, trim_end};
use super::machine::{Failure, Flow, Kind, Parser, State, Step, lenient, refuse, refuse_after};

/// The fields that the parser or a server looks at in each message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    Other,
    Connection,
    ContentLength,
    TransferEncoding,
    Upgrade,
    Host,
    Expect,
}

impl Field {
    fn of(name: &[u8]) -> Self {
        match name.len() {
            4 if name.eq_ignore_ascii_case(b"host") => Self::Host,
            6 if name.eq_ignore_ascii_case(b"expect") => Self::Expect,
            7 if name.eq_ignore_ascii_case(b"upgrade") => Self::Upgrade,
            10 if name.eq_ignore_ascii_case(b"connection") => Self::Connection,
            14 if name.eq_ignore_ascii_case(b"content-length") => Self::ContentLength,
            16 if name.eq_ignore_ascii_case(b"proxy-connection") => Self::Connection,
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => Self::TransferEncoding,
            _ => Self::Other,
        }
    }
}

impl Field {
    /// Whether the field says how the message goes on.
    fn frames(self) -> bool {
        !matches!(self, Self::Other | Self::Host | Self::Expect)
    }
}

/// Inside a list of transfer codings: the last one decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    Start,
    /// This many letters of `chunked` have come.
    Chunked(u8),
    /// `chunked`, whole, and perhaps spaces.
    ChunkedEnd,
    Other,
}

const CHUNKED: &[u8] = b"chunked";

impl Parser {
    pub(super) fn take_run_of_field(&mut self, rest: &[u8]) -> usize {
        let taken = match self.state {
            State::FieldStart => return self.take_plain_fields(rest),
            State::FieldName => run_of(rest, is_token),
            State::Value if self.allows(lenient::HEADERS) => run_of(rest, |byte| !matches!(byte, b'\r' | b'\n')),
            State::Value if self.allows(lenient::HEADER_VALUE_RELAXED) => {
                run_of(rest, |byte| !matches!(byte, b'\r' | b'\n' | 0))
            }
            State::Value => run_of(rest, is_value),
            _ => return 0,
        };
        self.add_to_headers(&rest[..taken]);
        taken
    }

    /// Takes the fields at the start of `rest` that are whole lines without anything special: most are. All others go byte by byte.
    fn take_plain_fields(&mut self, rest: &[u8]) -> usize {
        let mut taken = 0;
        while let Some(length) = self.take_plain_field(&rest[taken..]) {
            taken += length;
        }
        taken
    }

    /// `name: value CR LF`, and what follows is no white space, with which the value would go on. `None` for a field that says how
    /// long the message is, and for one that is an error or goes beyond a limit.
    fn take_plain_field(&mut self, rest: &[u8]) -> Option<usize> {
        let name = &rest[..run_of(rest, is_token)];
        let after_name = &rest[name.len()..];
        if name.is_empty() || after_name.first() != Some(&b':') {
            return None;
        }
        let start = name.len() + 1 + run_of(&after_name[1..], |byte| matches!(byte, b' ' | b'\t'));
        let value = &rest[start..];
        let value = &value[..run_of(value, is_value)];
        let end = start + value.len();
        match rest[end..] {
            [b'\r', b'\n', next, ..] if !value.is_empty() && !matches!(next, b' ' | b'\t') => {}
            _ => return None,
        }
        let field = Field::of(name);
        if field.frames() && field != Field::Connection || !self.take_room_for_field(name.len() + value.len()) {
            return None;
        }
        self.framing.has_host |= field == Field::Host;
        self.framing.has_expect |= field == Field::Expect;
        if field == Field::Connection {
            self.framing.add_connection_options(value);
        }
        self.field = field;
        if !self.headers.is_empty() {
            self.headers.push(b'\n');
        }
        self.headers.extend_from_slice(name);
        self.headers.push(b'\n');
        self.part = self.headers.len();
        self.headers.extend_from_slice(trim_end(value));
        Some(end + 2)
    }

    pub(super) fn step_field(&mut self, byte: u8) -> Step {
        match self.state {
            State::HeadersStart if byte == b' ' && self.allows(lenient::HEADERS) => self.go(State::FieldStart),
            State::HeadersStart if byte == b' ' => {
                refuse_after("HPE_UNEXPECTED_SPACE", "Unexpected space after start line")
            }
            State::HeadersStart => self.look_again(State::FieldStart),
            State::FieldStart => match byte {
                b'\r' => self.go(State::HeadersLf),
                b'\n' if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => self.go(State::AfterFields),
                b'\n' => refuse_after("HPE_INVALID_HEADER_TOKEN", "Invalid header field char"),
                b':' => refuse("HPE_INVALID_HEADER_TOKEN", "Invalid header token"),
                _ => {
                    if !self.headers.is_empty() {
                        self.headers.push(b'\n');
                    }
                    self.part = self.headers.len();
                    self.look_again(State::FieldName)
                }
            },
            State::HeadersLf if byte == b'\n' => self.go(State::AfterFields),
            State::HeadersLf if self.allows(lenient::OPTIONAL_LF_AFTER_CR) => self.look_again(State::AfterFields),
            State::HeadersLf => refuse("HPE_STRICT", "Expected LF after headers"),
            State::FieldName if byte == b':' => self.end_name(),
            // The parser has recognised the name: it knows that the colon is missing.
            State::FieldName if byte == b' ' && self.named_field().frames() => {
                if self.allows(lenient::HEADERS) {
                    self.add_to_headers(b" ");
                    return Ok(Flow::Consume);
                }
                self.end_span()?;
                refuse_after("HPE_INVALID_HEADER_TOKEN", "Invalid header field char")
            }
            State::FieldName => refuse("HPE_INVALID_HEADER_TOKEN", "Invalid header token"),
            State::ValueStart | State::EmptyValueLf | State::AfterEmptyValue => self.step_value_start(byte),
            State::ContentLength | State::AfterContentLength => self.step_content_length(byte),
            State::TransferCoding(coding) => self.step_transfer_coding(coding, byte),
            State::Value => self.end_value(byte),
            State::ValueLf if byte == b'\n' => self.go(State::AfterValue),
            State::ValueLf => refuse("HPE_LF_EXPECTED", "Missing expected LF after header value"),
            _ => self.step_after_value(byte),
        }
    }

    /// The field whose name has come. Spaces before the colon, where they are allowed, are in the name but change nothing.
    fn named_field(&self) -> Field {
        Field::of(trim_end(&self.headers[self.part..]))
    }

    fn end_name(&mut self) -> Step {
        self.count_field()?;
        self.field = self.named_field();
        self.framing.has_host |= self.field == Field::Host;
        self.framing.has_expect |= self.field == Field::Expect;
        self.headers.push(b'\n');
        self.part = self.headers.len();
        let both_allowed = self.allows(lenient::CHUNKED_LENGTH);
        match self.field {
            Field::ContentLength if self.framing.has_transfer_encoding && !both_allowed => {
                refuse_after("HPE_INVALID_CONTENT_LENGTH", "Content-Length can't be present with Transfer-Encoding")
            }
            Field::TransferEncoding if self.framing.has_content_length && !both_allowed => {
                refuse_after("HPE_INVALID_TRANSFER_ENCODING", "Transfer-Encoding can't be present with Content-Length")
            }
            _ => self.go(State::ValueStart),
        }
    }

    fn step_value_start(&mut self, byte: u8) -> Step {
        match (self.state, byte) {
            (State::ValueStart, b' ' | b'\t') => Ok(Flow::Consume),
            (State::ValueStart, b'\r') => self.go(State::EmptyValueLf),
            (State::ValueStart, b'\n') if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => {
                self.go(State::AfterEmptyValue)
            }
            (State::ValueStart, b'\n') => refuse_after("HPE_INVALID_HEADER_TOKEN", "Invalid header value char"),
            (State::EmptyValueLf, b'\n') => self.go(State::AfterEmptyValue),
            (State::EmptyValueLf, _) if self.allows(lenient::HEADERS) => self.look_again(State::AfterEmptyValue),
            (State::EmptyValueLf, _) => refuse("HPE_STRICT", "Expected LF after CR"),
            // A line that goes on with white space.
            (State::AfterEmptyValue, b' ' | b'\t') if self.allows(lenient::HEADERS) => self.go(State::ValueStart),
            (State::AfterEmptyValue, b' ' | b'\t') => {
                refuse_after("HPE_INVALID_HEADER_TOKEN", "Invalid header value char")
            }
            (State::AfterEmptyValue, _) => match self.field {
                Field::ContentLength => refuse("HPE_INVALID_CONTENT_LENGTH", "Empty Content-Length"),
                Field::TransferEncoding => refuse("HPE_INVALID_TRANSFER_ENCODING", "Empty Transfer-Encoding"),
                _ => self.look_again(State::FieldStart),
            },
            _ => self.begin_value(),
        }
    }

    fn begin_value(&mut self) -> Step {
        match self.field {
            Field::Upgrade => self.framing.has_upgrade = true,
            Field::ContentLength if self.framing.has_content_length => {
                return refuse("HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length");
            }
            Field::ContentLength => {
                self.framing.has_content_length = true;
                return self.look_again(State::ContentLength);
            }
            Field::TransferEncoding => {
                if self.framing.chunked && self.refuses_codings_after_chunked() {
                    return refuse_after("HPE_INVALID_TRANSFER_ENCODING", "Invalid `Transfer-Encoding` header value");
                }
                self.framing.has_transfer_encoding = true;
                self.framing.chunked = false;
                return self.look_again(State::TransferCoding(Coding::Start));
            }
            _ => {}
        }
        self.look_again(State::Value)
    }

    fn step_content_length(&mut self, byte: u8) -> Step {
        match byte {
            b'0'..=b'9' if self.state == State::ContentLength => {
                self.add_to_headers(&[byte]);
                let digit = u64::from(byte - b'0');
                match self.framing.remaining.checked_mul(10).and_then(|length| length.checked_add(digit)) {
                    Some(length) => {
                        self.framing.remaining = length;
                        Ok(Flow::Consume)
                    }
                    None => refuse_after("HPE_INVALID_CONTENT_LENGTH", "Content-Length overflow"),
                }
            }
            b' ' | b'\t' => {
                self.add_to_headers(&[byte]);
                self.go(State::AfterContentLength)
            }
            b'\r' | b'\n' => self.look_again(State::Value),
            _ => refuse("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length"),
        }
    }

    fn refuses_codings_after_chunked(&self) -> bool {
        self.kind == Kind::Request && !self.allows(lenient::TRANSFER_ENCODING)
    }

    fn step_transfer_coding(&mut self, coding: Coding, byte: u8) -> Step {
        let next = match (coding, byte) {
            (Coding::ChunkedEnd, b'\r' | b'\n') => {
                self.framing.chunked = true;
                return self.look_again(State::Value);
            }
            (_, b'\r' | b'\n') => return self.look_again(State::Value),
            (_, _) if !is_value(byte) && !self.allows(lenient::HEADERS) => {
                return self.look_again(State::Value);
            }
            (Coding::ChunkedEnd, b',') if self.refuses_codings_after_chunked() => {
                self.end_span()?;
                return refuse_after("HPE_INVALID_TRANSFER_ENCODING", "Invalid `Transfer-Encoding` header value");
            }
            (_, b',') => Coding::Start,
            (Coding::Start, b' ' | b'\t') => Coding::Start,
            (Coding::ChunkedEnd, b' ') => Coding::ChunkedEnd,
            (Coding::Start, _) if byte.eq_ignore_ascii_case(&b'c') => Coding::Chunked(1),
            (Coding::Chunked(count), _) if byte.eq_ignore_ascii_case(&CHUNKED[usize::from(count)]) => {
                if usize::from(count) + 1 == CHUNKED.len() { Coding::ChunkedEnd } else { Coding::Chunked(count + 1) }
            }
            _ => Coding::Other,
        };
        self.add_to_headers(&[byte]);
        self.go(State::TransferCoding(next))
    }

    /// A byte that no value holds.
    fn end_value(&mut self, byte: u8) -> Step {
        if byte == b'\r' {
            self.end_span()?;
            self.close_value();
            return self.go(State::ValueLf);
        }
        self.end_span().map_err(Failure::at_the_byte)?;
        match byte {
            b'\n' if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => {
                self.close_value();
                self.go(State::AfterValue)
            }
            b'\n' => refuse("HPE_CR_EXPECTED", "Missing expected CR after header value"),
            _ => refuse("HPE_INVALID_HEADER_TOKEN", "Invalid header value char"),
        }
    }

    fn close_value(&mut self) {
        if self.field == Field::Connection {
            self.framing.add_connection_options(&self.headers[self.part..]);
        }
    }

    fn step_after_value(&mut self, byte: u8) -> Step {
        if byte == b' ' || byte == b'\t' {
            if !self.allows(lenient::HEADERS) {
                return refuse("HPE_INVALID_HEADER_TOKEN", "Unexpected whitespace after header value");
            }
            match self.field {
                Field::ContentLength => {
                    return refuse("HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length");
                }
                // The last coding is in this line, and not looked for.
                Field::TransferEncoding => self.framing.chunked = false,
                _ => {}
            }
            // The value goes on with this line, and with it the white space that begins it.
            return self.look_again(State::Value);
        }
        let trimmed = trim_end(&self.headers[self.part..]).len();
        self.headers.truncate(self.part + trimmed);
        self.look_again(State::FieldStart)
    }
}
