//! One isolate with everything that hangs off it: its realm, its event loop, the state of its bindings. A worker thread has
//! one of its own. Reached from any callback by `Runtime::current`.

pub mod arrow_message;
pub mod async_hooks;
pub mod binding;
mod bootstrap;
mod callback;
pub mod convert;
mod cxx;
pub mod diagnostic_file;
pub mod errno;
mod exceptions;
pub mod fatal;
mod heap_limits;
pub mod indexed_handlers;
mod info;
pub mod inspector;
mod lifecycle;
mod message_listener;
pub mod native_object;
pub mod near_heap_limit;
pub mod node_api;
pub mod pinned_bytes;
pub mod profiles;
pub mod signals;
mod v8_setup;
pub mod warning;
pub mod worker;
pub mod worker_requests;

pub use async_hooks::{AsyncResource, Provider, provider};
pub use bootstrap::Realm;
pub use callback::{CallContext, Drain, JsCallback};
pub use exceptions::{PrepareStackTrace, call, current_frames, prepare_stack_trace, trigger_uncaught_exception};
pub use info::SharedCounters;
pub use lifecycle::run_main_thread;

use async_hooks::AsyncHooks;
use lifecycle::Thread;
use worker::WorkerThread;

use crate::cli::Options;
use crate::event_loop::EventLoop;
use std::any::{Any, TypeId};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;
use std::sync::Arc;

/// The isolate's slot for its runtime.
const DATA_SLOT: u32 = 0;

pub struct Runtime {
    options: Arc<Options>,
    event_loop: Rc<EventLoop>,
    context: v8::Global<v8::Context>,
    realm: OnceCell<Realm>,
    thread: Thread,
    exit_code: Cell<Option<i32>>,
    ticks: SharedCounters,
    immediates: SharedCounters,
    async_hooks: Rc<AsyncHooks>,
    /// How many callback scopes are open: ticks and microtasks drain when the outermost one closes.
    callback_depth: Cell<usize>,
    state: RefCell<HashMap<TypeId, Rc<dyn Any>, BuildHasherDefault<TypeIdHasher>>>,
}

/// A type's id is a hash already.
#[derive(Default)]
struct TypeIdHasher(u64);

impl Hasher for TypeIdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_ne_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 ^= word;
    }
}

impl Runtime {
    /// The runtime of the isolate that `scope` belongs to.
    pub fn current(scope: &v8::Isolate) -> Rc<Self> {
        let runtime = scope.get_data(DATA_SLOT).cast::<Self>();
        assert!(!runtime.is_null(), "every isolate is made with its runtime");
        // SAFETY: the pointer is that of an `Rc` that the isolate holds (`install`) until `uninstall` clears the slot.
        unsafe {
            Rc::increment_strong_count(runtime);
            Rc::from_raw(runtime)
        }
    }

    /// Makes the runtime of an isolate and puts it where `current` finds it.
    fn install(
        scope: &mut v8::PinScope<'_, '_>,
        context: v8::Local<'_, v8::Context>,
        options: Arc<Options>,
        thread: Thread,
        event_loop: Rc<EventLoop>,
    ) -> Rc<Self> {
        let runtime = Rc::new(Self {
            options,
            event_loop,
            context: v8::Global::new(scope, context),
            realm: OnceCell::new(),
            thread,
            exit_code: Cell::new(None),
            ticks: SharedCounters::new(scope),
            immediates: SharedCounters::new(scope),
            async_hooks: AsyncHooks::new(scope),
            callback_depth: Cell::new(0),
            state: RefCell::default(),
        });
        scope.set_data(DATA_SLOT, Rc::into_raw(runtime.clone()).cast_mut().cast());
        runtime
    }

    /// The isolate lets go of its runtime.
    fn uninstall(isolate: &mut v8::Isolate) {
        let runtime = isolate.get_data(DATA_SLOT).cast::<Self>();
        if !runtime.is_null() {
            isolate.set_data(DATA_SLOT, std::ptr::null_mut());
            // SAFETY: the pointer comes from `Rc::into_raw` in `install`, and nobody finds it any more.
            drop(unsafe { Rc::from_raw(runtime) });
        }
    }

    pub fn options(&self) -> &Arc<Options> {
        &self.options
    }

    /// The worker that this runtime is, `None` on the main thread.
    pub fn worker(&self) -> Option<&WorkerThread> {
        match &self.thread {
            Thread::Main => None,
            Thread::Worker(worker) => Some(worker),
        }
    }

    pub fn event_loop(&self) -> Rc<EventLoop> {
        self.event_loop.clone()
    }

    /// The context that the program runs in (`vm` makes others).
    pub fn context(&self) -> &v8::Global<v8::Context> {
        &self.context
    }

    pub fn realm(&self) -> &Realm {
        self.realm.get().expect("the realm is set before JavaScript runs")
    }

    /// Counters shared with JavaScript: is a tick scheduled, is a rejection to be reported.
    pub fn ticks(&self) -> &SharedCounters {
        &self.ticks
    }

    /// Counters shared with JavaScript: immediates, and how many of them are referenced.
    pub fn immediates(&self) -> &SharedCounters {
        &self.immediates
    }

    /// Which asynchronous resource executes.
    pub fn async_hooks(&self) -> &Rc<AsyncHooks> {
        &self.async_hooks
    }

    /// The state of type `T` that a binding keeps for this isolate, made by `Default` at the first use.
    pub fn state<T: Default + 'static>(&self) -> Rc<T> {
        if let Some(state) = self.state.borrow().get(&TypeId::of::<T>()).cloned()
            && let Ok(state) = state.downcast::<T>()
        {
            return state;
        }
        let state = Rc::new(T::default());
        self.state.borrow_mut().insert(TypeId::of::<T>(), state.clone());
        state
    }
}
