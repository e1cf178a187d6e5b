//! The HTTP/1 parser: a state machine that takes a connection's bytes in any pieces and stops after each thing that
//! JavaScript wants to hear about. It accepts and refuses what Node's parser does, with the same codes and at the same byte,
//! because programs (and `clientError` listeners) see both; crates that parse a whole head at once tell neither.
//!
//! A state says where the next byte belongs: to the first line (first_line.rs), to the fields (fields.rs), to the framing of
//! chunks (chunks.rs), or to a body. Names and values gather in `headers`, separated by line feeds, which no value can hold:
//! one string that JavaScript takes apart when somebody asks for a header.

use super::chunks::Extension;
use super::fields::{Coding, Field};
use super::framing::{Body, Finish, Framing};
use super::url::UrlState;

/// Bits of `HTTPParser.kLenient*`: each allows one thing that the specification forbids.
pub mod lenient {
    pub const HEADERS: u32 = 1;
    pub const CHUNKED_LENGTH: u32 = 2;
    pub const KEEP_ALIVE: u32 = 4;
    pub const TRANSFER_ENCODING: u32 = 8;
    pub const VERSION: u32 = 16;
    pub const DATA_AFTER_CLOSE: u32 = 32;
    pub const OPTIONAL_LF_AFTER_CR: u32 = 64;
    pub const OPTIONAL_CRLF_AFTER_CHUNK: u32 = 128;
    pub const OPTIONAL_CR_BEFORE_LF: u32 = 256;
    pub const SPACES_AFTER_CHUNK_SIZE: u32 = 512;
    pub const HEADER_VALUE_RELAXED: u32 = 1024;
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Request,
    Response,
}

/// What the input holds next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// All of the input is consumed.
    NeedData,
    /// A message begins; its first byte is still to come.
    MessageBegin,
    /// The head is complete. Before it goes on, the caller may set `framing.skip_body` and `framing.upgrade`.
    HeadersComplete,
    /// A piece of the body: this part of the input.
    Body(usize, usize),
    MessageComplete,
    /// What follows belongs to another protocol, or is for the next `execute`.
    Upgraded,
    Error(ParseError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub code: &'static str,
    pub reason: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    Start,
    Method,
    FirstSpace,
    Spaces,
    Url(UrlState),
    Http09,
    AfterHttp09,
    ProtocolStart,
    Protocol,
    Major,
    Dot,
    Minor,
    AfterVersion,
    VersionLf,
    Preface,
    StatusCode,
    AfterStatusCode,
    StatusText,
    StatusLf,
    HeadersStart,
    FieldStart,
    HeadersLf,
    FieldName,
    ValueStart,
    EmptyValueLf,
    AfterEmptyValue,
    Value,
    ContentLength,
    AfterContentLength,
    TransferCoding(Coding),
    ValueLf,
    AfterValue,
    AfterFields,
    AfterHead,
    Identity,
    UntilEnd,
    ChunkSizeStart,
    ChunkSize,
    AfterChunkSize,
    ChunkSizeLf,
    ChunkExtension(Extension),
    ChunkData,
    ChunkDataCr,
    ChunkDataLf,
    Complete,
    AfterComplete,
    Upgraded,
    Closed,
    Failed(ParseError),
}

pub struct Parser {
    pub kind: Kind,
    lenient: u32,
    max_header_size: usize,
    /// How many fields a head or a trailer may have, zero for any number.
    max_fields: usize,
    fields: usize,
    pub(super) state: State,
    finish: Finish,
    pub method: u8,
    pub framing: Framing,
    /// The target of a request, the status text of a response.
    pub target: Vec<u8>,
    /// `name LF value LF name LF value`: of the head, then of the trailer.
    pub headers: Vec<u8>,
    /// Where in `headers` the current name, then the current value, begins.
    pub(super) part: usize,
    pub(super) field: Field,
    /// The fields that are being read follow a chunked body.
    pub(super) in_trailer: bool,
    /// The fixed text that is being read, and how much of it has come.
    pub(super) expected: &'static [u8],
    pub(super) matched: usize,
    /// How much of a name, value or target this input has brought.
    pub(super) span: usize,
    /// What the limit on headers has counted.
    header_bytes: usize,
    pub(super) extension_bytes: usize,
}

/// What a byte leads to.
pub(super) enum Flow {
    /// It is used up.
    Consume,
    /// It is looked at again in the new state.
    Stay,
    /// It is used up, and something has to be told.
    Emit(Event),
}

/// An error, and whether the byte counts as parsed.
pub(super) struct Failure {
    error: ParseError,
    consumed: bool,
}

impl Failure {
    /// The same, with the byte still to be parsed.
    pub(super) fn at_the_byte(self) -> Self {
        Self { consumed: false, ..self }
    }
}

pub(super) type Step = Result<Flow, Failure>;

/// The error is the byte.
pub(super) fn refuse<T>(code: &'static str, reason: &'static str) -> Result<T, Failure> {
    Err(Failure { error: ParseError { code, reason }, consumed: false })
}

