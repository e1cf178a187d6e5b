//! `internalBinding('stream_handle')`: streams as JavaScript's `StreamHandle` uses them, by their number.
//!
//! What arrives comes by one JavaScript function for all streams, `onStreamRead(handle, error, buffer)`, which `setup` hands
//! over: nothing is made for a stream but its handle.

use super::descriptor_stream::check_descriptor;
use super::stream::{ByteStream, Consumer, Done, Streams};
use super::{DescriptorStream, Errno, address};
use crate::builtins::stdio::DescriptorKind;
use crate::runtime::async_hooks::AsyncIds;
use crate::runtime::binding::Binding;
use crate::runtime::{AsyncResource, CallContext, JsCallback, Provider, Runtime, convert, provider};
use crate::set_functions;
use anode_napi::memory::array_buffer_of;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::IoSlice;
use std::os::fd::IntoRawFd;
use std::rc::Rc;

pub const BINDING: Binding = Binding { name: "stream_handle", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "acceptDescriptors" => accept_descriptors,
        "asyncId" => async_id,
        "asyncReset" => async_reset,
        "attach" => attach,
        "bytesRead" => bytes_read,
        "bytesWritten" => bytes_written,
        "close" => close,
        "connect" => connect,
        "connectPath" => connect_path,
        "hasRef" => has_ref,
        "open" => open,
        "queuedBytes" => queued_bytes,
        "readStart" => read_start,
        "readStop" => read_stop,
        "resetOnClose" => reset_on_close,
        "respond" => respond,
        "setBlocking" => set_blocking,
        "setReadLimit" => set_read_limit,
        "setRef" => set_ref,
        "setup" => setup,
        "shutdown" => shutdown,
        "takeDescriptor" => take_descriptor,
        "write" => write,
    });
}

/// The function that `setup` has handed over.
#[derive(Default)]
struct OnRead(RefCell<Option<v8::Global<v8::Function>>>);

/// The resources of the streams that are JavaScript's handles, until those are closed: a stream may have another consumer meanwhile.
#[derive(Default)]
struct HandleResources(RefCell<HashMap<u32, Rc<AsyncResource>>>);

/// Gives what is read to a JavaScript handle, in the async context in which the handle was made.
pub struct JsConsumer {
    handle: v8::Global<v8::Object>,
    context: CallContext,
}

impl JsConsumer {
    pub fn new(scope: &mut v8::PinScope<'_, '_>, context: CallContext, handle: v8::Local<'_, v8::Object>) -> Rc<Self> {
        Rc::new(Self { handle: v8::Global::new(scope, handle), context })
    }

    fn call(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno, bytes: Option<Vec<u8>>) {
        let function = Runtime::current(scope).state::<OnRead>().0.borrow().clone();
        let Some(function) = function else { return };
        let function = v8::Local::new(scope, function);
        let receiver = v8::undefined(scope).into();
        let handle = v8::Local::new(scope, &self.handle).into();
        let error = v8::Integer::new(scope, -errno).into();
        match bytes {
            Some(bytes) => {
                let buffer = array_buffer_of(scope, bytes).into();
                self.context.call(scope, function, receiver, &[handle, error, buffer]);
            }
            None => {
                self.context.call(scope, function, receiver, &[handle, error]);
            }
        }
    }
}

impl Consumer for JsConsumer {
    fn bytes(&self, scope: &mut v8::PinScope<'_, '_>, bytes: &[u8]) {
        self.call(scope, 0, Some(bytes.to_vec()));
    }

    fn owned_bytes(&self, scope: &mut v8::PinScope<'_, '_>, bytes: Vec<u8>) {
        self.call(scope, 0, Some(bytes));
    }

    fn end(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno) {
        self.call(scope, errno, None);
    }

    fn async_id(&self) -> f64 {
        self.context.async_id()
    }
}

/// The stream that the first argument names.
fn stream_argument(
    scope: &mut v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments,
) -> Option<Rc<dyn ByteStream>> {
    let id = args.get(0).uint32_value(scope)?;
    Runtime::current(scope).state::<Streams>().get(id)
}

