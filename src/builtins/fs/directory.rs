//! Directories: listing them whole or piece by piece, making them, also with all that leads to them or with a new name.

use std::collections::VecDeque;
use std::mem::MaybeUninit;

use rustix::fs::{FileType, Mode, OFlags, RawDir};
use rustix::io::Errno;

use super::args::{self, Descriptor};
use super::descriptor::{open_raw, retry};
use super::error::{FsError, Outcome};
use super::open_files::OpenFiles;
use super::request::{OPEN_DIRECTORY, Reply, Text, run, run_as, string};
use anode_napi::memory::array_buffer_of;

/// What `fs.constants.UV_DIRENT_*` call a type.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
enum EntryType {
    Unknown = 0,
    File = 1,
    Directory = 2,
    Link = 3,
    Fifo = 4,
    Socket = 5,
    Char = 6,
    Block = 7,
}

impl From<FileType> for EntryType {
    fn from(file_type: FileType) -> Self {
        match file_type {
            FileType::RegularFile => EntryType::File,
            FileType::Directory => EntryType::Directory,
            FileType::Symlink => EntryType::Link,
            FileType::Fifo => EntryType::Fifo,
            FileType::Socket => EntryType::Socket,
            FileType::CharacterDevice => EntryType::Char,
            FileType::BlockDevice => EntryType::Block,
            FileType::Unknown => EntryType::Unknown,
        }
    }
}

struct Entry {
    name: Vec<u8>,
    file_type: EntryType,
}

/// Names, with types when they are asked for, and for a recursive listing with types the directory of each.
struct Listing {
    entries: Vec<Entry>,
    /// For each entry its place in `parents`.
    parent_of: Vec<u32>,
    parents: Vec<Vec<u8>>,
    shape: Shape,
}

#[derive(Clone, Copy)]
struct Shape {
    as_buffer: bool,
    with_types: bool,
    recursive: bool,
}

impl Reply for Listing {
    /// An array of names; with types `[names, types]`; recursive with types `[names, types, directories]`.
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError> {
        let Shape { as_buffer, with_types, recursive } = self.shape;
        let mut names = Vec::with_capacity(self.entries.len());
        let mut types: Vec<v8::Local<v8::Value>> = Vec::new();
        for entry in self.entries {
            if with_types {
                types.push(v8::Integer::new(scope, entry.file_type as i32).into());
            }
            names.push(if as_buffer { array_buffer_of(scope, entry.name).into() } else { string(scope, &entry.name)? });
        }
        let names = v8::Array::new_with_elements(scope, &names);
        if !with_types {
            return Ok(names.into());
        }
        let types = v8::Array::new_with_elements(scope, &types);
        if !recursive {
            return Ok(v8::Array::new_with_elements(scope, &[names.into(), types.into()]).into());
        }
        let parents = self.parents.iter().map(|parent| string(scope, parent)).collect::<Result<Vec<_>, _>>()?;
        let directories: Vec<_> = self.parent_of.iter().map(|&index| parents[index as usize]).collect();
        let directories = v8::Array::new_with_elements(scope, &directories);
        Ok(v8::Array::new_with_elements(scope, &[names.into(), types.into(), directories.into()]).into())
    }
}

/// The entries of one directory in the order of their bytes, as libuv sorts them.
fn scan(path: &[u8], with_types: bool) -> Result<Vec<Entry>, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let directory = retry(|| rustix::fs::open(path, flags, Mode::empty()))?;
    let mut buffer = [MaybeUninit::uninit(); 32 * 1024];
    let mut entries = Vec::new();
    let mut stream = RawDir::new(&directory, &mut buffer);
    while let Some(entry) = stream.next() {
        let entry = entry?;
        let name = entry.file_name();
        if is_dots(name.to_bytes()) {
            continue;
        }
        let mut file_type = EntryType::from(entry.file_type());
        if with_types && file_type == EntryType::Unknown {
            file_type = type_by_stat(&directory, name);
        }
        entries.push(Entry { name: name.to_bytes().to_vec(), file_type });
    }
    entries.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

fn is_dots(name: &[u8]) -> bool {
    name == b"." || name == b".."
}

/// For the file systems that do not tell types in their listings.
fn type_by_stat(directory: &rustix::fd::OwnedFd, name: &std::ffi::CStr) -> EntryType {
    match rustix::fs::statat(directory, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => FileType::from_raw_mode(stat.st_mode).into(),
        Err(_) => EntryType::Unknown,
    }
}

