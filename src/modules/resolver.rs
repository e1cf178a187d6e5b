//! Resolution of specifiers to files: `require` ([`Resolver::find_path`] and what belongs to it) and import
//! ([`Resolver::package_resolve`], [`Resolver::finalize_import`]). One per isolate; knows nothing of V8.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use super::error::ResolveError;
use super::exports::{Resolved, package_exports_resolve, package_imports_resolve};
use super::file_system::{FileSystem, Kind, join, parent};
use super::package_json::{Package, Packages};

/// The state that resolution keeps.
#[derive(Default)]
pub struct Resolver {
    file_system: FileSystem,
    packages: Packages,
    /// Ids of built-in modules that need no `node:` prefix.
    builtins: RefCell<HashSet<String>>,
}

/// One `Module._findPath`.
pub struct FindPath<'a> {
    pub request: &'a str,
    /// Directories to look in; for an absolute request one empty string.
    pub paths: &'a [String],
    pub conditions: &'a [String],
    /// Whether the file that is found may keep its symbolic links.
    pub preserve_symlinks: bool,
    /// The keys of `Module._extensions`, asked for when first needed.
    pub extensions: &'a dyn Fn() -> Vec<String>,
}

/// A file that `find_path` found.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    pub path: String,
    /// The package's `main` was wrong and an index file took its place.
    pub bad_main: Option<BadMain>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct BadMain {
    pub package_json: String,
    pub main: String,
}

impl Resolver {
    pub fn set_builtins(&self, ids: impl IntoIterator<Item = String>) {
        self.builtins.borrow_mut().extend(ids);
    }

    /// An outermost load begins: until it ends the file system is taken not to change.
    pub fn begin(&self) {
        self.file_system.begin();
    }

    pub fn end(&self) {
        self.file_system.end();
        if !self.file_system.remembers() {
            self.packages.forget_missing();
        }
    }

    pub fn kind(&self, path: &str) -> Kind {
        self.file_system.kind(path)
    }

    pub fn real_path(&self, path: &str) -> String {
        self.file_system.real_path(path)
    }

    pub fn read_package(&self, directory: &str, base: Option<&str>) -> Result<Option<Rc<Package>>, ResolveError> {
        self.packages.read(&self.file_system, directory, base)
    }

    pub fn nearest_package(&self, path: &str) -> Result<Option<Rc<Package>>, ResolveError> {
        self.packages.nearest(&self.file_system, path)
    }

