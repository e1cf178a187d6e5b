//! Signals as events: a signal is caught from `start` until `stop`. A caught signal writes its number to a pipe of the
//! process (the only thing that a signal handler may safely do is write); a thread of V8's kind never sees it.
//!
//! Watchers do not keep the process alive. Only the thread that runs the main program watches; scripts of `node:vm` that SIGINT is
//! to end may run on any.

use crate::event_loop::Poster;
use crate::print::print_error;
use crate::runtime::binding::Binding;
use crate::runtime::{JsCallback, Runtime, current_frames, provider, signals};
use crate::set_functions;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

pub const BINDING: Binding = Binding { name: "signals", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, { "start" => start, "stop" => stop, "traceSigint" => trace_sigint });
}

/// The callbacks of this isolate, by signal number.
#[derive(Default)]
struct Watchers(RefCell<HashMap<i32, Rc<JsCallback>>>);

/// Where the handler writes to, -1 before the first watcher.
static PIPE: AtomicI32 = AtomicI32::new(-1);

/// How many signals were caught, and how many of them the thread that reads the pipe has passed on.
static CAUGHT: AtomicU64 = AtomicU64::new(0);
static PASSED_ON: AtomicU64 = AtomicU64::new(0);

/// Returns when all that was caught has been passed on, to the loop among others. A signal that the program sends itself is told of in
/// the loop's next turn, be it the last one. Gives up after some tens of milliseconds: a forked process has no such thread.
pub fn settle() {
    for attempt in 0..1000 {
        if PASSED_ON.load(Ordering::SeqCst) >= CAUGHT.load(Ordering::SeqCst) {
            return;
        }
        if attempt < 200 {
            std::thread::yield_now();
        } else {
            std::thread::sleep(Duration::from_micros(50));
        }
    }
}

extern "C" fn on_signal(signal: libc::c_int) {
    let number = signal as u8;
    let fd = PIPE.load(Ordering::Relaxed);
    // SAFETY: write is async-signal-safe, and errno is put back for the code that was interrupted. A full pipe loses the
    // signal, as the kernel does with standard signals that are already pending.
    unsafe {
        let errno = libc::__errno_location();
        let saved = *errno;
        CAUGHT.fetch_add(1, Ordering::SeqCst);
        if libc::write(fd, (&raw const number).cast(), 1) != 1 {
            CAUGHT.fetch_sub(1, Ordering::SeqCst);
        }
        *errno = saved;
    }
}

/// The loop of the thread that watches.
static MAIN_LOOP: OnceLock<Poster> = OnceLock::new();

fn post(task: impl FnOnce(&mut v8::PinScope<'_, '_>) + Send + 'static) {
    if let Some(main_loop) = MAIN_LOOP.get() {
        main_loop.post(task);
    }
}

/// Starts the thread that brings signals to the loop, once for the process.
fn start_reader(poster: Option<Poster>) -> io::Result<()> {
    static STARTED: Mutex<bool> = Mutex::new(false);
    if let Some(poster) = poster {
        let _ = MAIN_LOOP.set(poster);
    }
    // A program that was out of descriptors may ask again when it has some.
    let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    if *started {
        return Ok(());
    }
    let (reader, writer) = pipe()?;
    // The handler must never block; the reader may.
    // SAFETY: changes the status of a descriptor made above.
    unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) };
    std::thread::Builder::new().name("anode-signals".into()).stack_size(64 << 10).spawn(move || {
        block_all_signals();
        let mut number = 0u8;
        loop {
            // SAFETY: reads one byte into `number`.
            let count = unsafe { libc::read(reader.as_raw_fd(), (&raw mut number).cast(), 1) };
            if count == 1 {
                pass_on(i32::from(number));
                PASSED_ON.fetch_add(1, Ordering::SeqCst);
            } else if io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
                return;
            }
        }
    })?;
    // From now on the process's.
    PIPE.store(writer.into_raw_fd(), Ordering::Relaxed);
    *started = true;
    Ok(())
}

fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut pipe: [RawFd; 2] = [-1; 2];
    // SAFETY: pipe2 fills the two numbers.
    if unsafe { libc::pipe2(pipe.as_mut_ptr(), libc::O_CLOEXEC) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: just made, and nobody else's.
    Ok(pipe.map(|fd| unsafe { OwnedFd::from_raw_fd(fd) }).into())
}

fn pass_on(signal: i32) {
    if signal == libc::SIGINT && SigintBreak::interrupt() {
        return;
    }
    if signal == libc::SIGINT
        && let Some(isolate) = &*traced()
    {
        isolate.request_interrupt(interrupt_with_trace, std::ptr::null_mut());
        post(end_with_trace);
        return;
    }
    post(move |scope| dispatch(scope, signal));
}

fn block_all_signals() {
    // SAFETY: fills a set of its own and changes the mask of this thread alone.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, std::ptr::null_mut());
    }
}

fn dispatch(scope: &mut v8::PinScope<'_, '_>, signal: i32) {
    let watchers = Runtime::current(scope).state::<Watchers>();
    let callback = watchers.0.borrow().get(&signal).cloned();
    if let Some(callback) = callback {
        callback.call(scope, &[]);
    }
}

/// Whether the program, or a script of it, waits for `signal`.
pub fn is_watched(runtime: &Runtime, signal: i32) -> bool {
    runtime.state::<Watchers>().0.borrow().contains_key(&signal) || signal == libc::SIGINT && !breaks().is_empty()
}

