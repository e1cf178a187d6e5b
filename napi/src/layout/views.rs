//! Typed arrays.
//!
//! A Buffer on all of a new ArrayBuffer is made here, without a call: it is the words of another one, but for what it is a view
//! of, and the ArrayBuffer remembers it as its only view. Nobody has to be told as long as the ArrayBuffer is V8's latest
//! object: then both are young, and the collector has not seen them.

use std::ffi::c_void;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use napi_sys::napi_typedarray_type;

use super::young::{take, top};
use super::{HEAP_OBJECT_TAG, Maps, Tagged, check, maps, new_handle, slot_of};
use crate::shim::{IsolatePtr, Slot};

const VIEW_BUFFER: usize = 32;
const VIEW_FLAGS: usize = 40;
const VIEW_BYTE_OFFSET: usize = 48;
const VIEW_BYTE_LENGTH: usize = 56;
const TYPED_ARRAY_DATA: usize = 72;
const TYPED_ARRAY_BASE: usize = 80;
const TYPED_ARRAY_SIZE: usize = 104;
/// Either of these flags of a view: its length changes with its buffer.
const VARIABLE_LENGTH: u32 = 3;
const BUFFER_VIEW: usize = 32;
const BUFFER_FLAGS: usize = 72;
const BUFFER_SIZE: usize = 96;
/// A reference that does not keep what it refers to.
const WEAK: usize = 2;
const WAS_DETACHED: u32 = 4;
pub(super) const MAP_SHAPE: usize = 8;

/// The types of typed arrays, by the kind of their elements.
pub(super) type Kinds = [u8; 64];
const NO_KIND: u8 = u8::MAX;
/// The sizes of elements, as powers of two, in the order of `napi_typedarray_type`.
const SHIFTS: [u8; 12] = [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 1];

/// What a typed array says of itself.
pub(crate) struct TypedArray {
    pub(crate) data: *mut c_void,
    pub(crate) byte_offset: usize,
    pub(crate) byte_length: usize,
    pub(crate) buffer: Tagged,
    map: Tagged,
}

impl TypedArray {
    /// The type, and the number of elements.
    #[inline(always)]
    pub(crate) fn kind_and_length(&self, maps: &Maps) -> Option<(napi_typedarray_type, usize)> {
        // SAFETY: the map of an object that is alive.
        let kind = maps.typed_array_kinds[unsafe { self.map.elements_kind() } as usize];
        let shift = *SHIFTS.get(kind as usize)?;
        Some((napi_typedarray_type::from(kind), self.byte_length >> shift))
    }
}

impl Tagged {
    /// A typed array of fixed length that has memory, outside of V8's heap; none for every other value.
    ///
    /// # Safety
    /// As for [`Tagged::map`]; `maps` are those of the isolate.
    #[inline(always)]
    pub(crate) unsafe fn typed_array(self, maps: &Maps) -> Option<TypedArray> {
        // SAFETY: fields of typed arrays and of their buffers, at their places.
        unsafe {
            if self.instance_type()? != maps.typed_array {
                return None;
            }
            let word = |offset| *self.field(offset).cast::<usize>();
            let (flags, buffer) = (*self.field(VIEW_FLAGS).cast::<u32>(), self.load(VIEW_BUFFER));
            let detached = *buffer.field(BUFFER_FLAGS).cast::<u32>() & WAS_DETACHED != 0;
            if flags & VARIABLE_LENGTH != 0 || detached || word(TYPED_ARRAY_BASE) != 0 || word(VIEW_BYTE_LENGTH) == 0 {
                return None;
            }
            Some(TypedArray {
                data: word(TYPED_ARRAY_DATA) as *mut c_void,
                byte_offset: word(VIEW_BYTE_OFFSET),
                byte_length: word(VIEW_BYTE_LENGTH),
                buffer,
                map: Tagged(self.map()?),
            })
        }
    }
}

/// Gives a fresh object the map, and with it the prototype, of another one of the same shape; false if their shapes differ.
///
/// # Safety
/// Live handles. Nobody has seen `fresh`, and `sample` is kept alive with its map, so that the collector need not be told.
pub(crate) unsafe fn adopt_map(fresh: Slot, sample: Slot) -> bool {
    // SAFETY: objects begin with their maps; a map's sizes, types and kinds are one word of it.
    unsafe {
        let (fresh, sample) = (Tagged::read(fresh), Tagged::read(sample));
        let (Some(before), Some(map)) = (fresh.map(), sample.map()) else { return false };
        let shape = |map: usize| *Tagged(map).field(MAP_SHAPE).cast::<u64>();
        if shape(before) != shape(map) {
            return false;
        }
        (*fresh.field(0).cast::<AtomicUsize>()).store(map, Ordering::Release);
        true
    }
}

