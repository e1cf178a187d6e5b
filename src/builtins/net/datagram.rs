//! `internalBinding('udp')`: datagram sockets, named by numbers.
//!
//! Sending tries the system call at once; what the socket does not take is queued. Receiving follows the poller, a batch of
//! messages for each event, into one buffer for all sockets.

use super::stream::Done;
use super::{Errno, address, errno_of, last_errno};
use crate::event_loop::poller::{Pollable, READABLE, Registration, WRITABLE};
use crate::event_loop::{EventLoop, KeepAlive};
use crate::runtime::async_hooks::AsyncIds;
use crate::runtime::binding::Binding;
use crate::runtime::convert::{self, string};
use crate::runtime::{CallContext, JsCallback, Runtime, provider};
use crate::set_functions;
use anode_napi::memory::array_buffer_of;
use socket2::{Domain, InterfaceIndexOrAddress, Protocol, SockAddr, SockRef, Socket, Type};
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::io::IoSlice;
use std::mem::MaybeUninit;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::rc::Rc;

pub const BINDING: Binding = Binding { name: "udp", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "bind" => bind,
        "bufferSize" => buffer_size,
        "close" => close,
        "connect" => connect,
        "disconnect" => disconnect,
        "fd" => descriptor,
        "membership" => membership,
        "open" => open,
        "receiveStart" => receive_start,
        "receiveStop" => receive_stop,
        "send" => send,
        "sendQueueCount" => send_queue_count,
        "sendQueueSize" => send_queue_size,
        "setOption" => set_option,
        "setRef" => set_ref,
        "setup" => setup,
    });
}

/// The largest datagram there is.
const RECEIVE_SIZE: usize = 64 << 10;

/// So many messages are received before other descriptors get their turn.
const BATCH: usize = 32;

struct Message {
    bytes: Vec<u8>,
    target: Option<SockAddr>,
    done: Option<Done>,
}

struct Datagrams {
    socket: RefCell<Option<Socket>>,
    handle: v8::Global<v8::Object>,
    context: CallContext,
    event_loop: Rc<EventLoop>,
    registration: RefCell<Option<Registration>>,
    /// It has a peer: messages are for nobody else.
    connected: Cell<bool>,
    receiving: Cell<bool>,
    queue: RefCell<VecDeque<Message>>,
    referenced: Cell<bool>,
    alive: RefCell<Option<KeepAlive>>,
}

#[derive(Default)]
struct Sockets {
    next: Cell<u32>,
    open: RefCell<HashMap<u32, Rc<Datagrams>>>,
    on_message: RefCell<Option<v8::Global<v8::Function>>>,
    buffer: RefCell<Vec<u8>>,
}

impl Datagrams {
    fn with_socket<R>(&self, body: impl FnOnce(&Socket) -> std::io::Result<R>) -> Result<R, Errno> {
        match self.socket.borrow().as_ref() {
            Some(socket) => body(socket).map_err(|error| errno_of(&error)),
            None => Err(libc::EBADF),
        }
    }

    /// What the poller has to watch for, and whether the process stays alive for it.
    fn update(self: &Rc<Self>) -> Result<(), Errno> {
        let socket = self.socket.borrow();
        let Some(socket) = socket.as_ref() else {
            self.registration.take();
            self.alive.take();
            return Ok(());
        };
        let sending = !self.queue.borrow().is_empty();
        let active = sending || (self.receiving.get() && self.referenced.get());
        let mut alive = self.alive.borrow_mut();
        if active != alive.is_some() {
            *alive = active.then(|| self.event_loop.keep_alive("UDPWrap"));
        }
        let wanted = if self.receiving.get() { READABLE } else { 0 } | if sending { WRITABLE } else { 0 };
        let mut registration = self.registration.borrow_mut();
        if registration.is_none() && wanted != 0 {
            let me: std::rc::Weak<Self> = Rc::downgrade(self);
            let made = Registration::new(&self.event_loop, socket.as_raw_fd(), me);
            *registration = Some(made.map_err(|error| errno_of(&error))?);
        }
        match registration.as_ref() {
            Some(registration) => registration.watch(wanted).map_err(|error| errno_of(&error)),
            None => Ok(()),
        }
    }

