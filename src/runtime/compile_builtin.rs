// How a file of `js/` is compiled. Included by the runtime and by build.rs, so that the snapshot and what is compiled later
// are the same.

/// Modules whose functions every program runs when it starts: compiled whole, so that the snapshot holds their bytecode and
/// start-up compiles nothing of them.
const RUN_AT_START: &[&str] = &[
    "internal/bootstrap/node",
    "internal/modules/cjs/loader",
    "internal/modules/cjs/resolve",
    "internal/modules/helpers",
    "internal/modules/run_main",
    "internal/process/execution",
    "internal/process/main",
    "internal/process/pre_execution",
    "internal/process/task_queues",
    "internal/process/warning",
    "internal/timers",
];

/// The function that the source of a built-in module is the body of. `None`: a syntax error is pending.
fn compile_builtin<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    id: &str,
    source: v8::Local<'_, v8::String>,
) -> Option<v8::Local<'s, v8::Function>> {
    let parameters = ["exports", "require", "module", "internalBinding"];
    compile_function_body(scope, id, source, &parameters)
}

fn compile_function_body<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    id: &str,
    source: v8::Local<'_, v8::String>,
    parameters: &[&str],
) -> Option<v8::Local<'s, v8::Function>> {
    let name = if id.starts_with("node:") { id.to_owned() } else { format!("node:{id}") };
    let name = v8::String::new(scope, &name)?;
    let origin = v8::ScriptOrigin::new(scope, name.into(), 0, 0, false, 0, None, false, false, false, None);
    let mut source = v8::script_compiler::Source::new(source, Some(&origin));
    let mut names = Vec::with_capacity(parameters.len());
    for parameter in parameters {
        names.push(v8::String::new(scope, parameter)?);
    }
    let options = if RUN_AT_START.contains(&id) {
        v8::script_compiler::CompileOptions::EagerCompile
    } else {
        v8::script_compiler::CompileOptions::NoCompileOptions
    };
    v8::script_compiler::compile_function(
        scope,
        &mut source,
        &names,
        &[],
        options,
        v8::script_compiler::NoCacheReason::NoReason,
    )
}

/// Evaluates bootstrap.js with `compileFunction` and the ids of all built-in modules.
fn bootstrap<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    compile: v8::Local<'_, v8::Function>,
    ids: &[String],
    source: &str,
) -> Option<v8::Local<'s, v8::Object>> {
    let source = v8::String::new(scope, source)?;
    let function = compile_function_body(scope, "internal/bootstrap", source, &["compileFunction", "builtinIds"])?;
    let ids: Option<Vec<v8::Local<v8::Value>>> =
        ids.iter().map(|id| v8::String::new(scope, id).map(Into::into)).collect();
    let ids = v8::Array::new_with_elements(scope, &ids?);
    let receiver = v8::undefined(scope).into();
    function.call(scope, receiver, &[compile.into(), ids.into()])?.try_into().ok()
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
                collect(&entry.path(), &format!("{prefix}{name}/"), ids);
            } else if let Some(stem) = name.strip_suffix(".js") {
                ids.push(format!("{prefix}{stem}"));
            }
        }
    }
    let mut ids = Vec::new();
    collect(directory, "", &mut ids);
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
    match id.strip_prefix("node:") {
        Some(name) => format!("node/{name}.js"),
        None => format!("{id}.js"),
    }
}
