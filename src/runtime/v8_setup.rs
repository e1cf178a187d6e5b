//! What happens once for the process before the first isolate: locale data, flags, the platform.

use super::bootstrap::FLAGS;
use crate::event_loop::Platform;
use std::sync::Once;

/// ICU wants its data 16-byte aligned; the crate's constant is.
fn set_locale_data() {
    if let Err(code) = v8::icu::set_common_data_78(deno_core_icudata::ICU_DATA) {
        eprintln!("anode: the locale data does not fit the engine (ICU error {code}): Intl will fail");
    }
}

/// Makes V8 ready. `flags` are V8's own, as given on the command line.
pub fn initialize(flags: &[String]) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_locale_data();
        let mut arguments = vec!["anode".to_owned(), FLAGS.to_owned()];
        arguments.extend_from_slice(flags);
        v8::V8::set_flags_from_command_line(arguments);
        // Unprotected: isolates are made on worker threads as well.
        let platform = v8::new_custom_platform(0, false, true, Platform).make_shared();
        v8::V8::initialize_platform(platform);
        v8::V8::initialize();
    });
}
