// What a thread threw, on its way to another thread. An error keeps its class, its properties and its cause; what cannot be
// copied at all arrives as the text that util.inspect() makes of it.
'use strict';

const { inspect } = require('internal/util/inspect');

const classes = {
  __proto__: null, AggregateError, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError,
};

// The properties of `object` and its prototypes as data of `target`, without functions and without what throws.
function allProperties(object, target) {
  if (object === null) return { __proto__: null };
  const all = allProperties(Object.getPrototypeOf(object), target);
  for (const key of Object.getOwnPropertyNames(object)) {
    const { get, value, ...flags } = Object.getOwnPropertyDescriptor(object, key);
    if (key === '__proto__' && get !== undefined) continue;
    let data = value;
    try {
      if (get !== undefined) data = Reflect.apply(get, target, []);
    } catch {
      continue;
    }
    if ((typeof data === 'function' || typeof data === 'symbol') && key !== 'cause') continue;
    delete flags.set;
    all[key] = { __proto__: null, ...flags, value: data };
  }
  return all;
}

// The name of the first class of `error` that every realm has.
function className(error) {
  for (let object = Object.getPrototypeOf(error); object !== null; object = Object.getPrototypeOf(object)) {
    const name = Object.getOwnPropertyDescriptor(object, 'constructor')?.value?.name;
    if (classes[name] !== undefined) return name;
  }
  return undefined;
}

function serializeProperties(error, seen) {
  const name = className(error);
  if (name === undefined) return undefined;
  const properties = allProperties(error, error);
  if (properties.cause !== undefined) properties.cause.value = serializeError(error.cause, new Set(seen).add(error));
  return { kind: 'error', name, properties: structuredClone(properties) };
}

// A value that can be posted. `seen`: the errors whose cause this is.
function serializeError(value, seen = new Set()) {
  if (typeof value === 'symbol') return { kind: 'symbol', description: value.description };
  try {
    if (seen.has(value)) return { kind: 'circular' };
    if (typeof value === 'object' && Object.prototype.toString.call(value) === '[object Error]') {
      const serialized = serializeProperties(value, seen);
      if (serialized !== undefined) return serialized;
    }
  } catch { /* it is tried as a whole */ }
  try {
    if (typeof value?.[inspect.custom] === 'function') return { kind: 'shown', text: inspect(value) };
    return { kind: 'value', value: structuredClone(value) };
  } catch {
    return { kind: 'value', value: inspect(value) };
  }
}

function deserializeError(serialized) {
  const { kind } = serialized;
  if (kind === 'symbol') return Symbol.for(serialized.description ?? '');
  if (kind === 'circular') return { [inspect.custom]() { return '[Circular object]'; } };
  if (kind === 'shown') return { __proto__: null, [inspect.custom]: () => serialized.text };
  if (kind === 'value') return serialized.value;
  const { name, properties } = serialized;
  if (properties.cause !== undefined) properties.cause.value = deserializeError(properties.cause.value);
  const error = Object.create(classes[name].prototype, properties);
  return Object.defineProperty(error, Symbol.toStringTag, { __proto__: null, value: 'Error', configurable: true });
}

module.exports = { deserializeError, serializeError };
