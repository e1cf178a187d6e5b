//! The Rust half of `WebAssembly.compileStreaming()` and `instantiateStreaming()` (<https://webassembly.github.io/spec/web-api/>):
//! V8 asks the embedder where the bytes come from. js/internal/wasm_web_api.js reads them from the response and hands them in here.

use crate::runtime::binding::Binding;
use crate::runtime::convert::bytes;
use crate::runtime::{Runtime, native_object};
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "wasm_web_api", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "push" => push,
        "finish" => finish,
        "abort" => abort,
    });
}

/// A compilation that waits for bytes; `None` when it got its end.
type Streaming = Option<v8::WasmStreaming<false>>;

/// V8's callback: `source` is what the program gave. What goes wrong is the promise's, so JavaScript throws nothing here.
pub fn compile<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    source: v8::Local<'s, v8::Value>,
    streaming: v8::WasmStreaming<false>,
) {
    let streaming = native_object::create::<Streaming>(scope, Some(streaming));
    let implementation = Runtime::current(scope).realm().require(scope, "internal/wasm_web_api");
    if let Some(implementation) = implementation.and_then(|value| v8::Local::<v8::Function>::try_from(value).ok()) {
        let receiver = v8::undefined(scope).into();
        // `None`: JavaScript is being ended.
        let _ = implementation.call(scope, receiver, &[streaming.into(), source]);
    }
}

/// `push(streaming, chunk)`: the next bytes, an ArrayBuffer or a view of one. Whether `chunk` is one.
fn push(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(streaming) = native_object::get::<Streaming>(args.get(0)) else { return };
    // SAFETY: V8 copies the bytes; no JavaScript runs meanwhile.
    let chunk = unsafe { bytes(args.get(1)) };
    if let (Some(streaming), Some(chunk)) = (streaming.borrow_mut().as_mut(), chunk) {
        streaming.on_bytes_received(chunk);
    }
    rv.set_bool(chunk.is_some());
}

/// `finish(streaming)`: there are no more bytes.
fn finish(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(streaming) = native_object::get::<Streaming>(args.get(0)).and_then(|streaming| streaming.take()) {
        streaming.finish();
    }
}

/// `abort(streaming, error)`: rejects the promise with `error`.
fn abort(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(streaming) = native_object::get::<Streaming>(args.get(0)).and_then(|streaming| streaming.take()) {
        streaming.abort(Some(args.get(1)));
    }
}
