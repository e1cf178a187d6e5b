//! nghttp2's objects with owners: a session and its options. What a session tells while it parses and writes comes by the
//! functions in `callbacks.rs`.

use super::callbacks;
use super::session::Session;
use libnghttp2_sys as sys;
use std::ffi::{CStr, c_int, c_void};
use std::ptr::{self, NonNull};

/// The numbers with which JavaScript chooses a session's limits; `None` leaves nghttp2's own.
#[derive(Default)]
pub struct Limits {
    pub max_deflate_dynamic_table_size: Option<u32>,
    pub max_reserved_remote_streams: Option<u32>,
    pub max_send_header_block_length: Option<u32>,
    pub peer_max_concurrent_streams: Option<u32>,
    pub max_settings: Option<u32>,
    /// How many resets a client may send at once, and how many more with each second.
    pub stream_resets: Option<(u32, u32)>,
}

/// Options for the making of a session.
struct Options(NonNull<sys::nghttp2_option>);

impl Options {
    fn new(is_client: bool, limits: &Limits) -> Option<Self> {
        let mut raw = ptr::null_mut();
        // SAFETY: the function fills `raw` or fails.
        if unsafe { sys::nghttp2_option_new(&mut raw) } != 0 {
            return None;
        }
        let raw = NonNull::new(raw)?.as_ptr();
        // SAFETY: `raw` is a new option object; each function only sets a field of it.
        unsafe {
            // Windows open when a program has read what came, and closed streams are forgotten.
            sys::nghttp2_option_set_no_auto_window_update(raw, 1);
            sys::nghttp2_option_set_no_closed_streams(raw, 1);
            // What is unusual but allowed, such as a priority or an unknown frame, ends a session when there is more of it: the
            // limits of Node's nghttp2. Those of 1.68 are a tenth of these.
            sys::nghttp2_option_set_glitch_rate_limit(raw, 10_000, 330);
            // `messages.rs` has these checks.
            sys::nghttp2_option_set_no_http_messaging(raw, 1);
            if is_client {
                sys::nghttp2_option_set_builtin_recv_extension_type(raw, sys::NGHTTP2_ALTSVC as u8);
                sys::nghttp2_option_set_builtin_recv_extension_type(raw, sys::NGHTTP2_ORIGIN as u8);
            }
            if let Some(value) = limits.max_deflate_dynamic_table_size {
                sys::nghttp2_option_set_max_deflate_dynamic_table_size(raw, value as usize);
            }
            if let Some(value) = limits.max_reserved_remote_streams {
                sys::nghttp2_option_set_max_reserved_remote_streams(raw, value);
            }
            if let Some(value) = limits.max_send_header_block_length {
                sys::nghttp2_option_set_max_send_header_block_length(raw, value as usize);
            }
            if let Some(value) = limits.peer_max_concurrent_streams {
                sys::nghttp2_option_set_peer_max_concurrent_streams(raw, value);
            }
            if let Some(value) = limits.max_settings {
                sys::nghttp2_option_set_max_settings(raw, value as usize);
            }
            if let Some((burst, rate)) = limits.stream_resets {
                sys::nghttp2_option_set_stream_reset_rate_limit(raw, burst.into(), rate.into());
            }
        }
        NonNull::new(raw).map(Self)
    }
}

impl Drop for Options {
    fn drop(&mut self) {
        // SAFETY: made by `nghttp2_option_new`, and a session keeps no reference.
        unsafe { sys::nghttp2_option_del(self.0.as_ptr()) };
    }
}

/// A session of nghttp2. Its callbacks get the `Session` that owns this.
pub struct Handle(NonNull<sys::nghttp2_session>);

impl Handle {
    /// # Safety
    /// `owner` has to stay where it is for as long as the handle lives.
    pub unsafe fn new(is_client: bool, pads: bool, limits: &Limits, owner: *const Session) -> Option<Self> {
        let options = Options::new(is_client, limits)?;
        let callbacks = callbacks::Callbacks::new(pads)?;
        let mut raw = ptr::null_mut();
        let user_data = owner.cast_mut().cast::<c_void>();
        let make = if is_client { sys::nghttp2_session_client_new2 } else { sys::nghttp2_session_server_new2 };
        // SAFETY: the callbacks and options are copied by the call; the user data is the caller's promise.
        let result = unsafe { make(&mut raw, callbacks.as_ptr(), user_data, options.0.as_ptr()) };
        (result == 0).then(|| NonNull::new(raw)).flatten().map(Self)
    }

    pub fn as_ptr(&self) -> *mut sys::nghttp2_session {
        self.0.as_ptr()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: made by `nghttp2_session_*_new2`; `Session` never drops it inside one of its callbacks.
        unsafe { sys::nghttp2_session_del(self.0.as_ptr()) };
    }
}

/// nghttp2's words for one of its own errors.
pub fn error_text(code: c_int) -> &'static str {
    // SAFETY: the answer is a string constant of the library.
    unsafe { CStr::from_ptr(sys::nghttp2_strerror(code)) }.to_str().unwrap_or_default()
}

/// The payload of a SETTINGS frame, `None` when a value is out of its range.
pub fn pack_settings(entries: &[sys::nghttp2_settings_entry]) -> Option<Vec<u8>> {
    let mut payload = vec![0; entries.len() * 6];
    // SAFETY: the pointers and lengths describe `payload` and `entries`.
    let length = unsafe {
        sys::nghttp2_pack_settings_payload2(payload.as_mut_ptr(), payload.len(), entries.as_ptr(), entries.len())
    };
    (usize::try_from(length) == Ok(payload.len())).then_some(payload)
}
