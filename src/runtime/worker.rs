//! Worker threads: each has an isolate, a loop and a realm of its own, and ends by the same steps as the main thread's.

use super::heap_limits::HeapLimits;
use super::lifecycle::{self, Thread};
use super::node_api::NodeApi;
use super::{JsCallback, Runtime, errno};
use crate::builtins::messaging::{Port, expect_thread, remove_thread};
use crate::cli::Options;
use crate::event_loop::{EventLoop, KeepAlive, LoopClock, LoopTimes, Poster};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use anode_napi::Stopper;

/// Limits of a worker's heap and stack, in MiB. A code range of 0 leaves V8's choice.
#[derive(Clone, Copy, Debug)]
pub struct ResourceLimits {
    pub max_young_generation_size: f64,
    pub max_old_generation_size: f64,
    pub code_range_size: f64,
    pub stack_size: f64,
}

/// Node's default.
const STACK_SIZE: f64 = 4.0;

/// What JavaScript leaves to native code, in bytes: as much as on Node.
const RESERVED_STACK: usize = 192 << 10;

const MEBIBYTE: f64 = 1024.0 * 1024.0;

impl ResourceLimits {
    /// The young generation, the old one, the code range and the stack, in MiB; what is 0 gets its default.
    pub fn new([young, old, code_range_size, stack]: [f64; 4]) -> Self {
        let HeapLimits { young_generation, old_generation } = HeapLimits::of_this_machine();
        let or = |given: f64, default: f64| if given > 0.0 { given } else { default };
        Self {
            max_young_generation_size: or(young, young_generation as f64 / MEBIBYTE),
            max_old_generation_size: or(old, old_generation as f64 / MEBIBYTE),
            code_range_size,
            stack_size: or(stack, STACK_SIZE),
        }
    }

    /// In the order of `new`.
    pub fn list(&self) -> [f64; 4] {
        [self.max_young_generation_size, self.max_old_generation_size, self.code_range_size, self.stack_size]
    }

    /// The size of the thread's stack, in bytes.
    fn thread_stack(&self) -> usize {
        (self.stack_size.max(1.0) * MEBIBYTE) as usize
    }

    /// Lets JavaScript have this thread's stack; called among the thread's first frames.
    pub fn limit_stack(&self, isolate: &mut v8::Isolate) {
        unsafe extern "C" {
            /// `v8::Isolate::SetStackLimit`, which the v8 crate leaves out. (The limit among the parameters of an isolate is
            /// replaced by V8's default when the isolate is made.)
            #[link_name = "_ZN2v87Isolate13SetStackLimitEm"]
            fn set_stack_limit(isolate: v8::UnsafeRawIsolatePtr, limit: usize);
        }
        let here = &raw const isolate as usize;
        // SAFETY: the isolate of this thread, and an address on its stack, which has as much left below its first frames.
        unsafe { set_stack_limit(isolate.as_raw_isolate_ptr(), here - (self.thread_stack() - RESERVED_STACK)) }
    }

    pub fn apply(&self, params: v8::CreateParams) -> v8::CreateParams {
        let bytes = |mebibytes: f64| (mebibytes * MEBIBYTE) as usize;
        let params = HeapLimits {
            young_generation: bytes(self.max_young_generation_size),
            old_generation: bytes(self.max_old_generation_size),
        }
        .apply(params);
        if self.code_range_size > 0.0 {
            return params.set_code_range_size_in_bytes(bytes(self.code_range_size));
        }
        params
    }
}

/// What a worker is made of.
pub struct WorkerOptions {
    pub name: String,
    pub options: Options,
    pub limits: ResourceLimits,
    /// Closes at its end what `fs.open()` has left open.
    pub tracks_descriptors: bool,
}

/// A worker as its own thread sees it.
pub struct WorkerThread {
    pub id: u64,
    pub name: String,
    pub limits: ResourceLimits,
    pub tracks_descriptors: bool,
    /// The end of the channel to the parent, until JavaScript takes it.
    pub port: RefCell<Option<Port>>,
    control: Arc<Control>,
}

