//! `realpath`: the path of a file without symbolic links, in the two ways that Node.js has.

use rustix::fs::FileType;
use rustix::io::Errno;

use super::args;
use super::directory::normalize;
use super::error::{FsError, Outcome};
use super::request::{Text, run};

/// `realpathNative(path, asBuffer, how)`: the C library's answer and its error.
pub fn realpath_native(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let as_buffer = args.get(1).is_true();
    run(scope, rv, args.get(2), move || match canonical(&path) {
        Ok(bytes) => Ok(Text { bytes, as_buffer }),
        Err(errno) => Err(FsError::at(errno, "realpath", path)),
    });
}

/// `realpath(path, asBuffer, how)`: `..` is resolved before symbolic links are, and the error names the part of the
/// path that is at fault.
pub fn realpath(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let as_buffer = args.get(1).is_true();
    run(scope, rv, args.get(2), move || -> Outcome<Text> {
        let absolute = absolute(&path)?;
        let bytes = match canonical(&absolute) {
            Ok(bytes) => bytes,
            Err(_) => walk(absolute)?,
        };
        Ok(Text { bytes, as_buffer })
    });
}

fn canonical(path: &[u8]) -> Result<Vec<u8>, Errno> {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    match std::fs::canonicalize(std::ffi::OsStr::from_bytes(path)) {
        Ok(path) => Ok(path.into_os_string().into_vec()),
        Err(error) => Err(Errno::from_io_error(&error).unwrap_or(Errno::IO)),
    }
}

/// What `path.resolve` makes of a path.
fn absolute(path: &[u8]) -> Outcome<Vec<u8>> {
    if path.starts_with(b"/") {
        return Ok(normalize(path));
    }
    let current = rustix::process::getcwd(Vec::new()).map_err(|errno| FsError::new(errno, "uv_cwd"))?;
    Ok(normalize(&[current.as_bytes(), b"/", path].concat()))
}

/// Goes through an absolute path part by part, to find what is wrong with it: each part is looked at by `lstat`, the
/// target of each symbolic link by `stat`.
fn walk(absolute: Vec<u8>) -> Outcome<Vec<u8>> {
    let mut pending = absolute;
    let mut resolved = Vec::new();
    'restart: loop {
        resolved.clear();
        let parts: Vec<&[u8]> = pending.split(|&byte| byte == b'/').filter(|part| !part.is_empty()).collect();
        for (index, part) in parts.iter().enumerate() {
            let parent = resolved.len();
            resolved.push(b'/');
            resolved.extend_from_slice(part);
            let stat =
                rustix::fs::lstat(&resolved).map_err(|errno| FsError::at(errno, "lstat", resolved.as_slice()))?;
            if FileType::from_raw_mode(stat.st_mode) != FileType::Symlink {
                continue;
            }
            // Also ends circles of links, by ELOOP.
            let stat = rustix::fs::stat(&resolved).map_err(|errno| FsError::at(errno, "stat", resolved.as_slice()))?;
            let target = rustix::fs::readlink(&resolved, Vec::new())
                .map_err(|errno| FsError::at(errno, "readlink", resolved.as_slice()))?;
            let target = target.as_bytes();
            let mut next = if target.starts_with(b"/") { Vec::new() } else { resolved[..parent].to_vec() };
            next.push(b'/');
            next.extend_from_slice(target);
            for rest in &parts[index + 1..] {
                next.push(b'/');
                next.extend_from_slice(rest);
            }
            pending = normalize(&next);
            // Where a descriptor in /proc leads to, a pipe or a socket has no path that could be looked at.
            let has_no_path = matches!(FileType::from_raw_mode(stat.st_mode), FileType::Fifo | FileType::Socket)
                && rustix::fs::lstat(&pending).is_err();
            if has_no_path {
                return Ok(pending);
            }
            continue 'restart;
        }
        break;
    }
    if resolved.is_empty() {
        resolved.push(b'/');
    }
    Ok(resolved)
}
