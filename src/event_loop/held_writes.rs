//! Writes that are held back for a moment. To wake a peer costs as much as all the rest of a small write, and a peer with many
//! connections, such as a proxy, is woken once for many answers when they leave together.
//!
//! The rule. What an HTTP response has to write, if it is little, is held while other descriptors of the poller's batch wait for
//! their callbacks. It leaves
//! - when the poller is through with its batch, when `MAX_WRITES` are held, or after a callback that has taken longer than
//!   `SHORT_CALLBACK`;
//! - before anything else is written to the same stream, before the stream ends or is closed, and before the process ends;
//! - by the hands of another thread when the loop's thread does none of that for some milliseconds (`TICK`): whatever a program
//!   does after it has ended a response (a busy loop, `Atomics.wait`, `execSync`), the response is on its way.
//!
//! After a callback that was not short nothing is held in the next `PAUSE`: a program that answers first and works then has its
//! answers sent first.

use super::poller::Pollable;
use std::cell::{Cell, RefCell};
use std::os::fd::RawFd;
use std::rc::Weak;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

const MAX_WRITES: usize = 64;
const MAX_BYTES: usize = 64 << 10;
/// More than this is no small write.
const MAX_WRITE: usize = 16 << 10;
const SHORT_CALLBACK: Duration = Duration::from_micros(200);
const PAUSE: usize = 100;

/// How often the watcher looks. It writes what it finds there twice.
const TICK: Duration = Duration::from_millis(4);
/// After so many ticks in which nothing was held the watcher sleeps until it is woken.
const IDLE_TICKS: u32 = 25;

struct Write {
    fd: RawFd,
    /// Where its bytes end, and where those begin that are still to be written.
    end: usize,
    rest: usize,
    /// What writing has failed with, or 0.
    errno: i32,
}

/// What the watcher shares with the loop's thread. A descriptor in it is open: its owner closes it after `release` only.
#[derive(Default)]
struct State {
    bytes: Vec<u8>,
    writes: Vec<Write>,
    /// Counts releases.
    round: u64,
    /// The watcher looks from time to time; otherwise it has to be woken.
    watching: bool,
    ended: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct HeldWrites {
    shared: Arc<Shared>,
    /// Whose the writes are, in the same order.
    owners: RefCell<Vec<Weak<dyn Pollable>>>,
    has_watcher: Cell<bool>,
    /// Whether writes may be held now.
    allowed: Cell<bool>,
    /// How many callbacks are left in which nothing is held.
    pause: Cell<usize>,
}

impl Default for HeldWrites {
    fn default() -> Self {
        Self {
            shared: Arc::default(),
            owners: RefCell::default(),
            has_watcher: Cell::new(false),
            allowed: Cell::new(false),
            pause: Cell::new(0),
        }
    }
}

impl HeldWrites {
    /// Runs the callbacks of a batch, `callback(index)` for each of `count`; false ends it. Writes may be held in all but the
    /// last, which has nobody to wait for.
    pub fn during_batch(&self, count: usize, mut callback: impl FnMut(usize) -> bool) {
        self.pause.set(self.pause.get().saturating_sub(count));
        let mut may_hold = count > 1 && self.pause.get() == 0;
        let mut began = Instant::now();
        for index in 0..count {
            self.allowed.set(may_hold && index + 1 < count);
            if !callback(index) {
                break;
            }
            if may_hold {
                let now = Instant::now();
                if now - began >= SHORT_CALLBACK {
                    may_hold = false;
                    self.pause.set(PAUSE);
                    self.release();
                }
                began = now;
            }
        }
        self.allowed.set(false);
        self.release();
    }

    /// Keeps `bytes` for the socket `fd`, which belongs to `owner`; false: they are to be written now.
    pub fn hold(&self, owner: Weak<dyn Pollable>, fd: RawFd, bytes: &[u8]) -> bool {
        if !self.allowed.get() || bytes.len() > MAX_WRITE || !self.start_watcher() {
            return false;
        }
        let mut state = self.shared.lock();
        let start = state.bytes.len();
        state.bytes.extend_from_slice(bytes);
        let end = state.bytes.len();
        state.writes.push(Write { fd, end, rest: start, errno: 0 });
        self.owners.borrow_mut().push(owner);
        if !state.watching {
            state.watching = true;
            self.shared.changed.notify_one();
        }
        let is_full = state.writes.len() >= MAX_WRITES || end >= MAX_BYTES;
        drop(state);
        if is_full {
            self.release();
        }
        true
    }

    /// Has everything written that is held.
    pub fn release(&self) {
        let owners = self.owners.take();
        if owners.is_empty() {
            return;
        }
        let (mut bytes, mut writes) = {
            let mut state = self.shared.lock();
            state.round += 1;
            (std::mem::take(&mut state.bytes), std::mem::take(&mut state.writes))
        };
        for (owner, write) in owners.iter().zip(&writes) {
            if let Some(owner) = owner.upgrade() {
                owner.release(&bytes[write.rest..write.end], write.errno);
            }
        }
        // The room is kept for the next ones. Writing calls nobody who would hold anything.
        bytes.clear();
        writes.clear();
        let mut state = self.shared.lock();
        state.bytes = bytes;
        state.writes = writes;
    }

    /// Whether there is a watcher, now.
    fn start_watcher(&self) -> bool {
        if !self.has_watcher.get() {
            let shared = self.shared.clone();
            let thread = thread::Builder::new().name("held-writes".into()).stack_size(64 << 10);
            let started = thread.spawn(move || watch(&shared));
            self.has_watcher.set(started.is_ok());
        }
        self.has_watcher.get()
    }
}

impl Drop for HeldWrites {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.shared.changed.notify_one();
    }
}

/// The watcher: writes what has been held since the tick before.
fn watch(shared: &Shared) {
    let mut state = shared.lock();
    let mut seen = None;
    let mut idle_ticks = 0;
    while !state.ended {
        if idle_ticks == IDLE_TICKS {
            state.watching = false;
            state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            idle_ticks = 0;
        } else {
            state = shared.changed.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner).0;
        }
        if seen.replace(state.round) != Some(state.round) {
            idle_ticks = 0;
        } else if state.writes.is_empty() {
            idle_ticks += 1;
        } else {
            state.write();
        }
    }
}

impl State {
    /// Writes what goes; the owners find out at `release` what does not. The first write that does not go is the last: another
    /// one may be for the same socket.
    fn write(&mut self) {
        for write in &mut self.writes {
            while write.rest < write.end && write.errno == 0 {
                let piece = &self.bytes[write.rest..write.end];
                let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
                // SAFETY: the pointer and the length describe the piece; the descriptor is open (see `State`).
                let sent = unsafe { libc::send(write.fd, piece.as_ptr().cast(), piece.len(), flags) };
                match usize::try_from(sent) {
                    Ok(count) => write.rest += count,
                    Err(_) => match std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO) {
                        libc::EINTR => {}
                        libc::EAGAIN => return,
                        errno => write.errno = errno,
                    },
                }
            }
        }
    }
}
