//! Backing stores in memory of our own.
//!
//! For every ArrayBuffer V8 allocates, beside its memory, a backing store, the control block of the `std::shared_ptr` that the
//! backing store is held by, and what the collector finds it by. The first two are plain words that nothing but their owners'
//! count ever changes: here they are part of a block that its owner allocates with the memory or uses again, which saves two
//! fifths of the time that making an ArrayBuffer takes. V8 counts who holds such a store like any other, and calls what the
//! control block names when nobody does any more, on whatever thread that is.
//!
//! Relied on are the two words of libc++'s `shared_ptr`, the three of its `__shared_weak_count` with the order of its virtual
//! functions, and the eight of V8's `BackingStore`, whose destructor, which never runs here, would only call a deleter.

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr::{null, null_mut};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering};

use super::check;

/// Start, length, largest length, capacity, number, deleter, its data, flags.
type Words = [usize; 8];

const DATA: usize = 0;
const LENGTHS: Range<usize> = 1..4;
const NUMBER: usize = 4;
const DELETER: usize = 5;
const DELETER_DATA: usize = 6;
const FLAGS: usize = 7;
/// The one flag of memory with a deleter.
const HAS_DELETER: usize = 1 << 8;

/// libc++'s `__shared_weak_count`.
#[repr(C)]
struct ControlBlock {
    functions: *const Functions,
    /// How many hold the store, less one.
    owners: AtomicIsize,
    weak_owners: AtomicIsize,
}

/// Its virtual functions.
#[repr(C)]
struct Functions {
    destructors: [unsafe extern "C" fn(*mut ControlBlock); 2],
    on_zero_shared: unsafe extern "C" fn(*mut ControlBlock),
    get_deleter: unsafe extern "C" fn(*const ControlBlock, *const c_void) -> *const c_void,
    on_zero_shared_weak: unsafe extern "C" fn(*mut ControlBlock),
}

/// A backing store, in the memory of a [`Holder`].
#[repr(C)]
pub(crate) struct Store {
    control: ControlBlock,
    words: Words,
}

/// What a store is part of.
///
/// # Safety
/// The field at [`Holder::STORE`] is the store, and a holder is not moved or freed between [`array_buffer`] and
/// [`Holder::released`].
pub(crate) unsafe trait Holder: Sized + 'static {
    const STORE: usize;

    /// Nobody holds the store any more. Called once, on any thread, without leave to call V8.
    ///
    /// # Safety
    /// For V8 alone to call.
    unsafe fn released(this: *mut Self);
}

struct FunctionsOf<T>(T);

impl<T: Holder> FunctionsOf<T> {
    const FUNCTIONS: &'static Functions = &Functions {
        destructors: [nothing, nothing],
        on_zero_shared: nothing,
        get_deleter: no_deleter,
        on_zero_shared_weak: released::<T>,
    };
}

unsafe extern "C" fn nothing(_block: *mut ControlBlock) {}

unsafe extern "C" fn no_deleter(_block: *const ControlBlock, _type: *const c_void) -> *const c_void {
    null()
}

unsafe extern "C" fn released<T: Holder>(block: *mut ControlBlock) {
    // SAFETY: the control block is the beginning of the store that `Stores::make` has put there.
    unsafe { T::released(block.byte_sub(T::STORE).cast()) }
}

/// What all stores have in common.
#[derive(Clone, Copy)]
pub(crate) struct Stores(&'static Words);

impl Stores {
    /// None if V8's stores are not what is relied on.
    #[inline(always)]
    pub(crate) fn get(scope: &v8::PinScope<'_, '_, ()>) -> Option<Stores> {
        Self::checked(scope).ok()
    }

    #[inline(always)]
    pub(super) fn checked(scope: &v8::PinScope<'_, '_, ()>) -> Result<Stores, &'static str> {
        static WORDS: OnceLock<Result<Words, &'static str>> = OnceLock::new();
        match WORDS.get_or_init(|| common_words(scope)) {
            Ok(words) => Ok(Stores(words)),
            Err(what) => Err(what),
        }
    }

    /// Makes the store of `holder`, on memory from `data` on.
    ///
    /// # Safety
    /// `holder` is valid but for its store.
    #[inline(always)]
    pub(crate) unsafe fn make<T: Holder>(self, holder: *mut T, data: *mut c_void) {
        let mut words = *self.0;
        words[DATA] = data.expose_provenance();
        let control = ControlBlock {
            functions: FunctionsOf::<T>::FUNCTIONS,
            owners: AtomicIsize::new(-1),
            weak_owners: AtomicIsize::new(0),
        };
        // SAFETY: the place of the store, as the trait promises.
        unsafe { holder.byte_add(T::STORE).cast::<Store>().write(Store { control, words }) }
    }
}

