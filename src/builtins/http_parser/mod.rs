//! `internalBinding('http_parser')`: the HTTP/1 parser for JavaScript, which feeds it bytes and asks for one event after the
//! other. Nothing here calls JavaScript, so whatever a program does between two events finds the parser at rest.

mod chars;
mod chunks;
mod consumer;
mod fields;
mod first_line;
mod framing;
mod machine;
mod methods;
#[cfg(test)]
mod tests;
mod url;

use crate::runtime::binding::{Binding, set_value};
use crate::runtime::convert::{bytes, string};
use crate::runtime::{Runtime, native_object};
use crate::set_functions;
use consumer::Input;
use machine::{Event, Kind, ParseError, Parser};
use std::cell::{Cell, OnceCell, RefCell};
use std::ptr::NonNull;
use std::rc::Rc;

pub const BINDING: Binding = Binding { name: "http_parser", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "consume" => consumer::consume,
        "copyInput" => consumer::copy_input,
        "create" => create,
        "execute" => execute,
        "fail" => fail,
        "target" => target_of,
        "headers" => headers_of,
        "skipBody" => skip_body,
        "finish" => finish,
        "error" => error_of,
        "messageStart" => message_start,
        "isIdle" => is_idle,
    });
    let names: Vec<v8::Local<v8::Value>> = methods::ALL.iter().map(|name| string(scope, name).into()).collect();
    let names = v8::Array::new_with_elements(scope, &names);
    set_value(scope, target, "allMethods", names.into());
    let buffer = v8::ArrayBuffer::new(scope, DETAILS * size_of::<u32>());
    if let Some(details) = v8::Uint32Array::new(scope, buffer, 0, DETAILS) {
        Runtime::current(scope).state::<Details>().share(buffer.get_backing_store());
        set_value(scope, target, "details", details.into());
    }
}

/// What goes with an event, for JavaScript to read from an array: 0 the position; of a piece of the body: 1 and 2 its ends; of the end
/// of a message: 1 whether there is a trailer, 2 whether that was all of the input;
/// of a head: 3 the major and 4 the minor version, 5 the method, 6 the status, 7 bits (1 upgrade, 2 keep-alive, 4 a `Host` field,
/// 8 an `Expect` field).
const DETAILS: usize = 8;

#[derive(Default)]
struct Details {
    /// Kept for `memory`, which is its memory.
    store: OnceCell<v8::SharedRef<v8::BackingStore>>,
    memory: Cell<Option<NonNull<Cell<u32>>>>,
}

impl Details {
    fn share(&self, store: v8::SharedRef<v8::BackingStore>) {
        self.memory.set(store.data().map(NonNull::cast));
        // Once: a binding is initialised once for each isolate.
        let _ = self.store.set(store);
    }

    fn set(&self, index: usize, value: usize) {
        assert!(index < DETAILS);
        let Some(memory) = self.memory.get() else { return };
        // SAFETY: the store holds DETAILS aligned u32 and lives as long as `self`; only this thread touches it.
        unsafe { memory.add(index).as_ref() }.set(value as u32);
    }

    fn get(&self, index: usize) -> usize {
        assert!(index < DETAILS);
        // SAFETY: as above.
        self.memory.get().map_or(0, |memory| unsafe { memory.add(index).as_ref() }.get() as usize)
    }
}

/// A parser with what JavaScript asks about its connection.
struct Connection {
    parser: Parser,
    error: Option<ParseError>,
    /// What the connection has brought, while it is being parsed.
    input: Rc<Input>,
    /// When the current message began, in milliseconds of the loop's time plus one. Zero: no message is being read.
    message_start: u64,
    /// Whether there was a first message, or a part of it.
    has_begun: bool,
    head_complete: bool,
    /// The end of the message was told together with its head: JavaScript knows whether it is still at the head.
    told_with_end: bool,
    details: Rc<Details>,
}

/// The parser is shared with the stream that it consumes.
type SharedConnection = Rc<RefCell<Connection>>;

