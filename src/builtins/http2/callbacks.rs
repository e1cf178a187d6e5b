//! What nghttp2 tells while it parses and writes. Nothing here calls JavaScript: what is to be told becomes an event of the
//! session, so that whatever a program does finds nghttp2 at rest.
//!
//! Every function gets the `Session` that owns the handle as its user data. nghttp2 calls them only inside calls that a
//! method of that session makes, so it is alive, and none of its cells is borrowed meanwhile.

use super::events::Event;
use super::messages::{Place, Verdict};
use super::session::{Padding, Session};
use super::settings;
use super::statistics::count;
use super::stream::Stream;
use libnghttp2_sys as sys;
use std::ffi::{c_char, c_int, c_void};
use std::ptr::{self, NonNull};

/// The table of the functions below.
pub struct Callbacks(NonNull<sys::nghttp2_session_callbacks>);

impl Callbacks {
    pub fn new(pads: bool) -> Option<Self> {
        let mut raw = ptr::null_mut();
        // SAFETY: the function fills `raw` or fails.
        if unsafe { sys::nghttp2_session_callbacks_new(&mut raw) } != 0 {
            return None;
        }
        let raw = NonNull::new(raw)?.as_ptr();
        // SAFETY: `raw` is a new table; each call sets one entry to a function of the right type.
        unsafe {
            sys::nghttp2_session_callbacks_set_on_begin_headers_callback(raw, Some(on_begin_headers));
            sys::nghttp2_session_callbacks_set_on_header_callback(raw, Some(on_header));
            sys::nghttp2_session_callbacks_set_on_frame_recv_callback(raw, Some(on_frame_recv));
            sys::nghttp2_session_callbacks_set_on_data_chunk_recv_callback(raw, Some(on_data_chunk_recv));
            sys::nghttp2_session_callbacks_set_on_stream_close_callback(raw, Some(on_stream_close));
            sys::nghttp2_session_callbacks_set_on_frame_send_callback(raw, Some(on_frame_send));
            sys::nghttp2_session_callbacks_set_on_frame_not_send_callback(raw, Some(on_frame_not_send));
            sys::nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(raw, Some(on_invalid_frame_recv));
            sys::nghttp2_session_callbacks_set_error_callback2(raw, Some(on_error));
            sys::nghttp2_session_callbacks_set_send_data_callback(raw, Some(send_data));
            if pads {
                sys::nghttp2_session_callbacks_set_select_padding_callback2(raw, Some(select_padding));
            }
        }
        NonNull::new(raw).map(Self)
    }

    pub fn as_ptr(&self) -> *const sys::nghttp2_session_callbacks {
        self.0.as_ptr()
    }
}

impl Drop for Callbacks {
    fn drop(&mut self) {
        // SAFETY: made by `nghttp2_session_callbacks_new`; a session has its own copy.
        unsafe { sys::nghttp2_session_callbacks_del(self.0.as_ptr()) };
    }
}

/// # Safety
/// `user_data` is what `Handle::new` was given.
unsafe fn session<'a>(user_data: *mut c_void) -> &'a Session {
    // SAFETY: the caller's promise; see above for how long the session lives.
    unsafe { &*user_data.cast::<Session>() }
}

/// # Safety
/// The pointer and the length describe memory of nghttp2's that stays as it is during the callback.
unsafe fn slice<'a>(data: *const u8, length: usize) -> &'a [u8] {
    if length == 0 || data.is_null() {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(data, length) }
}

/// # Safety
/// `frame` is valid during the callback.
unsafe fn header<'a>(frame: *const sys::nghttp2_frame) -> &'a sys::nghttp2_frame_hd {
    // SAFETY: every member of the union begins with the frame's header.
    unsafe { &(*frame).hd }
}

/// The stream that a list of headers belongs to.
///
/// # Safety
/// As for `header`.
unsafe fn stream_of(frame: *const sys::nghttp2_frame) -> i32 {
    // SAFETY: the type says which member of the union is filled.
    unsafe {
        let header = header(frame);
        if u32::from(header.type_) == sys::NGHTTP2_PUSH_PROMISE {
            (*frame).push_promise.promised_stream_id
        } else {
            header.stream_id
        }
    }
}

