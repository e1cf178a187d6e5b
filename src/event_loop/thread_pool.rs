//! The one pool of threads that blocking work runs on: files, DNS, `napi_async_work`, compression, key derivation.
//! Shared by all threads that run JavaScript, as libuv's. First in, first out.
//!
//! Work often comes in numbers, each unit shorter than waking a thread up. So whoever submits rouses one thread at most, and
//! none while one that was roused has not looked into the queue yet; that one rouses the next if it leaves work behind.
//!
//! A thread that is faster than whoever submits would sleep and be woken for every unit or two. So one that was woken many times
//! while no loop waited takes a nap the next time: it counts as roused and looks again by itself. It does so only while every
//! loop runs, and nobody waits for its results; a loop that is about to wait ends the nap. A thread whose results a loop waits
//! for stays awake for a moment instead: the loop may have more.

use crate::print::print_error;
use crate::runtime::convert::leading_number;
use anode_napi::patience::{LastProcessor, Patience};
use crossbeam_queue::SegQueue;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering, fence};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

enum Job {
    Once(Box<dyn FnOnce() + Send>),
    /// Made once and queued at no cost.
    OfAddon(Arc<dyn anode_napi::Job>),
}

#[derive(Default)]
struct Threads {
    running: usize,
    asleep: usize,
    /// How many of those that wait on the condition variable are to get up.
    called: usize,
    /// The threads end when there is nothing left to do.
    closing: bool,
}

pub struct ThreadPool {
    size: usize,
    jobs: SegQueue<Job>,
    threads: Mutex<Threads>,
    called: Condvar,
    called_on: LastProcessor,
    ended: Condvar,
    /// How many threads sleep or have not been started, for a glance without the lock. A thread counts itself as asleep
    /// first and then looks into the queue once more; whoever submits queues first and then looks here.
    spare: AtomicUsize,
    /// A thread was roused and has not looked into the queue yet. It looks after it has taken this back.
    roused: AtomicBool,
    /// A thread takes a nap. It looks how many loops wait after it has set this; a loop counts itself first.
    napping: AtomicBool,
    nap_over: Condvar,
}

/// The waits of all loops of the process: how many there are, in the low half, and have been, in the high half.
static WAITS: AtomicU64 = AtomicU64::new(0);
const ONE_MORE_WAIT: u64 = (1 << 32) + 1;

fn a_loop_waits(waits: u64) -> bool {
    waits as u32 > 0
}

/// Between the cost of waking a thread and what work that nobody waits for yet can be late.
const NAP: Duration = Duration::from_micros(50);
/// So often a thread has to be woken, and no loop to wait meanwhile, before it naps. Who waits for each unit, or for a few,
/// finds no thread that naps.
const WAKINGS: u32 = 32;

/// libuv's limits: `UV_THREADPOOL_SIZE`, 4 unless it says otherwise, 1,024 at most.
const DEFAULT_SIZE: usize = 4;
const MAX_SIZE: usize = 1024;

thread_local! {
    static ON_POOL: Cell<bool> = const { Cell::new(false) };
}

static POOL: LazyLock<ThreadPool> = LazyLock::new(|| {
    let size = match std::env::var("UV_THREADPOOL_SIZE") {
        Ok(text) => leading_number(text.trim_start()).clamp(1, MAX_SIZE as u64) as usize,
        Err(_) => DEFAULT_SIZE,
    };
    ThreadPool::new(size)
});

impl ThreadPool {
    fn new(size: usize) -> Self {
        Self {
            size,
            jobs: SegQueue::new(),
            threads: Mutex::default(),
            called: Condvar::new(),
            called_on: LastProcessor::default(),
            ended: Condvar::new(),
            spare: AtomicUsize::new(size),
            roused: AtomicBool::new(false),
            napping: AtomicBool::new(false),
            nap_over: Condvar::new(),
        }
    }

