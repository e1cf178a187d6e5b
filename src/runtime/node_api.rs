//! Hosts Node-API addons: what crate `anode-napi` asks of its embedder, done with the event loop, the thread pool and the
//! realm of this runtime; and `process.dlopen`.

use super::convert::{string, throw_error};
use super::{Drain, Runtime, async_hooks, exceptions, fatal, warning};
use crate::builtins::{messaging, version};
use crate::event_loop::{Arrival, KeepAlive, ThreadPool};
use anode_napi::{AsyncIds, AsyncResource, Environment, Host, Job, LoadError, NodeVersion, ScopeEnd, Wait, Waker};
use std::cell::{OnceCell, RefCell};
use std::ffi::{CString, c_void};
use std::path::Path;
use std::rc::{Rc, Weak};
use std::sync::Arc;

/// The environment of all addons of a runtime, made when the first one is loaded.
#[derive(Default)]
pub struct NodeApi {
    environment: OnceCell<Environment>,
}

impl NodeApi {
    /// Delivers what other threads have sent to addons.
    pub fn poll(&self, scope: &mut v8::PinScope<'_, '_>) {
        if let Some(environment) = self.environment.get() {
            environment.poll(scope);
        }
    }

    /// Closes what addons have to close.
    pub fn close_phase(&self, scope: &mut v8::PinScope<'_, '_>) {
        if let Some(environment) = self.environment.get() {
            environment.close_phase(scope);
        }
    }

    /// Turns JavaScript off for native code: the program is about to end.
    pub fn stop(&self) {
        if let Some(environment) = self.environment.get() {
            environment.stopper().stop();
        }
    }

    /// Wakes threads that wait for room in a queue of this thread, which will not empty it any more.
    pub fn unblock(&self) {
        if let Some(environment) = self.environment.get() {
            environment.unblock();
        }
    }

    /// Ends everything that addons have in this runtime.
    pub fn tear_down(&self, scope: &mut v8::PinScope<'_, '_>) {
        if let Some(environment) = self.environment.get() {
            environment.teardown(scope);
        }
    }
}

struct RuntimeHost {
    runtime: Weak<Runtime>,
    /// What addons keep the loop alive with; the place is the number that they know.
    kept_alive: RefCell<Vec<Option<KeepAlive>>>,
    free_places: RefCell<Vec<usize>>,
}

impl RuntimeHost {
    /// The host is used only while its runtime lives: the runtime's teardown ends the environment that holds the host.
    fn runtime(&self) -> Rc<Runtime> {
        self.runtime.upgrade().expect("addons end before their runtime")
    }
}

impl Host for RuntimeHost {
    fn waker(&self) -> Waker {
        let poster = self.runtime().event_loop().poster();
        Arc::new(move || poster.push(Arrival::NodeApi))
    }

    fn run_on_pool(&self, job: Arc<dyn Job>) {
        ThreadPool::get().submit_of_addon(job);
    }

    fn keep_alive(&self, name: &str) -> anode_napi::KeepAlive {
        let alive = self.runtime().event_loop().keep_alive_of_addon(name);
        let mut kept = self.kept_alive.borrow_mut();
        let free = self.free_places.borrow_mut().pop();
        let place = free.unwrap_or(kept.len());
        match kept.get_mut(place) {
            Some(kept) => *kept = Some(alive),
            None => kept.push(Some(alive)),
        }
        anode_napi::KeepAlive(place as u64)
    }

    fn release(&self, id: anode_napi::KeepAlive) {
        let place = id.0 as usize;
        if self.kept_alive.borrow_mut()[place].take().is_some() {
            self.free_places.borrow_mut().push(place);
        }
    }

    fn uncaught_exception(&self, scope: &mut v8::PinScope<'_, '_>, exception: v8::Local<'_, v8::Value>) {
        let runtime = self.runtime();
        runtime.callback_scope(scope, |scope| {
            let exception = v8::Local::new(scope, exception);
            exceptions::trigger_uncaught_exception(scope, exception, None, false);
        });
    }

    fn emit_deprecation_warning(&self, scope: &mut v8::PinScope<'_, '_>, message: &str, code: &str) {
        warning::emit(scope, message, &["DeprecationWarning", code]);
    }

