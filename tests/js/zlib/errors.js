// What damaged input, wrong options and limits answer.
const zlib = require('node:zlib');
const attempt = (name, action) => {
  try { console.log(name, action()); } catch (error) { console.log(name, error.name, error.code, error.errno, error.message); }
};
const data = Buffer.from('hello world '.repeat(100));
for (const [pack, unpack] of [['gzipSync', 'gunzipSync'], ['deflateSync', 'inflateSync'], ['deflateRawSync', 'inflateRawSync'],
                              ['brotliCompressSync', 'brotliDecompressSync'], ['zstdCompressSync', 'zstdDecompressSync']]) {
  const packed = zlib[pack](data);
  attempt(`${unpack} truncated`, () => zlib[unpack](packed.subarray(0, 10)).length);
  attempt(`${unpack} trailing`, () => zlib[unpack](Buffer.concat([packed, Buffer.from('xx')])).length);
  attempt(`${unpack} twice`, () => zlib[unpack](Buffer.concat([packed, packed])).length);
  attempt(`${unpack} limit`, () => zlib[unpack](packed, { maxOutputLength: 10 }).length);
  attempt(`${unpack} empty`, () => zlib[unpack](Buffer.alloc(0)).length);
}
for (const unpack of ['gunzipSync', 'inflateSync', 'inflateRawSync', 'zstdDecompressSync']) {
  attempt(`${unpack} junk`, () => zlib[unpack](Buffer.from('not a thing at all')));
}
attempt('number', () => zlib.gzipSync(5));
attempt('nothing', () => zlib.gzipSync());
for (const options of [{ level: 99 }, { windowBits: 99 }, { chunkSize: 1 }, { strategy: 99 }, { memLevel: 99 }, { flush: 99 },
                       { maxOutputLength: 'x' }, { level: 'x' }, { dictionary: 5 }]) {
  attempt(JSON.stringify(options), () => zlib.gzipSync('a', options));
}
const missing = zlib.deflateSync(data, { dictionary: Buffer.from('hello') });
attempt('no dictionary', () => zlib.inflateSync(missing));
attempt('wrong dictionary', () => zlib.inflateSync(missing, { dictionary: Buffer.from('hellx') }));
attempt('brotli parameter', () => zlib.brotliCompressSync('a', { params: { 9999: 1 } }));
attempt('brotli value', () => zlib.brotliCompressSync('a', { params: { 1: 'x' } }));
attempt('zstd parameter', () => zlib.zstdCompressSync('a', { params: { 9999: 1 } }));
for (const [name, params, size] of [['windowLog', { 101: 5 }], ['workers', { 400: 2 }], ['promised', {}, 5], ['less promised', {}, 2], ['kept', {}, 3]]) {
  attempt(`zstd ${name}`, () => zlib.zstdCompressSync('abc', { params, pledgedSrcSize: size }).toString('hex'));
}
attempt('zstd windowLogMax', () => zlib.zstdDecompressSync('', { params: { 100: 1 } }));
attempt('raw deflate of the smallest window', () => zlib.deflateRawSync('abc', { windowBits: 8 }).toString('hex'));
attempt('crc32', () => zlib.crc32(5));
attempt('crc32 value', () => zlib.crc32('a', -1));
attempt('no callback', () => zlib.gzip('a'));
zlib.gunzip(Buffer.from('junk'), (error, result) => console.log('callback', error.code, error.errno, error.message, result));
const stream = zlib.createGunzip();
stream.on('error', (error) => console.log('event', error.code));
stream.on('close', () => console.log('close', stream.destroyed, stream._handle));
stream.end('junk');
console.log(Object.keys(zlib.constants).length, zlib.codes['-3'], zlib.codes.Z_DATA_ERROR, Object.isFrozen(zlib.codes));
