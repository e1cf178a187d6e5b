//! Externals: native pointers as JavaScript values.
//!
//! V8 keeps one word for an external. It is the addon's pointer as long as there is nothing else to keep; an external with a
//! finalizer or a type tag has a [`Reference`] behind it, which holds the pointer. The topmost bit tells the two apart: no
//! address of memory has it, and whoever makes up a pointer that has gets a reference as well.

use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::env::Env;
use crate::layout::{Maps, Tagged, slot_of};
use crate::reference::{Finalizer, Owner, Reference};
use crate::shim::Slot;
use crate::status::{Failure, Result};

const REFERENCE: usize = 1 << 63;

/// A live external, for as long as nothing can collect garbage.
pub(crate) struct External<'e> {
    slot: Slot,
    word: &'e AtomicUsize,
}

impl<'e> External<'e> {
    /// A new external.
    pub(crate) fn make(env: &'e Env, finalizer: Finalizer) -> v8::Local<'e, v8::External> {
        let address = finalizer.data.addr();
        if finalizer.callback.is_none() && address & REFERENCE == 0 {
            return v8::External::new(env.scope(), finalizer.data);
        }
        // The reference comes first: the external holds its address.
        let reference = Reference::without_value(env, finalizer);
        let word = reference.map_addr(|address| address | REFERENCE);
        let external = v8::External::new(env.scope(), word.cast_mut().cast());
        // SAFETY: made just now.
        unsafe { (*reference).attach(slot_of(external)) }
        external
    }

    /// The external that a live handle refers to, if it is one. Those that addons can get hold of come from `make`.
    #[inline(always)]
    pub(crate) fn of(slot: Slot, maps: &Maps) -> Option<External<'e>> {
        // SAFETY: a live handle, as the addon promised.
        unsafe { Tagged::read(slot).external(maps) }.map(|word| External { slot, word })
    }

    fn reference(&self) -> Option<&'e Reference> {
        let word = self.word.load(Ordering::Relaxed);
        // SAFETY: with that bit it is the address of a reference, which lives as long as the external.
        (word & REFERENCE != 0).then(|| unsafe { &*((word & !REFERENCE) as *const Reference) })
    }

    pub(crate) fn data(&self) -> *mut c_void {
        match self.reference() {
            Some(reference) => reference.data(),
            None => self.word.load(Ordering::Relaxed) as *mut c_void,
        }
    }

    /// Tags the external, unless it has a tag. V8 lets externals have no properties, not even private ones.
    pub(crate) fn tag(&self, env: &Env, words: [u64; 2]) -> Result {
        let reference: *const Reference = match self.reference() {
            Some(reference) => reference,
            None => {
                let finalizer = Finalizer { callback: None, data: self.data(), hint: std::ptr::null_mut() };
                let reference = Reference::new(env, self.slot, true, 0, Owner::Runtime, finalizer);
                // Making a reference allocates nothing on V8's heap: the external is where it was.
                self.word.store(reference.addr() | REFERENCE, Ordering::Relaxed);
                reference
            }
        };
        // SAFETY: it lives as long as the external.
        if unsafe { &*reference }.tagged().replace(true) {
            return Err(Failure::InvalidArg);
        }
        env.core.external_tags.borrow_mut().insert(reference, words);
        Ok(())
    }

    pub(crate) fn has_tag(&self, env: &Env, words: [u64; 2]) -> bool {
        self.reference().filter(|reference| reference.tagged().get()).is_some_and(|reference| {
            let reference: *const Reference = reference;
            env.core.external_tags.borrow().get(&reference) == Some(&words)
        })
    }
}
