//! Properties of ordinary objects that lie in fields.
//!
//! An object's map says which own properties the object has and where: in the object, or in an array beside it. Objects with the
//! same map keep them in the same places, and where a map keeps a property never changes. What V8 changes in the map of living
//! objects is only what a field may hold, and always to more: small integers to any value, a number in a box of its own to any
//! value, one value for good to changing ones.
//!
//! A property that is not in a field of the object itself (an accessor, an inherited one, one of an object that is a dictionary)
//! is left to V8, and so is every store that has to tell the collector or the compilers of it.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{
    FIRST_NON_STRING_TYPE, HEAP_OBJECT_TAG, JS_OBJECT_TYPE, MAP_PROTOTYPE, Maps, Tagged, check, maps, slot_of,
};

const NOT_INTERNALIZED: u16 = 1 << 5;
const MAP_BIT_FIELD_3: usize = 16;
const MAP_DESCRIPTORS: usize = 40;
const OBJECT_PROPERTIES: usize = 8;
const DESCRIPTORS: usize = 24;
const DESCRIPTOR_SIZE: usize = 24;
const DESCRIPTOR_DETAILS: usize = 8;

const MAP_BACK_POINTER: usize = 32;
const MAP_VALIDITY_CELL: usize = 56;
const CELL_VALUE: usize = 8;

/// Bits of a map.
const PROTOTYPE_MAP: u32 = 1 << 20;
const DICTIONARY_MAP: u32 = 1 << 21;
const DEPRECATED_MAP: u32 = 1 << 24;
/// Objects have left the map for another one before: nothing compiled relies on it that they do not.
const UNSTABLE_MAP: u32 = 1 << 25;

/// A reference that does not keep its object alive, and one whose object is gone.
const WEAK_TAG: usize = 3;

/// Where and how a map keeps a property: what V8 calls its details.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Field(NonZeroU32);

impl Field {
    const ACCESSOR: u32 = 1;
    const CONSTANT: u32 = 1 << 1;
    const READ_ONLY: u32 = 1 << 2;
    const ATTRIBUTES: u32 = 7 << 2;
    const IN_DESCRIPTOR: u32 = 1 << 5;
    const IN_OBJECT: u32 = 1 << 30;

    const SMALL_INTEGER: u32 = 1;
    const NUMBER_IN_A_BOX: u32 = 2;
    const ANY: u32 = 4;

    fn of_details(details: u32) -> Option<Field> {
        let field = Field(NonZeroU32::new(details)?);
        let plain = details & (Self::ACCESSOR | Self::IN_DESCRIPTOR) == 0;
        (plain && (Self::SMALL_INTEGER..=Self::ANY).contains(&field.representation())).then_some(field)
    }

    fn representation(self) -> u32 {
        self.0.get() >> 6 & 7
    }

    fn offset(self) -> usize {
        (self.0.get() >> 19 & 0x7ff) as usize * 8
    }

    fn takes(self, value: Tagged) -> bool {
        match self.representation() {
            Self::SMALL_INTEGER => value.smi().is_some(),
            kind => kind == Self::ANY,
        }
    }

    /// Whether the compilers may rely on the value not to change.
    pub(crate) fn is_constant(self) -> bool {
        self.0.get() & Self::CONSTANT != 0
    }
}

/// What a field holds.
pub(crate) enum Held {
    Value(Tagged),
    /// The number has to be copied: its box is the field's own.
    Number(f64),
}

impl Tagged {
    /// An object as literals, `Object` and classes of JavaScript make it.
    ///
    /// # Safety
    /// As for [`Tagged::map`].
    pub(crate) unsafe fn is_ordinary(self) -> bool {
        // SAFETY: forwarded to the caller.
        unsafe { self.instance_type() == Some(JS_OBJECT_TYPE) }
    }

    /// A string that is the only one with its characters.
    ///
    /// # Safety
    /// As for [`Tagged::map`].
    pub(crate) unsafe fn is_unique_name(self) -> bool {
        // SAFETY: forwarded to the caller.
        unsafe { self.instance_type() }.is_some_and(|t| t < FIRST_NON_STRING_TYPE && t & NOT_INTERNALIZED == 0)
    }