/// `readdir(path, asBuffer, withTypes, recursive, how)`
pub fn readdir(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let shape =
        Shape { as_buffer: args.get(1).is_true(), with_types: args.get(2).is_true(), recursive: args.get(3).is_true() };
    run(scope, rv, args.get(4), move || {
        if shape.recursive {
            return list_tree(path, shape);
        }
        match scan(&path, shape.with_types) {
            Ok(entries) => Ok(Listing { entries, parent_of: Vec::new(), parents: Vec::new(), shape }),
            Err(errno) => Err(FsError::at(errno, "scandir", path)),
        }
    });
}

/// A whole tree, level by level, also through symbolic links (a circle of them ends in a path that is too long).
/// Names are relative to `root`; with types they are bare, beside their directory.
fn list_tree(root: Vec<u8>, shape: Shape) -> Outcome<Listing> {
    let mut listing = Listing { entries: Vec::new(), parent_of: Vec::new(), parents: Vec::new(), shape };
    // Each directory with its path relative to the root.
    let mut queue = VecDeque::from([(root.clone(), Vec::new())]);
    while let Some((directory, relative)) = queue.pop_front() {
        let found = scan(&directory, true).map_err(|errno| FsError::at(errno, "scandir", directory.as_slice()))?;
        let parent = listing.parents.len() as u32;
        for Entry { name, file_type } in found {
            let path = join(&directory, &name);
            let below = join(&relative, &name);
            let descends = match file_type {
                EntryType::Directory => true,
                EntryType::Link => is_directory(&path),
                _ => false,
            };
            if descends {
                queue.push_back((path, below.clone()));
            }
            listing.entries.push(Entry { name: if shape.with_types { name } else { below }, file_type });
            listing.parent_of.push(parent);
        }
        listing.parents.push(if relative.is_empty() { directory } else { normalize(&join(&root, &relative)) });
    }
    Ok(listing)
}

fn is_directory(path: &[u8]) -> bool {
    rustix::fs::stat(path).is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
}

fn join(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let mut path = directory.to_vec();
    if !path.is_empty() && !path.ends_with(b"/") {
        path.push(b'/');
    }
    path.extend_from_slice(name);
    path
}

/// What `path.normalize` makes of a path: without `.`, `..` (where something precedes it) and repeated slashes.
pub fn normalize(path: &[u8]) -> Vec<u8> {
    let absolute = path.starts_with(b"/");
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|&last| last != b"..") => {
                parts.pop();
            }
            b".." if absolute => {}
            part => parts.push(part),
        }
    }
    let mut normal = if absolute { vec![b'/'] } else { Vec::new() };
    normal.extend(parts.join(&b'/'));
    if normal.is_empty() {
        normal.push(b'.');
    }
    normal
}

/// `opendir(path, how)`: a descriptor for `readEntries`, to be closed by `close`.
pub fn opendir(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let files = OpenFiles::current(scope);
    run_as(OPEN_DIRECTORY, scope, rv, args.get(1), move || {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = open_raw(&path, flags, Mode::empty()).map_err(|errno| FsError::at(errno, "opendir", path))?;
        if let Some(files) = files {
            files.add(fd);
        }
        Ok(fd)
    });
}

/// `readEntries(fd, count, asBuffer, how)`: `[names, types]` of about `count` further entries, in the directory's own
/// order; without any at the end.
pub fn read_entries(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    /// What an entry with a name of middling length takes; one with the longest name takes 280 bytes.
    const ENTRY_SIZE: usize = 48;
    let fd = Descriptor::new(args.get(0));
    let size = (args::uint32(args.get(1)) as usize).saturating_mul(ENTRY_SIZE).clamp(512, 1 << 20);
    let shape = Shape { as_buffer: args.get(2).is_true(), with_types: true, recursive: false };
    run(scope, rv, args.get(3), move || {
        let mut entries = Vec::new();
        let failure = |errno| FsError::new(errno, "readdir");
        let mut buffer = vec![MaybeUninit::uninit(); size];
        // Directories are never removed from under their descriptor; an empty one still lists its two dots.
        let mut stream = RawDir::new(fd.borrow().map_err(failure)?, &mut buffer);
        while let Some(entry) = stream.next() {
            let entry = entry.map_err(failure)?;
            let name = entry.file_name().to_bytes();
            if !is_dots(name) {
                entries.push(Entry { name: name.to_vec(), file_type: entry.file_type().into() });
            }
            if stream.is_buffer_empty() && !entries.is_empty() {
                break;
            }
        }
        Ok(Listing { entries, parent_of: Vec::new(), parents: Vec::new(), shape })
    });
}

