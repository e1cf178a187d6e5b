//! What an environment runs when it ends, strictly last in, first out across all its addons: cleanup hooks, asynchronous
//! ones among them, and the ends of thread-safe functions and of the addons' environments, each at the place where it was
//! registered.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::ffi::c_void;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use napi_sys::napi_async_cleanup_hook_handle;

use crate::barrier::contain;
use crate::core::{Core, Inbox};
use crate::env::Env;
use crate::threadsafe::ThreadsafeFunction;

pub(crate) type SyncHook = unsafe extern "C-unwind" fn(*mut c_void);
pub(crate) type AsyncHook = unsafe extern "C-unwind" fn(napi_async_cleanup_hook_handle, *mut c_void);

pub(crate) enum Hook {
    Sync(SyncHook, *mut c_void),
    Async(*const AsyncHandle),
    Threadsafe(Arc<ThreadsafeFunction>),
    Env(Rc<Env>),
}

/// `napi_async_cleanup_hook_handle`. The addon gives it back, on any thread once the hook has started.
pub(crate) struct AsyncHandle {
    hook: AsyncHook,
    data: *mut c_void,
    place: Place,
    started: AtomicBool,
    /// Valid until the hook has started: the environment does not end before that.
    core: *const Core,
    inbox: Arc<Inbox>,
    unfinished: Arc<AtomicUsize>,
    holds: Arc<AtomicUsize>,
}

/// Names a registration.
pub(crate) type Place = u64;

#[derive(Default)]
pub(crate) struct CleanupQueue {
    hooks: RefCell<BTreeMap<Place, Hook>>,
    sync: RefCell<HashMap<(usize, usize), Place>>,
    next: Cell<Place>,
    /// How many started asynchronous hooks and queued units of work are unfinished.
    unfinished: Arc<AtomicUsize>,
    /// Thread-safe functions that accept nothing any more, but are not closed yet.
    closing: RefCell<Vec<Arc<ThreadsafeFunction>>>,
    /// Addons' environments whose turn it was, but which something still holds.
    ending: RefCell<Vec<Rc<Env>>>,
}

impl CleanupQueue {
    pub(crate) fn add(&self, hook: Hook) -> Place {
        let place = self.next.get();
        self.next.set(place + 1);
        self.hooks.borrow_mut().insert(place, hook);
        place
    }

    pub(crate) fn remove(&self, place: Place) {
        let removed = self.hooks.borrow_mut().remove(&place);
        // Dropped only now: what it owns may come back here.
        drop(removed);
    }

    /// False if the same pair is registered already.
    pub(crate) fn add_sync(&self, hook: SyncHook, data: *mut c_void) -> bool {
        let key = (hook as usize, data as usize);
        if self.sync.borrow().contains_key(&key) {
            return false;
        }
        let place = self.add(Hook::Sync(hook, data));
        self.sync.borrow_mut().insert(key, place);
        true
    }

    pub(crate) fn remove_sync(&self, hook: SyncHook, data: *mut c_void) {
        let place = self.sync.borrow_mut().remove(&(hook as usize, data as usize));
        if let Some(place) = place {
            self.remove(place);
        }
    }

    pub(crate) fn add_async(env: &Env, hook: AsyncHook, data: *mut c_void) -> *const AsyncHandle {
        let core = &env.core;
        let queue = &core.cleanup;
        env.holds.fetch_add(1, Ordering::AcqRel);
        let handle = Box::into_raw(Box::new(AsyncHandle {
            hook,
            data,
            place: queue.next.get(),
            started: AtomicBool::new(false),
            core: &raw const **core,
            inbox: Arc::clone(&core.inbox),
            unfinished: Arc::clone(&queue.unfinished),
            holds: Arc::clone(&env.holds),
        }));
        queue.add(Hook::Async(handle));
        handle
    }

