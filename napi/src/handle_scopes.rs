//! The handle scopes that an addon opens and closes.
//!
//! They live on a stack of the environment; what the addon holds is a place on it. V8 wants scopes closed in reverse order.
//! An addon that closes an outer one first gets away with it, as on Node: the outer one waits for the inner ones.

use std::cell::UnsafeCell;

use crate::layout::OpenScope;
use crate::shim::{IsolatePtr, Slot};
use crate::status::{Failure, Result};

struct Record {
    scope: OpenScope,
    /// For a value that escapes: a handle of the outer scope, until it is used.
    escape: Slot,
    closed: bool,
}

#[derive(Default)]
pub(crate) struct HandleScopes {
    stack: UnsafeCell<Vec<Record>>,
}

impl HandleScopes {
    /// Opens a scope if there is room for one more on the stack.
    ///
    /// # Safety
    /// On the isolate's thread.
    #[inline(always)]
    pub(crate) unsafe fn open_at_once(&self, isolate: IsolatePtr) -> Option<usize> {
        // SAFETY: as in `open`, which does not have to call anything then.
        unsafe {
            let stack = &*self.stack.get();
            (stack.len() < stack.capacity()).then(|| self.open(isolate, std::ptr::null_mut()))
        }
    }

    /// Closes the scope at `place` if it is the innermost one, none waits for it, and no handle has to be freed.
    ///
    /// # Safety
    /// On the isolate's thread.
    #[inline(always)]
    pub(crate) unsafe fn close_at_once(&self, place: usize) -> bool {
        // SAFETY: as in `open`.
        unsafe {
            let stack = &mut *self.stack.get();
            let [before @ .., last] = &mut stack[..] else { return false };
            let waits = before.last().is_some_and(|record| record.closed);
            let closes = before.len() + 1 == place && !waits && OpenScope::close_at_once(&raw const last.scope);
            if closes {
                stack.set_len(place - 1);
            }
            closes
        }
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
            let place = stack.len();
            stack.reserve(1);
            let record = stack.as_mut_ptr().add(place);
            OpenScope::open(&raw mut (*record).scope, isolate);
            (&raw mut (*record).escape).write(escape);
            (&raw mut (*record).closed).write(false);
            stack.set_len(place + 1);
            place + 1
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
            let record = record.ok_or(Failure::HandleScopeMismatch)?;
            record.closed = true;
            while let Some(last) = stack.last_mut().filter(|last| last.closed) {
                OpenScope::close(&raw mut last.scope);
                stack.set_len(stack.len() - 1);
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
