//! `internalBinding('uv')`: libuv's names, numbers and texts of system errors.

use crate::runtime::binding::{Binding, set_value};
use crate::runtime::convert::{set, string};
use crate::runtime::errno;
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "uv", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "errname" => errname,
        "getErrorMap" => get_error_map,
        "getErrorMessage" => get_error_message,
    });
    for (number, name, _) in errno::ERRORS {
        let number = v8::Integer::new(scope, *number);
        set(scope, target, &format!("UV_{name}"), number.into());
    }
    let unknown = v8::Integer::new(scope, -4094);
    set_value(scope, target, "UV_UNKNOWN", unknown.into());
}

/// `getErrorMap()`: a `Map` of libuv's number to `[name, text]`.
fn get_error_map(scope: &mut v8::PinScope, _args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let map = v8::Map::new(scope);
    for (number, name, text) in errno::ERRORS {
        let pair = [string(scope, name).into(), string(scope, text).into()];
        let pair = v8::Array::new_with_elements(scope, &pair);
        let number = v8::Integer::new(scope, *number);
        map.set(scope, number.into(), pair.into());
    }
    rv.set(map.into());
}

/// `errname(number)`: 'ENOENT'
fn errname(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let number = args.get(0).int32_value(scope).unwrap_or(0);
    let text = find(number).map_or_else(|| unknown(number), |(name, _)| name.to_owned());
    rv.set(string(scope, &text).into());
}

/// `getErrorMessage(number)`: 'no such file or directory'
fn get_error_message(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let number = args.get(0).int32_value(scope).unwrap_or(0);
    let text = find(number).map_or_else(|| unknown(number), |(_, text)| text.to_owned());
    rv.set(string(scope, &text).into());
}

fn find(number: i32) -> Option<(&'static str, &'static str)> {
    errno::ERRORS.iter().find(|(other, _, _)| *other == number).map(|(_, name, text)| (*name, *text))
}

fn unknown(number: i32) -> String {
    format!("Unknown system error {number}")
}
