//! `v8.startCpuProfile()` and `v8.startHeapProfile()`.

use crate::runtime::convert::string;
use crate::runtime::inspector::Session;
use crate::runtime::{Runtime, profiles};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

#[derive(Default)]
struct Taken {
    next: Cell<u32>,
    cpu: RefCell<HashMap<u32, Session>>,
    heap: RefCell<Option<Session>>,
}

/// `startCpuProfile(microseconds)`: the number of the profile; 0 leaves V8 its own interval.
pub fn start_cpu(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let interval = args.get(0).number_value(scope).unwrap_or(0.0);
    let runtime = Runtime::current(scope);
    let session = Session::new(scope, &runtime);
    session.command(r#""Profiler.enable""#);
    if interval > 0.0 {
        session.command(&format!(r#""Profiler.setSamplingInterval","params":{{"interval":{interval}}}"#));
    }
    session.command(r#""Profiler.start""#);
    let taken = runtime.state::<Taken>();
    let id = taken.next.get();
    taken.next.set(id + 1);
    taken.cpu.borrow_mut().insert(id, session);
    rv.set_uint32(id);
}

/// `stopCpuProfile(id, mostSamples)`: the profile as JSON, with at most so many samples; undefined when there is none.
pub fn stop_cpu(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let id = args.get(0).uint32_value(scope).unwrap_or(u32::MAX);
    let most = args.get(1).uint32_value(scope).unwrap_or(u32::MAX) as usize;
    let session = Runtime::current(scope).state::<Taken>().cpu.borrow_mut().remove(&id);
    let Some(mut result) = session.and_then(|session| session.query(r#""Profiler.stop""#).ok()) else { return };
    let profile = &mut result["profile"];
    for node in profile["nodes"].as_array_mut().into_iter().flatten() {
        number_the_script(node);
        if let Some(node) = node.as_object_mut() {
            node.shift_remove("positionTicks");
        }
    }
    for name in ["samples", "timeDeltas"] {
        if let Some(list) = profile[name].as_array_mut() {
            list.truncate(most);
        }
    }
    rv.set(string(scope, &profile.to_string()).into());
}

/// `startHeapProfile(parameters)`: false when one is being taken. `parameters` are the inspector's, as JSON.
pub fn start_heap(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let parameters = args.get(0).to_rust_string_lossy(scope);
    let runtime = Runtime::current(scope);
    let taken = runtime.state::<Taken>();
    let is_free = taken.heap.borrow().is_none() && !runtime.state::<profiles::Profiles>().has_heap_profile();
    if is_free {
        let session = Session::new(scope, &runtime);
        session.command(r#""HeapProfiler.enable""#);
        session.command(&format!(r#""HeapProfiler.startSampling","params":{parameters}"#));
        *taken.heap.borrow_mut() = Some(session);
    }
    rv.set_bool(is_free);
}

/// The heap profile that is being taken, as it is now, as JSON.
pub fn current_heap(runtime: &Runtime) -> Option<String> {
    let taken = runtime.state::<Taken>();
    let session = taken.heap.borrow();
    let result = match session.as_ref() {
        Some(session) => session.query(r#""HeapProfiler.getSamplingProfile""#).ok(),
        None => runtime.state::<profiles::Profiles>().current_heap_profile(),
    };
    result.map(|mut result| profile_text(&mut result))
}

/// `stopHeapProfile(collect)`: the profile as JSON; with `collect`, of what a collection leaves.
pub fn stop_heap(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(session) = Runtime::current(scope).state::<Taken>().heap.take() else { return };
    if args.get(0).is_true() {
        scope.low_memory_notification();
    }
    let Ok(mut result) = session.query(r#""HeapProfiler.stopSampling""#) else { return };
    rv.set(string(scope, &profile_text(&mut result)).into());
}

fn profile_text(result: &mut Value) -> String {
    let mut nodes = vec![&mut result["profile"]["head"]];
    while let Some(node) = nodes.pop() {
        number_the_script(node);
        nodes.extend(node["children"].as_array_mut().into_iter().flatten());
    }
    result["profile"].to_string()
}

/// The inspector names scripts by text, V8's own format by number.
fn number_the_script(node: &mut Value) {
    let script = &mut node["callFrame"]["scriptId"];
    if let Some(number) = script.as_str().and_then(|text| text.parse::<u64>().ok()) {
        *script = number.into();
    }
}
