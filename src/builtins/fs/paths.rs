//! Operations on names: links, renaming, removing, and what can be told to the file behind a path.

use rustix::fs::{AtFlags, CWD};
use rustix::io::Errno;

use super::args;
use super::descriptor::{owner, timestamps};
use super::error::{FsError, Outcome};
use super::request::{Text, run};

/// Operations that take one path and answer nothing.
fn simple(
    scope: &mut v8::PinScope,
    rv: v8::ReturnValue,
    path: v8::Local<v8::Value>,
    how: v8::Local<v8::Value>,
    syscall: &'static str,
    call: impl FnOnce(&[u8]) -> Result<(), Errno> + Send + 'static,
) {
    let path = args::path(scope, path);
    run(scope, rv, how, move || -> Outcome<()> { call(&path).map_err(|errno| FsError::at(errno, syscall, path)) });
}

/// Operations that take two paths and answer nothing.
fn between(
    scope: &mut v8::PinScope,
    args: &v8::FunctionCallbackArguments,
    rv: v8::ReturnValue,
    syscall: &'static str,
    call: impl FnOnce(&[u8], &[u8]) -> Result<(), Errno> + Send + 'static,
) {
    let from = args::path(scope, args.get(0));
    let to = args::path(scope, args.get(1));
    run(scope, rv, args.get(2), move || -> Outcome<()> {
        call(&from, &to).map_err(|errno| FsError::between(errno, syscall, from, to))
    });
}

/// `rename(from, to, how)`
pub fn rename(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    between(scope, &args, rv, "rename", |from, to| rustix::fs::rename(from, to));
}

/// `link(existing, new, how)`
pub fn link(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    between(scope, &args, rv, "link", |from, to| rustix::fs::link(from, to));
}

/// `symlink(target, path, how)`
pub fn symlink(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    between(scope, &args, rv, "symlink", |target, path| rustix::fs::symlink(target, path));
}

/// `readlink(path, asBuffer, how)`
pub fn readlink(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let as_buffer = args.get(1).is_true();
    run(scope, rv, args.get(2), move || match rustix::fs::readlink(&path, Vec::new()) {
        Ok(target) => Ok(Text { bytes: target.into_bytes(), as_buffer }),
        Err(errno) => Err(FsError::at(errno, "readlink", path)),
    });
}

/// `unlink(path, how)`
pub fn unlink(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    simple(scope, rv, args.get(0), args.get(1), "unlink", |path| rustix::fs::unlink(path));
}

/// `rmdir(path, how)`
pub fn rmdir(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    simple(scope, rv, args.get(0), args.get(1), "rmdir", |path| rustix::fs::rmdir(path));
}

/// `chmod(path, mode, how)`
pub fn chmod(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let mode = args::mode(args.get(1));
    simple(scope, rv, args.get(0), args.get(2), "chmod", move |path| rustix::fs::chmod(path, mode));
}

/// `chown(path, uid, gid, how)`
pub fn chown(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let (uid, gid) = owner(args.get(1), args.get(2));
    simple(scope, rv, args.get(0), args.get(3), "chown", move |path| {
        rustix::fs::chownat(CWD, path, uid, gid, AtFlags::empty())
    });
}

/// `lchown(path, uid, gid, how)`
pub fn lchown(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let (uid, gid) = owner(args.get(1), args.get(2));
    simple(scope, rv, args.get(0), args.get(3), "lchown", move |path| {
        rustix::fs::chownat(CWD, path, uid, gid, AtFlags::SYMLINK_NOFOLLOW)
    });
}

/// `utimes(path, atime, mtime, how)`
pub fn utimes(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let times = timestamps(args.get(1), args.get(2));
    simple(scope, rv, args.get(0), args.get(3), "utime", move |path| {
        rustix::fs::utimensat(CWD, path, &times, AtFlags::empty())
    });
}

/// `lutimes(path, atime, mtime, how)`
pub fn lutimes(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let times = timestamps(args.get(1), args.get(2));
    simple(scope, rv, args.get(0), args.get(3), "lutime", move |path| {
        rustix::fs::utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW)
    });
}
