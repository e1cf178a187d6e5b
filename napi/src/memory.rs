//! Memory behind ArrayBuffers that native code makes.
//!
//! A block holds the memory and what V8 wants to know of it (`layout/stores.rs`). When V8 gives it up, on whatever thread, it
//! comes back to the thread that it is of, which hands it out again: memory that was just in use is in the caches and has its
//! pages, and most of what V8 and the C library do for an ArrayBuffer is done once.
//!
//! V8 collects young objects when their part of the heap is full, or when young ArrayBuffers take 64 MiB: far more than a
//! processor's cache holds. So what is made here weighs more on the heap than the two objects of a Buffer do, see [`weigh`]: the
//! collector comes sooner, for less memory.

use std::alloc::{Layout, alloc, dealloc};
use std::cell::Cell;
use std::ffi::c_void;
use std::mem::offset_of;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::layout::{self, Holder, Store, Stores, Tagged, slot_of, use_up};
use crate::shim::{self, IsolatePtr, Slot};

/// What new memory holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    Zeros,
    /// What happens to be there.
    Anything,
}

/// An ArrayBuffer and where its memory is.
pub struct Memory<'s> {
    pub buffer: v8::Local<'s, v8::ArrayBuffer>,
    pub data: *mut c_void,
}

impl<'s> Memory<'s> {
    /// A Uint8Array on the first `length` bytes, all there are, that is of the class of `sample`. None if V8 cannot give it that.
    ///
    /// # Safety
    /// Nobody has seen the buffer. `sample` is a Uint8Array of length 0 without properties of its own, which is kept alive.
    #[inline(always)]
    pub unsafe fn view(
        &self,
        scope: &v8::PinScope<'s, '_>,
        length: usize,
        sample: v8::Local<'_, v8::Uint8Array>,
    ) -> Option<v8::Local<'s, v8::Uint8Array>> {
        if !layout::knows_views(scope) {
            return None;
        }
        // SAFETY: forwarded to the caller.
        unsafe { self.known_view(scope, length, slot_of(sample)) }
    }

    /// The same where V8's layout has been compared.
    ///
    /// # Safety
    /// As for [`Memory::view`].
    #[inline(always)]
    pub(crate) unsafe fn known_view(
        &self,
        scope: &v8::PinScope<'s, '_>,
        length: usize,
        sample: Slot,
    ) -> Option<v8::Local<'s, v8::Uint8Array>> {
        // SAFETY: forwarded to the caller; a slot of a Uint8Array is a handle to one.
        unsafe {
            if let Some(view) = layout::new_view(isolate_of(scope), slot_of(self.buffer), sample, self.data, length) {
                return Some(std::mem::transmute::<Slot, v8::Local<'s, v8::Uint8Array>>(view));
            }
            let view = v8::Uint8Array::new(scope, self.buffer, 0, length)?;
            layout::adopt_map(slot_of(view), sample).then_some(view)
        }
    }
}

/// `UnsafeRawIsolatePtr` is a transparent pointer to the isolate that the scope belongs to.
fn isolate_of(scope: &v8::PinScope<'_, '_, ()>) -> IsolatePtr {
    // SAFETY: see above.
    unsafe { std::mem::transmute(scope.as_raw_isolate_ptr()) }
}

/// The largest block that is kept.
const LARGEST: usize = 1 << 20;
/// How much a thread keeps for the next buffers.
const MOST_SPARE: usize = 16 << 20;
const SMALL: usize = 1024;
const SMALL_STEP: usize = 64;
const SMALL_CLASSES: usize = SMALL / SMALL_STEP;
/// Up to 1 KiB a class for every 64 bytes, then four for each power of two.
const CLASSES: usize = SMALL_CLASSES + 4 * (LARGEST.ilog2() - SMALL.ilog2()) as usize;

/// The class of a size from 1 to `LARGEST`.
#[inline(always)]
fn class_of(size: usize) -> usize {
    if size <= SMALL {
        return (size - 1) / SMALL_STEP;
    }
    let power = (size - 1).ilog2();
    SMALL_CLASSES + 4 * (power - SMALL.ilog2()) as usize + (((size - 1) >> (power - 2)) & 3)
}

