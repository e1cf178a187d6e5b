//! Child processes: starting them, their pipes, and word of their end.
//!
//! A running child is a number to JavaScript. Its end comes by a process descriptor (pidfd), so no signal handler is
//! involved and children of addons or of other threads are nobody's business here.

mod launch;
mod sync;

use crate::event_loop::{EventLoop, KeepAlive};
use crate::runtime::binding::Binding;
use crate::runtime::convert::{set, string};
use crate::runtime::{JsCallback, Runtime, provider};
use crate::set_functions;
use launch::Plan;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::CString;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::rc::Rc;
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

pub const BINDING: Binding = Binding { name: "child_process", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "close" => close,
        "closeDescriptor" => close_descriptor,
        "hasRef" => has_ref,
        "kill" => kill,
        "setRef" => set_ref,
        "socketPair" => socket_pair,
        "spawn" => spawn,
        "spawnSync" => sync::spawn_sync,
    });
}

struct Child {
    pid: libc::pid_t,
    /// Until the child's end has been collected its process id is nobody else's.
    running: Cell<bool>,
    alive: RefCell<Option<KeepAlive>>,
}

#[derive(Default)]
struct Children {
    next: Cell<u32>,
    open: RefCell<HashMap<u32, Rc<Child>>>,
}

/// How a process ended: its exit code, and the signal that ended it (0 for none).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ending {
    code: i32,
    signal: i32,
}

impl Ending {
    fn from_status(status: libc::c_int) -> Self {
        if libc::WIFSIGNALED(status) {
            Self { code: 0, signal: libc::WTERMSIG(status) }
        } else {
            Self { code: libc::WEXITSTATUS(status), signal: 0 }
        }
    }

    /// Collects the end of a child. Without `wait`, `None` while it runs.
    fn collect(pid: libc::pid_t, wait: bool) -> Option<Self> {
        let mut status = 0;
        loop {
            // SAFETY: waitpid writes the status.
            let result = unsafe { libc::waitpid(pid, &mut status, if wait { 0 } else { libc::WNOHANG }) };
            if result == pid {
                return Some(Self::from_status(status));
            }
            if result == 0 {
                return None;
            }
            if io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
                // Somebody else has collected it (an addon that waits for any child): its end is all that is known.
                return Some(Self { code: 0, signal: 0 });
            }
        }
    }
}

/// A descriptor that becomes readable when the process ends.
fn process_descriptor(pid: libc::pid_t) -> io::Result<OwnedFd> {
    // SAFETY: pidfd_open takes numbers and answers a new descriptor.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: just made.
    Ok(unsafe { OwnedFd::from_raw_fd(fd as RawFd) })
}

fn child_argument(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments) -> Option<Rc<Child>> {
    let id = args.get(0).uint32_value(scope)?;
    Runtime::current(scope).state::<Children>().open.borrow().get(&id).cloned()
}

// Reading the options.

fn get<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'_, v8::Object>,
    name: &str,
) -> v8::Local<'s, v8::Value> {
    let key = string(scope, name);
    object.get(scope, key.into()).unwrap_or_else(|| v8::undefined(scope).into())
}

