'use strict';
// What cannot be sent is refused at once, and nothing is left behind that would keep the process alive.
const { Worker, MessageChannel, markAsUntransferable, isMarkedAsUntransferable } = require('node:worker_threads');

const attempt = (name, body) => {
  try {
    console.log(name, body());
  } catch (error) {
    console.log(name, 'throws', error.name, error.code, error.message);
  }
};

attempt('data for a worker', () => new Worker('setInterval(() => {}, 1e6)', { eval: true, workerData: () => {} }));
attempt('transfer list of a worker', () => new Worker('setInterval(() => {}, 1e6)', { eval: true, transferList: [5] }));

for (const options of ['', 1, Symbol('s'), null, {}, { transfer: undefined }, { transfer: null }, { transfer: 1 }, { transfer: '' }, { transfer: {} }, { transfer: [1] },
  { transfer: [{}, null] }, { transfer: new Set() }, { transfer: { [Symbol.iterator]: 5 } }, { transfer: { [Symbol.iterator]: () => ({}) } }]) {
  attempt('structuredClone', () => structuredClone('clone', options));
}
const { port1, port2 } = new MessageChannel();
for (const list of [5, '', false, { transfer: null }, { transfer: 5 }, { transfer: {} }, { transfer: { [Symbol.iterator]: () => ({ next: 5 }) } },
  { transfer: { [Symbol.iterator]: () => ({ next: () => 5 }) } }, [5], [{}], null, [], { transfer: [] }]) {
  attempt('postMessage', () => port1.postMessage('message', list));
}

// A port that is about to close is as good as closed, and nothing else of the list travels.
const buffer = new ArrayBuffer(8);
const closing = new MessageChannel();
closing.port1.close();
attempt('closing', () => port1.postMessage(null, [buffer, closing.port1]));
console.log(buffer.byteLength);

const marked = new MessageChannel();
markAsUntransferable(marked.port1);
attempt('marked', () => port1.postMessage(marked.port1, [marked.port1]));
console.log(isMarkedAsUntransferable(marked.port1));
marked.port1.postMessage('still there');
marked.port2.once('message', (message) => console.log(message));

// A handler that is no function is none: the port stops keeping the process alive.
const channel = new MessageChannel();
channel.port1.onmessage = () => console.log('never called');
console.log(channel.port1.hasRef());
channel.port1.onmessage = 'no function';
console.log(channel.port1.onmessage, channel.port1.hasRef());
channel.port1.onmessage = ({ data }) => { console.log('called', data); channel.port1.close(); };
console.log(channel.port1.hasRef());
channel.port2.postMessage('at last');
