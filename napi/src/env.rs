//! `napi_env`: what belongs to one addon in one environment.
//!
//! All state is in cells: addons call in at any depth, so no exclusive borrow can be held across anything that may run
//! JavaScript or the addon's code.

use std::cell::{Cell, RefCell};
use std::ffi::{CString, c_char, c_void};
use std::mem::offset_of;
use std::ptr::{null, null_mut};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use napi_sys::{napi_extended_error_info, napi_status};

use crate::callback::Bundle;
use crate::core::Core;
use crate::fatal::fatal_error;
use crate::handle_scopes::HandleScopes;
use crate::layout::{Tagged, slot_of};
use crate::list::List;
use crate::names::NameCache;
use crate::reference::{Finalizer, Reference, Spare};
use crate::shim::{self, IsolatePtr, Persistent, Slot};
use crate::status::{Failure, OK, Result};

/// The version that an addon has if it does not say.
pub(crate) const DEFAULT_VERSION: i32 = 8;
/// The latest stable version of the ABI.
pub const SUPPORTED_VERSION: i32 = 10;
/// What addons declare that want the experimental functions.
pub(crate) const EXPERIMENTAL_VERSION: i32 = i32::MAX;

/// What happens to an exception that native code leaves behind where no JavaScript can catch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExceptionPolicy {
    /// It is uncaught.
    Enforced,
    /// Addons of versions below 10 get a deprecation warning instead, as they always did in thread-safe functions.
    ByVersion,
}

/// Counts of the scopes that an addon has open, and what keeps functions from doing the usual, in one word: one comparison
/// tells whether a call of the addon left everything as it was.
#[derive(Default)]
pub(crate) struct Standing(Cell<u64>);

impl Standing {
    /// An exception is pending, or execution is being terminated.
    const TROUBLED: u64 = 1;
    const INSIDE_COLLECTOR: u64 = 2;
    const HANDLE_SCOPE: u64 = 1 << 8;
    const CALLBACK_SCOPE: u64 = 1 << 40;

    pub(crate) fn handle_scopes(&self) -> u32 {
        (self.0.get() / Self::HANDLE_SCOPE) as u32
    }

    pub(crate) fn callback_scopes(&self) -> u32 {
        (self.0.get() / Self::CALLBACK_SCOPE) as u32
    }

    #[inline(always)]
    pub(crate) fn add_handle_scope(&self) {
        self.0.set(self.0.get() + Self::HANDLE_SCOPE);
    }

    #[inline(always)]
    pub(crate) fn remove_handle_scope(&self) {
        self.0.set(self.0.get() - Self::HANDLE_SCOPE);
    }

    pub(crate) fn add_callback_scope(&self) {
        self.0.set(self.0.get() + Self::CALLBACK_SCOPE);
    }

    pub(crate) fn remove_callback_scope(&self) {
        self.0.set(self.0.get() - Self::CALLBACK_SCOPE);
    }

    #[inline(always)]
    fn is(&self, flag: u64) -> bool {
        self.0.get() & flag != 0
    }

    /// Sets the flag; what it was.
    fn replace(&self, flag: u64, on: bool) -> bool {
        let before = self.0.get();
        self.0.set(if on { before | flag } else { before & !flag });
        before & flag != 0
    }
}

/// `napi_extended_error_info`, as addons see it change: the status with every call, the message when they ask for it.
#[repr(C)]
struct LastError {
    message: Cell<*const c_char>,
    engine_reserved: Cell<*mut c_void>,
    engine_error_code: Cell<u32>,
    status: Cell<napi_status>,
}

const _: () = assert!(
    size_of::<LastError>() == size_of::<napi_extended_error_info>()
        && offset_of!(LastError, status) == offset_of!(napi_extended_error_info, error_code)
);

