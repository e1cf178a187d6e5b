'use strict';
// assert.throws, rejects, doesNotThrow, doesNotReject.

const assert = require('node:assert');

const log = (e) => console.log(JSON.stringify([e.name, e.code, e.message, e.generatedMessage, e.operator]));
const show = (f) => {
  try {
    f();
    console.log('passes');
  } catch (e) {
    log(e);
  }
};
const fail = () => { throw new Error('x'); };
const detailed = () => { throw Object.assign(new Error('x'), { code: 'A', info: { a: 1 } }); };

for (const args of [
  [() => {}], [() => {}, Error], [() => {}, Error, 'msg'], [() => {}, 'msg'], [() => {}, /x/], [() => {}, { a: 1 }], [() => {}, class Foo {}, 'm'], [() => {}, () => {}],
  [fail], [fail, /x/], [fail, /y/], [fail, /y/, 'mm'], [fail, { message: 'x' }], [fail, { message: 'y' }], [fail, { message: /x/, name: 'Error' }], [fail, { message: /y/ }],
  [fail, { message: 'q' }, 'mm'], [fail, TypeError], [fail, TypeError, 'mm'], [fail, class Foo extends Error {}], [fail, Error], [fail, () => true], [fail, () => false],
  [fail, () => false, 'mm'], [fail, function named() { return 5; }], [fail, () => { throw new Error('inner'); }], [fail, 'x'], [fail, 'other'], [fail, 5], [fail, []], [fail, {}],
  [fail, null], [fail, new Error('x')], [fail, new Error('y')], [fail, new TypeError('x')], [fail, { message: 'x', code: 5 }], [fail, { a: undefined }],
  [() => { throw 5; }, {}], [() => { throw null; }, { a: 1 }], [() => { throw 'str'; }, TypeError], [() => { throw 'str'; }, /str/], [() => { throw 'x'; }, 'x'],
  [detailed, { code: 'A', info: { a: 1 } }], [detailed, { code: 'B', info: { a: 1 } }], [5], ['x', 'y', 'z'], [fail, 'a', 'b'],
]) show(() => assert.throws(...args));

for (const args of [
  [() => {}], [fail], [fail, 'msg'], [fail, Error], [fail, TypeError], [fail, /x/, 'm'], [fail, /y/], [fail, () => true, 'm'], [fail, () => false], [fail, { message: 'x' }], [5],
  [() => { throw 5; }], [fail, 'a', 'b'],
]) show(() => assert.doesNotThrow(...args));

(async () => {
  const later = async (f) => {
    try {
      console.log('passes', await f());
    } catch (e) {
      log(e);
    }
  };
  await later(() => assert.rejects(Promise.resolve(1)));
  await later(() => assert.rejects(() => 5));
  await later(() => assert.rejects(() => { throw new Error('sync'); }));
  await later(() => assert.rejects(5));
  await later(() => assert.rejects(async () => { throw new Error('x'); }, /y/));
  await later(() => assert.rejects(async () => { throw new Error('x'); }, { message: 'x' }));
  await later(() => assert.rejects(async () => {}, Error, 'm'));
  await later(() => assert.doesNotReject(async () => { throw new Error('x'); }));
  await later(() => assert.doesNotReject(Promise.reject(new Error('x')), 'mm'));
  await later(() => assert.doesNotReject(async () => 1));
  await later(() => assert.rejects({ then() {} }, 5));
  await later(() => assert.rejects({ then(a, b) { b(new Error('q')); }, catch() {} }));
})();
