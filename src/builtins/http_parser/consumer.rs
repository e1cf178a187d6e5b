//! A parser as the consumer of a connection: the bytes go from the loop's read buffer into the parser, and JavaScript is called
//! once for each piece of input, not with the bytes but to ask for the events in it.

use super::{Connection, native_object};
use crate::builtins::net::Errno;
use crate::builtins::net::stream::{ByteStream, Consumer, Streams};
use crate::runtime::{JsCallback, Runtime};
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
    input: Rc<Input>,
    callback: JsCallback,
    async_id: f64,
}

impl Consumer for ParserConsumer {
    fn bytes(&self, scope: &mut v8::PinScope<'_, '_>, bytes: &[u8]) {
        self.input.during(bytes, || {
            self.callback.call(scope, &[]);
        });
    }

    fn end(&self, scope: &mut v8::PinScope<'_, '_>, errno: Errno) {
        let errno = v8::Integer::new(scope, -errno);
        self.callback.call(scope, &[errno.into()]);
    }

    fn async_id(&self) -> f64 {
        self.async_id
    }
}

/// `consume(parser, stream, onInput)`: the parser gets what the stream reads from now on. `onInput()` comes for each piece of
/// input, `onInput(error)` at the end: a negative errno, or 0.
pub fn consume(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let connection = native_object::get::<Connection>(args.get(0));
    let stream: Option<Rc<dyn ByteStream>> =
        args.get(1).uint32_value(scope).and_then(|id| Runtime::current(scope).state::<Streams>().get(id));
    let callback = JsCallback::from_value(scope, args.get(2));
    let (Some(connection), Some(stream), Some(callback)) = (connection, stream, callback) else { return };
    let input = connection.borrow().input.clone();
    let consumer = ParserConsumer { input, callback, async_id: stream.async_id() };
    stream.set_consumer(Some(Rc::new(consumer)));
    rv.set_bool(true);
}

/// `copyInput(parser, start, end)`: a part of the input, for JavaScript to keep.
pub fn copy_input(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(connection) = native_object::get::<Connection>(args.get(0)) else { return };
    let start = args.get(1).uint32_value(scope).unwrap_or(0) as usize;
    let end = args.get(2).uint32_value(scope).unwrap_or(0) as usize;
    let input = connection.borrow().input.clone();
    // SAFETY: copied before this returns.
    let bytes = unsafe { input.bytes() };
    let part = bytes.get(start..end.min(bytes.len())).unwrap_or_default().to_vec();
    let store = v8::ArrayBuffer::new_backing_store_from_vec(part).make_shared();
    rv.set(v8::ArrayBuffer::with_backing_store(scope, &store).into());
}
