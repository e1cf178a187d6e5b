//! Making a realm: from the startup snapshot, or by evaluating `js/bootstrap.js` from the directory that `ANODE_JS_DIR`
//! names (for work on `js/` without building). Holds the JavaScript functions that Rust calls.

use super::convert::string;
use super::{Runtime, binding};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/js_sources.rs"));
include!("compile_builtin.rs");
include!("lazy_property.rs");

/// The startup snapshot of `js/`, made by build.rs.
static SNAPSHOT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/snapshot.bin"));

/// The directory to read `js/` from in place of the snapshot.
pub fn js_directory() -> Option<&'static Path> {
    static DIRECTORY: OnceLock<Option<PathBuf>> = OnceLock::new();
    DIRECTORY.get_or_init(|| std::env::var_os("ANODE_JS_DIR").map(PathBuf::from)).as_deref()
}

/// Adds the snapshot to what an isolate is made with, unless `js/` is read from a directory.
pub fn with_snapshot(params: v8::CreateParams) -> v8::CreateParams {
    if js_directory().is_some() {
        return params;
    }
    // In the same order as build.rs had them.
    let mut references: Vec<_> = SOURCES.iter().map(|(_, source, _)| source_reference(source)).collect();
    references.push(lazy_property_reference());
    params.snapshot_blob(SNAPSHOT.into()).external_references(references.into())
}

macro_rules! entry_points {
    ($($(#[$doc:meta])* $rust:ident => $javascript:literal),+ $(,)?) => {
        /// The functions of JavaScript that Rust calls, as `js/bootstrap.js` returns them.
        struct EntryPoints { $($rust: v8::Global<v8::Function>),+ }

        impl EntryPoints {
            fn new(scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<Self> {
                Some(Self { $($rust: function_of(scope, object, $javascript)?),+ })
            }
        }

        impl Realm {
            $($(#[$doc])*
            pub fn $rust<'s>(&self, scope: &v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Function> {
                v8::Local::new(scope, &self.entry.$rust)
            })+
        }
    };
}

entry_points! {
    /// `start()`: patches what depends on the run, then runs what the command line asks for.
    start => "start",
    process_timers => "processTimers",
    process_immediate => "processImmediate",
    process_ticks_and_rejections => "processTicksAndRejections",
    promise_reject_handler => "promiseRejectHandler",
    on_uncaught_exception => "fatalException",
    format_fatal_exception => "formatFatalException",
    emit_before_exit => "emitBeforeExit",
    emit_exit => "emitExit",
    exit_code => "getExitCode",
    /// The value of a lazy property of the global object, by its name.
    load_lazy => "loadLazy",
}

pub struct Realm {
    entry: EntryPoints,
    /// `require` for built-in modules.
    require: v8::Global<v8::Function>,
}

impl Realm {
    /// Makes the context that the program runs in, and what `new_in` needs to make its realm.
    pub fn context<'s>(
        scope: &mut v8::PinScope<'s, '_, ()>,
    ) -> (v8::Local<'s, v8::Context>, Option<v8::Local<'s, v8::Object>>) {
        if js_directory().is_none()
            && let Some(context) = v8::Context::from_snapshot(scope, 0, v8::ContextOptions::default())
        {
            let entered = &mut v8::ContextScope::new(scope, context);
            if let Ok(bootstrapped) = entered.get_context_data_from_snapshot_once::<v8::Object>(0) {
                return (context, Some(bootstrapped));
            }
        }
        (v8::Context::new(scope, v8::ContextOptions::default()), None)
    }

    /// Completes the realm of the current context. `None`: an exception is pending.
    pub fn new(scope: &mut v8::PinScope<'_, '_>, bootstrapped: Option<v8::Local<'_, v8::Object>>) -> Option<Self> {
        let object = match bootstrapped {
            Some(object) => v8::Local::new(scope, object),
            None => evaluate_bootstrap(scope)?,
        };
        let placeholders = property(scope, object, "placeholders")?.try_into().ok()?;
        binding::attach(scope, placeholders);
        let connect: v8::Local<v8::Function> = property(scope, object, "connect")?.try_into().ok()?;
        let compile = v8::Function::new(scope, compile_builtin_callback)?;
        let load = v8::Function::new(scope, binding::load)?;
        let define = v8::Function::new(scope, define_lazy_property)?;
        let receiver = v8::undefined(scope).into();
        connect.call(scope, receiver, &[compile.into(), load.into(), define.into()])?;
        let entry = property(scope, object, "entry")?.try_into().ok()?;
        let require = function_of(scope, object, "require")?;
        Some(Self { entry: EntryPoints::new(scope, entry)?, require })
    }

    /// The exports of a built-in module (`node:buffer`, `internal/errors`). `None`: an exception is pending.
    pub fn require<'s>(&self, scope: &mut v8::PinScope<'s, '_>, id: &str) -> Option<v8::Local<'s, v8::Value>> {
        let require = v8::Local::new(scope, &self.require);
        let id = string(scope, id).into();
        let receiver = v8::undefined(scope).into();
        require.call(scope, receiver, &[id])
    }
}

fn property<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'_, v8::Object>,
    name: &str,
) -> Option<v8::Local<'s, v8::Value>> {
    let key = string(scope, name);
    object.get(scope, key.into())
}

