// What is in a list of things to transfer goes with the message also where the value does not hold it, and goes nowhere when the value
// cannot be cloned. What has no way to be transferred is told apart from what must not be.
'use strict';
const fs = require('node:fs/promises');
const { MessageChannel, markAsUncloneable, markAsUntransferable, receiveMessageOnPort } = require('node:worker_threads');

const { port1, port2 } = new MessageChannel();

function attempt(name, run) {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, error.name, error.message);
  }
}

function post(value, list) {
  port1.postMessage(value, list);
  const { message } = receiveMessageOnPort(port2);
  return Object.prototype.toString.call(message);
}

attempt('not in the value', () => {
  const list = [new ReadableStream(), new WritableStream(), new ArrayBuffer(2)];
  post(1, list);
  return list.map((item) => item.locked ?? item.byteLength);
});
attempt('not in the value, structuredClone', () => {
  const stream = new ReadableStream();
  structuredClone(1, { transfer: [stream] });
  return stream.locked;
});
attempt('cannot be cloned', () => {
  const list = [new ReadableStream(), new ArrayBuffer(2)];
  try {
    post({ list, method() {} }, list);
  } catch (error) {
    return [error.name, list[0].locked, list[1].byteLength];
  }
});
attempt('others between them', () => {
  const stream = new ReadableStream();
  const writable = new WritableStream();
  const value = [new Blob(['a']), writable, new DOMException('a', 'DataError'), stream, stream, new Blob(['bc'])];
  port1.postMessage(value, [stream, new ReadableStream(), writable]);
  const { message } = receiveMessageOnPort(port2);
  return [message.map((item) => item.constructor.name), message[3] === message[4], message[5].size];
});
attempt('locked', () => {
  const stream = new ReadableStream();
  stream.getReader();
  return post(1, [stream]);
});

const marks = [markAsUncloneable, markAsUntransferable];
for (const make of [() => ({}), () => new Blob([]), () => new ReadableStream(), () => new MessageChannel().port1, () => new ArrayBuffer(1)]) {
  for (const mark of marks) {
    const value = make();
    mark(value);
    attempt(`${mark.name} ${value.constructor.name}`, () => post(1, [value]));
  }
}
attempt('form', () => post(1, [new FormData()]));

(async () => {
  const handle = await fs.open(__filename);
  const reading = handle.read(Buffer.alloc(1), 0, 1);
  attempt('in use', () => post(1, [handle]));
  await reading;
  attempt('not in use', () => post(1, [handle]));
  console.log(handle.fd);
  port1.close();
})();
