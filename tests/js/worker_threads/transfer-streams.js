// Web streams travel to other threads: what is sent is piped through a channel of messages, and what arrives is a new stream.
// Without being in the transfer list they are refused, not cloned as empty objects.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};

async function inWorker() {
  const { input, output, both } = workerData;
  const writer = output.getWriter();
  for await (const chunk of input) await writer.write(`seen ${chunk}`);
  await writer.close();
  const other = both.writable.getWriter();
  other.write('transformed');
  other.close();
  for await (const chunk of both.readable) parentPort.postMessage(chunk);
}

async function locally() {
  for (const Stream of [ReadableStream, WritableStream, TransformStream]) {
    attempt('not listed', () => structuredClone({ inside: new Stream() }));
    attempt('cloned', () => {
      const stream = new Stream();
      console.log(structuredClone(stream, { transfer: [stream] }));
      return stream;
    });
    attempt('twice in the value', () => {
      const stream = new Stream();
      const [first, second] = structuredClone([stream, stream], { transfer: [stream] });
      return first === second;
    });
    attempt('twice in the list', () => {
      const stream = new Stream();
      return structuredClone(stream, { transfer: [stream, stream] });
    });
    attempt('again', () => {
      const stream = new Stream();
      structuredClone(stream, { transfer: [stream] });
      return structuredClone(stream, { transfer: [stream] });
    });
  }
  const through = (stream) => structuredClone(stream, { transfer: [stream] });

  const failed = through(new ReadableStream({ start: (controller) => controller.error(new RangeError('on purpose')) }));
  await failed.getReader().read().catch((error) => console.log('read', error.name, error.message));
  await new Promise((resolve) => through(new ReadableStream({ cancel: resolve })).cancel('reason')).then((reason) => console.log('cancel', reason));
  const bytes = new ReadableStream({ type: 'bytes', start(controller) { controller.enqueue(new Uint8Array(2)); controller.close(); } });
  console.log('bytes', await Array.fromAsync(through(bytes)));

  const written = [];
  const writer = through(new WritableStream({ write: (chunk) => void written.push(chunk) })).getWriter();
  await writer.write('first');
  await writer.write(() => {}).catch((error) => console.log('write', error.name));
  await writer.closed.catch((error) => console.log('closed', error.name));
  console.log(written);
}

async function main() {
  // Ports of streams do not keep the process alive by themselves.
  const alive = setInterval(() => {}, 1000);
  await locally();
  let count = 0;
  const input = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      controller.enqueue(++count);
      if (count === 3) controller.close();
    },
  });
  const output = new WritableStream({ write: (chunk) => console.log(chunk), close: () => console.log('output closed') });
  const both = new TransformStream({ transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()) });
  const worker = new Worker(__filename, { workerData: { input, output, both }, transferList: [input, output, both] });
  worker.on('message', (chunk) => console.log(chunk));
  worker.on('exit', (code) => {
    console.log('exit', code);
    clearInterval(alive);
  });
}

(isMainThread ? main : inWorker)();
