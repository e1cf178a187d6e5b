//! `napi_threadsafe_function`: calls from any thread into JavaScript.
//!
//! The core of each function is shared by the addon's threads, the inbox and the environment, and outlives the environment:
//! a late call finds it closed and answers `napi_closing`. Whoever queues into an idle function puts it into the inbox, once;
//! the loop delivers at most [`BATCH`] items and puts it back if there are more. It takes items out of the queue all at once;
//! those that it has not begun to deliver count as queued. Whoever finds a bounded queue full waits, for a moment awake. The loop
//! wakes all that sleep when it has delivered half of what it took, and whenever it looks into the queue under the lock and finds
//! room; it looks before it rests, and so no wake-up can be lost.

use std::cell::Cell;
use std::collections::VecDeque;
use std::ffi::c_void;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use napi_sys::{napi_env, napi_value};

use crate::abi::{Value, raw_env};
use crate::async_context::AsyncContext;
use crate::barrier::contain;
use crate::cleanup::{Hook, Place};
use crate::core::{Inbox, Message};
use crate::env::{Env, ExceptionPolicy};
use crate::host::KeepAlive;
use crate::patience::{LastProcessor, Patience};
use crate::reference::Finalizer;
use crate::shim::Persistent;
use crate::status::{Failure, Result};

/// How long a thread waits for room before it looks again. It is woken when there is room for half a queue; this is for a
/// callback that waits for such a thread before it returns.
const LONGEST_SLEEP: Duration = Duration::from_millis(10);

thread_local! {
    /// Of a thread that calls, for room.
    static ROOM_PATIENCE: Patience = const { Patience::new() };
}

pub(crate) type CallJs = unsafe extern "C-unwind" fn(napi_env, napi_value, *mut c_void, *mut c_void);

/// How many items one turn of the loop delivers, as on Node, whose count of 1,000 includes the look that finds it used up.
const BATCH: usize = 999;

struct Item(*mut c_void);
// SAFETY: the addon's pointer, handed through.
unsafe impl Send for Item {}

struct State {
    queue: VecDeque<Item>,
    threads: usize,
    /// Everything is over; the core waits for its last owner.
    closed: bool,
    /// In the inbox, or being dispatched.
    scheduled: bool,
    /// The addon's share of the core: given up when everything is closed and no thread holds the function any more.
    addon: Option<Arc<ThreadsafeFunction>>,
}

/// What only the loop thread touches.
struct Loop {
    env: Cell<Option<Rc<Env>>>,
    function: Cell<Persistent>,
    call_js: Option<CallJs>,
    finalizer: Cell<Finalizer>,
    async_context: AsyncContext,
    place: Cell<Option<Place>>,
    keep_alive: Cell<Option<KeepAlive>>,
    name: Arc<str>,
}

pub(crate) struct ThreadsafeFunction {
    state: Mutex<State>,
    not_full: Condvar,
    capacity: usize,
    /// No more items are accepted: aborted, released by the last thread, or the environment has ended. Changes under the
    /// lock only.
    closing: AtomicBool,
    /// How many threads sleep until there is room. Changes under the lock only.
    waiting: AtomicUsize,
    /// How often there has been room for those who wait: they may look awake for a moment.
    rooms: AtomicUsize,
    /// Where the loop delivers.
    loop_processor: LastProcessor,
    /// How many items the loop has taken out of the queue and not begun to deliver: they count as queued.
    undelivered: AtomicUsize,
    /// These items; only the loop thread touches them.
    batch: Cell<VecDeque<Item>>,
    pub(crate) context: *mut c_void,
    inbox: Arc<Inbox>,
    on_loop: Option<Loop>,
}

// SAFETY: `on_loop` is touched on the loop thread only: the any-thread operations do not reach into it, and before the last
// share can be dropped elsewhere `close` has emptied it of everything that is bound to the thread. `context` is the addon's.
unsafe impl Send for ThreadsafeFunction {}
// SAFETY: as above; everything else is behind the lock.
unsafe impl Sync for ThreadsafeFunction {}

