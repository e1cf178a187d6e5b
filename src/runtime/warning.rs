//! Warnings of the process that Rust has reason to give (`process.emitWarning`).

use super::convert::string;
use super::{Runtime, exceptions};

/// Emits a warning. `rest` is what follows the message: type and code. Listeners hear of it with the next tick.
pub fn emit(scope: &mut v8::PinScope<'_, '_>, message: &str, rest: &[&str]) {
    let runtime = Runtime::current(scope);
    let Some(module) = runtime.realm().require(scope, "internal/process/warning") else { return };
    let Ok(module) = v8::Local::<v8::Object>::try_from(module) else { return };
    let key = string(scope, "emitWarning");
    let Some(Ok(emit)) = module.get(scope, key.into()).map(v8::Local::<v8::Function>::try_from) else { return };
    let args: Vec<_> = std::iter::once(&message).chain(rest).map(|text| string(scope, text).into()).collect();
    let receiver = v8::undefined(scope).into();
    exceptions::call(scope, emit, receiver, &args);
}
