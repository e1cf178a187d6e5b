//! The end of the process, with the reason on standard error.

use std::backtrace::Backtrace;
use std::io::Write;
use std::sync::OnceLock;

static ON_FATAL_ERROR: OnceLock<fn(&str)> = OnceLock::new();

/// What the embedder does with the message of a fatal error (`napi_fatal_error`) before the process is aborted. The first call
/// counts.
pub fn set_fatal_error_handler(handler: fn(&str)) {
    let _ = ON_FATAL_ERROR.set(handler);
}

/// Prints location, message and the native stack, and aborts. The texts are the addon's bytes, whatever they are.
pub(crate) fn fatal_error(location: Option<&[u8]>, message: &[u8]) -> ! {
    let mut text = b"FATAL ERROR: ".to_vec();
    if let Some(location) = location {
        text.extend_from_slice(location);
        text.push(b' ');
    }
    text.extend_from_slice(message);
    // The stack comes later: to read it takes a while, and may fail where memory is damaged. Nothing is left to do about a
    // standard error that cannot be written to.
    let _ = std::io::stderr().write_all(&text);
    let _ = write!(std::io::stderr(), "\n----- Native stack trace -----\n\n{}\n", Backtrace::force_capture());
    if let Some(handler) = ON_FATAL_ERROR.get() {
        handler(&String::from_utf8_lossy(message));
    }
    std::process::abort()
}
