//! A parser as the consumer of a connection: the bytes go from the loop's read buffer into the parser, and JavaScript is called
//! once for each piece of input, with the first event in it, to ask for the others. A request without a body is one event.

use super::{SharedConnection, connection, event, latin1};
use crate::builtins::net::Errno;
use crate::builtins::net::stream::{ByteStream, Consumer, Streams};
use crate::runtime::{JsCallback, Runtime};
use anode_napi::memory::array_buffer_of;
use std::cell::Cell;
use std::rc::Rc;

/// The input that is being parsed: the loop's read buffer, for as long as the consumer is called.
#[derive(Default)]
pub struct Input(Cell<Option<(*const u8, usize)>>);

impl Input {
    /// The bytes, or none between two calls.
    ///
    /// # Safety
    /// The slice must not be kept beyond the caller's own return to JavaScript.
    pub unsafe fn bytes(&self) -> &[u8] {
        match self.0.get() {
            // SAFETY: `during` has taken the pointer and the length from a slice that lives until it takes them away again,
            // and JavaScript, which asks for the bytes, runs only inside of it.
            Some((data, length)) => unsafe { std::slice::from_raw_parts(data, length) },
            None => &[],
        }
    }

    fn during(&self, bytes: &[u8], body: impl FnOnce()) {
        let before = self.0.replace(Some((bytes.as_ptr(), bytes.len())));
        body();
        self.0.set(before);
    }
}

struct ParserConsumer {
    connection: SharedConnection,
    input: Rc<Input>,
    on_input: JsCallback,
    on_end: JsCallback,
    async_id: f64,
}

impl Consumer for ParserConsumer {
    fn bytes(&self, scope: &mut v8::PinScope<'_, '_>, bytes: &[u8]) {
        let event = self.connection.borrow_mut().first_event(&Runtime::current(scope), bytes);
        let number = v8::Integer::new_from_unsigned(scope, event).into();
        self.input.during(bytes, || {
            if event == event::HEAD || event == event::WHOLE_REQUEST {
                let (target, fields) = {
                    let parser = &self.connection.borrow().parser;
                    (latin1(scope, &parser.target).into(), latin1(scope, parser.fields(false)).into())
                };
                self.on_input.call(scope, &[number, target, fields]);
            } else {
                self.on_input.call(scope, &[number]);
            }
        });
    }

    fn end(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno) {
        let errno = v8::Integer::new(scope, -errno).into();
        self.on_end.call(scope, &[errno]);
    }

    fn async_id(&self) -> f64 {
        self.async_id
    }
}

/// `consume(parser, stream, onInput, onEnd)`: the parser gets what the stream reads from now on. `onInput(event, target, fields)`
/// comes for each piece of input, the strings with a head; `onEnd(error)` at the end, with a negative errno or 0.
pub fn consume(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    let stream: Option<Rc<dyn ByteStream>> =
        args.get(1).uint32_value(scope).and_then(|id| Runtime::current(scope).state::<Streams>().get(id));
    let (on_input, on_end) = (JsCallback::from_value(scope, args.get(2)), JsCallback::from_value(scope, args.get(3)));
    let (Some(stream), Some(on_input), Some(on_end)) = (stream, on_input, on_end) else { return };
    let input = connection.borrow().input.clone();
    let consumer = ParserConsumer { connection, input, on_input, on_end, async_id: stream.async_id() };
    stream.set_consumer(Some(Rc::new(consumer)));
    rv.set_bool(true);
}

/// `copyInput(parser, start, end)`: a part of the input, for JavaScript to keep.
pub fn copy_input(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = connection(&args) else { return };
    let start = args.get(1).uint32_value(scope).unwrap_or(0) as usize;
    let end = args.get(2).uint32_value(scope).unwrap_or(0) as usize;
    let input = connection.borrow().input.clone();
    // SAFETY: copied before this returns.
    let bytes = unsafe { input.bytes() };
    let part = bytes.get(start..end.min(bytes.len())).unwrap_or_default().to_vec();
    rv.set(array_buffer_of(scope, part).into());
}
