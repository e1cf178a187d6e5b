//! What an addon needs from its host, read from its image before it is loaded.
//!
//! The loader of the operating system answers with one line about the first thing that it misses, or with none at all: a
//! function bound late ends the process when it is called. [`examine`] reads the image instead and says everything that
//! stands in the way, in words that name the package and what to do. It knows ELF; of other formats it only tells which
//! platform they are for.
//!
//! A problem that it overlooks is reported by the loader as ever. A problem that it reports must be one, so wherever the
//! image alone cannot tell (a function that another library may provide, a library in a place that only the loader knows),
//! it asks the loader, and in doubt it reports nothing.

mod image;
mod libraries;
mod mangled;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};

use image::{Facts, Image, Unreadable};

/// What stands in the way of loading an addon; empty for nearly every addon.
#[derive(Debug)]
pub struct Report {
    pub file: PathBuf,
    /// The npm package that the file belongs to, as its path tells.
    pub package: Option<String>,
    pub problems: Vec<Problem>,
}

/// One thing that the host cannot give to an addon.
#[derive(Debug, PartialEq, Eq)]
pub enum Problem {
    /// An image for another operating system.
    Platform { image: &'static str },
    /// An image for another processor.
    Architecture { image: String },
    /// Built for another C library than the one that this process runs on.
    CLibrary { image: &'static str },
    /// Needs a newer glibc.
    Glibc { needs: Version, has: Version },
    /// Libraries that no search path leads to.
    Libraries(Vec<String>),
    /// Node-API functions that the host does not have.
    NodeApi(Vec<String>),
    /// libuv functions that the host does not have.
    Libuv(Vec<String>),
    /// Names of V8's or Node.js's C++ API, readable; whether the addon uses Node-API beside it; for which
    /// `NODE_MODULE_VERSION` it was built, where that is known.
    Cpp { names: Vec<String>, beside_node_api: bool, version: Option<i32> },
}

/// A version of glibc, as in `GLIBC_2.38` or `GLIBC_2.2.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u32, u32, u32);

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.').map(|part| part.parse().ok());
        Some(Self(parts.next()??, parts.next()??, parts.next().flatten().unwrap_or(0)))
    }
}

/// Reads the image in `file` and compares what it needs with what this process has.
pub fn examine(file: &Path) -> Report {
    examine_for(file, &libraries::is_loaded_symbol)
}

/// `provides` says whether the host has a function of that name.
fn examine_for(file: &Path, provides: &dyn Fn(&str) -> bool) -> Report {
    let problems = match Image::open(file) {
        Ok(image) => problems_of(&image, &image.facts(), file, provides),
        Err(Unreadable::For { platform }) => vec![Problem::Platform { image: platform }],
        // The loader says best what is wrong with a file that is no image.
        Err(Unreadable::Other) => Vec::new(),
    };
    Report { file: file.to_owned(), package: package_of(file), problems }
}

fn problems_of(image: &Image, facts: &Facts<'_>, file: &Path, provides: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    if let Some(architecture) = image.foreign_architecture() {
        return vec![Problem::Architecture { image: architecture }];
    }
    if let Some(name) = libraries::other_c_library(&facts.needed) {
        return vec![Problem::CLibrary { image: name }];
    }

    let mut problems = Vec::new();
    if let (Some(needs), Some(has)) = (facts.glibc, libraries::glibc_version())
        && needs > has
    {
        problems.push(Problem::Glibc { needs, has });
    }

    let mut unknown: Vec<&str> =
        facts.undefined.iter().copied().filter(|name| is_hosts_business(name) && !provides(name)).collect();
    if !unknown.is_empty() {
        libraries::drop_provided_elsewhere(&mut unknown, facts, file);
    }
    let named = |prefixes: &[&str]| -> Vec<String> {
        unknown
            .iter()
            .filter(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)))
            .map(|&name| name.to_owned())
            .collect()
    };
    let mut cpp: Vec<String> = unknown.iter().filter_map(|name| mangled::readable(name)).collect();
    if !cpp.is_empty() {
        // Overloads, constructors and destructors have one name.
        cpp.sort_unstable();
        cpp.dedup();
        let beside_node_api = facts.undefined.iter().any(|name| name.starts_with("napi_"));
        let version = facts.defined.iter().find_map(|name| name.strip_prefix("node_register_module_v")?.parse().ok());
        problems.push(Problem::Cpp { names: cpp, beside_node_api, version });
    }
    for (names, problem) in [
        (named(&["napi_", "node_api_"]), Problem::NodeApi as fn(Vec<String>) -> Problem),
        (named(&["uv_"]), Problem::Libuv),
    ] {
        if !names.is_empty() {
            problems.push(problem(names));
        }
    }

    // Last, because only the loader knows for certain, and asking it about a library loads it.
    if problems.is_empty() {
        let missing = libraries::missing(facts, file);
        if !missing.is_empty() {
            problems.push(Problem::Libraries(missing));
        }
    }
    problems
}

