//! What keeps the process alive, counted in one place and by name, so that `process.getActiveResourcesInfo()` and the
//! report on a process that does not exit can list it. Belongs to the loop's thread.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The loop's account of everything that keeps it running.
#[derive(Default)]
pub struct KeepAliveCounts {
    referenced: Cell<usize>,
    by_name: RefCell<BTreeMap<Cow<'static, str>, usize>>,
}

impl KeepAliveCounts {
    /// Whether anything referenced is left.
    pub fn any(&self) -> bool {
        self.referenced.get() > 0
    }

    /// The names of the referenced resources, one entry for each of them.
    pub fn names(&self) -> Vec<String> {
        self.by_name.borrow().iter().flat_map(|(name, count)| std::iter::repeat_n(name.to_string(), *count)).collect()
    }

    fn add(&self, name: Cow<'static, str>) {
        self.referenced.set(self.referenced.get() + 1);
        *self.by_name.borrow_mut().entry(name).or_default() += 1;
    }

    fn remove(&self, name: &str) {
        self.referenced.set(self.referenced.get() - 1);
        if let Some(count) = self.by_name.borrow_mut().get_mut(name) {
            *count -= 1;
        }
    }
}

/// Keeps the loop running from its creation until it is dropped, except while it is unreferenced (`ref`/`unref` as on
/// libuv's handles).
pub struct KeepAlive {
    counts: Rc<KeepAliveCounts>,
    name: Cow<'static, str>,
    referenced: Cell<bool>,
}

impl KeepAlive {
    pub(super) fn new(counts: &Rc<KeepAliveCounts>, name: Cow<'static, str>) -> Self {
        counts.add(name.clone());
        Self { counts: counts.clone(), name, referenced: Cell::new(true) }
    }

    pub fn ref_(&self) {
        if !self.referenced.replace(true) {
            self.counts.add(self.name.clone());
        }
    }

    pub fn unref(&self) {
        if self.referenced.replace(false) {
            self.counts.remove(&self.name);
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
        let timer = KeepAlive::new(&counts, "Timeout".into());
        let pipe = KeepAlive::new(&counts, "PipeWrap".into());
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
}
