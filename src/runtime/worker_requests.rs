//! What the thread that started a worker asks it: a report, statistics, a heap snapshot, profiles. A worker answers on its own thread:
//! between two turns of its loop, or in the middle of its JavaScript, whichever comes first. Native code is waited for, as on Node.
//!
//! Question and answer are text; `internal/worker/requests` knows what they mean.

use super::convert::string;
use super::{JsCallback, Runtime, worker};
use crate::event_loop::Poster;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::c_void;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Gets the answer, on the worker's thread; `None` from a worker that ends instead.
type Reply = Box<dyn FnOnce(Option<String>) + Send>;

struct Request {
    name: String,
    argument: String,
    /// Taken by whoever answers first.
    reply: Mutex<Option<Reply>>,
}

impl Request {
    fn take_reply(&self) -> Option<Reply> {
        self.reply.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn answer(&self, scope: &mut v8::PinScope<'_, '_>) {
        if let Some(reply) = self.take_reply() {
            reply(answer(scope, &self.name, &self.argument));
        }
    }
}

/// The request in the queue of a worker's loop. When that is dropped with the loop, there is no answer.
struct Queued(Arc<Request>);

impl Drop for Queued {
    fn drop(&mut self) {
        if let Some(reply) = self.0.take_reply() {
            reply(None);
        }
    }
}

fn send(isolate: &v8::IsolateHandle, poster: &Poster, name: &str, argument: &str, reply: Reply) {
    let request =
        Arc::new(Request { name: name.to_owned(), argument: argument.to_owned(), reply: Mutex::new(Some(reply)) });
    let queued = Queued(request.clone());
    poster.post(move |scope| queued.0.answer(scope));
    let data = Arc::into_raw(request);
    if !isolate.request_interrupt(on_interrupt, data.cast_mut().cast::<c_void>()) {
        // SAFETY: nobody else has taken the reference that `into_raw` gave away.
        drop(unsafe { Arc::from_raw(data) });
    }
}

/// Asks all workers that this thread has started, and waits for their answers. Those that end in the meantime have none.
pub fn ask_all(runtime: &Runtime, name: &str, argument: &str) -> Vec<String> {
    let mut answers: Vec<Receiver<String>> = Vec::new();
    worker::for_each_running(runtime, |isolate, poster| {
        let (sender, receiver) = channel();
        let reply = move |answer: Option<String>| {
            // The other end waits until this end is gone.
            let _ = answer.map(|answer| sender.send(answer));
        };
        send(isolate, poster, name, argument, Box::new(reply));
        answers.push(receiver);
    });
    answers.into_iter().filter_map(|answer| answer.recv().ok()).collect()
}

/// What waits for answers.
#[derive(Default)]
struct Pending {
    next: Cell<u64>,
    callbacks: RefCell<HashMap<u64, JsCallback>>,
}

/// Asks one worker; `callback(answer)` is called with text, or with undefined when the worker has ended. False when there is no such
/// worker.
pub fn ask(runtime: &Runtime, id: u64, name: &str, argument: &str, callback: JsCallback) -> bool {
    let pending = runtime.state::<Pending>();
    let number = pending.next.get();
    let own_loop = runtime.event_loop().poster();
    let reply = move |answer: Option<String>| {
        own_loop.post(move |scope| {
            let callback = Runtime::current(scope).state::<Pending>().callbacks.borrow_mut().remove(&number);
            let Some(callback) = callback else { return };
            let answer = match answer {
                Some(answer) => string(scope, &answer).into(),
                None => v8::undefined(scope).into(),
            };
            callback.call(scope, &[answer]);
        });
    };
    pending.next.set(number + 1);
    pending.callbacks.borrow_mut().insert(number, callback);
    let sent = worker::with_running(runtime, id, |isolate, poster| {
        send(isolate, poster, name, argument, Box::new(reply));
    });
    if sent.is_none() {
        pending.callbacks.borrow_mut().remove(&number);
    }
    sent.is_some()
}

/// Runs on the worker's thread, at a point where its JavaScript may be interrupted.
unsafe extern "C" fn on_interrupt(isolate: v8::UnsafeRawIsolatePtr, data: *mut c_void) {
    // SAFETY: `data` is the reference that `send` gave away for this one call.
    let request = unsafe { Arc::from_raw(data.cast_const().cast::<Request>()) };
    // SAFETY: V8 passes the isolate of the current thread, which outlives the call.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
    v8::scope!(let scope, &mut isolate);
    let context = v8::Local::new(scope, Runtime::current(scope).context());
    let scope = &mut v8::ContextScope::new(scope, context);
    request.answer(scope);
}

/// `None` in a worker that has no realm yet, or that is being ended.
fn answer(scope: &mut v8::PinScope<'_, '_>, name: &str, argument: &str) -> Option<String> {
    let runtime = Runtime::current(scope);
    let realm = runtime.realm.get()?;
    v8::tc_scope!(let tc, scope);
    let module = realm.require(tc, "internal/worker/requests")?.to_object(tc)?;
    let key = string(tc, "answer");
    let function: v8::Local<v8::Function> = module.get(tc, key.into())?.try_into().ok()?;
    let arguments = [string(tc, name).into(), string(tc, argument).into()];
    let answer = function.call(tc, module.into(), &arguments)?;
    Some(answer.to_rust_string_lossy(tc))
}
