'use strict';
// A port is closed when its other end is gone: with the worker that had it, whatever it ended by and whether it looked at the port
// or not, and with a message that never arrives. What was sent before arrives.
const { MessageChannel, Worker } = require('node:worker_threads');

const cases = {
  'ends': '',
  'exits': 'port.on("message", () => {}); setTimeout(() => process.exit(3), 10)',
  'has received by hand': 'while (!receiveMessageOnPort(port));',
  'throws': 'throw new Error("thrown")',
  'is terminated': 'port.postMessage("last words"); setInterval(() => {}, 1000)',
  'is terminated while it waits': 'port.postMessage("last words"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
  'is terminated while it is busy': 'port.postMessage("last words"); for (;;);',
};

// The order of the two ends' events is left to chance: sorted.
async function run(name, code) {
  const { port1, port2 } = new MessageChannel();
  const lines = [];
  const prologue = 'const { receiveMessageOnPort, workerData: { port } } = require("node:worker_threads");';
  const worker = new Worker(prologue + code, { eval: true, workerData: { port: port2 }, transferList: [port2] });
  worker.on('error', (error) => lines.push(`error ${error.message}`));
  const closed = new Promise((resolve) => port1.on('close', resolve)).then(() => lines.push('close'));
  const exited = new Promise((resolve) => worker.on('exit', resolve)).then((status) => lines.push(`exit ${status}`));
  port1.on('message', (message) => {
    lines.push(`message ${message}`);
    worker.terminate();
  });
  port1.postMessage('hello');
  await Promise.all([closed, exited]);
  console.log(name, lines.sort());
}

async function main() {
  for (const [name, code] of Object.entries(cases)) await run(name, code);

  // An end that waits in the queue of a port that is closed.
  const outer = new MessageChannel();
  const inner = new MessageChannel();
  inner.port1.on('close', () => console.log('the end that never arrived: close'));
  inner.port1.ref();
  outer.port1.postMessage(inner.port2, [inner.port2]);
  outer.port2.close();
}
main();
