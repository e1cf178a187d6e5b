//! What a message has to be (RFC 9113, 8.1 to 8.3; RFC 9110, 8.6): its pseudo-headers, its fields, the length of its body.
//!
//! nghttp2 has such checks too, but in 1.68 one bad message ends the whole session; later versions, like Node's, reset its stream.
//! So nghttp2's are switched off (`no_http_messaging`), and its callbacks ask here, at every field, head, piece of a body and end.

use libnghttp2_sys as sys;
use std::ffi::c_int;

#[derive(Debug, PartialEq)]
pub enum Verdict {
    Take,
    /// The field is left out, and nothing else comes of it.
    Skip,
    /// The stream is reset.
    Refuse,
}

/// Where a field stands.
pub struct Place {
    /// In a request: one that a server gets, or that one promises.
    pub is_request: bool,
    pub is_promise: bool,
    pub is_trailer: bool,
    /// `:protocol` is allowed (RFC 8441).
    pub has_protocol: bool,
    /// Whitespace around a value makes it no bad one.
    pub keeps_whitespace: bool,
}

/// Fields that a message has once, and not empty.
mod once {
    pub const METHOD: u8 = 1;
    pub const SCHEME: u8 = 2;
    pub const PATH: u8 = 4;
    pub const AUTHORITY: u8 = 8;
    pub const HOST: u8 = 16;
    pub const PROTOCOL: u8 = 32;
    pub const STATUS: u8 = 64;
    pub const OF_A_REQUEST: u8 = METHOD | SCHEME | PATH;
}

#[derive(Clone, Copy, Default, PartialEq)]
pub enum Method {
    #[default]
    Other,
    Head,
    Connect,
    Options,
}

impl Method {
    pub fn of(text: &[u8]) -> Self {
        match text {
            b"HEAD" => Self::Head,
            b"CONNECT" => Self::Connect,
            b"OPTIONS" => Self::Options,
            _ => Self::Other,
        }
    }
}

#[derive(Default)]
enum Path {
    /// It begins with a slash.
    Rooted,
    Asterisk,
    #[default]
    Other,
}

/// What is known of the message that the peer sends on a stream.
#[derive(Default)]
pub struct Message {
    /// Of the request; a client knows it before the response comes.
    method: Method,
    seen: u8,
    /// A field has come that is no pseudo-header: none may follow.
    has_fields: bool,
    path: Path,
    /// The scheme is that of HTTP, whose paths have a form.
    is_http: bool,
    status: u16,
    /// So far there were only informational responses.
    awaits_response: bool,
    /// How long the body is to be, and how much of it has come.
    length: Option<u64>,
    received: u64,
}

impl Message {
    /// The response to a request of this method.
    pub fn response_to(method: Method) -> Self {
        Self { method, ..Self::default() }
    }

    pub fn awaits_response(&self) -> bool {
        self.awaits_response
    }

    pub fn field(&mut self, place: &Place, name: &[u8], value: &[u8]) -> Verdict {
        let is_pseudo = name.starts_with(b":");
        let is_name = passes(sys::nghttp2_check_header_name, name);
        if !is_name || !is_value(place, name, value) {
            let refused = is_pseudo || (!is_name && is_bad_for_a_capital(name));
            self.has_fields = true;
            return if refused { Verdict::Refuse } else { Verdict::Skip };
        }
        if is_pseudo && (place.is_trailer || self.has_fields) {
            return Verdict::Refuse;
        }
        self.has_fields |= !is_pseudo;
        let allowed = match name {
            b":method" if place.is_request => {
                self.method = Method::of(value);
                let is_tunnel = self.method == Method::Connect && place.is_promise;
                self.only(once::METHOD, value) && !is_tunnel
            }
            b":scheme" if place.is_request => {
                self.is_http = value.eq_ignore_ascii_case(b"http") || value.eq_ignore_ascii_case(b"https");
                self.only(once::SCHEME, value)
            }
            b":path" if place.is_request => {
                self.path = match value {
                    [b'/', ..] => Path::Rooted,
                    b"*" => Path::Asterisk,
                    _ => Path::Other,
                };
                self.only(once::PATH, value)
            }
            b":authority" if place.is_request => self.only(once::AUTHORITY, value),
            b":protocol" if place.is_request => place.has_protocol && self.only(once::PROTOCOL, value),
            b"host" if place.is_request => self.only(once::HOST, value),
            b":status" if !place.is_request => self.only(once::STATUS, value) && self.set_status(value),
            b"content-length" => return self.length_field(place, value),
            b"connection" | b"keep-alive" | b"proxy-connection" | b"transfer-encoding" | b"upgrade" => false,
            b"te" => value.eq_ignore_ascii_case(b"trailers"),
            _ => !is_pseudo,
        };
        if allowed { Verdict::Take } else { Verdict::Refuse }
    }

