//! What all addons of one isolate share: the host, V8's context, the frames, the inbox from other threads.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use napi_sys::napi_node_version;

use crate::async_work::WorkItem;
use crate::backing::{ExternalMemory, Released};
use crate::callback::EntryPoints;
use crate::cleanup::CleanupQueue;
use crate::env::Env;
use crate::frame::Frames;
use crate::host::{Host, NodeVersion, Waker};
use crate::layout::{Maps, maps, slot_of};
use crate::list::List;
use crate::recall::Recall;
use crate::reference::{Dead, Reference};
use crate::shim::{IsolatePtr, Persistent, RawHandleScope, Slot};
use crate::threadsafe::ThreadsafeFunction;

type CallbackScope = v8::CallbackScope<'static>;

/// What other threads have to say to the loop thread.
pub(crate) enum Message {
    /// A unit of asynchronous work is done.
    Work(Arc<WorkItem>),
    /// A thread-safe function has something to deliver.
    Threadsafe(Arc<ThreadsafeFunction>),
    /// V8 gave up memory of an addon.
    Released(Released),
}

/// The any-thread end of a [`Core`]. It outlives the environment: what arrives late is dropped.
pub(crate) struct Inbox {
    messages: Mutex<Option<Vec<Message>>>,
    waker: Waker,
    /// Whether native code may run JavaScript; any thread may turn it off.
    can_call_into_js: AtomicBool,
}

impl Inbox {
    pub(crate) fn new(waker: Waker) -> Arc<Inbox> {
        Arc::new(Inbox { messages: Mutex::new(Some(Vec::new())), waker, can_call_into_js: AtomicBool::new(true) })
    }

    /// Delivers a message and wakes the loop if it is the first. False if the environment is gone.
    pub(crate) fn send(&self, message: Message) -> bool {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = messages.as_mut() else { return false };
        queue.push(message);
        let first = queue.len() == 1;
        drop(messages);
        if first {
            (self.waker)();
        }
        true
    }

    pub(crate) fn wake(&self) {
        (self.waker)();
    }

    /// Everything that has arrived, for the empty `room` that what arrives next is put into.
    pub(crate) fn take(&self, room: Vec<Message>) -> Vec<Message> {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.as_mut().map(|messages| std::mem::replace(messages, room)).unwrap_or_default()
    }

    pub(crate) fn close(&self) -> Vec<Message> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }

    /// The flag itself, for those who look at it all the time.
    pub(crate) fn can_call_into_js(&self) -> *const AtomicBool {
        &raw const self.can_call_into_js
    }

    pub(crate) fn set_can_call_into_js(&self, can: bool) {
        self.can_call_into_js.store(can, Ordering::Relaxed);
    }
}

/// Handles to the four constants, as slots that live as long as the isolate.
#[derive(Clone, Copy)]
pub(crate) struct Roots {
    pub(crate) undefined: Slot,
    pub(crate) null: Slot,
    pub(crate) yes: Slot,
    pub(crate) no: Slot,
}

pub(crate) struct Core {
    pub(crate) frames: Frames,
    pub(crate) isolate: IsolatePtr,
    pub(crate) roots: Roots,
    pub(crate) maps: Maps,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) host: Rc<dyn Host>,
    pub(crate) cleanup: CleanupQueue,
    pub(crate) envs: RefCell<Vec<Rc<Env>>>,
    /// What addons have lent to V8 and not got back.
    pub(crate) external_memory: List<ExternalMemory>,
    /// The same of strings.
    pub(crate) external_strings: List<ExternalMemory>,
    /// References of environments that have ended, whose values may still be looked at.
    pub(crate) graveyard: RefCell<Vec<Dead>>,
    /// The type tags of externals, by the references behind them.
    pub(crate) external_tags: RefCell<HashMap<*const Reference, [u64; 2]>>,
    pub(crate) wrap_key: Persistent,
    pub(crate) tag_key: Persistent,
    pub(crate) recall: Recall,
    pub(crate) entry_points: EntryPoints,
    /// The symbols that stand for the type tags in use.
    pub(crate) tags: RefCell<BTreeMap<[u64; 2], Persistent>>,
    context: Persistent,
    buffer_prototype: Cell<Persistent>,
    /// A Buffer that nobody has: new ones look like it.
    pub(crate) buffer_sample: Cell<Persistent>,
    finalizers_scheduled: Cell<bool>,
    forces_uncaught_policy: Cell<bool>,
    /// A scope with the context in it that opens nothing, and its storage: see [`Core::scope`].
    scope: v8::PinnedRef<'static, CallbackScope>,
    node_version: napi_node_version,
    /// Owns the text that `node_version` points to.
    _version: NodeVersion,
    _storage: Pin<Box<v8::ScopeStorage<CallbackScope>>>,
}

