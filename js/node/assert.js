'use strict';

// node:assert

const AssertionError = require('internal/assert/assertion_error');
const { Assert, methods } = require('internal/assert/assert');
const { innerOk } = require('internal/assert/utils');

const kOrder = [
  'ok', 'fail', 'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual',
  'strictEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'match', 'doesNotMatch', 'throws', 'rejects',
  'doesNotThrow', 'doesNotReject', 'ifError',
];

function assert(...args) {
  innerOk(assert, args.length > 0, args[0], args.slice(1));
}

function strict(...args) {
  innerOk(strict, args.length > 0, args[0], args.slice(1));
}

module.exports = assert;

assert.AssertionError = AssertionError;
for (const name of kOrder) assert[name] = methods[name];

assert.strict = Object.assign(strict, assert, {
  equal: assert.strictEqual,
  deepEqual: assert.deepStrictEqual,
  notEqual: assert.notStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual,
});

assert.strict.Assert = Assert;
assert.strict.strict = assert.strict;
assert.Assert = Assert;
