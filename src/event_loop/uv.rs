//! libuv for addons: a real `uv_loop_t` for each thread that runs JavaScript, made when an addon first asks for it
//! (`napi_get_uv_event_loop`) and driven by the event loop through its backend descriptor and timeout. Everything else of the
//! runtime uses tokio.

use libuv_sys2 as uv;
use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::os::fd::BorrowedFd;
use std::rc::Rc;
use std::time::Duration;

pub struct UvLoop {
    /// Boxed: libuv keeps pointers into both. Addons get the first one's address.
    parts: Box<UnsafeCell<Parts>>,
}

struct Parts {
    uv_loop: uv::uv_loop_t,
    /// An active handle that libuv never runs. With it in the loop `uv_backend_timeout` also answers for handles that do
    /// not keep a loop alive: whether they run is up to the whole event loop, not to libuv's part of it.
    anchor: uv::uv_async_t,
}

impl UvLoop {
    /// `None` when the system has no descriptors left for it.
    pub fn new() -> Option<Rc<Self>> {
        // SAFETY: both are plain C structs that libuv initialises below before anything reads them.
        let parts = Box::new(UnsafeCell::new(unsafe { MaybeUninit::<Parts>::zeroed().assume_init() }));
        let raw = parts.get();
        // SAFETY: the box does not move until it is dropped, and it is dropped only after `uv_loop_close` succeeded.
        unsafe {
            if uv::uv_loop_init(&raw mut (*raw).uv_loop) != 0 {
                return None;
            }
            if uv::uv_async_init(&raw mut (*raw).uv_loop, &raw mut (*raw).anchor, None) != 0 {
                uv::uv_loop_close(&raw mut (*raw).uv_loop);
                return None;
            }
        }
        Some(Rc::new(Self { parts }))
    }

    pub fn as_ptr(&self) -> *mut uv::uv_loop_t {
        // SAFETY: only the address of the field is taken.
        unsafe { &raw mut (*self.parts.get()).uv_loop }
    }

    fn anchor(&self) -> *mut uv::uv_handle_t {
        // SAFETY: only the address of the field is taken; a `uv_async_t` begins with the fields of a `uv_handle_t`.
        unsafe { (&raw mut (*self.parts.get()).anchor).cast() }
    }
}

impl UvLoop {
    /// The descriptor that becomes readable when libuv has something to do.
    pub fn backend_fd(&self) -> BorrowedFd<'_> {
        // SAFETY: libuv owns the descriptor and keeps it open as long as the loop, which lives as long as `self`.
        unsafe { BorrowedFd::borrow_raw(uv::uv_backend_fd(self.as_ptr())) }
    }

    /// How long the loop may wait for the descriptor; `None` is for ever.
    pub fn backend_timeout(&self) -> Option<Duration> {
        // SAFETY: the loop is initialised and belongs to this thread.
        let milliseconds = unsafe {
            uv::uv_update_time(self.as_ptr());
            uv::uv_backend_timeout(self.as_ptr())
        };
        u64::try_from(milliseconds).ok().map(Duration::from_millis)
    }

    /// Whether a referenced handle or a request is left (`uv_loop_alive`).
    pub fn is_alive(&self) -> bool {
        // SAFETY: the loop is initialised and belongs to this thread; nothing runs between the two calls on the anchor.
        unsafe {
            uv::uv_unref(self.anchor());
            let alive = uv::uv_loop_alive(self.as_ptr()) != 0;
            uv::uv_ref(self.anchor());
            alive
        }
    }

    /// Does what is due, without waiting.
    pub fn run_once(&self, _scope: &mut v8::PinScope<'_, '_>) {
        // SAFETY: the loop is initialised and belongs to this thread; the scope stands for the context that is entered and
        // for the handle scope that the callbacks of addons find.
        unsafe { uv::uv_run(self.as_ptr(), uv::uv_run_mode_UV_RUN_NOWAIT) };
    }
}

impl Drop for UvLoop {
    fn drop(&mut self) {
        // SAFETY: the loop is initialised and belongs to this thread.
        let closed = unsafe {
            uv::uv_close(self.anchor(), None);
            uv::uv_run(self.as_ptr(), uv::uv_run_mode_UV_RUN_NOWAIT);
            uv::uv_loop_close(self.as_ptr()) == 0
        };
        if !closed {
            // Handles that an addon never closed still point into the loop: its memory has to stay.
            let parts = std::mem::replace(
                &mut self.parts,
                Box::new(UnsafeCell::new(
                    // SAFETY: never used as a loop; zero is a valid bit pattern of the C structs.
                    unsafe { MaybeUninit::zeroed().assume_init() },
                )),
            );
            Box::leak(parts);
        }
    }
}
