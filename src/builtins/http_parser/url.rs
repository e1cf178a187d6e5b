//! The request target, byte by byte: only what tells a target from something that is none, `node:url` does the rest.

use super::chars::{is_url, is_userinfo};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UrlState {
    Start,
    ConnectStart,
    Schema,
    SchemaSlash,
    SchemaSlashSlash,
    ServerStart,
    Server,
    ServerWithAt,
    Path,
    QueryOrFragment,
    Query,
    Fragment,
}

/// What a byte means for the target.
pub enum UrlStep {
    Next(UrlState),
    /// The byte is a space, a carriage return or a line feed after the target.
    End,
    /// An error where the byte stands.
    Invalid(&'static str),
    /// An error after the byte.
    InvalidAfter(&'static str),
}

use UrlState::*;
use UrlStep::*;

impl UrlState {
    pub fn step(self, byte: u8) -> UrlStep {
        let before_authority = matches!(self, Start | Schema | SchemaSlash);
        match byte {
            _ if self == SchemaSlashSlash => self.step_in(byte),
            b' ' | b'\r' | b'\n' if before_authority => InvalidAfter("Invalid characters in url"),
            b' ' | b'\r' | b'\n' => End,
            b'\t' | 0x0c => InvalidAfter("Invalid characters in url"),
            _ => self.step_in(byte),
        }
    }

    fn step_in(self, byte: u8) -> UrlStep {
        match self {
            Start => match byte {
                b'/' | b'*' => Next(Path),
                _ if byte.is_ascii_alphabetic() => Next(Schema),
                _ => Invalid("Unexpected start char in url"),
            },
            Schema => match byte {
                b':' => Next(SchemaSlash),
                _ if byte.is_ascii_alphabetic() => Next(Schema),
                _ => Invalid("Unexpected char in url schema"),
            },
            SchemaSlash if byte == b'/' => Next(SchemaSlashSlash),
            SchemaSlashSlash if byte == b'/' => Next(ServerStart),
            SchemaSlash | SchemaSlashSlash => Invalid("Unexpected char in url schema"),
            ConnectStart | ServerStart | Server | ServerWithAt => match byte {
                b'/' => Next(Path),
                b'?' => Next(Query),
                b'@' if self == ServerWithAt => InvalidAfter("Double @ in url"),
                b'@' => Next(ServerWithAt),
                b'[' | b']' => Next(Server),
                _ if is_userinfo(byte) => Next(Server),
                _ => Invalid("Unexpected char in url server"),
            },
            Path => match byte {
                b'?' => Next(Query),
                b'#' => Next(QueryOrFragment),
                _ if is_url(byte) => Next(Path),
                _ => Invalid("Invalid char in url path"),
            },
            Query => match byte {
                b'?' => Next(Query),
                b'#' => Next(QueryOrFragment),
                _ if is_url(byte) => Next(Query),
                _ => Invalid("Invalid char in url query"),
            },
            QueryOrFragment => match byte {
                b'?' => Next(Fragment),
                b'#' => Next(QueryOrFragment),
                _ if is_url(byte) => Next(Fragment),
                _ => Invalid("Invalid char in url fragment start"),
            },
            Fragment => match byte {
                b'?' | b'#' => Next(Fragment),
                _ if is_url(byte) => Next(Fragment),
                _ => Invalid("Invalid char in url fragment"),
            },
        }
    }
}