    /// `Module._findPath`: the file that `query.request` names, seen from the first of `query.paths` that has it.
    pub fn find_path(&self, query: &FindPath) -> Result<Option<Found>, ResolveError> {
        let request = query.request;
        let absolute = request.starts_with('/');
        let names_directory =
            matches!(request, "." | "..") || ["/", "/.", "/.."].iter().any(|ending| request.ends_with(ending));
        let leaves_path = request.starts_with("./") && join("/a/b", request).strip_prefix("/a/b").is_none()
            || request.starts_with("../");
        for directory in query.paths {
            if !directory.is_empty() && !leaves_path && self.kind(directory) != Kind::Directory {
                continue;
            }
            if !absolute && let Some(path) = self.through_exports(directory, query)? {
                return Ok(Some(Found { path, bad_main: None }));
            }
            let base = join(directory, request);
            let kind = self.kind(&base);
            if !names_directory {
                if kind == Kind::File {
                    return Ok(Some(Found { path: self.keep_or_real(&base, query), bad_main: None }));
                }
                if let Some(path) = self.with_extension(&base, query) {
                    return Ok(Some(Found { path, bad_main: None }));
                }
            }
            if kind == Kind::Directory
                && let Some(found) = self.directory_main(&base, query)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// A package in `directory` (a `node_modules` folder) whose `exports` answer the request.
    fn through_exports(&self, directory: &str, query: &FindPath) -> Result<Option<String>, ResolveError> {
        let Some((name, subpath)) = split_package_name(query.request) else {
            return Ok(None);
        };
        let package_directory = join(directory, name);
        let Some(package) = self.read_package(&package_directory, None)? else {
            return Ok(None);
        };
        if package.exports.is_none() {
            return Ok(None);
        }
        let resolved = package_exports_resolve(self, &package, &format!(".{subpath}"), None, query.conditions)?;
        self.require_target(resolved, package.directory(), query.preserve_symlinks).map(Some)
    }

    /// The package that `parent_path` belongs to, asked for by its own name (self reference).
    pub fn resolve_self(
        &self,
        parent_path: &str,
        request: &str,
        conditions: &[String],
        preserve_symlinks: bool,
    ) -> Result<Option<String>, ResolveError> {
        let Some(package) = self.nearest_package(parent_path)? else {
            return Ok(None);
        };
        let (Some(name), true) = (&package.name, package.exports.is_some()) else {
            return Ok(None);
        };
        let subpath = match request.strip_prefix(name.as_str()) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!(".{rest}"),
            _ => return Ok(None),
        };
        let resolved = package_exports_resolve(self, &package, &subpath, Some(parent_path), conditions)?;
        self.require_target(resolved, package.directory(), preserve_symlinks).map(Some)
    }

    /// `require('#x')`. `None` when the package has no `imports` at all.
    pub fn resolve_hash(
        &self,
        parent_path: &str,
        request: &str,
        conditions: &[String],
        preserve_symlinks: bool,
    ) -> Result<Option<String>, ResolveError> {
        let Some(package) = self.nearest_package(parent_path)?.filter(|package| package.imports.is_some()) else {
            return Ok(None);
        };
        let resolved = match package_imports_resolve(self, request, parent_path, conditions) {
            Err(ResolveError::ModuleNotFound { .. }) => {
                return Err(ResolveError::TargetNotFound { request: request.to_owned(), map: None });
            }
            resolved => resolved?,
        };
        self.require_target(resolved, &package.path, preserve_symlinks).map(Some)
    }

    /// `map` is what the error calls the package whose map it was: the directory for `exports`, package.json for `imports`.
    fn require_target(&self, target: Resolved, map: &str, preserve_symlinks: bool) -> Result<String, ResolveError> {
        let path = match target {
            Resolved::Builtin(id) => return Ok(id),
            Resolved::Path(path) => path,
        };
        if self.kind(&path) != Kind::File {
            return Err(ResolveError::TargetNotFound { request: path, map: Some(map.to_owned()) });
        }
        Ok(if preserve_symlinks { path } else { self.real_path(&path) })
    }

    fn keep_or_real(&self, path: &str, query: &FindPath) -> String {
        if query.preserve_symlinks { path.to_owned() } else { self.real_path(path) }
    }

    fn with_extension(&self, base: &str, query: &FindPath) -> Option<String> {
        (query.extensions)().iter().find_map(|extension| {
            let path = format!("{base}{extension}");
            (self.kind(&path) == Kind::File).then(|| self.keep_or_real(&path, query))
        })
    }

    /// The `main` of the package in `directory`, or its index file.
    fn directory_main(&self, directory: &str, query: &FindPath) -> Result<Option<Found>, ResolveError> {
        let index = || self.with_extension(&join(directory, "index"), query);
        let package = self.read_package(directory, None)?;
        let Some((package, main)) = package
            .as_ref()
            .and_then(|package| Some((package, package.main.as_ref().filter(|main| !main.is_empty())?)))
        else {
            return Ok(index().map(|path| Found { path, bad_main: None }));
        };
        let target = join(directory, main);
        if self.kind(&target) == Kind::File {
            return Ok(Some(Found { path: self.keep_or_real(&target, query), bad_main: None }));
        }
        let found = self.with_extension(&target, query).or_else(|| self.with_extension(&join(&target, "index"), query));
        if let Some(path) = found {
            return Ok(Some(Found { path, bad_main: None }));
        }
        match index() {
            Some(path) => Ok(Some(Found {
                path,
                bad_main: Some(BadMain { package_json: package.path.clone(), main: main.clone() }),
            })),
            None => Err(ResolveError::InvalidMain {
                main: target,
                package_json: package.path.clone(),
                request: query.request.to_owned(),
            }),
        }
    }

    /// Resolves the specifier of an import that is neither relative nor absolute nor a URL. `base` is the importing file.
    pub fn import_resolve(&self, specifier: &str, base: &str, conditions: &[String]) -> Result<Resolved, ResolveError> {
        if specifier.starts_with('#') {
            package_imports_resolve(self, specifier, base, conditions)
        } else {
            self.package_resolve(specifier, base, conditions)
        }
    }

    /// PACKAGE_RESOLVE of the specification.
    pub fn package_resolve(
        &self,
        specifier: &str,
        base: &str,
        conditions: &[String],
    ) -> Result<Resolved, ResolveError> {
        if self.builtins.borrow().contains(specifier) {
            return Ok(Resolved::Builtin(format!("node:{specifier}")));
        }
        if specifier.is_empty() {
            return Err(ResolveError::ModuleNotFound {
                path: String::new(),
                base: Some(base.to_owned()),
                exact: false,
            });
        }
        let Some((name, subpath)) = parse_import_name(specifier) else {
            return Err(invalid_package_name(specifier, base));
        };
        let subpath = format!(".{subpath}");
        if let Some(package) = self.nearest_package(base)?
            && package.exports.is_some()
            && package.name.as_deref() == Some(name)
        {
            return package_exports_resolve(self, &package, &subpath, Some(base), conditions);
        }
        match self.package_directory(name, base) {
            Some(directory) => self.in_package(&directory, specifier, &subpath, base, conditions),
            None => {
                Err(ResolveError::ModuleNotFound { path: name.to_owned(), base: Some(base.to_owned()), exact: false })
            }
        }
    }

    /// The nearest `node_modules/name` above `base`.
    fn package_directory(&self, name: &str, base: &str) -> Option<String> {
        let mut directory = parent(base);
        loop {
            if !directory.ends_with("/node_modules") {
                let candidate = join(directory, &format!("node_modules/{name}"));
                if self.kind(&candidate) == Kind::Directory {
                    return Some(candidate);
                }
            }
            if directory == "/" {
                return None;
            }
            directory = parent(directory);
        }
    }

    /// The package that a bare specifier names, whether or not it exports anything.
    pub fn find_package(&self, specifier: &str, base: &str) -> Result<Option<Rc<Package>>, ResolveError> {
        let Some((name, _)) = parse_import_name(specifier) else {
            return Err(invalid_package_name(specifier, base));
        };
        match self.package_directory(name, base) {
            Some(directory) => self.read_package(&self.real_path(&directory), None),
            None => Ok(None),
        }
    }

    fn in_package(
        &self,
        directory: &str,
        specifier: &str,
        subpath: &str,
        base: &str,
        conditions: &[String],
    ) -> Result<Resolved, ResolveError> {
        let package = self.read_package(directory, Some(&format!("\"{specifier}\" from {base}")))?;
        if let Some(package) = package.as_ref().filter(|package| package.exports.is_some()) {
            return package_exports_resolve(self, package, subpath, Some(base), conditions);
        }
        if subpath != "." {
            let path = join(directory, subpath);
            return Ok(Resolved::Path(if subpath.ends_with('/') { path + "/" } else { path }));
        }
        let main = package.as_ref().and_then(|package| package.main.as_deref());
        const ENDINGS: [&str; 7] = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"];
        let candidates = main
            .into_iter()
            .flat_map(|main| ENDINGS.iter().map(move |ending| format!("./{main}{ending}")))
            .chain(["index.js", "index.json", "index.node"].map(str::to_owned));
        for candidate in candidates {
            let path = join(directory, &candidate);
            if self.kind(&path) == Kind::File {
                return Ok(Resolved::Path(path));
            }
        }
        Err(ResolveError::ModuleNotFound {
            path: main.map_or_else(|| format!("{directory}/"), |main| join(directory, main)),
            base: Some(base.to_owned()),
            exact: false,
        })
    }

    /// The end of every import of a file: it must exist and be no directory; symbolic links are followed.
    pub fn finalize_import(
        &self,
        path: &str,
        base: Option<&str>,
        preserve_symlinks: bool,
    ) -> Result<String, ResolveError> {
        match self.kind(path) {
            Kind::File if path.ends_with('/') => {}
            Kind::File if preserve_symlinks => return Ok(path.to_owned()),
            Kind::File => return Ok(self.real_path(path)),
            Kind::Directory => {
                return Err(ResolveError::UnsupportedDirImport {
                    path: path.to_owned(),
                    base: base.map(str::to_owned),
                });
            }
            Kind::Missing => {}
        }
        Err(ResolveError::ModuleNotFound { path: path.to_owned(), base: base.map(str::to_owned), exact: true })
    }
}

fn invalid_package_name(specifier: &str, base: &str) -> ResolveError {
    ResolveError::InvalidModuleSpecifier {
        specifier: specifier.to_owned(),
        reason: "is not a valid package name".to_owned(),
        base: Some(base.to_owned()),
    }
}

/// The package name and the rest (`""` or `"/x"`) of a bare `require`; `None` for what cannot have `exports`.
fn split_package_name(request: &str) -> Option<(&str, &str)> {
    let (name, rest) = split_name(request)?;
    let plain = |part: &str| !part.is_empty() && !part.contains(['\\', '%']);
    let valid = match name.strip_prefix('@').and_then(|scoped| scoped.split_once('/')) {
        Some((scope, name)) => plain(scope) && plain(name) && !name.starts_with('.'),
        None => plain(name) && !name.starts_with('.'),
    };
    valid.then_some((name, rest))
}

fn split_name(request: &str) -> Option<(&str, &str)> {
    let from = if request.starts_with('@') { request.find('/')? + 1 } else { 0 };
    let end = request[from..].find('/').map_or(request.len(), |at| from + at);
    Some(request.split_at(end))
}

/// As `split_package_name`, by the rules for imports.
fn parse_import_name(specifier: &str) -> Option<(&str, &str)> {
    let (name, rest) = split_name(specifier)?;
    let valid = !name.is_empty() && !name.starts_with('.') && !name.contains(['\\', '%']);
    valid.then_some((name, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_names() {
        assert_eq!(split_package_name("a"), Some(("a", "")));
        assert_eq!(split_package_name("a/b/c"), Some(("a", "/b/c")));
        assert_eq!(split_package_name("@a/b"), Some(("@a/b", "")));
        assert_eq!(split_package_name("@a/b/c"), Some(("@a/b", "/c")));
        assert_eq!(split_package_name("@a"), None);
        assert_eq!(split_package_name("./a"), None);
        assert_eq!(split_package_name("../a"), None);
        assert_eq!(split_package_name(""), None);
    }
}
