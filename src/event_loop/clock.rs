//! How long a loop has existed and how long of that it waited: `performance.eventLoopUtilization()`, of a worker also asked by the
//! thread that started it. And how often it has turned.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What `LoopClock` says at a moment.
#[derive(Clone, Copy, Default)]
pub struct LoopTimes {
    pub existed: Duration,
    pub idle: Duration,
}

/// What a loop has done so far (`performance.nodeTiming.uvMetricsInfo`).
#[derive(Clone, Copy, Default)]
pub struct LoopCounts {
    /// How often it has looked for events.
    pub turns: u64,
    pub events: u64,
    /// Those of them that were there before the loop would have waited for them.
    pub events_waiting: u64,
}

/// Written by the loop's thread, read by any. What another thread reads while the loop falls asleep or wakes up may lack that wait.
pub struct LoopClock {
    origin: Instant,
    /// Nanoseconds since `origin`, counted from 1; 0: not yet.
    first_run: AtomicU64,
    /// The same, of the wait that goes on.
    waiting_since: AtomicU64,
    /// Nanoseconds.
    idle: AtomicU64,
}

impl LoopClock {
    pub fn new() -> Self {
        Self {
            origin: Instant::now(),
            first_run: AtomicU64::new(0),
            waiting_since: AtomicU64::new(0),
            idle: AtomicU64::new(0),
        }
    }

    fn now(&self) -> u64 {
        self.origin.elapsed().as_nanos() as u64 + 1
    }

    /// The loop runs; the first time counts.
    pub fn run(&self) {
        if self.first_run.load(Ordering::Relaxed) == 0 {
            self.first_run.store(self.now(), Ordering::Relaxed);
        }
    }

    pub fn wait(&self, wait: impl FnOnce()) {
        let began = self.now();
        self.waiting_since.store(began, Ordering::Relaxed);
        wait();
        self.waiting_since.store(0, Ordering::Relaxed);
        self.idle.fetch_add(self.now() - began, Ordering::Relaxed);
    }

    pub fn times(&self) -> LoopTimes {
        let (first_run, waiting_since) =
            (self.first_run.load(Ordering::Relaxed), self.waiting_since.load(Ordering::Relaxed));
        let idle = self.idle.load(Ordering::Relaxed);
        if first_run == 0 {
            return LoopTimes::default();
        }
        let now = self.now();
        let waiting = if waiting_since == 0 { 0 } else { now.saturating_sub(waiting_since) };
        LoopTimes {
            existed: Duration::from_nanos(now.saturating_sub(first_run)),
            idle: Duration::from_nanos(idle + waiting),
        }
    }
}
