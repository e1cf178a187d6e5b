// flags: --expose-gc
// Strings survive the way into native code and back; a buffer that is too short never gets half a character.
'use strict';

const addon = require('../build/c/strings.node');
const { show, attempt, collectUntil } = require('../_show');

const texts = ['', 'a', 'plain ascii', 'caf\u00e9 \u00ff', '\u4f60\u597d', 'a\u{1f600}b', '\ud800', 'x\udc00y', 'nul\0inside', 'e\u0301'];
for (const text of texts) console.log(show(text), addon.lengths(text));

for (const text of ['abcdef', 'caf\u00e9s', '\u4f60\u597d', '\u{1f600}\u{1f600}', 'a\ud800b', 'nul\0x']) {
  for (const encoding of ['latin1', 'utf8', 'utf16']) {
    for (const size of [0, 1, 2, 3, 4, 5, 6, 7, 9, 20]) console.log(show(text), encoding, size, show(addon.get(text, encoding, size)));
  }
}
for (const value of [5, null, undefined, {}, Symbol('s')]) console.log(show(addon.get(value, 'utf8', 10)), addon.lengths(value));

const bytes = Buffer.from('h\u00e9llo \u4f60\0after\0\0', 'utf8');
for (const length of [-1, 0, 1, 2, 3, 9, bytes.length]) {
  for (const kind of ['latin1', 'utf8', 'key latin1', 'key utf8']) console.log(kind, length, show(addon.make(bytes, kind, length)));
}
const units = Buffer.from('h\u00e9 \u4f60\u{1f600}\0more\0', 'utf16le');
for (const length of [-1, 0, 3, 5, 6, 8]) {
  for (const kind of ['utf16', 'key utf16']) console.log(kind, length, show(addon.make(units, kind, length)));
}
for (const bad of [[0xff], [0xc3], [0xe4, 0xbd], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0x61, 0x80, 0x62]]) {
  console.log('invalid', bad, show(addon.make(Buffer.from(bad), 'utf8', bad.length)));
}
console.log(show(addon.make(bytes, 'utf8', 2 ** 31)), show(addon.make(bytes, 'latin1', 2 ** 32)), show(addon.null_with_length(0)), show(addon.null_with_length(1)));
const key = addon.make(Buffer.from('field\0'), 'key utf8', -1);
console.log({ field: 5 }[key], typeof key);

// A string from native code, of any length, is like any other: as a key, compared, joined, cut, sought.
const lengths = [...Array(26).keys(), 255, 256, 1022, 1023, 1024, 1025, 5000];
for (const [kind, sample] of [['latin1', 'caf\u00e9 '], ['utf8', 'plain '], ['utf16', '\u4f60\u597d!'], ['utf16', '!\u4f60\ud83d\ude00'], ['utf16', 'narrow ']]) {
  const differs = lengths.filter((length) => {
    const text = sample.repeat(length).slice(0, length);
    const bytes = Buffer.from(text, kind === 'utf16' ? 'utf16le' : kind);
    const make = () => addon.make(bytes, kind, length);
    const same = [make() === text, text === make(), make() === make(), { [make()]: 1 }[text], { [text]: 1 }[make()], new Map([[text, 1]]).get(make()),
      new Set([make(), text, make()]).size === 1, Symbol.for(make()) === Symbol.for(text), make().localeCompare(text) === 0, make() < `${text}a`, text <= make(),
      make() + make() === text + text, make().slice(1) === text.slice(1), make().at(-1) === text.at(-1), [text].includes(make()), `${text}!`.includes(make()),
      make().split('').join('') === text, JSON.parse(JSON.stringify(make())) === text, Object.is(make().length, length)];
    return !same.every(Boolean);
  });
  console.log(kind, show(sample), differs);
}

async function external() {
  const long = 'external '.repeat(50);
  console.log(show(addon.external_latin1('')), show(addon.external_utf16('')), addon.releases());
  const before = addon.releases();
  let held = [addon.external_latin1(long), addon.external_utf16(`${long}\u4f60`)];
  console.log(held[0] === long, held[1] === `${long}\u4f60`, held[0].length, held[1].slice(-3));
  console.log(JSON.parse(JSON.stringify(held))[0] === long, held[0] + held[1] === `${long}${long}\u4f60`);
  held = null;
  console.log('released', await collectUntil(() => addon.releases() === before + 2));
}
external().then(() => console.log(attempt(() => addon.get('x', 'utf8', 3))));
