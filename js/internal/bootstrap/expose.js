'use strict';
// The ways in which a name becomes a property of the global object, and a lazy one of any object.

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

// What loads the values of lazy properties of the global object, by their names.
const loaders = { __proto__: null };
// The same for other objects.
let otherLoaders;

// Looks like exposeValue's, but `load(name)` gives the value when it is first read. `target`: another object than the global one, at
// run time only.
function exposeLazy(name, load, enumerable = false, target = undefined) {
  if (target === undefined) {
    loaders[name] = load;
  } else {
    otherLoaders ??= new WeakMap();
    if (!otherLoaders.has(target)) otherLoaders.set(target, { __proto__: null });
    otherLoaders.get(target)[name] = load;
  }
  defineLazyProperty(name, enumerable, target);
}

// Called by Rust when such a property of `holder` is first read.
function loadLazy(name, holder) {
  const load = otherLoaders?.get(holder)?.[name] ?? loaders[name];
  return load(name);
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

module.exports = { setup, loadLazy, exposeValue, exposeLazy, exposeLazyInterfaces, exposeGetter };
