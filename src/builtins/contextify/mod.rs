//! `internalBinding('contextify')`: compiling and running source texts, for the module loaders and for `node:vm`.

pub mod compile;
pub mod context;
mod generated;
mod global;
mod script;
pub mod watchdog;

use crate::runtime::binding::Binding;
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "contextify", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "compileFunctionForCJSLoader" => compile::compile_function_for_cjs_loader,
        "containsModuleSyntax" => compile::contains_module_syntax,
        "compileFunction" => compile::compile_function,
        "createFunctionCodeCache" => compile::create_function_code_cache,
        "compileScript" => script::compile_script,
        "runScript" => script::run_script,
        "createCachedData" => script::create_cached_data,
        "setGeneratedCodeListener" => generated::set_generated_code_listener,
        "makeContext" => context::make_context,
        "isContext" => context::is_context,
    });
}
