// The members of node:crypto that are not there yet. Packages destructure them when they are
// loaded, so each exists, and names itself when it is used.

'use strict';

const { ERR_METHOD_NOT_IMPLEMENTED } = require('internal/errors').codes;

// A function with the documented count of parameters.
function unavailableFunction(name, length) {
  const fn = function() {
    throw new ERR_METHOD_NOT_IMPLEMENTED(`crypto.${name}()`);
  };
  return Object.defineProperties(fn, {
    name: { __proto__: null, configurable: true, value: name },
    length: { __proto__: null, configurable: true, value: length },
  });
}

const kFunctions = {
  createMac: 3,
};

const members = {};
for (const { 0: name, 1: length } of Object.entries(kFunctions)) {
  members[name] = unavailableFunction(name, length);
}

module.exports = { unavailable: members, unavailableFunction };
