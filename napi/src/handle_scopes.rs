//! The handle scopes that an addon opens and closes.
//!
//! They live on a stack of the environment; what the addon holds is a place on it. V8 wants scopes closed in reverse order.
//! An addon that closes an outer one first gets away with it, as on Node: the outer one waits for the inner ones.

use std::cell::{Cell, UnsafeCell};

use crate::layout::OpenScope;
use crate::shim::{IsolatePtr, Slot};
use crate::status::{Failure, Result};

#[derive(Clone, Copy)]
struct Record {
    scope: OpenScope,
    /// For a value that escapes: a handle of the outer scope, until it is used.
    escape: Slot,
    closed: bool,
}

#[derive(Default)]
pub(crate) struct HandleScopes {
    stack: UnsafeCell<Vec<Record>>,
    open: Cell<usize>,
}

impl HandleScopes {
    /// How many are open.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.open.get()
    }

    /// Opens a scope. `escape` is null or a handle of the scope outside.
    ///
    /// # Safety
    /// On the isolate's thread.
    #[inline(always)]
    pub(crate) unsafe fn open(&self, isolate: IsolatePtr, escape: Slot) -> usize {
        // SAFETY: the stack is borrowed for the push alone; no code of others runs meanwhile. The scope nests: addons
        // return with as many scopes open as they were called with.
        unsafe {
            let stack = &mut *self.stack.get();
            stack.push(Record { scope: OpenScope::open(isolate), escape, closed: false });
            self.open.set(self.open.get() + 1);
            stack.len()
        }
    }

    /// Closes the scope at `place`.
    ///
    /// # Safety
    /// On the isolate's thread.
    #[inline(always)]
    pub(crate) unsafe fn close(&self, place: usize) -> Result {
        // SAFETY: as in `open`.
        unsafe {
            let stack = &mut *self.stack.get();
            let record = place.checked_sub(1).and_then(|i| stack.get_mut(i)).filter(|record| !record.closed);
            record.ok_or(Failure::HandleScopeMismatch)?.closed = true;
            self.open.set(self.open.get() - 1);
            while let Some(record) = stack.pop_if(|record| record.closed) {
                record.scope.close();
            }
        }
        Ok(())
    }

    /// Lets `value` escape from the scope at `place`, once.
    ///
    /// # Safety
    /// `value` is a live handle.
    #[inline(always)]
    pub(crate) unsafe fn escape(&self, place: usize, value: Slot) -> Result<Slot> {
        // SAFETY: as in `open`; the slot is a handle of the scope outside, reserved for this.
        unsafe {
            let stack = &mut *self.stack.get();
            let record = place.checked_sub(1).and_then(|i| stack.get_mut(i)).ok_or(Failure::InvalidArg)?;
            let slot = std::mem::replace(&mut record.escape, std::ptr::null_mut());
            if slot.is_null() {
                return Err(Failure::EscapeCalledTwice);
            }
            *slot = *value;
            Ok(slot)
        }
    }
}