impl Core {
    pub(crate) fn new(scope: &mut v8::PinScope<'_, '_>, host: Rc<dyn Host>) -> Rc<Core> {
        // SAFETY: `UnsafeRawIsolatePtr` is a transparent pointer to the isolate that the scope belongs to.
        let isolate: IsolatePtr = unsafe { std::mem::transmute(scope.as_raw_isolate_ptr()) };
        // SAFETY: live handles of the current isolate, here and below.
        let keep = |slot: Slot| unsafe { Persistent::strong(isolate, slot) };
        let context = keep(slot_of(scope.get_current_context()));
        // SAFETY: a persistent slot reads like a local handle; it is reset after everything else in `Environment::drop`.
        let local: v8::Local<'static, v8::Context> = unsafe { std::mem::transmute(context.slot()) };
        // SAFETY: a callback scope made from a context only remembers isolate and context; it opens no handle scope, so it
        // does not have to nest with those of the stack.
        let mut storage = Box::pin(unsafe { v8::CallbackScope::new(local) });
        // SAFETY: the reference points into the box, which the core owns and drops after it.
        let standing = unsafe {
            std::mem::transmute::<v8::PinnedRef<'_, CallbackScope>, v8::PinnedRef<'static, CallbackScope>>(
                storage.as_mut().init(),
            )
        };
        let private = |scope: &v8::PinScope<'_, '_>| keep(slot_of(v8::Private::new(scope, None)));
        let version = host.node_version();
        let roots = Roots {
            undefined: slot_of(v8::undefined(scope)),
            null: slot_of(v8::null(scope)),
            yes: slot_of(v8::Boolean::new(scope, true)),
            no: slot_of(v8::Boolean::new(scope, false)),
        };
        Rc::new(Core {
            frames: Frames::new(),
            isolate,
            roots,
            maps: maps(scope),
            inbox: Inbox::new(host.waker()),
            host,
            cleanup: CleanupQueue::default(),
            envs: RefCell::default(),
            external_memory: List::new(),
            external_strings: List::new(),
            graveyard: RefCell::default(),
            external_tags: RefCell::default(),
            wrap_key: private(scope),
            tag_key: private(scope),
            recall: Recall::new(),
            entry_points: EntryPoints::new(),
            tags: RefCell::default(),
            context,
            buffer_prototype: Cell::new(Persistent::EMPTY),
            buffer_sample: Cell::new(Persistent::EMPTY),
            finalizers_scheduled: Cell::new(false),
            forces_uncaught_policy: Cell::new(false),
            node_version: napi_node_version {
                major: version.major,
                minor: version.minor,
                patch: version.patch,
                release: version.release.as_ptr(),
            },
            _version: version,
            scope: standing,
            _storage: storage,
        })
    }

