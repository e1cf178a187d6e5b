//! How any thread ends a loop's wait: a descriptor that the loop's poller watches. It is written to only while the loop waits;
//! a loop that runs looks into its queues by itself before it waits again.

use anode_napi::patience::LastProcessor;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Default)]
pub struct Wakeup {
    waiting: AtomicBool,
    /// Made with the loop, closed when it has ended: other threads may keep this for longer.
    event: Mutex<Option<OwnedFd>>,
    woken_on: LastProcessor,
}

impl Wakeup {
    /// The descriptor, which has to be watched edge-triggered: nobody reads it. Asked once.
    pub fn open(&self) -> io::Result<RawFd> {
        // SAFETY: a new descriptor, or -1.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: just made, and nobody else's.
        *self.event() = Some(unsafe { OwnedFd::from_raw_fd(fd) });
        Ok(fd)
    }

    /// The loop waits no more.
    pub fn close(&self) {
        *self.event() = None;
    }

    fn event(&self) -> MutexGuard<'_, Option<OwnedFd>> {
        self.event.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The loop is about to wait, and looks once more into everything that `wake` is called for before it does. The fences
    /// here and in `wake` make one of the two see the other: the loop what was queued, or `wake` the loop that waits.
    pub fn begin_wait(&self) {
        self.waiting.store(true, Ordering::Relaxed);
        fence(Ordering::SeqCst);
    }

    pub fn end_wait(&self) {
        self.waiting.store(false, Ordering::Relaxed);
    }

    /// Where `wake` last ended a wait.
    pub fn woken_on(&self) -> &LastProcessor {
        &self.woken_on
    }

    /// Something has been queued: a loop that waits, or is about to, comes back.
    pub fn wake(&self) {
        fence(Ordering::SeqCst);
        if self.waiting.load(Ordering::Relaxed) && self.waiting.swap(false, Ordering::Relaxed) {
            self.woken_on.note();
            let event = self.event();
            let Some(event) = event.as_ref() else { return };
            let one = 1u64.to_ne_bytes();
            // SAFETY: the descriptor is open, the buffer holds the eight bytes. It can fail only when the count would
            // overflow, and then the descriptor is readable as well.
            unsafe { libc::write(event.as_raw_fd(), one.as_ptr().cast(), one.len()) };
        }
    }
}
