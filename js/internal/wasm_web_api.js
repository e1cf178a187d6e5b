'use strict';
// Where WebAssembly.compileStreaming() and instantiateStreaming() get their bytes from: a Response of fetch. Rust calls this for
// V8 (src/builtins/wasm_web_api.rs); the promise that the program has is V8's.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_WEBASSEMBLY_RESPONSE } } = require('internal/errors');
const binding = internalBinding('wasm_web_api');

// Throws when the response is none to compile.
function check(response) {
  const { Response } = require('deps/undici/index-fetch');
  if (!(response instanceof Response)) {
    throw new ERR_INVALID_ARG_TYPE('source', ['Response', 'Promise resolving to Response'], response);
  }
  const problem = problemOf(response);
  if (problem !== undefined) throw new ERR_WEBASSEMBLY_RESPONSE(problem);
}

function problemOf({ headers, ok, status, bodyUsed }) {
  const type = headers.get('Content-Type');
  if (type !== 'application/wasm') return `has unsupported MIME type '${type}'`;
  if (!ok) return `has status code ${status}`;
  return bodyUsed ? 'body has already been used' : undefined;
}

async function compile(streaming, source) {
  try {
    const response = await source;
    check(response);
    for await (const chunk of response.body ?? []) {
      if (!binding.push(streaming, chunk)) {
        const error = new TypeError('chunk must be an ArrayBufferView or an ArrayBuffer');
        error.code = 'ERR_INVALID_ARG_TYPE';
        throw error;
      }
    }
    binding.finish(streaming);
  } catch (error) {
    binding.abort(streaming, error);
  }
}

module.exports = compile;
