'use strict';
// Every read and write method of Buffer: values at their limits, offsets that are wrong in every way, and the errors.
const lines = [];
const show = (label, fn) => {
  try {
    lines.push(`${label} ${String(fn())}`);
  } catch (error) {
    lines.push(`${label} ${error.name} ${error.code} ${error.message}`);
  }
};

const source = Buffer.from('fffefd7f00017f80c0a1b2c3d4e5f60718293a4b5c6d7e8f90', 'hex');
const numeric = Object.getOwnPropertyNames(Buffer.prototype).filter((name) => /^(?:read|write)(?:Big|U?[iI]nt|Uint|Float|Double)/.test(name)).sort();
console.log(numeric.join());

const offsets = [0, 1, 3, 17, 20, 24, 25, 1.5, -1, NaN, Infinity, 2 ** 40, '1', null, undefined, {}];
for (const name of numeric.filter((name) => name.startsWith('read'))) {
  for (const offset of offsets) {
    if (/IntLE$|IntBE$/.test(name)) {
      for (const width of [1, 2, 3, 4, 5, 6, 0, 7, 1.5, '2', undefined]) {
        show(`${name}(${String(offset)}, ${String(width)})`, () => source[name](offset, width));
      }
    } else {
      show(`${name}(${String(offset)})`, () => source[name](offset));
    }
  }
}

const values = [0, 1, -1, 127, 128, 255, 256, -128, -129, 32767, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, -(2 ** 31),
                2 ** 40 - 1, 2 ** 40, 2 ** 47, -(2 ** 47), 2 ** 48, 1.9, -1.9, NaN, Infinity, '12', 'x', null, undefined, true, 3.4e38];
const bigs = [0n, 1n, -1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n, -(2n ** 63n), -(2n ** 63n) - 1n, 5, 'x', undefined];
for (const name of numeric.filter((name) => name.startsWith('write'))) {
  const list = name.includes('Big') ? bigs : values;
  for (const value of list) {
    const widths = /IntLE$|IntBE$/.test(name) ? [1, 2, 3, 4, 5, 6] : [undefined];
    for (const width of widths) {
      const target = Buffer.alloc(10, 0xaa);
      show(`${name}(${String(value)}, 1, ${width})`, () => target[name](value, 1, width));
      lines.push(target.toString('hex'));
    }
  }
  for (const offset of offsets) {
    const target = Buffer.alloc(10);
    const value = name.includes('Big') ? 1n : 1;
    show(`${name} at ${String(offset)}`, () => target[name](value, offset, 3));
  }
  for (const width of [0, 7, 1.5, 'x', undefined]) {
    if (/IntLE$|IntBE$/.test(name)) show(`${name} width ${String(width)}`, () => Buffer.alloc(10)[name](1, 0, width));
  }
}
for (const size of [0, 1, 3, 7]) {
  for (const name of ['readInt8', 'readInt16LE', 'readInt32BE', 'readDoubleLE', 'readBigInt64BE', 'writeInt16LE', 'writeFloatBE']) {
    show(`short ${name} ${size}`, () => Buffer.alloc(size)[name](0, 0));
  }
}
console.log(lines.join('\n'));
