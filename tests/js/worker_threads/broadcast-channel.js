// BroadcastChannel: what one posts all others of its name hear, in this thread and in others.
'use strict';

const { BroadcastChannel, Worker } = require('node:worker_threads');
const log = (...args) => console.log(...args);

log(BroadcastChannel === globalThis.BroadcastChannel, BroadcastChannel.length);
log(Object.getOwnPropertyNames(BroadcastChannel.prototype), Object.keys(BroadcastChannel.prototype));
for (const action of [
  () => new BroadcastChannel(), () => BroadcastChannel('x'), () => new BroadcastChannel(Symbol('s')),
  () => { const channel = new BroadcastChannel('q'); channel.close(); channel.postMessage(1); },
  () => { const channel = new BroadcastChannel('q'); try { channel.postMessage(); } finally { channel.close(); } },
  () => { const channel = new BroadcastChannel('q'); try { channel.postMessage(() => {}); } finally { channel.close(); } },
  () => BroadcastChannel.prototype.close.call({}), () => BroadcastChannel.prototype.name,
]) {
  try {
    log(action());
  } catch (error) {
    log(error.name, error.code, error.message);
  }
}

const a = new BroadcastChannel('room');
const b = new BroadcastChannel('room');
const other = new BroadcastChannel(5);
log(a, other.name, a.onmessage, a.onmessageerror, a instanceof EventTarget);
other.close();
other.close();
log(other);

a.onmessage = () => log('a must not hear itself');
b.onmessage = (event) => log(event.data, event.type, event.constructor.name, event.target === b, event.ports, event.origin);
log(a.postMessage({ x: 1 }), a.postMessage(new SharedArrayBuffer(4)));

setTimeout(() => {
  const heard = [];
  a.onmessage = (event) => heard.push(`a ${event.data}`);
  b.onmessage = (event) => heard.push(`b ${event.data}`);
  const worker = new Worker(`
    const { BroadcastChannel, parentPort } = require('worker_threads');
    const channel = new BroadcastChannel('room');
    channel.onmessage = ({ data }) => {
      channel.postMessage('echo of ' + data);
      channel.close();
    };
    parentPort.postMessage('ready');`, { eval: true });
  worker.on('message', () => a.postMessage('hello'));
  const closed = new BroadcastChannel('room');
  closed.close();
  (function end() {
    if (heard.length < 3) return void setTimeout(end, 2);
    log(heard.sort());
    log(a.unref() === a, a.ref() === a, b.unref() === b);
    // The last one that is referenced keeps the process alive.
    a.close();
  })();
}, 10);

// The value is taken apart once, whoever listens: getters run once and all members get the same.
{
  const channels = Array.from({ length: 4 }, () => new BroadcastChannel('getters'));
  let calls = 0;
  for (const channel of channels.slice(1)) {
    channel.onmessage = ({ data }) => {
      console.log('got', data.number, new Uint8Array(data.shared)[0], data.module instanceof WebAssembly.Module);
      channel.close();
    };
  }
  const shared = new SharedArrayBuffer(1);
  new Uint8Array(shared)[0] = 7;
  const module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  channels[0].postMessage({ get number() { return ++calls; }, shared, module });
  console.log('calls', calls);
  channels[0].close();
}
