//! The end of the process by an error that JavaScript cannot handle: the heap is full, or an addon says so. Prints what
//! happened and where in native code, writes the report that `--report-on-fatalerror` asks for, and aborts.

use crate::print::print_error;
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// A place in native code.
pub struct Frame {
    pub pc: usize,
    pub symbol: String,
}

/// The frames of this thread's native stack, the innermost first.
pub fn native_stack() -> Vec<Frame> {
    let mut addresses = [std::ptr::null_mut::<c_void>(); 64];
    // SAFETY: the pointer and the length describe the array.
    let count = unsafe { libc::backtrace(addresses.as_mut_ptr(), addresses.len() as i32) };
    addresses[..usize::try_from(count).unwrap_or(0)].iter().map(|address| frame_at(*address)).collect()
}

fn frame_at(address: *mut c_void) -> Frame {
    // SAFETY: dladdr writes into the struct that it is given; the names that it gives are those of loaded images, which stay.
    let (name, image) = unsafe {
        let mut info: libc::Dl_info = std::mem::zeroed();
        libc::dladdr(address, &mut info);
        let text = |name: *const c_char| (!name.is_null()).then(|| CStr::from_ptr(name).to_string_lossy().into_owned());
        (text(info.dli_sname), text(info.dli_fname))
    };
    Frame { pc: address as usize, symbol: format!("{} [{}]", name.unwrap_or_default(), image.unwrap_or_default()) }
}

/// The paths of the shared libraries that are loaded.
pub fn shared_objects() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    // SAFETY: the callback runs only during this call and gets a pointer to `names`.
    unsafe { libc::dl_iterate_phdr(Some(collect_object), (&raw mut names).cast()) };
    names
}

unsafe extern "C" fn collect_object(info: *mut libc::dl_phdr_info, _size: libc::size_t, data: *mut c_void) -> c_int {
    // SAFETY: dl_iterate_phdr hands in a valid entry, and `data` is the vector that `shared_objects` gave it.
    unsafe {
        let names = &mut *data.cast::<Vec<String>>();
        let name = CStr::from_ptr((*info).dlpi_name).to_string_lossy().into_owned();
        if !name.is_empty() {
            names.push(name);
        }
    }
    0
}

/// The report of a fatal error: made by JavaScript beforehand, as none can be made when the time has come.
struct Prepared {
    report: Value,
    target: PathBuf,
    compact: bool,
}

static PREPARED: Mutex<Option<Prepared>> = Mutex::new(None);

/// Keeps `report` for a fatal error, to be written to `target` (`stdout` and `stderr` are those streams). `None`: no report.
pub fn prepare_report(report: Option<&str>, target: PathBuf, compact: bool) {
    let report = report.and_then(|text| serde_json::from_str(text).ok());
    *PREPARED.lock().unwrap_or_else(PoisonError::into_inner) =
        report.map(|report| Prepared { report, target, compact });
}

/// Aborts with Node's words for it.
fn fatal_error(location: &str, message: &str, trigger: &str, heap: Option<v8::HeapStatistics>) -> ! {
    let separator = if location.is_empty() { "" } else { " " };
    let mut text = format!("FATAL ERROR: {location}{separator}{message}\n----- Native stack trace -----\n\n");
    for (index, frame) in native_stack().iter().enumerate() {
        let _ = writeln!(text, "{:2}: {:#x} {}", index + 1, frame.pc, frame.symbol);
    }
    // Nothing is left to do about a standard error that cannot be written to.
    let _ = std::io::stderr().write_all(text.as_bytes());
    write_prepared(message, trigger, heap);
    std::process::abort()
}

