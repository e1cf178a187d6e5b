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

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use napi_sys::{napi_callback_info, napi_env, napi_value};

use crate::abi::raw_env;
use crate::env::Env;
use crate::layout::{
    Arguments, collect_soon, mark_instance, name_function, new_function, new_handle, shared_of, slot_of,
};
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
        let slot = slot.or_else(|| env.core.entry_points.collect(env));
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

    /// The entry point for V8, and the data value of functions.
    ///
    /// # Safety
    /// `this` is alive.
    pub(crate) unsafe fn entry<'s>(
        this: *const Bundle,
        scope: &v8::PinScope<'s, '_>,
    ) -> (v8::FunctionCallback, v8::Local<'s, v8::Value>) {
        // SAFETY: forwarded to the caller.
        match unsafe { (*this).slot } {
            Some(slot) => {
                let thunk = THUNKS[slot as usize / (ROW * ROW)][slot as usize / ROW % ROW][slot as usize % ROW];
                (thunk, v8::Integer::new(scope, i32::from(slot)).into())
            }
            None => (from_data, v8::External::new(scope, this.cast_mut().cast()).into()),
        }
    }

    /// The bundle's function, made of what is left of one that has died. None if nothing is.
    ///
    /// # Safety
    /// `this` is new, and of this environment.
    pub(crate) unsafe fn function_again<'e>(
        this: *const Bundle,
        env: &'e Env,
        name: Option<v8::Local<'e, v8::String>>,
    ) -> Option<v8::Local<'e, v8::Function>> {
        // SAFETY: forwarded to the caller; the slot is the bundle's.
        unsafe {
            let function = env.core.entry_points.function(env, (*this).slot?)?;
            function.set_name(name.unwrap_or_else(|| v8::String::empty(env.scope())));
            Self::become_function(this, env, slot_of(function));
            Some(function)
        }
    }

    /// The bundle's function, made by V8. None if that throws.
    ///
    /// # Safety
    /// As for [`Bundle::function_again`].
    pub(crate) unsafe fn new_function<'e>(
        this: *const Bundle,
        env: &'e Env,
        name: Option<v8::Local<'e, v8::String>>,
    ) -> Option<v8::Local<'e, v8::Function>> {
        // SAFETY: forwarded to the caller.
        unsafe {
            let (entry, data) = Self::entry(this, env.scope());
            let function = v8::Function::builder_raw(entry).data(data).build(env.scope())?;
            if let Some(slot) = (*this).slot {
                env.core.entry_points.keep(env, slot, slot_of(function));
                // V8's own, which lives until the whole heap is collected, is not what the addon gets: the next collection of
                // young objects gives the slot back.
                if let Some(function) = Self::function_again(this, env, name) {
                    return Some(function);
                }
            }
            if let Some(name) = name {
                function.set_name(name);
            }
            Self::become_function(this, env, slot_of(function));
            Some(function)
        }
    }

    /// # Safety
    /// As for [`Bundle::function_again`]; `function` is a live handle to the bundle's function.
    unsafe fn become_function(this: *const Bundle, env: &Env, function: Slot) {
        // SAFETY: forwarded to the caller.
        unsafe {
            Self::die_with(this, function);
            if let Some(slot) = (*this).slot {
                env.core.entry_points.set_bundle(slot, this);
            }
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
                let env = &*(*this).env.get();
                env.core.entry_points.set_bundle(slot, null());
                SLOTS[slot as usize].store(null_mut(), Ordering::Release);
                free_slots().push(slot);
            }
            List::unlink(this);
            drop(Box::from_raw(this.cast_mut()));
        }
    }
}

/// What an isolate keeps of the functions with slots.
pub(crate) struct EntryPoints {
    /// A function that nobody has: new ones look like it.
    sample: Cell<Persistent>,
    by_slot: RefCell<Vec<EntryPoint>>,
    /// How many functions go without a slot before the collector is asked for some again, and how many more do now.
    penalty: Cell<u32>,
    waiting: Cell<u32>,
}

#[derive(Clone, Copy)]
struct EntryPoint {
    /// What functions with this entry point share.
    shared: Persistent,
    /// The function there is, or null.
    bundle: *const Bundle,
}

impl EntryPoints {
    pub(crate) const fn new() -> Self {
        EntryPoints {
            sample: Cell::new(Persistent::EMPTY),
            by_slot: RefCell::new(Vec::new()),
            penalty: Cell::new(0),
            waiting: Cell::new(0),
        }
    }

