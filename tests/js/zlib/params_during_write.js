// differs-from-node: Node.js changes the parameters while the thread pool compresses, and sometimes says that the stream is wrong
// What follows params() at once is on the thread pool when the flush that params() waits for tells that it is done. The parameters
// then change after that write; a stream that has ended with it does not need them any more. At the end without data it is the flush
// itself that ends the stream, which cannot have other parameters afterwards.
'use strict';
const zlib = require('node:zlib');

const data = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * index) >> 4));
const formats = { DeflateRaw: 'inflateRawSync', Deflate: 'inflateSync', Gzip: 'gunzipSync' };

async function run(name, follow) {
  const stream = new zlib[name]({ level: 1 });
  const parts = [];
  const log = [];
  stream.on('data', (part) => parts.push(part));
  stream.write(data);
  stream.params(9, 1, () => log.push('set'));
  let expected = [data];
  switch (follow) {
    case 'end': stream.end(); break;
    case 'end with data': stream.end(data); expected = [data, data]; break;
    case 'writes': stream.write(data); stream.write(data); stream.end(); expected = [data, data, data]; break;
    case 'params': stream.params(0, 0, () => log.push('again')); stream.end(data); expected = [data, data]; break;
  }
  const error = await new Promise((done) => stream.on('error', done).on('end', done));
  console.log(name, follow, error?.message, log, zlib[formats[name]](Buffer.concat(parts)).equals(Buffer.concat(expected)));
}

(async () => {
  for (const name of Object.keys(formats)) {
    for (const follow of ['end', 'end with data', 'writes', 'params']) await run(name, follow);
  }
})();