    fn send_now(&self, pieces: &[IoSlice<'_>], target: Option<&SockAddr>) -> Result<usize, Errno> {
        loop {
            let result = self.with_socket(|socket| match target {
                Some(target) => socket.send_to_vectored(pieces, target),
                None => socket.send_vectored(pieces),
            });
            if result != Err(libc::EINTR) {
                return result;
            }
        }
    }

    fn send_queued(&self, scope: &mut v8::PinScope<'_, '_>) {
        loop {
            let Some(message) = self.queue.borrow_mut().pop_front() else { return };
            let result = self.send_now(&[IoSlice::new(&message.bytes)], message.target.as_ref());
            if result == Err(libc::EAGAIN) {
                self.queue.borrow_mut().push_front(message);
                return;
            }
            if let Some(done) = message.done {
                done(scope, result.err().unwrap_or(0));
            }
        }
    }

    fn receive(&self, scope: &mut v8::PinScope<'_, '_>) {
        let sockets = Runtime::current(scope).state::<Sockets>();
        let mut buffer = sockets.buffer.take();
        buffer.reserve(RECEIVE_SIZE);
        for _ in 0..BATCH {
            if !self.receiving.get() || self.event_loop.is_stopping() {
                break;
            }
            let spare: &mut [MaybeUninit<u8>] = &mut buffer.spare_capacity_mut()[..RECEIVE_SIZE];
            let result = self.with_socket(|socket| socket.recv_from(spare));
            v8::scope!(let scope, scope);
            match result {
                Ok((count, sender)) => {
                    // SAFETY: the system has written so many bytes at the beginning of the spare capacity.
                    let bytes = unsafe { std::slice::from_raw_parts(buffer.as_ptr(), count) }.to_vec();
                    self.deliver(scope, bytes, sender.as_socket());
                }
                Err(libc::EAGAIN) => break,
                Err(libc::EINTR) => {}
                Err(errno) => {
                    self.report(scope, errno);
                    break;
                }
            }
        }
        *sockets.buffer.borrow_mut() = buffer;
    }

    fn deliver(&self, scope: &mut v8::PinScope<'_, '_>, bytes: Vec<u8>, sender: Option<SocketAddr>) {
        let length = v8::Integer::new(scope, bytes.len() as i32).into();
        let buffer = array_buffer_of(scope, bytes).into();
        let undefined = v8::undefined(scope).into();
        let (address, family, port) = match sender {
            Some(sender) => (
                string(scope, &address::host_text(&sender)).into(),
                v8::Integer::new(scope, if sender.is_ipv4() { 4 } else { 6 }).into(),
                v8::Integer::new(scope, sender.port().into()).into(),
            ),
            None => (undefined, undefined, undefined),
        };
        self.call(scope, &[length, buffer, address, family, port]);
    }

    fn report(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno) {
        let number = v8::Integer::new(scope, -errno).into();
        self.call(scope, &[number]);
    }

    /// `onMessage(handle, length or negative errno, buffer, address, family, port)`
    fn call(&self, scope: &mut v8::PinScope<'_, '_>, args: &[v8::Local<'_, v8::Value>]) {
        let function = Runtime::current(scope).state::<Sockets>().on_message.borrow().clone();
        let Some(function) = function else { return };
        let function = v8::Local::new(scope, function);
        let receiver = v8::undefined(scope).into();
        let handle = v8::Local::new(scope, &self.handle).into();
        let all: Vec<_> = [handle].iter().chain(args).copied().collect();
        self.context.call(scope, function, receiver, &all);
    }
}

impl Pollable for Datagrams {
    fn ready(self: Rc<Self>, scope: &mut v8::PinScope<'_, '_>, events: u32) {
        if events & !WRITABLE != 0 {
            self.receive(scope);
        }
        self.send_queued(scope);
        let _ = self.update();
    }
}

fn argument(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments) -> Option<Rc<Datagrams>> {
    let id = args.get(0).uint32_value(scope)?;
    Runtime::current(scope).state::<Sockets>().open.borrow().get(&id).cloned()
}

fn answer(rv: &mut v8::ReturnValue, result: Result<(), Errno>) {
    rv.set_int32(result.err().map_or(0, |errno| -errno));
}

/// `setup(onMessage)`, once.
fn setup(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Ok(function) = v8::Local::<v8::Function>::try_from(args.get(0)) {
        let function = v8::Global::new(scope, function);
        *Runtime::current(scope).state::<Sockets>().on_message.borrow_mut() = Some(function);
    }
}

/// `open(handle, family, fd, asyncId, triggerAsyncId)`: the number of a new socket (of family 4 or 6), or of one over a descriptor from outside; else a
/// negative errno.
fn open(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(handle) = v8::Local::<v8::Object>::try_from(args.get(0)) else { return };
    let fd = args.get(2).int32_value(scope).filter(|_| args.get(2).is_number());
    let socket = match fd {
        Some(fd) if fd >= 0 => {
            // SAFETY: JavaScript hands the descriptor over.
            let socket = Socket::from(unsafe { OwnedFd::from_raw_fd(fd) });
            socket.set_nonblocking(true).map(|()| socket)
        }
        _ => {
            let domain = if args.get(1).int32_value(scope) == Some(6) { Domain::IPV6 } else { Domain::IPV4 };
            Socket::new(domain, Type::DGRAM.nonblocking().cloexec(), Some(Protocol::UDP))
        }
    };
    let socket = match socket {
        Ok(socket) => socket,
        Err(error) => return rv.set_int32(-errno_of(&error)),
    };
    let connected = fd.is_some() && socket.peer_addr().is_ok();
    let runtime = Runtime::current(scope);
    let ids = AsyncIds::from_values(scope, args.get(3), args.get(4));
    let datagrams = Rc::new(Datagrams {
        socket: RefCell::new(Some(socket)),
        handle: v8::Global::new(scope, handle),
        context: CallContext::of_announced(scope, provider::UDP, handle, ids),
        event_loop: runtime.event_loop(),
        registration: RefCell::default(),
        connected: Cell::new(connected),
        receiving: Cell::new(false),
        queue: RefCell::default(),
        referenced: Cell::new(true),
        alive: RefCell::default(),
    });
    let sockets = runtime.state::<Sockets>();
    let id = sockets.next.get();
    sockets.next.set(id + 1);
    sockets.open.borrow_mut().insert(id, datagrams);
    rv.set_uint32(id);
}

fn descriptor(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let fd = argument(scope, &args).and_then(|socket| socket.socket.borrow().as_ref().map(AsRawFd::as_raw_fd));
    rv.set_int32(fd.unwrap_or(-1));
}

const IPV6_ONLY: u32 = 1;
const REUSE_ADDRESS: u32 = 4;
const REUSE_PORT: u32 = 8;

/// `bind(id, address, port, flags)`, the flags being libuv's.
fn bind(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let flags = args.get(3).uint32_value(scope).unwrap_or(0);
    let target = address::from_values(scope, args.get(1), args.get(2));
    let result = match (argument(scope, &args), target) {
        (Some(socket), Ok(target)) => socket.with_socket(|socket| {
            if flags & REUSE_ADDRESS != 0 {
                socket.set_reuse_address(true)?;
            }
            if flags & REUSE_PORT != 0 {
                socket.set_reuse_port(true)?;
            }
            if flags & IPV6_ONLY != 0 {
                socket.set_only_v6(true)?;
            }
            socket.bind(&target)
        }),
        (None, _) => Err(libc::EBADF),
        (_, Err(errno)) => Err(errno),
    };
    answer(&mut rv, result);
}

/// `connect(id, address, port)`
fn connect(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let target = address::from_values(scope, args.get(1), args.get(2));
    let result = match (argument(scope, &args), target) {
        (Some(socket), Ok(target)) => {
            let result = socket.with_socket(|socket| socket.connect(&target));
            socket.connected.set(socket.connected.get() || result.is_ok());
            result
        }
        (None, _) => Err(libc::EBADF),
        (_, Err(errno)) => Err(errno),
    };
    answer(&mut rv, result);
}

fn disconnect(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let result = argument(scope, &args).map_or(Err(libc::EBADF), |socket| {
        socket.connected.set(false);
        socket.with_socket(|socket| {
            // SAFETY: a zeroed address is of no family, which ends the connection.
            let result = unsafe {
                let mut address: libc::sockaddr = std::mem::zeroed();
                address.sa_family = libc::AF_UNSPEC as libc::sa_family_t;
                libc::connect(socket.as_raw_fd(), &address, size_of::<libc::sockaddr>() as libc::socklen_t)
            };
            match result {
                0 => Ok(()),
                _ => Err(std::io::Error::from_raw_os_error(last_errno())),
            }
        })
    });
    answer(&mut rv, result);
}

fn receive_start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let result = argument(scope, &args).map_or(Err(libc::EBADF), |socket| {
        socket.receiving.set(true);
        socket.update()
    });
    answer(&mut rv, result);
}

fn receive_stop(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(socket) = argument(scope, &args) {
        socket.receiving.set(false);
        let _ = socket.update();
    }
}

/// `send(id, chunks, address, port, callback)`, without an address to whom the socket is connected: the number of bytes plus
/// one when they are sent, 0 when the message is queued and `callback(error)` will come, else a negative errno.
fn send(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(socket) = argument(scope, &args) else { return rv.set_int32(-libc::EBADF) };
    let Ok(chunks) = v8::Local::<v8::Array>::try_from(args.get(1)) else { return };
    let target = if args.get(2).is_undefined() {
        None
    } else {
        match address::from_values(scope, args.get(2), args.get(3)) {
            Ok(target) => Some(target),
            Err(errno) => return rv.set_int32(-errno),
        }
    };
    // As libuv has it; the system itself would send to others as well.
    if socket.connected.get() != target.is_none() {
        return rv.set_int32(if target.is_none() { -libc::EDESTADDRREQ } else { -libc::EISCONN });
    }
    let mut pieces = Vec::with_capacity(chunks.length() as usize);
    for index in 0..chunks.length() {
        let Some(chunk) = chunks.get_index(scope, index) else { continue };
        // SAFETY: the slices are used before JavaScript runs again.
        pieces.extend(unsafe { convert::bytes(chunk) }.map(IoSlice::new));
    }
    let result = match socket.queue.borrow().is_empty() {
        true => socket.send_now(&pieces, target.as_ref()),
        false => Err(libc::EAGAIN),
    };
    match result {
        Ok(count) => rv.set_double(count as f64 + 1.0),
        Err(libc::EAGAIN) => {
            let bytes = pieces.iter().flat_map(|piece| piece.iter().copied()).collect();
            let callback = JsCallback::request(scope, provider::UDP_SEND, args.get(4));
            let done = callback.map(|callback| -> Done {
                Box::new(move |scope, errno| {
                    v8::scope!(let scope, scope);
                    let number = v8::Integer::new(scope, -errno);
                    callback.call(scope, &[number.into()]);
                })
            });
            socket.queue.borrow_mut().push_back(Message { bytes, target, done });
            answer(&mut rv, socket.update());
        }
        Err(errno) => rv.set_int32(-errno),
    }
}

fn send_queue_size(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let size = argument(scope, &args)
        .map_or(0, |socket| socket.queue.borrow().iter().map(|message| message.bytes.len()).sum::<usize>());
    rv.set_double(size as f64);
}

fn send_queue_count(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(argument(scope, &args).map_or(0, |socket| socket.queue.borrow().len()) as f64);
}

/// `close(id, callback)`: messages that wait fail with `ECANCELED`; `callback()` comes in the close phase.
fn close(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    let runtime = Runtime::current(scope);
    let Some(socket) = runtime.state::<Sockets>().open.borrow_mut().remove(&id) else { return };
    socket.receiving.set(false);
    // The registration names the descriptor, so it goes first.
    socket.registration.take();
    socket.socket.take();
    let _ = socket.update();
    let waiting = socket.queue.take();
    let callback = JsCallback::from_value(scope, args.get(1));
    runtime.event_loop().post_close(move |scope| {
        for done in waiting.into_iter().filter_map(|message| message.done) {
            done(scope, libc::ECANCELED);
        }
        if let Some(callback) = callback {
            callback.call(scope, &[]);
        }
    });
}

fn set_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let referenced = args.get(1).boolean_value(scope);
    if let Some(socket) = argument(scope, &args) {
        socket.referenced.set(referenced);
        let _ = socket.update();
    }
}

