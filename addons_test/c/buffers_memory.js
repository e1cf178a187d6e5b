// flags: --expose-gc
// Memory of buffers that are gone is used for others: an ArrayBuffer is clear whatever its memory held, buffers that live keep
// what they hold and share nothing, wherever their memory goes, and lent memory comes back once each.
'use strict';

const addon = require('../build/c/buffers.node');
const { collectUntil } = require('../_show');
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');

const sizes = [1, 63, 64, 65, 1000, 1024, 1025, 4096, 5000, 65536, 65537, 1 << 20, (1 << 20) + 1];
const turn = () => new Promise(setImmediate);
const texts = sizes.map((size) => 'abcdefgh'.repeat(size / 8 + 1).slice(0, size));

async function cleared() {
  let sum = 0;
  for (let round = 0; round < 3; round++) {
    for (const size of sizes) for (let i = 0; i < 4; i++) sum += addon.fresh_sum(size) + addon.buffer(size)[0] - 7;
    gc({ type: 'minor' });
    await turn();
  }
  console.log('sum of new memory', sum);
}

async function kept() {
  const buffers = [];
  for (let round = 0; round < 3; round++) {
    sizes.forEach((size, index) => {
      addon.buffer(size);
      buffers.push([addon.buffer_copy(texts[index]), `!${texts[index].slice(1)}`], [addon.buffer(size), '\x07'.repeat(size)]);
      addon.fresh_sum(size);
    });
    gc({ type: round === 1 ? 'major' : 'minor' });
    await turn();
  }
  console.log(buffers.every(([buffer, text]) => buffer.latin1Slice() === text), new Set(buffers.map(([buffer]) => buffer.buffer)).size,
              buffers.every(([buffer]) => buffer.byteOffset === 0 && buffer.buffer.byteLength === buffer.length));
  // A view goes with its ArrayBuffer, and ends with it.
  const { port1, port2 } = new MessageChannel();
  for (const size of [64, 65536]) {
    const buffer = addon.buffer(size);
    port1.postMessage(buffer, [buffer.buffer]);
    const { message } = receiveMessageOnPort(port2);
    console.log(buffer.length, buffer[0], message.length, message.every((byte) => byte === 7), message.buffer.transfer().byteLength);
    const doomed = addon.buffer(size);
    console.log(addon.detach(doomed.buffer), doomed.length, doomed[0], addon.buffer_info(doomed));
  }
  port1.close();
}

async function lent() {
  const before = addon.releases();
  for (let i = 0; i < 1000; i++) {
    const made = i & 1 ? addon.external_buffer(5) : addon.external_arraybuffer(6);
    if (made.byteLength !== 6 - (i & 1)) console.log('length', made.byteLength);
    if (i % 200 === 0) await turn();
  }
  console.log('released', await collectUntil(() => addon.releases() - before >= 1000), addon.releases() - before);
}

cleared().then(kept).then(lent);
