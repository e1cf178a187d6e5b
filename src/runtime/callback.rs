//! Calling into JavaScript from the loop: with the async context that was current when the callback was made, with what it
//! throws handled as an uncaught exception, and with ticks and microtasks drained when the outermost call returns.

use super::async_hooks::AsyncIds;
use super::{AsyncResource, Provider, Runtime, exceptions};
use std::rc::Rc;

/// What a call back into JavaScript happens in: the async context (`AsyncLocalStorage`) of its making, and what `async_hooks`
/// calls the operation or handle that calls back.
pub struct CallContext {
    /// `None` for `undefined`, which it is where nobody uses `AsyncLocalStorage`: a handle less to make.
    async_context: Option<v8::Global<v8::Value>>,
    resource: Option<Rc<AsyncResource>>,
}

impl CallContext {
    fn new(scope: &mut v8::PinScope<'_, '_>) -> Self {
        let async_context = scope.get_continuation_preserved_embedder_data();
        let async_context = (!async_context.is_undefined()).then(|| v8::Global::new(scope, async_context));
        Self { async_context, resource: None }
    }

    /// That of a handle, which is its own resource and lives as long as this.
    pub fn of_handle(scope: &mut v8::PinScope<'_, '_>, provider: Provider, handle: v8::Local<'_, v8::Object>) -> Self {
        let resource = AsyncResource::with_object(scope, provider, handle);
        Self { resource: Some(resource), ..Self::new(scope) }
    }

    /// The same for a handle that JavaScript has told the hooks of.
    pub fn of_announced(
        scope: &mut v8::PinScope<'_, '_>,
        provider: Provider,
        handle: v8::Local<'_, v8::Object>,
        ids: AsyncIds,
    ) -> Self {
        let resource = AsyncResource::announced(scope, provider, handle, ids);
        Self { resource: Some(resource), ..Self::new(scope) }
    }

    /// The same for a handle that came from outside, with a connection: nothing that JavaScript did has caused it.
    pub fn of_arrival(scope: &mut v8::PinScope<'_, '_>, provider: Provider, handle: v8::Local<'_, v8::Object>) -> Self {
        Self { async_context: None, ..Self::of_handle(scope, provider, handle) }
    }

    /// That of a resource that lives in Rust; its object is made when `async_hooks` asks for it.
    pub fn of_resource(scope: &mut v8::PinScope<'_, '_>, provider: Provider) -> Self {
        let resource = AsyncResource::new(scope, provider);
        Self { resource: Some(resource), ..Self::new(scope) }
    }

    /// The same for one that came from outside: nothing that JavaScript did has caused it.
    pub fn of_arriving_resource(scope: &mut v8::PinScope<'_, '_>, provider: Provider) -> Self {
        Self { async_context: None, resource: Some(AsyncResource::new(scope, provider)) }
    }

    /// That of a resource that is known already.
    pub fn of(scope: &mut v8::PinScope<'_, '_>, resource: &Rc<AsyncResource>) -> Self {
        Self { resource: Some(resource.clone()), ..Self::new(scope) }
    }

    pub fn resource(&self) -> Option<&Rc<AsyncResource>> {
        self.resource.as_ref()
    }

    /// The id of the resource, 0 when there is none.
    pub fn async_id(&self) -> f64 {
        self.resource.as_ref().map_or(0.0, |resource| resource.async_id())
    }

    /// Calls `function`. What it throws becomes an uncaught exception; the answer is then `None`.
    pub fn call<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        function: v8::Local<'_, v8::Function>,
        receiver: v8::Local<'_, v8::Value>,
        args: &[v8::Local<'_, v8::Value>],
    ) -> Option<v8::Local<'s, v8::Value>> {
        let runtime = Runtime::current(scope);
        let before = scope.get_continuation_preserved_embedder_data();
        let async_context = match &self.async_context {
            Some(async_context) => v8::Local::new(scope, async_context),
            None => v8::undefined(scope).into(),
        };
        scope.set_continuation_preserved_embedder_data(async_context);
        let result = runtime.callback_scope_in(scope, |scope| match &self.resource {
            Some(resource) => {
                let hooks = runtime.async_hooks();
                hooks.enter(scope, resource);
                let result = exceptions::call(scope, function, receiver, args);
                hooks.leave(scope, result.is_none());
                result
            }
            None => exceptions::call(scope, function, receiver, args),
        });
        scope.set_continuation_preserved_embedder_data(before);
        result
    }
}

