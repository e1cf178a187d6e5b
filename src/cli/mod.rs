//! The command line: options as Node names them, and what they ask to run.

pub mod env_file;
mod options;
pub mod table;
mod task;

pub use options::{Options, Value, WorkerProblem, parse_for_worker};

use crate::print::{self, print_error};
use crate::runtime::profiles;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::ErrorKind;

const USAGE: &str = "\
Usage: anode [options] [ script.js ] [arguments]
       anode [options] -e CODE | -p EXPRESSION [arguments]

Runs JavaScript applications that need native npm addons.

Options:
  -e, --eval CODE            run CODE
  -p, --print [EXPRESSION]   run EXPRESSION and print its result
  -r, --require MODULE       load a CommonJS module first
      --import MODULE        load an ECMAScript module first
      --env-file FILE        take variables from FILE that the environment does not have
      --run NAME             run a script of the nearest package.json
  -C, --conditions NAME      a condition of `exports` and `imports`
      --input-type TYPE      what -e, -p and standard input are: commonjs or module
  -v, --version              print the version of Node.js that anode is compatible with
  -h, --help                 print this text
      --v8-options           print V8's own options, which anode passes on (--expose-gc, --max-old-space-size, ...)

The other options are Node.js's. One that anode does not have yet is refused with a message that says so.
";

/// Reads the command line, the files of `--env-file` and `NODE_OPTIONS`. Prints and ends the process where that is all it asks
/// for, or where it is wrong (status 9, as Node's).
pub fn parse(args: impl Iterator<Item = OsString>) -> Options {
    let mut args = args.map(|argument| argument.to_string_lossy().into_owned());
    let argv0 = args.next().unwrap_or_else(|| "anode".to_owned());
    let args: Vec<String> = args.collect();
    let behind_options = args.iter().position(|word| word == "--").map_or(args.len(), |at| at + 1);
    let task_arguments = args[behind_options..].to_vec();
    let refuse = |problem: String| -> ! {
        if problem.starts_with("--run") && problem.ends_with(" requires an argument") {
            task::list();
            std::process::exit(9);
        }
        print_error!("{argv0}: {problem}");
        std::process::exit(9)
    };
    let assignments = read_env_files(&argv0, &args).unwrap_or_else(|problem| refuse(problem));
    let node_options = std::env::var("NODE_OPTIONS").ok();
    let node_options = node_options.as_ref().or_else(|| assignments.get("NODE_OPTIONS")).map(String::as_str);
    let mut options = options::parse(argv0.clone(), args, node_options).unwrap_or_else(|problem| refuse(problem));
    // Behind the script they are the script's, though the files have to be there and their NODE_OPTIONS hold.
    if env_files(&options.exec_argv).next().is_some() {
        assign(&assignments);
    }
    profiles::complete_names(&mut options);
    if options.text("--disable-proto").is_some_and(|mode| !matches!(mode, "delete" | "throw")) {
        print_error!("{argv0}: invalid mode passed to --disable-proto");
        std::process::exit(12);
    }
    // There is no old behaviour to go back to.
    if let Some(name) = options.text("--security-revert") {
        print_error!("{argv0}: Error: Attempt to revert an unknown CVE [{name}]");
        std::process::exit(12);
    }
    if let Some(name) = options.text("--run") {
        std::process::exit(task::run(name, &task_arguments));
    }
    if options.is_set("--version") {
        print::output(format_args!("{}\n", crate::builtins::version::NODE_VERSION));
        std::process::exit(0);
    }
    if options.is_set("--help") {
        print::output(format_args!("{USAGE}"));
        std::process::exit(0);
    }
    if options.is_set("--v8-options") {
        options.v8_flags.push("--help".to_owned());
    }
    options
}

/// What the files of `--env-file` say, a later one before an earlier one. The error names every file that should be there.
fn read_env_files(argv0: &str, words: &[String]) -> Result<BTreeMap<String, String>, String> {
    let mut assignments = BTreeMap::new();
    let mut problems = Vec::new();
    for (path, required) in env_files(words) {
        match std::fs::read(path) {
            Ok(content) => assignments.extend(env_file::parse(&String::from_utf8_lossy(&content))),
            Err(error) if error.kind() == ErrorKind::IsADirectory => problems.push(format!("{path}: invalid format")),
            Err(_) if required => problems.push(format!("{path}: not found")),
            Err(_) => print_error!("{path} not found. Continuing without it."),
        }
    }
    if problems.is_empty() { Ok(assignments) } else { Err(problems.join(&format!("\n{argv0}: "))) }
}

/// The files that `words` name before `--`, and whether each has to be there. Of these options Node knows no other spelling.
fn env_files(words: &[String]) -> impl Iterator<Item = (&str, bool)> {
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    words[..end].iter().enumerate().filter_map(move |(index, word)| {
        let (name, attached) = word.split_once('=').map_or((word.as_str(), None), |(name, path)| (name, Some(path)));
        let required = match name {
            "--env-file" => true,
            "--env-file-if-exists" => false,
            _ => return None,
        };
        Some((attached.or_else(|| words.get(index + 1).map(String::as_str))?, required))
    })
}

/// Puts what is not there into the environment.
fn assign(assignments: &BTreeMap<String, String>) {
    for (name, value) in assignments {
        // For the system, text ends at a zero.
        let [name, value] = [name, value].map(|text| text.split('\0').next().unwrap_or_default());
        if !name.is_empty() && !name.contains('=') && std::env::var_os(name).is_none() {
            // SAFETY: the command line is read before any other thread is started.
            unsafe { std::env::set_var(name, value) };
        }
    }
}