pub struct Env {
    last_error: LastError,
    exception: Cell<Persistent>,
    pub(crate) isolate: IsolatePtr,
    pub(crate) core: Rc<Core>,
    pub(crate) api_version: i32,
    /// The handle scopes that the addon has open, innermost last.
    pub(crate) handle_scopes: HandleScopes,
    pub(crate) standing: Standing,
    can_call_into_js: *const AtomicBool,
    pub(crate) names: NameCache,
    /// The name of the last asynchronous operation, which is often that of the next one. ASCII.
    operation_name: RefCell<Arc<str>>,
    pub(crate) spare_references: Spare,
    /// References without a finalizer.
    pub(crate) references: List<Reference>,
    /// References with a finalizer whose value lives.
    pub(crate) finalizing: List<Reference>,
    /// References whose value is gone and whose finalizer waits.
    pub(crate) pending: List<Reference>,
    pub(crate) bundles: List<Bundle>,
    /// Data and finalizer of the addon's instance data. Listed like a reference: that decides when it is finalized.
    pub(crate) instance_data: Cell<Option<*const Reference>>,
    closed: Cell<bool>,
    /// How many thread-safe functions, asynchronous cleanup hooks and units of work still need the environment: it ends
    /// when they are done.
    pub(crate) holds: Arc<AtomicUsize>,
    /// The addon's file as a `file:` URL.
    pub(crate) filename: CString,
}

impl Env {
    pub(crate) fn new(core: &Rc<Core>, filename: CString, api_version: i32) -> Rc<Env> {
        Rc::new(Env {
            last_error: LastError {
                message: Cell::new(null()),
                engine_reserved: Cell::new(null_mut()),
                engine_error_code: Cell::new(0),
                status: Cell::new(OK),
            },
            exception: Cell::new(Persistent::EMPTY),
            isolate: core.isolate,
            core: Rc::clone(core),
            api_version: api_version.max(DEFAULT_VERSION),
            handle_scopes: HandleScopes::default(),
            standing: Standing::default(),
            can_call_into_js: core.inbox.can_call_into_js(),
            names: NameCache::new(),
            operation_name: RefCell::new(Arc::from("")),
            spare_references: Spare::new(),
            references: List::new(),
            finalizing: List::new(),
            pending: List::new(),
            bundles: List::new(),
            instance_data: Cell::new(None),
            closed: Cell::new(false),
            holds: Arc::default(),
            filename,
        })
    }

    /// One more owner: the environment outlives whoever holds this.
    pub(crate) fn share(&self) -> Rc<Env> {
        // SAFETY: environments exist inside `Rc`s only, see `new`.
        unsafe {
            Rc::increment_strong_count(self);
            Rc::from_raw(self)
        }
    }

    /// The scope to call V8 with. It opens nothing: handles go to whatever handle scope is innermost.
    #[inline(always)]
    pub(crate) fn scope(&self) -> &v8::PinScope<'_, '_> {
        self.core.scope()
    }

    pub(crate) fn operation_name(&self, name: v8::Local<'_, v8::String>) -> Arc<str> {
        let mut last = self.operation_name.borrow_mut();
        // SAFETY: a live handle, and nothing collects garbage while the characters are compared.
        if unsafe { Tagged::read(slot_of(name)).one_byte_chars() } != Some(last.as_bytes()) {
            let text: Arc<str> = name.to_rust_string_lossy(self.scope()).into();
            // Other text may have other bytes in V8's strings.
            if !text.is_ascii() {
                return text;
            }
            *last = text;
        }
        Arc::clone(&last)
    }

    // -- Entry

    #[inline(always)]
    pub(crate) fn may_run_js(&self) -> Result {
        if !self.may_run_js_now() {
            let by_exception = self.standing.is(Standing::TROUBLED) || self.api_version < 10;
            return Err(if by_exception { Failure::PendingException } else { Failure::CannotRunJs });
        }
        self.clear_last_error();
        Ok(())
    }

    /// As [`Env::may_run_js`], as a question.
    #[inline(always)]
    pub(crate) fn may_run_js_now(&self) -> bool {
        // SAFETY: the flag is the inbox's, which the core holds.
        !self.standing.is(Standing::TROUBLED) && unsafe { &*self.can_call_into_js }.load(Ordering::Relaxed)
    }

    #[inline(always)]
    pub(crate) fn clear_last_error(&self) {
        self.last_error.status.set(OK);
    }

    #[cold]
    pub(crate) fn fail(&self, failure: Failure) -> napi_status {
        self.last_error.status.set(failure as napi_status);
        failure as napi_status
    }

