'use strict';
// terminate() and process.exit() end a worker that is in a vm script with a timeout, whose own end is an error as ever. Cause: the
// watchdog of the timeout takes its termination back, and V8 does not tell whose that was: a worker that ran one such script after the
// other went on for ever.
const vm = require('node:vm');
const { Worker } = require('node:worker_threads');

const run = (label, source) => new Promise((resolve) => {
  const worker = new Worker(source, { eval: true });
  worker.on('message', async () => console.log(label, 'terminated', await worker.terminate()));
  worker.on('error', (error) => console.log(label, 'error', error.message));
  worker.on('exit', (code) => { console.log(label, 'exit', code); resolve(); });
});

const head = `const vm = require('node:vm'); const { parentPort } = require('node:worker_threads'); setInterval(() => {}, 1e6);`;

function nested(inner, outer) {
  const log = [];
  const run = `try { run('for (;;);', {}, { timeout: ${inner} }); } catch (error) { log.push(error.message); } for (;;);`;
  try {
    vm.runInNewContext(run, { run: vm.runInNewContext, log }, { timeout: outer });
  } catch (error) {
    log.push(error.code, error.message);
  }
  return log;
}

(async () => {
  await run('long', `${head} parentPort.postMessage(1); vm.runInThisContext('for (;;);', { timeout: 1e6 });`);
  await run('many', `${head} parentPort.postMessage(1);
    for (;;) { try { vm.runInThisContext('for (;;);', { timeout: 1 }); } catch {} }`);
  await run('exit', `${head} vm.runInNewContext('exit(7); for (;;);', { exit: process.exit }, { timeout: 1e6 });`);
  await run('over', `const vm = require('node:vm');
    try { vm.runInThisContext('for (;;);', { timeout: 5 }); } catch (error) { process.exitCode = error.message.length; }`);
  console.log(nested(1, 60));
  console.log(nested(1e6, 30));
})();
