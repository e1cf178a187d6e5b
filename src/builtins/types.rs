//! `internalBinding('types')`: what kind of object a value is, as V8 knows it.

use crate::runtime::binding::Binding;
use crate::set_fast_functions;
use v8::fast_api::{CFunction, CFunctionInfo, Int64Representation, Type};

pub const BINDING: Binding = Binding { name: "types", initialize };

/// Functions of one argument that answer with what the method says of it. Optimised JavaScript calls them without the machinery of a
/// callback: none of the methods allocates, runs JavaScript or throws.
macro_rules! set_checks {
    ($scope:expr, $target:expr, { $($name:expr => $check:expr;)+ }) => {
        $({
            fn check(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
                rv.set_bool($check(&args.get(0)));
            }
            extern "C" fn fast(_: v8::Local<v8::Object>, value: v8::Local<v8::Value>) -> bool {
                $check(&value)
            }
            const FAST: &[CFunction] = &[CFunction::new(fast as _, &FAST_CHECK)];
            set_fast_functions!($scope, $target, { $name => check, FAST; });
        })+
    };
}

const FAST_CHECK: CFunctionInfo = CFunctionInfo::new(
    Type::Bool.as_info(),
    &[Type::V8Value.as_info(), Type::V8Value.as_info()],
    Int64Representation::Number,
);

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_checks!(scope, target, {
        "isArgumentsObject" => v8::Value::is_arguments_object;
        "isArrayBuffer" => v8::Value::is_array_buffer;
        "isAsyncFunction" => v8::Value::is_async_function;
        "isBigIntObject" => v8::Value::is_big_int_object;
        "isBooleanObject" => v8::Value::is_boolean_object;
        "isDate" => v8::Value::is_date;
        "isExternal" => v8::Value::is_external;
        "isGeneratorFunction" => v8::Value::is_generator_function;
        "isGeneratorObject" => v8::Value::is_generator_object;
        "isMap" => v8::Value::is_map;
        "isMapIterator" => v8::Value::is_map_iterator;
        "isModuleNamespaceObject" => v8::Value::is_module_namespace_object;
        "isNativeError" => v8::Value::is_native_error;
        "isNumberObject" => v8::Value::is_number_object;
        "isPromise" => v8::Value::is_promise;
        "isProxy" => v8::Value::is_proxy;
        "isRegExp" => v8::Value::is_reg_exp;
        "isSet" => v8::Value::is_set;
        "isSetIterator" => v8::Value::is_set_iterator;
        "isSharedArrayBuffer" => v8::Value::is_shared_array_buffer;
        "isStringObject" => v8::Value::is_string_object;
        "isSymbolObject" => v8::Value::is_symbol_object;
        "isWeakMap" => v8::Value::is_weak_map;
        "isWeakSet" => v8::Value::is_weak_set;
        "isAnyArrayBuffer" => is_any_array_buffer;
        "isBoxedPrimitive" => is_boxed_primitive;
    });
}

fn is_any_array_buffer(value: &v8::Value) -> bool {
    value.is_array_buffer() || value.is_shared_array_buffer()
}

fn is_boxed_primitive(value: &v8::Value) -> bool {
    value.is_number_object()
        || value.is_string_object()
        || value.is_boolean_object()
        || value.is_big_int_object()
        || value.is_symbol_object()
}