/// The size of the blocks of a class.
fn capacity_of(class: usize) -> usize {
    match class.checked_sub(SMALL_CLASSES) {
        None => (class + 1) * SMALL_STEP,
        Some(large) => (SMALL << (large / 4)) / 4 * (5 + large % 4),
    }
}

/// What a block begins with; the memory follows.
#[repr(C, align(16))]
struct Block {
    store: Store,
    pool: &'static Pool,
    class: usize,
    /// The next spare block.
    next: *mut Block,
}

impl Block {
    fn layout(class: usize) -> Layout {
        // SAFETY: no overflow: the largest class is a mebibyte. The alignment is that of what C's `malloc` gives.
        unsafe { Layout::from_size_align_unchecked(size_of::<Block>() + capacity_of(class), align_of::<Block>()) }
    }

    fn data(this: *mut Block) -> *mut c_void {
        this.wrapping_add(1).cast()
    }

    /// # Safety
    /// Nobody uses the block.
    unsafe fn free(this: *mut Block) {
        // SAFETY: from `alloc` with the same layout.
        unsafe { dealloc(this.cast(), Self::layout((*this).class)) }
    }
}

// SAFETY: the store is the first field; blocks stay where they are and are freed by `free`, after `released`.
unsafe impl Holder for Block {
    const STORE: usize = offset_of!(Block, store);

    unsafe fn released(this: *mut Self) {
        // SAFETY: a block that nobody holds any more.
        unsafe { (*this).pool.give_back(this) }
    }
}

/// The spare blocks of a thread. Pools are never freed, since blocks know theirs: who begins takes over one whose thread is over.
struct Pool {
    /// Of each class; the thread's own.
    spare: [Cell<*mut Block>; CLASSES],
    /// Blocks that V8 gave up, on any thread, of each class.
    returned: [AtomicPtr<Block>; CLASSES],
    /// How much has been returned, and how much of it has been used again or freed, which the thread alone counts.
    returned_bytes: AtomicUsize,
    used_bytes: AtomicUsize,
    /// How much was made since V8 was asked whether it is too much.
    made: Cell<usize>,
    /// The isolate that collects garbage for the thread, and the map of its strings.
    isolate: Cell<IsolatePtr>,
    string_map: Cell<usize>,
    has_thread: AtomicBool,
}

// SAFETY: the cells are used by the thread that leases the pool, the rest is atomic.
unsafe impl Sync for Pool {}

/// Pools without a thread.
static IDLE: Mutex<Vec<&'static Pool>> = Mutex::new(Vec::new());

