//! What is known about a file: `stat` and its kin, `statfs`, `access`, and the questions of the module loader.

use rustix::fs::{AtFlags, CWD, FileType, StatxFlags, StatxTimestamp, makedev};
use rustix::io::Errno;

use super::args::{self, Descriptor};
use super::error::{FsError, Outcome};
use super::request::{Reply, run};
use anode_napi::memory::array_buffer_of;

/// Number of values that describe a file, in the order that `internal/fs/stats` reads them.
pub(super) const STAT_FIELDS: usize = 18;

/// How JavaScript wants numbers: as doubles, or exact.
#[derive(Clone, Copy)]
pub(super) enum Precision {
    Double,
    BigInt,
}

impl Precision {
    pub(super) fn new(big: v8::Local<v8::Value>) -> Self {
        if big.is_true() { Precision::BigInt } else { Precision::Double }
    }
}

/// A file's description as 64-bit values, the signed ones in two's complement.
pub(super) struct Stat {
    pub(super) values: [u64; STAT_FIELDS],
    pub(super) precision: Precision,
}

impl Reply for Stat {
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError> {
        number_array(scope, &self.values, self.precision)
    }
}

/// Which file `stat` describes.
enum Subject {
    /// The file a path leads to.
    Followed(Vec<u8>),
    /// The file a path names, even when it is a symbolic link.
    Named(Vec<u8>),
    Open(Descriptor),
}

impl Subject {
    fn query(&self) -> Result<[u64; STAT_FIELDS], Errno> {
        match self {
            Subject::Followed(path) => query_followed(path),
            Subject::Named(path) => query(CWD, path, AtFlags::SYMLINK_NOFOLLOW),
            Subject::Open(fd) => query(fd.borrow()?, b"", AtFlags::EMPTY_PATH),
        }
    }

    fn failure(self, errno: Errno) -> FsError {
        match self {
            Subject::Followed(path) => FsError::at(errno, "stat", path),
            Subject::Named(path) => FsError::at(errno, "lstat", path),
            Subject::Open(_) => FsError::new(errno, "fstat"),
        }
    }
}

/// The values of the file that `path` leads to.
pub(super) fn query_followed(path: &[u8]) -> Result<[u64; STAT_FIELDS], Errno> {
    query(CWD, path, AtFlags::empty())
}

fn query(fd: impl std::os::fd::AsFd, path: &[u8], flags: AtFlags) -> Result<[u64; STAT_FIELDS], Errno> {
    let wanted = StatxFlags::BASIC_STATS | StatxFlags::BTIME;
    let stat = match rustix::fs::statx(&fd, path, flags, wanted) {
        Ok(stat) => stat,
        // Old kernels, and sandboxes that do not know the call.
        Err(Errno::NOSYS | Errno::PERM | Errno::OPNOTSUPP) => return query_without_birth(fd, path, flags),
        Err(errno) => return Err(errno),
    };
    let seconds = |time: StatxTimestamp| time.tv_sec as u64;
    let nanoseconds = |time: StatxTimestamp| u64::from(time.tv_nsec);
    Ok([
        makedev(stat.stx_dev_major, stat.stx_dev_minor),
        u64::from(stat.stx_mode),
        u64::from(stat.stx_nlink),
        u64::from(stat.stx_uid),
        u64::from(stat.stx_gid),
        makedev(stat.stx_rdev_major, stat.stx_rdev_minor),
        u64::from(stat.stx_blksize),
        stat.stx_ino,
        stat.stx_size,
        stat.stx_blocks,
        seconds(stat.stx_atime),
        nanoseconds(stat.stx_atime),
        seconds(stat.stx_mtime),
        nanoseconds(stat.stx_mtime),
        seconds(stat.stx_ctime),
        nanoseconds(stat.stx_ctime),
        seconds(stat.stx_btime),
        nanoseconds(stat.stx_btime),
    ])
}

/// The same without the time of birth.
fn query_without_birth(fd: impl std::os::fd::AsFd, path: &[u8], flags: AtFlags) -> Result<[u64; STAT_FIELDS], Errno> {
    let stat = rustix::fs::statat(fd, path, flags)?;
    Ok([
        stat.st_dev,
        u64::from(stat.st_mode),
        stat.st_nlink as u64,
        u64::from(stat.st_uid),
        u64::from(stat.st_gid),
        stat.st_rdev,
        stat.st_blksize as u64,
        stat.st_ino,
        stat.st_size as u64,
        stat.st_blocks as u64,
        stat.st_atime as u64,
        stat.st_atime_nsec as u64,
        stat.st_mtime as u64,
        stat.st_mtime_nsec as u64,
        stat.st_ctime as u64,
        stat.st_ctime_nsec as u64,
        0,
        0,
    ])
}

/// `stat(path, bigint, mode)` and the others on the thread pool: a fresh typed array of the values.
fn describe(scope: &mut v8::PinScope, args: &v8::FunctionCallbackArguments, rv: v8::ReturnValue, subject: Subject) {
    let precision = Precision::new(args.get(1));
    run(scope, rv, args.get(2), move || match subject.query() {
        Ok(values) => Ok(Stat { values, precision }),
        Err(errno) => Err(subject.failure(errno)),
    });
}

pub fn stat(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let subject = Subject::Followed(args::path(scope, args.get(0)));
    describe(scope, &args, rv, subject);
}

