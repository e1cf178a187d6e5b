// Buffers share one allocation: who transferred the memory of a small one would take that of all the others with it, and the
// runtime's own (nothing could be printed any more). What is marked as untransferable keeps its memory on every way out.
'use strict';
const { MessageChannel, isMarkedAsUntransferable, markAsUntransferable } = require('worker_threads');

const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};

const small = Buffer.from('small');
attempt('marked', () => [small, Buffer.allocUnsafeSlow(5), Buffer.allocUnsafe(1e6)].map((buffer) => isMarkedAsUntransferable(buffer.buffer)));
attempt('structuredClone', () => structuredClone(small, { transfer: [small.buffer] }));
const { port1 } = new MessageChannel();
attempt('postMessage', () => port1.postMessage(small, [small.buffer]));
attempt('transfer', () => small.buffer.transfer());
attempt('enqueue', () => new ReadableStream({ type: 'bytes', start: (controller) => controller.enqueue(small) }));
attempt('still there', () => small.toString());

const marked = new ArrayBuffer(8);
markAsUntransferable(marked);
attempt('marked transfer', () => marked.transfer());
attempt('marked copy', () => structuredClone(marked).byteLength);
attempt('marked', () => [marked.detached, marked.byteLength]);
new ReadableStream({ type: 'bytes' }).getReader({ mode: 'byob' }).read(new Uint8Array(marked))
  .catch((error) => console.log('byob', error.name, error.message));
port1.close();