// Options.

/// `setOption(id, name, value)`: 0 or a negative errno.
fn set_option(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = args.get(1).to_rust_string_lossy(scope);
    let number = args.get(2).uint32_value(scope).unwrap_or(0);
    let text = args.get(2).to_rust_string_lossy(scope);
    let result = argument(scope, &args).map_or(Err(libc::EBADF), |socket| {
        socket.with_socket(|socket| {
            let is_ipv4 = socket.domain()? == Domain::IPV4;
            match name.as_str() {
                "broadcast" => socket.set_broadcast(number != 0),
                "ttl" if is_ipv4 => socket.set_ttl_v4(number),
                "ttl" => socket.set_unicast_hops_v6(number),
                "multicastTTL" if is_ipv4 => socket.set_multicast_ttl_v4(number),
                "multicastTTL" => socket.set_multicast_hops_v6(number),
                "multicastLoopback" if is_ipv4 => socket.set_multicast_loop_v4(number != 0),
                "multicastLoopback" => socket.set_multicast_loop_v6(number != 0),
                "multicastInterface" => set_multicast_interface(socket, &text),
                _ => Err(invalid()),
            }
        })
    });
    answer(&mut rv, result);
}

fn invalid() -> std::io::Error {
    std::io::Error::from_raw_os_error(libc::EINVAL)
}

