//! Readiness of descriptors, straight from epoll: what sockets, pipes and terminals use. One `epoll_wait` answers for a batch
//! of descriptors, and each is told on the spot, on the loop's thread, with a scope in which it may call JavaScript. Nothing
//! is allocated for an event and no task is scheduled.
//!
//! The poller's own descriptor is registered with tokio, so the loop's one wait covers both. Descriptors are watched
//! level-triggered: whoever does not take everything is told again in the next turn.

use super::EventLoop;
use std::cell::{Cell, RefCell};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::rc::{Rc, Weak};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

pub const READABLE: u32 = libc::EPOLLIN as u32;
pub const WRITABLE: u32 = libc::EPOLLOUT as u32;
/// What epoll reports whether or not it was asked for: the peer is gone, or the descriptor has failed.
pub const HANGUP: u32 = libc::EPOLLHUP as u32;
pub const FAILED: u32 = libc::EPOLLERR as u32;

/// How many descriptors are told in one turn; the others are told in the next one, before the loop waits.
const BATCH: usize = 256;

/// Who is told that a descriptor is ready. The poller does not keep it alive.
pub trait Pollable {
    /// Not inside a callback scope: whoever calls JavaScript makes one for each call, so that ticks drain after it.
    fn ready(self: Rc<Self>, scope: &mut v8::PinScope<'_, '_>, events: u32);
}

struct Slot {
    generation: u32,
    target: Option<Weak<dyn Pollable>>,
}

#[derive(Default)]
struct Slots {
    all: Vec<Slot>,
    free: Vec<u32>,
}

pub struct Poller {
    epoll: AsyncFd<OwnedFd>,
    slots: RefCell<Slots>,
    registered: Cell<usize>,
    /// The last poll found something, so there may be more: the loop polls again before it waits.
    more: Cell<bool>,
}

impl Poller {
    pub(super) fn new(event_loop: &EventLoop) -> io::Result<Rc<Self>> {
        // SAFETY: a new descriptor, or -1.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: just made, and nobody else's.
        let epoll = unsafe { OwnedFd::from_raw_fd(fd) };
        let _context = event_loop.tokio().enter();
        // SAFETY: the registration owns the descriptor.
        let epoll = unsafe { AsyncFd::register_with_interest(epoll, Interest::READABLE) }?;
        Ok(Rc::new(Self { epoll, slots: RefCell::default(), registered: Cell::new(0), more: Cell::new(false) }))
    }

    pub(super) fn has_more(&self) -> bool {
        self.more.get()
    }

    /// Returns when a descriptor may be ready.
    pub(super) async fn ready(&self) {
        match self.epoll.readable().await {
            Ok(mut guard) => guard.clear_ready(),
            Err(_) => std::future::pending().await,
        }
    }

    /// Tells a batch of those whose descriptors are ready.
    pub(super) fn dispatch(&self, scope: &mut v8::PinScope<'_, '_>, event_loop: &EventLoop) {
        if self.registered.get() == 0 {
            self.more.set(false);
            return;
        }
        let mut events = [libc::epoll_event { events: 0, u64: 0 }; BATCH];
        // SAFETY: the array has room for as many events as the call says.
        let count = unsafe { libc::epoll_wait(self.epoll.as_raw_fd(), events.as_mut_ptr(), BATCH as libc::c_int, 0) };
        let count = usize::try_from(count).unwrap_or(0);
        self.more.set(count > 0);
        for event in &events[..count] {
            if event_loop.is_stopping() {
                return;
            }
            let (token, flags) = (event.u64, event.events);
            if let Some(target) = self.target(token) {
                v8::scope!(let scope, scope);
                target.ready(scope, flags);
            }
        }
    }

    /// `None` when the registration has ended since the kernel reported the event.
    fn target(&self, token: u64) -> Option<Rc<dyn Pollable>> {
        let slots = self.slots.borrow();
        let slot = slots.all.get((token & u64::from(u32::MAX)) as usize)?;
        if u64::from(slot.generation) != token >> 32 {
            return None;
        }
        slot.target.as_ref()?.upgrade()
    }
}

/// A descriptor's place in the poller. Ends with this value, which therefore goes before the descriptor is closed.
pub struct Registration {
    poller: Rc<Poller>,
    fd: RawFd,
    token: u64,
    /// What the kernel has been asked for; zero: it does not know the descriptor.
    watched: Cell<u32>,
}

impl Registration {
    /// Takes a place for `target`; nothing is watched yet.
    pub fn new(event_loop: &EventLoop, fd: RawFd, target: Weak<dyn Pollable>) -> io::Result<Self> {
        let poller = event_loop.poller()?;
        let mut slots = poller.slots.borrow_mut();
        let index = match slots.free.pop() {
            Some(index) => index,
            None => {
                slots.all.push(Slot { generation: 0, target: None });
                slots.all.len() as u32 - 1
            }
        };
        let slot = &mut slots.all[index as usize];
        slot.target = Some(target);
        let token = u64::from(slot.generation) << 32 | u64::from(index);
        drop(slots);
        poller.registered.set(poller.registered.get() + 1);
        Ok(Self { poller, fd, token, watched: Cell::new(0) })
    }

    pub fn watched(&self) -> u32 {
        self.watched.get()
    }

    /// Watches for exactly these events from now on.
    pub fn watch(&self, events: u32) -> io::Result<()> {
        let operation = match (self.watched.get(), events) {
            (before, after) if before == after => return Ok(()),
            (0, _) => libc::EPOLL_CTL_ADD,
            (_, 0) => libc::EPOLL_CTL_DEL,
            _ => libc::EPOLL_CTL_MOD,
        };
        let mut event = libc::epoll_event { events, u64: self.token };
        // SAFETY: the descriptor is open as long as it is registered, and the event is valid for the call.
        if unsafe { libc::epoll_ctl(self.poller.epoll.as_raw_fd(), operation, self.fd, &mut event) } != 0 {
            return Err(io::Error::last_os_error());
        }
        self.watched.set(events);
        Ok(())
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // The kernel would go on reporting a descriptor that another process still holds.
        let _ = self.watch(0);
        let index = (self.token & u64::from(u32::MAX)) as u32;
        let mut slots = self.poller.slots.borrow_mut();
        if let Some(slot) = slots.all.get_mut(index as usize) {
            slot.target = None;
            slot.generation = slot.generation.wrapping_add(1);
        }
        slots.free.push(index);
        self.poller.registered.set(self.poller.registered.get() - 1);
    }
}
