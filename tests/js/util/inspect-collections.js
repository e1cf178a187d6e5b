'use strict';
// util.inspect of arrays, maps, sets, buffers, iterators and promises: contents, grouping in columns, limits.

const { inspect } = require('node:util');

const values = [
  [], [[]], [1, , 3], [, ,], [1, , , 4], new Array(5), Object.assign([1, 2], { x: 1, '-1': 2 }),
  ['\u65e5\u672c\u8a9e', '\u4e2d\u6587', '\u{1f600}', 'a', 'b', 'c', 'd', 'e'],
  Array.from({ length: 101 }, (_, i) => i), Array.from({ length: 26 }, (_, i) => 'abcdefg'.slice(0, i % 7)),
  Array.from({ length: 10 }, (_, i) => ({ i })), Array.from({ length: 10 }, (_, i) => [i, i]),
  Array.from({ length: 30 }, (_, i) => i * 1.5), Array.from({ length: 10 }, (_, i) => BigInt(i)),
  Array.from({ length: 20 }, (_, i) => (i % 2 ? i : `s${i}`)),
  Object.assign(Array.from({ length: 20 }, (_, i) => i), { extra: 1, more: 'x' }),
  new Map(), new Set(), new Map([[1, 2], ['a', { b: 1 }]]), new Set([1, 'a', {}]), new Map([[{ a: 1 }, new Set([1])]]),
  Object.assign(new Map([[1, 2]]), { x: 1 }), new Set(Array.from({ length: 120 }, (_, i) => i)),
  new (class Foo extends Map {})([[1, 2]]), new (class Foo extends Set {})(), new (class Foo extends Array {})(3),
  new Map([[1, 2]]).entries(), new Map([[1, 2]]).keys(), new Set([1]).values(), new Set([1]).entries(),
  [1][Symbol.iterator](), 'a'[Symbol.iterator](), (function* () {})(),
  new WeakMap([[{ a: 1 }, 2]]), new WeakSet([{ a: 1 }, [2]]), new WeakRef({}),
  Promise.resolve(5), new Promise(() => {}), Promise.resolve({ a: { b: { c: {} } } }), Object.assign(Promise.resolve(1), { x: 1 }),
  new ArrayBuffer(5), new SharedArrayBuffer(2), new DataView(new ArrayBuffer(3)), Buffer.from('hello'), Buffer.alloc(100),
  new Uint8Array(0), new Uint8Array(150), new Float64Array(3), new BigInt64Array(2), Object.assign(new Int16Array(2), { x: 1 }),
  new Number(1), new Number(-0), new String('abc'), Object.assign(new String('abc'), { x: 1 }), new Boolean(true),
  Object(Symbol('s')), Object(5n), new Date(0), new Date(NaN), Object.assign(new Date(0), { x: 1 }), /a(b)[c-d]+\/x$/giu,
  1, -0, 1e21, 1234567.891, -1234567n, 'a', "it's", '\u001b\u007f\ud83d', 'x'.repeat(200), 'a\nb'.repeat(20), true, null,
  undefined, Symbol('a\nb'),
];
for (let n = 7; n < 40; n += 8) {
  for (const w of [1, 3, 7, 12, 20]) values.push(Array.from({ length: n }, (_, i) => 'y'.repeat(1 + (i * 7) % w)));
}

const rejected = Promise.reject(new TypeError('r'));
rejected.catch(() => {});
console.log(inspect(rejected).split('\n', 1)[0]);

const options = [
  {}, { colors: true }, { depth: 0 }, { depth: -1 }, { showHidden: true }, { compact: false }, { compact: true },
  { compact: 1 }, { compact: 0 }, { breakLength: 40 }, { breakLength: 1 }, { maxArrayLength: 0 }, { maxArrayLength: 3 },
  { maxArrayLength: null }, { maxStringLength: 5 }, { sorted: true }, { numericSeparator: true }, { compact: 6, breakLength: 100 },
];
for (const value of values) {
  for (const option of options) console.log(inspect(value, option));
}
