// Every format there and back: at once, with callbacks, as streams, with promises; and what the results look like.
const zlib = require('node:zlib');
const assert = require('node:assert');
const { promisify } = require('node:util');
const { pipeline } = require('node:stream/promises');
const { Readable } = require('node:stream');
const text = 'hello world '.repeat(5000) + Array.from({ length: 3000 }, (_, i) => (i * 7919) % 1009).join();
const data = Buffer.from(text);
const formats = [['gzip', 'gunzip'], ['deflate', 'inflate'], ['deflateRaw', 'inflateRaw'], ['gzip', 'unzip'], ['deflate', 'unzip'],
                 ['brotliCompress', 'brotliDecompress'], ['zstdCompress', 'zstdDecompress']];
const capital = (name) => name[0].toUpperCase() + name.slice(1);
(async () => {
  for (const [pack, unpack] of formats) {
    const packed = zlib[`${pack}Sync`](data);
    assert.ok(packed.length < data.length / 3, pack);
    assert.deepStrictEqual(zlib[`${unpack}Sync`](packed), data);
    assert.deepStrictEqual(zlib[`${unpack}Sync`](zlib[`${pack}Sync`](text, { chunkSize: 64 }), { chunkSize: 100 }), data);
    assert.deepStrictEqual(await promisify(zlib[unpack])(await promisify(zlib[pack])(data)), data);
    const chunks = [];
    await pipeline(Readable.from([data.subarray(0, 1000), data.subarray(1000, 1001), data.subarray(1001)]),
                   zlib[`create${capital(pack)}`](), zlib[`create${capital(unpack)}`](),
                   async (source) => { for await (const chunk of source) chunks.push(chunk); });
    assert.deepStrictEqual(Buffer.concat(chunks), data);
    const { buffer, engine } = zlib[`${unpack}Sync`](packed, { info: true });
    console.log(pack, unpack, buffer.length, engine.constructor.name, engine.bytesWritten === packed.length);
    // One byte at a time.
    const slow = zlib[`create${capital(unpack)}`]();
    const out = [];
    slow.on('data', (chunk) => out.push(chunk));
    for (const byte of packed.subarray(0, -1)) slow.write(Buffer.from([byte]));
    slow.end(packed.subarray(-1));
    await new Promise((resolve) => slow.on('end', resolve));
    assert.deepStrictEqual(Buffer.concat(out), data);
  }
  assert.strictEqual(zlib.gunzipSync(Buffer.concat([zlib.gzipSync('one '), zlib.gzipSync('two')])).toString(), 'one two');
  console.log(zlib.inflateSync(zlib.deflateSync(new Uint16Array([1, 2]))), zlib.crc32('abc'), zlib.crc32(data, 5));
  const dictionary = Buffer.from('hello world');
  console.log(zlib.inflateSync(zlib.deflateSync('hello world!', { dictionary }), { dictionary }).toString());
  console.log(zlib.inflateRawSync(zlib.deflateRawSync('hello world!', { dictionary }), { dictionary }).toString());
  console.log(zlib.gunzipSync(zlib.gzipSync('levels', { level: 0 })).toString(), zlib.gzipSync('x', { level: 9, memLevel: 9, strategy: 2 })[0]);
})();
