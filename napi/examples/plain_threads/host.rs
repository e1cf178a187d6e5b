//! A whole embedder in one file: V8, one loop made of a channel, a pool made of plain threads.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, Once};
use std::thread;

use anode_napi::{AsyncIds, AsyncResource, Environment, Host, Job, KeepAlive, NodeVersion, ScopeEnd, Wait, Waker};

/// What the loop waits for.
struct Wake;

pub struct PlainHost {
    wake: Sender<Wake>,
    wakes: RefCell<Receiver<Wake>>,
    jobs: Sender<Arc<dyn Job>>,
    alive: RefCell<BTreeMap<u64, String>>,
    next_id: Cell<u64>,
    depth: Cell<u32>,
    /// Takes what `print` was called with, and what went wrong.
    output: Box<dyn Fn(String)>,
    environment: RefCell<Option<Rc<Environment>>>,
}

impl PlainHost {
    fn new(output: Box<dyn Fn(String)>) -> Rc<PlainHost> {
        let (wake, wakes) = channel();
        let (jobs, queue) = channel::<Arc<dyn Job>>();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..4 {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                loop {
                    let job = queue.lock().unwrap_or_else(|e| e.into_inner()).recv();
                    match job {
                        Ok(job) => job.run(),
                        Err(_) => return,
                    }
                }
            });
        }
        Rc::new(PlainHost {
            wake,
            wakes: RefCell::new(wakes),
            jobs,
            alive: RefCell::default(),
            next_id: Cell::new(0),
            depth: Cell::new(0),
            output,
            environment: RefCell::default(),
        })
    }

    fn print(&self, line: String) {
        (self.output)(line);
    }

    /// Runs until nothing keeps it alive.
    fn run(&self, scope: &mut v8::PinScope<'_, '_>, environment: &Environment) {
        while !self.alive.borrow().is_empty() {
            self.turn(scope, Wait::UntilWoken);
            environment.poll(scope);
        }
    }
}

impl Host for PlainHost {
    fn waker(&self) -> Waker {
        let wake = Mutex::new(self.wake.clone());
        Arc::new(move || {
            // The loop is gone if nobody receives: then there is nothing to wake.
            let _ = wake.lock().unwrap_or_else(|e| e.into_inner()).send(Wake);
        })
    }

    fn run_on_pool(&self, job: Arc<dyn Job>) {
        let _ = self.jobs.send(job);
    }

    fn keep_alive(&self, name: &str) -> KeepAlive {
        let id = self.next_id.get();
        self.next_id.set(id + 1);
        self.alive.borrow_mut().insert(id, name.to_owned());
        KeepAlive(id)
    }

    fn release(&self, id: KeepAlive) {
        self.alive.borrow_mut().remove(&id.0);
        // The loop looks again at what keeps it alive.
        let _ = self.wake.send(Wake);
    }

    fn uncaught_exception(&self, scope: &mut v8::PinScope<'_, '_>, exception: v8::Local<'_, v8::Value>) {
        self.print(format!("uncaught: {}", exception.to_rust_string_lossy(scope)));
    }

    fn emit_deprecation_warning(&self, _scope: &mut v8::PinScope<'_, '_>, _message: &str, code: &str) {
        self.print(format!("warning: {code}"));
    }

    fn buffer_prototype<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
        let source = v8::String::new(scope, "(class Buffer extends Uint8Array {}).prototype")?;
        v8::Script::compile(scope, source, None)?.run(scope)?.try_cast().ok()
    }

    fn mark_untransferable(&self, _buffer: v8::Local<'_, v8::ArrayBuffer>) {
        // This host has no transfer lists.
    }

    fn node_version(&self) -> NodeVersion {
        NodeVersion { major: 26, minor: 10, patch: 0, release: c"node".to_owned() }
    }

    fn open_callback_scope(
        &self,
        _scope: &mut v8::PinScope<'_, '_>,
        _ids: AsyncIds,
        _resource: Option<Rc<dyn AsyncResource>>,
    ) {
        self.depth.set(self.depth.get() + 1);
    }

    fn close_callback_scope(&self, scope: &mut v8::PinScope<'_, '_>, _ids: AsyncIds, _end: ScopeEnd) -> Option<()> {
        if self.depth.get() == 1 {
            scope.perform_microtask_checkpoint();
        }
        self.depth.set(self.depth.get() - 1);
        Some(())
    }

    fn turn(&self, _scope: &mut v8::PinScope<'_, '_>, wait: Wait) {
        if wait == Wait::No {
            return;
        }
        let wakes = self.wakes.borrow();
        // One turn answers all wakes that have come together.
        if wakes.recv().is_ok() {
            while wakes.try_recv().is_ok() {}
        }
    }
}

