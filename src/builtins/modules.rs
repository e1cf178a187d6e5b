//! `internalBinding('modules')`: resolution, package scopes and sources for the module loaders.
//!
//! What can fail with one of Node's resolution errors returns an array of a kind and its fields instead of a result;
//! `internal/modules/resolve_errors` makes the error.

use std::cell::RefCell;
use std::rc::Rc;

use crate::modules::error::ResolveError;
use crate::modules::exports::Resolved;
use crate::modules::file_system::{Kind, join};
use crate::modules::package_json::Package;
use crate::modules::resolver::FindPath;
use crate::modules::{Resolver, cjs_lexer};
use crate::runtime::Runtime;
use crate::runtime::binding::Binding;
use crate::runtime::convert::{SystemError, string, throw_system_error};
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "modules", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "begin" => begin,
        "end" => end,
        "setBuiltins" => set_builtins,
        "setConditions" => set_conditions,
        "stat" => stat,
        "realpath" => real_path,
        "findPath" => find_path,
        "resolveSelf" => resolve_self,
        "resolveHash" => resolve_hash,
        "resolveImport" => resolve_import,
        "finalizeImport" => finalize_import,
        "getPackageType" => get_package_type,
        "readPackage" => read_package,
        "nearestPackagePath" => nearest_package_path,
        "findPackagePath" => find_package_path,
        "readSource" => read_source,
        "lexCommonJS" => lex_common_js,
    });
}

/// The resolver of an isolate, with the conditions it was started with.
#[derive(Default)]
struct State {
    resolver: Resolver,
    require_conditions: RefCell<Rc<[String]>>,
    import_conditions: RefCell<Rc<[String]>>,
}

fn state(scope: &v8::PinScope<'_, '_>) -> Rc<State> {
    Runtime::current(scope).state::<State>()
}

fn text(scope: &v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> String {
    value.to_rust_string_lossy(scope)
}

/// The strings of an array; anything else has none.
fn texts(scope: &v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Vec<String> {
    let Ok(array) = v8::Local::<v8::Array>::try_from(value) else {
        return Vec::new();
    };
    (0..array.length()).filter_map(|index| Some(text(scope, array.get_index(scope, index)?))).collect()
}

/// The conditions an argument gives, or the ones that hold by default.
fn conditions(
    scope: &v8::PinScope<'_, '_>,
    value: v8::Local<'_, v8::Value>,
    default: &RefCell<Rc<[String]>>,
) -> Rc<[String]> {
    if value.is_array() { texts(scope, value).into() } else { default.borrow().clone() }
}

fn working_directory() -> String {
    std::env::current_dir().map_or_else(|_| "/".to_owned(), |path| path.to_string_lossy().into_owned())
}

fn array<'s>(scope: &v8::PinScope<'s, '_>, elements: &[v8::Local<'s, v8::Value>]) -> v8::Local<'s, v8::Value> {
    v8::Array::new_with_elements(scope, elements).into()
}

/// A directory as Node's messages show it: with a slash at the end.
fn with_slash(directory: String) -> String {
    if directory.ends_with('/') { directory } else { directory + "/" }
}

/// The report of a failed resolution.
fn report<'s>(scope: &v8::PinScope<'s, '_>, error: ResolveError) -> v8::Local<'s, v8::Value> {
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let text = |value: &str| -> v8::Local<v8::Value> { string(scope, value).into() };
    let optional = |value: Option<String>| value.map_or(undefined, |value| text(&value));
    let flag = |value: bool| -> v8::Local<v8::Value> { v8::Boolean::new(scope, value).into() };
    match error {
        ResolveError::PackagePathNotExported { package_directory, subpath, base } => array(
            scope,
            &[
                text("ERR_PACKAGE_PATH_NOT_EXPORTED"),
                text(&with_slash(package_directory)),
                text(&subpath),
                optional(base),
            ],
        ),
        ResolveError::PackageImportNotDefined { specifier, package_directory, base } => array(
            scope,
            &[
                text("ERR_PACKAGE_IMPORT_NOT_DEFINED"),
                text(&specifier),
                optional(package_directory.map(with_slash)),
                optional(base),
            ],
        ),
        ResolveError::InvalidPackageTarget { package_directory, key, target, is_import, base } => array(
            scope,
            &[
                text("ERR_INVALID_PACKAGE_TARGET"),
                text(&with_slash(package_directory)),
                text(&key),
                text(&target),
                flag(is_import),
                optional(base),
            ],
        ),
        ResolveError::InvalidPackageConfig { path, base, reason } => {
            array(scope, &[text("ERR_INVALID_PACKAGE_CONFIG"), text(&path), optional(base), optional(reason)])
        }
        ResolveError::InvalidModuleSpecifier { specifier, reason, base } => {
            array(scope, &[text("ERR_INVALID_MODULE_SPECIFIER"), text(&specifier), text(&reason), optional(base)])
        }
        ResolveError::ModuleNotFound { path, base, exact } => {
            array(scope, &[text("ERR_MODULE_NOT_FOUND"), text(&path), optional(base), flag(exact)])
        }
        ResolveError::UnsupportedDirImport { path, base } => {
            array(scope, &[text("ERR_UNSUPPORTED_DIR_IMPORT"), text(&path), optional(base)])
        }
        ResolveError::TargetNotFound { request, map } => {
            array(scope, &[text("TARGET_NOT_FOUND"), text(&request), optional(map)])
        }
        ResolveError::InvalidMain { main, package_json, request } => {
            array(scope, &[text("INVALID_MAIN"), text(&main), text(&package_json), text(&request)])
        }
    }
}

