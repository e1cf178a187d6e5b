//! Native data behind JavaScript objects: wraps and type tags.
//!
//! Instances of classes from `napi_define_class` keep the wrap in an embedder field; any other object gets a private symbol.
//! In both places stands the address of the [`Reference`] that owns data and finalizer.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::env::Env;
use crate::external::External;
use crate::layout::{Tagged, slot_of, wrap_field};
use crate::reference::{Owner, Reference};
use crate::shim::Persistent;
use crate::status::{Failure, Result};

/// Where an object keeps its wrap.
pub(crate) enum Place<'e> {
    Field(&'e AtomicUsize),
    Private(v8::Local<'e, v8::Object>),
}

impl<'e> Place<'e> {
    /// The field must be used before anything can move the object; what follows here does not allocate on the heap.
    #[inline(always)]
    pub(crate) fn of(object: v8::Local<'e, v8::Object>) -> Place<'e> {
        // SAFETY: a live handle; see the function's contract above.
        match unsafe { wrap_field(slot_of(object)) } {
            Some(field) => Place::Field(field),
            None => Place::Private(object),
        }
    }

    /// The wrap, if the object has one.
    #[inline(always)]
    pub(crate) fn get(&self, env: &Env) -> Result<Option<*const Reference>> {
        match self {
            Place::Field(field) => {
                let address = field.load(Ordering::Relaxed);
                Ok((address != 0).then_some(address as *const Reference))
            }
            Place::Private(object) => {
                let key = env.core.key(env.core.wrap_key);
                let value = env.attempt(Failure::GenericFailure, || object.get_private(env.scope(), key))?;
                let external = value.try_cast::<v8::External>().ok();
                Ok(external.map(|e| e.value().cast_const().cast()))
            }
        }
    }

    pub(crate) fn set(&self, env: &Env, reference: *const Reference) -> Result {
        match self {
            Place::Field(field) => {
                field.store(reference as usize, Ordering::Relaxed);
                Ok(())
            }
            // Externals take no properties: V8 ends the process over it.
            Place::Private(object) if object.is_external() => Err(Failure::InvalidArg),
            Place::Private(object) => {
                let key = env.core.key(env.core.wrap_key);
                let external = v8::External::new(env.scope(), reference.cast_mut().cast());
                let done =
                    env.attempt(Failure::GenericFailure, || object.set_private(env.scope(), key, external.into()))?;
                if done { Ok(()) } else { Err(Failure::GenericFailure) }
            }
        }
    }

    fn clear(&self, env: &Env) -> Result {
        match self {
            Place::Field(field) => field.store(0, Ordering::Relaxed),
            Place::Private(object) => {
                let key = env.core.key(env.core.wrap_key);
                env.attempt(Failure::GenericFailure, || object.delete_private(env.scope(), key))?;
            }
        }
        Ok(())
    }

    /// Takes the wrap off the object. A reference that the addon knows stays with it, without finalizer.
    pub(crate) fn remove(&self, env: &Env, reference: *const Reference) -> Result {
        self.clear(env)?;
        // SAFETY: the object had the wrap, so its reference is alive.
        unsafe {
            match (*reference).owner() {
                Owner::Addon => (*reference).drop_finalizer(),
                Owner::Runtime => Reference::free(reference),
            }
        }
        Ok(())
    }
}

/// Tags `object`, unless it has a tag. What the object keeps is a symbol that stands for the tag, the same for all objects
/// with the tag: comparing tags is comparing two words.
pub(crate) fn tag(env: &Env, object: v8::Local<'_, v8::Object>, words: [u64; 2]) -> Result {
    if let Some(external) = External::of(slot_of(object), &env.core.maps) {
        return external.tag(env, words);
    }
    let (scope, key) = (env.scope(), env.core.key(env.core.tag_key));
    if env.attempt(Failure::GenericFailure, || object.has_private(scope, key))? {
        return Err(Failure::InvalidArg);
    }
    let symbol = *env.core.tags.borrow_mut().entry(words).or_insert_with(|| {
        // SAFETY: a live handle of the current isolate.
        unsafe { Persistent::strong(env.isolate, slot_of(v8::Symbol::new(scope, None))) }
    });
    // SAFETY: a persistent slot reads like a local handle.
    let symbol: v8::Local<'_, v8::Value> = unsafe { std::mem::transmute(symbol.slot()) };
    let done = env.attempt(Failure::GenericFailure, || object.set_private(scope, key, symbol))?;
    if done { Ok(()) } else { Err(Failure::GenericFailure) }
}

/// Whether `object` has exactly this tag.
pub(crate) fn has_tag(env: &Env, object: v8::Local<'_, v8::Object>, words: [u64; 2]) -> Result<bool> {
    if let Some(external) = External::of(slot_of(object), &env.core.maps) {
        return Ok(external.has_tag(env, words));
    }
    let (scope, key) = (env.scope(), env.core.key(env.core.tag_key));
    let value = env.attempt(Failure::GenericFailure, || object.get_private(scope, key))?;
    let Some(symbol) = env.core.tags.borrow().get(&words).copied() else { return Ok(false) };
    // SAFETY: live handles; the core stops the recall before it ends.
    unsafe {
        let has = Tagged::read(slot_of(value)) == Tagged::read(symbol.slot());
        if has && !object.is_proxy() {
            env.core.recall.remember_tag(env.isolate, Tagged::read(slot_of(object)), words);
        }
        Ok(has)
    }
}
