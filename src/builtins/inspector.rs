//! `internalBinding('inspector')`: sessions that talk to the inspector of their own thread. What one hears is told to JavaScript at
//! once, in the middle of whatever V8 is doing.

use crate::runtime::binding::Binding;
use crate::runtime::inspector::Connection;
use crate::runtime::{JsCallback, Runtime};
use crate::set_functions;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use v8::inspector::{ChannelImpl, StringBuffer, StringView};

pub const BINDING: Binding = Binding { name: "inspector", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "connect" => connect,
        "dispatch" => dispatch,
        "disconnect" => disconnect,
    });
}

struct Session {
    connection: Connection,
    /// How many calls of the listener are under way: V8 is in the middle of the session, so that it must not be dropped.
    speaking: Rc<Cell<u32>>,
}

/// The connected sessions of this thread, by number.
#[derive(Default)]
struct Sessions {
    last: Cell<u32>,
    connected: RefCell<HashMap<u32, Rc<Session>>>,
}

struct Voice {
    isolate: v8::UnsafeRawIsolatePtr,
    listener: JsCallback,
    speaking: Rc<Cell<u32>>,
}

impl Voice {
    fn say(&self, message: &v8::UniquePtr<StringBuffer>) {
        let Some(message) = message.as_ref() else { return };
        // SAFETY: V8 calls the channel on the thread of the isolate, which outlives its sessions (`Sessions`).
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(self.isolate) };
        v8::scope!(let scope, &mut isolate);
        let context = v8::Local::new(scope, Runtime::current(scope).context());
        let scope = &mut v8::ContextScope::new(scope, context);
        let view = message.string();
        let text = match (view.characters8(), view.characters16()) {
            (Some(latin1), _) => v8::String::new_from_one_byte(scope, latin1, v8::NewStringType::Normal),
            (_, Some(utf16)) => v8::String::new_from_two_byte(scope, utf16, v8::NewStringType::Normal),
            _ => None,
        };
        // `None`: longer than a string can be.
        let Some(text) = text else { return };
        self.speaking.set(self.speaking.get() + 1);
        self.listener.call(scope, &[text.into()]);
        self.speaking.set(self.speaking.get() - 1);
    }
}

impl ChannelImpl for Voice {
    fn send_response(&self, _: i32, message: v8::UniquePtr<StringBuffer>) {
        self.say(&message);
    }

    fn send_notification(&self, message: v8::UniquePtr<StringBuffer>) {
        self.say(&message);
    }

    fn flush_protocol_notifications(&self) {}
}

/// `connect(onMessage)`: the number of a new session. `onMessage(text)` is called with each response and notification.
fn connect(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(listener) = JsCallback::from_value(scope, args.get(0)) else { return };
    let runtime = Runtime::current(scope);
    let speaking = Rc::<Cell<u32>>::default();
    // SAFETY: only asked for; see `Voice::say` for its use.
    let isolate = unsafe { scope.as_raw_isolate_ptr() };
    let voice = Voice { isolate, listener, speaking: speaking.clone() };
    let connection = Connection::new(scope, &runtime, Box::new(voice));
    let sessions = runtime.state::<Sessions>();
    let id = sessions.last.get() + 1;
    sessions.last.set(id);
    sessions.connected.borrow_mut().insert(id, Rc::new(Session { connection, speaking }));
    rv.set_uint32(id);
}

/// `dispatch(session, message)`: gives a command, a message of the protocol in JSON.
fn dispatch(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let (Some(id), Some(message)) = (args.get(0).uint32_value(scope), args.get(1).to_string(scope)) else { return };
    let mut text = vec![0; message.length()];
    message.write_v2(scope, 0, &mut text, v8::WriteFlags::empty());
    // Kept beyond the command, in which the session may be disconnected.
    let session = Runtime::current(scope).state::<Sessions>().connected.borrow().get(&id).cloned();
    if let Some(session) = session {
        session.connection.session.dispatch_protocol_message(StringView::from(&text[..]));
    }
}

/// `disconnect(session)`
fn disconnect(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    let runtime = Runtime::current(scope);
    let session = runtime.state::<Sessions>().connected.borrow_mut().remove(&id);
    let Some(session) = session else { return };
    if session.speaking.get() > 0 {
        runtime.event_loop().post(move |_| drop(session));
    }
}
