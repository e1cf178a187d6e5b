//! What this crate knows of V8's memory layout, so that the commonest questions cost a load instead of a call.
//!
//! The facts are those that V8's own public headers inline into every embedder (`v8-internal.h`,
//! `v8-function-callback.h`): the tag of small integers, where an object keeps its map and its embedder fields, the frame
//! that a native callback receives. They hold for 64-bit builds without pointer compression and without the sandbox, the
//! only ones in which addons may hand in their own memory. [`verify`] compares every one of them with what the official
//! accessors say before the first addon is loaded; a build for which they do not hold refuses to host addons.

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::shim::{IsolatePtr, RawHandleScope, Slot, v8__Local__New};

mod arrays;
mod bigints;
mod functions;
mod properties;
mod stores;
mod strings;
mod views;
mod young;

pub(crate) use arrays::Element;
pub(crate) use bigints::{BigInt, new_bigint};
pub(crate) use functions::{collect_soon, name_function, new_function, shared_of};
pub(crate) use properties::{Addition, Field, Held};
pub(crate) use stores::{Holder, Store, Stores, array_buffer};
pub(crate) use strings::{Unit, new_string};
pub(crate) use views::{adopt_map, knows_views, new_view};
pub(crate) use young::{new_heap_number, use_up};

#[cfg(not(target_pointer_width = "64"))]
compile_error!("V8's object layout is known for 64-bit targets only");

const HEAP_OBJECT_TAG: usize = 1;
const MAP_INSTANCE_TYPE: usize = 12;
const MAP_PROTOTYPE: usize = 24;
const HEAP_NUMBER_VALUE: usize = 8;
const EMBEDDER_FIELDS: usize = 32;
const EXTERNAL_WORD: usize = 24;
const FIRST_API_OBJECT_TYPE: u16 = 0x422;
const LAST_API_OBJECT_TYPE: u16 = 0x80a;
const FIRST_NON_STRING_TYPE: u16 = 0x80;
const STRING_SHAPE: u16 = 0xf;
const SEQUENTIAL_ONE_BYTE: u16 = 0x8;
const STRING_LENGTH: usize = 12;
const STRING_CHARS: usize = 16;
const FIRST_SURE_OBJECT_TYPE: u16 = 0x410;
const JS_OBJECT_TYPE: u16 = 0x421;

/// A tagged word: a small integer, or a pointer to an object on V8's heap.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tagged(usize);

impl Tagged {
    /// The value that a handle refers to.
    ///
    /// # Safety
    /// `slot` is a live handle.
    #[inline(always)]
    pub(crate) unsafe fn read(slot: Slot) -> Self {
        // SAFETY: a live handle is the address of a readable word.
        Tagged(unsafe { *slot })
    }

    /// A map, from [`Tagged::map`].
    pub(crate) fn from_map(map: usize) -> Self {
        Tagged(map)
    }

    pub(crate) fn word(self) -> usize {
        self.0
    }

    #[inline(always)]
    pub(crate) fn smi(self) -> Option<i32> {
        (self.0 & HEAP_OBJECT_TAG == 0).then_some((self.0 as i64 >> 32) as i32)
    }

    #[inline(always)]
    fn is_heap_object(self) -> bool {
        self.0 & HEAP_OBJECT_TAG != 0
    }

    /// # Safety
    /// `self` is a heap object that is alive, and nothing collects garbage meanwhile.
    #[inline(always)]
    unsafe fn field(self, offset: usize) -> *const c_void {
        (self.0 - HEAP_OBJECT_TAG + offset) as *const c_void
    }

    /// The map of a heap object.
    ///
    /// # Safety
    /// `self` was read from a live handle, and nothing collected garbage since.
    #[inline(always)]
    pub(crate) unsafe fn map(self) -> Option<usize> {
        // SAFETY: a heap object starts with its map.
        self.is_heap_object().then(|| unsafe { *self.field(0).cast::<usize>() })
    }

    /// # Safety
    /// As for [`Tagged::map`].
    #[inline(always)]
    pub(crate) unsafe fn instance_type(self) -> Option<u16> {
        // SAFETY: a map is a heap object with its instance type at a fixed place.
        unsafe { self.map().map(|map| *Tagged(map).field(MAP_INSTANCE_TYPE).cast::<u16>()) }
    }

