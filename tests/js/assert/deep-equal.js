'use strict';
// Deep equality of every kind with every other, loose, strict and partial.

const assert = require('node:assert');
const util = require('node:util');

const self = (a) => { const o = { a }; o.self = o; return o; };
const make = () => [
  1, '1', 0, -0, NaN, null, undefined, true, '', 5n, Symbol.iterator, {}, [], [1], ['1'], [1, 2], [2, 1], [, 1], [undefined, 1],
  { a: 1 }, { a: '1' }, { a: 1, b: 2 }, { b: 2, a: 1 }, { a: undefined }, { b: undefined }, Object.create(null), new (class A { a = 1; })(),
  new Set(), new Set([1]), new Set(['1']), new Set([1, 2]), new Set([{ a: 1 }]), new Set([{ a: 1 }, { a: 1 }]), new Set([{ a: 1 }, { b: 1 }]), new Set([[1], [2]]),
  new Set([[2], [1]]), new Set([null]), new Set([undefined]), new Map(), new Map([[1, 2]]), new Map([['1', 2]]), new Map([[1, '2']]), new Map([[{ a: 1 }, 1]]),
  new Map([[1, { a: 1 }]]), new Map([[1, { a: 1, b: 2 }]]), new Map([[null, 1]]), new Map([[1, undefined]]), new Map([[2, undefined]]), new Map([[3, 4], [1, 2]]),
  new Date(0), new Date(1), new Date(NaN), Object.assign(new Date(0), { x: 1 }), /a/, /a/g, /b/, new Error('a'), new Error('b'), new TypeError('a'),
  Object.assign(new Error('a'), { x: 1 }), new Error('a', { cause: 1 }), new Error('a', { cause: 2 }), new AggregateError([new Error('x')], 'a'),
  new Uint8Array(2), new Uint8Array([1, 2]), new Int8Array(2), new Float32Array([0]), new Float32Array([-0]), Buffer.from([1, 2]), new ArrayBuffer(2),
  new ArrayBuffer(3), new SharedArrayBuffer(2), Object.assign(new Uint8Array(2), { x: 1 }), new Number(1), new Number(-0), new Number(0), new String('a'),
  new String('b'), new Boolean(true), Object(1n), Object(Symbol.iterator), () => {}, Promise.resolve(1), new WeakMap(), new URL('http://a/'), new URL('http://b/'),
  { [Symbol.for('x')]: 1 }, { [Symbol.for('x')]: 2 }, Object.defineProperty({}, 'hidden', { value: 1 }), (function() { return arguments; })(1), { 0: 1 },
  Object.assign([1], { x: 1 }), [1, [2, [3]]], [1, [2, [4]]], { a: { b: { c: [1, 2, { d: new Set([1]) }] } } }, new Proxy({ a: 1 }, {}), [1, 2, 3], [1, 3], [3, 1],
  { a: [1, 2, 3] }, { a: [1, 3] }, new Set([1, 2, 3]), self(1), self(2), { a: 1, self: self(1) }, new (class extends Array {})(1, 2), [{ a: 1 }, { b: 2 }], [{ b: 2 }],
];

const left = make();
const right = make();
const passes = (f) => { try { f(); return '1'; } catch (e) { return e.code === 'ERR_ASSERTION' ? '0' : e.message; } };
for (const operator of ['deepEqual', 'deepStrictEqual', 'partialDeepStrictEqual']) {
  for (const a of left) console.log(operator, right.map((b) => passes(() => assert[operator](a, b))).join(''));
}
for (const a of left) console.log(right.map((b) => Number(util.isDeepStrictEqual(a, b))).join(''));