pub(crate) struct Options {
    pub(crate) function: Persistent,
    pub(crate) call_js: Option<CallJs>,
    pub(crate) capacity: usize,
    pub(crate) threads: usize,
    pub(crate) context: *mut c_void,
    pub(crate) finalizer: Finalizer,
    pub(crate) async_context: AsyncContext,
    pub(crate) name: Arc<str>,
}

impl ThreadsafeFunction {
    pub(crate) fn new(env: &Env, options: Options) -> Arc<ThreadsafeFunction> {
        let this = Arc::new(ThreadsafeFunction {
            state: Mutex::new(State::new(options.threads)),
            not_full: Condvar::new(),
            capacity: options.capacity,
            closing: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
            rooms: AtomicUsize::new(0),
            loop_processor: LastProcessor::default(),
            undelivered: AtomicUsize::new(0),
            batch: Cell::default(),
            context: options.context,
            inbox: Arc::clone(&env.core.inbox),
            on_loop: Some(Loop {
                env: Cell::new(Some(env.share())),
                function: Cell::new(options.function),
                call_js: options.call_js,
                finalizer: Cell::new(options.finalizer),
                async_context: options.async_context,
                place: Cell::new(None),
                keep_alive: Cell::new(Some(env.core.host.keep_alive(&options.name))),
                name: options.name,
            }),
        });
        env.holds.fetch_add(1, Ordering::AcqRel);
        this.lock().addon = Some(Arc::clone(&this));
        if let Some(on_loop) = &this.on_loop {
            on_loop.place.set(Some(env.core.cleanup.add(Hook::Threadsafe(Arc::clone(&this)))));
        }
        this
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the loop look at the function, unless it will anyway.
    fn schedule(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let idle = !std::mem::replace(&mut state.scheduled, true);
        // The share is taken under the lock: once that is open, the end of the environment may give up the addon's share,
        // which can be the only one that this thread relies on.
        let message = idle.then(|| Message::Threadsafe(Arc::clone(self)));
        drop(state);
        if let Some(message) = message {
            self.inbox.send(message);
        }
    }

    // -- Any thread

    pub(crate) fn call(self: &Arc<Self>, data: *mut c_void, blocking: bool) -> Result {
        let mut state = self.lock();
        while !self.has_room(&state) && !self.is_closing() {
            if !blocking {
                return Err(Failure::QueueFull);
            }
            state = self.wait_for_room(state);
        }
        if self.is_closing() {
            // The answer `napi_closing` is at the same time this thread's release.
            if state.threads == 0 {
                return Err(Failure::InvalidArg);
            }
            let share = state.let_go();
            drop(state);
            drop(share);
            return Err(Failure::Closing);
        }
        state.queue.push_back(Item(data));
        self.schedule(state);
        Ok(())
    }

    /// Returns when there may be room, or it is time to look again.
    fn wait_for_room<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let rooms = self.rooms.load(Ordering::Relaxed);
        // On the loop's own processor it would keep the loop from making room.
        if !self.loop_processor.is_mine() && ROOM_PATIENCE.with(Patience::is_left) {
            drop(state);
            let may_be = || self.rooms.load(Ordering::Relaxed) != rooms || self.is_closing();
            let came = ROOM_PATIENCE.with(|patience| patience.wait_for(may_be));
            state = self.lock();
            if came || self.has_room(&state) {
                return state;
            }
        }
        let begun = Instant::now();
        self.waiting.fetch_add(1, Ordering::Relaxed);
        (state, _) = self.not_full.wait_timeout(state, LONGEST_SLEEP).unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        ROOM_PATIENCE.with(|patience| patience.was_woken(begun, &self.loop_processor));
        state
    }

    pub(crate) fn acquire(&self) -> Result {
        let mut state = self.lock();
        if self.is_closing() {
            return Err(Failure::Closing);
        }
        state.threads += 1;
        Ok(())
    }

