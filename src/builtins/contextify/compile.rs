//! Compiling source texts: the body of a CommonJS module, with the decision whether it is an ES module after all, and the
//! functions of `vm.compileFunction`.

use v8::script_compiler::{
    CachedData, CompileOptions, NoCacheReason, Source, compile_function as v8_compile_function, compile_module,
};

use super::context::context_of;
use crate::runtime::arrow_message::rethrow;
use crate::runtime::convert::{set, string};

/// Messages that V8 gives only for syntax of ES modules.
const MODULE_SYNTAX: [&str; 3] = [
    "Cannot use import statement outside a module",
    "Unexpected token 'export'",
    "Cannot use 'import.meta' outside a module",
];

/// Messages for what is an error in CommonJS and may be none in an ES module: top-level await, and declarations that
/// collide with the variables of the wrapper.
const MAYBE_MODULE_SYNTAX: [&str; 8] = [
    "Identifier '__filename' has already been declared",
    "Identifier '__dirname' has already been declared",
    "Identifier 'module' has already been declared",
    "Identifier 'exports' has already been declared",
    "Identifier 'require' has already been declared",
    "await is only valid in async functions and the top level bodies of modules",
    "Unexpected reserved word",
    "missing ) after argument list",
];

/// The host-defined options by which `hooks` finds who handles `import()` of a text: `None` is the default loader.
pub fn host_defined_options<'s>(
    scope: &v8::PinScope<'s, '_>,
    symbol: v8::Local<'_, v8::Value>,
) -> Option<v8::Local<'s, v8::Data>> {
    let symbol = v8::Local::<v8::Symbol>::try_from(symbol).ok()?;
    let options = v8::PrimitiveArray::new(scope, 1);
    options.set(scope, 0, symbol.into());
    Some(options.into())
}

/// Where a text comes from. `symbol` is as for `host_defined_options`.
pub fn origin<'s>(
    scope: &v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Value>,
    (line, column): (i32, i32),
    is_module: bool,
    symbol: v8::Local<'_, v8::Value>,
) -> v8::ScriptOrigin<'s> {
    let options = host_defined_options(scope, symbol);
    v8::ScriptOrigin::new(scope, name, line, column, false, -1, None, false, false, is_module, options)
}

fn wrapper_parameters<'s>(scope: &v8::PinScope<'s, '_>) -> [v8::Local<'s, v8::String>; 5] {
    ["exports", "require", "module", "__filename", "__dirname"].map(|name| internalized(scope, name))
}

fn internalized<'s>(scope: &v8::PinScope<'s, '_>, name: &str) -> v8::Local<'s, v8::String> {
    v8::String::new_from_utf8(scope, name.as_bytes(), v8::NewStringType::Internalized)
        .unwrap_or_else(|| v8::String::empty(scope))
}

fn compile_wrapper<'s>(
    scope: &v8::PinScope<'s, '_>,
    source: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
    cached_data: v8::Local<'s, v8::Value>,
) -> Option<v8::Local<'s, v8::Function>> {
    let none = v8::undefined(scope).into();
    let origin = origin(scope, filename, (0, 0), false, none);
    let mut source = make_source(scope, source, &origin, cached_data);
    let has_cache = source.get_cached_data().is_some();
    let options = if has_cache { CompileOptions::ConsumeCodeCache } else { CompileOptions::NoCompileOptions };
    let parameters = wrapper_parameters(scope);
    v8_compile_function(scope, &mut source, &parameters, &[], options, NoCacheReason::NoReason)
}

/// `compileFunctionForCJSLoader(source, filename, detectModule, cachedData)`: the wrapper function; `true` when `detectModule` and
/// the text turns out to be an ES module; throws the syntax error otherwise. Cached data that V8 refuses is as good as none.
pub fn compile_function_for_cjs_loader(
    scope: &mut v8::PinScope,
    args: v8::FunctionCallbackArguments,
    mut rv: v8::ReturnValue,
) {
    let Ok(source) = v8::Local::<v8::String>::try_from(args.get(0)) else {
        return;
    };
    v8::tc_scope!(let scope, scope);
    if let Some(function) = compile_wrapper(scope, source, args.get(1), args.get(3)) {
        rv.set(function.into());
        return;
    }
    if args.get(2).is_true() && should_be_module(scope, source, args.get(1)) {
        scope.reset();
        rv.set_bool(true);
        return;
    }
    rethrow(scope, true, |_| 0);
}

/// Whether a text that failed to compile as CommonJS (its exception is in `scope`) is an ES module.
fn should_be_module<'s>(
    scope: &mut v8::PinnedRef<'_, v8::TryCatch<'s, '_, v8::HandleScope<'_>>>,
    source: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
) -> bool {
    let Some(message) = scope.message() else {
        return false;
    };
    let message = message.get(scope).to_rust_string_lossy(scope);
    if MODULE_SYNTAX.iter().any(|text| message.contains(text)) {
        return true;
    }
    // What follows `await` in CommonJS, where that is a name, may be wrong in many ways.
    let maybe = MAYBE_MODULE_SYNTAX.iter().any(|text| message.contains(text))
        || source.to_rust_string_lossy(scope).contains("await");
    if !maybe {
        return false;
    }
    v8::tc_scope!(let scope, scope);
    let none = v8::undefined(scope).into();
    let origin = origin(scope, filename, (0, 0), true, none);
    compile_module(scope, &mut Source::new(source, Some(&origin))).is_some()
}

