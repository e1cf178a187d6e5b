// Memory that was given up is used again: nobody sees what it held where it is to be cleared, each Buffer has an ArrayBuffer of
// its own and of its size, and memory that has gone to another thread, or to another ArrayBuffer, stays what it is.
// flags: --expose-gc
'use strict';

const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const sizes = [1, 8, 63, 64, 65, 511, 1000, 1024, 1025, 1280, 1281, 4095, 4096, 5000, 65536, 65537, 1 << 20, (1 << 20) + 1];
const turn = () => new Promise(setImmediate);

function checkOwn(buffer, size) {
  assert.strictEqual(Object.getPrototypeOf(buffer), Buffer.prototype);
  assert.strictEqual(buffer.length, size);
  assert.strictEqual(buffer.byteOffset, 0);
  assert.strictEqual(buffer.buffer.byteLength, size);
  assert.strictEqual(buffer.buffer.maxByteLength, size);
  assert.deepStrictEqual([buffer.buffer.resizable, buffer.buffer.detached], [false, false]);
  assert.deepStrictEqual(Object.getOwnPropertyNames(buffer).length, size);
}

async function cleared() {
  for (let round = 0; round < 3; round++) {
    for (const size of sizes) {
      for (let i = 0; i < 4; i++) Buffer.allocUnsafeSlow(size).fill(0xff);
    }
    gc({ type: 'minor' });
    await turn();
    for (const size of sizes) {
      for (let i = 0; i < 4; i++) {
        const buffer = Buffer.alloc(size);
        assert(buffer.every((byte) => byte === 0), `${size}`);
        buffer.fill(0xee);
      }
    }
  }
}

// Buffers that live together do not share memory, whatever died in between.
async function distinct() {
  const kept = [];
  for (let round = 0; round < 4; round++) {
    for (const size of sizes.slice(0, 15)) {
      Buffer.allocUnsafeSlow(size).fill(1);
      const buffer = round & 1 ? Buffer.alloc(size) : Buffer.allocUnsafeSlow(size);
      kept.push(buffer.fill(kept.length & 0xff));
    }
    gc({ type: round === 3 ? 'major' : 'minor' });
    await turn();
  }
  kept.forEach((buffer, index) => assert(buffer.every((byte) => byte === (index & 0xff))));
  assert.strictEqual(new Set(kept.map((buffer) => buffer.buffer)).size, kept.length);
}

function moved() {
  for (const size of [64, 1000, 65536]) {
    const buffer = Buffer.alloc(size, 7);
    const memory = buffer.buffer;
    const clone = structuredClone(buffer, { transfer: [memory] });
    assert.deepStrictEqual([memory.detached, buffer.length, clone.length], [true, 0, size]);
    assert(clone.every((byte) => byte === 7));
    const same = clone.buffer.transfer();
    const longer = same.transfer(size + 1);
    assert.deepStrictEqual([clone.length, same.byteLength, longer.byteLength], [0, 0, size + 1]);
    assert.deepStrictEqual([...new Uint8Array(longer, size - 1)], [7, 0]);
  }
}

// What a thread made and sent away outlives it.
async function outlives() {
  const script = `
    const { parentPort } = require('worker_threads');
    for (const size of [64, 1000, 65536]) {
      const sent = Buffer.allocUnsafeSlow(size).fill(5);
      parentPort.postMessage(sent, [sent.buffer]);
      for (let i = 0; i < 100; i++) Buffer.allocUnsafeSlow(size).fill(6);
    }`;
  const received = [];
  for (let i = 0; i < 3; i++) {
    const worker = new Worker(script, { eval: true });
    worker.on('message', (bytes) => received.push(bytes));
    await new Promise((resolve) => worker.on('exit', resolve));
  }
  gc();
  for (let i = 0; i < 100; i++) Buffer.allocUnsafeSlow(1000).fill(4);
  assert.strictEqual(received.length, 9);
  assert(received.every((bytes) => bytes.every((byte) => byte === 5)));
}

function counted() {
  gc();
  const before = process.memoryUsage().arrayBuffers;
  const kept = Array.from({ length: 1000 }, () => Buffer.allocUnsafeSlow(10000));
  const grown = process.memoryUsage().arrayBuffers - before;
  // What died before may still be counted off meanwhile.
  assert(grown >= 8e6 && grown < 12e6, `${grown}`);
  assert.strictEqual(kept.length, 1000);
}

(async () => {
  for (const size of sizes.slice(0, 14)) {
    checkOwn(Buffer.alloc(size), size);
    checkOwn(Buffer.allocUnsafeSlow(size), size);
  }
  await cleared();
  await distinct();
  moved();
  await outlives();
  counted();
  console.log('done');
})();
