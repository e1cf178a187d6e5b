'use strict';
// Hands an error to the runtime as one that nobody caught.

const binding = internalBinding('errors');

module.exports = {
  triggerUncaughtException(error, fromPromise) {
    binding.triggerUncaughtException(error, fromPromise);
  },
};
