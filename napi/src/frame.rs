//! One frame per entry into native code, and the one try-catch block of each.
//!
//! Node opens a try-catch block in every function that may throw. Here a block is opened at most once per entry into native
//! code (a call from JavaScript, a completion, a finalizer, …): by the first function that may throw, in the storage of the
//! innermost frame, to be closed when the native code returns. Frames belong to the isolate, not to one addon's environment,
//! so blocks always close in reverse order. Functions called outside of any frame (from a raw libuv callback) open a frame
//! of their own for the time of the call.

use std::cell::{Cell, UnsafeCell};
use std::ptr::null;

use crate::shim::{IsolatePtr, RawTryCatch, Slot};

/// The innermost frame of an isolate.
pub(crate) type Innermost = Cell<*const Frame>;

pub(crate) struct Frame {
    try_catch: UnsafeCell<RawTryCatch>,
    active: Cell<bool>,
    outer: Cell<*const Frame>,
}

impl Frame {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Frame { try_catch: UnsafeCell::new(RawTryCatch::uninit()), active: Cell::new(false), outer: Cell::new(null()) }
    }

    /// Runs `body` with this frame as the innermost one.
    #[inline(always)]
    pub(crate) fn run<T>(&self, innermost: &Innermost, body: impl FnOnce() -> T) -> T {
        self.outer.set(innermost.replace(self));
        let result = body();
        if self.active.replace(false) {
            // SAFETY: constructed by `try_catch`; frames nest, so blocks are destructed in reverse order.
            unsafe { RawTryCatch::destruct(self.try_catch.get()) }
        }
        innermost.set(self.outer.get());
        result
    }

    /// Opens the block unless it is open.
    #[inline(always)]
    fn open_try_catch(&self, isolate: IsolatePtr) {
        if !self.active.replace(true) {
            // SAFETY: `self` is the innermost frame and does not move while it is: `run` borrows it.
            unsafe { RawTryCatch::construct(self.try_catch.get(), isolate) }
        }
    }

    /// What the open block has caught.
    fn take_caught(&self) -> Option<(Slot, bool)> {
        // SAFETY: called by `attempt` only, after the block was opened.
        unsafe { RawTryCatch::take(self.try_catch.get()) }
    }
}

/// Runs something that may throw. `Err` carries what it threw, and whether that is a termination; `Err(None)` means that it
/// failed without throwing.
#[inline(always)]
pub(crate) fn attempt<T>(
    innermost: &Innermost,
    isolate: IsolatePtr,
    body: impl FnOnce() -> Option<T>,
) -> Result<T, Option<(Slot, bool)>> {
    // SAFETY: null or a frame whose `run` is still active further up the stack.
    match unsafe { innermost.get().as_ref() } {
        Some(frame) => {
            frame.open_try_catch(isolate);
            body().ok_or_else(|| frame.take_caught())
        }
        None => {
            let frame = Frame::new();
            frame.run(innermost, || {
                frame.open_try_catch(isolate);
                body().ok_or_else(|| frame.take_caught())
            })
        }
    }
}
