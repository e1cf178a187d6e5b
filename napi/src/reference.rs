//! References and finalizers: one state machine.
//!
//! A [`Reference`] is what `napi_ref` points to, and also what stands behind every finalizer: wraps, externals,
//! `napi_add_finalizer`. It is in exactly one of three lists of its environment: plain references, references with a
//! finalizer, or finalizers that wait to be run; once its finalizer has begun it is in none. Each step takes it out of the
//! list that it was in before anything of the addon's runs, which is why a finalizer runs once, whoever gets there first:
//! the collector, the addon that deletes it, or the end of the environment.
//!
//! Counting: above zero the handle is strong; at zero it is weak, or dropped if the value cannot be held weakly.

use std::cell::Cell;
use std::ffi::c_void;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ptr::null_mut;

use crate::abi::raw_env;
use crate::barrier::contain;
use crate::env::{Env, ExceptionPolicy};
use crate::layout::{Tagged, new_handle};
use crate::list::{Link, List, Node};
use crate::shim::{self, Persistent, Slot, WeakCallbackInfo};

/// A finalizer as addons pass it.
pub(crate) type FinalizeCallback = unsafe extern "C-unwind" fn(napi_sys::napi_env, *mut c_void, *mut c_void);

/// Memory of references that were deleted, for the next ones.
pub(crate) struct Spare {
    first: Cell<*mut Block>,
    count: Cell<usize>,
}

/// A piece of spare memory, as large as a reference.
union Block {
    next: *mut Block,
    _reference: ManuallyDrop<MaybeUninit<Reference>>,
}

impl Spare {
    const MOST: usize = 256;

    pub(crate) const fn new() -> Spare {
        Spare { first: Cell::new(null_mut()), count: Cell::new(0) }
    }

    #[inline(always)]
    fn take(&self) -> *mut Block {
        let block = self.first.get();
        // SAFETY: null, or spare memory that begins with the address of the next piece.
        match unsafe { block.as_ref() } {
            Some(spare) => {
                // SAFETY: as above.
                self.first.set(unsafe { spare.next });
                self.count.set(self.count.get() - 1);
                block
            }
            None => Box::into_raw(Box::new(Block { next: null_mut() })),
        }
    }

    /// # Safety
    /// `block` came from `take`, and nobody uses it any more.
    #[inline(always)]
    unsafe fn put(&self, block: *mut Block) {
        // SAFETY: forwarded to the caller.
        unsafe {
            if self.count.get() == Self::MOST {
                drop(Box::from_raw(block));
                return;
            }
            (*block).next = self.first.get();
        }
        self.first.set(block);
        self.count.set(self.count.get() + 1);
    }
}

impl Drop for Spare {
    fn drop(&mut self) {
        let mut next = self.first.get();
        while !next.is_null() {
            // SAFETY: spare memory is nobody else's.
            unsafe {
                let block = Box::from_raw(next);
                next = block.next;
            }
        }
    }
}

/// Who frees the reference: this crate once it is finalized, or the addon with `napi_delete_reference`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Runtime,
    Addon,
}

#[derive(Clone, Copy)]
pub(crate) struct Finalizer {
    pub(crate) callback: Option<FinalizeCallback>,
    pub(crate) data: *mut c_void,
    pub(crate) hint: *mut c_void,
}

#[repr(C)]
pub(crate) struct Reference {
    link: Link,
    env: *const Env,
    handle: Cell<Persistent>,
    finalizer: Cell<Finalizer>,
    count: Cell<u32>,
    can_be_weak: bool,
    owner: Owner,
    /// Whether the external that this stands behind has a type tag, see `external.rs`.
    tagged: Cell<bool>,
}

// Every object with native data behind it has one.
const _: () = assert!(size_of::<Reference>() == 64);

// SAFETY: `repr(C)`, link first.
unsafe impl Node for Reference {}

impl Reference {
    /// A reference to `value` with `count` as its initial count, linked into its environment.
    pub(crate) fn new(
        env: &Env,
        value: Slot,
        can_be_weak: bool,
        count: u32,
        owner: Owner,
        finalizer: Finalizer,
    ) -> *const Reference {
        let reference = Self::place(
            env,
            Reference {
                link: Link::new(),
                env,
                handle: Cell::new(Persistent::EMPTY),
                finalizer: Cell::new(finalizer),
                count: Cell::new(count),
                can_be_weak,
                owner,
                tagged: Cell::new(false),
            },
        );
        // SAFETY: just allocated; freed by `free` only, which unlinks it. `value` is a live handle of the environment.
        unsafe {
            (*reference).point_to(value);
            (*reference).home().push(reference);
        }
        reference
    }

    fn env(&self) -> &Env {
        // SAFETY: an environment deletes or finalizes all its references before it is freed.
        unsafe { &*self.env }
    }

    /// The list that the reference is in while its value lives.
    fn home(&self) -> &List<Reference> {
        if self.finalizer.get().callback.is_some() { &self.env().finalizing } else { &self.env().references }
    }