    fn buffer_prototype<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
        let module: v8::Local<v8::Object> = self.runtime().realm().require(scope, "node:buffer")?.try_into().ok()?;
        let key = string(scope, "Buffer");
        let class: v8::Local<v8::Object> = module.get(scope, key.into())?.try_into().ok()?;
        let key = string(scope, "prototype");
        class.get(scope, key.into())?.try_into().ok()
    }

    fn mark_untransferable(&self, buffer: v8::Local<'_, v8::ArrayBuffer>) {
        messaging::keep_on_thread(buffer);
    }

    fn node_version(&self) -> NodeVersion {
        let mut numbers =
            version::NODE_VERSION.trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        NodeVersion { major: next(), minor: next(), patch: next(), release: CString::from(c"node") }
    }

    fn uv_loop(&self) -> *mut c_void {
        self.runtime().event_loop().uv_loop().map_or(std::ptr::null_mut(), |uv_loop| uv_loop.as_ptr().cast())
    }

    fn async_init(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        resource: &dyn AsyncResource,
        name: v8::Local<'_, v8::String>,
    ) -> AsyncIds {
        let ids = self.runtime().async_hooks().begin(scope, name, resource);
        AsyncIds { async_id: ids.async_id, trigger_async_id: ids.trigger_async_id }
    }

    fn async_destroy(&self, _: &mut v8::PinScope<'_, '_>, ids: AsyncIds) {
        self.runtime().async_hooks().queue_destroy(ids.async_id);
    }

    fn open_callback_scope(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        ids: AsyncIds,
        resource: Option<Rc<dyn AsyncResource>>,
    ) {
        let runtime = self.runtime();
        runtime.enter_callback();
        let ids = async_hooks::AsyncIds { async_id: ids.async_id, trigger_async_id: ids.trigger_async_id };
        runtime.async_hooks().enter_addon(scope, ids, resource);
    }

    fn close_callback_scope(&self, scope: &mut v8::PinScope<'_, '_>, _: AsyncIds, end: ScopeEnd) -> Option<()> {
        let runtime = self.runtime();
        runtime.async_hooks().leave(scope, end == ScopeEnd::Failed);
        let drain = match end {
            ScopeEnd::Failed => Drain::Not,
            ScopeEnd::Reporting => Drain::Reporting,
            ScopeEnd::Throwing => Drain::Throwing,
        };
        runtime.leave_callback(scope, drain)
    }

    fn call_without_operation<'s>(
        &self,
        scope: &v8::PinScope<'s, '_>,
        function: v8::Local<'_, v8::Function>,
        receiver: v8::Local<'_, v8::Value>,
        arguments: &[v8::Local<'_, v8::Value>],
    ) -> Option<v8::Local<'s, v8::Value>> {
        self.runtime().async_hooks().call_without_resource(scope, function, receiver, arguments)
    }

    fn request_close_phase(&self) -> bool {
        self.runtime().event_loop().post_close(|scope| Runtime::current(scope).state::<NodeApi>().close_phase(scope));
        true
    }

    fn turn(&self, scope: &mut v8::PinScope<'_, '_>, wait: Wait) {
        self.runtime().event_loop().turn_for_addons(scope, wait == Wait::UntilWoken);
    }
}

fn throw_without_code(scope: &mut v8::PinScope<'_, '_>, message: &str) {
    let message = string(scope, message);
    let error = v8::Exception::error(scope, message);
    scope.throw_exception(error);
}

/// `process.dlopen(module, filename, flags)`: loads an addon into this thread's environment.
///
/// Throws what Node throws: `ERR_DLOPEN_FAILED` when the image cannot be loaded or is no addon, and whatever the addon's
/// initialiser throws.
pub fn dlopen(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let runtime = Runtime::current(scope);
    let Some(module) = args.get(0).to_object(scope) else { return };
    let filename = args.get(1).to_rust_string_lossy(scope);
    // For dlopen(3) a name ends at a zero.
    let filename = filename.split('\0').next().unwrap_or_default();
    let flags = if args.get(2).is_undefined() { None } else { args.get(2).int32_value(scope) };
    let key = string(scope, "exports");
    let Some(exports) = module.get(scope, key.into()) else { return };
    let api = runtime.state::<NodeApi>();
    if api.environment.get().is_none() {
        let host = RuntimeHost {
            runtime: Rc::downgrade(&runtime),
            kept_alive: RefCell::default(),
            free_places: RefCell::default(),
        };
        anode_napi::set_fatal_error_handler(fatal::on_addon_error);
        match Environment::new(scope, Rc::new(host)) {
            Ok(environment) => {
                let force = runtime.options().is_set("--force-node-api-uncaught-exceptions-policy");
                environment.set_force_uncaught_exceptions_policy(force);
                if let Some(worker) = runtime.worker() {
                    worker.has_addons(environment.stopper());
                }
                let _ = api.environment.set(environment);
            }
            Err(error) => return throw_error(scope, "ERR_DLOPEN_FAILED", &error.to_string()),
        }
    }
    let Some(environment) = api.environment.get() else { return };
    let message = match environment.load_addon(scope, Path::new(filename), flags, module, exports) {
        Ok(_) | Err(LoadError::Exception) => return,
        Err(LoadError::NotRegistered) => format!("Module did not self-register: '{filename}'."),
        Err(LoadError::UnsupportedVersion(wanted)) => {
            let text = format!(
                "{filename} requires Node-API version {wanted}, but this version of Node.js only supports version {} add-ons.",
                anode_napi::SUPPORTED_VERSION
            );
            return throw_without_code(scope, &text);
        }
        Err(error @ LoadError::NoEntryPoint) => return throw_without_code(scope, &error.to_string()),
        Err(error) => error.to_string(),
    };
    throw_error(scope, "ERR_DLOPEN_FAILED", &message);
}
