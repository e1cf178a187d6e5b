//! From JavaScript into the addon: what stands behind every function that an addon makes.
//!
//! Each function has a [`Bundle`]: environment, callback, data. V8 gives native callbacks one data value, and fetching it
//! costs two calls; so most functions get an entry point of their own instead. [`THUNKS`] holds some thousands of small
//! functions that differ only in the slot of [`SLOTS`] that they read their bundle from. A function takes a free slot when
//! it is made and gives it back when it dies; when none is free, one shared entry point reads the bundle from the data
//! value. Slots are the process's: functions of all isolates share them, each slot belongs to one function.
//!
//! A call consists of jumps more than of anything else (from JavaScript to V8's frame, to the thunk, to the addon, to each
//! function it calls by way of its procedure linkage table, and back), and each that is taken costs two cycles, as much as a
//! dozen other instructions. So a thunk holds all that is to be done, and what is done seldom lies out of the way.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use napi_sys::{napi_callback_info, napi_env, napi_value};

use crate::abi::raw_env;
use crate::env::Env;
use crate::layout::{Arguments, mark_instance};
use crate::list::{Link, List, Node};
use crate::shim::{self, Persistent, Slot, WeakCallbackInfo};

pub(crate) type NativeCallback = unsafe extern "C" fn(napi_env, napi_callback_info) -> napi_value;

/// What a JavaScript function knows of the native function behind it.
#[repr(C)]
pub(crate) struct Bundle {
    link: Link,
    /// Null once the environment has ended.
    env: Cell<*const Env>,
    callback: NativeCallback,
    data: *mut c_void,
    /// For a class: the addon's constructor and its data; `callback` is [`construct`] then, and `data` the bundle.
    constructor: Option<(NativeCallback, *mut c_void)>,
    slot: Option<u16>,
    owner: Cell<Persistent>,
}

// SAFETY: `repr(C)`, link first.
unsafe impl Node for Bundle {}

impl Bundle {
    /// A bundle in the environment's list. It lives until [`Bundle::die_with`]'s object does, or the environment.
    pub(crate) fn new(env: &Env, callback: NativeCallback, data: *mut c_void, is_class: bool) -> *const Bundle {
        let slot = free_slots().pop();
        let bundle = Box::into_raw(Box::new(Bundle {
            link: Link::new(),
            env: Cell::new(env),
            callback,
            data,
            constructor: None,
            slot,
            owner: Cell::new(Persistent::EMPTY),
        }));
        if is_class {
            // SAFETY: just allocated, and nobody else knows it.
            unsafe {
                (*bundle).constructor = Some((callback, data));
                (*bundle).callback = construct;
                (*bundle).data = bundle.cast();
            }
        }
        if let Some(slot) = slot {
            SLOTS[slot as usize].store(bundle, Ordering::Release);
        }
        // SAFETY: just allocated; `free` unlinks it.
        unsafe { env.bundles.push(bundle) }
        bundle
    }

    /// The entry point for V8, and the data value that it needs.
    ///
    /// # Safety
    /// `this` is alive.
    pub(crate) unsafe fn entry<'s>(
        this: *const Bundle,
        scope: &v8::PinScope<'s, '_>,
    ) -> (v8::FunctionCallback, Option<v8::Local<'s, v8::Value>>) {
        // SAFETY: forwarded to the caller.
        match unsafe { (*this).slot } {
            Some(slot) => (THUNKS[slot as usize / (ROW * ROW)][slot as usize / ROW % ROW][slot as usize % ROW], None),
            None => (from_data, Some(v8::External::new(scope, this.cast_mut().cast()).into())),
        }
    }

    /// Ties the bundle to an object that is as long-lived as the function.
    ///
    /// # Safety
    /// `this` is alive and not tied yet; `object` is a live handle.
    pub(crate) unsafe fn die_with(this: *const Bundle, object: Slot) {
        // SAFETY: forwarded; `free` resets the handle, and so does `collected`.
        unsafe {
            let isolate = (*(*this).env.get()).isolate;
            (*this).owner.set(Persistent::weak(isolate, object, this.cast_mut().cast(), Self::collected));
        }
    }

    unsafe extern "C" fn collected(info: *const WeakCallbackInfo) {
        // SAFETY: the parameter is the bundle that made the handle.
        Self::free(unsafe { shim::weak_parameter(info) }.cast_const().cast());
    }

    /// The environment ends. Entry points with a slot find it empty from now on; others find a bundle without environment,
    /// which is therefore not freed.
    pub(crate) fn retire(this: *const Bundle) {
        // SAFETY: found in the list, hence alive.
        unsafe {
            if (*this).slot.is_some() {
                Self::free(this);
            } else {
                (*this).owner.replace(Persistent::EMPTY).reset();
                (*this).env.set(null_mut());
                List::unlink(this);
            }
        }
    }

    /// Frees the bundle: its function cannot be called any more.
    pub(crate) fn free(this: *const Bundle) {
        // SAFETY: callers found it in the list or in the weak callback, so it is alive; nobody can find it afterwards.
        unsafe {
            (*this).owner.replace(Persistent::EMPTY).reset();
            if let Some(slot) = (*this).slot {
                SLOTS[slot as usize].store(null_mut(), Ordering::Release);
                free_slots().push(slot);
            }
            List::unlink(this);
            drop(Box::from_raw(this.cast_mut()));
        }
    }
}

