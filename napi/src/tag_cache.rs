//! Which objects were found to have which type tag since the collector last ran.
//!
//! An object keeps its tag for life, and it stays where it is until the collector runs. So one positive answer of V8's holds
//! for the object's address until then; the collector says so before it starts, and everything is forgotten.

use std::cell::Cell;
use std::ffi::c_void;

use crate::layout::Tagged;
use crate::shim::{self, IsolatePtr};

const ENTRIES: usize = 64;

type Entry = Option<(Tagged, [u64; 2])>;

pub(crate) struct TagCache {
    entries: [Cell<Entry>; ENTRIES],
    /// Whether the collector tells us.
    listens: Cell<bool>,
}

impl TagCache {
    pub(crate) const fn new() -> Self {
        TagCache { entries: [const { Cell::new(None) }; ENTRIES], listens: Cell::new(false) }
    }

    fn entry(&self, object: Tagged) -> &Cell<Entry> {
        let address = object.word();
        &self.entries[((address >> 3) ^ (address >> 9)) % ENTRIES]
    }

    #[inline(always)]
    pub(crate) fn knows(&self, object: Tagged, tag: [u64; 2]) -> bool {
        self.entry(object).get() == Some((object, tag))
    }

    /// # Safety
    /// `object` was read from a live handle of the isolate just now and has the tag. [`TagCache::stop`] comes before the
    /// cache moves or ends.
    pub(crate) unsafe fn remember(&self, isolate: IsolatePtr, object: Tagged, tag: [u64; 2]) {
        if !self.listens.replace(true) {
            // SAFETY: on the isolate's thread; the cache stays in place until `stop`.
            unsafe { shim::add_gc_prologue_callback(isolate, Self::forget, self.data()) }
        }
        self.entry(object).set(Some((object, tag)));
    }

    /// # Safety
    /// On the isolate's thread, while the isolate lives.
    pub(crate) unsafe fn stop(&self, isolate: IsolatePtr) {
        if self.listens.replace(false) {
            // SAFETY: forwarded to the caller.
            unsafe { shim::remove_gc_prologue_callback(isolate, Self::forget, self.data()) }
        }
    }

    fn data(&self) -> *mut c_void {
        (&raw const *self).cast_mut().cast()
    }

    unsafe extern "C" fn forget(_: IsolatePtr, _kind: i32, _flags: i32, this: *mut c_void) {
        // SAFETY: the cache that asked for the call and has not stopped it.
        let this = unsafe { &*this.cast_const().cast::<TagCache>() };
        this.entries.iter().for_each(|entry| entry.set(None));
    }
}
