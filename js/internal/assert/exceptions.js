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
    return kNoException;
  } catch (error) {
    return error;
  }
}

function isPromiseLike(value) {
  const isObject = typeof value === 'object' && value !== null;
  return isPromise(value) || (isObject && ['then', 'catch'].every((name) => typeof value[name] === 'function'));
}

async function rejectionOf(promiseFn) {
  const isFunction = typeof promiseFn === 'function';
  // What it throws at once is no rejection.
  const promise = isFunction ? promiseFn() : promiseFn;
  if (!isPromiseLike(promise)) {
    throw isFunction ? new ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise) :
      new ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promise);
  }
  try {
    await promise;
    return kNoException;
  } catch (error) {
    return error;
  }
}

// An expected property may be a regular expression for a text.
function matchesText(actual, expected, key) {
  return typeof actual[key] === 'string' && isRegExp(expected[key]) && expected[key].exec(actual[key]) !== null;
}

// Arrow functions have no prototype: instanceof would throw.
function isInstance(value, constructor) {
  return constructor.prototype !== undefined && value instanceof constructor;
}

// The properties of an error that were compared, as the difference shows them.
class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys.filter((name) => name in object)) {
      this[key] = actual !== undefined && matchesText(actual, object, key) ? actual[key] : object[key];
    }
  }
}

function compareProperty(actual, expected, key, message, keys, { fn, diff }) {
  if (matchesText(actual, expected, key) || (key in actual && isDeepStrictEqual(actual[key], expected[key]))) return;
  if (message) {
    innerFail({ stackStartFn: fn, operator: fn.name, diff, actual, expected, message: [message] });
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
      stackStartFn: fn, operator: 'deepStrictEqual', diff, actual, expected, message,
    });
    error.operator = fn.name;
    throw error;
  }
  const keys = Object.keys(expected);
  // What makes an error is not enumerable.
  if (expected instanceof Error) keys.push('name', 'message');
  else if (keys.length === 0) throw new ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  for (const key of keys) compareProperty(actual, expected, key, message, keys, context);
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

  if (isInstance(actual, expected)) return;
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

// What follows the function in the arguments: the error that is expected, a message, both, or neither.
function splitArguments(actual, args) {
  const { 0: error, 1: message } = args;
  const isMessage = typeof error === 'string';
  const isExpectation = error === undefined || typeof error === 'object' || typeof error === 'function';
  if (isMessage ? args.length > 1 : !isExpectation) {
    throw new ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
  }
  if (!isMessage) return { error, message };

  // Whoever passes the text of the error probably wants it compared.
  const isObject = typeof actual === 'object' && actual !== null;
  if ((isObject ? actual.message : actual) === error) {
    throw new ERR_AMBIGUOUS_ARGUMENT('error/message',
      `The error ${isObject ? 'message ' : ''}"${error}" is identical to the message.`);
  }
  return { error: undefined, message: error };
}

function expectsError(context, actual, ...args) {
  const { error, message } = splitArguments(actual, args);
  if (actual === kNoException) {
    const { fn } = context;
    const kind = fn.name === 'rejects' ? 'rejection' : 'exception';
    const details = `${error?.name ? ` (${error.name})` : ''}${message ? `: ${message}` : '.'}`;
    innerFail({
      stackStartFn: fn, operator: fn.name, diff: context.diff, actual: undefined, expected: error,
      message: [`Missing expected ${kind}${details}`],
    });
  }
  if (error) checkException(actual, error, message, context);
}

// Whether the error is one of those that must not be thrown.
function isUnwanted(actual, expected) {
  if (isRegExp(expected)) return expected.exec(String(actual)) !== null;
  if (typeof expected !== 'function') throw new ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  if (isInstance(actual, expected)) return true;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return false;
  return Reflect.apply(expected, {}, [actual]) === true;
}

function expectsNoError({ fn, diff }, actual, ...args) {
  if (actual === kNoException) return;
  const { 0: expected, 1: message } = typeof args[0] === 'string' ? [undefined, args[0]] : args;
  if (expected && !isUnwanted(actual, expected)) throw actual;
  const subject = fn.name === 'doesNotReject' ? 'rejection' : 'exception';
  const details = message ? `: ${message}` : '.';
  innerFail({
    stackStartFn: fn, operator: fn.name, diff, actual, expected,
    message: [`Got unwanted ${subject}${details}\nActual message: "${actual?.message}"`],
  });
}

module.exports = { expectsError, expectsNoError, rejectionOf, thrownBy };
