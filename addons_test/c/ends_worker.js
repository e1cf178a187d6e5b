// However a worker ends, its addons see the same: JavaScript is off; calls that have arrived and work that is queued come to
// their end; then memory behind buffers, cleanup hooks, thread-safe functions, finalizers and instance data, strings. Late calls of a
// thread-safe function are answered.
'use strict';

const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const fs = require('node:fs');
const addon = require('../build/c/ends.node');

const say = (...what) => fs.writeSync(1, `${what.join(' ')}\n`);

const endings = {
  naturally: () => {},
  exit: () => process.exit(5),
  'exit under native code': () => addon.callToEnd(() => process.exit(6)),
  'reallyExit under native code': () => addon.callToEnd(() => process.reallyExit(7)),
  throws: () => { throw new Error('uncaught'); },
  'terminated in JavaScript': () => { parentPort.postMessage('ready'); for (;;); },
  'terminated in native code': () => addon.untilStopped(() => parentPort.postMessage('ready')),
  'terminated with an exception pending': (flags) => {
    try {
      addon.throwAndWait(flags, () => parentPort.postMessage('ready'));
    } catch (error) {
      flags[1] = 1;
      say('caught', error.message);
    }
  },
};

function live(ending) {
  globalThis.kept = [{}, {}, {}];
  addon.hook('hook 1');
  addon.wrap(kept[0], 'wrap 1');
  addon.instance('instance data that is replaced');
  addon.instance('instance data');
  kept.push(addon.buffer('buffer 1'), addon.arraybuffer('arraybuffer 2'), addon.string('string 3'));
  addon.wrap(kept[1], 'wrap 2');
  addon.hook('hook 2');
  if (ending === 'naturally') return;
  addon.channel('channel A', 3, () => say('JavaScript ran'));
  addon.channel('channel B', 2, () => say('JavaScript ran'));
  addon.hook('hook 3');
  addon.work('work', 250);
}

async function main() {
  for (const ending of Object.keys(endings)) {
    say('--', ending);
    const flags = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(__filename, { workerData: { ending, flags } });
    let failure = 'no error';
    worker.on('error', (error) => { failure = error.message; });
    worker.on('message', () => {
      while (ending.endsWith('pending') && Atomics.load(flags, 0) !== 1);
      worker.terminate();
      Atomics.store(flags, 0, 2);
    });
    say('ended with', await new Promise((resolve) => worker.on('exit', resolve)), failure, flags[1]);
    if (ending !== 'naturally') say('afterwards', addon.callChannel());
  }
}

if (isMainThread) {
  main();
} else {
  live(workerData.ending);
  process.on('exit', (code) => {
    process.nextTick(() => say('a tick after exit'));
    Promise.resolve().then(() => say('a microtask after exit'));
    say('exit event', code);
  });
  endings[workerData.ending](workerData.flags);
}
