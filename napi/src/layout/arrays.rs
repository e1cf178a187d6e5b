//! Elements of ordinary arrays.
//!
//! V8 keeps the elements of an array in a store of its own, as tagged words or as bare doubles; the array's map says which,
//! and whether there may be holes. What is answered here is what an own element certainly holds; whatever else (a hole, an
//! index beyond the end, a sparse array, a store that needs the collector's help) is left to V8.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{JS_OBJECT_TYPE, MAP_INSTANCE_TYPE, MAP_PROTOTYPE, Maps, Tagged, check, maps, slot_of};

const MAP_BIT_FIELD_2: usize = 15;
const OBJECT_ELEMENTS: usize = 16;
const ARRAY_LENGTH: usize = 24;
const STORE: usize = 16;

const PACKED_SMI: u8 = 0;
const HOLEY_SMI: u8 = 1;
const PACKED: u8 = 2;
const HOLEY: u8 = 3;
const PACKED_DOUBLE: u8 = 4;
const HOLEY_DOUBLE: u8 = 5;
/// From here to `LAST_FROZEN`: tagged words of arrays that take no new elements, or no new values.
const FIRST_NONEXTENSIBLE: u8 = 6;
const LAST_FROZEN: u8 = 11;

const PAGE_SIZE: usize = 1 << 18;
const POINTERS_FROM_HERE_ARE_INTERESTING: usize = 1 << 2;

/// What an element of an array holds.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Element {
    Value(Tagged),
    Double(f64),
}

/// What an array's own words say, for an index within its length.
struct Place {
    kind: u8,
    map: Tagged,
    store: Tagged,
    address: *const AtomicUsize,
}

impl Tagged {
    /// The kind of elements that objects with this map have.
    ///
    /// # Safety
    /// A map.
    #[inline(always)]
    pub(super) unsafe fn elements_kind(self) -> u8 {
        // SAFETY: forwarded to the caller.
        unsafe { *self.field(MAP_BIT_FIELD_2).cast::<u8>() >> 2 }
    }

    /// # Safety
    /// `offset` is that of a tagged field of the object.
    #[inline(always)]
    pub(super) unsafe fn load(self, offset: usize) -> Tagged {
        // SAFETY: forwarded to the caller.
        Tagged(unsafe { *self.field(offset).cast::<usize>() })
    }

    /// # Safety
    /// As for [`Tagged::map`]; `maps` are those of the isolate.
    #[inline(always)]
    unsafe fn element_place(self, maps: &Maps, index: u32) -> Option<Place> {
        // SAFETY: only arrays are looked into, and only within their length.
        unsafe {
            let map = Tagged(self.map()?);
            if *map.field(MAP_INSTANCE_TYPE).cast::<u16>() != maps.array {
                return None;
            }
            let length = self.load(ARRAY_LENGTH).smi()?;
            let kind = map.elements_kind();
            if index >= length as u32 || kind > LAST_FROZEN {
                return None;
            }
            let store = self.load(OBJECT_ELEMENTS);
            Some(Place { kind, map, store, address: store.field(STORE + 8 * index as usize).cast() })
        }
    }

    /// The element at `index`, if this is an array that certainly has one of its own there.
    ///
    /// # Safety
    /// As for [`Tagged::map`]; `maps` are those of the isolate.
    #[inline(always)]
    pub(crate) unsafe fn element(self, maps: &Maps, index: u32) -> Option<Element> {
        // SAFETY: forwarded to the caller.
        let place = unsafe { self.element_place(maps, index)? };
        // SAFETY: the store is at least as long as the array.
        let word = unsafe { (*place.address).load(Ordering::Relaxed) };
        if place.kind == PACKED_DOUBLE || place.kind == HOLEY_DOUBLE {
            let number = f64::from_bits(word as u64);
            // A hole is one of the values that are not a number.
            return (!number.is_nan()).then_some(Element::Double(number));
        }
        (word != maps.hole).then_some(Element::Value(Tagged(word)))
    }

