//! V8's platform: its background work runs on V8's own threads, its foreground tasks on the loop of their isolate.

use super::{Arrival, Poster};
use std::collections::HashMap;
use std::ffi::c_void;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What the platform knows of an isolate, by its address.
enum Isolate {
    /// Tasks that came before the isolate's loop was known.
    Waiting(Vec<Arrival>),
    Running(Poster),
    /// It is being disposed of: whatever is posted is dropped.
    Ending,
}

static ISOLATES: LazyLock<Mutex<HashMap<usize, Isolate>>> = LazyLock::new(Mutex::default);

fn isolates() -> MutexGuard<'static, HashMap<usize, Isolate>> {
    ISOLATES.lock().unwrap_or_else(PoisonError::into_inner)
}

pub struct Platform;

impl Platform {
    /// Sends the isolate's foreground tasks to its loop from now on.
    pub fn register(isolate: &v8::Isolate, poster: Poster) {
        let address = address_of(isolate);
        let earlier = isolates().insert(address, Isolate::Running(poster.clone()));
        if let Some(Isolate::Waiting(tasks)) = earlier {
            tasks.into_iter().for_each(|task| poster.push(task));
        }
    }

    /// Disposes of an isolate. What is posted for it meanwhile is dropped: the next isolate at its address must not get it.
    pub fn dispose(isolate: v8::OwnedIsolate) {
        let address = address_of(&isolate);
        isolates().insert(address, Isolate::Ending);
        drop(isolate);
        isolates().remove(&address);
    }

    fn post(isolate: *mut c_void, task: Arrival) {
        let mut isolates = isolates();
        let poster = match isolates.entry(isolate as usize).or_insert_with(|| Isolate::Waiting(Vec::new())) {
            Isolate::Waiting(tasks) => return tasks.push(task),
            Isolate::Running(poster) => Some(poster.clone()),
            Isolate::Ending => None,
        };
        // Outside the lock: a task may do anything when it is dropped.
        drop(isolates);
        match poster {
            Some(poster) => poster.push(task),
            None => drop(task),
        }
    }
}

fn address_of(isolate: &v8::Isolate) -> usize {
    // SAFETY: the crate's pointer type is a plain pointer, which is only used as a number here.
    unsafe { std::mem::transmute::<v8::UnsafeRawIsolatePtr, usize>(isolate.as_raw_isolate_ptr()) }
}

impl v8::PlatformImpl for Platform {
    fn post_task(&self, isolate: *mut c_void, task: v8::Task) {
        Self::post(isolate, Arrival::Platform(task));
    }

    fn post_non_nestable_task(&self, isolate: *mut c_void, task: v8::Task) {
        Self::post(isolate, Arrival::Platform(task));
    }

    fn post_delayed_task(&self, isolate: *mut c_void, task: v8::Task, delay_in_seconds: f64) {
        let delay = Duration::try_from_secs_f64(delay_in_seconds).unwrap_or_default();
        Self::post(isolate, Arrival::PlatformDelayed(Instant::now() + delay, task));
    }

    fn post_non_nestable_delayed_task(&self, isolate: *mut c_void, task: v8::Task, delay_in_seconds: f64) {
        self.post_delayed_task(isolate, task, delay_in_seconds);
    }

    fn post_idle_task(&self, _isolate: *mut c_void, task: v8::IdleTask) {
        // Idle tasks are off (`new_custom_platform`), so none comes; dropping one is always allowed.
        drop(task);
    }
}
