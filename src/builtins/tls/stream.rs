//! A TLS connection as a stream over another stream: the cipher between a socket and its JavaScript handle. Records never
//! become JavaScript's values.

use super::connection::{Connection, News};
use super::context::{Context, ServerSettings};
use crate::builtins::net::Errno;
use crate::builtins::net::stream::{ByteStream, Consumer, Done};
use crate::event_loop::EventLoop;
use crate::runtime::{JsCallback, convert};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::IoSlice;
use std::os::fd::RawFd;
use std::rc::{Rc, Weak};

/// A write that waits for the end of the handshake.
type EarlyWrite = (Vec<u8>, Option<Done>);

pub struct TlsStream {
    me: Weak<Self>,
    event_loop: Rc<EventLoop>,
    lower: Rc<dyn ByteStream>,
    pub connection: RefCell<Connection>,
    consumer: RefCell<Option<Rc<dyn Consumer>>>,
    /// `onevent(name, value)` of the JavaScript handle.
    on_event: RefCell<Option<Rc<JsCallback>>>,
    reading: Cell<bool>,
    /// The most plain bytes that the consumer takes at once.
    read_limit: Cell<usize>,
    /// What was decrypted while nobody read: bytes, the end (`Ok` of nothing) or an error.
    unread: RefCell<VecDeque<Result<Vec<u8>, Errno>>>,
    early: RefCell<VecDeque<EarlyWrite>>,
    /// The end of the writing side, while what comes before it waits.
    held_shutdown: RefCell<Option<Option<Done>>>,
    shut_down: Cell<bool>,
    /// Whether news are being told further up on the stack.
    telling: Cell<bool>,
    ended: Cell<bool>,
    closed: Cell<bool>,
    bytes_read: Cell<u64>,
    bytes_written: Cell<u64>,
}