    /// Stores an element at `index`, if this is an array in which nothing but that word has to change.
    ///
    /// # Safety
    /// As for [`Tagged::map`]; `maps` are those of the isolate.
    #[inline(always)]
    pub(crate) unsafe fn set_element(self, maps: &Maps, index: u32, value: Tagged) -> bool {
        // SAFETY: forwarded to the caller.
        let Some(place) = (unsafe { self.element_place(maps, index) }) else { return false };
        // SAFETY: as in `element`.
        let before = unsafe { (*place.address).load(Ordering::Relaxed) };
        let (word, hole) = match place.kind {
            PACKED_DOUBLE | HOLEY_DOUBLE => {
                let number = match value.smi() {
                    Some(number) => f64::from(number),
                    // SAFETY: read from a live handle.
                    None => match unsafe { value.heap_number(maps.heap_number) } {
                        Some(number) if !number.is_nan() => number,
                        _ => return false,
                    },
                };
                (number.to_bits() as usize, f64::from_bits(before as u64).is_nan())
            }
            // SAFETY: the store is a heap object. One that several arrays share has another map.
            PACKED_SMI | HOLEY_SMI | PACKED | HOLEY if unsafe { place.store.map() } == Some(maps.fixed_array) => {
                let tagged = place.kind >= PACKED;
                // SAFETY: as above.
                if value.smi().is_none() && !(tagged && unsafe { place.store.needs_no_barrier() }) {
                    return false;
                }
                (value.0, before == maps.hole)
            }
            _ => return false,
        };
        // Where there is no element yet, a prototype might have a setter.
        // SAFETY: a map.
        if hole && !unsafe { place.map.has_bare_prototypes(maps) } {
            return false;
        }
        // SAFETY: as above.
        unsafe { (*place.address).store(word, Ordering::Relaxed) }
        true
    }

    /// Whether pointers may be stored into this object without the collector's knowledge: it is young, and no marking is
    /// under way. The page says so, which is where generated code looks, too.
    ///
    /// # Safety
    /// A heap object that can be written to.
    #[inline(always)]
    pub(super) unsafe fn needs_no_barrier(self) -> bool {
        // SAFETY: a page begins with its flags.
        unsafe { *((self.0 & !(PAGE_SIZE - 1)) as *const usize) & POINTERS_FROM_HERE_ARE_INTERESTING == 0 }
    }

    /// Whether all prototypes of objects with this map are ordinary ones without elements.
    ///
    /// # Safety
    /// A map; as for [`Tagged::map`].
    unsafe fn has_bare_prototypes(self, maps: &Maps) -> bool {
        let mut map = self;
        loop {
            // SAFETY: prototypes are objects or null, and each has a map.
            unsafe {
                let prototype = map.load(MAP_PROTOTYPE);
                if prototype.0 == maps.null {
                    return true;
                }
                let Some(next) = prototype.map() else { return false };
                map = Tagged(next);
                let t = *map.field(MAP_INSTANCE_TYPE).cast::<u16>();
                let ordinary = t == JS_OBJECT_TYPE || t == maps.array || t == maps.object_prototype;
                if !ordinary || prototype.load(OBJECT_ELEMENTS).0 != maps.no_elements {
                    return false;
                }
            }
        }
    }
}

/// What has to be known of an isolate to look into arrays: the word of a hole, the map of a store that is not shared, the
/// store of an object that has no elements, and the type of `Object.prototype`.
pub(super) fn facts(scope: &v8::PinScope<'_, '_>) -> (usize, usize, usize, u16) {
    let (empty, object) = (v8::Array::new(scope, 1), v8::Object::new(scope));
    let prototype = object.get_prototype(scope);
    // SAFETY: live handles to an array, an object and its prototype, and nothing allocates between the reads.
    unsafe {
        let store = Tagged::read(slot_of(empty)).load(OBJECT_ELEMENTS);
        let hole = store.load(STORE);
        let no_elements = Tagged::read(slot_of(object)).load(OBJECT_ELEMENTS);
        let object_prototype = prototype.and_then(|p| Tagged::read(slot_of(p)).instance_type());
        (hole.0, store.map().unwrap_or(0), no_elements.0, object_prototype.unwrap_or(u16::MAX))
    }
}