fn connection(args: &v8::FunctionCallbackArguments<'_>) -> Option<SharedConnection> {
    native_object::get::<SharedConnection>(args.get(0)).map(|connection| connection.borrow().clone())
}

/// `create(type, lenient, maxHeaderSize, started, maxFields)`: `started` says that the time of the first message begins now.
fn create(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let kind = if args.get(0).uint32_value(scope) == Some(2) { Kind::Response } else { Kind::Request };
    let lenient = args.get(1).uint32_value(scope).unwrap_or(0);
    let max_header_size = args.get(2).uint32_value(scope).unwrap_or(0) as usize;
    let message_start = if args.get(3).is_true() { Runtime::current(scope).event_loop().now() + 1 } else { 0 };
    let max_fields = args.get(4).uint32_value(scope).unwrap_or(0) as usize;
    let parser = Parser::new(kind, lenient, max_header_size, max_fields);
    let details = Runtime::current(scope).state();
    let connection = Connection {
        parser,
        error: None,
        input: Rc::default(),
        message_start,
        has_begun: false,
        head_complete: false,
        told_with_end: false,
        details,
    };
    rv.set(native_object::create(scope, Rc::new(RefCell::new(connection))).into());
}

/// The numbers of events.
mod event {
    pub const NEED_DATA: u32 = 0;
    pub const HEAD: u32 = 1;
    pub const BODY: u32 = 2;
    pub const MESSAGE_COMPLETE: u32 = 3;
    pub const UPGRADED: u32 = 4;
    pub const ERROR: u32 = 5;
    /// The head of a request that ends with it, which is all of the input: only for what a consumed stream brings.
    pub const WHOLE_REQUEST: u32 = 6;
}

/// `execute(parser, bytes, position)`, without bytes for what the connection has brought: the number of the event.
fn execute(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    let position = args.get(2).uint32_value(scope).unwrap_or(0) as usize;
    let mut connection = connection.borrow_mut();
    let own_input = connection.input.clone();
    // SAFETY: the slices are used before JavaScript runs again.
    let input = unsafe { bytes(args.get(1)).unwrap_or_else(|| own_input.bytes()) };
    rv.set_uint32(connection.next_event(&Runtime::current(scope), input, position));
}

impl Connection {
    /// Parses up to the next event, whose number this is; what goes with it is in `Details`.
    fn next_event(&mut self, runtime: &Runtime, input: &[u8], mut position: usize) -> u32 {
        let mut event = self.parser.execute(input, &mut position);
        if event == Event::MessageBegin {
            self.message_start = runtime.event_loop().now() + 1;
            self.has_begun = true;
            self.head_complete = false;
            self.told_with_end = false;
            event = self.parser.execute(input, &mut position);
        }
        let details = &self.details;
        details.set(0, position);
        match event {
            Event::NeedData | Event::MessageBegin => event::NEED_DATA,
            Event::HeadersComplete => {
                self.head_complete = true;
                let framing = &self.parser.framing;
                details.set(3, usize::from(framing.major));
                details.set(4, usize::from(framing.minor));
                details.set(5, usize::from(self.parser.method));
                details.set(6, usize::from(framing.status));
                let bits = [framing.upgrade, framing.should_keep_alive(), framing.has_host, framing.has_expect];
                details.set(7, bits.iter().rev().fold(0, |bits, bit| bits << 1 | usize::from(*bit)));
                event::HEAD
            }
            Event::Body(start, end) => {
                details.set(1, start);
                details.set(2, end);
                event::BODY
            }
            Event::MessageComplete => {
                details.set(1, usize::from(!self.parser.fields(true).is_empty()));
                let is_all = position == input.len() && !self.parser.is_upgraded();
                if is_all {
                    // Nobody will ask for what comes next: the parser goes to where the next message begins.
                    self.parser.execute(input, &mut position);
                }
                details.set(2, usize::from(is_all));
                self.message_start = 0;
                event::MESSAGE_COMPLETE
            }
            Event::Upgraded => event::UPGRADED,
            Event::Error(error) => {
                self.error = Some(error);
                event::ERROR
            }
        }
    }

