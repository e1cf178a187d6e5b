//! The types that cross the ABI, and the one way into every exported function.
//!
//! Parameters are transparent wrappers around the raw pointers of the C signatures. They can only be made by foreign code
//! that calls in, and calling in is where the addon promises what Node-API asks of it: that pointers are null or valid for
//! the duration of the call, that values are live handles, and that it is on the right thread. Behind the wrappers the
//! bodies are ordinary code: null checks give `napi_invalid_arg`, everything else is typed.

use std::ffi::{CStr, c_char, c_void};
use std::marker::PhantomData;

use napi_sys::{napi_env, napi_status, napi_value};

use crate::env::Env;
use crate::layout::{Glance, Tagged, slot_of};
use crate::shim::Slot;
use crate::status::{Failure, INVALID_ARG, OK, Result};
use crate::table::Class;

/// `napi_value` as a parameter or a result: a handle slot, or null.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value(Slot);

const _: () = assert!(size_of::<Value>() == size_of::<v8::Local<'static, v8::Value>>());
const _: () = assert!(size_of::<Value>() == size_of::<napi_value>());

impl Value {
    pub(crate) const NULL: Value = Value(std::ptr::null_mut());

    pub(crate) fn of<T>(local: v8::Local<'_, T>) -> Self {
        Value(slot_of(local))
    }

    pub(crate) fn from_slot(slot: Slot) -> Self {
        Value(slot)
    }

    pub(crate) fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// The slot, unless null.
    #[inline(always)]
    pub(crate) fn slot(self) -> Result<Slot> {
        if self.0.is_null() { Err(Failure::InvalidArg) } else { Ok(self.0) }
    }

    /// The handle, unless null. Its lifetime is that of the environment it is used with: handles belong to V8's scopes,
    /// which the addon opens and closes, and which Rust cannot see.
    #[inline(always)]
    pub(crate) fn local<'e>(self, _env: &'e Env) -> Result<v8::Local<'e, v8::Value>> {
        // SAFETY: `Local` is a non-null handle slot (asserted above); the addon promised that the value is live.
        Ok(unsafe { std::mem::transmute::<Slot, v8::Local<'e, v8::Value>>(self.slot()?) })
    }

    /// What can be told of the value without asking V8.
    #[inline(always)]
    pub(crate) fn tagged(self) -> Result<Tagged> {
        // SAFETY: the addon promised that the value is live.
        Ok(unsafe { Tagged::read(self.slot()?) })
    }

    /// The handle as an object, if it is one.
    #[inline(always)]
    pub(crate) fn as_object<'e>(self, env: &'e Env) -> Result<Option<v8::Local<'e, v8::Object>>> {
        // SAFETY: read from a live handle just now.
        if unsafe { self.tagged()?.is_surely_object() } {
            // SAFETY: it is an object.
            return Ok(Some(unsafe { v8::Local::cast_unchecked(self.local(env)?) }));
        }
        Ok(self.local(env)?.try_cast().ok())
    }

    /// The handle as a string, if it is one.
    #[inline(always)]
    pub(crate) fn as_string<'e>(self, env: &'e Env) -> Result<Option<v8::Local<'e, v8::String>>> {
        // SAFETY: read from a live handle just now.
        if unsafe { self.tagged()?.is_string() } {
            // SAFETY: it is a string.
            return Ok(Some(unsafe { v8::Local::cast_unchecked(self.local(env)?) }));
        }
        Ok(None)
    }

    /// The handle as a function, if it is one.
    #[inline(always)]
    pub(crate) fn as_function<'e>(self, env: &'e Env) -> Result<Option<v8::Local<'e, v8::Function>>> {
        // SAFETY: read from a live handle just now.
        if unsafe { self.tagged()?.glance(&env.core.maps) } == Glance::Function {
            // SAFETY: it is a function.
            return Ok(Some(unsafe { v8::Local::cast_unchecked(self.local(env)?) }));
        }
        Ok(self.local(env)?.try_cast().ok())
    }

    pub(crate) fn raw(self) -> napi_value {
        self.0.cast()
    }
}

/// An output parameter.
#[repr(transparent)]
pub struct Out<T>(*mut T);

impl<T> Out<T> {
    pub(crate) fn is_wanted(self) -> bool {
        !self.0.is_null()
    }

    /// Fails with `napi_invalid_arg` unless the caller gave a place.
    #[inline(always)]
    pub(crate) fn required(self) -> Result<Place<T>> {
        if self.0.is_null() { Err(Failure::InvalidArg) } else { Ok(Place(self.0)) }
    }

    /// Writes if the caller gave a place.
    pub(crate) fn set_if_wanted(self, value: T) {
        if let Ok(place) = self.required() {
            place.set(value);
        }
    }

    pub(crate) fn as_ptr(self) -> *mut T {
        self.0
    }
}

/// An output parameter that is not null.
pub(crate) struct Place<T>(*mut T);

