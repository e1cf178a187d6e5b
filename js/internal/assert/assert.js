'use strict';

// The class Assert: all assertions as methods, with the options that the methods of one instance share. The functions of
// node:assert are the same methods without an instance.

const AssertionError = require('internal/assert/assertion_error');
const { expectsError, expectsNoError, rejectionOf, thrownBy } = require('internal/assert/exceptions');
const { innerFail, innerOk, resolveMessage } = require('internal/assert/utils');
const {
  codes: { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { inspect } = require('internal/util/inspect');
const { isRegExp } = require('internal/util/types');

function comparisons() {
  return require('internal/util/comparisons');
}

const kOptions = Symbol('options');
const kDefaults = Object.freeze({ diff: 'simple', skipPrototype: false, strict: true });

// Methods are also called without their instance: `const { equal } = assert`.
function optionsOf(self) {
  return self?.[kOptions] ?? kDefaults;
}

function Assert(options) {
  if (!new.target) throw new ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  const { validateBoolean, validateObject, validateOneOf } = require('internal/validators');
  if (options !== undefined) validateObject(options, 'options');
  const { diff = 'simple', skipPrototype = false, strict = true } = options ?? {};
  validateOneOf(diff, 'options.diff', ['simple', 'full']);
  validateBoolean(strict, 'options.strict');
  validateBoolean(skipPrototype, 'options.skipPrototype');

  this.AssertionError = AssertionError;
  Object.defineProperty(this, kOptions, { value: { diff, skipPrototype, strict } });
  if (strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
}

function internalMatch(self, string, regexp, message, fn, shouldMatch) {
  if (!isRegExp(regexp)) throw new ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  if (typeof string === 'string' && (regexp.exec(string) !== null) === shouldMatch) return;

  const generatedMessage = message.length === 0;
  let text = message[0] ? resolveMessage(string, regexp, message, fn) : undefined;
  if (text === undefined) {
    if (typeof string !== 'string') {
      text = `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})`;
    } else {
      text = shouldMatch ? 'The input did not match the regular expression ' :
        'The input was expected to not match the regular expression ';
      text += `${inspect(regexp)}. Input:\n\n${inspect(string)}\n`;
    }
  }
  const error = new AssertionError({
    actual: string, expected: regexp, message: text, operator: fn.name, stackStartFn: fn, diff: optionsOf(self).diff,
  });
  error.generatedMessage = generatedMessage;
  throw error;
}

// One comparison: throws unless it passes.
function check(self, passes, actual, expected, message, operator, stackStartFn) {
  if (passes) return;
  innerFail({ actual, expected, message, operator, stackStartFn, diff: optionsOf(self).diff });
}

function requireTwo(args) {
  if (args.length < 2) throw new ERR_MISSING_ARGS('actual', 'expected');
}

function looselyEqual(actual, expected) {
  return actual == expected || (Number.isNaN(actual) && Number.isNaN(expected));
}

// The frames of the original error follow those that only the new one has.
function joinStacks(error, original) {
  const start = original.indexOf('\n    at');
  if (start === -1) return;
  const originalFrames = original.slice(start + 1).split('\n');
  let frames = error.stack.split('\n');
  for (const frame of originalFrames) {
    const position = frames.indexOf(frame);
    if (position !== -1) {
      frames = frames.slice(0, position);
      break;
    }
  }
  error.stack = `${frames.join('\n')}\n${originalFrames.join('\n')}`;
}

const methods = {
  fail(message) {
    if (message instanceof Error) throw message;
    const error = new AssertionError({
      message: message === undefined ? 'Failed' : message, operator: 'fail', stackStartFn: methods.fail,
      diff: optionsOf(this).diff,
    });
    error.generatedMessage = !message;
    throw error;
  },

  ok(...args) {
    innerOk(methods.ok, args.length > 0, args[0], args.slice(1));
  },

  equal(...args) {
    requireTwo(args);
    const { 0: actual, 1: expected } = args;
    check(this, looselyEqual(actual, expected), actual, expected, args.slice(2), '==', methods.equal);
  },

  notEqual(...args) {
    requireTwo(args);
    const { 0: actual, 1: expected } = args;
    check(this, !looselyEqual(actual, expected), actual, expected, args.slice(2), '!=', methods.notEqual);
  },

  deepEqual(...args) {
    requireTwo(args);
    const { 0: actual, 1: expected } = args;
    check(this, comparisons().isDeepEqual(actual, expected),
      actual, expected, args.slice(2), 'deepEqual', methods.deepEqual);
  },

  notDeepEqual(...args) {
    requireTwo(args);
    const { 0: actual, 1: expected } = args;
    check(this, !comparisons().isDeepEqual(actual, expected),
      actual, expected, args.slice(2), 'notDeepEqual', methods.notDeepEqual);
  },

  deepStrictEqual(...args) {
    requireTwo(args);
    const { 0: actual, 1: expected } = args;
    check(this, comparisons().isDeepStrictEqual(actual, expected, optionsOf(this).skipPrototype),
      actual, expected, args.slice(2), 'deepStrictEqual', methods.deepStrictEqual);
  },

  notDeepStrictEqual(...args) {
    requireTwo(args);
    const { 0: actual, 1: expected } = args;
    check(this, !comparisons().isDeepStrictEqual(actual, expected, optionsOf(this).skipPrototype),
      actual, expected, args.slice(2), 'notDeepStrictEqual', methods.notDeepStrictEqual);
  },

  strictEqual(...args) {
    requireTwo(args);
    const { 0: actual, 1: expected } = args;
    check(this, Object.is(actual, expected), actual, expected, args.slice(2), 'strictEqual', methods.strictEqual);
  },

  notStrictEqual(...args) {
    requireTwo(args);
    const { 0: actual, 1: expected } = args;
    check(this, !Object.is(actual, expected),
      actual, expected, args.slice(2), 'notStrictEqual', methods.notStrictEqual);
  },

  partialDeepStrictEqual(...args) {
    requireTwo(args);
    const { 0: actual, 1: expected } = args;
    check(this, comparisons().isPartialStrictEqual(actual, expected),
      actual, expected, args.slice(2), 'partialDeepStrictEqual', methods.partialDeepStrictEqual);
  },

  throws(fn, ...args) {
    expectsError({ fn: methods.throws, diff: optionsOf(this).diff }, thrownBy(fn), ...args);
  },

  async rejects(promiseFn, ...args) {
    expectsError({ fn: methods.rejects, diff: optionsOf(this).diff }, await rejectionOf(promiseFn), ...args);
  },

  doesNotThrow(fn, ...args) {
    expectsNoError({ fn: methods.doesNotThrow, diff: optionsOf(this).diff }, thrownBy(fn), ...args);
  },

  async doesNotReject(fn, ...args) {
    expectsNoError({ fn: methods.doesNotReject, diff: optionsOf(this).diff }, await rejectionOf(fn), ...args);
  },

  ifError(value) {
    if (value === null || value === undefined) return;
    let message = 'ifError got unwanted exception: ';
    if (typeof value === 'object' && typeof value.message === 'string') {
      message += value.message.length === 0 && value.constructor ? value.constructor.name : value.message;
    } else {
      message += inspect(value);
    }
    const error = new AssertionError({
      actual: value, expected: null, operator: 'ifError', message, stackStartFn: methods.ifError,
      diff: optionsOf(this).diff,
    });
    error.generatedMessage = false;
    if (typeof value.stack === 'string') joinStacks(error, value.stack);
    throw error;
  },

  match(string, regexp, ...message) {
    internalMatch(this, string, regexp, message, methods.match, true);
  },

  doesNotMatch(string, regexp, ...message) {
    internalMatch(this, string, regexp, message, methods.doesNotMatch, false);
  },
};

for (const name of Object.keys(methods)) {
  Object.defineProperty(Assert.prototype, name,
    { configurable: true, enumerable: true, value: methods[name], writable: true });
}

module.exports = { Assert, methods };
