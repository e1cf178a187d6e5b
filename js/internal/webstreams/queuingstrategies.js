'use strict';

// ByteLengthQueuingStrategy and CountQueuingStrategy.

const {
  codes: { ERR_MISSING_OPTION },
} = require('internal/errors');
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

  get highWaterMark() {
    checkThis(this, isByteLengthQueuingStrategy, 'ByteLengthQueuingStrategy');
    return this[kState].highWaterMark;
  }

  get size() {
    checkThis(this, isByteLengthQueuingStrategy, 'ByteLengthQueuingStrategy');
    return byteSize;
  }
}

class CountQueuingStrategy {
  [kType] = 'CountQueuingStrategy';

  constructor(init) {
    this[kState] = { highWaterMark: readHighWaterMark(init) };
  }

  get highWaterMark() {
    checkThis(this, isCountQueuingStrategy, 'CountQueuingStrategy');
    return this[kState].highWaterMark;
  }

  get size() {
    checkThis(this, isCountQueuingStrategy, 'CountQueuingStrategy');
    return countSize;
  }
}

const isByteLengthQueuingStrategy = brandCheck('ByteLengthQueuingStrategy');
const isCountQueuingStrategy = brandCheck('CountQueuingStrategy');

const shown = ({ highWaterMark }) => ({ highWaterMark });
defineStreamInterface(ByteLengthQueuingStrategy, ['highWaterMark', 'size'], shown);
defineStreamInterface(CountQueuingStrategy, ['highWaterMark', 'size'], shown);

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy };
