'use strict';
// The option rejectGarbageAfterEnd: what follows the compressed data is an error, another member of a gzip file included.
const zlib = require('node:zlib');

const show = (act) => {
  try {
    console.log(String(act()));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
for (const value of [1, 'a', null, undefined, false]) show(() => zlib.createGunzip({ rejectGarbageAfterEnd: value }).constructor.name);

const member = zlib.gzipSync('a');
const data = {
  gunzip: [member, Buffer.concat([member, zlib.gzipSync('b')]), ...['1f8b', '1f8c0102', '00', '0001', '7878'].map((rest) => Buffer.concat([member, Buffer.from(rest, 'hex')]))],
  unzip: [Buffer.concat([member, zlib.gzipSync('b')]), Buffer.concat([zlib.deflateSync('a'), Buffer.from('x')])],
  inflate: [zlib.deflateSync('a'), Buffer.concat([zlib.deflateSync('a'), Buffer.from('x')])],
  inflateRaw: [Buffer.concat([zlib.deflateRawSync('a'), Buffer.from('x')])],
  brotliDecompress: [Buffer.concat([zlib.brotliCompressSync('a'), Buffer.from('x')])],
};

async function main() {
  for (const rejectGarbageAfterEnd of [false, true]) {
    for (const [name, inputs] of Object.entries(data)) {
      for (const input of inputs) {
        const options = { rejectGarbageAfterEnd };
        console.log(rejectGarbageAfterEnd, name, input.length);
        show(() => zlib[`${name}Sync`](input, options));
        console.log(await new Promise((resolve) => { zlib[name](input, options, (error, result) => resolve(error?.code ?? String(result))); }));
        const stream = zlib[`create${name[0].toUpperCase()}${name.slice(1)}`](options);
        console.log(await new Promise((resolve) => {
          const seen = [];
          stream.on('data', (chunk) => seen.push(String(chunk)));
          stream.on('error', (error) => seen.push(error.code));
          stream.on('close', () => resolve(seen));
          for (const byte of input) stream.write(Buffer.from([byte]));
          stream.end();
        }));
      }
    }
  }
}
main();
