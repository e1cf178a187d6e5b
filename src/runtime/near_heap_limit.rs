//! Snapshots of a heap that is nearly full: `--heapsnapshot-near-heap-limit` and `v8.setHeapSnapshotNearHeapLimit()`.

use super::heap_limits::HeapLimits;
use super::{Runtime, diagnostic_file};
use std::cell::Cell;
use std::ffi::c_void;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::rc::Rc;

#[derive(Default)]
pub struct NearHeapLimit {
    isolate: Cell<Option<v8::UnsafeRawIsolatePtr>>,
    /// How many snapshots are still to be written.
    left: Cell<u32>,
    /// While one is written V8 comes back for more room.
    in_progress: Cell<bool>,
}

/// Writes a snapshot each time the heap is nearly full, `limit` times at most. The first call counts.
pub fn write_snapshots(isolate: &mut v8::Isolate, runtime: &Runtime, limit: u32) {
    let state = runtime.state::<NearHeapLimit>();
    if limit == 0 || state.isolate.get().is_some() {
        return;
    }
    state.left.set(limit);
    // SAFETY: used by the callback only, which V8 calls in this isolate.
    state.isolate.set(Some(unsafe { isolate.as_raw_isolate_ptr() }));
    isolate.add_near_heap_limit_callback(on_near_limit, Rc::as_ptr(&state).cast_mut().cast());
}

/// Runs in the middle of an allocation; answers the new limit. The one that was there before is called when no more snapshots are to
/// be written.
unsafe extern "C" fn on_near_limit(state: *mut c_void, current: usize, initial: usize) -> usize {
    // SAFETY: the state is kept by the runtime, which outlives all JavaScript of its isolate.
    let state = unsafe { &*state.cast::<NearHeapLimit>() };
    let raised = current + HeapLimits::of_this_machine().young_generation;
    if state.in_progress.replace(true) {
        return raised;
    }
    let Some(isolate) = state.isolate.get() else { return raised };
    // SAFETY: V8 calls this on the thread of that isolate.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
    let runtime = Runtime::current(&isolate);
    let path =
        format!("{}/{}", diagnostic_file::directory(&runtime), diagnostic_file::name(&runtime, "Heap", "heapsnapshot"));
    match write(&mut isolate, &path) {
        Ok(()) => eprintln!("Wrote snapshot to {path}"),
        Err(error) => eprintln!("Failed to write snapshot to {path} ({error})"),
    }
    state.in_progress.set(false);
    state.left.update(|left| left - 1);
    if state.left.get() == 0 {
        isolate.remove_near_heap_limit_callback(on_near_limit, initial);
    }
    raised
}

fn write(isolate: &mut v8::Isolate, path: &str) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut result = Ok(());
    isolate.take_heap_snapshot(|chunk| {
        result = file.write_all(chunk);
        result.is_ok()
    });
    result.and_then(|()| file.flush())
}
