//! One session: nghttp2's state machine between a stream of bytes and JavaScript.
//!
//! What the connection brings is parsed at once; what came of it is told to JavaScript afterwards, in order (`events.rs`).
//! What JavaScript submits is written once for each turn of the loop, or right after the input that it answers, and not
//! while an earlier write waits for the connection: so a peer that does not read keeps nghttp2's windows shut.
//!
//! Owners: the connection holds the session as its consumer, JavaScript holds it by an object of its own, and the session
//! holds its JavaScript object, which therefore lives until `release`.

use super::events::{self, Batch, Event, Target};
use super::headers::Incoming;
use super::nghttp2::Handle;
use super::priorities::{self, Hidden};
use super::statistics::{SessionStatistics, count};
use super::stream::Stream;
use crate::builtins::net::Errno;
use crate::builtins::net::stream::{ByteStream, Consumer};
use crate::event_loop::EventLoop;
use crate::runtime::{CallContext, JsCallback};
use libnghttp2_sys as sys;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::io::IoSlice;
use std::rc::{Rc, Weak};

/// So much is written at once, and as little more as the last frame brings with it.
const MAX_OUTPUT: usize = 256 << 10;

/// What a stream counts for in the memory of its session.
const STREAM_MEMORY: usize = 1024;

/// No list of headers may be longer than this.
const MAX_HEADER_LIST_SIZE: usize = 0x00ff_ffff;

#[derive(Clone, Copy, PartialEq)]
pub enum Padding {
    None,
    Aligned,
    Max,
}

/// What a peer may ask of us.
pub struct Bounds {
    pub max_header_pairs: usize,
    pub max_memory: usize,
    pub max_invalid_frames: u32,
    pub max_rejected_streams: u32,
    pub padding: Padding,
    /// Whitespace around values is theirs.
    pub keep_field_whitespace: bool,
}

pub struct Session {
    me: Weak<Self>,
    event_loop: Rc<EventLoop>,
    handle: RefCell<Option<Handle>>,
    owner: RefCell<Option<v8::Global<v8::Object>>>,
    context: Rc<CallContext>,
    bounds: RefCell<Bounds>,
    lower: RefCell<Option<Rc<dyn ByteStream>>>,
    streams: RefCell<HashMap<i32, Rc<Stream>>>,
    incoming: RefCell<Incoming>,
    /// What has happened since the last call of `deliver`.
    news: RefCell<Batch>,
    told_later: RefCell<VecDeque<Batch>>,
    /// Streams that close when all of the input is parsed, and what it has led to is sent.
    late_closes: RefCell<Vec<(i32, u32)>>,
    delivering: Cell<bool>,
    output: RefCell<Vec<u8>>,
    /// Writes whose last byte is in `output`, or on its way.
    written: RefCell<Vec<JsCallback>>,
    /// A write waits for the connection.
    writing: Cell<bool>,
    scheduled: Cell<bool>,
    queued_bytes: Cell<usize>,
    invalid_frames: Cell<u32>,
    rejected_streams: Cell<u32>,
    custom_error: Cell<Option<&'static str>>,
    /// Why a callback has ended the session.
    failure: Cell<Option<i32>>,
    /// How many GOAWAY frames JavaScript has submitted that are not sent yet.
    goaways: Cell<u32>,
    /// Settings that only JavaScript knows, as the peer has sent them.
    custom_settings: RefCell<Vec<(u16, Option<u32>)>>,
    /// JavaScript will end the session when nothing is left to be written.
    ending: Cell<bool>,
    /// JavaScript has ended the session; what is submitted is still written.
    closing: Cell<bool>,
    pub hidden: Cell<Hidden>,
    pub statistics: SessionStatistics,
}

