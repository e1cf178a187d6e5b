//! What is written of a heap that is nearly full: snapshots (`--heapsnapshot-near-heap-limit`, `v8.setHeapSnapshotNearHeapLimit()`) and
//! the profile that is being taken (`v8.setHeapProfileNearHeapLimit()`).

use super::heap_limits::HeapLimits;
use super::{Runtime, diagnostic_file};
use crate::print::print_error;
use std::cell::Cell;
use std::ffi::c_void;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::marker::PhantomData;
use std::os::unix::fs::OpenOptionsExt;
use std::rc::Rc;

/// What there is to write.
trait Content: 'static {
    const NAME: &str;
    const EXTENSION: &str;

    /// `None`: there is nothing to write now.
    fn write(isolate: &mut v8::Isolate, runtime: &Runtime, path: &str) -> Option<std::io::Result<()>>;
}

struct Snapshot;
struct Profile;

struct NearHeapLimit<T> {
    isolate: Cell<Option<v8::UnsafeRawIsolatePtr>>,
    /// How many are still to be written.
    left: Cell<u32>,
    /// While one is written V8 comes back for more room.
    in_progress: Cell<bool>,
    content: PhantomData<T>,
}

impl<T> Default for NearHeapLimit<T> {
    fn default() -> Self {
        Self { isolate: Cell::default(), left: Cell::default(), in_progress: Cell::default(), content: PhantomData }
    }
}

/// Writes a snapshot each time the heap is nearly full, `limit` times at most. The first call counts.
pub fn write_snapshots(isolate: &mut v8::Isolate, runtime: &Runtime, limit: u32) {
    watch::<Snapshot>(isolate, runtime, limit);
}

/// The same with the heap profile as it is then.
pub fn write_profiles(isolate: &mut v8::Isolate, runtime: &Runtime, limit: u32) {
    watch::<Profile>(isolate, runtime, limit);
}

fn watch<T: Content>(isolate: &mut v8::Isolate, runtime: &Runtime, limit: u32) {
    let state = runtime.state::<NearHeapLimit<T>>();
    if limit == 0 || state.isolate.get().is_some() {
        return;
    }
    state.left.set(limit);
    // SAFETY: used by the callback only, which V8 calls in this isolate.
    state.isolate.set(Some(unsafe { isolate.as_raw_isolate_ptr() }));
    isolate.add_near_heap_limit_callback(on_near_limit::<T>, Rc::as_ptr(&state).cast_mut().cast());
}

/// Nothing is written any more: the runtime ends before V8 has allocated for the last time.
pub fn stop(isolate: &mut v8::Isolate, runtime: &Runtime) {
    stop_watching::<Snapshot>(isolate, runtime);
    stop_watching::<Profile>(isolate, runtime);
}

fn stop_watching<T: Content>(isolate: &mut v8::Isolate, runtime: &Runtime) {
    let state = runtime.state::<NearHeapLimit<T>>();
    if state.isolate.take().is_some() && state.left.take() > 0 {
        isolate.remove_near_heap_limit_callback(on_near_limit::<T>, 0);
    }
}

/// Runs in the middle of an allocation; answers the new limit. The one that was there before is called when no more are to be written.
unsafe extern "C" fn on_near_limit<T: Content>(state: *mut c_void, current: usize, initial: usize) -> usize {
    // SAFETY: the state is kept by the runtime, which takes the callback back before it ends (`stop`).
    let state = unsafe { &*state.cast::<NearHeapLimit<T>>() };
    let raised = current + HeapLimits::of_this_machine().young_generation;
    if state.in_progress.replace(true) {
        return raised;
    }
    let Some(isolate) = state.isolate.get() else { return raised };
    // SAFETY: V8 calls this on the thread of that isolate.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
    let runtime = Runtime::current(&isolate);
    let name = diagnostic_file::name(&runtime, "Heap", T::EXTENSION);
    let path = format!("{}/{name}", diagnostic_file::directory(&runtime));
    let written = T::write(&mut isolate, &runtime, &path);
    state.in_progress.set(false);
    match written {
        Some(Ok(())) => print_error!("Wrote {} to {path}", T::NAME),
        Some(Err(error)) => print_error!("Failed to write {} to {path} ({error})", T::NAME),
        None => return raised,
    }
    state.left.update(|left| left - 1);
    if state.left.get() == 0 {
        isolate.remove_near_heap_limit_callback(on_near_limit::<T>, initial);
    }
    raised
}

impl Content for Snapshot {
    const NAME: &str = "snapshot";
    const EXTENSION: &str = "heapsnapshot";

    fn write(isolate: &mut v8::Isolate, _: &Runtime, path: &str) -> Option<std::io::Result<()>> {
        let mut file = match File::create(path) {
            Ok(file) => BufWriter::new(file),
            Err(error) => return Some(Err(error)),
        };
        let mut result = Ok(());
        isolate.take_heap_snapshot(|chunk| {
            result = file.write_all(chunk);
            result.is_ok()
        });
        Some(result.and_then(|()| file.flush()))
    }
}

impl Content for Profile {
    const NAME: &str = "heap profile";
    const EXTENSION: &str = "heapprofile";

    fn write(_: &mut v8::Isolate, runtime: &Runtime, path: &str) -> Option<std::io::Result<()>> {
        let text = crate::builtins::v8::current_heap_profile(runtime)?;
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
        Some(file.and_then(|mut file| file.write_all(text.as_bytes())))
    }
}