/// The byte told that there is an error.
pub(super) fn refuse_after<T>(code: &'static str, reason: &'static str) -> Result<T, Failure> {
    Err(Failure { error: ParseError { code, reason }, consumed: true })
}

impl Parser {
    pub fn new(kind: Kind, lenient: u32, max_header_size: usize, max_fields: usize) -> Self {
        Self {
            kind,
            lenient,
            max_header_size,
            max_fields,
            fields: 0,
            state: State::Start,
            finish: Finish::Safe,
            method: 0,
            framing: Framing::new(kind),
            target: Vec::new(),
            headers: Vec::new(),
            part: 0,
            field: Field::Other,
            in_trailer: false,
            expected: b"",
            matched: 0,
            span: 0,
            header_bytes: 0,
            extension_bytes: 0,
        }
    }

    /// Parses `input` from `position` on, up to the next event; `position` is then where it goes on, or where the error is.
    pub fn execute(&mut self, input: &[u8], position: &mut usize) -> Event {
        loop {
            if let Some(event) = self.step_without_input() {
                return event;
            }
            let rest = input.get(*position..).unwrap_or_default();
            if let Some(taken) = self.take_body(rest) {
                let start = *position;
                *position += taken;
                return Event::Body(start, *position);
            }
            *position += self.take_run(rest);
            let Some(byte) = input.get(*position).copied() else {
                return match self.end_span() {
                    Ok(_) => Event::NeedData,
                    Err(failure) => self.fail(failure.error),
                };
            };
            match self.step(byte) {
                Ok(Flow::Consume) => *position += 1,
                Ok(Flow::Stay) => {}
                Ok(Flow::Emit(event)) => {
                    *position += usize::from(event != Event::MessageBegin);
                    return event;
                }
                Err(failure) => {
                    *position += usize::from(failure.consumed);
                    return self.fail(failure.error);
                }
            }
        }
    }

    /// Whatever comes is an error from now on.
    pub fn refuse_all(&mut self, code: &'static str, reason: &'static str) {
        self.state = State::Failed(ParseError { code, reason });
    }

    fn fail(&mut self, error: ParseError) -> Event {
        self.state = State::Failed(error);
        Event::Error(error)
    }

    /// The connection has ended. True: and with it a message whose body lasts until then.
    pub fn finish(&mut self) -> Result<bool, ParseError> {
        match self.finish {
            // An error has been told before.
            _ if matches!(self.state, State::Failed(_)) => Ok(false),
            Finish::Safe => Ok(false),
            Finish::SafeWithEvent => {
                self.finish = Finish::Safe;
                Ok(true)
            }
            Finish::Unsafe => Err(ParseError { code: "HPE_INVALID_EOF_STATE", reason: "Invalid EOF state" }),
        }
    }

    /// Another protocol follows the message that is complete.
    pub fn is_upgraded(&self) -> bool {
        self.state == State::Upgraded
    }

    /// At a head: whether it is that of a request that ends with it, and nothing but requests follow.
    pub fn is_whole_request(&self) -> bool {
        let framing = &self.framing;
        self.kind == Kind::Request && !framing.upgrade && framing.body(self.method, self.lenient) == Body::None
    }

    /// What `headers` holds now; after a message only its trailer is asked for.
    pub fn fields(&self, trailer: bool) -> &[u8] {
        if trailer && !self.in_trailer { &[] } else { &self.headers }
    }

    pub(super) fn allows(&self, flags: u32) -> bool {
        self.lenient & flags != 0
    }

    /// What happens between bytes.
    fn step_without_input(&mut self) -> Option<Event> {
        match self.state {
            State::AfterFields if self.in_trailer => {
                self.state = State::Complete;
                self.step_without_input()
            }
            State::AfterFields => {
                self.framing.decide_upgrade(self.method);
                // A trailer has a limit of its own.
                self.header_bytes = 0;
                self.fields = 0;
                self.state = State::AfterHead;
                Some(Event::HeadersComplete)
            }
            State::AfterHead => {
                self.state = match self.framing.body(self.method, self.lenient) {
                    Body::None | Body::Other => State::Complete,
                    Body::Length => State::Identity,
                    Body::Chunked => State::ChunkSizeStart,
                    Body::UntilEnd => {
                        self.finish = Finish::SafeWithEvent;
                        State::UntilEnd
                    }
                    Body::Invalid => {
                        return Some(self.fail(ParseError {
                            code: "HPE_INVALID_TRANSFER_ENCODING",
                            reason: "Request has invalid `Transfer-Encoding`",
                        }));
                    }
                };
                self.step_without_input()
            }
            State::Complete => {
                let other = self.framing.upgrade || self.framing.status == 101;
                self.state = if other { State::Upgraded } else { State::AfterComplete };
                if self.framing.upgrade {
                    self.finish = Finish::Safe;
                }
                Some(Event::MessageComplete)
            }
            State::Upgraded => {
                self.state = State::AfterComplete;
                Some(Event::Upgraded)
            }
            State::AfterComplete => {
                let goes_on = self.framing.should_keep_alive() || self.allows(lenient::KEEP_ALIVE);
                self.finish = Finish::Safe;
                self.state = if goes_on { State::Start } else { State::Closed };
                None
            }
            State::Failed(error) => Some(Event::Error(error)),
            _ => None,
        }
    }

