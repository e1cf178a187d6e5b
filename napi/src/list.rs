//! An intrusive, doubly linked list: linking and unlinking cost a few stores and no allocation.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ptr::null;

/// The links of a node. Must be the first field of a `#[repr(C)]` node, see [`Node`].
pub(crate) struct Link {
    prev: Cell<*const Link>,
    next: Cell<*const Link>,
}

impl Link {
    pub(crate) const fn new() -> Self {
        Link { prev: Cell::new(null()), next: Cell::new(null()) }
    }

    pub(crate) fn is_linked(&self) -> bool {
        !self.next.get().is_null()
    }
}

/// A type whose first field is its [`Link`].
///
/// # Safety
/// The type is `#[repr(C)]` and starts with a `Link`.
pub(crate) unsafe trait Node {}

/// A list of nodes that somebody else owns: a ring through one link of the list's own, which is why nodes can leave it
/// without knowing it. Must stay where it is while it has nodes.
pub(crate) struct List<T>(Link, PhantomData<*const T>);

impl<T: Node> List<T> {
    pub(crate) const fn new() -> Self {
        List(Link::new(), PhantomData)
    }

    fn node(&self, link: *const Link) -> Option<*const T> {
        (!link.is_null() && link != &raw const self.0).then_some(link.cast())
    }

    /// The oldest node.
    pub(crate) fn first(&self) -> Option<*const T> {
        self.node(self.0.next.get())
    }

    /// The youngest node.
    pub(crate) fn last(&self) -> Option<*const T> {
        self.node(self.0.prev.get())
    }

    /// Appends `node`, which must not be in any list.
    ///
    /// # Safety
    /// `node` stays valid and in place until it is unlinked.
    #[inline]
    pub(crate) unsafe fn push(&self, node: *const T) {
        let (link, end): (*const Link, *const Link) = (node.cast(), &raw const self.0);
        if !self.0.is_linked() {
            self.0.next.set(end);
            self.0.prev.set(end);
        }
        let last = self.0.prev.replace(link);
        // SAFETY: a `Node` starts with its link; `last` is the list's own link or a node that is linked, hence valid.
        unsafe {
            debug_assert!(!(*link).is_linked());
            (*link).prev.set(last);
            (*link).next.set(end);
            (*last).next.set(link);
        }
    }

    /// Takes `node` out of whatever list it is in, if any.
    ///
    /// # Safety
    /// `node` is valid, and so is the list that it is in.
    #[inline]
    pub(crate) unsafe fn unlink(node: *const T) {
        // SAFETY: forwarded; neighbours are linked, hence valid.
        unsafe {
            let link = &*node.cast::<Link>();
            let next = link.next.replace(null());
            if next.is_null() {
                return;
            }
            let prev = link.prev.replace(null());
            (*prev).next.set(next);
            (*next).prev.set(prev);
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
        let mut next = list.first();
        while let Some(item) = next {
            // SAFETY: the items outlive the walk, and every link but the list's own belongs to one.
            let item = unsafe { &*item };
            out.push(item.1);
            next = list.node(item.0.next.get());
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
