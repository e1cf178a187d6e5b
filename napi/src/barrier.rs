//! Where C++ exceptions of addons end. Node is compiled without exceptions: one that leaves native code which no JavaScript
//! called finds no handler and ends the process. Here it must not unwind the runtime either. (Under JavaScript's frames no
//! unwinder gets through, so calls from JavaScript need nothing.)

/// Runs code of an addon. Whatever unwinds out of it aborts the process.
pub(crate) fn contain<T>(body: impl FnOnce() -> T) -> T {
    // A function of the C ABI cannot be unwound: the compiler sees to the abort.
    #[allow(improper_ctypes_definitions, reason = "called from here only")]
    extern "C" fn run<T, F: FnOnce() -> T>(body: F) -> T {
        body()
    }
    run(body)
}
