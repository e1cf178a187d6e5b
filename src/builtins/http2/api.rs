//! The functions of the binding that make, drive and end sessions and streams.

use super::callbacks::read_data;
use super::events::Targets;
use super::headers::Outgoing;
use super::messages::Message;
use super::nghttp2::{self, Handle, Limits};
use super::session::{Bounds, Padding, Session};
use super::stream::Stream;
use crate::builtins::net::stream::Streams;
use crate::runtime::convert::{bytes, string};
use crate::runtime::{CallContext, JsCallback, Runtime, native_object, provider};
use libnghttp2_sys as sys;
use std::ptr;
use std::rc::Rc;

/// The session that the first argument stands for.
pub fn session_argument(args: &v8::FunctionCallbackArguments) -> Option<Rc<Session>> {
    native_object::get::<Rc<Session>>(args.get(0)).map(|session| session.borrow().clone())
}

/// The same with nghttp2's session, which is there until `release`: until JavaScript runs.
fn raw_argument(args: &v8::FunctionCallbackArguments) -> Option<(Rc<Session>, *mut sys::nghttp2_session)> {
    let session = session_argument(args)?;
    let raw = session.raw()?;
    Some((session, raw))
}

/// The same with a stream, which the second argument names.
fn stream_argument(
    scope: &mut v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments,
) -> Option<(Rc<Session>, *mut sys::nghttp2_session, Rc<Stream>)> {
    let (session, raw) = raw_argument(args)?;
    let stream = session.stream(args.get(1).int32_value(scope)?)?;
    Some((session, raw, stream))
}

fn headers_argument(
    scope: &v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments,
    index: i32,
) -> Option<Outgoing> {
    let text = v8::Local::<v8::String>::try_from(args.get(index)).ok()?;
    Some(Outgoing::new(scope, text))
}

/// `setup(functions)`, once: the functions of `events::Target`, in its order.
pub fn setup(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Ok(array) = v8::Local::<v8::Array>::try_from(args.get(0)) else { return };
    let mut functions = Vec::new();
    for index in 0..array.length() {
        let function = array.get_index(scope, index).and_then(|value| v8::Local::<v8::Function>::try_from(value).ok());
        let Some(function) = function else { return };
        functions.push(v8::Global::new(scope, function));
    }
    Runtime::current(scope).state::<Targets>().set(functions);
}

/// A number of the options, `None` unless it is there.
fn option(scope: &mut v8::PinScope<'_, '_>, options: v8::Local<'_, v8::Value>, name: &str) -> Option<u32> {
    let options = v8::Local::<v8::Object>::try_from(options).ok()?;
    let key = string(scope, name);
    let value = options.get(scope, key.into())?;
    if value.is_number() { value.uint32_value(scope) } else { None }
}

/// `create(owner, isClient, options)`: a session whose events go to `owner`.
pub fn create(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(owner) = v8::Local::<v8::Object>::try_from(args.get(0)) else { return };
    let is_client = args.get(1).is_true();
    let options = args.get(2);
    let burst = option(scope, options, "streamResetBurst");
    let rate = option(scope, options, "streamResetRate");
    let limits = Limits {
        max_deflate_dynamic_table_size: option(scope, options, "maxDeflateDynamicTableSize"),
        max_reserved_remote_streams: option(scope, options, "maxReservedRemoteStreams"),
        max_send_header_block_length: option(scope, options, "maxSendHeaderBlockLength"),
        peer_max_concurrent_streams: option(scope, options, "peerMaxConcurrentStreams"),
        max_settings: option(scope, options, "maxSettings"),
        stream_resets: burst.zip(rate),
    };
    let keep_field_whitespace = option(scope, options, "keepFieldWhitespace") == Some(1);
    let mut number = |name| option(scope, options, name).unwrap_or(u32::MAX);
    let bounds = Bounds {
        max_header_pairs: number("maxHeaderListPairs") as usize,
        max_memory: number("maxSessionMemory") as usize * 1_000_000,
        max_invalid_frames: number("maxSessionInvalidFrames"),
        max_rejected_streams: number("maxSessionRejectedStreams"),
        padding: match number("paddingStrategy") {
            1 => Padding::Aligned,
            2 => Padding::Max,
            _ => Padding::None,
        },
        keep_field_whitespace,
    };
    let pads = bounds.padding != Padding::None;
    let event_loop = Runtime::current(scope).event_loop();
    let context = CallContext::of_handle(scope, provider::HTTP2_SESSION, owner);
    let session = Session::new(scope, event_loop, owner, context, bounds);
    // SAFETY: the session stays in its `Rc`, and drops the handle before itself.
    let Some(handle) = (unsafe { Handle::new(is_client, pads, &limits, Rc::as_ptr(&session)) }) else { return };
    session.set_handle(handle);
    rv.set(native_object::create(scope, session).into());
}