fn ipv4(text: &str) -> std::io::Result<Ipv4Addr> {
    text.parse().map_err(|_| invalid())
}

/// The number of the interface that an IPv6 address names by its zone, 0 for any.
fn interface_index(text: &str) -> std::io::Result<u32> {
    if text.is_empty() {
        return Ok(0);
    }
    match address::parse_socket_address(text, 0) {
        Ok(SocketAddr::V6(address)) => Ok(address.scope_id()),
        _ => Err(invalid()),
    }
}

/// The address says which option it is. The system refuses that of the other family where it does not have it.
fn set_multicast_interface(socket: &Socket, text: &str) -> std::io::Result<()> {
    match address::parse_ip(text) {
        Some((IpAddr::V4(address), _)) => socket.set_multicast_if_v4(&address),
        Some((IpAddr::V6(_), _)) => socket.set_multicast_if_v6(interface_index(text)?),
        None => Err(invalid()),
    }
}

/// `membership(id, join, group, interface, source)`, without a source from anybody: 0 or a negative errno.
fn membership(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let join = args.get(1).boolean_value(scope);
    let group = args.get(2).to_rust_string_lossy(scope);
    let text = |scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>| {
        if value.is_null_or_undefined() { String::new() } else { value.to_rust_string_lossy(scope) }
    };
    let interface = text(scope, args.get(3));
    let source = text(scope, args.get(4));
    let result = argument(scope, &args).map_or(Err(libc::EBADF), |socket| {
        socket.with_socket(|socket| change_membership(socket, join, &group, &interface, &source))
    });
    answer(&mut rv, result);
}

