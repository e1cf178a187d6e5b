//! What resolution asks of the file system, with as few system calls as possible: the kind of a path and its real path.
//!
//! Real paths of directories are kept for good, as Node.js does. Kinds are kept only while an outermost `require` or
//! import is at work ([`FileSystem::begin`] and [`FileSystem::end`]), and only until the program changes files meanwhile
//! ([`file_system_changed`]).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

static CHANGES: AtomicU32 = AtomicU32::new(0);

/// Called by whatever may create, remove or rename files on behalf of the program: what is remembered holds no longer.
pub fn file_system_changed() {
    CHANGES.fetch_add(1, Ordering::Relaxed);
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything that exists and is no directory.
    File,
    Directory,
    Missing,
}

#[derive(Clone, Copy)]
struct Entry {
    kind: Kind,
    symlink: bool,
}

/// The caches of one isolate.
#[derive(Default)]
pub struct FileSystem {
    depth: Cell<u32>,
    /// What `CHANGES` was when `entries` were last known to hold.
    seen_changes: Cell<u32>,
    entries: RefCell<HashMap<String, Entry>>,
    real_directories: RefCell<HashMap<String, String>>,
}

impl FileSystem {
    /// From here to the matching [`FileSystem::end`] kinds are remembered.
    pub fn begin(&self) {
        self.depth.set(self.depth.get() + 1);
    }

    /// A number that changes whenever remembered absence of files must be forgotten.
    pub fn epoch(&self) -> u32 {
        let changes = CHANGES.load(Ordering::Relaxed);
        if self.seen_changes.replace(changes) != changes {
            self.entries.borrow_mut().clear();
        }
        changes
    }

    pub fn end(&self) {
        let depth = self.depth.get().saturating_sub(1);
        self.depth.set(depth);
        if depth == 0 {
            self.entries.borrow_mut().clear();
        }
    }

    /// True while kinds, and so also the absence of files, may be remembered.
    pub fn remembers(&self) -> bool {
        self.depth.get() > 0
    }

    pub fn kind(&self, path: &str) -> Kind {
        self.entry(path).kind
    }

    fn entry(&self, path: &str) -> Entry {
        self.epoch();
        if let Some(entry) = self.entries.borrow().get(path) {
            return *entry;
        }
        let entry = look_at(path);
        if self.remembers() {
            self.entries.borrow_mut().insert(path.to_owned(), entry);
        }
        entry
    }

    /// The path without symbolic links. A path that cannot be resolved stays as it is.
    pub fn real_path(&self, path: &str) -> String {
        let path = path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(path);
        let Some((directory, name)) = path.rsplit_once('/') else {
            return path.to_owned();
        };
        if self.entry(path).symlink {
            return canonicalize(path);
        }
        let mut real = self.real_directory(directory);
        if !real.ends_with('/') {
            real.push('/');
        }
        real.push_str(name);
        real
    }

    fn real_directory(&self, directory: &str) -> String {
        if directory.is_empty() {
            return "/".to_owned();
        }
        if let Some(real) = self.real_directories.borrow().get(directory) {
            return real.clone();
        }
        let real = self.real_path(directory);
        self.real_directories.borrow_mut().insert(directory.to_owned(), real.clone());
        real
    }
}

fn look_at(path: &str) -> Entry {
    let missing = Entry { kind: Kind::Missing, symlink: false };
    let Ok(metadata) = std::fs::symlink_metadata(path) else {
        return missing;
    };
    if !metadata.file_type().is_symlink() {
        return Entry { kind: kind_of(&metadata), symlink: false };
    }
    match std::fs::metadata(path) {
        Ok(metadata) => Entry { kind: kind_of(&metadata), symlink: true },
        Err(_) => missing,
    }
}

fn kind_of(metadata: &std::fs::Metadata) -> Kind {
    if metadata.is_dir() { Kind::Directory } else { Kind::File }
}

fn canonicalize(path: &str) -> String {
    match std::fs::canonicalize(path) {
        Ok(real) => real.to_string_lossy().into_owned(),
        Err(_) => path.to_owned(),
    }
}

/// `path.resolve(base, path)` for POSIX paths; `base` is absolute.
pub fn join(base: &str, path: &str) -> String {
    let mut out = String::with_capacity(base.len() + path.len() + 1);
    if !path.starts_with('/') {
        push_segments(&mut out, base);
    }
    push_segments(&mut out, path);
    if out.is_empty() {
        out.push('/');
    }
    out
}

fn push_segments(out: &mut String, path: &str) {
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                let end = out.rfind('/').unwrap_or(0);
                out.truncate(end);
            }
            name => {
                out.push('/');
                out.push_str(name);
            }
        }
    }
}

/// `path.dirname` of an absolute POSIX path.
pub fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(end) => &path[..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_resolves_dots_and_absolute_paths() {
        assert_eq!(join("/a/b", "./c"), "/a/b/c");
        assert_eq!(join("/a/b", "../c/./d/"), "/a/c/d");
        assert_eq!(join("/a/b", "/c"), "/c");
        assert_eq!(join("/a", "../../.."), "/");
        assert_eq!(join("/", "a"), "/a");
    }

    #[test]
    fn parents() {
        assert_eq!(parent("/a/b"), "/a");
        assert_eq!(parent("/a"), "/");
    }
}
