// The execArgv and NODE_OPTIONS of workers: what concerns the whole process is refused, the rest holds in the worker alone.
'use strict';

const { Worker } = require('node:worker_threads');

const code = `require('worker_threads').parentPort.postMessage([process.execArgv, process.noDeprecation])`;

function run(execArgv, NODE_OPTIONS) {
  return new Promise((resolve) => {
    try {
      const worker = new Worker(code, { eval: true, execArgv, env: NODE_OPTIONS === undefined ? undefined : { NODE_OPTIONS } });
      worker.on('message', (message) => resolve(message));
    } catch (error) {
      resolve(`${error.name} ${error.code} ${error.message}`);
    }
  });
}

(async () => {
  for (const execArgv of [undefined, [], ['--no-deprecation'], ['--expose-gc'], ['--max-old-space-size=100', '--title=x'], ['--foo'],
    ['--stack-size=100'], ['--zero-fill-buffers'], ['--require', 'fs'], ['-r'], ['-e', '1'], ['foo'], ['--unhandled-rejections=foo'],
    ['--v8-pool-size=1'], ['--abort-on-uncaught-exception'], ['--stack-trace-limit=5'], ['--disable-proto=delete']]) {
    console.log(execArgv, await run(execArgv));
  }
  for (const text of ['--no-deprecation', '--title=x', '--foo', '--expose-gc', '"']) console.log(text, await run(undefined, text));
})();
