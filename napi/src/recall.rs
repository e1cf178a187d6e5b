//! What V8 has answered since the collector last ran: which objects have which type tag, and where objects of one map keep a
//! property.
//!
//! Both are remembered by address, and both hold as long as the addresses mean the same: an object keeps its tag for life, a
//! map never moves a property. The collector alone moves and frees what is behind an address; it says so before it starts, and
//! everything is forgotten.

use std::cell::Cell;
use std::ffi::c_void;

use crate::layout::{Addition, Field, Maps, Tagged};
use crate::shim::{self, IsolatePtr};

const TAGS: usize = 64;
const PROPERTIES: usize = 256;

#[derive(Clone, Copy, PartialEq)]
struct Tag {
    object: Tagged,
    tag: [u64; 2],
}

#[derive(Clone, Copy)]
struct Property {
    map: usize,
    name: Tagged,
    known: Known,
}

/// What is known of a property of the objects with one map.
#[derive(Clone, Copy)]
pub(crate) enum Known {
    /// It is V8's to find, or not there.
    Nothing,
    Field(Field),
    /// It is not there, but this is how it gets there.
    Addition(Addition),
}

/// An object that V8 is about to store into, as it was before.
pub(crate) struct Before {
    map: Tagged,
    collections: usize,
}

pub(crate) struct Recall {
    tags: [Cell<Option<Tag>>; TAGS],
    properties: [Cell<Option<Property>>; PROPERTIES],
    /// Whether the collector tells us.
    listens: Cell<bool>,
    /// How often it has forgotten the properties.
    collections: Cell<usize>,
}

impl Recall {
    pub(crate) const fn new() -> Self {
        Recall {
            tags: [const { Cell::new(None) }; TAGS],
            properties: [const { Cell::new(None) }; PROPERTIES],
            listens: Cell::new(false),
            collections: Cell::new(0),
        }
    }

    fn tag(&self, object: Tagged) -> &Cell<Option<Tag>> {
        let address = object.word();
        &self.tags[((address >> 3) ^ (address >> 9)) % TAGS]
    }

    #[inline(always)]
    pub(crate) fn knows_tag(&self, object: Tagged, tag: [u64; 2]) -> bool {
        self.tag(object).get() == Some(Tag { object, tag })
    }

    /// # Safety
    /// `object` was read from a live handle of the isolate just now and has the tag. [`Recall::stop`] comes before this moves
    /// or ends.
    pub(crate) unsafe fn remember_tag(&self, isolate: IsolatePtr, object: Tagged, tag: [u64; 2]) {
        // SAFETY: forwarded to the caller.
        unsafe { self.listen(isolate) }
        self.tag(object).set(Some(Tag { object, tag }));
    }

    #[inline(always)]
    fn property(&self, map: usize, name: Tagged) -> &Cell<Option<Property>> {
        let mixed = (map >> 3) ^ (name.word() >> 4);
        &self.properties[(mixed ^ (mixed >> 8)) % PROPERTIES]
    }

    /// What is known of the property `name` of an object with the map of `object`.
    ///
    /// # Safety
    /// Both were read from live handles of the isolate just now; see [`Recall::remember_tag`].
    #[inline(always)]
    pub(crate) unsafe fn look_up(&self, isolate: IsolatePtr, object: Tagged, name: Tagged) -> Known {
        // SAFETY: forwarded to the caller.
        let Some(map) = (unsafe { object.map() }) else { return Known::Nothing };
        match self.property(map, name).get() {
            Some(property) if property.map == map && property.name == name => property.known,
            // SAFETY: as above.
            _ => unsafe { self.find(isolate, object, map, name) },
        }
    }

    #[cold]
    #[inline(never)]
    unsafe fn find(&self, isolate: IsolatePtr, object: Tagged, map: usize, name: Tagged) -> Known {
        // SAFETY: forwarded to the caller.
        let known = unsafe {
            if !object.is_ordinary() || !name.is_unique_name() {
                return Known::Nothing;
            }
            self.listen(isolate);
            object.find_field(name).map_or(Known::Nothing, Known::Field)
        };
        self.property(map, name).set(Some(Property { map, name, known }));
        known
    }

    /// Looks again when the property is asked for the next time: storing changes what may be stored.
    ///
    /// # Safety
    /// As for [`Recall::look_up`].
    pub(crate) unsafe fn forget_property(&self, object: Tagged, name: Tagged) {
        // SAFETY: forwarded to the caller.
        if let Some(map) = unsafe { object.map() } {
            self.property(map, name).set(None);
        }
    }

    /// V8 is about to store into `object`; what comes of it goes to [`Recall::learn`].
    ///
    /// # Safety
    /// As for [`Recall::look_up`].
    pub(crate) unsafe fn before_store(&self, object: Tagged, name: Tagged) -> Option<Before> {
        // SAFETY: forwarded to the caller.
        let worthwhile = unsafe { object.is_ordinary() && name.is_unique_name() };
        // SAFETY: as above.
        worthwhile
            .then(|| unsafe { object.map() })
            .flatten()
            .map(|map| Before { map: Tagged::from_map(map), collections: self.collections.get() })
    }

    /// V8 has stored: if that has given the object the property, it is remembered how. `is_inherited` says whether a prototype
    /// has one of that name, which may be a setter that has made this one.
    ///
    /// # Safety
    /// As for [`Recall::look_up`]; `maps` are those of the isolate.
    pub(crate) unsafe fn learn(
        &self,
        before: Before,
        object: Tagged,
        name: Tagged,
        maps: &Maps,
        is_inherited: impl FnOnce() -> bool,
    ) {
        // Without a collection the map is still where it was.
        let is_in_place = || before.collections == self.collections.get();
        if !is_in_place() {
            return;
        }
        // SAFETY: forwarded to the caller.
        let Some(addition) = (unsafe { object.addition(before.map, name, maps) }) else { return };
        if !is_inherited() && is_in_place() {
            let map = before.map.word();
            self.property(map, name).set(Some(Property { map, name, known: Known::Addition(addition) }));
        }
    }

    unsafe fn listen(&self, isolate: IsolatePtr) {
        if !self.listens.replace(true) {
            // SAFETY: on the isolate's thread; this stays in place until `stop`.
            unsafe { shim::add_gc_prologue_callback(isolate, Self::forget, self.data()) }
        }
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

    unsafe extern "C" fn forget(_: IsolatePtr, kind: i32, _flags: i32, this: *mut c_void) {
        // SAFETY: whoever asked for the call and has not stopped it.
        let this = unsafe { &*this.cast_const().cast::<Recall>() };
        this.tags.iter().for_each(|tag| tag.set(None));
        // Maps and unique names are never young.
        if kind != shim::YOUNG_COLLECTION {
            this.properties.iter().for_each(|property| property.set(None));
            this.collections.set(this.collections.get().wrapping_add(1));
        }
    }
}
