//! Functions of native code, and the frames that V8 calls them in.
//!
//! For each of them V8 makes a template, what functions of one template share (V8's `SharedFunctionInfo`), the function, its
//! `prototype` and a map for instances. What is shared holds the entry point, its data value and the name: when a function has
//! died, the next one with that entry point can have it. Left to be made are the eight words of the function, which begins
//! without a `prototype` as every closure does: V8 makes one for whoever asks.

use std::cell::Cell;

use super::views::MAP_SHAPE;
use super::young::{take, use_up_all};
use super::{Arguments, HEAP_OBJECT_TAG, Maps, Tagged, check, maps, new_handle, slot_of};
use crate::shim::{IsolatePtr, Slot};

const FUNCTION_SIZE: usize = 64;
const FUNCTION_SHARED: usize = 32;
const FUNCTION_PROTOTYPE: usize = 56;
/// An entry of V8's table of code: the same for all functions that are called alike.
const FUNCTION_ENTRY: usize = 24;
const SHARED_TEMPLATE: usize = 16;
const TEMPLATE_RARE: usize = 64;
const TEMPLATE_DATA: usize = 88;

/// What functions made from the template of `function` share.
///
/// # Safety
/// A live handle to a function of native code.
pub(crate) unsafe fn shared_of(function: Slot) -> Tagged {
    // SAFETY: forwarded to the caller.
    unsafe { Tagged::read(function).load(FUNCTION_SHARED) }
}

/// Whether nothing was made of the template but functions: what a constructor makes, the template keeps a sample of.
///
/// # Safety
/// `shared` is from [`shared_of`] and alive; `undefined` is a handle to that.
#[inline(always)]
unsafe fn is_pristine(shared: Tagged, undefined: Slot) -> bool {
    // SAFETY: forwarded to the caller.
    unsafe { shared.load(SHARED_TEMPLATE).load(TEMPLATE_RARE) == Tagged::read(undefined) }
}

/// A function like `sample`, but with what `shared` holds. None if V8 has to make it, or if the template is in use.
///
/// # Safety
/// On the isolate's thread, whose `maps` and `undefined` these are. `sample` and `shared` are live handles: a function of native
/// code that nobody else has ever had and that is kept alive, and what another one shares.
#[inline(always)]
pub(crate) unsafe fn new_function(
    isolate: IsolatePtr,
    maps: &Maps,
    undefined: Slot,
    sample: Slot,
    shared: Slot,
) -> Option<Slot> {
    // SAFETY: forwarded to the caller. The function is young, so the collector need not be told of what it refers to; the
    // sample keeps the entry of V8's table that both call by.
    unsafe {
        let (sample, shared) = (Tagged::read(sample), Tagged::read(shared));
        if !is_pristine(shared, undefined) {
            return None;
        }
        let function = take(isolate, FUNCTION_SIZE)?;
        function.copy_from_nonoverlapping(sample.field(0).cast(), FUNCTION_SIZE / size_of::<usize>());
        function.byte_add(FUNCTION_SHARED).write(shared.word());
        function.byte_add(FUNCTION_PROTOTYPE).write(maps.hole);
        Some(new_handle(isolate, Tagged(function.addr() + HEAP_OBJECT_TAG)))
    }
}

/// Brings V8's next collection of young objects nearer: uses up the part of their heap that new ones are made in.
///
/// # Safety
/// On the isolate's thread, outside of the collector, whose `maps` these are.
pub(crate) unsafe fn collect_soon(isolate: IsolatePtr, maps: &Maps) {
    // SAFETY: forwarded to the caller.
    unsafe { use_up_all(isolate, maps.strings.one_byte) }
}

/// Where an isolate keeps the frame pointer of the innermost call of native code.
const NATIVE_FRAME: usize = 328;

impl Arguments {
    const FRAME_POINTER: usize = 3;
    const TARGET: usize = 8;
    /// As compiled code writes it; V8's own calls of native code, such as those with `new`, write small integers.
    const CALL_FRAME: usize = 18 << 1;

    /// The frame of the innermost call from JavaScript, if that is a native callback without `new`.
    ///
    /// # Safety
    /// On the isolate's thread.
    unsafe fn innermost(isolate: IsolatePtr) -> Option<Arguments> {
        // SAFETY: a word of the isolate's, on its thread. Frames of native code have their kind at one place.
        unsafe {
            let frame = *isolate.wrapping_byte_add(NATIVE_FRAME).cast::<*mut usize>();
            if frame.is_null() {
                return None;
            }
            let arguments = Arguments(frame.sub(Self::FRAME_POINTER));
            (*arguments.0.add(Self::FRAME_TYPE) == Self::CALL_FRAME).then_some(arguments)
        }
    }
}

/// Has the innermost native frame name its function, which `function_of` finds by a data value that is a small integer.
///
/// A frame knows its template only. Whoever captures a stack wants the function, and V8 makes another one of the template if it
/// does not find one here.
///
/// # Safety
/// On the isolate's thread, whose `maps` these are. `function_of` gives a live handle to a function made from a template with
/// that data value.
pub(crate) unsafe fn name_function(isolate: IsolatePtr, maps: &Maps, function_of: impl FnOnce(i32) -> Option<Slot>) {
    // SAFETY: forwarded to the caller. The word of the frame holds a template or a function, both alive.
    unsafe {
        let Some(arguments) = Arguments::innermost(isolate) else { return };
        let target = arguments.0.add(Arguments::TARGET);
        if Tagged(*target).instance_type() == Some(maps.template)
            && let Some(data) = Tagged(*target).load(TEMPLATE_DATA).smi()
            && let Some(function) = function_of(data)
        {
            *target = *function;
        }
    }
}

