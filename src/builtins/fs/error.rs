//! The failure of a file operation, as it travels from the thread that met it to the JavaScript thread.

use rustix::io::Errno;

use crate::runtime::convert::SystemError;

/// What an operation yields, on whichever thread it runs.
pub type Outcome<T> = Result<T, FsError>;

/// Why an operation failed.
#[derive(Debug)]
pub enum FsError {
    /// A system call said no.
    System { errno: Errno, syscall: &'static str, path: Option<Vec<u8>>, dest: Option<Vec<u8>> },
    /// The content of a file does not fit into one buffer.
    TooLarge { size: u64 },
    /// The content of a file does not fit into one string.
    StringTooLong,
}

impl FsError {
    /// A failure of `syscall` that concerns no path.
    pub fn new(errno: Errno, syscall: &'static str) -> Self {
        FsError::System { errno, syscall, path: None, dest: None }
    }

    /// A failure of `syscall` on `path`.
    pub fn at(errno: Errno, syscall: &'static str, path: impl Into<Vec<u8>>) -> Self {
        FsError::System { errno, syscall, path: Some(path.into()), dest: None }
    }

    /// A failure of `syscall` that leads from `path` to `dest`.
    pub fn between(errno: Errno, syscall: &'static str, path: impl Into<Vec<u8>>, dest: impl Into<Vec<u8>>) -> Self {
        FsError::System { errno, syscall, path: Some(path.into()), dest: Some(dest.into()) }
    }

    /// The error number, where a system call failed.
    pub fn errno(&self) -> Option<Errno> {
        match self {
            FsError::System { errno, .. } => Some(*errno),
            FsError::TooLarge { .. } | FsError::StringTooLong => None,
        }
    }

    /// The JavaScript error that Node.js gives for this failure.
    pub fn into_exception<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        match self {
            FsError::System { errno, syscall, path, dest } => {
                let mut error = SystemError::new(errno.raw_os_error(), syscall);
                if let Some(path) = path {
                    error = error.path(String::from_utf8_lossy(&path));
                }
                if let Some(dest) = dest {
                    error = error.dest(String::from_utf8_lossy(&dest));
                }
                error.to_value(scope)
            }
            FsError::TooLarge { size } => coded_error(
                scope,
                v8::Exception::range_error,
                "ERR_FS_FILE_TOO_LARGE",
                &format!("File size ({size}) is greater than 2 GiB"),
            ),
            FsError::StringTooLong => coded_error(
                scope,
                v8::Exception::error,
                "ERR_STRING_TOO_LONG",
                &format!("Cannot create a string longer than 0x{:x} characters", v8::String::MAX_LENGTH),
            ),
        }
    }
}

/// An error with a `code`, for the few failures that are neither a system call's nor a wrong argument's.
fn coded_error<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    class: fn(&v8::PinScope<'s, '_>, v8::Local<v8::String>) -> v8::Local<'s, v8::Value>,
    code: &str,
    message: &str,
) -> v8::Local<'s, v8::Value> {
    let text = v8::String::new(scope, message).unwrap_or_else(|| v8::String::empty(scope));
    let error = class(scope, text);
    if let (Ok(object), Some(key), Some(code)) =
        (v8::Local::<v8::Object>::try_from(error), v8::String::new(scope, "code"), v8::String::new(scope, code))
    {
        object.set(scope, key.into(), code.into());
    }
    error
}
