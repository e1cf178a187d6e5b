//! The clock of `performance`: milliseconds since the process started, and what happened when.

use crate::event_loop::LoopTimes;
use crate::runtime::Runtime;
use crate::runtime::binding::{Binding, set_value};
use crate::{set_fast_functions, set_functions};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use v8::fast_api::{CFunction, CFunctionInfo, Int64Representation, Type};

pub const BINDING: Binding = Binding { name: "performance", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, { "loopCounts" => loop_counts, "loopTimes" => loop_times, "milestone" => milestone });
    set_fast_functions!(scope, target, { "now" => now, NOW; });
    let start = process_start();
    let origin = start.wall.duration_since(UNIX_EPOCH).unwrap_or_default();
    let origin = v8::Number::new(scope, origin.as_secs_f64() * 1e3);
    set_value(scope, target, "timeOrigin", origin.into());
}

struct Start {
    monotonic: Instant,
    wall: SystemTime,
}

fn process_start() -> &'static Start {
    static START: OnceLock<Start> = OnceLock::new();
    START.get_or_init(|| Start { monotonic: Instant::now(), wall: SystemTime::now() })
}

/// Runs before main(), so that what `performance.now()` counts from is the start of the process.
#[cfg(target_os = "linux")]
#[used]
#[unsafe(link_section = ".init_array")]
static MARK_START: extern "C" fn() = mark_start;

#[cfg(target_os = "linux")]
extern "C" fn mark_start() {
    process_start();
}

pub fn since_process_start() -> Duration {
    process_start().monotonic.elapsed()
}

/// What happened on the way to the program's first line.
#[derive(Clone, Copy)]
pub enum Milestone {
    NodeStart,
    V8Start,
    Environment,
    BootstrapComplete,
    LoopExit,
}

/// Nanoseconds since the start of the process, 0 for what has not happened. The main thread's, which comes first.
static MILESTONES: [AtomicU64; 5] = [const { AtomicU64::new(0) }; 5];

/// Notes that a milestone has been reached.
pub fn mark(milestone: Milestone) {
    let now = since_process_start().as_nanos() as u64;
    let _ = MILESTONES[milestone as usize].compare_exchange(0, now.max(1), Ordering::Relaxed, Ordering::Relaxed);
}

/// `milestone(name)`: milliseconds, -1 for what has not happened.
fn milestone(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = args.get(0).to_rust_string_lossy(scope);
    let index = match name.as_str() {
        "nodeStart" => Milestone::NodeStart,
        "v8Start" => Milestone::V8Start,
        "environment" => Milestone::Environment,
        "bootstrapComplete" => Milestone::BootstrapComplete,
        "loopExit" => Milestone::LoopExit,
        "loopStart" => {
            // The loop counts from its first turn.
            let existed = Runtime::current(scope).event_loop().times().existed;
            let start = since_process_start().saturating_sub(existed);
            rv.set_double(if existed.is_zero() { -1.0 } else { start.as_secs_f64() * 1e3 });
            return;
        }
        _ => {
            rv.set_double(-1.0);
            return;
        }
    };
    let nanos = MILESTONES[index as usize].load(Ordering::Relaxed);
    rv.set_double(if nanos == 0 { -1.0 } else { nanos as f64 / 1e6 });
}

fn now(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(milliseconds());
}

fn milliseconds() -> f64 {
    since_process_start().as_secs_f64() * 1e3
}

/// What optimised JavaScript calls: every `Event` has its time.
extern "C" fn fast_now(_: v8::Local<v8::Object>) -> f64 {
    milliseconds()
}

const NOW: &[CFunction] = &[CFunction::new(
    fast_now as _,
    &CFunctionInfo::new(Type::Float64.as_info(), &[Type::V8Value.as_info()], Int64Representation::Number),
)];

/// `loopTimes()`: how long the event loop has existed and how long of that it was idle, in milliseconds.
fn loop_times(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let times = Runtime::current(scope).event_loop().times();
    rv.set(times_array(scope, times).into());
}

/// `loopCounts()`: turns of the event loop, events, and those of them that were found without waiting.
fn loop_counts(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let counts = Runtime::current(scope).event_loop().counts();
    let counts = [counts.turns, counts.events, counts.events_waiting];
    let values = counts.map(|count| v8::Number::new(scope, count as f64).into());
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

/// What `loopTimes` functions answer.
pub fn times_array<'s>(scope: &mut v8::PinScope<'s, '_>, times: LoopTimes) -> v8::Local<'s, v8::Array> {
    let values = [times.existed, times.idle].map(|time| v8::Number::new(scope, time.as_secs_f64() * 1e3).into());
    v8::Array::new_with_elements(scope, &values)
}
