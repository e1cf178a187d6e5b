//! How far V8's heaps may grow: as far as the machine, or the control group that the process is in, has memory for.

use crate::builtins::process::usage;
use std::sync::OnceLock;

/// The largest sizes of an isolate's two generations, in bytes.
#[derive(Clone, Copy)]
pub struct HeapLimits {
    pub young_generation: usize,
    pub old_generation: usize,
}

impl HeapLimits {
    /// What holds where nobody asks for something else. V8 derives it from the memory that there is; without knowing that it takes
    /// 1.4 GiB for the old generation, which large builds outgrow.
    pub fn of_this_machine() -> Self {
        static LIMITS: OnceLock<HeapLimits> = OnceLock::new();
        *LIMITS.get_or_init(|| {
            let params = v8::CreateParams::default().heap_limits_from_system_memory(usage::usable_memory(), 0);
            Self {
                young_generation: params.max_young_generation_size_in_bytes(),
                old_generation: params.max_old_generation_size_in_bytes(),
            }
        })
    }

    pub fn apply(self, params: v8::CreateParams) -> v8::CreateParams {
        params
            .set_max_young_generation_size_in_bytes(self.young_generation)
            .set_max_old_generation_size_in_bytes(self.old_generation)
    }
}