impl<T> Place<T> {
    #[inline(always)]
    pub(crate) fn set(self, value: T) {
        // SAFETY: not null, and the addon promised a valid place. What it holds so far may be uninitialised: no drop.
        unsafe { self.0.write(value) }
    }
}

impl<T: Copy> Place<T> {
    /// Reads a parameter that is input as well.
    pub(crate) fn get(self) -> T {
        // SAFETY: the function is documented to read this parameter, so the addon has initialised it.
        unsafe { self.0.read() }
    }
}

impl Place<Value> {
    #[inline(always)]
    pub(crate) fn put<T>(self, local: v8::Local<'_, T>) {
        self.set(Value::of(local));
    }
}

/// An input pointer: a structure, an array or a text.
#[repr(transparent)]
pub struct In<T>(*const T);

impl In<c_char> {
    pub(crate) fn literal(text: &'static CStr) -> Self {
        In(text.as_ptr())
    }
}

impl<T> In<T> {
    pub(crate) fn is_null(self) -> bool {
        self.0.is_null()
    }

    pub(crate) fn as_ptr(self) -> *const T {
        self.0
    }

    pub(crate) fn required<'a>(self) -> Result<&'a T> {
        // SAFETY: null or valid for the duration of the call, as the addon promised.
        unsafe { self.0.as_ref() }.ok_or(Failure::InvalidArg)
    }

    /// `len` elements; null is an empty slice when `len` is zero and `napi_invalid_arg` otherwise.
    pub(crate) fn slice<'a>(self, len: usize) -> Result<&'a [T]> {
        match (len, self.0.is_null()) {
            (0, _) => Ok(&[]),
            (_, true) => Err(Failure::InvalidArg),
            // SAFETY: the addon promised that many elements.
            _ => Ok(unsafe { std::slice::from_raw_parts(self.0, len) }),
        }
    }
}

macro_rules! copy_whatever_it_points_to {
    ($($name:ident)*) => {
        $(
            impl<T> Clone for $name<T> {
                fn clone(&self) -> Self {
                    *self
                }
            }
            impl<T> Copy for $name<T> {}
        )*
    };
}
copy_whatever_it_points_to!(Out Place In);

/// A pointer that only the addon knows the meaning of, handed through unchanged.
pub type Opaque = *mut c_void;

/// `napi_env` as a parameter.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct EnvPtr<'a>(*const Env, PhantomData<&'a Env>);

impl<'a> EnvPtr<'a> {
    #[inline(always)]
    pub(crate) fn get(self) -> Option<&'a Env> {
        // SAFETY: null, or an environment that this crate handed to the addon; it lives as long as the addon may call.
        unsafe { self.0.as_ref() }
    }
}

pub(crate) fn raw_env(env: &Env) -> napi_env {
    (&raw const *env).cast_mut().cast()
}

const BASIC: u8 = Class::basic as u8;
const NO_JS: u8 = Class::no_js as u8;
const MAY_RUN_JS: u8 = Class::may_run_js as u8;

/// The prologue and epilogue of every function that takes an environment, by class.
#[inline(always)]
pub(crate) fn enter<const CLASS: u8>(env: EnvPtr<'_>, body: impl FnOnce(&Env) -> Result) -> napi_status {
    let Some(env) = env.get() else { return INVALID_ARG };
    if CLASS != BASIC {
        env.check_outside_collector();
    }
    if CLASS == MAY_RUN_JS
        && let Err(failure) = env.may_run_js()
    {
        return env.fail(failure);
    }
    match body(env) {
        Ok(()) => {
            env.clear_last_error();
            OK
        }
        Err(failure) => env.fail(failure),
    }
}

/// The usual case of a function that is called all the time: everything is done at once, or nothing is. `body` calls nothing,
/// so no registers have to be saved; the function in full, which does the rest, is the last thing that is called.
#[inline(always)]
pub(crate) fn at_once<const CLASS: u8>(env: EnvPtr<'_>, body: impl FnOnce(&Env) -> Option<()>) -> bool {
    let Some(env) = env.get() else { return false };
    if env.is_inside_collector() || (CLASS == MAY_RUN_JS && !env.may_run_js_now()) || body(env).is_none() {
        return false;
    }
    env.clear_last_error();
    true
}

/// `usual!(napi_unwrap, env, |env| …, unwrap(env, …))`: what is done at once, and the function in full.
macro_rules! usual {
    ($name:ident, $env:expr, $body:expr, $full:expr) => {
        if $crate::abi::at_once::<{ $crate::table::class_of(stringify!($name)) as u8 }>($env, $body) {
            $crate::status::OK
        } else {
            $full
        }
    };
}

pub(crate) use usual;

/// `entry!(napi_create_object, env, |env| …)`: enters by the class that the table gives the function.
macro_rules! entry {
    ($name:ident, $env:expr, $body:expr) => {
        $crate::abi::enter::<{ $crate::table::class_of(stringify!($name)) as u8 }>($env, $body)
    };
}

pub(crate) use entry;

const _: () = assert!(NO_JS != MAY_RUN_JS && BASIC != NO_JS);