fn change_membership(socket: &Socket, join: bool, group: &str, interface: &str, source: &str) -> std::io::Result<()> {
    let (group, _) = address::parse_ip(group).ok_or_else(invalid)?;
    match group {
        IpAddr::V4(group) if source.is_empty() => {
            let interface = if interface.is_empty() { Ipv4Addr::UNSPECIFIED } else { ipv4(interface)? };
            let interface = InterfaceIndexOrAddress::Address(interface);
            if join {
                socket.join_multicast_v4_n(&group, &interface)
            } else {
                socket.leave_multicast_v4_n(&group, &interface)
            }
        }
        IpAddr::V4(group) => {
            let interface = if interface.is_empty() { Ipv4Addr::UNSPECIFIED } else { ipv4(interface)? };
            let source = ipv4(source)?;
            if join {
                socket.join_ssm_v4(&source, &group, &interface)
            } else {
                socket.leave_ssm_v4(&source, &group, &interface)
            }
        }
        IpAddr::V6(group) if source.is_empty() => {
            let interface = interface_index(interface)?;
            if join {
                socket.join_multicast_v6(&group, interface)
            } else {
                socket.leave_multicast_v6(&group, interface)
            }
        }
        IpAddr::V6(group) => change_source_membership_v6(socket, join, group, source, interface_index(interface)?),
    }
}