/// Whether a host of addons is who should provide this function; every other name is between the addon and its libraries.
fn is_hosts_business(name: &str) -> bool {
    ["napi_", "node_api_", "uv_"].iter().any(|prefix| name.starts_with(prefix)) || mangled::is_v8_or_node(name)
}

/// The package that a path leads into: what follows the last `node_modules`.
fn package_of(file: &Path) -> Option<String> {
    let parts: Vec<&str> = file.iter().filter_map(|part| part.to_str()).collect();
    let at = parts.iter().rposition(|part| *part == "node_modules")? + 1;
    // The last part is the file itself.
    let (name, scoped) = (parts.get(at)?, parts.get(at + 1));
    match scoped {
        Some(rest) if name.starts_with('@') && at + 2 < parts.len() => Some(format!("{name}/{rest}")),
        Some(_) => Some((*name).to_owned()),
        None => None,
    }
}

impl Report {
    /// Of an image that registered a module for V8's C++ API when it was loaded.
    pub fn cpp_module(file: &Path, version: i32) -> Self {
        let problem = Problem::Cpp { names: Vec::new(), beside_node_api: false, version: Some(version) };
        Self { file: file.to_owned(), package: package_of(file), problems: vec![problem] }
    }

    /// Whether the loader may go on.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(package) = &self.package {
            write!(f, " (package {package})")?;
        }
        write!(f, " cannot be loaded")?;
        match self.problems.as_slice() {
            [] => Ok(()),
            [problem] => write!(f, ": {}", Sentence(problem, self)),
            problems => {
                f.write_str(":")?;
                problems.iter().try_for_each(|problem| write!(f, "\n  - {}", Sentence(problem, self)))
            }
        }
    }
}

/// A problem in words.
struct Sentence<'a>(&'a Problem, &'a Report);

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(problem, report) = self;
        let package = report.package.as_deref().unwrap_or("the addon");
        match problem {
            Problem::Platform { image } => write!(
                f,
                "it is built for {image}, this is {}; install the packages again on this machine",
                image::HOST_PLATFORM
            ),
            Problem::Architecture { image } => write!(
                f,
                "it is built for {image}, this process runs on {}; install the packages again on this machine",
                std::env::consts::ARCH
            ),
            Problem::CLibrary { image } => write!(
                f,
                "it is built for {image}, this process runs on {}; install the packages again on this system",
                libraries::HOST_C_LIBRARY
            ),
            Problem::Glibc { needs, has } => write!(
                f,
                "it needs glibc {needs}, this is glibc {has}; use a newer system, or build {package} from source on this one"
            ),
            Problem::Libraries(names) => {
                write!(
                    f,
                    "it needs {}, which {} not found; install what provides {}",
                    List(names),
                    was(names),
                    them(names)
                )
            }
            Problem::NodeApi(names) => write!(
                f,
                "it needs {}, which {} not part of the Node-API of this host; look for a version of {package} for an earlier one",
                List(names),
                is(names)
            ),
            Problem::Libuv(names) => {
                write!(f, "it needs {}, which {} not part of the libuv of this host", List(names), is(names))
            }
            Problem::Cpp { names, beside_node_api, version } => {
                let (uses, wanted) = match beside_node_api {
                    false => ("was built against V8's C++ API, not Node-API", "uses Node-API"),
                    true => ("uses V8's C++ API beside Node-API", "uses Node-API alone"),
                };
                let version = version.map(|version| format!("NODE_MODULE_VERSION {version}"));
                let needs = (!names.is_empty()).then(|| format!("it needs {}", List(names)));
                let facts = version.into_iter().chain(needs).collect::<Vec<_>>().join("; ");
                write!(f, "it {uses} ({facts}): look for a version of {package} that {wanted}")
            }
        }
    }
}

const fn was(names: &[String]) -> &'static str {
    if names.len() == 1 { "was" } else { "were" }
}

const fn is(names: &[String]) -> &'static str {
    if names.len() == 1 { "is" } else { "are" }
}

const fn them(names: &[String]) -> &'static str {
    if names.len() == 1 { "it" } else { "them" }
}

/// `a`, `a and b`, `a, b and c`, `a, b, c and 12 more`.
struct List<'a>(&'a [String]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        let Self(names) = self;
        match names {
            [] => Ok(()),
            [one] => f.write_str(one),
            names if names.len() > SHOWN + 1 => {
                write!(f, "{} and {} more", names[..SHOWN].join(", "), names.len() - SHOWN)
            }
            [most @ .., last] => write!(f, "{} and {last}", most.join(", ")),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(major, minor, 0) => write!(f, "{major}.{minor}"),
            Self(major, minor, patch) => write!(f, "{major}.{minor}.{patch}"),
        }
    }
}
