'use strict';
// indexOf, lastIndexOf, includes, compare, equals, fill, copy, swap: over awkward ranges.
const lines = [];
const show = (label, fn) => {
  try {
    const result = fn();
    lines.push(`${label} ${Buffer.isBuffer(result) ? result.toString('hex') : JSON.stringify(result)}`);
  } catch (error) {
    lines.push(`${label} ${error.name} ${error.code} ${error.message}`);
  }
};
const haystack = Buffer.from('abcdefabcdef\u20acabc');
const needles = ['a', 'abc', 'def', 'z', '', 'abcdefabcdef\u20acabc!', '\u20ac', 97, 99.9, 256 + 97, -159, Buffer.from('cd'), Buffer.alloc(0), new Uint8Array([0x66, 0x61]), null, undefined, {}, true];
const offsets = [undefined, 0, 1, 5, 6, 17, 18, 19, 100, -1, -3, -4, -18, -19, -100, 1.9, -1.9, NaN, Infinity, -Infinity, '2', null, {}, [], 2 ** 33];
for (const method of ['indexOf', 'lastIndexOf', 'includes']) {
  for (const needle of needles) {
    for (const offset of offsets) show(`${method} ${String(needle)} ${String(offset)}`, () => haystack[method](needle, offset));
    show(`${method} none`, () => Buffer.alloc(0)[method](needle));
    for (const end of [0, 3, 8, 100, -2, 1.5]) show(`${method} ${String(needle)} end ${end}`, () => haystack[method](needle, 0, end));
  }
  for (const encoding of ['utf8', 'ucs2', 'latin1', 'hex', 'base64', 'ascii', 'zz']) {
    show(`${method} 6162 ${encoding}`, () => haystack[method]('6162', encoding));
    show(`${method} YWI= ${encoding}`, () => haystack[method]('YWI=', 1, encoding));
  }
  const wide = Buffer.from('aababaaXa\u0101', 'ucs2');
  for (const needle of ['a', 'ab', 'ba', 'X', '\u0101', '', 'aX', 'a\u0101']) {
    for (const offset of [undefined, 0, 1, 2, 3, 7, 15, 16, -1, -2, -4, -9]) show(`${method} wide ${needle} ${offset}`, () => wide[method](needle, offset, 'ucs2'));
    show(`${method} wide buffer`, () => wide[method](Buffer.from(needle, 'ucs2'), 1, 'ucs2'));
  }
}
const a = Buffer.from('abcdef');
const b = Buffer.from('abcxyz');
for (const args of [[b], [b, 0], [b, 3], [b, 0, 3, 0, 3], [b, 3, 3], [b, 0, 0, 0, 0], [b, 10], [b, 0, 10], [b, 0, 6, 10], [b, 0, 6, 0, 10], [b, -1], [b, 'x'], [b, 4, 2], [b, 0, 6, 4, 2], ['abc'], [new Uint8Array([97])]]) {
  show(`compare ${JSON.stringify(args)}`, () => a.compare(...args));
}
show('Buffer.compare', () => [Buffer.compare(a, b), Buffer.compare(b, a), Buffer.compare(a, a), Buffer.compare(a, Buffer.from('abcdef')), Buffer.compare(a, a.subarray(0, 3))]);
show('Buffer.compare', () => Buffer.compare(a, 'x'));
show('Buffer.compare', () => Buffer.compare('x', a));
show('equals', () => [a.equals(b), a.equals(Buffer.from('abcdef')), a.equals(a), a.equals(new Uint8Array(6)), Buffer.alloc(0).equals(new Uint8Array(0))]);
show('equals', () => a.equals('abcdef'));
for (const args of [['x'], ['xyz'], [0x101], [-1], ['\u20ac'], ['x', 2], ['x', 2, 4], ['xyz', 1, 9, 'latin1'], ['6162', 'hex'], ['zz', 'hex'], [Buffer.from('12')], [new Uint8Array(0)], ['', 1], ['x', 11], ['x', 0, 11], ['x', -1], ['x', 'zz'],
                    ['x', 0, 5, 'zz'], [null], [true], [undefined], [{}], ['x', 4, 2], [1.9], ['a', 1.5], ['\u0222'], ['\u0222', 'latin1'], ['ab', 0, 10, 'ucs2'], ['YWI=', 0, 10, 'base64'], ['x', '2']]) {
  show(`fill ${JSON.stringify(args)}`, () => Buffer.alloc(10, 0x2e).fill(...args));
}
show('fill itself', () => { const c = Buffer.from('abcdef'); return c.fill(c.subarray(1, 3)); });
for (const args of [[], [2], [0, 2], [0, 2, 4], [0, 4, 2], [-1], [0, -1], [0, 0, -1], [20], [0, 20], [0, 6], [0, 0, 20], ['1', '2'], [NaN, undefined, 3], [1.9, 1.9, 3.9], [4]]) {
  show(`copy ${JSON.stringify(args)}`, () => { const target = Buffer.alloc(6, 0x2e); return [a.copy(target, ...args), target.toString()]; });
}
show('copy overlap', () => { const c = Buffer.from('abcdefgh'); c.copy(c, 2, 0, 6); return c.toString(); });
show('copy overlap back', () => { const c = Buffer.from('abcdefgh'); c.copy(c, 0, 2); return c.toString(); });
show('copy to words', () => { const w = new Uint16Array(3); return [a.copy(w), w[0]]; });
show('copy', () => a.copy('x'));
for (const size of [0, 1, 2, 4, 6, 8, 16, 256]) {
  for (const method of ['swap16', 'swap32', 'swap64']) show(`${method} ${size}`, () => Buffer.from(Array.from({ length: size }, (_, i) => i))[method]().subarray(0, 16));
}
console.log(lines.join('\n'));

// Two-byte units that also match at odd places, many times: each such match once took as long as the needle.
{
  const zeros = Buffer.alloc(400000);
  for (let i = 1; i < zeros.length; i += 2) zeros[i] = 0x61;
  const needle = 'a'.repeat(20000);
  console.log(zeros.indexOf(needle, 'utf16le'), zeros.lastIndexOf(needle, undefined, 'utf16le'));
  Buffer.from(needle, 'utf16le').copy(zeros, 200000);
  console.log(zeros.indexOf(needle, 'utf16le'), zeros.lastIndexOf(needle, undefined, 'utf16le'));

  let seed = 1;
  const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  let sum = 0;
  for (let round = 0; round < 3000; round++) {
    const haystack = Buffer.alloc(200 + random(4), 0).map(() => random(2));
    const length = 2 * (1 + random(6));
    const part = round % 2 ? haystack.subarray(random(150)).subarray(0, length) : Buffer.alloc(length).map(() => random(2));
    const offset = random(220) - 10;
    sum = (sum * 31 + haystack.indexOf(part, offset, 'utf16le') + 7 * haystack.lastIndexOf(part, offset, 'utf16le')) % 1000007;
  }
  console.log(sum);
}