/// `start(session, stream)`: the session takes what the stream with this number reads. False when there is none.
pub fn start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(session) = session_argument(&args) else { return };
    let id = args.get(1).uint32_value(scope);
    let Some(lower) = id.and_then(|id| Runtime::current(scope).state::<Streams>().get(id)) else { return };
    let reads = lower.read_start().is_ok();
    session.start(lower);
    rv.set_bool(reads);
}

/// `receive(session, bytes)`: what was read from the connection before `start`.
pub fn receive(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(session) = session_argument(&args) else { return };
    // SAFETY: copied before JavaScript runs.
    let Some(input) = (unsafe { bytes(args.get(1)) }).map(<[u8]>::to_vec) else { return };
    session.receive(scope, &input);
}

/// `destroy(session, code, connectionIsGone)`: ends the session with a GOAWAY. `onDone` comes when everything is written.
pub fn destroy(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(session) = session_argument(&args) else { return };
    session.close(args.get(1).uint32_value(scope).unwrap_or(0), args.get(2).is_true());
}

/// `release(session)`: the end. The connection is its handle's again.
pub fn release(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(session) = session_argument(&args) {
        session.release();
    }
}

/// `sessionStatistics(session)`: the numbers of `SessionStatistics::values`.
pub fn session_statistics(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(session) = session_argument(&args) {
        numbers(scope, &session.statistics.values(), &mut rv);
    }
}

/// `streamStatistics(session, id)`: the numbers of `StreamStatistics::values`; `undefined` when the stream is gone.
pub fn stream_statistics(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some((_, _, stream)) = stream_argument(scope, &args) {
        numbers(scope, &stream.statistics.values(), &mut rv);
    }
}

/// `hasPendingData(session)`: whether something waits to be written.
pub fn has_pending_data(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_bool(session_argument(&args).is_some_and(|session| session.has_pending_data()));
}

/// `tellTheEnd(session)`: `onDone` comes when nothing waits to be written.
pub fn tell_the_end(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(session) = session_argument(&args) {
        session.tell_the_end();
    }
}

/// `errorText(code)`: nghttp2's words for one of its errors.
pub fn error_text(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let code = args.get(0).int32_value(scope).unwrap_or(0);
    rv.set(string(scope, nghttp2::error_text(code)).into());
}

// Streams.

/// The source of a stream's DATA frames.
struct Body(sys::nghttp2_data_provider2);

// SAFETY: never written, and its pointer is null.
unsafe impl Sync for Body {}

static BODY: Body = Body(sys::nghttp2_data_provider2 {
    source: sys::nghttp2_data_source { ptr: ptr::null_mut() },
    read_callback: Some(read_data),
});

/// For nghttp2, which copies it; null means that the stream ends with its headers.
fn body(has_one: bool) -> *const sys::nghttp2_data_provider2 {
    if has_one { &raw const BODY.0 } else { ptr::null() }
}

