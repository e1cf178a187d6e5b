//! Builds the startup snapshot of `js/`, the code cache of what is not in it, and the table of its sources, and tells the linker
//! which symbols addons may see.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

include!("src/runtime/compile_builtin.rs");
include!("src/runtime/lazy_property.rs");

/// Modules whose functions every program runs when it starts: compiled whole, so that the snapshot holds their bytecode and
/// start-up compiles nothing of them.
const RUN_AT_START: &[&str] = &[
    "internal/async_hooks",
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

thread_local! {
    /// The sources, as strings outside of V8's heap, that live to the end.
    static SOURCES: std::cell::RefCell<HashMap<String, &'static v8::OneByteConst>> = std::cell::RefCell::default();
    /// The modules that the snapshot has evaluated.
    static EVALUATED: std::cell::RefCell<HashSet<String>> = std::cell::RefCell::default();
}

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=js");
    println!("cargo:rerun-if-changed=src/runtime/compile_builtin.rs");
    println!("cargo:rerun-if-changed=src/runtime/lazy_property.rs");

    export_symbols(&out);
    let js = root.join("js");
    require_dependencies(&js);
    let mut ids = ids_in(&js);
    ids.push("bootstrap".to_owned());
    ids.sort();
    let mut references = read_sources(&js, &out, &ids);
    references.push(lazy_property_reference());
    v8::V8::set_flags_from_string(FLAGS);
    let platform = v8::new_unprotected_default_platform(1, false).make_shared();
    v8::V8::initialize_platform(platform);
    v8::V8::initialize();
    let snapshot = make_snapshot(&ids, references.clone());
    fs::write(out.join("snapshot.bin"), &snapshot).expect("OUT_DIR is writable");
    let caches = make_code_caches(&ids, snapshot, references);
    write_sources(&js, &ids, &caches, &out);
}

macro_rules! functions {
    ($($since:literal $class:ident $name:ident,)*) => {
        /// The functions of Node-API, from the table that the crate is made from.
        const NODE_API: &[&str] = &[$(stringify!($name)),*];
    };
}

include!("napi/src/functions.rs");

/// What addons find in the program itself: the functions of Node-API, every public function of libuv, and
/// `node_module_register`, which only explains that an addon was built for V8's C++ API. Nothing else is visible, so nothing
/// of ours ever meets an addon's own copy of a library.
fn export_symbols(out: &Path) {
    println!("cargo:rerun-if-changed=napi/src/functions.rs");
    let mut list = String::from("{\n");
    for name in NODE_API.iter().chain(&["node_module_register", "uv_*"]) {
        list.push_str(&format!("  {name};\n"));
    }
    list.push_str("};\n");
    let file = out.join("exported_symbols.txt");
    fs::write(&file, list).expect("OUT_DIR is writable");
    println!("cargo:rustc-link-arg-bins=-Wl,--export-dynamic-symbol-list={}", file.display());
    println!("cargo:rustc-link-arg-bins=-Wl,--undefined-glob=uv_*");
    // `uv_default_loop` makes its loop through src/event_loop/uv.rs, which so hears of it.
    println!("cargo:rustc-link-arg-bins=-Wl,--wrap=uv_loop_init");
    // At a fixed address, as Node's own binary: some 60,000 pointers need no relocation when the program starts.
    println!("cargo:rustc-link-arg-bins=-no-pie");
}

/// The packages of npm that are built in have to be there, and tell their versions (`process.versions`).
fn require_dependencies(js: &Path) {
    for (package, _) in DEPENDENCIES {
        let manifest = js.join(format!("deps/node_modules/{package}/package.json"));
        let version = fs::read_to_string(&manifest).ok().and_then(|text| {
            let (_, rest) = text.split_once("\"version\": \"")?;
            Some(rest.split_once('"')?.0.to_owned())
        });
        let Some(version) = version else {
            eprintln!(
                "the npm package {package} is missing in js/deps: run `make dependencies` (or `npm ci` in js/deps)"
            );
            std::process::exit(1)
        };
        println!("cargo:rerun-if-changed={}", manifest.display());
        println!("cargo:rustc-env={}_VERSION={version}", package.to_uppercase());
    }
}

