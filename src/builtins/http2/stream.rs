//! One stream of a session: what waits to be sent as DATA, and whether JavaScript reads.

use super::messages::Message;
use super::priorities::Priority;
use super::statistics::StreamStatistics;
use crate::runtime::{CallContext, JsCallback};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

/// Bytes of at least this many are sent from JavaScript's own memory; fewer are copied.
const COPY_BELOW: usize = 4096;

/// A piece of a body.
enum Piece {
    Copy(Vec<u8>),
    /// Memory that JavaScript has promised to leave alone until the write is over.
    Shared {
        store: v8::SharedRef<v8::BackingStore>,
        start: usize,
        length: usize,
    },
}

impl Piece {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Copy(bytes) => bytes,
            Self::Shared { store, start, length } => {
                let Some(data) = store.data() else { return &[] };
                // SAFETY: the range was a view's, and the store keeps its memory for as long as the reference; views of
                // memory that can shrink are copied. JavaScript does not run while the slice is used.
                unsafe { std::slice::from_raw_parts(data.cast::<u8>().as_ptr().add(*start), *length) }
            }
        }
    }
}

/// What is to be sent, in order.
#[derive(Default)]
struct Queue {
    pieces: VecDeque<Piece>,
    /// How much of the first piece has been sent.
    sent: usize,
    length: usize,
    /// Called when all that was queued until now is written.
    done: Option<JsCallback>,
}

pub struct Stream {
    pub id: i32,
    pub context: RefCell<Rc<CallContext>>,
    queue: RefCell<Queue>,
    /// Nothing follows what is queued.
    pub ended: Cell<bool>,
    /// The DATA is followed by trailers, which JavaScript gives when it is asked.
    pub wants_trailers: Cell<bool>,
    /// nghttp2 waits for more to send.
    pub deferred: Cell<bool>,
    /// JavaScript takes what arrives. What comes meanwhile keeps the peer's window shut.
    pub reading: Cell<bool>,
    pub unread: Cell<usize>,
    /// The stream is over for nghttp2; JavaScript may not know yet.
    pub closed: Cell<bool>,
    /// JavaScript has reset it: what the peer has sent is not told any more.
    pub is_reset: Cell<bool>,
    /// The peer has opened it, and JavaScript has not heard of it.
    is_new: Cell<bool>,
    /// How long a list of headers of the peer's may be: what was in force when the stream began.
    pub max_header_list: Cell<usize>,
    /// What the peer sends, and whether that was no message: then the stream is being reset.
    pub message: RefCell<Message>,
    pub is_refused: Cell<bool>,
    pub priority: Priority,
    pub statistics: StreamStatistics,
}

impl Stream {
    pub fn new(id: i32, context: Rc<CallContext>) -> Rc<Self> {
        Rc::new(Self {
            id,
            context: RefCell::new(context),
            queue: RefCell::default(),
            ended: Cell::new(false),
            wants_trailers: Cell::new(false),
            deferred: Cell::new(false),
            reading: Cell::new(false),
            unread: Cell::new(0),
            closed: Cell::new(false),
            is_reset: Cell::new(false),
            is_new: Cell::new(false),
            max_header_list: Cell::new(0),
            message: RefCell::default(),
            is_refused: Cell::new(false),
            priority: Priority::default(),
            statistics: StreamStatistics::new(),
        })
    }

    pub fn set_new(&self) {
        self.is_new.set(true);
    }

    pub fn take_new(&self) -> bool {
        self.is_new.take()
    }

    /// Queues a string (as UTF-8), the bytes of a view, or an array of both: how many bytes that is.
    pub fn push(&self, scope: &mut v8::PinScope<'_, '_>, chunks: v8::Local<'_, v8::Value>) -> usize {
        let before = self.queue.borrow().length;
        match v8::Local::<v8::Array>::try_from(chunks) {
            Ok(chunks) => {
                for index in 0..chunks.length() {
                    if let Some(chunk) = chunks.get_index(scope, index) {
                        self.push_one(scope, chunk);
                    }
                }
            }
            Err(_) => self.push_one(scope, chunks),
        }
        self.queue.borrow().length - before
    }

    fn push_one(&self, scope: &mut v8::PinScope<'_, '_>, chunk: v8::Local<'_, v8::Value>) {
        let mut queue = self.queue.borrow_mut();
        if let Ok(text) = v8::Local::<v8::String>::try_from(chunk) {
            let length = text.utf8_length(scope);
            queue.copy(length, |target| {
                let start = target.len();
                target.resize(start + length, 0);
                let flags = v8::WriteFlags::kReplaceInvalidUtf8;
                text.write_utf8_v2(scope, &mut target[start..], flags, None);
            });
            return;
        }
        let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(chunk) else { return };
        let length = view.byte_length();
        let store = if length >= COPY_BELOW { view.get_backing_store() } else { None };
        match store.filter(|store| !store.is_resizable_by_user_javascript()) {
            Some(store) => {
                let piece = Piece::Shared { store, start: view.byte_offset(), length };
                queue.pieces.push_back(piece);
                queue.length += length;
            }
            None => queue.copy(length, |target| {
                let start = target.len();
                target.resize(start + length, 0);
                view.copy_contents(&mut target[start..]);
            }),
        }
    }

    /// Whom to tell when everything that is queued is written.
    pub fn when_written(&self, done: JsCallback) {
        self.queue.borrow_mut().done = Some(done);
    }

    pub fn queued(&self) -> usize {
        self.queue.borrow().length
    }

    /// Moves `length` bytes of the queue into a frame. What was waiting for the last of them is given back.
    pub fn take(&self, length: usize, frame: &mut Vec<u8>) -> Option<JsCallback> {
        let mut queue = self.queue.borrow_mut();
        let mut wanted = length;
        while wanted > 0
            && let Some(piece) = queue.pieces.front()
        {
            let bytes = &piece.bytes()[queue.sent..];
            let count = bytes.len().min(wanted);
            frame.extend_from_slice(&bytes[..count]);
            let is_over = count == bytes.len();
            wanted -= count;
            queue.length -= count;
            queue.sent += count;
            if is_over {
                queue.pieces.pop_front();
                queue.sent = 0;
            }
        }
        if queue.length == 0 { queue.done.take() } else { None }
    }

    /// What is queued will not be sent: how many bytes that is, and who waits for it.
    pub fn cancel(&self) -> (usize, Option<JsCallback>) {
        let queue = self.queue.take();
        (queue.length, queue.done)
    }
}

impl Queue {
    /// Lets `fill` append `length` bytes to the last piece if that is a small copy, else to a new one.
    fn copy(&mut self, length: usize, fill: impl FnOnce(&mut Vec<u8>)) {
        if length == 0 {
            return;
        }
        let fits = matches!(self.pieces.back(), Some(Piece::Copy(bytes)) if bytes.len() < COPY_BELOW);
        if !fits {
            self.pieces.push_back(Piece::Copy(Vec::with_capacity(length)));
        }
        if let Some(Piece::Copy(bytes)) = self.pieces.back_mut() {
            fill(bytes);
            self.length += length;
        }
    }
}