/// `start(signal, callback, handle, asyncId, triggerId)`: 0 or a negative errno.
fn start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let signal = args.get(0).int32_value(scope).unwrap_or(0);
    let Some(callback) = JsCallback::of_handle(scope, provider::SIGNAL, args.get(1), &args, 2) else {
        return;
    };
    let runtime = Runtime::current(scope);
    let result =
        start_reader(Some(runtime.event_loop().poster())).and_then(|()| signals::set_handler(signal, on_signal));
    match result {
        Ok(()) => {
            runtime.state::<Watchers>().0.borrow_mut().insert(signal, Rc::new(callback));
            WATCHES_SIGINT.fetch_or(signal == libc::SIGINT, Ordering::Relaxed);
            rv.set_int32(0);
        }
        Err(error) => rv.set_int32(-error.raw_os_error().unwrap_or(libc::EINVAL)),
    }
}

/// `stop(signal)`: the signal does again what it does by default.
fn stop(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let signal = args.get(0).int32_value(scope).unwrap_or(0);
    Runtime::current(scope).state::<Watchers>().0.borrow_mut().remove(&signal);
    if signal == libc::SIGINT {
        WATCHES_SIGINT.store(false, Ordering::Relaxed);
        return leave_sigint(&breaks());
    }
    // It could be watched, so it can be left alone.
    let _ = signals::set_default(signal);
}

/// The isolate that SIGINT is to show the stack of before it ends the process (`util.setTraceSigInt`).
static TRACED: Mutex<Option<v8::IsolateHandle>> = Mutex::new(None);

fn traced() -> MutexGuard<'static, Option<v8::IsolateHandle>> {
    TRACED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs on the main thread, at a point where its JavaScript may be interrupted.
unsafe extern "C" fn interrupt_with_trace(isolate: v8::UnsafeRawIsolatePtr, _: *mut std::ffi::c_void) {
    // SAFETY: V8 passes the isolate of the current thread, which outlives the call.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
    v8::scope!(let scope, &mut isolate);
    let context = v8::Local::new(scope, Runtime::current(scope).context());
    end_with_trace(&mut v8::ContextScope::new(scope, context));
}

/// Says where the program is, and ends as SIGINT ends a process.
fn end_with_trace(scope: &mut v8::PinScope<'_, '_>) {
    const FRAMES: usize = 10;
    if traced().is_none() {
        return;
    }
    let frames = current_frames(scope, FRAMES);
    let before = if frames.is_empty() { "" } else { "\n" };
    print_error!("KEYBOARD_INTERRUPT: Script execution was interrupted by `SIGINT`{before}{frames}");
    let _ = signals::set_default(libc::SIGINT);
    // SAFETY: sends a signal to this thread, whose handler ends the process.
    unsafe { libc::raise(libc::SIGINT) };
}

/// `traceSigint(enable)`: 0 or a negative errno.
fn trace_sigint(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let mut result = Ok(());
    if args.get(0).is_true() {
        *traced() = Some(scope.thread_safe_handle());
        let poster = Runtime::current(scope).event_loop().poster();
        result = start_reader(Some(poster)).and_then(|()| signals::set_handler(libc::SIGINT, on_signal));
    } else {
        *traced() = None;
        leave_sigint(&breaks());
    }
    rv.set_int32(result.map_or_else(|error| -error.raw_os_error().unwrap_or(libc::EINVAL), |()| 0));
}

/// Whether the program listens for SIGINT.
static WATCHES_SIGINT: AtomicBool = AtomicBool::new(false);

/// Lets SIGINT do what it does by default, if nothing waits for it any more.
fn leave_sigint(breaks: &[Break]) {
    if breaks.is_empty() && traced().is_none() && !WATCHES_SIGINT.load(Ordering::Relaxed) {
        // It could be watched, so it can be left alone.
        let _ = signals::set_default(libc::SIGINT);
    }
}

struct Break {
    id: u64,
    isolate: v8::IsolateHandle,
    interrupted: bool,
}

/// The scripts that SIGINT ends, the innermost last. Held while one is ended, so that none is after it is over.
static BREAKS: Mutex<Vec<Break>> = Mutex::new(Vec::new());

fn breaks() -> MutexGuard<'static, Vec<Break>> {
    BREAKS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While it is there, SIGINT terminates the execution of an isolate, and nobody else is told of it.
pub struct SigintBreak(u64);

impl SigintBreak {
    pub fn start(isolate: &v8::Isolate) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        start_reader(None)?;
        let mut breaks = breaks();
        breaks.push(Break { id, isolate: isolate.thread_safe_handle(), interrupted: false });
        signals::set_handler(libc::SIGINT, on_signal).inspect_err(|_| drop(breaks.pop()))?;
        Ok(Self(id))
    }

    /// Ends the innermost script, if there is one.
    fn interrupt() -> bool {
        let mut breaks = breaks();
        let Some(innermost) = breaks.last_mut() else {
            return false;
        };
        innermost.interrupted = true;
        innermost.isolate.terminate_execution();
        true
    }

    /// Whether there was a SIGINT. The termination is the caller's to cancel.
    pub fn stop(self) -> bool {
        let mut breaks = breaks();
        let at = breaks.iter().position(|candidate| candidate.id == self.0);
        let interrupted = at.is_some_and(|at| breaks.remove(at).interrupted);
        leave_sigint(&breaks);
        interrupted
    }
}