/// Answers with a path, `undefined`, or a report.
fn answer(scope: &v8::PinScope<'_, '_>, rv: &mut v8::ReturnValue, result: Result<Option<String>, ResolveError>) {
    match result {
        Ok(Some(path)) => rv.set(string(scope, &path).into()),
        Ok(None) => {}
        Err(error) => rv.set(report(scope, error)),
    }
}

fn begin(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    state(scope).resolver.begin();
}

fn end(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    state(scope).resolver.end();
}

/// `setBuiltins(ids)`: the built-in modules that may be named without `node:`.
fn set_builtins(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let ids = texts(scope, args.get(0));
    state(scope).resolver.set_builtins(ids);
}

/// `setConditions(forRequire, forImport)`: what holds where a call names no conditions.
fn set_conditions(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let state = state(scope);
    *state.require_conditions.borrow_mut() = texts(scope, args.get(0)).into();
    *state.import_conditions.borrow_mut() = texts(scope, args.get(1)).into();
}

/// `stat(path)`: 0 for a file, 1 for a directory, negative for nothing.
fn stat(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = text(scope, args.get(0));
    rv.set_int32(match state(scope).resolver.kind(&path) {
        Kind::File => 0,
        Kind::Directory => 1,
        Kind::Missing => -2,
    });
}

fn real_path(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = text(scope, args.get(0));
    let real = state(scope).resolver.real_path(&path);
    rv.set(string(scope, &real).into());
}

/// `findPath(request, paths, extensions, conditions, preserveSymlinks, warnAboutMain)`: `Module._findPath`.
/// `extensions` is the object whose keys are tried in order.
fn find_path(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let state = state(scope);
    let request = text(scope, args.get(0));
    let mut paths = texts(scope, args.get(1));
    for path in &mut paths {
        if !path.is_empty() && !path.starts_with('/') {
            *path = join(&working_directory(), path);
        }
    }
    let conditions = conditions(scope, args.get(3), &state.require_conditions);
    let result = {
        let scope = &*scope;
        let extensions = || extension_names(scope, args.get(2));
        state.resolver.find_path(&FindPath {
            request: &request,
            paths: &paths,
            conditions: &conditions,
            preserve_symlinks: args.get(4).is_true(),
            extensions: &extensions,
        })
    };
    let found = match result {
        Ok(Some(found)) => found,
        Ok(None) => return,
        Err(error) => return rv.set(report(scope, error)),
    };
    if let Some(bad_main) = found.bad_main
        && let Ok(warn) = v8::Local::<v8::Function>::try_from(args.get(5))
    {
        let receiver = v8::undefined(scope).into();
        let values = [string(scope, &bad_main.package_json).into(), string(scope, &bad_main.main).into()];
        if warn.call(scope, receiver, &values).is_none() {
            return;
        }
    }
    rv.set(string(scope, &found.path).into());
}

fn extension_names(scope: &v8::PinScope<'_, '_>, extensions: v8::Local<'_, v8::Value>) -> Vec<String> {
    let names = v8::Local::<v8::Object>::try_from(extensions)
        .ok()
        .and_then(|object| object.get_own_property_names(scope, v8::GetPropertyNamesArgs::default()));
    names.map_or_else(Vec::new, |names| texts(scope, names.into()))
}

/// `resolveSelf(parentPath, request, conditions, preserveSymlinks)`: a package that requires itself by name.
fn resolve_self(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let state = state(scope);
    let (parent, request) = (text(scope, args.get(0)), text(scope, args.get(1)));
    let conditions = conditions(scope, args.get(2), &state.require_conditions);
    let result = state.resolver.resolve_self(&parent, &request, &conditions, args.get(3).is_true());
    answer(scope, &mut rv, result);
}

/// `resolveHash(parentPath, request, conditions, preserveSymlinks)`: `require('#x')`.
fn resolve_hash(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let state = state(scope);
    let (parent, request) = (text(scope, args.get(0)), text(scope, args.get(1)));
    let conditions = conditions(scope, args.get(2), &state.require_conditions);
    let result = state.resolver.resolve_hash(&parent, &request, &conditions, args.get(3).is_true());
    answer(scope, &mut rv, result);
}