unsafe extern "C" fn on_begin_headers(
    _: *mut sys::nghttp2_session,
    frame: *const sys::nghttp2_frame,
    user_data: *mut c_void,
) -> c_int {
    // SAFETY: nghttp2's promises for this callback.
    let (session, id) = unsafe { (session(user_data), stream_of(frame)) };
    if session.stream(id).is_none() && !session.can_add_stream() {
        let goes_on = session.reject_stream(id);
        return if goes_on { sys::NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE } else { sys::NGHTTP2_ERR_CALLBACK_FAILURE };
    }
    session.begin_headers(id);
    0
}

unsafe extern "C" fn on_header(
    raw: *mut sys::nghttp2_session,
    frame: *const sys::nghttp2_frame,
    name: *const u8,
    name_length: usize,
    value: *const u8,
    value_length: usize,
    flags: u8,
    user_data: *mut c_void,
) -> c_int {
    // SAFETY: nghttp2's promises for this callback.
    let (session, name, value) = unsafe { (session(user_data), slice(name, name_length), slice(value, value_length)) };
    let Some(stream) = session.incoming_stream() else { return 0 };
    // SAFETY: the frame is valid.
    let place = unsafe { place(raw, frame, session, &stream, name) };
    let verdict = stream.message.borrow_mut().field(&place, name, value);
    if verdict == Verdict::Take && name == b"priority" && place.is_request && !place.is_promise && !place.is_trailer {
        stream.priority.field(value);
    }
    match verdict {
        Verdict::Skip => return 0,
        Verdict::Take if session.add_header(name, value, flags) => return 0,
        // SAFETY: submitting is allowed in callbacks.
        Verdict::Take => unsafe {
            sys::nghttp2_submit_rst_stream(raw, 0, stream.id, sys::NGHTTP2_ENHANCE_YOUR_CALM);
        },
        // SAFETY: as above.
        Verdict::Refuse => unsafe {
            if refuse(raw, session, &stream) != 0 {
                return sys::NGHTTP2_ERR_CALLBACK_FAILURE;
            }
        },
    }
    sys::NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE
}

/// # Safety
/// As for `header`.
unsafe fn place(
    raw: *mut sys::nghttp2_session,
    frame: *const sys::nghttp2_frame,
    session: &Session,
    stream: &Stream,
    name: &[u8],
) -> Place {
    // SAFETY: the caller's promise; the type says which member of the union is filled.
    unsafe {
        let is_server = sys::nghttp2_session_check_server_session(raw) != 0;
        let is_promise = u32::from(header(frame).type_) == sys::NGHTTP2_PUSH_PROMISE;
        let follows_head = !is_promise && (*frame).headers.cat == sys::NGHTTP2_HCAT_HEADERS;
        Place {
            is_request: is_server || is_promise,
            is_promise,
            is_trailer: follows_head && !stream.message.borrow().awaits_response(),
            has_protocol: is_server && name == b":protocol" && settings::allows_protocol(raw),
            keeps_whitespace: session.keeps_field_whitespace(),
        }
    }
}

/// Resets a stream whose peer has sent no message. The answer is that of the callback.
///
/// # Safety
/// Called in a callback.
unsafe fn refuse(raw: *mut sys::nghttp2_session, session: &Session, stream: &Stream) -> c_int {
    stream.is_refused.set(true);
    // SAFETY: submitting is allowed in callbacks.
    unsafe { sys::nghttp2_submit_rst_stream(raw, 0, stream.id, sys::NGHTTP2_PROTOCOL_ERROR) };
    if session.count_invalid_frame() { sys::NGHTTP2_ERR_CALLBACK_FAILURE } else { 0 }
}

/// Whether what a stream has brought with this frame is a message so far.
///
/// # Safety
/// As for `header`.
unsafe fn is_message(raw: *mut sys::nghttp2_session, frame: *const sys::nghttp2_frame, stream: &Stream) -> bool {
    // SAFETY: the caller's promise; the type says which member of the union is filled.
    let (kind, flags, category, is_server) = unsafe {
        let is_server = sys::nghttp2_session_check_server_session(raw) != 0;
        (u32::from(header(frame).type_), header(frame).flags, (*frame).headers.cat, is_server)
    };
    let mut message = stream.message.borrow_mut();
    let ends = u32::from(flags) & sys::NGHTTP2_FLAG_END_STREAM != 0;
    let is_head = match kind {
        sys::NGHTTP2_PUSH_PROMISE => return message.end_request_head(true),
        sys::NGHTTP2_HEADERS if category == sys::NGHTTP2_HCAT_REQUEST => message.end_request_head(false),
        // A trailer ends the stream.
        sys::NGHTTP2_HEADERS if category == sys::NGHTTP2_HCAT_HEADERS && (is_server || !message.awaits_response()) => {
            ends
        }
        sys::NGHTTP2_HEADERS => message.end_response_head(),
        _ => true,
    };
    is_head && (!ends || message.end())
}