/// What the parent's thread may touch of a running worker.
#[derive(Default)]
struct Control {
    running: Mutex<Option<Running>>,
    terminated: AtomicBool,
    out_of_memory: AtomicBool,
}

/// A worker whose isolate exists.
struct Running {
    isolate: v8::IsolateHandle,
    poster: Poster,
    clock: Arc<LoopClock>,
    /// Turns JavaScript off for native code, once there are addons.
    addons: Option<Stopper>,
}

impl Control {
    fn terminate(&self) {
        self.terminated.store(true, Ordering::Release);
        if let Some(running) = &*self.running() {
            running.terminate();
        }
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    fn terminate(&self) {
        self.poster.stop();
        if let Some(addons) = &self.addons {
            addons.stop();
        }
        self.isolate.terminate_execution();
    }
}

impl WorkerThread {
    /// Makes the isolate reachable for the parent. Called when its loop exists, before it runs JavaScript.
    pub fn started(&self, isolate: &v8::Isolate, event_loop: &EventLoop) {
        let mut running = self.control.running();
        let running = running.insert(Running {
            isolate: isolate.thread_safe_handle(),
            poster: event_loop.poster(),
            clock: event_loop.clock(),
            addons: None,
        });
        if self.control.terminated.load(Ordering::Acquire) {
            running.terminate();
        }
    }

    /// The end of the worker is to reach native code, too.
    pub fn has_addons(&self, stopper: Stopper) {
        if let Some(running) = &mut *self.control.running() {
            if self.control.terminated.load(Ordering::Acquire) {
                stopper.stop();
            }
            running.addons = Some(stopper);
        }
    }

    /// Whether the parent has asked for the end.
    pub fn is_terminated(&self) -> bool {
        self.control.terminated.load(Ordering::Acquire)
    }

    /// The parent can no longer reach the isolate. Called before it is disposed of.
    pub fn stopped(&self) {
        *self.control.running() = None;
    }

