// util.transferableAbortSignal() and transferableAbortController(): a signal in another thread is aborted with the one that was sent.
'use strict';

const util = require('node:util');
const { MessageChannel, Worker } = require('node:worker_threads');

for (const value of [undefined, {}, new EventTarget()]) {
  try {
    util.transferableAbortSignal(value);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

const aborted = util.transferableAbortSignal(AbortSignal.abort('before'));
const clone = structuredClone(aborted, { transfer: [aborted] });
console.log(clone instanceof AbortSignal, clone.aborted, clone.reason);

const controller = util.transferableAbortController();
const { port1, port2 } = new MessageChannel();
try {
  port1.postMessage(controller.signal);
} catch (error) {
  console.log(error.name, error.message);
}
const worker = new Worker(`
  const { parentPort } = require('node:worker_threads');
  parentPort.once('message', (signal) => {
    parentPort.postMessage([signal instanceof AbortSignal, signal.aborted]);
    signal.addEventListener('abort', () => {
      parentPort.postMessage([signal.aborted, signal.reason]);
      clearInterval(timer);
    });
  });
  const timer = setInterval(() => {}, 1000);
`, { eval: true });
worker.postMessage(controller.signal, [controller.signal]);
worker.on('message', (message) => {
  console.log(message);
  if (message[0] === true && message[1] === false) controller.abort({ why: 'enough' });
});
worker.on('exit', (code) => {
  console.log(code);
  port1.close();
});
// The signal that waits keeps nobody alive.
const other = util.transferableAbortController();
port2.once('message', (signal) => console.log(signal.aborted));
port1.postMessage(other.signal, [other.signal]);
