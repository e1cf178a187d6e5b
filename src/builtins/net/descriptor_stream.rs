//! A stream over a descriptor that it owns: a TCP or Unix socket, a pipe, a terminal.
//!
//! Writes try the system call at once; only what the descriptor does not take is copied and queued. Reading follows the
//! poller: one read for each event, more only while reads fill the buffer.
//!
//! Descriptors that came from outside (the standard ones) are shared with other processes, so their file status is never
//! changed: instead of `O_NONBLOCK`, sockets get `MSG_DONTWAIT` with each call, and everything else is asked first whether it
//! would block.

mod writing;

use self::writing::WriteRequest;
use super::stream::{ByteStream, Consumer, Done};
use super::{Errno, errno_of, last_errno};
use crate::builtins::stdio::DescriptorKind;
use crate::event_loop::poller::{FAILED, HANGUP, Pollable, READABLE, Registration, WRITABLE};
use crate::event_loop::{EventLoop, KeepAlive};
use rustix::net::RecvFlags;
use socket2::SockAddr;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::rc::{Rc, Weak};

const READ_SIZE: usize = 64 << 10;

/// So often a ready descriptor is read before the others get their turn.
const READS_PER_EVENT: usize = 32;

/// A write of at most this size does not block on a pipe that polls as writable: it fits into one free page.
const SAFE_PIPE_WRITE: usize = 4096;

/// So many descriptors come with one message at most.
const MAX_DESCRIPTORS: usize = 16;

pub struct DescriptorStream {
    me: Weak<Self>,
    fd: RawFd,
    /// Whether the descriptor is closed with the stream.
    owned: bool,
    kind: DescriptorKind,
    is_socket: bool,
    name: &'static str,
    event_loop: Rc<EventLoop>,
    /// Made when the stream first has to wait.
    registration: RefCell<Option<Registration>>,
    /// It was accepted in this turn and is watched when that ends (`Poller::add_arrival`).
    just_arrived: Cell<bool>,
    consumer: RefCell<Option<Rc<dyn Consumer>>>,
    reading: Cell<bool>,
    read_limit: Cell<usize>,
    /// The last read filled the buffer: the next one probably will too, and gets memory that its consumer can keep.
    reads_are_large: Cell<bool>,
    bytes_read: Cell<u64>,
    connecting: RefCell<Option<Done>>,
    queue: RefCell<VecDeque<WriteRequest>>,
    queued_bytes: Cell<usize>,
    /// Whether something of this stream is held (`HeldWrites`): it leaves before anything else.
    held: Cell<bool>,
    /// What writing it has failed with: reading, which is about to end, tells it.
    held_error: Cell<Errno>,
    bytes_written: Cell<u64>,
    on_shutdown: RefCell<Option<Done>>,
    /// Whether a write waits until the descriptor takes it: terminals, as Node documents them, and what asks for it.
    blocking: Cell<bool>,
    /// Descriptors that came with the bytes, if the stream takes them.
    arrived: RefCell<Option<VecDeque<OwnedFd>>>,
    referenced: Cell<bool>,
    closed: Cell<bool>,
    alive: RefCell<Option<KeepAlive>>,
}

