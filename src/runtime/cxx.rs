//! What the C++ of dependencies (Ada) asks of its standard library beside its headers, and what V8's own copy of such a library does
//! not have. With this no other has to be linked, nor loaded whenever a program starts. The names are those of GNU's library, as
//! its headers call them; should a compiler's headers ask for more, the linker says so.

use crate::print::print_error;
use std::ffi::{CStr, c_char, c_void};

/// An exception of the library: a broken promise of the dependency's, or memory that cannot be had. V8 and Rust are built without
/// a way for it to pass.
fn end(what: &str) -> ! {
    print_error!("anode: exception in C++: {what}");
    std::process::abort()
}

/// # Safety
/// `what` is a string of C's.
unsafe fn text<'a>(what: *const c_char) -> std::borrow::Cow<'a, str> {
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(what) }.to_string_lossy()
}

/// `std::__throw_length_error(char const*)`
///
/// # Safety
/// The library's headers pass a string of C's.
#[unsafe(no_mangle)]
unsafe extern "C" fn _ZSt20__throw_length_errorPKc(what: *const c_char) -> ! {
    // SAFETY: as above.
    end(&unsafe { text(what) })
}

/// `std::__throw_logic_error(char const*)`
///
/// # Safety
/// As for a length error.
#[unsafe(no_mangle)]
unsafe extern "C" fn _ZSt19__throw_logic_errorPKc(what: *const c_char) -> ! {
    // SAFETY: as above.
    end(&unsafe { text(what) })
}

/// `std::__throw_out_of_range_fmt(char const*, ...)`: which numbers it would tell is left out.
///
/// # Safety
/// As for a length error.
#[unsafe(no_mangle)]
unsafe extern "C" fn _ZSt24__throw_out_of_range_fmtPKcz(what: *const c_char) -> ! {
    // SAFETY: as above.
    end(&unsafe { text(what) })
}

/// `std::ios_base::Init::Init()`: prepares the standard streams. Ada's headers know of them, and use none.
#[unsafe(no_mangle)]
extern "C" fn _ZNSt8ios_base4InitC1Ev(_this: *mut c_void) {}

/// `std::ios_base::Init::~Init()`
#[unsafe(no_mangle)]
extern "C" fn _ZNSt8ios_base4InitD1Ev(_this: *mut c_void) {}