struct Lease(&'static Pool);

thread_local! {
    static LEASE: Lease = Lease::new();
}

impl Lease {
    fn new() -> Lease {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = idle.unwrap_or_else(|| {
            Box::leak(Box::new(Pool {
                spare: [const { Cell::new(null_mut()) }; CLASSES],
                returned: [const { AtomicPtr::new(null_mut()) }; CLASSES],
                returned_bytes: AtomicUsize::new(0),
                used_bytes: AtomicUsize::new(0),
                made: Cell::new(0),
                isolate: Cell::new(null_mut()),
                string_map: Cell::new(0),
                has_thread: AtomicBool::new(false),
            }))
        });
        pool.has_thread.store(true, Ordering::Relaxed);
        Lease(pool)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // A block that comes back meanwhile is there for the next thread.
        self.0.has_thread.store(false, Ordering::Relaxed);
        self.0.isolate.set(null_mut());
        self.0.free_spare();
        IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(self.0);
    }
}

impl Pool {
    /// From any thread.
    ///
    /// # Safety
    /// Nobody else has the block.
    unsafe fn give_back(&self, block: *mut Block) {
        // SAFETY: the caller's block, until it is in the list.
        unsafe {
            let class = (*block).class;
            let bytes = capacity_of(class);
            let returned = self.returned_bytes.load(Ordering::Relaxed);
            let spare = returned.wrapping_sub(self.used_bytes.load(Ordering::Relaxed));
            if spare + bytes > MOST_SPARE || !self.has_thread.load(Ordering::Relaxed) {
                return Block::free(block);
            }
            self.returned_bytes.fetch_add(bytes, Ordering::Relaxed);
            let list = &self.returned[class];
            let mut first = list.load(Ordering::Relaxed);
            loop {
                (*block).next = first;
                match list.compare_exchange_weak(first, block, Ordering::Release, Ordering::Relaxed) {
                    Ok(_) => return,
                    Err(newer) => first = newer,
                }
            }
        }
    }

    /// The thread has one spare block less.
    #[inline(always)]
    fn count_used(&self, class: usize) {
        let used = self.used_bytes.load(Ordering::Relaxed);
        self.used_bytes.store(used.wrapping_add(capacity_of(class)), Ordering::Relaxed);
    }

    /// A spare block, or a new one; none if there is no memory.
    #[inline(always)]
    fn take(&'static self, stores: Stores, class: usize) -> Option<*mut Block> {
        let mut block = self.spare[class].get();
        if block.is_null() {
            block = self.returned[class].load(Ordering::Relaxed);
            if block.is_null() {
                return self.make(stores, class);
            }
            // The thread alone takes, so there is still one.
            block = self.returned[class].swap(null_mut(), Ordering::Acquire);
        }
        self.count_used(class);
        // SAFETY: a spare block is the thread's.
        let next = unsafe { (*block).next };
        prefetch(next);
        self.spare[class].set(next);
        Some(block)
    }

    #[cold]
    fn make(&'static self, stores: Stores, class: usize) -> Option<*mut Block> {
        // SAFETY: not of size 0; nobody has the block.
        unsafe {
            let block: *mut Block = alloc(Block::layout(class)).cast();
            if block.is_null() {
                return None;
            }
            (&raw mut (*block).pool).write(self);
            (&raw mut (*block).class).write(class);
            stores.make(block, Block::data(block));
            Some(block)
        }
    }

    fn free_spare(&self) {
        for class in 0..CLASSES {
            for first in [self.spare[class].take(), self.returned[class].swap(null_mut(), Ordering::Acquire)] {
                let mut next = first;
                while !next.is_null() {
                    let block = next;
                    self.count_used(class);
                    // SAFETY: a spare block is the thread's.
                    unsafe {
                        next = (*block).next;
                        Block::free(block);
                    }
                }
            }
        }
    }

    /// Gets to know the thread's isolate.
    #[cold]
    fn meet(&self, scope: &v8::PinScope<'_, '_, ()>, isolate: IsolatePtr) -> Option<()> {
        let string = v8::String::new_from_one_byte(scope, b"not internalized", v8::NewStringType::Normal)?;
        // SAFETY: a live handle.
        self.string_map.set(unsafe { Tagged::read(slot_of(string)).map() }?);
        self.isolate.set(isolate);
        // SAFETY: on the isolate's thread; the callback knows its pool by the thread, and leaves V8 alone.
        unsafe { shim::add_gc_prologue_callback(isolate, before_collection, null_mut()) }
        Some(())
    }
}

/// Asks for a block that is wanted soon: another core has written to it last, which takes as long as making an ArrayBuffer.
#[inline(always)]
fn prefetch(block: *mut Block) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: no precondition; addresses that are none are passed over.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_ET0, _mm_prefetch};
        for line in [0, 64, 128] {
            _mm_prefetch::<_MM_HINT_ET0>(block.cast::<i8>().wrapping_add(line));
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = block;
}

/// A collection of the whole heap is for memory: nothing stays spare.
unsafe extern "C" fn before_collection(_isolate: IsolatePtr, kind: i32, _flags: i32, _data: *mut c_void) {
    const WHOLE_HEAP: i32 = 4;
    if kind == WHOLE_HEAP {
        // The thread's last collection may come after its pool is gone.
        let _ = LEASE.try_with(|lease| lease.0.free_spare());
    }
}

