'use strict';
// CompressionStream and DecompressionStream: every format there and back, in pieces of every kind, what zlib makes of it, and input that
// is broken, cut off, or goes on after its end.
const zlib = require('node:zlib');

const formats = {
  'deflate': [zlib.deflateSync, zlib.inflateSync],
  'deflate-raw': [zlib.deflateRawSync, zlib.inflateRawSync],
  'gzip': [zlib.gzipSync, zlib.gunzipSync],
  'brotli': [zlib.brotliCompressSync, zlib.brotliDecompressSync],
};
const show = (error) => `${error.name} ${error.code} ${error.message} | ${error.cause?.code}`;

/** Writes the pieces and reads everything. */
async function through(stream, pieces) {
  const writer = stream.writable.getWriter();
  const writing = (async () => {
    for (const piece of pieces) await writer.write(piece);
    await writer.close();
  })().catch((error) => `write: ${show(error)}`);
  const chunks = [];
  let failure;
  try {
    for await (const chunk of stream.readable) chunks.push(chunk);
  } catch (error) {
    failure = `read: ${show(error)}`;
  }
  return { data: Buffer.concat(chunks), failure, writing: await writing, type: chunks[0]?.constructor.name };
}
const inPieces = (data, size) => Array.from({ length: Math.ceil(data.length / size) }, (_, index) => data.subarray(index * size, (index + 1) * size));

async function main() {
  const text = Buffer.from('to be or not to be, that is the question. '.repeat(500));
  for (const [format, [compress, decompress]] of Object.entries(formats)) {
    try {
      const { data, type } = await through(new CompressionStream(format), [text]);
      console.log(format, type, data.length < 500, decompress(data).equals(text));
      for (const size of [1, 7, 100000]) {
        const back = await through(new DecompressionStream(format), inPieces(compress(text), size));
        console.log('  ', size, back.data.equals(text), back.failure, back.writing);
      }
      console.log('   nothing', decompress((await through(new CompressionStream(format), [])).data).length);
      const kinds = [new Uint8Array([65, 66]), new Uint8Array([67, 68]).buffer, new DataView(new Uint8Array([1, 69, 2]).buffer, 1, 1), new Uint16Array([0x4646]), new Uint8Array()];
      console.log('   kinds', String(decompress((await through(new CompressionStream(format), kinds)).data)));
      const whole = compress(text);
      const changed = Buffer.from(whole);
      changed[10] ^= 0xff;
      for (const [name, pieces] of Object.entries({
        'garbage': [Buffer.from('this is nothing of the kind')], 'cut off': [whole.subarray(0, -3)], 'only begun': [whole.subarray(0, 1)], 'nothing': [], 'more behind it': [whole, Buffer.from('more')],
        'more in the same piece': [Buffer.concat([whole, Buffer.from([0])])], 'changed': [changed], 'a string': ['text'], 'null': [null], 'a number': [1],
      })) {
        const { data, failure, writing } = await through(new DecompressionStream(format), pieces);
        console.log('  ', name, name === 'changed' ? failure !== undefined : [data.length, failure, writing]);
      }
      const compressor = await through(new CompressionStream(format), ['a string']);
      console.log('   a string', compressor.failure, compressor.writing);
      for (const chunk of [new SharedArrayBuffer(2), new Uint8Array(new SharedArrayBuffer(2)), 1, null]) console.log('  ', (await through(new CompressionStream(format), [chunk])).writing);
      const aborted = new DecompressionStream(format);
      const reading = aborted.readable.getReader().read().catch(show);
      await aborted.writable.abort(new Error('enough'));
      console.log('   aborted', await reading);
      const piped = new Blob([text]).stream().pipeThrough(new CompressionStream(format)).pipeThrough(new DecompressionStream(format));
      console.log('   piped', Buffer.from(await new Response(piped).arrayBuffer()).equals(text));
    } catch (error) {
      console.log(format, show(error));
    }
  }
  for (const attempt of [
    () => new CompressionStream(), () => new CompressionStream('zip'), () => new DecompressionStream(null), () => CompressionStream('gzip'), () => new CompressionStream('GZIP'),
    () => Object.getOwnPropertyNames(CompressionStream.prototype), () => Object.getOwnPropertyDescriptor(CompressionStream.prototype, 'readable').enumerable,
    () => String(new CompressionStream('gzip')), () => CompressionStream.length,
  ]) {
    try {
      console.log(String(attempt).slice(6), attempt());
    } catch (error) {
      console.log(String(attempt).slice(6), show(error));
    }
  }
}
main();
