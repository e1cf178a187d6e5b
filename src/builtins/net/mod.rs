//! Sockets, pipes and terminals: streams of bytes over descriptors, servers that accept connections, and what systems call
//! sockets offers beside that. `stream.rs` says how the parts fit together and how a protocol in Rust takes a stream over.

pub mod address;
mod datagram;
mod descriptor_stream;
mod js_stream;
pub mod listener;
mod socket;
pub mod stream;

pub use datagram::BINDING as DATAGRAM_BINDING;
pub use descriptor_stream::DescriptorStream;
pub use js_stream::BINDING as STREAM_BINDING;
pub use socket::BINDING as SOCKET_BINDING;

use crate::runtime::Runtime;
use std::io;

/// A positive error number of the system.
pub type Errno = i32;

fn last_errno() -> Errno {
    errno_of(&io::Error::last_os_error())
}

fn errno_of(error: &io::Error) -> Errno {
    error.raw_os_error().unwrap_or(libc::EIO)
}

/// Writes what streams hold back and, blocking, what is queued for the standard ones.
pub fn flush_streams(scope: &mut v8::PinScope<'_, '_>) {
    let runtime = Runtime::current(scope);
    runtime.event_loop().release_writes();
    for stream in runtime.state::<stream::Streams>().all() {
        if stream.descriptor().is_some_and(|fd| fd <= 2)
            && let Some(stream) = stream.as_descriptor_stream()
        {
            stream.flush();
        }
    }
}
