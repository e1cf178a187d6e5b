//! `internalBinding('messaging')`: message ports, structured clone, and the marks that say how an object may travel.

mod broadcast;
mod foreign;
mod keys;
mod message;
mod port;
mod threads;

use keys::{mode_key, untransferable_key};
use message::{deserialize, serialize};
pub use port::{Port, attach};
pub use threads::{add_thread, expect_thread, remove_thread};

use crate::runtime::binding::{Binding, set_value};
use crate::runtime::convert::string;
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "messaging", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "setup" => port::setup,
        "joinBroadcast" => broadcast::join,
        "broadcast" => broadcast::broadcast,
        "leaveBroadcast" => broadcast::leave,
        "createChannel" => port::create_channel,
        "postMessage" => port::post_message,
        "start" => port::start,
        "stop" => port::stop,
        "close" => port::close,
        "ref" => port::port_ref,
        "unref" => port::port_unref,
        "hasRef" => port::port_has_ref,
        "isActive" => port::is_active,
        "isDetached" => port::is_detached_port,
        "receive" => port::receive,
        "moveToContext" => foreign::move_to_context,
        "postToThread" => threads::post_to_thread,
        "joinThreads" => threads::join_threads,
        "isPort" => port::is_port_value,
        "structuredClone" => structured_clone,
        "markAsUntransferable" => mark_as_untransferable,
        "isMarkedAsUntransferable" => is_marked_as_untransferable,
    });
    // `keys.transferMode` of an object says how it may travel: 1 transferable, 2 cloneable, 0 neither. As the value of a property a
    // private symbol comes only from a template.
    let keys = v8::ObjectTemplate::new(scope);
    keys.set(string(scope, "transferMode").into(), mode_key(scope).into());
    if let Some(keys) = keys.new_instance(scope) {
        set_value(scope, target, "keys", keys.into());
    }
}

/// The elements of an array; none for anything else.
fn elements<'s>(scope: &mut v8::PinScope<'s, '_>, list: v8::Local<'s, v8::Value>) -> Vec<v8::Local<'s, v8::Value>> {
    let Ok(list) = v8::Local::<v8::Array>::try_from(list) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get_index(scope, index)).collect()
}

/// `structuredClone(value, transferList)`
fn structured_clone<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let list = elements(scope, args.get(1));
    if let Some(message) = serialize(scope, args.get(0), &list, None)
        && let Some((value, _)) = deserialize(scope, message)
    {
        rv.set(value);
    }
}

/// The embedder field of ArrayBuffers that says of an addon's memory that it stays on its thread: V8 has made it already,
/// while a property costs more than the rest of an external buffer.
const STAYS: i32 = 0;
const STAYS_TAG: u16 = 0;

/// Keeps an addon's buffer out of transfer lists.
pub fn keep_on_thread(buffer: v8::Local<'_, v8::ArrayBuffer>) {
    static MARK: usize = 0;
    let object: v8::Local<'_, v8::Object> = buffer.into();
    object.set_aligned_pointer_in_internal_field(STAYS, (&raw const MARK).cast(), STAYS_TAG);
}

/// Whether transfer lists refuse an object.
fn is_untransferable(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> bool {
    let stays = object.is_array_buffer()
        // SAFETY: V8 makes the field empty, and only `keep_on_thread` sets it.
        && unsafe { !object.get_aligned_pointer_from_internal_field(STAYS, STAYS_TAG).is_null() };
    stays || object.has_private(scope, untransferable_key(scope)) == Some(true)
}

/// `markAsUntransferable(object)`. The memory of an ArrayBuffer does not leave it through `transfer()` or a byte stream either: V8
/// detaches one that has a key only for who has the key as well, which is nobody.
fn mark_as_untransferable(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    if let Ok(object) = v8::Local::<v8::Object>::try_from(args.get(0)) {
        let (key, yes) = (untransferable_key(scope), v8::Boolean::new(scope, true).into());
        object.set_private(scope, key, yes);
        if let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(object) {
            buffer.set_detach_key(yes);
        }
    }
}

/// `isMarkedAsUntransferable(object)`
fn is_marked_as_untransferable(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let object = v8::Local::<v8::Object>::try_from(args.get(0)).ok();
    rv.set_bool(object.is_some_and(|object| is_untransferable(scope, object)));
}
