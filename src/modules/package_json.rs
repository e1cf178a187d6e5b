//! `package.json` files as resolution sees them: the fields that matter, read once, found from any path below.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;

use super::error::ResolveError;
use super::file_system::{FileSystem, parent};

/// The `type` field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageType {
    #[default]
    None,
    CommonJs,
    Module,
}

impl PackageType {
    pub fn as_str(self) -> &'static str {
        match self {
            PackageType::None => "none",
            PackageType::CommonJs => "commonjs",
            PackageType::Module => "module",
        }
    }
}

/// One package's configuration.
#[derive(Debug, Default)]
pub struct Package {
    /// The path of the `package.json` file itself.
    pub path: String,
    pub name: Option<String>,
    pub main: Option<String>,
    pub package_type: PackageType,
    /// Absent and `null` mean the same.
    pub exports: Option<Value>,
    /// Only an object counts.
    pub imports: Option<Value>,
}

impl Package {
    pub fn directory(&self) -> &str {
        parent(&self.path)
    }
}

#[derive(Deserialize)]
struct Fields {
    name: Option<Value>,
    main: Option<Value>,
    #[serde(rename = "type")]
    package_type: Option<Value>,
    exports: Option<Value>,
    imports: Option<Value>,
}

/// Every package that was read, by its directory. Like Node.js, a package once read is never read again.
#[derive(Default)]
pub struct Packages {
    by_directory: RefCell<HashMap<String, Rc<Package>>>,
    /// The package that the files of a directory belong to.
    nearest: RefCell<HashMap<String, Rc<Package>>>,
    /// Directories without a `package.json`, and those whose files belong to no package: while the file system remembers.
    missing: RefCell<HashSet<String>>,
    nowhere: RefCell<HashSet<String>>,
    epoch: Cell<u32>,
}

impl Packages {
    /// The `package.json` in `directory` itself. `base` is who asked, for the message about an unreadable file.
    pub fn read(
        &self,
        file_system: &FileSystem,
        directory: &str,
        base: Option<&str>,
    ) -> Result<Option<Rc<Package>>, ResolveError> {
        if let Some(package) = self.by_directory.borrow().get(directory) {
            return Ok(Some(package.clone()));
        }
        self.check_epoch(file_system);
        if self.missing.borrow().contains(directory) {
            return Ok(None);
        }
        let path = format!("{}/package.json", directory.trim_end_matches('/'));
        let Ok(text) = std::fs::read(&path) else {
            if file_system.remembers() {
                self.missing.borrow_mut().insert(directory.to_owned());
            }
            return Ok(None);
        };
        let package = Rc::new(parse(path, &text, base)?);
        self.by_directory.borrow_mut().insert(directory.to_owned(), package.clone());
        Ok(Some(package))
    }

    /// Forgets where there is no `package.json`.
    pub fn forget_missing(&self) {
        self.missing.borrow_mut().clear();
        self.nowhere.borrow_mut().clear();
    }

    fn check_epoch(&self, file_system: &FileSystem) {
        let epoch = file_system.epoch();
        if self.epoch.replace(epoch) != epoch {
            self.forget_missing();
        }
    }

    /// The package whose scope `path` (a file) is in: the nearest `package.json` above it, not looking beyond `node_modules`.
    pub fn nearest(&self, file_system: &FileSystem, path: &str) -> Result<Option<Rc<Package>>, ResolveError> {
        let start = parent(path);
        if let Some(package) = self.nearest.borrow().get(start) {
            return Ok(Some(package.clone()));
        }
        self.check_epoch(file_system);
        if self.nowhere.borrow().contains(start) {
            return Ok(None);
        }
        let mut directory = start;
        loop {
            if directory.ends_with("/node_modules") {
                break;
            }
            if let Some(package) = self.read(file_system, directory, None)? {
                self.nearest.borrow_mut().insert(start.to_owned(), package.clone());
                return Ok(Some(package));
            }
            if directory == "/" {
                break;
            }
            directory = parent(directory);
        }
        if file_system.remembers() {
            self.nowhere.borrow_mut().insert(start.to_owned());
        }
        Ok(None)
    }
}

fn parse(path: String, text: &[u8], base: Option<&str>) -> Result<Package, ResolveError> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let fields: Fields = match serde_json::from_slice(text) {
        Ok(fields) => fields,
        Err(_) => {
            return Err(ResolveError::InvalidPackageConfig { path, base: base.map(str::to_owned), reason: None });
        }
    };
    let string = |value: Option<Value>| match value {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    Ok(Package {
        path,
        name: string(fields.name),
        main: string(fields.main),
        package_type: match string(fields.package_type).as_deref() {
            Some("commonjs") => PackageType::CommonJs,
            Some("module") => PackageType::Module,
            _ => PackageType::None,
        },
        exports: fields.exports.filter(|value| !value.is_null()),
        imports: fields.imports.filter(Value::is_object),
    })
}
