//! `fs.watchFile`: looks at a file on the thread pool, at once and then `interval` milliseconds after each look, and tells what
//! has changed. As libuv's: the first look tells only that there is no file.

use super::args;
use super::metadata::{Precision, STAT_FIELDS, Stat, query_followed};
use super::request::Reply;
use crate::event_loop::{EventLoop, KeepAlive};
use crate::runtime::{JsCallback, Runtime, provider};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::time::Duration;

/// The fields that do not count: links, device of a special file, block size, blocks, time of access.
const IGNORED: [usize; 6] = [2, 5, 6, 9, 10, 11];

struct Watcher {
    path: Vec<u8>,
    interval: Duration,
    precision: Precision,
    callback: JsCallback,
    alive: KeepAlive,
    /// What the last look found: nothing before the first one, an error number if there was no file.
    last: Cell<Option<Result<(), i32>>>,
    /// The file as it was when there was one; zeroes until then.
    values: Cell<[u64; STAT_FIELDS]>,
}

#[derive(Default)]
struct Watchers {
    next: Cell<u32>,
    open: RefCell<HashMap<u32, Rc<Watcher>>>,
}

impl Watcher {
    /// What to tell after a look: the file now and before.
    fn compare(&self, found: Result<[u64; STAT_FIELDS], i32>) -> Option<[[u64; STAT_FIELDS]; 2]> {
        let before = self.values.get();
        let last = self.last.replace(Some(found.map(drop)));
        match found {
            Err(error) => (last != Some(Err(error))).then_some([[0; STAT_FIELDS], before]),
            Ok(now) => {
                self.values.set(now);
                let differs = |field: usize| !IGNORED.contains(&field) && now[field] != before[field];
                let changed = match last {
                    None => false,
                    Some(Err(_)) => true,
                    Some(Ok(())) => (0..STAT_FIELDS).any(differs),
                };
                changed.then_some([now, before])
            }
        }
    }

    fn tell(&self, scope: &mut v8::PinScope<'_, '_>, values: [[u64; STAT_FIELDS]; 2]) {
        let mut arrays = Vec::new();
        for values in values {
            let Ok(array) = (Stat { values, precision: self.precision }).into_js(scope) else { return };
            arrays.push(array);
        }
        self.callback.call(scope, &arrays);
    }
}

/// One look and, after it and the pause, the next: as long as the watcher is open.
fn look(event_loop: &EventLoop, watcher: &Rc<Watcher>) {
    let path = watcher.path.clone();
    let watcher: Weak<Watcher> = Rc::downgrade(watcher);
    event_loop.queue_work(
        "fs:StatWatcher",
        move || query_followed(&path).map_err(|errno| errno.raw_os_error()),
        move |scope, found| {
            let Some(open) = watcher.upgrade() else { return };
            if let Some(values) = open.compare(found) {
                open.tell(scope, values);
            }
            let interval = open.interval;
            drop(open);
            if watcher.strong_count() == 0 {
                return;
            }
            let event_loop = Runtime::current(scope).event_loop();
            event_loop.post_after(interval, move |scope| {
                if let Some(open) = watcher.upgrade() {
                    look(&Runtime::current(scope).event_loop(), &open);
                }
            });
        },
    );
}

/// `watchStat(path, interval, isBigInt, callback, handle, asyncId, triggerId)`: the number of the watcher. `callback(now, before)`,
/// both as `stat` gives them.
pub fn watch_stat(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = args::path(scope, args.get(0));
    let interval = Duration::from_millis(args.get(1).uint32_value(scope).unwrap_or(0).into());
    let precision = Precision::new(args.get(2));
    let Some(callback) = JsCallback::of_handle(scope, provider::STAT_WATCHER, args.get(3), &args, 4) else { return };
    let runtime = Runtime::current(scope);
    let event_loop = runtime.event_loop();
    let watchers = runtime.state::<Watchers>();
    let watcher = Rc::new(Watcher {
        path,
        interval,
        precision,
        callback,
        alive: event_loop.keep_alive("StatWatcher"),
        last: Cell::new(None),
        values: Cell::new([0; STAT_FIELDS]),
    });
    look(&event_loop, &watcher);
    let id = watchers.next.get();
    watchers.next.set(id + 1);
    watchers.open.borrow_mut().insert(id, watcher);
    rv.set_uint32(id);
}

/// `unwatchStat(id)`
pub fn unwatch_stat(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    let closed = Runtime::current(scope).state::<Watchers>().open.borrow_mut().remove(&id);
    if let Some(watcher) = closed {
        // Its callback may be running, and keep it.
        watcher.alive.unref();
    }
}

/// `setStatWatchRef(id, referenced)`
pub fn set_stat_watch_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    let referenced = args.get(1).is_true();
    let watchers = Runtime::current(scope).state::<Watchers>();
    if let Some(watcher) = watchers.open.borrow().get(&id) {
        if referenced { watcher.alive.ref_() } else { watcher.alive.unref() }
    }
}