    /// What `napi_get_last_error_info` hands out, with the message of the status.
    pub(crate) fn error_info(&self) -> *const napi_extended_error_info {
        let message = crate::status::message(self.last_error.status.get());
        self.last_error.message.set(message.map_or(null(), |text| text.as_ptr()));
        (&raw const self.last_error).cast()
    }

    // -- The collector

    /// Aborts if an experimental addon's finalizer, running inside the collector, calls what could disturb it.
    #[inline(always)]
    pub(crate) fn check_outside_collector(&self) {
        if self.is_inside_collector() {
            fatal_error(
                None,
                b"Finalizer is calling a function that may affect GC state.\n\
                  The finalizers are run directly from GC and must not affect GC state.\n\
                  Use `node_api_post_finalizer` from inside of the finalizer to work around this issue.\n\
                  It schedules the call as a new task in the event loop.",
            );
        }
    }

    #[inline(always)]
    pub(crate) fn is_inside_collector(&self) -> bool {
        self.standing.is(Standing::INSIDE_COLLECTOR)
    }

    pub(crate) fn inside_collector(&self, body: impl FnOnce()) {
        let before = self.standing.replace(Standing::INSIDE_COLLECTOR, true);
        body();
        self.standing.replace(Standing::INSIDE_COLLECTOR, before);
    }

    /// Experimental addons' finalizers run at once, inside the collector; all others wait for the loop.
    pub(crate) fn finalizes_in_collector(&self) -> bool {
        self.api_version == EXPERIMENTAL_VERSION && !self.closed.get()
    }

    pub(crate) fn schedule_finalizers(&self) {
        self.core.schedule_finalizers();
    }

    // -- Exceptions

    /// Runs something of V8's that may throw; what it throws becomes the pending exception. `otherwise` is the status when
    /// it fails without throwing.
    #[inline(always)]
    pub(crate) fn attempt<T>(&self, otherwise: Failure, body: impl FnOnce() -> Option<T>) -> Result<T> {
        self.core.frames.attempt(self.isolate, body).map_err(|caught| self.latch(caught, otherwise))
    }

    /// As [`Env::attempt`], for the functions whose status does not tell an exception from another failure.
    #[inline(always)]
    pub(crate) fn attempt_as<T>(&self, status: Failure, body: impl FnOnce() -> Option<T>) -> Result<T> {
        self.attempt(status, body).map_err(|_| status)
    }

    /// As [`Env::attempt`], for the functions that let nothing become pending.
    pub(crate) fn attempt_silently<T>(&self, status: Failure, body: impl FnOnce() -> Option<T>) -> Result<T> {
        self.core.frames.attempt(self.isolate, body).map_err(|_| status)
    }

    #[cold]
    fn latch(&self, caught: Option<(Slot, bool)>, otherwise: Failure) -> Failure {
        match caught {
            None => otherwise,
            // As in Node, the end of execution is seen as the exception null.
            Some((exception, terminated)) => {
                self.set_exception(if terminated { self.core.roots.null } else { exception });
                Failure::PendingException
            }
        }
    }

    /// Makes `exception` pending.
    pub(crate) fn set_exception(&self, exception: Slot) {
        // SAFETY: a live handle of this isolate; the old slot is this environment's own.
        unsafe { self.exception.replace(Persistent::strong(self.isolate, exception)).reset() }
        self.standing.replace(Standing::TROUBLED, true);
    }

    pub(crate) fn is_exception_pending(&self) -> bool {
        !self.exception.get().is_empty()
    }

    /// The pending exception, in a new local handle; none is pending afterwards.
    pub(crate) fn take_exception(&self) -> Option<Slot> {
        self.standing.replace(Standing::TROUBLED, false);
        let exception = self.exception.replace(Persistent::EMPTY);
        if exception.is_empty() {
            return None;
        }
        // SAFETY: not empty, this environment's own, and the caller has a handle scope open.
        unsafe {
            let local = exception.to_local(self.isolate);
            exception.reset();
            Some(local)
        }
    }

