//! What the process uses: time, memory, and what limits it has been given.

use crate::runtime::convert::string;
use crate::runtime::fatal;
use std::ffi::CStr;
use std::fs;

/// Writes `values` into the `Float64Array` that is the first argument; what does not fit is left out.
fn fill(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments, values: &[f64]) {
    let Ok(array) = v8::Local::<v8::Float64Array>::try_from(args.get(0)) else {
        return;
    };
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
    let length = bytes.len().min(array.byte_length());
    let offset = array.byte_offset();
    if let Some(buffer) = array.buffer(scope)
        && let Some(data) = buffer.data()
    {
        // SAFETY: the view lies inside its buffer, `length` inside the view; JavaScript does not run meanwhile.
        unsafe { data.cast::<u8>().as_ptr().add(offset).copy_from_nonoverlapping(bytes.as_ptr(), length) };
    }
}

fn get_rusage(who: libc::c_int) -> libc::rusage {
    // SAFETY: an all-zero rusage is valid, and getrusage fills the one that it is given.
    unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(who, &mut usage);
        usage
    }
}

fn micros(time: libc::timeval) -> f64 {
    time.tv_sec as f64 * 1e6 + time.tv_usec as f64
}

pub fn cpu_usage(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let usage = get_rusage(libc::RUSAGE_SELF);
    fill(scope, &args, &[micros(usage.ru_utime), micros(usage.ru_stime)]);
}

pub fn thread_cpu_usage(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let usage = get_rusage(libc::RUSAGE_THREAD);
    fill(scope, &args, &[micros(usage.ru_utime), micros(usage.ru_stime)]);
}

pub fn resource_usage(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let usage = get_rusage(libc::RUSAGE_SELF);
    fill(
        scope,
        &args,
        &[
            micros(usage.ru_utime),
            micros(usage.ru_stime),
            usage.ru_maxrss as f64,
            usage.ru_ixrss as f64,
            usage.ru_idrss as f64,
            usage.ru_isrss as f64,
            usage.ru_minflt as f64,
            usage.ru_majflt as f64,
            usage.ru_nswap as f64,
            usage.ru_inblock as f64,
            usage.ru_oublock as f64,
            usage.ru_msgsnd as f64,
            usage.ru_msgrcv as f64,
            usage.ru_nsignals as f64,
            usage.ru_nvcsw as f64,
            usage.ru_nivcsw as f64,
        ],
    );
}

/// What the system itself says of the machine's memory and of how long it has run, without /proc; zeros where it does not.
pub fn system_information() -> libc::sysinfo {
    // SAFETY: a struct of numbers, which the call fills.
    unsafe {
        let mut information = std::mem::zeroed();
        if libc::sysinfo(&mut information) != 0 {
            information = std::mem::zeroed();
        }
        information
    }
}

/// The resident set, in bytes.
fn resident_set() -> f64 {
    let pages = fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split_ascii_whitespace().nth(1)?.parse::<u64>().ok())
        .unwrap_or(0);
    pages as f64 * rustix::param::page_size() as f64
}

pub fn rss(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(resident_set());
}

pub fn memory_usage(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let heap = scope.get_heap_statistics();
    // V8 counts array buffers in its external memory and keeps no account of them alone; almost all of it is buffers.
    let external = heap.external_memory() as f64;
    let values = [resident_set(), heap.total_heap_size() as f64, heap.used_heap_size() as f64, external, external];
    fill(scope, &args, &values);
}

/// The limit that the control group sets, in bytes: `u64::MAX` when there is none, 0 when it cannot be known.
fn constrained() -> u64 {
    let Some((limit, _)) = control_group() else {
        return 0;
    };
    limit
}

/// How much memory this process can use at the most: the machine's, or less where the control group sets a limit; in bytes.
pub fn usable_memory() -> u64 {
    let machine = system_information();
    let total = machine.totalram * u64::from(machine.mem_unit);
    match constrained() {
        0 => total,
        limit if total == 0 => limit,
        limit => total.min(limit),
    }
}