/// A JavaScript function to be called later, in the context of its making.
pub struct JsCallback {
    function: v8::Global<v8::Function>,
    context: CallContext,
}

impl JsCallback {
    pub fn new(scope: &mut v8::PinScope<'_, '_>, function: v8::Local<'_, v8::Function>) -> Self {
        Self { function: v8::Global::new(scope, function), context: CallContext::new(scope) }
    }

    /// The callback in an argument, `None` unless it is a function.
    pub fn from_value(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Option<Self> {
        let function = v8::Local::<v8::Function>::try_from(value).ok()?;
        Some(Self::new(scope, function))
    }

    /// The callback of an operation that begins now and ends when the callback is dropped.
    pub fn request(
        scope: &mut v8::PinScope<'_, '_>,
        provider: Provider,
        value: v8::Local<'_, v8::Value>,
    ) -> Option<Self> {
        let callback = Self::from_value(scope, value)?;
        let resource = AsyncResource::new(scope, provider);
        Some(callback.of(&resource))
    }

    /// The callback of a handle that JavaScript has told the hooks of. The handle and its ids are the arguments from `index` on.
    pub fn of_handle(
        scope: &mut v8::PinScope<'_, '_>,
        provider: Provider,
        value: v8::Local<'_, v8::Value>,
        args: &v8::FunctionCallbackArguments,
        index: i32,
    ) -> Option<Self> {
        let callback = Self::from_value(scope, value)?;
        let handle = v8::Local::<v8::Object>::try_from(args.get(index)).ok()?;
        let ids = AsyncIds::from_values(scope, args.get(index + 1), args.get(index + 2));
        let resource = AsyncResource::announced(scope, provider, handle, ids);
        Some(callback.of(&resource))
    }

    /// Calls as part of `resource`.
    pub fn of(mut self, resource: &Rc<AsyncResource>) -> Self {
        self.context.resource = Some(resource.clone());
        self
    }

    /// Calls the function with `undefined` as `this`. What it throws becomes an uncaught exception; the answer is then `None`.
    pub fn call<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        args: &[v8::Local<'_, v8::Value>],
    ) -> Option<v8::Local<'s, v8::Value>> {
        let receiver = v8::undefined(scope).into();
        self.call_with(scope, receiver, args)
    }

    /// The same with a `this`.
    pub fn call_with<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        receiver: v8::Local<'_, v8::Value>,
        args: &[v8::Local<'_, v8::Value>],
    ) -> Option<v8::Local<'s, v8::Value>> {
        let function = v8::Local::new(scope, &self.function);
        self.context.call(scope, function, receiver, args)
    }
}

/// What becomes of ticks and microtasks when the outermost callback is over.
#[derive(Clone, Copy)]
pub enum Drain {
    /// They run; what one throws is an uncaught exception.
    Reporting,
    /// They run; what one throws is thrown.
    Throwing,
    /// Somebody else drains.
    Not,
}

impl Runtime {
    /// Runs `body` in a handle scope of its own, and drains ticks and microtasks after the outermost one.
    pub fn callback_scope<R>(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        body: impl FnOnce(&mut v8::PinScope<'_, '_>) -> R,
    ) -> R {
        v8::scope!(let scope, scope);
        self.callback_scope_in(scope, body)
    }

