//! Rust values that JavaScript owns: an opaque object stands for one, and the value is dropped some time after the object
//! has become unreachable, at the latest with the runtime of its isolate.
//!
//! Programs make them by the hundred thousand (a hash, a cipher, a key), so one is one allocation and one weak handle. The handles
//! are made by the C functions under the `v8` crate's `Weak`, which takes a closure and an entry in a map for each besides.

use super::Runtime;
use std::any::TypeId;
use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::ptr::{null, null_mut};

/// The address of a handle.
type Slot = *mut usize;

#[repr(C)]
struct WeakCallbackInfo {
    _opaque: [u8; 0],
}

type WeakCallback = unsafe extern "C" fn(*const WeakCallbackInfo);

// The crate is pinned to one version, so names and signatures are fixed; they are those of its `src/binding.cc`.
unsafe extern "C" {
    fn v8__Global__NewWeak(
        isolate: v8::UnsafeRawIsolatePtr,
        data: Slot,
        parameter: *mut c_void,
        callback: WeakCallback,
    ) -> Slot;
    fn v8__Global__Reset(global: Slot);
    fn v8__WeakCallbackInfo__GetParameter(info: *const WeakCallbackInfo) -> *mut c_void;
    fn v8__WeakCallbackInfo__SetSecondPassCallback(info: *const WeakCallbackInfo, callback: WeakCallback);
}

/// What a value of any type begins with.
struct Header {
    type_id: TypeId,
    drop: unsafe fn(*mut Header),
    /// The weak handle of the object.
    slot: Cell<Slot>,
    /// The list of the isolate's values: the one behind this, and the place that points to this.
    next: Cell<*const Header>,
    place: Cell<*const Cell<*const Header>>,
}

/// What an object points to.
#[repr(C)]
struct Holder<T> {
    header: Header,
    value: RefCell<T>,
}

impl Header {
    fn link(&self, head: &Cell<*const Header>) {
        self.next.set(head.get());
        self.place.set(head);
        // SAFETY: what is in the list is alive: `unlink` comes before any drop.
        if let Some(next) = unsafe { self.next.get().as_ref() } {
            next.place.set(&raw const self.next);
        }
        head.set(self);
    }

    fn unlink(&self) {
        // SAFETY: as above, and the head outlives the list, which it empties when it goes.
        unsafe {
            (*self.place.get()).set(self.next.get());
            if let Some(next) = self.next.get().as_ref() {
                next.place.set(self.place.get());
            }
        }
    }
}

/// State of an isolate: its values whose objects are alive.
struct Living(Cell<*const Header>);

impl Default for Living {
    fn default() -> Self {
        Self(Cell::new(null()))
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        // Not by `unlink`, which would write to the head behind this exclusive reference to it.
        let mut next = self.0.get();
        // SAFETY: whoever is in the list is alive. The runtime goes before its isolate, so the handles are there, and nobody uses the
        // values any more, since JavaScript no longer runs.
        unsafe {
            while let Some(header) = next.as_ref() {
                next = header.next.get();
                v8__Global__Reset(header.slot.get());
                (header.drop)(std::ptr::from_ref(header).cast_mut());
            }
        }
    }
}

/// V8's callback inside the collector, once no JavaScript can reach the object: only the handle may be touched.
unsafe extern "C" fn collected(info: *const WeakCallbackInfo) {
    // SAFETY: the parameter is the header that the handle was made with, which is alive until `release`. V8 calls back on the
    // isolate's thread.
    unsafe {
        let header = &*v8__WeakCallbackInfo__GetParameter(info).cast::<Header>();
        v8__Global__Reset(header.slot.get());
        header.unlink();
        v8__WeakCallbackInfo__SetSecondPassCallback(info, release);
    }
}

/// V8's callback after the collection, before the isolate is disposed of.
unsafe extern "C" fn release(info: *const WeakCallbackInfo) {
    // SAFETY: as above; the header is in no list any more, and nobody else drops it.
    unsafe {
        let header = v8__WeakCallbackInfo__GetParameter(info).cast::<Header>();
        ((*header).drop)(header);
    }
}

/// Hands a value over to JavaScript.
///
/// The objects are for the built-in modules only: a module keeps them where no user's code can reach them.
pub fn create<'s, T: 'static>(scope: &mut v8::PinScope<'s, '_>, value: T) -> v8::Local<'s, v8::External> {
    let header = Header {
        type_id: TypeId::of::<T>(),
        // SAFETY: the function is called once, for a header that begins a holder of this type from `Box::into_raw`.
        drop: |header| drop(unsafe { Box::from_raw(header.cast::<Holder<T>>()) }),
        slot: Cell::new(null_mut()),
        next: Cell::new(null()),
        place: Cell::new(null()),
    };
    let holder = Box::into_raw(Box::new(Holder { header, value: RefCell::new(value) }));
    let pointer = holder.cast::<c_void>();
    let object = v8::External::new(scope, pointer);
    // SAFETY: the holder was just made; the handle is V8's for the object and lives until `collected` or the list's end.
    unsafe {
        let slot = std::ptr::from_ref(&*object).cast_mut().cast::<usize>();
        (*holder).header.slot.set(v8__Global__NewWeak(scope.as_raw_isolate_ptr(), slot, pointer, collected));
        (*holder).header.link(&Runtime::current(scope).state::<Living>().0);
    }
    object
}

/// The value that an object stands for, `None` when it is another kind of value.
pub fn get<'s, T: 'static>(object: v8::Local<'s, v8::Value>) -> Option<&'s RefCell<T>> {
    let external = v8::Local::<v8::External>::try_from(object).ok()?;
    let header = external.value().cast::<Header>();
    // SAFETY: every `External` that the built-in modules pass here was made by `create`, and a handle keeps it, and with it the
    // holder, alive for `'s`. The type says which holder the header begins.
    unsafe { (header.as_ref()?.type_id == TypeId::of::<T>()).then(|| &(*header.cast::<Holder<T>>()).value) }
}

/// Hands a value over to JavaScript in an object that already stands for one of the type and whose old value is no longer
/// needed, or else in a new object.
pub fn create_or_reuse<'s, T: 'static>(
    scope: &mut v8::PinScope<'s, '_>,
    spare: v8::Local<'s, v8::Value>,
    mut rv: v8::ReturnValue,
    value: T,
) {
    match get::<T>(spare) {
        Some(place) => {
            place.replace(value);
            rv.set(spare);
        }
        None => rv.set(create(scope, value).into()),
    }
}
