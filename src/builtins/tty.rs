//! Terminals: their size and their mode. The mode that a terminal had is put back when the process ends.

use crate::runtime::binding::Binding;
use crate::set_functions;
use std::sync::{Mutex, Once, PoisonError};

pub const BINDING: Binding = Binding { name: "tty", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "getWindowSize" => get_window_size,
        "isTTY" => is_tty,
        "setRawMode" => set_raw_mode,
    });
}

fn is_tty(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let fd = args.get(0).int32_value(scope).unwrap_or(-1);
    // SAFETY: isatty takes any number.
    rv.set_bool(unsafe { libc::isatty(fd) } == 1);
}

fn last_errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

/// `getWindowSize(fd, [columns, rows])`: 0 or a negative errno.
fn get_window_size(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let fd = args.get(0).int32_value(scope).unwrap_or(-1);
    let Ok(result) = v8::Local::<v8::Array>::try_from(args.get(1)) else {
        return;
    };
    let mut size = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the request fills the struct that it is given.
    if unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut size) } != 0 {
        rv.set_int32(-last_errno());
        return;
    }
    for (index, value) in [size.ws_col, size.ws_row].into_iter().enumerate() {
        let value = v8::Integer::new_from_unsigned(scope, u32::from(value));
        result.set_index(scope, index as u32, value.into());
    }
    rv.set_int32(0);
}

/// The modes to go back to, by descriptor.
static ORIGINAL: Mutex<Vec<(i32, libc::termios)>> = Mutex::new(Vec::new());

/// The modes of libuv.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Normal,
    /// What is typed comes byte by byte, unchanged and without an echo; output is still cooked.
    Raw,
    /// Bytes are taken and given as they are.
    Io,
}

/// `setRawMode(fd, mode, fresh)`, with the number of a mode: 0 or a negative errno. Fresh: the terminal has the mode that it is to go
/// back to; its descriptor may have been another's before.
fn set_raw_mode(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let fd = args.get(0).int32_value(scope).unwrap_or(-1);
    let mode = match args.get(1).int32_value(scope) {
        Some(1) => Mode::Raw,
        Some(2) => Mode::Io,
        _ => Mode::Normal,
    };
    rv.set_int32(match change_mode(fd, mode, args.get(2).boolean_value(scope)) {
        Ok(()) => 0,
        Err(errno) => -errno,
    });
}

fn change_mode(fd: i32, wanted: Mode, fresh: bool) -> Result<(), i32> {
    let mut original = ORIGINAL.lock().unwrap_or_else(PoisonError::into_inner);
    if fresh {
        original.retain(|(other, _)| *other != fd);
    }
    let known = original.iter().find(|(other, _)| *other == fd).map(|(_, mode)| *mode);
    let mut mode = match known {
        Some(mode) => mode,
        None if wanted == Mode::Normal => return Ok(()),
        None => {
            // SAFETY: tcgetattr fills the struct when it answers 0.
            let mode = unsafe {
                let mut mode: libc::termios = std::mem::zeroed();
                if libc::tcgetattr(fd, &mut mode) != 0 {
                    return Err(last_errno());
                }
                mode
            };
            original.push((fd, mode));
            restore_at_exit();
            mode
        }
    };
    match wanted {
        Mode::Normal => {}
        Mode::Raw => {
            mode.c_iflag &= !(libc::BRKINT | libc::ICRNL | libc::INPCK | libc::ISTRIP | libc::IXON);
            mode.c_oflag |= libc::ONLCR;
            mode.c_cflag |= libc::CS8;
            mode.c_lflag &= !(libc::ECHO | libc::ICANON | libc::IEXTEN | libc::ISIG);
            mode.c_cc[libc::VMIN] = 1;
            mode.c_cc[libc::VTIME] = 0;
        }
        // SAFETY: changes the struct that it is given.
        Mode::Io => unsafe { libc::cfmakeraw(&raw mut mode) },
    }
    // SAFETY: sets the mode of a descriptor from a struct that the system filled.
    if unsafe { libc::tcsetattr(fd, libc::TCSADRAIN, &mode) } != 0 {
        return Err(last_errno());
    }
    Ok(())
}

fn restore_at_exit() {
    static REGISTERED: Once = Once::new();
    // SAFETY: the function stays for the life of the process and takes no lock that an exiting thread could hold for long.
    REGISTERED.call_once(|| unsafe {
        libc::atexit(restore);
    });
}

/// Puts terminals back as they were. May run in a signal handler: it waits for no lock, and tcsetattr is one of the calls that are
/// allowed there.
pub extern "C" fn restore() {
    let Ok(original) = ORIGINAL.try_lock() else {
        return;
    };
    for (fd, mode) in original.iter() {
        // SAFETY: as in `change_mode`; a descriptor that is closed by now answers an error.
        unsafe { libc::tcsetattr(*fd, libc::TCSANOW, mode) };
    }
}
