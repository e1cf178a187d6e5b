//! A program's life: the isolate and its realm are made, the program runs, the loop turns until nothing keeps it alive,
//! `beforeExit` and `exit` are emitted, the process ends.

use super::arrow_message::arrow_message;
use super::bootstrap::{self, Realm};
use super::convert::leading_number;
use super::heap_limits::HeapLimits;
use super::node_api::NodeApi;
use super::worker::{self, WorkerThread};
use super::{Runtime, exceptions, message_listener, near_heap_limit, profiles, signals, v8_setup};
use crate::builtins::messaging::{add_thread, remove_thread};
use crate::builtins::net::flush_streams;
use crate::builtins::performance::{Milestone, mark};
use crate::builtins::v8::gc;
use crate::cli::Options;
use crate::event_loop::{EventLoop, Platform, ThreadPool};
use crate::print::print_error;
use std::io::Write;
use std::rc::Rc;
use std::sync::Arc;

/// What kind of thread a runtime is on.
pub enum Thread {
    Main,
    Worker(WorkerThread),
}

/// Runs what the options say on this thread, as the process's main thread. Does not return.
pub fn run_main_thread(options: Options) -> ! {
    mark(Milestone::NodeStart);
    prepare_process(&options);
    crate::builtins::process::raise_descriptor_limit();
    v8_setup::initialize(&options);
    mark(Milestone::V8Start);
    let event_loop = EventLoop::new(true).unwrap_or_else(|error| {
        print_error!("anode: cannot start the event loop: {error}");
        std::process::exit(1)
    });
    let code = run_isolate(options, Thread::Main, event_loop);
    flush_and_exit(code)
}

/// Once, before anything else runs.
fn prepare_process(options: &Options) {
    keep_descriptors_from_children();
    // Those of SIGSEGV and SIGBUS, too: Rust's own handlers turn an overflow of the native stack into an abort, and swallow the
    // first such signal that somebody sends. The process is to end with the signal.
    signals::prepare(!options.is_set("--disable-sigusr1"));
    extern "C" fn shut_down_pool() {
        ThreadPool::shut_down();
    }
    // SAFETY: a function that may run at any exit. Registered first, so that what addons register runs before, as with
    // libuv, whose destructor does the same.
    unsafe { libc::atexit(shut_down_pool) };
}

/// What this process has inherited beside the standard streams is not its children's. Descriptors are given in a row, so the search
/// ends where there are none (libuv's `uv_disable_stdio_inheritance`).
fn keep_descriptors_from_children() {
    for fd in 3.. {
        // SAFETY: takes no memory; a number that is no descriptor is an error.
        if unsafe { libc::ioctl(fd, libc::FIOCLEX) } != 0 && fd > 15 {
            return;
        }
    }
}

/// Makes an isolate on this thread, runs the program in it and disposes of it; the exit code.
pub fn run_isolate(options: Options, thread: Thread, event_loop: Rc<EventLoop>) -> i32 {
    let params = bootstrap::with_snapshot(v8::CreateParams::default());
    let mut isolate = v8::Isolate::new(match &thread {
        Thread::Worker(worker) => worker.limits.apply(params),
        Thread::Main => HeapLimits::of_this_machine().apply(params),
    });
    prepare_isolate(&mut isolate);
    if options.is_set("--trace-uncaught") {
        isolate.set_capture_stack_trace_for_uncaught_exceptions(true, 10);
    }
    if let Thread::Worker(worker) = &thread {
        worker.limits.limit_stack(&mut isolate);
        worker.watch_heap_limit(&mut isolate);
    }
    let runtime;
    let code = {
        v8::scope!(let scope, &mut isolate);
        let (context, bootstrapped) = Realm::context(scope);
        let scope = &mut v8::ContextScope::new(scope, context);
        runtime = Runtime::install(scope, context, Arc::new(options), thread, event_loop);
        Platform::register(scope, runtime.event_loop.poster());
        if let Some(worker) = runtime.worker() {
            worker.started(scope, &runtime.event_loop);
        } else {
            add_thread(0, runtime.event_loop.poster());
        }
        mark(Milestone::Environment);
        make_realm(scope, &runtime, bootstrapped);
        mark(Milestone::BootstrapComplete);
        profiles::start(scope, &runtime);
        if let Some(limit) = runtime.options().text("--heapsnapshot-near-heap-limit") {
            near_heap_limit::write_snapshots(scope, &runtime, leading_number(limit) as u32);
        }
        // A worker may be ended before it has begun.
        let code = if runtime.realm.get().is_some() { run_program(scope, &runtime) } else { 1 };
        runtime.tear_down(scope);
        code
    };
    if let Some(worker) = runtime.worker() {
        worker.stopped();
        // The runtime's handles go before the isolate that they point into.
        Runtime::uninstall(&mut isolate);
        drop(runtime);
        Platform::dispose(isolate);
    } else {
        // The process ends now: taking the heap apart first would only take time.
        std::mem::forget(isolate);
    }
    code
}

fn prepare_isolate(isolate: &mut v8::OwnedIsolate) {
    isolate.set_microtasks_policy(v8::MicrotasksPolicy::Explicit);
    super::fatal::watch(isolate);
    isolate.set_promise_reject_callback(on_promise_reject);
    message_listener::install(isolate);
    isolate.set_wasm_streaming_callback(crate::builtins::wasm_web_api::compile);
    crate::modules::install(isolate);
}

fn make_realm(scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime, bootstrapped: Option<v8::Local<'_, v8::Object>>) {
    v8::tc_scope!(let tc, scope);
    match Realm::new(tc, bootstrapped) {
        Some(realm) => drop(runtime.realm.set(realm)),
        None if runtime.worker().is_some_and(WorkerThread::is_terminated) => {}
        None => match tc.exception() {
            Some(exception) => exceptions::throw_fatal(tc, exception),
            None => panic!("js/bootstrap.js and the runtime do not fit together"),
        },
    }
}

