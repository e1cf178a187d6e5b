//! Asynchronous contexts: what ties a callback from native code to the operation that it belongs to.
//!
//! A context remembers the ids that the host gave the operation, its resource, and the value of V8's
//! continuation-preserved embedder data (`AsyncLocalStorage`) at the time of its creation, and puts all of that in place
//! around a callback.

use std::cell::Cell;
use std::rc::Rc;

use crate::core::Core;
use crate::env::Env;
use crate::host::AsyncIds;
use crate::layout::{Tagged, continuation, slot_of};
use crate::shim::{self, Persistent, Slot, WeakCallbackInfo};

/// What is shared by everybody who may enter the context.
pub(crate) struct Inner {
    core: *const Core,
    ids: Cell<AsyncIds>,
    resource: Cell<Persistent>,
    continuation: Cell<Persistent>,
    alive: Cell<bool>,
}

pub(crate) struct AsyncContext(Rc<Inner>);

impl AsyncContext {
    /// A new operation. Without a resource of the addon's the context makes its own. A `weak` one is the addon's to keep
    /// alive; an empty object takes its place if it is lost.
    pub(crate) fn new(
        env: &Env,
        supplied: Option<v8::Local<'_, v8::Object>>,
        weak: bool,
        name: v8::Local<'_, v8::String>,
    ) -> Self {
        let core = &env.core;
        let resource = supplied.unwrap_or_else(|| v8::Object::new(env.scope()));
        let ids = core.with_host_scope(|host, scope| host.async_init(scope, resource, name));
        let inner = Rc::new(Inner {
            core: &raw const **core,
            ids: Cell::new(ids),
            resource: Cell::new(Persistent::EMPTY),
            continuation: Cell::new(current_continuation(env)),
            alive: Cell::new(true),
        });
        // SAFETY: live handles of the current isolate; the weak handle is reset before its parameter is freed.
        unsafe {
            inner.resource.set(if weak && supplied.is_some() {
                let parameter = Rc::as_ptr(&inner).cast_mut().cast();
                Persistent::weak(env.isolate, slot_of(resource), parameter, Inner::lost)
            } else {
                Persistent::strong(env.isolate, slot_of(resource))
            });
        }
        AsyncContext(inner)
    }

    /// The same operation, entered from somewhere that must not be disturbed when the addon destroys it meanwhile.
    pub(crate) fn share(&self) -> AsyncContext {
        AsyncContext(Rc::clone(&self.0))
    }

    /// The operation is over.
    pub(crate) fn destroy(&self) {
        let inner = &self.0;
        if inner.alive.replace(false) {
            // SAFETY: alive, so the environment has not ended, and neither has its core.
            let core = unsafe { &*inner.core };
            // SAFETY: on the JavaScript thread; the slots are this context's own.
            unsafe {
                inner.resource.replace(Persistent::EMPTY).reset();
                inner.continuation.replace(Persistent::EMPTY).reset();
            }
            core.with_host_scope(|host, scope| host.async_destroy(scope, inner.ids.get()));
        }
    }

    /// Runs `body` in the context; it deals with its exceptions itself. Afterwards, if this was the outermost entry,
    /// `nextTick` callbacks and microtasks have run.
    pub(crate) fn run(&self, env: &Env, body: impl FnOnce()) {
        let entered = self.enter(env);
        body();
        entered.leave(env, false);
    }

    /// Enters until [`Entered::leave`].
    pub(crate) fn enter(&self, env: &Env) -> Entered {
        let resource = self.0.resource(env);
        let entered = Entered::open(env, self.0.ids.get(), resource);
        set_continuation(env, self.0.continuation.get());
        entered
    }
}

impl Inner {
    fn resource(&self, env: &Env) -> Option<Slot> {
        if self.resource.get().is_empty() && self.alive.get() {
            let object = v8::Object::new(env.scope());
            // SAFETY: a live handle of the current isolate.
            self.resource.set(unsafe { Persistent::strong(env.isolate, slot_of(object)) });
        }
        let resource = self.resource.get();
        // SAFETY: not empty; a handle scope is open wherever native code runs.
        (!resource.is_empty()).then(|| unsafe { resource.to_local(env.isolate) })
    }

    unsafe extern "C" fn lost(info: *const WeakCallbackInfo) {
        // SAFETY: the parameter is the context that made the handle and resets it before it is freed.
        unsafe { (*shim::weak_parameter(info).cast::<Inner>()).resource.replace(Persistent::EMPTY).reset() }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.alive.get() {
            // Not destroyed by the addon. The slots die with the isolate; only a weak one must not find this afterwards.
            // SAFETY: contexts are dropped on the JavaScript thread, before their isolate.
            unsafe { self.resource.replace(Persistent::EMPTY).reset() }
        }
    }
}

/// An entered context.
pub(crate) struct Entered {
    ids: AsyncIds,
    before: Persistent,
}

impl Entered {
    /// Enters the host's callback scope with the given ids.
    pub(crate) fn open(env: &Env, ids: AsyncIds, resource: Option<Slot>) -> Entered {
        let before = current_continuation(env);
        env.core.with_host_scope(|host, scope| {
            // SAFETY: live handles to an object.
            let resource = resource.map(|r| unsafe { std::mem::transmute::<Slot, v8::Local<'_, v8::Object>>(r) });
            host.open_callback_scope(scope, ids, resource);
        });
        Entered { ids, before }
    }

    pub(crate) fn leave(self, env: &Env, failed: bool) {
        env.core.with_host_scope(|host, scope| host.close_callback_scope(scope, self.ids, failed));
        set_continuation(env, self.before);
        // SAFETY: this entry's own slot.
        unsafe { self.before.reset() }
    }
}

/// The current value of the continuation-preserved embedder data; empty for `undefined`, which it is unless the program uses
/// `AsyncLocalStorage`.
fn current_continuation(env: &Env) -> Persistent {
    if has_continuation(env) {
        let value = env.scope().get_continuation_preserved_embedder_data();
        // SAFETY: a live handle of the current isolate.
        unsafe { Persistent::strong(env.isolate, slot_of(value)) }
    } else {
        Persistent::EMPTY
    }
}

fn set_continuation(env: &Env, value: Persistent) {
    if value.is_empty() && !has_continuation(env) {
        return;
    }
    let slot = if value.is_empty() { env.core.roots.undefined } else { value.slot() };
    // SAFETY: a live handle, or a persistent slot, which reads like one.
    let value = unsafe { std::mem::transmute::<Slot, v8::Local<'_, v8::Value>>(slot) };
    env.scope().set_continuation_preserved_embedder_data(value);
}

fn has_continuation(env: &Env) -> bool {
    // SAFETY: on the isolate's thread; `undefined` is a live handle.
    unsafe { continuation(env.isolate) != Tagged::read(env.core.roots.undefined) }
}
