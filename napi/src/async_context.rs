//! Asynchronous contexts: what ties a callback from native code to the operation that it belongs to.
//!
//! A context remembers the ids that the host gave the operation, its resource, and the value of V8's
//! continuation-preserved embedder data (`AsyncLocalStorage`) at the time of its creation, and puts all of that in place
//! around a callback.

use std::cell::Cell;
use std::rc::Rc;

use crate::core::Core;
use crate::env::Env;
use crate::host::{AsyncIds, AsyncResource, ScopeEnd};
use crate::layout::{Tagged, continuation, slot_of};
use crate::shim::{IsolatePtr, Persistent, Slot};

/// What is shared by everybody who may enter the context.
pub(crate) struct Inner {
    core: *const Core,
    ids: Cell<AsyncIds>,
    resource: Resource,
    continuation: Cell<Persistent>,
    alive: Cell<bool>,
    /// How often it is entered now: so long the resource stays, whether or not the operation does.
    entered: Cell<usize>,
}

/// The operation's resource: an object of the addon's, or one of our own that nobody has asked for yet.
struct Resource {
    isolate: IsolatePtr,
    object: Cell<Persistent>,
}

pub(crate) struct AsyncContext(Rc<Inner>);

impl AsyncContext {
    /// A new operation. Without a resource of the addon's the context makes its own.
    pub(crate) fn new(env: &Env, supplied: Option<v8::Local<'_, v8::Object>>, name: v8::Local<'_, v8::String>) -> Self {
        let core = &env.core;
        let inner = Rc::new(Inner {
            core: &raw const **core,
            ids: Cell::default(),
            resource: Resource { isolate: env.isolate, object: Cell::new(Persistent::EMPTY) },
            continuation: Cell::new(current_continuation(env)),
            alive: Cell::new(true),
            entered: Cell::new(0),
        });
        if let Some(object) = supplied {
            // SAFETY: a live handle of the current isolate.
            inner.resource.object.set(unsafe { Persistent::strong(env.isolate, slot_of(object)) });
        }
        inner.ids.set(core.with_host_scope(|host, scope| host.async_init(scope, &*inner, name)));
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
            // SAFETY: on the JavaScript thread; the slot is this context's own.
            unsafe { inner.continuation.replace(Persistent::EMPTY).reset() }
            if inner.entered.get() == 0 {
                inner.resource.give_up();
            }
            core.with_host_scope(|host, scope| host.async_destroy(scope, inner.ids.get()));
        }
    }

    /// Runs `body` in the context; it deals with its exceptions itself. Afterwards, if this was the outermost entry,
    /// `nextTick` callbacks and microtasks have run.
    pub(crate) fn run(&self, env: &Env, body: impl FnOnce()) {
        let entered = self.enter(env);
        body();
        entered.leave(env, ScopeEnd::Reporting);
    }

    /// Enters until [`Entered::leave`].
    pub(crate) fn enter(&self, env: &Env) -> Entered {
        let inner = &self.0;
        inner.entered.update(|count| count + 1);
        let entered = Entered::open(env, inner.ids.get(), Some(Rc::clone(inner) as _), Some(Rc::clone(inner)));
        set_continuation(env, inner.continuation.get());
        entered
    }
}

impl AsyncResource for Inner {
    fn object<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Object> {
        self.resource.object(scope)
    }
}

impl AsyncResource for Resource {
    fn object<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Object> {
        if self.object.get().is_empty() {
            let object = v8::Object::new(scope);
            // SAFETY: a live handle of the current isolate.
            self.object.set(unsafe { Persistent::strong(self.isolate, slot_of(object)) });
        }
        // SAFETY: not empty, on its thread, with a handle scope open; it is an object.
        unsafe { std::mem::transmute(self.object.get().to_local(self.isolate)) }
    }
}

impl Resource {
    fn give_up(&self) {
        // SAFETY: on the JavaScript thread, before the isolate ends; the slot is this resource's own.
        unsafe { self.object.replace(Persistent::EMPTY).reset() }
    }
}

impl Inner {
    fn left(&self) {
        self.entered.update(|count| count - 1);
        if self.entered.get() == 0 && !self.alive.get() {
            self.resource.give_up();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.alive.get() {
            // Not destroyed by the addon. Contexts are dropped on the JavaScript thread, before their isolate.
            self.resource.give_up();
        }
    }
}

/// An entered context.
pub(crate) struct Entered {
    ids: AsyncIds,
    before: Persistent,
    context: Option<Rc<Inner>>,
}

impl Entered {
    /// Enters something that is no operation, with an object in the place of its resource.
    pub(crate) fn without_operation(env: &Env, object: Option<Slot>) -> Entered {
        let resource = object.map(|object| {
            // SAFETY: a live handle of the current isolate. It is the receiver of a call: the host keeps it no longer than
            // the call.
            let object = Cell::new(unsafe { Persistent::strong(env.isolate, object) });
            Rc::new(Given(Resource { isolate: env.isolate, object })) as _
        });
        Self::open(env, AsyncIds::default(), resource, None)
    }

    /// Enters the host's callback scope.
    fn open(env: &Env, ids: AsyncIds, resource: Option<Rc<dyn AsyncResource>>, context: Option<Rc<Inner>>) -> Entered {
        let before = current_continuation(env);
        env.core.with_host_scope(|host, scope| host.open_callback_scope(scope, ids, resource));
        Entered { ids, before, context }
    }

    /// `None`: a tick has thrown, see [`ScopeEnd`].
    pub(crate) fn leave(self, env: &Env, end: ScopeEnd) -> Option<()> {
        let closed = env.core.with_host_scope(|host, scope| host.close_callback_scope(scope, self.ids, end));
        if let Some(context) = self.context {
            context.left();
        }
        set_continuation(env, self.before);
        // SAFETY: this entry's own slot.
        unsafe { self.before.reset() }
        closed
    }
}

/// A resource that is given up with whoever holds it.
struct Given(Resource);

impl AsyncResource for Given {
    fn object<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Object> {
        self.0.object(scope)
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        self.0.give_up();
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