    /// # Safety
    /// As for [`Tagged::map`].
    #[inline(always)]
    pub(crate) unsafe fn is_string(self) -> bool {
        // SAFETY: forwarded to the caller.
        unsafe { self.instance_type() }.is_some_and(|t| t < FIRST_NON_STRING_TYPE)
    }

    /// The characters of a flat string of Latin-1 characters that lie on V8's heap.
    ///
    /// # Safety
    /// As for [`Tagged::map`]; the slice is valid until something collects garbage.
    #[inline(always)]
    pub(crate) unsafe fn one_byte_chars<'a>(self) -> Option<&'a [u8]> {
        // SAFETY: forwarded to the caller; such a string keeps its length and its characters at fixed places.
        unsafe {
            let t = self.instance_type()?;
            (t < FIRST_NON_STRING_TYPE && t & STRING_SHAPE == SEQUENTIAL_ONE_BYTE).then(|| {
                let length = *self.field(STRING_LENGTH).cast::<u32>() as usize;
                std::slice::from_raw_parts(self.field(STRING_CHARS).cast(), length)
            })
        }
    }

    /// The value of a number that is no small integer.
    ///
    /// # Safety
    /// As for [`Tagged::map`]; `heap_number_map` is [`Maps::heap_number`] of the same isolate.
    #[inline(always)]
    pub(crate) unsafe fn heap_number(self, heap_number_map: usize) -> Option<f64> {
        // SAFETY: forwarded; an object with that map holds a double behind it.
        unsafe { (self.map()? == heap_number_map).then(|| *self.field(HEAP_NUMBER_VALUE).cast::<f64>()) }
    }

    /// The word of an external.
    ///
    /// # Safety
    /// As for [`Tagged::map`]; the result is used before anything can collect garbage.
    #[inline(always)]
    pub(crate) unsafe fn external<'a>(self, maps: &Maps) -> Option<&'a AtomicUsize> {
        // SAFETY: forwarded to the caller; an external keeps its word behind the header of an object.
        unsafe { (self.instance_type()? == maps.external).then(|| &*self.field(EXTERNAL_WORD).cast()) }
    }

    /// Where an object made from a template keeps an embedder field.
    ///
    /// # Safety
    /// As for [`Tagged::map`]. Whether the object has that many fields is the caller's to know; reading field 0 of any
    /// object made from a template is harmless.
    #[inline(always)]
    unsafe fn embedder_field(self, index: usize) -> Option<*const AtomicUsize> {
        // SAFETY: forwarded to the caller.
        unsafe {
            let t = self.instance_type()?;
            (FIRST_API_OBJECT_TYPE..=LAST_API_OBJECT_TYPE)
                .contains(&t)
                .then(|| self.field(EMBEDDER_FIELDS + 8 * index).cast())
        }
    }
}

