//! What a session tells JavaScript, and the functions that it tells it to: one for each kind of event, the same for all
//! sessions, called with the session's JavaScript object first.

use super::session::Session;
use super::settings::{self, InForce};
use super::stream::Stream;
use crate::runtime::{CallContext, JsCallback, Runtime, convert, provider};
use anode_napi::memory::array_buffer_of;
use libnghttp2_sys as sys;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

pub enum Event {
    Headers {
        stream: i32,
        category: u32,
        flags: u8,
        text: Vec<u8>,
        sensitive: Vec<u32>,
    },
    Data {
        stream: i32,
        range: Range<usize>,
    },
    EndOfData {
        stream: i32,
    },
    StreamClose {
        stream: i32,
        code: u32,
    },
    WantTrailers {
        stream: i32,
    },
    /// The peer's settings as they were then, with numbers and values of the custom ones.
    Settings(InForce, Vec<u32>),
    /// This side's settings, which the peer has acknowledged.
    SettingsAck(InForce),
    Ping {
        is_ack: bool,
        payload: [u8; 8],
    },
    Priority {
        stream: i32,
        parent: i32,
        weight: i32,
        exclusive: bool,
    },
    Goaway {
        code: u32,
        last_stream: i32,
        data: Vec<u8>,
    },
    AltSvc {
        stream: i32,
        origin: Vec<u8>,
        value: Vec<u8>,
    },
    Origin(Vec<Vec<u8>>),
    FrameError {
        stream: i32,
        kind: u8,
        code: u32,
    },
    /// The session is over by an error of nghttp2's, or by a reason of our own (`ERR_HTTP2_...`).
    Error {
        code: i32,
        custom: Option<&'static str>,
    },
    /// A write of JavaScript's is over.
    Written(JsCallback),
}

/// Events with the bytes of bodies that came with them.
#[derive(Default)]
pub struct Batch {
    pub events: Vec<Event>,
    pub bodies: Vec<u8>,
}

/// The functions that `setup` has handed over, in this order.
#[derive(Clone, Copy)]
pub enum Target {
    Headers,
    Data,
    StreamClose,
    Trailers,
    Settings,
    SettingsAck,
    Ping,
    PingAck,
    Priority,
    Goaway,
    AltSvc,
    Origin,
    FrameError,
    Error,
    Done,
    SocketEnd,
}

#[derive(Default)]
pub struct Targets(RefCell<Vec<v8::Global<v8::Function>>>);

impl Targets {
    pub fn set(&self, functions: Vec<v8::Global<v8::Function>>) {
        *self.0.borrow_mut() = functions;
    }
}

/// Calls JavaScript in a context of the session's or a stream's.
pub fn call<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    session: &Session,
    context: &CallContext,
    target: Target,
    args: &[v8::Local<'_, v8::Value>],
) -> Option<v8::Local<'s, v8::Value>> {
    let function = Runtime::current(scope).state::<Targets>().0.borrow().get(target as usize).cloned()?;
    let function = v8::Local::new(scope, function);
    let owner = session.owner(scope)?;
    let receiver = v8::undefined(scope).into();
    let mut all: [v8::Local<v8::Value>; 8] = [receiver; 8];
    all[0] = owner.into();
    for (place, argument) in all[1..].iter_mut().zip(args) {
        *place = v8::Local::new(scope, *argument);
    }
    context.call(scope, function, receiver, &all[..=args.len()])
}

fn latin1<'s>(scope: &v8::PinScope<'s, '_>, bytes: &[u8]) -> v8::Local<'s, v8::Value> {
    v8::String::new_from_one_byte(scope, bytes, v8::NewStringType::Normal)
        .unwrap_or_else(|| v8::String::empty(scope))
        .into()
}

impl Batch {
    /// Tells everything, in the order in which it happened.
    pub fn deliver(self, scope: &mut v8::PinScope<'_, '_>, session: &Session) {
        v8::scope!(let scope, scope);
        let bodies = (!self.bodies.is_empty()).then(|| array_buffer_of(scope, self.bodies));
        for event in self.events {
            event.deliver(scope, session, bodies);
        }
    }
}