/// `request(session, headers, endStream, waitForTrailers)`: the number of the new stream.
pub fn request(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, raw)) = raw_argument(&args) else { return };
    let Some(headers) = headers_argument(scope, &args, 1) else { return };
    let list = headers.as_slice();
    let body = body(!args.get(2).is_true());
    // SAFETY: see `Session::raw`; nghttp2 copies the list and the source.
    let id =
        unsafe { sys::nghttp2_submit_request2(raw, ptr::null(), list.as_ptr(), list.len(), body, ptr::null_mut()) };
    if id > 0 {
        let stream = add_stream(scope, &session, id, args.get(3).is_true());
        stream.message.replace(Message::response_to(headers.method()));
    }
    session.schedule();
    rv.set_int32(id);
}

fn add_stream(scope: &mut v8::PinScope<'_, '_>, session: &Session, id: i32, wants_trailers: bool) -> Rc<Stream> {
    let context = CallContext::of_resource(scope, provider::HTTP2_STREAM);
    let stream = Stream::new(id, Rc::new(context));
    stream.wants_trailers.set(wants_trailers);
    session.add_stream(stream.clone());
    stream
}

/// `respond(session, stream, headers, endStream, waitForTrailers)`
pub fn respond(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, raw, stream)) = stream_argument(scope, &args) else { return };
    let Some(headers) = headers_argument(scope, &args, 2) else { return };
    if stream.closed.get() {
        return rv.set_int32(0);
    }
    stream.wants_trailers.set(args.get(4).is_true());
    let list = headers.as_slice();
    let body = body(!args.get(3).is_true());
    // SAFETY: as in `request`.
    rv.set_int32(unsafe { sys::nghttp2_submit_response2(raw, stream.id, list.as_ptr(), list.len(), body) });
    session.schedule();
}

/// `info(session, stream, headers)`: headers before those of the response.
pub fn info(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, raw, stream)) = stream_argument(scope, &args) else { return };
    let Some(headers) = headers_argument(scope, &args, 2) else { return };
    let list = headers.as_slice();
    // SAFETY: as in `request`.
    let result = unsafe {
        sys::nghttp2_submit_headers(raw, 0, stream.id, ptr::null(), list.as_ptr(), list.len(), ptr::null_mut())
    };
    rv.set_int32(result);
    session.schedule();
}

/// `trailers(session, stream, headers)`: the end of a stream that waits for trailers. Without any it ends with an empty DATA
/// frame, since some clients do not take an empty list.
pub fn trailers(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, raw, stream)) = stream_argument(scope, &args) else { return };
    let Some(headers) = headers_argument(scope, &args, 2) else { return };
    if stream.closed.get() {
        return rv.set_int32(0);
    }
    stream.wants_trailers.set(false);
    let list = headers.as_slice();
    // SAFETY: as in `request`.
    rv.set_int32(unsafe {
        if headers.is_empty() {
            sys::nghttp2_submit_data2(raw, sys::NGHTTP2_FLAG_END_STREAM as u8, stream.id, body(true))
        } else {
            sys::nghttp2_submit_trailer(raw, stream.id, list.as_ptr(), list.len())
        }
    });
    session.schedule();
}

/// `pushPromise(session, stream, headers)`: the number of the promised stream.
pub fn push_promise(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, raw, stream)) = stream_argument(scope, &args) else { return };
    let Some(headers) = headers_argument(scope, &args, 2) else { return };
    let list = headers.as_slice();
    // SAFETY: as in `request`.
    let id = unsafe { sys::nghttp2_submit_push_promise(raw, 0, stream.id, list.as_ptr(), list.len(), ptr::null_mut()) };
    if id > 0 {
        add_stream(scope, &session, id, false);
    }
    session.schedule();
    rv.set_int32(id);
}

/// `write(session, stream, chunks, callback)`, `chunks` being a string (written as UTF-8), a view or an array of them.
/// `callback()` comes when they are written, unless the answer is true: there was nothing to write.
pub fn write(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, _, stream)) = stream_argument(scope, &args) else { return rv.set_bool(true) };
    if stream.closed.get() {
        return rv.set_bool(true);
    }
    let length = stream.push(scope, args.get(2));
    if length == 0 {
        return rv.set_bool(true);
    }
    session.count_queued(length);
    if let Some(done) = JsCallback::request(scope, provider::WRITE, args.get(3)) {
        stream.when_written(done);
    }
    resume(&session, &stream);
}