    /// The process's pool. Its size is read from the environment at the first use; threads start when work needs them.
    pub fn get() -> &'static Self {
        &POOL
    }

    /// Queues `job`. Its panic ends neither the pool's thread nor the process.
    pub fn submit(&'static self, job: impl FnOnce() + Send + 'static) {
        self.queue(Job::Once(Box::new(job)));
    }

    /// The same for a job of an addon.
    pub fn submit_of_addon(&'static self, job: Arc<dyn anode_napi::Job>) {
        self.queue(Job::OfAddon(job));
    }

    fn queue(&'static self, job: Job) {
        self.jobs.push(job);
        self.rouse_one();
    }

    /// There is work: a spare thread, if there is one, is told, unless one is on its way already.
    fn rouse_one(&'static self) {
        fence(Ordering::SeqCst);
        if self.spare.load(Ordering::Relaxed) > 0 && !self.roused.swap(true, Ordering::SeqCst) {
            let mut threads = self.lock();
            if threads.asleep > 0 {
                threads.asleep -= 1;
                threads.called += 1;
                self.spare.fetch_sub(1, Ordering::Relaxed);
                // Not under the lock, which the thread that wakes up wants at once.
                drop(threads);
                self.called_on.note();
                self.called.notify_one();
            } else if threads.closing || !self.start(&mut threads) {
                self.roused.store(false, Ordering::SeqCst);
            }
        }
    }

    /// Starts a thread, if the pool may have one more and the system lets it.
    fn start(&'static self, threads: &mut Threads) -> bool {
        if threads.running == self.size {
            return false;
        }
        let builder = std::thread::Builder::new().name("anode-pool".into()).stack_size(8 << 20);
        match builder.spawn(|| self.run()) {
            Ok(_) => {
                threads.running += 1;
                self.spare.fetch_sub(1, Ordering::Relaxed);
                true
            }
            // Without a single thread the work would never run; with one it only waits longer. As on Node, the process ends.
            Err(error) if threads.running == 0 => {
                print_error!("anode: cannot start a thread of the pool: {error}");
                std::process::abort()
            }
            Err(_) => false,
        }
    }

    /// A loop is about to wait, for results among other things.
    pub fn loop_waits() {
        WAITS.fetch_add(ONE_MORE_WAIT, Ordering::SeqCst);
        if let Some(pool) = LazyLock::get(&POOL)
            && pool.napping.swap(false, Ordering::SeqCst)
        {
            // Between its last look at `WAITS` and its waiting the thread has the lock.
            drop(pool.lock());
            pool.nap_over.notify_one();
        }
    }

    /// A loop waits no more.
    pub fn loop_runs() {
        WAITS.fetch_sub(1, Ordering::Relaxed);
    }

    /// Takes a nap, unless a loop waits or another thread is on its way. A thread that has napped counts as roused.
    fn nap(&self) -> bool {
        if a_loop_waits(WAITS.load(Ordering::Relaxed)) || self.roused.swap(true, Ordering::SeqCst) {
            return false;
        }
        self.napping.store(true, Ordering::SeqCst);
        let threads = self.lock();
        if !a_loop_waits(WAITS.load(Ordering::SeqCst)) && self.jobs.is_empty() && !threads.closing {
            drop(self.nap_over.wait_timeout(threads, NAP));
        }
        self.napping.store(false, Ordering::Relaxed);
        true
    }

    /// Waits for work for a moment, unless another thread is on its way. A thread that has found some counts as roused.
    fn stay_awake(&self, patience: &Patience) -> bool {
        if !patience.is_left() || self.roused.swap(true, Ordering::SeqCst) {
            return false;
        }
        let came = patience.wait_for(|| !self.jobs.is_empty());
        if !came {
            // What has come meanwhile is found before the thread sleeps.
            self.roused.store(false, Ordering::SeqCst);
        }
        came
    }

    /// The process ends: waits for everything that is queued, as libuv does. Work that comes later finds no thread.
    pub fn shut_down() {
        if let Some(pool) = LazyLock::get(&POOL) {
            pool.close();
        }
    }

    fn close(&self) {
        let mut threads = self.lock();
        threads.closing = true;
        self.called.notify_all();
        // Work that ends the process need not wait for itself.
        let own = usize::from(ON_POOL.get());
        while threads.running > own {
            threads = self.ended.wait(threads).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A thread of the pool. It was roused by whoever started it.
    fn run(&'static self) {
        ON_POOL.set(true);
        let mut roused = true;
        // How often in a row it was woken without a loop having waited.
        let mut wakings = 0;
        let patience = Patience::default();
        let mut waits = WAITS.load(Ordering::Relaxed);
        loop {
            let job = self.jobs.pop();
            if std::mem::take(&mut roused) {
                self.roused.store(false, Ordering::SeqCst);
                fence(Ordering::SeqCst);
                if !self.jobs.is_empty() {
                    self.rouse_one();
                }
            }
            if let Some(job) = job {
                // A job that panics has printed its message; whoever waits for it sees its result dropped.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match job {
                    Job::Once(job) => job(),
                    Job::OfAddon(job) => job.run(),
                }));
                continue;
            }
            let waits_before = std::mem::replace(&mut waits, WAITS.load(Ordering::Relaxed));
            if (waits != waits_before || a_loop_waits(waits)) && self.stay_awake(&patience) {
                roused = true;
                continue;
            }
            if wakings >= WAKINGS && self.nap() {
                roused = true;
                if self.jobs.is_empty() || WAITS.load(Ordering::Relaxed) != waits {
                    wakings = 0;
                }
                continue;
            }
            let begun = Instant::now();
            let mut threads = self.lock();
            threads.asleep += 1;
            self.spare.fetch_add(1, Ordering::SeqCst);
            fence(Ordering::SeqCst);
            while self.jobs.is_empty() && threads.called == 0 {
                if threads.closing {
                    threads.running -= 1;
                    self.ended.notify_all();
                    return;
                }
                threads = self.called.wait(threads).unwrap_or_else(PoisonError::into_inner);
            }
            if threads.called > 0 {
                threads.called -= 1;
                roused = true;
                patience.was_woken(begun, &self.called_on);
            } else {
                threads.asleep -= 1;
                self.spare.fetch_sub(1, Ordering::Relaxed);
            }
            wakings = if WAITS.load(Ordering::Relaxed) == waits { wakings.saturating_add(1) } else { 0 };
        }
    }

    /// No job runs under the lock, so a poisoned lock still guards a consistent state.
    fn lock(&self) -> MutexGuard<'_, Threads> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    #[test]
    fn starts_in_order() {
        let pool: &'static ThreadPool = Box::leak(Box::new(ThreadPool::new(1)));
        let (release, gate) = channel::<()>();
        let (send, receive) = channel();
        let first = send.clone();
        pool.submit(move || {
            first.send(1).unwrap();
            gate.recv().unwrap();
        });
        assert_eq!(receive.recv_timeout(Duration::from_secs(10)), Ok(1));
        for number in [2, 3] {
            let send = send.clone();
            pool.submit(move || send.send(number).unwrap());
        }
        assert!(receive.try_recv().is_err());
        release.send(()).unwrap();
        assert_eq!(receive.recv_timeout(Duration::from_secs(10)), Ok(2));
        assert_eq!(receive.recv_timeout(Duration::from_secs(10)), Ok(3));
    }

    #[test]
    fn closing_waits_for_everything_that_is_queued() {
        let pool: &'static ThreadPool = Box::leak(Box::new(ThreadPool::new(2)));
        let (send, receive) = channel();
        for number in 0..6 {
            let send = send.clone();
            pool.submit(move || {
                std::thread::sleep(Duration::from_millis(5));
                send.send(number).unwrap();
            });
        }
        pool.close();
        assert_eq!(receive.try_iter().count(), 6);
        pool.submit(|| panic!("no thread is left"));
    }

    /// Whoever submits rouses one thread only: the others have to be roused by those that are up.
    #[test]
    fn jobs_run_on_all_threads_at_once() {
        const SIZE: usize = 3;
        let pool: &'static ThreadPool = Box::leak(Box::new(ThreadPool::new(SIZE)));
        let (send, receive) = channel();
        for _ in 0..200 {
            let together = Arc::new(std::sync::Barrier::new(SIZE));
            for _ in 0..SIZE {
                let (together, send) = (Arc::clone(&together), send.clone());
                pool.submit(move || {
                    together.wait();
                    send.send(()).unwrap();
                });
            }
            for _ in 0..SIZE {
                assert_eq!(receive.recv_timeout(Duration::from_secs(60)), Ok(()));
            }
        }
    }

    /// Jobs that come one after another, each after a thread has run out of work: threads sleep, are woken, and nap.
    #[test]
    fn nothing_is_lost_in_a_nap() {
        let pool: &'static ThreadPool = Box::leak(Box::new(ThreadPool::new(2)));
        let (send, receive) = channel();
        for round in 0..300 {
            for number in 0..100 {
                let send = send.clone();
                pool.submit(move || send.send(number).unwrap());
                (0..round).for_each(|_| std::hint::spin_loop());
            }
            for _ in 0..100 {
                assert!(receive.recv_timeout(Duration::from_secs(60)).is_ok());
            }
        }
    }

    #[test]
    fn survives_a_panicking_job() {
        let pool = ThreadPool::get();
        pool.submit(|| std::panic::resume_unwind(Box::new("lost")));
        let (send, receive) = channel();
        pool.submit(move || send.send(()).unwrap());
        assert_eq!(receive.recv_timeout(Duration::from_secs(10)), Ok(()));
    }
}
