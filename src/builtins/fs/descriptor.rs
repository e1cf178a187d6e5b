//! Operations on open files: opening and closing, reading and writing, and what a descriptor's file can be told.

use std::io::{IoSlice, IoSliceMut};

use rustix::fs::{CWD, Gid, Mode, OFlags, Timestamps, Uid};
use rustix::io::Errno;

use crate::runtime::pinned_bytes::PinnedBytes;

use super::args::{self, Content, Descriptor};
use super::error::{FsError, Outcome};
use super::open_files::{OpenFiles, Opened, tracks_numbers};
use super::request::{CLOSE, run, run_as};
use crate::runtime::warning;

/// The most buffers that one vectored system call takes.
const IOV_MAX: usize = 1024;

/// Repeats a system call for as long as signals interrupt it.
pub fn retry<T>(mut call: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
    loop {
        match call() {
            Err(Errno::INTR) => continue,
            outcome => return outcome,
        }
    }
}

/// Opens `path` and leaves the descriptor to JavaScript.
pub fn open_raw(path: &[u8], flags: OFlags, mode: Mode) -> Result<i32, Errno> {
    use std::os::fd::IntoRawFd;
    Ok(retry(|| rustix::fs::openat(CWD, path, flags, mode))?.into_raw_fd())
}

/// `open(path, flags, mode, how)`
pub fn open(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let flags = args::open_flags(args.get(1));
    let mode = args::mode(args.get(2));
    // What is opened with a promise becomes a `FileHandle`.
    let managed = args.get(3).is_true();
    let files = OpenFiles::current(scope).filter(|_| managed || tracks_numbers(scope));
    run(scope, rv, args.get(3), move || {
        let fd = open_raw(&path, flags, mode).map_err(|errno| FsError::at(errno, "open", path))?;
        let is_new = files.is_none_or(|files| files.add(fd));
        Ok(Opened { fd, twice: !is_new && !managed })
    });
}

/// Closes a descriptor. Interrupted or not, it is closed afterwards.
pub fn close_raw(fd: Descriptor) -> Result<(), Errno> {
    fd.borrow()?;
    // SAFETY: JavaScript owns the descriptor and asks for it to be closed; a wrong number yields `EBADF`.
    match unsafe { libc::close(fd.raw()) } {
        0 => Ok(()),
        _ => match std::io::Error::last_os_error().raw_os_error() {
            Some(libc::EINTR | libc::EINPROGRESS) | None => Ok(()),
            Some(errno) => Err(Errno::from_raw_os_error(errno)),
        },
    }
}

/// `close(fd, how)`
pub fn close(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let fd = Descriptor::new(args.get(0));
    let known = OpenFiles::current(scope).is_none_or(|files| files.remove(fd.raw()));
    if !known && !args.get(1).is_true() && tracks_numbers(scope) {
        let message = format!("File descriptor {} closed but not opened in unmanaged mode", fd.raw());
        warning::emit(scope, &message, &[]);
    }
    run_as(CLOSE, scope, rv, args.get(1), move || close_raw(fd).map_err(|errno| FsError::new(errno, "close")));
}

/// One `read` or `pread` into `bytes`.
pub fn read_some(fd: Descriptor, bytes: &mut [u8], position: Option<u64>) -> Result<usize, Errno> {
    retry(|| match position {
        Some(position) => rustix::io::pread(fd.borrow()?, &mut *bytes, position),
        None => rustix::io::read(fd.borrow()?, &mut *bytes),
    })
}

/// One `write` or `pwrite` of `bytes`.
fn write_some(fd: Descriptor, bytes: &[u8], position: Option<u64>) -> Result<usize, Errno> {
    retry(|| match position {
        Some(position) => rustix::io::pwrite(fd.borrow()?, bytes, position),
        None => rustix::io::write(fd.borrow()?, bytes),
    })
}

/// Writes all of `bytes` at the descriptor's position.
pub fn write_all(fd: Descriptor, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        let written = write_some(fd, bytes, None)?;
        bytes = &bytes[written..];
    }
    Ok(())
}

