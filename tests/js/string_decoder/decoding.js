'use strict';
// StringDecoder: every way to cut a text into pieces gives the text; what waits can be seen.
const { StringDecoder } = require('node:string_decoder');
const log = (...args) => console.log(...args);
const attempt = (label, fn) => {
  try { log(label, fn()); } catch (e) { log(label, e.name, e.code, e.message); }
};
const texts = {
  'utf8': Buffer.from('a\u00e9\u20ac\u{1f600}z'),
  'utf-16le': Buffer.from('a\u20ac\u{1f600}\u{1f601}z', 'utf16le'),
  'base64': Buffer.from('any carnal pleas'),
  'base64url': Buffer.from([255, 254, 253, 252, 251]),
  'latin1': Buffer.from([0, 65, 255]),
  'hex': Buffer.from([1, 171]),
  'ascii': Buffer.from([65, 200]),
};
for (const [encoding, bytes] of Object.entries(texts)) {
  const results = new Set();
  for (let i = 0; i <= bytes.length; i++) {
    for (let j = i; j <= bytes.length; j++) {
      const d = new StringDecoder(encoding);
      results.add(d.write(bytes.subarray(0, i)) + d.write(bytes.subarray(i, j)) + d.end(bytes.subarray(j)));
    }
  }
  log(encoding, new StringDecoder(encoding).encoding, [...results].map((r) => JSON.stringify(r)));
}
const hex = (s) => s.split(' ').filter(Boolean).map((b) => parseInt(b, 16));
for (const [encoding, ...pieces] of [
  ['utf8', 'e2', '82', 'ac'], ['utf8', 'e2 82', '41'], ['utf8', 'f0 9f', '98', '80 41'], ['utf8', 'e2', 'e2 82 ac'], ['utf8', 'ff', 'c3'],
  ['utf8', 'c3', 'a9 c3'], ['utf8', '80 80'], ['utf8', 'f8 88'], ['utf8', 'ed a0', '80'], ['utf8', 'e0', '9f 80'], ['utf8', 'c0', '80'], ['utf8', 'f4 90', '80 80'],
  ['utf16le', '3d', 'd8', '4d dc'], ['utf16le', '3d d8', '41 00'], ['utf16le', '3d d8 4d'], ['utf16le', '41 00 3d d8', '4d dc'], ['utf16le', '41'],
  ['base64', '01', '02 03 04'], ['base64', '01 02'],
]) {
  const d = new StringDecoder(encoding);
  const out = pieces.map((p) => [JSON.stringify(d.write(Buffer.from(hex(p)))), d.lastNeed, d.lastTotal]);
  log(encoding, pieces, ...out, JSON.stringify(d.end()), d.lastNeed);
  log(JSON.stringify(d.write(Buffer.from('A', encoding))), JSON.stringify(d.end(Buffer.from('B', encoding))));
}
const d = new StringDecoder();
log(d.write('text'), d.write(new Uint16Array([0x4241])), d.write(new DataView(new ArrayBuffer(1))), d.end('x'), Object.keys(d));
attempt('write', () => d.write());
attempt('write', () => d.write({}));
attempt('encoding', () => new StringDecoder('nope'));
attempt('encoding', () => new StringDecoder(5));
attempt('this', () => StringDecoder.prototype.write.call({}, Buffer.from('a')));
log(new StringDecoder('UTF-8').encoding, new StringDecoder('ucs2').encoding, new StringDecoder('binary').encoding);
