//! libuv for addons: a real `uv_loop_t` for each thread that runs JavaScript, made when an addon first asks for it
//! (`napi_get_uv_event_loop`, or `uv_default_loop`, which is the main thread's) and driven by the event loop through its
//! backend descriptor and timeout. Everything else of the runtime uses tokio.

use libuv_sys2 as uv;
use std::cell::{Cell, UnsafeCell};
use std::ffi::{CStr, c_int, c_void};
use std::mem::{ManuallyDrop, MaybeUninit};
use std::os::fd::BorrowedFd;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub struct UvLoop {
    /// `own`, or the default loop, which is libuv's.
    uv_loop: *mut uv::uv_loop_t,
    /// Boxed: libuv keeps pointers into both. Leaked unless the loop could be closed.
    parts: ManuallyDrop<Box<UnsafeCell<Parts>>>,
    closed: Cell<bool>,
}

/// A turn of the loop that does not wait. A C++ exception that leaves an addon's callback aborts the process in this frame, as
/// it does on Node: it must not unwind the runtime.
unsafe extern "C" fn run_callbacks(uv_loop: *mut uv::uv_loop_t) {
    type Run = unsafe extern "C-unwind" fn(*mut uv::uv_loop_t, uv::uv_run_mode) -> c_int;
    // SAFETY: the same function, which an exception may leave; forwarded to the caller.
    unsafe {
        let run = std::mem::transmute::<*const (), Run>(uv::uv_run as *const ());
        run(uv_loop, uv::uv_run_mode_UV_RUN_NOWAIT);
    }
}

struct Parts {
    own: uv::uv_loop_t,
    /// An active handle that libuv never runs. With it in the loop `uv_backend_timeout` also answers for handles that do
    /// not keep a loop alive: whether they run is up to the whole event loop, not to libuv's part of it.
    anchor: uv::uv_async_t,
}

/// Whether somebody has asked libuv itself for the default loop.
static DEFAULT_LOOP_EXISTS: AtomicBool = AtomicBool::new(false);

unsafe extern "C" {
    /// libuv's own `uv_loop_init`.
    fn __real_uv_loop_init(uv_loop: *mut uv::uv_loop_t) -> c_int;
}

/// Stands in for `uv_loop_init` where this program calls it (build.rs), which is in `uv_default_loop` alone: libuv tells nobody
/// else when an addon, or a library of one, asks for that loop. The function that addons call is libuv's own.
///
/// # Safety
///
/// As `uv_loop_init`.
#[unsafe(no_mangle)]
unsafe extern "C" fn __wrap_uv_loop_init(uv_loop: *mut uv::uv_loop_t) -> c_int {
    DEFAULT_LOOP_EXISTS.store(true, Ordering::Release);
    // SAFETY: the caller's.
    unsafe { __real_uv_loop_init(uv_loop) }
}

impl UvLoop {
    /// Whether there is a default loop that somebody may use.
    pub fn default_exists() -> bool {
        DEFAULT_LOOP_EXISTS.load(Ordering::Acquire)
    }

    /// `None` when the system has no descriptors left for it.
    pub fn new(is_default: bool) -> Option<Rc<Self>> {
        // SAFETY: both are plain C structs that libuv initialises below before anything reads them.
        let parts = Box::new(UnsafeCell::new(unsafe { MaybeUninit::<Parts>::zeroed().assume_init() }));
        let raw = parts.get();
        // SAFETY: the box's content does not move, and is freed only when `uv_loop_close` has succeeded. The default loop is
        // the main thread's alone to run.
        let uv_loop = unsafe {
            let own = &raw mut (*raw).own;
            let uv_loop = match is_default {
                true => uv::uv_default_loop(),
                false if __real_uv_loop_init(own) == 0 => own,
                false => std::ptr::null_mut(),
            };
            if uv_loop.is_null() {
                return None;
            }
            if uv::uv_async_init(uv_loop, &raw mut (*raw).anchor, None) != 0 {
                uv::uv_loop_close(uv_loop);
                return None;
            }
            uv_loop
        };
        Some(Rc::new(Self { uv_loop, parts: ManuallyDrop::new(parts), closed: Cell::new(false) }))
    }

    pub fn as_ptr(&self) -> *mut uv::uv_loop_t {
        self.uv_loop
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
        unsafe { run_callbacks(self.as_ptr()) };
    }
}

/// A handle on the loop, for reports.
pub struct UvHandle {
    pub kind: String,
    pub active: bool,
    pub referenced: bool,
    pub address: usize,
}

impl UvLoop {
    /// The handles that addons have on the loop.
    pub fn handles(&self) -> Vec<UvHandle> {
        unsafe extern "C" fn collect(handle: *mut uv::uv_handle_t, list: *mut c_void) {
            // SAFETY: libuv walks over its live handles; `list` is the vector below.
            unsafe {
                let name = uv::uv_handle_type_name((*handle).type_);
                let kind =
                    if name.is_null() { "unknown".into() } else { CStr::from_ptr(name).to_string_lossy().into_owned() };
                (*list.cast::<Vec<UvHandle>>()).push(UvHandle {
                    kind,
                    active: uv::uv_is_active(handle) != 0,
                    referenced: uv::uv_has_ref(handle) != 0,
                    address: handle as usize,
                });
            }
        }
        let mut handles: Vec<UvHandle> = Vec::new();
        // SAFETY: the loop is initialised and belongs to this thread; the callback runs only during this call.
        unsafe { uv::uv_walk(self.as_ptr(), Some(collect), (&raw mut handles).cast()) };
        handles.retain(|handle| handle.address != self.anchor() as usize);
        handles
    }
}

impl UvLoop {
    /// The addons of this thread have ended: runs the callbacks of handles that they have closed, and closes the loop.
    ///
    /// Not if handles or requests are left that nobody closed. Their callbacks would call into addons that are no more, and
    /// other threads may still use them (`uv_async_send`): then the loop just stays where it is, and never runs again.
    pub fn close(&self) {
        if self.closed.get() || self.has_leftovers() {
            return;
        }
        // SAFETY: the loop is initialised and belongs to this thread. Everything but the anchor is closing.
        let status = unsafe {
            uv::uv_close(self.anchor(), None);
            run_callbacks(self.as_ptr());
            uv::uv_loop_close(self.as_ptr())
        };
        self.closed.set(status == 0);
    }

    fn has_leftovers(&self) -> bool {
        struct Walk {
            anchor: *mut uv::uv_handle_t,
            open: bool,
        }
        unsafe extern "C" fn visit(handle: *mut uv::uv_handle_t, walk: *mut c_void) {
            // SAFETY: libuv hands in its handle and the pointer that `uv_walk` was called with.
            unsafe {
                let walk = &mut *walk.cast::<Walk>();
                walk.open |= handle != walk.anchor && uv::uv_is_closing(handle) == 0;
            }
        }
        let mut walk = Walk { anchor: self.anchor(), open: false };
        // SAFETY: the loop is initialised and belongs to this thread; `walk` outlives the call. The union is a count in both
        // of its forms.
        unsafe {
            uv::uv_walk(self.as_ptr(), Some(visit), (&raw mut walk).cast());
            walk.open || (*self.as_ptr()).active_reqs.count > 0
        }
    }
}

impl Drop for UvLoop {
    fn drop(&mut self) {
        if self.closed.get() {
            // SAFETY: not used afterwards, and libuv has forgotten it.
            unsafe { ManuallyDrop::drop(&mut self.parts) }
        }
    }
}