    /// Holds `value` as strongly as the count says.
    ///
    /// # Safety
    /// `value` is a live handle of the environment's isolate, or the slot that the reference holds already.
    unsafe fn point_to(&self, value: Slot) {
        let isolate = self.env().isolate;
        // SAFETY: forwarded to the caller; a weak handle is reset by `collected` or before the reference is freed.
        let new = unsafe {
            if self.count.get() > 0 {
                Persistent::strong(isolate, value)
            } else if self.can_be_weak {
                Persistent::weak(isolate, value, (&raw const *self).cast_mut().cast(), Self::collected)
            } else {
                Persistent::EMPTY
            }
        };
        // SAFETY: the old slot is this reference's own.
        unsafe { self.handle.replace(new).reset() }
    }

    pub(crate) fn data(&self) -> *mut c_void {
        self.finalizer.get().data
    }

    pub(crate) fn owner(&self) -> Owner {
        self.owner
    }

    pub(crate) fn count(&self) -> u32 {
        self.count.get()
    }

    /// The value in a new local handle, unless it is gone.
    pub(crate) fn get(&self) -> Option<Slot> {
        let handle = self.handle.get();
        // SAFETY: not empty, and the caller is on the JavaScript thread with a handle scope open.
        (!handle.is_empty()).then(|| unsafe { new_handle(self.env().isolate, Tagged::read(handle.slot())) })
    }

    /// Counts up and answers the new count; 0 if the value is gone.
    pub(crate) fn increment(&self) -> u32 {
        let handle = self.handle.get();
        if handle.is_empty() {
            return 0;
        }
        self.count.set(self.count.get() + 1);
        if self.count.get() == 1 && self.can_be_weak {
            // SAFETY: the slot holds the value until `point_to` has replaced it.
            unsafe { self.point_to(handle.slot()) }
        }
        self.count.get()
    }

    /// Counts down and answers the new count; 0 if the value is gone.
    pub(crate) fn decrement(&self) -> u32 {
        let handle = self.handle.get();
        if handle.is_empty() || self.count.get() == 0 {
            return 0;
        }
        self.count.set(self.count.get() - 1);
        if self.count.get() == 0 {
            // SAFETY: as in `increment`.
            unsafe { self.point_to(handle.slot()) }
        }
        self.count.get()
    }

    /// Forgets the finalizer: from now on this is a plain reference.
    pub(crate) fn drop_finalizer(&self) {
        self.finalizer.set(Finalizer { callback: None, ..self.finalizer.get() });
        if self.link.is_linked() {
            // SAFETY: linked, hence valid, and so is its list.
            unsafe {
                List::unlink(self);
                self.home().push(self);
            }
        }
    }

    /// Frees the reference. A finalizer that has not begun never will.
    ///
    /// # Safety
    /// `this` came from `new` and was not freed; nobody uses it afterwards. On the JavaScript thread.
    pub(crate) unsafe fn free(this: *const Reference) {
        // SAFETY: forwarded to the caller.
        unsafe {
            (*this).handle.replace(Persistent::EMPTY).reset();
            List::unlink(this);
            Self::give_back(this);
        }
    }

    /// Puts a reference into its final place.
    #[inline(always)]
    fn place(env: &Env, reference: Reference) -> *mut Reference {
        let place: *mut Reference = env.spare_references.take().cast();
        // SAFETY: memory for one reference, nobody's.
        unsafe { place.write(reference) }
        place
    }

    /// Keeps the memory of a reference for the next one.
    ///
    /// # Safety
    /// `this` is in no list, and nobody uses it afterwards.
    unsafe fn give_back(this: *const Reference) {
        // SAFETY: forwarded to the caller. References have nothing to drop.
        unsafe {
            let env = (*this).env();
            if (*this).tagged.get() {
                env.core.external_tags.borrow_mut().remove(&this);
            }
            env.spare_references.put(this.cast_mut().cast());
        }
    }

    /// V8's weak callback, inside the collector: the value is gone.
    unsafe extern "C" fn collected(info: *const WeakCallbackInfo) {
        // SAFETY: the parameter is the reference that made the handle; it resets the handle before it is freed.
        let this: *const Reference = unsafe { shim::weak_parameter(info) }.cast();
        // SAFETY: as above.
        let reference = unsafe { &*this };
        // SAFETY: weak callbacks must reset their handle, and may do that.
        unsafe { reference.handle.replace(Persistent::EMPTY).reset() };
        let env = reference.env();
        if reference.finalizer.get().callback.is_none() {
            // Nothing of the addon's to run. A reference that the addon owns stays, empty, until it is deleted.
            if reference.owner == Owner::Runtime {
                // SAFETY: nobody but the collector knew it.
                unsafe { Self::free(this) }
            }
        } else if env.finalizes_in_collector() {
            env.inside_collector(|| Self::finalize(this));
        } else {
            // SAFETY: alive; moving between two lists of its environment.
            unsafe {
                List::unlink(this);
                env.pending.push(this);
            }
            env.schedule_finalizers();
        }
    }

