//! Reading and writing a file as a whole, in one step: open, the work, close.

use rustix::fs::{FileType, Mode, OFlags};
use rustix::io::Errno;

use super::args::{self, Content, Descriptor, Target};
use super::descriptor::{close_raw, open_raw, retry, write_all};
use super::error::{FsError, Outcome};
use super::request::{READ_FILE, REQUEST, Text, WRITE_FILE, run, run_as, string};

/// The largest file that one buffer takes, as in Node.js.
const MAX_SIZE: u64 = (1 << 31) - 1;

/// How much is read at a time when the size is not known beforehand.
const CHUNK: usize = 64 * 1024;

/// A descriptor that is closed when it goes out of scope, unless JavaScript owns it.
struct Opened {
    fd: Descriptor,
    ours: bool,
}

impl Opened {
    fn new(target: &Target, flags: OFlags, mode: Mode) -> Outcome<Opened> {
        match target {
            Target::Descriptor(fd) => Ok(Opened { fd: *fd, ours: false }),
            Target::Path(path) => match open_raw(path, flags, mode) {
                Ok(fd) => Ok(Opened { fd: Descriptor::from_raw(fd), ours: true }),
                Err(errno) => Err(FsError::at(errno, "open", path.as_slice())),
            },
        }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if self.ours {
            // What could fail was reported by the write or the sync before it, as in Node.js.
            let _ = close_raw(self.fd);
        }
    }
}

/// `readFile(pathOrFd, flags, asText, how)`: a string, or an `ArrayBuffer`.
pub fn read_file(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let target = Target::new(scope, args.get(0));
    let flags = args::open_flags(args.get(1));
    let as_buffer = !args.get(2).is_true();
    // Node.js tells the path of a failed read unless it happens at once.
    let names_path = !args.get(3).is_undefined();
    let names = if matches!(target, Target::Path(_)) { READ_FILE } else { REQUEST };
    run_as(names, scope, rv, args.get(3), move || {
        let file = Opened::new(&target, flags, Mode::from_bits_retain(0o666))?;
        match read_to_end(file.fd, as_buffer) {
            Ok(bytes) => Ok(Text { bytes, as_buffer }),
            Err(FsError::System { errno, syscall: "read", .. }) if names_path && matches!(target, Target::Path(_)) => {
                let Target::Path(path) = target else { return Err(FsError::new(errno, "read")) };
                Err(FsError::at(errno, "read", path))
            }
            Err(error) => Err(error),
        }
    });
}

/// Everything from the descriptor's position on. The size of a regular file saves the read that only finds its end.
pub fn read_to_end(fd: Descriptor, asks_size: bool) -> Outcome<Vec<u8>> {
    let stat = match fd.borrow().and_then(rustix::fs::fstat) {
        Ok(stat) => stat,
        Err(errno) => return Err(FsError::new(errno, if asks_size { "fstat" } else { "read" })),
    };
    let is_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
    let size = if is_file { stat.st_size as u64 } else { 0 };
    if size > MAX_SIZE {
        return Err(FsError::TooLarge { size });
    }
    let mut bytes = Vec::with_capacity(if size == 0 { CHUNK } else { size as usize });
    loop {
        if bytes.len() as u64 > MAX_SIZE {
            return Err(FsError::TooLarge { size: bytes.len() as u64 });
        }
        bytes.reserve(if size == 0 { CHUNK } else { 1 });
        let count = read_more(fd, &mut bytes).map_err(|errno| FsError::new(errno, "read"))?;
        if count == 0 || (size > 0 && bytes.len() as u64 >= size) {
            return Ok(bytes);
        }
    }
}

/// One read into the spare capacity of `bytes`.
fn read_more(fd: Descriptor, bytes: &mut Vec<u8>) -> Result<usize, Errno> {
    retry(|| rustix::io::read(fd.borrow()?, rustix::buffer::spare_capacity(bytes)))
}

/// `internalReadFileString(path)`: the text of a file, or `undefined` when it cannot be read. For the module loader.
pub fn internal_read_file_string(
    scope: &mut v8::PinScope,
    args: v8::FunctionCallbackArguments,
    mut rv: v8::ReturnValue,
) {
    let target = Target::new(scope, args.get(0));
    let text = Opened::new(&target, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())
        .and_then(|file| read_to_end(file.fd, false))
        .and_then(|bytes| string(scope, &bytes));
    if let Ok(text) = text {
        rv.set(text);
    }
}

