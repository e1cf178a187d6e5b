'use strict';
// url.parse, url.format, url.resolve: what they make of awkward input, over strings put together from pieces.
const url = require('node:url');
const lines = [];
const show = (label, fn) => {
  try {
    lines.push(`${label} ${JSON.stringify(fn())}`);
  } catch (error) {
    lines.push(`${label} ${error.name} ${error.code} ${error.message}`);
  }
};
// A small generator with a fixed seed: the same strings on every run.
let state = 0x2545f491;
function next(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}
const pieces = ['http:', 'https:', 'file:', 'mailto:', 'javascript:', 'x:', '//', '/', 'a', 'b.com', '@', ':', '80', '?', '#', '..', '.', '\\', ' ', '%41', '%', '[::1]', '[', ']',
                '\u00fc', 'q=1', '&', '\t', '"', '\'', '{', '*', '^', 'u:p@', '//h', 'ws:', 'A', '$', ';', '!', '~', '|', '\0', '<'];
function make() {
  let text = next(2) ? pieces[next(6)] + (next(3) ? '//' : '') : '';
  for (let i = next(7); i >= 0; i--) text += pieces[next(pieces.length)];
  return text;
}
for (let i = 0; i < 1500; i++) {
  const a = make();
  const b = make();
  show(`parse ${JSON.stringify(a)}`, () => url.parse(a));
  show(`parse query ${JSON.stringify(a)}`, () => url.parse(a, true, true));
  show(`resolve ${JSON.stringify([a, b])}`, () => url.resolve(a, b));
  show(`format ${JSON.stringify(a)}`, () => url.format(a));
}
for (const object of [{}, { protocol: 'http', host: 'a' }, { protocol: 'http:', hostname: '::1', port: 8 }, { pathname: '/a?b#c', search: 'x#y', hash: 'z' }, { query: { a: 1, b: [1, 2] }, pathname: 'x' },
                      { auth: 'a:b@', host: 'h', slashes: true }, { protocol: 'mailto', pathname: 'x' }, { protocol: 'file', pathname: '/x' }, 5, null, undefined, true]) {
  show(`format ${JSON.stringify(object)}`, () => url.format(object));
}
for (const value of [5, null, undefined, {}]) show('parse', () => url.parse(value));
show('resolveObject', () => url.resolveObject('http://a/b', 'c'));
show('Url', () => [url.parse('http://a/b') instanceof url.Url, Object.keys(new url.Url())]);
console.log(lines.join('\n'));
