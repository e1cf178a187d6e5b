//! Readiness of descriptors, straight from epoll: what sockets, pipes and terminals use. One `epoll_wait` answers for a batch
//! of descriptors, and each is told on the spot, on the loop's thread, with a scope in which it may call JavaScript. Nothing
//! is allocated for an event and no task is scheduled.
//!
//! The loop waits here; while there are futures on its thread it waits in tokio, which then watches the poller's own
//! descriptor. Descriptors are watched level-triggered: whoever does not take everything is told again in the next turn. TCP sockets are
//! watched edge-triggered (`Registration::edge_triggered`), which saves the kernel a second look at each that was ready.

use super::EventLoop;
use super::held_writes::HeldWrites;
use std::cell::{Cell, OnceCell, RefCell};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::rc::{Rc, Weak};
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

pub const READABLE: u32 = libc::EPOLLIN as u32;
pub const WRITABLE: u32 = libc::EPOLLOUT as u32;
/// What epoll reports whether or not it was asked for: the peer is gone, or the descriptor has failed.
pub const HANGUP: u32 = libc::EPOLLHUP as u32;
pub const FAILED: u32 = libc::EPOLLERR as u32;
/// What edge-triggered descriptors that are read from report as well: the peer has ended its side, and data that is urgent.
const PEER_ENDED: u32 = libc::EPOLLRDHUP as u32;
const URGENT: u32 = libc::EPOLLPRI as u32;
/// Behind what a short read takes there may be more: an end, an error, what follows something urgent.
const MORE_FOLLOWS: u32 = PEER_ENDED | URGENT | HANGUP | FAILED;

/// How many descriptors are told in one turn; the others are told in the next one, before the loop waits.
const BATCH: usize = 128;

/// The token of a descriptor that only ends the wait: no slot has this number.
const NOBODY: u64 = u64::MAX;

/// Who is told that a descriptor is ready. The poller does not keep it alive.
pub trait Pollable {
    /// Not inside a callback scope: whoever calls JavaScript makes one for each call, so that ticks drain after it.
    fn ready(self: Rc<Self>, scope: &mut v8::PinScope<'_, '_>, events: u32);

    /// Whether a listener has connections left that it has accepted.
    fn has_more(&self) -> bool {
        false
    }

    /// Has the next turn find out what is there to be read (`Registration::tell_again`).
    fn tell_again(&self) {}

    /// A connection that has been accepted is watched from now on.
    fn watch_arrival(&self, _scope: &mut v8::PinScope<'_, '_>) {}

    /// Gets back what was held (`HeldWrites`) and is not written yet, to be written now; or what writing it has failed with.
    fn release(&self, _rest: &[u8], _errno: i32) {}
}

/// The slot that a token names.
fn index_of(token: u64) -> usize {
    (token & u64::from(u32::MAX)) as usize
}

struct Slot {
    generation: u32,
    /// The last batch that it was in, and its place there.
    batch: u32,
    place: u32,
    target: Option<Weak<dyn Pollable>>,
}

#[derive(Default)]
struct Slots {
    all: Vec<Slot>,
    free: Vec<u32>,
}

pub struct Poller {
    /// `epoll` in tokio's eyes, made when the loop first waits in tokio. Goes before the descriptor.
    readiness: OnceCell<AsyncFd<RawFd>>,
    epoll: OwnedFd,
    slots: RefCell<Slots>,
    registered: Cell<usize>,
    /// What the last poll found and nobody has been told yet.
    found: RefCell<Vec<libc::epoll_event>>,
    /// The number of the last poll.
    batch: Cell<u32>,
    /// How many events there were, and how many of them were found without waiting.
    events: Cell<u64>,
    events_waiting: Cell<u64>,
    held: HeldWrites,
    /// Those who accept connections.
    listeners: RefCell<Vec<Weak<dyn Pollable>>>,
    arrivals: RefCell<Arrivals>,
}

/// Connections that have been accepted in this turn and that epoll knows nothing of. What a client sends at once is read at once, and
/// a connection that ends with its first answer, as many do, is never watched.
#[derive(Default)]
struct Arrivals {
    unread: Vec<Weak<dyn Pollable>>,
    unwatched: Vec<Weak<dyn Pollable>>,
}

impl Poller {
    /// `wakeup` is the descriptor that ends a wait and is never read.
    pub(super) fn new(wakeup: RawFd) -> io::Result<Rc<Self>> {
        // SAFETY: a new descriptor, or -1.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: just made, and nobody else's.
        let epoll = unsafe { OwnedFd::from_raw_fd(fd) };
        let poller = Self {
            readiness: OnceCell::new(),
            epoll,
            slots: RefCell::default(),
            registered: Cell::new(0),
            found: RefCell::default(),
            batch: Cell::new(0),
            events: Cell::new(0),
            events_waiting: Cell::new(0),
            held: HeldWrites::default(),
            listeners: RefCell::default(),
            arrivals: RefCell::default(),
        };
        poller.control(libc::EPOLL_CTL_ADD, wakeup, READABLE | libc::EPOLLET as u32, NOBODY)?;
        Ok(Rc::new(poller))
    }

