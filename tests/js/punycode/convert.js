'use strict';
// punycode: labels and domains, both ways.
const punycode = require('node:punycode');
const show = (label, fn) => {
  try {
    console.log(label, JSON.stringify(fn()));
  } catch (error) {
    console.log(label, error.name, error.message);
  }
};
for (const text of ['ma\u00f1ana', '\u4e2d\u6587', 'a', '', '\u00fc.b', '\u2603-\u2318', 'xn--maana-pta', 'user@ma\u00f1ana.com', '\u{1f600}', 'xn--\u00e9', 'a.xn--fiqs8s', 'A-B', 'b\u3002c']) {
  for (const name of ['encode', 'decode', 'toASCII', 'toUnicode']) show(`${name} ${text}`, () => punycode[name](text));
  show('ucs2', () => [punycode.ucs2.decode(text), punycode.ucs2.encode(punycode.ucs2.decode(text))]);
}
show('decode', () => punycode.decode('\x80-'));
show('decode', () => punycode.decode('99999999'));
show('keys', () => [Object.keys(punycode), punycode.version]);
