'use strict';
// The global structuredClone.

const binding = internalBinding('messaging');
const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');

function invalidArgument(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

const isObject = (value) => typeof value === 'object' && value !== null;

// The elements of an iterable object; undefined for what does not act like one.
function elementsOf(iterable) {
  if (!isObject(iterable) || typeof iterable[Symbol.iterator] !== 'function') return undefined;
  const iterator = iterable[Symbol.iterator]();
  const elements = [];
  for (;;) {
    if (!isObject(iterator) || typeof iterator.next !== 'function') return undefined;
    const result = iterator.next();
    if (!isObject(result)) return undefined;
    if (result.done) return elements;
    elements.push(result.value);
  }
}

// What postMessage is to transfer.
function toTransferList(iterable, name) {
  if (iterable === undefined) return undefined;
  const elements = elementsOf(iterable);
  if (elements === undefined) throw invalidArgument(`Optional ${name} argument must be an iterable`);
  return elements;
}

function structuredClone(value, options) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('The value argument must be specified');
  const problem = (text) => invalidArgument(`Failed to execute 'structuredClone': ${text}`);
  if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
    throw problem('Options cannot be converted to a dictionary');
  }
  const transfer = options?.transfer;
  if (transfer === undefined) return binding.structuredClone(value);
  const list = elementsOf(transfer);
  if (list === undefined) throw problem('transfer in Options cannot be converted to sequence.');
  const index = list.findIndex((item) => item === null || (typeof item !== 'object' && typeof item !== 'function'));
  if (index !== -1) throw problem(`transfer in Options[${index}] is not an object.`);
  return binding.structuredClone(value, list);
}

module.exports = { structuredClone, toTransferList };