    /// The same for the first event of what a consumed stream brings. A request that is nothing but its head, as most are, is one
    /// event, so that JavaScript need not come back for its end.
    fn first_event(&mut self, runtime: &Runtime, input: &[u8]) -> u32 {
        let event = self.next_event(runtime, input, 0);
        let mut position = self.details.get(0);
        if event != event::HEAD || position != input.len() || !self.parser.is_whole_request() {
            return event;
        }
        // Past the end of the message, to where the next one begins.
        self.parser.execute(input, &mut position);
        self.parser.execute(input, &mut position);
        self.told_with_end = true;
        event::WHOLE_REQUEST
    }

    /// Whether a message is being read. `at_head`: JavaScript has not come to the end of one that was told with its end.
    fn is_reading(&self, at_head: bool) -> bool {
        self.message_start != 0 && (at_head || !self.told_with_end)
    }
}

fn latin1<'s>(scope: &v8::PinScope<'s, '_>, bytes: &[u8]) -> v8::Local<'s, v8::String> {
    v8::String::new_from_one_byte(scope, bytes, v8::NewStringType::Normal).unwrap_or_else(|| v8::String::empty(scope))
}

/// `target(parser)`: the target of the request, or the status text of the response.
fn target_of(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    rv.set(latin1(scope, &connection.borrow().parser.target).into());
}

/// `headers(parser)`: names and values with line feeds between them, of the head or, when the message is over, the trailer.
fn headers_of(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    let connection = connection.borrow();
    let fields = connection.parser.fields(!connection.is_reading(false));
    rv.set(latin1(scope, fields).into());
}

/// `skipBody(parser, how)`, after a head. 1: the message has no body, 2: nor does this protocol go on.
fn skip_body(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    let mut connection = connection.borrow_mut();
    let framing = &mut connection.parser.framing;
    framing.skip_body = true;
    framing.upgrade |= args.get(1).uint32_value(scope) == Some(2);
}

/// `fail(parser, event)`: JavaScript has thrown at a head or a piece of a body.
fn fail(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(connection) = connection(&args) {
        let (code, reason) = match args.get(1).uint32_value(scope) {
            Some(event::BODY) => ("HPE_JS_EXCEPTION", "JS Exception"),
            _ => ("HPE_CB_HEADERS_COMPLETE", "User callback error"),
        };
        connection.borrow_mut().parser.refuse_all(code, reason);
    }
}

/// `finish(parser)`, when the connection has ended: nothing more between messages, or the end of a message with it, or an error.
fn finish(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    let connection = &mut *connection.borrow_mut();
    rv.set_uint32(match connection.parser.finish() {
        Ok(false) => event::NEED_DATA,
        Ok(true) => {
            connection.message_start = 0;
            event::MESSAGE_COMPLETE
        }
        Err(error) => {
            connection.error = Some(error);
            event::ERROR
        }
    });
}

/// `error(parser)`: the code and the reason of the error, with a line feed between them.
fn error_of(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    if let Some(error) = connection.borrow().error {
        rv.set(string(scope, &format!("{}\n{}", error.code, error.reason)).into());
    }
}

/// `messageStart(parser, atHead)`: how many milliseconds ago the message began, negative when its head is complete; `undefined`
/// between messages. `atHead`: the end of a whole request is still to be told.
fn message_start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    let connection = connection.borrow();
    if connection.is_reading(args.get(1).is_true()) {
        let age = (Runtime::current(scope).event_loop().now() + 1).saturating_sub(connection.message_start);
        let age = age as f64 + 1.0;
        rv.set_double(if connection.head_complete { -age } else { age });
    }
}

/// `isIdle(parser, atHead)`: whether no part of a message is there. The time of the first one counts from the beginning of the
/// connection, which is idle all the same.
fn is_idle(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    let connection = connection.borrow();
    rv.set_bool(!connection.has_begun || !connection.is_reading(args.get(1).is_true()));
}