    /// The scope to call V8 with: isolate and context, at no cost. It opens no handle scope; handles made with it belong to
    /// the innermost one, whoever opened that.
    #[inline(always)]
    pub(crate) fn scope<'s>(&'s self) -> &'s v8::PinScope<'s, 's> {
        let scope: &v8::PinScope<'_, '_> = &self.scope;
        // SAFETY: shortens the lifetimes to that of the core, which holds isolate and context.
        unsafe { std::mem::transmute::<&v8::PinScope<'_, '_>, &'s v8::PinScope<'s, 's>>(scope) }
    }

    pub(crate) fn context<'s>(&'s self) -> v8::Local<'s, v8::Context> {
        // SAFETY: a persistent slot reads like a local handle as long as it is not reset.
        unsafe { std::mem::transmute(self.context.slot()) }
    }

    pub(crate) fn key<'s>(&'s self, key: Persistent) -> v8::Local<'s, v8::Private> {
        // SAFETY: as in `context`; both keys are private symbols.
        unsafe { std::mem::transmute(key.slot()) }
    }

    #[inline(always)]
    pub(crate) fn can_call_into_js(&self) -> bool {
        self.inbox.can_call_into_js.load(Ordering::Relaxed)
    }

    pub(crate) fn is_terminating(&self) -> bool {
        self.scope().is_execution_terminating()
    }

    pub(crate) fn forces_uncaught_policy(&self) -> bool {
        self.forces_uncaught_policy.get()
    }

    pub(crate) fn set_forces_uncaught_policy(&self, on: bool) {
        self.forces_uncaught_policy.set(on);
    }

    pub(crate) fn with_handle_scope<T>(&self, body: impl FnOnce() -> T) -> T {
        let mut scope = RawHandleScope::uninit();
        // SAFETY: the scope stays in this frame and is closed in reverse order; on the isolate's thread.
        unsafe {
            RawHandleScope::construct(&mut scope, self.isolate);
            let result = body();
            RawHandleScope::destruct(&mut scope);
            result
        }
    }

    /// Asks the host something that takes a scope.
    pub(crate) fn with_host_scope<T>(&self, ask: impl FnOnce(&dyn Host, &mut v8::PinScope<'_, '_>) -> T) -> T {
        v8::callback_scope!(unsafe scope, self.context());
        ask(&*self.host, scope)
    }

    pub(crate) fn uncaught_exception(&self, exception: Slot) {
        self.with_host_scope(|host, scope| {
            // SAFETY: a live handle.
            let exception: v8::Local<'_, v8::Value> = unsafe { std::mem::transmute(exception) };
            host.uncaught_exception(scope, exception);
        });
    }

    /// `Buffer.prototype`.
    pub(crate) fn buffer_prototype<'s>(&'s self) -> Option<v8::Local<'s, v8::Value>> {
        if self.buffer_prototype.get().is_empty() {
            let slot = self.with_host_scope(|host, scope| host.buffer_prototype(scope).map(slot_of))?;
            // SAFETY: a live handle of the current isolate.
            self.buffer_prototype.set(unsafe { Persistent::strong(self.isolate, slot) });
        }
        // SAFETY: as in `context`.
        Some(unsafe { std::mem::transmute::<Slot, v8::Local<'s, v8::Value>>(self.buffer_prototype.get().slot()) })
    }

    pub(crate) fn adjust_external_memory(&self, change: i64) -> i64 {
        self.with_host_scope(|_, scope| scope.adjust_amount_of_external_allocated_memory(change))
    }

    pub(crate) fn node_version(&self) -> *const napi_node_version {
        &raw const self.node_version
    }

    pub(crate) fn schedule_finalizers(&self) {
        if !self.finalizers_scheduled.replace(true) {
            self.inbox.wake();
        }
    }

    /// Runs all finalizers that wait.
    pub(crate) fn drain_finalizers(&self) {
        if !self.finalizers_scheduled.replace(false) {
            return;
        }
        let envs: Vec<Rc<Env>> = self.envs.borrow().clone();
        for env in envs {
            env.drain_pending();
        }
    }

    /// The environments end: finalizes the memory that V8 has not given up, the youngest first.
    pub(crate) fn finalize_external_memory(&self) {
        while let Some(memory) = self.external_memory.last() {
            self.with_handle_scope(|| ExternalMemory::finalize(memory));
        }
    }

    /// The environments have ended: strings die with the isolate.
    pub(crate) fn finalize_external_strings(&self) {
        while let Some(memory) = self.external_strings.last() {
            ExternalMemory::finalize_without_env(memory);
        }
    }

    /// Whether native code of an addon is on the stack.
    pub(crate) fn is_inside_native_code(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Gives the persistent handles back.
    ///
    /// # Safety
    /// Last: nothing uses the core's scope or keys afterwards; on the isolate's thread.
    pub(crate) unsafe fn release_handles(&self) {
        // SAFETY: forwarded to the caller.
        unsafe {
            self.recall.stop(self.isolate);
            self.entry_points.reset();
            self.wrap_key.reset();
            self.tag_key.reset();
            self.tags.borrow_mut().values().for_each(|symbol| symbol.reset());
            self.buffer_prototype.replace(Persistent::EMPTY).reset();
            self.buffer_sample.replace(Persistent::EMPTY).reset();
            self.context.reset();
        }
    }
}