/// `writeFile(pathOrFd, data, flags, mode, flush, how)`
pub fn write_file(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let target = Target::new(scope, args.get(0));
    let content = Content::new(scope, args.get(1));
    let flags = args::open_flags(args.get(2));
    let mode = args::mode(args.get(3));
    let flush = args.get(4).is_true();
    let names = if matches!(target, Target::Path(_)) { WRITE_FILE } else { REQUEST };
    run_as(names, scope, rv, args.get(5), move || -> Outcome<()> {
        let file = Opened::new(&target, flags, mode)?;
        write_all(file.fd, content.as_slice()).map_err(|errno| FsError::new(errno, "write"))?;
        if flush {
            retry(|| rustix::fs::fsync(file.fd.borrow()?)).map_err(|errno| FsError::new(errno, "fsync"))?;
        }
        Ok(())
    });
}

/// `copyFile(from, to, flags, how)`
pub fn copy_file(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let from = args::path(scope, args.get(0));
    let to = args::path(scope, args.get(1));
    let flags = args::uint32(args.get(2));
    run(scope, rv, args.get(3), move || -> Outcome<()> {
        copy(&from, &to, flags).map_err(|errno| FsError::between(errno, "copyfile", from, to))
    });
}

const COPYFILE_EXCL: u32 = 1;
const COPYFILE_FICLONE: u32 = 2;
const COPYFILE_FICLONE_FORCE: u32 = 4;

/// Copies content and mode. A destination that this call has begun to fill does not survive its failure.
fn copy(from: &[u8], to: &[u8], flags: u32) -> Result<(), Errno> {
    let source_fd = retry(|| rustix::fs::open(from, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()))?;
    let source = rustix::fs::fstat(&source_fd)?;
    let mode = Mode::from_raw_mode(source.st_mode);

    let exclusive = if flags & COPYFILE_EXCL != 0 { OFlags::EXCL } else { OFlags::empty() };
    let create = OFlags::WRONLY | OFlags::CREATE | OFlags::CLOEXEC | exclusive;
    let target_fd = retry(|| rustix::fs::open(to, create, mode))?;
    let target = rustix::fs::fstat(&target_fd)?;
    if source.st_dev == target.st_dev && source.st_ino == target.st_ino {
        return Ok(());
    }

    let outcome = (|| {
        rustix::fs::ftruncate(&target_fd, 0)?;
        // File systems without modes refuse; the content matters more.
        match rustix::fs::fchmod(&target_fd, mode) {
            Err(Errno::PERM | Errno::NOTSUP) | Ok(()) => {}
            Err(errno) => return Err(errno),
        }
        if flags & (COPYFILE_FICLONE | COPYFILE_FICLONE_FORCE) != 0 {
            match rustix::fs::ioctl_ficlone(&target_fd, &source_fd) {
                Ok(()) => return Ok(()),
                Err(errno) if flags & COPYFILE_FICLONE_FORCE != 0 => return Err(errno),
                Err(_) => {}
            }
        }
        copy_content(&source_fd, &target_fd)
    })();
    if outcome.is_err() {
        // The failure that led here is the one to report.
        let _ = rustix::fs::unlink(to);
    }
    outcome
}

/// Copies inside the kernel where it can, else through a buffer.
fn copy_content(source: &rustix::fd::OwnedFd, target: &rustix::fd::OwnedFd) -> Result<(), Errno> {
    /// The most that one call is asked to copy.
    const STEP: usize = 1 << 30;
    let mut copied = false;
    loop {
        match retry(|| rustix::fs::copy_file_range(source, None, target, None, STEP)) {
            // Files that claim to be empty, as in /proc, have content that only `read` shows.
            Ok(0) if !copied => break,
            Ok(0) => return Ok(()),
            Ok(_) => copied = true,
            Err(Errno::NOSYS | Errno::XDEV | Errno::INVAL | Errno::OPNOTSUPP | Errno::PERM | Errno::IO) if !copied => {
                break;
            }
            Err(errno) => return Err(errno),
        }
    }
    let mut buffer = vec![0; CHUNK];
    loop {
        let count = retry(|| rustix::io::read(source, &mut buffer))?;
        if count == 0 {
            return Ok(());
        }
        let mut rest = &buffer[..count];
        while !rest.is_empty() {
            let written = retry(|| rustix::io::write(target, rest))?;
            rest = &rest[written..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::copy;

    #[test]
    fn a_copy_takes_content_and_mode_and_refuses_to_overwrite_when_told_to() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("anode-copy-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (from, to) = (folder.join("from"), folder.join("to"));
        std::fs::write(&from, b"content").unwrap();
        std::fs::set_permissions(&from, std::fs::Permissions::from_mode(0o640)).unwrap();
        let bytes = |path: &std::path::Path| path.as_os_str().as_encoded_bytes().to_vec();
        copy(&bytes(&from), &bytes(&to), 0).unwrap();
        assert_eq!(std::fs::read(&to).unwrap(), b"content");
        assert_eq!(std::fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(copy(&bytes(&from), &bytes(&to), super::COPYFILE_EXCL).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
