//! Promises.

use napi_sys::napi_status;

use crate::abi::{EnvPtr, Out, Value, entry};
use crate::env::Env;
use crate::layout::slot_of;
use crate::shim::{Persistent, Slot};
use crate::status::{Failure, Result};

/// `napi_deferred` is the slot of a persistent handle, which keeps the resolver until it is concluded.
pub struct Deferred(#[allow(dead_code, reason = "only its address is used")] usize);

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_promise(env: EnvPtr, deferred: Out<*mut Deferred>, promise: Out<Value>) -> napi_status {
    entry!(napi_create_promise, env, |env| {
        let (deferred, promise) = (deferred.required()?, promise.required()?);
        let resolver = env.attempt(Failure::GenericFailure, || v8::PromiseResolver::new(env.scope()))?;
        // SAFETY: a live handle of the current isolate.
        let kept = unsafe { Persistent::strong(env.isolate, slot_of(resolver)) };
        deferred.set(kept.slot().cast());
        promise.put(resolver.get_promise(env.scope()));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_resolve_deferred(env: EnvPtr, deferred: Out<Deferred>, resolution: Value) -> napi_status {
    entry!(napi_resolve_deferred, env, |env| conclude(env, deferred, resolution, true))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_reject_deferred(env: EnvPtr, deferred: Out<Deferred>, rejection: Value) -> napi_status {
    entry!(napi_reject_deferred, env, |env| conclude(env, deferred, rejection, false))
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_is_promise(env: EnvPtr, value: Value, is_promise: Out<bool>) -> napi_status {
    entry!(napi_is_promise, env, |env| {
        let value = value.local(env)?;
        is_promise.required()?.set(value.is_promise());
        Ok(())
    })
}

fn conclude(env: &Env, deferred: Out<Deferred>, value: Value, resolve: bool) -> Result {
    let value = value.local(env)?;
    deferred.required()?;
    // SAFETY: from `napi_create_promise`; concluding gives it back, once. The local handle keeps the resolver from here on.
    let resolver = unsafe {
        let kept = Persistent::from_slot(deferred.as_ptr().cast());
        let local = kept.to_local(env.isolate);
        kept.reset();
        std::mem::transmute::<Slot, v8::Local<'_, v8::PromiseResolver>>(local)
    };
    let done = env.attempt(Failure::GenericFailure, || match resolve {
        true => resolver.resolve(env.scope(), value),
        false => resolver.reject(env.scope(), value),
    })?;
    if done { Ok(()) } else { Err(Failure::GenericFailure) }
}