/// A JavaScript `callback(error)`, `error` being 0 or a negative errno.
fn done_argument(
    scope: &mut v8::PinScope<'_, '_>,
    provider: Provider,
    value: v8::Local<'_, v8::Value>,
) -> Option<Done> {
    let callback = JsCallback::request(scope, provider, value)?;
    Some(report_to(callback))
}

fn report_to(callback: JsCallback) -> Done {
    Box::new(move |scope, errno| {
        v8::scope!(let scope, scope);
        let number = v8::Integer::new(scope, -errno);
        callback.call(scope, &[number.into()]);
    })
}

fn answer(rv: &mut v8::ReturnValue, result: Result<(), Errno>) {
    rv.set_int32(result.err().map_or(0, |errno| -errno));
}

/// `setup(onStreamRead)`, once.
fn setup(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Ok(function) = v8::Local::<v8::Function>::try_from(args.get(0)) {
        let function = v8::Global::new(scope, function);
        *Runtime::current(scope).state::<OnRead>().0.borrow_mut() = Some(function);
    }
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

/// `open(handle, fd, name, owned, arrived[, asyncId, triggerId])`: the number of the stream, or a negative errno. `arrived`: it
/// is a connection that a server has accepted. The ids are those of a handle that `async_hooks` knows already.
fn open(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(handle) = v8::Local::<v8::Object>::try_from(args.get(0)) else { return };
    let fd = args.get(1).int32_value(scope).unwrap_or(-1);
    let name = resource_name(&args.get(2).to_rust_string_lossy(scope));
    let owned = args.get(3).boolean_value(scope);
    // What anode has made itself it need not ask the system about.
    let checked = match name {
        "TCPSocketWrap" => Ok((DescriptorKind::Tcp, true)),
        _ => check_descriptor(fd),
    };
    let (kind, is_socket) = match checked {
        Ok(checked) => checked,
        Err(error) => return rv.set_int32(-super::errno_of(&error)),
    };
    let runtime = Runtime::current(scope);
    let stream = DescriptorStream::new(&runtime.event_loop(), fd, kind, is_socket, name, owned);
    let arrived = args.get(4).boolean_value(scope);
    if arrived {
        stream.set_arrived();
    }
    let provider = provider_of(name);
    let context = match (args.get(5).number_value(scope), args.get(6).number_value(scope)) {
        (Some(async_id), Some(trigger_async_id)) if args.length() > 6 => {
            CallContext::of_announced(scope, provider, handle, AsyncIds { async_id, trigger_async_id })
        }
        _ if arrived => CallContext::of_arrival(scope, provider, handle),
        _ => CallContext::of_handle(scope, provider, handle),
    };
    let resource = context.resource().cloned();
    stream.set_consumer(Some(JsConsumer::new(scope, context, handle)));
    let id = runtime.state::<Streams>().add(stream);
    if let Some(resource) = resource {
        runtime.state::<HandleResources>().0.borrow_mut().insert(id, resource);
    }
    rv.set_uint32(id);
}

/// `attach(id, handle)`: the handle gets what is read from a stream that Rust has made or used until now.
fn attach(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(stream) = stream_argument(scope, &args) else { return };
    if let Ok(handle) = v8::Local::<v8::Object>::try_from(args.get(1)) {
        let id = args.get(0).uint32_value(scope).unwrap_or(0);
        let known = Runtime::current(scope).state::<HandleResources>().0.borrow().get(&id).cloned();
        let context = match known {
            Some(resource) => CallContext::of(scope, &resource),
            None => CallContext::of_handle(scope, provider::TCP, handle),
        };
        stream.set_consumer(Some(JsConsumer::new(scope, context, handle)));
    }
}

fn read_start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let result = stream_argument(scope, &args).map_or(Err(libc::EBADF), |stream| stream.read_start());
    answer(&mut rv, result);
}

fn read_stop(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(stream) = stream_argument(scope, &args) {
        stream.read_stop();
    }
}

/// `setReadLimit(id, bytes)`
fn set_read_limit(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let limit = args.get(1).uint32_value(scope).unwrap_or(u32::MAX);
    if let Some(stream) = stream_argument(scope, &args) {
        stream.set_read_limit(limit as usize);
    }
}

/// A view of at most this many bytes is copied: one piece of memory costs the system less than several.
const COPIED_VIEW: usize = 4096;

/// Memory of this size is kept for the next write.
const KEPT_TEXTS: usize = 64 << 10;