fn function_of(
    scope: &mut v8::PinScope<'_, '_>,
    object: v8::Local<'_, v8::Object>,
    name: &str,
) -> Option<v8::Global<v8::Function>> {
    let function: v8::Local<v8::Function> = property(scope, object, name)?.try_into().ok()?;
    Some(v8::Global::new(scope, function))
}

/// The value of a lazy property. When its module throws, the next read tries again.
fn get_lazy_property(
    scope: &mut v8::PinScope,
    name: v8::Local<v8::Name>,
    args: v8::PropertyCallbackArguments,
    mut rv: v8::ReturnValue<v8::Value>,
) {
    let load = Runtime::current(scope).realm().load_lazy(scope);
    let receiver = v8::undefined(scope).into();
    if let Some(value) = load.call(scope, receiver, &[name.into(), args.holder().into()]) {
        rv.set(value);
    }
}

/// Evaluates `js/bootstrap.js` in the current context, as build.rs does for the snapshot.
fn evaluate_bootstrap<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
    let compile = v8::Function::new(scope, compile_builtin_callback)?;
    let define = v8::Function::new(scope, define_lazy_property)?;
    bootstrap(scope, compile, define, &builtin_ids(), &source_of("bootstrap")?)
}

/// The ids of all built-in modules that there are files for: `node:fs`, `internal/errors`.
fn builtin_ids() -> Vec<String> {
    match js_directory() {
        Some(directory) => ids_in(directory),
        None => SOURCES.iter().map(|(id, ..)| (*id).to_owned()).filter(|id| id != "bootstrap").collect(),
    }
}

enum Source {
    /// With its code cache, which is empty for what the snapshot holds.
    Embedded(&'static v8::OneByteConst, &'static [u8]),
    Read(String),
}

impl std::ops::Deref for Source {
    type Target = str;
    fn deref(&self) -> &str {
        match self {
            Self::Embedded(text, _) => text,
            Self::Read(text) => text,
        }
    }
}

fn source_of(id: &str) -> Option<Source> {
    match js_directory() {
        Some(directory) => std::fs::read_to_string(directory.join(file_of(id))).ok().map(Source::Read),
        None => {
            let index = SOURCES.binary_search_by(|(other, ..)| (*other).cmp(id)).ok()?;
            let (_, source, cache) = &SOURCES[index];
            Some(Source::Embedded(source, cache))
        }
    }
}

/// `compileFunction(id)` of bootstrap.js: the function that a built-in module's file is the body of.
fn compile_builtin_callback(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let id = args.get(0).to_rust_string_lossy(scope);
    let Some(source) = source_of(&id) else {
        super::convert::throw_error(scope, "ERR_UNKNOWN_BUILTIN_MODULE", &format!("No such built-in module: {id}"));
        return;
    };
    let (text, how) = match &source {
        Source::Embedded(text, []) => (v8::String::new_from_onebyte_const(scope, text), Compile::Lazily),
        Source::Embedded(text, cache) => (v8::String::new_from_onebyte_const(scope, text), Compile::FromCache(cache)),
        Source::Read(text) => (v8::String::new(scope, text), Compile::Lazily),
    };
    if let Some(function) = text.and_then(|text| compile_builtin(scope, &id, text, how)) {
        rv.set(function.into());
    }
}