thread_local! {
    /// What all streams of a thread read into. Taken while a consumer looks at it.
    static READ_BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

impl DescriptorStream {
    /// A stream over `fd`, listed under `name` by `getActiveResourcesInfo()` while something keeps it active.
    pub fn new(
        event_loop: &Rc<EventLoop>,
        fd: RawFd,
        kind: DescriptorKind,
        is_socket: bool,
        name: &'static str,
        owned: bool,
    ) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            fd,
            owned,
            kind,
            is_socket,
            name,
            event_loop: event_loop.clone(),
            registration: RefCell::default(),
            just_arrived: Cell::new(false),
            consumer: RefCell::default(),
            reading: Cell::new(false),
            read_limit: Cell::new(READ_SIZE),
            reads_are_large: Cell::new(false),
            bytes_read: Cell::new(0),
            connecting: RefCell::default(),
            queue: RefCell::default(),
            queued_bytes: Cell::new(0),
            held: Cell::new(false),
            held_error: Cell::new(0),
            bytes_written: Cell::new(0),
            on_shutdown: RefCell::default(),
            blocking: Cell::new(kind == DescriptorKind::Tty),
            arrived: RefCell::default(),
            referenced: Cell::new(true),
            closed: Cell::new(false),
            alive: RefCell::default(),
        })
    }

    /// What `try_write` does, but a small piece may leave a little later, together with those of other streams. It counts as written
    /// then; whatever is written after it, the end of the stream and that of the process come later.
    pub fn write_soon(&self, pieces: &[IoSlice<'_>]) -> Result<usize, Errno> {
        match pieces {
            [piece] if self.hold(piece) => Ok(piece.len()),
            _ => self.try_write(pieces),
        }
    }

    pub fn set_blocking(&self, blocking: bool) {
        self.blocking.set(blocking || self.kind == DescriptorKind::Tty);
    }

    /// From now on descriptors that come with the bytes are kept for `take_descriptor`.
    pub fn accept_descriptors(&self) {
        self.arrived.borrow_mut().get_or_insert_default();
    }

    pub fn take_descriptor(&self) -> Option<OwnedFd> {
        self.arrived.borrow_mut().as_mut()?.pop_front()
    }

    /// The stream is a connection that has been accepted just now.
    pub fn set_arrived(&self) {
        self.just_arrived.set(true);
        self.event_loop.poller().add_arrival(self.me.clone());
    }

    // What it waits for.

    /// What the poller has to watch for, and whether the process stays alive for it.
    fn update(&self) -> Result<(), Errno> {
        let writing = !self.queue.borrow().is_empty();
        let connecting = self.connecting.borrow().is_some();
        // What was begun comes to its end whether the program waits for the stream or not: libuv's requests keep a loop alive.
        let pending = writing || connecting || self.on_shutdown.borrow().is_some();
        let active = (pending || (self.reading.get() && self.referenced.get())) && !self.closed.get();
        {
            let mut alive = self.alive.borrow_mut();
            if active && alive.is_none() {
                *alive = Some(self.event_loop.keep_alive(self.name));
            } else if !active {
                *alive = None;
            }
        }
        if self.closed.get() {
            return Ok(());
        }
        let mut wanted = 0;
        if self.reading.get() && !connecting {
            wanted |= READABLE;
        }
        if writing || connecting {
            wanted |= WRITABLE;
        }
        let mut registration = self.registration.borrow_mut();
        match registration.as_ref() {
            // What is watched for in vain is found out by `ready`: stopping and starting again costs nothing.
            Some(registration) if registration.watched() & wanted == wanted => return Ok(()),
            None if wanted == 0 || (wanted == READABLE && self.just_arrived.get()) => return Ok(()),
            _ => {}
        }
        if registration.is_none() {
            let made = Registration::new(&self.event_loop, self.fd, self.me.clone());
            let made = made.map_err(|error| errno_of(&error))?;
            // A read of a TCP socket that takes less than it could has taken all, unless the event says that more may follow. Those of
            // Unix sockets stop where descriptors were sent, and what came from outside may have other readers.
            let edge = self.kind == DescriptorKind::Tcp && self.owned;
            *registration = Some(if edge { made.edge_triggered() } else { made });
        }
        if let Some(registration) = registration.as_ref() {
            let watched = registration.watched() | wanted;
            registration.watch(watched).map_err(|error| errno_of(&error))?;
        }
        Ok(())
    }

    /// Stops watching for what nobody waits for. `more`: something of what was told may be left.
    fn drop_needless_interest(&self, more: bool) {
        let mut wanted = 0;
        if self.reading.get() {
            wanted |= READABLE;
        }
        if !self.queue.borrow().is_empty() || self.connecting.borrow().is_some() {
            wanted |= WRITABLE;
        }
        if let Some(registration) = self.registration.borrow().as_ref() {
            let unchanged = registration.watched() == wanted;
            let _ = registration.watch(wanted);
            if more && unchanged {
                registration.tell_again();
            }
        }
    }

    /// Whether `events` are there now.
    fn poll_now(&self, events: libc::c_short, timeout: libc::c_int) -> bool {
        let mut poll = libc::pollfd { fd: self.fd, events, revents: 0 };
        // SAFETY: one valid entry.
        unsafe { libc::poll(&mut poll, 1, timeout) > 0 }
    }

    fn borrowed(&self) -> BorrowedFd<'_> {
        // SAFETY: the descriptor stays open until `close`, after which nobody asks.
        unsafe { BorrowedFd::borrow_raw(self.fd) }
    }

    // Connecting.

    /// Connects the socket. `done` comes later; what can be said at once is the result.
    pub fn connect(&self, address: &SockAddr, done: Done) -> Result<(), Errno> {
        let mut refused = 0;
        loop {
            // SAFETY: the address is valid for the call.
            let result = unsafe { libc::connect(self.fd, address.as_ptr().cast(), address.len()) };
            if result == 0 {
                break;
            }
            match last_errno() {
                libc::EINTR => {}
                libc::EINPROGRESS => break,
                // A Unix socket says at once what for TCP takes a while; both are reported alike. So does TCP on the
                // loopback interface now and then.
                errno if errno == libc::ECONNREFUSED || address.is_unix() => {
                    refused = errno;
                    break;
                }
                errno => return Err(errno),
            }
        }
        if refused != 0 {
            let alive = self.event_loop.keep_alive(self.name);
            self.event_loop.post_pending(move |scope| {
                done(scope, refused);
                drop(alive);
            });
            return Ok(());
        }
        *self.connecting.borrow_mut() = Some(done);
        self.update()
    }

    fn finish_connecting(&self, scope: &mut v8::PinScope<'_, '_>) {
        let error = socket2::SockRef::from(&self.borrowed()).take_error();
        let errno = match error {
            Ok(error) => error.map_or(0, |error| errno_of(&error)),
            Err(error) => errno_of(&error),
        };
        let Some(done) = self.connecting.take() else { return };
        // The callback usually starts to read, so what is watched for is put right after it.
        done(scope, errno);
    }

    // Reading.

    /// Reads into the front of `buffer`: how many bytes of it are initialised then.
    fn read_now(&self, buffer: &mut [MaybeUninit<u8>]) -> Result<usize, Errno> {
        loop {
            let result = if !self.is_socket {
                if !self.poll_now(libc::POLLIN, 0) {
                    return Err(libc::EAGAIN);
                }
                rustix::io::read(self.borrowed(), &mut *buffer).map(|(read, _)| read.len())
            } else if self.arrived.borrow().is_none() {
                rustix::net::recv(self.borrowed(), &mut *buffer, RecvFlags::DONTWAIT).map(|(_, count)| count)
            } else {
                self.receive_with_descriptors(buffer)
            };
            match result {
                Err(rustix::io::Errno::INTR) => {}
                result => return result.map_err(rustix::io::Errno::raw_os_error),
            }
        }
    }

    fn receive_with_descriptors(&self, buffer: &mut [MaybeUninit<u8>]) -> rustix::io::Result<usize> {
        const SPACE: usize = 128;
        const { assert!(size_of::<libc::cmsghdr>() + MAX_DESCRIPTORS * size_of::<RawFd>() <= SPACE) };
        #[repr(align(8))]
        struct Control([u8; SPACE]);
        let mut control = Control([0; SPACE]);
        let mut piece = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
        // SAFETY: a zeroed header is an empty one.
        let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
        message.msg_iov = &mut piece;
        message.msg_iovlen = 1;
        message.msg_control = control.0.as_mut_ptr().cast();
        message.msg_controllen = SPACE as _;
        // SAFETY: the header describes `buffer` and `control`, which are valid for the call; the control messages are read as
        // far as the kernel says that it wrote them, and each descriptor in them is new and ours.
        unsafe {
            let count = libc::recvmsg(self.fd, &mut message, libc::MSG_DONTWAIT | libc::MSG_CMSG_CLOEXEC);
            let Ok(count) = usize::try_from(count) else {
                return Err(rustix::io::Errno::from_raw_os_error(last_errno()));
            };
            let mut header = libc::CMSG_FIRSTHDR(&message);
            while !header.is_null() {
                if (*header).cmsg_level == libc::SOL_SOCKET && (*header).cmsg_type == libc::SCM_RIGHTS {
                    let bytes = (*header).cmsg_len as usize - libc::CMSG_LEN(0) as usize;
                    let data = libc::CMSG_DATA(header).cast::<RawFd>();
                    for index in 0..bytes / size_of::<RawFd>() {
                        let descriptor = OwnedFd::from_raw_fd(data.add(index).read_unaligned());
                        if let Some(arrived) = self.arrived.borrow_mut().as_mut() {
                            arrived.push_back(descriptor);
                        }
                    }
                }
                header = libc::CMSG_NXTHDR(&message, header);
            }
            Ok(count)
        }
    }

    /// Whether reading has stopped before all was read, so that others get their turn.
    fn read_available(&self, scope: &mut v8::PinScope<'_, '_>) -> bool {
        for _ in 0..READS_PER_EVENT {
            let consumer = self.consumer.borrow().clone();
            let Some(consumer) = consumer else {
                self.reading.set(false);
                return false;
            };
            let limit = self.read_limit.get();
            let large = self.reads_are_large.get();
            let mut buffer = if large { Vec::new() } else { READ_BUFFER.take() };
            buffer.reserve_exact(READ_SIZE);
            let result = self.read_now(&mut buffer.spare_capacity_mut()[..limit]);
            let partial = !matches!(result, Ok(count) if count == limit);
            self.reads_are_large.set(!partial && limit == READ_SIZE);
            v8::scope!(let scope, scope);
            match result {
                Ok(0) => self.end_reading(scope, &*consumer, self.held_error.get()),
                Ok(count) => {
                    self.bytes_read.set(self.bytes_read.get() + count as u64);
                    // SAFETY: the system has written so many bytes at the front of the spare capacity.
                    unsafe { buffer.set_len(count) };
                    if large && !partial {
                        consumer.owned_bytes(scope, std::mem::take(&mut buffer));
                    } else {
                        consumer.bytes(scope, &buffer);
                    }
                }
                Err(libc::EAGAIN) => {}
                Err(errno) => self.end_reading(scope, &*consumer, errno),
            }
            if buffer.capacity() >= READ_SIZE {
                buffer.clear();
                READ_BUFFER.set(buffer);
            }
            if partial {
                return false;
            }
            if !self.reading.get() || self.event_loop.is_stopping() {
                return false;
            }
        }
        true
    }

    fn end_reading(&self, scope: &mut v8::PinScope<'_, '_>, consumer: &dyn Consumer, errno: Errno) {
        self.reading.set(false);
        let _ = self.update();
        consumer.end(scope, errno);
    }

    /// Makes `close` send a reset instead of an orderly end (TCP).
    pub fn reset_on_close(&self) -> Result<(), Errno> {
        let linger = socket2::SockRef::from(&self.borrowed()).set_linger(Some(std::time::Duration::ZERO));
        linger.map_err(|error| errno_of(&error))
    }
}

