//! Streams of bytes over a descriptor that can be polled: pipes, sockets, terminals. JavaScript names a stream by a number.
//!
//! Descriptors that came from outside (the standard ones) are shared with other processes, so their file status is never
//! changed: instead of `O_NONBLOCK`, every read and write first asks whether it would block. What a write cannot deliver at
//! once is copied and queued; what is still queued for a standard stream when the process ends is written then.
//!
//! Everything here belongs to the loop's thread. Futures never call JavaScript: they post closures to the loop.

use super::DescriptorKind;
use crate::event_loop::{EventLoop, KeepAlive};
use crate::runtime::binding::Binding;
use crate::runtime::{AsyncResource, JsCallback, Provider, Runtime, convert, provider};
use crate::set_functions;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use tokio::io::unix::AsyncFd;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

pub const BINDING: Binding = Binding { name: "stream_handle", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "bytesWritten" => bytes_written,
        "close" => close,
        "hasRef" => has_ref,
        "open" => open,
        "readStart" => read_start,
        "readStop" => read_stop,
        "setBlocking" => set_blocking,
        "setRef" => set_ref,
        "shutdown" => shutdown,
        "write" => write,
    });
}

const READ_SIZE: usize = 64 << 10;

/// A write of at most this size does not block on a pipe that polls as writable: it fits into one free page.
const SAFE_PIPE_WRITE: usize = 4096;

/// A descriptor number, for tokio, which does not own it.
struct Number(RawFd);

impl AsRawFd for Number {
    fn as_raw_fd(&self) -> RawFd {
        self.0
    }
}

struct WriteRequest {
    bytes: Vec<u8>,
    written: usize,
    callback: Option<JsCallback>,
}

struct Stream {
    fd: RawFd,
    owned: bool,
    kind: DescriptorKind,
    is_socket: bool,
    name: &'static str,
    /// The registration with tokio, made when the stream first has to wait.
    registration: RefCell<Option<AsyncFd<Number>>>,
    on_read: RefCell<Option<Rc<JsCallback>>>,
    read_task: RefCell<Option<JoinHandle<()>>>,
    delivered: Notify,
    /// What was read before `readStop`, for the next `readStart`.
    undelivered: RefCell<VecDeque<io::Result<Vec<u8>>>>,
    queue: RefCell<VecDeque<WriteRequest>>,
    /// Whether a write waits until the descriptor takes it: terminals, as Node documents them, and what asks for it.
    blocking: Cell<bool>,
    /// How many bytes JavaScript has handed over.
    bytes_written: Cell<u64>,
    write_task: RefCell<Option<JoinHandle<()>>>,
    on_shutdown: RefCell<Option<JsCallback>>,
    referenced: Cell<bool>,
    closed: Cell<bool>,
    alive: RefCell<Option<KeepAlive>>,
    resource: Rc<AsyncResource>,
}

impl Stream {
    /// Holds a `KeepAlive` exactly while the stream is referenced and has something to do.
    fn update_alive(&self, event_loop: &EventLoop) {
        let active = self.referenced.get()
            && !self.closed.get()
            && (self.on_read.borrow().is_some()
                || !self.queue.borrow().is_empty()
                || self.on_shutdown.borrow().is_some());
        let mut alive = self.alive.borrow_mut();
        if active && alive.is_none() {
            *alive = Some(event_loop.keep_alive(self.name));
        } else if !active {
            *alive = None;
        }
    }

    fn register(&self, event_loop: &EventLoop) -> io::Result<()> {
        let mut registration = self.registration.borrow_mut();
        if registration.is_none() {
            let _context = event_loop.tokio().enter();
            // SAFETY: the descriptor stays open as long as it is registered: `close` and `drop` take the registration away
            // before they close it.
            *registration = Some(unsafe { AsyncFd::register(Number(self.fd)) }?);
        }
        Ok(())
    }

    /// Whether `events` are there now.
    fn poll_now(&self, events: libc::c_short, timeout: libc::c_int) -> bool {
        let mut poll = libc::pollfd { fd: self.fd, events, revents: 0 };
        // SAFETY: one valid entry.
        unsafe { libc::poll(&mut poll, 1, timeout) > 0 }
    }