    /// After native code has returned to JavaScript: throws what it left behind. Whether there was anything.
    #[cold]
    pub(crate) fn rethrow(&self) -> bool {
        let Some(exception) = self.take_exception() else { return false };
        // While the end is under way, and already when it has been asked for, no exception comes before it.
        if !self.core.is_terminating() && self.core.can_call_into_js() {
            // SAFETY: a live handle of the current isolate.
            unsafe { shim::throw(self.isolate, exception) }
        }
        true
    }

    // -- Calling the addon

    /// Calls the addon from the loop: `body` runs in a frame of its own, with a handle scope open. Scopes that the addon
    /// leaves open are fatal; an exception that it leaves behind is treated as `policy` says.
    pub(crate) fn call_into_module(&self, policy: ExceptionPolicy, body: impl FnOnce()) {
        self.core.with_handle_scope(|| {
            self.enter_module(body);
            if let Some(exception) = self.take_exception() {
                self.report(policy, exception);
            }
        });
    }

    /// The part of entering native code that all ways have in common. With the result comes whether all is calm: no exception
    /// is pending, and execution goes on.
    #[inline(always)]
    pub(crate) fn enter_module<T>(&self, body: impl FnOnce() -> T) -> (T, bool) {
        let before = self.standing.0.get() & !Standing::TROUBLED;
        self.clear_last_error();
        let result = self.core.frames.enter(body);
        let calm = self.standing.0.get() == before;
        if !calm {
            self.check_scopes(before);
        }
        (result, calm)
    }

    #[cold]
    fn check_scopes(&self, before: u64) {
        if self.standing.0.get() & !Standing::TROUBLED != before {
            fatal_error(
                Some(b"anode-napi"),
                b"Native code returned without closing the handle or callback scopes that it had opened",
            )
        }
    }

    fn report(&self, policy: ExceptionPolicy, exception: Slot) {
        if self.core.is_terminating() || !self.core.can_call_into_js() {
            return;
        }
        if policy == ExceptionPolicy::ByVersion && self.api_version < 10 && !self.core.forces_uncaught_policy() {
            self.core.with_host_scope(|host, scope| {
                host.emit_deprecation_warning(
                    scope,
                    "Uncaught Node-API callback exception detected, please run node with option \
                     --force-node-api-uncaught-exceptions-policy=true to handle those exceptions properly.",
                    "DEP0168",
                );
            });
            return;
        }
        self.core.uncaught_exception(exception);
    }

    // -- The end

    /// Finalizes everything that is left, the youngest first. JavaScript is off by now.
    pub(crate) fn close(&self) {
        if self.closed.replace(true) {
            return;
        }
        self.drain_pending();
        while let Some(reference) = self.finalizing.last() {
            Reference::finalize(reference);
            self.drain_pending();
        }
        while let Some(reference) = self.references.last() {
            // SAFETY: it is in the list, hence alive. A reference of the addon's must stay valid for a late deletion: it is
            // only emptied and unlinked.
            unsafe { Reference::abandon(reference) }
        }
        while let Some(bundle) = self.bundles.last() {
            Bundle::retire(bundle);
        }
    }

    pub(crate) fn is_held(&self) -> bool {
        self.holds.load(Ordering::Acquire) > 0
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// The old data, if there is any, is the addon's business: its finalizer never runs.
    pub(crate) fn replace_instance_data(&self, finalizer: Finalizer) {
        self.drop_instance_data();
        self.instance_data.set(Some(Reference::for_instance_data(self, finalizer)));
    }

    fn drop_instance_data(&self) {
        if let Some(old) = self.instance_data.take() {
            // SAFETY: made by `replace_instance_data`, known to nobody else.
            unsafe { Reference::free(old) }
        }
    }

    pub(crate) fn instance_data(&self) -> *mut c_void {
        // SAFETY: freed only when it is replaced, or with the environment.
        self.instance_data.get().map_or(null_mut(), |data| unsafe { &*data }.data())
    }
}

impl Drop for Env {
    fn drop(&mut self) {
        // SAFETY: environments die on their own thread, before their isolate: `Environment::teardown` sees to both.
        unsafe {
            self.exception.replace(Persistent::EMPTY).reset();
            self.names.clear();
        }
        self.drop_instance_data();
    }
}