    /// Lets `fd` end a wait; whoever owns it finds out by himself why.
    pub(super) fn watch_quietly(&self, fd: BorrowedFd<'_>) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_ADD, fd.as_raw_fd(), READABLE, NOBODY)
    }

    fn control(&self, operation: libc::c_int, fd: RawFd, events: u32, token: u64) -> io::Result<()> {
        let mut event = libc::epoll_event { events, u64: token };
        // SAFETY: the event is valid for the call.
        match unsafe { libc::epoll_ctl(self.epoll.as_raw_fd(), operation, fd, &mut event) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    pub(super) fn is_in_use(&self) -> bool {
        self.registered.get() > 0
    }

    /// Returns when a descriptor may be ready. Only what becomes ready after a poll that found nothing is sure to end this.
    pub(super) async fn ready(&self) {
        // SAFETY: the registration goes before the descriptor.
        let register = || unsafe { AsyncFd::register_with_interest(self.epoll.as_raw_fd(), Interest::READABLE) };
        let readiness = match self.readiness.get() {
            Some(readiness) => readiness,
            None => match register() {
                Ok(new) => self.readiness.get_or_init(|| new),
                Err(_) => return std::future::pending().await,
            },
        };
        match readiness.readable().await {
            Ok(mut guard) => guard.clear_ready(),
            Err(_) => std::future::pending().await,
        }
    }

    /// Finds a batch of descriptors that are ready, for `dispatch`; waits until there is one, at most as long as `limit`.
    /// Whether there is any, or a listener has more to do.
    pub(super) fn poll(&self, limit: Option<Duration>) -> bool {
        let more = self.has_more();
        let limit = if more { Some(Duration::ZERO) } else { limit };
        let milliseconds = |limit: Duration| limit.as_micros().div_ceil(1000).try_into().unwrap_or(libc::c_int::MAX);
        let timeout = limit.map_or(-1, milliseconds);
        let mut found = self.found.borrow_mut();
        let was_full = found.len() == BATCH;
        found.clear();
        found.reserve(BATCH);
        // SAFETY: the vector has room for as many events as the call says, and the call has filled in as many as it answers.
        unsafe {
            let count = libc::epoll_wait(self.epoll.as_raw_fd(), found.as_mut_ptr(), BATCH as libc::c_int, timeout);
            found.set_len(usize::try_from(count).unwrap_or(0));
        }
        let count = found.len() as u64;
        self.events.set(self.events.get() + count);
        if timeout == 0 {
            self.events_waiting.set(self.events_waiting.get() + count);
        }
        self.put_in_order(&mut found, was_full);
        more || !found.is_empty()
    }

    /// How many events there were, and how many of them were found without waiting.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.events.get(), self.events_waiting.get())
    }

    /// The order in which libuv's callbacks come: a level-triggered descriptor keeps its place in the kernel's list after it was told,
    /// so those of the last batch come first if they are ready again, in the order that they had there. Unless the batch was full:
    /// then those that had no place in it come first, and the kernel knows them.
    fn put_in_order(&self, found: &mut [libc::epoll_event], was_full: bool) {
        let last = self.batch.get();
        let batch = last.wrapping_add(1);
        self.batch.set(batch);
        let mut slots = self.slots.borrow_mut();
        if found.len() > 1 && !was_full {
            found.sort_by_key(|event| match slots.all.get(index_of(event.u64)) {
                Some(slot) if slot.batch == last => slot.place,
                _ => u32::MAX,
            });
        }
        for (place, event) in found.iter().enumerate() {
            if let Some(slot) = slots.all.get_mut(index_of(event.u64)) {
                slot.batch = batch;
                slot.place = place as u32;
            }
        }
    }

    /// Tells those whose descriptors the last poll found ready.
    pub(super) fn dispatch(&self, scope: &mut v8::PinScope<'_, '_>, event_loop: &EventLoop) {
        let found = self.found.take();
        // A short read may not be the last one here. The place in the next turn is that of a level-triggered descriptor: before whatever
        // becomes ready from now on.
        for event in found.iter().filter(|event| event.events & MORE_FOLLOWS != 0) {
            if let Some(target) = self.target(event.u64) {
                target.tell_again();
            }
        }
        self.held.during_batch(found.len(), |index| {
            if event_loop.is_stopping() {
                return false;
            }
            let (token, flags) = (found[index].u64, found[index].events);
            if let Some(target) = self.target(token) {
                v8::scope!(let scope, scope);
                target.ready(scope, flags);
            }
            true
        });
        self.tell_listeners(scope, event_loop, found.len() == BATCH);
        // The room is kept for the next poll.
        self.found.replace(found);
    }

    /// From now on `listener` is told after each full batch that connections may have arrived: when more descriptors are ready than
    /// a batch holds, each has its turn once in many batches, and a backlog is full by then. It is also told as long as it has more.
    pub fn add_listener(&self, listener: Weak<dyn Pollable>) {
        let mut listeners = self.listeners.borrow_mut();
        listeners.retain(|listener| listener.strong_count() > 0);
        listeners.push(listener);
    }

    fn has_more(&self) -> bool {
        self.listeners.borrow().iter().filter_map(Weak::upgrade).any(|listener| listener.has_more())
    }

    fn tell_listeners(&self, scope: &mut v8::PinScope<'_, '_>, event_loop: &EventLoop, all: bool) {
        if !all && !self.has_more() {
            return;
        }
        let listeners = self.listeners.borrow().clone();
        for listener in listeners.iter().filter_map(Weak::upgrade) {
            if event_loop.is_stopping() {
                return;
            }
            if all || listener.has_more() {
                v8::scope!(let scope, scope);
                listener.ready(scope, READABLE);
            }
        }
    }

    /// `connection` was accepted: it is read from when the batch of those that came with it is complete, and watched (`watch_arrival`)
    /// before the loop waits.
    pub fn add_arrival(&self, connection: Weak<dyn Pollable>) {
        self.arrivals.borrow_mut().unread.push(connection);
    }

    /// A listener is through with a batch.
    pub fn read_arrivals(&self, scope: &mut v8::PinScope<'_, '_>, event_loop: &EventLoop) {
        let arrived = std::mem::take(&mut self.arrivals.borrow_mut().unread);
        for connection in arrived.iter().filter_map(Weak::upgrade) {
            if event_loop.is_stopping() {
                return;
            }
            v8::scope!(let scope, scope);
            connection.ready(scope, READABLE);
        }
        self.arrivals.borrow_mut().unwatched.extend(arrived);
    }

    /// The loop is about to wait.
    pub fn watch_arrivals(&self, scope: &mut v8::PinScope<'_, '_>) {
        let arrivals = self.arrivals.take();
        for connection in arrivals.unwatched.into_iter().chain(arrivals.unread).filter_map(|weak| weak.upgrade()) {
            connection.watch_arrival(scope);
        }
    }

    pub fn held(&self) -> &HeldWrites {
        &self.held
    }

    /// `None` when the registration has ended since the kernel reported the event.
    fn target(&self, token: u64) -> Option<Rc<dyn Pollable>> {
        let slots = self.slots.borrow();
        let slot = slots.all.get(index_of(token))?;
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
    edge_triggered: bool,
}

impl Registration {
    /// Takes a place for `target`; nothing is watched yet.
    pub fn new(event_loop: &EventLoop, fd: RawFd, target: Weak<dyn Pollable>) -> io::Result<Self> {
        let poller = event_loop.poller().clone();
        let mut slots = poller.slots.borrow_mut();
        let index = match slots.free.pop() {
            Some(index) => index,
            None => {
                slots.all.push(Slot { generation: 0, batch: 0, place: 0, target: None });
                slots.all.len() as u32 - 1
            }
        };
        let slot = &mut slots.all[index as usize];
        slot.target = Some(target);
        let token = u64::from(slot.generation) << 32 | u64::from(index);
        drop(slots);
        poller.registered.set(poller.registered.get() + 1);
        Ok(Self { poller, fd, token, watched: Cell::new(0), edge_triggered: false })
    }

    /// Each event is told once: whoever does not take all of it calls `tell_again`, unless it shows that more may follow.
    pub fn edge_triggered(mut self) -> Self {
        self.edge_triggered = true;
        self
    }

    /// What the kernel is asked for. The end of the peer's side stays there: it is for those who read, for it would come again in
    /// each turn to who only waits until he can write.
    fn asked(&self, events: u32) -> u32 {
        match self.edge_triggered {
            true if events & READABLE != 0 => events | libc::EPOLLET as u32 | PEER_ENDED | URGENT,
            true => events | libc::EPOLLET as u32,
            false => events,
        }
    }

    pub fn poller(&self) -> &Poller {
        &self.poller
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
        self.poller.control(operation, self.fd, self.asked(events), self.token)?;
        self.watched.set(events);
        Ok(())
    }

    /// What is there already is told of in the next turn, as if it came now.
    pub fn tell_again(&self) {
        let watched = self.watched.get();
        if watched != 0 && self.edge_triggered {
            // Fails for nothing that is registered.
            let _ = self.poller.control(libc::EPOLL_CTL_MOD, self.fd, self.asked(watched), self.token);
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // The kernel would go on reporting a descriptor that another process still holds.
        let _ = self.watch(0);
        let index = index_of(self.token);
        let mut slots = self.poller.slots.borrow_mut();
        if let Some(slot) = slots.all.get_mut(index) {
            slot.target = None;
            slot.generation = slot.generation.wrapping_add(1);
            slot.batch = 0;
        }
        slots.free.push(index as u32);
        self.poller.registered.set(self.poller.registered.get() - 1);
    }
}