unsafe extern "C" fn on_frame_recv(
    raw: *mut sys::nghttp2_session,
    frame: *const sys::nghttp2_frame,
    user_data: *mut c_void,
) -> c_int {
    // SAFETY: nghttp2's promises for this callback.
    let (session, header) = unsafe { (session(user_data), header(frame)) };
    count(&session.statistics.frames_received, 1);
    if [sys::NGHTTP2_DATA, sys::NGHTTP2_HEADERS, sys::NGHTTP2_PUSH_PROMISE].contains(&u32::from(header.type_)) {
        // SAFETY: the frame is valid, and this is a callback.
        unsafe {
            if let Some(stream) = session.stream(stream_of(frame))
                && !is_message(raw, frame, &stream)
            {
                return refuse(raw, session, &stream);
            }
        }
    }
    if u32::from(header.type_) == sys::NGHTTP2_HEADERS
        && let Some(stream) = session.stream(header.stream_id)
    {
        // SAFETY: nghttp2 has just had the frame of the stream.
        unsafe { stream.priority.apply(raw, stream.id) };
    }
    let is_ack = u32::from(header.flags) & sys::NGHTTP2_FLAG_ACK != 0;
    // SAFETY: the type says which member of the union is filled, and that its pointers describe memory of nghttp2's.
    let event = unsafe {
        match u32::from(header.type_) {
            sys::NGHTTP2_DATA if u32::from(header.flags) & sys::NGHTTP2_FLAG_END_STREAM != 0 => {
                Event::EndOfData { stream: header.stream_id }
            }
            // A flood of these would cost the peer nothing.
            sys::NGHTTP2_DATA if header.length == 0 && session.count_invalid_frame() => {
                return sys::NGHTTP2_ERR_CALLBACK_FAILURE;
            }
            sys::NGHTTP2_HEADERS => session.take_headers((*frame).headers.cat, header.flags),
            sys::NGHTTP2_PUSH_PROMISE => session.take_headers(sys::NGHTTP2_HCAT_REQUEST, header.flags),
            sys::NGHTTP2_SETTINGS if is_ack => Event::SettingsAck(settings::local_in_force(raw)),
            sys::NGHTTP2_SETTINGS => {
                let settings = &(*frame).settings;
                if settings.niv > 0 {
                    session.remember_custom_settings(std::slice::from_raw_parts(settings.iv, settings.niv));
                }
                Event::Settings(settings::remote_in_force(raw), settings::custom_sent(session))
            }
            sys::NGHTTP2_PING => Event::Ping { is_ack, payload: (*frame).ping.opaque_data },
            sys::NGHTTP2_PRIORITY => {
                let priority = (*frame).priority.pri_spec;
                Event::Priority {
                    stream: header.stream_id,
                    parent: priority.stream_id,
                    weight: priority.weight,
                    exclusive: priority.exclusive != 0,
                }
            }
            sys::NGHTTP2_GOAWAY => {
                let goaway = &(*frame).goaway;
                let data = slice(goaway.opaque_data, goaway.opaque_data_len).to_vec();
                Event::Goaway { code: goaway.error_code, last_stream: goaway.last_stream_id, data }
            }
            sys::NGHTTP2_ALTSVC => match (*frame).ext.payload.cast::<sys::nghttp2_ext_altsvc>().as_ref() {
                Some(service) => Event::AltSvc {
                    stream: header.stream_id,
                    origin: slice(service.origin, service.origin_len).to_vec(),
                    value: slice(service.field_value, service.field_value_len).to_vec(),
                },
                None => return 0,
            },
            sys::NGHTTP2_ORIGIN => match (*frame).ext.payload.cast::<sys::nghttp2_ext_origin>().as_ref() {
                Some(origins) if origins.nov > 0 => {
                    let origins = std::slice::from_raw_parts(origins.ov, origins.nov);
                    Event::Origin(origins.iter().map(|entry| slice(entry.origin, entry.origin_len).to_vec()).collect())
                }
                _ => return 0,
            },
            _ => return 0,
        }
    };
    session.push(event);
    0
}

