'use strict';

// addAbortListener: a listener for 'abort' that no stopImmediatePropagation() can keep from running, as a disposable.

const { abortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateFunction, validateObject } = require('internal/validators');

// Of a signal that is aborted already the listener hears soon, and there is nothing to dispose of.
function addAbortListener(signal, listener) {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  validateFunction(listener, 'listener');
  const { aborted } = signal;
  if (aborted) {
    queueMicrotask(() => listener());
  } else {
    const { kResistStopPropagation } = require('internal/event_target');
    signal.addEventListener('abort', listener, { __proto__: null, once: true, [kResistStopPropagation]: true });
  }
  const dispose = () => {
    if (!aborted) signal.removeEventListener('abort', listener);
  };
  return { __proto__: null, [Symbol.dispose]: dispose };
}

// The signal that options may have, which must not be aborted yet.
function liveSignal(options) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw abortError(signal);
  return signal;
}

module.exports = { addAbortListener, liveSignal };
