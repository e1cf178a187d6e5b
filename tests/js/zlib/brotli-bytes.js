'use strict';
// Brotli is the same library as Node's: what comes out is the same, byte by byte, for each quality, window and mode, in one go or in
// parts; so are the errors for parameters that a direction does not have.

const zlib = require('zlib');
const { createHash } = require('crypto');

const { constants: c } = zlib;

// A text with repetitions near and far, and bytes with none, from a generator of numbers that is the same everywhere.
let seed = 7;
const next = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 8;
const words = Array.from({ length: 200 }, () => next().toString(36));
const text = Buffer.from(Array.from({ length: 3000 }, () => words[next() % 200]).join(' '));
const bytes = Buffer.from(Array.from({ length: 3000 }, next));

const show = (name, out) => console.log(name, out.length, createHash('sha256').update(out).digest('hex').slice(0, 16));

for (let quality = 0; quality <= 11; quality++) {
  const options = { params: { [c.BROTLI_PARAM_QUALITY]: quality } };
  show(`quality ${quality}`, zlib.brotliCompressSync(text, options));
  show(`quality ${quality}, bytes`, zlib.brotliCompressSync(bytes, options));
}
for (const [name, params] of Object.entries({
  text: { [c.BROTLI_PARAM_MODE]: c.BROTLI_MODE_TEXT },
  font: { [c.BROTLI_PARAM_MODE]: c.BROTLI_MODE_FONT },
  window: { [c.BROTLI_PARAM_LGWIN]: 10, [c.BROTLI_PARAM_QUALITY]: 5 },
  block: { [c.BROTLI_PARAM_LGBLOCK]: 16, [c.BROTLI_PARAM_QUALITY]: 5 },
  hint: { [c.BROTLI_PARAM_SIZE_HINT]: text.length, [c.BROTLI_PARAM_QUALITY]: 5 },
  large: { [c.BROTLI_PARAM_LARGE_WINDOW]: true, [c.BROTLI_PARAM_LGWIN]: 26, [c.BROTLI_PARAM_QUALITY]: 3 },
  distance: { [c.BROTLI_PARAM_NPOSTFIX]: 1, [c.BROTLI_PARAM_NDIRECT]: 4, [c.BROTLI_PARAM_QUALITY]: 7 },
})) {
  const out = zlib.brotliCompressSync(text, { params });
  show(name, out);
  const large = name === 'large' ? { params: { [c.BROTLI_DECODER_PARAM_LARGE_WINDOW]: true } } : {};
  console.log(zlib.brotliDecompressSync(out, large).equals(text));
}

const attempt = (name, call) => {
  try {
    show(name, call());
  } catch ({ name: kind, code, errno, message }) {
    console.log(name, kind, code, errno, message);
  }
};
attempt('no such parameter of a decoder', () => zlib.brotliDecompressSync(zlib.brotliCompressSync('a'), { params: { 5: 1 } }));
attempt('no such quality', () => zlib.brotliCompressSync('a', { params: { [c.BROTLI_PARAM_QUALITY]: 99 } }));
attempt('no such window', () => zlib.brotliCompressSync('a', { params: { [c.BROTLI_PARAM_LGWIN]: 99 } }));
attempt('no such value', () => zlib.brotliCompressSync('a', { params: { [c.BROTLI_PARAM_LARGE_WINDOW]: 2 } }));
attempt('large for a decoder of small windows', () => zlib.brotliDecompressSync(
  zlib.brotliCompressSync(text, { params: { [c.BROTLI_PARAM_LARGE_WINDOW]: true, [c.BROTLI_PARAM_LGWIN]: 26 } })));
for (const damaged of ['ff', '0b0280', '06', '1b0300f8', '8b0080616203ff', '0000', '21f00f00', '']) {
  attempt(`damaged ${damaged}`, () => zlib.brotliDecompressSync(Buffer.from(damaged, 'hex')));
}

// In parts, flushed between them.
const stream = zlib.createBrotliCompress({ chunkSize: 64, params: { [c.BROTLI_PARAM_QUALITY]: 4 } });
const parts = [];
stream.on('data', (part) => parts.push(part));
stream.on('end', () => {
  const out = Buffer.concat(parts);
  show('in parts', out);
  console.log(zlib.brotliDecompressSync(out).equals(text));
});
stream.write(text.subarray(0, 5000), () => stream.flush(() => stream.end(text.subarray(5000))));