/// `containsModuleSyntax(source, filename)`: whether a text without a declared format is an ES module.
pub fn contains_module_syntax(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(source) = v8::Local::<v8::String>::try_from(args.get(0)) else {
        return;
    };
    v8::tc_scope!(let scope, scope);
    let none = v8::undefined(scope).into();
    let is_module =
        compile_wrapper(scope, source, args.get(1), none).is_none() && should_be_module(scope, source, args.get(1));
    scope.reset();
    rv.set_bool(is_module);
}

/// `compileFunction(code, filename, lineOffset, columnOffset, cachedData, produceCachedData, contextObject,
/// contextExtensions, params, symbol)`: `{ function, cachedData, cachedDataProduced, cachedDataRejected }`.
pub fn compile_function(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(code) = v8::Local::<v8::String>::try_from(args.get(0)) else {
        return;
    };
    let context = context_of(scope, args.get(6)).unwrap_or_else(|| scope.get_current_context());
    let position = (integer(scope, args.get(2)), integer(scope, args.get(3)));
    let result = {
        let scope = &mut v8::ContextScope::new(scope, context);
        v8::tc_scope!(let scope, scope);
        let origin = origin(scope, args.get(1), position, false, args.get(9));
        let mut source = make_source(scope, code, &origin, args.get(4));
        let has_cache = source.get_cached_data().is_some();
        let extensions = elements::<v8::Object>(scope, args.get(7));
        let parameters = elements::<v8::String>(scope, args.get(8));
        let options = if has_cache { CompileOptions::ConsumeCodeCache } else { CompileOptions::NoCompileOptions };
        let function =
            v8_compile_function(scope, &mut source, &parameters, &extensions, options, NoCacheReason::NoReason);
        if function.is_none() {
            if !scope.has_caught() {
                // V8 says nothing about a parameter that is no name.
                let message = string(scope, "Invalid parameter name");
                let error = v8::Exception::syntax_error(scope, message);
                scope.throw_exception(error);
            }
            rethrow(scope, true, |line| column_offset(position, line));
        }
        function.map(|function| (function, source.get_cached_data().map(CachedData::rejected)))
    };
    let Some((function, rejected)) = result else {
        return;
    };
    let object = v8::Object::new(scope);
    set(scope, object, "function", function.into());
    if args.get(5).is_true() {
        let cache = function.create_code_cache();
        set(scope, object, "cachedDataProduced", v8::Boolean::new(scope, cache.is_some()).into());
        if let Some(cache) = cache {
            let bytes = crate::runtime::convert::uint8_array(scope, cache.to_vec());
            set(scope, object, "cachedData", bytes.into());
        }
    }
    if let Some(rejected) = rejected {
        set(scope, object, "cachedDataRejected", v8::Boolean::new(scope, rejected).into());
    }
    rv.set(object.into());
}

/// `createFunctionCodeCache(function)`: V8's code cache of a function that was compiled as one, with what of it has run by now.
pub fn create_function_code_cache(
    scope: &mut v8::PinScope,
    args: v8::FunctionCallbackArguments,
    mut rv: v8::ReturnValue,
) {
    let Ok(function) = v8::Local::<v8::Function>::try_from(args.get(0)) else {
        return;
    };
    if let Some(cache) = function.create_code_cache() {
        rv.set(crate::runtime::convert::uint8_array(scope, cache.to_vec()).into());
    }
}

/// How far `line` of a text that begins at `position` (line, column) is moved to the right.
pub fn column_offset((first_line, column): (i32, i32), line: usize) -> usize {
    if i64::from(first_line) + 1 == line as i64 { usize::try_from(column).unwrap_or(0) } else { 0 }
}

/// A source with the code cache that an argument gives, if it gives one.
pub fn make_source(
    _scope: &v8::PinScope<'_, '_>,
    code: v8::Local<'_, v8::String>,
    origin: &v8::ScriptOrigin<'_>,
    cached_data: v8::Local<'_, v8::Value>,
) -> Source {
    // SAFETY: nothing runs JavaScript while the slice lives: V8 copies what it needs during the compilation that follows at once.
    match unsafe { crate::runtime::convert::bytes(cached_data) } {
        Some(bytes) => Source::new_with_cached_data(code, Some(origin), CachedData::new(bytes)),
        None => Source::new(code, Some(origin)),
    }
}

pub fn integer(scope: &v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> i32 {
    value.int32_value(scope).unwrap_or(0)
}

/// The elements of an array that are of type `T`.
fn elements<'s, T>(scope: &v8::PinScope<'s, '_>, value: v8::Local<'_, v8::Value>) -> Vec<v8::Local<'s, T>>
where
    v8::Local<'s, T>: TryFrom<v8::Local<'s, v8::Value>>,
{
    let Ok(array) = v8::Local::<v8::Array>::try_from(value) else {
        return Vec::new();
    };
    (0..array.length()).filter_map(|index| array.get_index(scope, index)?.try_into().ok()).collect()
}
