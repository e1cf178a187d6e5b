//! The options of Node.js 26: what each takes, where it may stand, and whether it is there. Options that are in no row are
//! V8's own, or wrong.

/// What an option takes.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// Nothing: `--name` or `--no-name`.
    Flag,
    Text,
    /// A text, any number of times.
    List,
}

pub struct Row {
    pub name: &'static str,
    pub kind: Kind,
    /// The value of a flag that is not given.
    pub default: bool,
    /// Whether `NODE_OPTIONS` may hold it.
    pub in_environment: bool,
    /// Whether it concerns the whole process, so that no worker can have its own.
    pub of_process: bool,
    /// Not there: whoever asks for it is told so. What turns it off is accepted.
    pub missing: bool,
}

const fn row(name: &'static str, kind: Kind) -> Row {
    Row { name, kind, default: false, in_environment: true, of_process: false, missing: false }
}

const fn flag(name: &'static str) -> Row {
    row(name, Kind::Flag)
}

const fn text(name: &'static str) -> Row {
    row(name, Kind::Text)
}

const fn list(name: &'static str) -> Row {
    row(name, Kind::List)
}

impl Row {
    const fn on(self) -> Self {
        Self { default: true, ..self }
    }

    const fn command_line(self) -> Self {
        Self { in_environment: false, ..self }
    }

    const fn process(self) -> Self {
        Self { of_process: true, ..self }
    }

    const fn missing(self) -> Self {
        Self { missing: true, ..self }
    }
}

pub const ROWS: &[Row] = &[
    flag("--abort-on-uncaught-exception").process(),
    flag("--addons").on(),
    flag("--allow-addons").missing(),
    flag("--allow-child-process").missing(),
    flag("--allow-ffi").missing(),
    list("--allow-fs-read").missing(),
    flag("--allow-fs-vfs").missing(),
    list("--allow-fs-write").missing(),
    flag("--allow-inspector").missing(),
    flag("--allow-net").missing(),
    flag("--allow-openssl-store").missing(),
    flag("--allow-wasi").missing(),
    flag("--allow-worker").missing(),
    flag("--async-context-frame").on(),
    flag("--bench").command_line().missing(),
    flag("--build-sea").command_line().missing(),
    flag("--build-snapshot").command_line().missing(),
    text("--build-snapshot-config").command_line().missing(),
    flag("--check").command_line(),
    flag("--completion-bash").command_line().missing(),
    list("--conditions"),
    flag("--cpu-prof"),
    text("--cpu-prof-dir"),
    text("--cpu-prof-interval"),
    text("--cpu-prof-name"),
    flag("--debug-arraybuffer-allocations"),
    flag("--deprecation").on(),
    text("--diagnostic-dir"),
    text("--disable-proto").process(),
    flag("--disable-sigusr1"),
    list("--disable-warning"),
    flag("--disable-wasm-trap-handler").missing(),
    text("--dns-result-order"),
    flag("--enable-fips").missing(),
    flag("--enable-fips-indicator-events").missing(),
    flag("--enable-source-maps"),
    flag("--entry-url"),
    list("--env-file").command_line(),
    list("--env-file-if-exists").command_line(),
    text("--es-module-specifier-resolution"),
    text("--eval").command_line(),
    flag("--experimental-abortcontroller"),
    flag("--experimental-addon-modules").on(),
    flag("--experimental-bench").missing(),
    text("--experimental-config-file").command_line().missing(),
    flag("--experimental-default-config-file").command_line().missing(),
    flag("--experimental-detect-module").on(),
    flag("--experimental-eventsource"),
    flag("--experimental-fetch"),
    flag("--experimental-ffi").missing(),
    flag("--experimental-global-customevent"),
    flag("--experimental-global-navigator").on(),
    flag("--experimental-global-webcrypto"),
    flag("--experimental-import-meta-resolve"),
    flag("--experimental-import-text"),
    flag("--experimental-inspector-network-resource").missing(),
    flag("--experimental-json-modules"),
    list("--experimental-loader"),
    flag("--experimental-modules"),
    flag("--experimental-network-inspection").missing(),
    text("--experimental-package-map").missing(),
    flag("--experimental-print-required-tla").missing(),
    flag("--experimental-report"),
    flag("--experimental-repl-await").on(),
    flag("--experimental-require-module").on(),
    text("--experimental-sea-config").command_line().missing(),
    flag("--experimental-shadow-realm").missing(),
    text("--experimental-specifier-resolution"),
    flag("--experimental-sqlite").missing(),
    flag("--experimental-storage-inspection").missing(),
    flag("--experimental-stream-iter").missing(),
    flag("--experimental-test-coverage").command_line().missing(),
    flag("--experimental-test-module-mocks").command_line().missing(),
    flag("--experimental-top-level-await"),
    flag("--experimental-vfs").missing(),
    flag("--experimental-vm-modules"),
    flag("--experimental-wasi-unstable-preview1"),
    flag("--experimental-wasm-modules"),
    flag("--experimental-websocket").on(),
    flag("--experimental-web-worker").missing(),
    flag("--experimental-webstorage").on(),
    flag("--experimental-worker"),
    flag("--expose-internals").command_line().missing(),
    flag("--extra-info-on-fatal-exception").on(),
    flag("--force-async-hooks-checks").on(),
    flag("--force-context-aware"),
    text("--force-fips").missing(),
    flag("--force-node-api-uncaught-exceptions-policy"),
    flag("--frozen-intrinsics").missing(),
    flag("--global-search-paths").on(),
    flag("--heap-prof"),
    text("--heap-prof-dir"),
    text("--heap-prof-interval"),
    text("--heap-prof-name"),
    text("--heapsnapshot-near-heap-limit"),
    text("--heapsnapshot-signal"),
    flag("--help").command_line().process(),
    flag("--http-parser"),
    text("--icu-data-dir").process().missing(),
    list("--import"),
    text("--input-type"),
    flag("--insecure-http-parser"),
    flag("--inspect").missing(),
    flag("--inspect-brk").missing(),
    text("--inspect-port").missing(),
    text("--inspect-publish-uid").missing(),
    flag("--inspect-wait").missing(),
    flag("--interactive").command_line().missing(),
    text("--localstorage-file").missing(),
    text("--max-http-header-size"),
    text("--max-old-space-size-percentage").process(),
    flag("--napi-modules"),
    flag("--network-family-autoselection").on(),
    text("--network-family-autoselection-attempt-timeout"),
    flag("--node-memory-debug").missing(),
    flag("--node-snapshot").on(),
    text("--openssl-config").process().missing(),
    flag("--openssl-legacy-provider").process().missing(),
    flag("--openssl-shared-config").process().missing(),
    flag("--pending-deprecation"),
    flag("--permission").missing(),
    flag("--permission-audit").missing(),
    flag("--preserve-symlinks"),
    flag("--preserve-symlinks-main"),
    flag("--print").command_line(),
    flag("--prof").command_line().missing(),
    flag("--prof-process").command_line().missing(),
    text("--redirect-warnings"),
    flag("--report-compact"),
    text("--report-directory"),
    flag("--report-exclude-env"),
    flag("--report-exclude-network"),
    text("--report-filename"),
    flag("--report-on-fatalerror"),
    flag("--report-on-signal"),
    text("--report-signal"),
    flag("--report-uncaught-exception"),
    list("--require"),
    text("--run").command_line(),
    text("--secure-heap").process().missing(),
    text("--secure-heap-min").process().missing(),
    text("--security-revert").command_line(),
    text("--snapshot-blob").missing(),
    flag("--strip-types").on(),
    flag("--test").command_line().missing(),
    flag("--test-only").missing(),
    flag("--throw-deprecation"),
    text("--title").process(),
    text("--tls-cipher-list"),
    text("--tls-keylog"),
    flag("--tls-max-v1.2"),
    flag("--tls-max-v1.3"),
    flag("--tls-min-v1.0"),
    flag("--tls-min-v1.1"),
    flag("--tls-min-v1.2"),
    flag("--tls-min-v1.3"),
    flag("--trace-deprecation"),
    flag("--trace-env").missing(),
    flag("--trace-env-js-stack").missing(),
    flag("--trace-env-native-stack").missing(),
    text("--trace-event-categories").missing(),
    text("--trace-event-file-pattern").missing(),
    flag("--trace-exit"),
    flag("--trace-promises").missing(),
    text("--trace-require-module"),
    flag("--trace-sigint").missing(),
    flag("--trace-sync-io").missing(),
    flag("--trace-tls").missing(),
    flag("--trace-uncaught"),
    flag("--trace-warnings"),
    flag("--track-heap-objects").missing(),
    text("--unhandled-rejections"),
    flag("--use-bundled-ca"),
    flag("--use-env-proxy"),
    text("--use-largepages").process(),
    flag("--use-openssl-ca"),
    flag("--use-system-ca"),
    flag("--v8-options").command_line().process(),
    text("--v8-pool-size").process(),
    flag("--verify-base-objects"),
    flag("--version").command_line().process(),
    list("--vfs-load").missing(),
    list("--vfs-mount").missing(),
    flag("--warnings").on(),
    flag("--watch").missing(),
    text("--watch-kill-signal").missing(),
    list("--watch-path").missing(),
    flag("--watch-preserve-output").missing(),
    flag("--worker-snapshot").on(),
    flag("--zero-fill-buffers").process(),
];

