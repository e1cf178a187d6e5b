// What a stream answers while a write is on the thread pool and afterwards: no reset meanwhile, close and destroy wait for it,
// parameters change after a flush and only for deflate, and who writes after an end that junk followed is told so.
'use strict';
const zlib = require('node:zlib');

const show = (error) => (error ? `${error.name} ${error.code} ${error.errno} ${error.message.split('\n')[0]}` : `${error}`);
const attempt = (name, action) => {
  try { console.log(name, action()); } catch (error) { console.log(name, show(error)); }
};
const data = Buffer.from('hello hello hello hello '.repeat(200));
process.on('uncaughtException', (error) => console.log('uncaught', show(error)));

const operations = {
  reset: (stream) => stream.reset(),
  close: (stream) => stream.close(),
  destroy: (stream) => typeof stream.destroy(),
  handleClose: (stream) => stream._handle.close(),
  flush: (stream) => stream.flush((error) => console.log('flushed', show(error))),
  params: (stream) => stream.params?.(3, 1, (error) => console.log('set', show(error))),
};

async function during(name, operation) {
  console.log('==', name, operation);
  const stream = new zlib[name]();
  let length = 0;
  const closed = new Promise((done) => stream.on('close', done));
  stream.on('error', (error) => console.log('error', show(error))).on('data', (part) => { length += part.length; });
  const written = new Promise((done) => { stream.write(data, done); });
  attempt(operation, () => operations[operation](stream));
  console.log('written', show(await written));
  console.log(stream.destroyed, stream._handle === null);
  if (operation === 'reset' || operation === 'destroy') attempt('later', () => stream.reset());
  if (operation === 'handleClose') stream.destroy(); else if (!stream.destroyed) stream.end();
  await closed;
  console.log(length);
}

async function junk(early) {
  console.log('== junk', early ? 'with the end' : 'after it');
  const stream = zlib.createGunzip({ rejectGarbageAfterEnd: true });
  stream.on('error', (error) => console.log('error', show(error))).on('data', () => {});
  const packed = zlib.gzipSync('abc');
  const told = (name) => (error) => console.log(name, error?.code);
  stream.write(early ? Buffer.concat([packed, Buffer.from('junk')]) : packed, told(1));
  for (const name of [2, 3]) stream.write('x', told(name));
  stream.end('x', told(4));
  await new Promise((done) => stream.on('close', done));
}

async function paramsOfClosed() {
  const stream = zlib.createDeflate();
  stream.params(1, 1, () => console.log('not reached'));
  stream.destroy();
  await new Promise((done) => stream.on('close', () => setImmediate(done)));
  attempt('same parameters', () => zlib.createDeflate().params(-1, 0));
}

(async () => {
  for (const name of ['Deflate', 'BrotliCompress', 'ZstdCompress']) {
    for (const operation of Object.keys(operations)) await during(name, operation);
  }
  await junk(true);
  await junk(false);
  await paramsOfClosed();
})();
