//! Asynchronous resources, for `async_hooks`: which one executes, and what hooks are told of the ones that live in Rust.
//!
//! The ids that execute and the number of hooks of each kind stand in an array that JavaScript shares
//! (`internal/async_hooks`), so that neither side calls the other while no hook is enabled.

use super::Runtime;
use super::convert::string;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ptr::NonNull;
use std::rc::Rc;

/// The places of the shared array: what executes, ...
const EXECUTION_ASYNC_ID: usize = 0;
const TRIGGER_ASYNC_ID: usize = 1;
/// 1 while the executing resource is on the stack here, 0 while it is one of JavaScript's own.
const NATIVE: usize = 2;
/// ... the id given last, what triggers new resources in place of the executing one (-1 for none), ...
const ASYNC_ID_COUNTER: usize = 3;
const DEFAULT_TRIGGER_ASYNC_ID: usize = 4;
/// ... and how many hooks there are of each kind (the fifth, `promiseResolve`, is JavaScript's alone).
const INIT: usize = 5;
const BEFORE: usize = 6;
const AFTER: usize = 7;
const DESTROY: usize = 8;
const LENGTH: usize = 10;

/// A kind of resource: the type that `init` hooks are told, and the class that its object appears to be of, which is also
/// what `process.getActiveResourcesInfo()` lists.
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    pub name: &'static str,
    pub class: &'static str,
}

macro_rules! providers {
    ($($constant:ident => $name:literal, $class:literal;)+) => {
        $(pub const $constant: Provider = Provider { name: $name, class: $class };)+
    };
}

/// The kinds that Rust makes, as Node.js names them.
pub mod provider {
    use super::Provider;

    providers! {
        ARGON2_JOB => "ARGON2REQUEST", "Argon2Job";
        BROTLI_DECODER => "ZLIB", "BrotliDecoder";
        BROTLI_ENCODER => "ZLIB", "BrotliEncoder";
        CHECK_PRIME_JOB => "CHECKPRIMEREQUEST", "CheckPrimeJob";
        CIPHER_JOB => "CIPHERREQUEST", "AESCipherJob";
        DH_BITS_JOB => "DERIVEBITSREQUEST", "DHBitsJob";
        FILE_HANDLE_CLOSE => "FILEHANDLECLOSEREQ", "FileHandleCloseReq";
        FS_EVENT => "FSEVENTWRAP", "FSEvent";
        FS_REQ_CALLBACK => "FSREQCALLBACK", "FSReqCallback";
        FS_REQ_PROMISE => "FSREQPROMISE", "FSReqPromise";
        GET_ADDR_INFO => "GETADDRINFOREQWRAP", "GetAddrInfoReqWrap";
        GET_NAME_INFO => "GETNAMEINFOREQWRAP", "GetNameInfoReqWrap";
        HASH_JOB => "HASHREQUEST", "HashJob";
        HKDF_JOB => "DERIVEBITSREQUEST", "HKDFJob";
        HMAC_JOB => "SIGNREQUEST", "HmacJob";
        HTTP2_SESSION => "HTTP2SESSION", "Http2Session";
        HTTP2_STREAM => "HTTP2STREAM", "Http2Stream";
        KEM_DECAPSULATE_JOB => "DERIVEBITSREQUEST", "KEMDecapsulateJob";
        KEM_ENCAPSULATE_JOB => "DERIVEBITSREQUEST", "KEMEncapsulateJob";
        KEY_PAIR_JOB => "KEYPAIRGENREQUEST", "NamedKeyPairGenJob";
        KMAC_JOB => "SIGNREQUEST", "KmacJob";
        MESSAGE_PORT => "MESSAGEPORT", "MessagePort";
        PBKDF2_JOB => "PBKDF2REQUEST", "PBKDF2Job";
        PIPE => "PIPEWRAP", "Pipe";
        PIPE_CONNECT => "PIPECONNECTWRAP", "PipeConnectWrap";
        PIPE_SERVER => "PIPESERVERWRAP", "Pipe";
        PROCESS => "PROCESSWRAP", "Process";
        QUERY => "QUERYWRAP", "QueryReqWrap";
        RANDOM_BYTES_JOB => "RANDOMBYTESREQUEST", "RandomBytesJob";
        RANDOM_PRIME_JOB => "RANDOMPRIMEREQUEST", "RandomPrimeJob";
        READ_FILE_JOB => "FSREQCALLBACK", "ReadFileJob";
        SCRYPT_JOB => "SCRYPTREQUEST", "ScryptJob";
        SECRET_KEY_JOB => "KEYGENREQUEST", "SecretKeyGenJob";
        SHUTDOWN => "SHUTDOWNWRAP", "ShutdownWrap";
        SIGNAL => "SIGNALWRAP", "Signal";
        SIGN_JOB => "SIGNREQUEST", "SignJob";
        STAT_WATCHER => "STATWATCHER", "StatWatcher";
        TCP => "TCPWRAP", "TCP";
        TCP_CONNECT => "TCPCONNECTWRAP", "TCPConnectWrap";
        TCP_SERVER => "TCPSERVERWRAP", "TCP";
        TTY => "TTYWRAP", "TTY";
        UDP => "UDPWRAP", "UDP";
        UDP_SEND => "UDPSENDWRAP", "SendWrap";
        WORKER => "WORKER", "Worker";
        WORKER_CPU_PROFILE => "WORKERCPUPROFILE", "WorkerCpuProfileTaker";
        WORKER_CPU_USAGE => "WORKERCPUUSAGE", "WorkerCpuUsageTaker";
        WORKER_HEAP_PROFILE => "WORKERHEAPPROFILE", "WorkerHeapProfileTaker";
        WORKER_HEAP_SNAPSHOT => "WORKERHEAPSNAPSHOT", "WorkerHeapSnapshotTaker";
        WORKER_HEAP_STATISTICS => "WORKERHEAPSTATISTICS", "WorkerHeapStatisticsTaker";
        WRITE => "WRITEWRAP", "WriteWrap";
        WRITE_FILE_JOB => "FSREQCALLBACK", "WriteFileJob";
        XOF_JOB => "DERIVEBITSREQUEST", "TurboShakeJob";
        ZLIB => "ZLIB", "Zlib";
        ZSTD_COMPRESS => "ZLIB", "ZstdCompress";
        ZSTD_DECOMPRESS => "ZLIB", "ZstdDecompress";
    }
}

