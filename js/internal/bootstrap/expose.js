'use strict';
// The ways in which a name becomes a property of the global object.

const { defineProperty } = Object;

// Like a class of the language: writable, configurable, not enumerable.
function exposeValue(name, value, enumerable = false) {
  defineProperty(globalThis, name, { __proto__: null, value, writable: true, configurable: true, enumerable });
}

// `load()` gives the value when it is first read. Assignment replaces it.
function exposeLazy(name, load, enumerable = false) {
  defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    get() {
      const value = load();
      exposeValue(name, value, enumerable);
      return value;
    },
    set(value) {
      exposeValue(name, value, enumerable);
    },
  });
}

// Classes that a module exports, loaded with it when one of them is first read.
function exposeLazyInterfaces(load, names) {
  for (const name of names) exposeLazy(name, () => load()[name]);
}

// Like an attribute of a WebIDL interface: a getter that stays one, and is replaced by assignment.
function exposeGetter(name, get) {
  defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get,
    set(value) {
      exposeValue(name, value, true);
    },
  });
}

module.exports = { exposeValue, exposeLazy, exposeLazyInterfaces, exposeGetter };