/// Other names of the same options.
pub const ALIASES: &[(&str, &str)] = &[
    ("-C", "--conditions"),
    ("-c", "--check"),
    ("-e", "--eval"),
    ("-h", "--help"),
    ("-i", "--interactive"),
    ("-r", "--require"),
    ("-v", "--version"),
    ("--debug-port", "--inspect-port"),
    ("--enable-network-family-autoselection", "--network-family-autoselection"),
    ("--experimental-strip-types", "--strip-types"),
    ("--loader", "--experimental-loader"),
    ("--report-dir", "--report-directory"),
    ("--require-module", "--experimental-require-module"),
    ("--webstorage", "--experimental-webstorage"),
];

/// V8's own options that `NODE_OPTIONS` may hold.
pub const V8_IN_ENVIRONMENT: &[&str] = &[
    "--disallow-code-generation-from-strings",
    "--enable-etw-stack-walking",
    "--expose-gc",
    "--huge-max-old-generation-size",
    "--interpreted-frames-native-stack",
    "--jitless",
    "--max-heap-size",
    "--max-old-space-size",
    "--max-semi-space-size",
    "--perf-basic-prof",
    "--perf-basic-prof-only-functions",
    "--perf-prof",
    "--perf-prof-unwinding-info",
    "--stack-trace-limit",
];

/// The row of an option, and whether the word that names it turns it on.
pub fn find(word: &str) -> Option<(&'static Row, bool)> {
    let word = word.replace('_', "-");
    let known = |name: &str| {
        let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
        ROWS.iter().find(|row| row.name == name)
    };
    if let Some(row) = known(&word) {
        return Some((row, true));
    }
    let positive = format!("--{}", word.strip_prefix("--no-")?);
    known(&positive).map(|row| (row, false))
}
