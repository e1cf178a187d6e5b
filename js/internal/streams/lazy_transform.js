'use strict';

// LazyTransform: the base of Hash, Cipher and the like, which are streams only
// for those who use them as such.

module.exports = LazyTransform;

const Transform = require('internal/streams/transform');

const { defineProperties, defineProperty, setPrototypeOf } = Object;

function LazyTransform(options) {
  this._options = options;
}
setPrototypeOf(LazyTransform.prototype, Transform.prototype);
setPrototypeOf(LazyTransform, Transform);

function makeGetter(name) {
  return function() {
    Transform.call(this, this._options);
    this._writableState.decodeStrings = false;
    return this[name];
  };
}

function makeSetter(name) {
  return function(value) {
    defineProperty(this, name, {
      __proto__: null,
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  };
}

const lazy = {};
for (const name of ['_readableState', '_writableState']) {
  lazy[name] = {
    __proto__: null,
    get: makeGetter(name),
    set: makeSetter(name),
    configurable: true,
    enumerable: true,
  };
}
defineProperties(LazyTransform.prototype, lazy);