impl TlsStream {
    pub fn new(
        event_loop: &Rc<EventLoop>,
        lower: Rc<dyn ByteStream>,
        connection: Connection,
        on_event: JsCallback,
    ) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            event_loop: event_loop.clone(),
            lower,
            connection: RefCell::new(connection),
            consumer: RefCell::default(),
            on_event: RefCell::new(Some(Rc::new(on_event))),
            reading: Cell::new(false),
            read_limit: Cell::new(usize::MAX),
            unread: RefCell::default(),
            early: RefCell::default(),
            held_shutdown: RefCell::default(),
            shut_down: Cell::new(false),
            telling: Cell::new(false),
            ended: Cell::new(false),
            closed: Cell::new(false),
            bytes_read: Cell::new(0),
            bytes_written: Cell::new(0),
        })
    }

    /// Takes the lower stream's bytes from now on, beginning with the handshake.
    pub fn start(&self) -> Result<(), Errno> {
        self.lower.set_consumer(self.me.upgrade().map(|me| me as Rc<dyn Consumer>));
        self.lower.read_start()
    }

    /// After something was done to the connection from JavaScript: what came of it is sent, and told on the next turn.
    pub fn settle(&self) {
        self.flush();
        self.tell_later();
    }

    /// JavaScript has chosen a context.
    pub fn accept(&self, context: &Context, settings: ServerSettings) {
        let has_stopped = self.connection.borrow().has_enough();
        self.connection.borrow_mut().accept(context, settings);
        if has_stopped && !self.closed.get() {
            // Its failure shows when the lower stream is read.
            let _ = self.read_lower();
        }
        self.settle();
    }

    fn read_lower(&self) -> Result<(), Errno> {
        if self.ended.get() || self.connection.borrow().has_enough() { Ok(()) } else { self.lower.read_start() }
    }

    fn tell_later(&self) {
        if self.telling.get() {
            return;
        }
        let Some(me) = self.me.upgrade() else { return };
        self.event_loop.post(move |scope| me.tell(scope));
    }

    /// Sends what the connection has to send. Its failure shows when the lower stream is read.
    fn flush(&self) {
        let output = self.connection.borrow_mut().take_output();
        // What is left of a handshake after the writing side has ended goes nowhere.
        if let Err(errno) = self.send(output, None)
            && !self.shut_down.get()
        {
            self.unread.borrow_mut().push_back(Err(errno));
        }
        if !self.connection.borrow().is_held()
            && let Some(done) = self.held_shutdown.take()
        {
            self.shut_down.set(true);
            self.lower.shutdown(done);
        }
    }

    fn send(&self, output: Vec<u8>, done: Option<Done>) -> Result<(), Errno> {
        if output.is_empty() && done.is_none() {
            return Ok(());
        }
        let written = self.lower.try_write(&[IoSlice::new(&output)])?;
        if written < output.len() {
            let mut output = output;
            output.drain(..written);
            return self.lower.queue_write(output, done);
        }
        if let Some(done) = done {
            self.event_loop.post_check(move |scope| done(scope, 0));
        }
        Ok(())
    }

    fn event(&self, scope: &mut v8::PinScope<'_, '_>, name: &str, value: Option<v8::Local<'_, v8::Value>>) {
        let callback = self.on_event.borrow().clone();
        let Some(callback) = callback else { return };
        let name = convert::string(scope, name).into();
        match value {
            Some(value) => callback.call(scope, &[name, value]),
            None => callback.call(scope, &[name]),
        };
    }

    /// Tells JavaScript what happened. No borrow is held while it runs: it may use the stream in any way.
    fn tell(&self, scope: &mut v8::PinScope<'_, '_>) {
        if self.telling.replace(true) {
            return;
        }
        loop {
            let news = self.connection.borrow_mut().take_news();
            let Some(news) = news else { break };
            v8::scope!(let scope, scope);
            match news {
                // What has been decrypted reaches its consumer all the same, as in Node.js.
                news if self.closed.get() => {
                    if let News::Plain(bytes) = news {
                        self.unread.borrow_mut().push_back(Ok(bytes));
                        self.deliver(scope);
                    }
                    continue;
                }
                News::Hello(hello) => {
                    let object = v8::Object::new(scope);
                    let name: v8::Local<v8::Value> = match &hello.server_name {
                        Some(name) => convert::string(scope, name).into(),
                        None => v8::Boolean::new(scope, false).into(),
                    };
                    convert::set(scope, object, "servername", name);
                    let protocols: Vec<_> = hello
                        .alpn_protocols
                        .iter()
                        .map(|protocol| convert::string(scope, &latin1(protocol)).into())
                        .collect();
                    let protocols = v8::Array::new_with_elements(scope, &protocols);
                    convert::set(scope, object, "protocols", protocols.into());
                    let session_id = convert::uint8_array(scope, hello.more.session_id).into();
                    convert::set(scope, object, "sessionId", session_id);
                    for (name, value) in [
                        ("hasTicket", hello.more.has_ticket),
                        ("wantsStatus", hello.more.wants_status),
                        ("offersTls13", hello.more.offers_tls13),
                    ] {
                        let value = v8::Boolean::new(scope, value).into();
                        convert::set(scope, object, name, value);
                    }
                    self.event(scope, "hello", Some(object.into()));
                }
                News::KeyLog(line) => {
                    let line = convert::uint8_array(scope, line).into();
                    self.event(scope, "keylog", Some(line));
                }
                News::Session(name) => {
                    let name = convert::uint8_array(scope, name).into();
                    self.event(scope, "session", Some(name));
                }
                News::SessionBegun(session) => {
                    let values = [session.id, session.data].map(|bytes| convert::uint8_array(scope, bytes).into());
                    let values = v8::Array::new_with_elements(scope, &values).into();
                    self.event(scope, "newsession", Some(values));
                }
                News::Stapled(bytes) => {
                    let bytes = bytes.map(|bytes| convert::uint8_array(scope, bytes).into());
                    self.event(scope, "ocsp", bytes);
                }
                News::HandshakeDone => {
                    self.event(scope, "handshake", None);
                    self.send_early();
                    if !self.reading.get() && !self.closed.get() {
                        self.lower.read_stop();
                    }
                }
                News::Plain(bytes) => {
                    self.bytes_read.set(self.bytes_read.get() + bytes.len() as u64);
                    self.unread.borrow_mut().push_back(Ok(bytes));
                    self.deliver(scope);
                }
                News::Closed => {
                    self.end_reading(scope, Ok(Vec::new()));
                }
                News::Failed(error) => {
                    let error = error.to_value(scope);
                    self.cancel_early(libc::ECANCELED);
                    self.event(scope, "error", Some(error));
                }
            }
            if !self.closed.get() {
                self.flush();
            }
        }
        self.telling.set(false);
        if self.closed.get() {
            self.consumer.take();
        }
    }

    fn end_reading(&self, scope: &mut v8::PinScope<'_, '_>, end: Result<Vec<u8>, Errno>) {
        if !self.ended.replace(true) {
            self.unread.borrow_mut().push_back(end);
        }
        self.deliver(scope);
    }

    /// Gives what was decrypted to the consumer as long as it reads.
    fn deliver(&self, scope: &mut v8::PinScope<'_, '_>) {
        while self.reading.get() && (!self.closed.get() || self.telling.get()) {
            let consumer = self.consumer.borrow().clone();
            let Some(consumer) = consumer else { return };
            let next = self.unread.borrow_mut().pop_front();
            v8::scope!(let scope, scope);
            match next {
                Some(Ok(mut bytes)) if !bytes.is_empty() => {
                    let limit = self.read_limit.get();
                    if bytes.len() > limit {
                        let rest = bytes.split_off(limit);
                        self.unread.borrow_mut().push_front(Ok(rest));
                    }
                    consumer.owned_bytes(scope, bytes);
                }
                Some(end) => {
                    self.reading.set(false);
                    consumer.end(scope, end.err().unwrap_or(0));
                }
                None => return,
            }
        }
    }

    fn send_early(&self) {
        while self.connection.borrow().is_ready() {
            let early = self.early.borrow_mut().pop_front();
            let Some((bytes, done)) = early else { return };
            if let Err(errno) = self.encrypt(&bytes, done) {
                self.unread.borrow_mut().push_back(Err(errno));
            }
        }
    }

    fn cancel_early(&self, errno: Errno) {
        let cancelled = self.early.take();
        if cancelled.is_empty() {
            return;
        }
        self.event_loop.post_close(move |scope| {
            for done in cancelled.into_iter().filter_map(|(_, done)| done) {
                done(scope, errno);
            }
        });
    }

    fn encrypt(&self, bytes: &[u8], done: Option<Done>) -> Result<(), Errno> {
        let output = {
            let mut connection = self.connection.borrow_mut();
            connection.send(bytes);
            connection.take_output()
        };
        self.send(output, done)
    }
}

