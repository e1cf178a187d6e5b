// A report has a report of each worker thread in it, of workers of workers too: of one that waits as of one that is in the middle
// of its JavaScript.
'use strict';

const { Worker } = require('node:worker_threads');

const ready = 'require("worker_threads").parentPort.postMessage("ready");';
const started = [
  ['setInterval(() => {}, 1000);', {}],
  ['for (;;);', { name: 'busy' }],
  ['new (require("worker_threads").Worker)("setInterval(() => {}, 1000)", { eval: true, name: "inner" }).on("online", () => { READY })', { name: 'outer' }],
].map(([code, options]) => {
  const text = code.includes('READY') ? code.replace('READY', ready) : ready + code;
  const worker = new Worker(text, { eval: true, ...options });
  return new Promise((resolve) => worker.on('message', () => resolve(worker)));
});

const names = (object) => Object.keys(object).join();

function show(report, depth) {
  const { header, javascriptStack, workers } = report;
  console.log(' '.repeat(depth), header.event, header.trigger, header.filename, header.processId === process.pid, header.commandLine.length, header.cwd === process.cwd(),
              javascriptStack.message, javascriptStack.errorProperties, javascriptStack.stack.some((line) => line.includes('[worker eval]')), report.nativeStack.length > 0,
              report.libuv.at(-1).type);
  console.log(names(report), names(header), names(report.javascriptHeap), names(report.uvthreadResourceUsage));
  for (const inner of workers.sort((a, b) => a.header.threadId - b.header.threadId)) show(inner, depth + 1);
}

// The first one has sent its message in the middle of JavaScript, too: it takes a moment until it waits.
const idle = (workers) => new Promise((resolve) => setTimeout(resolve, 300, workers));

Promise.all(started).then(idle).then((workers) => {
  // What a worker excludes is for itself to say.
  process.report.excludeEnv = process.report.excludeNetwork = true;
  const report = process.report.getReport();
  for (const inner of report.workers.sort((a, b) => (a.header.event < b.header.event ? -1 : 1))) show(inner, 0);
  return Promise.all(workers.map((worker) => worker.terminate()));
}).then(() => console.log(process.report.getReport().workers));