    /// What happens when the limits of the heap are reached: the worker ends, its parent hears why.
    pub fn watch_heap_limit(&self, isolate: &mut v8::OwnedIsolate) {
        let control: *const Control = Arc::as_ptr(&self.control);
        isolate.add_near_heap_limit_callback(near_heap_limit, control.cast_mut().cast());
    }
}

/// Runs on the worker's thread, in the middle of an allocation.
unsafe extern "C" fn near_heap_limit(control: *mut std::ffi::c_void, current: usize, initial: usize) -> usize {
    // SAFETY: the control block is kept by the closure that is the worker's thread, which outlives its isolate.
    let control = unsafe { &*control.cast::<Control>() };
    control.out_of_memory.store(true, Ordering::Release);
    control.terminate();
    // Room for unwinding.
    current + initial.max(64 << 20)
}

struct Entry {
    control: Arc<Control>,
    thread: Option<JoinHandle<()>>,
    on_exit: JsCallback,
    alive: KeepAlive,
}

/// The workers that a thread has started and that have not ended.
#[derive(Default)]
pub struct Workers {
    entries: RefCell<HashMap<u64, Entry>>,
    joining: Cell<bool>,
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// Starts a worker; its thread id and the parent's end of the channel. `on_exit(code, errorCode)` is called when it has ended;
/// `errorCode` is also the name of the system's error for which it could not begin.
pub fn start(runtime: &Runtime, options: WorkerOptions, on_exit: JsCallback) -> std::io::Result<(u64, Port)> {
    let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
    let (ours, theirs) = Port::pair();
    expect_thread(id);
    let control = Arc::<Control>::default();
    let parent = runtime.event_loop().poster();
    let thread = std::thread::Builder::new()
        .name(format!("anode-worker-{id}"))
        .stack_size(options.limits.thread_stack())
        .spawn({
            let control = control.clone();
            move || {
                let worker = WorkerThread {
                    id,
                    name: options.name,
                    limits: options.limits,
                    tracks_descriptors: options.tracks_descriptors,
                    port: RefCell::new(Some(theirs)),
                    control: control.clone(),
                };
                let (code, error) = match EventLoop::new(false) {
                    Ok(event_loop) => {
                        let code = lifecycle::run_isolate(options.options, Thread::Worker(worker), event_loop);
                        let out_of_memory = control.out_of_memory.load(Ordering::Acquire);
                        (code, out_of_memory.then_some("ERR_WORKER_OUT_OF_MEMORY"))
                    }
                    Err(error) => (0, Some(errno::describe(error.raw_os_error().unwrap_or(libc::EMFILE)).0)),
                };
                // Ended before its program began.
                remove_thread(id);
                parent.post(move |scope| ended(scope, id, code, error));
            }
        })
        .inspect_err(|_| remove_thread(id))?;
    let entry =
        Entry { control, thread: Some(thread), on_exit, alive: runtime.event_loop().keep_alive("thread:Worker") };
    runtime.state::<Workers>().entries.borrow_mut().insert(id, entry);
    Ok((id, ours))
}

/// On the parent's thread: the worker's last words have been said.
fn ended(scope: &mut v8::PinScope<'_, '_>, id: u64, code: i32, error: Option<&'static str>) {
    let removed = Runtime::current(scope).state::<Workers>().entries.borrow_mut().remove(&id);
    let Some(mut entry) = removed else { return };
    if let Some(thread) = entry.thread.take() {
        let _ = thread.join();
    }
    let code = v8::Integer::new(scope, code).into();
    let error = match error {
        Some(error) => super::convert::string(scope, error).into(),
        None => v8::undefined(scope).into(),
    };
    entry.on_exit.call(scope, &[code, error]);
}

pub fn terminate(runtime: &Runtime, id: u64) {
    if let Some(entry) = runtime.state::<Workers>().entries.borrow().get(&id) {
        entry.control.terminate();
    }
}

/// Calls `visit` for each worker of this thread whose isolate exists, in the order of their ids.
pub fn for_each_running(runtime: &Runtime, mut visit: impl FnMut(&v8::IsolateHandle, &Poster)) {
    let workers = runtime.state::<Workers>();
    let entries = workers.entries.borrow();
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by_key(|(id, _)| **id);
    for (_, entry) in entries {
        if let Some(running) = &*entry.control.running() {
            visit(&running.isolate, &running.poster);
        }
    }
}

/// Calls `visit` for one worker of this thread, unless its isolate does not exist.
pub fn with_running<R>(runtime: &Runtime, id: u64, visit: impl FnOnce(&v8::IsolateHandle, &Poster) -> R) -> Option<R> {
    let workers = runtime.state::<Workers>();
    let entries = workers.entries.borrow();
    let running = entries.get(&id)?.control.running();
    running.as_ref().map(|running| visit(&running.isolate, &running.poster))
}

/// How long a worker's loop has existed and waited; nothing when it does not exist.
pub fn loop_times(runtime: &Runtime, id: u64) -> LoopTimes {
    let workers = runtime.state::<Workers>();
    let entries = workers.entries.borrow();
    let times = entries.get(&id).and_then(|entry| Some(entry.control.running().as_ref()?.clock.times()));
    times.unwrap_or_default()
}

pub fn set_referenced(runtime: &Runtime, id: u64, referenced: bool) {
    if let Some(entry) = runtime.state::<Workers>().entries.borrow().get(&id) {
        if referenced { entry.alive.ref_() } else { entry.alive.unref() }
    }
}

/// Ends all workers of this thread and waits for them: nothing of theirs may run while the process is torn down.
pub fn stop_all(runtime: &Runtime) {
    let workers = runtime.state::<Workers>();
    if workers.joining.replace(true) {
        return;
    }
    let entries: Vec<Entry> = workers.entries.borrow_mut().drain().map(|(_, entry)| entry).collect();
    if !entries.is_empty() {
        // Native code of theirs may wait for room in a queue that this thread will not empty any more.
        runtime.state::<NodeApi>().unblock();
    }
    for entry in &entries {
        entry.control.terminate();
    }
    for mut entry in entries {
        if let Some(thread) = entry.thread.take() {
            let _ = thread.join();
        }
    }
}
