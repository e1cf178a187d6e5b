'use strict';

// The class Assert: all assertions as methods, with the options that the methods of one instance share. The functions of
// node:assert are the same methods without an instance.

const AssertionError = require('internal/assert/assertion_error');
const { expectsError, expectsNoError, rejectionOf, thrownBy } = require('internal/assert/exceptions');
const { innerFail, innerOk, resolveMessage } = require('internal/assert/utils');
const {
  codes: { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { isError } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { isRegExp } = require('internal/util/types');

function comparisons() {
  return require('internal/util/comparisons');
}

const { is } = Object;
const kOptions = Symbol('options');
const kDefaults = Object.freeze({ diff: 'simple', skipPrototype: false, strict: true });

// Methods are also called without their instance: `const { equal } = assert`.
function optionsOf(self) {
  return self?.[kOptions] ?? kDefaults;
}

function Assert(options) {
  if (!new.target) throw new ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  const { validateBoolean, validateOneOf } = require('internal/validators');
  const { diff = 'simple', skipPrototype = false, strict = true } = options ?? {};
  validateOneOf(diff, 'options.diff', ['simple', 'full']);
  validateBoolean(strict, 'options.strict');
  validateBoolean(skipPrototype, 'options.skipPrototype');

  this.AssertionError = AssertionError;
  Object.defineProperty(this, kOptions, { __proto__: null, value: { diff, skipPrototype, strict } });
  if (strict) useStrictMethods(this);
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

function looselyEqual(actual, expected) {
  return actual == expected || (Number.isNaN(actual) && Number.isNaN(expected));
}

// What a comparison that does not hold comes to, or one that was not given two values.
function failComparison(self, args, stackStartFn, operator) {
  if (args.length < 2) throw new ERR_MISSING_ARGS('actual', 'expected');
  const [actual, expected, ...message] = args;
  innerFail({ actual, expected, message, operator, stackStartFn, diff: optionsOf(self).diff });
}

// A method that throws unless two values compare as it wants: equal or not, by a function that is also given `skipPrototype`.
function comparison(name, isEqual, wanted) {
  const { [name]: method } = {
    [name](actual, expected) {
      if (arguments.length < 2 || isEqual(actual, expected, optionsOf(this).skipPrototype) !== wanted)
        failComparison(this, arguments, method, name);
    },
  };
  return method;
}

const isDeepEqual = (actual, expected) => comparisons().isDeepEqual(actual, expected);
const isDeepStrictEqual = (...args) => comparisons().isDeepStrictEqual(...args);
const isPartialStrictEqual = (actual, expected) => comparisons().isPartialStrictEqual(actual, expected);
// Those of single values are called in loops over much data: V8 compiles a function of its own for each into its caller, which the
// closures of comparison() are too many for (1 ns for a call instead of 10).
const comparisonMethods = {
  equal(actual, expected) {
    if (arguments.length < 2 || !looselyEqual(actual, expected)) failComparison(this, arguments, comparisonMethods.equal, '==');
  },
  notEqual(actual, expected) {
    if (arguments.length < 2 || looselyEqual(actual, expected)) failComparison(this, arguments, comparisonMethods.notEqual, '!=');
  },
  deepEqual: comparison('deepEqual', isDeepEqual, true),
  notDeepEqual: comparison('notDeepEqual', isDeepEqual, false),
  deepStrictEqual: comparison('deepStrictEqual', isDeepStrictEqual, true),
  notDeepStrictEqual: comparison('notDeepStrictEqual', isDeepStrictEqual, false),
  strictEqual(actual, expected) {
    if (arguments.length < 2 || !is(actual, expected))
      failComparison(this, arguments, comparisonMethods.strictEqual, 'strictEqual');
  },
  notStrictEqual(actual, expected) {
    if (arguments.length < 2 || is(actual, expected))
      failComparison(this, arguments, comparisonMethods.notStrictEqual, 'notStrictEqual');
  },
  partialDeepStrictEqual: comparison('partialDeepStrictEqual', isPartialStrictEqual, true),
};

// Without 'Strict' in their names the methods of strict mode are strict as well.
function useStrictMethods(target) {
  for (const kind of ['equal', 'deepEqual', 'notEqual', 'notDeepEqual']) {
    target[kind] = target[kind.replace(/equal$/i, 'StrictEqual').replace(/^S/, 's')];
  }
}

// The frames of the original error follow those that only the new one has.
function joinStacks(error, original) {
  const start = original.indexOf('\n    at');
  if (start === -1) return;
  const frames = error.stack.split('\n');
  const originalFrames = original.slice(start + 1).split('\n');
  const shared = originalFrames.find((frame) => frames.includes(frame));
  if (shared !== undefined) frames.length = frames.indexOf(shared);
  error.stack = [...frames, ...originalFrames].join('\n');
}

// What the checks of exceptions have to know of who asks.
function contextOf(self, fn) {
  return { fn, diff: optionsOf(self).diff };
}

const methods = {
  fail(message) {
    if (isError(message)) throw message;
    const error = new AssertionError({
      message: message === undefined ? 'Failed' : message, operator: 'fail', stackStartFn: methods.fail,
      diff: optionsOf(this).diff,
    });
    error.generatedMessage = !message;
    throw error;
  },

  ok(...args) {
    if (!args[0]) innerOk(methods.ok, args.length > 0, args[0], args.slice(1));
  },

  ...comparisonMethods,

  throws(fn, ...args) {
    expectsError(contextOf(this, methods.throws), thrownBy(fn), ...args);
  },

  async rejects(promiseFn, ...args) {
    expectsError(contextOf(this, methods.rejects), await rejectionOf(promiseFn), ...args);
  },

  doesNotThrow(fn, ...args) {
    expectsNoError(contextOf(this, methods.doesNotThrow), thrownBy(fn), ...args);
  },

  async doesNotReject(fn, ...args) {
    expectsNoError(contextOf(this, methods.doesNotReject), await rejectionOf(fn), ...args);
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
    { __proto__: null, configurable: true, enumerable: true, value: methods[name], writable: true });
}

module.exports = { Assert, methods, useStrictMethods };