/// Names of protocols are bytes; JavaScript gets each as one character.
pub fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

impl Consumer for TlsStream {
    fn bytes(&self, scope: &mut v8::PinScope<'_, '_>, bytes: &[u8]) {
        if self.closed.get() {
            return;
        }
        self.connection.borrow_mut().receive(bytes);
        if self.connection.borrow().has_enough() {
            self.lower.read_stop();
        }
        self.flush();
        self.tell(scope);
    }

    fn async_id(&self) -> f64 {
        ByteStream::async_id(self)
    }

    fn end(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno) {
        if self.closed.get() {
            return;
        }
        // Without the peer's word that this is the end: Node.js takes it for one all the same.
        let end = if errno == 0 { Ok(Vec::new()) } else { Err(errno) };
        if !self.connection.borrow().is_ready() {
            // The end of the connection in its handshake shows whether or not somebody reads.
            self.reading.set(true);
        }
        self.end_reading(scope, end);
    }
}

impl ByteStream for TlsStream {
    fn set_consumer(&self, consumer: Option<Rc<dyn Consumer>>) {
        *self.consumer.borrow_mut() = consumer;
    }

    fn async_id(&self) -> f64 {
        self.consumer.borrow().as_ref().map_or(0.0, |consumer| consumer.async_id())
    }

    fn read_start(&self) -> Result<(), Errno> {
        if self.closed.get() {
            return Err(libc::EBADF);
        }
        self.reading.set(true);
        if !self.unread.borrow().is_empty()
            && let Some(me) = self.me.upgrade()
        {
            self.event_loop.post(move |scope| me.deliver(scope));
        }
        self.read_lower()
    }

    fn read_stop(&self) {
        self.reading.set(false);
        // A handshake goes on whether or not somebody reads.
        if self.connection.borrow().is_ready() {
            self.lower.read_stop();
        }
    }

    fn set_read_limit(&self, limit: usize) {
        self.read_limit.set(limit.max(1));
    }

    /// Everything is queued: how many plain bytes the lower stream has taken cannot be said.
    fn try_write(&self, _: &[IoSlice<'_>]) -> Result<usize, Errno> {
        if self.closed.get() || self.connection.borrow().is_failed() { Err(libc::ECANCELED) } else { Ok(0) }
    }

    /// An empty write before the end of the handshake is over with it, as in Node.js.
    fn takes_at_once(&self) -> bool {
        self.connection.borrow().is_ready()
    }

    fn queue_write(&self, bytes: Vec<u8>, done: Option<Done>) -> Result<(), Errno> {
        self.bytes_written.set(self.bytes_written.get() + bytes.len() as u64);
        if self.connection.borrow().is_ready() && self.early.borrow().is_empty() {
            return self.encrypt(&bytes, done);
        }
        self.early.borrow_mut().push_back((bytes, done));
        Ok(())
    }

    /// Every write is over when this comes, so the handshake is as well, or it never will be.
    fn shutdown(&self, done: Option<Done>) {
        self.connection.borrow_mut().send_close();
        self.held_shutdown.replace(Some(done));
        self.flush();
    }

    /// The lower stream is its handle's to close.
    fn close(&self, closed: Option<Done>) {
        self.closed.set(true);
        self.lower.set_consumer(None);
        self.lower.read_stop();
        // The last of these is the first to run.
        if let Some(closed) = closed {
            self.event_loop.post_close(move |scope| closed(scope, 0));
        }
        if let Some(Some(done)) = self.held_shutdown.take() {
            self.event_loop.post_close(move |scope| done(scope, libc::ECANCELED));
        }
        self.cancel_early(libc::ECANCELED);
        if !self.telling.get() {
            self.consumer.take();
        }
        self.on_event.take();
    }

    fn set_referenced(&self, referenced: bool) {
        self.lower.set_referenced(referenced);
    }

    fn is_referenced(&self) -> bool {
        self.lower.is_referenced()
    }

    fn bytes_read(&self) -> u64 {
        self.bytes_read.get()
    }

    fn bytes_written(&self) -> u64 {
        self.bytes_written.get()
    }

    fn queued_bytes(&self) -> usize {
        self.lower.queued_bytes()
    }

    fn descriptor(&self) -> Option<RawFd> {
        self.lower.descriptor()
    }
}
