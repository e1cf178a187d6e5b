//! The Rust half of `node:fs`: system calls on behalf of JavaScript, one function each, at once or on the thread pool.
//!
//! `request` says how an operation is called and answers, `args` what it takes; the other files are the operations.

mod args;
mod descriptor;
mod directory;
mod error;
mod metadata;
mod open_files;
mod paths;
mod realpath;
mod remove;
mod request;
mod stat_watcher;
mod watch;
mod whole_file;

use crate::runtime::binding::Binding;
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "fs", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "open" => descriptor::open,
        "close" => descriptor::close,
        "adoptDescriptor" => open_files::adopt,
        "giveUpDescriptor" => open_files::give_up,
        "read" => descriptor::read,
        "readBuffers" => descriptor::read_buffers,
        "writeBuffer" => descriptor::write_buffer,
        "writeBuffers" => descriptor::write_buffers,
        "writeString" => descriptor::write_string,
        "fsync" => descriptor::fsync,
        "fdatasync" => descriptor::fdatasync,
        "ftruncate" => descriptor::ftruncate,
        "fchmod" => descriptor::fchmod,
        "fchown" => descriptor::fchown,
        "futimes" => descriptor::futimes,
    });
    set_functions!(scope, target, {
        "readFile" => whole_file::read_file,
        "writeFile" => whole_file::write_file,
        "copyFile" => whole_file::copy_file,
        "internalReadFileString" => whole_file::internal_read_file_string,
    });
    set_functions!(scope, target, {
        "stat" => metadata::stat,
        "lstat" => metadata::lstat,
        "fstat" => metadata::fstat,
        "statInto" => metadata::stat_into,
        "lstatInto" => metadata::lstat_into,
        "fstatInto" => metadata::fstat_into,
        "statfs" => metadata::statfs,
        "access" => metadata::access,
        "existsSync" => metadata::exists_sync,
        "internalModuleStat" => metadata::internal_module_stat,
    });
    set_functions!(scope, target, {
        "readdir" => directory::readdir,
        "opendir" => directory::opendir,
        "readEntries" => directory::read_entries,
        "mkdir" => directory::mkdir,
        "mkdtemp" => directory::mkdtemp,
        "rm" => remove::rm,
        "realpath" => realpath::realpath,
        "realpathNative" => realpath::realpath_native,
    });
    set_functions!(scope, target, {
        "rename" => paths::rename,
        "link" => paths::link,
        "symlink" => paths::symlink,
        "readlink" => paths::readlink,
        "unlink" => paths::unlink,
        "rmdir" => paths::rmdir,
        "chmod" => paths::chmod,
        "chown" => paths::chown,
        "lchown" => paths::lchown,
        "utimes" => paths::utimes,
        "lutimes" => paths::lutimes,
    });
    set_functions!(scope, target, {
        "watch" => watch::watch,
        "unwatch" => watch::unwatch,
        "setWatchRef" => watch::set_watch_ref,
        "watchStat" => stat_watcher::watch_stat,
        "unwatchStat" => stat_watcher::unwatch_stat,
        "setStatWatchRef" => stat_watcher::set_stat_watch_ref,
    });
}
