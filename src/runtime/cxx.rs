//! What the C++ of dependencies (Ada) asks of its standard library beside its headers, and what V8's own copy of such a library does
//! not have. With this no other has to be linked, nor loaded whenever a program starts. The names are those that the headers of GNU's
//! library call, versions 12 to 15; should another version ask for more, the linker says so, and `CXXSTDLIB=stdc++ cargo build` links
//! the library itself.

use crate::print::print_error;
use std::ffi::{CStr, c_char, c_int, c_void};

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

/// `std::ios_base_library_init()`: asks for the same of later versions, which prepare them in the library.
#[unsafe(no_mangle)]
extern "C" fn _ZSt21ios_base_library_initv() {}

/// `std::__glibcxx_assert_fail(char const*, int, char const*, char const*)`: a broken promise that headers notice when they are told to.
///
/// # Safety
/// As for a length error; each text may be null.
#[unsafe(no_mangle)]
unsafe extern "C" fn _ZSt21__glibcxx_assert_failPKciS0_S0_(
    _file: *const c_char,
    _line: c_int,
    _function: *const c_char,
    condition: *const c_char,
) -> ! {
    if condition.is_null() {
        end("assertion failed");
    }
    // SAFETY: as above.
    end(&unsafe { text(condition) })
}

/// `std::string::_M_replace_cold(char*, size_t, char const*, size_t, size_t)`: puts `new_length` bytes, which may be part of the same
/// string, in the place of `old_length`; `rest` bytes behind those are moved.
///
/// # Safety
/// The library's headers pass a place in a string that has room for all of it.
#[unsafe(no_mangle)]
unsafe extern "C" fn _ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE15_M_replace_coldEPcmPKcmm(
    _this: *mut c_void,
    place: *mut u8,
    old_length: usize,
    new: *const u8,
    new_length: usize,
    rest: usize,
) {
    // SAFETY: as above; what comes in is copied before anything is moved.
    unsafe {
        let new = std::slice::from_raw_parts(new, new_length).to_vec();
        std::ptr::copy(place.add(old_length), place.add(new_length), rest);
        std::ptr::copy_nonoverlapping(new.as_ptr(), place, new_length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What replaces a part of a string, also where it overlaps that part or what is moved.
    #[test]
    fn replaces_in_place() {
        for (old_length, from, new_length, expected) in [
            (2, 4, 3, "abefgefgh"),
            (3, 0, 1, "abafgh"),
            (2, 2, 2, "abcdefgh"),
            (1, 3, 4, "abdefgdefgh"),
            (2, 0, 0, "abefgh"),
        ] {
            let mut string = b"abcdefgh????".to_vec();
            let start = string.as_mut_ptr();
            // SAFETY: all of it is in the vector.
            unsafe {
                let (place, new) = (start.add(2), start.add(from));
                let rest = 8 - 2 - old_length;
                _ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE15_M_replace_coldEPcmPKcmm(
                    std::ptr::null_mut(),
                    place,
                    old_length,
                    new,
                    new_length,
                    rest,
                );
            }
            string.truncate(8 - old_length + new_length);
            assert_eq!(String::from_utf8_lossy(&string), expected);
        }
    }
}
