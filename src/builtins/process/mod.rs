//! The Rust half of `process`: identity, clocks, the working directory, signals to other processes, the end of this one.

mod credentials;
mod env;
mod title;
pub mod usage;

use crate::builtins::signals;
use crate::builtins::version::{ANODE_VERSION, OPENSSL_VERSION};
use crate::runtime::binding::{Binding, set_string, set_value};
use crate::runtime::convert::{SystemError, set, string, throw_system_error};
use crate::runtime::{Runtime, profiles, provider};
use crate::set_functions;
use rustix::time::{ClockId, clock_gettime};
use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;

pub const BINDING: Binding = Binding { name: "process", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "abort" => abort,
        "availableMemory" => usage::available_memory,
        "chdir" => chdir,
        "constrainedMemory" => usage::constrained_memory,
        "cpuUsage" => usage::cpu_usage,
        "cwd" => cwd,
        "dlopen" => crate::runtime::node_api::dlopen,
        "defineTitle" => title::define,
        "execPath" => exec_path,
        "execve" => execve,
        "getActiveRequests" => active_requests,
        "getActiveResourcesInfo" => active_resources,
        "getegid" => credentials::getegid,
        "geteuid" => credentials::geteuid,
        "getgid" => credentials::getgid,
        "getgroups" => credentials::getgroups,
        "getuid" => credentials::getuid,
        "glibcVersion" => usage::glibc_version,
        "hrtime" => hrtime,
        "hrtimeBuffer" => hrtime_buffer,
        "initgroups" => credentials::initgroups,
        "kill" => kill,
        "memoryUsage" => usage::memory_usage,
        "pid" => pid,
        "ppid" => ppid,
        "rawDebug" => raw_debug,
        "reallyExit" => really_exit,
        "resourceLimits" => usage::resource_limits,
        "resourceUsage" => usage::resource_usage,
        "rss" => usage::rss,
        "setegid" => credentials::setegid,
        "seteuid" => credentials::seteuid,
        "setgid" => credentials::setgid,
        "setgroups" => credentials::setgroups,
        "setuid" => credentials::setuid,
        "sharedObjects" => usage::shared_objects,
        "threadCpuUsage" => usage::thread_cpu_usage,
        "umask" => umask,
        "uptime" => uptime,
        "versions" => versions,
    });
    set_string(scope, target, "arch", arch());
    if let Some(env) = env::create(scope) {
        set_value(scope, target, "env", env.into());
    }
}

/// The architecture under Node's name for it.
fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        "powerpc64" => "ppc64",
        "loongarch64" => "loong64",
        other => other,
    }
}

unsafe extern "C" {
    /// Of the library in crate `ada-url`, which does not tell it.
    fn ada_get_version() -> *const c_char;
}

/// The versions of what this binary is made of. Programs ask some of them whether a feature is there: got takes answers that
/// `brotli` or `zstd` compressed only when there is a version of it.
fn versions(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    // SAFETY: each answers a string, or a structure with one, that lives as long as the program.
    let [uv, zlib, nghttp2, aws_lc, ada] = unsafe {
        [
            libuv_sys2::uv_version_string(),
            libz_rs_sys::zlibVersion(),
            (*libnghttp2_sys::nghttp2_version(0)).version_str,
            aws_lc_sys::AWSLC_VERSION_NUMBER_STRING.as_ptr().cast(),
            ada_get_version(),
        ]
        .map(|version| CStr::from_ptr(version).to_str().unwrap_or_default())
    };
    // SAFETY: answers a number of 8, 12 and 12 bits.
    let brotli = unsafe { compu_brotli_sys::BrotliEncoderVersion() };
    let brotli = format!("{}.{}.{}", brotli >> 24, (brotli >> 12) & 0xfff, brotli & 0xfff);
    let parts = [
        ("anode", ANODE_VERSION),
        ("v8", v8::V8::get_version()),
        ("uv", uv),
        ("ada", ada),
        // The packages of npm inside (js/deps), asked by build.rs.
        ("amaro", env!("AMARO_VERSION")),
        ("undici", env!("UNDICI_VERSION")),
        ("icu", "78"),
        ("unicode", "17.0"),
        ("zlib", zlib),
        ("brotli", brotli.as_str()),
        ("zstd", zstd_safe::version_string()),
        ("nghttp2", nghttp2),
        ("aws_lc", aws_lc),
        ("openssl", OPENSSL_VERSION),
    ];
    let object = v8::Object::new(scope);
    for (name, version) in parts {
        set_string(scope, object, name, version);
    }
    rv.set(object.into());
}