/// The ids of a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AsyncIds {
    pub async_id: f64,
    pub trigger_async_id: f64,
}

impl AsyncIds {
    /// The ids that JavaScript has given a handle.
    pub fn from_values(
        scope: &mut v8::PinScope<'_, '_>,
        async_id: v8::Local<'_, v8::Value>,
        trigger_async_id: v8::Local<'_, v8::Value>,
    ) -> Self {
        let number = |value: v8::Local<'_, v8::Value>| value.number_value(scope).unwrap_or(0.0);
        Self { async_id: number(async_id), trigger_async_id: number(trigger_async_id) }
    }
}

/// JavaScript's functions that call the hooks.
struct Emitters {
    init: v8::Global<v8::Function>,
    before: v8::Global<v8::Function>,
    after: v8::Global<v8::Function>,
    destroy: v8::Global<v8::Function>,
}

/// What executes, as `executionAsyncResource()` gives it.
#[derive(Clone)]
enum Executing {
    Resource(Rc<AsyncResource>),
    OfAddon(Rc<dyn anode_napi::AsyncResource>),
    Nothing,
}

/// A resource that was entered, with what executed before it.
struct Entered {
    before: [f64; 3],
    executing: Executing,
}

pub struct AsyncHooks {
    /// The elements of `array`, which this keeps.
    _store: v8::SharedRef<v8::BackingStore>,
    fields: NonNull<Cell<f64>>,
    array: v8::Global<v8::Float64Array>,
    entered: RefCell<Vec<Entered>>,
    emitters: RefCell<Option<Rc<Emitters>>>,
    trampoline: RefCell<Option<v8::Global<v8::Function>>>,
    /// Ids whose resources are gone and whose `destroy` hooks have not been called.
    destroyed: RefCell<Vec<f64>>,
    isolate: v8::IsolateHandle,
    /// Objects of JavaScript whose collection is their `destroy`, by id.
    watched: RefCell<HashMap<u64, v8::Weak<v8::Object>>>,
    classes: RefCell<HashMap<&'static str, v8::Global<v8::ObjectTemplate>>>,
}

