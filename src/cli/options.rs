//! How a command line and `NODE_OPTIONS` are read against the table of options.

use super::table::{self, Kind, ROWS, Row, V8_IN_ENVIRONMENT};
use crate::runtime::profiles::misplaced_options;
use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Flag(bool),
    Text(String),
    List(Vec<String>),
}

/// What the process was asked to do. Immutable; shared by all threads.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How the program was called (`process.argv0`).
    pub argv0: String,
    /// The options in front of the script, as given (`process.execArgv`).
    pub exec_argv: Vec<String>,
    /// The script, unless code or standard input is run.
    pub script: Option<String>,
    /// What follows the script.
    pub arguments: Vec<String>,
    /// V8's own options.
    pub v8_flags: Vec<String>,
    values: HashMap<&'static str, Value>,
}

impl Options {
    /// What a worker inherits: everything but what to run.
    pub fn for_worker(&self) -> Self {
        let mut options = self.clone();
        options.script = None;
        options.arguments.clear();
        options.values.remove("--eval");
        options.values.insert("--print", Value::Flag(false));
        options
    }

    pub fn is_set(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some(Value::Flag(true)))
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        match self.values.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Changes the text of an option, if it was given.
    pub fn replace_text(&mut self, name: &'static str, change: impl FnOnce(&str) -> String) {
        if let Some(Value::Text(text)) = self.values.get_mut(name) {
            *text = change(text);
        }
    }

    /// Every option that is there, by name, with the value that holds.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, Option<&Value>)> {
        ROWS.iter().filter(|row| !row.missing).map(|row| (row.name, self.values.get(row.name)))
    }

    fn with_defaults() -> Self {
        let mut options = Self::default();
        for row in ROWS.iter().filter(|row| !row.missing) {
            match row.kind {
                Kind::Flag => drop(options.values.insert(row.name, Value::Flag(row.default))),
                Kind::List => drop(options.values.insert(row.name, Value::List(Vec::new()))),
                Kind::Text => {}
            }
        }
        if std::env::var_os("NODE_USE_ENV_PROXY").is_some_and(|value| value == "1") {
            options.values.insert("--use-env-proxy", Value::Flag(true));
        }
        options
    }

    /// Which part of the memory that there is `--max-old-space-size-percentage` gives to the heap: from 0 to 1.
    pub fn max_old_space_share(&self) -> Option<f64> {
        let percentage: f64 = self.text("--max-old-space-size-percentage")?.parse().ok()?;
        (percentage > 0.0 && percentage <= 100.0).then_some(percentage / 100.0)
    }

    /// Values that only some texts can be, options that exclude each other, and such as need another. Several problems have
    /// `separator` between them.
    fn check(&self, separator: &str) -> Result<(), String> {
        const INPUT_TYPES: &[&str] = &["commonjs", "module", "commonjs-typescript", "module-typescript"];
        const TRACED: &[&str] = &["all", "no-node-modules"];
        const REJECTIONS: &[&str] = &["warn-with-error-code", "throw", "strict", "warn", "none"];
        if self.is_set("--check") && self.text("--eval").is_some() {
            return Err("either --check or --eval can be used, not both".to_owned());
        }
        for (one, other) in [("--tls-min-v1.3", "--tls-max-v1.2"), ("--use-openssl-ca", "--use-bundled-ca")] {
            if self.is_set(one) && self.is_set(other) {
                return Err(format!("either {one} or {other} can be used, not both"));
            }
        }
        if self.text("--input-type").is_some_and(|kind| !INPUT_TYPES.contains(&kind)) {
            return Err(concat!(
                "--input-type must be \"module\",\"commonjs\", \"module-typescript\" or ",
                "\"commonjs-typescript\""
            )
            .to_owned());
        }
        if self.text("--unhandled-rejections").is_some_and(|mode| !REJECTIONS.contains(&mode)) {
            return Err("invalid value for --unhandled-rejections".to_owned());
        }
        if self.text("--trace-require-module").is_some_and(|which| !TRACED.contains(&which)) {
            return Err("invalid value for --trace-require-module".to_owned());
        }
        if self.text("--heapsnapshot-near-heap-limit").is_some_and(|limit| limit.starts_with('-')) {
            return Err("--heapsnapshot-near-heap-limit must not be negative".to_owned());
        }
        if let Some(share) = self.text("--max-old-space-size-percentage")
            && self.max_old_space_share().is_none()
        {
            return Err(format!("--max-old-space-size-percentage must be greater than 0 and up to 100. Got: {share}"));
        }
        let misplaced = misplaced_options(self);
        if misplaced.is_empty() { Ok(()) } else { Err(misplaced.join(separator)) }
    }
}

/// Where words are read from.
#[derive(Clone, Copy, PartialEq)]
enum From {
    CommandLine,
    Environment,
    /// What a worker is given: nothing that concerns the whole process.
    Worker,
}

