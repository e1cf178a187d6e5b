// Elements of arrays of every shape read and written by native code: what is there, what is inherited, what setters on
// prototypes and frozen arrays make of it, and that arrays keep what was stored while the collector works.
// flags: --expose-gc
'use strict';

const addon = require('../build/c/objects.node');
const { show, attempt } = require('../_show');

class Special extends Array {}
const sparse = [1, 2];
sparse[4e9] = 3;
const shapes = {
  small: [7, 8, 9],
  holey: [7, , 9],
  doubles: [1.5, -0, NaN, Infinity, 2 ** 31],
  holeyDoubles: [1.5, , 2.5],
  objects: [{ a: 1 }, 'b', null, undefined, true, Symbol('s'), 10n],
  preset: new Array(3),
  empty: [],
  special: Special.from([1, 'two']),
  inherits: Object.setPrototypeOf([1, , 3], [4, 5, 6, 7]),
  sealed: Object.seal([1, , 3]),
  frozen: Object.freeze(['a', 1.5, 3]),
  frozenDoubles: Object.freeze([1.5, 2.5]),
  closed: Object.preventExtensions([1.5, , 3.5]),
  fixedLength: Object.defineProperty([1, , 3], 'length', { writable: false }),
  accessor: Object.defineProperty([1, 2, 3], 1, { get: () => 'got', set(value) { this.seen = value; } }),
  readOnly: Object.defineProperty([1, 2, 3], 1, { value: 5, writable: false }),
  sparse,
  typed: new Uint8Array([1, 2, 3]),
  floats: new Float64Array([1.5, 2.5]),
  text: 'text',
  wrapper: Object('text'),
  argument: (function () { return arguments; })(1, 2),
  proxy: new Proxy([1, 2], {}),
};
const values = [1, -0, 1.5, NaN, 'text', undefined, null, 2 ** 31, { b: 2 }, 10n];

for (const [name, shape] of Object.entries(shapes)) {
  const read = [0, 1, 2, 3, 4294967294, 4294967295].map((index) => attempt(() => addon.get_element(shape, index)));
  console.log(name, read.join(', '));
}

for (const value of values) {
  for (const [name, make] of Object.entries({
    small: () => [7, 8, 9], literal: () => [7, , 9], doubles: () => [1.5, 2.5], holeyDoubles: () => [1.5, , 2.5], objects: () => ['a', {}, 1],
    preset: () => new Array(3), native: () => addon.make_array(3), empty: () => [], pushed: () => { const a = []; a.push(1, 2.5); return a; },
    sealed: () => Object.seal([1, , 3]), frozen: () => Object.freeze([1, 2, 3]), closed: () => Object.preventExtensions([1.5, , 3.5]),
    accessor: () => Object.defineProperty([1, 2, 3], 1, { get: () => 'got', set(seen) { this[0] = seen; }, configurable: true }),
    inherits: () => Object.setPrototypeOf([1, , 3], [4, 5, 6]),
  })) {
    const array = make();
    const stored = [0, 1, 3].map((index) => attempt(() => addon.set_element(array, index, value)));
    console.log(name, show(value), stored.join(', '), show(Array.from(array)), array.length, 1 in array);
  }
}

// Literals share their elements until one of them is written to.
const literal = () => [1, 2, 3];
addon.set_element(literal(), 0, 9);
console.log('the next one', show(literal()));

// A setter on a prototype is asked where the array has no element.
let seen;
Object.defineProperty(Array.prototype, 1, { set(value) { seen = value; }, get: () => 'inherited', configurable: true });
for (const make of [() => [7, , 9], () => [1.5, , 2.5], () => new Array(3), () => [{}, , 1]]) {
  const array = make();
  seen = undefined;
  const stored = attempt(() => addon.set_element(array, 1, 5));
  console.log('setter', stored, show(seen), Object.hasOwn(array, 1), show(addon.get_element(array, 1)));
}
delete Array.prototype[1];
Object.prototype[1] = 'from Object.prototype';
console.log(addon.get_element([7, , 9], 1), addon.get_element(new Array(3), 1), addon.set_element([7, , 9], 1, 2));
Object.defineProperty(Object.prototype, 1, { value: 1, writable: false });
console.log(attempt(() => addon.set_element([7, , 9], 1, 2)), attempt(() => addon.set_element([1.5, , 9], 1, 2)));
delete Object.prototype[1];

// Young and old arrays, small and large, filled between collections.
const old = new Array(2000).fill(null);
gc();
gc();
for (const array of [old, new Array(2000).fill(null), new Array(100000).fill(null)]) {
  for (let i = 0; i < array.length; i++) {
    addon.set_element(array, i, { number: i });
    if (i % 500 === 0) gc({ type: 'minor' });
  }
  gc();
  console.log(array.length, array.every((element, index) => element.number === index && addon.get_element(array, index) === element));
}
