//! Running a script.

use napi_sys::napi_status;

use crate::abi::{EnvPtr, Out, Value, entry};
use crate::status::Failure;

#[unsafe(no_mangle)]
pub extern "C" fn napi_run_script(env: EnvPtr, script: Value, result: Out<Value>) -> napi_status {
    entry!(napi_run_script, env, |env| {
        let source = script.local(env)?;
        let result = result.required()?;
        let source = source.try_cast::<v8::String>().map_err(|_| Failure::StringExpected)?;
        let scope = env.scope();
        let script = env.attempt_as(Failure::GenericFailure, || v8::Script::compile(scope, source, None))?;
        result.put(env.attempt_as(Failure::GenericFailure, || script.run(scope))?);
        Ok(())
    })
}