/// The source of a dependency with every character that is not ASCII escaped: outside of comments they are in string and
/// regular expression literals, where the escape means the same.
fn ascii(source: &str) -> String {
    let escape = |character: char| match character {
        character if character.is_ascii() => character.to_string(),
        character => character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    };
    source.chars().map(escape).collect()
}

/// Where `write_sources` includes it from.
fn write_dependency(out: &Path, id: &str, source: &str) {
    let file = out.join(file_of(id));
    fs::create_dir_all(file.parent().expect("a file has a folder")).expect("OUT_DIR is writable");
    fs::write(file, source).expect("OUT_DIR is writable");
}

/// Reads all sources; what the snapshot refers to them by.
fn read_sources(js: &Path, out: &Path, ids: &[String]) -> Vec<v8::ExternalReference> {
    let read = |id: &String| {
        let file = js.join(file_of(id));
        println!("cargo:rerun-if-changed={}", file.display());
        let source = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let source = if id.starts_with("deps/") { ascii(&source) } else { source };
        assert!(source.is_ascii(), "{}: sources stay ASCII, so that they are one-byte strings", file.display());
        if id.starts_with("deps/") {
            write_dependency(out, id, &source);
        }
        let source: &'static _ =
            Box::leak(Box::new(v8::String::create_external_onebyte_const(source.leak().as_bytes())));
        SOURCES.with_borrow_mut(|sources| sources.insert(id.clone(), source));
        source_reference(source)
    };
    ids.iter().map(read).collect()
}

/// A table of all sources with their code caches, in order of their ids, as a Rust file. The snapshot refers to the sources by
/// their places in it.
fn write_sources(js: &Path, ids: &[String], caches: &HashMap<String, Vec<u8>>, out: &Path) {
    let mut text = String::from(
        "/// The built-in modules, in order of their ids: source, and code cache of what the snapshot has not evaluated.\n\
         pub static SOURCES: &[(&str, v8::OneByteConst, &[u8])] = &[\n",
    );
    let mut all_caches = Vec::new();
    for id in ids {
        let file = if id.starts_with("deps/") { out.join(file_of(id)) } else { js.join(file_of(id)) };
        let start = all_caches.len();
        all_caches.extend_from_slice(caches.get(id).map_or(&[], Vec::as_slice));
        // V8 reads words from it.
        let end = all_caches.len();
        all_caches.resize(end.next_multiple_of(16), 0);
        text.push_str(&format!(
            "    // SAFETY: build.rs has checked that the file is ASCII.\n    \
             ({id:?}, unsafe {{ v8::String::create_external_onebyte_const_unchecked(include_bytes!({file:?})) }}, \
             CODE_CACHES.0.split_at({end}).0.split_at({start}).1),\n"
        ));
    }
    let file = out.join("code_caches.bin");
    text.push_str(&format!(
        "];\n\n#[repr(align(16))]\nstruct Aligned<T: ?Sized>(T);\n\n\
         static CODE_CACHES: &Aligned<[u8]> = &Aligned(*include_bytes!({file:?}));\n"
    ));
    fs::write(file, all_caches).expect("OUT_DIR is writable");
    fs::write(out.join("js_sources.rs"), text).expect("OUT_DIR is writable");
}

/// Evaluates bootstrap.js and saves the heap. Pure JavaScript: the only Rust function that is left in it is the getter of lazy
/// properties, and the sources stay outside:
/// the program has them anyway, and what is not in the snapshot need not be copied at start-up.
fn make_snapshot(ids: &[String], references: Vec<v8::ExternalReference>) -> Vec<u8> {
    let mut isolate = v8::Isolate::snapshot_creator(Some(references.into()), None);
    {
        v8::scope!(let scope, &mut isolate);
        let plain = v8::Context::new(scope, v8::ContextOptions::default());
        scope.set_default_context(plain);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        let bootstrapped = evaluate(scope, ids);
        scope.add_context_data(context, bootstrapped);
        scope.add_context(context);
    }
    let blob =
        isolate.create_blob(v8::FunctionCodeHandling::Keep).expect("what bootstrap.js leaves can be in a snapshot");
    blob.to_vec()
}

