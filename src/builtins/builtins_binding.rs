//! `internalBinding('builtins')`: what the loader of built-in modules needs beyond what bootstrap.js is given.

use crate::runtime::binding::{Binding, set_string};

pub const BINDING: Binding = Binding { name: "builtins", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_string(scope, target, "nodeVersion", super::version::NODE_VERSION);
    crate::set_functions!(scope, target, { "readText" => read_text, "printText" => print_text });
    set_string(scope, target, "anodeVersion", super::version::ANODE_VERSION);
}

fn read_text(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let path = args.get(0).to_rust_string_lossy(scope);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    rv.set(crate::runtime::convert::string(scope, &text).into());
}

fn print_text(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    println!("{}", args.get(0).to_rust_string_lossy(scope));
}
