//! `internalBinding('net')`: sockets by their descriptors - making them, binding, listening, their addresses and options -
//! and what JavaScript has to know about IP addresses.

use super::listener::{Acceptor, Listener};
use super::{Errno, address, errno_of, last_errno};
use crate::runtime::async_hooks::AsyncIds;
use crate::runtime::binding::Binding;
use crate::runtime::{CallContext, JsCallback, Runtime, convert, provider};
use crate::{set_fast_functions, set_functions};
use socket2::{Domain, Protocol, SockAddr, SockRef, Socket, TcpKeepalive, Type};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::IpAddr;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::rc::Rc;
use std::time::Duration;
use v8::fast_api::{self, CFunction, CFunctionInfo, FastApiOneByteString, Int64Representation};

pub const BINDING: Binding = Binding { name: "net", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "bind" => bind,
        "bindPath" => bind_path,
        "canonicalIP" => canonical_ip,
        "closeDescriptor" => close_descriptor,
        "closeListener" => close_listener,
        "getTypeOfService" => get_type_of_service,
        "getpeername" => get_peer_name,
        "getsockname" => get_sock_name,
        "listen" => listen,
        "listenerHasRef" => listener_has_ref,
        "duplicate" => duplicate,
        "makeNonblocking" => make_nonblocking,
        "parseIP" => parse_ip,
        "setKeepAlive" => set_keep_alive,
        "setListenerRef" => set_listener_ref,
        "setNoDelay" => set_no_delay,
        "setTypeOfService" => set_type_of_service,
        "setupConnections" => setup_connections,
        "socket" => socket,
    });
    set_fast_functions!(scope, target, { "isIP" => is_ip, IS_IP; });
}

fn answer(rv: &mut v8::ReturnValue, result: Result<(), Errno>) {
    rv.set_int32(result.err().map_or(0, |errno| -errno));
}

/// The descriptor that an argument names, for calls that only set or ask something: the system checks the number.
fn with_descriptor<R>(
    scope: &mut v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments,
    body: impl FnOnce(SockRef<'_>) -> std::io::Result<R>,
) -> Result<R, Errno> {
    let fd = args.get(0).int32_value(scope).filter(|fd| *fd >= 0).ok_or(libc::EBADF)?;
    // SAFETY: borrowed for the call only; JavaScript's handle keeps the descriptor open.
    let fd = unsafe { BorrowedFd::borrow_raw(fd) };
    body(SockRef::from(&fd)).map_err(|error| errno_of(&error))
}

// IP addresses.

/// `isIP(text)`: 4, 6 or 0.
fn is_ip(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let text = args.get(0).to_rust_string_lossy(scope);
    rv.set_int32(version_of(&text));
}

/// What optimised JavaScript calls with a flat text of Latin-1.
extern "C" fn fast_is_ip(_: v8::Local<v8::Object>, text: &FastApiOneByteString) -> i32 {
    // Nothing but ASCII is an address.
    std::str::from_utf8(text.as_bytes()).map_or(0, version_of)
}

const IS_IP: &[CFunction] = &[CFunction::new(
    fast_is_ip as _,
    &CFunctionInfo::new(
        fast_api::Type::Int32.as_info(),
        &[fast_api::Type::V8Value.as_info(), fast_api::Type::SeqOneByteString.as_info()],
        Int64Representation::Number,
    ),
)];

/// 4, 6, or 0 for what is no address.
fn version_of(text: &str) -> i32 {
    match address::parse_ip(text) {
        Some((IpAddr::V4(_), _)) => 4,
        Some((IpAddr::V6(_), zone)) if zone.is_none_or(is_zone) => 6,
        _ => 0,
    }
}

/// Whether Node takes it for the name of an interface. The system's calls take more.
fn is_zone(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
}

/// `parseIP(text)`: the bytes of the address, `undefined` when it is none.
fn parse_ip(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let text = args.get(0).to_rust_string_lossy(scope);
    let bytes = match address::parse_ip(&text) {
        Some((IpAddr::V4(ip), _)) => ip.octets().to_vec(),
        Some((IpAddr::V6(ip), _)) => ip.octets().to_vec(),
        None => return,
    };
    rv.set(convert::uint8_array(scope, bytes).into());
}

/// `canonicalIP(text)`: an address as inet_ntop spells it, without a zone; `undefined` when it is none.
fn canonical_ip(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let text = args.get(0).to_rust_string_lossy(scope);
    if let Some((ip, _)) = address::parse_ip(&text) {
        rv.set(convert::string(scope, &address::ip_text(ip)).into());
    }
}

// Making and binding sockets.

/// `socket(family)`, 4, 6 or 0 for a Unix socket: a stream socket that does not block, or a negative errno.
fn socket(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let (domain, protocol) = match args.get(0).int32_value(scope) {
        Some(4) => (Domain::IPV4, Some(Protocol::TCP)),
        Some(6) => (Domain::IPV6, Some(Protocol::TCP)),
        _ => (Domain::UNIX, None),
    };
    match Socket::new(domain, Type::STREAM.nonblocking().cloexec(), protocol) {
        Ok(socket) => rv.set_int32(socket.into_raw_fd()),
        Err(error) => rv.set_int32(-errno_of(&error)),
    }
}

/// `duplicate(fd)`: another descriptor for the same, or a negative errno.
fn duplicate(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let fd = args.get(0).int32_value(scope).unwrap_or(-1);
    // SAFETY: asks for a copy; the number is checked by the kernel.
    let copy = unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 3) };
    rv.set_int32(if copy < 0 { -last_errno() } else { copy });
}