fn write_prepared(event: &str, trigger: &str, heap: Option<v8::HeapStatistics>) {
    // Not waited for: the thread that holds it may be this one.
    let Some(Prepared { mut report, target, compact }) = PREPARED.try_lock().ok().and_then(|mut held| held.take())
    else {
        return;
    };
    let milliseconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
    report["header"]["event"] = event.into();
    report["header"]["trigger"] = trigger.into();
    report["header"]["dumpEventTimeStamp"] = milliseconds.to_string().into();
    report["javascriptStack"] = json!({ "message": "No stack.", "stack": ["Unavailable."], "errorProperties": {} });
    report["nativeStack"] = native_stack()
        .iter()
        .map(|frame| json!({ "pc": format!("{:#018x}", frame.pc), "symbol": frame.symbol }))
        .collect();
    // Addons may have come since.
    report["sharedObjects"] = shared_objects().into();
    match ISOLATE.get() {
        Some(_) => {
            if let (Some(heap), Some(object)) = (heap, report["javascriptHeap"].as_object_mut()) {
                update_heap(object, &heap);
            }
        }
        // A thread of an addon's: it has neither number nor heap nor loop.
        None => {
            report["header"]["threadId"] = Value::Null;
            report["libuv"] = json!([]);
            if let Some(report) = report.as_object_mut() {
                report.remove("javascriptHeap");
            }
        }
    }
    let text = if compact { report.to_string() } else { format!("{report:#}") };
    let name = report["header"]["filename"].as_str().unwrap_or_default();
    let written = match target.to_str() {
        Some("stdout") => std::io::stdout().write_all(format!("{text}\n").as_bytes()),
        Some("stderr") => std::io::stderr().write_all(format!("{text}\n").as_bytes()),
        _ => {
            print_error!("\nWriting Node.js report to file: {name}");
            std::fs::write(&target, format!("{text}\n"))
        }
    };
    match written {
        Ok(()) => print_error!("Node.js report completed"),
        Err(error) => print_error!("\nFailed to open Node.js report file: {name} ({error})"),
    }
}

fn update_heap(object: &mut Map<String, Value>, heap: &v8::HeapStatistics) {
    for (name, value) in [
        ("totalMemory", heap.total_heap_size()),
        ("executableMemory", heap.total_heap_size_executable()),
        ("totalCommittedMemory", heap.total_physical_size()),
        ("availableMemory", heap.total_available_size()),
        ("usedMemory", heap.used_heap_size()),
        ("memoryLimit", heap.heap_size_limit()),
        ("mallocedMemory", heap.malloced_memory()),
        ("externalMemory", heap.external_memory()),
        ("peakMallocedMemory", heap.peak_malloced_memory()),
    ] {
        object.insert(name.to_owned(), value.into());
    }
}

/// V8 has no memory left: its last words are printed, and here the process ends.
unsafe extern "C" fn on_out_of_memory(location: *const c_char, details: &v8::OomDetails) {
    let location = match location.is_null() {
        true => String::new(),
        // SAFETY: V8 gives a text of its own.
        false => unsafe { CStr::from_ptr(location) }.to_string_lossy().into_owned(),
    };
    let message = match details.is_heap_oom {
        true => "Allocation failed - JavaScript heap out of memory",
        false => "Allocation failed - process out of memory",
    };
    let heap = ISOLATE.get().map(|isolate| {
        // SAFETY: V8 runs on this thread in the isolate that `watch` was told of.
        unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) }.get_heap_statistics()
    });
    fatal_error(&location, message, "OOMError", heap)
}

thread_local! {
    static ISOLATE: Cell<Option<v8::UnsafeRawIsolatePtr>> = const { Cell::new(None) };
}

/// Makes the end of an isolate that runs out of memory Node's. Called on the isolate's thread.
pub fn watch(isolate: &mut v8::Isolate) {
    isolate.set_oom_error_handler(on_out_of_memory);
    // SAFETY: used only by the handler, while V8 runs in the isolate.
    ISOLATE.set(Some(unsafe { isolate.as_raw_isolate_ptr() }));
}

/// A fatal error of an addon, which crate `anode-napi` has printed.
pub fn on_addon_error(message: &str) {
    write_prepared(message, "FatalError", None);
}