    /// The same in the caller's handle scope, for a body that returns a handle.
    pub fn callback_scope_in<'s, 'i, R>(
        &self,
        scope: &mut v8::PinScope<'s, 'i>,
        body: impl FnOnce(&mut v8::PinScope<'s, 'i>) -> R,
    ) -> R {
        self.enter_callback();
        let result = body(scope);
        self.leave_callback(scope, Drain::Reporting);
        result
    }

    /// A callback begins. `leave_callback` has to follow.
    pub fn enter_callback(&self) {
        self.callback_depth.set(self.callback_depth.get() + 1);
    }

    /// A callback is over. The outermost one drains ticks and microtasks. `None`: a tick threw, see [`Drain`].
    pub fn leave_callback(&self, scope: &mut v8::PinScope<'_, '_>, drain: Drain) -> Option<()> {
        let outermost = self.callback_depth.get() == 1;
        // Still inside the scope: a microtask that calls back into Rust must not drain again.
        let drained = match drain {
            Drain::Reporting if outermost => self.drain_ticks(scope),
            Drain::Throwing if outermost && !self.event_loop.is_stopping() => self.drain(scope, |scope, function| {
                let receiver = v8::undefined(scope).into();
                function.call(scope, receiver, &[]).map(drop)
            }),
            _ => Some(()),
        };
        self.callback_depth.set(self.callback_depth.get() - 1);
        drained
    }

    /// Microtasks, then `process.nextTick` and what rejections are to be reported, as long as there are any. Only in the outermost
    /// scope. `None`: a tick threw, and others may be left, or the loop stops.
    pub fn drain_ticks(&self, scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
        self.drain(scope, |scope, function| {
            let receiver = v8::undefined(scope).into();
            exceptions::call(scope, function, receiver, &[]).map(drop)
        })
    }

    /// `call` calls JavaScript's `processTicksAndRejections()`.
    fn drain(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        call: impl FnOnce(&mut v8::PinScope<'_, '_>, v8::Local<'_, v8::Function>) -> Option<()>,
    ) -> Option<()> {
        if self.event_loop.is_stopping() {
            return None;
        }
        if self.ticks.get(0) == 0 {
            scope.perform_microtask_checkpoint();
        }
        if self.ticks.get(0) == 0 && self.ticks.get(1) == 0 {
            return Some(());
        }
        v8::scope!(let scope, scope);
        let function = self.realm().process_ticks_and_rejections(scope);
        call(scope, function)
    }

    /// JavaScript's `processTimers(now)`: when the timer lists want to run again. Asked again after an uncaught exception
    /// that was handled, since the lists may still hold timers that are due.
    pub fn process_timers(&self, scope: &mut v8::PinScope<'_, '_>, now: f64) {
        // One scope for all calls: as in Node, ticks drain when the lists have been gone through.
        self.callback_scope(scope, |scope| {
            let function = self.realm().process_timers(scope);
            let receiver = v8::undefined(scope).into();
            let now = v8::Number::new(scope, now).into();
            loop {
                let next = exceptions::call(scope, function, receiver, &[now]);
                match next.and_then(|next| next.number_value(scope)) {
                    // Before ticks and microtasks run: they may start a timer that is due earlier.
                    Some(next) => return self.event_loop.set_next_timer(next),
                    None if self.event_loop.is_stopping() => return,
                    None => {}
                }
            }
        })
    }

    /// JavaScript's `processImmediate()`: runs all immediates that are due in this turn. Called again after an uncaught exception
    /// that was handled, before ticks: others may be left.
    pub fn process_immediates(&self, scope: &mut v8::PinScope<'_, '_>) {
        self.callback_scope(scope, |scope| {
            let function = self.realm().process_immediate(scope);
            let receiver = v8::undefined(scope).into();
            while exceptions::call(scope, function, receiver, &[]).is_none() && !self.event_loop.is_stopping() {}
        });
    }

    /// The end of a turn of the loop.
    pub fn after_turn(&self, scope: &mut v8::PinScope<'_, '_>) {
        // WeakRef targets stay alive until the end of the turn (ECMAScript's ClearKeptObjects).
        scope.clear_kept_objects();
    }
}