    pub(crate) fn release(self: &Arc<Self>, abort: bool) -> Result {
        let mut state = self.lock();
        if state.threads == 0 {
            return Err(Failure::InvalidArg);
        }
        let share = state.let_go();
        if (state.threads == 0 || abort) && !self.is_closing() {
            if abort {
                self.stop(&state);
            }
            self.schedule(state);
        } else {
            drop(state);
        }
        drop(share);
        Ok(())
    }

    // -- The loop thread

    /// Whether the function keeps the loop running.
    pub(crate) fn set_ref(&self, on: bool) {
        let Some(on_loop) = &self.on_loop else { return };
        let Some(env) = on_loop.env() else { return };
        match (on, on_loop.keep_alive.get()) {
            (true, None) => on_loop.keep_alive.set(Some(env.core.host.keep_alive(&on_loop.name))),
            (false, Some(id)) => {
                on_loop.keep_alive.set(None);
                env.core.host.release(id);
            }
            _ => {}
        }
    }

    /// Delivers what is queued, at most a batch.
    pub(crate) fn dispatch(self: &Arc<Self>) {
        if self.is_bounded() {
            self.loop_processor.note();
        }
        for _ in 0..BATCH {
            match self.next() {
                Next::Item(data) => self.deliver(data),
                Next::Idle => return,
                Next::Close => return self.close_soon(),
            }
        }
        let state = self.lock();
        if state.closed {
            return;
        }
        drop(state);
        // Still scheduled: stays so for the next turn.
        self.inbox.send(Message::Threadsafe(Arc::clone(self)));
    }

    /// What the loop has to do next. It takes everything out of the queue at once, and what it has taken it need not ask
    /// for under the lock.
    fn next(&self) -> Next {
        let mut batch = self.batch.take();
        let mut item = if self.is_closing() { None } else { self.begin(&mut batch) };
        if item.is_none() {
            let mut state = self.lock();
            if !self.is_closing() && !state.closed {
                std::mem::swap(&mut batch, &mut state.queue);
                self.undelivered.store(batch.len(), Ordering::Relaxed);
                item = self.begin(&mut batch);
                if state.queue.len() + batch.len() <= self.capacity / 2 {
                    self.not_full_any_more();
                }
            }
            if item.is_none() {
                if batch.capacity() > BATCH && batch.is_empty() {
                    batch = VecDeque::new();
                }
                self.batch.set(batch);
                return self.idle_or_close(&mut state);
            }
        }
        self.batch.set(batch);
        item.map_or(Next::Idle, |Item(data)| Next::Item(data))
    }

    /// The first item of what the loop has taken. When half of a full queue is delivered, those who wait for room are woken:
    /// for each single item it would cost more than the item.
    fn begin(&self, batch: &mut VecDeque<Item>) -> Option<Item> {
        let item = batch.pop_front()?;
        self.undelivered.store(batch.len(), Ordering::Relaxed);
        if batch.len() == self.capacity / 2 {
            self.not_full_any_more();
        }
        Some(item)
    }

    fn idle_or_close(&self, state: &mut State) -> Next {
        if state.closed {
            return Next::Idle;
        }
        if !self.is_closing() {
            if state.threads > 0 {
                state.scheduled = false;
                return Next::Idle;
            }
            self.closing.store(true, Ordering::Release);
        }
        Next::Close
    }

    fn has_room(&self, state: &State) -> bool {
        self.capacity == 0 || state.queue.len() + self.undelivered.load(Ordering::Relaxed) < self.capacity
    }

    fn not_full_any_more(&self) {
        self.rooms.fetch_add(1, Ordering::Relaxed);
        if self.waiting.load(Ordering::Relaxed) > 0 {
            self.not_full.notify_all();
        }
    }

    fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Accepts nothing from now on.
    fn stop(&self, _state: &State) {
        self.closing.store(true, Ordering::Release);
        self.not_full.notify_all();
    }

