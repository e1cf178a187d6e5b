//! `internalBinding('locks')`: the locks of the process (Web Locks, `worker_threads.locks`), which all its threads share. Requests for
//! one name are granted in their order; several shared ones hold it together.

use crate::event_loop::Poster;
use crate::runtime::binding::Binding;
use crate::runtime::convert::string;
use crate::runtime::{JsCallback, Runtime};
use crate::set_functions;
use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub const BINDING: Binding = Binding { name: "locks", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "setup" => setup,
        "request" => request,
        "release" => release,
        "query" => query,
    });
}

/// A request, granted or not. Its number is its thread's own.
#[derive(Clone)]
struct Request {
    thread: u64,
    number: u32,
    shared: bool,
    poster: Poster,
}

impl Request {
    fn is(&self, thread: u64, number: u32) -> bool {
        self.thread == thread && self.number == number
    }

    /// Tells the thread: its request is granted, or what it holds was stolen. The thread that this happens on gets the number in `own`.
    fn tell(&self, event: Event, caller: u64, own: &mut Vec<u32>) {
        let number = self.number;
        if self.thread == caller {
            own.push(number);
        } else {
            self.poster.post(move |scope| tell(scope, event, number));
        }
    }
}

#[derive(Clone, Copy)]
enum Event {
    Granted,
    Stolen,
}

/// The requests for one name.
#[derive(Default)]
struct Queue {
    held: Vec<Request>,
    pending: VecDeque<Request>,
}

impl Queue {
    fn can_be_held(&self, shared: bool) -> bool {
        self.held.is_empty() || (shared && self.held.iter().all(|held| held.shared))
    }

    /// Grants what is first in the queue for as long as it goes.
    fn grant(&mut self, caller: u64, own: &mut Vec<u32>) {
        while let Some(first) = self.pending.front()
            && self.can_be_held(first.shared)
            && let Some(first) = self.pending.pop_front()
        {
            first.tell(Event::Granted, caller, own);
            self.held.push(first);
        }
    }

    /// Takes requests away; the numbers of those of `caller` that are granted instead.
    fn remove(&mut self, caller: u64, gone: impl Fn(&Request) -> bool) -> Vec<u32> {
        self.held.retain(|request| !gone(request));
        self.pending.retain(|request| !gone(request));
        let mut own = Vec::new();
        self.grant(caller, &mut own);
        own
    }

    fn is_empty(&self) -> bool {
        self.held.is_empty() && self.pending.is_empty()
    }
}

static QUEUES: Mutex<BTreeMap<String, Queue>> = Mutex::new(BTreeMap::new());

fn queues() -> MutexGuard<'static, BTreeMap<String, Queue>> {
    QUEUES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a thread has asked for.
#[derive(Default)]
struct OwnLocks {
    thread: OnceCell<u64>,
    next: Cell<u32>,
    /// `function (number)`, for a request that is granted later.
    on_granted: OnceCell<JsCallback>,
    /// `function (number)`, for a lock that was stolen.
    on_stolen: OnceCell<JsCallback>,
}

impl Drop for OwnLocks {
    /// A thread that ends holds nothing and waits for nothing.
    fn drop(&mut self) {
        let Some(&thread) = self.thread.get() else { return };
        queues().retain(|_, queue| {
            queue.remove(thread, |request| request.thread == thread);
            !queue.is_empty()
        });
    }
}

fn thread_of(runtime: &Runtime) -> u64 {
    runtime.worker().map_or(0, |worker| worker.id)
}

fn tell(scope: &mut v8::PinScope<'_, '_>, event: Event, number: u32) {
    let locks = Runtime::current(scope).state::<OwnLocks>();
    let callback = match event {
        Event::Granted => &locks.on_granted,
        Event::Stolen => &locks.on_stolen,
    };
    if let Some(callback) = callback.get() {
        let number = v8::Integer::new_from_unsigned(scope, number).into();
        callback.call(scope, &[number]);
    }
}

