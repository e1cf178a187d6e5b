//! Code made of strings (`eval`, `Function`) while somebody listens: the source maps of generated code stand in its text.

use crate::runtime::Runtime;
use std::cell::RefCell;

#[derive(Default)]
struct Listener(RefCell<Option<v8::Global<v8::Function>>>);

/// `setGeneratedCodeListener(listener)`: a function that is called with each text before it is compiled; undefined ends that.
///
/// V8 asks its embedder about a text only where a context forbids such code, so that is what this thread's own context does as
/// long as there is a listener. One that forbids it anyway (V8's own option) goes on to.
pub fn set_generated_code_listener(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let runtime = Runtime::current(scope);
    let listeners = runtime.state::<Listener>();
    let context = v8::Local::new(scope, runtime.context());
    let listener = v8::Local::<v8::Function>::try_from(args.get(0)).ok().map(|f| v8::Global::new(scope, f));
    let had_listener = listeners.0.borrow().is_some();
    if listener.is_some() && !had_listener {
        if !context.is_code_generation_from_strings_allowed() {
            return;
        }
        scope.set_modify_code_generation_from_strings_callback(generated);
    }
    context.set_allow_generation_from_strings(listener.is_none());
    *listeners.0.borrow_mut() = listener;
}

fn generated<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    source: v8::Local<'s, v8::Value>,
    _is_code_like: bool,
) -> v8::ModifyCodeGenerationFromStringsResult<'s> {
    let runtime = Runtime::current(scope);
    let context = v8::Local::new(scope, runtime.context());
    let listener = runtime.state::<Listener>().0.borrow().clone();
    // Another context forbids it for reasons of its own.
    let codegen_allowed = listener.is_some() && scope.get_current_context() == context;
    if let Some(listener) = listener
        && codegen_allowed
        && source.is_string()
    {
        let receiver = v8::undefined(scope).into();
        v8::tc_scope!(let tc, scope);
        v8::Local::new(tc, listener).call(tc, receiver, &[source]);
    }
    v8::ModifyCodeGenerationFromStringsResult { codegen_allowed, modified_source: None }
}
