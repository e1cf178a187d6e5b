'use strict';

// The clock of `performance`, and what the interfaces that belong to it have in common.

const { inspectFields } = require('internal/util');

const binding = internalBinding('performance');

// Milliseconds since the process started.
function now() {
  return binding.now();
}

// When that was, in milliseconds of the wall clock since 1970.
function getTimeOriginTimestamp() {
  return binding.timeOrigin;
}

// For util.inspect: a name and what `shown()` gives.
function inspectAs(name, object, shown, depth, options) {
  return depth < 0 ? object : inspectFields(name, shown(), options);
}

module.exports = { getTimeOriginTimestamp, inspectAs, now };