    fn only(&mut self, field: u8, value: &[u8]) -> bool {
        let is_first = self.seen & field == 0;
        self.seen |= field;
        is_first && !value.is_empty()
    }

    fn set_status(&mut self, value: &[u8]) -> bool {
        let status = number(value).filter(|_| value.len() == 3).unwrap_or(0) as u16;
        self.status = status;
        status >= 100 && status != 101
    }

    fn length_field(&mut self, place: &Place, value: &[u8]) -> Verdict {
        if !place.is_request {
            match self.status {
                // It has no place there, but servers send it.
                204 if self.length.is_none() && value == b"0" => {
                    self.length = Some(0);
                    return Verdict::Skip;
                }
                100..=199 | 204 => return Verdict::Refuse,
                200..=299 if self.method == Method::Connect => return Verdict::Skip,
                _ => {}
            }
        }
        let length = number(value);
        if self.length.is_some() || length.is_none() {
            return Verdict::Refuse;
        }
        self.length = length;
        Verdict::Take
    }

    /// The head of a request is complete. False when it makes none.
    pub fn end_request_head(&mut self, is_promise: bool) -> bool {
        let has = |fields| self.seen & fields == fields;
        let is_connect = self.method == Method::Connect;
        let is_protocol = has(once::PROTOCOL);
        let is_request = if is_connect && !is_protocol {
            has(once::AUTHORITY) && self.seen & (once::SCHEME | once::PATH) == 0
        } else {
            let has_host = self.seen & (once::AUTHORITY | once::HOST) != 0;
            let is_path = match self.path {
                Path::Rooted => true,
                Path::Asterisk => !self.is_http || self.method == Method::Options,
                Path::Other => !self.is_http,
            };
            let is_tunnel = is_connect && has(once::AUTHORITY);
            has(once::OF_A_REQUEST) && has_host && is_path && (!is_protocol || is_tunnel)
        };
        if is_connect && !is_protocol {
            self.length = None;
        }
        if is_promise {
            *self = Self::response_to(self.method);
        }
        is_request
    }

    /// The same for a response.
    pub fn end_response_head(&mut self) -> bool {
        if self.seen & once::STATUS == 0 {
            return false;
        }
        if self.status < 200 {
            *self = Self { awaits_response: true, ..Self::response_to(self.method) };
            return true;
        }
        self.awaits_response = false;
        if self.method == Method::Head || self.status == 204 || self.status == 304 {
            self.length = Some(0);
        } else if self.method == Method::Connect {
            self.length = None;
        }
        true
    }

    /// A piece of the body. False when that is more than there may be.
    pub fn data(&mut self, length: usize) -> bool {
        self.received += length as u64;
        !self.awaits_response && self.length.is_none_or(|length| self.received <= length)
    }

    /// The message is over. False when it is not complete.
    pub fn end(&self) -> bool {
        !self.awaits_response && self.length.is_none_or(|length| self.received == length)
    }
}

fn passes(check: unsafe extern "C" fn(*const u8, usize) -> c_int, text: &[u8]) -> bool {
    // SAFETY: the pointer and the length describe `text`, which the function only reads.
    unsafe { check(text.as_ptr(), text.len()) != 0 }
}

fn is_value(place: &Place, name: &[u8], value: &[u8]) -> bool {
    match name {
        b":method" => passes(sys::nghttp2_check_method, value),
        b":path" => passes(sys::nghttp2_check_path, value),
        b":scheme" => is_scheme(value),
        // Nobody has a user and a password there.
        b":authority" | b"host" if place.is_request => {
            passes(sys::nghttp2_check_authority, value) && !value.contains(&b'@')
        }
        b":protocol" if place.keeps_whitespace && value.iter().all(|byte| matches!(byte, b' ' | b'\t')) => false,
        _ if place.keeps_whitespace => passes(sys::nghttp2_check_header_value, value),
        _ => passes(sys::nghttp2_check_header_value_rfc9113, value),
    }
}

fn is_scheme(value: &[u8]) -> bool {
    let rest_is_one = |rest: &[u8]| rest.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    value.split_first().is_some_and(|(first, rest)| first.is_ascii_alphabetic() && rest_is_one(rest))
}

/// Whether the first thing that is wrong with a name is a capital.
fn is_bad_for_a_capital(name: &[u8]) -> bool {
    let is_bad = |byte: &&u8| !passes(sys::nghttp2_check_header_name, &[**byte]);
    name.iter().find(is_bad).is_some_and(u8::is_ascii_uppercase)
}

/// Digits and nothing else, up to what fits into 63 bits.
fn number(text: &[u8]) -> Option<u64> {
    let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let number = is_number.then(|| std::str::from_utf8(text).ok()?.parse::<u64>().ok()).flatten()?;
    (number <= i64::MAX as u64).then_some(number)
}
