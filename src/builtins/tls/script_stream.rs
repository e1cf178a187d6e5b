//! A stream whose other end is JavaScript: what TLS over any Duplex stands on. JavaScript hands in what the Duplex reads, and
//! is called to write, to end and to read on or pause.

use crate::builtins::net::Errno;
use crate::builtins::net::stream::{ByteStream, Consumer, Done};
use crate::event_loop::EventLoop;
use crate::runtime::{JsCallback, convert};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::IoSlice;
use std::os::fd::RawFd;
use std::rc::{Rc, Weak};

pub struct ScriptStream {
    me: Weak<Self>,
    event_loop: Rc<EventLoop>,
    /// `onrequest(what, bytes)`: `what` is one of `read`, `pause`, `write`, `end`.
    on_request: RefCell<Option<Rc<JsCallback>>>,
    consumer: RefCell<Option<Rc<dyn Consumer>>>,
    /// Who waits for the ends of writes and of the stream, in the order of the requests.
    waiting: RefCell<VecDeque<(usize, Option<Done>)>>,
    read: Cell<u64>,
    written: Cell<u64>,
    referenced: Cell<bool>,
}

impl ScriptStream {
    pub fn new(event_loop: &Rc<EventLoop>, on_request: JsCallback) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            event_loop: event_loop.clone(),
            on_request: RefCell::new(Some(Rc::new(on_request))),
            consumer: RefCell::default(),
            waiting: RefCell::default(),
            read: Cell::new(0),
            written: Cell::new(0),
            referenced: Cell::new(true),
        })
    }

    /// Calls JavaScript on the next turn: requests come from where no scope is at hand.
    fn request(&self, what: &'static str, bytes: Option<Vec<u8>>) {
        let Some(me) = self.me.upgrade() else { return };
        self.event_loop.post(move |scope| {
            let callback = me.on_request.borrow().clone();
            let Some(callback) = callback else { return };
            v8::scope!(let scope, scope);
            let what = convert::string(scope, what).into();
            match bytes {
                Some(bytes) => {
                    let bytes = convert::uint8_array(scope, bytes).into();
                    callback.call(scope, &[what, bytes]);
                }
                None => {
                    callback.call(scope, &[what]);
                }
            }
        });
    }

    /// What the Duplex has read.
    pub fn receive(&self, scope: &mut v8::PinScope<'_, '_>, bytes: &[u8]) {
        self.read.set(self.read.get() + bytes.len() as u64);
        let consumer = self.consumer.borrow().clone();
        if let Some(consumer) = consumer
            && !bytes.is_empty()
        {
            consumer.bytes(scope, bytes);
        }
    }

    /// The Duplex has ended, or failed.
    pub fn end(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno) {
        let consumer = self.consumer.borrow().clone();
        if let Some(consumer) = consumer {
            consumer.end(scope, errno);
        }
    }

    /// The oldest request to write or to end is over.
    pub fn finish(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno) {
        let oldest = self.waiting.borrow_mut().pop_front();
        if let Some((_, Some(done))) = oldest {
            done(scope, errno);
        }
    }
}

impl ByteStream for ScriptStream {
    fn set_consumer(&self, consumer: Option<Rc<dyn Consumer>>) {
        *self.consumer.borrow_mut() = consumer;
    }

    fn async_id(&self) -> f64 {
        self.consumer.borrow().as_ref().map_or(0.0, |consumer| consumer.async_id())
    }

    fn read_start(&self) -> Result<(), Errno> {
        self.request("read", None);
        Ok(())
    }

    fn read_stop(&self) {
        self.request("pause", None);
    }

    fn set_read_limit(&self, _: usize) {}

    fn try_write(&self, _: &[IoSlice<'_>]) -> Result<usize, Errno> {
        Ok(0)
    }

    fn queue_write(&self, bytes: Vec<u8>, done: Option<Done>) -> Result<(), Errno> {
        self.written.set(self.written.get() + bytes.len() as u64);
        self.waiting.borrow_mut().push_back((bytes.len(), done));
        self.request("write", Some(bytes));
        Ok(())
    }

    fn shutdown(&self, done: Option<Done>) {
        self.waiting.borrow_mut().push_back((0, done));
        self.request("end", None);
    }

    fn close(&self, closed: Option<Done>) {
        self.consumer.take();
        self.on_request.take();
        let waiting = self.waiting.take();
        self.event_loop.post_close(move |scope| {
            for (_, done) in waiting {
                if let Some(done) = done {
                    done(scope, libc::ECANCELED);
                }
            }
            if let Some(closed) = closed {
                closed(scope, 0);
            }
        });
    }

    fn set_referenced(&self, referenced: bool) {
        self.referenced.set(referenced);
    }

    fn is_referenced(&self) -> bool {
        self.referenced.get()
    }

    fn bytes_read(&self) -> u64 {
        self.read.get()
    }

    fn bytes_written(&self) -> u64 {
        self.written.get()
    }

    fn queued_bytes(&self) -> usize {
        self.waiting.borrow().iter().map(|(length, _)| length).sum()
    }

    fn descriptor(&self) -> Option<RawFd> {
        None
    }
}
