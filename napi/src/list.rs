//! An intrusive, doubly linked list: linking and unlinking cost a few stores and no allocation.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ptr::null;

/// The links of a node. Must be the first field of a `#[repr(C)]` node, see [`Node`].
pub(crate) struct Link {
    prev: Cell<*const Link>,
    next: Cell<*const Link>,
    list: Cell<*const Ends>,
}

impl Link {
    pub(crate) const fn new() -> Self {
        Link { prev: Cell::new(null()), next: Cell::new(null()), list: Cell::new(null()) }
    }

    pub(crate) fn is_linked(&self) -> bool {
        !self.list.get().is_null()
    }
}

/// A type whose first field is its [`Link`].
///
/// # Safety
/// The type is `#[repr(C)]` and starts with a `Link`.
pub(crate) unsafe trait Node {}

struct Ends {
    first: Cell<*const Link>,
    last: Cell<*const Link>,
}

/// A list of nodes that somebody else owns. Must stay where it is while it has nodes.
pub(crate) struct List<T>(Ends, PhantomData<*const T>);

impl<T: Node> List<T> {
    pub(crate) const fn new() -> Self {
        List(Ends { first: Cell::new(null()), last: Cell::new(null()) }, PhantomData)
    }

    /// The oldest node.
    pub(crate) fn first(&self) -> Option<*const T> {
        let first = self.0.first.get();
        (!first.is_null()).then_some(first.cast())
    }

    /// The youngest node.
    pub(crate) fn last(&self) -> Option<*const T> {
        let last = self.0.last.get();
        (!last.is_null()).then_some(last.cast())
    }

    /// Appends `node`, which must not be in any list.
    ///
    /// # Safety
    /// `node` stays valid and in place until it is unlinked.
    pub(crate) unsafe fn push(&self, node: *const T) {
        let link: *const Link = node.cast();
        let last = self.0.last.replace(link);
        // SAFETY: a `Node` starts with its link; `last` is null or a node that is still linked, hence valid.
        unsafe {
            debug_assert!(!(*link).is_linked());
            (*link).list.set(&self.0);
            (*link).prev.set(last);
            (*link).next.set(null());
            match last.as_ref() {
                Some(last) => last.next.set(link),
                None => self.0.first.set(link),
            }
        }
    }

    /// Takes `node` out of whatever list it is in, if any.
    ///
    /// # Safety
    /// `node` is valid, and so is the list that it is in.
    pub(crate) unsafe fn unlink(node: *const T) {
        // SAFETY: forwarded; neighbours are linked, hence valid.
        unsafe {
            let link = &*node.cast::<Link>();
            let list = link.list.replace(null());
            let Some(list) = list.as_ref() else { return };
            let (prev, next) = (link.prev.replace(null()), link.next.replace(null()));
            match prev.as_ref() {
                Some(prev) => prev.next.set(next),
                None => list.first.set(next),
            }
            match next.as_ref() {
                Some(next) => next.prev.set(prev),
                None => list.last.set(prev),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    struct Item(Link, u32);
    // SAFETY: `repr(C)`, link first.
    unsafe impl Node for Item {}

    fn contents(list: &List<Item>) -> Vec<u32> {
        let mut out = Vec::new();
        let mut link = list.0.first.get();
        // SAFETY: the items outlive the walk.
        while let Some(l) = unsafe { link.as_ref() } {
            // SAFETY: every link in this list belongs to an `Item`.
            out.push(unsafe { (*link.cast::<Item>()).1 });
            link = l.next.get();
        }
        out
    }

    #[test]
    fn unlinks_anywhere_and_moves_between_lists() {
        let (a, b) = (List::new(), List::new());
        let items: Vec<Box<Item>> = (0..5).map(|n| Box::new(Item(Link::new(), n))).collect();
        // SAFETY: items live to the end of the test.
        unsafe {
            for item in &items {
                a.push(&raw const **item);
            }
            List::unlink(&raw const *items[2]);
            List::unlink(&raw const *items[2]);
            assert_eq!(contents(&a), [0, 1, 3, 4]);
            List::unlink(&raw const *items[0]);
            List::unlink(&raw const *items[4]);
            assert_eq!(contents(&a), [1, 3]);
            b.push(&raw const *items[4]);
            b.push(&raw const *items[0]);
            assert_eq!(contents(&b), [4, 0]);
            List::unlink(&raw const *items[1]);
            List::unlink(&raw const *items[3]);
            assert!(a.first().is_none() && a.last().is_none());
            List::unlink(&raw const *items[4]);
            List::unlink(&raw const *items[0]);
            assert!(b.first().is_none());
        }
    }
}