/// What marks an instance of a class from `napi_define_class` as one: its first embedder field holds this address, its second
/// the wrap. No property value and no field of another embedder can look like it: it is aligned, so no heap pointer, and its
/// low 32 bits are not zero, so no small integer.
#[repr(align(16))]
struct Marker(#[allow(dead_code, reason = "gives it an address of its own")] [u8; 16]);
static MARKER: Marker = Marker([0; 16]);

fn marker() -> usize {
    &raw const MARKER as usize
}

/// How many embedder fields instances of native classes have.
pub(crate) const WRAP_FIELDS: usize = 2;

/// Makes a fresh instance recognisable, with an empty wrap.
///
/// # Safety
/// `object` is a live handle to an object made from a template with [`WRAP_FIELDS`] fields.
pub(crate) unsafe fn mark_instance(object: Slot) {
    // SAFETY: the caller vouches for the fields. Aligned addresses look like small integers to the collector: no barrier.
    unsafe {
        let tagged = Tagged::read(object);
        if let (Some(mark), Some(wrap)) = (tagged.embedder_field(0), tagged.embedder_field(1)) {
            (*wrap).store(0, Ordering::Relaxed);
            (*mark).store(marker(), Ordering::Relaxed);
        }
    }
}

/// The wrap field of an instance of a native class; none for every other value.
///
/// # Safety
/// `object` is a live handle, and the result is used before anything can collect garbage.
#[inline(always)]
pub(crate) unsafe fn wrap_field<'a>(object: Slot) -> Option<&'a AtomicUsize> {
    // SAFETY: only instances of native classes carry the marker, and they have both fields.
    unsafe {
        let tagged = Tagged::read(object);
        let mark = tagged.embedder_field(0)?;
        ((*mark).load(Ordering::Relaxed) == marker()).then(|| &*tagged.field(EMBEDDER_FIELDS + 8).cast())
    }
}

/// The wrap of an instance of a native class, zero if it has none; none for every other value.
///
/// # Safety
/// As for [`wrap_field`].
#[inline(always)]
pub(crate) unsafe fn wrap_word(object: Slot) -> Option<usize> {
    // SAFETY: as in `wrap_field`. Templates give their instances the first of the types for objects with fields.
    unsafe {
        let tagged = Tagged::read(object);
        let is_marked = tagged.instance_type()? == FIRST_API_OBJECT_TYPE
            && (*tagged.field(EMBEDDER_FIELDS).cast::<AtomicUsize>()).load(Ordering::Relaxed) == marker();
        is_marked.then(|| (*tagged.field(EMBEDDER_FIELDS + 8).cast::<AtomicUsize>()).load(Ordering::Relaxed))
    }
}

/// The frame that V8 hands to a native callback.
#[derive(Clone, Copy)]
pub(crate) struct Arguments(*mut usize);

impl Arguments {
    const NEW_TARGET: isize = -1;
    const ARGC: usize = 0;
    const FRAME_TYPE: usize = 2;
    const RETURN_VALUE: usize = 6;
    const RECEIVER: usize = 9;
    const FIRST_ARGUMENT: usize = 10;
    const CONSTRUCT_FRAME: i32 = 19;

    #[inline(always)]
    pub(crate) fn new(info: *const v8::FunctionCallbackInfo) -> Self {
        Arguments(info.cast_mut().cast())
    }

    /// # Safety
    /// Like all functions here: only while the callback that received the frame runs.
    #[inline(always)]
    pub(crate) unsafe fn len(self) -> usize {
        // SAFETY: the frame is alive; see `verify` for the offsets.
        unsafe { *self.0.add(Self::ARGC) as u32 as usize }
    }

    /// # Safety
    /// As above, and `index < len()`.
    #[inline(always)]
    pub(crate) unsafe fn get(self, index: usize) -> Slot {
        // SAFETY: as in `len`.
        unsafe { self.0.add(Self::FIRST_ARGUMENT + index) }
    }

    /// # Safety
    /// As above.
    #[inline(always)]
    pub(crate) unsafe fn this(self) -> Slot {
        // SAFETY: as in `len`.
        unsafe { self.0.add(Self::RECEIVER) }
    }

    /// # Safety
    /// As above.
    #[inline(always)]
    pub(crate) unsafe fn is_construct_call(self) -> bool {
        // SAFETY: as in `len`.
        unsafe { Tagged(*self.0.add(Self::FRAME_TYPE)).smi() == Some(Self::CONSTRUCT_FRAME) }
    }

    /// `new.target` of a construct call.
    ///
    /// # Safety
    /// As above.
    pub(crate) unsafe fn new_target(self) -> Option<Slot> {
        // SAFETY: as in `len`; construct frames have one more word in front.
        unsafe { self.is_construct_call().then(|| self.0.offset(Self::NEW_TARGET)) }
    }

    /// # Safety
    /// As above, and `value` is a live handle.
    #[inline(always)]
    pub(crate) unsafe fn set_return_value(self, value: Slot) {
        // SAFETY: as in `len`.
        unsafe { *self.0.add(Self::RETURN_VALUE) = *value }
    }
}

/// Maps and types that are looked up once per isolate.
#[derive(Clone, Copy)]
pub(crate) struct Maps {
    pub(crate) heap_number: usize,
    /// The instance types of ordinary functions; others, bound ones for example, have types of their own.
    functions: [u16; 2],
    array: u16,
    object_prototype: u16,
    typed_array: u16,
    external: u16,
    template: u16,
    bigint: usize,
    strings: strings::Strings,
    null: usize,
    hole: usize,
    fixed_array: usize,
    no_elements: usize,
    typed_array_kinds: views::Kinds,
}

/// What can be told of a value at a glance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glance {
    Number,
    String,
    /// An ordinary object or array: nothing callable, no proxy, no external.
    Object,
    /// An ordinary function.
    Function,
    /// Whatever else: V8 has to be asked.
    Other,
}

