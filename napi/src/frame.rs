//! One frame per entry into native code, and the one try-catch block of each.
//!
//! Node opens a try-catch block in every function that may throw. Here a block is opened at most once per entry into native
//! code (a call from JavaScript, a completion, a finalizer, …): by the first function that may throw, for the innermost
//! frame, to be closed when the native code returns. Frames belong to the isolate, not to one addon's environment, so blocks
//! always close in reverse order. Functions called outside of any frame (from a raw libuv callback) open a frame of their own
//! for the time of the call.
//!
//! Most entries open no block, so a frame is nothing but a number.

use std::cell::{Cell, UnsafeCell};

use crate::shim::{IsolatePtr, RawTryCatch, Slot};

/// The frames of an isolate.
pub(crate) struct Frames {
    /// How many there are.
    depth: Cell<usize>,
    /// The innermost one whose block is open, by its depth; zero if there is none.
    guarded: Cell<usize>,
    blocks: UnsafeCell<Blocks>,
}

/// Blocks are made once and used again. V8 knows their addresses while they are open, so each has a box.
struct Blocks {
    #[expect(clippy::vec_box, reason = "blocks do not move when there are more of them")]
    all: Vec<Box<Block>>,
    /// How many are open: the first ones of `all`, outermost first.
    open: usize,
}

struct Block {
    try_catch: RawTryCatch,
    /// What `guarded` was before.
    outer: usize,
}

impl Frames {
    pub(crate) const fn new() -> Self {
        let blocks = UnsafeCell::new(Blocks { all: Vec::new(), open: 0 });
        Frames { depth: Cell::new(0), guarded: Cell::new(0), blocks }
    }

    /// Whether there are none: no native code of an addon is on the stack.
    pub(crate) fn is_empty(&self) -> bool {
        self.depth.get() == 0
    }

    /// Runs `body` with a new frame as the innermost one.
    #[inline(always)]
    pub(crate) fn enter<T>(&self, body: impl FnOnce() -> T) -> T {
        self.depth.set(self.depth.get() + 1);
        let result = body();
        let depth = self.depth.get();
        if self.guarded.get() == depth {
            self.close_block();
        }
        self.depth.set(depth - 1);
        result
    }

    /// Runs something that may throw. `Err` carries what it threw, and whether that is a termination; `Err(None)` means that
    /// it failed without throwing.
    #[inline(always)]
    pub(crate) fn attempt<T>(
        &self,
        isolate: IsolatePtr,
        body: impl FnOnce() -> Option<T>,
    ) -> Result<T, Option<(Slot, bool)>> {
        if self.is_empty() {
            return self.enter(|| self.attempt_in_frame(isolate, body));
        }
        self.attempt_in_frame(isolate, body)
    }

    #[inline(always)]
    fn attempt_in_frame<T>(
        &self,
        isolate: IsolatePtr,
        body: impl FnOnce() -> Option<T>,
    ) -> Result<T, Option<(Slot, bool)>> {
        if self.guarded.get() != self.depth.get() {
            self.open_block(isolate);
        }
        body().ok_or_else(|| self.take_caught())
    }

    fn open_block(&self, isolate: IsolatePtr) {
        // SAFETY: nothing of V8's runs while the list is borrowed: constructing a block only links it. Frames nest, so
        // blocks are destructed in reverse order.
        unsafe {
            let Blocks { all, open } = &mut *self.blocks.get();
            if *open == all.len() {
                all.push(Box::new(Block { try_catch: RawTryCatch::uninit(), outer: 0 }));
            }
            let block = &mut *all[*open];
            block.outer = self.guarded.replace(self.depth.get());
            *open += 1;
            RawTryCatch::construct(&raw mut block.try_catch, isolate);
        }
    }

    #[cold]
    fn close_block(&self) {
        // SAFETY: as in `open_block`; the innermost frame's block is the last one that was opened.
        unsafe {
            let Blocks { all, open } = &mut *self.blocks.get();
            *open -= 1;
            let block = &mut *all[*open];
            self.guarded.set(block.outer);
            RawTryCatch::destruct(&raw mut block.try_catch);
        }
    }

    /// What the innermost block has caught.
    #[cold]
    fn take_caught(&self) -> Option<(Slot, bool)> {
        // SAFETY: called by `attempt` only, in a frame whose block is open: it is the last one that was opened.
        unsafe {
            let Blocks { all, open } = &mut *self.blocks.get();
            RawTryCatch::take(&raw mut all[*open - 1].try_catch)
        }
    }
}
