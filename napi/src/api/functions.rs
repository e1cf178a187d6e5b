//! Functions.

use std::ffi::c_char;

use napi_sys::napi_status;

use super::strings::from_utf8;
use super::{arguments, function, key, text};
use crate::abi::{EnvPtr, In, Opaque, Out, Value, entry, usual};
use crate::callback::{Bundle, CallbackInfo, NativeCallback};
use crate::env::Env;
use crate::status::{Failure, Result};

/// A JavaScript function that calls `callback`, as long-lived as anybody holds it.
pub(crate) fn make_function<'e>(
    env: &'e Env,
    name: Option<v8::Local<'e, v8::String>>,
    callback: NativeCallback,
    data: Opaque,
) -> Result<v8::Local<'e, v8::Function>> {
    let bundle = Bundle::new(env, callback, data, false);
    // SAFETY: the bundle is new.
    if let Some(function) = unsafe { Bundle::function_again(bundle, env, name) } {
        return Ok(function);
    }
    // SAFETY: as above.
    let made = env.attempt(Failure::GenericFailure, || unsafe { Bundle::new_function(bundle, env, name) });
    if made.is_err() {
        Bundle::free(bundle);
    }
    made
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_function(
    env: EnvPtr,
    name: In<c_char>,
    length: usize,
    callback: Option<NativeCallback>,
    data: Opaque,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_function, env, |env| {
        let result = result.required()?;
        let callback = callback.ok_or(Failure::InvalidArg)?;
        let name = match name.is_null() {
            true => None,
            false if length == usize::MAX => Some(key(env, name)?),
            false => Some(from_utf8(env, text(name, length)?, v8::NewStringType::Internalized)?),
        };
        result.put(make_function(env, name, callback, data)?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_call_function(
    env: EnvPtr,
    receiver: Value,
    callee: Value,
    argc: usize,
    argv: In<Value>,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_call_function, env, |env| {
        let receiver = receiver.local(env)?;
        let arguments = arguments(env, argc, argv)?;
        let callee = function(env, callee)?;
        let value = env.attempt(Failure::GenericFailure, || callee.call(env.scope(), receiver, arguments))?;
        result.set_if_wanted(Value::of(value));
        Ok(())
    })
}

/// Arguments that are not there read as `undefined`; the count comes back as what there was.
#[unsafe(no_mangle)]
pub extern "C" fn napi_get_cb_info(
    env: EnvPtr,
    info: In<CallbackInfo>,
    argc: Out<usize>,
    argv: Out<Value>,
    this: Out<Value>,
    data: Out<Opaque>,
) -> napi_status {
    // What methods without arguments ask for.
    let at_once = |_: &Env| {
        let info = info.required().ok()?;
        if argc.is_wanted() || argv.is_wanted() || data.is_wanted() {
            return None;
        }
        // SAFETY: the addon is inside the callback that received `info`.
        this.required().ok()?.set(Value::from_slot(unsafe { info.arguments.this() }));
        Some(())
    };
    usual!(napi_get_cb_info, env, at_once, get_cb_info(env, info, argc, argv, this, data))
}

#[inline(never)]
extern "C" fn get_cb_info(
    env: EnvPtr,
    info: In<CallbackInfo>,
    argc: Out<usize>,
    argv: Out<Value>,
    this: Out<Value>,
    data: Out<Opaque>,
) -> napi_status {
    entry!(napi_get_cb_info, env, |env| {
        let info = info.required()?;
        // SAFETY: the addon is inside the callback that received `info`, and gave as much room as it says.
        unsafe {
            let (arguments, actual) = (info.arguments, info.arguments.len());
            if argv.is_wanted() {
                let room = argc.required()?.get();
                let put = |i: usize, slot| argv.as_ptr().add(i).write(Value::from_slot(slot));
                let present = room.min(actual);
                for_few(0..present, |i| put(i, arguments.get(i)));
                if present < room {
                    let undefined = env.core.roots.undefined;
                    for_few(present..room, |i| put(i, undefined));
                }
            }
            argc.set_if_wanted(actual);
            this.set_if_wanted(Value::from_slot(info.arguments.this()));
        }
        data.set_if_wanted(info.data);
        Ok(())
    })
}

/// Calls `body` for each number of a range, of which there are few.
///
/// What is dear here are jumps that are taken, so there is one for every four. The compiler, left alone, makes stores of
/// several words, and a loop for the rest: for numbers that do not occur.
#[inline(always)]
fn for_few(range: std::ops::Range<usize>, body: impl Fn(usize)) {
    let mut i = range.start;
    macro_rules! step {
        () => {
            if i == range.end {
                return;
            }
            body(i);
            i += 1;
            // SAFETY: does nothing. The compiler leaves alone what it cannot look into.
            unsafe { std::arch::asm!("", options(nomem, nostack, preserves_flags)) };
        };
    }
    loop {
        step!();
        step!();
        step!();
        step!();
    }
}

/// Null unless the function was called with `new`.
#[unsafe(no_mangle)]
pub extern "C" fn napi_get_new_target(env: EnvPtr, info: In<CallbackInfo>, result: Out<Value>) -> napi_status {
    entry!(napi_get_new_target, env, |_env| {
        let info = info.required()?;
        let result = result.required()?;
        // SAFETY: the addon is inside the callback that received `info`.
        let new_target = unsafe { info.arguments.new_target() };
        result.set(new_target.map_or(Value::NULL, Value::from_slot));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_new_instance(
    env: EnvPtr,
    constructor: Value,
    argc: usize,
    argv: In<Value>,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_new_instance, env, |env| {
        constructor.slot()?;
        let arguments = arguments(env, argc, argv)?;
        let result = result.required()?;
        let constructor = function(env, constructor)?;
        let instance = env.attempt(Failure::PendingException, || constructor.new_instance(env.scope(), arguments))?;
        result.put(instance);
        Ok(())
    })
}
