//! Small arrays of counters that JavaScript and Rust both read and write, without a call from one to the other.

use std::cell::Cell;
use std::ptr::NonNull;

const LENGTH: usize = 4;

/// Four 32-bit counters, an `Int32Array` to JavaScript. What each means is said where it is used:
/// ticks: 0 a tick is scheduled, 1 a rejection is to be reported; immediates: 0 how many, 1 how many are referenced.
pub struct SharedCounters {
    /// The elements of `array`, which this keeps.
    _store: v8::SharedRef<v8::BackingStore>,
    counters: NonNull<Cell<i32>>,
    array: v8::Global<v8::Int32Array>,
}

impl SharedCounters {
    pub fn new(scope: &mut v8::PinScope<'_, '_>) -> Self {
        let buffer = v8::ArrayBuffer::new(scope, LENGTH * size_of::<i32>());
        let array = v8::Int32Array::new(scope, buffer, 0, LENGTH).expect("four elements fit");
        let store = buffer.get_backing_store();
        let counters = store.data().expect("the array has elements").cast();
        Self { _store: store, counters, array: v8::Global::new(scope, array) }
    }

    pub fn array<'s>(&self, scope: &v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Int32Array> {
        v8::Local::new(scope, &self.array)
    }

    pub fn get(&self, index: usize) -> i32 {
        assert!(index < LENGTH);
        // SAFETY: the store holds LENGTH aligned i32 and lives as long as `self`; only this thread touches it.
        unsafe { self.counters.add(index).as_ref() }.get()
    }

    pub fn count(&self) -> i32 {
        self.get(0)
    }

    pub fn referenced(&self) -> i32 {
        self.get(1)
    }
}
