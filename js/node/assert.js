'use strict';

// node:assert

const AssertionError = require('internal/assert/assertion_error');
const { Assert, methods, useStrictMethods } = require('internal/assert/assert');
const { innerOk } = require('internal/assert/utils');

const kOrder = [
  'ok', 'fail', 'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual',
  'strictEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'match', 'doesNotMatch', 'throws', 'rejects',
  'doesNotThrow', 'doesNotReject', 'ifError',
];

function assert(...args) {
  if (!args[0]) innerOk(assert, args.length > 0, args[0], args.slice(1));
}

function strict(...args) {
  if (!args[0]) innerOk(strict, args.length > 0, args[0], args.slice(1));
}

module.exports = assert;

for (const target of [assert, strict]) {
  target.AssertionError = AssertionError;
  for (const name of kOrder) target[name] = methods[name];
}
useStrictMethods(strict);
Object.assign(strict, { Assert, strict });
Object.assign(assert, { strict, Assert });