    /// # Safety
    /// A map.
    unsafe fn map_bits(self) -> u32 {
        // SAFETY: forwarded to the caller.
        unsafe { *self.field(MAP_BIT_FIELD_3).cast::<u32>() }
    }

    /// Where an ordinary object keeps its own property with a unique name.
    ///
    /// # Safety
    /// As for [`Tagged::map`].
    pub(crate) unsafe fn find_field(self, name: Tagged) -> Option<Field> {
        // SAFETY: a map of an ordinary object, and its descriptors, which are at least as many as it says.
        unsafe {
            let map = Tagged(self.map()?);
            let bits = map.map_bits();
            if bits & (PROTOTYPE_MAP | DICTIONARY_MAP) != 0 {
                return None;
            }
            let (descriptors, count) = (map.load(MAP_DESCRIPTORS), (bits >> 10 & 0x3ff) as usize);
            let place =
                (0..count).map(|i| DESCRIPTORS + DESCRIPTOR_SIZE * i).find(|at| descriptors.load(*at) == name)?;
            Field::of_details(descriptors.load(place + DESCRIPTOR_DETAILS).smi()? as u32)
        }
    }

    /// # Safety
    /// As for [`Tagged::map`]; `field` was found for an object with the map of this one.
    #[inline(always)]
    unsafe fn field_place(self, field: Field) -> (Tagged, *const AtomicUsize) {
        // SAFETY: forwarded to the caller.
        unsafe {
            let holder = if field.0.get() & Field::IN_OBJECT != 0 { self } else { self.load(OBJECT_PROPERTIES) };
            (holder, holder.field(field.offset()).cast())
        }
    }

    /// What is in a field.
    ///
    /// # Safety
    /// As for [`Tagged::map`]; `field` was found for an object with the map of this one, `maps` are those of the isolate.
    #[inline(always)]
    pub(crate) unsafe fn load_field(self, field: Field, maps: &Maps) -> Held {
        // SAFETY: forwarded to the caller.
        unsafe {
            let word = Tagged((*self.field_place(field).1).load(Ordering::Relaxed));
            match (field.representation() == Field::NUMBER_IN_A_BOX).then(|| word.heap_number(maps.heap_number)) {
                Some(Some(number)) => Held::Number(number),
                _ => Held::Value(word),
            }
        }
    }

    /// Stores into a field, if nothing but that word has to change.
    ///
    /// # Safety
    /// As for [`Tagged::load_field`]; `value` was read from a live handle just now.
    #[inline(always)]
    pub(crate) unsafe fn store_field(self, field: Field, value: Tagged) -> bool {
        if !field.takes(value) || field.0.get() & (Field::READ_ONLY | Field::CONSTANT) != 0 {
            return false;
        }
        // SAFETY: forwarded to the caller. Small integers are nothing to the collector.
        unsafe {
            let (holder, place) = self.field_place(field);
            let stores = value.0 & HEAP_OBJECT_TAG == 0 || holder.needs_no_barrier();
            if stores {
                (*place).store(value.0, Ordering::Relaxed);
            }
            stores
        }
    }
}

/// How an object of one map takes on a new property, and another map with it: what V8 calls a transition.
///
/// It may be repeated as long as no prototype has come to have a setter, or a value that cannot be written, of that name. Only
/// for objects whose one prototype is `Object.prototype` is it known here: V8 keeps a cell for it that says whether it has
/// changed, for its own compiled stores to look at.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Addition {
    field: Field,
    map: Tagged,
    cell: Tagged,
}

