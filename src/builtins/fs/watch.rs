//! `fs.watch`: changes of files and folders as inotify reports them. One inotify instance for each loop; watchers of the same
//! file share its watch.

use crate::event_loop::poller::{Pollable, READABLE, Registration};
use crate::event_loop::{EventLoop, KeepAlive};
use crate::runtime::convert::uint8_array;
use crate::runtime::{JsCallback, Runtime, provider};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::ffi::CString;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::path::Path;
use std::rc::{Rc, Weak};

type Errno = i32;

/// What libuv watches for.
const MASK: u32 = libc::IN_ATTRIB
    | libc::IN_CREATE
    | libc::IN_MODIFY
    | libc::IN_DELETE
    | libc::IN_DELETE_SELF
    | libc::IN_MOVE_SELF
    | libc::IN_MOVED_FROM
    | libc::IN_MOVED_TO;

struct Watcher {
    watch: i32,
    /// The last part of the path: what an event of a file itself is reported with.
    name: Vec<u8>,
    callback: JsCallback,
    alive: RefCell<Option<KeepAlive>>,
}

#[derive(Default)]
struct Watchers {
    inotify: OnceCell<Rc<Inotify>>,
    next: Cell<u32>,
    open: RefCell<HashMap<u32, Rc<Watcher>>>,
    /// Who shares a watch, in the order of their making.
    sharing: RefCell<HashMap<i32, Vec<u32>>>,
}

struct Inotify {
    // Before the descriptor, which it names.
    registration: RefCell<Option<Registration>>,
    fd: OwnedFd,
    watchers: Weak<Watchers>,
}

