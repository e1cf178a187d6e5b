//! Waiting awake.
//!
//! Two threads that answer each other at once, a loop and a thread of the pool for one unit of work after another, spend most of
//! their time on falling asleep and waking each other. Whoever looks again for a moment before it sleeps spares both of them
//! that, if the answer comes. How it was the last times tells whether it will.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// About what falling asleep and being woken takes.
const LONGEST: Duration = Duration::from_micros(5);
/// So many waits go by at most until it is tried again.
const MOST_SKIPPED: u32 = 255;

#[derive(Default)]
pub struct Patience {
    /// How many waits are to go by after the next vain one.
    penalty: Cell<u32>,
    /// How many are still to go by.
    skipped: Cell<u32>,
}

impl Patience {
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
            if begun.elapsed() > LONGEST {
                self.skipped.set(self.penalty.get());
                self.penalty.set((2 * self.penalty.get() + 1).min(MOST_SKIPPED));
                return false;
            }
            std::hint::spin_loop();
        }
    }
}
