//! Extensible priorities (RFC 9218): the `priority` fields of a request decide whose DATA a server sends first.
//!
//! nghttp2 1.68 keeps to them only where the server's settings have SETTINGS_NO_RFC7540_PRIORITIES, which Node's do not have, and
//! reads the fields only where it checks messages, which it does not here (`messages.rs`). So that setting is added to the first
//! ones of a server, and taken out of their frame before it leaves.

use libnghttp2_sys as sys;
use std::cell::Cell;

/// That of a request that says nothing.
const DEFAULT_URGENCY: u32 = 3;

/// The length of a frame's head, and of a setting.
const HEAD: usize = 9;
const SETTING: usize = 6;

const SETTINGS: u8 = sys::NGHTTP2_SETTINGS as u8;

/// What the fields of one request say.
#[derive(Clone, Copy, Default)]
enum Said {
    #[default]
    Nothing,
    This(sys::nghttp2_extpri),
    /// One of them cannot be read: none counts.
    Nonsense,
}

#[derive(Default)]
pub struct Priority(Cell<Said>);

impl Priority {
    /// What a further field does not name stays as it is.
    pub fn field(&self, value: &[u8]) {
        let mut priority = match self.0.get() {
            Said::Nothing => sys::nghttp2_extpri { urgency: DEFAULT_URGENCY, inc: 0 },
            Said::This(priority) => priority,
            Said::Nonsense => return,
        };
        // SAFETY: the pointer and the length describe `value`, which is only read.
        let result = unsafe { sys::nghttp2_extpri_parse_priority(&mut priority, value.as_ptr(), value.len()) };
        self.0.set(if result == 0 { Said::This(priority) } else { Said::Nonsense });
    }

    /// # Safety
    /// `session` is alive, and has the stream.
    pub unsafe fn apply(&self, session: *mut sys::nghttp2_session, stream: i32) {
        if let Said::This(priority) = self.0.get() {
            // SAFETY: the caller's promise; the priority is only read.
            unsafe { sys::nghttp2_session_change_extpri_stream_priority(session, stream, &priority, 0) };
        }
    }
}

/// Whether a session's own setting is among those of its first frame.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Hidden {
    /// Nothing has been submitted.
    #[default]
    NotYet,
    /// In the next frame of settings that leaves.
    Submitted,
    No,
}

/// Adds the setting, unless the program has one of its own.
pub fn hide_in(entries: &mut Vec<sys::nghttp2_settings_entry>) -> Hidden {
    const ID: sys::nghttp2_settings_id = sys::NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES;
    if entries.iter().any(|entry| entry.settings_id == ID as i32) {
        return Hidden::No;
    }
    entries.push(sys::nghttp2_settings_entry { settings_id: ID as i32, value: 1 });
    Hidden::Submitted
}

/// Writes a frame of settings without its last one; false for another frame, which is not written.
pub fn write_without(frame: &[u8], output: &mut Vec<u8>) -> bool {
    let [_, high, low, SETTINGS, 0, ..] = *frame else { return false };
    let Some(length) = u16::from_be_bytes([high, low]).checked_sub(SETTING as u16) else { return false };
    if frame.len() != HEAD + SETTING + usize::from(length) {
        return false;
    }
    output.push(0);
    output.extend_from_slice(&length.to_be_bytes());
    output.extend_from_slice(&frame[3..frame.len() - SETTING]);
    true
}