thread_local! {
    static TEXTS: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The bytes of a write: views of JavaScript's memory, and strings as UTF-8. Strings and small views share one allocation, and
/// those that follow each other are one part.
struct Pieces<'a> {
    texts: Vec<u8>,
    /// Empty as long as all is text.
    parts: Vec<Part<'a>>,
    length: usize,
}

enum Part<'a> {
    Bytes(&'a [u8]),
    Text(std::ops::Range<usize>),
}

impl<'a> Pieces<'a> {
    fn new() -> Self {
        Self { texts: TEXTS.take(), parts: Vec::new(), length: 0 }
    }

    /// # Safety
    /// JavaScript must not run as long as the pieces are used.
    unsafe fn collect(scope: &mut v8::PinScope<'a, '_>, chunks: v8::Local<'a, v8::Value>) -> Self {
        let mut pieces = Self::new();
        match v8::Local::<v8::Array>::try_from(chunks) {
            Ok(chunks) => {
                for index in 0..chunks.length() {
                    if let Some(chunk) = chunks.get_index(scope, index) {
                        // SAFETY: the caller's promise.
                        unsafe { pieces.add(scope, chunk) };
                    }
                }
            }
            // SAFETY: the caller's promise.
            Err(_) => unsafe { pieces.add(scope, chunks) },
        }
        pieces
    }

    /// # Safety
    /// As for `collect`.
    unsafe fn add(&mut self, scope: &mut v8::PinScope<'a, '_>, chunk: v8::Local<'a, v8::Value>) {
        let start = self.texts.len();
        if let Ok(text) = v8::Local::<v8::String>::try_from(chunk) {
            self.add_text(scope, text);
        } else {
            // SAFETY: the caller's promise.
            let Some(bytes) = (unsafe { convert::bytes(chunk) }) else { return };
            if bytes.len() > COPIED_VIEW {
                if self.parts.is_empty() && start > 0 {
                    self.parts.push(Part::Text(0..start));
                }
                self.length += bytes.len();
                return self.parts.push(Part::Bytes(bytes));
            }
            self.texts.extend_from_slice(bytes);
        }
        self.end_text(start);
    }

    /// Adds a string as Latin-1.
    fn add_latin1(&mut self, scope: &mut v8::PinScope<'a, '_>, text: v8::Local<'a, v8::String>) {
        let start = self.texts.len();
        self.write_one_byte(scope, text);
        self.end_text(start);
    }

    /// What `texts` holds from `start` on is the next part, or belongs to the one before.
    fn end_text(&mut self, start: usize) {
        let end = self.texts.len();
        self.length += end - start;
        match self.parts.last_mut() {
            Some(Part::Text(range)) => range.end = end,
            Some(Part::Bytes(_)) => self.parts.push(Part::Text(start..end)),
            None => {}
        }
    }

    /// The characters as they are, without what UTF-8 needs: V8 to make a string that is put together one piece of its heap first.
    fn write_one_byte(&mut self, scope: &mut v8::PinScope<'a, '_>, text: v8::Local<'a, v8::String>) {
        let length = text.length();
        self.texts.reserve(length);
        let target = &mut self.texts.spare_capacity_mut()[..length];
        text.write_one_byte_uninit_v2(scope, 0, target, v8::WriteFlags::empty());
        // SAFETY: V8 has written as many bytes of the spare capacity as the string has characters.
        unsafe { self.texts.set_len(self.texts.len() + length) };
    }

    fn add_text(&mut self, scope: &mut v8::PinScope<'a, '_>, text: v8::Local<'a, v8::String>) {
        if text.is_onebyte() && text.length() <= COPIED_VIEW {
            let start = self.texts.len();
            self.write_one_byte(scope, text);
            if self.texts[start..].is_ascii() {
                return;
            }
            self.texts.truncate(start);
        }
        let length = text.utf8_length(scope);
        self.texts.reserve(length);
        let target = &mut self.texts.spare_capacity_mut()[..length];
        let written = text.write_utf8_uninit_v2(scope, target, v8::WriteFlags::kReplaceInvalidUtf8, None);
        // SAFETY: V8 has written so many bytes of the spare capacity.
        unsafe { self.texts.set_len(self.texts.len() + written) };
    }

