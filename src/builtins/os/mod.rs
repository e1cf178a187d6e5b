//! The Rust half of `node:os`. A function that can fail takes an object as its last argument, describes the failure in it and
//! answers undefined.

mod constants;
mod interfaces;

use crate::builtins::process::usage::system_information;
use crate::runtime::binding::{Binding, set_value};
use crate::runtime::convert::{set, string, uint8_array};
use crate::runtime::errno;
use crate::set_functions;
use std::ffi::CStr;

pub const BINDING: Binding = Binding { name: "os", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "getOSInformation" => os_information,
        "getHostname" => hostname,
        "getUptime" => uptime,
        "getLoadAvg" => load_average,
        "getTotalMem" => total_memory,
        "getFreeMem" => free_memory,
        "getCPUs" => cpus,
        "getAvailableParallelism" => available_parallelism,
        "getInterfaceAddresses" => interfaces::interface_addresses,
        "getHomeDirectory" => home_directory,
        "getUserInfo" => user_info,
        "getPriority" => priority,
        "setPriority" => set_priority,
    });
    let big_endian = v8::Boolean::new(scope, cfg!(target_endian = "big"));
    set_value(scope, target, "isBigEndian", big_endian.into());
    let constants = constants::object(scope);
    set_value(scope, target, "constants", constants.into());
}

/// Writes into the context object what went wrong; the callback then answers undefined.
fn fail(
    scope: &mut v8::PinScope<'_, '_>,
    context: v8::Local<'_, v8::Value>,
    error: &std::io::Error,
    syscall: &'static str,
) {
    let Ok(context) = v8::Local::<v8::Object>::try_from(context) else { return };
    let number = error.raw_os_error().unwrap_or(libc::EIO);
    let (code, message) = errno::describe(number);
    set(scope, context, "errno", v8::Integer::new(scope, -number).into());
    set(scope, context, "code", string(scope, code).into());
    set(scope, context, "message", string(scope, message).into());
    set(scope, context, "syscall", string(scope, syscall).into());
}

fn os_information(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = rustix::system::uname();
    let object = v8::Object::new(scope);
    for (key, value) in [
        ("sysname", name.sysname()),
        ("version", name.version()),
        ("release", name.release()),
        ("machine", name.machine()),
    ] {
        set(scope, object, key, string(scope, &value.to_string_lossy()).into());
    }
    rv.set(object.into());
}

fn hostname(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = rustix::system::uname();
    rv.set(string(scope, &name.nodename().to_string_lossy()).into());
}

fn uptime(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    // Two decimals, as the system itself gives them.
    let text = match std::fs::read_to_string("/proc/uptime") {
        Ok(text) => text,
        // The system call gives whole seconds.
        Err(error) => match system_information().uptime {
            0 => return fail(scope, args.get(0), &error, "uv_uptime"),
            seconds => return rv.set_double(seconds as f64),
        },
    };
    let seconds = text.split_whitespace().next().and_then(|first| first.parse::<f64>().ok());
    rv.set_double(seconds.unwrap_or_default());
}