unsafe extern "C" fn on_data_chunk_recv(
    raw: *mut sys::nghttp2_session,
    _: u8,
    stream: i32,
    data: *const u8,
    length: usize,
    user_data: *mut c_void,
) -> c_int {
    if length == 0 {
        return 0;
    }
    // SAFETY: nghttp2's promises for this callback; consuming is allowed in it.
    let (session, data) = unsafe {
        // The connection's window is open to all streams: one that nobody reads must not hold up the others.
        sys::nghttp2_session_consume_connection(raw, length);
        (session(user_data), slice(data, length))
    };
    let Some(stream) = session.stream(stream) else { return 0 };
    if !stream.message.borrow_mut().data(length) {
        return session.fail(sys::NGHTTP2_ERR_PROTO);
    }
    session.add_data(&stream, data);
    0
}

unsafe extern "C" fn on_stream_close(
    _: *mut sys::nghttp2_session,
    stream: i32,
    code: u32,
    user_data: *mut c_void,
) -> c_int {
    // SAFETY: nghttp2's promises for this callback.
    let session = unsafe { session(user_data) };
    if let Some(stream) = session.stream(stream) {
        stream.closed.set(true);
        if stream.is_refused.get() && code == sys::NGHTTP2_NO_ERROR {
            // Both sides have ended it, and the reset is still to leave: that is when it closes.
            session.close_after_input(stream.id, sys::NGHTTP2_PROTOCOL_ERROR);
        } else {
            session.push(Event::StreamClose { stream: stream.id, code });
        }
    }
    0
}

unsafe extern "C" fn on_frame_send(
    _: *mut sys::nghttp2_session,
    frame: *const sys::nghttp2_frame,
    user_data: *mut c_void,
) -> c_int {
    // SAFETY: nghttp2's promises for this callback.
    let (session, header) = unsafe { (session(user_data), header(frame)) };
    count(&session.statistics.frames_sent, 1);
    if u32::from(header.type_) == sys::NGHTTP2_GOAWAY && !session.goaway_sent() {
        // nghttp2 ends the session for a message that is none, and says so in no other way.
        session.push(Event::Error { code: sys::NGHTTP2_ERR_PROTO, custom: None });
    }
    0
}

unsafe extern "C" fn on_frame_not_send(
    _: *mut sys::nghttp2_session,
    frame: *const sys::nghttp2_frame,
    error: c_int,
    user_data: *mut c_void,
) -> c_int {
    // SAFETY: nghttp2's promises for this callback.
    let (session, header) = unsafe { (session(user_data), header(frame)) };
    let is_the_end =
        [sys::NGHTTP2_ERR_SESSION_CLOSING, sys::NGHTTP2_ERR_STREAM_CLOSED, sys::NGHTTP2_ERR_STREAM_CLOSING];
    if !is_the_end.contains(&error) {
        session.push(Event::FrameError { stream: header.stream_id, kind: header.type_, code: protocol_code(error) });
    }
    0
}

/// The protocol's error code for one of nghttp2's errors.
fn protocol_code(error: c_int) -> u32 {
    match error {
        sys::NGHTTP2_ERR_STREAM_CLOSED => sys::NGHTTP2_STREAM_CLOSED,
        sys::NGHTTP2_ERR_HEADER_COMP => sys::NGHTTP2_COMPRESSION_ERROR,
        sys::NGHTTP2_ERR_FRAME_SIZE_ERROR => sys::NGHTTP2_FRAME_SIZE_ERROR,
        sys::NGHTTP2_ERR_FLOW_CONTROL => sys::NGHTTP2_FLOW_CONTROL_ERROR,
        sys::NGHTTP2_ERR_REFUSED_STREAM => sys::NGHTTP2_REFUSED_STREAM,
        sys::NGHTTP2_ERR_PROTO | sys::NGHTTP2_ERR_HTTP_HEADER | sys::NGHTTP2_ERR_HTTP_MESSAGING => {
            sys::NGHTTP2_PROTOCOL_ERROR
        }
        _ => sys::NGHTTP2_INTERNAL_ERROR,
    }
}

