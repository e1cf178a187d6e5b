//! Numbers made on V8's heap without a call.
//!
//! Generated code takes memory for new objects from the isolate's linear allocation area by moving its `top`; a number that
//! is no small integer is two words of it. V8 keeps `top` at `limit` when it wants to see every allocation itself.

use super::{HEAP_NUMBER_VALUE, HEAP_OBJECT_TAG, Tagged, check, maps, new_handle, slot_of};
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

/// A new number with the given map; none if the area is used up, or if V8 has to make the value canonical.
///
/// # Safety
/// On the isolate's thread, outside of the collector; `map` is [`super::Maps::heap_number`] of the isolate. The result gets
/// a handle before anything can collect garbage.
#[inline(always)]
pub(crate) unsafe fn new_heap_number(isolate: IsolatePtr, map: usize, value: f64) -> Option<Tagged> {
    let area = area(isolate);
    // SAFETY: the isolate's own data, on its thread. What lies between `top` and `limit` belongs to nobody yet.
    unsafe {
        let object = (*area).top;
        if (*area).limit.wrapping_sub(object) < HEAP_NUMBER_SIZE || value.is_nan() {
            return None;
        }
        (*area).top = object + HEAP_NUMBER_SIZE;
        *(object as *mut usize) = map;
        *((object + HEAP_NUMBER_VALUE) as *mut f64) = value;
        Some(Tagged(object + HEAP_OBJECT_TAG))
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