    /// Runs the finalizer, if there is one, and frees what the runtime owns.
    pub(crate) fn finalize(this: *const Reference) {
        // SAFETY: the caller took `this` from a list or from the collector: it is alive. It leaves its list first, so
        // nobody else finds it; what the addon may free itself is not touched once the callback has run.
        unsafe {
            let env = &*(*this).env;
            let owner = (*this).owner;
            let finalizer = (*this).finalizer.get();
            (*this).handle.replace(Persistent::EMPTY).reset();
            (*this).finalizer.set(Finalizer { callback: None, ..finalizer });
            List::unlink(this);
            env.run_finalizer(finalizer, ExceptionPolicy::Enforced);
            if owner == Owner::Runtime {
                Self::dispose(this, env);
            }
        }
    }
}

impl Env {
    /// Calls a finalizer; what it throws goes where exceptions without a JavaScript caller go.
    pub(crate) fn run_finalizer(&self, finalizer: Finalizer, policy: ExceptionPolicy) {
        let Some(callback) = finalizer.callback else { return };
        let call = || {
            // SAFETY: the addon's function, with the arguments that the addon gave for it.
            contain(|| unsafe { callback(raw_env(self), finalizer.data, finalizer.hint) });
        };
        if self.is_inside_collector() {
            call();
        } else {
            self.call_into_module(policy, call);
        }
    }

    /// Runs the finalizers that wait, including those that become due meanwhile.
    pub(crate) fn drain_pending(&self) {
        while let Some(reference) = self.pending.first() {
            Reference::finalize(reference);
        }
    }
}

impl Reference {
    /// The end of the environment: empties and unlinks a plain reference. The runtime's own are freed; the addon's stay
    /// valid for the addon to delete.
    ///
    /// # Safety
    /// `this` is alive, on the JavaScript thread.
    pub(crate) unsafe fn abandon(this: *const Reference) {
        // SAFETY: forwarded to the caller.
        unsafe {
            (*this).handle.replace(Persistent::EMPTY).reset();
            List::unlink(this);
            if (*this).owner == Owner::Runtime {
                Self::dispose(this, (*this).env());
            }
        }
    }

    /// Frees what the runtime owns. While the environment ends, the value may still be alive, and another finalizer may ask
    /// what is behind it: then the reference stays readable until all addons have ended.
    ///
    /// # Safety
    /// `this` is alive, in no list, owned by the runtime.
    unsafe fn dispose(this: *const Reference, env: &Env) {
        // SAFETY: forwarded to the caller.
        unsafe {
            if env.is_closed() {
                env.core.graveyard.borrow_mut().push(Dead(this));
            } else {
                Self::give_back(this);
            }
        }
    }

    /// Whether the external that this stands behind has a type tag.
    pub(crate) fn tagged(&self) -> &Cell<bool> {
        &self.tagged
    }
}

/// A reference of the runtime's whose environment has ended.
pub(crate) struct Dead(*const Reference);

impl Drop for Dead {
    fn drop(&mut self) {
        // SAFETY: made in the memory of a block, see `Reference::place`; given up by everybody else.
        drop(unsafe { Box::from_raw(self.0.cast_mut().cast::<Block>()) });
    }
}

impl Reference {
    /// A reference of the runtime's that has no value yet, in no list.
    pub(crate) fn without_value(env: &Env, finalizer: Finalizer) -> *const Reference {
        Self::detached(env, Owner::Runtime, finalizer)
    }

    /// Stands for an addon's instance data among the references, which are finalized in the reverse of the order in which
    /// they were made. Freed by the environment, not when it is finalized.
    pub(crate) fn for_instance_data(env: &Env, finalizer: Finalizer) -> *const Reference {
        let reference = Self::detached(env, Owner::Addon, finalizer);
        // SAFETY: just allocated; `free` unlinks it.
        unsafe { (*reference).home().push(reference) }
        reference
    }

    fn detached(env: &Env, owner: Owner, finalizer: Finalizer) -> *const Reference {
        Self::place(
            env,
            Reference {
                link: Link::new(),
                env,
                handle: Cell::new(Persistent::EMPTY),
                finalizer: Cell::new(finalizer),
                count: Cell::new(0),
                can_be_weak: true,
                owner,
                tagged: Cell::new(false),
            },
        )
    }

    /// Gives a reference from `without_value` its value, held weakly.
    ///
    /// # Safety
    /// `value` is a live handle of the environment's isolate.
    pub(crate) unsafe fn attach(&self, value: Slot) {
        // SAFETY: forwarded; the reference is in no list yet and unlinked when it is freed.
        unsafe {
            self.point_to(value);
            self.home().push(self);
        }
    }

    /// A finalizer without a value, to be run on the loop.
    pub(crate) fn post(env: &Env, finalizer: Finalizer) {
        let reference = Self::without_value(env, finalizer);
        // SAFETY: just allocated; freed when it has run.
        unsafe { env.pending.push(reference) }
        env.schedule_finalizers();
    }
}
