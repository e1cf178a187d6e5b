//! Watching garbage collection: for observers of 'gc' entries and for `v8.GCProfiler`.
//!
//! V8 calls at the beginning and the end of a collection, when JavaScript must not run: what is seen is noted there and
//! handed over on the loop, or when the profiler stops.

use crate::builtins::performance::since_process_start;
use crate::event_loop::Poster;
use crate::runtime::convert::{set, string};
use crate::runtime::{JsCallback, Runtime};
use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::rc::Rc;
use std::time::Duration;

/// The isolate's own account of its collections. Its address is what V8's callbacks get, so it is made once for each isolate and
/// stays until its state goes; [`stop`] comes before that, for V8 collects until the isolate is gone.
#[derive(Default)]
pub struct Collections {
    installed: Cell<bool>,
    poster: RefCell<Option<Poster>>,
    started: Cell<Option<Duration>>,
    observer: RefCell<Option<Rc<JsCallback>>>,
    profiles: RefCell<Vec<Profile>>,
    next_profile: Cell<u32>,
}

struct Profile {
    id: u32,
    records: Vec<Record>,
    before: Option<Heap>,
}

struct Record {
    kind: &'static str,
    cost: Duration,
    before: Heap,
    after: Heap,
}

/// The heap's figures, in the order of `HEAP_NAMES`, and those of its spaces.
struct Heap {
    totals: [usize; 11],
    spaces: Vec<(String, [usize; 4])>,
}

const HEAP_NAMES: [&str; 11] = [
    "totalHeapSize",
    "totalHeapSizeExecutable",
    "totalPhysicalSize",
    "totalAvailableSize",
    "totalGlobalHandlesSize",
    "usedGlobalHandlesSize",
    "usedHeapSize",
    "heapSizeLimit",
    "mallocedMemory",
    "externalMemory",
    "peakMallocedMemory",
];

const SPACE_NAMES: [&str; 4] = ["spaceSize", "spaceUsedSize", "spaceAvailableSize", "physicalSpaceSize"];

impl Heap {
    fn of(isolate: &mut v8::Isolate) -> Self {
        let heap = isolate.get_heap_statistics();
        let totals = [
            heap.total_heap_size(),
            heap.total_heap_size_executable(),
            heap.total_physical_size(),
            heap.total_available_size(),
            heap.total_global_handles_size(),
            heap.used_global_handles_size(),
            heap.used_heap_size(),
            heap.heap_size_limit(),
            heap.malloced_memory(),
            heap.external_memory(),
            heap.peak_malloced_memory(),
        ];
        let spaces = (0..isolate.number_of_heap_spaces())
            .filter_map(|index| isolate.get_heap_space_statistics(index))
            .map(|space| {
                let name = space.space_name().to_string_lossy().into_owned();
                let sizes = [
                    space.space_size(),
                    space.space_used_size(),
                    space.space_available_size(),
                    space.physical_space_size(),
                ];
                (name, sizes)
            })
            .collect();
        Self { totals, spaces }
    }

    fn to_object<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Object> {
        let result = v8::Object::new(scope);
        let totals = v8::Object::new(scope);
        for (name, value) in HEAP_NAMES.into_iter().zip(self.totals) {
            let value = v8::Number::new(scope, value as f64);
            set(scope, totals, name, value.into());
        }
        set(scope, result, "heapStatistics", totals.into());
        let mut spaces: Vec<v8::Local<v8::Value>> = Vec::new();
        for (name, sizes) in &self.spaces {
            let space = v8::Object::new(scope);
            let name = string(scope, name);
            set(scope, space, "spaceName", name.into());
            for (name, value) in SPACE_NAMES.into_iter().zip(*sizes) {
                let value = v8::Number::new(scope, value as f64);
                set(scope, space, name, value.into());
            }
            spaces.push(space.into());
        }
        let spaces = v8::Array::new_with_elements(scope, &spaces);
        set(scope, result, "heapSpaceStatistics", spaces.into());
        result
    }
}

fn kind_name(kind: v8::GCType) -> &'static str {
    match kind {
        v8::GCType::kGCTypeScavenge => "Scavenge",
        v8::GCType::kGCTypeMinorMarkSweep => "MinorMarkSweep",
        v8::GCType::kGCTypeMarkSweepCompact => "MarkSweepCompact",
        v8::GCType::kGCTypeIncrementalMarking => "IncrementalMarking",
        v8::GCType::kGCTypeProcessWeakCallbacks => "ProcessWeakCallbacks",
        _ => "Unknown",
    }
}

/// Node's number for a kind (`perf_hooks.constants`), which is V8's bit.
fn kind_number(kind: v8::GCType) -> i32 {
    match kind {
        v8::GCType::kGCTypeScavenge => 1,
        v8::GCType::kGCTypeMinorMarkSweep => 2,
        v8::GCType::kGCTypeMarkSweepCompact => 4,
        v8::GCType::kGCTypeIncrementalMarking => 8,
        _ => 16,
    }
}

