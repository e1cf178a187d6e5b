// Values go into native code and come back as they were, converted as documented at the edges of every type.
'use strict';

const addon = require('../build/c/values.node');
const { show, attempt } = require('../_show');

const numbers = [0, -0, 1, -1, 1.5, -1.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 32 + 5, 2 ** 53, -(2 ** 53), 2 ** 63, 2 ** 64,
  -(2 ** 63), 1e300, -1e300, Infinity, -Infinity, NaN, 5e-324];
for (const name of ['int32', 'uint32', 'int64', 'int64_text', 'double_']) {
  console.log(name, numbers.map((number) => show(addon[name](number))).join(' '));
}

const others = [undefined, null, true, '5', 5n, Symbol('s'), {}, [], () => 0, new Date(0)];
for (const name of ['type_of', 'int32', 'uint32', 'int64', 'double_', 'boolean', 'bigint_int64', 'bigint_words', 'date']) {
  console.log(name, others.map((value) => show(addon[name](value))).join(' '));
}

const [undef, nul, yes, no, global] = addon.singletons();
console.log(undef === undefined, nul === null, yes === true, no === false, global === globalThis);

const bigints = [0n, 1n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 200n, -(3n ** 300n)];
for (const value of bigints) {
  console.log(value, show(addon.bigint_int64(value)), show(addon.bigint_uint64(value)), addon.bigint_words(value) === value, addon.bigint_two_words(value));
}
console.log(show(addon.bigint_of_size(0)), show(addon.bigint_of_size(3)), show(addon.bigint_of_size(2 ** 31)), show(addon.bigint_of_size(2 ** 25)));

console.log(show(addon.date(new Date(1000))), show(addon.date(new Date(NaN))), addon.date(new Date(1e3)) instanceof Date);

console.log(addon.symbol('here').description, addon.symbol().description, addon.symbol('a') !== addon.symbol('a'), addon.symbol(5));
console.log(addon.symbol_for('shared') === Symbol.for('shared'), addon.symbol_for('') === Symbol.for(''));

const strange = { valueOf: () => 7, toString: () => 'text' };
const throws = { valueOf() { throw new TypeError('no value'); }, toString() { throw new RangeError('no text'); } };
const coercible = [undefined, null, 0, NaN, '', 'x', '12', 3n, [], [4], {}, strange, throws, Symbol('s')];
for (const name of ['to_bool', 'to_number', 'to_string']) {
  console.log(name, coercible.map((value) => attempt(() => addon[name](value))).join(' | '));
}
console.log('to_object', coercible.map((value) => attempt(() => typeof addon.to_object(value))).join(' | '));

console.log(addon.strict_equals(1, 1), addon.strict_equals(NaN, NaN), addon.strict_equals('a', 'a'), addon.strict_equals(0, -0), addon.strict_equals({}, {}));

class Base {}
class Derived extends Base {}
class Choosy { static [Symbol.hasInstance](value) { return value === 42; } }
console.log(addon.instance_of(new Derived(), Base), addon.instance_of(new Base(), Derived), addon.instance_of(42, Choosy), addon.instance_of(41, Choosy));
console.log(attempt(() => addon.instance_of({}, 'no function')), attempt(() => addon.instance_of({}, {})));

const kinds = { 'array': [], 'arraybuffer': new ArrayBuffer(1), 'buffer': Buffer.alloc(1), 'uint8': new Uint8Array(1), 'float64': new Float64Array(1),
  'dataview': new DataView(new ArrayBuffer(1)), 'date': new Date(), 'error': new RangeError('x'), 'promise': Promise.resolve(), 'thenable': { then() {} },
  'shared': new SharedArrayBuffer(1), 'object': {}, 'number': 1, 'null': null };
for (const [name, value] of Object.entries(kinds)) console.log(name, 'is', addon.kinds(value) || 'nothing of these');