/// A Uint8Array like `sample`, on all of `buffer`, which has `length` bytes at `data`. None if V8 has to make it.
///
/// # Safety
/// On the isolate's thread. Live handles; nobody has seen `buffer`, and `sample` is a Uint8Array of length 0 without properties
/// that is kept alive.
#[inline(always)]
pub(crate) unsafe fn new_view(
    isolate: IsolatePtr,
    buffer: Slot,
    sample: Slot,
    data: *mut c_void,
    length: usize,
) -> Option<Slot> {
    // SAFETY: forwarded to the caller; the words of both objects. Nothing else happens on the heap meanwhile.
    unsafe {
        let (buffer, sample) = (Tagged::read(buffer), Tagged::read(sample));
        let is_latest = buffer.word() + BUFFER_SIZE == top(isolate) + HEAP_OBJECT_TAG;
        let view_of_buffer = buffer.field(BUFFER_VIEW).cast::<usize>().cast_mut();
        // A class may have its instances be larger.
        let size = Tagged(sample.map()?).field(MAP_SHAPE).cast::<u8>().read() as usize * size_of::<usize>();
        if !is_latest || *view_of_buffer != 0 || size != TYPED_ARRAY_SIZE {
            return None;
        }
        let array = take(isolate, TYPED_ARRAY_SIZE)?;
        array.copy_from_nonoverlapping(sample.field(0).cast(), TYPED_ARRAY_SIZE / size_of::<usize>());
        let set = |offset, word| array.byte_add(offset).write(word);
        set(VIEW_BUFFER, buffer.word());
        set(VIEW_BYTE_LENGTH, length);
        set(TYPED_ARRAY_DATA, data.expose_provenance());
        let array = Tagged(array.addr() + HEAP_OBJECT_TAG);
        view_of_buffer.write(array.word() | WEAK);
        Some(new_handle(isolate, array))
    }
}

/// One typed array of each type, in the order of `napi_typedarray_type`.
fn samples<'s>(scope: &v8::PinScope<'s, '_>) -> Option<[v8::Local<'s, v8::TypedArray>; 12]> {
    let buffer = v8::ArrayBuffer::new(scope, 64);
    macro_rules! make {
        ($($kind:ident)*) => {
            // SAFETY: they are typed arrays.
            Some([$(unsafe { v8::Local::cast_unchecked(v8::$kind::new(scope, buffer, 16, 3)?) }),*])
        };
    }
    make!(Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array
        BigInt64Array BigUint64Array Float16Array)
}

/// The instance type of typed arrays, and their kinds.
pub(super) fn facts(scope: &v8::PinScope<'_, '_>) -> (u16, Kinds) {
    let mut kinds = [NO_KIND; 64];
    let mut instance_type = u16::MAX;
    for (array, number) in samples(scope).into_iter().flatten().zip(0..) {
        // SAFETY: a live handle to a typed array, and nothing allocates between the reads.
        unsafe {
            let tagged = Tagged::read(slot_of(array));
            instance_type = tagged.instance_type().unwrap_or(u16::MAX);
            let Some(map) = tagged.map() else { continue };
            kinds[Tagged(map).elements_kind() as usize] = number;
        }
    }
    (instance_type, kinds)
}

pub(super) fn check_views(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    let maps = maps(scope);
    // SAFETY: live handles, and nothing allocates before the result is used.
    let seen = |array: v8::Local<'_, v8::TypedArray>| unsafe { Tagged::read(slot_of(array)).typed_array(&maps) };
    let samples = samples(scope).ok_or("typed arrays")?;
    let empty = v8::Uint8Array::new(scope, v8::ArrayBuffer::new(scope, 0), 0, 0).ok_or("views")?;
    check(seen(empty.into()).is_none(), "views of nothing")?;
    for (array, number) in samples.iter().copied().zip(0..) {
        let view = seen(array).ok_or("views")?;
        let same = view.data == array.data()
            && view.byte_offset == array.byte_offset()
            && view.byte_length == array.byte_length()
            && view.kind_and_length(&maps) == Some((number, array.length()))
            // SAFETY: a live handle.
            && array.buffer(scope).is_some_and(|buffer| view.buffer == unsafe { Tagged::read(slot_of(buffer)) });
        check(same, "typed arrays")?;
    }
    let run = |source: &str| -> Option<v8::Local<'_, v8::TypedArray>> {
        let source = v8::String::new(scope, source)?;
        v8::Script::compile(scope, source, None)?.run(scope)?.try_cast().ok()
    };
    let tracking = run("new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }))").ok_or("views")?;
    check(seen(tracking).is_none(), "views of variable length")?;
    let bounded = run("new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }), 0, 4)").ok_or("views")?;
    check(seen(bounded).is_none(), "views of resizable buffers")?;
    check_adopted_map(scope)?;
    check_new_view(scope)?;
    samples[0].buffer(scope).and_then(|buffer| buffer.detach(None)).ok_or("detaching")?;
    check(samples.iter().all(|array| seen(*array).is_none()), "detached buffers")
}

