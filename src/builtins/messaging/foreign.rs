//! Ports that have been moved into another context (`worker_threads.moveMessagePortToContext`): objects of that context that know
//! nothing of `EventTarget`. What arrives is made there and handed to `port.onmessage`.

use super::port::{self, Port};
use crate::builtins::contextify::context::context_of;
use crate::runtime::Runtime;
use crate::runtime::convert::{set, string, throw_type_error};
use std::cell::OnceCell;

/// The classes of such ports and their events.
#[derive(Default)]
struct Templates {
    port: OnceCell<v8::Global<v8::FunctionTemplate>>,
    event: OnceCell<v8::Global<v8::FunctionTemplate>>,
}

fn class<'s>(scope: &mut v8::PinScope<'s, '_>, name: &str) -> v8::Local<'s, v8::FunctionTemplate> {
    let template = v8::FunctionTemplate::new(scope, refuse_construction);
    template.set_class_name(string(scope, name));
    template
}

fn add_method(
    scope: &mut v8::PinScope<'_, '_>,
    class: v8::Local<'_, v8::FunctionTemplate>,
    name: &str,
    method: impl v8::MapFnTo<v8::FunctionCallback>,
) {
    let method =
        v8::FunctionTemplate::builder(method).constructor_behavior(v8::ConstructorBehavior::Throw).build(scope);
    let name = string(scope, name);
    method.set_class_name(name);
    class.prototype_template(scope).set(name.into(), method.into());
}

fn port_class<'s>(scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::FunctionTemplate> {
    let templates = Runtime::current(scope).state::<Templates>();
    if let Some(template) = templates.port.get() {
        return v8::Local::new(scope, template);
    }
    let handle = class(scope, "HandleWrap");
    add_method(scope, handle, "close", close);
    add_method(scope, handle, "hasRef", has_ref);
    add_method(scope, handle, "ref", make_ref);
    add_method(scope, handle, "unref", unref);
    let class = class(scope, "MessagePort");
    class.inherit(handle);
    add_method(scope, class, "postMessage", post_message);
    add_method(scope, class, "start", start);
    let _ = templates.port.set(v8::Global::new(scope, class));
    class
}

fn event_class<'s>(scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::FunctionTemplate> {
    let templates = Runtime::current(scope).state::<Templates>();
    if let Some(template) = templates.event.get() {
        return v8::Local::new(scope, template);
    }
    let class = class(scope, "MessageEvent");
    let _ = templates.event.set(v8::Global::new(scope, class));
    class
}

/// An instance of a class in the current context. `None`: an exception is pending.
fn instance<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    class: v8::Local<'_, v8::FunctionTemplate>,
) -> Option<v8::Local<'s, v8::Object>> {
    // So that its prototypes are those of the context.
    class.get_function(scope)?;
    class.instance_template(scope).new_instance(scope)
}

/// The JavaScript object of a port in the current context.
pub fn make_port<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
    let class = port_class(scope);
    instance(scope, class)
}

/// The handler of `message` or `messageerror`, where there is one, and the event for it.
pub fn event_for<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
    kind: &str,
    data: v8::Local<'s, v8::Value>,
    ports: v8::Local<'s, v8::Value>,
) -> Option<(v8::Local<'s, v8::Function>, v8::Local<'s, v8::Object>)> {
    let key = string(scope, &format!("on{kind}"));
    let handler = v8::Local::<v8::Function>::try_from(object.get(scope, key.into())?).ok()?;
    let class = event_class(scope);
    let event = instance(scope, class)?;
    set(scope, event, "data", data);
    set(scope, event, "target", object.into());
    set(scope, event, "type", string(scope, kind).into());
    set(scope, event, "ports", ports);
    Some((handler, event))
}

/// `moveToContext(port, contextObject)`: the port's object there; undefined for what is no context.
pub fn move_to_context<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Ok(object) = v8::Local::<v8::Object>::try_from(args.get(0)) else { return };
    let Some(context) = context_of(scope, args.get(1)) else { return };
    let Some(port) = port::detach(scope, object) else { return };
    if let Some(object) = move_port(scope, port, context) {
        rv.set(object.into());
    }
}

fn move_port<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    port: Port,
    context: v8::Local<'s, v8::Context>,
) -> Option<v8::Local<'s, v8::Object>> {
    let scope = &mut v8::ContextScope::new(scope, context);
    port::attach(scope, port)
}

// The methods: those of `internal/worker/io`, for whatever object has a port.

fn refuse_construction(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    throw_type_error(scope, "ERR_CONSTRUCT_CALL_INVALID", "Constructor cannot be called");
}

fn post_message<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(module) = Runtime::current(scope).realm().require(scope, "internal/worker/io") else { return };
    let Some(module) = module.to_object(scope) else { return };
    let key = string(scope, "postMessage");
    let Some(Ok(function)) = module.get(scope, key.into()).map(v8::Local::<v8::Function>::try_from) else { return };
    let list: Vec<_> = (0..args.length()).map(|index| args.get(index)).collect();
    if let Some(result) = function.call(scope, args.this().into(), &list) {
        rv.set(result);
    }
}

fn close(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    port::close_object(scope, args.this());
}

fn has_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(referenced) = port::is_referenced(scope, args.this()) {
        rv.set_bool(referenced);
    }
}

fn make_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    port::set_referenced(scope, args.this(), true);
}

fn unref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    port::set_referenced(scope, args.this(), false);
}

fn start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    port::start_object(scope, args.this());
}