    /// The pieces, when they are not all text (`texts`).
    fn slices(&self) -> Vec<IoSlice<'_>> {
        let slices = self.parts.iter().map(|part| match part {
            Part::Bytes(bytes) => IoSlice::new(bytes),
            Part::Text(range) => IoSlice::new(&self.texts[range.clone()]),
        });
        slices.collect()
    }
}

impl Drop for Pieces<'_> {
    fn drop(&mut self) {
        if self.texts.capacity() <= KEPT_TEXTS {
            self.texts.clear();
            TEXTS.set(std::mem::take(&mut self.texts));
        }
    }
}

/// What goes without waiting.
fn write_first(stream: &Rc<dyn ByteStream>, slices: &[IoSlice<'_>], soon: bool) -> Result<usize, Errno> {
    match soon.then(|| stream.clone().as_descriptor_stream()).flatten() {
        Some(stream) => stream.write_soon(slices),
        None => stream.try_write(slices),
    }
}

/// `write(id, chunks, callback, descriptor)`, `chunks` being bytes, a string (written as UTF-8) or an array of them: true when
/// everything is written, false when the rest is queued and `callback(error)` will come, else a negative errno. With a
/// descriptor the other process gets a copy of it.
fn write<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(stream) = stream_argument(scope, &args) else {
        return rv.set_int32(-libc::EBADF);
    };
    let descriptor = if args.length() > 3 { args.get(3).int32_value(scope).filter(|fd| *fd >= 0) } else { None };
    // SAFETY: no JavaScript runs before the last use of the pieces.
    let pieces = unsafe { Pieces::collect(scope, args.get(1)) };
    write_pieces(scope, stream, &pieces, args.get(2), descriptor, false, &mut rv);
}

/// `respond(id, head, body, callback)`: a response, which may leave a little later, and all that `write` does. The head is a string,
/// the body a string, bytes, or nothing. As in Node.js, the head is Latin-1 unless a string follows it: that is UTF-8 with it.
fn respond<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(stream) = stream_argument(scope, &args) else {
        return rv.set_int32(-libc::EBADF);
    };
    let (head, body) = (args.get(1), args.get(2));
    let mut pieces = Pieces::new();
    // SAFETY: no JavaScript runs before the last use of the pieces.
    unsafe {
        match v8::Local::<v8::String>::try_from(head) {
            Ok(head) if !body.is_string() => pieces.add_latin1(scope, head),
            _ => pieces.add(scope, head),
        }
        pieces.add(scope, body);
    }
    write_pieces(scope, stream, &pieces, args.get(3), None, true, &mut rv);
}

fn write_pieces(
    scope: &mut v8::PinScope<'_, '_>,
    stream: Rc<dyn ByteStream>,
    pieces: &Pieces<'_>,
    callback: v8::Local<'_, v8::Value>,
    descriptor: Option<i32>,
    soon: bool,
    rv: &mut v8::ReturnValue,
) {
    let mut all_text = [IoSlice::new(&pieces.texts)];
    let mut mixed;
    let mut slices = if pieces.parts.is_empty() {
        &mut all_text[..]
    } else {
        mixed = pieces.slices();
        &mut mixed[..]
    };
    let written = match descriptor {
        Some(_) => 0,
        None => match write_first(&stream, slices, soon) {
            Ok(written) if written == pieces.length && stream.takes_at_once() => return rv.set_bool(true),
            Ok(written) => written,
            Err(errno) => return rv.set_int32(-errno),
        },
    };
    let mut rest = Vec::with_capacity(pieces.length - written);
    IoSlice::advance_slices(&mut slices, written);
    for slice in slices {
        rest.extend_from_slice(slice);
    }
    let done = done_argument(scope, provider::WRITE, callback);
    let result = match descriptor {
        None => stream.queue_write(rest, done),
        Some(fd) => match stream.as_descriptor_stream() {
            Some(stream) => stream.queue_with_descriptor(rest, fd, done),
            None => Err(libc::EINVAL),
        },
    };
    match result {
        Ok(()) => rv.set_bool(false),
        Err(errno) => rv.set_int32(-errno),
    }
}

fn async_id(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(stream_argument(scope, &args).map_or(0.0, |stream| stream.async_id()));
}

