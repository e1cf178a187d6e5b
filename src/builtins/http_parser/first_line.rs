//! The first line of a message: method, target and version of a request; version, status and its text of a response.

use super::chars::{is_url, run_of};
use super::machine::{Failure, Flow, Kind, Parser, State, Step, lenient, refuse, refuse_after};
use super::methods::{self, Prefix};
use super::url::{UrlState, UrlStep};

/// What follows the first line of a client that speaks HTTP/2 at once.
const PREFACE: &[u8] = b"\r\n\r\nSM\r\n\r\n";
const NO_PROTOCOL: &str = "Expected HTTP/, RTSP/ or ICE/";

impl Parser {
    /// Takes the longest run of bytes that leaves the state as it is.
    pub(super) fn take_run(&mut self, rest: &[u8]) -> usize {
        match self.state {
            State::Url(UrlState::Path | UrlState::Query) => {
                let taken = run_of(rest, is_url);
                self.add_to_target(&rest[..taken]);
                taken
            }
            State::StatusText => {
                let taken = run_of(rest, |byte| byte != b'\r' && byte != b'\n');
                self.add_to_target(&rest[..taken]);
                taken
            }
            State::Method => match rest {
                // The methods that nearly all requests have, without the search for one by its letters, and how their targets begin.
                [b'G', b'E', b'T', b' ', b'/', ..] if self.matched == 0 => self.begin_path(methods::GET, 5),
                [b'P', b'O', b'S', b'T', b' ', b'/', ..] if self.matched == 0 => self.begin_path(methods::POST, 6),
                [b'G', b'E', b'T', b' ', ..] if self.matched == 0 => {
                    self.method = methods::GET;
                    self.state = State::FirstSpace;
                    3
                }
                [b'P', b'O', b'S', b'T', b' ', ..] if self.matched == 0 => {
                    self.method = methods::POST;
                    self.state = State::FirstSpace;
                    4
                }
                _ => 0,
            },
            // How nearly all first lines end.
            State::ProtocolStart
                if rest.starts_with(b"HTTP/1.1\r\n")
                    && self.kind == Kind::Request
                    && methods::is_http(self.method)
                    && self.method != methods::PRI =>
            {
                self.framing.major = 1;
                self.framing.minor = 1;
                self.state = State::HeadersStart;
                10
            }
            _ => self.take_run_of_field(rest),
        }
    }

    /// The target of a request begins with a slash: so much has been read.
    fn begin_path(&mut self, method: u8, length: usize) -> usize {
        self.method = method;
        self.add_to_target(b"/");
        self.state = State::Url(UrlState::Path);
        length
    }

    pub(super) fn step_first_line(&mut self, byte: u8) -> Step {
        match self.state {
            State::Method => self.step_method(byte),
            State::FirstSpace if byte == b' ' => self.go(State::Spaces),
            State::FirstSpace => refuse("HPE_INVALID_METHOD", "Expected space after method"),
            State::Spaces if byte == b' ' => Ok(Flow::Consume),
            State::Spaces if self.method == methods::CONNECT => self.look_again(State::Url(UrlState::ConnectStart)),
            State::Spaces => self.look_again(State::Url(UrlState::Start)),
            State::Url(url) => self.step_url(url, byte),
            State::Http09 if byte == b'\n' => self.become_http09(),
            State::Http09 => refuse("HPE_INVALID_URL", "Expected CRLF"),
            State::AfterHttp09 if byte == b'\t' || byte == 0x0c => {
                refuse_after("HPE_INVALID_URL", "Invalid characters in url")
            }
            State::AfterHttp09 => self.look_again(State::HeadersStart),
            State::ProtocolStart => {
                self.expected = match byte {
                    b' ' if self.kind == Kind::Request => return Ok(Flow::Consume),
                    b'\t' | 0x0c if self.kind == Kind::Request => {
                        return refuse_after("HPE_INVALID_URL", "Invalid characters in url");
                    }
                    b'H' => b"HTTP/",
                    b'R' => b"RTSP/",
                    b'I' => b"ICE/",
                    _ => return refuse("HPE_INVALID_CONSTANT", NO_PROTOCOL),
                };
                self.matched = 1;
                self.go(State::Protocol)
            }
            State::Protocol => self.step_protocol(byte),
            State::Major if byte.is_ascii_digit() => {
                self.framing.major = byte - b'0';
                self.go(State::Dot)
            }
            State::Major => refuse("HPE_INVALID_VERSION", "Invalid major version"),
            State::Dot if byte == b'.' => self.go(State::Minor),
            State::Dot => refuse("HPE_INVALID_VERSION", "Expected dot"),
            State::Minor if byte.is_ascii_digit() => {
                self.framing.minor = byte - b'0';
                self.end_version()
            }
            State::Minor => refuse("HPE_INVALID_VERSION", "Invalid minor version"),
            State::AfterVersion => self.step_after_version(byte),
            State::VersionLf if byte == b'\n' => self.go(State::HeadersStart),
            State::VersionLf if self.allows(lenient::OPTIONAL_LF_AFTER_CR) => self.look_again(State::HeadersStart),
            State::VersionLf => refuse("HPE_STRICT", "Expected CRLF after version"),
            State::Preface if byte != PREFACE[self.matched] => {
                refuse("HPE_INVALID_VERSION", "Expected HTTP/2 Connection Preface")
            }
            State::Preface if self.matched + 1 == PREFACE.len() => {
                refuse_after("HPE_PAUSED_H2_UPGRADE", "Pause on PRI/Upgrade")
            }
            State::Preface => {
                self.matched += 1;
                Ok(Flow::Consume)
            }
            _ => self.step_status(byte),
        }
    }