/// Reads `arguments` of a command line; the error is the text after the program's name.
pub fn parse(argv0: String, arguments: Vec<String>, node_options: Option<&str>) -> Result<Options, String> {
    let mut options = Options { argv0, ..Options::with_defaults() };
    if let Some(text) = node_options {
        read_environment(&mut options, text)?;
    }
    let mut rest = read(&mut options, arguments, From::CommandLine)?;
    options.check(&format!("\n{}: ", options.argv0))?;
    let runs_code = options.text("--eval").is_some();
    if !runs_code && !rest.is_empty() {
        // `-` is standard input, and stays where programs look for their name.
        options.script = (rest[0] != "-").then(|| rest.remove(0));
    }
    options.arguments = rest;
    Ok(options)
}

/// The options of a worker that has a `NODE_OPTIONS` or an `execArgv` of its own. The error says what is wrong with which.
pub fn parse_for_worker(
    parent: &Options,
    node_options: Option<&str>,
    words: Option<Vec<String>>,
) -> Result<Options, WorkerProblem> {
    let mut options = match node_options {
        Some(text) => environment_for_worker(text).map_err(WorkerProblem::NodeOptions)?,
        None if words.is_some() => Options::with_defaults(),
        None => parent.for_worker(),
    };
    options.argv0.clone_from(&parent.argv0);
    options.exec_argv.clone_from(&parent.exec_argv);
    if let Some(words) = words {
        options.exec_argv.clear();
        read(&mut options, words, From::Worker).and_then(|_| options.check(", ")).map_err(WorkerProblem::ExecArgv)?;
    }
    Ok(options)
}

/// What is wrong with the options of a worker.
#[derive(Debug, PartialEq)]
pub enum WorkerProblem {
    ExecArgv(String),
    NodeOptions(String),
}

fn environment_for_worker(text: &str) -> Result<Options, String> {
    let mut options = Options::with_defaults();
    let words = split_node_options(text)?;
    let of_process = |word: &&String| table::find(&split_word(word).0).is_some_and(|(row, _)| row.of_process);
    if let Some(word) = words.iter().find(of_process) {
        return Err(not_in_environment(word));
    }
    read(&mut options, words, From::Environment)?;
    options.check(", ")?;
    Ok(options)
}

fn read_environment(options: &mut Options, text: &str) -> Result<(), String> {
    let words = split_node_options(text)?;
    // What is no option has no meaning there.
    read(options, words, From::Environment)?;
    options.exec_argv.clear();
    Ok(())
}

/// The name of an option, and the value that hangs on it.
fn split_word(word: &str) -> (String, Option<String>) {
    match word.split_once('=') {
        Some((name, value)) if word.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
        _ => (word.to_owned(), None),
    }
}

fn not_in_environment(word: &str) -> String {
    let (name, value) = split_word(word);
    format!("{name}{} is not allowed in NODE_OPTIONS", if value.is_some() { "=" } else { "" })
}

/// Reads options up to the first word that is none; returns what is left.
fn read(options: &mut Options, words: Vec<String>, from: From) -> Result<Vec<String>, String> {
    let mut words = words.into_iter();
    let mut rest = Vec::new();
    let mut refused = Vec::new();
    while let Some(word) = words.next() {
        if word == "--" {
            if from == From::Environment {
                return Err(not_in_environment(&word));
            }
            break;
        }
        if word == "-" || !word.starts_with('-') {
            rest.push(word);
            if from == From::Environment {
                continue;
            }
            break;
        }
        options.exec_argv.push(word.clone());
        let (name, attached) = split_word(&word);
        if matches!(name.as_str(), "-p" | "--print" | "-pe") {
            if from == From::Environment {
                return Err(not_in_environment(&word));
            }
            options.values.insert("--print", Value::Flag(true));
            let next = words.as_slice().first().filter(|next| !next.starts_with('-') || name == "-pe").cloned();
            match next {
                Some(code) if attached.is_none() => {
                    words.next();
                    options.exec_argv.push(code.clone());
                    options.values.insert("--eval", Value::Text(code));
                }
                _ if name == "-pe" => return Err("--eval requires an argument".to_owned()),
                _ => {}
            }
            continue;
        }
        let Some((row, positive)) = table::find(&name) else {
            // V8's business; what V8 does not know either, it leaves.
            match from {
                From::Environment if !V8_IN_ENVIRONMENT.contains(&name.replace('_', "-").as_str()) => {
                    return Err(not_in_environment(&word));
                }
                From::Worker => refused.push(word),
                _ => options.v8_flags.push(word),
            }
            continue;
        };
        if from == From::Environment && !row.in_environment {
            return Err(not_in_environment(&word));
        }
        if from == From::Worker && row.of_process {
            refused.push(word);
            continue;
        }
        read_value(options, &mut words, &word, row, positive, attached)?;
    }
    if !refused.is_empty() {
        return Err(refused.join(", "));
    }
    rest.extend(words);
    Ok(rest)
}

