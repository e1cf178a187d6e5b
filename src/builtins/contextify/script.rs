//! `vm.Script`: texts compiled once, run in any context.

use std::cell::OnceCell;

use v8::script_compiler::{CachedData, CompileOptions, NoCacheReason, compile_unbound_script};

use super::compile::{column_offset, integer, make_source, origin};
use super::context::{context_of, run_microtasks_of};
use super::watchdog::run_limited;
use crate::runtime::Runtime;
use crate::runtime::arrow_message::rethrow;
use crate::runtime::convert::{set, uint8_array};

/// What JavaScript has of a script, whose fields no program sees: the script, the line and column that its text begins at. A handle
/// of ours would keep the script for ever: its `import()` callback refers to whoever has it.
#[derive(Default)]
struct Template(OnceCell<v8::Global<v8::ObjectTemplate>>);

fn make_holder<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    script: v8::Local<'_, v8::UnboundScript>,
    (line, column): (i32, i32),
) -> Option<v8::Local<'s, v8::Object>> {
    let template = Runtime::current(scope).state::<Template>();
    let template = template.0.get_or_init(|| {
        let template = v8::ObjectTemplate::new(scope);
        template.set_internal_field_count(3);
        v8::Global::new(scope, template)
    });
    let holder = v8::Local::new(scope, template).new_instance(scope)?;
    // SAFETY: an unbound script is a V8 object that a field may hold; the two kinds of handle are the same.
    let script = unsafe { std::mem::transmute::<v8::Local<v8::UnboundScript>, v8::Local<v8::Data>>(script) };
    holder.set_internal_field(0, script);
    for (field, number) in [(1, line), (2, column)] {
        let number = v8::Integer::new(scope, number);
        holder.set_internal_field(field, number.into());
    }
    Some(holder)
}

/// `compileScript(object, code, filename, lineOffset, columnOffset, cachedData, produceCachedData, symbol, contextObject)`:
/// what the other functions take; `object` gets `cachedDataRejected`, `cachedDataProduced`, `cachedData` and `sourceMapURL`.
pub fn compile_script(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let (Ok(object), Ok(code)) =
        (v8::Local::<v8::Object>::try_from(args.get(0)), v8::Local::<v8::String>::try_from(args.get(1)))
    else {
        return;
    };
    let context = context_of(scope, args.get(8)).unwrap_or_else(|| scope.get_current_context());
    let position = (integer(scope, args.get(3)), integer(scope, args.get(4)));
    let compiled = {
        let scope = &mut v8::ContextScope::new(scope, context);
        v8::tc_scope!(let scope, scope);
        let origin = origin(scope, args.get(2), position, false, args.get(7));
        let mut source = make_source(scope, code, &origin, args.get(5));
        let has_cache = source.get_cached_data().is_some();
        let options = if has_cache { CompileOptions::ConsumeCodeCache } else { CompileOptions::NoCompileOptions };
        let script = compile_unbound_script(scope, &mut source, options, NoCacheReason::NoReason);
        if script.is_none() {
            rethrow(scope, true, |line| column_offset(position, line));
        }
        script.map(|script| (script, source.get_cached_data().map(CachedData::rejected)))
    };
    let Some((script, rejected)) = compiled else {
        return;
    };
    if let Some(rejected) = rejected {
        set(scope, object, "cachedDataRejected", v8::Boolean::new(scope, rejected).into());
    }
    if args.get(6).is_true() {
        let cache = script.create_code_cache();
        set(scope, object, "cachedDataProduced", v8::Boolean::new(scope, cache.is_some()).into());
        if let Some(cache) = cache {
            let bytes = uint8_array(scope, cache.to_vec());
            set(scope, object, "cachedData", bytes.into());
        }
    }
    let source_map_url = script.get_source_mapping_url(scope);
    set(scope, object, "sourceMapURL", source_map_url);

    if let Some(holder) = make_holder(scope, script, position) {
        rv.set(holder.into());
    }
}

fn script_argument<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'_, v8::Value>,
) -> Option<(v8::Local<'s, v8::UnboundScript>, (i32, i32))> {
    let holder = v8::Local::<v8::Object>::try_from(value).ok().filter(|holder| holder.internal_field_count() == 3)?;
    let script = holder.get_internal_field(scope, 0)?;
    // SAFETY: JavaScript passes only what `make_holder` made, and keeps it where no program gets it.
    let script = unsafe { std::mem::transmute::<v8::Local<v8::Data>, v8::Local<v8::UnboundScript>>(script) };
    let number = |field| {
        let value = v8::Local::<v8::Value>::try_from(holder.get_internal_field(scope, field)?).ok()?;
        value.int32_value(scope)
    };
    Some((script, (number(1)?, number(2)?)))
}

/// `runScript(script, contextObject, timeout, displayErrors, breakOnSigint)`: the completion value. `contextObject` null is this context;
/// `timeout` -1 is none; `displayErrors`: the stack of what is thrown tells where it was.
pub fn run_script(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((script, position)) = script_argument(scope, args.get(0)) else {
        return;
    };
    let other = context_of(scope, args.get(1));
    let context = other.unwrap_or_else(|| scope.get_current_context());
    let display_errors = args.get(3).is_true();
    let result = run_limited(scope, args.get(2), args.get(4), |scope| {
        let scope = &mut v8::ContextScope::new(scope, context);
        v8::tc_scope!(let scope, scope);
        let result = script.bind_to_current_context(scope).run(scope);
        if result.is_none() {
            rethrow(scope, display_errors, |line| column_offset(position, line));
        } else if other.is_some() {
            run_microtasks_of(scope, context);
        }
        result
    });
    if let Some(result) = result {
        rv.set(result);
    }
}

/// `createCachedData(script)`: V8's code cache of the script as it is now.
pub fn create_cached_data(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((script, _)) = script_argument(scope, args.get(0)) else {
        return;
    };
    let bytes = script.create_code_cache().map_or_else(Vec::new, |cache| cache.to_vec());
    rv.set(uint8_array(scope, bytes).into());
}