unsafe extern "C" fn on_start(
    isolate: v8::UnsafeRawIsolatePtr,
    _: v8::GCType,
    _: v8::GCCallbackFlags,
    data: *mut c_void,
) {
    // SAFETY: `data` is the isolate's `Collections`, which outlives the registration (`stop`), on this thread.
    let collections = unsafe { &*data.cast::<Collections>() };
    collections.started.set(Some(since_process_start()));
    if !collections.profiles.borrow().is_empty() {
        // SAFETY: V8 calls with the live isolate, whose statistics may be read during a collection.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
        for profile in collections.profiles.borrow_mut().iter_mut() {
            profile.before = Some(Heap::of(&mut isolate));
        }
    }
}

unsafe extern "C" fn on_end(
    isolate: v8::UnsafeRawIsolatePtr,
    kind: v8::GCType,
    _: v8::GCCallbackFlags,
    data: *mut c_void,
) {
    // SAFETY: as in `on_start`.
    let collections = unsafe { &*data.cast::<Collections>() };
    let Some(started) = collections.started.take() else { return };
    let cost = since_process_start().saturating_sub(started);
    if !collections.profiles.borrow().is_empty() {
        // SAFETY: as in `on_start`.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
        for profile in collections.profiles.borrow_mut().iter_mut() {
            if let Some(before) = profile.before.take() {
                let after = Heap::of(&mut isolate);
                profile.records.push(Record { kind: kind_name(kind), cost, before, after });
            }
        }
    }
    if collections.observer.borrow().is_some()
        && let Some(poster) = collections.poster.borrow().as_ref()
    {
        let number = kind_number(kind);
        poster.post(move |scope| report(scope, number, started, cost));
    }
}

fn report(scope: &mut v8::PinScope<'_, '_>, kind: i32, started: Duration, cost: Duration) {
    let observer = Runtime::current(scope).state::<Collections>().observer.borrow().clone();
    if let Some(observer) = observer {
        let kind = v8::Integer::new(scope, kind);
        let started = v8::Number::new(scope, started.as_secs_f64() * 1e3);
        let cost = v8::Number::new(scope, cost.as_secs_f64() * 1e3);
        observer.call(scope, &[kind.into(), started.into(), cost.into()]);
    }
}

/// Registers with V8 while anybody watches.
fn update(scope: &mut v8::PinScope<'_, '_>, collections: &Rc<Collections>) {
    let wanted = collections.observer.borrow().is_some() || !collections.profiles.borrow().is_empty();
    if wanted == collections.installed.get() {
        return;
    }
    collections.installed.set(wanted);
    let data = Rc::as_ptr(collections).cast_mut().cast::<c_void>();
    if wanted {
        *collections.poster.borrow_mut() = Some(Runtime::current(scope).event_loop().poster());
        scope.add_gc_prologue_callback(on_start, data, v8::GCType::kGCTypeAll);
        scope.add_gc_epilogue_callback(on_end, data, v8::GCType::kGCTypeAll);
    } else {
        scope.remove_gc_prologue_callback(on_start, data);
        scope.remove_gc_epilogue_callback(on_end, data);
    }
}

/// `observeGc(callback)`: `callback(kind, start, duration)` for each collection, until it is called without one.
pub fn observe(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let collections = Runtime::current(scope).state::<Collections>();
    *collections.observer.borrow_mut() = JsCallback::from_value(scope, args.get(0)).map(Rc::new);
    update(scope, &collections);
}

/// Nobody watches any more: the runtime ends.
pub fn stop(scope: &mut v8::PinScope<'_, '_>) {
    let collections = Runtime::current(scope).state::<Collections>();
    collections.observer.take();
    collections.profiles.take();
    update(scope, &collections);
}

/// `startGcProfile()`: the number of the profile.
pub fn start_profile(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let collections = Runtime::current(scope).state::<Collections>();
    let id = collections.next_profile.get();
    collections.next_profile.set(id + 1);
    collections.profiles.borrow_mut().push(Profile { id, records: Vec::new(), before: None });
    update(scope, &collections);
    rv.set_uint32(id);
}

/// `stopGcProfile(id)`: what was seen, as the `statistics` of the profiler's report.
pub fn stop_profile(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let collections = Runtime::current(scope).state::<Collections>();
    let id = args.get(0).uint32_value(scope).unwrap_or(u32::MAX);
    let position = collections.profiles.borrow().iter().position(|profile| profile.id == id);
    let Some(position) = position else { return };
    let profile = collections.profiles.borrow_mut().remove(position);
    update(scope, &collections);
    let mut statistics: Vec<v8::Local<v8::Value>> = Vec::new();
    for record in &profile.records {
        let entry = v8::Object::new(scope);
        let kind = string(scope, record.kind);
        set(scope, entry, "gcType", kind.into());
        let before = record.before.to_object(scope);
        set(scope, entry, "beforeGC", before.into());
        let cost = v8::Number::new(scope, record.cost.as_nanos() as f64);
        set(scope, entry, "cost", cost.into());
        let after = record.after.to_object(scope);
        set(scope, entry, "afterGC", after.into());
        statistics.push(entry.into());
    }
    rv.set(v8::Array::new_with_elements(scope, &statistics).into());
}
