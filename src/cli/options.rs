//! The table of options and how a command line is read against it. Options that nobody here knows are V8's own, or wrong.

use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Flag(bool),
    Text(String),
    List(Vec<String>),
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Flag,
    Text,
    List,
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

use Kind::{Flag, List, Text};

/// Name, kind, and the value that holds when the option is not given (flags only).
const OPTIONS: &[(&str, Kind, bool)] = &[
    ("--abort-on-uncaught-exception", Flag, false),
    ("--addons", Flag, true),
    ("--check", Flag, false),
    ("--conditions", List, false),
    ("--deprecation", Flag, true),
    ("--disable-proto", Text, false),
    ("--disable-warning", List, false),
    ("--dns-result-order", Text, false),
    ("--enable-source-maps", Flag, false),
    ("--env-file", List, false),
    ("--env-file-if-exists", List, false),
    ("--eval", Text, false),
    ("--experimental-default-type", Text, false),
    ("--experimental-detect-module", Flag, true),
    ("--experimental-require-module", Flag, true),
    ("--experimental-strip-types", Flag, true),
    ("--experimental-vm-modules", Flag, false),
    ("--experimental-worker", Flag, true),
    ("--force-context-aware", Flag, false),
    ("--force-node-api-uncaught-exceptions-policy", Flag, false),
    ("--frozen-intrinsics", Flag, false),
    ("--global-search-paths", Flag, true),
    ("--help", Flag, false),
    ("--icu-data-dir", Text, false),
    ("--import", List, false),
    ("--input-type", Text, false),
    ("--interactive", Flag, false),
    ("--max-http-header-size", Text, false),
    ("--network-family-autoselection", Flag, true),
    ("--network-family-autoselection-attempt-timeout", Text, false),
    ("--pending-deprecation", Flag, false),
    ("--preserve-symlinks", Flag, false),
    ("--preserve-symlinks-main", Flag, false),
    ("--print", Flag, false),
    ("--require", List, false),
    ("--stack-trace-limit", Text, false),
    ("--strip-types", Flag, true),
    ("--throw-deprecation", Flag, false),
    ("--title", Text, false),
    ("--trace-deprecation", Flag, false),
    ("--trace-exit", Flag, false),
    ("--trace-sigint", Flag, false),
    ("--trace-uncaught", Flag, false),
    ("--trace-warnings", Flag, false),
    ("--track-heap-objects", Flag, false),
    ("--unhandled-rejections", Text, false),
    ("--v8-options", Flag, false),
    ("--verify-base-objects", Flag, false),
    ("--version", Flag, false),
    ("--warnings", Flag, true),
    ("--zero-fill-buffers", Flag, false),
];

const SHORT: &[(&str, &str)] = &[
    ("-C", "--conditions"),
    ("-c", "--check"),
    ("-e", "--eval"),
    ("-h", "--help"),
    ("-i", "--interactive"),
    ("-r", "--require"),
    ("-v", "--version"),
];

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

    /// Every option by name, with the value that holds.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, Option<&Value>)> {
        OPTIONS.iter().map(|(name, _, _)| (*name, self.values.get(name)))
    }

    fn with_defaults() -> Self {
        let mut options = Self::default();
        for (name, kind, default) in OPTIONS {
            match kind {
                Flag => drop(options.values.insert(name, Value::Flag(*default))),
                List => drop(options.values.insert(name, Value::List(Vec::new()))),
                Text => {}
            }
        }
        options
    }

    fn set(&mut self, name: &'static str, kind: Kind, value: String) {
        match kind {
            List => {
                if let Some(Value::List(list)) = self.values.get_mut(name) {
                    list.push(value);
                }
            }
            _ => drop(self.values.insert(name, Value::Text(value))),
        }
    }
}

/// Reads `arguments`; the error is the text after `anode: `.
pub fn parse(argv0: String, arguments: Vec<String>, node_options: Option<&str>) -> Result<Options, String> {
    let mut options = Options { argv0, ..Options::with_defaults() };
    if let Some(text) = node_options {
        let words = split_node_options(text)?;
        let rest = read(&mut options, words, true)?;
        if let Some(word) = rest.first() {
            return Err(format!("{word} is not allowed in NODE_OPTIONS"));
        }
        options.exec_argv.clear();
    }
    let mut rest = read(&mut options, arguments, false)?;
    let runs_code = options.text("--eval").is_some() || options.is_set("--interactive");
    if !runs_code && !rest.is_empty() {
        // `-` is standard input, and stays where programs look for their name.
        options.script = (rest[0] != "-").then(|| rest.remove(0));
    }
    options.arguments = rest;
    Ok(options)
}

/// Reads options up to the first word that is none; returns what is left.
fn read(options: &mut Options, words: Vec<String>, from_environment: bool) -> Result<Vec<String>, String> {
    let mut words = words.into_iter();
    let mut rest = Vec::new();
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        }
        if word == "-" || !word.starts_with('-') {
            rest.push(word);
            break;
        }
        options.exec_argv.push(word.clone());
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) if word.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
            _ => (word.clone(), None),
        };
        let name = name.replace('_', "-");
        if matches!(name.as_str(), "-p" | "--print" | "-pe") {
            options.values.insert("--print", Value::Flag(true));
            let next = attached.or_else(|| {
                let next = words.as_slice().first().filter(|next| !next.starts_with('-') || name == "-pe").cloned();
                next.inspect(|next| {
                    words.next();
                    options.exec_argv.push(next.clone());
                })
            });
            match next {
                Some(code) => options.set("--eval", Text, code),
                None if name == "-pe" => return Err(format!("{word} requires an argument")),
                None => {}
            }
            continue;
        }
        let long = SHORT.iter().find(|(short, _)| *short == name).map_or(name.as_str(), |(_, long)| long);
        let (positive, given) = match long.strip_prefix("--no-") {
            Some(name) => (false, format!("--{name}")),
            None => (true, long.to_owned()),
        };
        let Some((name, kind, _)) = OPTIONS.iter().find(|(name, _, _)| *name == given) else {
            // Everything else is V8's business; what V8 does not know either, it reports itself.
            options.v8_flags.push(word);
            continue;
        };
        if *kind == Flag {
            options.values.insert(name, Value::Flag(positive));
            continue;
        }
        if from_environment && matches!(*name, "--eval" | "--check") {
            return Err(format!("{word} is not allowed in NODE_OPTIONS"));
        }
        let value = match attached {
            Some(value) => value,
            None => match words.next() {
                Some(value) if !value.starts_with('-') || *name == "--eval" => {
                    options.exec_argv.push(value.clone());
                    value
                }
                _ => return Err(format!("{word} requires an argument")),
            },
        };
        options.set(name, *kind, value);
    }
    rest.extend(words);
    Ok(rest)
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
                None => return Err("invalid value for NODE_OPTIONS (invalid escape)".to_owned()),
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
        return Err("invalid value for NODE_OPTIONS (unterminated string)".to_owned());
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
    }

    #[test]
    fn a_missing_argument_is_an_error() {
        assert_eq!(parse("anode".into(), vec!["-r".into()], None).unwrap_err(), "-r requires an argument");
    }
}
