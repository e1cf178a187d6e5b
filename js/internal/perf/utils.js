'use strict';

// The clock of `performance`.

const binding = internalBinding('performance');

// Milliseconds since the process started.
function now() {
  return binding.now();
}

// When that was, in milliseconds of the wall clock since 1970.
function getTimeOriginTimestamp() {
  return binding.timeOrigin;
}

module.exports = { getTimeOriginTimestamp, now };