unsafe extern "C" fn on_invalid_frame_recv(
    _: *mut sys::nghttp2_session,
    _: *const sys::nghttp2_frame,
    error: c_int,
    user_data: *mut c_void,
) -> c_int {
    // SAFETY: nghttp2's promises for this callback.
    let session = unsafe { session(user_data) };
    if session.count_invalid_frame() {
        return 1;
    }
    // SAFETY: looks at a number.
    let is_fatal = unsafe { sys::nghttp2_is_fatal(error) } != 0;
    let ends = [sys::NGHTTP2_ERR_STREAM_CLOSED, sys::NGHTTP2_ERR_PROTO, sys::NGHTTP2_ERR_FLOW_CONTROL];
    if is_fatal || ends.contains(&error) {
        session.push(Event::Error { code: error, custom: None });
    }
    0
}

unsafe extern "C" fn on_error(
    _: *mut sys::nghttp2_session,
    code: c_int,
    _: *const c_char,
    _: usize,
    user_data: *mut c_void,
) -> c_int {
    // The only sign that the peer does not speak HTTP/2.
    if code == sys::NGHTTP2_ERR_SETTINGS_EXPECTED {
        // SAFETY: nghttp2's promise for this callback.
        unsafe { session(user_data) }.push(Event::Error { code: sys::NGHTTP2_ERR_PROTO, custom: None });
    }
    0
}

/// What a stream has to send: the source of its DATA frames.
pub unsafe extern "C" fn read_data(
    _: *mut sys::nghttp2_session,
    stream: i32,
    _: *mut u8,
    length: usize,
    flags: *mut u32,
    _: *mut sys::nghttp2_data_source,
    user_data: *mut c_void,
) -> sys::nghttp2_ssize {
    // SAFETY: nghttp2's promise for this callback.
    let session = unsafe { session(user_data) };
    let Some(stream) = session.stream(stream) else {
        return sys::NGHTTP2_ERR_DEFERRED as sys::nghttp2_ssize;
    };
    let count = stream.queued().min(length);
    let is_last = count == stream.queued() && stream.ended.get();
    if count == 0 && !is_last {
        stream.deferred.set(true);
        return sys::NGHTTP2_ERR_DEFERRED as sys::nghttp2_ssize;
    }
    let mut answer = sys::NGHTTP2_DATA_FLAG_NO_COPY;
    if is_last {
        answer |= sys::NGHTTP2_DATA_FLAG_EOF;
        if stream.wants_trailers.get() {
            answer |= sys::NGHTTP2_DATA_FLAG_NO_END_STREAM;
            session.push(Event::WantTrailers { stream: stream.id });
        }
    }
    // SAFETY: nghttp2 gives a place for the flags.
    unsafe { *flags |= answer };
    count as sys::nghttp2_ssize
}

unsafe extern "C" fn send_data(
    _: *mut sys::nghttp2_session,
    frame: *mut sys::nghttp2_frame,
    frame_header: *const u8,
    length: usize,
    _: *mut sys::nghttp2_data_source,
    user_data: *mut c_void,
) -> c_int {
    const FRAME_HEADER: usize = 9;
    // SAFETY: nghttp2's promises for this callback: a DATA frame, and its header.
    let (session, data, header) = unsafe { (session(user_data), (*frame).data, slice(frame_header, FRAME_HEADER)) };
    let Some(stream) = session.stream(data.hd.stream_id) else {
        return sys::NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    };
    session.write_data_frame(&stream, header, length, data.padlen);
    0
}

unsafe extern "C" fn select_padding(
    _: *mut sys::nghttp2_session,
    frame: *const sys::nghttp2_frame,
    max_length: usize,
    user_data: *mut c_void,
) -> sys::nghttp2_ssize {
    const FRAME_HEADER: usize = 9;
    // SAFETY: nghttp2's promises for this callback.
    let (session, length) = unsafe { (session(user_data), header(frame).length) };
    let padded = match session.padding() {
        Padding::None => length,
        Padding::Max => max_length,
        Padding::Aligned => ((length + FRAME_HEADER).next_multiple_of(8) - FRAME_HEADER).min(max_length),
    };
    padded as sys::nghttp2_ssize
}
