//! What keeps the process alive, counted in one place and by name, so that `process.getActiveResourcesInfo()` and the
//! report on a process that does not exit can list it. Belongs to the loop's thread.
//!
//! A name with a colon (`crypto:job`) is of something that Node does not list.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The loop's account of everything that keeps it running.
#[derive(Default)]
pub struct KeepAliveCounts {
    referenced: Cell<usize>,
    kinds: RefCell<BTreeMap<String, Rc<Kind>>>,
    /// The kind that was asked for last: often the next one, too.
    last: RefCell<Option<Rc<Kind>>>,
}

/// All that has one name.
struct Kind {
    name: String,
    count: Cell<usize>,
}

impl KeepAliveCounts {
    /// How many names are remembered although nothing has them any more.
    const UNUSED: usize = 64;

    /// Whether anything referenced is left.
    pub fn any(&self) -> bool {
        self.referenced.get() > 0
    }

    /// The names of the referenced resources that Node lists, one entry for each of them.
    pub fn listed_names(&self) -> Vec<String> {
        self.names().into_iter().filter(|name| !name.contains(':')).collect()
    }

    /// The names of the referenced resources, one entry for each of them.
    pub fn names(&self) -> Vec<String> {
        let kinds = self.kinds.borrow();
        kinds.values().flat_map(|kind| std::iter::repeat_n(kind.name.clone(), kind.count.get())).collect()
    }

    fn kind(&self, prefix: &str, name: &str) -> Rc<Kind> {
        let mut last = self.last.borrow_mut();
        if let Some(kind) = last.as_ref().filter(|kind| kind.name.strip_prefix(prefix) == Some(name)) {
            return kind.clone();
        }
        let name = format!("{prefix}{name}");
        let mut kinds = self.kinds.borrow_mut();
        let kind = match kinds.get(&name) {
            Some(kind) => kind.clone(),
            None => {
                if kinds.len() >= Self::UNUSED {
                    kinds.retain(|_, kind| Rc::strong_count(kind) > 1);
                }
                let kind = Rc::new(Kind { name: name.clone(), count: Cell::new(0) });
                kinds.insert(name, kind.clone());
                kind
            }
        };
        *last = Some(kind.clone());
        kind
    }
}

/// Keeps the loop running from its creation until it is dropped, except while it is unreferenced (`ref`/`unref` as on
/// libuv's handles).
pub struct KeepAlive {
    counts: Rc<KeepAliveCounts>,
    kind: Rc<Kind>,
    referenced: Cell<bool>,
}

impl KeepAlive {
    pub(super) fn new(counts: &Rc<KeepAliveCounts>, prefix: &str, name: &str) -> Self {
        let this = Self { counts: counts.clone(), kind: counts.kind(prefix, name), referenced: Cell::new(false) };
        this.ref_();
        this
    }

    pub fn ref_(&self) {
        if !self.referenced.replace(true) {
            self.counts.referenced.update(|count| count + 1);
            self.kind.count.update(|count| count + 1);
        }
    }

    pub fn unref(&self) {
        if self.referenced.replace(false) {
            self.counts.referenced.update(|count| count - 1);
            self.kind.count.update(|count| count - 1);
        }
    }

    pub fn has_ref(&self) -> bool {
        self.referenced.get()
    }
}

impl Drop for KeepAlive {
    fn drop(&mut self) {
        self.unref();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_only_what_is_referenced() {
        let counts = Rc::new(KeepAliveCounts::default());
        let timer = KeepAlive::new(&counts, "", "Timeout");
        let pipe = KeepAlive::new(&counts, "", "PipeWrap");
        pipe.unref();
        pipe.unref();
        assert_eq!(counts.names(), ["Timeout"]);
        drop(timer);
        assert!(!counts.any());
        pipe.ref_();
        assert!(counts.any());
        drop(pipe);
        assert!(!counts.any());
    }

    #[test]
    fn forgets_names_that_nothing_has() {
        let counts = Rc::new(KeepAliveCounts::default());
        let kept = KeepAlive::new(&counts, "", "kept");
        for number in 0..10 * KeepAliveCounts::UNUSED {
            drop(KeepAlive::new(&counts, "", &number.to_string()));
        }
        assert!(counts.kinds.borrow().len() <= KeepAliveCounts::UNUSED);
        assert_eq!(counts.names(), ["kept"]);
        drop(kept);
    }
}