/// Runs `script` with two functions: `load(path)` and `print(...)`, to the end of everything that keeps it alive, and ends
/// the addons' environment. What is printed goes to `output`.
pub fn run(script: &str, output: impl Fn(String) + 'static) {
    static V8: Once = Once::new();
    V8.call_once(|| {
        v8::V8::set_flags_from_string("--expose-gc");
        let platform = v8::new_unprotected_default_platform(1, false).make_shared();
        v8::V8::initialize_platform(platform);
        v8::V8::initialize();
    });
    let host = PlainHost::new(Box::new(output));
    let mut isolate = v8::Isolate::new(v8::CreateParams::default());
    isolate.set_microtasks_policy(v8::MicrotasksPolicy::Explicit);
    {
        v8::scope!(let scope, &mut isolate);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        let environment = Rc::new(Environment::new(scope, host.clone()).expect("this build of V8 is the known one"));
        host.environment.replace(Some(Rc::clone(&environment)));
        context.set_slot(Rc::clone(&host));

        let global = context.global(scope);
        for (name, function) in [("load", v8::Function::new(scope, load)), ("print", v8::Function::new(scope, print))] {
            let name = v8::String::new(scope, name).expect("a short string");
            global.set(scope, name.into(), function.expect("a function").into());
        }
        {
            v8::tc_scope!(let scope, scope);
            let source = v8::String::new(scope, script).expect("the script is not too long");
            let result = v8::Script::compile(scope, source, None).and_then(|script| script.run(scope));
            if result.is_none() {
                let exception = scope.exception().map(|e| e.to_rust_string_lossy(scope)).unwrap_or_default();
                host.print(format!("uncaught: {exception}"));
            }
            scope.perform_microtask_checkpoint();
        }
        host.run(scope, &environment);
        environment.teardown(scope);
        host.environment.take();
        context.clear_all_slots();
    }
}

fn current(scope: &mut v8::PinScope<'_, '_>) -> Option<Rc<PlainHost>> {
    scope.get_current_context().get_slot::<PlainHost>()
}

fn print(scope: &mut v8::PinScope<'_, '_>, args: v8::FunctionCallbackArguments<'_>, _rv: v8::ReturnValue<'_>) {
    let texts: Vec<String> = (0..args.length()).map(|i| args.get(i).to_rust_string_lossy(scope)).collect();
    if let Some(host) = current(scope) {
        host.print(texts.join(" "));
    }
}

fn load(scope: &mut v8::PinScope<'_, '_>, args: v8::FunctionCallbackArguments<'_>, mut rv: v8::ReturnValue<'_>) {
    let path = args.get(0).to_rust_string_lossy(scope);
    let environment = current(scope).and_then(|host| host.environment.borrow().clone());
    let Some(environment) = environment else { return };
    let (module, exports) = (v8::Object::new(scope), v8::Object::new(scope));
    match environment.load_addon(scope, Path::new(&path), None, module, exports.into()) {
        Ok(exports) => rv.set(exports),
        Err(anode_napi::LoadError::Exception) => {}
        Err(error) => {
            let message = v8::String::new(scope, &error.to_string()).unwrap_or_else(|| v8::String::empty(scope));
            let exception = v8::Exception::error(scope, message);
            scope.throw_exception(exception);
        }
    }
}
