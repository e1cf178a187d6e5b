// How much comes out with a chunk, by `flush`, `finishFlush` and flush(kind): the larger of two at the end, also for the empty chunk
// that a flush is. What is no kind of flush is refused.
'use strict';
const zlib = require('node:zlib');

const data = Buffer.from('hello hello hello hello hello');
const packed = { Gunzip: zlib.gzipSync, InflateRaw: zlib.deflateRawSync, ZstdDecompress: zlib.zstdCompressSync };
const finished = (stream) => new Promise((done) => stream.on('error', done).on('end', done));

async function run(name, options, cut, kind) {
  let stream;
  try { stream = new zlib[name](options); } catch { return; }
  const parts = [];
  stream.on('data', (part) => parts.push(part.toString('latin1')));
  const end = finished(stream);
  const whole = packed[name]?.(data) ?? data;
  const input = whole.subarray(0, whole.length - cut);
  stream.write(input.subarray(0, 10));
  if (kind !== undefined) stream.flush(kind);
  if (kind === undefined) stream.end(input.subarray(10)); else stream.end();
  const error = await end;
  console.log(name, options, cut, kind, zlib.crc32(Buffer.from(parts.join(''), 'latin1')), error?.code, error?.message);
}

(async () => {
  for (const name of ['Deflate', 'Gzip', 'BrotliCompress', 'ZstdCompress', ...Object.keys(packed)]) {
    for (let flush = 0; flush < 6; flush++) {
      for (let finishFlush = 0; finishFlush < 6; finishFlush++) {
        for (const cut of [0, 4]) await run(name, { flush, finishFlush }, cut);
      }
    }
    for (const kind of [0, 1, 2]) await run(name, {}, 0, kind);
  }
  for (const name of ['Deflate', 'BrotliCompress', 'ZstdCompress']) {
    for (const kind of [-1, 2, 3, 4, 5, 6, 1.5, NaN, Infinity, '1', null, true, {}, 1n]) {
      const stream = new zlib[name]();
      stream.on('error', () => {});
      for (const state of ['open', 'ended']) {
        try {
          stream.flush(kind, () => {});
          console.log(name, kind, state);
        } catch (error) {
          console.log(name, kind, state, error.name, error.code, error.message);
        }
        stream.end();
      }
    }
  }
})();
