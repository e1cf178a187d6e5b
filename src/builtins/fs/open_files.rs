//! The descriptors that JavaScript of a worker has open as mere numbers, to be closed when the worker ends: files, and directories. On
//! the main thread the system does that.

use super::args::Descriptor;
use super::descriptor::close_raw;
use super::error::FsError;
use super::request::Reply;
use crate::runtime::{Runtime, warning};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Shared by the worker and its operations on the thread pool: the last of them closes what is left, so that no descriptor is closed
/// under an operation, and none that is opened late stays open.
#[derive(Default)]
pub struct OpenFiles(Mutex<HashSet<i32>>);

/// Those of a runtime.
#[derive(Default)]
struct OwnFiles(Arc<OpenFiles>);

impl Drop for OpenFiles {
    fn drop(&mut self) {
        for fd in self.list().drain() {
            // What another thread has closed is no longer there.
            let _ = close_raw(Descriptor::from_raw(fd));
        }
    }
}

impl OpenFiles {
    /// Those of this worker; `None` on the main thread.
    pub fn current(isolate: &v8::Isolate) -> Option<Arc<Self>> {
        let runtime = Runtime::current(isolate);
        runtime.worker().is_some().then(|| runtime.state::<OwnFiles>().0.clone())
    }

    fn list(&self) -> MutexGuard<'_, HashSet<i32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the number is new.
    pub fn add(&self, fd: i32) -> bool {
        self.list().insert(fd)
    }

    /// Whether it was there.
    pub fn remove(&self, fd: i32) -> bool {
        self.list().remove(&fd)
    }
}

/// Whether what `fs.open()` opens is closed with this worker (its option `trackUnmanagedFds`).
pub fn tracks_numbers(isolate: &v8::Isolate) -> bool {
    Runtime::current(isolate).worker().is_some_and(|worker| worker.tracks_descriptors)
}

/// A descriptor that has been opened.
pub struct Opened {
    pub fd: i32,
    /// Somebody has closed a descriptor of this number past `fs`.
    pub twice: bool,
}

impl Reply for Opened {
    fn into_js<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, FsError> {
        if self.twice {
            warning::emit(scope, &format!("File descriptor {} opened in unmanaged mode twice", self.fd), &[]);
        }
        self.fd.into_js(scope)
    }
}

/// `adoptDescriptor(fd)`: a descriptor that has come from another thread.
pub fn adopt(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(files) = OpenFiles::current(scope) {
        files.add(Descriptor::new(args.get(0)).raw());
    }
}

/// `giveUpDescriptor(fd)`: one that is somebody else's from now on.
pub fn give_up(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(files) = OpenFiles::current(scope) {
        files.remove(Descriptor::new(args.get(0)).raw());
    }
}
