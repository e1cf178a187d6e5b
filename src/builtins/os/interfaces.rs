//! The addresses of the network interfaces.

use super::fail;
use crate::runtime::convert::{set, string};
use std::collections::HashMap;
use std::ffi::CStr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The hardware address of each interface by its name.
type HardwareAddresses = HashMap<String, [u8; 6]>;

struct Address {
    name: String,
    address: IpAddr,
    netmask: IpAddr,
    scope_id: u32,
    internal: bool,
}

/// `[{ name, address, netmask, family, mac, internal, scopeid }]`
pub fn interface_addresses(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let (addresses, macs) = match list() {
        Ok(lists) => lists,
        Err(error) => return fail(scope, args.get(0), &error, "uv_interface_addresses"),
    };
    let mut values: Vec<v8::Local<v8::Value>> = Vec::new();
    for entry in addresses {
        let mac = macs.get(&entry.name).copied().unwrap_or_default();
        let mac = mac.map(|byte| format!("{byte:02x}")).join(":");
        let family = if entry.address.is_ipv6() { "IPv6" } else { "IPv4" };
        let object = v8::Object::new(scope);
        for (key, value) in [
            ("name", entry.name.as_str()),
            ("address", &entry.address.to_string()),
            ("netmask", &entry.netmask.to_string()),
            ("family", family),
            ("mac", &mac),
        ] {
            set(scope, object, key, string(scope, value).into());
        }
        set(scope, object, "internal", v8::Boolean::new(scope, entry.internal).into());
        set(scope, object, "scopeid", v8::Integer::new_from_unsigned(scope, entry.scope_id).into());
        values.push(object.into());
    }
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

/// The Internet addresses of all interfaces that are up, and the hardware address of each interface.
fn list() -> std::io::Result<(Vec<Address>, HardwareAddresses)> {
    let mut first = std::ptr::null_mut();
    // SAFETY: `first` is a valid place for the list, which is freed below.
    if unsafe { libc::getifaddrs(&mut first) } != 0 {
        return Err(std::io::Error::last_os_error());
    }
    let mut addresses = Vec::new();
    let mut macs = HardwareAddresses::new();
    let mut next = first;
    // SAFETY: every node of the list is valid until it is freed.
    while let Some(node) = unsafe { next.as_ref() } {
        next = node.ifa_next;
        const RUNNING: u32 = (libc::IFF_UP | libc::IFF_RUNNING) as u32;
        if node.ifa_flags & RUNNING != RUNNING || node.ifa_addr.is_null() {
            continue;
        }
        // SAFETY: the name is a terminated string that lives as long as the list.
        let name = unsafe { CStr::from_ptr(node.ifa_name) }.to_string_lossy().into_owned();
        // SAFETY: the address is not null; its family says which structure it is.
        if i32::from(unsafe { (*node.ifa_addr).sa_family }) == libc::AF_PACKET {
            // SAFETY: the family is AF_PACKET, whose structure is `sockaddr_ll`.
            let link = unsafe { &*node.ifa_addr.cast::<libc::sockaddr_ll>() };
            let mut mac = [0; 6];
            mac.copy_from_slice(&link.sll_addr[..6]);
            macs.insert(name, mac);
            continue;
        }
        let Some((address, scope_id)) = ip_address(node.ifa_addr) else { continue };
        let netmask = ip_address(node.ifa_netmask).map_or(unspecified(&address), |(mask, _)| mask);
        let internal = node.ifa_flags & libc::IFF_LOOPBACK as u32 != 0;
        addresses.push(Address { name, address, netmask, scope_id, internal });
    }
    // SAFETY: the list came from getifaddrs, and nothing refers to it any more.
    unsafe { libc::freeifaddrs(first) };
    Ok((addresses, macs))
}

fn unspecified(like: &IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    }
}

/// The Internet address in a socket address, with its scope.
fn ip_address(address: *const libc::sockaddr) -> Option<(IpAddr, u32)> {
    // SAFETY: the pointer comes from getifaddrs: it is null or a socket address.
    let family = i32::from(unsafe { address.as_ref()? }.sa_family);
    match family {
        libc::AF_INET => {
            // SAFETY: the family says that it is a `sockaddr_in`.
            let inet = unsafe { &*address.cast::<libc::sockaddr_in>() };
            Some((IpAddr::V4(u32::from_be(inet.sin_addr.s_addr).into()), 0))
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that it is a `sockaddr_in6`.
            let inet = unsafe { &*address.cast::<libc::sockaddr_in6>() };
            Some((IpAddr::V6(inet.sin6_addr.s6_addr.into()), inet.sin6_scope_id))
        }
        _ => None,
    }
}
