//! `internalBinding('options')`: the command line as JavaScript sees it.

use crate::cli::Value;
use crate::runtime::Runtime;
use crate::runtime::binding::{Binding, set_value};
use crate::runtime::convert::{set, string};

pub const BINDING: Binding = Binding { name: "options", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    let runtime = Runtime::current(scope);
    let options = runtime.options();
    let values = v8::Object::new(scope);
    for (name, value) in options.all() {
        let value: v8::Local<v8::Value> = match value {
            None => v8::undefined(scope).into(),
            Some(Value::Flag(flag)) => v8::Boolean::new(scope, *flag).into(),
            Some(Value::Text(text)) => string(scope, text).into(),
            Some(Value::List(list)) => strings(scope, list),
        };
        set(scope, values, name, value);
    }
    set_value(scope, target, "values", values.into());
    let script = match &options.script {
        Some(script) => string(scope, script).into(),
        None => v8::undefined(scope).into(),
    };
    set_value(scope, target, "script", script);
    let arguments = strings(scope, &options.arguments);
    set_value(scope, target, "arguments", arguments);
    let exec_argv = strings(scope, &options.exec_argv);
    set_value(scope, target, "execArgv", exec_argv);
    let argv0 = string(scope, &options.argv0);
    set_value(scope, target, "argv0", argv0.into());
}

fn strings<'s>(scope: &mut v8::PinScope<'s, '_>, list: &[String]) -> v8::Local<'s, v8::Value> {
    let elements: Vec<_> = list.iter().map(|text| string(scope, text).into()).collect();
    v8::Array::new_with_elements(scope, &elements).into()
}
