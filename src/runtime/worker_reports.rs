//! What workers say of themselves for `process.report` of the thread that started them. Each answers on its own thread: between
//! two turns of its loop, or in the middle of its JavaScript, whichever comes first. Native code is waited for, as on Node.

use super::convert::string;
use super::{Runtime, worker};
use std::ffi::c_void;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

struct Request {
    trigger: String,
    /// Taken by whoever answers first.
    reply: Mutex<Option<Sender<String>>>,
}

impl Request {
    fn take_reply(&self) -> Option<Sender<String>> {
        self.reply.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn answer(&self, scope: &mut v8::PinScope<'_, '_>) {
        if let Some(reply) = self.take_reply()
            && let Some(report) = make_report(scope, &self.trigger)
        {
            // The other end waits until this end is gone.
            let _ = reply.send(report);
        }
    }
}

/// The request in the queue of a worker's loop. When that is dropped with the loop, no answer comes.
struct Queued(Arc<Request>);

impl Drop for Queued {
    fn drop(&mut self) {
        drop(self.0.take_reply());
    }
}

/// The reports of the workers that this thread has started, as JSON. Those that end in the meantime have none.
pub fn collect(runtime: &Runtime, trigger: &str) -> Vec<String> {
    let mut answers: Vec<Receiver<String>> = Vec::new();
    worker::for_each_running(runtime, |isolate, poster| {
        let (sender, receiver) = channel();
        let request = Arc::new(Request { trigger: trigger.to_owned(), reply: Mutex::new(Some(sender)) });
        let queued = Queued(request.clone());
        poster.post(move |scope| queued.0.answer(scope));
        let data = Arc::into_raw(request);
        if !isolate.request_interrupt(on_interrupt, data.cast_mut().cast::<c_void>()) {
            // SAFETY: nobody else has taken the reference that `into_raw` gave away.
            drop(unsafe { Arc::from_raw(data) });
        }
        answers.push(receiver);
    });
    answers.into_iter().filter_map(|answer| answer.recv().ok()).collect()
}

/// Runs on the worker's thread, at a point where its JavaScript may be interrupted.
unsafe extern "C" fn on_interrupt(isolate: v8::UnsafeRawIsolatePtr, data: *mut c_void) {
    // SAFETY: `data` is the reference that `collect` gave away for this one call.
    let request = unsafe { Arc::from_raw(data.cast_const().cast::<Request>()) };
    // SAFETY: V8 passes the isolate of the current thread, which outlives the call.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
    v8::scope!(let scope, &mut isolate);
    let context = v8::Local::new(scope, Runtime::current(scope).context());
    let scope = &mut v8::ContextScope::new(scope, context);
    request.answer(scope);
}

/// `None` in a worker that has no realm yet, or that is being ended.
fn make_report(scope: &mut v8::PinScope<'_, '_>, trigger: &str) -> Option<String> {
    let runtime = Runtime::current(scope);
    let realm = runtime.realm.get()?;
    v8::tc_scope!(let tc, scope);
    let module = realm.require(tc, "internal/process/report")?.to_object(tc)?;
    let key = string(tc, "workerReport");
    let function: v8::Local<v8::Function> = module.get(tc, key.into())?.try_into().ok()?;
    let trigger = string(tc, trigger);
    let report = function.call(tc, module.into(), &[trigger.into()])?;
    Some(report.to_rust_string_lossy(tc))
}