    fn read_now(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = if self.is_socket {
            // SAFETY: the pointer and the length describe `buffer`.
            unsafe { libc::recv(self.fd, buffer.as_mut_ptr().cast(), buffer.len(), libc::MSG_DONTWAIT) }
        } else {
            if !self.poll_now(libc::POLLIN, 0) {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            // SAFETY: the pointer and the length describe `buffer`.
            unsafe { libc::read(self.fd, buffer.as_mut_ptr().cast(), buffer.len()) }
        };
        usize::try_from(result).map_err(|_| io::Error::last_os_error())
    }

    fn write_now(&self, bytes: &[u8]) -> io::Result<usize> {
        if self.blocking.get() {
            self.poll_now(libc::POLLOUT, -1);
        }
        let result = if self.is_socket {
            let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
            // SAFETY: the pointer and the length describe `bytes`.
            unsafe { libc::send(self.fd, bytes.as_ptr().cast(), bytes.len(), flags) }
        } else {
            if !self.poll_now(libc::POLLOUT, 0) {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            let length = bytes.len().min(SAFE_PIPE_WRITE);
            // SAFETY: the pointer and the length describe `bytes`.
            unsafe { libc::write(self.fd, bytes.as_ptr().cast(), length) }
        };
        usize::try_from(result).map_err(|_| io::Error::last_os_error())
    }

    /// Writes until all is written or the descriptor would block; how much was written.
    fn write_until_blocked(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = 0;
        while written < bytes.len() {
            match self.write_now(&bytes[written..]) {
                Ok(count) => written += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock && self.blocking.get() => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(written)
    }

    fn poll_read(&self, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        loop {
            let registration = self.registration.borrow();
            let Some(registration) = registration.as_ref() else {
                return Poll::Ready(Ok(0));
            };
            let mut guard = ready!(registration.poll_read_ready(context))?;
            match self.read_now(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => guard.clear_ready(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return Poll::Ready(result),
            }
        }
    }

    /// Waits until the descriptor takes some of the first request.
    fn poll_write(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let registration = self.registration.borrow();
            let Some(registration) = registration.as_ref() else {
                return Poll::Ready(Ok(()));
            };
            let mut guard = ready!(registration.poll_write_ready(context))?;
            let mut queue = self.queue.borrow_mut();
            let Some(request) = queue.front_mut() else {
                return Poll::Ready(Ok(()));
            };
            let written = self.write_until_blocked(&request.bytes[request.written..])?;
            request.written += written;
            if request.written == request.bytes.len() {
                return Poll::Ready(Ok(()));
            }
            guard.clear_ready();
        }
    }

    fn stop_tasks(&self) {
        for task in [self.read_task.take(), self.write_task.take()].into_iter().flatten() {
            task.abort();
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // The registration names the descriptor, so it goes first.
        self.registration.take();
        if self.owned && !self.closed.get() {
            close_descriptor(self.fd);
        }
    }
}

fn close_descriptor(fd: RawFd) {
    // SAFETY: the stream owned the descriptor and has given it up.
    unsafe { libc::close(fd) };
}

#[derive(Default)]
struct Streams {
    next: Cell<u32>,
    open: RefCell<HashMap<u32, Rc<Stream>>>,
}

impl Streams {
    fn get(&self, id: u32) -> Option<Rc<Stream>> {
        self.open.borrow().get(&id).cloned()
    }
}

fn stream_argument(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments) -> Option<Rc<Stream>> {
    let id = args.get(0).uint32_value(scope)?;
    Runtime::current(scope).state::<Streams>().get(id)
}

/// Node's name for the resource, which must live as long as the process.
fn resource_name(name: &str) -> &'static str {
    match name {
        "TTYWrap" => "TTYWrap",
        "TCPSocketWrap" => "TCPSocketWrap",
        "Pipe" => "Pipe",
        _ => "PipeWrap",
    }
}

fn provider_of(name: &str) -> Provider {
    match name {
        "TTYWrap" => provider::TTY,
        "TCPSocketWrap" => provider::TCP,
        _ => provider::PIPE,
    }
}

fn errno_of(error: &io::Error) -> i32 {
    error.raw_os_error().unwrap_or(libc::EIO)
}

/// `open(fd, name, owned)`: the number of the stream, or a negative errno.
fn open(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let fd = args.get(0).int32_value(scope).unwrap_or(-1);
    let name = args.get(1).to_rust_string_lossy(scope);
    let owned = args.get(2).boolean_value(scope);
    let kind = DescriptorKind::of(fd);
    if kind == DescriptorKind::Unknown {
        rv.set_int32(-libc::EINVAL);
        return;
    }
    // SAFETY: fstat writes into the struct that it is given; an error leaves the mode 0.
    let is_socket = unsafe {
        let mut stat: libc::stat = std::mem::zeroed();
        libc::fstat(fd, &mut stat);
        stat.st_mode & libc::S_IFMT == libc::S_IFSOCK
    };
    let stream = Rc::new(Stream {
        fd,
        owned,
        kind,
        is_socket,
        name: resource_name(&name),
        registration: RefCell::default(),
        on_read: RefCell::default(),
        read_task: RefCell::default(),
        delivered: Notify::new(),
        undelivered: RefCell::default(),
        queue: RefCell::default(),
        blocking: Cell::new(kind == DescriptorKind::Tty),
        bytes_written: Cell::new(0),
        write_task: RefCell::default(),
        on_shutdown: RefCell::default(),
        referenced: Cell::new(true),
        closed: Cell::new(false),
        alive: RefCell::default(),
        resource: AsyncResource::new(scope, provider_of(&name)),
    });
    let streams = Runtime::current(scope).state::<Streams>();
    let id = streams.next.get();
    streams.next.set(id + 1);
    streams.open.borrow_mut().insert(id, stream);
    rv.set_uint32(id);
}

/// `readStart(id, onread)`: `onread(error, arrayBuffer)` for each chunk, without a buffer at the end or for an error.
fn read_start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_int32(0);
    let Some(stream) = stream_argument(scope, &args) else {
        return;
    };
    let Some(callback) = JsCallback::from_value(scope, args.get(1)) else {
        return;
    };
    let callback = callback.of(&stream.resource);
    let event_loop = Runtime::current(scope).event_loop();
    if let Err(error) = stream.register(&event_loop) {
        rv.set_int32(-errno_of(&error));
        return;
    }
    *stream.on_read.borrow_mut() = Some(Rc::new(callback));
    stream.update_alive(&event_loop);
    let mut ended = false;
    for chunk in stream.undelivered.take() {
        ended |= is_last(&chunk);
        let receiver = stream.clone();
        let receiver_loop = event_loop.clone();
        event_loop.post(move |scope| deliver(scope, &receiver, &receiver_loop, chunk));
    }
    if ended {
        return;
    }
    let task = event_loop.spawn(read_loop(stream.clone(), event_loop.clone()));
    if let Some(earlier) = stream.read_task.replace(Some(task)) {
        earlier.abort();
    }
}

/// The end of the stream or an error: nothing comes after it.
fn is_last(chunk: &io::Result<Vec<u8>>) -> bool {
    !matches!(chunk, Ok(bytes) if !bytes.is_empty())
}

async fn read_loop(stream: Rc<Stream>, event_loop: Rc<EventLoop>) {
    let mut buffer = vec![0; READ_SIZE];
    loop {
        let result = poll_fn(|context| stream.poll_read(context, &mut buffer)).await;
        let goes_on = matches!(&result, Ok(count) if *count > 0);
        let chunk = result.map(|count| buffer[..count].to_vec());
        let receiver = stream.clone();
        let receiver_loop = event_loop.clone();
        event_loop.post(move |scope| deliver(scope, &receiver, &receiver_loop, chunk));
        if !goes_on {
            return;
        }
        stream.delivered.notified().await;
    }
}

fn deliver(scope: &mut v8::PinScope<'_, '_>, stream: &Stream, event_loop: &EventLoop, chunk: io::Result<Vec<u8>>) {
    if stream.closed.get() {
        return;
    }
    if stream.on_read.borrow().is_none() {
        stream.undelivered.borrow_mut().push_back(chunk);
        return;
    }
    let last = is_last(&chunk);
    let callback = if last { stream.on_read.take() } else { stream.on_read.borrow().clone() };
    if last {
        stream.update_alive(event_loop);
    }
    let Some(callback) = callback else { return };
    match chunk {
        Ok(bytes) if !bytes.is_empty() => {
            let store = v8::ArrayBuffer::new_backing_store_from_vec(bytes).make_shared();
            let buffer = v8::ArrayBuffer::with_backing_store(scope, &store);
            let zero = v8::Integer::new(scope, 0);
            callback.call(scope, &[zero.into(), buffer.into()]);
        }
        Ok(_) => {
            let zero = v8::Integer::new(scope, 0);
            callback.call(scope, &[zero.into()]);
        }
        Err(error) => {
            let number = v8::Integer::new(scope, -errno_of(&error));
            callback.call(scope, &[number.into()]);
        }
    }
    stream.delivered.notify_one();
}

fn read_stop(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(stream) = stream_argument(scope, &args) else {
        return;
    };
    stream.on_read.take();
    if let Some(task) = stream.read_task.take() {
        task.abort();
    }
    stream.update_alive(&Runtime::current(scope).event_loop());
}

/// `write(id, chunks, callback)`, a chunk being bytes or a string (as UTF-8): true when everything is written, false when the rest is queued and `callback(error)`
/// will come, else a negative errno.
fn write(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(stream) = stream_argument(scope, &args) else {
        rv.set_int32(-libc::EBADF);
        return;
    };
    let Ok(chunks) = v8::Local::<v8::Array>::try_from(args.get(1)) else {
        return;
    };
    let mut rest: Vec<u8> = Vec::new();
    let mut queued = !stream.queue.borrow().is_empty();
    for index in 0..chunks.length() {
        let Some(chunk) = chunks.get_index(scope, index) else {
            return;
        };
        let text;
        let bytes = if let Ok(string) = v8::Local::<v8::String>::try_from(chunk) {
            text = string.to_rust_string_lossy(scope);
            text.as_bytes()
        } else {
            // SAFETY: the slice is used before JavaScript runs again.
            let Some(bytes) = (unsafe { convert::bytes(chunk) }) else {
                continue;
            };
            bytes
        };
        stream.bytes_written.set(stream.bytes_written.get() + bytes.len() as u64);
        if queued {
            rest.extend_from_slice(bytes);
            continue;
        }
        match stream.write_until_blocked(bytes) {
            Ok(written) if written == bytes.len() => {}
            Ok(written) => {
                queued = true;
                rest.extend_from_slice(&bytes[written..]);
            }
            Err(error) => {
                rv.set_int32(-errno_of(&error));
                return;
            }
        }
    }
    if !queued {
        rv.set_bool(true);
        return;
    }
    let event_loop = Runtime::current(scope).event_loop();
    if let Err(error) = stream.register(&event_loop) {
        rv.set_int32(-errno_of(&error));
        return;
    }
    let callback = JsCallback::request(scope, provider::WRITE, args.get(2));
    stream.queue.borrow_mut().push_back(WriteRequest { bytes: rest, written: 0, callback });
    stream.update_alive(&event_loop);
    start_writing(&stream, &event_loop);
    rv.set_bool(false);
}

fn bytes_written(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let bytes = stream_argument(scope, &args).map_or(0, |stream| stream.bytes_written.get());
    rv.set_double(bytes as f64);
}

fn start_writing(stream: &Rc<Stream>, event_loop: &Rc<EventLoop>) {
    let mut task = stream.write_task.borrow_mut();
    if task.as_ref().is_none_or(|task| task.is_finished()) {
        *task = Some(event_loop.spawn(write_loop(stream.clone(), event_loop.clone())));
    }
}

async fn write_loop(stream: Rc<Stream>, event_loop: Rc<EventLoop>) {
    loop {
        let result = poll_fn(|context| stream.poll_write(context)).await;
        let Some(request) = stream.queue.borrow_mut().pop_front() else {
            return;
        };
        let number = result.err().map_or(0, |error| -errno_of(&error));
        let receiver = stream.clone();
        let receiver_loop = event_loop.clone();
        event_loop.post(move |scope| {
            if let Some(callback) = request.callback {
                let number = v8::Integer::new(scope, number);
                callback.call(scope, &[number.into()]);
            }
            receiver.update_alive(&receiver_loop);
        });
        if stream.queue.borrow().is_empty() {
            let receiver = stream.clone();
            let receiver_loop = event_loop.clone();
            event_loop.post(move |scope| finish_shutdown(scope, &receiver, &receiver_loop));
            return;
        }
    }
}

/// `shutdown(id, callback)`: ends the writing side after what is queued.
fn shutdown(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(stream) = stream_argument(scope, &args) else {
        return;
    };
    *stream.on_shutdown.borrow_mut() = JsCallback::request(scope, provider::SHUTDOWN, args.get(1));
    let event_loop = Runtime::current(scope).event_loop();
    stream.update_alive(&event_loop);
    if stream.queue.borrow().is_empty() {
        let receiver_loop = event_loop.clone();
        event_loop.post(move |scope| finish_shutdown(scope, &stream, &receiver_loop));
    }
}

fn finish_shutdown(scope: &mut v8::PinScope<'_, '_>, stream: &Stream, event_loop: &EventLoop) {
    if !stream.queue.borrow().is_empty() {
        return;
    }
    let Some(callback) = stream.on_shutdown.take() else {
        return;
    };
    let mut number = 0;
    if stream.is_socket && !stream.closed.get() {
        // SAFETY: the stream is open.
        if unsafe { libc::shutdown(stream.fd, libc::SHUT_WR) } != 0 {
            number = -errno_of(&io::Error::last_os_error());
        }
    }
    stream.update_alive(event_loop);
    let number = v8::Integer::new(scope, number);
    callback.call(scope, &[number.into()]);
}

/// `close(id, callback)`: pending writes fail with `ECANCELED`; `callback()` comes in the close phase.
fn close(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else {
        return;
    };
    let runtime = Runtime::current(scope);
    let event_loop = runtime.event_loop();
    let Some(stream) = runtime.state::<Streams>().open.borrow_mut().remove(&id) else {
        return;
    };
    stream.stop_tasks();
    stream.on_read.take();
    stream.registration.take();
    stream.closed.set(true);
    if stream.owned {
        close_descriptor(stream.fd);
    }
    let cancelled: Vec<JsCallback> = stream
        .queue
        .take()
        .into_iter()
        .filter_map(|request| request.callback)
        .chain(stream.on_shutdown.take())
        .collect();
    stream.update_alive(&event_loop);
    let callback = JsCallback::from_value(scope, args.get(1)).map(|callback| callback.of(&stream.resource));
    event_loop.post_close(move |scope| {
        for callback in cancelled {
            let number = v8::Integer::new(scope, -libc::ECANCELED);
            callback.call(scope, &[number.into()]);
        }
        if let Some(callback) = callback {
            callback.call(scope, &[]);
        }
    });
}

/// `setBlocking(id, blocking)`
fn set_blocking(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(stream) = stream_argument(scope, &args) else { return };
    stream.blocking.set(args.get(1).boolean_value(scope) || stream.kind == DescriptorKind::Tty);
}

fn set_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(stream) = stream_argument(scope, &args) else {
        return;
    };
    stream.referenced.set(args.get(1).boolean_value(scope));
    stream.update_alive(&Runtime::current(scope).event_loop());
}

fn has_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let referenced = stream_argument(scope, &args).is_some_and(|stream| stream.referenced.get());
    rv.set_bool(referenced);
}

/// Writes, blocking, what is queued for the standard streams.
pub fn flush_standard_streams(scope: &mut v8::PinScope<'_, '_>) {
    let streams = Runtime::current(scope).state::<Streams>();
    for stream in streams.open.borrow().values() {
        if stream.fd > 2 {
            continue;
        }
        for request in stream.queue.borrow_mut().drain(..) {
            let mut rest = &request.bytes[request.written..];
            while !rest.is_empty() {
                stream.poll_now(libc::POLLOUT, -1);
                match stream.write_until_blocked(rest) {
                    Ok(written) => rest = &rest[written..],
                    Err(_) => break,
                }
            }
        }
    }
}
