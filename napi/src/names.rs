//! The property names that an addon uses over and over, as V8's own strings.
//!
//! Addons name properties by C strings, mostly literals at fixed addresses. Making a string of one means decoding, hashing
//! and a look-up in V8's table of unique strings, which costs more than the access itself. A small direct-mapped cache by
//! address keeps the results; the characters are compared each time, so an address that now holds another name is a miss.

use std::cell::UnsafeCell;
use std::ffi::c_char;

use crate::shim::Persistent;

const ENTRIES: usize = 128;
const LONGEST: usize = 38;

#[derive(Clone, Copy)]
struct Entry {
    address: *const c_char,
    name: Persistent,
    length: u8,
    text: [u8; LONGEST],
}

pub(crate) struct NameCache(UnsafeCell<Vec<Entry>>);

impl NameCache {
    pub(crate) const fn new() -> Self {
        NameCache(UnsafeCell::new(Vec::new()))
    }

    #[inline(always)]
    fn place(address: *const c_char) -> usize {
        let address = address as usize;
        (address ^ (address >> 7)) % ENTRIES
    }

    /// The string for the name at `address`, if it is here.
    ///
    /// # Safety
    /// A null-terminated text.
    #[inline(always)]
    pub(crate) unsafe fn get(&self, address: *const c_char) -> Option<Persistent> {
        // SAFETY: borrowed for the look-up alone. The comparison stops at the first difference, so it does not read past
        // the terminator.
        unsafe {
            let entries = &*self.0.get();
            let entry = entries.get(Self::place(address))?;
            if entry.address != address {
                return None;
            }
            let length = usize::from(entry.length);
            let same = (0..length).all(|i| *address.add(i).cast::<u8>() == entry.text[i]) && *address.add(length) == 0;
            same.then_some(entry.name)
        }
    }

    /// Whether a name of this length is worth keeping.
    pub(crate) fn takes(text: &[u8]) -> bool {
        text.len() <= LONGEST
    }

    /// Keeps `name` for the text at `address`.
    ///
    /// # Safety
    /// On the isolate's thread; the cache owns `name` from now on.
    pub(crate) unsafe fn put(&self, address: *const c_char, text: &[u8], name: Persistent) {
        // SAFETY: borrowed for the change alone; the old handle is the cache's own.
        unsafe {
            let entries = &mut *self.0.get();
            if entries.is_empty() {
                let empty = Entry { address: std::ptr::null(), name: Persistent::EMPTY, length: 0, text: [0; LONGEST] };
                entries.resize(ENTRIES, empty);
            }
            let entry = &mut entries[Self::place(address)];
            entry.name.reset();
            entry.address = address;
            entry.name = name;
            entry.length = text.len() as u8;
            entry.text[..text.len()].copy_from_slice(text);
        }
    }

    /// Gives the strings back.
    ///
    /// # Safety
    /// On the isolate's thread, while the isolate lives.
    pub(crate) unsafe fn clear(&self) {
        // SAFETY: forwarded to the caller.
        unsafe {
            let entries = &mut *self.0.get();
            for entry in entries.drain(..) {
                entry.name.reset();
            }
        }
    }
}
