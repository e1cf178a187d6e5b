'use strict';

// util.callbackify: functions that return promises, for callers that pass callbacks.

const { codes, hideFramesAbove } = require('internal/errors');
const { validateFunction } = require('internal/validators');

function tellReason(callback, reason) {
  // A falsy reason would look like success.
  callback(reason || hideFramesAbove(new codes.ERR_FALSY_VALUE_REJECTION(reason), tellReason));
}

function callbackify(original) {
  validateFunction(original, 'original');

  function callbackified(...args) {
    const last = args.pop();
    validateFunction(last, 'last argument');
    const callback = last.bind(this);
    const promise = Reflect.apply(original, this, args);
    // On a tick of its own what the callback throws is an uncaught exception, and no rejection of the promise.
    const { nextTick } = process;
    promise.then((value) => nextTick(callback, null, value), (reason) => nextTick(tellReason, callback, reason));
  }

  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    const { value } = descriptor;
    if (key === 'length' && typeof value === 'number') descriptor.value = value + 1;
    else if (key === 'name' && typeof value === 'string') descriptor.value = `${value}Callbackified`;
    Reflect.defineProperty(callbackified, key, descriptor);
  }
  return callbackified;
}

module.exports = { callbackify };