impl Pollable for DescriptorStream {
    fn ready(self: Rc<Self>, scope: &mut v8::PinScope<'_, '_>, events: u32) {
        let mut more = false;
        if self.connecting.borrow().is_some() {
            self.finish_connecting(scope);
            more = true;
        } else {
            if self.reading.get() && events & (READABLE | HANGUP | FAILED) != 0 {
                more = self.read_available(scope);
            }
            if !self.closed.get() && events & (WRITABLE | HANGUP | FAILED) != 0 {
                self.write_queued(scope);
            }
        }
        if !self.closed.get() {
            let _ = self.update();
            self.drop_needless_interest(more);
        }
    }

    fn watch_arrival(&self, scope: &mut v8::PinScope<'_, '_>) {
        self.just_arrived.set(false);
        let Err(errno) = self.update() else { return };
        let consumer = self.consumer.borrow().clone();
        if let Some(consumer) = consumer {
            v8::scope!(let scope, scope);
            self.end_reading(scope, &*consumer, errno);
        }
    }

    fn tell_again(&self) {
        // A write says by itself what has become of the connection, and an end that nobody reads would be told again for ever.
        if let Some(registration) = self.registration.borrow().as_ref()
            && registration.watched() & READABLE != 0
        {
            registration.tell_again();
        }
    }