impl Inotify {
    fn new(event_loop: &EventLoop, watchers: &Rc<Watchers>) -> io::Result<Rc<Self>> {
        // SAFETY: a new descriptor, or -1.
        let fd = unsafe { libc::inotify_init1(libc::IN_NONBLOCK | libc::IN_CLOEXEC) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: just made.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        let inotify = Rc::new(Self { registration: RefCell::default(), fd, watchers: Rc::downgrade(watchers) });
        let me: Weak<Self> = Rc::downgrade(&inotify);
        let registration = Registration::new(event_loop, inotify.fd.as_raw_fd(), me)?;
        registration.watch(READABLE)?;
        *inotify.registration.borrow_mut() = Some(registration);
        Ok(inotify)
    }

    fn read(&self, buffer: &mut [u8]) -> Option<usize> {
        // SAFETY: the pointer and the length describe the buffer.
        let count = unsafe { libc::read(self.fd.as_raw_fd(), buffer.as_mut_ptr().cast(), buffer.len()) };
        usize::try_from(count).ok().filter(|count| *count > 0)
    }
}

struct Event {
    watch: i32,
    mask: u32,
    name: Vec<u8>,
}

/// The events that the kernel has written: a header of four numbers each, and a name that null bytes fill up.
fn parse(mut bytes: &[u8]) -> Vec<Event> {
    const HEADER: usize = size_of::<libc::inotify_event>();
    const { assert!(HEADER == 16) };
    let mut events = Vec::new();
    while bytes.len() >= HEADER {
        let number = |at: usize| u32::from_ne_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let length = number(12) as usize;
        let Some(name) = bytes.get(HEADER..HEADER + length) else { break };
        let name = name.iter().take_while(|byte| **byte != 0).copied().collect();
        events.push(Event { watch: number(0) as i32, mask: number(4), name });
        bytes = &bytes[HEADER + length..];
    }
    events
}

impl Pollable for Inotify {
    fn ready(self: Rc<Self>, scope: &mut v8::PinScope<'_, '_>, _: u32) {
        let mut buffer = [0; 4096];
        while let Some(count) = self.read(&mut buffer) {
            let Some(watchers) = self.watchers.upgrade() else { return };
            for event in parse(&buffer[..count]) {
                let concerned = watchers.sharing.borrow().get(&event.watch).cloned().unwrap_or_default();
                for id in concerned {
                    if Runtime::current(scope).event_loop().is_stopping() {
                        return;
                    }
                    // An earlier one may have closed it.
                    let watcher = watchers.open.borrow().get(&id).cloned();
                    if let Some(watcher) = watcher {
                        report(scope, &watcher, &event);
                    }
                }
            }
        }
    }
}

fn report(scope: &mut v8::PinScope<'_, '_>, watcher: &Watcher, event: &Event) {
    v8::scope!(let scope, scope);
    const CHANGE: u32 = libc::IN_ATTRIB | libc::IN_MODIFY;
    let name = if event.name.is_empty() { watcher.name.clone() } else { event.name.clone() };
    let name = uint8_array(scope, name).into();
    let is_change = v8::Boolean::new(scope, event.mask & CHANGE != 0).into();
    let is_rename = v8::Boolean::new(scope, event.mask & !CHANGE != 0).into();
    watcher.callback.call(scope, &[is_rename, is_change, name]);
}

fn start(watchers: &Rc<Watchers>, event_loop: &Rc<EventLoop>, path: &str) -> Result<i32, Errno> {
    let errno = |error: io::Error| error.raw_os_error().unwrap_or(libc::EIO);
    let inotify = match watchers.inotify.get() {
        Some(inotify) => inotify.clone(),
        None => {
            let inotify = Inotify::new(event_loop, watchers).map_err(errno)?;
            watchers.inotify.get_or_init(|| inotify).clone()
        }
    };
    let path = CString::new(path).map_err(|_| libc::EINVAL)?;
    // SAFETY: the path is a C string.
    let watch = unsafe { libc::inotify_add_watch(inotify.fd.as_raw_fd(), path.as_ptr(), MASK) };
    if watch < 0 { Err(errno(io::Error::last_os_error())) } else { Ok(watch) }
}

/// `watch(path, callback, handle, asyncId, triggerId)`: the number of the watcher, or a negative errno. `callback(isRename, isChange,
/// name)`, the name as bytes.
pub fn watch(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = args.get(0).to_rust_string_lossy(scope);
    let Some(callback) = JsCallback::of_handle(scope, provider::FS_EVENT, args.get(1), &args, 2) else { return };
    let runtime = Runtime::current(scope);
    let event_loop = runtime.event_loop();
    let watchers = runtime.state::<Watchers>();
    let watch = match start(&watchers, &event_loop, &path) {
        Ok(watch) => watch,
        Err(errno) => return rv.set_int32(-errno),
    };
    let name = Path::new(&path).file_name().map_or_else(Vec::new, |name| name.as_encoded_bytes().to_vec());
    let alive = RefCell::new(Some(event_loop.keep_alive("FSEventWrap")));
    let id = watchers.next.get();
    watchers.next.set(id + 1);
    watchers.sharing.borrow_mut().entry(watch).or_default().push(id);
    watchers.open.borrow_mut().insert(id, Rc::new(Watcher { watch, name, callback, alive }));
    rv.set_uint32(id);
}

/// `unwatch(id)`
pub fn unwatch(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    let watchers = Runtime::current(scope).state::<Watchers>();
    let Some(watcher) = watchers.open.borrow_mut().remove(&id) else { return };
    watcher.alive.take();
    let mut sharing = watchers.sharing.borrow_mut();
    if let Some(ids) = sharing.get_mut(&watcher.watch) {
        ids.retain(|other| *other != id);
        if !ids.is_empty() {
            return;
        }
        sharing.remove(&watcher.watch);
    }
    if let Some(inotify) = watchers.inotify.get() {
        // SAFETY: takes numbers; a watch that has ended by itself is an error that changes nothing.
        unsafe { libc::inotify_rm_watch(inotify.fd.as_raw_fd(), watcher.watch) };
    }
}

/// `setWatchRef(id, referenced)`
pub fn set_watch_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    let referenced = args.get(1).boolean_value(scope);
    let watchers = Runtime::current(scope).state::<Watchers>();
    if let Some(watcher) = watchers.open.borrow().get(&id)
        && let Some(alive) = watcher.alive.borrow().as_ref()
    {
        if referenced { alive.ref_() } else { alive.unref() }
    }
}
