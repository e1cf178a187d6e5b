'use strict';
// util.format and its placeholders.

const { format, formatWithOptions, inspect, stripVTControlCharacters, toUSVString } = require('node:util');

const circular = {};
circular.circular = circular;
const args = [
  1, -0, 1.5, '1.5a', '0x10', '', 5n, Symbol('s'), null, undefined, true, {}, { a: { b: { c: { d: 1 } } } }, [1, [2, [3]]],
  () => 1, class A {}, class B { toString() { return 'bb'; } }, new (class C { toString() { return 'cc'; } })(),
  new (class D { [Symbol.toPrimitive]() { return 'dd'; } })(), new (class E extends Date {})(0), Object.create(null), new Date(0),
  new Map([[1, { a: {} }]]), circular, { toJSON() { return 'json'; } }, new Proxy({ toString() { return 'no'; } }, {}),
  Object.create({ toString() { return 'inherited'; } }), new (class F extends Array {})(2), /a/, new Error('only').message,
];
for (const kind of 'sdifjoOc%x') {
  for (const arg of args) {
    if (kind === 'd' && typeof arg === 'object' && arg !== null && Object.getPrototypeOf(arg) === null) continue;
    if ('dif'.includes(kind) && typeof arg === 'object' && arg !== null && !arg.toString) continue;
    try {
      console.log(kind, format(`<%${kind}>`, arg));
    } catch (error) {
      console.log(kind, 'throws', error.name, error.message);
    }
  }
}
console.log(format(), format('%s'), format('a%', 1), format('%%%s%%', 1), format(1, 2, '3'), format('%s %s', 'a'), format('%s', 'a', 'b', { c: 1 }));
console.log(format('100%', 1), format('%', 1), format('%%', 1), format('%s%s', 1, 2), format('%i %f %d', '7.9', '7.9', '7.9'), format('%o', circular));
console.log(formatWithOptions({ colors: true }, '%s %O', { a: 1 }, { a: 1 }, 'x', [1]), formatWithOptions({ depth: 0 }, { a: { b: 1 } }));
for (const bad of [() => formatWithOptions(5), () => stripVTControlCharacters(5), () => { inspect.defaultOptions = 5; }]) {
  try { bad(); } catch (e) { console.log(e.name, e.code, e.message); }
}
console.log(JSON.stringify([stripVTControlCharacters('\u001b[31mred\u001b[0m'), stripVTControlCharacters('\u001b]8;;http://x\u0007link\u001b]8;;\u0007'), toUSVString('a\ud800b')]));
