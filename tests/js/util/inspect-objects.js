'use strict';
// util.inspect of objects, classes, functions and their prototypes, under many options.

const { inspect } = require('node:util');
const vm = require('node:vm');

class Foo { x = 1; #hidden = 2; get accessor() { return this.#hidden; } }
class Bar extends Foo { static s = 1; }
const circular = { a: 1, list: [] };
circular.self = circular;
circular.list.push(circular.list, { circular });

const values = [
  {}, { a: { b: { c: { d: 1 } } } }, Object.create(null), Object.assign(Object.create(null), { a: 1 }), Object.create({}),
  Object.create(Object.create(null)), Object.create(Foo.prototype), new Foo(), new Bar(), new (class {})(),
  { get a() { return { b: 1 }; } }, { set a(v) {} }, { get a() { return 1; }, set a(v) {} }, { get f() { return null; } },
  { [Symbol('s')]: 1, [Symbol('a b')]: 2, [Symbol()]: 3, [Symbol('it\'s\n')]: 4 },
  { 'a-b': 1, '1a': 2, '$x': 4, '': 6, ['__proto__']: 8, "it's": 9, 'a\nb': 2 },
  Object.defineProperty({ a: 1 }, 'hidden', { value: 1 }), Object.defineProperty({}, 'a-b', { value: 1 }),
  Object.defineProperty({}, Symbol('hidden'), { value: 1 }),
  { [Symbol.toStringTag]: 'Tag' }, new (class F { get [Symbol.toStringTag]() { return 'bar'; } })(),
  new (class F { get [Symbol.toStringTag]() { return 'x.F'; } })(), Object.create({ [Symbol.toStringTag]: 'Inherited' }),
  function() {}, function foo() {}, () => {}, async () => {}, function* g() {}, async function* ag() {},
  class {}, class A {}, class B extends Map {}, Bar, class extends null {}, Object.assign(function f() {}, { x: 1 }),
  Object.setPrototypeOf(function noProto() {}, null), Math.max, (function foo() {}).bind(),
  circular, [circular], { a: circular, b: circular.list },
  new Proxy({ a: 1 }, {}), new Proxy(function f() {}, {}), new Proxy(new Proxy([1], {}), {}),
  (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })(),
  (function() { return arguments; })(1, 2), JSON, Symbol.prototype, Foo.prototype,
  vm.runInNewContext('({ a: [1, new (class X { y = 1 })] })'), vm.runInNewContext('Object.create(null)'),
  { text: 'x'.repeat(60), more: 'y'.repeat(10) }, { a: [1, 2, { b: [{ c: 1 }, { d: 2 }] }], e: { f: { g: { h: 1 } } } },
  { s: 'line1\nline2\nline3 is a bit longer than the others are and needs a break\nend' },
];
for (const prototype of [null, Object.prototype]) {
  for (const value of [[1], new Set([1]), new Map([[1, 2]]), new Date(0), /a/g, Promise.resolve(1), new Number(1),
    new String('ab'), new ArrayBuffer(1), new WeakMap(), { a: 1 }, new Uint8Array(1)]) {
    values.push(Object.setPrototypeOf(value, prototype));
  }
}

const options = [
  {}, { colors: true }, { depth: 0 }, { depth: null }, { depth: -1 }, { showHidden: true }, { compact: false },
  { compact: true }, { compact: 1 }, { breakLength: Infinity }, { breakLength: 40 }, { maxStringLength: 5 },
  { sorted: true }, { getters: true }, { getters: 'get' }, { getters: 'set' }, { showProxy: true },
  { showHidden: true, colors: true }, { sorted: (a, b) => (a < b ? 1 : -1) },
];
for (const value of values) {
  for (const option of options) console.log(inspect(value, option));
}

const custom = inspect.custom;
for (const value of [
  { [custom]() { return 'custom'; } }, { [custom]() { return { a: 1 }; } }, { [custom]() { return 5; } },
  { x: { [custom]() { return 'a\nb'; } } }, { [custom]() { return null; } }, { [custom]() { return this; } },
  { [custom]: 5 }, { x: { y: { [custom](depth, o, i) { return i({ q: { w: {} } }, o) + depth; } } } },
  class { [custom]() { return 'not for the prototype'; } }.prototype,
  { [custom](depth, o) { return `${depth} ${o.stylize('x', 'string')} ${Object.keys(o)}`; } },
]) {
  console.log(inspect(value), inspect(value, { colors: true }), inspect(value, { customInspect: false }));
}

console.log(inspect({ a: { b: {} } }, true, 0, true), inspect({ a: { b: {} } }, false, null), inspect(1, { numericSeparator: true }));
