'use strict';

// The clock of `performance`, and what the interfaces that belong to it have in common.

const binding = internalBinding('performance');

// Milliseconds since the process started.
function now() {
  return binding.now();
}

// When that was, in milliseconds of the wall clock since 1970.
function getTimeOriginTimestamp() {
  return binding.timeOrigin;
}

// Members of interfaces can be enumerated, and the name can be seen.
function defineInterface({ name, prototype }, members) {
  for (const member of members)
    Object.defineProperty(prototype, member, { __proto__: null, enumerable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { __proto__: null, configurable: true, value: name });
}

// For util.inspect: what `shown()` gives, one level less deep than asked for, after a name.
function inspectAs(name, object, shown, depth, options) {
  if (depth < 0)
    return object;
  const { inspect } = require('internal/util/inspect');
  const below = options.depth == null ? null : options.depth - 1;
  return `${name} ${inspect(shown(), { ...options, depth: below })}`;
}

module.exports = { defineInterface, getTimeOriginTimestamp, inspectAs, now };
