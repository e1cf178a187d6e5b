//! The end of the process, with the reason on standard error.

use std::backtrace::Backtrace;
use std::io::Write;

/// Prints location, message and the native stack, and aborts. The texts are the addon's bytes, whatever they are.
pub(crate) fn fatal_error(location: Option<&[u8]>, message: &[u8]) -> ! {
    let mut text = b"FATAL ERROR: ".to_vec();
    if let Some(location) = location {
        text.extend_from_slice(location);
        text.push(b' ');
    }
    text.extend_from_slice(message);
    text.extend_from_slice(format!("\n----- Native stack trace -----\n\n{}\n", Backtrace::force_capture()).as_bytes());
    let mut stderr = std::io::stderr().lock();
    // Nothing is left to do about a standard error that cannot be written to.
    let _ = stderr.write_all(&text).and_then(|()| stderr.flush());
    std::process::abort()
}
