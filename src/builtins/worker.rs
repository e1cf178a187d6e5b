//! `internalBinding('worker')`: starting and ending worker threads, and what a thread knows of itself.

use super::messaging;
use super::performance::times_array;
use crate::cli::{self, WorkerProblem};
use crate::runtime::binding::{Binding, set_string, set_value};
use crate::runtime::convert::{SystemError, string, throw_system_error};
use crate::runtime::worker::{self, ResourceLimits, WorkerOptions};
use crate::runtime::{AsyncResource, JsCallback, Runtime, provider, worker_requests};
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "worker", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    let runtime = Runtime::current(scope);
    let worker = runtime.worker();
    let is_main = v8::Boolean::new(scope, worker.is_none()).into();
    set_value(scope, target, "isMainThread", is_main);
    let id = v8::Number::new(scope, worker.map_or(0.0, |worker| worker.id as f64)).into();
    set_value(scope, target, "threadId", id);
    set_string(scope, target, "threadName", worker.map_or("", |worker| &worker.name));
    if let Some(worker) = worker {
        let limits = limits_array(scope, &worker.limits).into();
        set_value(scope, target, "resourceLimits", limits);
    }
    set_functions!(scope, target, {
        "getParentPort" => get_parent_port,
        "start" => start,
        "terminate" => terminate,
        "setReferenced" => set_referenced,
        "ask" => ask,
        "loopTimes" => loop_times,
    });
}

/// `getParentPort()`: this worker's end of the channel to its parent. Once.
fn get_parent_port(scope: &mut v8::PinScope, _args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let port = Runtime::current(scope).worker().and_then(|worker| worker.port.borrow_mut().take());
    if let Some(object) = port.and_then(|port| messaging::attach(scope, port)) {
        rv.set(object.into());
    }
}

fn limits_array<'s>(scope: &mut v8::PinScope<'s, '_>, limits: &ResourceLimits) -> v8::Local<'s, v8::Array> {
    let limits = limits.list().map(|limit| v8::Number::new(scope, limit).into());
    v8::Array::new_with_elements(scope, &limits)
}

/// `start(name, execArgv, [young, old, codeRange, stack], onExit, nodeOptions, trackUnmanagedFds, handle)`: an array of the thread's id, the
/// parent's end of the channel and the limits that hold; when the options are wrong, of what is wrong and whether with `nodeOptions`. Without `execArgv` and
/// `nodeOptions` the parent's options hold.
fn start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let runtime = Runtime::current(scope);
    let (Some(on_exit), Ok(handle)) =
        (JsCallback::from_value(scope, args.get(3)), v8::Local::<v8::Object>::try_from(args.get(6)))
    else {
        return;
    };
    let on_exit = on_exit.of(&AsyncResource::with_object(scope, provider::WORKER, handle));
    let name = args.get(0).to_rust_string_lossy(scope);
    let words = strings(scope, args.get(1));
    let node_options = args.get(4);
    let node_options = (!node_options.is_undefined()).then(|| node_options.to_rust_string_lossy(scope));
    let options = match cli::parse_for_worker(runtime.options(), node_options.as_deref(), words) {
        Ok(options) => options,
        Err(problem) => {
            let (text, of_environment) = match problem {
                WorkerProblem::ExecArgv(text) => (text, false),
                WorkerProblem::NodeOptions(text) => (text, true),
            };
            let problem = [string(scope, &text).into(), v8::Boolean::new(scope, of_environment).into()];
            rv.set(v8::Array::new_with_elements(scope, &problem).into());
            return;
        }
    };
    let mut limits = [0.0; 4];
    if let Ok(list) = v8::Local::<v8::Array>::try_from(args.get(2)) {
        for (index, limit) in limits.iter_mut().enumerate() {
            let value = list.get_index(scope, index as u32).and_then(|value| value.number_value(scope));
            *limit = value.filter(|value| value.is_finite() && *value > 0.0).unwrap_or(0.0);
        }
    }
    let limits = ResourceLimits::new(limits);
    let tracks_descriptors = !args.get(5).is_false();
    match worker::start(&runtime, WorkerOptions { name, options, limits, tracks_descriptors }, on_exit) {
        Ok((id, port)) => match messaging::attach(scope, port) {
            Some(port) => {
                let id = v8::Number::new(scope, id as f64);
                let limits = limits_array(scope, &limits);
                rv.set(v8::Array::new_with_elements(scope, &[id.into(), port.into(), limits.into()]).into());
            }
            // An exception is pending: nobody will have the worker.
            None => worker::terminate(&runtime, id),
        },
        Err(error) => throw_system_error(scope, SystemError::from_io(&error, "uv_thread_create_ex")),
    }
}

fn strings(scope: &mut v8::PinScope, value: v8::Local<v8::Value>) -> Option<Vec<String>> {
    let list = v8::Local::<v8::Array>::try_from(value).ok()?;
    (0..list.length()).map(|index| Some(list.get_index(scope, index)?.to_rust_string_lossy(scope))).collect()
}

/// `terminate(id)`
fn terminate(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let id = args.get(0).number_value(scope).unwrap_or(0.0);
    worker::terminate(&Runtime::current(scope), id as u64);
}

/// `setReferenced(id, referenced)`: whether the worker keeps this thread alive.
fn set_referenced(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let id = args.get(0).number_value(scope).unwrap_or(0.0);
    worker::set_referenced(&Runtime::current(scope), id as u64, args.get(1).is_true());
}

/// `ask(id, name, argument, callback)`: asks the worker something (`internal/worker/requests`). False when it does not run.
fn ask(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let id = args.get(0).number_value(scope).unwrap_or(0.0);
    let (name, argument) = (args.get(1).to_rust_string_lossy(scope), args.get(2).to_rust_string_lossy(scope));
    let provider = match name.as_str() {
        "cpuUsage" => provider::WORKER_CPU_USAGE,
        "heapSnapshot" => provider::WORKER_HEAP_SNAPSHOT,
        "heapStatistics" => provider::WORKER_HEAP_STATISTICS,
        "startCpuProfile" | "stopCpuProfile" => provider::WORKER_CPU_PROFILE,
        _ => provider::WORKER_HEAP_PROFILE,
    };
    let Some(callback) = JsCallback::request(scope, provider, args.get(3)) else { return };
    rv.set_bool(worker_requests::ask(&Runtime::current(scope), id as u64, &name, &argument, callback));
}

/// `loopTimes(id)`: as `loopTimes()` of the `performance` binding, of a worker.
fn loop_times(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let id = args.get(0).number_value(scope).unwrap_or(0.0);
    let times = worker::loop_times(&Runtime::current(scope), id as u64);
    rv.set(times_array(scope, times).into());
}
