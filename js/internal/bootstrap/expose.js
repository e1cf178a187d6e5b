'use strict';
// The ways in which a name becomes a property of the global object.

const { defineProperty } = Object;

let defineLazyProperty;

// Rust's function, which is another one at build time.
function setup(define) {
  defineLazyProperty = define;
}

// Like a class of the language: writable, configurable, not enumerable.
function exposeValue(name, value, enumerable = false) {
  defineProperty(globalThis, name, { __proto__: null, value, writable: true, configurable: true, enumerable });
}

// What loads the values of lazy properties, by their names.
const loaders = { __proto__: null };

// Looks like exposeValue's, but `load(name)` gives the value when it is first read.
function exposeLazy(name, load, enumerable = false) {
  loaders[name] = load;
  defineLazyProperty(name, enumerable);
}

// Called by Rust when such a property is first read.
function loadLazyGlobal(name) {
  return loaders[name](name);
}

// Classes that a module exports, loaded with it when one of them is first read.
function exposeLazyInterfaces(load, names) {
  const get = (name) => load()[name];
  for (const name of names) exposeLazy(name, get);
}

// Like an attribute of a WebIDL interface: a getter that stays one. `replaceable`: until something is assigned.
function exposeGetter(name, get, replaceable = false) {
  const { [name]: descriptor } = Object.getOwnPropertyDescriptors({ get [name]() { return get(); } });
  if (replaceable) {
    const set = { set [name](value) { exposeValue(name, value, true); } };
    descriptor.set = Object.getOwnPropertyDescriptor(set, name).set;
  }
  defineProperty(globalThis, name, descriptor);
}

module.exports = { setup, loadLazyGlobal, exposeValue, exposeLazy, exposeLazyInterfaces, exposeGetter };