/// `resolveImport(specifier, basePath, conditions)`: a bare or `#` specifier, to a path or a `node:` id, not yet finalized.
fn resolve_import(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let state = state(scope);
    let (specifier, base) = (text(scope, args.get(0)), text(scope, args.get(1)));
    let conditions = conditions(scope, args.get(2), &state.import_conditions);
    let result = state.resolver.import_resolve(&specifier, &base, &conditions).map(|resolved| {
        Some(match resolved {
            Resolved::Path(path) => path,
            Resolved::Builtin(id) => id,
        })
    });
    answer(scope, &mut rv, result);
}

/// `finalizeImport(path, basePath, preserveSymlinks)`: the real path of an imported file.
fn finalize_import(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = text(scope, args.get(0));
    let base = args.get(1).is_string().then(|| text(scope, args.get(1)));
    let result = state(scope).resolver.finalize_import(&path, base.as_deref(), args.get(2).is_true());
    answer(scope, &mut rv, result.map(Some));
}

/// `getPackageType(path)`: `"none"`, `"commonjs"` or `"module"`, the `type` of the package that the file belongs to.
fn get_package_type(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = text(scope, args.get(0));
    match state(scope).resolver.nearest_package(&path) {
        Ok(package) => {
            let package_type = package.map(|package| package.package_type).unwrap_or_default();
            rv.set(string(scope, package_type.as_str()).into());
        }
        Err(error) => rv.set(report(scope, error)),
    }
}

/// `readPackage(directory)`: `[path, name, main, type, exports, imports]` with the maps as JSON text; `undefined` without a file.
fn read_package(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let directory = text(scope, args.get(0));
    match state(scope).resolver.read_package(&directory, None) {
        Ok(Some(package)) => rv.set(describe(scope, &package)),
        Ok(None) => {}
        Err(error) => rv.set(report(scope, error)),
    }
}

fn describe<'s>(scope: &v8::PinScope<'s, '_>, package: &Package) -> v8::Local<'s, v8::Value> {
    let text = |value: Option<String>| -> v8::Local<v8::Value> {
        value.map_or_else(|| v8::undefined(scope).into(), |value| string(scope, &value).into())
    };
    array(
        scope,
        &[
            text(Some(package.path.clone())),
            text(package.name.clone()),
            text(package.main.clone()),
            text(Some(package.package_type.as_str().to_owned())),
            text(package.exports.as_ref().map(ToString::to_string)),
            text(package.imports.as_ref().map(ToString::to_string)),
        ],
    )
}

/// `nearestPackagePath(path)`: the `package.json` of the package that the file belongs to.
fn nearest_package_path(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = text(scope, args.get(0));
    let result = state(scope).resolver.nearest_package(&path);
    answer(scope, &mut rv, result.map(|package| package.map(|package| package.path.clone())));
}

/// `findPackagePath(specifier, basePath)`: the `package.json` of the package that a bare specifier names, `exports` or not.
fn find_package_path(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let (specifier, base) = (text(scope, args.get(0)), text(scope, args.get(1)));
    let result = state(scope).resolver.find_package(&specifier, &base);
    answer(scope, &mut rv, result.map(|package| package.map(|package| package.path.clone())));
}

/// `readSource(path)`: the text of a file.
fn read_source(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = text(scope, args.get(0));
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let error = match error.raw_os_error() {
                Some(libc::EISDIR) => SystemError::from_io(&error, "read"),
                _ => SystemError::from_io(&error, "open").path(path),
            };
            return throw_system_error(scope, error);
        }
    };
    let source = if bytes.is_ascii() {
        v8::String::new_from_one_byte(scope, &bytes, v8::NewStringType::Normal)
    } else {
        v8::String::new_from_utf8(scope, &bytes, v8::NewStringType::Normal)
    };
    match source {
        Some(source) => rv.set(source.into()),
        None => crate::runtime::convert::throw_error(
            scope,
            "ERR_STRING_TOO_LONG",
            "Cannot create a string longer than 0x1fffffe8 characters",
        ),
    }
}

/// `lexCommonJS(source)`: `[exports, reexports]` as far as they can be read off the text.
fn lex_common_js(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let source = text(scope, args.get(0));
    let found = cjs_lexer::analyze(&source);
    let list = |names: &[String]| {
        let names: Vec<v8::Local<v8::Value>> = names.iter().map(|name| string(scope, name).into()).collect();
        array(scope, &names)
    };
    let (exports, reexports) = (list(&found.exports), list(&found.reexports));
    rv.set(array(scope, &[exports, reexports]));
}