impl Tagged {
    /// How this object has just got the property `name`, by an ordinary store, when it had the map `before`.
    ///
    /// # Safety
    /// As for [`Tagged::map`]; `before` is still a map of an ordinary object, `maps` are those of the isolate.
    pub(crate) unsafe fn addition(self, before: Tagged, name: Tagged, maps: &Maps) -> Option<Addition> {
        // SAFETY: forwarded to the caller; the back pointer of a map that another one turned into is that one.
        unsafe {
            let map = Tagged(self.map()?);
            let field = self.find_field(name)?;
            let wanted = field.0.get() & (Field::ATTRIBUTES | Field::IN_OBJECT) == Field::IN_OBJECT;
            let follows = map.load(MAP_BACK_POINTER) == before && before.map_bits() & UNSTABLE_MAP != 0;
            let prototype = before.load(MAP_PROTOTYPE);
            if !wanted || !follows || prototype != map.load(MAP_PROTOTYPE) {
                return None;
            }
            let cell = prototype.root_prototype_cell(maps)?;
            let addition = Addition { field, map, cell };
            addition.holds().then_some(addition)
        }
    }

    /// The cell that tells whether `Object.prototype` has changed, if this is it.
    ///
    /// # Safety
    /// As for [`Tagged::addition`].
    unsafe fn root_prototype_cell(self, maps: &Maps) -> Option<Tagged> {
        // SAFETY: forwarded to the caller.
        unsafe {
            let map = Tagged(self.map()?);
            let is_root = self.instance_type() == Some(maps.object_prototype) && map.load(MAP_PROTOTYPE).0 == maps.null;
            let cell = map.load(MAP_VALIDITY_CELL);
            (is_root && cell.is_heap_object()).then_some(cell)
        }
    }

    /// Gives this object, which has the map that `addition` begins with, the property, if nothing but two of its words has to
    /// change.
    ///
    /// # Safety
    /// As for [`Tagged::addition`]; `value` was read from a live handle just now.
    #[inline(always)]
    pub(crate) unsafe fn add_field(self, addition: Addition, value: Tagged) -> bool {
        // SAFETY: forwarded to the caller. The place is the object's own and empty so far; the collector looks at the map.
        unsafe {
            let adds = addition.field.takes(value) && addition.holds() && self.needs_no_barrier();
            if adds {
                let (_, place) = self.field_place(addition.field);
                (*place).store(value.0, Ordering::Relaxed);
                (*self.field(0).cast::<AtomicUsize>()).store(addition.map.0, Ordering::Release);
            }
            adds
        }
    }
}

impl Addition {
    /// # Safety
    /// Nothing has collected maps since it was found.
    #[inline(always)]
    unsafe fn holds(&self) -> bool {
        // SAFETY: forwarded to the caller.
        unsafe {
            let valid = self.cell.load(CELL_VALUE).0;
            valid & WEAK_TAG == WEAK_TAG && valid != WEAK_TAG && self.map.map_bits() & DEPRECATED_MAP == 0
        }
    }
}

