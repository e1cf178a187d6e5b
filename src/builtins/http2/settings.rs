//! SETTINGS: lists of JavaScript's, and what is in force on either side.

use super::api::session_argument;
use super::nghttp2;
use super::priorities::{self, Hidden};
use super::session::Session;
use crate::runtime::convert;
use libnghttp2_sys as sys;

/// The settings that JavaScript gets in this order (those of RFC 9113, and 8 of RFC 8441).
const KNOWN: [sys::nghttp2_settings_id; 7] = [
    sys::NGHTTP2_SETTINGS_HEADER_TABLE_SIZE,
    sys::NGHTTP2_SETTINGS_ENABLE_PUSH,
    sys::NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
    sys::NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,
    sys::NGHTTP2_SETTINGS_MAX_FRAME_SIZE,
    sys::NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE,
    sys::NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL,
];

/// An array of numbers and values, one after the other.
fn entries(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Vec<sys::nghttp2_settings_entry> {
    let Ok(array) = v8::Local::<v8::Array>::try_from(value) else { return Vec::new() };
    let element = |index| {
        let element = array.get_index(scope, index);
        element.and_then(|element| element.uint32_value(scope)).unwrap_or(0)
    };
    let pairs = (0..array.length() / 2).map(|pair| sys::nghttp2_settings_entry {
        settings_id: element(pair * 2) as i32,
        value: element(pair * 2 + 1),
    });
    pairs.collect()
}

/// `settings(session, list)`
pub fn submit(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(session) = session_argument(&args) else { return };
    let Some(raw) = session.raw() else { return };
    let mut entries = entries(scope, args.get(1));
    // SAFETY: see `Session::raw`.
    let is_server = unsafe { sys::nghttp2_session_check_server_session(raw) != 0 };
    if is_server && session.hidden.get() == Hidden::NotYet {
        session.hidden.set(priorities::hide_in(&mut entries));
    }
    // SAFETY: see `Session::raw`; the pointer and the length describe `entries`, which are copied.
    rv.set_int32(unsafe { sys::nghttp2_submit_settings(raw, 0, entries.as_ptr(), entries.len()) });
    session.schedule();
}

/// `packSettings(list)`: the payload of the frame, `undefined` for values that nghttp2 refuses.
pub fn pack(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let entries = entries(scope, args.get(0));
    if let Some(payload) = nghttp2::pack_settings(&entries) {
        rv.set(convert::uint8_array(scope, payload).into());
    }
}

/// Whether the peer may use `:protocol` (RFC 8441).
///
/// # Safety
/// `raw` is a session that is alive.
pub unsafe fn allows_protocol(raw: *mut sys::nghttp2_session) -> bool {
    // SAFETY: the caller's promise.
    unsafe { sys::nghttp2_session_get_local_settings(raw, sys::NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL) != 0 }
}

/// The values in force on one side, in the order above.
pub type InForce = [u32; KNOWN.len()];

type Getter = unsafe extern "C" fn(*mut sys::nghttp2_session, sys::nghttp2_settings_id) -> u32;

/// # Safety
/// `raw` is a session that is alive.
unsafe fn in_force(raw: *mut sys::nghttp2_session, getter: Getter) -> InForce {
    // SAFETY: the caller's promise.
    KNOWN.map(|id| unsafe { getter(raw, id) })
}

/// # Safety
/// `raw` is a session that is alive.
pub unsafe fn local_in_force(raw: *mut sys::nghttp2_session) -> InForce {
    // SAFETY: the caller's promise.
    unsafe { in_force(raw, sys::nghttp2_session_get_local_settings) }
}

/// # Safety
/// `raw` is a session that is alive.
pub unsafe fn remote_in_force(raw: *mut sys::nghttp2_session) -> InForce {
    // SAFETY: the caller's promise.
    unsafe { in_force(raw, sys::nghttp2_session_get_remote_settings) }
}

/// The values as JavaScript gets them.
pub fn to_array<'s>(scope: &v8::PinScope<'s, '_>, values: &[u32]) -> v8::Local<'s, v8::Value> {
    let values: Vec<_> = values.iter().map(|value| v8::Integer::new_from_unsigned(scope, *value).into()).collect();
    v8::Array::new_with_elements(scope, &values).into()
}

/// `localSettings(session)`: the values in force, in the order above.
pub fn local(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(raw) = session_argument(&args).and_then(|session| session.raw()) else { return };
    // SAFETY: see `Session::raw`.
    let values = unsafe { local_in_force(raw) };
    rv.set(to_array(scope, &values));
}

/// `remoteSettings(session)`: the same of the peer.
pub fn remote(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(raw) = session_argument(&args).and_then(|session| session.raw()) else { return };
    // SAFETY: see `Session::raw`.
    let values = unsafe { remote_in_force(raw) };
    rv.set(to_array(scope, &values));
}

/// `setRemoteCustomSettings(session, list)`: what else of the peer's settings is to be kept, with values until it sends some.
pub fn set_remote_custom(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(session) = session_argument(&args) else { return };
    let entries = entries(scope, args.get(1));
    *session.custom_settings().borrow_mut() = entries.iter().map(|entry| (entry.settings_id as u16, None)).collect();
}

/// `remoteCustomSettings(session)`: numbers and values, one after the other, of those that the peer has sent.
pub fn remote_custom(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(session) = session_argument(&args) else { return };
    rv.set(to_array(scope, &custom_sent(&session)));
}

/// Numbers and values of the custom settings that the peer has sent and JavaScript wants to know of.
pub fn custom_sent(session: &Session) -> Vec<u32> {
    let known = session.custom_settings().borrow();
    known.iter().filter_map(|(id, value)| Some([u32::from(*id), (*value)?])).flatten().collect()
}
