'use strict';

// addAbortListener: a listener for 'abort' that no stopImmediatePropagation()
// can keep from running, as a disposable.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateFunction } =
  require('internal/validators');

let kResistStopPropagation;

function addAbortListener(signal, listener) {
  if (signal === undefined) {
    throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  }
  validateAbortSignal(signal, 'signal');
  validateFunction(listener, 'listener');

  let removeEventListener;
  if (signal.aborted) {
    queueMicrotask(() => listener());
  } else {
    kResistStopPropagation ??=
      require('internal/event_target').kResistStopPropagation;
    signal.addEventListener('abort', listener, {
      __proto__: null,
      once: true,
      [kResistStopPropagation]: true,
    });
    removeEventListener = () => signal.removeEventListener('abort', listener);
  }
  return {
    __proto__: null,
    [Symbol.dispose]() {
      removeEventListener?.();
    },
  };
}

module.exports = { addAbortListener };