impl Session {
    pub fn new(
        scope: &mut v8::PinScope<'_, '_>,
        event_loop: Rc<EventLoop>,
        owner: v8::Local<'_, v8::Object>,
        context: CallContext,
        bounds: Bounds,
    ) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            event_loop,
            handle: RefCell::default(),
            owner: RefCell::new(Some(v8::Global::new(scope, owner))),
            context: Rc::new(context),
            bounds: RefCell::new(bounds),
            lower: RefCell::default(),
            streams: RefCell::default(),
            incoming: RefCell::default(),
            news: RefCell::default(),
            told_later: RefCell::default(),
            late_closes: RefCell::default(),
            delivering: Cell::new(false),
            output: RefCell::default(),
            written: RefCell::default(),
            writing: Cell::new(false),
            scheduled: Cell::new(false),
            queued_bytes: Cell::new(0),
            invalid_frames: Cell::new(0),
            rejected_streams: Cell::new(0),
            custom_error: Cell::new(None),
            failure: Cell::new(None),
            goaways: Cell::new(0),
            custom_settings: RefCell::default(),
            ending: Cell::new(false),
            closing: Cell::new(false),
            hidden: Cell::default(),
            statistics: SessionStatistics::new(),
        })
    }

    pub fn set_handle(&self, handle: Handle) {
        *self.handle.borrow_mut() = Some(handle);
    }

    /// nghttp2's session, `None` after `release`. Only this session's own methods and `api.rs` call nghttp2 with it, and
    /// nothing that nghttp2 calls back releases it.
    pub fn raw(&self) -> Option<*mut sys::nghttp2_session> {
        self.handle.borrow().as_ref().map(Handle::as_ptr)
    }

    pub fn owner<'s>(&self, scope: &v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
        self.owner.borrow().as_ref().map(|owner| v8::Local::new(scope, owner))
    }

    pub fn context(&self) -> &Rc<CallContext> {
        &self.context
    }

    pub fn padding(&self) -> Padding {
        self.bounds.borrow().padding
    }

    pub fn is_closing(&self) -> bool {
        self.closing.get()
    }

    // Streams.

    pub fn stream(&self, id: i32) -> Option<Rc<Stream>> {
        self.streams.borrow().get(&id).cloned()
    }

    pub fn add_stream(&self, stream: Rc<Stream>) {
        stream.max_header_list.set(self.max_header_list());
        let mut streams = self.streams.borrow_mut();
        streams.insert(stream.id, stream);
        self.statistics.stream_added(streams.len());
    }

    /// JavaScript is through with the stream. Who waits for its writes is told.
    pub fn remove_stream(&self, id: i32) {
        let Some(stream) = self.streams.borrow_mut().remove(&id) else { return };
        self.statistics.stream_removed(&stream.statistics);
        let (length, done) = stream.cancel();
        self.queued_bytes.set(self.queued_bytes.get() - length);
        if !stream.closed.get() {
            self.consume_rest(&stream);
        }
        if let Some(done) = done {
            self.push(Event::Written(done));
            self.schedule();
        }
    }

    /// Whether the peer may open one more.
    pub fn can_add_stream(&self) -> bool {
        let Some(raw) = self.raw() else { return false };
        // SAFETY: see `raw`.
        let limit =
            unsafe { sys::nghttp2_session_get_local_settings(raw, sys::NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS as _) };
        let open = self.streams.borrow().len();
        open < limit as usize && self.has_memory()
    }

    /// Whether what the session holds leaves room for one more stream.
    pub fn has_memory(&self) -> bool {
        self.memory() + STREAM_MEMORY <= self.bounds.borrow().max_memory
    }

    /// About how many bytes the session holds.
    fn memory(&self) -> usize {
        self.streams.borrow().len() * STREAM_MEMORY + self.queued_bytes.get() + self.incoming.borrow().text.len()
    }

    /// Refuses a stream that the peer has opened. False when that has happened too often.
    pub fn reject_stream(&self, id: i32) -> bool {
        if exceeds(&self.rejected_streams, self.bounds.borrow().max_rejected_streams) {
            return false;
        }
        if let Some(raw) = self.raw() {
            // SAFETY: see `raw`; submitting is allowed in callbacks.
            unsafe { sys::nghttp2_submit_rst_stream(raw, 0, id, sys::NGHTTP2_ENHANCE_YOUR_CALM) };
        }
        true
    }

    /// One more frame was not as it should be. True when these are too many.
    pub fn count_invalid_frame(&self) -> bool {
        let too_many = exceeds(&self.invalid_frames, self.bounds.borrow().max_invalid_frames);
        if too_many {
            self.custom_error.set(Some("ERR_HTTP2_TOO_MANY_INVALID_FRAMES"));
        }
        too_many
    }

    /// What a callback fails with that answers so.
    pub fn fail(&self, code: i32) -> i32 {
        self.failure.set(Some(code));
        sys::NGHTTP2_ERR_CALLBACK_FAILURE
    }

    // What the callbacks bring.

    pub fn push(&self, event: Event) {
        self.news.borrow_mut().events.push(event);
    }

    pub fn close_after_input(&self, stream: i32, code: u32) {
        self.late_closes.borrow_mut().push((stream, code));
    }

    fn max_header_list(&self) -> usize {
        let Some(raw) = self.raw() else { return 0 };
        // SAFETY: see `raw`.
        let size =
            unsafe { sys::nghttp2_session_get_local_settings(raw, sys::NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE as _) };
        (size as usize).min(MAX_HEADER_LIST_SIZE)
    }

    pub fn begin_headers(&self, id: i32) {
        let stream = self.stream(id).unwrap_or_else(|| {
            let stream = Stream::new(id, self.context.clone());
            stream.set_new();
            self.add_stream(stream.clone());
            stream
        });
        self.incoming.borrow_mut().begin(stream);
    }

    /// The stream that the list of headers belongs to which is arriving.
    pub fn incoming_stream(&self) -> Option<Rc<Stream>> {
        self.incoming.borrow().stream.clone()
    }

    pub fn keeps_field_whitespace(&self) -> bool {
        self.bounds.borrow().keep_field_whitespace
    }

    /// False when that is more than the limits allow.
    pub fn add_header(&self, name: &[u8], value: &[u8], flags: u8) -> bool {
        self.incoming.borrow_mut().add(name, value, flags, self.bounds.borrow().max_header_pairs)
    }

    pub fn take_headers(&self, category: u32, flags: u8) -> Event {
        let Incoming { stream, text, sensitive, .. } = self.incoming.take();
        if let Some(stream) = &stream {
            stream.statistics.headers_received();
        }
        let stream = stream.map_or(0, |stream| stream.id);
        Event::Headers { stream, category, flags, text, sensitive }
    }

    pub fn add_data(&self, stream: &Stream, data: &[u8]) {
        stream.statistics.data_received(data.len());
        let mut news = self.news.borrow_mut();
        let start = news.bodies.len();
        news.bodies.extend_from_slice(data);
        let range = start..news.bodies.len();
        news.events.push(Event::Data { stream: stream.id, range });
    }

    pub fn goaway_submitted(&self) {
        self.goaways.set(self.goaways.get() + 1);
    }

    /// A GOAWAY frame has left: whether it was one of JavaScript's.
    pub fn goaway_sent(&self) -> bool {
        let submitted = self.goaways.get();
        self.goaways.set(submitted.saturating_sub(1));
        submitted > 0
    }

    /// Keeps what the peer says of the custom settings that JavaScript wants to know of.
    pub fn remember_custom_settings(&self, entries: &[sys::nghttp2_settings_entry]) {
        let mut known = self.custom_settings.borrow_mut();
        for entry in entries {
            let setting = known.iter_mut().find(|(id, _)| i32::from(*id) == entry.settings_id);
            if let Some((_, value)) = setting {
                *value = Some(entry.value);
            }
        }
    }

    pub fn custom_settings(&self) -> &RefCell<Vec<(u16, Option<u32>)>> {
        &self.custom_settings
    }

    /// `length` bytes of a body have reached JavaScript: the peer may send as many more if they are read.
    pub fn consume(&self, stream: &Stream, length: usize) {
        stream.unread.set(stream.unread.get() + length);
        if stream.reading.get() {
            self.consume_rest(stream);
        }
    }

    fn consume_rest(&self, stream: &Stream) {
        let length = stream.unread.take();
        if length > 0
            && let Some(raw) = self.raw()
        {
            // SAFETY: see `raw`. A stream that is closed by now is no error.
            unsafe { sys::nghttp2_session_consume_stream(raw, stream.id, length) };
        }
    }

    pub fn read_start(&self, stream: &Stream) {
        stream.reading.set(true);
        if stream.unread.get() > 0 {
            self.consume_rest(stream);
            self.schedule();
        }
    }

    pub fn count_queued(&self, length: usize) {
        self.queued_bytes.set(self.queued_bytes.get() + length);
    }

    // The connection.

    /// Takes over what the connection reads.
    pub fn start(&self, lower: Rc<dyn ByteStream>) {
        lower.set_consumer(self.me.upgrade().map(|me| me as Rc<dyn Consumer>));
        *self.lower.borrow_mut() = Some(lower);
        self.schedule();
    }

    /// What the connection has brought.
    pub fn receive(&self, scope: &mut v8::PinScope<'_, '_>, bytes: &[u8]) {
        let Some(raw) = self.raw().filter(|_| !self.closing.get()) else { return };
        count(&self.statistics.bytes_read, bytes.len());
        // SAFETY: see `raw`; the pointer and the length describe `bytes`.
        let result = unsafe { sys::nghttp2_session_mem_recv2(raw, bytes.as_ptr(), bytes.len()) };
        if result < 0 {
            let code = self.failure.take().unwrap_or(result as i32);
            self.push(Event::Error { code, custom: self.custom_error.take() });
        }
        self.deliver(scope);
        // An error of the session, which may show only here, comes first.
        self.send();
        for (stream, code) in self.late_closes.take() {
            self.push(Event::StreamClose { stream, code });
        }
        self.flush(scope);
    }

    fn deliver(&self, scope: &mut v8::PinScope<'_, '_>) {
        let batch = self.news.take();
        if !batch.events.is_empty() {
            self.told_later.borrow_mut().push_back(batch);
        }
        // What happens while JavaScript runs comes after what it is told already.
        if self.delivering.replace(true) {
            return;
        }
        loop {
            let batch = self.told_later.borrow_mut().pop_front();
            let Some(batch) = batch else { break };
            batch.deliver(scope, self);
        }
        self.delivering.set(false);
    }

    // Writing.

    /// Writes what is submitted by the end of this turn.
    pub fn schedule(&self) {
        if self.scheduled.replace(true) {
            return;
        }
        let Some(me) = self.me.upgrade() else { return };
        self.event_loop.post(move |scope| {
            me.scheduled.set(false);
            me.flush(scope);
        });
    }

    pub fn flush(&self, scope: &mut v8::PinScope<'_, '_>) {
        self.send();
        self.deliver(scope);
        let waits_for_the_end = self.closing.get() || self.ending.get();
        if waits_for_the_end && !self.has_pending_data() {
            let context = self.context.clone();
            events::call(scope, self, &context, Target::Done, &[]);
        }
    }

    /// Writes as much as the connection takes. JavaScript is told of nothing yet.
    pub fn send(&self) {
        while !self.writing.get() {
            let Some(lower) = self.lower.borrow().clone() else { return };
            self.fill_output();
            let output = self.output.take();
            if output.is_empty() {
                return;
            }
            count(&self.statistics.bytes_written, output.len());
            let written = lower.try_write(&[IoSlice::new(&output)]);
            match written {
                Ok(count) if count == output.len() => {
                    self.finish_writes();
                    // The memory serves again.
                    *self.output.borrow_mut() = output;
                    self.output.borrow_mut().clear();
                }
                Ok(count) => {
                    self.write_rest(&*lower, output, count);
                }
                // The end of the connection shows when it is read.
                Err(_) => return self.finish_writes(),
            }
        }
    }

    fn write_rest(&self, lower: &dyn ByteStream, mut output: Vec<u8>, written: usize) {
        output.drain(..written);
        self.writing.set(true);
        let me = self.me.clone();
        let result = lower.queue_write(
            output,
            Some(Box::new(move |scope, _| {
                let Some(me) = me.upgrade() else { return };
                me.writing.set(false);
                me.finish_writes();
                me.flush(scope);
            })),
        );
        if result.is_err() {
            self.writing.set(false);
            self.finish_writes();
        }
    }

    fn finish_writes(&self) {
        let mut news = self.news.borrow_mut();
        news.events.extend(self.written.borrow_mut().drain(..).map(Event::Written));
    }

    fn fill_output(&self) {
        let Some(raw) = self.raw() else { return };
        while self.output.borrow().len() < MAX_OUTPUT {
            let mut data = std::ptr::null();
            // SAFETY: see `raw`. `data` is valid until the next call.
            let length = unsafe { sys::nghttp2_session_mem_send2(raw, &mut data) };
            match usize::try_from(length) {
                Ok(0) => return,
                Ok(length) => {
                    // SAFETY: nghttp2 has filled `data` with so many bytes.
                    let frame = unsafe { std::slice::from_raw_parts(data, length) };
                    let mut output = self.output.borrow_mut();
                    if self.hidden.get() == Hidden::Submitted && priorities::write_without(frame, &mut output) {
                        self.hidden.set(Hidden::No);
                    } else {
                        output.extend_from_slice(frame);
                    }
                }
                Err(_) => return self.push(Event::Error { code: length as i32, custom: None }),
            }
        }
    }

    /// A DATA frame of `length` bytes of what the stream has queued.
    pub fn write_data_frame(&self, stream: &Stream, header: &[u8], length: usize, padding: usize) {
        let mut output = self.output.borrow_mut();
        output.extend_from_slice(header);
        if padding > 0 {
            output.push((padding - 1) as u8);
        }
        self.queued_bytes.set(self.queued_bytes.get() - length);
        stream.statistics.data_sent(length);
        let done = stream.take(length, &mut output);
        self.written.borrow_mut().extend(done);
        if padding > 0 {
            let padded = output.len() + padding - 1;
            output.resize(padded, 0);
        }
    }

    /// Whether something waits to be written.
    pub fn has_pending_data(&self) -> bool {
        // SAFETY: see `raw`.
        let wants_write = |raw| unsafe { sys::nghttp2_session_want_write(raw) } != 0;
        self.writing.get() || (self.lower.borrow().is_some() && self.raw().is_some_and(wants_write))
    }

    // The end.

    /// From now on JavaScript hears, by `done`, when nothing is left to be written.
    pub fn tell_the_end(&self) {
        self.ending.set(true);
        self.schedule();
    }

    /// JavaScript has ended the session. What is submitted is written, and then `done` is told, unless the connection is gone.
    pub fn close(&self, code: u32, connection_is_gone: bool) {
        self.closing.set(true);
        if connection_is_gone {
            self.lower.take();
        } else if let Some(raw) = self.raw() {
            self.goaway_submitted();
            // SAFETY: see `raw`.
            unsafe { sys::nghttp2_session_terminate_session(raw, code) };
        }
        self.schedule();
    }

    /// Lets go of everything. The connection is its handle's again.
    pub fn release(&self) {
        self.closing.set(true);
        if let Some(lower) = self.lower.take() {
            lower.set_consumer(None);
        }
        let streams: Vec<i32> = self.streams.borrow().keys().copied().collect();
        for id in streams {
            self.remove_stream(id);
        }
        self.handle.take();
        self.owner.take();
    }
}

/// Counts one more: whether there were more than `limit` before.
fn exceeds(counter: &Cell<u32>, limit: u32) -> bool {
    let before = counter.get();
    counter.set(before.saturating_add(1));
    before > limit
}

impl Consumer for Session {
    fn bytes(&self, scope: &mut v8::PinScope<'_, '_>, bytes: &[u8]) {
        self.receive(scope, bytes);
    }

    fn end(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno) {
        let errno = v8::Integer::new(scope, -errno);
        let context = self.context.clone();
        events::call(scope, self, &context, Target::SocketEnd, &[errno.into()]);
    }

    fn async_id(&self) -> f64 {
        self.context.async_id()
    }
}