/// `napi_callback_info`: lives on the stack during the call.
pub(crate) struct CallbackInfo {
    pub(crate) arguments: Arguments,
    pub(crate) data: *mut c_void,
}

/// Calls the addon.
///
/// # Safety
/// `bundle` is alive and `env` its environment; `info` is the frame that V8 handed to the native callback.
#[inline(always)]
unsafe fn invoke(env: &Env, bundle: *const Bundle, info: *const v8::FunctionCallbackInfo) {
    // SAFETY: as the caller promises. The bundle is read up front: the call may free it.
    let (callback, data) = unsafe { ((*bundle).callback, (*bundle).data) };
    let mut info = CallbackInfo { arguments: Arguments::new(info), data };
    let raw_info: napi_callback_info = (&raw mut info).cast();
    // SAFETY: the addon's function, as the addon declared it.
    let (result, calm) = env.enter_module(|| unsafe { callback(raw_env(env), raw_info) });
    // With an exception on its way Node does not look at what the addon returns: it may be an uninitialised variable that a
    // failed call has left as it was.
    if !calm && env.rethrow() {
        return;
    }
    if !result.is_null() {
        // SAFETY: the frame is alive, and the addon returned a live handle.
        unsafe { info.arguments.set_return_value(result.cast()) }
    }
}

/// Stands before the constructor of a class: an instance that is being made gets its mark.
unsafe extern "C" fn construct(env: napi_env, info: napi_callback_info) -> napi_value {
    let info: *mut CallbackInfo = info.cast();
    // SAFETY: called by `invoke` alone, with its own record of the call, whose data is the bundle of a class. Instances of a
    // class from `napi_define_class` have the fields.
    unsafe {
        let Some((callback, data)) = (*(*info).data.cast::<Bundle>()).constructor else { return null_mut() };
        let arguments = (*info).arguments;
        if arguments.is_construct_call() {
            mark_instance(arguments.this());
        }
        (*info).data = data;
        callback(env, info.cast())
    }
}

const ROW: usize = 16;
const ROWS: usize = ROW * ROW;

static SLOTS: [AtomicPtr<Bundle>; ROW * ROWS] = [const { AtomicPtr::new(null_mut()) }; ROW * ROWS];

/// The slots that no function has. The next one taken is the one given back last: its line is warm.
fn free_slots() -> MutexGuard<'static, Vec<u16>> {
    static FREE: LazyLock<Mutex<Vec<u16>>> = LazyLock::new(|| Mutex::new((0..(ROW * ROWS) as u16).rev().collect()));
    FREE.lock().unwrap_or_else(PoisonError::into_inner)
}

unsafe extern "C" fn thunk<const SLOT: usize>(info: *const v8::FunctionCallbackInfo) {
    let bundle = SLOTS[SLOT].load(Ordering::Relaxed);
    if !bundle.is_null() {
        // SAFETY: V8 passes its frame; the slot belongs to a function that is being called, so its bundle is alive. What
        // stands in a slot has its environment: see `Bundle::retire`.
        unsafe { invoke(&*(*bundle).env.get(), bundle, info) }
    }
}

/// The entry point of functions that found no free slot.
unsafe extern "C" fn from_data(info: *const v8::FunctionCallbackInfo) {
    // SAFETY: V8 passes its frame.
    let data = unsafe { &*info }.get_parts().data;
    if let Ok(external) = data.try_cast::<v8::External>() {
        let bundle: *const Bundle = external.value().cast_const().cast();
        // SAFETY: the data value holds the bundle, which lives as long as the function.
        unsafe {
            if let Some(env) = (*bundle).env.get().as_ref() {
                invoke(env, bundle, info);
            }
        }
    }
}

macro_rules! row {
    ($row:expr; $($column:literal)*) => { [$(thunk::<{ $row * ROW + $column }>),*] };
}

macro_rules! rows {
    ($($high:literal)*) => { rows!(@ [$($high)*] [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15]) };
    (@ [$($high:literal)*] $low:tt) => { [$(rows!(# $high $low)),*] };
    (# $high:literal [$($low:literal)*]) => {
        [$(row!($high * 16 + $low; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)),*]
    };
}

static THUNKS: [[[v8::FunctionCallback; ROW]; ROW]; ROW] = rows!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