/// A new ArrayBuffer on the first `length` bytes of `holder`'s memory.
///
/// # Safety
/// `holder` has a store, which nobody holds; its memory, of that length or more, is valid until it is released, and not null.
#[inline(always)]
pub(crate) unsafe fn array_buffer<'s, T: Holder>(
    scope: &v8::PinScope<'s, '_, ()>,
    holder: *mut T,
    length: usize,
) -> v8::Local<'s, v8::ArrayBuffer> {
    // SAFETY: the caller's store. V8 changes nothing of it but its count, which is as it was at first, and its flags: an
    // ArrayBuffer may have been made immutable.
    let shared = unsafe {
        let store: *mut Store = holder.byte_add(T::STORE).cast();
        let words = &mut (*store).words;
        words[LENGTHS].fill(length);
        words[FLAGS] = HAS_DELETER;
        [(&raw mut *words).cast::<c_void>(), store.cast()]
    };
    // SAFETY: the words of a `shared_ptr`, which V8 makes a copy of; this one, which nobody counts, is not dropped.
    let shared = unsafe { &*(&raw const shared).cast::<v8::SharedRef<v8::BackingStore>>() };
    v8::ArrayBuffer::with_backing_store(scope, shared)
}

const _: () = assert!(size_of::<v8::SharedRef<v8::BackingStore>>() == 2 * size_of::<usize>());

unsafe extern "C" fn keep(_data: *mut c_void, _length: usize, _deleter_data: *mut c_void) {}

/// The words of a store of V8's, and what its control block counts.
fn look(store: &v8::SharedRef<v8::BackingStore>) -> (Words, [isize; 2]) {
    // SAFETY: a `shared_ptr`, of which the store has at least as many words, and the block three.
    unsafe {
        let [words, block] = *(&raw const *store).cast::<[*const c_void; 2]>();
        let block: *const ControlBlock = block.cast();
        let count = |count: &AtomicIsize| count.load(Ordering::Relaxed);
        (*words.cast(), [count(&(*block).owners), count(&(*block).weak_owners)])
    }
}

/// Compares V8's stores, and what it does with one of ours, with what is said above.
fn common_words(scope: &v8::PinScope<'_, '_, ()>) -> Result<Words, &'static str> {
    let mut bytes = [0u8; 64];
    let data: *mut c_void = bytes.as_mut_ptr().cast();
    // SAFETY: the memory outlives the store.
    let make = |length, deleter_data| unsafe {
        v8::ArrayBuffer::new_backing_store_from_ptr(data, length, keep, deleter_data).make_shared()
    };
    let (first, second) = (make(48, null_mut()), make(32, data));
    let (words, owners) = look(&first);
    let again = first.clone();
    check(owners == [0, 0] && look(&first).1 == [1, 0], "owners of backing stores")?;
    drop(again);
    check(look(&first).1 == [0, 0], "owners of backing stores")?;
    let expected = |length: usize, deleter_data: *mut c_void, number: usize| {
        let deleter = keep as *const () as usize;
        [data as usize, length, length, length, number, deleter, deleter_data as usize, HAS_DELETER]
    };
    // What lies beside the number and the flags belongs to nobody.
    let tidy = |mut words: Words| {
        words[NUMBER] &= u32::MAX as usize;
        words[FLAGS] &= u16::MAX as usize;
        words
    };
    let (words, other) = (tidy(words), tidy(look(&second).0));
    let same = words == expected(48, null_mut(), words[NUMBER]) && other == expected(32, data, other[NUMBER]);
    check(same && words[DELETER] == other[DELETER] && words[DELETER_DATA] != other[DELETER_DATA], "backing stores")?;
    check_own(scope, &words)?;
    Ok(words)
}

/// A store of ours is what V8 takes it for, and is released once, when nobody holds it any more.
fn check_own(scope: &v8::PinScope<'_, '_, ()>, words: &Words) -> Result<(), &'static str> {
    #[repr(C)]
    struct Probe {
        bytes: [u8; 64],
        released: AtomicBool,
        store: MaybeUninit<Store>,
    }
    // SAFETY: the place of the store; the probe lives as long as the process.
    unsafe impl Holder for Probe {
        const STORE: usize = std::mem::offset_of!(Probe, store);

        unsafe fn released(this: *mut Self) {
            // SAFETY: see `array_buffer`.
            let twice = unsafe { (*this).released.swap(true, Ordering::AcqRel) };
            debug_assert!(!twice);
        }
    }
    let probe =
        Box::leak(Box::new(Probe { bytes: [7; 64], released: AtomicBool::new(false), store: MaybeUninit::uninit() }));
    let (this, words) = (&raw mut *probe, Box::leak(Box::new(*words)));
    // SAFETY: a valid probe, which is never freed.
    let (buffer, released) = unsafe {
        Stores(words).make(this, (&raw mut (*this).bytes).cast());
        (array_buffer(scope, this, 48), &(*this).released)
    };
    let held = buffer.get_backing_store();
    let (seen, owners) = look(&held);
    let same = seen[LENGTHS] == [48; 3] && held.byte_length() == 48 && held.iter().all(|byte| byte.get() == 7);
    check(same && buffer.byte_length() == 48 && buffer.data() == held.data(), "backing stores of our own")?;
    check(owners == [1, 0] && !held.is_shared(), "owners of our own backing stores")?;
    buffer.detach(None).ok_or("detaching")?;
    check(look(&held).1 == [0, 0] && !released.load(Ordering::Acquire), "owners of our own backing stores")?;
    drop(held);
    check(released.load(Ordering::Acquire), "our own backing stores are released")
}
