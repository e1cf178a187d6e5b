'use strict';

// LazyTransform: the base of Hash, Cipher and the like, which are streams only
// for those who use them as such.

module.exports = LazyTransform;

const Transform = require('internal/streams/transform');
const { inherit } = require('internal/util');

function LazyTransform(options) {
  this._options = options;
}
inherit(LazyTransform, Transform);

// Whoever looks at a state wants a stream. Transform sets the states as own
// properties.
for (const name of ['_readableState', '_writableState']) {
  const shown = { __proto__: null, configurable: true, enumerable: true };
  Object.defineProperty(LazyTransform.prototype, name, {
    __proto__: null,
    ...shown,
    get() {
      Transform.call(this, this._options);
      this._writableState.decodeStrings = false;
      return this[name];
    },
    set(value) {
      Object.defineProperty(this, name, { __proto__: null, ...shown, value, writable: true });
    },
  });
}
