//! What a head says about the message and the connection: how long the body is, whether the connection goes on after it,
//! whether another protocol follows.

use super::chars::trim;
use super::machine::{Kind, lenient};
use super::methods;

/// How the parser takes the end of the connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finish {
    /// Between messages.
    Safe,
    /// It ends the body.
    SafeWithEvent,
    /// It cuts a message off.
    Unsafe,
}

/// How the body ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Body {
    None,
    Length,
    Chunked,
    UntilEnd,
    /// There is none: another protocol follows the head.
    Other,
    /// A request with a transfer coding that nobody can delimit.
    Invalid,
}

/// What one message says.
#[derive(Clone, Copy, Debug)]
pub struct Framing {
    pub kind: Kind,
    pub major: u8,
    pub minor: u8,
    pub status: u16,
    pub keep_alive: bool,
    pub close: bool,
    pub connection_upgrade: bool,
    pub has_upgrade: bool,
    pub has_transfer_encoding: bool,
    pub chunked: bool,
    pub has_content_length: bool,
    pub has_host: bool,
    pub has_expect: bool,
    pub skip_body: bool,
    pub upgrade: bool,
    /// Of the body or of the chunk: what is still to come.
    pub remaining: u64,
}

impl Framing {
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            major: 0,
            minor: 0,
            status: 0,
            keep_alive: false,
            close: false,
            connection_upgrade: false,
            has_upgrade: false,
            has_transfer_encoding: false,
            chunked: false,
            has_content_length: false,
            has_host: false,
            has_expect: false,
            skip_body: false,
            upgrade: false,
            remaining: 0,
        }
    }

    /// Takes a list of options of a `Connection` field.
    pub fn add_connection_options(&mut self, value: &[u8]) {
        for option in value.split(|byte| *byte == b',') {
            let option = trim(option);
            self.keep_alive |= option.eq_ignore_ascii_case(b"keep-alive");
            self.close |= option.eq_ignore_ascii_case(b"close");
            self.connection_upgrade |= option.eq_ignore_ascii_case(b"upgrade");
        }
    }

    /// The head is complete: does another protocol follow the message?
    pub fn decide_upgrade(&mut self, method: u8) {
        self.upgrade = if self.has_upgrade && self.connection_upgrade {
            self.kind == Kind::Request || self.status == 101
        } else {
            self.kind == Kind::Request && method == methods::CONNECT
        };
    }

    pub fn body(&self, method: u8, lenience: u32) -> Body {
        let has_body = self.chunked || self.remaining > 0;
        let connect = self.kind == Kind::Request && method == methods::CONNECT;
        if self.upgrade && (connect || self.skip_body || !has_body) || self.status == 101 {
            Body::Other
        } else if self.skip_body || self.has_bodiless_status() && !self.is_unknown_information() {
            Body::None
        } else if self.chunked {
            Body::Chunked
        } else if self.has_transfer_encoding {
            let allowed = lenience & (lenient::CHUNKED_LENGTH | lenient::TRANSFER_ENCODING) != 0;
            if self.kind == Kind::Request && !allowed { Body::Invalid } else { Body::UntilEnd }
        } else if self.has_content_length {
            if self.remaining == 0 { Body::None } else { Body::Length }
        } else if self.needs_end() {
            Body::UntilEnd
        } else {
            Body::None
        }
    }

    fn has_bodiless_status(&self) -> bool {
        self.kind == Kind::Response && (self.status / 100 == 1 || self.status == 204 || self.status == 304)
    }

    /// Such a response has a body when its fields say so, as in Node.js.
    fn is_unknown_information(&self) -> bool {
        (104..200).contains(&self.status)
    }

    /// Whether only the end of the connection ends the message.
    fn needs_end(&self) -> bool {
        if self.kind == Kind::Request || self.has_bodiless_status() || self.skip_body {
            return false;
        }
        !self.chunked && (self.has_transfer_encoding || !self.has_content_length)
    }

    pub fn should_keep_alive(&self) -> bool {
        let wanted = if self.major > 0 && self.minor > 0 { !self.close } else { self.keep_alive };
        wanted && !self.needs_end()
    }
}
