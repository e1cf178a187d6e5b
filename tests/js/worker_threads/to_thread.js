'use strict';
// worker_threads.postMessageToThread(): a message to any thread by its number, which `process` hears as 'workerMessage'. The promise says
// what became of it: no such thread or no listener, a listener that threw, nobody looked in time.
const { Worker, postMessageToThread, threadId, setEnvironmentData } = require('node:worker_threads');

async function tell(label, ...args) {
  try {
    console.log(label, await postMessageToThread(...args));
  } catch ({ name, code, message }) {
    console.log(label, name, code, message);
  }
}

setEnvironmentData('tell', tell.toString());
const head = `
  const { postMessageToThread, threadId, parentPort, getEnvironmentData } = require('node:worker_threads');
  const tell = (0, eval)('(postMessageToThread, console) => ' + getEnvironmentData('tell'))(postMessageToThread,
    { log: (...args) => parentPort.postMessage(args) });
`;
// Told at the end: when they arrive beside the answers is left to chance.
const fromWorkers = [];
function start(source) {
  const worker = new Worker(head + source, { eval: true });
  const lines = [];
  fromWorkers.push(lines);
  worker.on('message', (args) => lines.push(args));
  worker.on('error', (error) => console.log(error));
  worker.exited = new Promise((resolve) => worker.on('exit', resolve));
  return worker;
}
const exited = (worker) => worker.exited;

const fromMain = [];
process.on('workerMessage', (value, source) => {
  fromMain.push([value, source > 0]);
  if (value === 'throw') throw new Error('thrown by a listener');
});
process.on('uncaughtException', (error) => console.log('never', error));

const alive = setInterval(() => {}, 1e6);
(async () => {
  const first = start(`
    process.on('workerMessage', (value, source) => {
      parentPort.postMessage(['gets', value, source]);
      if (value === 'throw') throw new Error('thrown by a listener');
      if (value === 'end') clearInterval(timer);
    });
    const timer = setInterval(() => {}, 1e6);`);
  // Before its program has begun: it waits for that.
  await tell('early', first.threadId, 'early');
  await tell('late', first.threadId, { late: true });
  await tell('throws', first.threadId, 'throw');
  const buffer = new ArrayBuffer(8);
  await tell('transfers', first.threadId, buffer, [buffer]);
  console.log(buffer.detached);
  await tell('own', threadId, 1);
  await tell('unknown', 1e6, 1);
  await tell('no number', `${first.threadId}`, 1);
  await tell('uncloneable', first.threadId, () => {});
  await tell('time', first.threadId, 1, [], 10_000);
  await tell('time in place of a list', first.threadId, 1, 10_000);
  await tell('wrong time', first.threadId, 1, [], 'x');
  await tell('negative time', first.threadId, 1, [], -1);

  const deaf = start(`setTimeout(() => {}, 1e6);`);
  await tell('no listener', deaf.threadId, 1);
  deaf.terminate();
  const busy = start(`for (;;);`);
  await tell('out of time', busy.threadId, 1, 50);
  busy.terminate();
  await Promise.all([exited(deaf), exited(busy)]);
  await tell('ended', busy.threadId, 1);

  // From a worker to the main thread and to another worker.
  await exited(start(`const timer = setInterval(() => {}, 1e6); (async () => {
    await tell('to main', 0, 'hello');
    await tell('to main', 0, 'throw');
    await tell('own', threadId, 1);
    await tell('to another', ${first.threadId}, 'sideways');
    await tell('to another', ${first.threadId}, 'throw');
    clearInterval(timer);
  })();`));
  await tell('end', first.threadId, 'end');
  await exited(first);
  console.log(fromWorkers);
  console.log(fromMain);
  clearInterval(alive);
})();