impl Tagged {
    /// # Safety
    /// As for [`Tagged::map`]; `maps` are those of the isolate.
    #[inline(always)]
    pub(crate) unsafe fn glance(self, maps: &Maps) -> Glance {
        // SAFETY: forwarded to the caller.
        let Some(map) = (unsafe { self.map() }) else { return Glance::Number };
        if map == maps.heap_number {
            return Glance::Number;
        }
        // SAFETY: a map is a heap object with its instance type at a fixed place.
        let t = unsafe { *Tagged(map).field(MAP_INSTANCE_TYPE).cast::<u16>() };
        if t < FIRST_NON_STRING_TYPE {
            Glance::String
        } else if t == JS_OBJECT_TYPE || t == maps.array {
            Glance::Object
        } else if maps.functions.contains(&t) {
            Glance::Function
        } else {
            Glance::Other
        }
    }

    /// Whether the value is certainly an object: true for all that V8 calls an object with properties of its own.
    ///
    /// # Safety
    /// As for [`Tagged::map`].
    #[inline(always)]
    pub(crate) unsafe fn is_surely_object(self) -> bool {
        // SAFETY: forwarded to the caller. Types of objects are the last ones.
        unsafe { self.instance_type() }.is_some_and(|t| t >= FIRST_SURE_OBJECT_TYPE)
    }
}

/// Where an isolate keeps its innermost handle scope.
#[repr(C)]
struct HandleScopeData {
    next: Slot,
    limit: Slot,
    level: u32,
    sealed_level: u32,
}

const HANDLE_SCOPE_DATA: usize = 552;

fn handle_scope_data(isolate: IsolatePtr) -> *mut HandleScopeData {
    isolate.wrapping_byte_add(HANDLE_SCOPE_DATA).cast()
}

/// Where an isolate keeps the continuation-preserved embedder data.
const CONTINUATION: usize = 784;

/// The continuation-preserved embedder data.
///
/// # Safety
/// On the isolate's thread.
#[inline(always)]
pub(crate) unsafe fn continuation(isolate: IsolatePtr) -> Tagged {
    // SAFETY: a word of the isolate's, on its thread.
    Tagged(unsafe { *isolate.wrapping_byte_add(CONTINUATION).cast::<usize>() })
}

/// A new handle to `value` in the innermost scope.
///
/// # Safety
/// On the isolate's thread, with a handle scope open; nothing collected garbage since `value` was read.
#[inline(always)]
pub(crate) unsafe fn new_handle(isolate: IsolatePtr, value: Tagged) -> Slot {
    // SAFETY: forwarded to the caller; a full block is V8's to extend.
    unsafe {
        match place_for_handle(isolate) {
            Some(place) => place.fill(value),
            None => {
                let mut word = value.0;
                v8__Local__New(isolate, &raw mut word)
            }
        }
    }
}

/// As [`new_handle`], if there is room at hand.
///
/// # Safety
/// As for [`new_handle`].
#[inline(always)]
pub(crate) unsafe fn place_for_handle<'a>(isolate: IsolatePtr) -> Option<HandlePlace<'a>> {
    let data = handle_scope_data(isolate);
    // SAFETY: the isolate's own data, on its thread.
    unsafe { ((*data).next != (*data).limit).then(|| HandlePlace(&mut *data)) }
}

/// Room for one handle.
pub(crate) struct HandlePlace<'a>(&'a mut HandleScopeData);

impl HandlePlace<'_> {
    /// # Safety
    /// Nothing of V8's was called since the place was found.
    #[inline(always)]
    pub(crate) unsafe fn fill(self, value: Tagged) -> Slot {
        let slot = self.0.next;
        // SAFETY: between `next` and `limit` there is room, and nobody has taken it.
        unsafe { *slot = value.0 };
        self.0.next = slot.wrapping_add(1);
        slot
    }
}

impl Tagged {
    #[inline(always)]
    pub(crate) const fn from_smi(value: i32) -> Tagged {
        Tagged((value as i64 as usize) << 32)
    }
}

/// An open handle scope: what V8's own `HandleScope` remembers, in the same layout.
#[repr(C)]
pub(crate) struct OpenScope {
    isolate: IsolatePtr,
    next: Slot,
    limit: Slot,
}

