//! The methods that the parser knows, under the numbers that `HTTPParser` gives them in its callbacks.

/// All methods, in the order of their numbers.
pub const ALL: [&str; 47] = [
    "DELETE",
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "CONNECT",
    "OPTIONS",
    "TRACE",
    "COPY",
    "LOCK",
    "MKCOL",
    "MOVE",
    "PROPFIND",
    "PROPPATCH",
    "SEARCH",
    "UNLOCK",
    "BIND",
    "REBIND",
    "UNBIND",
    "ACL",
    "REPORT",
    "MKACTIVITY",
    "CHECKOUT",
    "MERGE",
    "M-SEARCH",
    "NOTIFY",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "PATCH",
    "PURGE",
    "MKCALENDAR",
    "LINK",
    "UNLINK",
    "SOURCE",
    "PRI",
    "DESCRIBE",
    "ANNOUNCE",
    "SETUP",
    "PLAY",
    "PAUSE",
    "TEARDOWN",
    "GET_PARAMETER",
    "SET_PARAMETER",
    "REDIRECT",
    "RECORD",
    "FLUSH",
    "QUERY",
];

pub const GET: u8 = 1;
pub const POST: u8 = 3;
pub const CONNECT: u8 = 5;
pub const OPTIONS: u8 = 6;
pub const SOURCE: u8 = 33;
pub const PRI: u8 = 34;
const DESCRIBE: u8 = 35;
const FLUSH: u8 = 45;

/// Whether a request of this method may say `HTTP/`.
pub fn is_http(method: u8) -> bool {
    !(DESCRIBE..=FLUSH).contains(&method)
}

/// Whether a request of this method may say `RTSP/`.
pub fn is_rtsp(method: u8) -> bool {
    method == GET || method == POST || method == OPTIONS || (DESCRIBE..=FLUSH).contains(&method)
}

/// What the letters read so far can be.
pub enum Prefix {
    /// A method that is not complete.
    Partial,
    /// The letters before the last one are a method, and no method goes on with the last one.
    Ended(u8),
    None,
}

/// Takes one more letter: `letters` ends with it.
pub fn with_letter(letters: &[u8]) -> Prefix {
    if ALL.iter().any(|method| method.as_bytes().starts_with(letters)) {
        return Prefix::Partial;
    }
    let before = &letters[..letters.len() - 1];
    match ALL.iter().position(|method| method.as_bytes() == before) {
        Some(number) => Prefix::Ended(number as u8),
        None => Prefix::None,
    }
}
