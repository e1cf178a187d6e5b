'use strict';

// Assertions about the state of the internals themselves: a failure is a bug here, never the user's mistake.

function assert(value, message) {
  if (!value) {
    const { codes } = require('internal/errors');
    throw new codes.ERR_INTERNAL_ASSERTION(message);
  }
}

function fail(message) {
  const { codes } = require('internal/errors');
  throw new codes.ERR_INTERNAL_ASSERTION(message);
}

assert.fail = fail;

module.exports = assert;