/// The limit and the current use of the control group this process is in.
fn control_group() -> Option<(u64, u64)> {
    let text = fs::read_to_string("/proc/self/cgroup").ok()?;
    let read_number = |path: String| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    // Version 2 has a single hierarchy, numbered 0; in version 1 memory has a controller of its own.
    if let Some(path) = text.lines().find_map(|line| line.strip_prefix("0::")) {
        let base = format!("/sys/fs/cgroup{path}");
        let limit = ["memory.max", "memory.high"]
            .iter()
            .filter_map(|file| read_number(format!("{base}/{file}")))
            .min()
            .unwrap_or(u64::MAX);
        return Some((limit, read_number(format!("{base}/memory.current")).unwrap_or(0)));
    }
    let path = text.lines().find_map(|line| line.split_once(":memory:").map(|(_, path)| path))?;
    let base = format!("/sys/fs/cgroup/memory{path}");
    let limit = read_number(format!("{base}/memory.limit_in_bytes"))?;
    Some((limit, read_number(format!("{base}/memory.usage_in_bytes")).unwrap_or(0)))
}

fn meminfo(name: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

pub fn constrained_memory(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(constrained() as f64);
}

pub fn available_memory(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let free = meminfo("MemAvailable").unwrap_or(0);
    let total = meminfo("MemTotal").unwrap_or(u64::MAX);
    let available = match control_group() {
        Some((limit, used)) if limit != 0 && limit <= total => limit.saturating_sub(used),
        _ => free,
    };
    rv.set_double(available as f64);
}

const LIMITS: [(&str, libc::__rlimit_resource_t); 10] = [
    ("core_file_size_blocks", libc::RLIMIT_CORE),
    ("data_seg_size_bytes", libc::RLIMIT_DATA),
    ("file_size_blocks", libc::RLIMIT_FSIZE),
    ("max_locked_memory_bytes", libc::RLIMIT_MEMLOCK),
    ("max_memory_size_bytes", libc::RLIMIT_RSS),
    ("open_files", libc::RLIMIT_NOFILE),
    ("stack_size_bytes", libc::RLIMIT_STACK),
    ("cpu_time_seconds", libc::RLIMIT_CPU),
    ("max_user_processes", libc::RLIMIT_NPROC),
    ("virtual_memory_bytes", libc::RLIMIT_AS),
];

/// The limits of the process as the diagnostic report lists them.
pub fn resource_limits(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let result = v8::Object::new(scope);
    for (name, resource) in LIMITS {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: getrlimit fills the struct that it is given.
        if unsafe { libc::getrlimit(resource, &mut limit) } != 0 {
            continue;
        }
        let entry = v8::Object::new(scope);
        for (side, value) in [("soft", limit.rlim_cur), ("hard", limit.rlim_max)] {
            let key = string(scope, side);
            let value: v8::Local<v8::Value> = if value == libc::RLIM_INFINITY {
                string(scope, "unlimited").into()
            } else {
                v8::Number::new(scope, value as f64).into()
            };
            entry.set(scope, key.into(), value);
        }
        let key = string(scope, name);
        result.set(scope, key.into(), entry.into());
    }
    rv.set(result.into());
}

/// The paths of the shared libraries that are loaded.
pub fn shared_objects(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let names = fatal::shared_objects();
    let values: Vec<v8::Local<v8::Value>> = names.iter().map(|name| string(scope, name).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

/// The version of the C library at run time, empty when it is not glibc.
pub fn glibc_version(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    #[cfg(target_env = "gnu")]
    {
        // SAFETY: glibc returns a static string.
        let version = unsafe { CStr::from_ptr(libc::gnu_get_libc_version()) };
        rv.set(string(scope, &version.to_string_lossy()).into());
    }
    #[cfg(not(target_env = "gnu"))]
    rv.set(string(scope, "").into());
}