/// So many destroyed resources do not wait for the loop, which the program may not let turn for a long time.
const MANY: usize = 16_384;

/// Has their hooks called by a microtask. Runs on the isolate's thread, at a point where its JavaScript may be interrupted.
unsafe extern "C" fn run_destroyed_soon(isolate: v8::UnsafeRawIsolatePtr, _: *mut std::ffi::c_void) {
    // SAFETY: V8 passes the isolate of the current thread, which outlives the call.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
    v8::scope!(let scope, &mut isolate);
    let context = v8::Local::new(scope, Runtime::current(scope).context());
    let scope = &mut v8::ContextScope::new(scope, context);
    let run = |scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, _: v8::ReturnValue| {
        Runtime::current(scope).async_hooks().run_destroyed(scope);
    };
    if let Some(run) = v8::Function::new(scope, run) {
        scope.enqueue_microtask(run);
    }
}

impl AsyncHooks {
    pub fn new(scope: &mut v8::PinScope<'_, '_>) -> Rc<Self> {
        let buffer = v8::ArrayBuffer::new(scope, LENGTH * size_of::<f64>());
        let array = v8::Float64Array::new(scope, buffer, 0, LENGTH).expect("ten elements fit");
        let store = buffer.get_backing_store();
        let hooks = Self {
            fields: store.data().expect("the array has elements").cast(),
            _store: store,
            array: v8::Global::new(scope, array),
            entered: RefCell::default(),
            emitters: RefCell::default(),
            trampoline: RefCell::default(),
            destroyed: RefCell::default(),
            isolate: scope.thread_safe_handle(),
            watched: RefCell::default(),
            classes: RefCell::default(),
        };
        // The main script is resource 1.
        hooks.set(ASYNC_ID_COUNTER, 1.0);
        hooks.set(DEFAULT_TRIGGER_ASYNC_ID, -1.0);
        Rc::new(hooks)
    }

    fn field(&self, index: usize) -> &Cell<f64> {
        assert!(index < LENGTH);
        // SAFETY: the store holds LENGTH aligned f64 and lives as long as `self`; only this thread touches it.
        unsafe { self.fields.add(index).as_ref() }
    }

    fn get(&self, index: usize) -> f64 {
        self.field(index).get()
    }

    fn set(&self, index: usize, value: f64) {
        self.field(index).set(value);
    }

