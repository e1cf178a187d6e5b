//! `spawnSync`: the child's pipes are served with poll(2) until it has ended and they are closed; the event loop stands
//! still meanwhile.

use super::launch::launch;
use super::{Ending, connected_sockets, get, last_errno, plan_from, process_descriptor, raw};
use crate::runtime::convert::{bytes, set, uint8_array};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

/// One of the child's descriptors, as far as this process serves it.
struct Pipe {
    place: usize,
    /// Until its end has come or nobody wants it any more.
    fd: Option<OwnedFd>,
    input: Vec<u8>,
    written: usize,
    /// Whether writing is not over yet.
    writes: bool,
    /// What the child has written, `None` when it cannot write here.
    output: Option<Vec<u8>>,
}

impl Pipe {
    /// Writes what fits; shuts the direction down after the last byte.
    fn feed(&mut self) {
        let Some(fd) = &self.fd else { return };
        let rest = &self.input[self.written..];
        if !rest.is_empty() {
            // SAFETY: the pointer and the length describe `rest`.
            let count = unsafe {
                libc::send(raw(fd), rest.as_ptr().cast(), rest.len(), libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL)
            };
            if count >= 0 {
                self.written += count as usize;
            } else if !matches!(last_errno(), libc::EAGAIN | libc::EINTR) {
                // The child does not read its input: that is its business.
                self.written = self.input.len();
            }
        }
        if self.written == self.input.len() {
            self.writes = false;
            // SAFETY: the descriptor is open.
            unsafe { libc::shutdown(raw(fd), libc::SHUT_WR) };
            if self.output.is_none() {
                self.fd = None;
            }
        }
    }

    /// Reads what is there; at the end the pipe is closed.
    fn drain(&mut self) {
        let Some(fd) = &self.fd else { return };
        let mut buffer = [0u8; 64 << 10];
        // SAFETY: the pointer and the length describe `buffer`.
        let count = unsafe { libc::recv(raw(fd), buffer.as_mut_ptr().cast(), buffer.len(), libc::MSG_DONTWAIT) };
        if count > 0 {
            if let Some(output) = &mut self.output {
                output.extend_from_slice(&buffer[..count as usize]);
            }
        } else if count == 0 || !matches!(last_errno(), libc::EAGAIN | libc::EINTR) {
            self.fd = None;
        }
    }
}

struct Limits {
    timeout: Option<Duration>,
    max_buffer: Option<usize>,
    kill_signal: i32,
}

struct Outcome {
    pid: libc::pid_t,
    ending: Ending,
    errno: i32,
}

/// Serves the pipes and waits for the child.
fn supervise(pid: libc::pid_t, pipes: &mut [Pipe], limits: &Limits) -> Outcome {
    let deadline = limits.timeout.map(|timeout| Instant::now() + timeout);
    let descriptor = process_descriptor(pid).ok();
    let mut ending = None;
    let mut errno = 0;
    while ending.is_none() || pipes.iter().any(|pipe| pipe.fd.is_some()) {
        let mut entries: Vec<libc::pollfd> = Vec::with_capacity(pipes.len() + 1);
        let mut owners = Vec::with_capacity(pipes.len());
        for (index, pipe) in pipes.iter().enumerate() {
            let Some(fd) = &pipe.fd else { continue };
            let mut events = 0;
            if pipe.output.is_some() {
                events |= libc::POLLIN;
            }
            if pipe.writes {
                events |= libc::POLLOUT;
            }
            entries.push(libc::pollfd { fd: raw(fd), events, revents: 0 });
            owners.push(index);
        }
        if ending.is_none()
            && let Some(descriptor) = &descriptor
        {
            entries.push(libc::pollfd { fd: raw(descriptor), events: libc::POLLIN, revents: 0 });
        }
        let now = Instant::now();
        let mut wait = match deadline {
            Some(deadline) if errno == 0 => {
                // A longer wait ends early and is gone on with.
                i32::try_from(deadline.saturating_duration_since(now).as_millis() + 1).unwrap_or(i32::MAX)
            }
            _ => -1,
        };
        if ending.is_none() && descriptor.is_none() {
            // Without a process descriptor its end is looked for every few milliseconds.
            wait = if wait < 0 { 5 } else { wait.min(5) };
        }
        // SAFETY: the pointer and the length describe `entries`.
        unsafe { libc::poll(entries.as_mut_ptr(), entries.len() as libc::nfds_t, wait) };
        for (entry, index) in entries.iter().zip(owners) {
            let pipe = &mut pipes[index];
            if entry.revents & libc::POLLOUT != 0 && pipe.writes {
                pipe.feed();
            }
            if entry.revents & (libc::POLLIN | libc::POLLHUP | libc::POLLERR) != 0 {
                if pipe.output.is_some() {
                    pipe.drain();
                } else if entry.revents & (libc::POLLHUP | libc::POLLERR) != 0 {
                    pipe.fd = None;
                }
            }
            if let (Some(output), Some(max)) = (&pipe.output, limits.max_buffer)
                && output.len() > max
                && errno == 0
            {
                errno = libc::ENOBUFS;
            }
        }
        if ending.is_none() {
            ending = Ending::collect(pid, false);
        }
        let late = deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if late && errno == 0 && (ending.is_none() || pipes.iter().any(|pipe| pipe.fd.is_some())) {
            errno = libc::ETIMEDOUT;
        }
        if errno != 0 {
            // Killed: what else it would write is of no interest, its end is.
            pipes.iter_mut().for_each(|pipe| pipe.fd = None);
            if ending.is_none() {
                // SAFETY: the child has not been collected, so the process id is still its own.
                unsafe { libc::kill(pid, limits.kill_signal) };
                ending = Ending::collect(pid, true);
            }
        }
    }
    Outcome { pid, ending: ending.unwrap_or(Ending { code: 0, signal: 0 }), errno }
}

