'use strict';
// Protects that deflate finds the matches that Node's does: the same bytes for text at the levels where both search alike, the
// same headers at every level; and that all of it can be read again, also with a dictionary,
// after reset() and after params(). What a compressor did before it was closed leaves no trace in what the next one writes.

const zlib = require('node:zlib');
const { createHash } = require('node:crypto');

// Words that follow each other as in text, always the same.
function text(length, seed) {
  const words = 'the of and a to in is was he for it with as his on be at by had not are but from or have an they which one were'
    .split(' ').concat(['compression', 'response', 'application/json', 'content-length', 'undefined', '{"id":', '</div>']);
  let out = '';
  while (out.length < length) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    out += words[(seed >>> 16) % words.length] + ' ';
  }
  return Buffer.from(out.slice(0, length));
}

const hash = (bytes) => createHash('sha1').update(bytes).digest('hex');

for (const length of [0, 1, 3, 4, 20, 100, 300]) {
  for (let level = 4; level <= 9; level++) {
    console.log(length, level, zlib.deflateSync(text(length, 1), { level }).toString('base64').slice(0, 80));
  }
}
for (const length of [1000, 20000, 100000]) {
  for (let level = 7; level <= 9; level++) console.log(length, level, hash(zlib.deflateRawSync(text(length, 2), { level })));
}
for (const strategy of [zlib.constants.Z_HUFFMAN_ONLY, zlib.constants.Z_RLE]) {
  for (const level of [1, 6, 9]) console.log(strategy, level, hash(zlib.gzipSync(text(20000, 3), { strategy, level })));
}

const dictionary = text(2000, 5);
for (let level = -1; level <= 9; level++) {
  const input = text(50000, 4);
  const gzip = zlib.gzipSync(input, { level });
  const deflate = zlib.deflateSync(input, { level });
  console.log(level, gzip.toString('hex', 0, 10), deflate.toString('hex', 0, 2), gzip.length < input.length / 3);
  console.log(zlib.gunzipSync(gzip).equals(input), zlib.inflateSync(deflate).equals(input));
  const withDictionary = zlib.deflateSync(input, { level, dictionary });
  console.log(withDictionary.toString('hex', 0, 6), zlib.inflateSync(withDictionary, { dictionary }).equals(input));
  const raw = zlib.deflateRawSync(input, { level, dictionary, strategy: zlib.constants.Z_FILTERED });
  console.log(zlib.inflateRawSync(raw, { dictionary }).equals(input), raw.length < input.length / 2 || level === 0);
}

// Streams that are closed while they compress, or before they did, with other settings than those that come after them.
const { constants: { Z_FULL_FLUSH, Z_FIXED } } = zlib;
for (const [kind, options] of [
  ['createGzip', { level: 9 }], ['createGzip', { level: 0 }], ['createDeflate', { level: 1, dictionary }],
  ['createDeflateRaw', { level: 3, strategy: Z_FIXED, dictionary }], ['createGzip', { level: 8, memLevel: 9 }],
]) {
  const left = zlib[kind](options);
  left._processChunk(text(70000, 10), Z_FULL_FLUSH);
  zlib[kind](options).close();
  const unfinished = zlib[kind](options);
  const { _handle: handle, _outBuffer: out } = unfinished;
  handle.writeSync(0, text(70000, 11), 0, 70000, out, 0, 10);
  unfinished.close();
  for (const level of [7, 8, 9]) {
    console.log(kind, level, hash(zlib.gzipSync(text(70000, 12), { level })), hash(zlib.deflateRawSync(text(40000, 13), { level })),
      hash(zlib.deflateSync(text(40000, 14), { level, memLevel: 9 })));
  }
}

// A stream that is used again, and one that changes its level, writes the header of the level that it began with.
const stream = zlib.createGzip({ level: 1 });
const parts = [];
stream.on('data', (part) => parts.push(part));
stream.write(text(30000, 6), () => {
  stream.params(9, zlib.constants.Z_DEFAULT_STRATEGY, (error) => {
    console.log('params', error);
    stream.end(text(30000, 7), () => {});
  });
});
stream.on('end', () => {
  const all = Buffer.concat(parts);
  console.log(all.toString('hex', 0, 10), zlib.gunzipSync(all).equals(Buffer.concat([text(30000, 6), text(30000, 7)])));
  const again = zlib.createDeflate({ level: 9 });
  const chunks = [];
  again.on('data', (chunk) => chunks.push(chunk));
  again.write('lost');
  again.flush(() => {
    chunks.length = 0;
    again.reset();
    again.end(text(5000, 8));
  });
  again.on('end', () => {
    const bytes = Buffer.concat(chunks);
    console.log(bytes.toString('hex', 0, 2), hash(bytes), zlib.inflateSync(bytes).equals(text(5000, 8)));
  });
});
for (const [value, start] of [['', 0], ['a', 0], ['abc', 5], [text(100000, 9), 0xffffffff]]) console.log(zlib.crc32(value, start));
