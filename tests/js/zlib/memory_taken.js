// differs-from-node: Node.js reads what was freed or is no longer mapped, and crashes now and then
// JavaScript takes the memory of an operation away while the thread pool works on it: by a transfer, with the new buffer dropped at
// once, or by shrinking it. The operation keeps a share of the memory, or has a copy of what can shrink.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const zlib = require('node:zlib');
const v8 = require('node:v8');
const vm = require('node:vm');

v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc');
const size = 200_000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memory-taken-'));
const file = path.join(folder, 'file');

function fresh(options) {
  const bytes = new Uint8Array(new ArrayBuffer(size, options));
  for (let at = 0; at < size; at += 3) bytes[at] = at >> 5;
  return bytes;
}

const wanted = Buffer.from(fresh());
const taking = {
  transfer: (bytes) => { bytes.buffer.transfer(); },
  shorter: (bytes) => { bytes.buffer.transfer(10); },
  clone: (bytes) => { structuredClone(bytes.buffer, { transfer: [bytes.buffer] }); },
};
const result = (start) => new Promise((resolve, reject) => {
  start((error, value) => (error ? reject(error) : resolve(value)));
});
const formats = [
  ['deflate', 'inflateSync'], ['gzip', 'gunzipSync'], ['zstdCompress', 'zstdDecompressSync'],
  ['brotliCompress', 'brotliDecompressSync', { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }],
];

async function taken(name, take) {
  const during = async (start, bytes = fresh()) => {
    const pending = result((done) => start(bytes, done));
    take(bytes);
    gc();
    return pending;
  };
  for (const [pack, unpack, options = {}] of formats) {
    const packed = await during((bytes, done) => zlib[pack](bytes, options, done));
    console.log(name, pack, zlib[unpack](packed).equals(wanted));
  }
  await during((bytes, done) => fs.writeFile(file, bytes, done));
  console.log(name, 'writeFile', fs.readFileSync(file).equals(wanted));
  const fd = fs.openSync(file, 'r+');
  console.log(name, 'write', await during((bytes, done) => fs.write(fd, bytes, 0, size, 0, done)));
  console.log(name, 'writev', await during((bytes, done) => fs.writev(fd, [bytes.subarray(0, 9), bytes.subarray(9)], 0, done)));
  console.log(name, 'content', fs.readFileSync(file).equals(wanted));
  console.log(name, 'read', await during((bytes, done) => fs.read(fd, bytes, 0, size, 0, done)));
  console.log(name, 'readv', await during((bytes, done) => fs.readv(fd, [bytes.subarray(0, 9), bytes.subarray(9)], 0, done)));
  fs.closeSync(fd);
  const derived = await during((bytes, done) => crypto.pbkdf2(bytes, bytes, 1, 32, 'sha256', done));
  console.log(name, 'pbkdf2', derived.equals(crypto.pbkdf2Sync(wanted, wanted, 1, 32, 'sha256')));
  console.log(name, 'randomFill', (await during((bytes, done) => crypto.randomFill(bytes, done))).byteLength);
  const bytes = fresh();
  const digest = crypto.subtle.digest('SHA-256', bytes);
  take(bytes);
  gc();
  console.log(name, 'digest', Buffer.from(await digest).equals(crypto.hash('sha256', wanted, 'buffer')));
}

async function shrunk() {
  for (const [pack, unpack, options = {}] of formats) {
    for (const length of [0, 5000, 100_000]) {
      const bytes = fresh({ maxByteLength: size });
      const packed = result((done) => zlib[pack](bytes, options, done));
      bytes.buffer.resize(length);
      console.log('shrunk', pack, length, zlib[unpack](await packed).equals(wanted));
    }
  }
  // A stream's own output is never such memory; a handle's can be. What still has room there is filled.
  const Handle = zlib.createDeflate()._handle.constructor;
  for (const length of [0, 50, size]) {
    const handle = new Handle(zlib.constants.DEFLATE);
    const state = new Uint32Array(2);
    const output = new Uint8Array(new ArrayBuffer(size, { maxByteLength: size }));
    await new Promise((done) => {
      handle.init(15, -1, 8, 0, state, done);
      handle.write(zlib.constants.Z_FINISH, wanted, 0, size, output, 10, size - 10);
      output.buffer.resize(length);
    });
    const whole = zlib.deflateSync(wanted);
    const there = Buffer.from(output.subarray(10));
    console.log('output', length, whole.length === size - 10 - state[0], whole.subarray(0, there.length).equals(
      there.subarray(0, whole.length)));
  }
}

(async () => {
  for (const [name, take] of Object.entries(taking)) await taken(name, take);
  await shrunk();
  fs.rmSync(folder, { recursive: true });
})();
