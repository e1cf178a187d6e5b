'use strict';
// TextEncoder and TextDecoder: labels, malformed input, streams, byte order marks, the errors.
const { inspect } = require('node:util');
const show = (label, fn) => {
  try {
    console.log(label, inspect(fn()));
  } catch (error) {
    console.log(label, error.name, error.code, error.message);
  }
};
const encoder = new TextEncoder();
show('encoder', () => [encoder, encoder.encoding, encoder.encode(), encoder.encode('a\u20ac\u{1f600}\ud800x'), encoder.encode(5), encoder.encode(undefined), encoder.encode('') instanceof Uint8Array]);
for (const [text, size] of [['a\u20acb', 3], ['a\u20acb', 4], ['a\u20acb', 9], ['\u{1f600}', 3], ['\u{1f600}', 4], ['\ud800', 3], ['', 2], ['abc', 0], ['a'.repeat(100), 50], ['\u00e9'.repeat(40), 71]]) {
  show(`encodeInto ${text.slice(0, 5)} ${size}`, () => { const target = new Uint8Array(size); return [encoder.encodeInto(text, target), Buffer.from(target).toString('hex')]; });
}
show('encodeInto', () => encoder.encodeInto('a', 5));
show('encodeInto', () => encoder.encodeInto('abc', new Uint8Array(8).subarray(2, 4)));
for (const args of [['zz'], ['utf-16'], ['UTF8'], ['gbk'], ['shift_jis'], ['iso-8859-1'], ['utf-8', 5], ['utf-8', null], [], [undefined], ['utf-8', { fatal: 1, ignoreBOM: 'x' }]]) show(`decoder ${inspect(args)}`, () => new TextDecoder(...args));
const malformed = ['', '41', 'ff', '41ff42', 'e282', 'e28241', 'c0af', 'eda080', 'f0908080', 'f4908080', 'efbbbf41', 'efbbbfefbbbf41', 'c3a9', 'f09f9880', '80', 'e282ac'].map((hex) => Buffer.from(hex, 'hex'));
for (const bytes of malformed) {
  show(`utf-8 ${bytes.toString('hex')}`, () => [new TextDecoder().decode(bytes), new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)]);
  show(`fatal ${bytes.toString('hex')}`, () => new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  show(`bytewise ${bytes.toString('hex')}`, () => { const d = new TextDecoder(); let text = ''; for (const byte of bytes) text += d.decode(new Uint8Array([byte]), { stream: true }); return text + d.decode(); });
  show(`fatal bytewise ${bytes.toString('hex')}`, () => { const d = new TextDecoder('utf-8', { fatal: true }); let text = ''; for (const byte of bytes) text += d.decode(new Uint8Array([byte]), { stream: true }); return text + d.decode(); });
}
for (const label of ['ascii', 'us-ascii', 'latin1', 'iso-8859-2', 'koi8-r', 'macintosh', 'euc-kr', 'big5', 'gb18030', 'euc-jp', 'iso-2022-jp', 'x-user-defined', 'ibm866', 'windows-1251', 'windows-1252', 'utf-16', 'utf-16le', 'utf-16be', 'ucs-2', 'unicode', 'x-mac-cyrillic', '  UTF-8 ', 'gb2312', 'sjis', 'replacement']) {
  show(`label ${label}`, () => { const d = new TextDecoder(label); return [d.encoding, d.decode(Buffer.from('41e9a440', 'hex'))]; });
}
show('stream of utf-16', () => { const d = new TextDecoder('utf-16le'); return [d.decode(Buffer.from('3d'), { stream: true }), d.decode(Buffer.from('3dd8', 'hex'), { stream: true }), d.decode(Buffer.from('00de', 'hex'))].length; });
show('stream of gbk', () => { const d = new TextDecoder('gbk'); return [d.decode(Buffer.from([0xc4]), { stream: true }), d.decode(Buffer.from([0xe3]), { stream: true }), d.decode()]; });
show('reuse', () => { const d = new TextDecoder(); const bom = Buffer.from('efbbbf41', 'hex'); return [d.decode(bom), d.decode(bom), d.decode(bom, { stream: true }), d.decode(bom)]; });
show('inputs', () => { const d = new TextDecoder(); return [d.decode(new Uint8Array([65]).buffer), d.decode(new SharedArrayBuffer(2)), d.decode(new DataView(new ArrayBuffer(1))), d.decode(new Uint16Array([0x4142])), d.decode(), d.decode(undefined)]; });
show('this', () => TextDecoder.prototype.decode.call({}));
show('tags', () => [String(encoder), String(new TextDecoder()), Object.keys(TextDecoder.prototype).sort(), Object.keys(TextEncoder.prototype).sort()]);
const big = '\u4f60\u597d, world! '.repeat(5000);
show('big', () => [new TextDecoder().decode(encoder.encode(big)) === big, new TextDecoder('utf-16le').decode(Buffer.from(big, 'ucs2')) === big]);
