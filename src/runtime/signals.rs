//! What signals do to the process where the program does not listen for them (`builtins/signals.rs` is for those it does).

use crate::builtins::tty;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{io, mem, ptr};

/// Whether SIGUSR1 is answered by a word on standard error: not with `--disable-sigusr1`.
static TELLS_OF_INSPECTOR: AtomicBool = AtomicBool::new(false);

/// Called once, before any other thread runs: whatever the parent process blocked or ignored (a shell does with SIGINT of what it
/// starts in the background), each signal does what it does by default.
pub fn prepare(tells_of_inspector: bool) {
    TELLS_OF_INSPECTOR.store(tells_of_inspector, Ordering::Relaxed);
    for signal in (1..32).filter(|signal| ![libc::SIGKILL, libc::SIGSTOP].contains(signal)) {
        // The system refuses none of them.
        let _ = set_default(signal);
    }
    // SAFETY: an empty set of its own becomes the mask of this thread.
    unsafe {
        let mut none: libc::sigset_t = mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::pthread_sigmask(libc::SIG_SETMASK, &none, ptr::null_mut());
    }
}

/// Lets `signal` do what it does while the program does not listen.
pub fn set_default(signal: i32) -> io::Result<()> {
    match signal {
        // A write says that it failed.
        libc::SIGPIPE | libc::SIGXFSZ => set_disposition(signal, libc::SIG_IGN),
        libc::SIGINT | libc::SIGTERM => set_handler(signal, end_with_terminals_restored),
        libc::SIGUSR1 => set_handler(signal, tell_of_inspector),
        _ => set_disposition(signal, libc::SIG_DFL),
    }
}

/// `handler` must keep to what is allowed in one (signal-safety(7)).
pub fn set_handler(signal: i32, handler: extern "C" fn(libc::c_int)) -> io::Result<()> {
    set_disposition(signal, handler as libc::sighandler_t)
}

fn set_disposition(signal: i32, handler: libc::sighandler_t) -> io::Result<()> {
    // SAFETY: the handler is either a constant of the system or keeps to what a handler may do.
    let result = unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = handler;
        action.sa_flags = libc::SA_RESTART;
        libc::sigfillset(&mut action.sa_mask);
        libc::sigaction(signal, &action, ptr::null_mut())
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// The process ends of `signal`, and leaves terminals as they were.
extern "C" fn end_with_terminals_restored(signal: libc::c_int) {
    tty::restore();
    // SAFETY: both are async-signal-safe. The signal is blocked until this returns, and then has its default action.
    unsafe {
        libc::signal(signal, libc::SIG_DFL);
        libc::raise(signal);
    }
}

/// Node.js opens its inspector then, and runs on.
extern "C" fn tell_of_inspector(_: libc::c_int) {
    const TEXT: &str = "SIGUSR1: the inspector is not available in anode yet\n";
    if TELLS_OF_INSPECTOR.load(Ordering::Relaxed) {
        // SAFETY: write and the location of errno are async-signal-safe; errno is put back for the code that was interrupted.
        unsafe {
            let errno = libc::__errno_location();
            let saved = *errno;
            libc::write(libc::STDERR_FILENO, TEXT.as_ptr().cast(), TEXT.len());
            *errno = saved;
        }
    }
}
