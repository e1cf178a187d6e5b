//! V8's inspector as far as it takes profiles: its protocol, spoken by this thread with itself.

use super::Runtime;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use v8::inspector::{
    Channel, ChannelImpl, StringBuffer, StringView, V8Inspector, V8InspectorClient, V8InspectorClientImpl,
    V8InspectorClientTrustLevel, V8InspectorSession,
};

const GROUP: i32 = 1;

/// The inspector of an isolate, made for its first session.
#[derive(Default)]
struct Inspector(OnceCell<Rc<V8Inspector>>);

pub struct Session {
    session: V8InspectorSession,
    /// Outlives its sessions.
    _inspector: Rc<V8Inspector>,
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

struct Client;

impl V8InspectorClientImpl for Client {
    fn resource_name_to_url(&self, resource_name: &StringView) -> Option<v8::UniquePtr<StringBuffer>> {
        let url = url::Url::from_file_path(resource_name.to_string()).ok()?;
        Some(StringBuffer::create(StringView::from(url.as_str().as_bytes())))
    }
}

impl Session {
    pub fn new(scope: &mut v8::PinScope<'_, '_>, runtime: &Runtime) -> Self {
        let state = runtime.state::<Inspector>();
        let inspector = state.0.get_or_init(|| {
            let inspector = V8Inspector::create(scope, V8InspectorClient::new(Box::new(Client)));
            let context = v8::Local::new(scope, runtime.context());
            inspector.context_created(context, GROUP, StringView::empty(), StringView::empty());
            Rc::new(inspector)
        });
        let reply = Rc::default();
        let channel = Channel::new(Box::new(Replies(Rc::clone(&reply))));
        let session = inspector.connect(GROUP, channel, StringView::empty(), V8InspectorClientTrustLevel::FullyTrusted);
        Self { session, _inspector: inspector.clone(), reply }
    }

    /// Gives a command: its name in quotes, and its parameters.
    pub fn command(&self, method: &str) {
        let message = format!(r#"{{"id":1,"method":{method}}}"#);
        self.session.dispatch_protocol_message(StringView::from(message.as_bytes()));
    }

    /// What the command of `method` answers; the error is the answer that has no result.
    pub fn query(&self, method: &str) -> Result<serde_json::Value, String> {
        self.command(method);
        let reply = self.reply.take();
        let mut value: serde_json::Value = serde_json::from_str(&reply).map_err(|_| reply.clone())?;
        value.get_mut("result").map(serde_json::Value::take).ok_or(reply)
    }
}
