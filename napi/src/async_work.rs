//! `napi_async_work`: a function for the thread pool and one for the loop thread.
//!
//! The item moves through its states by compare-and-swap, so that a cancellation and a pool thread that reaches it at the
//! same moment agree on who was first. A cancelled item completes at once; the pool finds nothing to do when it gets there.

use std::cell::Cell;
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use napi_sys::{napi_env, napi_status};

use crate::abi::raw_env;
use crate::async_context::AsyncContext;
use crate::barrier::contain;
use crate::core::{Inbox, Message};
use crate::env::{Env, ExceptionPolicy};
use crate::host::{Job, KeepAlive};
use crate::status::{Failure, OK, Result};

pub(crate) type Execute = unsafe extern "C-unwind" fn(napi_env, *mut c_void);
pub(crate) type Complete = unsafe extern "C-unwind" fn(napi_env, napi_status, *mut c_void);

const IDLE: u8 = 0;
const QUEUED: u8 = 1;
const RUNNING: u8 = 2;
const DONE: u8 = 3;
const CANCELLED: u8 = 4;
/// Told that it is done or cancelled, or about to be: it may be queued again.
const COMPLETED: u8 = 5;

/// `napi_async_work`. The addon's pointer, the pool and the inbox each own a share.
pub(crate) struct WorkItem {
    state: AtomicU8,
    env: *const Env,
    execute: Execute,
    complete: Option<Complete>,
    data: *mut c_void,
    name: Arc<str>,
    context: AsyncContext,
    inbox: Arc<Inbox>,
    deleted: Cell<bool>,
    keep_alive: Cell<Option<KeepAlive>>,
}

// SAFETY: a pool thread touches `state`, `env` (handed to the addon, not read), `execute`, `data` and `inbox` only; the
// cells, the completion and the context are the loop thread's. The last share may be dropped on a pool thread: nothing in
// the item needs V8 to be dropped, `finish` and `delete` have emptied the context.
unsafe impl Send for WorkItem {}
// SAFETY: as above.
unsafe impl Sync for WorkItem {}

impl Job for WorkItem {
    fn run(self: Arc<Self>) {
        if self.state.compare_exchange(QUEUED, RUNNING, Ordering::AcqRel, Ordering::Acquire).is_err() {
            return;
        }
        // SAFETY: the addon's function with its data; the environment is handed through, as documented.
        contain(|| unsafe { (self.execute)(self.env.cast_mut().cast(), self.data) });
        self.state.store(DONE, Ordering::Release);
        let inbox = Arc::clone(&self.inbox);
        inbox.send(Message::Work(self));
    }
}

impl WorkItem {
    pub(crate) fn new(
        env: &Env,
        name: Arc<str>,
        context: AsyncContext,
        execute: Execute,
        complete: Option<Complete>,
        data: *mut c_void,
    ) -> Arc<WorkItem> {
        Arc::new(WorkItem {
            state: AtomicU8::new(IDLE),
            env,
            execute,
            complete,
            data,
            name,
            context,
            inbox: Arc::clone(&env.core.inbox),
            deleted: Cell::new(false),
            keep_alive: Cell::new(None),
        })
    }

    pub(crate) fn queue(self: &Arc<Self>, env: &Env) -> Result {
        let begin = |from| self.state.compare_exchange(from, QUEUED, Ordering::AcqRel, Ordering::Acquire);
        // Between its end and its completion the item is in the inbox: once, or it would complete twice.
        begin(IDLE).or_else(|_| begin(COMPLETED)).map_err(|_| Failure::GenericFailure)?;
        self.keep_alive.set(Some(env.core.host.keep_alive(&self.name)));
        env.core.cleanup.begin(&env.holds);
        env.core.host.run_on_pool(Arc::clone(self) as _);
        Ok(())
    }

    /// Succeeds from when it is queued until a pool thread has begun.
    pub(crate) fn cancel(self: &Arc<Self>) -> Result {
        match self.state.compare_exchange(QUEUED, CANCELLED, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => {
                self.inbox.send(Message::Work(Arc::clone(self)));
                Ok(())
            }
            Err(CANCELLED) => Ok(()),
            Err(IDLE) => Err(Failure::InvalidArg),
            Err(_) => Err(Failure::GenericFailure),
        }
    }

    /// On the loop thread, when the work is done or cancelled.
    pub(crate) fn finish(&self) {
        // SAFETY: environments outlive their work: an environment that ends waits for what it has queued.
        let env = unsafe { &*self.env };
        env.core.cleanup.end(&env.holds);
        if let Some(id) = self.keep_alive.take() {
            env.core.host.release(id);
        }
        let state = self.state.swap(COMPLETED, Ordering::AcqRel);
        if self.deleted.get() || env.is_closed() {
            return;
        }
        let Some(complete) = self.complete else { return };
        let status = match state {
            CANCELLED => Failure::Cancelled as napi_status,
            _ => OK,
        };
        let data = self.data;
        env.core.with_handle_scope(|| {
            self.context.share().run(env, || {
                env.call_into_module(ExceptionPolicy::Enforced, || {
                    // SAFETY: the addon's function with its data. It may delete this item.
                    contain(|| unsafe { complete(raw_env(env), status, data) });
                });
            });
        });
    }

    /// The addon deletes it: nothing of the addon's is called any more.
    pub(crate) fn delete(&self) {
        self.deleted.set(true);
        self.context.destroy();
    }
}