    pub fn array<'s>(&self, scope: &v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Float64Array> {
        v8::Local::new(scope, &self.array)
    }

    /// Whether somebody hears of new resources.
    pub fn tells_init(&self) -> bool {
        self.get(INIT) > 0.0
    }

    /// Runs `body`; what is made in it `async_id` has triggered.
    pub fn triggered_by<R>(&self, async_id: f64, body: impl FnOnce() -> R) -> R {
        let before = self.get(DEFAULT_TRIGGER_ASYNC_ID);
        self.set(DEFAULT_TRIGGER_ASYNC_ID, async_id);
        let result = body();
        self.set(DEFAULT_TRIGGER_ASYNC_ID, before);
        result
    }

    /// The ids of a new resource.
    fn new_ids(&self) -> AsyncIds {
        let async_id = self.get(ASYNC_ID_COUNTER) + 1.0;
        self.set(ASYNC_ID_COUNTER, async_id);
        let default = self.get(DEFAULT_TRIGGER_ASYNC_ID);
        AsyncIds { async_id, trigger_async_id: if default >= 0.0 { default } else { self.get(EXECUTION_ASYNC_ID) } }
    }

    /// `setEmitters(init, before, after, destroy)`: how hooks are called. Called before the first one is enabled.
    pub fn set_emitters(&self, scope: &v8::PinScope<'_, '_>, functions: [v8::Local<'_, v8::Function>; 4]) {
        let [init, before, after, destroy] = functions.map(|function| v8::Global::new(scope, function));
        *self.emitters.borrow_mut() = Some(Rc::new(Emitters { init, before, after, destroy }));
    }

    /// `setCallbackTrampoline(function)`: what is called in place of a callback that belongs to no resource, with the callback
    /// as its first argument.
    pub fn set_trampoline(&self, scope: &v8::PinScope<'_, '_>, function: v8::Local<'_, v8::Function>) {
        *self.trampoline.borrow_mut() = Some(v8::Global::new(scope, function));
    }

    /// Calls back for an addon that names no resource.
    pub fn call_without_resource<'s>(
        &self,
        scope: &v8::PinScope<'s, '_>,
        function: v8::Local<'_, v8::Function>,
        receiver: v8::Local<'_, v8::Value>,
        args: &[v8::Local<'_, v8::Value>],
    ) -> Option<v8::Local<'s, v8::Value>> {
        let trampoline = self.trampoline.borrow().as_ref().map(|trampoline| v8::Local::new(scope, trampoline));
        match trampoline {
            None => function.call(scope, receiver, args),
            Some(trampoline) => {
                let mut all = vec![function.cast::<v8::Value>()];
                all.extend_from_slice(args);
                trampoline.call(scope, receiver, &all)
            }
        }
    }

    /// Calls hooks of a kind, if there are any. They report what they throw themselves, and end the process.
    fn emit(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        kind: usize,
        function: fn(&Emitters) -> &v8::Global<v8::Function>,
        args: &[v8::Local<'_, v8::Value>],
    ) {
        let emitters = self.emitters.borrow().clone();
        let Some(emitters) = emitters.filter(|_| self.get(kind) > 0.0) else { return };
        // A program that has ended hears nothing any more.
        if Runtime::current(scope).event_loop().is_stopping() {
            return;
        }
        let function = v8::Local::new(scope, function(&emitters));
        let receiver = v8::undefined(scope).into();
        super::call(scope, function, receiver, args);
    }

    /// A resource begins that somebody else keeps: of an addon.
    pub fn begin(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        name: v8::Local<'_, v8::String>,
        resource: &dyn anode_napi::AsyncResource,
    ) -> AsyncIds {
        let ids = self.new_ids();
        if self.get(INIT) > 0.0 {
            let resource = resource.object(scope);
            self.emit_init(scope, ids, name, resource);
        }
        ids
    }

    fn emit_init(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        ids: AsyncIds,
        name: v8::Local<'_, v8::String>,
        resource: v8::Local<'_, v8::Object>,
    ) {
        let id = v8::Number::new(scope, ids.async_id).into();
        let trigger = v8::Number::new(scope, ids.trigger_async_id).into();
        self.emit(scope, INIT, |emitters| &emitters.init, &[id, name.into(), trigger, resource.into()]);
    }

    /// What follows belongs to a resource of an addon, until `leave`.
    pub fn enter_addon(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        ids: AsyncIds,
        resource: Option<Rc<dyn anode_napi::AsyncResource>>,
    ) {
        self.push(scope, ids, resource.map_or(Executing::Nothing, Executing::OfAddon));
    }

    /// What follows belongs to `resource`, until `leave`.
    pub fn enter(&self, scope: &mut v8::PinScope<'_, '_>, resource: &Rc<AsyncResource>) {
        self.push(scope, resource.ids.get(), Executing::Resource(resource.clone()));
    }

    fn push(&self, scope: &mut v8::PinScope<'_, '_>, ids: AsyncIds, executing: Executing) {
        let before = [EXECUTION_ASYNC_ID, TRIGGER_ASYNC_ID, NATIVE].map(|index| self.get(index));
        self.entered.borrow_mut().push(Entered { before, executing });
        self.set(EXECUTION_ASYNC_ID, ids.async_id);
        self.set(TRIGGER_ASYNC_ID, ids.trigger_async_id);
        self.set(NATIVE, 1.0);
        if self.get(BEFORE) > 0.0 && ids.async_id != 0.0 {
            let id = v8::Number::new(scope, ids.async_id).into();
            self.emit(scope, BEFORE, |emitters| &emitters.before, &[id]);
        }
    }

    /// The innermost entry is over. `failed`: by an exception, whose handling has called the hooks.
    pub fn leave(&self, scope: &mut v8::PinScope<'_, '_>, failed: bool) {
        let async_id = self.get(EXECUTION_ASYNC_ID);
        if !failed && async_id != 0.0 && self.get(AFTER) > 0.0 {
            let id = v8::Number::new(scope, async_id).into();
            self.emit(scope, AFTER, |emitters| &emitters.after, &[id]);
        }
        let Some(entered) = self.entered.borrow_mut().pop() else { return };
        for (index, value) in [EXECUTION_ASYNC_ID, TRIGGER_ASYNC_ID, NATIVE].into_iter().zip(entered.before) {
            self.set(index, value);
        }
    }

    /// Runs the main script: resource 1, which nothing triggered.
    pub fn run_main<R>(&self, body: impl FnOnce() -> R) -> R {
        self.set(EXECUTION_ASYNC_ID, 1.0);
        let result = body();
        self.set(EXECUTION_ASYNC_ID, 0.0);
        self.set(TRIGGER_ASYNC_ID, 0.0);
        result
    }

    /// The object of the native resource that executes, made now unless it exists.
    pub fn executing_object<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
        let executing = self.entered.borrow().last()?.executing.clone();
        match executing {
            Executing::OfAddon(resource) => Some(resource.object(scope)),
            Executing::Resource(resource) => Some(resource.object(scope)),
            Executing::Nothing => None,
        }
    }

    /// The resource is gone: its hooks are called soon.
    pub fn queue_destroy(&self, async_id: f64) {
        if self.get(DESTROY) > 0.0 {
            let mut destroyed = self.destroyed.borrow_mut();
            destroyed.push(async_id);
            if destroyed.len() == MANY {
                // The collector may be at work, where nothing can be made: hence the way round.
                self.isolate.request_interrupt(run_destroyed_soon, std::ptr::null_mut());
            }
        }
    }

    /// Calls the hooks of what was destroyed since. Part of a turn's check phase; keeps nothing alive.
    pub fn run_destroyed(&self, scope: &mut v8::PinScope<'_, '_>) {
        loop {
            let ids = std::mem::take(&mut *self.destroyed.borrow_mut());
            if ids.is_empty() {
                return;
            }
            for id in ids {
                v8::scope!(let scope, scope);
                let id = v8::Number::new(scope, id).into();
                self.emit(scope, DESTROY, |emitters| &emitters.destroy, &[id]);
            }
        }
    }

    pub fn has_destroyed(&self) -> bool {
        !self.destroyed.borrow().is_empty()
    }

    /// The collection of `object` is the end of resource `async_id`, unless `unwatch` comes first.
    pub fn watch(self: &Rc<Self>, scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>, async_id: f64) {
        let hooks = Rc::downgrade(self);
        let collected = move |_: &mut v8::Isolate| {
            if let Some(hooks) = hooks.upgrade()
                && hooks.watched.borrow_mut().remove(&(async_id as u64)).is_some()
            {
                hooks.queue_destroy(async_id);
            }
        };
        let weak = v8::Weak::with_finalizer(scope, object, Box::new(collected));
        self.watched.borrow_mut().insert(async_id as u64, weak);
    }

    pub fn unwatch(&self, async_id: f64) {
        self.watched.borrow_mut().remove(&(async_id as u64));
    }

    /// An object that appears to be of the provider's class.
    pub fn make_object<'s>(&self, scope: &mut v8::PinScope<'s, '_>, provider: Provider) -> v8::Local<'s, v8::Object> {
        let known = self.classes.borrow().get(provider.class).cloned();
        let template = match known {
            Some(template) => v8::Local::new(scope, template),
            None => {
                let class = v8::FunctionTemplate::builder_raw(nothing).build(scope);
                class.set_class_name(string(scope, provider.class));
                let template = class.instance_template(scope);
                self.classes.borrow_mut().insert(provider.class, v8::Global::new(scope, template));
                template
            }
        };
        template.new_instance(scope).unwrap_or_else(|| v8::Object::new(scope))
    }
}

