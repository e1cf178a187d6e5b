// The stack of an error that the code of a worker throws begins, for its parent, with the line that threw; what shows itself to
// util.inspect() shows the same there. Built-in modules are no globals of a worker's code, and a worker has a name.
'use strict';

const { inspect } = require('node:util');
const { Worker } = require('node:worker_threads');

const cases = [
  'throw new Error("plain")', 'const e = new TypeError("made before");\n  throw e;', 'throw Object.assign(new Error("e"), { deep: { f() {} } })',
  'class My extends TypeError {} throw new My("mine")', 'const e = new Error("e"); e.stack = "own stack"; throw e', 'const e = new Error("e"); delete e.stack; throw e',
  'null.x', 'Promise.reject(new Error("rejected"))', 'setTimeout(() => { throw new Error("later") })', 'throw require("vm").runInNewContext("new RangeError(`other`)")',
  'throw { [Symbol.for("nodejs.util.inspect.custom")]() { return "custom" }, f() {} }', 'eval("}")',
];

// Of the stack, what comes before the frames.
const startOf = (stack) => (typeof stack === 'string' ? stack.split('\n').filter((line) => !/^ {4}at/.test(line)).slice(0, 7) : stack);

(async () => {
  for (const code of cases) {
    await new Promise((resolve) => {
      const worker = new Worker(code, { eval: true });
      worker.on('error', (error) => console.log(error instanceof Error ? startOf(error.stack) : [Object.getOwnPropertySymbols(error).length, inspect(error)]));
      worker.on('exit', resolve);
    });
  }
  const worker = new Worker('console.log(typeof fs, typeof require, JSON.stringify(require("worker_threads").threadName))', { eval: true });
  console.log(worker.threadName, new Worker('', { eval: true, name: 'named' }).threadName, new Worker('', { eval: true, name: '' }).threadName);
})();
