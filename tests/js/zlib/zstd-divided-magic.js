// What follows a frame may be divided inside the magic number of the next one: whether it is a frame is known when the rest comes.
'use strict';
const zlib = require('node:zlib');

const x = zlib.zstdCompressSync('x');
const longer = zlib.zstdCompressSync('hello hello hello');
const skippable = Buffer.from('502a4d180100000061', 'hex');

async function read(name, pieces) {
  const seen = [];
  const stream = zlib.createZstdDecompress();
  stream.on('data', (data) => seen.push(String(data)));
  stream.on('error', (error) => seen.push(error.code));
  const closed = new Promise((resolve) => { stream.on('close', resolve); });
  for (const piece of pieces) {
    if (stream.destroyed) break;
    await Promise.race([closed, new Promise((resolve) => { stream.write(piece, resolve); })]);
  }
  stream.end();
  await closed;
  console.log(name, seen, stream.bytesWritten);
}

(async () => {
  const start = (length, more) => [Buffer.concat([x, longer.subarray(0, length)]), more];
  for (const length of [1, 2, 3, 4, 5]) {
    await read(`a frame after ${length}`, start(length, longer.subarray(length)));
    await read(`other data after ${length}`, start(length, Buffer.from('other data')));
  }
  const all = Buffer.concat([x, skippable, longer]);
  await read('byte by byte', Array.from(all, (byte) => Buffer.from([byte])));
  await read('nothing more', start(2, Buffer.alloc(0)));
})();