impl Event {
    fn deliver(
        self,
        scope: &mut v8::PinScope<'_, '_>,
        session: &Session,
        bodies: Option<v8::Local<'_, v8::ArrayBuffer>>,
    ) {
        v8::scope!(let scope, scope);
        match self {
            // What was written is told even when the session is over.
            Self::Written(done) => {
                done.call(scope, &[]);
                return;
            }
            _ if session.is_closing() => return,
            _ => {}
        }
        let context = session.context().clone();
        match self {
            Self::Headers { stream: id, category, flags, text, sensitive } => {
                let Some(stream) = session.stream(id).filter(|stream| !stream.is_reset.get()) else { return };
                if stream.take_new() {
                    // What was made of streams before it, since all of them were parsed, may have filled the session.
                    if !session.has_memory() {
                        session.remove_stream(id);
                        if !session.reject_stream(id) {
                            session.push(Self::Error { code: sys::NGHTTP2_ERR_CALLBACK_FAILURE, custom: None });
                        }
                        return;
                    }
                    let context = CallContext::of_arriving_resource(scope, provider::HTTP2_STREAM);
                    *stream.context.borrow_mut() = Rc::new(context);
                }
                let args = [
                    integer(scope, id),
                    integer(scope, category as i32),
                    integer(scope, flags.into()),
                    latin1(scope, &text),
                    indices(scope, &sensitive),
                ];
                call(scope, session, &context, Target::Headers, &args);
            }
            Self::Data { stream, range } => {
                let (Some(stream), Some(bodies)) = (session.stream(stream), bodies) else { return };
                if stream.is_reset.get() {
                    return;
                }
                deliver_data(scope, session, &stream, bodies, range);
            }
            Self::EndOfData { stream } => {
                let Some(stream) = session.stream(stream).filter(|stream| !stream.is_reset.get()) else { return };
                let context = stream.context.borrow().clone();
                let args = [integer(scope, stream.id)];
                call(scope, session, &context, Target::Data, &args);
            }
            Self::StreamClose { stream, code } => {
                let Some(stream) = session.stream(stream) else { return };
                let context = stream.context.borrow().clone();
                let args = [integer(scope, stream.id), unsigned(scope, code)];
                call(scope, session, &context, Target::StreamClose, &args);
            }
            Self::WantTrailers { stream } => {
                let Some(stream) = session.stream(stream) else { return };
                let context = stream.context.borrow().clone();
                let args = [integer(scope, stream.id)];
                call(scope, session, &context, Target::Trailers, &args);
            }
            Self::Settings(values, custom) => {
                let args = [settings::to_array(scope, &values), settings::to_array(scope, &custom)];
                call(scope, session, &context, Target::Settings, &args);
            }
            Self::SettingsAck(values) => {
                let values = settings::to_array(scope, &values);
                call(scope, session, &context, Target::SettingsAck, &[values]);
            }
            Self::Ping { is_ack, payload } => {
                let payload = convert::uint8_array(scope, payload.to_vec()).into();
                let target = if is_ack { Target::PingAck } else { Target::Ping };
                call(scope, session, &context, target, &[payload]);
            }
            Self::Priority { stream, parent, weight, exclusive } => {
                let args = [
                    integer(scope, stream),
                    integer(scope, parent),
                    integer(scope, weight),
                    v8::Boolean::new(scope, exclusive).into(),
                ];
                call(scope, session, &context, Target::Priority, &args);
            }
            Self::Goaway { code, last_stream, data } => {
                let data = if data.is_empty() {
                    v8::undefined(scope).into()
                } else {
                    convert::uint8_array(scope, data).into()
                };
                let args = [unsigned(scope, code), integer(scope, last_stream), data];
                call(scope, session, &context, Target::Goaway, &args);
            }
            Self::AltSvc { stream, origin, value } => {
                let args = [integer(scope, stream), latin1(scope, &origin), latin1(scope, &value)];
                call(scope, session, &context, Target::AltSvc, &args);
            }
            Self::Origin(origins) => {
                let origins: Vec<_> = origins.iter().map(|origin| latin1(scope, origin)).collect();
                let origins = v8::Array::new_with_elements(scope, &origins).into();
                call(scope, session, &context, Target::Origin, &[origins]);
            }
            Self::FrameError { stream, kind, code } => {
                let args = [integer(scope, stream), integer(scope, kind.into()), unsigned(scope, code)];
                call(scope, session, &context, Target::FrameError, &args);
            }
            Self::Error { code, custom } => {
                let custom = match custom {
                    Some(custom) => convert::string(scope, custom).into(),
                    None => v8::undefined(scope).into(),
                };
                let args = [integer(scope, code), custom];
                call(scope, session, &context, Target::Error, &args);
            }
            Self::Written(_) => {}
        }
    }
}

fn integer<'s>(scope: &v8::PinScope<'s, '_>, value: i32) -> v8::Local<'s, v8::Value> {
    v8::Integer::new(scope, value).into()
}

fn unsigned<'s>(scope: &v8::PinScope<'s, '_>, value: u32) -> v8::Local<'s, v8::Value> {
    v8::Integer::new_from_unsigned(scope, value).into()
}

/// An array of them, `undefined` for none.
fn indices<'s>(scope: &v8::PinScope<'s, '_>, indices: &[u32]) -> v8::Local<'s, v8::Value> {
    if indices.is_empty() {
        return v8::undefined(scope).into();
    }
    let indices: Vec<_> = indices.iter().map(|index| unsigned(scope, *index)).collect();
    v8::Array::new_with_elements(scope, &indices).into()
}

/// A part of a body. JavaScript answers whether it takes more; until it does, the stream's window stays as it is.
fn deliver_data(
    scope: &mut v8::PinScope<'_, '_>,
    session: &Session,
    stream: &Stream,
    bodies: v8::Local<'_, v8::ArrayBuffer>,
    range: Range<usize>,
) {
    let length = range.len();
    let context = stream.context.borrow().clone();
    let args = [
        integer(scope, stream.id),
        v8::Local::new(scope, bodies).into(),
        unsigned(scope, range.start as u32),
        unsigned(scope, length as u32),
    ];
    let answer = call(scope, session, &context, Target::Data, &args);
    if answer.is_some_and(|answer| answer.is_false()) {
        stream.reading.set(false);
    }
    session.consume(stream, length);
}
