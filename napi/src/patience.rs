//! Waiting awake.
//!
//! Two threads that answer each other at once, a loop and a thread of the pool for one unit of work after another, spend most of
//! their time on falling asleep and waking each other. Whoever looks again for a moment before it sleeps spares both of them
//! that, if the answer comes. How it was the last times tells whether it will.
//!
//! A processor that has nothing to do sleeps itself, and takes ten times as long to wake up as a thread. So whoever was woken by
//! a thread on another processor, and soon, waits longer from then on; the processor would have had nothing else to do.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// About what falling asleep and being woken takes on one processor.
const SHORT: Duration = Duration::from_micros(5);
/// The same when another processor has to be woken.
const LONG: Duration = Duration::from_micros(50);
/// So many waits go by at most until it is tried again.
const MOST_SKIPPED: u32 = 255;

/// How one thread waits for one kind of thing.
pub struct Patience {
    longest: Cell<Duration>,
    /// How many waits are to go by after the next vain one.
    penalty: Cell<u32>,
    /// How many are still to go by.
    skipped: Cell<u32>,
}

impl Default for Patience {
    fn default() -> Self {
        Self::new()
    }
}

impl Patience {
    pub const fn new() -> Self {
        Self { longest: Cell::new(SHORT), penalty: Cell::new(0), skipped: Cell::new(0) }
    }

    /// Whether this wait is one to be spent awake.
    pub fn is_left(&self) -> bool {
        let skipped = self.skipped.get();
        self.skipped.set(skipped.saturating_sub(1));
        skipped == 0
    }

    /// Looks for a moment whether it has come. False: the caller had better sleep.
    pub fn wait_for(&self, has_come: impl Fn() -> bool) -> bool {
        let begun = Instant::now();
        loop {
            if has_come() {
                self.penalty.set(0);
                return true;
            }
            if begun.elapsed() > self.longest.get() {
                self.skipped.set(self.penalty.get());
                self.penalty.set((2 * self.penalty.get() + 1).min(MOST_SKIPPED));
                self.longest.set(SHORT);
                return false;
            }
            std::hint::spin_loop();
        }
    }

    /// It has come while the caller slept, since `begun`, from a thread on the processor `waker`.
    pub fn was_woken(&self, begun: Instant, waker: &LastProcessor) {
        // A longer wait would have seen it come: what is past that is the waking.
        if begun.elapsed() < 3 * LONG && !waker.is_mine() {
            self.longest.set(LONG);
            self.penalty.set(0);
            self.skipped.set(0);
        }
    }
}

/// The processor on which something was done last. A hint: the thread may run elsewhere by now.
#[derive(Default)]
pub struct LastProcessor(AtomicU32);

impl LastProcessor {
    pub fn note(&self) {
        self.0.store(current_processor(), Ordering::Relaxed);
    }

    /// Whether it is the one that the calling thread runs on.
    pub fn is_mine(&self) -> bool {
        self.0.load(Ordering::Relaxed) == current_processor()
    }
}

#[cfg(target_os = "linux")]
fn current_processor() -> u32 {
    // SAFETY: no arguments.
    unsafe { libc::sched_getcpu() }.cast_unsigned()
}

/// Where the system does not tell, all threads might share one.
#[cfg(not(target_os = "linux"))]
fn current_processor() -> u32 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vain_waits_become_seldom_and_one_that_was_not_makes_up_for_them() {
        let patience = Patience::new();
        let tried = |waits: u32| (0..waits).filter(|_| patience.is_left() && !patience.wait_for(|| false)).count();
        assert_eq!(tried(1 + 1 + 1 + 3 + 1), 3);
        while !patience.is_left() {}
        assert!(patience.wait_for(|| true));
        assert_eq!(tried(2), 2);
    }

    #[test]
    fn waits_longer_for_what_comes_soon_from_another_processor() {
        let patience = Patience::new();
        let here = LastProcessor(AtomicU32::new(u32::MAX));
        patience.was_woken(Instant::now() - 4 * LONG, &here);
        assert_eq!(patience.longest.get(), SHORT);
        patience.was_woken(Instant::now(), &here);
        assert_eq!(patience.longest.get(), LONG);
        assert!(!patience.wait_for(|| false));
        assert_eq!(patience.longest.get(), SHORT);
    }
}
