'use strict';
// A handler of uncaught exceptions that throws: a worker ends with 1 and tells its parent of the second error.
const { Worker } = require('node:worker_threads');

const scripts = [
  'process.on("uncaughtException", () => { throw new Error("second"); }); throw new Error("first")',
  'process.on("uncaughtExceptionMonitor", () => { throw new Error("second"); }); throw new Error("first")',
  'process.setUncaughtExceptionCaptureCallback(() => { throw new Error("second"); }); throw new Error("first")',
  'process.on("unhandledRejection", () => { throw new Error("second"); }); Promise.reject(new Error("first"))',
  'process.on("exit", () => { throw new Error("second"); }); throw new Error("first")',
  'process.on("exit", () => { process.exitCode = 5; }); throw new Error("first")',
];
(function next() {
  const script = scripts.shift();
  if (script === undefined) return;
  const worker = new Worker(script, { eval: true });
  worker.on('error', (error) => console.log(error.message));
  worker.on('exit', (code) => { console.log(code); next(); });
})();
