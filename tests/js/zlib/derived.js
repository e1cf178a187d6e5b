'use strict';
// The classes of node:zlib are functions: packages derive from them with util.inherits() and `zlib.Inflate.call(this, options)`, put
// methods of their own into the prototype (pngjs, and so Jimp), or use what streams keep in their properties.
const util = require('node:util');
const zlib = require('node:zlib');

const names = ['Deflate', 'Inflate', 'Gzip', 'Gunzip', 'DeflateRaw', 'InflateRaw', 'Unzip', 'BrotliCompress', 'BrotliDecompress',
               'ZstdCompress', 'ZstdDecompress'];

for (const name of names) {
  const chain = [];
  for (let Class = zlib[name]; Class.name !== 'Transform'; Class = Object.getPrototypeOf(Class)) {
    const { prototype } = Class;
    chain.push([Class.name, Object.keys(prototype), Object.hasOwn(prototype, 'constructor'), prototype.constructor === Class,
                Object.getPrototypeOf(prototype) === Object.getPrototypeOf(Class).prototype]);
  }
  console.log(name, zlib[name].length, chain);
}
console.log(Object.keys(new zlib.Deflate()).sort().filter((key) => !key.startsWith('_events')));

const written = (stream, chunks) => new Promise((resolve) => {
  const out = [];
  stream.on('data', (chunk) => out.push(chunk));
  stream.on('error', (error) => resolve(error.code));
  stream.on('end', () => resolve(Buffer.concat(out).toString('base64')));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
});

function Old(options) {
  if (!(this instanceof Old)) return new Old(options);
  this.before = 'kept';
  console.log('returns', zlib.Inflate.call(this, options));
}
util.inherits(Old, zlib.Inflate);
Old.prototype._processChunk = function(chunk, flag, callback) {
  if (typeof callback === 'function') return zlib.Inflate.prototype._processChunk.call(this, chunk, flag, callback);
  console.log('own _processChunk', chunk.length, flag);
  const result = Buffer.allocUnsafe(this._chunkSize);
  this._handle.writeSync(flag, chunk, 0, chunk.length, this._outBuffer, this._outOffset, this._chunkSize);
  this._outBuffer.copy(result);
  this.bytesWritten = chunk.length - this._writeState[1];
  return result.subarray(0, this._chunkSize - this._writeState[0]);
};

class New extends zlib.Gzip {
  #own = 'toUpperCase';
  _transform(chunk, encoding, callback) {
    super._transform(Buffer.from(chunk.toString()[this.#own]()), encoding, callback);
  }
}

(async () => {
  const packed = zlib.deflateSync('some text');
  const old = new Old({ chunkSize: 100, level: 3 });
  console.log(Object.keys(old).includes('before'), old instanceof zlib.Inflate, old.constructor === Old, old._chunkSize, old._mode);
  console.log(old._processChunk(packed, zlib.constants.Z_FINISH).toString(), old.bytesWritten);
  console.log(await written(Old(), [packed.subarray(0, 5), packed.subarray(5)]));
  console.log(await written(new Old(), ['garbage']));
  console.log(zlib.gunzipSync(Buffer.from(await written(new New(), ['a', 'b']), 'base64')).toString());

  // Chunks larger than what comes out at once, read slowly.
  const text = Buffer.alloc(300000, 'abcdefghij');
  const slow = new Old({ chunkSize: 64, highWaterMark: 64 });
  slow.end(zlib.deflateSync(text));
  let length = 0;
  for await (const chunk of slow) length += chunk.length;
  console.log(length, slow.bytesWritten);

  for (const options of [{ chunkSize: 1 }, { level: 99 }, { flush: 77 }]) {
    try {
      Old(options);
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
  process.on('warning', ({ code, message }) => console.log(code, message));
  for (const name of names) {
    // On something else it is a call without `new`.
    try {
      console.log(name, zlib[name].call({}) instanceof zlib[name]);
    } catch (error) {
      console.log(error.name, error.message);
    }
  }
})();
