//! What happens once for the process before the first isolate: locale data, flags, the platform.

use super::bootstrap::FLAGS;
use crate::builtins::process::usage;
use crate::cli::Options;
use crate::event_loop::Platform;
use crate::print::print_error;
use std::sync::Once;

/// ICU wants its data 16-byte aligned; the crate's constant is.
fn set_locale_data() {
    if let Err(code) = v8::icu::set_common_data_78(deno_core_icudata::ICU_DATA) {
        print_error!("anode: the locale data does not fit the engine (ICU error {code}): Intl will fail");
    }
}

/// Makes V8 ready with V8's own flags, as given on the command line. Ends the process when they are wrong.
pub fn initialize(options: &Options) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_locale_data();
        let mut arguments = vec!["anode".to_owned()];
        arguments.extend(FLAGS.split(' ').map(str::to_owned));
        arguments.extend_from_slice(&options.v8_flags);
        if let Some(share) = options.max_old_space_share() {
            let mebibytes = (usage::usable_memory() as f64 * share / f64::from(1 << 20)) as u64;
            arguments.push(format!("--max-old-space-size={mebibytes}"));
        }
        let unknown = v8::V8::set_flags_from_command_line(arguments);
        for flag in &unknown[1..] {
            print_error!("{}: bad option: {flag}", options.argv0);
        }
        if unknown.len() > 1 {
            std::process::exit(9);
        }
        // 0: V8 decides.
        let pool_size = options.text("--v8-pool-size").and_then(|size| size.parse().ok()).unwrap_or(0);
        // Unprotected: isolates are made on worker threads as well.
        let platform = v8::new_custom_platform(pool_size, false, true, Platform).make_shared();
        v8::V8::initialize_platform(platform);
        v8::V8::initialize();
    });
}
