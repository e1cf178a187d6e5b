'use strict';
// assert.ok quotes the expression; the other single assertions; the classes.

const assert = require('node:assert');
const util = require('node:util');

const show = (f) => {
  try {
    f();
    console.log('passes');
  } catch (e) {
    console.log(JSON.stringify([e.name, e.code, e.message, e.generatedMessage, e.operator]));
  }
};

show(() => assert.ok(
  1 === 2,
));
show(() => assert(typeof 123 === 'string' && (1, ')')));
show(() => { const o = { assert }; o.assert(false); });
show(() => { assert['ok'](0); });
show(() => assert.strict.ok(null));
show(() => eval('assert(0)'));
show(() => new Function('assert', 'assert(0)')(assert));
show(() => assert(0, undefined));
show(() => assert.ok((() => {
  return false; })()));
show(() => assert(`a${')'}` === "b" /* ) */));
show(() => [0].forEach(assert));
show(() => assert.apply(null, [0]));
show(() => assert.ok.call(null, 0));
show(() => { if (true) assert(false); });
show(() => assert(/[)]/.test('a')));
show(() => assert.ok(0) || assert.ok(1));
show(() => { const { ok } = assert; ok ( 0 ); });
show(() => assert());
show(() => assert.ok());
show(() => assert.ok(0, 'message'));
show(() => assert.ok(0, null));
show(() => assert.ok(0, new TypeError('mine')));
show(() => assert.ok(1));

show(() => assert.fail());
show(() => assert.fail('m'));
show(() => assert.fail(null));
show(() => assert.fail(new TypeError('t')));
show(() => assert.equal(1));
show(() => assert.equal(NaN, NaN));
show(() => assert.match('abc', /x/));
show(() => assert.match(5, /x/));
show(() => assert.match('abc', 'x'));
show(() => assert.match('abc', /x/, 'mm'));
show(() => assert.match('abc', /b/));
show(() => assert.doesNotMatch('abc', /a/));
show(() => assert.doesNotMatch(5, /a/));
show(() => assert.ifError(null));
show(() => assert.ifError(undefined));
show(() => assert.ifError(0));
show(() => assert.ifError('x'));
show(() => assert.ifError(new Error('x')));
show(() => assert.ifError({ message: '' }));

const { AssertionError, Assert } = assert;
show(() => new AssertionError());
show(() => AssertionError({}));
show(() => { throw new AssertionError({ message: 'q' }); });
show(() => { throw new AssertionError({ actual: 1, expected: 2, operator: 'custom' }); });
const error = new AssertionError({ message: 'x', actual: { a: { b: { c: 1 } } }, expected: 'e'.repeat(600) });
console.log(util.inspect(error).split('\n').filter((line) => !/^ +at /.test(line)).join('\n'), String(error));
console.log(error instanceof Error, error.stack.split('\n')[0], Object.getOwnPropertyNames(AssertionError.prototype));

console.log(Object.keys(assert).join(), Object.keys(assert.strict).length, assert.strict.strict === assert.strict, require('node:assert/strict') === assert.strict);
show(() => Assert());
show(() => new Assert({ diff: 'x' }));
console.log(Object.keys(new Assert()), Object.keys(new Assert({ strict: false })));
show(() => new Assert({ strict: false, diff: 'full' }).deepEqual({ a: 1 }, { a: 2 }));
show(() => new Assert({ strict: false }).equal(1, '1'));
show(() => new Assert().equal(1, '1'));
show(() => new Assert({ skipPrototype: true }).deepStrictEqual(new (class A {})(), {}));
show(() => { const { ok } = new Assert(); ok(0); });