/// JavaScript has refused null bytes, so a string always is a C string.
fn c_string(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> CString {
    let text = value.to_rust_string_lossy(scope);
    CString::new(text.split('\0').next().unwrap_or_default()).unwrap_or_default()
}

fn c_strings(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Vec<CString> {
    let Ok(list) = v8::Local::<v8::Array>::try_from(value) else {
        return Vec::new();
    };
    let mut strings = Vec::with_capacity(list.length() as usize);
    for index in 0..list.length() {
        if let Some(value) = list.get_index(scope, index) {
            strings.push(c_string(scope, value));
        }
    }
    strings
}

fn optional_id(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Option<u32> {
    if value.is_null_or_undefined() { None } else { value.uint32_value(scope) }
}

/// The plan from the options of `spawn` and `spawnSync`, without its descriptors.
fn plan_from(scope: &mut v8::PinScope<'_, '_>, options: v8::Local<'_, v8::Object>) -> Plan {
    let file = get(scope, options, "file");
    let args = get(scope, options, "args");
    let env = get(scope, options, "env");
    let cwd = get(scope, options, "cwd");
    let uid = get(scope, options, "uid");
    let gid = get(scope, options, "gid");
    let detached = get(scope, options, "detached");
    Plan {
        file: c_string(scope, file),
        args: c_strings(scope, args),
        env: c_strings(scope, env),
        cwd: (!cwd.is_null_or_undefined()).then(|| c_string(scope, cwd)),
        uid: optional_id(scope, uid),
        gid: optional_id(scope, gid),
        detached: detached.boolean_value(scope),
        stdio: Vec::new(),
    }
}

/// `spawn(options, onexit, handle, asyncId, triggerId)`: `{ id, pid }` or a negative errno. `onexit(code, signal)` comes when the
/// child has ended.
fn spawn(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(options) = v8::Local::<v8::Object>::try_from(args.get(0)) else {
        return;
    };
    let Some(callback) = JsCallback::of_handle(scope, provider::PROCESS, args.get(1), &args, 2) else {
        return;
    };
    let mut plan = plan_from(scope, options);
    let stdio = get(scope, options, "stdio");
    if let Ok(list) = v8::Local::<v8::Array>::try_from(stdio) {
        for index in 0..list.length() {
            let fd = list.get_index(scope, index).and_then(|value| value.int32_value(scope));
            plan.stdio.push(fd.unwrap_or(-1));
        }
    }
    let runtime = Runtime::current(scope);
    let event_loop = runtime.event_loop();
    // First what is needed for hearing of the child's end, then the child.
    let can_wait = event_loop.tokio().map(drop).map_err(|error| error.raw_os_error().unwrap_or(libc::EMFILE));
    let pid = match can_wait.and_then(|()| launch::launch(&plan)) {
        Ok(pid) => pid,
        Err(errno) => {
            rv.set_int32(-errno);
            return;
        }
    };
    let children = runtime.state::<Children>();
    let id = children.next.get();
    children.next.set(id + 1);
    let alive = RefCell::new(Some(event_loop.keep_alive("ProcessWrap")));
    let child = Rc::new(Child { pid, running: Cell::new(true), alive });
    children.open.borrow_mut().insert(id, child.clone());
    watch(event_loop, child, callback);

    let result = v8::Object::new(scope);
    let id = v8::Integer::new_from_unsigned(scope, id);
    set(scope, result, "id", id.into());
    let pid = v8::Integer::new(scope, pid);
    set(scope, result, "pid", pid.into());
    rv.set(result.into());
}

/// Waits for the child's end and reports it.
fn watch(event_loop: Rc<EventLoop>, child: Rc<Child>, callback: JsCallback) {
    let descriptor = process_descriptor(child.pid).and_then(|fd| {
        let _context = event_loop.tokio()?.enter();
        // SAFETY: the registration owns the descriptor.
        Ok(unsafe { AsyncFd::register_with_interest(fd, Interest::READABLE) }?)
    });
    // Weak, because the loop owns the future: both would live for ever when the loop ends first.
    let poster_loop = Rc::downgrade(&event_loop);
    let waits = match descriptor {
        Ok(descriptor) => {
            event_loop.spawn(async move {
                let ending = loop {
                    let Ok(mut guard) = descriptor.readable().await else {
                        break Ending::collect(child.pid, true);
                    };
                    if let Some(ending) = Ending::collect(child.pid, false) {
                        break Some(ending);
                    }
                    guard.clear_ready();
                };
                child.running.set(false);
                // What the child wrote before it ended is there by now and is delivered first.
                tokio::task::yield_now().await;
                if let Some(event_loop) = poster_loop.upgrade() {
                    event_loop.post(move |scope| {
                        let next_turn = Runtime::current(scope).event_loop();
                        next_turn.post(move |scope| report(scope, &child, &callback, ending));
                    });
                }
            })
        }
        Err(_) => {
            // A kernel before 5.3: a thread waits.
            let (send, receive) = tokio::sync::oneshot::channel();
            let pid = child.pid;
            let waiting = std::thread::Builder::new().name("anode-wait".into()).stack_size(64 << 10).spawn(move || {
                let _ = send.send(Ending::collect(pid, true));
            });
            if waiting.is_err() {
                return look_for_end(&event_loop, child, callback);
            }
            event_loop.spawn(async move {
                let ending = receive.await.ok().flatten();
                child.running.set(false);
                if let Some(event_loop) = poster_loop.upgrade() {
                    event_loop.post(move |scope| report(scope, &child, &callback, ending));
                }
            })
        }
    };
    debug_assert!(waits.is_ok(), "the child is started after tokio");
}

/// Without a descriptor and a thread for a child, the loop looks for its end from time to time.
fn look_for_end(event_loop: &EventLoop, child: Rc<Child>, callback: JsCallback) {
    event_loop.post_after(Duration::from_millis(10), move |scope| match Ending::collect(child.pid, false) {
        None => look_for_end(&Runtime::current(scope).event_loop(), child, callback),
        ending => {
            child.running.set(false);
            report(scope, &child, &callback, ending);
        }
    });
}

fn report(scope: &mut v8::PinScope<'_, '_>, child: &Child, callback: &JsCallback, ending: Option<Ending>) {
    child.alive.take();
    let ending = ending.unwrap_or(Ending { code: 0, signal: 0 });
    let code = v8::Integer::new(scope, ending.code);
    let signal = v8::Integer::new(scope, ending.signal);
    callback.call(scope, &[code.into(), signal.into()]);
}

/// `kill(id, signal)`: 0 or a negative errno.
fn kill(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let signal = args.get(1).int32_value(scope).unwrap_or(libc::SIGTERM);
    let child = child_argument(scope, &args).filter(|child| child.running.get());
    let Some(child) = child else {
        rv.set_int32(-libc::ESRCH);
        return;
    };
    // SAFETY: the child has not been collected, so the process id is still its own.
    let result = unsafe { libc::kill(child.pid, signal) };
    rv.set_int32(if result == 0 { 0 } else { -last_errno() });
}

fn close(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else {
        return;
    };
    let children = Runtime::current(scope).state::<Children>();
    if let Some(child) = children.open.borrow_mut().remove(&id) {
        child.alive.take();
    }
}

fn set_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(child) = child_argument(scope, &args) else {
        return;
    };
    if let Some(alive) = child.alive.borrow().as_ref() {
        if args.get(1).boolean_value(scope) { alive.ref_() } else { alive.unref() }
    }
}

fn has_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let referenced =
        child_argument(scope, &args).is_some_and(|child| child.alive.borrow().as_ref().is_some_and(KeepAlive::has_ref));
    rv.set_bool(referenced);
}

// Descriptors.

fn last_errno() -> i32 {
    io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

/// Two connected Unix sockets, closed on exec: what a pipe to a child is, so that both directions work.
fn connected_sockets() -> Result<(OwnedFd, OwnedFd), i32> {
    let mut pair = [-1; 2];
    // SAFETY: socketpair fills the two numbers.
    let result =
        unsafe { libc::socketpair(libc::AF_UNIX, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0, pair.as_mut_ptr()) };
    if result != 0 {
        return Err(last_errno());
    }
    // SAFETY: just made.
    Ok(unsafe { (OwnedFd::from_raw_fd(pair[0]), OwnedFd::from_raw_fd(pair[1])) })
}

/// `socketPair([mine, the child's])`: 0 or a negative errno. The numbers are JavaScript's to close.
fn socket_pair(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    use std::os::fd::IntoRawFd;
    let Ok(result) = v8::Local::<v8::Array>::try_from(args.get(0)) else {
        return;
    };
    match connected_sockets() {
        Ok((mine, theirs)) => {
            for (index, fd) in [mine.into_raw_fd(), theirs.into_raw_fd()].into_iter().enumerate() {
                let fd = v8::Integer::new(scope, fd);
                result.set_index(scope, index as u32, fd.into());
            }
            rv.set_int32(0);
        }
        Err(errno) => rv.set_int32(-errno),
    }
}

fn close_descriptor(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(fd) = args.get(0).int32_value(scope) {
        // SAFETY: JavaScript closes only what `socketPair` gave it, once.
        unsafe { libc::close(fd) };
    }
}

/// For `sync`: the descriptor that a raw number stands for must stay open, so it is only borrowed.
fn raw(fd: &OwnedFd) -> RawFd {
    fd.as_raw_fd()
}