/// The bytecode of each module that the snapshot has not evaluated. V8 takes it only in an isolate of the same snapshot.
fn make_code_caches(
    ids: &[String],
    snapshot: Vec<u8>,
    references: Vec<v8::ExternalReference>,
) -> HashMap<String, Vec<u8>> {
    let params = v8::CreateParams::default().snapshot_blob(snapshot.into()).external_references(references.into());
    let mut isolate = v8::Isolate::new(params);
    v8::scope!(let scope, &mut isolate);
    let context = v8::Context::new(scope, v8::ContextOptions::default());
    let scope = &mut v8::ContextScope::new(scope, context);
    let compile = |id: &String| {
        v8::scope!(let scope, scope);
        let source = v8::String::new_from_onebyte_const(scope, SOURCES.with_borrow(|sources| sources[id]))?;
        let function = compile_builtin(scope, id, source, Compile::Whole);
        let function = function.unwrap_or_else(|| panic!("js/: {id} does not compile"));
        Some((id.clone(), function.create_code_cache()?.to_vec()))
    };
    let left = |id: &&String| *id != "bootstrap" && !EVALUATED.with_borrow(|evaluated| evaluated.contains(*id));
    ids.iter().filter(left).filter_map(compile).collect()
}

/// Reading such a property here would fix its value in the snapshot.
fn get_lazy_property(
    scope: &mut v8::PinScope,
    name: v8::Local<v8::Name>,
    _: v8::PropertyCallbackArguments,
    _: v8::ReturnValue<v8::Value>,
) {
    panic!("js/: the snapshot's modules read the lazy global {}", name.to_rust_string_lossy(scope));
}

fn evaluate<'s>(scope: &mut v8::PinScope<'s, '_>, ids: &[String]) -> v8::Local<'s, v8::Object> {
    v8::tc_scope!(let tc, scope);
    let source = SOURCES.with_borrow(|sources| sources["bootstrap"]);
    let modules: Vec<_> = ids.iter().filter(|id| *id != "bootstrap").cloned().collect();
    let compile = v8::Function::new(tc, compile_callback).expect("a plain function");
    let define = v8::Function::new(tc, define_lazy_property).expect("a plain function");
    if let Some(object) = bootstrap(tc, compile, define, &modules, source) {
        let key = v8::String::new(tc, "disconnect").expect("a short string");
        let disconnect = object.get(tc, key.into()).and_then(|value| v8::Local::<v8::Function>::try_from(value).ok());
        let disconnect = disconnect.expect("bootstrap.js returns it");
        if disconnect.call(tc, object.into(), &[]).is_some() {
            return v8::Local::new(tc, object);
        }
    }
    let exception = tc.exception().expect("nothing else stops it");
    let stack = tc.stack_trace().unwrap_or(exception).to_rust_string_lossy(tc);
    let place = tc.message().map(|message| {
        let file = message.get_script_resource_name(tc).map(|name| name.to_rust_string_lossy(tc));
        format!("{}:{}", file.unwrap_or_default(), message.get_line_number(tc).unwrap_or_default())
    });
    // Not a panic: it would unwind through the snapshot's isolate, which then aborts and hides the reason.
    eprintln!("js/: {} {stack}", place.unwrap_or_default());
    std::process::exit(1)
}

fn compile_callback(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let id = args.get(0).to_rust_string_lossy(scope);
    let source = SOURCES.with_borrow(|sources| sources.get(&id).copied());
    let source = source.unwrap_or_else(|| panic!("js/: no file for {id}"));
    let source = v8::String::new_from_onebyte_const(scope, source).expect("no source is longer than a string");
    let how = if RUN_AT_START.contains(&id.as_str()) { Compile::Whole } else { Compile::Lazily };
    if let Some(function) = compile_builtin(scope, &id, source, how) {
        rv.set(function.into());
    }
    EVALUATED.with_borrow_mut(|evaluated| evaluated.insert(id));
}