/// `spawnSync(options)`: `{ pid, status, signal, output, error }`, `error` a negative errno.
pub fn spawn_sync(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(options) = v8::Local::<v8::Object>::try_from(args.get(0)) else {
        return;
    };
    let mut plan = plan_from(scope, options);
    let mut pipes = Vec::new();
    let mut theirs = Vec::new();
    let mut errno = 0;
    let stdio = get(scope, options, "stdio");
    let Ok(entries) = v8::Local::<v8::Array>::try_from(stdio) else {
        return;
    };
    for index in 0..entries.length() {
        let entry = entries.get_index(scope, index).and_then(|entry| v8::Local::<v8::Object>::try_from(entry).ok());
        let Some(entry) = entry else { continue };
        let kind = get(scope, entry, "kind").int32_value(scope).unwrap_or(0);
        match kind {
            0 => plan.stdio.push(-1),
            1 => {
                let readable = get(scope, entry, "readable").boolean_value(scope);
                let writable = get(scope, entry, "writable").boolean_value(scope);
                let input = get(scope, entry, "input");
                // SAFETY: copied at once.
                let input = unsafe { bytes(input) }.map(<[u8]>::to_vec).unwrap_or_default();
                match connected_sockets() {
                    Ok((mine, child)) => {
                        plan.stdio.push(raw(&child));
                        theirs.push(child);
                        let output = writable.then(Vec::new);
                        let place = index as usize;
                        pipes.push(Pipe { place, fd: Some(mine), input, written: 0, writes: readable, output });
                    }
                    Err(error) => errno = error,
                }
            }
            _ => {
                let fd = get(scope, entry, "fd").int32_value(scope).unwrap_or(-1);
                plan.stdio.push(fd);
            }
        }
    }
    let timeout = get(scope, options, "timeout").number_value(scope).unwrap_or(0.0);
    let max_buffer = get(scope, options, "maxBuffer").number_value(scope).unwrap_or(-1.0);
    let limits = Limits {
        timeout: (timeout > 0.0).then(|| Duration::from_secs_f64((timeout / 1e3).min(1e9))),
        max_buffer: (max_buffer >= 0.0).then_some(max_buffer as usize),
        kill_signal: get(scope, options, "killSignal").int32_value(scope).unwrap_or(libc::SIGTERM),
    };
    let launched = if errno == 0 { launch(&plan) } else { Err(errno) };
    drop(theirs);

    let result = v8::Object::new(scope);
    let outcome = match launched {
        Ok(pid) => supervise(pid, &mut pipes, &limits),
        Err(errno) => Outcome { pid: 0, ending: Ending { code: 0, signal: 0 }, errno },
    };
    for (name, value) in [
        ("pid", outcome.pid),
        ("status", outcome.ending.code),
        ("signal", outcome.ending.signal),
        ("error", -outcome.errno),
    ] {
        let value = v8::Integer::new(scope, value);
        set(scope, result, name, value.into());
    }
    if outcome.pid != 0 {
        let mut outputs: Vec<v8::Local<v8::Value>> = vec![v8::null(scope).into(); entries.length() as usize];
        for pipe in pipes {
            if let (Some(output), Some(slot)) = (pipe.output, outputs.get_mut(pipe.place)) {
                *slot = uint8_array(scope, output).into();
            }
        }
        let output = v8::Array::new_with_elements(scope, &outputs);
        set(scope, result, "output", output.into());
    }
    rv.set(result.into());
}
