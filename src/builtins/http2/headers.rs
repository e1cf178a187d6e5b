//! Header lists on their way between JavaScript and nghttp2. Each list crosses as one string of one-byte characters.

use super::messages::Method;
use super::stream::Stream;
use libnghttp2_sys as sys;
use std::rc::Rc;

/// A header list of JavaScript's: for each header a character that is 1 for one that must not be indexed (`sensitiveHeaders`),
/// the name, NUL, the value, NUL.
pub struct Outgoing {
    /// What the list points into.
    _text: Vec<u8>,
    list: Vec<sys::nghttp2_nv>,
}

impl Outgoing {
    pub fn new(scope: &v8::PinScope<'_, '_>, text: v8::Local<'_, v8::String>) -> Self {
        let mut bytes = vec![0; text.length()];
        text.write_one_byte_v2(scope, 0, &mut bytes, v8::WriteFlags::empty());
        Self::parse(bytes)
    }

    fn parse(mut text: Vec<u8>) -> Self {
        let mut list = Vec::with_capacity(text.len() / 32 + 4);
        let mut rest = &mut text[..];
        while let Some((flag, tail)) = std::mem::take(&mut rest).split_first_mut() {
            let (name, tail) = split_at_nul(tail);
            let (value, tail) = split_at_nul(tail);
            let flags = if *flag == 1 { sys::NGHTTP2_NV_FLAG_NO_INDEX } else { sys::NGHTTP2_NV_FLAG_NONE };
            list.push(sys::nghttp2_nv {
                name: name.as_mut_ptr(),
                value: value.as_mut_ptr(),
                namelen: name.len(),
                valuelen: value.len(),
                flags: flags as u8,
            });
            rest = tail;
        }
        Self { _text: text, list }
    }

    /// For nghttp2, which copies what it needs.
    pub fn as_slice(&self) -> &[sys::nghttp2_nv] {
        &self.list
    }

    /// The method of a request.
    pub fn method(&self) -> Method {
        let field = self.list.iter().find(|field| bytes(field.name, field.namelen) == b":method");
        field.map_or(Method::Other, |field| Method::of(bytes(field.value, field.valuelen)))
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// What a part of an `Outgoing` list points to.
fn bytes<'a>(start: *mut u8, length: usize) -> &'a [u8] {
    // SAFETY: made of a slice of the text that the list owns; the callers keep none of it.
    unsafe { std::slice::from_raw_parts(start, length) }
}

fn split_at_nul(text: &mut [u8]) -> (&mut [u8], &mut [u8]) {
    match memchr::memchr(0, text) {
        Some(end) => {
            let (head, tail) = text.split_at_mut(end);
            (head, &mut tail[1..])
        }
        None => text.split_at_mut(text.len()),
    }
}

/// What a peer's list costs besides its characters (RFC 9113, 6.5.2).
const OVERHEAD: usize = 32;

/// A peer's header list while it arrives: names and values with line feeds between them, which neither can contain.
#[derive(Default)]
pub struct Incoming {
    pub stream: Option<Rc<Stream>>,
    pub text: Vec<u8>,
    /// The places of the names that the peer does not want indexed.
    pub sensitive: Vec<u32>,
    count: usize,
    size: usize,
    max_size: usize,
}

impl Incoming {
    pub fn begin(&mut self, stream: Rc<Stream>) {
        let max_size = stream.max_header_list.get();
        *self = Self { stream: Some(stream), max_size, ..Self::default() };
    }

    /// False when that is more than the limits allow.
    pub fn add(&mut self, name: &[u8], value: &[u8], flags: u8, max_count: usize) -> bool {
        let size = self.size + name.len() + value.len() + OVERHEAD;
        if self.count == max_count || size > self.max_size {
            return false;
        }
        if self.count > 0 {
            self.text.push(b'\n');
        }
        if u32::from(flags) & sys::NGHTTP2_NV_FLAG_NO_INDEX != 0 {
            self.sensitive.push(self.count as u32);
        }
        self.text.reserve(name.len() + value.len() + 2);
        self.text.extend_from_slice(name);
        self.text.push(b'\n');
        self.text.extend_from_slice(value);
        self.count += 1;
        self.size = size;
        true
    }
}
