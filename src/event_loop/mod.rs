//! The event loop: one for each thread that runs JavaScript. A turn is Node's: wait for I/O, a timer or a wake-up;
//! completions that are ready; libuv when an addon uses it; immediates; close callbacks; due timers. After every callback
//! `process.nextTick` and then microtasks drain (`Runtime::callback_scope`).
//!
//! JavaScript never runs inside tokio: futures on the loop's thread hand closures to the loop's queue.

mod clock;
mod held_writes;
mod keep_alive;
mod platform;
pub mod poller;
mod queue;
mod thread_pool;
mod uv;
mod wakeup;

pub use clock::{LoopClock, LoopCounts, LoopTimes};
pub use keep_alive::KeepAlive;
pub use platform::Platform;
pub use queue::{Arrival, Poster};
pub use thread_pool::ThreadPool;
pub use uv::{UvHandle, UvLoop};

use crate::runtime::Runtime;
use crate::runtime::node_api::NodeApi;
use anode_napi::patience::Patience;
use keep_alive::KeepAliveCounts;
use poller::Poller;
use queue::LocalQueue;
use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::LocalSet;

/// As libuv has it.
const PENDING_ROUNDS: usize = 8;

type DelayedTask = Box<dyn FnOnce(&mut v8::PinScope<'_, '_>)>;
type Complete = Box<dyn FnOnce(&mut v8::PinScope<'_, '_>, Option<Box<dyn Any + Send>>)>;

struct Work {
    complete: Complete,
    _alive: KeepAlive,
}

pub struct EventLoop {
    started: Instant,
    clock: Arc<LoopClock>,
    /// The time of the turn, in milliseconds since `started`: what `libuv` calls the loop's time.
    now: Cell<u64>,
    tokio: OnceCell<tokio::runtime::Runtime>,
    futures: LocalSet,
    /// How many futures are on `futures`: without any, and without libuv's loop, a turn need not poll for I/O.
    future_count: Rc<Cell<usize>>,
    poster: Poster,
    local: LocalQueue,
    pending: LocalQueue,
    checks: LocalQueue,
    closing: LocalQueue,
    work: RefCell<HashMap<u64, Work>>,
    next_work: Cell<u64>,
    keep_alive: Rc<KeepAliveCounts>,
    uv: OnceCell<Rc<UvLoop>>,
    is_main_thread: bool,
    poller: Rc<Poller>,
    turns: Cell<u64>,
    /// Whether the turn is there only for what V8 does in the background.
    is_for_v8: Cell<bool>,
    patience: Patience,
    /// When JavaScript's timer lists want to run, in loop time.
    timer_expiry: Cell<Option<u64>>,
    timer_referenced: Cell<bool>,
    /// What waits for its time without JavaScript's timers: V8's own tasks, and looks at watched files.
    delayed: RefCell<Vec<(Instant, DelayedTask)>>,
}

impl EventLoop {
    /// Fails where the system has no descriptors left. What the loop needs for waiting is made here, so that a program that runs out of
    /// descriptors later is told so by what it asks for, and goes on.
    pub fn new(is_main_thread: bool) -> io::Result<Rc<Self>> {
        let poster = Poster::new();
        let poller = Poller::new(poster.wakeup().open()?)?;
        Ok(Rc::new(Self {
            started: Instant::now(),
            clock: Arc::new(LoopClock::new()),
            now: Cell::new(0),
            tokio: OnceCell::new(),
            futures: LocalSet::new(),
            future_count: Rc::default(),
            poster,
            local: LocalQueue::default(),
            pending: LocalQueue::default(),
            checks: LocalQueue::default(),
            closing: LocalQueue::default(),
            work: RefCell::default(),
            next_work: Cell::new(0),
            keep_alive: Rc::default(),
            uv: OnceCell::new(),
            is_main_thread,
            poller,
            turns: Cell::new(0),
            is_for_v8: Cell::new(false),
            patience: Patience::default(),
            timer_expiry: Cell::new(None),
            timer_referenced: Cell::new(false),
            delayed: RefCell::default(),
        }))
    }

    // What the rest of the program asks of the loop.

