//! Addresses of sockets, to and from JavaScript.

use super::Errno;
use crate::runtime::convert::{set, string};
use socket2::SockAddr;
use std::ffi::{CString, OsStr};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::os::unix::ffi::OsStrExt;

/// An IP address as inet_pton reads it, with the zone that an IPv6 address may name (`fe80::1%eth0`).
pub fn parse_ip(text: &str) -> Option<(IpAddr, Option<&str>)> {
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Some((address.into(), None));
    }
    let (address, zone) = match text.split_once('%') {
        Some((address, zone)) if !zone.is_empty() => (address, Some(zone)),
        Some(_) => return None,
        None => (text, None),
    };
    Some((address.parse::<Ipv6Addr>().ok()?.into(), zone))
}

/// The number of a network interface: its index, or 0 when there is none of that name.
fn scope_id(zone: Option<&str>) -> u32 {
    let Some(zone) = zone else { return 0 };
    if let Ok(number) = zone.parse() {
        return number;
    }
    let Ok(name) = CString::new(zone) else { return 0 };
    // SAFETY: a C string.
    unsafe { libc::if_nametoindex(name.as_ptr()) }
}

pub fn parse_socket_address(address: &str, port: u16) -> Result<SocketAddr, Errno> {
    match parse_ip(address) {
        Some((IpAddr::V4(ip), _)) => Ok(SocketAddr::from((ip, port))),
        Some((IpAddr::V6(ip), zone)) => Ok(SocketAddrV6::new(ip, port, 0, scope_id(zone)).into()),
        None => Err(libc::EINVAL),
    }
}

/// From an address and a port that JavaScript has checked.
pub fn from_values(
    scope: &mut v8::PinScope<'_, '_>,
    address: v8::Local<'_, v8::Value>,
    port: v8::Local<'_, v8::Value>,
) -> Result<SockAddr, Errno> {
    let port = port.uint32_value(scope).unwrap_or(0) as u16;
    let address = address.to_rust_string_lossy(scope);
    parse_socket_address(&address, port).map(Into::into)
}

/// The address of a Unix socket; one that begins with a null byte is in the abstract namespace.
pub fn from_path(scope: &mut v8::PinScope<'_, '_>, path: v8::Local<'_, v8::Value>) -> Result<SockAddr, Errno> {
    let path = path.to_rust_string_lossy(scope);
    SockAddr::unix(OsStr::from_bytes(path.as_bytes())).map_err(|_| libc::EINVAL)
}

/// Sets `address`, `family` and `port` of an object. Does nothing for the address of a Unix socket.
pub fn set_properties(scope: &mut v8::PinScope<'_, '_>, target: v8::Local<'_, v8::Object>, address: SocketAddr) {
    let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
    set(scope, target, "address", string(scope, &host_text(&address)).into());
    set(scope, target, "family", string(scope, family).into());
    set(scope, target, "port", v8::Integer::new(scope, i32::from(address.port())).into());
}

/// An address as inet_ntop spells it, which keeps IPv4 addresses in the last 32 bits readable.
pub fn ip_text(ip: IpAddr) -> String {
    match ip {
        IpAddr::V6(ip) if ip.to_bits() >> 32 == 0 && ip.to_bits() > 0xffff => {
            format!("::{}", Ipv4Addr::from_bits(ip.to_bits() as u32))
        }
        ip => ip.to_string(),
    }
}

/// The address without its port, with the zone of a link-local one.
pub fn host_text(address: &SocketAddr) -> String {
    let text = ip_text(address.ip());
    match address {
        SocketAddr::V6(address) if address.scope_id() != 0 && address.ip().is_unicast_link_local() => {
            format!("{text}%{}", interface_name(address.scope_id()))
        }
        _ => text,
    }
}

fn interface_name(index: u32) -> String {
    let mut name = [0; libc::IF_NAMESIZE];
    // SAFETY: the buffer has the size that the function asks for, and it ends what it writes with a null byte.
    let found = unsafe { libc::if_indextoname(index, name.as_mut_ptr()) };
    if found.is_null() {
        return index.to_string();
    }
    name.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte as u8)).collect()
}
