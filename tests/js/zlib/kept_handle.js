// A stream's native part outlives a synchronous _processChunk() when its owner puts another close() onto `_handle`: so minizlib,
// and with it tar and npm, feed one stream chunk by chunk.
'use strict';
const zlib = require('node:zlib');

const text = Buffer.from('all of it, again and again; '.repeat(400));
const packed = zlib.gzipSync(text);
const stream = zlib.createGunzip();
const out = [];
for (let at = 0; at < packed.length; at += 40) {
  const handle = stream._handle;
  const { close } = handle;
  const streamClose = stream.close;
  stream.close = handle.close = () => {};
  try {
    const last = at + 40 >= packed.length;
    out.push(Buffer.from(stream._processChunk(packed.subarray(at, at + 40), last ? zlib.constants.Z_FINISH : zlib.constants.Z_SYNC_FLUSH)));
  } finally {
    stream._handle = handle;
    handle.close = close;
    stream.close = streamClose;
  }
}
console.log(Buffer.concat(out).equals(text), typeof stream._handle.close);

// Left alone, it is closed with the chunk.
const once = zlib.createDeflate();
console.log(once._processChunk(Buffer.from('x'), zlib.constants.Z_FINISH).length > 0, once._handle);
