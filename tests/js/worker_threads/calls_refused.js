// What is called in a wrong way, or at a wrong time: the classes of ports without `new`, ports and channels that are closed, files that
// are URLs, terminate() after the end; events that are no messages; a copy of the parent's NODE_OPTIONS.
'use strict';
const { BroadcastChannel, MessageChannel, MessagePort, Worker, moveMessagePortToContext, receiveMessageOnPort } = require('worker_threads');
const { inspect } = require('util');

function attempt(label, run) {
  try {
    console.log(label, run());
  } catch (error) {
    console.log(label, error.name, error.code, error.message);
  }
}

attempt('MessagePort()', () => MessagePort());
attempt('new MessagePort()', () => new MessagePort());
attempt('MessageChannel()', () => MessageChannel());
console.log(inspect(MessagePort), inspect(MessageChannel), MessagePort.length, MessageChannel.length);
const { port1, port2 } = new MessageChannel();
console.log(port1.constructor === MessagePort, port1 instanceof MessagePort, Object.getOwnPropertyNames(MessagePort.prototype).sort().join());

const [a, b] = [new BroadcastChannel('refused'), new BroadcastChannel('refused')];
a.postMessage('posted');
attempt('receive', () => receiveMessageOnPort(b));
attempt('receive', () => receiveMessageOnPort(b));
a.close();
b.close();
for (const value of [a, {}, null, 5]) attempt('receive', () => receiveMessageOnPort(value));

// Closed in the middle of what has arrived: the rest is dropped.
const [from, to] = [new BroadcastChannel('closing'), new BroadcastChannel('closing')];
to.onmessage = ({ data }) => {
  console.log('channel', data);
  to.close();
};
for (const data of ['first', 'second']) from.postMessage(data);
setImmediate(() => setImmediate(() => from.close()));

const closing = new MessageChannel();
closing.port1.close();
for (const context of [{}, 5, undefined]) attempt('move', () => moveMessagePortToContext(closing.port1, context));

port2.addEventListener('other', (event) => console.log(event.constructor.name, event.type, event.detail));
port2.on('other', (value) => console.log('value', value));
port2.emit('other', 'given');
port2.on('close', (event) => {
  console.log(event.constructor.name, event.type);
  workers();
});
port1.close();

for (const name of ['file:///x', 'data:text/javascript,', 'x', 'https://x']) attempt('worker', () => new Worker(name));

function workers() {
  const worker = new Worker('setTimeout(() => {}, 10000)', { eval: true });
  worker.on('online', async () => {
    console.log(await worker.terminate(() => console.log('never')));
    console.log(await worker.terminate(), await worker.terminate(() => console.log('never')));
    process.env.NODE_OPTIONS = '--title=named';
    new Worker('console.log(process.env.NODE_OPTIONS)', { eval: true, env: { ...process.env } });
    attempt('others', () => new Worker('0', { eval: true, env: { NODE_OPTIONS: '--title=other' } }));
  });
}