fn load_average(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut averages = text.split_whitespace().map(|field| field.parse::<f64>().unwrap_or_default());
    let averages: [f64; 3] = std::array::from_fn(|_| averages.next().unwrap_or_default());
    let values = averages.map(|average| v8::Number::new(scope, average).into());
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

/// A line of `/proc/meminfo`, in bytes.
fn memory(line: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kibibytes = text
        .lines()
        .find_map(|candidate| candidate.strip_prefix(line)?.strip_prefix(':'))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    kibibytes.unwrap_or_default() * 1024.0
}

/// The same; where there is no `/proc`, a count of `sysinfo`'s units.
fn memory_or(line: &str, units: impl FnOnce(&libc::sysinfo) -> u64) -> f64 {
    match memory(line) {
        0.0 => {
            let information = system_information();
            (units(&information) * u64::from(information.mem_unit)) as f64
        }
        bytes => bytes,
    }
}

fn total_memory(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(memory_or("MemTotal", |information| information.totalram));
}

fn free_memory(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(memory_or("MemAvailable", |information| information.freeram));
}

fn available_parallelism(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    rv.set_double(count as f64);
}

/// `[{ model, speed, times: { user, nice, sys, idle, irq } }]`, times in milliseconds; undefined when the system tells of none.
fn cpus(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(stat) = std::fs::read_to_string("/proc/stat") else { return };
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models: Vec<&str> = info
        .lines()
        .filter(|line| line.starts_with("model name"))
        .filter_map(|line| Some(line.split_once(':')?.1.trim()))
        .collect();
    let milliseconds_per_tick = 1000.0 / rustix::param::clock_ticks_per_second() as f64;

    let mut values: Vec<v8::Local<v8::Value>> = Vec::new();
    for line in stat.lines() {
        let Some(rest) = line.strip_prefix("cpu") else { continue };
        let mut fields = rest.split_ascii_whitespace();
        // The first line, without a number, is the sum of all.
        if !rest.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let number: usize = fields.next().and_then(|number| number.parse().ok()).unwrap_or_default();
        let ticks: Vec<f64> = fields.map(|field| field.parse().unwrap_or_default()).collect();
        let times = v8::Object::new(scope);
        for (name, index) in [("user", 0), ("nice", 1), ("sys", 2), ("idle", 3), ("irq", 5)] {
            let value = ticks.get(index).copied().unwrap_or_default() * milliseconds_per_tick;
            set(scope, times, name, v8::Number::new(scope, value).into());
        }
        let cpu = v8::Object::new(scope);
        let model = models.get(number).copied().unwrap_or("unknown");
        set(scope, cpu, "model", string(scope, model).into());
        set(scope, cpu, "speed", v8::Number::new(scope, megahertz(number)).into());
        set(scope, cpu, "times", times.into());
        values.push(cpu.into());
    }
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

/// The current frequency of a processor, 0 where the system does not say.
fn megahertz(number: usize) -> f64 {
    let path = format!("/sys/devices/system/cpu/cpu{number}/cpufreq/scaling_cur_freq");
    let kilohertz = std::fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<f64>().ok());
    (kilohertz.unwrap_or_default() / 1000.0).trunc()
}

/// `getHomeDirectory($HOME | undefined, context)`
fn home_directory(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if args.get(0).is_string() {
        rv.set(args.get(0));
        return;
    }
    match current_user() {
        Ok(user) => rv.set(string(scope, &String::from_utf8_lossy(&user.home)).into()),
        Err(error) => fail(scope, args.get(1), &error, "uv_os_homedir"),
    }
}

struct User {
    uid: u32,
    gid: u32,
    name: Vec<u8>,
    home: Vec<u8>,
    shell: Vec<u8>,
}

/// The entry of the effective user in the user database.
fn current_user() -> std::io::Result<User> {
    // SAFETY: no preconditions.
    let uid = unsafe { libc::geteuid() };
    let mut text = vec![0; 4096];
    loop {
        // SAFETY: `passwd` is plain data of integers and pointers, for which zero is a value.
        let mut entry: libc::passwd = unsafe { std::mem::zeroed() };
        let mut found = std::ptr::null_mut();
        // SAFETY: all pointers are valid for the call, and `text` has the length that is passed.
        let status = unsafe { libc::getpwuid_r(uid, &mut entry, text.as_mut_ptr(), text.len(), &mut found) };
        match status {
            0 if found.is_null() => return Err(std::io::Error::from_raw_os_error(libc::ENOENT)),
            0 => {
                let copy = |field: *const libc::c_char| {
                    if field.is_null() {
                        return Vec::new();
                    }
                    // SAFETY: the call succeeded, so the field points to a terminated string in `text`, which is alive.
                    unsafe { CStr::from_ptr(field) }.to_bytes().to_vec()
                };
                return Ok(User {
                    uid: entry.pw_uid,
                    gid: entry.pw_gid,
                    name: copy(entry.pw_name),
                    home: copy(entry.pw_dir),
                    shell: copy(entry.pw_shell),
                });
            }
            libc::ERANGE => text.resize(text.len() * 2, 0),
            libc::EINTR => {}
            error => return Err(std::io::Error::from_raw_os_error(error)),
        }
    }
}

/// `{ uid, gid, username, homedir, shell }`, the texts as bytes.
fn user_info(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let user = match current_user() {
        Ok(user) => user,
        Err(error) => return fail(scope, args.get(0), &error, "uv_os_get_passwd"),
    };
    let object = v8::Object::new(scope);
    set(scope, object, "uid", v8::Number::new(scope, f64::from(user.uid)).into());
    set(scope, object, "gid", v8::Number::new(scope, f64::from(user.gid)).into());
    for (key, value) in [("username", user.name), ("homedir", user.home), ("shell", user.shell)] {
        let bytes = uint8_array(scope, value);
        set(scope, object, key, bytes.into());
    }
    rv.set(object.into());
}

/// `getPriority(pid, context)`
fn priority(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let pid = args.get(0).int32_value(scope).unwrap_or_default();
    // -1 is a priority as well as the sign of an error: errno tells them apart.
    // SAFETY: the location is this thread's own; `getpriority` has no preconditions.
    let result = unsafe {
        *libc::__errno_location() = 0;
        libc::getpriority(libc::PRIO_PROCESS, pid as libc::id_t)
    };
    let error = std::io::Error::last_os_error();
    if result == -1 && error.raw_os_error() != Some(0) {
        return fail(scope, args.get(1), &error, "uv_os_getpriority");
    }
    rv.set_int32(result);
}

/// `setPriority(pid, priority, context)`
fn set_priority(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let pid = args.get(0).int32_value(scope).unwrap_or_default();
    let priority = args.get(1).int32_value(scope).unwrap_or_default();
    // SAFETY: no preconditions.
    if unsafe { libc::setpriority(libc::PRIO_PROCESS, pid as libc::id_t, priority) } != 0 {
        let error = std::io::Error::last_os_error();
        return fail(scope, args.get(2), &error, "uv_os_setpriority");
    }
    rv.set_int32(0);
}