/// The thread's pool, which knows the isolate.
#[inline(always)]
fn pool(scope: &v8::PinScope<'_, '_, ()>) -> Option<(&'static Pool, IsolatePtr)> {
    let isolate = isolate_of(scope);
    let pool = LEASE.try_with(|lease| lease.0).ok()?;
    if pool.isolate.get() != isolate {
        pool.meet(scope, isolate)?;
    }
    Some((pool, isolate))
}

/// A new ArrayBuffer. None if V8 has to make it: it is too large to be kept, has no memory, or there is none.
#[inline(always)]
pub fn array_buffer<'s>(scope: &v8::PinScope<'s, '_, ()>, size: usize, contents: Contents) -> Option<Memory<'s>> {
    if size == 0 || size > LARGEST {
        return None;
    }
    let stores = Stores::get(scope)?;
    let (pool, isolate) = pool(scope)?;
    pool.weigh(scope, isolate, size);
    let block = pool.take(stores, class_of(size))?;
    let data = Block::data(block);
    // SAFETY: nobody has the block yet, which has at least as much memory; it stays until it is released.
    unsafe {
        if contents == Contents::Zeros {
            data.write_bytes(0, size);
        }
        Some(Memory { buffer: layout::array_buffer(scope, block, size), data })
    }
}

/// An ArrayBuffer that has `bytes` for its memory.
pub fn array_buffer_of<'s>(scope: &v8::PinScope<'s, '_, ()>, bytes: Vec<u8>) -> v8::Local<'s, v8::ArrayBuffer> {
    /// What is not larger is copied sooner than V8 has taken over memory.
    const COPIED: usize = 4096;
    if bytes.is_empty() {
        return v8::ArrayBuffer::new(scope, 0);
    }
    if bytes.len() <= COPIED
        && let Some(memory) = array_buffer(scope, bytes.len(), Contents::Anything)
    {
        // SAFETY: the new memory has that many bytes, and nobody else knows it.
        unsafe { memory.data.cast::<u8>().copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) }
        return memory.buffer;
    }
    weigh(scope, bytes.len());
    let store = v8::ArrayBuffer::new_backing_store_from_vec(bytes).make_shared();
    v8::ArrayBuffer::with_backing_store(scope, &store)
}

/// Lets memory that is not V8's, behind a new buffer, count for when young objects are collected.
#[inline(always)]
pub(crate) fn weigh(scope: &v8::PinScope<'_, '_, ()>, size: usize) {
    if let Some((pool, isolate)) = pool(scope) {
        pool.weigh(scope, isolate, size);
    }
}

/// What a buffer weighs: a part of its size, but not so much that large ones bring a collection each.
const SHARE: usize = 8;
const LEAST_WEIGHT: usize = 64;
const MOST_WEIGHT: usize = 64 << 10;

impl Pool {
    #[inline(always)]
    fn weigh(&self, scope: &v8::PinScope<'_, '_, ()>, isolate: IsolatePtr, size: usize) {
        let weight = (size / SHARE).min(MOST_WEIGHT) & !7;
        if weight < LEAST_WEIGHT {
            return;
        }
        // SAFETY: on the isolate's thread, in a call from JavaScript or the loop.
        if !unsafe { use_up(isolate, self.string_map.get(), weight) } {
            // V8 makes room, and collects garbage if it must.
            static TEXT: [u8; MOST_WEIGHT] = [0; MOST_WEIGHT];
            v8::String::new_from_one_byte(scope, &TEXT[..weight], v8::NewStringType::Normal);
        }
        const STEP: usize = 4 << 20;
        let made = self.made.get() + size;
        if made < STEP {
            return self.made.set(made);
        }
        self.made.set(0);
        // Where the heap's young part has become large V8's own limit comes first. It looks at it when it allocates memory.
        v8::ArrayBuffer::new(scope, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_their_sizes() {
        for size in 1..=LARGEST {
            let class = class_of(size);
            assert!(class < CLASSES && capacity_of(class) >= size, "{size}");
            assert!(class == 0 || capacity_of(class - 1) < size, "{size}");
        }
        assert_eq!(capacity_of(CLASSES - 1), LARGEST);
        assert_eq!(size_of::<Block>() % 16, 0);
    }
}