    fn step_method(&mut self, byte: u8) -> Step {
        self.target.push(byte);
        match methods::with_letter(&self.target) {
            Prefix::Partial => {
                self.matched += 1;
                Ok(Flow::Consume)
            }
            Prefix::Ended(method) => {
                self.method = method;
                self.target.clear();
                self.look_again(State::FirstSpace)
            }
            Prefix::None => refuse("HPE_INVALID_METHOD", "Invalid method encountered"),
        }
    }

    fn step_url(&mut self, url: UrlState, byte: u8) -> Step {
        match url.step(byte) {
            UrlStep::Next(next) => {
                self.add_to_target(&[byte]);
                self.go(State::Url(next))
            }
            UrlStep::End => {
                self.end_span().map_err(Failure::at_the_byte)?;
                match byte {
                    b' ' => self.go(State::ProtocolStart),
                    b'\r' => self.go(State::Http09),
                    _ => self.become_http09(),
                }
            }
            UrlStep::Invalid(reason) => refuse("HPE_INVALID_URL", reason),
            UrlStep::InvalidAfter(reason) => refuse_after("HPE_INVALID_URL", reason),
        }
    }

    /// A first line without a version.
    fn become_http09(&mut self) -> Step {
        self.framing.major = 0;
        self.framing.minor = 9;
        self.go(State::AfterHttp09)
    }

    fn step_protocol(&mut self, byte: u8) -> Step {
        if byte != self.expected[self.matched] {
            return refuse("HPE_INVALID_CONSTANT", NO_PROTOCOL);
        }
        self.matched += 1;
        // Whether the method goes with the protocol is known before the slash.
        if self.kind == Kind::Request && self.matched + 1 == self.expected.len() {
            match self.expected {
                b"HTTP/" if !methods::is_http(self.method) => {
                    return refuse_after("HPE_INVALID_CONSTANT", "Invalid method for HTTP/x.x request");
                }
                b"RTSP/" if !methods::is_rtsp(self.method) => {
                    return refuse_after("HPE_INVALID_CONSTANT", "Invalid method for RTSP/x.x request");
                }
                b"ICE/" if self.method != methods::SOURCE => {
                    return refuse_after("HPE_INVALID_CONSTANT", "Expected SOURCE method for ICE/x.x request");
                }
                _ => {}
            }
        }
        if self.matched < self.expected.len() {
            return Ok(Flow::Consume);
        }
        self.go(State::Major)
    }

    fn end_version(&mut self) -> Step {
        let known = matches!((self.framing.major, self.framing.minor), (0, 9) | (1, 0 | 1) | (2, 0));
        if !known && !self.allows(lenient::VERSION) {
            return refuse_after("HPE_INVALID_VERSION", "Invalid HTTP version");
        }
        self.go(State::AfterVersion)
    }

    fn step_after_version(&mut self, byte: u8) -> Step {
        if self.kind == Kind::Response {
            return match byte {
                b' ' => {
                    self.matched = 0;
                    self.go(State::StatusCode)
                }
                _ => refuse("HPE_INVALID_VERSION", "Expected space after version"),
            };
        }
        match byte {
            _ if self.method == methods::PRI => {
                self.matched = 0;
                self.look_again(State::Preface)
            }
            b'\r' => self.go(State::VersionLf),
            b'\n' if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => self.go(State::VersionLf),
            b'\n' => refuse_after("HPE_INVALID_VERSION", "Expected CRLF after version"),
            _ => refuse("HPE_INVALID_VERSION", "Expected CRLF after version"),
        }
    }

    fn step_status(&mut self, byte: u8) -> Step {
        match self.state {
            State::StatusCode if byte.is_ascii_digit() => {
                self.framing.status = self.framing.status * 10 + u16::from(byte - b'0');
                self.matched += 1;
                if self.matched == 3 { self.go(State::AfterStatusCode) } else { Ok(Flow::Consume) }
            }
            State::StatusCode => refuse("HPE_INVALID_STATUS", "Invalid status code"),
            State::AfterStatusCode => match byte {
                b' ' => self.go(State::StatusText),
                b'\r' => self.go(State::StatusLf),
                b'\n' if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => self.go(State::HeadersStart),
                b'\n' => refuse_after("HPE_INVALID_STATUS", "Invalid response status"),
                _ => refuse("HPE_INVALID_STATUS", "Invalid response status"),
            },
            State::StatusText => match byte {
                b'\r' => self.end_span_and_go(State::StatusLf),
                _ if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => self.end_span_and_go(State::HeadersStart),
                _ => {
                    self.end_span()?;
                    refuse_after("HPE_CR_EXPECTED", "Missing expected CR after response line")
                }
            },
            State::StatusLf if byte == b'\n' => self.go(State::HeadersStart),
            State::StatusLf if self.allows(lenient::OPTIONAL_LF_AFTER_CR) => self.look_again(State::HeadersStart),
            _ => refuse("HPE_STRICT", "Expected LF after CR"),
        }
    }
}
