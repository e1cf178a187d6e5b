//! The few functions of V8's C shim that the `v8` crate keeps to itself and that this crate needs raw.
//!
//! The crate is pinned to one version, so names and signatures are fixed; they are those of its `src/binding.cc`. What is
//! declared here: persistent handles without the crate's `Weak` (which costs a box, a hash-map entry and a second pass per
//! reference), try-catch blocks that outlive the Rust scope that opened them, and handle scopes that addons open and close.

use std::ffi::c_void;
use std::mem::MaybeUninit;

use crate::layout::{Tagged, new_handle};

/// `v8::Isolate*`.
pub(crate) type IsolatePtr = *mut c_void;

/// A handle slot: V8's `Local` and `Global` are both the address of one of these.
pub(crate) type Slot = *mut usize;

#[repr(C)]
pub(crate) struct WeakCallbackInfo {
    _opaque: [u8; 0],
}

pub(crate) type WeakCallback = unsafe extern "C" fn(*const WeakCallbackInfo);

/// Isolate, kind of collection, flags, and the data that the callback was given with.
pub(crate) type GcCallback = unsafe extern "C" fn(IsolatePtr, i32, i32, *mut c_void);

#[repr(C)]
pub(crate) struct RawTryCatch([MaybeUninit<usize>; 6]);

#[repr(C)]
pub(crate) struct RawHandleScope([MaybeUninit<usize>; 3]);

unsafe extern "C" {
    pub(crate) fn v8__Local__New(isolate: IsolatePtr, other: Slot) -> Slot;
    fn v8__Global__New(isolate: IsolatePtr, data: Slot) -> Slot;
    fn v8__Global__NewWeak(isolate: IsolatePtr, data: Slot, parameter: *mut c_void, callback: WeakCallback) -> Slot;
    fn v8__Global__Reset(global: Slot);
    fn v8__WeakCallbackInfo__GetParameter(info: *const WeakCallbackInfo) -> *mut c_void;
    fn v8__TryCatch__CONSTRUCT(buf: *mut RawTryCatch, isolate: IsolatePtr);
    fn v8__TryCatch__DESTRUCT(this: *mut RawTryCatch);
    fn v8__TryCatch__HasCaught(this: *const RawTryCatch) -> bool;
    fn v8__TryCatch__HasTerminated(this: *const RawTryCatch) -> bool;
    fn v8__TryCatch__Exception(this: *const RawTryCatch) -> Slot;
    fn v8__TryCatch__Reset(this: *mut RawTryCatch);
    fn v8__HandleScope__CONSTRUCT(buf: *mut RawHandleScope, isolate: IsolatePtr);
    fn v8__HandleScope__DESTRUCT(this: *mut RawHandleScope);
    fn v8__Isolate__AddGCPrologueCallback(isolate: IsolatePtr, callback: GcCallback, data: *mut c_void, kinds: i32);
    fn v8__Isolate__RemoveGCPrologueCallback(isolate: IsolatePtr, callback: GcCallback, data: *mut c_void);
    fn v8__Isolate__ThrowException(isolate: IsolatePtr, exception: Slot) -> Slot;
}

/// The kind of a collection of young objects alone.
pub(crate) const YOUNG_COLLECTION: i32 = 1;

/// Has `callback` called before every collection of garbage.
///
/// # Safety
/// On the isolate's thread. `data` is valid for the callback until [`remove_gc_prologue_callback`], and the callback leaves
/// V8 alone.
pub(crate) unsafe fn add_gc_prologue_callback(isolate: IsolatePtr, callback: GcCallback, data: *mut c_void) {
    const ALL_KINDS: i32 = 31;
    // SAFETY: forwarded to the caller.
    unsafe { v8__Isolate__AddGCPrologueCallback(isolate, callback, data, ALL_KINDS) }
}

/// # Safety
/// On the isolate's thread, with what was added.
pub(crate) unsafe fn remove_gc_prologue_callback(isolate: IsolatePtr, callback: GcCallback, data: *mut c_void) {
    // SAFETY: forwarded to the caller.
    unsafe { v8__Isolate__RemoveGCPrologueCallback(isolate, callback, data) }
}

/// The object that a weak handle was made with.
///
/// # Safety
/// Only inside a weak callback, with the argument that V8 handed in.
pub(crate) unsafe fn weak_parameter(info: *const WeakCallbackInfo) -> *mut c_void {
    // SAFETY: the caller is V8's weak callback and passes its own argument.
    unsafe { v8__WeakCallbackInfo__GetParameter(info) }
}

/// A persistent handle, strong or weak. Dropping it without [`Persistent::reset`] leaks the slot on purpose: slots die with
/// their isolate, and code that runs after that must not touch them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Persistent(Slot);

