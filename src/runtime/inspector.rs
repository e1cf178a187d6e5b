//! V8's inspector, spoken to by its own thread: made for an isolate's first session, and dropped with the isolate's state.

use super::Runtime;
use std::cell::{OnceCell, RefCell};
use std::ptr::NonNull;
use std::rc::Rc;
use v8::inspector::{
    Channel, ChannelImpl, StringBuffer, StringView, V8Inspector, V8InspectorClient, V8InspectorClientImpl,
    V8InspectorClientTrustLevel, V8InspectorSession,
};

const GROUP: i32 = 1;

/// The inspector of an isolate, made for its first session.
#[derive(Default)]
struct Inspector(OnceCell<Rc<V8Inspector>>);

/// A session with whatever its channel does with what it hears.
pub struct Connection {
    pub session: V8InspectorSession,
    /// Outlives its sessions.
    _inspector: Rc<V8Inspector>,
}

impl Connection {
    /// To be dropped before the isolate.
    pub fn new(scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime, channel: Box<dyn ChannelImpl>) -> Self {
        let state = runtime.state::<Inspector>();
        let inspector = state.0.get_or_init(|| {
            let client = Client { context: runtime.context().clone().into_raw() };
            let inspector = V8Inspector::create(scope, V8InspectorClient::new(Box::new(client)));
            let context = v8::Local::new(scope, runtime.context());
            let auxiliary = StringView::from(&br#"{"isDefault":true}"#[..]);
            inspector.context_created(context, GROUP, StringView::empty(), auxiliary);
            Rc::new(inspector)
        });
        let channel = Channel::new(channel);
        let session = inspector.connect(GROUP, channel, StringView::empty(), V8InspectorClientTrustLevel::FullyTrusted);
        Self { session, _inspector: inspector.clone() }
    }
}

/// A session that is asked, one command after the other.
pub struct Session {
    connection: Connection,
    reply: Rc<RefCell<String>>,
}

/// What the session answers: at once, while a command is dispatched.
struct Replies(Rc<RefCell<String>>);

impl ChannelImpl for Replies {
    fn send_response(&self, _call_id: i32, message: v8::UniquePtr<StringBuffer>) {
        if let Some(message) = message.as_ref() {
            *self.0.borrow_mut() = message.string().to_string();
        }
    }

    fn send_notification(&self, _message: v8::UniquePtr<StringBuffer>) {}

    fn flush_protocol_notifications(&self) {}
}

struct Client {
    /// The slot of a global that is never given up: the context lives as long as the isolate.
    context: NonNull<v8::Context>,
}

impl V8InspectorClientImpl for Client {
    fn ensure_default_context_in_group(&self, _: i32) -> Option<v8::Local<'_, v8::Context>> {
        // SAFETY: a local is the address of a handle's slot and nothing else, and the slot lives longer than the client.
        Some(unsafe { std::mem::transmute::<NonNull<v8::Context>, v8::Local<'_, v8::Context>>(self.context) })
    }

    fn resource_name_to_url(&self, resource_name: &StringView) -> Option<v8::UniquePtr<StringBuffer>> {
        let url = url::Url::from_file_path(resource_name.to_string()).ok()?;
        Some(StringBuffer::create(StringView::from(url.as_str().as_bytes())))
    }
}

impl Session {
    pub fn new(scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) -> Self {
        let reply = Rc::default();
        let connection = Connection::new(scope, runtime, Box::new(Replies(Rc::clone(&reply))));
        Self { connection, reply }
    }

    /// Gives a command: its name in quotes, and its parameters.
    pub fn command(&self, method: &str) {
        let message = format!(r#"{{"id":1,"method":{method}}}"#);
        self.connection.session.dispatch_protocol_message(StringView::from(message.as_bytes()));
    }

    /// What the command of `method` answers; the error is the answer that has no result.
    pub fn query(&self, method: &str) -> Result<serde_json::Value, String> {
        self.command(method);
        let reply = self.reply.take();
        let mut value: serde_json::Value = serde_json::from_str(&reply).map_err(|_| reply.clone())?;
        value.get_mut("result").map(serde_json::Value::take).ok_or(reply)
    }
}