/// `makeNonblocking(fd)`: for a descriptor from outside that is to accept or connect.
fn make_nonblocking(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let result = with_descriptor(scope, &args, |socket| socket.set_nonblocking(true));
    answer(&mut rv, result);
}

const IPV6_ONLY: u32 = 1;
const REUSE_PORT: u32 = 2;

/// `bind(fd, address, port, flags)`, the flags being libuv's: 1 for IPv6 only, 2 to share the port.
fn bind(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let flags = args.get(3).uint32_value(scope).unwrap_or(0);
    let result = address::from_values(scope, args.get(1), args.get(2)).and_then(|address| {
        with_descriptor(scope, &args, |socket| {
            socket.set_reuse_address(true)?;
            if flags & REUSE_PORT != 0 {
                socket.set_reuse_port(true)?;
            }
            if address.is_ipv6() {
                socket.set_only_v6(flags & IPV6_ONLY != 0)?;
            }
            socket.bind(&address)
        })
    });
    answer(&mut rv, result);
}

/// `bindPath(fd, path)`
fn bind_path(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let result = address::from_path(scope, args.get(1))
        .and_then(|address| with_descriptor(scope, &args, |socket| socket.bind(&address)));
    answer(&mut rv, result);
}

// Listening.

#[derive(Default)]
struct Listeners {
    next: Cell<u32>,
    open: RefCell<HashMap<u32, Rc<Listener>>>,
    on_connection: RefCell<Option<[v8::Global<v8::Function>; 2]>>,
}

/// Gives connections to a JavaScript handle: `onConnection(handle, accept(handle, fd))`. Only the first is the server's callback:
/// who hears of resources sees that the connection's begins before it.
struct JsAcceptor {
    handle: v8::Global<v8::Object>,
    context: CallContext,
}

impl Acceptor for JsAcceptor {
    fn accepted(&self, scope: &mut v8::PinScope<'_, '_>, connection: OwnedFd) {
        let function = Runtime::current(scope).state::<Listeners>().on_connection.borrow().clone();
        let Some([accept, on_connection]) = function else { return };
        v8::scope!(let scope, scope);
        let accept = v8::Local::new(scope, accept);
        let on_connection = v8::Local::new(scope, on_connection);
        let handle = v8::Local::new(scope, &self.handle).into();
        let mut client = v8::Integer::new(scope, connection.into_raw_fd()).into();
        let receiver = v8::undefined(scope).into();
        let hooks = Runtime::current(scope).async_hooks().clone();
        if hooks.tells_init() {
            let trigger = self.context.async_id();
            // What the hooks throw has ended the program.
            let made = hooks.triggered_by(trigger, || accept.call(scope, receiver, &[handle, client]));
            let Some(made) = made else { return };
            client = made;
        }
        self.context.call(scope, on_connection, receiver, &[handle, client]);
    }
}

