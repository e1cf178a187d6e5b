//! The `exports` and `imports` maps of packages, as the Node.js documentation of packages specifies them.

use serde_json::{Map, Value};

use super::error::ResolveError;
use super::file_system::join;
use super::package_json::Package;
use super::resolver::Resolver;

/// What a map entry leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    Path(String),
    /// A built-in module, with its `node:` prefix.
    Builtin(String),
}

/// `None` means "no condition matched", `Some(None)` an explicit `null`.
type Target = Option<Option<Resolved>>;

/// Everything that stays the same while one map entry is followed.
struct Entry<'a> {
    resolver: &'a Resolver,
    package: &'a Package,
    /// The key of the map, for messages.
    key: &'a str,
    /// What the `*` of the key stood for.
    pattern_match: Option<&'a str>,
    is_import: bool,
    base: Option<&'a str>,
    conditions: &'a [String],
}

/// Resolves `subpath` (`"."` or `"./x"`) through the package's `exports`.
pub fn package_exports_resolve(
    resolver: &Resolver,
    package: &Package,
    subpath: &str,
    base: Option<&str>,
    conditions: &[String],
) -> Result<Resolved, ResolveError> {
    let exports = package.exports.as_ref().unwrap_or(&Value::Null);
    let sugar;
    let map = if is_main_sugar(exports, package, base)? {
        sugar = Map::from_iter([(".".to_owned(), exports.clone())]);
        Some(&sugar)
    } else {
        exports.as_object()
    };
    if let Some(map) = map
        && let Some((key, target, pattern_match)) = find_entry(map, subpath)
    {
        let entry = Entry { resolver, package, key, pattern_match, is_import: false, base, conditions };
        if let Some(Some(resolved)) = entry.follow(target)? {
            return Ok(resolved);
        }
    }
    Err(ResolveError::PackagePathNotExported {
        package_directory: package.directory().to_owned(),
        subpath: subpath.to_owned(),
        base: base.map(str::to_owned),
    })
}

/// Resolves `specifier` (`"#x"`) through the `imports` of the package that `base` (a file's path) belongs to.
pub fn package_imports_resolve(
    resolver: &Resolver,
    specifier: &str,
    base: &str,
    conditions: &[String],
) -> Result<Resolved, ResolveError> {
    if specifier == "#" || specifier.ends_with('/') {
        return Err(ResolveError::InvalidModuleSpecifier {
            specifier: specifier.to_owned(),
            reason: "is not a valid internal imports specifier name".to_owned(),
            base: Some(base.to_owned()),
        });
    }
    let package = resolver.nearest_package(base)?;
    if let Some(package) = &package
        && let Some(Value::Object(map)) = &package.imports
        && let Some((key, target, pattern_match)) = find_entry(map, specifier)
    {
        let entry = Entry { resolver, package, key, pattern_match, is_import: true, base: Some(base), conditions };
        if let Some(Some(resolved)) = entry.follow(target)? {
            return Ok(resolved);
        }
    }
    Err(ResolveError::PackageImportNotDefined {
        specifier: specifier.to_owned(),
        package_directory: package.map(|package| package.directory().to_owned()),
        base: Some(base.to_owned()),
    })
}

/// True when `exports` is the target of `"."` itself and not a map of subpaths.
fn is_main_sugar(exports: &Value, package: &Package, base: Option<&str>) -> Result<bool, ResolveError> {
    let map = match exports {
        Value::String(_) | Value::Array(_) => return Ok(true),
        Value::Object(map) => map,
        _ => return Ok(false),
    };
    let mut answer = None;
    for key in map.keys() {
        let sugar = !key.starts_with('.');
        if *answer.get_or_insert(sugar) != sugar {
            return Err(ResolveError::InvalidPackageConfig {
                path: package.path.clone(),
                base: base.map(str::to_owned),
                reason: Some(
                    "\"exports\" cannot contain some keys starting with '.' and some not. The exports object must either \
                     be an object of package subpath keys or an object of main entry condition name keys only."
                        .to_owned(),
                ),
            });
        }
    }
    Ok(answer.unwrap_or(false))
}