    fn deliver(&self, data: *mut c_void) {
        let Some(on_loop) = &self.on_loop else { return };
        let Some(env) = on_loop.env() else { return };
        env.core.with_handle_scope(|| {
            on_loop.async_context.run(&env, || {
                env.call_into_module(ExceptionPolicy::ByVersion, || {
                    let function = on_loop.function.get();
                    let function = if function.is_empty() {
                        Value::NULL
                    } else {
                        // SAFETY: not empty, on its thread, with a handle scope open.
                        Value::from_slot(unsafe { function.to_local(env.isolate) })
                    };
                    match on_loop.call_js {
                        Some(call_js) => {
                            // SAFETY: the addon's function, with the addon's data.
                            contain(|| unsafe { call_js(raw_env(&env), function.raw(), self.context, data) });
                        }
                        None => call_without_arguments(&env, function),
                    }
                });
            });
        });
    }

    /// Nothing is to be delivered any more: the function closes in the loop's close phase, as libuv's handles do.
    fn close_soon(self: &Arc<Self>) {
        let Some(env) = self.on_loop.as_ref().and_then(Loop::env) else { return };
        env.core.cleanup.is_over(Arc::clone(self));
        if !env.core.host.request_close_phase() {
            env.core.cleanup.close_threadsafe_functions();
        }
    }

    /// Refuses everything from now on; hands back what was queued, runs the finalizer, lets go of the environment.
    pub(crate) fn close(&self) {
        let Some(queue) = self.close_queue() else { return };
        if let Some(on_loop) = &self.on_loop {
            self.finish(on_loop, queue);
        }
        let share = self.lock().addon_share_if_over();
        drop(share);
    }

    /// What was queued; `None` if it is closed already.
    fn close_queue(&self) -> Option<VecDeque<Item>> {
        let mut state = self.lock();
        if std::mem::replace(&mut state.closed, true) {
            return None;
        }
        self.stop(&state);
        let mut queue = self.batch.take();
        queue.append(&mut state.queue);
        Some(queue)
    }

    /// What `close` does with the addon's part.
    fn finish(&self, on_loop: &Loop, queue: VecDeque<Item>) {
        let Some(env) = on_loop.env.take() else { return };
        if let Some(place) = on_loop.place.take() {
            env.core.cleanup.remove(place);
        }
        if let Some(call_js) = on_loop.call_js {
            for Item(data) in queue {
                // SAFETY: a null environment tells the addon to free the data and do nothing else, as documented.
                contain(|| unsafe { call_js(std::ptr::null_mut(), std::ptr::null_mut(), self.context, data) });
            }
        }
        let mut finalizer = on_loop.finalizer.get();
        // The third argument of this finalizer is the context of the function.
        finalizer.hint = self.context;
        if finalizer.callback.is_some() {
            env.core.with_handle_scope(|| {
                on_loop.async_context.run(&env, || env.run_finalizer(finalizer, ExceptionPolicy::ByVersion));
            });
        }
        // SAFETY: the function's own slot, on its thread.
        unsafe { on_loop.function.replace(Persistent::EMPTY).reset() }
        on_loop.async_context.destroy();
        env.holds.fetch_sub(1, Ordering::AcqRel);
        if let Some(id) = on_loop.keep_alive.take() {
            env.core.host.release(id);
        }
    }

    pub(crate) fn is_bounded(&self) -> bool {
        self.capacity > 0
    }

    /// It is among the cleanup hooks no longer.
    pub(crate) fn forget_place(&self) {
        if let Some(on_loop) = &self.on_loop {
            on_loop.place.set(None);
        }
    }

    /// The environment ends: nothing more is accepted. [`ThreadsafeFunction::close`] follows.
    pub(crate) fn stop_accepting(&self) {
        self.stop(&self.lock());
    }
}

enum Next {
    Item(*mut c_void),
    Idle,
    Close,
}

impl State {
    /// One thread less. What comes back is to be dropped after the lock.
    fn let_go(&mut self) -> Option<Arc<ThreadsafeFunction>> {
        self.threads -= 1;
        self.addon_share_if_over()
    }

    fn addon_share_if_over(&mut self) -> Option<Arc<ThreadsafeFunction>> {
        if self.closed && self.threads == 0 { self.addon.take() } else { None }
    }

