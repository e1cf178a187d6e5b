'use strict';
// The global structuredClone.

const binding = internalBinding('messaging');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS } } = require('internal/errors');

// The elements of an iterable that says what is transferred.
function toTransferList(iterable, name) {
  if (iterable === undefined || iterable === null) return undefined;
  if (typeof iterable !== 'object' || typeof iterable[Symbol.iterator] !== 'function') {
    const error = new TypeError(`Optional ${name} argument must be an iterable`);
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  return [...iterable];
}

function structuredClone(value, options) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('The value argument must be specified');
  if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
    const error = new ERR_INVALID_ARG_TYPE('options', 'Object', options);
    error.message = 'Failed to execute \'structuredClone\': Options cannot be converted to a dictionary';
    throw error;
  }
  return binding.structuredClone(value, toTransferList(options?.transfer, 'options.transfer'));
}

module.exports = { structuredClone, toTransferList };