/// The instance type of templates.
pub(super) fn template_type(function: Slot) -> Option<u16> {
    // SAFETY: a live handle to a function of native code; nothing allocates between the reads.
    unsafe { shared_of(function).load(SHARED_TEMPLATE).instance_type() }
}

pub(super) fn check_functions(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    const DATA: i32 = 0x1234;
    let maps = maps(scope);
    // SAFETY: a transparent pointer to the isolate.
    let isolate: IsolatePtr = unsafe { std::mem::transmute(scope.as_raw_isolate_ptr()) };
    let make = || {
        let data = v8::Integer::new(scope, DATA).into();
        v8::Function::builder_raw(probe).data(data).build(scope).ok_or("functions")
    };
    let (sample, first) = (slot_of(make()?), slot_of(make()?));
    let closure = v8::String::new(scope, "(function (native, value) { return native(value); })")
        .and_then(|source| v8::Script::compile(scope, source, None)?.run(scope)?.try_cast::<v8::Function>().ok())
        .ok_or("functions")?;
    let undefined = slot_of(v8::undefined(scope));
    // SAFETY: live handles to functions, whose words these are; nothing allocates between the reads.
    let shared = unsafe {
        let word = |slot: Slot, offset| Tagged::read(slot).load(offset).word();
        let same = (0..FUNCTION_SIZE).step_by(8).all(|offset| match offset {
            FUNCTION_ENTRY => true,
            FUNCTION_SHARED | FUNCTION_PROTOTYPE => word(sample, offset) != word(first, offset),
            _ => word(sample, offset) == word(first, offset),
        });
        let map = Tagged::read(sample).map().ok_or("functions")?;
        let size = usize::from(Tagged(map).field(MAP_SHAPE).cast::<u8>().read()) * size_of::<usize>();
        check(same && size == FUNCTION_SIZE, "functions")?;
        check(word(slot_of(closure), FUNCTION_PROTOTYPE) == maps.hole, "functions without a prototype")?;
        let shared = shared_of(first);
        check(is_pristine(shared, undefined), "templates of functions")?;
        let data = shared.load(SHARED_TEMPLATE).load(TEMPLATE_DATA);
        check(data.smi() == Some(DATA), "data of functions")?;
        new_handle(isolate, shared)
    };
    // The area may come to its end, but not time and again.
    // SAFETY: live handles; the sample lives as long as the scope.
    let Some(slot) = (0..8).find_map(|_| unsafe {
        v8::Object::new(scope);
        new_function(isolate, &maps, undefined, sample, shared)
    }) else {
        // V8 runs without the area, see `young.rs`.
        return Ok(());
    };
    // SAFETY: a live handle to a function.
    let function: v8::Local<'_, v8::Function> = unsafe { std::mem::transmute(slot) };
    let name = v8::String::new(scope, "named").ok_or("strings")?;
    function.set_name(name);
    FUNCTION.set(slot);
    let called = closure.call(scope, v8::undefined(scope).into(), &[function.into(), name.into()]);
    check(function.get_name(scope) == name && called == Some(name.into()), "functions of our own")?;
    check(FUNCTION.get().is_null(), "the function of a frame")?;
    let get = |object: v8::Local<'_, v8::Object>, key| object.get(scope, v8::String::new(scope, key)?.into());
    let prototype = get(function.into(), "prototype").and_then(|prototype| prototype.try_cast::<v8::Object>().ok());
    let constructor = prototype.and_then(|prototype| get(prototype, "constructor"));
    check(constructor == Some(function.into()), "functions of our own have a prototype")?;
    let instance = function.new_instance(scope, &[]).ok_or("functions of our own")?;
    check(instance.get_prototype(scope) == prototype.map(Into::into), "instances of functions of our own")?;
    // SAFETY: a live handle to what functions share.
    check(!unsafe { is_pristine(Tagged::read(shared), undefined) }, "templates of constructors")
}

thread_local! {
    /// The function that [`probe`] is called as. It is null once the frame has named it and V8 has found it.
    static FUNCTION: Cell<Slot> = const { Cell::new(std::ptr::null_mut()) };
}

/// Returns its argument. An ordinary call names its function, and an error captures the stack with it.
unsafe extern "C" fn probe(info: *const v8::FunctionCallbackInfo) {
    // SAFETY: V8 passes a valid frame.
    let official = unsafe { &*info };
    v8::callback_scope!(unsafe scope, official);
    let arguments = v8::FunctionCallbackArguments::from_function_callback_info(official);
    if arguments.is_construct_call() {
        return;
    }
    v8::ReturnValue::<v8::Value>::from_function_callback_info(official).set(arguments.get(0));
    let maps = maps(scope);
    // SAFETY: a transparent pointer to the isolate; this callback received the frame, whose words these are.
    unsafe {
        let isolate: IsolatePtr = std::mem::transmute(scope.as_raw_isolate_ptr());
        let frame = Arguments::new(info);
        let target = frame.0.add(Arguments::TARGET);
        let found = Arguments::innermost(isolate).is_some_and(|innermost| innermost.0 == frame.0);
        if !found || Tagged(*target).instance_type() != Some(maps.template) {
            return;
        }
        name_function(isolate, &maps, |_| Some(FUNCTION.get()));
        let is_named = || *target == *FUNCTION.get();
        let named = is_named();
        v8::Exception::error(scope, v8::String::empty(scope));
        if named && is_named() {
            FUNCTION.set(std::ptr::null_mut());
        }
    }
}