/// `mkdir(path, mode, recursive, how)`: recursive, the first directory that had to be made, if any.
pub fn mkdir(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let mode = args::mode(args.get(1));
    let recursive = args.get(2).is_true();
    run(scope, rv, args.get(3), move || -> Outcome<Option<Text>> {
        let made = if recursive { make_all(&path, mode) } else { rustix::fs::mkdir(&path, mode).map(|()| None) };
        match made {
            Ok(first) => Ok(first.map(|bytes| Text { bytes, as_buffer: false })),
            Err(errno) => Err(FsError::at(errno, "mkdir", path)),
        }
    });
}

/// Makes a directory with all that leads to it; the outermost one that was missing, or `None`.
fn make_all(path: &[u8], mode: Mode) -> Result<Option<Vec<u8>>, Errno> {
    let mut missing = vec![path.to_vec()];
    let mut first = None;
    while let Some(next) = missing.pop() {
        match rustix::fs::mkdir(&next, mode) {
            Ok(()) => {
                first.get_or_insert(next);
            }
            Err(Errno::NOENT) => {
                let Some(parent) = parent(&next) else { return Err(Errno::NOENT) };
                // Its target is missing: a dangling symbolic link, which no parent helps.
                if rustix::fs::lstat(&next).is_ok() {
                    return Err(Errno::NOENT);
                }
                missing.push(next);
                missing.push(parent);
            }
            Err(errno @ (Errno::NOTDIR | Errno::ACCESS | Errno::PERM | Errno::NOSPC | Errno::ROFS)) => {
                return Err(errno);
            }
            Err(errno) => match rustix::fs::stat(&next) {
                Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::Directory => {}
                // A file in the way: of the last name, or of what comes before it.
                Ok(_) if missing.is_empty() => return Err(errno),
                Ok(_) => return Err(Errno::NOTDIR),
                Err(found) => return Err(found),
            },
        }
    }
    Ok(first)
}

/// The directory that a path names its last part in, `None` for a single name.
fn parent(path: &[u8]) -> Option<Vec<u8>> {
    let end = path.iter().rposition(|&byte| byte != b'/')?;
    let slash = path[..=end].iter().rposition(|&byte| byte == b'/')?;
    match path[..slash].iter().rposition(|&byte| byte != b'/') {
        Some(last) => Some(path[..=last].to_vec()),
        None => Some(b"/".to_vec()),
    }
}

/// `mkdtemp(prefix, asBuffer, how)`: the name of a new directory, the prefix and six random characters.
pub fn mkdtemp(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    let prefix = args::path(scope, args.get(0));
    let as_buffer = args.get(1).is_true();
    run(scope, rv, args.get(2), move || match make_temporary(&prefix) {
        Ok(bytes) => Ok(Text { bytes, as_buffer }),
        Err(errno) => Err(FsError::at(errno, "mkdtemp", [&prefix[..], b"XXXXXX"].concat())),
    });
}

fn make_temporary(prefix: &[u8]) -> Result<Vec<u8>, Errno> {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const ATTEMPTS: usize = 100;
    for _ in 0..ATTEMPTS {
        let mut random = [0; 6];
        retry(|| rustix::rand::getrandom(&mut random, rustix::rand::GetRandomFlags::empty()))?;
        let mut path = prefix.to_vec();
        path.extend(random.iter().map(|&byte| ALPHABET[usize::from(byte) % ALPHABET.len()]));
        match rustix::fs::mkdir(&path, Mode::RWXU) {
            Ok(()) => return Ok(path),
            Err(Errno::EXIST) => continue,
            Err(errno) => return Err(errno),
        }
    }
    Err(Errno::EXIST)
}

#[cfg(test)]
mod tests {
    use super::{normalize, parent};

    #[test]
    fn parents_ignore_repeated_and_trailing_slashes() {
        assert_eq!(parent(b"a/b//"), Some(b"a".to_vec()));
        assert_eq!(parent(b"a//b"), Some(b"a".to_vec()));
        assert_eq!(parent(b"/a"), Some(b"/".to_vec()));
        assert_eq!(parent(b"a"), None);
        assert_eq!(parent(b"/"), None);
    }

    #[test]
    fn normal_paths_have_no_dots() {
        assert_eq!(normalize(b"./a//b/../c/."), b"a/c");
        assert_eq!(normalize(b"/../a"), b"/a");
        assert_eq!(normalize(b"../../a"), b"../../a");
        assert_eq!(normalize(b"a/.."), b".");
    }
}
