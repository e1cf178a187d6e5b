//! Status codes as Rust sees them, and the messages that `napi_get_last_error_info` gives.

use std::ffi::CStr;

/// Every status but `napi_ok`.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "two of the statuses exist for other hosts only")]
#[allow(clippy::enum_variant_names, reason = "the names are those of Node-API")]
pub(crate) enum Failure {
    InvalidArg = 1,
    ObjectExpected,
    StringExpected,
    NameExpected,
    FunctionExpected,
    NumberExpected,
    BooleanExpected,
    ArrayExpected,
    GenericFailure,
    PendingException,
    Cancelled,
    EscapeCalledTwice,
    HandleScopeMismatch,
    CallbackScopeMismatch,
    QueueFull,
    Closing,
    BigintExpected,
    DateExpected,
    ArraybufferExpected,
    DetachableArraybufferExpected,
    WouldDeadlock,
    NoExternalBuffersAllowed,
    CannotRunJs,
}

pub(crate) type Result<T = ()> = std::result::Result<T, Failure>;

pub(crate) const OK: i32 = 0;
pub(crate) const INVALID_ARG: i32 = Failure::InvalidArg as i32;

/// The status as it crosses the ABI.
pub(crate) fn code(result: Result) -> i32 {
    match result {
        Ok(()) => OK,
        Err(failure) => failure as i32,
    }
}

/// The message of a status; none for `napi_ok`.
pub(crate) fn message(status: i32) -> Option<&'static CStr> {
    const MESSAGES: [&CStr; 23] = [
        c"Invalid argument",
        c"An object was expected",
        c"A string was expected",
        c"A string or symbol was expected",
        c"A function was expected",
        c"A number was expected",
        c"A boolean was expected",
        c"An array was expected",
        c"Unknown failure",
        c"An exception is pending",
        c"The async work item was cancelled",
        c"napi_escape_handle already called on scope",
        c"Invalid handle scope usage",
        c"Invalid callback scope usage",
        c"Thread-safe function queue is full",
        c"Thread-safe function handle is closing",
        c"A bigint was expected",
        c"A date was expected",
        c"An arraybuffer was expected",
        c"A detachable arraybuffer was expected",
        c"Main thread would deadlock",
        c"External buffers are not allowed",
        c"Cannot run JavaScript",
    ];
    let index = usize::try_from(status).ok()?.checked_sub(1)?;
    MESSAGES.get(index).copied()
}
