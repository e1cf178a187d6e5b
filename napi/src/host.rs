//! What this crate asks of the program that embeds it.

use std::ffi::{CString, c_void};
use std::rc::Rc;
use std::sync::Arc;

/// Ids of an asynchronous operation, as `async_hooks` numbers them. A host without `async_hooks` leaves both 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AsyncIds {
    pub async_id: f64,
    pub trigger_async_id: f64,
}

/// What an asynchronous operation is known by in `async_hooks`.
pub trait AsyncResource {
    /// The object itself, made now if the addon has not given one and nobody has asked before. The same each time as long as
    /// the operation lasts or is entered.
    fn object<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Object>;
}

/// The version of Node.js that `napi_get_node_version` reports.
#[derive(Clone, Debug)]
pub struct NodeVersion {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
    /// Usually `node`.
    pub release: CString,
}

/// Makes the loop thread call [`Environment::poll`](crate::Environment::poll) soon. Called on any thread, at most once
/// until the poll has begun.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// A unit of work for the thread pool.
pub trait Job: Send + Sync {
    /// On a thread of the pool, once. It reports back by itself.
    fn run(self: Arc<Self>);
}

/// How a callback scope ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeEnd {
    /// With an exception, on its way to `uncaught_exception`: ticks and microtasks run after that.
    Failed,
    /// What ticks throw goes to `uncaught_exception`.
    Reporting,
    /// What a tick throws is thrown.
    Throwing,
}

/// Whether a turn of the host's loop waits for something to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    No,
    UntilWoken,
}

/// Names what a kept-alive resource is, until it is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepAlive(pub u64);

/// The services of the embedder. All methods are called on the thread that runs JavaScript; only the [`Waker`] and the
/// jobs travel. Methods that take a scope are called with the environment's context entered and a handle scope open.
pub trait Host {
    /// How any thread can make the loop thread call `poll`.
    fn waker(&self) -> Waker;

    /// Runs `job` on the thread pool, first in, first out.
    fn run_on_pool(&self, job: Arc<dyn Job>);

    /// Keeps the loop running until [`Host::release`]. `name` is for listings of what keeps a process alive.
    fn keep_alive(&self, name: &str) -> KeepAlive;

    /// Gives back what `keep_alive` returned.
    fn release(&self, id: KeepAlive);

    /// Nothing on the JavaScript stack can catch this: `process.on('uncaughtException')` or the end.
    fn uncaught_exception(&self, scope: &mut v8::PinScope<'_, '_>, exception: v8::Local<'_, v8::Value>);

    /// `process.emitWarning(message, 'DeprecationWarning', code)`.
    fn emit_deprecation_warning(&self, scope: &mut v8::PinScope<'_, '_>, message: &str, code: &str);

    /// `Buffer.prototype`. Asked once, when the first buffer is made.
    fn buffer_prototype<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>>;

    /// Memory that belongs to an addon must not move to another thread in a transfer list.
    fn mark_untransferable(&self, buffer: v8::Local<'_, v8::ArrayBuffer>);

    /// Which Node.js this host looks like.
    fn node_version(&self) -> NodeVersion;

    /// The `uv_loop_t` for `napi_get_uv_event_loop`; null if there is none.
    fn uv_loop(&self) -> *mut c_void {
        std::ptr::null_mut()
    }

    /// A new asynchronous operation that an addon tracks, with its resource and type name.
    fn async_init(
        &self,
        _scope: &mut v8::PinScope<'_, '_>,
        _resource: &dyn AsyncResource,
        _name: v8::Local<'_, v8::String>,
    ) -> AsyncIds {
        AsyncIds::default()
    }

    /// The operation is over.
    fn async_destroy(&self, _scope: &mut v8::PinScope<'_, '_>, _ids: AsyncIds) {}

    /// Native code is about to call into JavaScript from outside of any JavaScript, or nested in some.
    fn open_callback_scope(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        ids: AsyncIds,
        resource: Option<Rc<dyn AsyncResource>>,
    );

    /// It is done. The outermost close runs `process.nextTick` callbacks and microtasks as `end` says. `None`: one has thrown.
    fn close_callback_scope(&self, scope: &mut v8::PinScope<'_, '_>, ids: AsyncIds, end: ScopeEnd) -> Option<()>;

    /// Calls a function for an addon that names no operation, between `open_callback_scope` and `close_callback_scope`. None if
    /// it throws.
    fn call_without_operation<'s>(
        &self,
        scope: &v8::PinScope<'s, '_>,
        function: v8::Local<'_, v8::Function>,
        receiver: v8::Local<'_, v8::Value>,
        arguments: &[v8::Local<'_, v8::Value>],
    ) -> Option<v8::Local<'s, v8::Value>> {
        function.call(scope, receiver, arguments)
    }

    /// Makes the loop call [`Environment::close_phase`](crate::Environment::close_phase) when it has done everything else of
    /// this turn, and keeps it running until then. False if the loop has no such phase: then the call is not waited for.
    fn request_close_phase(&self) -> bool {
        false
    }

    /// Handles what is ready of what addons have on the host's loop (libuv's handles), and nothing else. Called during
    /// [`Environment::teardown`](crate::Environment::teardown) only; a turn that waits must return at least when the waker
    /// was called.
    fn turn(&self, scope: &mut v8::PinScope<'_, '_>, wait: Wait);
}
