'use strict';

// ByteLengthQueuingStrategy and CountQueuingStrategy.

const {
  codes: { ERR_MISSING_OPTION },
} = require('internal/errors');
const { defineGetters } = require('internal/util');
const { validateObject } = require('internal/validators');
const { brandCheck, checkThis, defineStreamInterface, kState, kType } =
  require('internal/webstreams/util');

// One function for all instances, as the standard says.
const { size: byteSize } = {
  size(chunk) {
    return chunk.byteLength;
  },
};
const { size: countSize } = {
  size() {
    return 1;
  },
};

function readHighWaterMark(init) {
  validateObject(init, 'init');
  if (init.highWaterMark === undefined) {
    throw new ERR_MISSING_OPTION('init.highWaterMark');
  }
  // An unrestricted double.
  return +init.highWaterMark;
}

class ByteLengthQueuingStrategy {
  [kType] = 'ByteLengthQueuingStrategy';

  constructor(init) {
    this[kState] = { highWaterMark: readHighWaterMark(init) };
  }
}

class CountQueuingStrategy {
  [kType] = 'CountQueuingStrategy';

  constructor(init) {
    this[kState] = { highWaterMark: readHighWaterMark(init) };
  }
}

for (const [Class, size] of [[ByteLengthQueuingStrategy, byteSize], [CountQueuingStrategy, countSize]]) {
  const isOne = brandCheck(Class.name);
  const stateOf = (self) => {
    checkThis(self, isOne, Class.name);
    return self[kState];
  };
  defineGetters(Class, { highWaterMark: (self) => stateOf(self).highWaterMark, size: (self) => stateOf(self) && size });
  defineStreamInterface(Class, ['highWaterMark', 'size'], ({ highWaterMark }) => ({ highWaterMark }));
}

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy };
