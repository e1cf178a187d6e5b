'use strict';
// Web storage: `sessionStorage` is src/builtins/web_storage.rs; `localStorage` needs a file, for which there is no option yet.

const { Storage, sessionStorage } = internalBinding('web_storage');

// No message takes it.
require('internal/worker/js_transferable').markTransferMode(sessionStorage);

// Rust calls it when a pair has no room.
function throwQuotaExceeded() {
  const { QuotaExceededError } = require('internal/per_context/domexception');
  throw new QuotaExceededError('Setting the value exceeded the quota');
}

let warned = false;

function getLocalStorage() {
  if (!warned) {
    warned = true;
    process.emitWarning('localStorage is not available because --localstorage-file was not provided.', 'ExperimentalWarning');
  }
  return undefined;
}

module.exports = { Storage, sessionStorage, getLocalStorage, throwQuotaExceeded };
