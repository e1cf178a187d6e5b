//! The one pool of threads that blocking work runs on: files, DNS, `napi_async_work`, compression, key derivation.
//! Shared by all threads that run JavaScript, as libuv's. First in, first out.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};

type Job = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    threads: usize,
    idle: usize,
    /// The threads end when there is nothing left to do.
    closing: bool,
}

pub struct ThreadPool {
    size: usize,
    queue: Mutex<Queue>,
    work: Condvar,
    /// How many jobs are queued, for a glance without the lock.
    waiting: AtomicUsize,
    ended: Condvar,
}

/// libuv's limits: `UV_THREADPOOL_SIZE`, 4 unless it says otherwise, 1,024 at most.
const DEFAULT_SIZE: usize = 4;
const MAX_SIZE: usize = 1024;

/// How often a thread that has finished its work looks for more before it sleeps: some microseconds.
const LINGER: usize = 100;

thread_local! {
    static ON_POOL: Cell<bool> = const { Cell::new(false) };
}

static POOL: LazyLock<ThreadPool> = LazyLock::new(|| {
    let size = match std::env::var("UV_THREADPOOL_SIZE") {
        Ok(text) => text.trim().parse::<usize>().unwrap_or(0).clamp(1, MAX_SIZE),
        Err(_) => DEFAULT_SIZE,
    };
    ThreadPool::new(size)
});

impl ThreadPool {
    fn new(size: usize) -> Self {
        Self {
            size,
            queue: Mutex::default(),
            work: Condvar::new(),
            waiting: AtomicUsize::new(0),
            ended: Condvar::new(),
        }
    }

    /// The process's pool. Its size is read from the environment at the first use; threads start when work needs them.
    pub fn get() -> &'static Self {
        &POOL
    }

    /// Queues `job`. Its panic ends neither the pool's thread nor the process.
    pub fn submit(&'static self, job: impl FnOnce() + Send + 'static) {
        self.submit_boxed(Box::new(job));
    }

    /// The same for a job that is in a box already.
    pub fn submit_boxed(&'static self, job: Job) {
        let mut queue = self.lock();
        queue.jobs.push_back(job);
        self.waiting.store(queue.jobs.len(), Ordering::Relaxed);
        if queue.closing {
            return;
        }
        if queue.idle >= queue.jobs.len() || queue.threads == self.size {
            // Not under the lock, which the thread that wakes up wants at once; and not for nothing.
            let asleep = queue.idle > 0;
            drop(queue);
            if asleep {
                self.work.notify_one();
            }
        } else {
            let spawned =
                std::thread::Builder::new().name("anode-pool".into()).stack_size(8 << 20).spawn(|| self.run());
            match spawned {
                Ok(_) => queue.threads += 1,
                // Without a single thread the work would never run; with one it only waits longer.
                Err(error) if queue.threads == 0 => panic!("cannot start a thread of the pool: {error}"),
                Err(_) => self.work.notify_one(),
            }
        }
    }

    /// Where there was work there may be more in a moment: short work often comes in numbers, and sending a thread to sleep
    /// and waking it up again would cost more than the work.
    fn linger(&self) {
        for _ in 0..LINGER {
            if self.waiting.load(Ordering::Relaxed) > 0 {
                return;
            }
            std::hint::spin_loop();
        }
    }

    /// The process ends: waits for everything that is queued, as libuv does. Work that comes later finds no thread.
    pub fn shut_down() {
        if let Some(pool) = LazyLock::get(&POOL) {
            pool.close();
        }
    }

    fn close(&self) {
        let mut queue = self.lock();
        queue.closing = true;
        self.work.notify_all();
        // Work that ends the process need not wait for itself.
        let own = usize::from(ON_POOL.get());
        while queue.threads > own {
            queue = self.ended.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn run(&self) {
        ON_POOL.set(true);
        let mut worked = false;
        let mut queue = self.lock();
        loop {
            if let Some(job) = queue.jobs.pop_front() {
                self.waiting.store(queue.jobs.len(), Ordering::Relaxed);
                worked = true;
                drop(queue);
                // A job that panics has printed its message; whoever waits for it sees its result dropped.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
                queue = self.lock();
            } else if queue.closing {
                queue.threads -= 1;
                self.ended.notify_all();
                return;
            } else if std::mem::take(&mut worked) {
                drop(queue);
                self.linger();
                queue = self.lock();
            } else {
                queue.idle += 1;
                queue = self.work.wait(queue).unwrap_or_else(PoisonError::into_inner);
                queue.idle -= 1;
            }
        }
    }

    /// No job runs under the lock, so a poisoned lock still guards a consistent queue.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[test]
    fn survives_a_panicking_job() {
        let pool = ThreadPool::get();
        pool.submit(|| std::panic::resume_unwind(Box::new("lost")));
        let (send, receive) = channel();
        pool.submit(move || send.send(()).unwrap());
        assert_eq!(receive.recv_timeout(Duration::from_secs(10)), Ok(()));
    }
}
