//! `internalBinding('options')`: the command line as JavaScript sees it.

use crate::cli::{Value, table};
use crate::runtime::Runtime;
use crate::runtime::binding::{Binding, set_value};
use crate::runtime::convert::{set, string};
use crate::set_functions;

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
    set_functions!(scope, target, { "environmentFlags" => environment_flags });
    let argv0 = string(scope, &options.argv0);
    set_value(scope, target, "argv0", argv0.into());
}

/// `environmentFlags()`: what `NODE_OPTIONS` may hold, in every form that is there.
fn environment_flags(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let mut names: Vec<String> = Vec::new();
    for row in table::ROWS.iter().filter(|row| row.in_environment) {
        if !row.missing {
            names.push(row.name.to_owned());
        }
        if row.kind == table::Kind::Flag {
            names.push(row.name.replacen("--", "--no-", 1));
        }
    }
    names.extend(table::V8_IN_ENVIRONMENT.iter().map(|name| (*name).to_owned()));
    let aliases = table::ALIASES.iter().filter(|(_, name)| names.iter().any(|known| known == name));
    let aliases: Vec<String> = aliases.map(|(alias, _)| (*alias).to_owned()).collect();
    names.extend(aliases);
    rv.set(strings(scope, &names));
}

fn strings<'s>(scope: &mut v8::PinScope<'s, '_>, list: &[String]) -> v8::Local<'s, v8::Value> {
    let elements: Vec<_> = list.iter().map(|text| string(scope, text).into()).collect();
    v8::Array::new_with_elements(scope, &elements).into()
}
