//! `rm`: a file, or a directory with all that is in it, with the patience that is asked for.

use std::time::Duration;

use rustix::fs::FileType;
use rustix::io::Errno;

use super::args;
use super::descriptor::retry;
use super::error::{FsError, Outcome};
use super::request::run;

#[derive(Clone, Copy)]
struct Options {
    force: bool,
    recursive: bool,
    retries: u32,
    delay: u32,
}

/// `rm(path, force, recursive, maxRetries, retryDelay, how)`
///
/// A directory without `recursive` fails with `EISDIR` of `rm`; the JavaScript half words that error.
pub fn rm(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let options = Options {
        force: args.get(1).is_true(),
        recursive: args.get(2).is_true(),
        retries: args::uint32(args.get(3)),
        delay: args::uint32(args.get(4)),
    };
    run(scope, rv, args.get(5), move || remove(path, options));
}

fn remove(path: Vec<u8>, options: Options) -> Outcome<()> {
    let stat = match rustix::fs::lstat(&path) {
        Ok(stat) => stat,
        Err(Errno::NOENT) if options.force => return Ok(()),
        Err(errno) => return Err(FsError::at(errno, "lstat", path)),
    };
    if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
        return patiently(options, || unlink(&path));
    }
    if !options.recursive {
        return Err(FsError::at(Errno::ISDIR, "rm", path));
    }
    remove_tree(&path, options)
}

/// Repeats what fails for a reason that may pass, each time waiting longer.
fn patiently(options: Options, mut step: impl FnMut() -> Outcome<()>) -> Outcome<()> {
    let mut attempt = 0;
    loop {
        let error = match step() {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let passing =
            matches!(error.errno(), Some(Errno::BUSY | Errno::MFILE | Errno::NFILE | Errno::NOTEMPTY | Errno::PERM));
        if !passing || attempt == options.retries {
            return Err(error);
        }
        attempt += 1;
        std::thread::sleep(Duration::from_millis(u64::from(attempt) * u64::from(options.delay)));
    }
}

/// What is gone already is as good as removed.
fn gone(outcome: Result<(), Errno>) -> Result<(), Errno> {
    match outcome {
        Err(Errno::NOENT) => Ok(()),
        outcome => outcome,
    }
}

fn unlink(path: &[u8]) -> Outcome<()> {
    gone(retry(|| rustix::fs::unlink(path))).map_err(|errno| FsError::at(errno, "unlink", path))
}

/// Removes a directory and what is in it. The empty ones go without being listed.
fn remove_tree(path: &[u8], options: Options) -> Outcome<()> {
    patiently(options, || {
        match gone(rustix::fs::rmdir(path)) {
            Ok(()) => return Ok(()),
            Err(Errno::NOTEMPTY | Errno::EXIST) => {}
            Err(errno) => return Err(FsError::at(errno, "rmdir", path)),
        }
        for (name, is_directory) in children(path)? {
            let child = [path, b"/", &name].concat();
            if is_directory {
                remove_tree(&child, options)?;
            } else {
                patiently(options, || unlink(&child))?;
            }
        }
        gone(rustix::fs::rmdir(path)).map_err(|errno| FsError::at(errno, "rmdir", path))
    })
}

fn children(path: &[u8]) -> Outcome<Vec<(Vec<u8>, bool)>> {
    let failure = |errno| FsError::at(errno, "scandir", path);
    let flags = rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::CLOEXEC;
    let directory = match retry(|| rustix::fs::open(path, flags, rustix::fs::Mode::empty())) {
        Ok(directory) => directory,
        Err(Errno::NOENT) => return Ok(Vec::new()),
        Err(errno) => return Err(failure(errno)),
    };
    let mut children = Vec::new();
    for entry in rustix::fs::Dir::new(directory).map_err(failure)? {
        let entry = entry.map_err(failure)?;
        let name = entry.file_name().to_bytes();
        if name == b"." || name == b".." {
            continue;
        }
        let is_directory = match entry.file_type() {
            FileType::Unknown => {
                let child = [path, b"/", name].concat();
                rustix::fs::lstat(&child).is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
            }
            file_type => file_type == FileType::Directory,
        };
        children.push((name.to_vec(), is_directory));
    }
    Ok(children)
}
