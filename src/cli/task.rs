//! `--run NAME`: runs a script of the nearest package.json with the shell, without any JavaScript.

use crate::print::print_error;
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package.json and its scripts.
struct Package {
    path: PathBuf,
    scripts: serde_json::Map<String, Value>,
}

impl Package {
    /// The nearest one at or above the working directory. The error says why there is none.
    fn find() -> Result<Self, String> {
        let start = std::env::current_dir().map_err(|error| format!("Can't find the working directory: {error}"))?;
        let path = start.ancestors().map(|directory| directory.join("package.json")).find(|path| path.is_file());
        let path = path.ok_or_else(|| format!("Can't find package.json for directory {}", start.display()))?;
        let content: Option<Value> = std::fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok());
        match content {
            Some(Value::Object(mut fields)) => match fields.remove("scripts") {
                Some(Value::Object(scripts)) => Ok(Self { path, scripts }),
                _ => Err(format!("Can't find \"scripts\" field in {}", path.display())),
            },
            _ => Err(format!("Can't parse {}", path.display())),
        }
    }

    fn list(&self) -> String {
        let scripts = self.scripts.iter().filter_map(|(name, text)| Some(format!("\n  {name}: {}", text.as_str()?)));
        format!("Available scripts are:{}", scripts.collect::<String>())
    }

    fn command(&self, name: &str) -> Result<&str, String> {
        let path = self.path.display();
        match self.scripts.get(name) {
            Some(Value::String(command)) => Ok(command),
            Some(_) => Err(format!("Script \"{name}\" is unexpectedly not a string for {path}\n")),
            None => Err(format!("Missing script: \"{name}\" for {path}\n\n{}", self.list())),
        }
    }
}

/// Runs the script with `arguments` behind its text; returns the status to end with.
pub fn run(name: &str, arguments: &[String]) -> i32 {
    let status = Package::find().and_then(|package| {
        let mut command = package.command(name)?.to_owned();
        for argument in arguments {
            command.push(' ');
            command.push_str(&quote(argument));
        }
        let directory = package.path.parent().unwrap_or(Path::new("/"));
        let status = Command::new("/bin/sh")
            .args(["-c", &command])
            .current_dir(directory)
            .env("PATH", path_with_binaries())
            .env("NODE_RUN_SCRIPT_NAME", name)
            .env("NODE_RUN_PACKAGE_JSON_PATH", &package.path)
            .status();
        status.map_err(|error| format!("Can't run /bin/sh: {error}"))
    });
    match status {
        // As in Node, a script that a signal ended has not failed.
        Ok(status) => i32::from(status.code().is_some_and(|code| code != 0)),
        Err(problem) => {
            print_error!("{problem}");
            1
        }
    }
}

/// What there is to run, for who names nothing.
pub fn list() {
    print_error!("{}", Package::find().map_or_else(|problem| problem, |package| package.list()));
}

/// The `node_modules/.bin` of the working directory and of those above it, before what `PATH` has.
fn path_with_binaries() -> OsString {
    let start = std::env::current_dir().unwrap_or_default();
    let binaries = start.ancestors().map(|directory| directory.join("node_modules/.bin")).filter(|path| path.is_dir());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut parts: Vec<OsString> = binaries.map(PathBuf::into_os_string).collect();
    parts.push(path);
    parts.join(":".as_ref())
}

/// One word for the shell.
fn quote(argument: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./=:,@%+-".contains(&byte);
    if !argument.is_empty() && argument.bytes().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', "'\\''"))
}