/// `read(fd, view, offset, length, position, how)`: the number of bytes read.
pub fn read(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let fd = Descriptor::new(args.get(0));
    let mut bytes = PinnedBytes::slice(args.get(1), size(args.get(2)), size(args.get(3)));
    let position = args::position(args.get(4));
    run(scope, rv, args.get(5), move || {
        read_some(fd, bytes.as_mut_slice(), position).map_err(|errno| FsError::new(errno, "read"))
    });
}

/// `writeBuffer(fd, view, offset, length, position, how)`: the number of bytes written.
pub fn write_buffer(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let fd = Descriptor::new(args.get(0));
    let bytes = PinnedBytes::slice(args.get(1), size(args.get(2)), size(args.get(3)));
    let position = args::position(args.get(4));
    run(scope, rv, args.get(5), move || {
        write_some(fd, bytes.as_slice(), position).map_err(|errno| FsError::new(errno, "write"))
    });
}

/// `writeString(fd, string, position, how)`: the number of bytes written of the string's UTF-8 form.
pub fn write_string(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let fd = Descriptor::new(args.get(0));
    let content = Content::new(scope, args.get(1));
    let position = args::position(args.get(2));
    run(scope, rv, args.get(3), move || {
        write_some(fd, content.as_slice(), position).map_err(|errno| FsError::new(errno, "write"))
    });
}

fn size(value: v8::Local<v8::Value>) -> usize {
    args::int64(value).max(0) as usize
}

/// The views of a JavaScript array.
fn pinned_list(scope: &mut v8::PinScope, value: v8::Local<v8::Value>) -> Vec<PinnedBytes> {
    let Ok(array) = v8::Local::<v8::Array>::try_from(value) else { return Vec::new() };
    (0..array.length()).filter_map(|index| array.get_index(scope, index)).map(PinnedBytes::new).collect()
}

/// `readBuffers(fd, views, position, how)`: the number of bytes read.
pub fn read_buffers(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let fd = Descriptor::new(args.get(0));
    let mut list = pinned_list(scope, args.get(1));
    let position = args::position(args.get(2));
    run(scope, rv, args.get(3), move || {
        read_vectored(fd, &mut list, position).map_err(|errno| FsError::new(errno, "read"))
    });
}

fn read_vectored(fd: Descriptor, list: &mut [PinnedBytes], position: Option<u64>) -> Result<usize, Errno> {
    if list.is_empty() {
        return Err(Errno::INVAL);
    }
    // One call only: a second one could wait for data that never comes.
    let mut slices: Vec<IoSliceMut> =
        list.iter_mut().take(IOV_MAX).map(|bytes| IoSliceMut::new(bytes.as_mut_slice())).collect();
    retry(|| match position {
        Some(position) => rustix::io::preadv(fd.borrow()?, &mut slices, position),
        None => rustix::io::readv(fd.borrow()?, &mut slices),
    })
}

/// `writeBuffers(fd, views, position, how)`: the number of bytes written.
pub fn write_buffers(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let fd = Descriptor::new(args.get(0));
    let list = pinned_list(scope, args.get(1));
    let position = args::position(args.get(2));
    run(scope, rv, args.get(3), move || {
        write_vectored(fd, &list, position).map_err(|errno| FsError::new(errno, "write"))
    });
}

fn write_vectored(fd: Descriptor, list: &[PinnedBytes], mut position: Option<u64>) -> Result<usize, Errno> {
    let mut total = 0;
    for chunk in list.chunks(IOV_MAX) {
        let slices: Vec<IoSlice> = chunk.iter().map(|bytes| IoSlice::new(bytes.as_slice())).collect();
        let wanted: usize = slices.iter().map(|slice| slice.len()).sum();
        let count = retry(|| match position {
            Some(position) => rustix::io::pwritev(fd.borrow()?, &slices, position),
            None => rustix::io::writev(fd.borrow()?, &slices),
        });
        match count {
            Ok(count) => {
                total += count;
                position = position.map(|position| position + count as u64);
                if count < wanted {
                    break;
                }
            }
            Err(errno) if total == 0 => return Err(errno),
            Err(_) => break,
        }
    }
    Ok(total)
}

