// Ends of programs whose 'exit' listeners throw, with somebody who catches that: when the loop ends they hear of it again, ticks are
// none any more, and in a worker what reports errors in a tick reports none. A handler of errors that throws itself ends its
// worker without 'exit'.
'use strict';
const { spawnSync } = require('node:child_process');
const { writeSync } = require('node:fs');
const { isMainThread, Worker, workerData } = require('node:worker_threads');

// What a worker writes with console.log() would come late.
const log = (...values) => writeSync(1, `  ${values.join(' ')}\n`);
let throws = 0;
const onExit = (times) => process.on('exit', (code) => {
  log('exit', typeof code, code, process.exitCode);
  if (throws++ < times) throw new Error(`exit ${throws}`);
});
const onError = () => process.on('uncaughtException', (error, origin) => log('caught', error.message, origin));

const cases = {
  'in the script': () => { onError(); onExit(1); process.exit(3); },
  'in the script, twice': () => { onError(); onExit(2); process.exit(3); },
  'in an immediate': () => { onError(); onExit(1); setImmediate(() => process.exit(3)); },
  'in a tick': () => { onError(); onExit(1); process.nextTick(() => process.exit(3)); process.nextTick(() => log('tick')); },
  'in a microtask': () => { onExit(1); Promise.resolve().then(() => process.exit(3)).catch((error) => log('rejected', error.message)); },
  'at the end': () => { onError(); onExit(1); },
  'caught': () => {
    onExit(1);
    process.on('beforeExit', (code) => log('beforeExit', code));
    try { process.exit('3'); } catch (error) { log('caught', error.message, process._exiting); }
    setTimeout(() => log('timer'), 1);
  },
  'nobody catches': () => { onExit(9); process.exit(4); },
  'reallyExit is replaced': () => { onExit(0); process.reallyExit = (code) => log('reallyExit', code); process.exit(3); },
  'output after the start of the end': () => {
    onError(); onExit(1);
    process.on('exit', () => console.log('  lost?'));
    setImmediate(() => process.exit(3));
  },
  'the handler throws': () => {
    onExit(0);
    process.on('uncaughtException', (error) => { throw new Error(`after ${error.message}`); });
    setImmediate(() => { throw new Error('first'); });
  },
  'a tick before the error': () => { onExit(0); process.nextTick(() => log('tick')); throw new Error('first'); },
};

if (!isMainThread) {
  cases[workerData]();
} else if (process.argv[2] === 'worker') {
  const worker = new Worker(__filename, { workerData: process.argv[3] });
  worker.on('error', (error) => log('error', error.message));
  worker.on('exit', (code) => log('end', code));
} else if (process.argv[2]) {
  cases[process.argv[2]]();
} else {
  for (const name of Object.keys(cases)) {
    for (const args of [[name], ['worker', name]]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [__filename, ...args], { encoding: 'utf8', timeout: 20000 });
      console.log(args.join(': '), status, /^Error: .*/m.exec(stderr)?.[0]);
      process.stdout.write(stdout);
    }
  }
}
