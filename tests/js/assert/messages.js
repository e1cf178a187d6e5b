'use strict';
// What the assertions say: differences, marks, lines left out.

const assert = require('node:assert');

const show = (actual, expected, operator = 'deepStrictEqual', ...message) => {
  try {
    assert[operator](actual, expected, ...message);
    console.log(operator, 'passes');
  } catch (e) {
    console.log(operator, e.name, e.code, e.generatedMessage, e.operator, e.diff, Object.keys(e).join());
    console.log(e.message);
  }
};
const list = (length, f) => Array.from({ length }, (_, i) => f(i));
const circular = (a) => { const o = { a }; o.self = o; return o; };

for (const [a, b] of [
  ['a'.repeat(100), `${'a'.repeat(99)}b`], ['a', 'b'], ['hello world this is longer', 'hello world that is longer'], ['a\nb', 'a\nc'],
  ['a\n'.repeat(10), 'b\n'.repeat(10)], ['a'.repeat(600), 'b'.repeat(600)], [null, undefined], [{}, {}], [[1, 2], [1, 2]],
  [() => {}, () => {}], [1n, 1], [Symbol('a'), Symbol('a')], [NaN, 0], [0, -0], [class A {}, class B {}], ['x'.repeat(20), 5], [true, false],
  ['\u001b[31mred', '\u001b[32mred'], [' x', 'x'], ['12345678', '12345679'], ['1234567890123456789012345', '1234567890123456789012346'],
  ['abc', 'abd'], [12, 13], [{ a: list(80, (i) => i) }, { a: list(80, (i) => i) }],
]) show(a, b, 'strictEqual');

for (const [a, b] of [
  [list(30, (i) => i), list(30, (i) => (i === 15 ? 99 : i))], [list(60, (i) => i), list(60, (i) => i + 1)], [list(40, (i) => `x${i}`), list(40, (i) => `y${i}`)],
  [{ a: 1, b: { c: { d: [1, 2, 3] } } }, { a: 1, b: { c: { d: [1, 2, 4] } } }], [[1, 2, 3], [3, 2, 1]], [{ a: 1 }, [1]], [1, { a: 1 }], [[], {}],
  [new Map([[1, 2]]), new Map([[1, 3]])], [undefined, { a: 1 }], [new Error('a'), new Error('b')], [{ a: 'x\ny' }, { a: 'x\nz' }],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10 }, { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 11 }],
  [[1, [2, [3, [4, [5]]]]], [1, [2, [3, [4, [6]]]]]], [{ a: 1 }, { a: 1n }], [new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  [[1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 8]], [{ b: 1, a: 2 }, { a: 2, b: 2 }], [circular(1), circular(2)], [[['a']], [['b']]], [{ a: {} }, { a: [] }],
  [{ a: 'a'.repeat(100) }, { a: 'b'.repeat(100) }], [[, 'a'], [undefined, 'a']], [new Date(0), new Date(1)], [-0, 0], [1, '1'], [{ a: 1 }, { a: 1, b: 2 }],
]) {
  show(a, b);
  show(a, b, 'deepEqual');
  show(a, b, 'partialDeepStrictEqual');
}

const big = { a: list(80, (i) => i) };
for (const operator of ['notStrictEqual', 'notDeepStrictEqual', 'notDeepEqual', 'notEqual']) {
  show(1, 1, operator);
  show(big, big, operator);
  show('a'.repeat(300), 'a'.repeat(300), operator);
}
show(big, { a: list(80, (i) => i) }, 'notDeepStrictEqual');
show(1, 2, 'equal');
show({ a: 1 }, { a: 1 }, 'equal');
show('a'.repeat(200), 'b'.repeat(200), 'equal');

for (const message of ['custom', '', null, undefined, 5, () => 'made', () => 5, Symbol('x'), new TypeError('thrown')]) {
  for (const operator of ['equal', 'strictEqual', 'deepEqual', 'deepStrictEqual', 'partialDeepStrictEqual']) show(1, 2, operator, message);
}
show(1, 2, 'equal', '%s is %d', 'a', 5);
show(1, 2, 'equal', new Error('z'), 5);

// A cause that was assigned is a property as any other, one that the constructor got is hidden.
const failure = (cause) => Object.assign(new Error('x'), { cause });
show(failure(1), failure(2), 'deepStrictEqual');
show(new Error('x', { cause: 1 }), new Error('x', { cause: 2 }), 'deepStrictEqual');