    /// Runs `work` on the thread pool and then `complete` on the loop's thread; keeps the loop alive until then, listed
    /// under `name`. When `work` panics, `complete` never runs.
    pub fn queue_work<R: Send + 'static>(
        &self,
        name: &'static str,
        work: impl FnOnce() -> R + Send + 'static,
        complete: impl FnOnce(&mut v8::PinScope<'_, '_>, R) + 'static,
    ) {
        let id = self.next_work.get();
        self.next_work.set(id + 1);
        let done = WorkDone { poster: self.poster.clone(), id, result: None };
        ThreadPool::get().submit(move || {
            // The whole of it moves in here, so that dropping the job reports its end too.
            let mut done = done;
            done.result = Some(Box::new(work()));
        });
        let complete: Complete = Box::new(move |scope, result| {
            if let Some(result) = result.and_then(|result| result.downcast::<R>().ok()) {
                complete(scope, *result);
            }
        });
        let work = Work { complete, _alive: self.keep_alive(name) };
        self.work.borrow_mut().insert(id, work);
    }

    /// Runs a future on the loop's thread. Does not keep the loop alive: where it has to, the caller holds a `KeepAlive`.
    pub fn spawn(&self, future: impl Future<Output = ()> + 'static) -> io::Result<()> {
        let _context = self.tokio()?.enter();
        let running = CountedFuture::new(&self.future_count);
        self.futures.spawn_local(async move {
            let _running = running;
            future.await;
        });
        self.poster.wake();
        Ok(())
    }

    /// The tokio runtime of the loop's thread, for making its I/O objects outside a future (`enter()`). It takes descriptors when it is
    /// first asked for.
    pub fn tokio(&self) -> io::Result<&tokio::runtime::Runtime> {
        if let Some(tokio) = self.tokio.get() {
            return Ok(tokio);
        }
        let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(self.tokio.get_or_init(|| tokio))
    }

    /// Runs `task` on the next turn.
    pub fn post(&self, task: impl FnOnce(&mut v8::PinScope<'_, '_>) + 'static) {
        self.local.push(Box::new(task));
        self.poster.wake();
    }

    /// Runs `task` with what is pending (libuv's phase of that name): after the descriptors that are ready when it is queued by one
    /// of their callbacks, otherwise before the next ones are looked for.
    pub fn post_pending(&self, task: impl FnOnce(&mut v8::PinScope<'_, '_>) + 'static) {
        self.pending.push(Box::new(task));
    }

    /// Runs `task` in the check phase, before JavaScript's immediates (Node.js's native immediates): in this turn when it is queued
    /// before or in that phase.
    pub fn post_check(&self, task: impl FnOnce(&mut v8::PinScope<'_, '_>) + 'static) {
        self.checks.push(Box::new(task));
    }

    /// Runs `task` in the close phase of this turn (libuv's close callbacks), before those that are queued already: as in libuv,
    /// what is closed last is the first to hear of it.
    pub fn post_close(&self, task: impl FnOnce(&mut v8::PinScope<'_, '_>) + 'static) {
        self.closing.push(Box::new(task));
        self.poster.wake();
    }

    /// Runs `task` when `delay` has passed. Does not keep the loop alive.
    pub fn post_after(&self, delay: Duration, task: impl FnOnce(&mut v8::PinScope<'_, '_>) + 'static) {
        self.delayed.borrow_mut().push((Instant::now() + delay, Box::new(task)));
    }

    pub fn poster(&self) -> Poster {
        self.poster.clone()
    }

    pub fn keep_alive(&self, name: &str) -> KeepAlive {
        KeepAlive::new(&self.keep_alive, "", name)
    }

    /// The same for an operation of an addon, which Node does not list.
    pub fn keep_alive_of_addon(&self, name: &str) -> KeepAlive {
        KeepAlive::new(&self.keep_alive, "addon:", name)
    }

    /// The names of what keeps the loop alive now, except JavaScript's timers and immediates, which JavaScript counts.
    pub fn active_resources(&self) -> Vec<String> {
        self.keep_alive.listed_names()
    }

    /// The loop's time in milliseconds since it was made, as of the beginning of the turn (libuv's `uv_now`).
    pub fn now(&self) -> u64 {
        self.now.get()
    }

    pub fn times(&self) -> LoopTimes {
        self.clock.times()
    }

    pub fn counts(&self) -> LoopCounts {
        let (events, events_waiting) = self.poller.counts();
        LoopCounts { turns: self.turns.get(), events, events_waiting }
    }

    pub fn clock(&self) -> Arc<LoopClock> {
        self.clock.clone()
    }

    pub fn update_time(&self) {
        self.now.set(self.started.elapsed().as_millis() as u64);
    }

    /// Asks for a call of `processTimers` in `duration` milliseconds of loop time; replaces the earlier request.
    pub fn schedule_timer(&self, duration: u64) {
        self.timer_expiry.set(Some(self.now() + duration));
    }

    pub fn set_timer_referenced(&self, referenced: bool) {
        self.timer_referenced.set(referenced);
    }

    /// libuv's loop, made when it is first asked for; `None` when the system has no descriptors left for it.
    pub fn uv_loop(&self) -> Option<Rc<UvLoop>> {
        if let Some(uv_loop) = self.uv.get() {
            return Some(uv_loop.clone());
        }
        let uv_loop = UvLoop::new(self.is_main_thread)?;
        self.poller.watch_quietly(uv_loop.backend_fd()).ok()?;
        Some(self.uv.get_or_init(|| uv_loop).clone())
    }

    /// libuv's loop if an addon may have something on it.
    fn uv_loop_in_use(&self) -> Option<&Rc<UvLoop>> {
        if self.uv.get().is_none() && self.is_main_thread && UvLoop::default_exists() {
            self.uv_loop();
        }
        self.uv.get()
    }

    /// What tells descriptors that they are ready.
    pub(crate) fn poller(&self) -> &Rc<Poller> {
        &self.poller
    }

    /// Writes what streams hold back.
    pub fn release_writes(&self) {
        self.poller.held().release();
    }

    /// The handles of addons on libuv's loop, if there is one.
    pub fn uv_handles(&self) -> Vec<UvHandle> {
        self.uv_loop_in_use().map_or_else(Vec::new, |uv_loop| uv_loop.handles())
    }

    /// Ends the loop after the current callback: what a worker's end and `process.exit()` in it need.
    pub fn stop(&self) {
        self.poster.stop();
    }

    pub fn is_stopping(&self) -> bool {
        self.poster.is_stopping()
    }

    /// The loop has ended for good: nothing that is handed to it is kept any more, and what waits in it is dropped. Such tasks own
    /// descriptors, and shares of the loop. Called while the isolate exists, whose handles they hold.
    pub fn close(&self) {
        self.poster.close();
        // Dropping one may queue another: the end of a stream is told in the closing phase.
        loop {
            let tasks = [&self.local, &self.pending, &self.checks, &self.closing].map(LocalQueue::take);
            let work = self.work.take();
            let delayed = self.delayed.take();
            if tasks.iter().all(VecDeque::is_empty) && work.is_empty() && delayed.is_empty() {
                break;
            }
        }
        if let Some(uv_loop) = self.uv.get() {
            uv_loop.close();
        }
    }

    // The loop itself.

    /// Whether anything is left that a turn could bring to JavaScript.
    pub fn is_alive(&self, runtime: &Runtime) -> bool {
        !self.is_stopping()
            && (self.keep_alive.any()
                || runtime.immediates().referenced() > 0
                || (self.timer_expiry.get().is_some() && self.timer_referenced.get())
                || !self.local.is_empty()
                || !self.pending.is_empty()
                || !self.checks.is_empty()
                || !self.closing.is_empty()
                || !self.poster.is_empty()
                || self.uv_loop_in_use().is_some_and(|uv_loop| uv_loop.is_alive()))
    }

    /// Whether the loop has more turns before it: V8's own work in the background ends with a task for it (a WebAssembly module
    /// that is being compiled). That is awaited before 'beforeExit', and as in Node no reason for another round after it.
    fn goes_on(&self, isolate: &v8::Isolate, runtime: &Runtime) -> bool {
        self.is_alive(runtime) || (!self.is_stopping() && isolate.has_pending_background_tasks())
    }

    /// Runs turns until nothing keeps the loop alive.
    pub fn run(&self, scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) {
        self.clock.run();
        self.update_time();
        self.run_timers(scope, runtime);
        while self.goes_on(scope, runtime) {
            // A turn for V8 alone is none to immediates that keep nothing alive.
            self.is_for_v8.set(!self.is_alive(runtime));
            self.turn(scope, runtime);
        }
    }

    /// One turn.
    pub fn turn(&self, scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) {
        self.run_pending(scope, runtime);
        self.poller.watch_arrivals(scope);
        self.turns.set(self.turns.get() + 1);
        self.wait(self.wait_limit(scope, runtime));
        if self.is_main_thread {
            crate::builtins::signals::settle();
        }
        self.update_time();
        self.poller.dispatch(scope, self);
        self.run_pending_rounds(scope, runtime);
        self.run_tasks(scope, runtime);
        self.run_pending_rounds(scope, runtime);
        self.run_delayed_tasks(scope, runtime);
        if let Some(uv_loop) = self.uv.get() {
            // No callback scope: as in Node it is the addon's to open one, and each drains when it closes.
            v8::scope!(let scope, scope);
            uv_loop.run_once(scope);
        }
        if runtime.async_hooks().has_destroyed() && !self.is_stopping() {
            runtime.callback_scope(scope, |scope| runtime.async_hooks().run_destroyed(scope));
        }
        self.run_checks(scope, runtime);
        if runtime.immediates().count() > 0 && !self.is_stopping() && !self.is_for_v8.get() {
            runtime.process_immediates(scope);
        }
        for task in self.closing.take().into_iter().rev() {
            runtime.callback_scope(scope, task);
        }
        self.update_time();
        self.run_timers(scope, runtime);
        runtime.after_turn(scope);
    }

    /// A turn while addons end: runs libuv's callbacks and nothing else. With `wait` it waits for them, or for a wake-up from
    /// the addons' own threads.
    pub fn turn_for_addons(&self, scope: &mut v8::PinScope<'_, '_>, wait: bool) {
        if wait && self.poster.is_empty() {
            self.wait(self.uv.get().and_then(|uv_loop| uv_loop.backend_timeout()));
        }
        if let Some(uv_loop) = self.uv.get() {
            uv_loop.run_once(scope);
        }
        // Nothing else is delivered any more; the caller asks for the addons' part itself.
        drop(self.poster.take());
    }

    fn run_timers(&self, scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) {
        let due = self.timer_expiry.get().is_some_and(|expiry| expiry <= self.now());
        if !due || self.is_stopping() {
            return;
        }
        self.timer_expiry.set(None);
        runtime.process_timers(scope, self.now() as f64);
    }

    /// What `processTimers` answers. Zero: no timer is left. Otherwise the time of the next one, negative when none that
    /// is left is referenced.
    pub fn set_next_timer(&self, next: f64) {
        if next != 0.0 {
            self.timer_expiry.set(Some((next.abs() as u64).max(self.now() + 1)));
        }
        // Whatever is started from now on says so itself.
        self.timer_referenced.set(next > 0.0);
    }

    fn run_pending(&self, scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) {
        for task in self.pending.take() {
            if self.is_stopping() {
                return;
            }
            runtime.callback_scope(scope, task);
        }
    }

    /// What is pending, and what that leads to: so often at most, for others have to get their turn.
    fn run_pending_rounds(&self, scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) {
        for _ in 0..PENDING_ROUNDS {
            if self.pending.is_empty() {
                return;
            }
            self.run_pending(scope, runtime);
        }
    }

    /// Those that come of others as well, as in Node.js.
    /// Ticks come after all that is there, as in Node.js.
    fn run_checks(&self, scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) {
        while !self.checks.is_empty() && !self.is_stopping() {
            let tasks = self.checks.take();
            runtime.callback_scope(scope, |scope| {
                for task in tasks {
                    if self.is_stopping() {
                        return;
                    }
                    v8::scope!(let scope, scope);
                    task(scope);
                }
            });
        }
    }

    fn run_tasks(&self, scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) {
        for task in self.local.take() {
            if self.is_stopping() {
                return;
            }
            runtime.callback_scope(scope, task);
        }
        let mut arrivals: VecDeque<Arrival> = self.poster.take();
        while let Some(arrival) = arrivals.pop_front() {
            if self.is_stopping() {
                return;
            }
            match arrival {
                Arrival::Task(task) => runtime.callback_scope(scope, task),
                Arrival::NodeApi => runtime.state::<NodeApi>().poll(scope),
                Arrival::Platform(task) => runtime.callback_scope(scope, |_| task.run()),
                Arrival::PlatformDelayed(due, task) => {
                    self.delayed.borrow_mut().push((due, Box::new(move |_| task.run())));
                }
                Arrival::WorkDone(id, result) => {
                    let work = self.work.borrow_mut().remove(&id);
                    if let Some(work) = work {
                        runtime.callback_scope(scope, |scope| (work.complete)(scope, result));
                    }
                }
            }
        }
    }

    fn run_delayed_tasks(&self, scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) {
        if self.delayed.borrow().is_empty() {
            return;
        }
        let now = Instant::now();
        let due: Vec<_> = self.delayed.borrow_mut().extract_if(.., |(due, _)| *due <= now).collect();
        for (_, task) in due {
            runtime.callback_scope(scope, task);
        }
    }

    /// How long this turn may wait: not at all when something is ready.
    fn wait_limit(&self, isolate: &v8::Isolate, runtime: &Runtime) -> Option<Duration> {
        if runtime.immediates().count() > 0
            || !self.local.is_empty()
            || !self.pending.is_empty()
            || !self.checks.is_empty()
            || !self.closing.is_empty()
            || !self.poster.is_empty()
            || !self.goes_on(isolate, runtime)
        {
            return Some(Duration::ZERO);
        }
        let timer = self
            .timer_expiry
            .get()
            .map(|expiry| (self.started + Duration::from_millis(expiry)).saturating_duration_since(Instant::now()));
        let uv_loop = self.uv_loop_in_use().and_then(|uv_loop| uv_loop.backend_timeout());
        let delayed = self.delayed.borrow().iter().map(|(due, _)| *due).min();
        let delayed = delayed.map(|due| due.saturating_duration_since(Instant::now()));
        [timer, uv_loop, delayed].into_iter().flatten().min()
    }

    /// Waits for descriptors, a wake-up, or the limit; finds out which descriptors are ready. With futures on the loop's
    /// thread tokio waits, and the poller is one of the things that it waits for.
    fn wait(&self, limit: Option<Duration>) {
        let futures = self.future_count.get() > 0;
        if limit == Some(Duration::ZERO) {
            if futures {
                self.run_futures();
            }
            return self.look_at_descriptors();
        }
        let poller = &self.poller;
        if futures && poller.poll(Some(Duration::ZERO)) {
            return self.run_futures();
        }
        self.clock.wait(|| {
            ThreadPool::loop_waits();
            if !futures && self.patience.is_left() && self.patience.wait_for(|| self.poster.has_arrivals()) {
                ThreadPool::loop_runs();
                return self.look_at_descriptors();
            }
            let begun = Instant::now();
            self.poster.wakeup().begin_wait();
            if self.poster.is_empty() && !self.is_stopping() {
                if futures {
                    self.wait_in_tokio(poller, limit);
                }
                poller.poll(if futures { Some(Duration::ZERO) } else { limit });
                if self.poster.has_arrivals() {
                    self.patience.was_woken(begun, self.poster.wakeup().woken_on());
                }
            }
            ThreadPool::loop_runs();
            self.poster.wakeup().end_wait();
        });
    }

    /// Finds out which descriptors are ready, without waiting.
    fn look_at_descriptors(&self) {
        if self.poller.is_in_use() {
            self.poller.poll(Some(Duration::ZERO));
        }
    }

    /// Runs the futures that can go on.
    fn run_futures(&self) {
        // The first yield polls for I/O, the second lets the futures that it woke run.
        let Some(tokio) = self.tokio.get() else { return };
        tokio.block_on(self.futures.run_until(async {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        }));
    }

    fn wait_in_tokio(&self, poller: &Poller, limit: Option<Duration>) {
        let timer = async {
            match limit {
                Some(limit) => tokio::time::sleep(limit).await,
                None => std::future::pending().await,
            }
        };
        let Some(tokio) = self.tokio.get() else { return };
        tokio.block_on(self.futures.run_until(async {
            tokio::select! {
                biased;
                () = poller.ready() => {}
                () = timer => {}
            }
        }));
    }
}

/// Reports the end of a job to its loop, also when the job panics or is dropped.
struct WorkDone {
    poster: Poster,
    id: u64,
    result: Option<Box<dyn Any + Send>>,
}

impl Drop for WorkDone {
    fn drop(&mut self) {
        self.poster.push(Arrival::WorkDone(self.id, self.result.take()));
    }
}

struct CountedFuture(Rc<Cell<usize>>);

impl CountedFuture {
    fn new(count: &Rc<Cell<usize>>) -> Self {
        count.set(count.get() + 1);
        Self(count.clone())
    }
}

impl Drop for CountedFuture {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