fn check_adopted_map(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    let memory = v8::ArrayBuffer::new(scope, 4);
    let bytes = || v8::Uint8Array::new(scope, memory, 1, 2).ok_or("views");
    let other = v8::Int16Array::new(scope, memory, 0, 2).ok_or("views")?;
    let (sample, fresh, prototype) = (bytes()?, bytes()?, v8::Object::new(scope).into());
    sample.set_prototype(scope, prototype).ok_or("prototypes")?;
    // SAFETY: live handles; nobody else has the arrays. One of another shape comes first.
    let adopted = unsafe { !adopt_map(slot_of(other), slot_of(sample)) && adopt_map(slot_of(fresh), slot_of(sample)) };
    check(adopted && fresh.get_prototype(scope) == Some(prototype) && fresh.length() == 2, "the map of an object")
}

/// Whether [`new_view`] and [`adopt_map`] are right about V8, for those who host no addons.
#[inline(always)]
pub(crate) fn knows_views(scope: &v8::PinScope<'_, '_>) -> bool {
    static KNOWS: OnceLock<bool> = OnceLock::new();
    *KNOWS.get_or_init(|| check_adopted_map(scope).and_then(|()| check_new_view(scope)).is_ok())
}

/// A view made here has the words of one of V8's, and so has its buffer.
fn check_new_view(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    // SAFETY: a transparent pointer to the isolate.
    let isolate: IsolatePtr = unsafe { std::mem::transmute(scope.as_raw_isolate_ptr()) };
    const LENGTH: usize = 24;
    let sample = v8::Uint8Array::new(scope, v8::ArrayBuffer::new(scope, 0), 0, 0).ok_or("views")?;
    // SAFETY: a live handle to an object of at least that size.
    let word = |slot: Slot, offset| unsafe { *Tagged::read(slot).field(offset).cast::<usize>() };
    // SAFETY: a live handle.
    let address = |slot: Slot| unsafe { Tagged::read(slot) }.word();
    // The area may come to its end between the two, but not time and again.
    for _ in 0..8 {
        let theirs = v8::ArrayBuffer::new(scope, LENGTH);
        let view_of_theirs = slot_of(v8::Uint8Array::new(scope, theirs, 0, LENGTH).ok_or("views")?);
        let buffer = v8::ArrayBuffer::new(scope, LENGTH);
        let (slot, data) = (slot_of(buffer), buffer.data().map_or(std::ptr::null_mut(), |data| data.as_ptr()));
        // SAFETY: live handles; nobody has the buffer.
        let Some(view) = (unsafe { new_view(isolate, slot, slot_of(sample), data, LENGTH) }) else { continue };
        let same = (0..TYPED_ARRAY_SIZE).step_by(8).all(|offset| match offset {
            VIEW_BUFFER => word(view, offset) == address(slot),
            TYPED_ARRAY_DATA => word(view, offset) == data.addr(),
            _ => word(view, offset) == word(view_of_theirs, offset),
        });
        // V8 may have been told not to look at it (`--no-track-array-buffer-views`).
        let view_of_buffer = word(slot_of(theirs), BUFFER_VIEW);
        check(view_of_buffer == (address(view_of_theirs) | WEAK) || view_of_buffer == 0, "the view of a buffer")?;
        check(same, "views of our own")?;
        // SAFETY: a live handle to a Uint8Array.
        let view: v8::Local<'_, v8::Uint8Array> = unsafe { std::mem::transmute(view) };
        check(
            view.is_uint8_array() && view.length() == LENGTH && view.buffer(scope) == Some(buffer),
            "views of our own",
        )?;
        buffer.detach(None).ok_or("detaching")?;
        return check(view.length() == 0 && view.byte_length() == 0, "views of our own that are detached");
    }
    // V8 runs without the area, see `young.rs`.
    Ok(())
}