    fn release(&self, rest: &[u8], errno: Errno) {
        self.held.set(false);
        let result = match errno {
            0 => self.write_or_queue(rest),
            errno => Err(errno),
        };
        if let Err(errno) = result {
            self.held_error.set(errno);
        }
    }
}

impl ByteStream for DescriptorStream {
    fn set_consumer(&self, consumer: Option<Rc<dyn Consumer>>) {
        *self.consumer.borrow_mut() = consumer;
    }

    fn async_id(&self) -> f64 {
        self.consumer.borrow().as_ref().map_or(0.0, |consumer| consumer.async_id())
    }

    fn read_start(&self) -> Result<(), Errno> {
        if self.closed.get() {
            return Err(libc::EBADF);
        }
        self.reading.set(true);
        self.update().inspect_err(|_| self.reading.set(false))
    }

    fn read_stop(&self) {
        self.reading.set(false);
        let _ = self.update();
    }

    fn set_read_limit(&self, limit: usize) {
        self.read_limit.set(limit.clamp(1, READ_SIZE));
    }

    fn try_write(&self, pieces: &[IoSlice<'_>]) -> Result<usize, Errno> {
        if self.closed.get() {
            return Err(libc::EBADF);
        }
        if !self.queue.borrow().is_empty() || self.connecting.borrow().is_some() {
            return Ok(0);
        }
        self.write_held()?;
        if !self.queue.borrow().is_empty() {
            return Ok(0);
        }
        let result = self.write_until_blocked(pieces);
        // What could not be written counts as well.
        let handed_over = result.unwrap_or_else(|_| pieces.iter().map(|piece| piece.len()).sum());
        self.bytes_written.set(self.bytes_written.get() + handed_over as u64);
        result
    }

    fn queue_write(&self, bytes: Vec<u8>, done: Option<Done>) -> Result<(), Errno> {
        if self.closed.get() {
            return Err(libc::EBADF);
        }
        self.bytes_written.set(self.bytes_written.get() + bytes.len() as u64);
        self.queue_request(WriteRequest { bytes, written: 0, descriptor: None, done })
    }

    fn shutdown(&self, done: Option<Done>) {
        let _ = self.write_held();
        *self.on_shutdown.borrow_mut() = Some(done.unwrap_or_else(|| Box::new(|_, _| {})));
        let _ = self.update();
        if self.queue.borrow().is_empty() {
            // Weak, because the stream owns a share of the loop that owns the task.
            let me = self.me.clone();
            self.event_loop.post_pending(move |scope| {
                if let Some(me) = me.upgrade() {
                    me.finish_shutdown(scope);
                }
            });
        }
    }

    fn close(&self, closed: Option<Done>) {
        if self.closed.replace(true) {
            return;
        }
        self.reading.set(false);
        let _ = self.write_held();
        // The registration names the descriptor, so it goes first.
        self.registration.take();
        self.consumer.take();
        if self.owned {
            // SAFETY: the stream owns the descriptor, and nobody uses it once `closed` is set.
            unsafe { libc::close(self.fd) };
        }
        let cancelled: Vec<Done> = self
            .connecting
            .take()
            .into_iter()
            .chain(self.queue.take().into_iter().filter_map(|request| request.done))
            .chain(self.on_shutdown.take())
            .collect();
        self.queued_bytes.set(0);
        let _ = self.update();
        self.event_loop.post_close(move |scope| {
            for done in cancelled {
                done(scope, libc::ECANCELED);
            }
            if let Some(closed) = closed {
                closed(scope, 0);
            }
        });
    }

    fn set_referenced(&self, referenced: bool) {
        self.referenced.set(referenced);
        let _ = self.update();
    }

    fn is_referenced(&self) -> bool {
        self.referenced.get()
    }

    fn bytes_read(&self) -> u64 {
        self.bytes_read.get()
    }

    fn bytes_written(&self) -> u64 {
        self.bytes_written.get()
    }

    fn queued_bytes(&self) -> usize {
        self.queued_bytes.get()
    }

    fn descriptor(&self) -> Option<RawFd> {
        (!self.closed.get()).then_some(self.fd)
    }

    fn as_descriptor_stream(self: Rc<Self>) -> Option<Rc<DescriptorStream>> {
        Some(self)
    }
}

impl Drop for DescriptorStream {
    fn drop(&mut self) {
        let _ = self.write_held();
        self.registration.take();
        if self.owned && !self.closed.get() {
            // SAFETY: the stream owned the descriptor and ends now.
            unsafe { libc::close(self.fd) };
        }
    }
}

/// What is wrong with a descriptor, if anything: for those that came from outside.
pub fn check_descriptor(fd: RawFd) -> io::Result<(DescriptorKind, bool)> {
    let kind = DescriptorKind::of(fd);
    if kind == DescriptorKind::Unknown {
        return Err(io::Error::from_raw_os_error(libc::EINVAL));
    }
    // SAFETY: fstat writes into the struct that it is given; an error leaves the mode 0.
    let is_socket = unsafe {
        let mut stat: libc::stat = std::mem::zeroed();
        libc::fstat(fd, &mut stat);
        stat.st_mode & libc::S_IFMT == libc::S_IFSOCK
    };
    Ok((kind, is_socket))
}