/// Objects of many shapes: what is found here is what V8 finds, and what is stored here V8 finds, too.
pub(super) fn check_properties(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    let maps = maps(scope);
    let run = |source: &str| -> Result<v8::Local<'_, v8::Object>, &'static str> {
        let source = v8::String::new(scope, source).ok_or("strings")?;
        let value = v8::Script::compile(scope, source, None).and_then(|script| script.run(scope)).ok_or("objects")?;
        value.try_cast().map_err(|_| "objects")
    };
    let name =
        |text: &str| v8::String::new_from_utf8(scope, text.as_bytes(), v8::NewStringType::Internalized).ok_or("names");
    let loose = v8::String::new_from_one_byte(scope, b"a loose string", v8::NewStringType::Normal).ok_or("names")?;
    // SAFETY: live handles, here and below; each result is used before anything allocates.
    let tagged = |slot| unsafe { Tagged::read(slot) };
    // SAFETY: as above.
    let unique = unsafe { tagged(slot_of(name("a")?)).is_unique_name() && !tagged(slot_of(loose)).is_unique_name() };
    check(unique, "unique names")?;
    // Each with whether it has its own `probed` in a field, and whether a small integer may be stored into that: sometimes flags
    // of V8's decide. No program has objects with that name: what it has stored would decide as well.
    let samples = [
        ("({ probed: 1 })", true, Some(false)),
        ("(o => (o.probed = 2, o))({ probed: 1 })", true, Some(true)),
        ("(o => (o.probed = 'b', o.probed = 3, o))({ x: 1, probed: 1 })", true, Some(true)),
        (
            "(o => { for (let i = 0; i < 8; i++) o['bcdefghi'[i]] = i; o.probed = 1, o.probed = 2; return o; })({})",
            true,
            Some(true),
        ),
        ("(o => (o.probed = 2.5, o))({ probed: 1.5 })", true, None),
        ("(o => (o.probed = {}, o))({ probed: {} })", true, None),
        ("({ get probed() { return 1; } })", false, None),
        ("({ b: 1 })", false, None),
        ("({ __proto__: { probed: 1 }, b: 1 })", false, None),
        ("(o => (delete o.b, o))({ probed: 1, b: 2, c: 3 })", false, None),
        ("(o => (o.probed = 1, o))([])", false, None),
    ];
    let name = name("probed")?;
    let key = slot_of(name);
    for (source, found, stores) in samples {
        let object = run(source)?;
        let slot = slot_of(object);
        // SAFETY: see above.
        let field = unsafe { tagged(slot).is_ordinary().then(|| tagged(slot).find_field(tagged(key))).flatten() };
        check(field.is_some() == found, "the fields of an object")?;
        let Some(field) = field else { continue };
        let theirs = object.get(scope, name.into()).ok_or("properties")?;
        // SAFETY: see above.
        let same = match unsafe { tagged(slot).load_field(field, &maps) } {
            Held::Value(value) => value == tagged(slot_of(theirs)),
            Held::Number(number) => theirs.number_value(scope) == Some(number),
        };
        check(same, "what is in a field")?;
        // SAFETY: see above.
        let stored = unsafe { tagged(slot).store_field(field, Tagged::from_smi(42)) };
        let now = object.get(scope, name.into()).and_then(|value| value.int32_value(scope));
        check(stores.is_none_or(|stores| stored == stores) && (now == Some(42)) == stored, "storing into a field")?;
    }
    let fixed = run("(o => (o.probed = 2, o))({ probed: 1 })")?;
    fixed.set_integrity_level(scope, v8::IntegrityLevel::Frozen).ok_or("objects")?;
    // SAFETY: see above.
    let stored = unsafe {
        let field = tagged(slot_of(fixed)).find_field(tagged(key)).ok_or("the fields of a frozen object")?;
        tagged(slot_of(fixed)).store_field(field, Tagged::from_smi(42))
    };
    check(!stored, "storing into a frozen object")?;
    check_additions(scope, &maps)
}

/// Objects that get a property: where it is known how, V8 finds the same object afterwards. V8 may not have made the cell yet;
/// then nothing is known.
fn check_additions(scope: &v8::PinScope<'_, '_>, maps: &Maps) -> Result<(), &'static str> {
    let name = v8::String::new_from_utf8(scope, b"added", v8::NewStringType::Internalized).ok_or("names")?;
    let (one, other, seven) = (v8::Object::new(scope), v8::Object::new(scope), v8::Integer::new(scope, 7));
    // SAFETY: live handles, here and below; nothing allocates between the reads.
    let tagged = |slot| unsafe { Tagged::read(slot) };
    let same_map = || {
        // SAFETY: as above.
        unsafe { tagged(slot_of(one)).map() == tagged(slot_of(other)).map() }
    };
    check(same_map(), "new objects")?;
    one.set(scope, name.into(), seven.into()).ok_or("properties")?;
    // SAFETY: as above; `other` still has the map that `one` had.
    let added = unsafe {
        let before = Tagged(tagged(slot_of(other)).map().ok_or("maps")?);
        match tagged(slot_of(one)).addition(before, tagged(slot_of(name)), maps) {
            Some(addition) => tagged(slot_of(other)).add_field(addition, Tagged::from_smi(7)),
            None => false,
        }
    };
    // The collector may be marking: then nothing is stored.
    check(!added || (same_map() && other.get(scope, name.into()) == Some(seven.into())), "new properties")
}
