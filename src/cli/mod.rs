//! The command line: options as Node names them, and what they ask to run.

mod options;

pub use options::{Options, Value};

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
  -C, --conditions NAME      a condition of `exports` and `imports`
      --input-type TYPE      what -e, -p and standard input are: commonjs or module
  -v, --version              print the version of Node.js that anode is compatible with
  -h, --help                 print this text
      --v8-options           print V8's own options, which anode passes on
";

/// The options of a worker that is started with an `execArgv` of its own. The error is what is wrong with it.
pub fn parse_exec_argv(parent: &Options, words: Vec<String>) -> Result<Options, String> {
    options::parse(parent.argv0.clone(), words, None)
}

/// Reads the command line and `NODE_OPTIONS`. Prints and ends the process where that is all it asks for, or where it is
/// wrong (status 9, as Node's).
pub fn parse(args: impl Iterator<Item = OsString>) -> Options {
    let mut args = args.map(|argument| argument.to_string_lossy().into_owned());
    let argv0 = args.next().unwrap_or_else(|| "anode".to_owned());
    let parsed = options::parse(argv0, args.collect(), std::env::var("NODE_OPTIONS").ok().as_deref());
    let options = match parsed {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("anode: {problem}");
            std::process::exit(9);
        }
    };
    if options.is_set("--version") {
        println!("{}", crate::builtins::version::NODE_VERSION);
        std::process::exit(0);
    }
    if options.is_set("--help") {
        print!("{USAGE}");
        std::process::exit(0);
    }
    options
}
