//! What the embedder holds: one [`Environment`] per isolate and context that may load addons.

use std::cell::Cell;
use std::ffi::c_int;
use std::fmt;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use crate::core::{Core, Inbox, Message};
use crate::host::{Host, Wait};
use crate::layout;
use crate::loader;

pub use crate::loader::LoadError;

/// This build of V8 is not the one that the crate knows: no addon can be loaded.
#[derive(Debug)]
pub struct Unsupported(&'static str);

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V8 does not keep {} where this crate expects it", self.0)
    }
}

impl std::error::Error for Unsupported {}

/// Everything that addons have in one isolate and context.
///
/// All methods are called on the isolate's thread, with the context entered and a handle scope open. When the isolate is
/// about to end, call [`Environment::teardown`], then drop the environment, then dispose of the isolate.
pub struct Environment {
    core: Rc<Core>,
    /// Kept for what arrives next, unless it is large.
    room: Cell<Vec<Message>>,
}

/// For how many messages room is kept.
const ROOM: usize = 1 << 12;

impl Environment {
    /// An environment for the current context of `scope`.
    pub fn new(scope: &mut v8::PinScope<'_, '_>, host: Rc<dyn Host>) -> Result<Environment, Unsupported> {
        std::hint::black_box(&crate::table::ADDRESSES);
        layout::verify(scope).map_err(Unsupported)?;
        Ok(Environment { core: Core::new(scope, host), room: Cell::default() })
    }

    /// Loads the addon at `path` into this environment and returns its exports, which also become `module.exports` if the
    /// addon's initialiser returned something of its own.
    ///
    /// `flags` are those of `dlopen`; without any the addon's symbols are bound at once and stay private to it. The image
    /// stays mapped for the life of the process.
    pub fn load_addon<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        path: &Path,
        flags: Option<c_int>,
        module: v8::Local<'s, v8::Object>,
        exports: v8::Local<'s, v8::Value>,
    ) -> Result<v8::Local<'s, v8::Value>, LoadError> {
        loader::load(&self.core, scope, path, flags, module, exports)
    }

    /// Delivers what other threads sent: finished work, calls of thread-safe functions, finalizers. To be called on the
    /// loop after the host's waker was called, from a place where JavaScript may run.
    pub fn poll(&self, _scope: &mut v8::PinScope<'_, '_>) {
        self.deliver_arrived();
        self.core.drain_finalizers();
    }

    /// Closes the thread-safe functions that are over. To be called when [`Host::request_close_phase`] asked for it.
    pub fn close_phase(&self, _scope: &mut v8::PinScope<'_, '_>) {
        self.core.cleanup.close_threadsafe_functions();
    }

    /// Runs the finalizers that wait for a place where JavaScript may run.
    pub fn drain_finalizers(&self, _scope: &mut v8::PinScope<'_, '_>) {
        self.core.drain_finalizers();
    }

    fn deliver_arrived(&self) {
        let mut messages = self.core.inbox.take(self.room.take());
        self.deliver(messages.drain(..));
        if messages.capacity() <= ROOM {
            self.room.set(messages);
        }
    }

    fn deliver(&self, messages: impl IntoIterator<Item = Message>) {
        for message in messages {
            match message {
                Message::Work(item) => item.finish(),
                Message::Threadsafe(function) => function.dispatch(),
                Message::Released(memory) => self.core.with_handle_scope(|| memory.finish()),
            }
        }
    }

    /// Whether native code of an addon is on the stack.
    pub fn is_inside_native_code(&self) -> bool {
        self.core.is_inside_native_code()
    }

    /// `--force-node-api-uncaught-exceptions-policy`.
    pub fn set_force_uncaught_exceptions_policy(&self, on: bool) {
        self.core.set_forces_uncaught_policy(on);
    }

    /// Threads that wait for room in a queue of this environment are told that it is closing: to be called when the embedder
    /// is going to wait for them, or for work of theirs, without polling any more.
    pub fn unblock(&self) {
        self.core.cleanup.unblock();
    }

    /// Turns JavaScript off for addons, from any thread: for `worker.terminate()`.
    pub fn stopper(&self) -> Stopper {
        Stopper(Arc::clone(&self.core.inbox))
    }

    /// Ends everything that addons have here, in Node's order. JavaScript is off. What is under way comes to its end: calls
    /// of thread-safe functions that have arrived, queued work. Memory behind buffers is finalized. Cleanup hooks run
    /// youngest first across all addons, and asynchronous ones are awaited; thread-safe functions close. An addon's
    /// environment ends when its turn among the hooks has come and nothing holds it any more: finalizers run, youngest first.
    /// The characters of strings come last, without an environment.
    ///
    /// May be called once only; afterwards nothing of the addons' is called any more, and thread-safe functions answer
    /// `napi_closing`.
    pub fn teardown(&self, scope: &mut v8::PinScope<'_, '_>) {
        let core = &self.core;
        core.inbox.set_can_call_into_js(false);
        loop {
            self.settle(scope);
            if core.cleanup.is_empty() {
                break;
            }
            core.finalize_external_memory();
            core.cleanup.run();
            core.cleanup.close_threadsafe_functions();
        }
        self.deliver(core.inbox.close());
        core.cleanup.close_threadsafe_functions();
        core.finalize_external_memory();
        core.finalize_external_strings();
        core.envs.borrow_mut().clear();
        core.graveyard.borrow_mut().clear();
    }
}

impl Environment {
    /// Takes what has arrived, and waits for work and asynchronous cleanup hooks that have begun.
    fn settle(&self, scope: &mut v8::PinScope<'_, '_>) {
        let core = &self.core;
        core.drain_finalizers();
        core.host.turn(scope, Wait::No);
        self.deliver_arrived();
        core.cleanup.close_threadsafe_functions();
        while core.cleanup.has_unfinished() {
            core.host.turn(scope, Wait::UntilWoken);
            self.deliver_arrived();
            core.cleanup.close_threadsafe_functions();
            core.drain_finalizers();
            core.cleanup.end_environments();
        }
        core.cleanup.end_environments();
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        // SAFETY: the embedder drops the environment on its thread, after `teardown`, before its isolate.
        unsafe { self.core.release_handles() }
    }
}

/// The any-thread end of an [`Environment`].
#[derive(Clone)]
pub struct Stopper(Arc<Inbox>);

impl Stopper {
    /// From now on functions that may run JavaScript refuse.
    pub fn stop(&self) {
        self.0.set_can_call_into_js(false);
    }
}