    /// Gives a handle back: before its hook has started that cancels the hook, afterwards it says that the hook is done.
    ///
    /// # Safety
    /// `handle` came from `add_async` and was not given back. Before its hook has started the calling thread is the
    /// JavaScript thread of the environment.
    pub(crate) unsafe fn remove_async(handle: *const AsyncHandle) {
        // SAFETY: forwarded to the caller.
        let handle = unsafe { Box::from_raw(handle.cast_mut()) };
        handle.holds.fetch_sub(1, Ordering::AcqRel);
        if handle.started.load(Ordering::Acquire) {
            handle.unfinished.fetch_sub(1, Ordering::Release);
            handle.inbox.wake();
        } else {
            // SAFETY: the environment has not ended, see the field.
            unsafe { &*handle.core }.cleanup.remove(handle.place);
        }
    }

    pub(crate) fn has_unfinished(&self) -> bool {
        self.unfinished.load(Ordering::Acquire) > 0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.hooks.borrow().is_empty() && self.closing.borrow().is_empty() && self.ending.borrow().is_empty()
    }

    /// A unit of work begins: the end of the environment waits for it.
    pub(crate) fn begin(&self, holds: &AtomicUsize) {
        self.unfinished.fetch_add(1, Ordering::AcqRel);
        holds.fetch_add(1, Ordering::AcqRel);
    }

    /// It is done.
    pub(crate) fn end(&self, holds: &AtomicUsize) {
        self.unfinished.fetch_sub(1, Ordering::AcqRel);
        holds.fetch_sub(1, Ordering::AcqRel);
    }

    /// Runs the hooks that are there now, youngest first; those that they add are for the next time. Thread-safe functions
    /// among them accept nothing any more; environments that nothing holds end at their place in the order.
    pub(crate) fn run(&self) {
        let end = self.next.get();
        let youngest = || {
            let mut hooks = self.hooks.borrow_mut();
            let place = *hooks.range(..end).next_back()?.0;
            hooks.remove(&place)
        };
        while let Some(hook) = youngest() {
            match hook {
                Hook::Sync(hook, data) => {
                    // SAFETY: the addon's function with the argument that it was registered with.
                    contain(|| unsafe { hook(data) });
                    // As in Node, it counts as registered until it has returned.
                    self.remove_sync(hook, data);
                }
                Hook::Async(handle) => {
                    self.unfinished.fetch_add(1, Ordering::AcqRel);
                    // SAFETY: in the queue, hence not given back. The hook may give it back before it returns, so nothing
                    // is read afterwards.
                    contain(|| unsafe {
                        (*handle).started.store(true, Ordering::Release);
                        ((*handle).hook)(handle.cast_mut().cast(), (*handle).data);
                    });
                }
                Hook::Threadsafe(function) => {
                    function.forget_place();
                    function.stop_accepting();
                    self.closing.borrow_mut().push(function);
                }
                Hook::Env(env) => {
                    self.ending.borrow_mut().push(env);
                    self.end_environments();
                }
            }
        }
    }

    /// Lets no thread wait for room in a queue.
    pub(crate) fn unblock(&self) {
        for hook in self.hooks.borrow().values() {
            if let Hook::Threadsafe(function) = hook
                && function.is_bounded()
            {
                function.stop_accepting();
            }
        }
    }

    /// A thread-safe function is over; `close_threadsafe_functions` is to follow.
    pub(crate) fn is_over(&self, function: Arc<ThreadsafeFunction>) {
        self.closing.borrow_mut().push(function);
    }

    /// Closes the thread-safe functions that are over. As libuv closes handles: the last one first, so that the function
    /// that was made first goes first.
    pub(crate) fn close_threadsafe_functions(&self) {
        for function in self.closing.take().into_iter().rev() {
            function.close();
            self.end_environments();
        }
    }

    /// Ends the environments whose turn it was and which nothing holds any more.
    pub(crate) fn end_environments(&self) {
        for env in self.ending.take() {
            if env.is_held() {
                self.ending.borrow_mut().push(env);
            } else {
                env.core.with_handle_scope(|| env.close());
            }
        }
    }
}
