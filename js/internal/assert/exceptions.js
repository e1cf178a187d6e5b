'use strict';

// assert.throws, rejects, doesNotThrow and doesNotReject: calling the function and judging what it threw.

const AssertionError = require('internal/assert/assertion_error');
const { innerFail } = require('internal/assert/utils');
const {
  codes: {
    ERR_AMBIGUOUS_ARGUMENT,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_RETURN_VALUE,
  },
} = require('internal/errors');
const { isError } = require('internal/util');
const { isDeepStrictEqual } = require('internal/util/comparisons');
const { inspect } = require('internal/util/inspect');
const { isPromise, isRegExp } = require('internal/util/types');
const { validateFunction } = require('internal/validators');

const kNoException = Symbol('no exception');

function thrownBy(fn) {
  validateFunction(fn, 'fn');
  try {
    fn();
  } catch (error) {
    return error;
  }
  return kNoException;
}

function isPromiseLike(value) {
  return isPromise(value) || (value !== null && typeof value === 'object' &&
    typeof value.then === 'function' && typeof value.catch === 'function');
}

async function rejectionOf(promiseFn) {
  let promise;
  if (typeof promiseFn === 'function') {
    // What it throws at once is no rejection.
    promise = promiseFn();
    if (!isPromiseLike(promise)) throw new ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
  } else if (isPromiseLike(promiseFn)) {
    promise = promiseFn;
  } else {
    throw new ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return kNoException;
}

// The properties of an error that were compared, as the difference shows them.
class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys) {
      if (!(key in object)) continue;
      const matches = actual !== undefined && typeof actual[key] === 'string' && isRegExp(object[key]) &&
        object[key].exec(actual[key]) !== null;
      this[key] = matches ? actual[key] : object[key];
    }
  }
}

function compareProperty(actual, expected, key, message, keys, { fn, diff }) {
  if (key in actual && isDeepStrictEqual(actual[key], expected[key])) return;
  if (message) {
    innerFail({ actual, expected, message: [message], operator: fn.name, stackStartFn: fn, diff });
  }
  const error = new AssertionError({
    actual: new Comparison(actual, keys),
    expected: new Comparison(expected, keys, actual),
    operator: 'deepStrictEqual',
    stackStartFn: fn,
    diff,
  });
  error.actual = actual;
  error.expected = expected;
  error.operator = fn.name;
  throw error;
}

function failWith(actual, expected, message, generated, { fn, diff }) {
  const error = new AssertionError({
    actual, expected, message: message || generated, operator: fn.name, stackStartFn: fn, diff,
  });
  error.generatedMessage = !message;
  throw error;
}

function compareWithObject(actual, expected, message, context) {
  const { fn, diff } = context;
  if (typeof actual !== 'object' || actual === null) {
    const error = new AssertionError({
      actual, expected, message, operator: 'deepStrictEqual', stackStartFn: fn, diff,
    });
    error.operator = fn.name;
    throw error;
  }
  const keys = Object.keys(expected);
  // What makes an error is not enumerable.
  if (expected instanceof Error) keys.push('name', 'message');
  else if (keys.length === 0) throw new ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  for (const key of keys) {
    if (typeof actual[key] === 'string' && isRegExp(expected[key]) && expected[key].exec(actual[key]) !== null) {
      continue;
    }
    compareProperty(actual, expected, key, message, keys, context);
  }
}

function checkException(actual, expected, message, context) {
  if (typeof expected !== 'function') {
    if (!isRegExp(expected)) {
      compareWithObject(actual, expected, message, context);
      return;
    }
    const text = String(actual);
    if (expected.exec(text) !== null) return;
    failWith(actual, expected, message,
      `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`, context);
  }

  // Arrow functions have no prototype: instanceof would throw.
  if (expected.prototype !== undefined && actual instanceof expected) return;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) {
    let generated = `The error is expected to be an instance of "${expected.name}". Received `;
    generated += isError(actual) ? `"${actual.name}"\n\nError message:\n\n${actual.message}` :
      `"${inspect(actual, { depth: -1 })}"`;
    failWith(actual, expected, message, generated, context);
  }

  const result = Reflect.apply(expected, {}, [actual]);
  if (result === true) return;
  const name = expected.name ? `"${expected.name}" ` : '';
  let generated = `The ${name}validation function is expected to return "true". Received ${inspect(result)}`;
  if (isError(actual)) generated += `\n\nCaught error:\n\n${actual}`;
  failWith(actual, expected, message, generated, context);
}

function expectsError(context, actual, ...args) {
  let { 0: error, 1: message } = args;
  if (typeof error === 'string') {
    if (args.length >= 2) {
      throw new ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
    }
    if (typeof actual === 'object' && actual !== null) {
      if (actual.message === error) {
        throw new ERR_AMBIGUOUS_ARGUMENT('error/message',
          `The error message "${actual.message}" is identical to the message.`);
      }
    } else if (actual === error) {
      throw new ERR_AMBIGUOUS_ARGUMENT('error/message', `The error "${actual}" is identical to the message.`);
    }
    message = error;
    error = undefined;
  } else if (error != null && typeof error !== 'object' && typeof error !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
  }

  if (actual === kNoException) {
    const { fn } = context;
    const kind = fn.name === 'rejects' ? 'rejection' : 'exception';
    const details = `${error?.name ? ` (${error.name})` : ''}${message ? `: ${message}` : '.'}`;
    innerFail({
      actual: undefined, expected: error, message: [`Missing expected ${kind}${details}`], operator: fn.name,
      stackStartFn: fn, diff: context.diff,
    });
  }
  if (error) checkException(actual, error, message, context);
}

function hasMatchingError(actual, expected) {
  if (typeof expected !== 'function') {
    if (isRegExp(expected)) return expected.exec(String(actual)) !== null;
    throw new ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && actual instanceof expected) return true;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return false;
  return Reflect.apply(expected, {}, [actual]) === true;
}

function expectsNoError({ fn, diff }, actual, error, message) {
  if (actual === kNoException) return;
  if (typeof error === 'string') {
    message = error;
    error = undefined;
  }
  if (error && !hasMatchingError(actual, error)) throw actual;
  const kind = fn.name === 'doesNotReject' ? 'rejection' : 'exception';
  innerFail({
    actual,
    expected: error,
    message: [`Got unwanted ${kind}${message ? `: ${message}` : '.'}\nActual message: "${actual?.message}"`],
    operator: fn.name,
    stackStartFn: fn,
    diff,
  });
}

module.exports = { expectsError, expectsNoError, rejectionOf, thrownBy };
