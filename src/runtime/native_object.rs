//! Rust values that JavaScript owns: an opaque object stands for one, and the value is dropped some time after the object
//! has become unreachable, at the latest with the isolate.

use std::any::Any;
use std::cell::RefCell;
use std::ffi::c_void;

/// What an object points to.
struct Holder {
    value: Box<dyn Any>,
    /// Keeps the finalizer alive that drops this holder.
    weak: RefCell<Option<v8::Weak<v8::External>>>,
}

/// Hands a value over to JavaScript.
///
/// The objects are for the built-in modules only: a module keeps them where no user's code can reach them.
pub fn create<'s, T: 'static>(scope: &mut v8::PinScope<'s, '_>, value: T) -> v8::Local<'s, v8::External> {
    let holder = Box::new(Holder { value: Box::new(RefCell::new(value)), weak: RefCell::new(None) });
    let pointer = Box::into_raw(holder);
    let object = v8::External::new(scope, pointer.cast::<c_void>());
    // SAFETY: the pointer comes from `Box::into_raw` above. A finalizer runs once, when no JavaScript can reach the object and
    // so nobody can call `get` for it any more.
    let finalizer = Box::new(move || drop(unsafe { Box::from_raw(pointer) }));
    let weak = v8::Weak::with_guaranteed_finalizer(scope, object, finalizer);
    // SAFETY: the object is alive, so the holder is.
    unsafe { &*pointer }.weak.replace(Some(weak));
    object
}

/// The value that an object stands for, `None` when it is another kind of value.
pub fn get<'s, T: 'static>(object: v8::Local<'s, v8::Value>) -> Option<&'s RefCell<T>> {
    let external = v8::Local::<v8::External>::try_from(object).ok()?;
    // SAFETY: every `External` that the built-in modules pass here was made by `create`, and a handle keeps it, and with it the
    // holder, alive for `'s`.
    let holder = unsafe { external.value().cast::<Holder>().as_ref() }?;
    holder.value.downcast_ref()
}
