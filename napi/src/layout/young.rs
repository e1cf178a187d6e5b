//! Objects made on V8's heap without a call.
//!
//! Generated code takes memory for new objects from the isolate's linear allocation area by moving its `top`; a number that
//! is no small integer is two words of it. V8 keeps `top` at `limit` when it wants to see every allocation itself.

use super::{
    HEAP_NUMBER_VALUE, HEAP_OBJECT_TAG, STRING_CHARS, STRING_LENGTH, Tagged, check, maps, new_handle, slot_of,
};
use crate::shim::IsolatePtr;

/// Where an isolate keeps the area.
const NEW_ALLOCATION_AREA: usize = 200;
const HEAP_NUMBER_SIZE: usize = 16;

#[repr(C)]
struct LinearAllocationArea {
    start: usize,
    top: usize,
    limit: usize,
}

#[inline(always)]
fn area(isolate: IsolatePtr) -> *mut LinearAllocationArea {
    isolate.wrapping_byte_add(NEW_ALLOCATION_AREA).cast()
}

/// Memory for an object that is about to be filled in, young and unknown to the collector; none if the area is used up.
///
/// # Safety
/// On the isolate's thread, outside of the collector. The object is complete, with its map, and has a handle if it is to live,
/// before anything else is done with V8.
#[inline(always)]
pub(super) unsafe fn take(isolate: IsolatePtr, size: usize) -> Option<*mut usize> {
    let area = area(isolate);
    // SAFETY: the isolate's own data, on its thread. What lies between `top` and `limit` belongs to nobody yet.
    unsafe {
        let object = (*area).top;
        if (*area).limit.wrapping_sub(object) < size {
            return None;
        }
        (*area).top = object + size;
        Some(std::ptr::with_exposed_provenance_mut(object))
    }
}

/// Where the next object will be.
///
/// # Safety
/// On the isolate's thread.
#[inline(always)]
pub(super) unsafe fn top(isolate: IsolatePtr) -> usize {
    // SAFETY: the isolate's own data, on its thread.
    unsafe { (*area(isolate)).top }
}

/// Uses up `size` bytes of the area, a multiple of eight: what is there is a string that nobody has. False if the area has
/// not that much.
///
/// # Safety
/// On the isolate's thread, outside of the collector; `map` is that of its sequential one-byte strings.
#[inline(always)]
pub(crate) unsafe fn use_up(isolate: IsolatePtr, map: usize, size: usize) -> bool {
    debug_assert!(size >= STRING_CHARS && size.is_multiple_of(8));
    // SAFETY: forwarded to the caller. A dead string's characters and hash may be anything.
    unsafe {
        let Some(string) = take(isolate, size) else { return false };
        string.write(map);
        string.byte_add(STRING_LENGTH).cast::<u32>().write((size - STRING_CHARS) as u32);
    }
    true
}

/// Uses up all of the area: the next allocation is V8's, which takes new memory for it, or collects young objects.
///
/// # Safety
/// As for [`use_up`].
pub(crate) unsafe fn use_up_all(isolate: IsolatePtr, map: usize) {
    let area = area(isolate);
    // SAFETY: forwarded to the caller; the isolate's own data. Less than a string is left to V8.
    unsafe {
        let size = (*area).limit - (*area).top;
        if size >= STRING_CHARS {
            use_up(isolate, map, size);
        }
    }
}

/// A new number with the given map; none if the area is used up, or if V8 has to make the value canonical.
///
/// # Safety
/// On the isolate's thread, outside of the collector; `map` is [`super::Maps::heap_number`] of the isolate. The result gets
/// a handle before anything can collect garbage.
#[inline(always)]
pub(crate) unsafe fn new_heap_number(isolate: IsolatePtr, map: usize, value: f64) -> Option<Tagged> {
    if value.is_nan() {
        return None;
    }
    // SAFETY: forwarded to the caller.
    unsafe {
        let number = take(isolate, HEAP_NUMBER_SIZE)?;
        number.write(map);
        number.byte_add(HEAP_NUMBER_VALUE).cast::<f64>().write(value);
        Some(Tagged(number.addr() + HEAP_OBJECT_TAG))
    }
}

/// V8's own numbers have to come from the area, and numbers made here have to be numbers to V8.
pub(super) fn check_allocation(scope: &v8::PinScope<'_, '_>) -> Result<(), &'static str> {
    // SAFETY: a transparent pointer to the isolate.
    let isolate: IsolatePtr = unsafe { std::mem::transmute(scope.as_raw_isolate_ptr()) };
    let (area, map) = (area(isolate), maps(scope).heap_number);
    // An area may come to its end between two numbers, but not time and again.
    for _ in 0..8 {
        // SAFETY: reads words of the isolate, which is far larger.
        let (start, top, limit) = unsafe { ((*area).start, (*area).top, (*area).limit) };
        check(start <= top && top <= limit, "the allocation area")?;
        if limit - top < 4 * HEAP_NUMBER_SIZE {
            v8::Number::new(scope, 0.5);
            continue;
        }
        let theirs = v8::Number::new(scope, 1.25);
        // SAFETY: a live handle; the area again.
        let agrees = unsafe {
            Tagged::read(slot_of(theirs)) == Tagged(top + HEAP_OBJECT_TAG) && (*area).top == top + HEAP_NUMBER_SIZE
        };
        check(agrees, "new numbers")?;
        // SAFETY: the layout has agreed with V8 so far; nothing allocates between making the number and its handle.
        let ours: v8::Local<'_, v8::Value> = unsafe {
            let number = new_heap_number(isolate, map, -7.5).ok_or("room for numbers")?;
            std::mem::transmute(new_handle(isolate, number))
        };
        let next = v8::Number::new(scope, 2.5);
        // SAFETY: a live handle.
        let follows = unsafe { Tagged::read(slot_of(next)) } == Tagged(top + 2 * HEAP_NUMBER_SIZE + HEAP_OBJECT_TAG);
        check(ours.is_number() && ours.number_value(scope) == Some(-7.5) && follows, "numbers of our own")?;
        return Ok(());
    }
    // V8 runs without the area (`--single-generation`, `--no-inline-new`), and so does everything here.
    Ok(())
}
