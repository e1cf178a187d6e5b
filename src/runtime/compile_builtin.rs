// How a file of `js/` is compiled. Included by the runtime and by build.rs, so that the snapshot and what is compiled later
// are the same.

use v8::script_compiler::{self, CachedData, CompileOptions};

/// V8's flags that the snapshot and the code caches are made with. The program starts with the same ones: V8 refuses code
/// caches of other flags (and then compiles). Not frozen: `v8.setFlagsFromString` sets flags later on.
pub const FLAGS: &str = "--no-freeze-flags-after-init --js-source-phase-imports";

/// How a module is compiled.
#[allow(dead_code, reason = "build.rs writes caches and never reads them, the program the other way round")]
enum Compile<'a> {
    /// Its functions when they are first called.
    Lazily,
    /// With all its functions.
    Whole,
    /// From the bytecode that an earlier `Whole` left.
    FromCache(&'a [u8]),
}

/// The packages of npm that `js/deps/package.json` names, here as in Node.js, each with its entry point: undici is `fetch` and
/// its classes, `WebSocket` and `EventSource`; amaro erases the types of TypeScript. `deps/undici/lib/core/util` is a module's
/// id. They are never part of the snapshot.
const DEPENDENCIES: &[(&str, &str)] = &[("amaro", "dist/index"), ("undici", "index-fetch")];

/// The function that the source of a built-in module is the body of. `None`: a syntax error is pending.
fn compile_builtin<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    id: &str,
    source: v8::Local<'_, v8::String>,
    how: Compile<'_>,
) -> Option<v8::Local<'s, v8::Function>> {
    // The last one tells undici that it is the host's own (it then calls itself "node" in `user-agent`).
    let parameters = ["exports", "require", "module", "internalBinding", "process", "__UNDICI_IS_NODE__"];
    let parameters = if id.starts_with("deps/") { &parameters[..] } else { &parameters[..5] };
    compile_function_body(scope, id, source, parameters, how)
}

fn compile_function_body<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    id: &str,
    source: v8::Local<'_, v8::String>,
    parameters: &[&str],
    how: Compile<'_>,
) -> Option<v8::Local<'s, v8::Function>> {
    let name = if id.starts_with("node:") {
        id.to_owned()
    } else if id.starts_with("deps/") {
        format!("node:internal/{id}")
    } else {
        format!("node:{id}")
    };
    let name = v8::String::new(scope, &name)?;
    let origin = v8::ScriptOrigin::new(scope, name.into(), 0, 0, false, 0, None, false, false, false, None);
    let (mut source, options) = match how {
        Compile::Lazily => (script_compiler::Source::new(source, Some(&origin)), CompileOptions::NoCompileOptions),
        Compile::Whole => (script_compiler::Source::new(source, Some(&origin)), CompileOptions::EagerCompile),
        Compile::FromCache(bytes) => (
            script_compiler::Source::new_with_cached_data(source, Some(&origin), CachedData::new(bytes)),
            CompileOptions::ConsumeCodeCache,
        ),
    };
    let mut names = Vec::with_capacity(parameters.len());
    for parameter in parameters {
        names.push(v8::String::new(scope, parameter)?);
    }
    script_compiler::compile_function(
        scope,
        &mut source,
        &names,
        &[],
        options,
        script_compiler::NoCacheReason::NoReason,
    )
}

/// Evaluates bootstrap.js with `compileFunction`, `defineLazyProperty` and the ids of all built-in modules.
fn bootstrap<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    compile: v8::Local<'_, v8::Function>,
    define_lazy_property: v8::Local<'_, v8::Function>,
    ids: &[String],
    source: &str,
) -> Option<v8::Local<'s, v8::Object>> {
    let source = v8::String::new(scope, source)?;
    let parameters = ["compileFunction", "defineLazyProperty", "builtinIds"];
    let function = compile_function_body(scope, "internal/bootstrap", source, &parameters, Compile::Lazily)?;
    let ids: Option<Vec<v8::Local<v8::Value>>> =
        ids.iter().map(|id| v8::String::new(scope, id).map(Into::into)).collect();
    let ids = v8::Array::new_with_elements(scope, &ids?);
    let receiver = v8::undefined(scope).into();
    function.call(scope, receiver, &[compile.into(), define_lazy_property.into(), ids.into()])?.try_into().ok()
}

/// How the snapshot refers to a source: by its place among all of them.
fn source_reference(source: &'static v8::OneByteConst) -> v8::ExternalReference {
    v8::ExternalReference { pointer: std::ptr::from_ref(source).cast_mut().cast() }
}

/// The id of each file below a `js/` directory, in order, without bootstrap.js.
fn ids_in(directory: &std::path::Path) -> Vec<String> {
    fn collect(directory: &std::path::Path, prefix: &str, ids: &mut Vec<String>) {
        let Ok(entries) = std::fs::read_dir(directory) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                // The packages of npm that are built in: their files are found under `deps/`.
                if name != "node_modules" {
                    collect(&entry.path(), &format!("{prefix}{name}/"), ids);
                }
            } else if let Some(stem) = name.strip_suffix(".js") {
                ids.push(format!("{prefix}{stem}"));
            }
        }
    }
    let mut ids = Vec::new();
    collect(directory, "", &mut ids);
    for (package, entry) in DEPENDENCIES {
        let package_directory = directory.join(format!("deps/node_modules/{package}"));
        ids.push(format!("deps/{package}/{entry}"));
        collect(&package_directory.join("lib"), &format!("deps/{package}/lib/"), &mut ids);
    }
    let mut ids: Vec<_> = ids
        .into_iter()
        .filter(|id| id != "bootstrap")
        .map(|id| match id.strip_prefix("node/") {
            Some(name) => format!("node:{name}"),
            None => id,
        })
        .collect();
    ids.sort();
    ids
}

/// The file of a built-in module, relative to `js/`.
fn file_of(id: &str) -> String {
    if let Some(name) = id.strip_prefix("node:") {
        return format!("node/{name}.js");
    }
    match id.strip_prefix("deps/") {
        Some(name) => format!("deps/node_modules/{name}.js"),
        None => format!("{id}.js"),
    }
}