impl OpenScope {
    /// Opens a scope at `place`.
    ///
    /// The words are moved one by one: V8 has often just written one of them, and a processor that is asked for two words at
    /// once while one is still on its way to memory waits.
    ///
    /// # Safety
    /// On the isolate's thread; `place` is writable; scopes close in reverse order.
    #[inline(always)]
    pub(crate) unsafe fn open(place: *mut OpenScope, isolate: IsolatePtr) {
        let data = handle_scope_data(isolate);
        // SAFETY: the isolate's own data, on its thread, and a place of the caller's.
        unsafe {
            (*data).level += 1;
            (&raw mut (*place).isolate).write_volatile(isolate);
            (&raw mut (*place).next).write_volatile((&raw const (*data).next).read_volatile());
            (&raw mut (*place).limit).write_volatile((&raw const (*data).limit).read_volatile());
        }
    }

    /// Closes the scope unless blocks of handles were added since it was opened.
    ///
    /// # Safety
    /// Once, in reverse order, with what `open` has written.
    #[inline(always)]
    pub(crate) unsafe fn close_at_once(place: *const OpenScope) -> bool {
        // SAFETY: as in `open`.
        unsafe {
            let data = handle_scope_data((&raw const (*place).isolate).read_volatile());
            let closes = (*data).limit == (&raw const (*place).limit).read_volatile();
            if closes {
                (*data).next = (&raw const (*place).next).read_volatile();
                (*data).level -= 1;
            }
            closes
        }
    }

    /// # Safety
    /// As for [`OpenScope::close_at_once`].
    #[inline(always)]
    pub(crate) unsafe fn close(place: *mut OpenScope) {
        // SAFETY: forwarded. Blocks that were added meanwhile are V8's to free: its destructor does all of it.
        unsafe {
            if !Self::close_at_once(place) {
                RawHandleScope::destruct(place.cast());
            }
        }
    }
}

const _: () = assert!(size_of::<OpenScope>() == size_of::<RawHandleScope>());

/// Compares everything above with the official accessors, once per process.
pub(crate) fn verify(scope: &mut v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    static RESULT: OnceLock<Result<(), &'static str>> = OnceLock::new();
    match RESULT.get() {
        Some(result) => *result,
        None => {
            let result = check_values(scope)
                .and_then(|()| check_handles(scope))
                .and_then(|()| check_frame(scope))
                .and_then(|()| functions::check_functions(scope))
                .and_then(|()| check_fields(scope))
                .and_then(|()| check_externals(scope))
                .and_then(|()| young::check_allocation(scope))
                .and_then(|()| strings::check_strings(scope))
                .and_then(|()| bigints::check_bigints(scope))
                .and_then(|()| arrays::check_arrays(scope))
                .and_then(|()| properties::check_properties(scope))
                .and_then(|()| views::check_views(scope))
                .and_then(|()| stores::Stores::checked(scope).map(drop));
            *RESULT.get_or_init(|| result)
        }
    }
}

pub(crate) fn slot_of<T>(local: v8::Local<'_, T>) -> Slot {
    (&raw const *local).cast_mut().cast()
}

pub(crate) fn maps(scope: &v8::PinScope<'_, '_>) -> Maps {
    let number = v8::Number::new(scope, 0.5);
    let array = v8::Array::new(scope, 0);
    // SAFETY: live handles, and nothing allocates between the reads.
    let (heap_number, array) = unsafe {
        (Tagged::read(slot_of(number)).map().unwrap_or(0), Tagged::read(slot_of(array)).instance_type().unwrap_or(0))
    };
    // A closure, and a function made from native code.
    let closure = v8::String::new(scope, "(function () {})")
        .and_then(|source| v8::Script::compile(scope, source, None)?.run(scope))
        .map(slot_of);
    let native = v8::Function::builder_raw(no_op).build(scope).map(slot_of);
    let template = native.and_then(functions::template_type).unwrap_or(u16::MAX);
    let functions = [closure, native].map(|function| {
        // SAFETY: live handles to functions.
        function.and_then(|slot| unsafe { Tagged::read(slot).instance_type() }).unwrap_or(u16::MAX)
    });
    let (hole, fixed_array, no_elements, object_prototype) = arrays::facts(scope);
    let (typed_array, typed_array_kinds) = views::facts(scope);
    let external = v8::External::new(scope, std::ptr::null_mut());
    // SAFETY: a live handle.
    let external = unsafe { Tagged::read(slot_of(external)).instance_type() }.unwrap_or(u16::MAX);
    let strings = strings::facts(scope);
    // SAFETY: a live handle.
    let null = unsafe { Tagged::read(slot_of(v8::null(scope))) }.0;
    Maps {
        heap_number,
        functions,
        array,
        object_prototype,
        typed_array,
        external,
        template,
        bigint: bigints::map(scope),
        strings,
        null,
        hole,
        fixed_array,
        no_elements,
        typed_array_kinds,
    }
}