/// The constructor of the classes above, which no program can call.
unsafe extern "C" fn nothing(_: *const v8::FunctionCallbackInfo) {}

/// A resource that lives in Rust: an operation or a handle. Its end is when it is dropped.
pub struct AsyncResource {
    hooks: Rc<AsyncHooks>,
    ids: Cell<AsyncIds>,
    provider: Provider,
    object: RefCell<Option<v8::Global<v8::Object>>>,
}

impl AsyncResource {
    /// A new resource; its object is made when somebody asks for it.
    pub fn new(scope: &mut v8::PinScope<'_, '_>, provider: Provider) -> Rc<Self> {
        Self::make(scope, provider, None)
    }

    /// The resource that an object of JavaScript stands for. Keeps the object as long as itself.
    pub fn with_object(
        scope: &mut v8::PinScope<'_, '_>,
        provider: Provider,
        object: v8::Local<'_, v8::Object>,
    ) -> Rc<Self> {
        Self::make(scope, provider, Some(object))
    }

    /// One that the hooks have been told of under these ids.
    pub fn announced(
        scope: &mut v8::PinScope<'_, '_>,
        provider: Provider,
        object: v8::Local<'_, v8::Object>,
        ids: AsyncIds,
    ) -> Rc<Self> {
        Self::with_ids(scope, provider, Some(object), ids)
    }

