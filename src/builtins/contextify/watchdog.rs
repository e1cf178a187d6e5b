//! Ends JavaScript that runs longer than it may.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A thread that terminates the isolate's execution when its time is over.
pub struct Watchdog {
    cancel: Sender<()>,
    thread: JoinHandle<bool>,
}

impl Watchdog {
    pub fn start(isolate: &v8::Isolate, timeout: Duration) -> Self {
        let (cancel, cancelled) = channel();
        let isolate = isolate.thread_safe_handle();
        let thread = std::thread::spawn(move || match cancelled.recv_timeout(timeout) {
            Err(RecvTimeoutError::Timeout) => isolate.terminate_execution(),
            _ => false,
        });
        Self { cancel, thread }
    }

    /// Calls the thread off. True: it was too late, execution was (or is about to be) terminated.
    pub fn stop(self) -> bool {
        drop(self.cancel);
        self.thread.join().unwrap_or(false)
    }
}