unsafe extern "C" fn no_op(_info: *const v8::FunctionCallbackInfo) {}

fn check(ok: bool, what: &'static str) -> Result<(), &'static str> {
    if ok { Ok(()) } else { Err(what) }
}

fn check_values(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    let maps = maps(scope);
    for n in [0, 1, -1, 42, i32::MAX, i32::MIN] {
        let value = v8::Integer::new(scope, n);
        // SAFETY: a live handle.
        check(unsafe { Tagged::read(slot_of(value)) }.smi() == Some(n), "small integers")?;
    }
    let number = v8::Number::new(scope, 1234.5);
    let string = v8::String::empty(scope);
    let object = v8::Object::new(scope);
    let text = |bytes: &[u8]| v8::String::new_from_one_byte(scope, bytes, v8::NewStringType::Normal);
    let (flat, interned) = (text(b"gr\xfc\xdfe").ok_or("strings")?, text(b"length").ok_or("strings")?);
    let wide = v8::String::new(scope, "wide: \u{4f60}").ok_or("strings")?;
    let joined = v8::String::concat(scope, flat, v8::String::new(scope, "and something longer").ok_or("strings")?);
    // SAFETY: live handles, and nothing allocates between the reads.
    unsafe {
        let chars = |string: v8::Local<'_, v8::String>| Tagged::read(slot_of(string)).one_byte_chars();
        check(chars(flat) == Some(b"gr\xfc\xdfe") && chars(interned) == Some(b"length"), "flat strings")?;
        check(chars(wide).is_none() && joined.is_some_and(|s| chars(s).is_none()), "shapes of strings")?;
        let number = Tagged::read(slot_of(number));
        check(number.smi().is_none() && number.heap_number(maps.heap_number) == Some(1234.5), "heap numbers")?;
        check(Tagged::read(slot_of(string)).is_string(), "instance types of strings")?;
        let object = Tagged::read(slot_of(object));
        check(!object.is_string() && object.heap_number(maps.heap_number).is_none(), "instance types of objects")?;
        check(object.embedder_field(0).is_none(), "plain objects have no embedder fields")?;
        check(object.glance(&maps) == Glance::Object && object.is_surely_object(), "types of objects")?;
        check(!Tagged::read(slot_of(string)).is_surely_object(), "types of strings")
    }
}

fn check_handles(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    // SAFETY: a transparent pointer to the isolate.
    let isolate: IsolatePtr = unsafe { std::mem::transmute(scope.as_raw_isolate_ptr()) };
    let data = handle_scope_data(isolate);
    let mut scope_of_v8 = RawHandleScope::uninit();
    let before = scope.get_continuation_preserved_embedder_data();
    for value in [v8::Object::new(scope).into(), before] {
        scope.set_continuation_preserved_embedder_data(value);
        // SAFETY: a word of the isolate, which is far larger; a live handle.
        check(unsafe { continuation(isolate) == Tagged::read(slot_of(value)) }, "the continuation's data")?;
    }
    // SAFETY: reads words of the isolate, which is far larger; the scopes close in reverse order. Nothing is written
    // through the layout before every read has agreed with V8.
    unsafe {
        let before = ((*data).next, (*data).limit, (*data).level);
        RawHandleScope::construct(&raw mut scope_of_v8, isolate);
        let opened = (*data).level == before.2.wrapping_add(1) && (*data).next == before.0 && (*data).limit == before.1;
        let undefined = slot_of(v8::undefined(scope));
        let room = before.0 != before.1;
        let slot = v8__Local__New(isolate, undefined);
        let pushed = !room || (slot == before.0 && (*data).next == slot.add(1));
        RawHandleScope::destruct(&raw mut scope_of_v8);
        let closed = ((*data).next, (*data).limit, (*data).level) == before;
        check(opened && pushed && closed, "handle scopes")?;

        let mut own = MaybeUninit::<OpenScope>::uninit();
        OpenScope::open(own.as_mut_ptr(), isolate);
        let handles: Vec<Slot> = (0..3000).map(|n| new_handle(isolate, Tagged::from_smi(n))).collect();
        let intact = handles.iter().zip(0..).all(|(slot, n)| Tagged::read(*slot).smi() == Some(n));
        OpenScope::close(own.as_mut_ptr());
        let closed = ((*data).next, (*data).limit, (*data).level) == before;
        check(intact && closed, "blocks of handles")
    }
}

fn check_fields(scope: &mut v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    let template = v8::ObjectTemplate::new(scope);
    template.set_internal_field_count(WRAP_FIELDS);
    let object = template.new_instance(scope).ok_or("instances of templates")?;
    let slot = slot_of(object);
    // SAFETY: `object` has the fields; the pointers stored are aligned and never dereferenced.
    unsafe {
        check(wrap_field(slot).is_none(), "fresh instances carry no marker")?;
        mark_instance(slot);
        let field = wrap_field(slot).ok_or("marked instances are recognised")?;
        check(field.load(Ordering::Relaxed) == 0, "the wrap starts empty")?;
        let some = 0x1234_5678_usize as *mut c_void;
        object.set_aligned_pointer_in_internal_field(1, some, 0);
        let field = wrap_field(slot).ok_or("the marker survives")?;
        check(field.load(Ordering::Relaxed) == some as usize, "embedder fields")?;
        field.store(0, Ordering::Relaxed);
        check(object.get_aligned_pointer_from_internal_field(1, 0).is_null(), "writing embedder fields")
    }
}

fn check_externals(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    let maps = maps(scope);
    let (some, other) = (0x1234_5677_usize as *mut c_void, 0x8765_4321_0123_4567_usize as *mut c_void);
    let external = v8::External::new(scope, some);
    let object = v8::Object::new(scope);
    // SAFETY: live handles; the word is used at once.
    unsafe {
        let word = Tagged::read(slot_of(external)).external(&maps).ok_or("externals")?;
        check(word.load(Ordering::Relaxed) == some.addr(), "the word of an external")?;
        word.store(other.addr(), Ordering::Relaxed);
        check(external.value() == other && Tagged::read(slot_of(object)).external(&maps).is_none(), "externals")
    }
}

fn check_frame(scope: &mut v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    unsafe extern "C" fn probe(info: *const v8::FunctionCallbackInfo) {
        // Compares handle addresses: the official accessors hand out the addresses of the frame's own words.
        // SAFETY: V8 passes a valid frame.
        let official = unsafe { &*info };
        let args = v8::FunctionCallbackArguments::from_function_callback_info(official);
        let mut rv = v8::ReturnValue::from_function_callback_info(official);
        let frame = Arguments::new(info);
        let is_plausible = |frame: Arguments| {
            // SAFETY: this very callback received the frame.
            unsafe {
                frame.len() == args.length() as usize
                    && frame.this() == slot_of(args.this())
                    && (0..frame.len()).all(|i| frame.get(i) == slot_of(args.get(i as i32)))
                    && frame.is_construct_call() == args.is_construct_call()
                    && frame.new_target().is_none_or(|slot| slot == slot_of(args.new_target()))
            }
        };
        // Written through the official accessor first, then through the layout: only if both agree the result is 2.
        rv.set_int32(1);
        if is_plausible(frame) && args.length() > 0 {
            // SAFETY: this callback received the frame and its first argument.
            unsafe { frame.set_return_value(frame.get(0)) }
        }
    }
    let function = v8::Function::builder_raw(probe).build(scope).ok_or("functions")?;
    let receiver = v8::Object::new(scope);
    let two = v8::Integer::new(scope, 2).into();
    let wrapped = v8::Object::new(scope);
    let called = function.call(scope, receiver.into(), &[two, receiver.into(), wrapped.into()]);
    check(called.is_some_and(|v| v.int32_value(scope) == Some(2)), "the frame of a call")?;
    let constructed = function.new_instance(scope, &[wrapped.into()]);
    check(constructed == Some(wrapped), "the frame of a construct call")
}