    /// A slot, of those that a collection of young objects gives back. None if it did not the last times, when there are many
    /// functions that live.
    #[cold]
    fn collect(&self, env: &Env) -> Option<u16> {
        /// V8's young heap has fewer pages.
        const PAGES: usize = 256;
        /// A collection that gives back fewer takes more time than it saves.
        const ENOUGH: usize = ROW * ROWS / 4;
        if self.waiting.get() > 0 {
            self.waiting.set(self.waiting.get() - 1);
            return None;
        }
        for _ in 0..PAGES {
            if !free_slots().is_empty() {
                break;
            }
            env.core.with_handle_scope(|| {
                // SAFETY: on the isolate's thread, in a call of the addon's.
                unsafe { collect_soon(env.isolate, &env.core.maps) }
                v8::Object::new(env.scope());
            });
        }
        let mut free = free_slots();
        match free.len() < ENOUGH {
            true => self.penalty.set((2 * self.penalty.get()).clamp(ENOUGH as u32, 1 << 20)),
            false => self.penalty.set(0),
        }
        self.waiting.set(self.penalty.get());
        free.pop()
    }

    /// A function with the slot's entry point, if there was one before that has not been called with `new`.
    ///
    /// # Safety
    /// On the isolate's thread. The slot is the caller's.
    #[inline(always)]
    unsafe fn function<'e>(&self, env: &'e Env, slot: u16) -> Option<v8::Local<'e, v8::Function>> {
        let shared = self.by_slot.borrow().get(usize::from(slot))?.shared;
        if shared.is_empty() {
            return None;
        }
        let (core, sample) = (&env.core, self.sample.get());
        // SAFETY: handles of the isolate's, which are kept until it ends; nobody has the sample.
        unsafe {
            let function = new_function(env.isolate, &core.maps, core.roots.undefined, sample.slot(), shared.slot())?;
            Some(std::mem::transmute::<Slot, v8::Local<'e, v8::Function>>(function))
        }
    }

    /// Remembers what V8 has made for the slot's entry point.
    ///
    /// # Safety
    /// On the isolate's thread. `function` is a new function with that entry point.
    unsafe fn keep(&self, env: &Env, slot: u16, function: Slot) {
        if self.sample.get().is_empty() {
            let Some(sample) = v8::Function::builder_raw(from_data).build(env.scope()) else { return };
            // SAFETY: a live handle of the current isolate.
            self.sample.set(unsafe { Persistent::strong(env.isolate, slot_of(sample)) });
        }
        let (mut all, slot) = (self.by_slot.borrow_mut(), usize::from(slot));
        if all.len() <= slot {
            all.resize(slot + 1, EntryPoint { shared: Persistent::EMPTY, bundle: null() });
        }
        // SAFETY: forwarded to the caller; the old handle is this isolate's own.
        unsafe {
            let shared = Persistent::strong(env.isolate, new_handle(env.isolate, shared_of(function)));
            std::mem::replace(&mut all[slot].shared, shared).reset();
        }
    }

    fn set_bundle(&self, slot: u16, bundle: *const Bundle) {
        if let Some(entry_point) = self.by_slot.borrow_mut().get_mut(usize::from(slot)) {
            entry_point.bundle = bundle;
        }
    }

    /// Gives the handles back.
    ///
    /// # Safety
    /// On the isolate's thread, while the isolate lives.
    pub(crate) unsafe fn reset(&self) {
        // SAFETY: forwarded to the caller.
        unsafe {
            self.sample.replace(Persistent::EMPTY).reset();
            self.by_slot.take().iter().for_each(|entry_point| entry_point.shared.reset());
        }
    }
}

/// Has V8 know which function the innermost native code is called as, before it captures the stack.
pub(crate) fn name_innermost(env: &Env) {
    let function_of = |slot: i32| {
        let bundle = env.core.entry_points.by_slot.borrow().get(usize::try_from(slot).ok()?)?.bundle;
        // SAFETY: a bundle that is known here is alive, and so is its function.
        Some(unsafe { bundle.as_ref() }?.owner.get().slot())
    };
    // SAFETY: on the isolate's thread. Small integers are data of functions with a slot, and of nothing else: classes and their
    // methods have other data.
    unsafe { name_function(env.isolate, &env.core.maps, function_of) }
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