/// Arrays of every kind: the elements seen here are V8's, and what is stored here V8 finds.
pub(super) fn check_arrays(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    let maps = maps(scope);
    let array = |source: &str| -> Result<v8::Local<'_, v8::Array>, &'static str> {
        let source = v8::String::new(scope, source).ok_or("strings")?;
        let value = v8::Script::compile(scope, source, None).and_then(|script| script.run(scope)).ok_or("arrays")?;
        value.try_cast().map_err(|_| "arrays")
    };
    // SAFETY: live handles, here and below; each result is used before anything allocates.
    let tagged = |value: v8::Local<'_, v8::Array>| unsafe { Tagged::read(slot_of(value)) };
    // SAFETY: as above.
    let kind = |value: v8::Local<'_, v8::Array>| unsafe {
        tagged(value).map().map_or(u8::MAX, |map| Tagged(map).elements_kind())
    };
    let samples: [(&str, std::ops::RangeInclusive<u8>); 11] = [
        ("[7, 8, 9]", PACKED_SMI..=PACKED_SMI),
        ("[7, , 9]", HOLEY_SMI..=HOLEY_SMI),
        ("[{}, 'b', 9]", PACKED..=PACKED),
        ("[{}, , 9]", HOLEY..=HOLEY),
        ("[1.5, -0, NaN]", PACKED_DOUBLE..=PACKED_DOUBLE),
        ("[1.5, , 2.5]", HOLEY_DOUBLE..=HOLEY_DOUBLE),
        ("Object.preventExtensions([1.5, , 2.5])", FIRST_NONEXTENSIBLE..=u8::MAX),
        ("Object.preventExtensions([1, , 2])", FIRST_NONEXTENSIBLE..=u8::MAX),
        ("Object.seal(['a', , 2])", FIRST_NONEXTENSIBLE..=u8::MAX),
        ("Object.freeze(['a', 1, 2])", FIRST_NONEXTENSIBLE..=u8::MAX),
        ("(sparse => (sparse[1e8] = 3, sparse))([1, 2])", LAST_FROZEN + 1..=u8::MAX),
    ];
    for (source, kinds) in samples {
        let sample = array(source)?;
        check(kinds.contains(&kind(sample)), "kinds of arrays")?;
        for index in 0..4 {
            // SAFETY: see above.
            let seen = unsafe { tagged(sample).element(&maps, index) };
            let theirs = sample.get_index(scope, index).ok_or("elements")?;
            let same = match seen {
                None => true,
                Some(Element::Double(number)) => {
                    theirs.is_number() && theirs.number_value(scope).map(f64::to_bits) == Some(number.to_bits())
                }
                // SAFETY: see above.
                Some(Element::Value(value)) => value == unsafe { Tagged::read(slot_of(theirs)) },
            };
            let certain = kinds.start() == kinds.end() && index == 0;
            check(same && (seen.is_some() || !certain), "elements of arrays")?;
        }
    }
    for source in ["(a => (a.push(9), a))([7, 8])", "new Array(3)", "(() => [1.5, , 2.5])()"] {
        let sample = array(source)?;
        for (index, number) in [(0, 41), (1, 42), (2, 43)] {
            // SAFETY: see above.
            let stored = unsafe { tagged(sample).set_element(&maps, index, Tagged::from_smi(number)) };
            let found = sample.get_index(scope, index).and_then(|value| value.int32_value(scope));
            check(stored && found == Some(number), "storing elements")?;
        }
        // SAFETY: see above.
        check(!unsafe { tagged(sample).set_element(&maps, 3, Tagged::from_smi(1)) }, "the end of an array")?;
    }
    // What every program has had from the start is old. What is new is young, unless V8 runs with one generation.
    let (old, young) = (array("Array.prototype")?, array("new Array(4)")?);
    // SAFETY: see above.
    check(!unsafe { tagged(old).needs_no_barrier() }, "barriers of old objects")?;
    let text = v8::String::new(scope, "text").ok_or("strings")?;
    // SAFETY: see above.
    let stored = unsafe { tagged(young).set_element(&maps, 1, Tagged::read(slot_of(text))) };
    check(!stored, "pointers among small integers")?;
    let objects = v8::Array::new(scope, 4);
    // SAFETY: see above.
    let stored = unsafe { tagged(objects).set_element(&maps, 1, Tagged::read(slot_of(text))) };
    let found = objects.get_index(scope, 1).ok_or("elements")?;
    check(!stored || found.strict_equals(text.into()), "storing pointers")?;
    let inherits = array("Object.setPrototypeOf([1, , 3], [4, 5, 6])")?;
    let shared = array("(() => [1, 2, 3])()")?;
    let frozen = array("Object.freeze([1, 2, 3])")?;
    // SAFETY: see above.
    unsafe {
        let set = |array, index| tagged(array).set_element(&maps, index, Tagged::from_smi(1));
        check(!set(inherits, 1) && !set(shared, 1) && !set(frozen, 1), "stores that are V8's to do")
    }
}
