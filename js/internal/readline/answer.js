'use strict';

// The promise of an answer to a question, which a signal can end.

const { abortError } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');

// `ask(answered, rejected)` puts the question, `cancel()` takes it back.
function promiseAnswer(signal, signalName, ask, cancel) {
  return new Promise((resolve, reject) => {
    if (!signal) {
      ask(resolve, reject);
      return;
    }
    validateAbortSignal(signal, signalName);
    const abort = () => reject(abortError(signal));
    if (signal.aborted) {
      abort();
      return;
    }
    const { addAbortListener } = require('internal/events/abort_listener');
    const listening = addAbortListener(signal, () => {
      cancel();
      abort();
    });
    ask((answer) => {
      listening[Symbol.dispose]();
      resolve(answer);
    }, reject);
  });
}

module.exports = { promiseAnswer };