/// Operations that take a descriptor and answer nothing.
fn simple(
    scope: &mut v8::PinScope,
    rv: v8::ReturnValue,
    fd: v8::Local<v8::Value>,
    how: v8::Local<v8::Value>,
    syscall: &'static str,
    call: impl Fn(Descriptor) -> Result<(), Errno> + Send + 'static,
) {
    let fd = Descriptor::new(fd);
    run(scope, rv, how, move || -> Outcome<()> { retry(|| call(fd)).map_err(|errno| FsError::new(errno, syscall)) });
}

/// `fsync(fd, how)`
pub fn fsync(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    simple(scope, rv, args.get(0), args.get(1), "fsync", |fd| rustix::fs::fsync(fd.borrow()?));
}

/// `fdatasync(fd, how)`
pub fn fdatasync(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    simple(scope, rv, args.get(0), args.get(1), "fdatasync", |fd| rustix::fs::fdatasync(fd.borrow()?));
}

/// `ftruncate(fd, length, how)`
pub fn ftruncate(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let length = size(args.get(1)) as u64;
    simple(scope, rv, args.get(0), args.get(2), "ftruncate", move |fd| rustix::fs::ftruncate(fd.borrow()?, length));
}

/// `fchmod(fd, mode, how)`
pub fn fchmod(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let mode = args::mode(args.get(1));
    simple(scope, rv, args.get(0), args.get(2), "fchmod", move |fd| rustix::fs::fchmod(fd.borrow()?, mode));
}

/// `fchown(fd, uid, gid, how)`
pub fn fchown(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let (uid, gid) = owner(args.get(1), args.get(2));
    simple(scope, rv, args.get(0), args.get(3), "fchown", move |fd| rustix::fs::fchown(fd.borrow()?, uid, gid));
}

/// The owner and group that `chown` sets; -1 leaves as it is.
pub fn owner(uid: v8::Local<v8::Value>, gid: v8::Local<v8::Value>) -> (Option<Uid>, Option<Gid>) {
    let id = |value| Some(args::uint32(value)).filter(|&id| id != u32::MAX);
    (id(uid).map(Uid::from_raw), id(gid).map(Gid::from_raw))
}

/// `futimes(fd, atime, mtime, how)`
pub fn futimes(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let times = timestamps(args.get(1), args.get(2));
    simple(scope, rv, args.get(0), args.get(3), "futime", move |fd| rustix::fs::futimens(fd.borrow()?, &times));
}

/// Times in seconds as the kernel takes them.
pub fn timestamps(accessed: v8::Local<v8::Value>, modified: v8::Local<v8::Value>) -> Timestamps {
    Timestamps { last_access: timespec(args::double(accessed)), last_modification: timespec(args::double(modified)) }
}

/// What is not a number leaves the time as it is; infinity means now.
fn timespec(seconds: f64) -> rustix::fs::Timespec {
    if seconds.is_nan() {
        return rustix::fs::Timespec { tv_sec: 0, tv_nsec: rustix::fs::UTIME_OMIT };
    }
    if seconds.is_infinite() {
        return rustix::fs::Timespec { tv_sec: 0, tv_nsec: rustix::fs::UTIME_NOW };
    }
    let mut tv_sec = seconds as i64;
    let mut tv_nsec = ((seconds - tv_sec as f64) * 1e9) as i64;
    if tv_nsec < 0 {
        tv_nsec += 1_000_000_000;
        tv_sec -= 1;
    }
    rustix::fs::Timespec { tv_sec, tv_nsec }
}

#[cfg(test)]
mod tests {
    use super::timespec;

    #[test]
    fn times_keep_what_a_double_holds_and_count_down_before_the_epoch() {
        assert_eq!((timespec(1.25).tv_sec, timespec(1.25).tv_nsec), (1, 250_000_000));
        assert_eq!((timespec(-0.5).tv_sec, timespec(-0.5).tv_nsec), (-1, 500_000_000));
        assert_eq!(timespec(1.000_000_5).tv_nsec, 500);
        assert!(timespec(f64::NAN).tv_nsec == rustix::fs::UTIME_OMIT);
    }
}
