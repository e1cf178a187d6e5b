//! The writing half of a stream over a descriptor: the system call at once, the queue of what the descriptor did not take, and
//! the end of the sending side once all has left.

use super::{DescriptorStream, SAFE_PIPE_WRITE};
use crate::builtins::net::stream::Done;
use crate::builtins::net::{Errno, last_errno};
use rustix::net::SendFlags;
use std::io::IoSlice;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

/// The system takes at most so many pieces at once.
const MAX_PIECES: usize = 1024;

pub(super) struct WriteRequest {
    pub(super) bytes: Vec<u8>,
    pub(super) written: usize,
    /// A descriptor that the other process gets with the first byte.
    pub(super) descriptor: Option<OwnedFd>,
    pub(super) done: Option<Done>,
}

impl DescriptorStream {
    /// One attempt to write, as little as that may be.
    fn write_now(&self, pieces: &[IoSlice<'_>], descriptor: Option<&OwnedFd>) -> Result<usize, Errno> {
        loop {
            if self.blocking.get() {
                self.poll_now(libc::POLLOUT, -1);
            }
            let result = if self.is_socket {
                self.send(pieces, descriptor)
            } else if self.poll_now(libc::POLLOUT, 0) {
                let first = pieces.first().map_or(&[][..], |piece| &**piece);
                rustix::io::write(self.borrowed(), &first[..first.len().min(SAFE_PIPE_WRITE)])
            } else {
                return Err(libc::EAGAIN);
            };
            match result {
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) if self.blocking.get() => {}
                result => return result.map_err(rustix::io::Errno::raw_os_error),
            }
        }
    }