impl Persistent {
    pub(crate) const EMPTY: Persistent = Persistent(std::ptr::null_mut());

    /// # Safety
    /// `isolate` is the current isolate of this thread and `value` a live handle of it.
    pub(crate) unsafe fn strong(isolate: IsolatePtr, value: Slot) -> Self {
        // SAFETY: forwarded to the caller.
        Persistent(unsafe { v8__Global__New(isolate, value) })
    }

    /// # Safety
    /// As for [`Persistent::strong`]; besides, `parameter` stays valid until the handle is reset or `callback` has run.
    /// `callback` must reset the handle before it returns and must not call back into V8 otherwise.
    pub(crate) unsafe fn weak(
        isolate: IsolatePtr,
        value: Slot,
        parameter: *mut c_void,
        callback: WeakCallback,
    ) -> Self {
        // SAFETY: forwarded to the caller.
        Persistent(unsafe { v8__Global__NewWeak(isolate, value, parameter, callback) })
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0.is_null()
    }

    /// The handle that [`Persistent::slot`] was asked of.
    pub(crate) fn from_slot(slot: Slot) -> Self {
        Persistent(slot)
    }

    /// The slot itself: readable like a local handle as long as the persistent handle is not reset.
    pub(crate) fn slot(self) -> Slot {
        self.0
    }

    /// A new local handle to the same object, in the innermost handle scope.
    ///
    /// # Safety
    /// Not empty; `isolate` is its isolate, current on this thread, with a handle scope open.
    #[inline(always)]
    pub(crate) unsafe fn to_local(self, isolate: IsolatePtr) -> Slot {
        // SAFETY: forwarded to the caller; the slot holds the value.
        unsafe { new_handle(isolate, Tagged::read(self.0)) }
    }

    /// Gives the slot back. No-op on an empty handle.
    ///
    /// # Safety
    /// The isolate is alive and entered on this thread (a weak callback counts).
    pub(crate) unsafe fn reset(self) {
        if !self.0.is_null() {
            // SAFETY: not empty, and the caller vouches for the isolate.
            unsafe { v8__Global__Reset(self.0) }
        }
    }
}

impl RawTryCatch {
    pub(crate) const fn uninit() -> Self {
        RawTryCatch([const { MaybeUninit::uninit() }; 6])
    }

    /// # Safety
    /// `this` does not move until [`RawTryCatch::destruct`], and blocks are destructed last in, first out.
    pub(crate) unsafe fn construct(this: *mut Self, isolate: IsolatePtr) {
        // SAFETY: forwarded to the caller.
        unsafe { v8__TryCatch__CONSTRUCT(this, isolate) }
    }

    /// # Safety
    /// Once, after `construct`, in reverse order of construction.
    pub(crate) unsafe fn destruct(this: *mut Self) {
        // SAFETY: forwarded to the caller.
        unsafe { v8__TryCatch__DESTRUCT(this) }
    }

    /// The caught exception, if there is one, and whether it is a termination. The block is ready for the next one.
    ///
    /// # Safety
    /// Between `construct` and `destruct`.
    pub(crate) unsafe fn take(this: *mut Self) -> Option<(Slot, bool)> {
        // SAFETY: forwarded to the caller.
        unsafe {
            if !v8__TryCatch__HasCaught(this) {
                return None;
            }
            let caught = (v8__TryCatch__Exception(this), v8__TryCatch__HasTerminated(this));
            v8__TryCatch__Reset(this);
            Some(caught)
        }
    }
}

impl RawHandleScope {
    pub(crate) const fn uninit() -> Self {
        RawHandleScope([const { MaybeUninit::uninit() }; 3])
    }

    /// # Safety
    /// `this` does not move until it is destructed; scopes are destructed last in, first out.
    pub(crate) unsafe fn construct(this: *mut Self, isolate: IsolatePtr) {
        // SAFETY: forwarded to the caller.
        unsafe { v8__HandleScope__CONSTRUCT(this, isolate) }
    }

    /// # Safety
    /// Once, after `construct`, in reverse order of construction.
    pub(crate) unsafe fn destruct(this: *mut Self) {
        // SAFETY: forwarded to the caller.
        unsafe { v8__HandleScope__DESTRUCT(this) }
    }
}

/// Makes `exception` the pending exception of the isolate.
///
/// # Safety
/// `isolate` is current, `exception` a live handle of it.
pub(crate) unsafe fn throw(isolate: IsolatePtr, exception: Slot) {
    // SAFETY: forwarded to the caller.
    unsafe {
        v8__Isolate__ThrowException(isolate, exception);
    }
}