/// `shutdown(session, stream)`: nothing follows what is queued.
pub fn shutdown(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some((session, _, stream)) = stream_argument(scope, &args) else { return };
    stream.ended.set(true);
    resume(&session, &stream);
}

fn resume(session: &Session, stream: &Stream) {
    // Asked here: hooks of `async_hooks`, which a new callback is announced to, may have ended the session.
    let Some(raw) = session.raw() else { return };
    if stream.deferred.take() {
        // SAFETY: see `Session::raw`. A stream that is closed by now is no error.
        unsafe { sys::nghttp2_session_resume_data(raw, stream.id) };
    }
    session.schedule();
}

/// `readStart(session, stream)`: JavaScript takes what arrives, until it answers a piece with false.
pub fn read_start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some((session, _, stream)) = stream_argument(scope, &args) else { return };
    session.read_start(&stream);
}

/// `rstStream(session, stream, code)`, after what was submitted before.
pub fn rst_stream(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some((session, raw, stream)) = stream_argument(scope, &args) else { return };
    if stream.closed.get() {
        return;
    }
    // nghttp2 would send it before any DATA that waits.
    session.send();
    stream.is_reset.set(true);
    let code = args.get(2).uint32_value(scope).unwrap_or(0);
    // SAFETY: see `Session::raw`.
    unsafe { sys::nghttp2_submit_rst_stream(raw, 0, stream.id, code) };
    session.schedule();
}

/// `removeStream(session, stream)`: JavaScript is through with it.
pub fn remove_stream(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(session) = session_argument(&args) else { return };
    session.remove_stream(args.get(1).int32_value(scope).unwrap_or(0));
}

// What concerns the whole session.

/// `ping(session, payload)`, eight bytes.
pub fn ping(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, raw)) = raw_argument(&args) else { return };
    // SAFETY: copied at once.
    let Some(payload) = (unsafe { bytes(args.get(1)) }).filter(|payload| payload.len() == 8) else { return };
    // SAFETY: see `Session::raw`; eight bytes are read.
    rv.set_int32(unsafe { sys::nghttp2_submit_ping(raw, 0, payload.as_ptr()) });
    session.schedule();
}

/// `goaway(session, code, lastStream, data)`; without a last stream (0) the last that was processed.
pub fn goaway(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some((session, raw)) = raw_argument(&args) else { return };
    let code = args.get(1).uint32_value(scope).unwrap_or(0);
    let last = args.get(2).int32_value(scope).unwrap_or(0);
    // SAFETY: see `Session::raw`; the data is copied at once.
    unsafe {
        let last = if last > 0 { last } else { sys::nghttp2_session_get_last_proc_stream_id(raw) };
        let data = bytes(args.get(3)).unwrap_or_default();
        sys::nghttp2_submit_goaway(raw, 0, last, code, data.as_ptr(), data.len());
    }
    session.goaway_submitted();
    session.schedule();
}

fn latin1(scope: &v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Vec<u8> {
    let Ok(text) = v8::Local::<v8::String>::try_from(value) else { return Vec::new() };
    let mut bytes = vec![0; text.length()];
    text.write_one_byte_v2(scope, 0, &mut bytes, v8::WriteFlags::empty());
    bytes
}

/// `altsvc(session, stream, origin, value)`
pub fn altsvc(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, raw)) = raw_argument(&args) else { return };
    let stream = args.get(1).int32_value(scope).unwrap_or(0);
    let (origin, value) = (latin1(scope, args.get(2)), latin1(scope, args.get(3)));
    // SAFETY: see `Session::raw`; both are copied.
    let result = unsafe {
        sys::nghttp2_submit_altsvc(raw, 0, stream, origin.as_ptr(), origin.len(), value.as_ptr(), value.len())
    };
    rv.set_int32(result);
    session.schedule();
}

