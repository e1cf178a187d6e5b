'use strict';

// util.callbackify: functions that return promises, for callers that pass callbacks.

const { codes, hideFramesAbove } = require('internal/errors');
const { validateFunction } = require('internal/validators');

function callbackifyOnRejected(reason, callback) {
  // A falsy reason would look like success.
  if (!reason) {
    reason = hideFramesAbove(new codes.ERR_FALSY_VALUE_REJECTION(reason), callbackifyOnRejected);
  }
  return callback(reason);
}

function callbackify(original) {
  validateFunction(original, 'original');

  function callbackified(...args) {
    const callback = args.pop();
    validateFunction(callback, 'last argument');
    const boundCallback = callback.bind(this);
    // What the callback throws is an uncaught exception, and no rejection of the promise.
    Reflect.apply(original, this, args).then(
      (result) => process.nextTick(boundCallback, null, result),
      (reason) => process.nextTick(callbackifyOnRejected, reason, boundCallback));
  }

  const descriptors = Object.getOwnPropertyDescriptors(original);
  if (typeof descriptors.length?.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name?.value === 'string') descriptors.name.value += 'Callbackified';
  for (const key of Reflect.ownKeys(descriptors)) Reflect.defineProperty(callbackified, key, descriptors[key]);
  return callbackified;
}

module.exports = { callbackify };