pub fn lstat(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let subject = Subject::Named(args::path(scope, args.get(0)));
    describe(scope, &args, rv, subject);
}

pub fn fstat(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    describe(scope, &args, rv, Subject::Open(Descriptor::new(args.get(0))));
}

/// `statInto(path, array, throwIfNoEntry)`: fills the caller's typed array, so that a synchronous `stat` allocates
/// nothing but its result. Returns whether there is such a file.
fn describe_into(
    scope: &mut v8::PinScope,
    args: &v8::FunctionCallbackArguments,
    mut rv: v8::ReturnValue,
    subject: Subject,
) {
    match subject.query() {
        Ok(values) => {
            store(args.get(1), &values);
            rv.set_bool(true);
        }
        Err(Errno::NOENT | Errno::NOTDIR) if args.get(2).is_false() => rv.set_bool(false),
        Err(errno) => {
            let exception = subject.failure(errno).into_exception(scope);
            scope.throw_exception(exception);
        }
    }
}

pub fn stat_into(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let subject = Subject::Followed(args::path(scope, args.get(0)));
    describe_into(scope, &args, rv, subject);
}

pub fn lstat_into(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let subject = Subject::Named(args::path(scope, args.get(0)));
    describe_into(scope, &args, rv, subject);
}

pub fn fstat_into(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    describe_into(scope, &args, rv, Subject::Open(Descriptor::new(args.get(0))));
}

/// Writes `values` into a `Float64Array` or a `BigInt64Array` that has room for them.
fn store(array: v8::Local<v8::Value>, values: &[u64; STAT_FIELDS]) {
    let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(array) else { return };
    if view.byte_length() < STAT_FIELDS * 8 {
        return;
    }
    let precision = if array.is_big_int64_array() { Precision::BigInt } else { Precision::Double };
    let data = view.data().cast::<u8>();
    for (index, &value) in values.iter().enumerate() {
        let bytes = encode(index, value, precision);
        // SAFETY: the view has at least `STAT_FIELDS` values of 8 bytes, and no JavaScript runs in between.
        unsafe { data.add(index * 8).copy_from_nonoverlapping(bytes.as_ptr(), 8) };
    }
}

/// One value in the bytes of its typed array. Seconds (even positions from 10 on) are signed, all else is not.
fn encode(index: usize, value: u64, precision: Precision) -> [u8; 8] {
    match precision {
        Precision::BigInt => value.to_ne_bytes(),
        Precision::Double if index >= 10 && index.is_multiple_of(2) => (value as i64 as f64).to_ne_bytes(),
        Precision::Double => (value as f64).to_ne_bytes(),
    }
}

fn number_array<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    values: &[u64],
    precision: Precision,
) -> Result<v8::Local<'s, v8::Value>, FsError> {
    let bytes: Vec<u8> =
        values.iter().enumerate().flat_map(|(index, &value)| encode(index, value, precision)).collect();
    let buffer = array_buffer_of(scope, bytes);
    let array = match precision {
        Precision::Double => v8::Float64Array::new(scope, buffer, 0, values.len()).map(Into::into),
        Precision::BigInt => v8::BigInt64Array::new(scope, buffer, 0, values.len()).map(Into::into),
    };
    array.ok_or(FsError::TooLarge { size: values.len() as u64 })
}

/// The description of a file system.
struct StatFs {
    values: [u64; 8],
    precision: Precision,
}

impl Reply for StatFs {
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError> {
        number_array(scope, &self.values, self.precision)
    }
}

/// `statfs(path, bigint, mode)`
pub fn statfs(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let precision = Precision::new(args.get(1));
    run(scope, rv, args.get(2), move || match rustix::fs::statfs(&path) {
        Ok(stat) => Ok(StatFs {
            values: [
                stat.f_type as u64,
                stat.f_bsize as u64,
                stat.f_frsize as u64,
                stat.f_blocks,
                stat.f_bfree,
                stat.f_bavail,
                stat.f_files,
                stat.f_ffree,
            ],
            precision,
        }),
        Err(errno) => Err(FsError::at(errno, "statfs", path)),
    });
}

/// `access(path, mode, how)`
pub fn access(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let wanted = rustix::fs::Access::from_bits_retain(args::uint32(args.get(1)));
    run(scope, rv, args.get(2), move || -> Outcome<()> {
        rustix::fs::access(&path, wanted).map_err(|errno| FsError::at(errno, "access", path))
    });
}

/// `existsSync(path)`
pub fn exists_sync(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    rv.set_bool(rustix::fs::access(&path, rustix::fs::Access::EXISTS).is_ok());
}

/// `internalModuleStat(path)`: 0 for a file, 1 for a directory, negative when there is nothing. Never throws.
pub fn internal_module_stat(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    rv.set_int32(match rustix::fs::stat(&path) {
        Ok(stat) => i32::from(FileType::from_raw_mode(stat.st_mode) == FileType::Directory),
        Err(errno) => -errno.raw_os_error(),
    });
}

#[cfg(test)]
mod tests {
    use super::{AtFlags, CWD, query, query_without_birth};

    #[test]
    fn both_calls_describe_a_file_alike() {
        let (with, without) = (query(CWD, b"/", AtFlags::empty()), query_without_birth(CWD, b"/", AtFlags::empty()));
        assert_eq!(with.unwrap()[..16], without.unwrap()[..16]);
    }
}
