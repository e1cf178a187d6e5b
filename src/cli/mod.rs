//! The command line: options as Node names them, and what they ask to run.

pub mod env_file;
mod options;
pub mod table;

pub use options::{Options, Value, WorkerProblem, parse_for_worker};

use std::ffi::OsString;

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
    let refuse = |problem: String| -> ! {
        eprintln!("{argv0}: {problem}");
        std::process::exit(9)
    };
    let mut options = options::parse(argv0.clone(), args.clone(), None).unwrap_or_else(|problem| refuse(problem));
    load_env_files(&options).unwrap_or_else(|problem| refuse(problem));
    if let Ok(node_options) = std::env::var("NODE_OPTIONS") {
        options = options::parse(argv0.clone(), args, Some(&node_options)).unwrap_or_else(|problem| refuse(problem));
    }
    if options.text("--disable-proto").is_some_and(|mode| !matches!(mode, "delete" | "throw")) {
        eprintln!("{argv0}: invalid mode passed to --disable-proto");
        std::process::exit(12);
    }
    if options.is_set("--version") {
        println!("{}", crate::builtins::version::NODE_VERSION);
        std::process::exit(0);
    }
    if options.is_set("--help") {
        print!("{USAGE}");
        std::process::exit(0);
    }
    if options.is_set("--v8-options") {
        options.v8_flags.push("--help".to_owned());
    }
    options
}

/// Puts what the files of `--env-file` say into the environment, unless it is there already; a later file goes before an
/// earlier one.
fn load_env_files(options: &Options) -> Result<(), String> {
    let required = options.list("--env-file").iter().map(|path| (path, true));
    let optional = options.list("--env-file-if-exists").iter().map(|path| (path, false));
    let mut assignments = std::collections::BTreeMap::new();
    for (path, required) in required.chain(optional) {
        match std::fs::read(path) {
            Ok(content) => assignments.extend(env_file::parse(&String::from_utf8_lossy(&content))),
            Err(_) if required => return Err(format!("{path}: not found")),
            Err(_) => eprintln!("{path} not found. Continuing without it."),
        }
    }
    for (name, value) in assignments {
        let is_name = !name.is_empty() && !name.contains(['=', '\0']) && !value.contains('\0');
        if is_name && std::env::var_os(&name).is_none() {
            // SAFETY: the command line is read before any other thread is started.
            unsafe { std::env::set_var(name, value) };
        }
    }
    Ok(())
}
