'use strict';
// Strings to bytes and back in every encoding: well-formed, malformed, cut, at odd places.
const lines = [];
const show = (label, fn) => {
  try {
    const result = fn();
    lines.push(`${label} ${Buffer.isBuffer(result) ? result.toString('hex') : JSON.stringify(result)}`);
  } catch (error) {
    lines.push(`${label} ${error.name} ${error.code} ${error.message}`);
  }
};
const encodings = ['utf8', 'utf-8', 'UTF-8', 'ucs2', 'ucs-2', 'UTF16LE', 'utf-16le', 'latin1', 'binary', 'ascii', 'hex', 'HEX', 'base64', 'Base64', 'base64url'];
const texts = ['', 'a', 'abc', 'h\u00e9llo', '\u20ac', '\u{1f600}', 'a\u{1f600}b', '\ud800', 'x\udc00y', '\ud83d', 'caf\u00e9 \u4f60\u597d', '\0\x01\x7f\x80\xff',
               'YQ==', 'YWJj', 'YW Jj', 'YQ==YQ==', '=bad', 'ba=d', 'b=ad', '-_-_', '+/-_', 'Y', 'YQ', 'YWJ', 'YWJjZ', 'Y!Q==', '\u0100YQ', 'YWJj\nZGVm',
               'abcdef', 'ABCDEF', 'abxx', '0g', 'abc', '12\u013112', 'zz', 'a'.repeat(100), '\u00e9'.repeat(70), '\u20ac'.repeat(50)];
for (const encoding of encodings) {
  show(`isEncoding ${encoding}`, () => Buffer.isEncoding(encoding));
  for (const text of texts) {
    show(`from ${encoding} ${JSON.stringify(text)}`, () => Buffer.from(text, encoding));
    show(`byteLength ${encoding} ${JSON.stringify(text)}`, () => Buffer.byteLength(text, encoding));
    for (const [size, offset, length] of [[8, 0, 8], [8, 3, 2], [5, 1, 4], [3, 0, 3], [0, 0, 0]]) {
      show(`write ${encoding} ${JSON.stringify(text)} ${size} ${offset} ${length}`, () => {
        const target = Buffer.alloc(size, 0x2e);
        return [target.write(text, offset, length, encoding), target.toString('latin1')];
      });
    }
  }
}
const samples = ['', '00', '61', '616263', 'c3a9', 'c3', 'e282ac', 'e282', 'f09f9880', 'f09f98', 'ff', 'c0af', 'eda080', '61ff62', 'efbbbf61', '808182fffe',
                 '3dd800de', '3dd8', '6100', '610062', 'f0e28261', 'f4908080', '00ff80'].map((hex) => Buffer.from(hex, 'hex'));
for (const encoding of encodings) {
  for (const sample of samples) {
    show(`toString ${encoding} ${sample.toString('hex')}`, () => sample.toString(encoding));
    show(`toString ${encoding} 1..`, () => sample.toString(encoding, 1));
    show(`toString ${encoding} 1..3`, () => sample.toString(encoding, 1, 3));
  }
}
for (const args of [[undefined, -1], [undefined, 0, -1], [undefined, 2.7, 5.9], [undefined, 'x', 4], ['utf8', NaN, Infinity], ['utf8', 3, 2], ['utf8', 100], [null], ['zz'], [5], [''], [undefined, null, 3]]) {
  show(`toString(${JSON.stringify(args)})`, () => Buffer.from('hello world').toString(...args));
}
for (const args of [['a', 20], ['a', -1], ['a', 1.5], ['a', 'zz'], ['a', 0, 20], ['a', 0, -1], ['a', 0, 'hex'], ['abc', 1, 1, 'latin1'], [5], [], ['a', 0, 1, 'zz'], ['abc', 'latin1'], ['abc', undefined, 2], ['a', null]]) {
  show(`write(${JSON.stringify(args)})`, () => Buffer.alloc(4).write(...args));
}
const long = Buffer.from('x'.repeat(3000) + '\u20ac'.repeat(3000));
show('long', () => [long.length, long.toString().length, long.toString('latin1').length, long.toString('base64').length, long.toString('hex').slice(-12)]);
show('long base64', () => Buffer.from(long.toString('base64'), 'base64').equals(long));
show('long base64url', () => Buffer.from(long.toString('base64url'), 'base64url').equals(long));
show('long hex', () => Buffer.from(long.toString('hex'), 'hex').equals(long));
show('unaligned ucs2', () => Buffer.from('xa\0b\0c\0').subarray(1).toString('ucs2'));
show('unaligned ucs2 write', () => { const b = Buffer.alloc(9); b.subarray(1).write('abcd', 'ucs2'); return b; });
for (const method of ['utf8Slice', 'latin1Slice', 'asciiSlice', 'hexSlice', 'ucs2Slice', 'base64Slice', 'base64urlSlice']) {
  show(method, () => [Buffer.from('hello!')[method](), Buffer.from('hello!')[method](1), Buffer.from('hello!')[method](1, 5)]);
}
for (const method of ['utf8Write', 'latin1Write', 'asciiWrite', 'hexWrite', 'ucs2Write', 'base64Write', 'base64urlWrite']) {
  show(method, () => { const b = Buffer.alloc(8); return [b[method]('6162', 1), b[method]('6162', 0, 2), b.toString('hex')]; });
}
for (const text of ['', 'YQ==', ' YQ = = ', 'YQ', 'Y', 'YQ===', 'YQ!', 'YW\tJj', '\u0100', 'ab=c', '=', '-_', '+/+/']) show(`atob ${JSON.stringify(text)}`, () => atob(text));
for (const text of ['', 'a', '\xff\x00', '\u0100', 'hello']) show(`btoa ${JSON.stringify(text)}`, () => btoa(text));
show('atob', () => atob());
show('btoa', () => btoa());
show('atob 5', () => atob(12345678));
show('btoa null', () => btoa(null));
const { transcode, isUtf8, isAscii } = require('node:buffer');
for (const from of ['utf8', 'latin1', 'ascii', 'utf16le']) {
  for (const to of ['utf8', 'latin1', 'ascii', 'utf16le']) {
    show(`transcode ${from} ${to}`, () => transcode(Buffer.from(from === 'utf16le' ? 'h\u00e9\u20ac' : 'h\u00e9!', from), from, to));
  }
}
for (const args of [[Buffer.from('a'), 'utf8', 'zz'], [Buffer.from('a'), 'hex', 'utf8'], ['a', 'utf8', 'ascii'], [Buffer.alloc(0), 'x', 'y']]) show('transcode', () => transcode(...args));
for (const sample of samples) show(`valid ${sample.toString('hex')}`, () => [isUtf8(sample), isAscii(sample), isUtf8(new Uint8Array(sample).buffer)]);
show('isUtf8', () => isUtf8('a'));
show('isAscii', () => isAscii());
console.log(lines.join('\n'));