fn change_source_membership_v6(
    socket: &Socket,
    join: bool,
    group: std::net::Ipv6Addr,
    source: &str,
    interface: u32,
) -> std::io::Result<()> {
    /// `struct group_source_req` of the kernel.
    #[repr(C)]
    struct GroupSource {
        interface: u32,
        group: libc::sockaddr_storage,
        source: libc::sockaddr_storage,
    }
    const JOIN_SOURCE_GROUP: libc::c_int = 46;
    const LEAVE_SOURCE_GROUP: libc::c_int = 47;
    let storage = |ip: IpAddr| {
        let address = SockAddr::from(SocketAddr::new(ip, 0));
        // SAFETY: zeroed storage is a valid address of no family, and the address fits into it.
        unsafe {
            let mut storage: libc::sockaddr_storage = std::mem::zeroed();
            std::ptr::copy_nonoverlapping(
                address.as_ptr().cast::<u8>(),
                (&raw mut storage).cast::<u8>(),
                address.len() as usize,
            );
            storage
        }
    };
    let (source, _) = address::parse_ip(source).ok_or_else(invalid)?;
    let request = GroupSource { interface, group: storage(group.into()), source: storage(source) };
    let option = if join { JOIN_SOURCE_GROUP } else { LEAVE_SOURCE_GROUP };
    // SAFETY: the option takes such a struct.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::IPPROTO_IPV6,
            option,
            (&raw const request).cast(),
            size_of::<GroupSource>() as libc::socklen_t,
        )
    };
    if result == 0 { Ok(()) } else { Err(std::io::Error::from_raw_os_error(last_errno())) }
}

/// `bufferSize(id, size, receive)`: sets the size unless it is 0; the size that holds, or a negative errno.
fn buffer_size(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let size = args.get(1).uint32_value(scope).unwrap_or(0) as usize;
    let receive = args.get(2).boolean_value(scope);
    let result = argument(scope, &args).map_or(Err(libc::EBADF), |socket| {
        // The system takes an `int`.
        if i32::try_from(size).is_err() {
            return Err(libc::EINVAL);
        }
        socket.with_socket(|socket| {
            let socket = SockRef::from(socket);
            match (receive, size) {
                (true, 0) => socket.recv_buffer_size(),
                (false, 0) => socket.send_buffer_size(),
                (true, size) => socket.set_recv_buffer_size(size).map(|()| 0),
                (false, size) => socket.set_send_buffer_size(size).map(|()| 0),
            }
        })
    });
    match result {
        Ok(size) => rv.set_double(size as f64),
        Err(errno) => rv.set_int32(-errno),
    }
}
