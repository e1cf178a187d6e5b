//! Sockets that accept connections. An `Acceptor` gets each: JavaScript's server by default, or a protocol in Rust.
//!
//! The backlog of the system is small (511 by default), and what does not fit into it comes again after a second or more; thousands
//! of clients that connect at once fill it while a server gets ready for a few of them. So what has arrived is taken from the
//! system at once and waits here until its turn comes: connections and requests take turns, a part of each after the other.

use super::{Errno, errno_of, last_errno};
use crate::event_loop::poller::{Pollable, READABLE, Registration};
use crate::event_loop::{EventLoop, KeepAlive};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::rc::{Rc, Weak};

/// How many connections the acceptor gets before other descriptors have their turn.
const BATCH: usize = 128;

/// After so many the system is asked again for what has arrived meanwhile.
const ACCEPT_AFTER: usize = 16;

/// How many connections wait here at most.
const MAX_WAITING: usize = 16 << 10;

pub trait Acceptor {
    /// A new connection, which does not block and is closed on exec.
    fn accepted(&self, scope: &mut v8::PinScope<'_, '_>, connection: OwnedFd);
}

pub struct Listener {
    fd: RefCell<Option<OwnedFd>>,
    name: &'static str,
    event_loop: Rc<EventLoop>,
    registration: RefCell<Option<Registration>>,
    acceptor: RefCell<Option<Rc<dyn Acceptor>>>,
    waiting: RefCell<VecDeque<OwnedFd>>,
    /// Given up to take and close a connection when descriptors have run out: otherwise the kernel would report it forever.
    reserve: RefCell<Option<OwnedFd>>,
    referenced: Cell<bool>,
    alive: RefCell<Option<KeepAlive>>,
}

impl Listener {
    /// Starts to listen on a bound socket that does not block.
    pub fn new(
        event_loop: &Rc<EventLoop>,
        fd: OwnedFd,
        backlog: i32,
        name: &'static str,
        acceptor: Rc<dyn Acceptor>,
    ) -> Result<Rc<Self>, (Errno, OwnedFd)> {
        // SAFETY: takes numbers only.
        if unsafe { libc::listen(fd.as_raw_fd(), backlog) } != 0 {
            return Err((last_errno(), fd));
        }
        let raw = fd.as_raw_fd();
        let listener = Rc::new(Self {
            fd: RefCell::new(Some(fd)),
            name,
            event_loop: event_loop.clone(),
            registration: RefCell::default(),
            acceptor: RefCell::new(Some(acceptor)),
            waiting: RefCell::default(),
            reserve: RefCell::new(open_reserve()),
            referenced: Cell::new(true),
            alive: RefCell::new(Some(event_loop.keep_alive(name))),
        });
        let me: Weak<Self> = Rc::downgrade(&listener);
        let registration = Registration::new(event_loop, raw, me.clone());
        let watched = registration.and_then(|registration| registration.watch(READABLE).map(|()| registration));
        match watched {
            Ok(registration) => {
                registration.poller().add_listener(me);
                *listener.registration.borrow_mut() = Some(registration);
            }
            Err(error) => {
                let fd = listener.fd.take();
                return match fd {
                    Some(fd) => Err((errno_of(&error), fd)),
                    None => Ok(listener),
                };
            }
        }
        Ok(listener)
    }

    pub fn descriptor(&self) -> Option<RawFd> {
        self.fd.borrow().as_ref().map(AsRawFd::as_raw_fd)
    }

    pub fn set_referenced(&self, referenced: bool) {
        self.referenced.set(referenced);
        let open = self.fd.borrow().is_some();
        *self.alive.borrow_mut() = (referenced && open).then(|| self.event_loop.keep_alive(self.name));
    }

    pub fn is_referenced(&self) -> bool {
        self.referenced.get()
    }

    /// Nothing is accepted any more, and the descriptor is closed. Answers who got the connections.
    pub fn close(&self) -> Option<Rc<dyn Acceptor>> {
        self.registration.take();
        self.waiting.take();
        self.alive.take();
        self.reserve.take();
        self.fd.take();
        self.acceptor.take()
    }

    fn accept(&self) -> Result<OwnedFd, Errno> {
        loop {
            let Some(fd) = self.descriptor() else { return Err(libc::EAGAIN) };
            let flags = libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
            // SAFETY: no address is asked for; the result is a new descriptor or -1.
            let result = unsafe { libc::accept4(fd, std::ptr::null_mut(), std::ptr::null_mut(), flags) };
            if result >= 0 {
                // SAFETY: just made.
                return Ok(unsafe { OwnedFd::from_raw_fd(result) });
            }
            match last_errno() {
                // The peer has gone before it was accepted.
                libc::EINTR | libc::ECONNABORTED => {}
                errno => return Err(errno),
            }
        }
    }

    /// Takes from the system what has arrived.
    fn accept_all(&self) {
        while self.waiting.borrow().len() < MAX_WAITING {
            match self.accept() {
                Err(libc::EAGAIN) => return,
                Err(libc::EMFILE | libc::ENFILE) => {
                    // Those that have a descriptor come first, and may give it back.
                    if self.waiting.borrow().is_empty() {
                        self.turn_away();
                    }
                    return;
                }
                // One connection's own error, a firewall's refusal, memory that is short: nothing that the program could do, and as in
                // libuv it does not hear of it. What still waits is told of in the next turn.
                Err(_) => return,
                Ok(connection) => self.waiting.borrow_mut().push_back(connection),
            }
        }
    }

    /// Hands out what has its turn.
    fn accept_batch(&self, scope: &mut v8::PinScope<'_, '_>) {
        for index in 0..BATCH {
            if index % ACCEPT_AFTER == 0 {
                self.accept_all();
            }
            let acceptor = self.acceptor.borrow().clone();
            let connection = self.waiting.borrow_mut().pop_front();
            let (Some(acceptor), Some(connection)) = (acceptor, connection) else { return };
            v8::scope!(let scope, scope);
            acceptor.accepted(scope, connection);
            if self.event_loop.is_stopping() {
                return;
            }
        }
    }

    /// Closes the connections that wait when there is no descriptor for them.
    fn turn_away(&self) {
        if self.reserve.take().is_none() {
            return;
        }
        while let Ok(connection) = self.accept() {
            drop(connection);
        }
        *self.reserve.borrow_mut() = open_reserve();
    }
}

fn open_reserve() -> Option<OwnedFd> {
    std::fs::File::open("/dev/null").ok().map(OwnedFd::from)
}

impl Pollable for Listener {
    fn ready(self: Rc<Self>, scope: &mut v8::PinScope<'_, '_>, _events: u32) {
        self.accept_batch(scope);
        self.event_loop.poller().read_arrivals(scope, &self.event_loop);
    }

    fn has_more(&self) -> bool {
        !self.waiting.borrow().is_empty()
    }
}