/// `setup(onGranted, onStolen)`, once.
fn setup(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let runtime = Runtime::current(scope);
    let locks = runtime.state::<OwnLocks>();
    let _ = locks.thread.set(thread_of(&runtime));
    let functions = JsCallback::from_value(scope, args.get(0)).zip(JsCallback::from_value(scope, args.get(1)));
    if let Some((on_granted, on_stolen)) = functions {
        let _ = locks.on_granted.set(on_granted);
        let _ = locks.on_stolen.set(on_stolen);
    }
}

fn numbers<'s>(scope: &mut v8::PinScope<'s, '_>, numbers: &[u32]) -> v8::Local<'s, v8::Array> {
    let numbers: Vec<_> = numbers.iter().map(|number| v8::Integer::new_from_unsigned(scope, *number).into()).collect();
    v8::Array::new_with_elements(scope, &numbers)
}

/// `request(name, shared, steal, ifAvailable)`: the number of a request, whether it is granted already, and what it was stolen from on
/// this thread; undefined when it would have to wait and may not.
fn request(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = args.get(0).to_rust_string_lossy(scope);
    let [shared, steal, if_available] = [1, 2, 3].map(|index| args.get(index).is_true());
    let runtime = Runtime::current(scope);
    let locks = runtime.state::<OwnLocks>();
    let number = locks.next.get();
    let request = Request { thread: thread_of(&runtime), number, shared, poster: runtime.event_loop().poster() };
    let mut stolen = Vec::new();
    let granted = {
        let mut queues = queues();
        let queue = queues.entry(name).or_default();
        if steal {
            for held in queue.held.drain(..) {
                held.tell(Event::Stolen, request.thread, &mut stolen);
            }
        }
        let granted = steal || (queue.pending.is_empty() && queue.can_be_held(shared));
        if granted {
            queue.held.push(request);
        } else if if_available {
            return;
        } else {
            queue.pending.push_back(request);
        }
        granted
    };
    locks.next.set(number + 1);
    let stolen = numbers(scope, &stolen).into();
    let answer =
        [v8::Integer::new_from_unsigned(scope, number).into(), v8::Boolean::new(scope, granted).into(), stolen];
    rv.set(v8::Array::new_with_elements(scope, &answer).into());
}

/// `release(name, number)`: the lock, or the request, is no more. The numbers of this thread's requests that are granted now.
fn release(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = args.get(0).to_rust_string_lossy(scope);
    let number = args.get(1).uint32_value(scope).unwrap_or(0);
    let thread = thread_of(&Runtime::current(scope));
    let granted = {
        let mut queues = queues();
        let Some(queue) = queues.get_mut(&name) else { return };
        let granted = queue.remove(thread, |request| request.is(thread, number));
        if queue.is_empty() {
            queues.remove(&name);
        }
        granted
    };
    rv.set(numbers(scope, &granted).into());
}

/// `query()`: an array of `[name, shared, thread, held]`.
fn query(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let list: Vec<(String, Request, bool)> = {
        let queues = queues();
        let rows = queues.iter().flat_map(|(name, queue)| {
            let held = queue.held.iter().map(|request| (name.clone(), request.clone(), true));
            held.chain(queue.pending.iter().map(|request| (name.clone(), request.clone(), false)))
        });
        rows.collect()
    };
    let rows: Vec<_> = list
        .into_iter()
        .map(|(name, request, held)| {
            let name = string(scope, &name).into();
            let shared = v8::Boolean::new(scope, request.shared).into();
            let thread = v8::Number::new(scope, request.thread as f64).into();
            let held = v8::Boolean::new(scope, held).into();
            v8::Array::new_with_elements(scope, &[name, shared, thread, held]).into()
        })
        .collect();
    rv.set(v8::Array::new_with_elements(scope, &rows).into());
}
