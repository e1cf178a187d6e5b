// Dictionaries of every format, also after reset() and at every level: brotli has them as well, and the best level of deflate
// finds what it is given. Sizes that are promised to zstd, chunk sizes.
'use strict';
const zlib = require('node:zlib');

const dictionary = Buffer.from('a dictionary of words that come again, and again');
const data = Buffer.from('words that come again, and again, of a dictionary; '.repeat(3));
const attempt = (name, action) => {
  try { console.log(name, action()); } catch (error) { console.log(name, error.name, error.code, error.errno, error.message); }
};

for (const [pack, unpack] of [
  ['brotliCompressSync', 'brotliDecompressSync'], ['zstdCompressSync', 'zstdDecompressSync'], ['deflateSync', 'inflateSync'],
  ['deflateRawSync', 'inflateRawSync'],
]) {
  const packed = zlib[pack](data, { dictionary });
  console.log(pack, packed.toString('hex'), zlib[pack](data, { dictionary: new DataView(dictionary.buffer, dictionary.byteOffset,
                                                                                          dictionary.length) }).equals(packed));
  attempt('with', () => zlib[unpack](packed, { dictionary }).equals(data));
  attempt('without', () => zlib[unpack](packed).equals(data));
  attempt('empty', () => zlib[pack](data, { dictionary: Buffer.alloc(0) }).equals(zlib[pack](data)));
  for (const wrong of ['x', null, 5, {}]) attempt('wrong', () => zlib[pack](data, { dictionary: wrong }));
}
for (let level = 0; level <= 9; level++) console.log(level, zlib.deflateSync(data, { level, dictionary }).length);
for (const quality of [0, 1, 5, 9, 11]) {
  const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: quality };
  const packed = zlib.brotliCompressSync(data, { params, dictionary });
  console.log(quality, packed.toString('hex'), zlib.brotliDecompressSync(packed, { dictionary }).equals(data));
}
// Node.js forgets a brotli dictionary with reset().
async function afterReset(name, input) {
  const stream = new zlib[name]({ dictionary });
  const parts = [];
  stream.on('data', (part) => parts.push(part));
  stream.reset();
  const error = await new Promise((done) => {
    stream.on('error', done).on('end', done);
    stream.end(input);
  });
  console.log(name, 'after reset()', Buffer.concat(parts).length, error?.code);
}
(async () => {
  for (const name of ['Deflate', 'BrotliCompress', 'ZstdCompress']) await afterReset(name, data);
  await afterReset('Inflate', zlib.deflateSync(data, { dictionary }));
  await afterReset('BrotliDecompress', zlib.brotliCompressSync(data, { dictionary }));
  await afterReset('ZstdDecompress', zlib.zstdCompressSync(data, { dictionary }));
})();
for (const size of [-1, 0, 1, data.length, NaN, Infinity, 1.5, 2 ** 53, '5', null, 5n]) {
  for (const action of ['zstdCompressSync', 'zstdDecompressSync']) {
    attempt(`${action} ${String(size)}`, () => zlib[action](data, { pledgedSrcSize: size }).length);
  }
}
for (const chunkSize of [NaN, Infinity, 63, 64, null, '64']) attempt(chunkSize, () => zlib.gzipSync(data, { chunkSize }).length);
