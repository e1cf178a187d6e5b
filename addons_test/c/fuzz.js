// flags: --expose-gc
// timeout: 120
// Random sequences of Node-API calls (c/fuzz.c), each in an environment of its own: what they do must agree with the model in the
// addon, and with Node; what has a finalizer or a completion sees it once, at the latest at the end of its environment.
//
// `fuzz.js [first seed] [how many] [steps of each] [--verbose]`; a few fixed sequences without arguments. `make fuzz` runs others
// for as long as one likes (tests/fuzz.js).
'use strict';

const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const addon = require('../build/c/fuzz.node');

async function sequence({ seed, steps, verbose }) {
  const random = (() => {
    let state = seed >>> 0;
    return (limit) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor(state / 2 ** 32 * limit);
    };
  })();
  process.on('uncaughtException', () => {});
  addon.begin(seed, (count) => {
    if (addon.step(count)) throw new RangeError('from the callback');
    return count;
  }, verbose);
  for (let done = 0; done < steps; done += 200) {
    try {
      addon.step(200);
    } catch {
      // What was pending at the end of the step.
    }
    // What completes and arrives meanwhile must not depend on how fast that is.
    if (random(4) === 0) do await new Promise(setImmediate); while (addon.busy());
    if (random(12) === 0) globalThis.gc();
  }
  addon.end();
  parentPort.postMessage(addon.digest());
}

const inWorker = (workerData) => new Promise((resolve, reject) => {
  const worker = new Worker(__filename, { workerData });
  let digest = 'no digest';
  worker.on('message', (text) => { digest = text; });
  worker.on('error', reject);
  worker.on('exit', (code) => resolve(`${digest}, exit code ${code}`));
});

async function main(first = 1, count = 8, steps = 2000, ...options) {
  for (let seed = Number(first); seed < Number(first) + Number(count); seed += 1) {
    console.log(seed, await inWorker({ seed, steps: Number(steps), verbose: options.includes('--verbose') }), addon.account());
  }
}

if (isMainThread) main(...process.argv.slice(2));
else sequence(workerData);
