//! What the standard descriptors are.

use crate::runtime::binding::Binding;
use crate::runtime::convert::string;
use crate::set_functions;
use std::mem::{MaybeUninit, size_of};

pub const BINDING: Binding = Binding { name: "stdio", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, { "guessHandleType" => guess_handle_type });
}

/// What a descriptor is, as far as it decides which stream can serve it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DescriptorKind {
    Tty,
    File,
    Pipe,
    Tcp,
    Udp,
    Unknown,
}

impl DescriptorKind {
    pub fn of(fd: i32) -> Self {
        // SAFETY: isatty takes any number.
        if unsafe { libc::isatty(fd) } == 1 {
            return Self::Tty;
        }
        let mut stat = MaybeUninit::<libc::stat>::uninit();
        // SAFETY: fstat fills the struct when it answers 0.
        let mode = unsafe {
            if libc::fstat(fd, stat.as_mut_ptr()) != 0 {
                return Self::Unknown;
            }
            stat.assume_init().st_mode & libc::S_IFMT
        };
        match mode {
            libc::S_IFREG | libc::S_IFCHR => Self::File,
            libc::S_IFIFO => Self::Pipe,
            libc::S_IFSOCK => Self::of_socket(fd),
            _ => Self::Unknown,
        }
    }

    fn of_socket(fd: i32) -> Self {
        let mut kind: libc::c_int = 0;
        let mut length = size_of::<libc::c_int>() as libc::socklen_t;
        let mut address = MaybeUninit::<libc::sockaddr_storage>::zeroed();
        let mut address_length = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
        // SAFETY: both calls write at most as many bytes as the lengths say into the memory that they are given.
        let family = unsafe {
            if libc::getsockopt(fd, libc::SOL_SOCKET, libc::SO_TYPE, (&raw mut kind).cast(), &mut length) != 0
                || libc::getsockname(fd, address.as_mut_ptr().cast(), &mut address_length) != 0
            {
                return Self::Unknown;
            }
            i32::from(address.assume_init().ss_family)
        };
        match (kind, family) {
            (libc::SOCK_STREAM, libc::AF_INET | libc::AF_INET6) => Self::Tcp,
            (libc::SOCK_STREAM, libc::AF_UNIX) => Self::Pipe,
            (libc::SOCK_DGRAM, libc::AF_INET | libc::AF_INET6) => Self::Udp,
            _ => Self::Unknown,
        }
    }

    /// The name that `util.guessHandleType` has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tty => "TTY",
            Self::File => "FILE",
            Self::Pipe => "PIPE",
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Unknown => "UNKNOWN",
        }
    }
}

fn guess_handle_type(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let fd = args.get(0).int32_value(scope).unwrap_or(-1);
    rv.set(string(scope, DescriptorKind::of(fd).name()).into());
}
