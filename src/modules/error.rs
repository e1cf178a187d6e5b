//! Why a specifier could not be resolved. The JavaScript half makes Node's error of it (`internal/modules/resolve_errors`).

#[derive(Debug, Clone)]
pub enum ResolveError {
    /// `exports` has no entry for the subpath.
    PackagePathNotExported {
        package_directory: String,
        subpath: String,
        base: Option<String>,
    },
    /// `imports` has no entry for the specifier, or there is no package.
    PackageImportNotDefined {
        specifier: String,
        package_directory: Option<String>,
        base: Option<String>,
    },
    /// An entry of `exports` or `imports` points to something that is not allowed (`target`, as JSON).
    InvalidPackageTarget {
        package_directory: String,
        key: String,
        target: String,
        is_import: bool,
        base: Option<String>,
    },
    InvalidPackageConfig {
        path: String,
        base: Option<String>,
        reason: Option<String>,
    },
    InvalidModuleSpecifier {
        specifier: String,
        reason: String,
        base: Option<String>,
    },
    /// Of an import: no such package, or (`exact`) no such file.
    ModuleNotFound {
        path: String,
        base: Option<String>,
        exact: bool,
    },
    UnsupportedDirImport {
        path: String,
        base: Option<String>,
    },
    /// Of a `require`: the `map` of a package names a file that does not exist.
    TargetNotFound {
        request: String,
        map: Option<String>,
    },
    /// The `main` of a package names nothing, and there is no index either.
    InvalidMain {
        main: String,
        package_json: String,
        request: String,
    },
}
