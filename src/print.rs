//! Lines on standard output and standard error, which may be pipes that nobody reads any more: the macros of the standard library
//! panic then.

use std::fmt::Arguments;
use std::io::{self, Write};

pub fn output(text: Arguments<'_>) {
    let _ = io::stdout().write_fmt(text).and_then(|()| io::stdout().flush());
}

pub fn error(line: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// As `eprintln!`.
macro_rules! print_error {
    ($($parts:tt)*) => {
        $crate::print::error(format_args!($($parts)*))
    };
}
pub(crate) use print_error;