    fn begin_message(&mut self) -> Step {
        self.framing = Framing::new(self.kind);
        self.finish = Finish::Unsafe;
        self.method = 0;
        self.target.clear();
        self.headers.clear();
        self.header_bytes = 0;
        self.fields = 0;
        self.in_trailer = false;
        self.matched = 0;
        self.state = if self.kind == Kind::Request { State::Method } else { State::ProtocolStart };
        Ok(Flow::Emit(Event::MessageBegin))
    }

    /// How much of `rest` is body; `None` in any other state, and without input.
    fn take_body(&mut self, rest: &[u8]) -> Option<usize> {
        if rest.is_empty() {
            return None;
        }
        let next = match self.state {
            State::UntilEnd => return Some(rest.len()),
            State::Identity => State::Complete,
            State::ChunkData => State::ChunkDataCr,
            _ => return None,
        };
        let taken = usize::try_from(self.framing.remaining).map_or(rest.len(), |left| left.min(rest.len()));
        self.framing.remaining -= taken as u64;
        if self.framing.remaining == 0 {
            self.state = next;
        }
        Some(taken)
    }

    /// A name, a value or a target goes on by these bytes.
    pub(super) fn add_to_headers(&mut self, bytes: &[u8]) {
        self.headers.extend_from_slice(bytes);
        self.span += bytes.len();
    }

    pub(super) fn add_to_target(&mut self, bytes: &[u8]) {
        self.target.extend_from_slice(bytes);
        self.span += bytes.len();
    }

    /// A name, a value or a target is over, or this input is.
    pub(super) fn end_span(&mut self) -> Step {
        let span = std::mem::take(&mut self.span);
        if span == 0 {
            return Ok(Flow::Consume);
        }
        if matches!(self.state, State::ChunkExtension(_)) {
            self.extension_bytes += span;
            if self.extension_bytes > super::chunks::MAX_EXTENSIONS {
                return refuse_after("HPE_CHUNK_EXTENSIONS_OVERFLOW", "Chunk extensions overflow");
            }
            return Ok(Flow::Consume);
        }
        self.header_bytes += span;
        if self.header_bytes >= self.max_header_size {
            return refuse_after("HPE_HEADER_OVERFLOW", "Header overflow");
        }
        Ok(Flow::Consume)
    }

    /// The name of one more field is complete.
    pub(super) fn count_field(&mut self) -> Step {
        self.end_span()?;
        self.fields += 1;
        if self.max_fields > 0 && self.fields > self.max_fields {
            return refuse_after("HPE_HEADER_OVERFLOW", "Header overflow");
        }
        Ok(Flow::Consume)
    }

    /// Counts a whole field of so many bytes, if the limits allow it.
    pub(super) fn take_room_for_field(&mut self, length: usize) -> bool {
        let room = self.header_bytes + length < self.max_header_size;
        let allowed = room && (self.max_fields == 0 || self.fields < self.max_fields);
        if allowed {
            self.header_bytes += length;
            self.fields += 1;
        }
        allowed
    }

    /// Ends the span with the byte that follows it.
    pub(super) fn end_span_and_go(&mut self, state: State) -> Step {
        let ended = self.end_span();
        self.state = state;
        ended
    }

    pub(super) fn go(&mut self, state: State) -> Step {
        self.state = state;
        Ok(Flow::Consume)
    }

    pub(super) fn look_again(&mut self, state: State) -> Step {
        self.state = state;
        Ok(Flow::Stay)
    }

    fn step(&mut self, byte: u8) -> Step {
        match self.state {
            State::Start => match byte {
                b'\r' | b'\n' => Ok(Flow::Consume),
                _ => self.begin_message(),
            },
            State::Closed => match byte {
                b'\r' | b'\n' => Ok(Flow::Consume),
                _ if self.allows(lenient::DATA_AFTER_CLOSE) => Ok(Flow::Consume),
                _ => refuse_after("HPE_CLOSED_CONNECTION", "Data after `Connection: close`"),
            },
            State::ChunkSizeStart
            | State::ChunkSize
            | State::AfterChunkSize
            | State::ChunkSizeLf
            | State::ChunkExtension(_)
            | State::ChunkDataCr
            | State::ChunkDataLf => self.step_chunk(byte),
            State::HeadersStart
            | State::FieldStart
            | State::HeadersLf
            | State::FieldName
            | State::ValueStart
            | State::EmptyValueLf
            | State::AfterEmptyValue
            | State::Value
            | State::ContentLength
            | State::AfterContentLength
            | State::TransferCoding(_)
            | State::ValueLf
            | State::AfterValue => self.step_field(byte),
            _ => self.step_first_line(byte),
        }
    }
}
