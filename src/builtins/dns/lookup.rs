//! `getaddrinfo` and `getnameinfo` on the thread pool.

use crate::builtins::net::address;
use crate::runtime::convert::string;
use crate::runtime::{JsCallback, Runtime, provider};
use ada_url::Idna;
use std::ffi::{CStr, CString};
use std::net::{IpAddr, SocketAddr};
use std::ptr;

/// libuv's number for an error of the two functions.
fn libuv_error(code: libc::c_int) -> i32 {
    match code {
        libc::EAI_AGAIN => -3001,
        libc::EAI_BADFLAGS => -3002,
        libc::EAI_FAIL => -3004,
        libc::EAI_FAMILY => -3005,
        libc::EAI_MEMORY => -3006,
        libc::EAI_NODATA => -3007,
        libc::EAI_OVERFLOW => -3009,
        libc::EAI_SERVICE => -3010,
        libc::EAI_SOCKTYPE => -3011,
        libc::EAI_SYSTEM => -std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO),
        // EAI_ADDRFAMILY, which the libc crate does not name.
        -9 => -3000,
        _ => -3008,
    }
}

/// The order of the addresses: as they come, or one family first.
#[derive(Clone, Copy)]
enum Order {
    Verbatim,
    Ipv4First,
    Ipv6First,
}

fn sort(addresses: &mut [IpAddr], order: Order) {
    match order {
        Order::Verbatim => {}
        Order::Ipv4First => addresses.sort_by_key(IpAddr::is_ipv6),
        Order::Ipv6First => addresses.sort_by_key(IpAddr::is_ipv4),
    }
}

fn resolve(host: &CStr, family: i32, flags: i32) -> Result<Vec<IpAddr>, i32> {
    // SAFETY: a zeroed addrinfo asks for anything.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = match family {
        4 => libc::AF_INET,
        6 => libc::AF_INET6,
        _ => libc::AF_UNSPEC,
    };
    hints.ai_socktype = libc::SOCK_STREAM;
    hints.ai_flags = flags;
    let mut first = ptr::null_mut();
    // SAFETY: the host is a C string, and what the call leaves in `first` is freed below.
    let code = unsafe { libc::getaddrinfo(host.as_ptr(), ptr::null(), &hints, &mut first) };
    if code != 0 {
        return Err(libuv_error(code));
    }
    let mut addresses = Vec::new();
    let mut entry = first;
    while !entry.is_null() {
        // SAFETY: the list is valid until it is freed, and `ai_family` says what `ai_addr` is.
        unsafe {
            match (*entry).ai_family {
                libc::AF_INET => {
                    let address = &*(*entry).ai_addr.cast::<libc::sockaddr_in>();
                    addresses.push(IpAddr::from(address.sin_addr.s_addr.to_ne_bytes()));
                }
                libc::AF_INET6 => {
                    let address = &*(*entry).ai_addr.cast::<libc::sockaddr_in6>();
                    addresses.push(IpAddr::from(address.sin6_addr.s6_addr));
                }
                _ => {}
            }
            entry = (*entry).ai_next;
        }
    }
    // SAFETY: made by getaddrinfo.
    unsafe { libc::freeaddrinfo(first) };
    Ok(addresses)
}

/// `getaddrinfo(host, family, flags, order, callback)`: `callback(error, addresses)`; the order is 0 for as they come, 1 for
/// IPv4 first, 2 for IPv6 first.
pub fn get_addr_info(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let host = args.get(0).to_rust_string_lossy(scope);
    let host = if host.is_ascii() { host } else { Idna::ascii(&host) };
    let family = args.get(1).int32_value(scope).unwrap_or(0);
    let flags = args.get(2).int32_value(scope).unwrap_or(0);
    let order = match args.get(3).int32_value(scope) {
        Some(1) => Order::Ipv4First,
        Some(2) => Order::Ipv6First,
        _ => Order::Verbatim,
    };
    let Some(callback) = JsCallback::request(scope, provider::GET_ADDR_INFO, args.get(4)) else { return };
    let work = move || {
        if host.is_empty() {
            // As libuv, for a name that has no form in ASCII.
            return Err(-libc::EINVAL);
        }
        let Ok(host) = CString::new(host) else { return Err(libuv_error(libc::EAI_NONAME)) };
        let mut addresses = resolve(&host, family, flags)?;
        sort(&mut addresses, order);
        Ok(addresses)
    };
    Runtime::current(scope).event_loop().queue_work(provider::GET_ADDR_INFO.class, work, move |scope, result| {
        match result {
            Ok(addresses) => {
                let values: Vec<v8::Local<v8::Value>> =
                    addresses.iter().map(|address| string(scope, &address::ip_text(*address)).into()).collect();
                let list = v8::Array::new_with_elements(scope, &values);
                let zero = v8::Integer::new(scope, 0);
                callback.call(scope, &[zero.into(), list.into()]);
            }
            Err(number) => {
                let number = v8::Integer::new(scope, number);
                callback.call(scope, &[number.into()]);
            }
        }
    });
}

fn name_of(address: SocketAddr) -> Result<(String, String), i32> {
    let address = socket2::SockAddr::from(address);
    let mut host = [0; libc::NI_MAXHOST as usize];
    let mut service = [0; 32];
    // SAFETY: the buffers have the sizes that the call is told, and it ends what it writes with a null byte.
    unsafe {
        let code = libc::getnameinfo(
            address.as_ptr().cast(),
            address.len(),
            host.as_mut_ptr(),
            host.len() as libc::socklen_t,
            service.as_mut_ptr(),
            service.len() as libc::socklen_t,
            libc::NI_NAMEREQD,
        );
        if code != 0 {
            return Err(libuv_error(code));
        }
        let text = |bytes: *const libc::c_char| CStr::from_ptr(bytes).to_string_lossy().into_owned();
        Ok((text(host.as_ptr()), text(service.as_ptr())))
    }
}

/// `getnameinfo(address, port, callback)`: `callback(error, hostname, service)`; 0 or a negative errno.
pub fn get_name_info(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let text = args.get(0).to_rust_string_lossy(scope);
    let port = args.get(1).uint32_value(scope).unwrap_or(0) as u16;
    let Ok(address) = address::parse_socket_address(&text, port) else { return rv.set_int32(-libc::EINVAL) };
    let Some(callback) = JsCallback::request(scope, provider::GET_NAME_INFO, args.get(2)) else { return };
    let work = move || name_of(address);
    Runtime::current(scope).event_loop().queue_work(provider::GET_NAME_INFO.class, work, move |scope, result| {
        match result {
            Ok((host, service)) => {
                let zero = v8::Integer::new(scope, 0);
                let (host, service) = (string(scope, &host), string(scope, &service));
                callback.call(scope, &[zero.into(), host.into(), service.into()]);
            }
            Err(number) => {
                let number = v8::Integer::new(scope, number);
                callback.call(scope, &[number.into()]);
            }
        }
    });
    rv.set_int32(0);
}
