//! The names of files that tell of the process: profiles and heap snapshots.

use super::Runtime;
use std::sync::atomic::{AtomicU32, Ordering};

/// `Heap.20260131.235959.PID.THREAD.001.heapsnapshot`: the thread is the runtime's, the last number counts all such names.
pub fn name(runtime: &Runtime, prefix: &str, extension: &str) -> String {
    static SEQUENCE: AtomicU32 = AtomicU32::new(1);
    let process = std::process::id();
    let thread = runtime.worker().map_or(0, |worker| worker.id);
    let sequence = SEQUENCE.fetch_add(1, Ordering::Relaxed);
    format!("{prefix}.{}.{process}.{thread}.{sequence:03}.{extension}", local_time())
}

/// Where such files go unless an option of their own says something else.
pub fn directory(runtime: &Runtime) -> String {
    let given = runtime.options().text("--diagnostic-dir").map(ToOwned::to_owned);
    given.unwrap_or_else(|| std::env::current_dir().unwrap_or_default().to_string_lossy().into_owned())
}

/// `20260131.235959`
fn local_time() -> String {
    // SAFETY: an all-zero `tm` is valid, and localtime_r fills the one that it is given.
    let time = unsafe {
        let mut time: libc::tm = std::mem::zeroed();
        let now = libc::time(std::ptr::null_mut());
        libc::localtime_r(&now, &mut time);
        time
    };
    let (year, month) = (time.tm_year + 1900, time.tm_mon + 1);
    format!("{year}{month:02}{:02}.{:02}{:02}{:02}", time.tm_mday, time.tm_hour, time.tm_min, time.tm_sec)
}
