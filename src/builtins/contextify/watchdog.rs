//! Ends JavaScript that runs longer than it may.

use crate::runtime::Runtime;
use std::io;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// A thread that terminates the isolate's execution when its time is over.
pub struct Watchdog {
    cancel: Sender<()>,
    thread: JoinHandle<bool>,
}

impl Watchdog {
    /// An error when the system has no thread left.
    pub fn start(isolate: &v8::Isolate, timeout: Duration) -> io::Result<Self> {
        let (cancel, cancelled) = channel();
        let isolate = isolate.thread_safe_handle();
        let thread = Builder::new().name("anode-watchdog".into()).stack_size(64 << 10);
        let thread = thread.spawn(move || match cancelled.recv_timeout(timeout) {
            Err(RecvTimeoutError::Timeout) => isolate.terminate_execution(),
            _ => false,
        })?;
        Ok(Self { cancel, thread })
    }

    /// Calls the thread off, and its termination, when it was too late for that: true. The termination of a worker that is being ended
    /// stays.
    pub fn stop(self, scope: &mut v8::PinScope<'_, '_>) -> bool {
        drop(self.cancel);
        let expired = self.thread.join().unwrap_or(false);
        if expired {
            // V8 does not tell one termination from another. Whoever ends the thread stops the loop first: looked at after the
            // call, nobody's is lost.
            scope.cancel_terminate_execution();
            if Runtime::current(scope).event_loop().is_stopping() {
                scope.terminate_execution();
            }
        }
        expired
    }
}