/// From the start of the program to its exit code.
fn run_program(scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) -> i32 {
    runtime.callback_scope(scope, |scope| {
        let start = runtime.realm().start(scope);
        let receiver = v8::undefined(scope).into();
        runtime.async_hooks.run_main(|| exceptions::call(scope, start, receiver, &[]));
    });
    let event_loop = runtime.event_loop();
    loop {
        event_loop.run(scope, runtime);
        if event_loop.is_stopping() {
            break;
        }
        runtime.callback_scope(scope, |scope| {
            runtime.async_hooks.run_destroyed(scope);
            let emit = runtime.realm().emit_before_exit(scope);
            let receiver = v8::undefined(scope).into();
            exceptions::call(scope, emit, receiver, &[]);
        });
        if !event_loop.is_alive(runtime) {
            break;
        }
    }
    if event_loop.is_stopping() {
        // Ended by `process.exit()` or from outside: nothing runs any more.
        return runtime.exit_code.get().unwrap_or(1);
    }
    if runtime.worker().is_none() {
        mark(Milestone::LoopExit);
    }
    // Promises that the listeners settle are followed up; what that sets the exit code to counts.
    runtime.callback_scope(scope, |scope| runtime.emit_exit(scope));
    if event_loop.is_stopping() {
        return runtime.exit_code.get().unwrap_or(1);
    }
    runtime.wanted_exit_code(scope).unwrap_or(0)
}

impl Runtime {
    fn emit_exit(&self, scope: &mut v8::PinScope<'_, '_>) {
        let emit = self.realm().emit_exit(scope);
        let receiver = v8::undefined(scope).into();
        exceptions::call(scope, emit, receiver, &[]);
    }

    /// What `process.exitCode` says, if it says anything.
    fn wanted_exit_code(&self, scope: &mut v8::PinScope<'_, '_>) -> Option<i32> {
        v8::scope!(let scope, scope);
        let function = self.realm().exit_code(scope);
        let receiver = v8::undefined(scope).into();
        function.call(scope, receiver, &[])?.try_cast::<v8::Int32>().ok().map(|code| code.value())
    }

    /// Ends the program with the code that `process.exitCode` holds; without one a process ends with 1, a worker with 0.
    pub(super) fn exit_after_uncaught_exception(&self, scope: &mut v8::PinScope<'_, '_>) {
        let code = self.wanted_exit_code(scope);
        self.exit(scope, code.unwrap_or(if self.worker().is_none() { 1 } else { 0 }));
    }

    /// Ends the program at once, as `process.reallyExit` does: on the main thread the process, in a worker its thread.
    pub fn exit(&self, scope: &mut v8::PinScope<'_, '_>, code: i32) {
        if self.options().is_set("--trace-exit") {
            exceptions::trace_exit(scope, self.worker().map(|worker| worker.id), code);
        }
        match &self.thread {
            Thread::Main => {
                profiles::write(self);
                worker::stop_all(self);
                self.state::<NodeApi>().unblock();
                flush_streams(scope);
                flush_and_exit(code)
            }
            Thread::Worker(_) => {
                self.exit_code.set(Some(code));
                self.event_loop.stop();
                self.state::<NodeApi>().stop();
                scope.terminate_execution();
            }
        }
    }

    /// Ends what belongs to this isolate, when its program has ended: workers, environments of addons.
    fn tear_down(&self, scope: &mut v8::PinScope<'_, '_>) {
        if scope.is_execution_terminating() {
            scope.cancel_terminate_execution();
        }
        profiles::write(self);
        // From here on no JavaScript runs.
        remove_thread(self.worker().map_or(0, |worker| worker.id));
        self.event_loop.stop();
        self.state::<NodeApi>().stop();
        worker::stop_all(self);
        self.state::<NodeApi>().tear_down(scope);
        gc::stop(scope);
        near_heap_limit::stop(scope, self);
        self.event_loop.close();
    }
}

/// Ends the process the way C programs do, so that what addons registered with `atexit` runs.
fn flush_and_exit(code: i32) -> ! {
    let _ = std::io::stdout().flush();
    ThreadPool::shut_down();
    std::process::exit(code)
}

/// V8 tells of a promise that was rejected without a handler, got one afterwards, or was settled twice.
unsafe extern "C" fn on_promise_reject(message: v8::PromiseRejectMessage) {
    // SAFETY: V8 calls this with a message whose handles live on the current stack of the isolate's thread.
    v8::callback_scope!(unsafe scope, &message);
    let runtime = Runtime::current(scope);
    let Some(realm) = runtime.realm.get() else { return };
    let function = realm.promise_reject_handler(scope);
    let event = v8::Integer::new(scope, message.get_event() as i32);
    let promise = message.get_promise();
    let reason = message.get_value().unwrap_or_else(|| v8::undefined(scope).into());
    let receiver = v8::undefined(scope).into();
    v8::tc_scope!(let tc, scope);
    if function.call(tc, receiver, &[event.into(), promise.into(), reason]).is_none() {
        // Only a stack overflow or a termination gets here; there is no frame that could handle it.
        let Some(message) = tc.message() else { return };
        let arrow = arrow_message(tc, message, 0).unwrap_or_default();
        let text = message.get(tc).to_rust_string_lossy(tc);
        let text = text.strip_prefix("Uncaught ").unwrap_or(&text);
        print_error!("Exception in PromiseRejectCallback:\n{arrow}\n\n{text}\n");
    }
}
