//! What a stream of bytes is to the rest of the Rust half, and the table in which JavaScript names streams by numbers.
//!
//! - A [`ByteStream`] is something that can be read from and written to: a [`DescriptorStream`](super::DescriptorStream),
//!   which owns a socket, pipe or terminal, or a layer above another stream (TLS), which is the lower stream's consumer.
//! - A [`Consumer`] gets what is read. Without one of Rust's own that is [`JsConsumer`](super::js_stream::JsConsumer), which
//!   calls the `onread` of the JavaScript handle. A parser (HTTP) or a cipher (TLS) puts itself there with `set_consumer`
//!   and so gets the bytes from the loop's read buffer: no copy, no JavaScript.
//!
//! A layer is put over a socket like this: `Streams::get(id)` gives the lower stream, `lower.set_consumer(layer)` takes over
//! its bytes, `Streams::add(layer)` gives the layer a number, and a JavaScript `StreamHandle` made with that number reads
//! and writes through the layer, by the same binding functions. Whoever only wants to read ahead (HTTP) keeps the number and
//! puts a consumer of its own in place; `set_consumer(None)` or another consumer hands the stream on.
//!
//! Everything belongs to the loop's thread. Consumers are called outside a callback scope, and so is what finishes a write:
//! a `JsCallback` brings its own, so that ticks and microtasks drain after each call.

use super::Errno;
use std::cell::{Cell, RefCell};
use std::io::IoSlice;
use std::os::fd::RawFd;
use std::rc::Rc;

/// Gets the bytes of a stream as they arrive.
pub trait Consumer {
    /// Some bytes, at least one. The slice is the loop's read buffer and ends with the call.
    fn bytes(&self, scope: &mut v8::PinScope<'_, '_>, bytes: &[u8]);

    /// The same for a large chunk, which has memory of its own: whoever needs that saves a copy.
    fn owned_bytes(&self, scope: &mut v8::PinScope<'_, '_>, bytes: Vec<u8>) {
        self.bytes(scope, &bytes);
    }

    /// The last call: the peer has ended its side (0), or reading has failed (a positive errno). Reading has stopped.
    fn end(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno);

    /// The id that `async_hooks` knows it by, 0 for one that JavaScript knows nothing of.
    fn async_id(&self) -> f64 {
        0.0
    }
}

/// Called once when an operation is over, with 0 or a positive errno.
pub type Done = Box<dyn FnOnce(&mut v8::PinScope<'_, '_>, Errno)>;

pub trait ByteStream {
    /// Who gets what is read from now on.
    fn set_consumer(&self, consumer: Option<Rc<dyn Consumer>>);

    /// That of the consumer.
    fn async_id(&self) -> f64;

    fn read_start(&self) -> Result<(), Errno>;

    fn read_stop(&self);

    /// At most so many bytes reach the consumer at once.
    fn set_read_limit(&self, limit: usize);

    /// Writes as much as goes at once: how many bytes that is. Zero while an earlier write is still queued.
    fn try_write(&self, pieces: &[IoSlice<'_>]) -> Result<usize, Errno>;

    /// Whether a write that leaves nothing to queue is over. To a layer that is not open yet an empty one is a write as well.
    fn takes_at_once(&self) -> bool {
        true
    }

    /// Queues what `try_write` has left; `done` comes when all of it is written.
    fn queue_write(&self, bytes: Vec<u8>, done: Option<Done>) -> Result<(), Errno>;

    /// Ends the writing side after what is queued. `done` never comes before this has returned.
    fn shutdown(&self, done: Option<Done>);

    /// Closes the stream. What is still queued fails with `ECANCELED`, and then `closed` is called, both in the close phase
    /// of this turn.
    fn close(&self, closed: Option<Done>);

    fn set_referenced(&self, referenced: bool);

    fn is_referenced(&self) -> bool;

    /// How many bytes have come in, and how many have been handed over to be written.
    fn bytes_read(&self) -> u64;
    fn bytes_written(&self) -> u64;

    /// How many bytes wait to be written.
    fn queued_bytes(&self) -> usize;

    /// The descriptor at the bottom, `None` when the stream is closed or has none.
    fn descriptor(&self) -> Option<RawFd>;

    /// The stream as the owner of a descriptor, `None` for a layer.
    fn as_descriptor_stream(self: Rc<Self>) -> Option<Rc<super::DescriptorStream>> {
        None
    }
}

/// The streams of this isolate that have a number.
#[derive(Default)]
pub struct Streams {
    slots: RefCell<Vec<Option<Rc<dyn ByteStream>>>>,
    free: RefCell<Vec<u32>>,
    open: Cell<usize>,
}

impl Streams {
    pub fn add(&self, stream: Rc<dyn ByteStream>) -> u32 {
        self.open.set(self.open.get() + 1);
        let mut slots = self.slots.borrow_mut();
        if let Some(id) = self.free.borrow_mut().pop() {
            slots[id as usize] = Some(stream);
            return id;
        }
        slots.push(Some(stream));
        slots.len() as u32 - 1
    }

    pub fn get(&self, id: u32) -> Option<Rc<dyn ByteStream>> {
        self.slots.borrow().get(id as usize)?.clone()
    }

    /// Takes the number away from the stream. It means another stream some day, so nobody may use it any more.
    pub fn remove(&self, id: u32) -> Option<Rc<dyn ByteStream>> {
        let stream = self.slots.borrow_mut().get_mut(id as usize)?.take()?;
        self.free.borrow_mut().push(id);
        self.open.set(self.open.get() - 1);
        Some(stream)
    }

    /// All that have a number now.
    pub fn all(&self) -> Vec<Rc<dyn ByteStream>> {
        self.slots.borrow().iter().flatten().cloned().collect()
    }
}

impl Drop for Streams {
    /// A layer owns the stream below it, which owns the layer as its consumer: neither would ever close its descriptor.
    fn drop(&mut self) {
        for stream in self.all() {
            stream.set_consumer(None);
        }
    }
}