/// Takes the value of the option that `word` names.
fn read_value(
    options: &mut Options,
    words: &mut std::vec::IntoIter<String>,
    word: &str,
    row: &'static Row,
    positive: bool,
    attached: Option<String>,
) -> Result<(), String> {
    if row.kind == Kind::Flag {
        if row.missing && positive {
            return Err(missing(row));
        }
        options.values.insert(row.name, Value::Flag(positive));
        return Ok(());
    }
    if !positive {
        return Err(format!("{word} is an invalid negation because it is not a boolean option"));
    }
    if row.missing {
        return Err(missing(row));
    }
    let value = match attached {
        Some(value) if value.is_empty() => {
            return Err(format!("{word} requires an argument"));
        }
        Some(value) => value,
        None => match words.as_slice().first() {
            Some(value) if !value.starts_with('-') => {
                let value = value.clone();
                words.next();
                options.exec_argv.push(value.clone());
                value
            }
            _ => return Err(format!("{word} requires an argument")),
        },
    };
    match options.values.get_mut(row.name) {
        Some(Value::List(list)) => list.push(value),
        _ => drop(options.values.insert(row.name, Value::Text(value))),
    }
    Ok(())
}

fn missing(row: &Row) -> String {
    format!("{} is not available in anode yet", row.name)
}

/// `NODE_OPTIONS` is separated by spaces; double quotes keep spaces, a backslash inside them keeps the next character.
fn split_node_options(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => match characters.next() {
                Some(next) => word.get_or_insert_default().push(next),
                None => return Err("invalid value for NODE_OPTIONS (invalid escape)\n".to_owned()),
            },
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    if quoted {
        return Err("invalid value for NODE_OPTIONS (unterminated string)\n".to_owned());
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Options {
        parse("anode".into(), words.iter().map(|word| (*word).to_owned()).collect(), None).unwrap()
    }

    #[test]
    fn options_end_at_the_script() {
        let options = parsed(&["--no-warnings", "-r", "x", "app.js", "--no-deprecation"]);
        assert_eq!(options.script.as_deref(), Some("app.js"));
        assert_eq!(options.arguments, ["--no-deprecation"]);
        assert_eq!(options.exec_argv, ["--no-warnings", "-r", "x"]);
        assert_eq!(options.values.get("--require"), Some(&Value::List(vec!["x".into()])));
        assert!(!options.is_set("--warnings"));
        assert!(options.is_set("--deprecation"));
    }

    #[test]
    fn code_takes_the_place_of_the_script() {
        let options = parsed(&["-p", "1+1", "argument"]);
        assert_eq!(options.text("--eval"), Some("1+1"));
        assert_eq!(options.script, None);
        assert_eq!(options.arguments, ["argument"]);
        assert!(options.is_set("--print"));
    }

    #[test]
    fn unknown_options_go_to_v8() {
        let options = parsed(&["--expose_gc", "--max-old-space-size=100", "-"]);
        assert_eq!(options.v8_flags, ["--expose_gc", "--max-old-space-size=100"]);
        assert_eq!(options.script, None);
    }

    #[test]
    fn node_options_are_words_with_quotes() {
        assert_eq!(split_node_options(r#"-r "a \" b" --x"#).unwrap(), ["-r", "a \" b", "--x"]);
        assert!(split_node_options("\"").is_err());
        let parsed = parse("anode".into(), Vec::new(), Some("foo --title=\"a b\"")).unwrap();
        assert_eq!(parsed.text("--title"), Some("a b"));
        assert!(parsed.exec_argv.is_empty());
    }

    #[test]
    fn what_is_not_there_names_itself() {
        let refused = |word: &str| parse("anode".into(), vec![word.to_owned()], None).unwrap_err();
        assert_eq!(refused("--watch"), "--watch is not available in anode yet");
        assert_eq!(refused("--inspect=0"), "--inspect is not available in anode yet");
        assert!(!parsed(&["--no-experimental-sqlite"]).is_set("--experimental-sqlite"));
    }

    #[test]
    fn a_worker_has_no_options_of_the_process() {
        let worker = |environment, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            parse_for_worker(&parsed(&[]), environment, Some(words)).map(|options| options.exec_argv)
        };
        assert_eq!(worker(None, &["--title=x"]), Err(WorkerProblem::ExecArgv("--title=x".into())));
        assert_eq!(worker(None, &["--expose-gc"]), Err(WorkerProblem::ExecArgv("--expose-gc".into())));
        let problem = WorkerProblem::NodeOptions("--title= is not allowed in NODE_OPTIONS".into());
        assert_eq!(worker(Some("--title=x"), &[]), Err(problem));
        assert_eq!(worker(Some("--max-old-space-size=9"), &["--no-warnings"]), Ok(vec!["--no-warnings".into()]));
    }

    #[test]
    fn a_missing_argument_is_an_error() {
        assert_eq!(parse("anode".into(), vec!["-r".into()], None).unwrap_err(), "-r requires an argument");
    }
}