/// `setupConnections(accept, onConnection)`, once.
fn setup_connections(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let function = |index| v8::Local::<v8::Function>::try_from(args.get(index));
    if let (Ok(accept), Ok(on_connection)) = (function(0), function(1)) {
        let functions = [accept, on_connection].map(|function| v8::Global::new(scope, function));
        *Runtime::current(scope).state::<Listeners>().on_connection.borrow_mut() = Some(functions);
    }
}

/// `listen(handle, fd, backlog, name, asyncId, triggerAsyncId)`: the number of the listener, which owns the descriptor from now on, or a negative errno.
fn listen(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(handle) = v8::Local::<v8::Object>::try_from(args.get(0)) else { return };
    let fd = args.get(1).int32_value(scope).unwrap_or(-1);
    if fd < 0 {
        return rv.set_int32(-libc::EBADF);
    }
    let backlog = args.get(2).int32_value(scope).unwrap_or(511);
    let (name, provider) = match args.get(3).to_rust_string_lossy(scope).as_str() {
        "TCPServerWrap" => ("TCPServerWrap", provider::TCP_SERVER),
        _ => ("PipeWrap", provider::PIPE_SERVER),
    };
    let ids = AsyncIds::from_values(scope, args.get(4), args.get(5));
    let context = CallContext::of_announced(scope, provider, handle, ids);
    let acceptor = Rc::new(JsAcceptor { handle: v8::Global::new(scope, handle), context });
    let runtime = Runtime::current(scope);
    // SAFETY: JavaScript's handle owned the descriptor and gives it up, unless listening fails.
    let owned = unsafe { OwnedFd::from_raw_fd(fd) };
    match Listener::new(&runtime.event_loop(), owned, backlog, name, acceptor) {
        Ok(listener) => {
            let listeners = runtime.state::<Listeners>();
            let id = listeners.next.get();
            listeners.next.set(id + 1);
            listeners.open.borrow_mut().insert(id, listener);
            rv.set_uint32(id);
        }
        Err((errno, fd)) => {
            let _still_javascripts: RawFd = fd.into_raw_fd();
            rv.set_int32(-errno);
        }
    }
}

fn listener_argument(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments) -> Option<Rc<Listener>> {
    let id = args.get(0).uint32_value(scope)?;
    Runtime::current(scope).state::<Listeners>().open.borrow().get(&id).cloned()
}

/// `closeListener(id, callback)`: `callback()` comes in the close phase.
fn close_listener(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    let runtime = Runtime::current(scope);
    let listener = runtime.state::<Listeners>().open.borrow_mut().remove(&id);
    let acceptor = listener.and_then(|listener| listener.close());
    if let Some(callback) = JsCallback::from_value(scope, args.get(1)) {
        runtime.event_loop().post_close(move |scope| {
            callback.call(scope, &[]);
            // Only now the handle's resource ends.
            drop(acceptor);
        });
    }
}

/// `closeDescriptor(fd, callback)`: the same for a descriptor that no stream or listener owns, -1 for none.
fn close_descriptor(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(fd) = args.get(0).int32_value(scope).filter(|fd| *fd >= 0) {
        // SAFETY: the handle that owned the descriptor gives it up.
        unsafe { libc::close(fd) };
    }
    if let Some(callback) = JsCallback::from_value(scope, args.get(1)) {
        Runtime::current(scope).event_loop().post_close(move |scope| {
            callback.call(scope, &[]);
        });
    }
}

fn set_listener_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let referenced = args.get(1).boolean_value(scope);
    if let Some(listener) = listener_argument(scope, &args) {
        listener.set_referenced(referenced);
    }
}

fn listener_has_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_bool(listener_argument(scope, &args).is_some_and(|listener| listener.is_referenced()));
}

