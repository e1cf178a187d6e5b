//! Messages from any thread to any other (`worker_threads.postMessageToThread`): by the number of the thread, with an answer that says
//! what became of them.

use super::message::{deserialize, serialize};
use crate::event_loop::Poster;
use crate::runtime::convert::string;
use crate::runtime::{JsCallback, Runtime};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

type Task = Box<dyn FnOnce(&mut v8::PinScope<'_, '_>) + Send>;

/// How a thread is reached.
enum Thread {
    /// It has not begun with its program: what is sent waits.
    Starting(Vec<Task>),
    Running(Poster),
}

static THREADS: Mutex<Option<HashMap<u64, Thread>>> = Mutex::new(None);

fn threads() -> MutexGuard<'static, Option<HashMap<u64, Thread>>> {
    THREADS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// There will be a worker of this number.
pub fn expect_thread(id: u64) {
    threads().get_or_insert_default().insert(id, Thread::Starting(Vec::new()));
}

/// The thread takes messages from now on.
pub fn add_thread(id: u64, poster: Poster) {
    let earlier = threads().get_or_insert_default().insert(id, Thread::Running(poster.clone()));
    if let Some(Thread::Starting(tasks)) = earlier {
        for task in tasks {
            poster.post(task);
        }
    }
}

/// The thread is about to end.
pub fn remove_thread(id: u64) {
    let removed = threads().as_mut().and_then(|threads| threads.remove(&id));
    // With no lock held: the senders of what waits are told by its end.
    drop(removed);
}

/// What is not taken is dropped, which tells its sender.
fn send(id: u64, task: Task) {
    let mut threads = threads();
    match threads.as_mut().and_then(|threads| threads.get_mut(&id)) {
        Some(Thread::Starting(tasks)) => tasks.push(task),
        Some(Thread::Running(poster)) => {
            let poster = poster.clone();
            drop(threads);
            poster.post(task);
        }
        None => drop((threads, task)),
    }
}

/// What became of a message, in the words of `internal/worker/messaging`.
const NOT_TAKEN: i32 = 1;
const FAILED: i32 = 2;

/// Who waits for answers, by numbers of their own.
#[derive(Default)]
struct Waiting {
    next: Cell<u64>,
    callbacks: RefCell<HashMap<u64, JsCallback>>,
}

/// The sender's right to an answer.
struct Reply {
    sender: Poster,
    number: u64,
    status: i32,
}

impl Drop for Reply {
    fn drop(&mut self) {
        let (number, status) = (self.number, self.status);
        self.sender.post(move |scope| {
            let callback = Runtime::current(scope).state::<Waiting>().callbacks.borrow_mut().remove(&number);
            if let Some(callback) = callback {
                let status = v8::Integer::new(scope, status).into();
                callback.call(scope, &[status]);
            }
        });
    }
}

/// `postToThread(id, value, transferList, callback)`: `callback(status)` comes when the thread has looked at the message, or cannot.
pub fn post_to_thread<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue,
) {
    // No thread has the number of what is none.
    let id = v8::Local::<v8::Number>::try_from(args.get(0)).map_or(f64::NAN, |id| id.value());
    let id = if id >= 0.0 && id.fract() == 0.0 { id as u64 } else { u64::MAX };
    let list = super::elements(scope, args.get(2));
    let Some(message) = serialize(scope, args.get(1), &list, None) else { return };
    let Some(callback) = JsCallback::from_value(scope, args.get(3)) else { return };
    let runtime = Runtime::current(scope);
    let waiting = runtime.state::<Waiting>();
    let number = waiting.next.get();
    waiting.next.set(number + 1);
    waiting.callbacks.borrow_mut().insert(number, callback);
    let reply = Reply { sender: runtime.event_loop().poster(), number, status: NOT_TAKEN };
    let source = runtime.worker().map_or(0, |worker| worker.id);
    send(
        id,
        Box::new(move |scope| {
            // The whole of it moves in here, and tells the sender when it is dropped.
            let mut reply = reply;
            v8::tc_scope!(let tc, scope);
            reply.status = match deserialize(tc, message) {
                Some((value, _)) => deliver(tc, value, source),
                None => None,
            }
            .unwrap_or(FAILED);
        }),
    );
}

/// `None`: an exception is pending.
fn deliver(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>, source: u64) -> Option<i32> {
    let module = Runtime::current(scope).realm().require(scope, "internal/worker/messaging")?.to_object(scope)?;
    let key = string(scope, "deliver");
    let function: v8::Local<v8::Function> = module.get(scope, key.into())?.try_into().ok()?;
    let source = v8::Number::new(scope, source as f64).into();
    function.call(scope, module.into(), &[value, source])?.int32_value(scope)
}

/// `joinThreads()`: messages of other threads are wanted from now on.
pub fn join_threads(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let runtime = Runtime::current(scope);
    add_thread(runtime.worker().map_or(0, |worker| worker.id), runtime.event_loop().poster());
}