fn pid(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_uint32(std::process::id());
}

fn ppid(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_uint32(std::os::unix::process::parent_id());
}

fn exec_path(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    // Where the system does not say it (no /proc), it is how the process was started.
    let started_as = || std::env::args_os().next().unwrap_or_default().into();
    let path = std::env::current_exe().unwrap_or_else(|_| started_as());
    rv.set(string(scope, &path.to_string_lossy()).into());
}

/// The clock's readings as JavaScript sees them: three 32-bit words (seconds high, seconds low, nanoseconds), and from byte
/// 16 on all of it as one number of nanoseconds.
const HRTIME_BYTES: usize = 24;

#[derive(Default)]
struct HrtimeState(RefCell<Option<v8::SharedRef<v8::BackingStore>>>);

fn hrtime_buffer(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let buffer = v8::ArrayBuffer::new(scope, HRTIME_BYTES);
    *Runtime::current(scope).state::<HrtimeState>().0.borrow_mut() = Some(buffer.get_backing_store());
    rv.set(buffer.into());
}

fn hrtime(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let time = clock_gettime(ClockId::Monotonic);
    let state = Runtime::current(scope).state::<HrtimeState>();
    let store = state.0.borrow();
    let Some(data) = store.as_ref().and_then(|store| store.data()) else {
        return;
    };
    let seconds = time.tv_sec as u64;
    let nanos = time.tv_nsec as u64;
    let words = [(seconds >> 32) as u32, seconds as u32, nanos as u32];
    // SAFETY: the store holds HRTIME_BYTES bytes, aligned for u64, and JavaScript does not run meanwhile.
    unsafe {
        data.cast::<[u32; 3]>().write(words);
        data.cast::<u64>().add(2).write(seconds * 1_000_000_000 + nanos);
    }
}

fn uptime(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_double(super::performance::since_process_start().as_secs_f64());
}

/// `getActiveRequests()`: an object for each request of the file system that is under way.
fn active_requests(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let runtime = Runtime::current(scope);
    let mut requests: Vec<v8::Local<v8::Value>> = Vec::new();
    for name in runtime.event_loop().active_resources() {
        let kinds = [provider::FS_REQ_CALLBACK, provider::FS_REQ_PROMISE];
        if let Some(kind) = kinds.into_iter().find(|kind| kind.class == name) {
            requests.push(runtime.async_hooks().make_object(scope, kind).into());
        }
    }
    rv.set(v8::Array::new_with_elements(scope, &requests).into());
}

fn active_resources(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let names = Runtime::current(scope).event_loop().active_resources();
    let values: Vec<v8::Local<v8::Value>> = names.iter().map(|name| string(scope, name).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

// The working directory and the umask.

fn cwd(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    match std::env::current_dir() {
        Ok(path) => rv.set(string(scope, &String::from_utf8_lossy(path.as_os_str().as_bytes())).into()),
        Err(error) => {
            let hint = match error.kind() {
                io::ErrorKind::NotFound => {
                    ", the current working directory was likely removed without changing the working directory"
                }
                _ => "",
            };
            let error = SystemError::from_io(&error, "uv_cwd").told_as("process.cwd failed with error ", hint);
            throw_system_error(scope, error)
        }
    }
}

fn chdir(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let target = args.get(0).to_rust_string_lossy(scope);
    let before = std::env::current_dir().unwrap_or_default();
    if let Err(error) = std::env::set_current_dir(&target) {
        let errno = error.raw_os_error().unwrap_or(libc::EINVAL);
        let error = SystemError::new(errno, "chdir").path(before.to_string_lossy()).dest(target);
        throw_system_error(scope, error);
    }
}

fn umask(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    use rustix::fs::Mode;
    let before = if args.get(0).is_undefined() {
        // Asking means setting: there is no other call.
        let before = rustix::process::umask(Mode::empty());
        rustix::process::umask(before);
        before
    } else {
        let mask = args.get(0).uint32_value(scope).unwrap_or(0);
        rustix::process::umask(Mode::from_bits_retain(mask & 0o777))
    };
    rv.set_uint32(before.bits());
}

/// Lets the process open as many files as it may: the soft limit, which other programs need low, goes up to the hard one.
pub fn raise_descriptor_limit() {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the struct is valid for the calls. Where one of them is refused the old limit stays.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) == 0 && limit.rlim_cur != limit.rlim_max {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &limit);
        }
    }
}

