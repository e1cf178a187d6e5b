//! What other threads and the loop's own futures hand to the loop thread: closures that get a scope. One queue for any
//! thread, one for the loop's thread alone (what it holds need not be `Send`).

use std::any::Any;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::wakeup::Wakeup;

/// A closure that waits for the loop, to be run on its thread.
pub type Task = Box<dyn FnOnce(&mut v8::PinScope<'_, '_>)>;
type SendTask = Box<dyn FnOnce(&mut v8::PinScope<'_, '_>) + Send>;

/// What arrived from another thread.
pub enum Arrival {
    Task(SendTask),
    /// The result of the work that the loop remembers under this number; `None` when the work panicked or was dropped.
    WorkDone(u64, Option<Box<dyn Any + Send>>),
    /// Something has been sent to addons.
    NodeApi,
    /// A task of V8's own (garbage collection, finalization registries, WebAssembly).
    Platform(v8::Task),
    /// The same, not before this time. Never keeps the loop alive.
    PlatformDelayed(Instant, v8::Task),
}

#[derive(Default)]
struct Shared {
    /// `None` once the loop has ended.
    arrivals: Mutex<Option<VecDeque<Arrival>>>,
    /// Whether there are any, for a glance without the lock.
    has_arrivals: AtomicBool,
    wakeup: Wakeup,
    stop: AtomicBool,
}

/// Hands closures to a loop from any thread. After the loop has ended, what is posted is dropped unrun.
#[derive(Clone)]
pub struct Poster(Arc<Shared>);

impl Poster {
    pub fn new() -> Self {
        Self(Arc::new(Shared { arrivals: Mutex::new(Some(VecDeque::new())), ..Shared::default() }))
    }

    /// Runs `task` on the loop's thread in one of its next turns. Does not keep the loop alive by itself.
    pub fn post(&self, task: impl FnOnce(&mut v8::PinScope<'_, '_>) + Send + 'static) {
        self.push(Arrival::Task(Box::new(task)));
    }

    pub fn push(&self, arrival: Arrival) {
        let mut arrivals = self.arrivals();
        // What comes too late is dropped after the lock is open again: it may own a poster.
        let Some(queue) = arrivals.as_mut() else { return drop((arrivals, arrival)) };
        queue.push_back(arrival);
        let first = queue.len() == 1;
        if first {
            self.0.has_arrivals.store(true, Ordering::Relaxed);
        }
        drop(arrivals);
        // One wake-up for each empty-to-non-empty edge: the loop takes everything at once.
        if first {
            self.wake();
        }
    }

    /// Makes the loop look into its queues, if it waits.
    pub fn wake(&self) {
        self.0.wakeup.wake();
    }

    pub(super) fn wakeup(&self) -> &Wakeup {
        &self.0.wakeup
    }

    /// Ends the loop as soon as the callback that runs has returned.
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::Release);
        self.wake();
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.0.stop.load(Ordering::Acquire)
    }

    pub(super) fn take(&self) -> VecDeque<Arrival> {
        let mut arrivals = self.arrivals();
        self.0.has_arrivals.store(false, Ordering::Relaxed);
        arrivals.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// At a glance: what has just arrived may not be seen yet.
    pub(super) fn has_arrivals(&self) -> bool {
        self.0.has_arrivals.load(Ordering::Relaxed)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.arrivals().as_ref().is_none_or(VecDeque::is_empty)
    }

    /// The loop has ended: drops what has arrived, and from now on whatever arrives.
    pub(super) fn close(&self) {
        let arrived = self.arrivals().take();
        drop(arrived);
        self.0.wakeup.close();
    }

    fn arrivals(&self) -> MutexGuard<'_, Option<VecDeque<Arrival>>> {
        self.0.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The loop thread's own queue.
#[derive(Default)]
pub struct LocalQueue(RefCell<VecDeque<Task>>);

impl LocalQueue {
    pub fn push(&self, task: Task) {
        self.0.borrow_mut().push_back(task);
    }

    /// Everything that is queued now; what these tasks queue waits for the next turn.
    pub fn take(&self) -> VecDeque<Task> {
        self.0.take()
    }

    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }
}
