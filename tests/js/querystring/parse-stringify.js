'use strict';
// querystring and what URLSearchParams makes of the same text.
const qs = require('node:querystring');
const lines = [];
const show = (label, fn) => {
  try {
    lines.push(`${label} ${JSON.stringify(fn())}`);
  } catch (error) {
    lines.push(`${label} ${error.name} ${error.code} ${error.message}`);
  }
};
let state = 0x2545f491;
function next(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}
const pieces = ['a', 'b', '=', '&', '%41', '%zz', '+', '%', '%E4%BD%A0', '%ff', '', '==', '&&', ';', ':', 'x y', '%2'];
for (let i = 0; i < 800; i++) {
  let text = '';
  for (let j = next(9); j >= 0; j--) text += pieces[next(pieces.length)];
  show(`parse ${text}`, () => qs.parse(text));
  show(`parse ;: ${text}`, () => qs.parse(text, ';', ':'));
  show(`unescape ${text}`, () => qs.unescape(text));
  show(`escape ${text}`, () => qs.escape(text));
  show('maxKeys', () => qs.parse(text, null, null, { maxKeys: 2 }));
  show('decoder', () => qs.parse(text, null, null, { decodeURIComponent: (x) => `<${x}>` }));
  show('throwing decoder', () => qs.parse(text, null, null, { decodeURIComponent() { throw new Error('x'); } }));
  show(`URLSearchParams ${text}`, () => [...new URLSearchParams(text)] + new URLSearchParams(text));
}
for (const object of [{ a: 1 }, { a: [1, 'x', null, true] }, { a: undefined, b: null, c: NaN, d: 1n, e: {}, f: Infinity }, { '\u00fc ': '!\'()*~' }, [1, 2], 'x', null, 5, { a: [] }]) {
  show('stringify', () => qs.stringify(object));
  show('stringify', () => qs.stringify(object, ';', ':'));
  show('stringify', () => qs.stringify(object, null, null, { encodeURIComponent: (x) => `<${x}>` }));
}
show('escape', () => qs.escape('\ud800'));
show('escape', () => qs.escape({ toString() { return 'q w'; } }));
show('escape', () => qs.escape(5));
show('unescapeBuffer', () => qs.unescapeBuffer('a%41%zz+b').toString());
show('keys', () => Object.keys(qs));
show('repeated', () => qs.parse('a=1&a=2&a=3&__proto__=x&toString=y'));
console.log(lines.join('\n'));
// Separators that are empty as text.
for (const [sep, eq] of [[[]], [null, []], [[], []]]) {
  for (const text of ['a', 'ab=cd&e=f', 'a%20b', '=']) console.log(qs.parse(text, sep, eq));
}