// Signals and ends.

/// `kill(pid, signal)`: 0 or a negative errno.
fn kill(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let pid = args.get(0).int32_value(scope).unwrap_or(0);
    let signal = args.get(1).int32_value(scope).unwrap_or(0);
    let runtime = Runtime::current(scope);
    // The signal may end this process.
    runtime.event_loop().release_writes();
    let is_own = pid == 0 || pid == -1 || pid.unsigned_abs() == std::process::id();
    if is_own && signal != 0 && !signals::is_watched(&runtime, signal) {
        profiles::write(&runtime);
    }
    // SAFETY: kill takes any numbers.
    let result = unsafe { libc::kill(pid, signal) };
    rv.set_int32(if result == 0 { 0 } else { -last_errno() });
}

fn last_errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

fn really_exit(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let code = args.get(0).int32_value(scope).unwrap_or(0);
    let runtime = Runtime::current(scope);
    runtime.exit(scope, code);
}

fn abort(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    Runtime::current(scope).event_loop().release_writes();
    std::process::abort();
}

/// Writes a line to standard error, whatever state `process.stderr` is in.
fn raw_debug(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let mut text = args.get(0).to_rust_string_lossy(scope);
    text.push('\n');
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// `execve(path, args, ["NAME=value", …])`: returns only by throwing.
fn execve(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let path = args.get(0).to_rust_string_lossy(scope);
    let arguments = c_strings(scope, args.get(1));
    let environment = c_strings(scope, args.get(2));
    let Ok(c_path) = CString::new(path.as_str()) else {
        return;
    };
    let pointers = |strings: &[CString]| {
        let mut pointers: Vec<*const libc::c_char> = strings.iter().map(|text| text.as_ptr()).collect();
        pointers.push(std::ptr::null());
        pointers
    };
    let argument_pointers = pointers(&arguments);
    let environment_pointers = pointers(&environment);
    super::net::flush_streams(scope);
    // The standard descriptors stay with the new program; everything else was opened close-on-exec.
    for fd in 0..3 {
        // SAFETY: changes a flag of a descriptor number; a closed one answers an error, which does not matter.
        unsafe { libc::fcntl(fd, libc::F_SETFD, 0) };
    }
    // SAFETY: both arrays end with a null pointer and their strings outlive the call.
    unsafe { libc::execve(c_path.as_ptr(), argument_pointers.as_ptr(), environment_pointers.as_ptr()) };
    throw_errno_exception(scope, last_errno(), "execve", Some(&path));
}

/// Node's `ErrnoException`, the words of a few calls that libuv has no part in: the C library's text, and a positive `errno`.
fn throw_errno_exception(scope: &mut v8::PinScope<'_, '_>, errno: i32, syscall: &str, path: Option<&str>) {
    let code = crate::runtime::errno::describe(errno).0;
    // SAFETY: strerror answers a C string, valid until the next call on this thread.
    let text = unsafe { CStr::from_ptr(libc::strerror(errno)) }.to_string_lossy().into_owned();
    let path_text = path.map(|path| format!(" '{path}'")).unwrap_or_default();
    let message = string(scope, &format!("{code}, {text}{path_text}"));
    let error = v8::Exception::error(scope, message);
    if let Ok(object) = v8::Local::<v8::Object>::try_from(error) {
        set(scope, object, "errno", v8::Integer::new(scope, errno).into());
        set(scope, object, "code", string(scope, code).into());
        if let Some(path) = path {
            set(scope, object, "path", string(scope, path).into());
        }
        set(scope, object, "syscall", string(scope, syscall).into());
    }
    scope.throw_exception(error);
}

fn c_strings(scope: &mut v8::PinScope<'_, '_>, list: v8::Local<'_, v8::Value>) -> Vec<CString> {
    let Ok(list) = v8::Local::<v8::Array>::try_from(list) else {
        return Vec::new();
    };
    let mut strings = Vec::with_capacity(list.length() as usize);
    for index in 0..list.length() {
        let Some(value) = list.get_index(scope, index) else {
            continue;
        };
        if let Ok(text) = CString::new(value.to_rust_string_lossy(scope)) {
            strings.push(text);
        }
    }
    strings
}
