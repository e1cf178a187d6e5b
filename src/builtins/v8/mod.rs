//! The Rust half of `v8`: the engine's statistics and flags, heap snapshots, the structured clone format.

pub mod gc;
mod profiles;
mod serdes;

pub use profiles::current_heap as current_heap_profile;

use crate::runtime::binding::Binding;
use crate::runtime::convert::{set, string, uint8_array};
use crate::runtime::{Runtime, diagnostic_file, near_heap_limit};
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "v8", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "cachedDataVersionTag" => cached_data_version_tag,
        "heapCodeStatistics" => heap_code_statistics,
        "heapSnapshot" => heap_snapshot,
        "heapSnapshotName" => heap_snapshot_name,
        "heapSpaceStatistics" => heap_space_statistics,
        "heapStatistics" => heap_statistics,
        "isOneByte" => is_one_byte,
        "observeGc" => gc::observe,
        "setHeapProfileNearHeapLimit" => set_heap_profile_near_heap_limit,
        "setHeapSnapshotNearHeapLimit" => set_heap_snapshot_near_heap_limit,
        "setFlagsFromString" => set_flags_from_string,
        "startCpuProfile" => profiles::start_cpu,
        "startGcProfile" => gc::start_profile,
        "startHeapProfile" => profiles::start_heap,
        "stopCpuProfile" => profiles::stop_cpu,
        "stopGcProfile" => gc::stop_profile,
        "stopHeapProfile" => profiles::stop_heap,
    });
    serdes::define_classes(scope, target);
}

fn set_number(scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>, name: &str, value: f64) {
    let value = v8::Number::new(scope, value);
    set(scope, object, name, value.into());
}

fn heap_statistics(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let heap = scope.get_heap_statistics();
    let result = v8::Object::new(scope);
    for (name, value) in [
        ("total_heap_size", heap.total_heap_size()),
        ("total_heap_size_executable", heap.total_heap_size_executable()),
        ("total_physical_size", heap.total_physical_size()),
        ("total_available_size", heap.total_available_size()),
        ("used_heap_size", heap.used_heap_size()),
        ("heap_size_limit", heap.heap_size_limit()),
        ("malloced_memory", heap.malloced_memory()),
        ("peak_malloced_memory", heap.peak_malloced_memory()),
        ("does_zap_garbage", usize::from(heap.does_zap_garbage())),
        ("number_of_native_contexts", heap.number_of_native_contexts()),
        ("number_of_detached_contexts", heap.number_of_detached_contexts()),
        ("total_global_handles_size", heap.total_global_handles_size()),
        ("used_global_handles_size", heap.used_global_handles_size()),
        ("external_memory", heap.external_memory()),
        ("total_allocated_bytes", heap.total_allocated_bytes() as usize),
    ] {
        set_number(scope, result, name, value as f64);
    }
    rv.set(result.into());
}

fn heap_space_statistics(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let mut spaces: Vec<v8::Local<v8::Value>> = Vec::new();
    for index in 0..scope.number_of_heap_spaces() {
        let Some(space) = scope.get_heap_space_statistics(index) else { continue };
        let entry = v8::Object::new(scope);
        let name = string(scope, &space.space_name().to_string_lossy());
        set(scope, entry, "space_name", name.into());
        for (name, value) in [
            ("space_size", space.space_size()),
            ("space_used_size", space.space_used_size()),
            ("space_available_size", space.space_available_size()),
            ("physical_space_size", space.physical_space_size()),
        ] {
            set_number(scope, entry, name, value as f64);
        }
        spaces.push(entry.into());
    }
    rv.set(v8::Array::new_with_elements(scope, &spaces).into());
}

fn heap_code_statistics(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(code) = scope.get_heap_code_and_metadata_statistics() else { return };
    let result = v8::Object::new(scope);
    for (name, value) in [
        ("code_and_metadata_size", code.code_and_metadata_size()),
        ("bytecode_and_metadata_size", code.bytecode_and_metadata_size()),
        ("external_script_source_size", code.external_script_source_size()),
        ("cpu_profiler_metadata_size", code.cpu_profiler_metadata_size()),
    ] {
        set_number(scope, result, name, value as f64);
    }
    rv.set(result.into());
}

fn set_flags_from_string(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let flags = args.get(0).to_rust_string_lossy(scope);
    v8::V8::set_flags_from_string(&flags);
}

fn cached_data_version_tag(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_uint32(v8::script_compiler::cached_data_version_tag());
}

fn is_one_byte(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let one_byte = v8::Local::<v8::String>::try_from(args.get(0)).is_ok_and(|text| text.is_onebyte());
    rv.set_bool(one_byte);
}

/// `heapSnapshot()`: the whole snapshot, in the format of Chrome's developer tools.
fn heap_snapshot(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let mut text = Vec::new();
    scope.take_heap_snapshot(|chunk| {
        text.extend_from_slice(chunk);
        true
    });
    rv.set(uint8_array(scope, text).into());
}

/// `heapSnapshotName()`: the name of a file for one.
fn heap_snapshot_name(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = diagnostic_file::name(&Runtime::current(scope), "Heap", "heapsnapshot");
    rv.set(string(scope, &name).into());
}

/// `setHeapSnapshotNearHeapLimit(limit)`
fn set_heap_snapshot_near_heap_limit(
    scope: &mut v8::PinScope,
    args: v8::FunctionCallbackArguments,
    _: v8::ReturnValue,
) {
    let limit = args.get(0).uint32_value(scope).unwrap_or(0);
    let runtime = Runtime::current(scope);
    near_heap_limit::write_snapshots(scope, &runtime, limit);
}

/// `setHeapProfileNearHeapLimit(limit)`
fn set_heap_profile_near_heap_limit(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let limit = args.get(0).uint32_value(scope).unwrap_or(0);
    let runtime = Runtime::current(scope);
    near_heap_limit::write_profiles(scope, &runtime, limit);
}