/// `origin(session, origins)`
pub fn origin(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, raw)) = raw_argument(&args) else { return };
    let Ok(array) = v8::Local::<v8::Array>::try_from(args.get(1)) else { return };
    let mut origins = Vec::new();
    for index in 0..array.length() {
        if let Some(origin) = array.get_index(scope, index) {
            origins.push(latin1(scope, origin));
        }
    }
    let entries: Vec<_> = origins
        .iter_mut()
        .map(|origin| sys::nghttp2_origin_entry { origin: origin.as_mut_ptr(), origin_len: origin.len() })
        .collect();
    // SAFETY: see `Session::raw`; the entries are copied.
    rv.set_int32(unsafe { sys::nghttp2_submit_origin(raw, 0, entries.as_ptr(), entries.len()) });
    session.schedule();
}

/// `setNextStreamID(session, id)`: false when the number cannot be used.
pub fn set_next_stream_id(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((_, raw)) = raw_argument(&args) else { return };
    let id = args.get(1).int32_value(scope).unwrap_or(0);
    // SAFETY: see `Session::raw`.
    rv.set_bool(unsafe { sys::nghttp2_session_set_next_stream_id(raw, id) } == 0);
}

/// `setLocalWindowSize(session, size)`
pub fn set_local_window_size(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((session, raw)) = raw_argument(&args) else { return };
    let size = args.get(1).int32_value(scope).unwrap_or(0);
    // SAFETY: see `Session::raw`.
    rv.set_int32(unsafe { sys::nghttp2_session_set_local_window_size(raw, 0, 0, size) });
    session.schedule();
}

fn numbers(scope: &mut v8::PinScope<'_, '_>, values: &[f64], rv: &mut v8::ReturnValue) {
    let values: Vec<_> = values.iter().map(|value| v8::Number::new(scope, *value).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

/// `state(session)`: effective local window, effective received data, next stream, local window, last processed stream, remote
/// window, frames that wait, sizes of the tables for sending and receiving.
pub fn state(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((_, raw)) = raw_argument(&args) else { return };
    // SAFETY: see `Session::raw`.
    let values = unsafe {
        [
            sys::nghttp2_session_get_effective_local_window_size(raw).into(),
            sys::nghttp2_session_get_effective_recv_data_length(raw).into(),
            sys::nghttp2_session_get_next_stream_id(raw).into(),
            sys::nghttp2_session_get_local_window_size(raw).into(),
            sys::nghttp2_session_get_last_proc_stream_id(raw).into(),
            sys::nghttp2_session_get_remote_window_size(raw).into(),
            sys::nghttp2_session_get_outbound_queue_size(raw) as f64,
            sys::nghttp2_session_get_hd_deflate_dynamic_table_size(raw) as f64,
            sys::nghttp2_session_get_hd_inflate_dynamic_table_size(raw) as f64,
        ]
    };
    numbers(scope, &values, &mut rv);
}

/// `streamState(session, stream)`: state, local close, remote close, local window.
pub fn stream_state(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((_, raw)) = raw_argument(&args) else { return };
    let id = args.get(1).int32_value(scope).unwrap_or(0);
    // SAFETY: see `Session::raw`; the stream is nghttp2's, and only looked at.
    let values = unsafe {
        let stream = sys::nghttp2_session_find_stream(raw, id);
        let state =
            if stream.is_null() { sys::NGHTTP2_STREAM_STATE_IDLE } else { sys::nghttp2_stream_get_state(stream) };
        [
            f64::from(state),
            sys::nghttp2_session_get_stream_local_close(raw, id).into(),
            sys::nghttp2_session_get_stream_remote_close(raw, id).into(),
            sys::nghttp2_session_get_stream_local_window_size(raw, id).into(),
        ]
    };
    numbers(scope, &values, &mut rv);
}