// Addresses and options.

fn report_address(
    scope: &mut v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments,
    rv: &mut v8::ReturnValue,
    ask: impl FnOnce(SockRef<'_>) -> std::io::Result<SockAddr>,
) {
    match with_descriptor(scope, args, ask) {
        Ok(address) => {
            if let (Some(address), Ok(target)) = (address.as_socket(), v8::Local::<v8::Object>::try_from(args.get(1))) {
                address::set_properties(scope, target, address);
            }
            rv.set_int32(0);
        }
        Err(errno) => rv.set_int32(-errno),
    }
}

/// `getsockname(fd, target)`: sets `address`, `family` and `port` of the target.
fn get_sock_name(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    report_address(scope, &args, &mut rv, |socket| socket.local_addr());
}

/// `getpeername(fd, target)`
fn get_peer_name(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    report_address(scope, &args, &mut rv, |socket| socket.peer_addr());
}

/// `setNoDelay(fd, enable)`
fn set_no_delay(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let enable = args.get(1).boolean_value(scope);
    let result = with_descriptor(scope, &args, |socket| socket.set_tcp_nodelay(enable));
    answer(&mut rv, result);
}

/// `setKeepAlive(fd, enable, delay)`, the delay in seconds; then, as libuv has it, a probe each second, ten of them.
fn set_keep_alive(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let enable = args.get(1).boolean_value(scope);
    let delay = args.get(2).uint32_value(scope).unwrap_or(0);
    let [interval, count] = [3, 4].map(|index| args.get(index).int32_value(scope).unwrap_or(0));
    let result = with_descriptor(scope, &args, |socket| {
        if !enable {
            return socket.set_keepalive(false);
        }
        let (Ok(interval @ 1..), Ok(count @ 1..)) = (u64::try_from(interval), u32::try_from(count)) else {
            return Err(std::io::Error::from_raw_os_error(libc::EINVAL));
        };
        socket.set_keepalive(true)?;
        if delay == 0 {
            return Ok(());
        }
        let times = TcpKeepalive::new()
            .with_time(Duration::from_secs(delay.into()))
            .with_interval(Duration::from_secs(interval))
            .with_retries(count);
        socket.set_tcp_keepalive(&times)
    });
    answer(&mut rv, result);
}

/// `setTypeOfService(fd, value)`: the byte of the IP header, by whichever name the socket's family has for it.
fn set_type_of_service(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let value = args.get(1).int32_value(scope).unwrap_or(0);
    let result = with_descriptor(scope, &args, |socket| {
        let (level, name) = type_of_service_option(&socket)?;
        // SAFETY: the option is a number of this size.
        let result = unsafe {
            libc::setsockopt(socket.as_raw_fd(), level, name, (&raw const value).cast(), size_of::<i32>() as _)
        };
        if result == 0 { Ok(()) } else { Err(std::io::Error::from_raw_os_error(last_errno())) }
    });
    answer(&mut rv, result);
}

/// `getTypeOfService(fd)`: the value, or a negative errno.
fn get_type_of_service(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let result = with_descriptor(scope, &args, |socket| {
        let (level, name) = type_of_service_option(&socket)?;
        let mut value: i32 = 0;
        let mut length = size_of::<i32>() as libc::socklen_t;
        // SAFETY: the option is a number of this size.
        let result = unsafe { libc::getsockopt(socket.as_raw_fd(), level, name, (&raw mut value).cast(), &mut length) };
        if result == 0 { Ok(value) } else { Err(std::io::Error::from_raw_os_error(last_errno())) }
    });
    rv.set_int32(result.unwrap_or_else(|errno| -errno));
}

fn type_of_service_option(socket: &SockRef<'_>) -> std::io::Result<(libc::c_int, libc::c_int)> {
    match socket.domain()? {
        Domain::IPV6 => Ok((libc::IPPROTO_IPV6, libc::IPV6_TCLASS)),
        _ => Ok((libc::IPPROTO_IP, libc::IP_TOS)),
    }
}
