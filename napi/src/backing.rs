//! Memory of addons behind buffers: when V8 gives it up, on whatever thread that happens, the addon's finalizer runs later
//! on the thread that runs JavaScript; at the latest when all environments end.

use std::cell::Cell;
use std::ffi::c_void;
use std::mem::{MaybeUninit, offset_of};
use std::ptr::null_mut;
use std::sync::Arc;

use crate::barrier::contain;
use crate::core::{Inbox, Message};
use crate::env::{Env, ExceptionPolicy};
use crate::layout::{Holder, Store, Stores, array_buffer};
use crate::list::{Link, List, Node};
use crate::memory::weigh;
use crate::reference::Finalizer;

/// One region of memory that an addon lent to V8, which owns this, and hands it to the inbox when it gives the memory up; the
/// core only lists it.
#[repr(C)]
pub(crate) struct ExternalMemory {
    link: Link,
    env: *const Env,
    finalizer: Cell<Option<Finalizer>>,
    inbox: Arc<Inbox>,
    /// For memory behind a buffer, what V8 knows of it.
    store: MaybeUninit<Store>,
}

// SAFETY: `repr(C)`, link first.
unsafe impl Node for ExternalMemory {}

// SAFETY: where the store is; boxes stay where they are, and `release` has them dropped.
unsafe impl Holder for ExternalMemory {
    const STORE: usize = offset_of!(ExternalMemory, store);

    unsafe fn released(this: *mut Self) {
        Self::release(this);
    }
}

/// A region that V8 has given up.
pub(crate) struct Released(*const ExternalMemory);

// SAFETY: travels from V8's thread to the loop thread, which alone looks inside.
unsafe impl Send for Released {}

impl ExternalMemory {
    /// An ArrayBuffer on the addon's memory.
    pub(crate) fn array_buffer<'e>(
        env: &'e Env,
        data: *mut c_void,
        length: usize,
        finalizer: Finalizer,
    ) -> v8::Local<'e, v8::ArrayBuffer> {
        let scope = env.scope();
        weigh(scope, length);
        let memory = Self::listed(env, &env.core.external_memory, finalizer);
        match Stores::get(scope) {
            // SAFETY: the addon keeps its memory until its finalizer runs, which `released` brings about.
            Some(stores) if !data.is_null() => unsafe {
                stores.make(memory.cast_mut(), data);
                array_buffer(scope, memory.cast_mut(), length)
            },
            // Nothing is behind it: it is made as one that has been detached. (Without stores no addon is loaded.)
            _ => {
                let buffer = v8::ArrayBuffer::new(scope, 0);
                buffer.detach(None);
                Self::release(memory);
                buffer
            }
        }
    }

    /// The characters of a string.
    pub(crate) fn of_string(env: &Env, finalizer: Finalizer) -> *const ExternalMemory {
        Self::listed(env, &env.core.external_strings, finalizer)
    }

    fn listed(env: &Env, list: &List<ExternalMemory>, finalizer: Finalizer) -> *const ExternalMemory {
        let memory = Box::into_raw(Box::new(ExternalMemory {
            link: Link::new(),
            env,
            finalizer: Cell::new(Some(finalizer)),
            inbox: Arc::clone(&env.core.inbox),
            store: MaybeUninit::uninit(),
        }));
        // SAFETY: just allocated; unlinked when it is finalized, which the end of the environments makes sure of.
        unsafe { list.push(memory) }
        memory
    }

    /// The memory is not used any more: its finalizer may run. On any thread.
    pub(crate) fn release(this: *const ExternalMemory) {
        // SAFETY: released once, by its only owner.
        let inbox = Arc::clone(unsafe { &(*this).inbox });
        if !inbox.send(Message::Released(Released(this))) {
            // SAFETY: the inbox is closed, so the environment has ended and finalized the memory.
            drop(unsafe { Box::from_raw(this.cast_mut()) });
        }
    }

    /// Runs the finalizer unless it has run, and takes the memory off the list.
    pub(crate) fn finalize(this: *const ExternalMemory) {
        // SAFETY: listed or released, hence alive; on the JavaScript thread.
        unsafe {
            List::unlink(this);
            if let Some(finalizer) = (*this).finalizer.take() {
                (*(*this).env).run_finalizer(finalizer, ExceptionPolicy::Enforced);
            }
        }
    }
}

impl ExternalMemory {
    /// All environments have ended: the finalizer gets none.
    pub(crate) fn finalize_without_env(this: *const ExternalMemory) {
        // SAFETY: listed, hence alive; on the JavaScript thread. The finalizer is the addon's, with its own data.
        unsafe {
            List::unlink(this);
            if let Some(Finalizer { callback: Some(callback), data, hint }) = (*this).finalizer.take() {
                contain(|| callback(null_mut(), data, hint));
            }
        }
    }
}

impl Released {
    /// On the JavaScript thread.
    pub(crate) fn finish(self) {
        ExternalMemory::finalize(self.0);
        // SAFETY: the deleter has handed over its ownership, and the memory is in no list any more.
        drop(unsafe { Box::from_raw(self.0.cast_mut()) });
    }
}