/// The entry for `request`: the key itself, else the most specific pattern.
fn find_entry<'m, 'r>(map: &'m Map<String, Value>, request: &'r str) -> Option<(&'m str, &'m Value, Option<&'r str>)> {
    if !request.contains('*')
        && !request.ends_with('/')
        && let Some((key, target)) = map.get_key_value(request)
    {
        return Some((key, target, None));
    }
    let mut best: Option<(&str, &Value, &str)> = None;
    for (key, target) in map {
        let Some((head, tail)) = key.split_once('*') else {
            continue;
        };
        if tail.contains('*') || request.len() < key.len() {
            continue;
        }
        let Some(matched) = request.strip_prefix(head).and_then(|rest| rest.strip_suffix(tail)) else {
            continue;
        };
        if best.is_none_or(|(best_key, ..)| is_more_specific(key, best_key)) {
            best = Some((key, target, matched));
        }
    }
    best.map(|(key, target, matched)| (key, target, Some(matched)))
}

/// Both keys have exactly one `*`: the longer part before it wins, then the longer key.
fn is_more_specific(key: &str, than: &str) -> bool {
    let star = |key: &str| key.find('*').unwrap_or(key.len());
    (star(key), key.len()) > (star(than), than.len())
}

impl Entry<'_> {
    fn follow(&self, target: &Value) -> Result<Target, ResolveError> {
        match target {
            Value::String(target) => self.follow_string(target).map(|resolved| Some(Some(resolved))),
            Value::Array(targets) => self.follow_array(targets),
            Value::Object(conditions) => self.follow_conditions(conditions),
            Value::Null => Ok(Some(None)),
            _ => Err(self.invalid_target(target)),
        }
    }

    /// The first target that is valid.
    fn follow_array(&self, targets: &[Value]) -> Result<Target, ResolveError> {
        if targets.is_empty() {
            return Ok(Some(None));
        }
        let mut last = Ok(None);
        for target in targets {
            match self.follow(target) {
                Ok(Some(Some(resolved))) => return Ok(Some(Some(resolved))),
                Ok(None) => {}
                Ok(Some(None)) => last = Ok(Some(None)),
                Err(error @ ResolveError::InvalidPackageTarget { .. }) => last = Err(error),
                Err(error) => return Err(error),
            }
        }
        last
    }

    fn follow_conditions(&self, map: &Map<String, Value>) -> Result<Target, ResolveError> {
        if map.keys().any(|key| is_array_index(key)) {
            return Err(ResolveError::InvalidPackageConfig {
                path: self.package.path.clone(),
                base: self.base.map(str::to_owned),
                reason: Some("\"exports\" cannot contain numeric property keys.".to_owned()),
            });
        }
        for (key, target) in map {
            if (key == "default" || self.conditions.iter().any(|condition| condition == key))
                && let Some(found) = self.follow(target)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn follow_string(&self, target: &str) -> Result<Resolved, ResolveError> {
        let Some(relative) = target.strip_prefix("./") else {
            if self.is_import && !target.starts_with("../") && !target.starts_with('/') && !is_url(target) {
                let specifier = self.fill_pattern(target);
                return self.resolver.package_resolve(&specifier, &self.package.path, self.conditions);
            }
            return Err(self.invalid_target(&Value::String(target.to_owned())));
        };
        if has_invalid_segment(relative) {
            return Err(self.invalid_target(&Value::String(target.to_owned())));
        }
        if let Some(matched) = self.pattern_match
            && has_invalid_segment(matched)
        {
            return Err(self.invalid_subpath(matched));
        }
        let filled = self.fill_pattern(relative);
        let path = join(self.package.directory(), &filled);
        let path = if filled.ends_with('/') { path + "/" } else { path };
        match percent_decode(&path) {
            Some(path) => Ok(Resolved::Path(path)),
            None => Err(ResolveError::InvalidModuleSpecifier {
                // Node.js shows the path of an import, and the URL of a require.
                specifier: if self.base.is_some() { path } else { format!("file://{path}") },
                reason: "must not include encoded \"/\" or \"\\\" characters".to_owned(),
                base: self.base.map(str::to_owned),
            }),
        }
    }

    fn fill_pattern(&self, target: &str) -> String {
        match self.pattern_match {
            Some(matched) => target.replace('*', matched),
            None => target.to_owned(),
        }
    }

    fn invalid_target(&self, target: &Value) -> ResolveError {
        ResolveError::InvalidPackageTarget {
            package_directory: self.package.directory().to_owned(),
            key: self.key.to_owned(),
            target: target.to_string(),
            is_import: self.is_import,
            base: self.base.map(str::to_owned),
        }
    }

    fn invalid_subpath(&self, matched: &str) -> ResolveError {
        ResolveError::InvalidModuleSpecifier {
            specifier: self.key.replacen('*', matched, 1),
            reason: format!(
                "request is not a valid match in pattern \"{}\" for the \"{}\" resolution of {}",
                self.key,
                if self.is_import { "imports" } else { "exports" },
                self.package.path
            ),
            base: self.base.map(str::to_owned),
        }
    }
}

fn is_array_index(key: &str) -> bool {
    match key.parse::<u32>() {
        Ok(index) => index != u32::MAX && index.to_string() == key,
        Err(_) => false,
    }
}

/// Whether the text parses as an absolute URL: a scheme and a colon.
pub fn is_url(text: &str) -> bool {
    match text.split_once(':') {
        Some((scheme, _)) => {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        }
        None => false,
    }
}

/// A segment that would leave the package or enter another one. (An empty one is only deprecated.)
fn has_invalid_segment(path: &str) -> bool {
    path.split(['/', '\\']).any(|segment| {
        let decoded = match segment.contains('%') {
            true => percent_decode(segment).unwrap_or_default(),
            false => segment.to_owned(),
        };
        matches!(decoded.as_str(), "." | "..") || decoded.eq_ignore_ascii_case("node_modules")
    })
}

/// Undoes percent-encoding; `None` when a separator was encoded. What is no valid escape stays.
pub fn percent_decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let escape = match bytes[at] {
            b'%' => bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok()),
            _ => None,
        };
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(b'/' | b'\\') => return None,
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(exports: &str, subpath: &str) -> Result<Resolved, ResolveError> {
        let package = Package {
            path: "/p/package.json".to_owned(),
            exports: serde_json::from_str(exports).ok(),
            ..Package::default()
        };
        let conditions = ["node".to_owned(), "require".to_owned()];
        package_exports_resolve(&Resolver::default(), &package, subpath, None, &conditions)
    }

    fn path(exports: &str, subpath: &str) -> Option<String> {
        match resolve(exports, subpath) {
            Ok(Resolved::Path(path)) => Some(path),
            _ => None,
        }
    }

    #[test]
    fn sugar_conditions_and_order() {
        assert_eq!(path(r#""./a.js""#, ".").as_deref(), Some("/p/a.js"));
        assert_eq!(path(r#"{"import":"./a.mjs","require":"./a.cjs"}"#, ".").as_deref(), Some("/p/a.cjs"));
        assert_eq!(path(r#"{"node":{"import":"./i.js"},"default":"./d.js"}"#, ".").as_deref(), Some("/p/d.js"));
        assert_eq!(path(r#"{".":["bad","./ok.js"]}"#, ".").as_deref(), Some("/p/ok.js"));
    }

    #[test]
    fn patterns_prefer_the_most_specific() {
        let map = r#"{"./f/*":"./lib/*.js","./f/internal/*":null,"./f/*.js":"./lib/*.js","./f/a":"./exact.js"}"#;
        assert_eq!(path(map, "./f/x").as_deref(), Some("/p/lib/x.js"));
        assert_eq!(path(map, "./f/x.js").as_deref(), Some("/p/lib/x.js"));
        assert_eq!(path(map, "./f/a").as_deref(), Some("/p/exact.js"));
        assert_eq!(path(map, "./f/internal/x"), None);
        assert!(matches!(resolve(map, "./f/../../x"), Err(ResolveError::InvalidModuleSpecifier { .. })));
    }

    #[test]
    fn targets_must_stay_inside() {
        assert!(matches!(resolve(r#""../a.js""#, "."), Err(ResolveError::InvalidPackageTarget { .. })));
        assert!(matches!(resolve(r#""./node_modules/a.js""#, "."), Err(ResolveError::InvalidPackageTarget { .. })));
        assert!(matches!(resolve(r#"{".":"./a","x":"./b"}"#, "."), Err(ResolveError::InvalidPackageConfig { .. })));
    }
}