    fn send(&self, pieces: &[IoSlice<'_>], descriptor: Option<&OwnedFd>) -> rustix::io::Result<usize> {
        if let ([piece], None) = (pieces, descriptor) {
            return rustix::net::send(self.borrowed(), piece, SendFlags::DONTWAIT | SendFlags::NOSIGNAL);
        }
        #[repr(align(8))]
        struct Control([u8; 32]);
        let mut control = Control([0; 32]);
        // SAFETY: a zeroed header is an empty one. `IoSlice` has the layout of `iovec`, and the kernel only reads the pieces.
        // The control buffer has room for one descriptor.
        unsafe {
            let mut message: libc::msghdr = std::mem::zeroed();
            message.msg_iov = pieces.as_ptr().cast_mut().cast();
            message.msg_iovlen = pieces.len().min(MAX_PIECES) as _;
            if let Some(descriptor) = descriptor {
                message.msg_control = control.0.as_mut_ptr().cast();
                message.msg_controllen = libc::CMSG_SPACE(size_of::<RawFd>() as u32) as _;
                let header = libc::CMSG_FIRSTHDR(&message);
                (*header).cmsg_level = libc::SOL_SOCKET;
                (*header).cmsg_type = libc::SCM_RIGHTS;
                (*header).cmsg_len = libc::CMSG_LEN(size_of::<RawFd>() as u32) as _;
                libc::CMSG_DATA(header).cast::<RawFd>().write_unaligned(descriptor.as_raw_fd());
            }
            let sent = libc::sendmsg(self.fd, &message, libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL);
            usize::try_from(sent).map_err(|_| rustix::io::Errno::from_raw_os_error(last_errno()))
        }
    }

    /// Writes until all is written or the descriptor would block; how much was written.
    pub(super) fn write_until_blocked(&self, pieces: &[IoSlice<'_>]) -> Result<usize, Errno> {
        let mut written = 0;
        // Nearly always one piece that goes at once.
        if let [piece] = pieces
            && !piece.is_empty()
        {
            match self.write_now(pieces, None) {
                Ok(count) if count == piece.len() => return Ok(count),
                Ok(count) => written = count,
                Err(libc::EAGAIN) => return Ok(0),
                Err(errno) => return Err(errno),
            }
        }
        // Nothing at all is written as well: the system may have an error to tell.
        if pieces.iter().all(|piece| piece.is_empty()) {
            return match self.write_now(&pieces[..pieces.len().min(1)], None) {
                Err(libc::EAGAIN) => Ok(0),
                result => result,
            };
        }
        let mut rest: &mut [IoSlice<'_>] = &mut pieces.to_vec();
        // Empty pieces at the front are no reason to call the system: they go, too.
        IoSlice::advance_slices(&mut rest, written);
        while !rest.is_empty() {
            match self.write_now(rest, None) {
                Ok(count) => {
                    written += count;
                    IoSlice::advance_slices(&mut rest, count);
                }
                Err(libc::EAGAIN) => break,
                Err(errno) => return Err(errno),
            }
        }
        Ok(written)
    }

    fn write_request(&self, request: &mut WriteRequest) -> Result<(), Errno> {
        while request.written < request.bytes.len() {
            let piece = [IoSlice::new(&request.bytes[request.written..])];
            let count = self.write_now(&piece, request.descriptor.as_ref())?;
            request.descriptor = None;
            request.written += count;
            self.queued_bytes.set(self.queued_bytes.get() - count);
        }
        Ok(())
    }

    /// Writes what is queued, as far as it goes.
    pub(super) fn write_queued(&self, scope: &mut v8::PinScope<'_, '_>) {
        loop {
            let Some(mut request) = self.queue.borrow_mut().pop_front() else { break };
            let result = self.write_request(&mut request);
            if result == Err(libc::EAGAIN) {
                self.queue.borrow_mut().push_front(request);
                return;
            }
            self.queued_bytes.set(self.queued_bytes.get() - (request.bytes.len() - request.written));
            // Before the callback, which may ask what keeps the process alive.
            let _ = self.update();
            if let Some(done) = request.done {
                done(scope, result.err().unwrap_or(0));
            }
            if self.closed.get() {
                return;
            }
        }
        self.finish_shutdown(scope);
    }

    /// Hands a small write to those that are held; false: it is to be written now.
    pub(super) fn hold(&self, bytes: &[u8]) -> bool {
        let connecting = self.connecting.borrow().is_some();
        if self.closed.get() || connecting || !self.is_socket || !self.queue.borrow().is_empty() {
            return false;
        }
        let held_before = self.held.replace(true);
        if !self.event_loop.poller().held().hold(self.me.clone(), self.fd, bytes) {
            self.held.set(held_before);
            return false;
        }
        self.bytes_written.set(self.bytes_written.get() + bytes.len() as u64);
        true
    }

    /// Writes what is held, or queues it.
    pub(super) fn write_held(&self) -> Result<(), Errno> {
        if self.held.get() {
            self.event_loop.release_writes();
        }
        match self.held_error.get() {
            0 => Ok(()),
            errno => Err(errno),
        }
    }

    /// Queues bytes whose first byte carries a descriptor, which is copied.
    pub fn queue_with_descriptor(&self, bytes: Vec<u8>, descriptor: RawFd, done: Option<Done>) -> Result<(), Errno> {
        self.write_held()?;
        // SAFETY: asks for a copy; the number is checked by the kernel.
        let copy = unsafe { libc::fcntl(descriptor, libc::F_DUPFD_CLOEXEC, 3) };
        if copy < 0 {
            return Err(last_errno());
        }
        // SAFETY: just made.
        let copy = unsafe { OwnedFd::from_raw_fd(copy) };
        self.bytes_written.set(self.bytes_written.get() + bytes.len() as u64);
        self.queue_request(WriteRequest { bytes, written: 0, descriptor: Some(copy), done })
    }

    pub(super) fn write_or_queue(&self, bytes: &[u8]) -> Result<(), Errno> {
        if bytes.is_empty() {
            return Ok(());
        }
        let written = match self.queue.borrow().is_empty() {
            true => self.write_until_blocked(&[IoSlice::new(bytes)])?,
            false => 0,
        };
        if written == bytes.len() {
            return Ok(());
        }
        self.queue_request(WriteRequest { bytes: bytes[written..].to_vec(), written: 0, descriptor: None, done: None })
    }

    pub(super) fn queue_request(&self, request: WriteRequest) -> Result<(), Errno> {
        self.queued_bytes.set(self.queued_bytes.get() + request.bytes.len());
        self.queue.borrow_mut().push_back(request);
        self.update()
    }

    pub(super) fn finish_shutdown(&self, scope: &mut v8::PinScope<'_, '_>) {
        if self.closed.get() || !self.queue.borrow().is_empty() {
            return;
        }
        let Some(done) = self.on_shutdown.take() else { return };
        let mut errno = 0;
        // SAFETY: the stream is open.
        if self.is_socket && unsafe { libc::shutdown(self.fd, libc::SHUT_WR) } != 0 {
            errno = last_errno();
        }
        let _ = self.update();
        done(scope, errno);
    }

    /// Writes, blocking, what is queued: for the standard streams of a process that ends.
    pub fn flush(&self) {
        for request in self.queue.borrow_mut().drain(..) {
            let mut rest = &request.bytes[request.written..];
            while !rest.is_empty() {
                self.poll_now(libc::POLLOUT, -1);
                match self.write_now(&[IoSlice::new(rest)], None) {
                    Ok(count) => rest = &rest[count..],
                    Err(libc::EAGAIN) => {}
                    Err(_) => break,
                }
            }
        }
    }
}