/// `asyncReset(id, resource)`: the handle is another resource from now on, whose id is answered; 0 when it is none.
fn async_reset(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let id = args.get(0).uint32_value(scope).unwrap_or(0);
    let known = Runtime::current(scope).state::<HandleResources>().0.borrow().get(&id).cloned();
    let object = v8::Local::<v8::Object>::try_from(args.get(1));
    if let (Some(resource), Ok(object)) = (known, object) {
        resource.reset(scope, object);
        rv.set_double(resource.async_id());
    }
}

fn bytes_written(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(stream_argument(scope, &args).map_or(0, |stream| stream.bytes_written()) as f64);
}

fn bytes_read(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(stream_argument(scope, &args).map_or(0, |stream| stream.bytes_read()) as f64);
}

fn queued_bytes(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(stream_argument(scope, &args).map_or(0, |stream| stream.queued_bytes()) as f64);
}

/// `shutdown(id, callback)`: ends the writing side after what is queued.
fn shutdown(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(stream) = stream_argument(scope, &args) else { return };
    let done = done_argument(scope, provider::SHUTDOWN, args.get(1));
    stream.shutdown(done);
}

/// `close(id, callback)`: pending writes fail with `ECANCELED`; `callback()` comes in the close phase. The number is free then.
fn close(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    let runtime = Runtime::current(scope);
    let Some(stream) = runtime.state::<Streams>().remove(id) else { return };
    let resource = runtime.state::<HandleResources>().0.borrow_mut().remove(&id);
    let done = JsCallback::from_value(scope, args.get(1)).map(|callback| match &resource {
        Some(resource) => report_to(callback.of(resource)),
        None => report_to(callback),
    });
    stream.close(done);
}

/// `connect(id, address, port, callback)`: 0 or what is wrong at once.
fn connect(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let address = address::from_values(scope, args.get(1), args.get(2));
    connect_to(scope, &args, address, (provider::TCP_CONNECT, 3), &mut rv);
}

/// `connectPath(id, path, callback)`: the same for a Unix socket.
fn connect_path(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let address = address::from_path(scope, args.get(1));
    connect_to(scope, &args, address, (provider::PIPE_CONNECT, 2), &mut rv);
}

fn connect_to(
    scope: &mut v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments,
    address: Result<socket2::SockAddr, Errno>,
    (provider, callback): (Provider, i32),
    rv: &mut v8::ReturnValue,
) {
    let stream = stream_argument(scope, args).and_then(|stream| stream.as_descriptor_stream());
    let Some(stream) = stream else { return rv.set_int32(-libc::EBADF) };
    let Some(done) = done_argument(scope, provider, args.get(callback)) else { return };
    answer(rv, address.and_then(|address| stream.connect(&address, done)));
}

/// `resetOnClose(id)`: 0 or a negative errno.
fn reset_on_close(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let stream = stream_argument(scope, &args).and_then(|stream| stream.as_descriptor_stream());
    answer(&mut rv, stream.map_or(Err(libc::EBADF), |stream| stream.reset_on_close()));
}

/// `acceptDescriptors(id)`: keeps the descriptors that come with the bytes, for `takeDescriptor(id)`.
fn accept_descriptors(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(stream) = stream_argument(scope, &args).and_then(|stream| stream.as_descriptor_stream()) {
        stream.accept_descriptors();
    }
}

/// `takeDescriptor(id)`: the next descriptor that has come, -1 for none. It is the caller's to close.
fn take_descriptor(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let stream = stream_argument(scope, &args).and_then(|stream| stream.as_descriptor_stream());
    rv.set_int32(stream.and_then(|stream| stream.take_descriptor()).map_or(-1, IntoRawFd::into_raw_fd));
}

/// `setBlocking(id, blocking)`
fn set_blocking(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let blocking = args.get(1).boolean_value(scope);
    if let Some(stream) = stream_argument(scope, &args).and_then(|stream| stream.as_descriptor_stream()) {
        stream.set_blocking(blocking);
    }
}

fn set_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let referenced = args.get(1).boolean_value(scope);
    if let Some(stream) = stream_argument(scope, &args) {
        stream.set_referenced(referenced);
    }
}

fn has_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_bool(stream_argument(scope, &args).is_some_and(|stream| stream.is_referenced()));
}