    fn new(threads: usize) -> Self {
        State { queue: VecDeque::new(), threads, closed: false, scheduled: false, addon: None }
    }
}

impl Loop {
    fn env(&self) -> Option<Rc<Env>> {
        let env = self.env.take();
        let copy = env.clone();
        self.env.set(env);
        copy
    }
}

/// What a function without `call_js_cb` does.
fn call_without_arguments(env: &Env, function: Value) {
    let Ok(function) = function.local(env) else { return };
    let Ok(function) = v8::Local::<v8::Function>::try_from(function) else { return };
    let undefined = v8::undefined(env.scope()).into();
    // A throw is pending now, and whoever called us looks.
    let _ = env.attempt(Failure::GenericFailure, || function.call(env.scope(), undefined, &[]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    /// A function without a loop: the test takes the items out itself.
    fn function(threads: usize, capacity: usize) -> (Arc<ThreadsafeFunction>, Arc<AtomicUsize>) {
        let wakes = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&wakes);
        let inbox = Inbox::new(Arc::new(move || {
            counter.fetch_add(1, Ordering::SeqCst);
        }));
        let function = Arc::new(ThreadsafeFunction {
            state: Mutex::new(State::new(threads)),
            not_full: Condvar::new(),
            capacity,
            closing: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
            rooms: AtomicUsize::new(0),
            loop_processor: LastProcessor::default(),
            undelivered: AtomicUsize::new(0),
            batch: Cell::default(),
            context: std::ptr::null_mut(),
            inbox,
            on_loop: None,
        });
        function.lock().addon = Some(Arc::clone(&function));
        (function, wakes)
    }

    fn number(n: usize) -> *mut c_void {
        std::ptr::without_provenance_mut(n)
    }

    #[test]
    fn producers_on_a_bounded_queue_lose_no_wake_up() {
        const PRODUCERS: usize = 4;
        const EACH: usize = 5000;
        for capacity in [1, 3, 64] {
            let (function, _) = function(PRODUCERS, capacity);
            let producers: Vec<_> = (0..PRODUCERS)
                .map(|_| {
                    let function = Arc::clone(&function);
                    thread::spawn(move || {
                        for i in 0..EACH {
                            assert_eq!(function.call(number(i), true), Ok(()));
                        }
                        assert_eq!(function.release(false), Ok(()));
                    })
                })
                .collect();
            let mut seen = 0;
            loop {
                match function.next() {
                    Next::Item(_) => seen += 1,
                    Next::Idle => thread::sleep(Duration::from_micros(20)),
                    Next::Close => break,
                }
            }
            assert_eq!(seen, PRODUCERS * EACH);
            producers.into_iter().for_each(|p| p.join().expect("producers do not panic"));
        }
    }

    #[test]
    fn what_is_not_delivered_yet_counts_as_queued() {
        let (function, _) = function(1, 3);
        let fill = || (0..10).take_while(|i| function.call(number(*i), false).is_ok()).count();
        assert_eq!(fill(), 3);
        assert!(matches!(function.next(), Next::Item(_)));
        assert_eq!(fill(), 1);
        assert!(matches!(function.next(), Next::Item(_)));
        assert!(matches!(function.next(), Next::Item(_)));
        assert_eq!(fill(), 2);
        while matches!(function.next(), Next::Item(_)) {}
        assert_eq!(fill(), 3);
    }

    #[test]
    fn a_producer_goes_on_when_there_is_room_for_one() {
        let (function, _) = function(1, 64);
        for i in 0..64 {
            assert_eq!(function.call(number(i), false), Ok(()));
        }
        let blocked = {
            let function = Arc::clone(&function);
            thread::spawn(move || function.call(number(64), true))
        };
        while function.waiting.load(Ordering::Relaxed) == 0 {
            thread::yield_now();
        }
        // A callback that waits for the producer: nothing more is taken.
        assert!(matches!(function.next(), Next::Item(_)));
        assert_eq!(blocked.join().expect("no panic"), Ok(()));
    }

    #[test]
    fn one_wake_up_per_edge() {
        let (function, wakes) = function(1, 0);
        for i in 0..10 {
            assert_eq!(function.call(number(i), false), Ok(()));
        }
        assert_eq!(wakes.load(Ordering::SeqCst), 1);
        assert_eq!(function.inbox.take(Vec::new()).len(), 1);
        while matches!(function.next(), Next::Item(_)) {}
        assert_eq!(function.call(number(1), false), Ok(()));
        assert_eq!(wakes.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn abort_wakes_blocked_producers_and_their_answer_is_their_release() {
        let (function, _) = function(2, 1);
        assert_eq!(function.call(number(0), true), Ok(()));
        assert_eq!(function.call(number(0), false), Err(Failure::QueueFull));
        let blocked = {
            let function = Arc::clone(&function);
            thread::spawn(move || function.call(number(1), true))
        };
        while function.waiting.load(Ordering::Relaxed) == 0 {
            thread::yield_now();
        }
        assert_eq!(function.release(true), Ok(()));
        assert_eq!(blocked.join().expect("no panic"), Err(Failure::Closing));
        assert_eq!(function.release(false), Err(Failure::InvalidArg));
        assert_eq!(function.acquire(), Err(Failure::Closing));
        assert!(matches!(function.next(), Next::Close));
    }

    /// Threads that call, share, let go and abort meet a loop that takes items out and closes at any moment: each accepted
    /// item is taken out or handed back, every hold is given up once, and the function is freed, by whoever comes last.
    #[test]
    fn holders_and_the_end_meet_at_any_moment() {
        for round in 0..400_usize {
            let threads = 1 + round % 4;
            let (function, _) = function(threads, round % 3);
            let weak = Arc::downgrade(&function);
            let inbox = Arc::clone(&function.inbox);
            // As addons do: a pointer without a share of its own.
            let address = Arc::as_ptr(&function).expose_provenance();
            let holders: Vec<_> =
                (0..threads).map(|number| thread::spawn(move || hold(address, round, number == 0))).collect();
            let mut seen = 0;
            for _ in 0..round * 2 {
                match function.next() {
                    Next::Item(_) => seen += 1,
                    Next::Idle => thread::yield_now(),
                    Next::Close => break,
                }
            }
            let rest = function.close_queue().map_or(0, |queue| queue.len());
            let share = function.lock().addon_share_if_over();
            drop((share, function, inbox.close()));
            let accepted: usize = holders.into_iter().map(|holder| holder.join().expect("holders do not panic")).sum();
            assert_eq!(accepted, seen + rest);
            assert_eq!(weak.strong_count(), 0, "round {round}");
        }
    }

    /// A thread that holds the function until it lets go or is told that it is closing; how many items were accepted.
    fn hold(address: usize, round: usize, may_abort: bool) -> usize {
        let borrow = || -> std::mem::ManuallyDrop<Arc<ThreadsafeFunction>> {
            // SAFETY: this thread holds the function.
            std::mem::ManuallyDrop::new(unsafe { Arc::from_raw(std::ptr::with_exposed_provenance(address)) })
        };
        let mut accepted = 0;
        for i in 0..round % 50 {
            match borrow().call(number(i), true) {
                Ok(()) => accepted += 1,
                Err(failure) => {
                    assert_eq!(failure, Failure::Closing);
                    return accepted;
                }
            }
            if i % 7 == 3 && borrow().acquire() == Ok(()) {
                assert_eq!(borrow().release(false), Ok(()));
            }
        }
        assert_eq!(borrow().release(may_abort && round.is_multiple_of(5)), Ok(()));
        accepted
    }

    #[test]
    fn the_core_outlives_its_close_until_the_last_release() {
        let (function, _) = function(1, 0);
        function.close();
        assert_eq!(Arc::strong_count(&function), 2);
        assert_eq!(function.call(number(0), false), Err(Failure::Closing));
        assert_eq!(Arc::strong_count(&function), 1);
    }
}