    fn with_ids(
        scope: &mut v8::PinScope<'_, '_>,
        provider: Provider,
        object: Option<v8::Local<'_, v8::Object>>,
        ids: AsyncIds,
    ) -> Rc<Self> {
        let hooks = Runtime::current(scope).async_hooks().clone();
        let object = object.map(|object| v8::Global::new(scope, object));
        Rc::new(Self { hooks, ids: Cell::new(ids), provider, object: RefCell::new(object) })
    }

    fn make(
        scope: &mut v8::PinScope<'_, '_>,
        provider: Provider,
        object: Option<v8::Local<'_, v8::Object>>,
    ) -> Rc<Self> {
        let ids = Runtime::current(scope).async_hooks().new_ids();
        let resource = Self::with_ids(scope, provider, object, ids);
        resource.tell_init(scope);
        resource
    }

    pub fn async_id(&self) -> f64 {
        self.ids.get().async_id
    }

    /// Ends the resource and begins another in its place, with an object of its own.
    pub fn reset(&self, scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) {
        self.hooks.queue_destroy(self.async_id());
        let ids = self.hooks.new_ids();
        self.ids.set(ids);
        *self.object.borrow_mut() = Some(v8::Global::new(scope, object));
        self.tell_init(scope);
    }

    fn tell_init(&self, scope: &mut v8::PinScope<'_, '_>) {
        if self.hooks.get(INIT) > 0.0 {
            let name = string(scope, self.provider.name);
            let object = self.object(scope);
            self.hooks.emit_init(scope, self.ids.get(), name, object);
        }
    }

    fn object<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Object> {
        let known = self.object.borrow().as_ref().map(|object| v8::Local::new(scope, object));
        known.unwrap_or_else(|| {
            let object = self.hooks.make_object(scope, self.provider);
            *self.object.borrow_mut() = Some(v8::Global::new(scope, object));
            object
        })
    }

    /// Runs `body`, which calls into JavaScript and answers `None` when that threw, as part of this resource.
    pub fn run<R>(
        self: &Rc<Self>,
        scope: &mut v8::PinScope<'_, '_>,
        body: impl FnOnce(&mut v8::PinScope<'_, '_>) -> Option<R>,
    ) -> Option<R> {
        self.hooks.enter(scope, self);
        let result = body(scope);
        self.hooks.leave(scope, result.is_none());
        result
    }
}

impl Drop for AsyncResource {
    fn drop(&mut self) {
        self.hooks.queue_destroy(self.async_id());
    }
}
