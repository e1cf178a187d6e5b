//! `vm.Script`: texts compiled once, run in any context.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use v8::script_compiler::{CachedData, CompileOptions, NoCacheReason, compile_unbound_script};

use super::compile::{column_offset, integer, make_source, origin};
use super::context::{context_of, run_microtasks_of};
use super::watchdog::Watchdog;
use crate::runtime::Runtime;
use crate::runtime::arrow_message::rethrow;
use crate::runtime::convert::{set, throw_error, uint8_array};

/// The compiled scripts of an isolate. Each lives as long as the JavaScript object that stands for it.
#[derive(Default)]
struct Scripts {
    next: Cell<i32>,
    by_id: RefCell<HashMap<i32, Entry>>,
}

struct Entry {
    script: v8::Global<v8::UnboundScript>,
    _object: v8::Weak<v8::Object>,
}

fn scripts(scope: &v8::PinScope<'_, '_>) -> Rc<Scripts> {
    Runtime::current(scope).state::<Scripts>()
}

/// `compileScript(object, code, filename, lineOffset, columnOffset, cachedData, produceCachedData, symbol, contextObject)`:
/// the script's number; `object` keeps it alive and gets `cachedDataRejected`, `cachedDataProduced`, `cachedData`
/// and `sourceMapURL`.
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

    let scripts = scripts(scope);
    let id = scripts.next.get();
    scripts.next.set(id.wrapping_add(1));
    let weak = {
        let scripts = Rc::downgrade(&scripts);
        let forget = move |_: &mut v8::Isolate| {
            if let Some(scripts) = scripts.upgrade() {
                scripts.by_id.borrow_mut().remove(&id);
            }
        };
        v8::Weak::with_finalizer(scope, object, Box::new(forget))
    };
    let entry = Entry { script: v8::Global::new(scope, script), _object: weak };
    scripts.by_id.borrow_mut().insert(id, entry);
    rv.set_int32(id);
}

fn script_argument<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'_, v8::Value>,
) -> Option<v8::Local<'s, v8::UnboundScript>> {
    let id = value.int32_value(scope)?;
    let scripts = scripts(scope);
    let entries = scripts.by_id.borrow();
    entries.get(&id).map(|entry| v8::Local::new(scope, &entry.script))
}

/// `runScript(id, contextObject, timeout, displayErrors)`: the completion value. `contextObject` null is this context; `timeout`
/// -1 is none; `displayErrors`: the stack of what is thrown tells where it was.
pub fn run_script(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(script) = script_argument(scope, args.get(0)) else {
        return;
    };
    let other = context_of(scope, args.get(1));
    let context = other.unwrap_or_else(|| scope.get_current_context());
    let timeout = args.get(2).integer_value(scope).unwrap_or(-1);
    let timeout = u64::try_from(timeout).ok();
    let watchdog = match timeout.map(|timeout| Watchdog::start(scope, Duration::from_millis(timeout))).transpose() {
        Ok(watchdog) => watchdog,
        Err(error) => {
            let message = format!("Operation failed: no thread for the timeout of the script: {error}");
            return throw_error(scope, "ERR_OPERATION_FAILED", &message);
        }
    };
    let result = {
        let scope = &mut v8::ContextScope::new(scope, context);
        v8::tc_scope!(let scope, scope);
        let result = script.bind_to_current_context(scope).run(scope);
        if result.is_none() {
            rethrow(scope, args.get(3).is_true(), |_| 0);
        } else if other.is_some() {
            run_microtasks_of(scope, context);
        }
        result
    };
    if watchdog.is_some_and(|watchdog| watchdog.stop(scope)) {
        if !Runtime::current(scope).event_loop().is_stopping() {
            let message = format!("Script execution timed out after {}ms", timeout.unwrap_or_default());
            throw_error(scope, "ERR_SCRIPT_EXECUTION_TIMEOUT", &message);
        }
        return;
    }
    if let Some(result) = result {
        rv.set(result);
    }
}

/// `createCachedData(id)`: V8's code cache of the script as it is now.
pub fn create_cached_data(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(script) = script_argument(scope, args.get(0)) else {
        return;
    };
    let bytes = script.create_code_cache().map_or_else(Vec::new, |cache| cache.to_vec());
    rv.set(uint8_array(scope, bytes).into());
}
