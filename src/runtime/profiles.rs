//! `--cpu-prof` and `--heap-prof`: profiles of all that a thread runs, written when the thread ends.

use super::convert::leading_number;
use super::inspector::Session;
use super::{Runtime, diagnostic_file, errno};
use crate::cli::Options;
use crate::print::print_error;
use std::cell::RefCell;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;

struct Kind {
    option: &'static str,
    directory: &'static str,
    name: &'static str,
    interval: &'static str,
    default_interval: u64,
    prefix: &'static str,
    name_in_messages: &'static str,
    extension: &'static str,
    /// The commands of the inspector's protocol that begin a profile; `INTERVAL` stands for the interval.
    begin: &'static [&'static str],
    end: &'static str,
}

const CPU: Kind = Kind {
    option: "--cpu-prof",
    directory: "--cpu-prof-dir",
    name: "--cpu-prof-name",
    interval: "--cpu-prof-interval",
    default_interval: 1000,
    prefix: "CPU",
    name_in_messages: "CPU",
    extension: "cpuprofile",
    begin: &[
        r#""Profiler.enable""#,
        r#""Profiler.setSamplingInterval","params":{"interval":INTERVAL}"#,
        r#""Profiler.start""#,
    ],
    end: r#""Profiler.stop""#,
};

const HEAP: Kind = Kind {
    option: "--heap-prof",
    directory: "--heap-prof-dir",
    name: "--heap-prof-name",
    interval: "--heap-prof-interval",
    default_interval: 512 * 1024,
    prefix: "Heap",
    name_in_messages: "heap",
    extension: "heapprofile",
    begin: &[r#""HeapProfiler.enable""#, r#""HeapProfiler.startSampling","params":{"samplingInterval":INTERVAL}"#],
    end: r#""HeapProfiler.stopSampling""#,
};

/// What is wrong with options that say how to write a profile that no option asks for.
pub fn misplaced_options(options: &Options) -> Vec<String> {
    [CPU, HEAP]
        .iter()
        .filter(|kind| !options.is_set(kind.option))
        .flat_map(|kind| [kind.name, kind.directory, kind.interval].map(|name| (name, kind.option)))
        .filter(|(name, _)| options.text(name).is_some())
        .map(|(name, needed)| format!("{name} must be used with {needed}"))
        .collect()
}

/// Puts the process id where the names of the files want it. The names that a worker is given of its own stay as they are.
pub fn complete_names(options: &mut Options) {
    for kind in [CPU, HEAP] {
        options.replace_text(kind.name, |name| name.replace("${pid}", &std::process::id().to_string()));
    }
}

/// The profiles that are being taken.
#[derive(Default)]
pub struct Profiles(RefCell<Option<Profiler>>);

struct Profiler {
    session: Session,
    files: Vec<(&'static Kind, Target)>,
}

/// Where a profile goes. Both parts as Node puts them together, an absolute name included.
struct Target {
    directory: String,
    file: String,
}

/// Begins what the options ask for.
pub fn start(scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) {
    let options = runtime.options();
    let wanted = [&CPU, &HEAP].into_iter().filter(|kind| options.is_set(kind.option));
    let files: Vec<_> = wanted.map(|kind| (kind, kind.target(runtime))).collect();
    if files.is_empty() {
        return;
    }
    let session = Session::new(scope, runtime);
    for (kind, _) in &files {
        let interval = options.text(kind.interval).map_or(kind.default_interval, leading_number);
        for command in kind.begin {
            session.command(&command.replace("INTERVAL", &interval.to_string()));
        }
    }
    *runtime.state::<Profiles>().0.borrow_mut() = Some(Profiler { session, files });
}

/// Ends the profiles and writes them, if there are any.
pub fn write(runtime: &Runtime) {
    let Some(profiler) = runtime.state::<Profiles>().0.take() else { return };
    for (kind, target) in &profiler.files {
        match profiler.session.query(kind.end) {
            Ok(result) => target.write(kind, &result["profile"].to_string()),
            Err(reply) => {
                print_error!("Failed to get 'result' from {} profile response:\n{reply}", kind.name_in_messages)
            }
        }
    }
}

impl Target {
    /// A profile that cannot be written is told of, and is no reason for another exit status.
    fn write(&self, kind: &Kind, text: &str) {
        let code = |error: std::io::Error| errno::describe(error.raw_os_error().unwrap_or(libc::EIO)).0;
        if let Err(error) = std::fs::create_dir_all(&self.directory)
            && error.kind() != std::io::ErrorKind::AlreadyExists
        {
            print_error!(
                "{}: Failed to create {} profile directory {}",
                code(error),
                kind.name_in_messages,
                self.directory
            );
            return;
        }
        let path = format!("{}/{}", self.directory, self.file);
        let file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
        if let Err(error) = file.and_then(|mut file| file.write_all(text.as_bytes())) {
            print_error!("{}: Failed to write file {path}", code(error));
        }
    }
}

impl Kind {
    fn target(&self, runtime: &Runtime) -> Target {
        let options = runtime.options();
        let directory = options.text(self.directory).map(ToOwned::to_owned);
        let file = options.text(self.name).map(ToOwned::to_owned);
        Target {
            directory: directory.unwrap_or_else(|| diagnostic_file::directory(runtime)),
            file: file.unwrap_or_else(|| diagnostic_file::name(runtime, self.prefix, self.extension)),
        }
    }
}

impl Profiles {
    /// What the inspector answers of the heap profile that the command line has taken, as it is now.
    pub fn current_heap_profile(&self) -> Option<serde_json::Value> {
        if !self.has_heap_profile() {
            return None;
        }
        self.0.borrow().as_ref()?.session.query(r#""HeapProfiler.getSamplingProfile""#).ok()
    }

    /// Whether the command line has a heap profile taken: V8 takes one at a time.
    pub fn has_heap_profile(&self) -> bool {
        self.0
            .borrow()
            .as_ref()
            .is_some_and(|profiler| profiler.files.iter().any(|(kind, _)| kind.option == HEAP.option))
    }
}
