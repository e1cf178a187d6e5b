'use strict';
// addons of three kinds (static constructor, napi_register_module_v1, napi-rs) loaded in the main thread and in two workers at once
const assert = require('node:assert');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const bcrypt = require('bcrypt'), xxh = require('@node-rs/xxhash'), sharp = require('sharp');
async function work(n) {
  const h = await bcrypt.hash('p' + n, 4); assert.equal(await bcrypt.compare('p' + n, h), true);
  assert.equal(xxh.xxh64('', 0n), 0xef46db3751d8e999n);
  const { info, data } = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: n, g: 2, b: 3 } } }).resize(4).raw().toBuffer({ resolveWithObject: true });
  assert.equal(info.width, 4); assert.equal(data[0], n); return data[0];
}
if (!isMainThread) work(workerData).then((v) => parentPort.postMessage(v));
else {
  const run = (n) => new Promise((res, rej) => { const w = new Worker(__filename, { workerData: n }); let v; w.on('message', (m) => { v = m; }); w.on('error', rej); w.on('exit', (c) => (c === 0 ? res(v) : rej(new Error('worker exit ' + c)))); });
  Promise.all([work(1), run(2), run(3)]).then((r) => { assert.deepEqual(r, [1, 2, 3]); console.log('ok'); });
}
