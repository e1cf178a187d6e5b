//! Ends JavaScript that runs longer than it may, or when the user asks for it with SIGINT.

use crate::builtins::signals::SigintBreak;
use crate::runtime::Runtime;
use crate::runtime::convert::throw_error;
use std::io;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// A thread that terminates the isolate's execution when its time is over.
struct Watchdog {
    cancel: Sender<()>,
    thread: JoinHandle<bool>,
}

impl Watchdog {
    /// An error when the system has no thread left.
    fn start(isolate: &v8::Isolate, timeout: Duration) -> io::Result<Self> {
        let (cancel, cancelled) = channel();
        let isolate = isolate.thread_safe_handle();
        let thread = Builder::new().name("anode-watchdog".into()).stack_size(64 << 10);
        let thread = thread.spawn(move || match cancelled.recv_timeout(timeout) {
            Err(RecvTimeoutError::Timeout) => isolate.terminate_execution(),
            _ => false,
        })?;
        Ok(Self { cancel, thread })
    }

    /// Calls the thread off; true when it was too late for that.
    fn stop(self) -> bool {
        drop(self.cancel);
        self.thread.join().unwrap_or(false)
    }
}

/// Calls `run`, which is ended after `timeout` milliseconds, if that is a number from 0, and by SIGINT, if `break_on_sigint`. An exception is
/// pending when it was, or when `run` has no result; none when the thread is being ended.
pub fn run_limited<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    timeout: v8::Local<'_, v8::Value>,
    break_on_sigint: v8::Local<'_, v8::Value>,
    run: impl FnOnce(&mut v8::PinScope<'s, 'i>) -> Option<v8::Local<'s, v8::Value>>,
) -> Option<v8::Local<'s, v8::Value>> {
    let timeout = timeout.number_value(scope).filter(|timeout| *timeout >= 0.0).map(|timeout| timeout as u64);
    let limits = timeout.map(|timeout| Watchdog::start(scope, Duration::from_millis(timeout))).transpose();
    let limits = limits
        .and_then(|watchdog| Ok((watchdog, break_on_sigint.is_true().then(|| SigintBreak::start(scope)).transpose()?)));
    let (watchdog, sigint) = match limits {
        Ok(limits) => limits,
        Err(error) => {
            let message = format!("Operation failed: no thread that would end the script: {error}");
            throw_error(scope, "ERR_OPERATION_FAILED", &message);
            return None;
        }
    };
    let result = run(scope);
    let interrupted = sigint.is_some_and(SigintBreak::stop);
    let expired = watchdog.is_some_and(Watchdog::stop);
    if !interrupted && !expired {
        return result;
    }
    // V8 does not tell one termination from another. Whoever ends the thread stops the loop first: looked at after the
    // call, nobody's is lost.
    scope.cancel_terminate_execution();
    if Runtime::current(scope).event_loop().is_stopping() {
        scope.terminate_execution();
    } else if expired {
        let message = format!("Script execution timed out after {}ms", timeout.unwrap_or_default());
        throw_error(scope, "ERR_SCRIPT_EXECUTION_TIMEOUT", &message);
    } else {
        throw_error(scope, "ERR_SCRIPT_EXECUTION_INTERRUPTED", "Script execution was interrupted by `SIGINT`");
    }
    None
}
