//! Names that are numbers reach V8's property handlers as indices. For objects to which an index is a name like any other, the
//! handlers of indices are made out of those of names.

use super::convert::string;

/// The name that an index is.
pub fn index_name<'s>(scope: &v8::PinScope<'s, '_>, index: u32) -> v8::Local<'s, v8::Name> {
    string(scope, &index.to_string()).into()
}

/// Makes functions for an indexed handler, each of which calls the function of the named handler:
/// `indexed_handlers! { get_indexed => get() -> v8::Value; set_indexed => set(value: …) -> v8::Boolean; }`.
#[macro_export]
macro_rules! indexed_handlers {
    ($($indexed:ident => $named:ident($($argument:ident: $type:ty)?) -> $result:ty;)+) => {
        $(
            fn $indexed<'s>(
                scope: &mut v8::PinScope<'s, '_>,
                index: u32,
                $($argument: $type,)?
                args: v8::PropertyCallbackArguments<'s>,
                rv: v8::ReturnValue<$result>,
            ) -> v8::Intercepted {
                let key = $crate::runtime::indexed_handlers::index_name(scope, index);
                $named(scope, key, $($argument,)? args, rv)
            }
        )+
    };
}

/// Makes `set_handlers(template)` of the module's functions `get`, `set`, `query`, `delete`, `enumerate` and `define`: every name of the
/// template's objects, numbers among them, goes to these first.
#[macro_export]
macro_rules! property_handlers {
    () => {
        fn set_handlers(template: v8::Local<'_, v8::ObjectTemplate>) {
            template.set_named_property_handler(
                v8::NamedPropertyHandlerConfiguration::new()
                    .getter(get)
                    .setter(set)
                    .query(query)
                    .deleter(delete)
                    .enumerator(enumerate)
                    .definer(define),
            );
            template.set_indexed_property_handler(
                v8::IndexedPropertyHandlerConfiguration::new()
                    .getter(get_indexed)
                    .setter(set_indexed)
                    .query(query_indexed)
                    .deleter(delete_indexed)
                    .definer(define_indexed),
            );
        }

        $crate::indexed_handlers! {
            get_indexed => get() -> v8::Value;
            set_indexed => set(value: v8::Local<'s, v8::Value>) -> v8::Boolean;
            query_indexed => query() -> v8::Integer;
            delete_indexed => delete() -> v8::Boolean;
            define_indexed => define(descriptor: &v8::PropertyDescriptor) -> v8::Boolean;
        }
    };
}
