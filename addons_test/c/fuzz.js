// flags: --expose-gc
// timeout: 120
// Random sequences of Node-API calls (c/fuzz.c), each in an environment of its own: what they do must agree with the model in the
// addon, and with Node; what has a finalizer or a completion sees it once, at the latest at the end of its environment, also when
// that end comes in the middle of a sequence.
//
// `fuzz.js [first seed] [how many] [steps of each] [--verbose]`; a few fixed sequences without arguments. `make fuzz` runs others
// for as long as one likes (tests/fuzz.js).
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const { signatures } = require('./_signatures');

const addons = { fuzz: require('../build/c/fuzz.node'), fuzz_experimental: require('../build/c/fuzz_experimental.node') };
const PROGRESS = 0;
const ENDING = 1;

/** What happens in the sequence of a seed beside what the addon picks: which addon it is, how the worker ends. */
function planOf(seed, steps) {
  const random = generator(seed ^ 0x5f3759df);
  const ending = ['returns', 'returns', 'returns', 'exits', 'is terminated'][random(5)];
  return { name: Object.keys(addons)[random(2)], ending, after: random(steps) };
}

function generator(seed) {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

async function sequence({ seed, steps, verbose, shared }) {
  const { name, ending, after } = planOf(seed, steps);
  const addon = addons[name];
  const random = generator(seed);
  process.on('uncaughtException', () => {});
  addon.begin(seed, (count) => {
    if (ending === 'exits' && shared[PROGRESS] >= after) {
      parentPort.postMessage(addon.digest());
      Atomics.store(shared, ENDING, 1);
      process.exit(3);
    }
    if (addon.step(count)) throw new RangeError('from the callback');
    return count;
  }, shared, verbose);
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

async function inWorker({ seed, steps, verbose }) {
  const { name, ending, after } = planOf(seed, steps);
  // Node 26 hangs now and then when it ends a worker in the middle of a sequence. Nothing of such a one is compared.
  if (ending === 'is terminated' && !process.versions.anode) return `${name} ${ending}, 0 did not end once`;
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(__filename, { workerData: { seed, steps, verbose, shared } });
  let digest = 'no digest';
  let code;
  const failed = [];
  worker.on('message', (text) => { digest = text; });
  worker.on('error', (error) => failed.push(error.message));
  const exited = new Promise((resolve) => worker.on('exit', (status) => resolve(code = status)));
  if (ending === 'is terminated') {
    while (Atomics.load(shared, PROGRESS) < after && code === undefined) await new Promise(setImmediate);
    Atomics.store(shared, ENDING, 1);
    worker.terminate();
  }
  await exited;
  const { count, wrong } = addons[name].account();
  // Where a worker was that is terminated is a matter of time.
  const result = ending === 'is terminated' ? '' : `: ${digest}, exit code ${code}, ${count} things`;
  // Node now and then forgets the finalizers of an environment that ends in the middle.
  const forgotten = process.versions.anode ? wrong : 0;
  return `${name} ${ending}${result}${failed.map((message) => `, ${message}`).join('')}, ${forgotten} did not end once`;
}

/** Every function has its part in the sequences, but for one that ends the process and one that belongs to loading. */
function checkComplete() {
  const sources = fs.readdirSync(__dirname).filter((name) => /^fuzz.*\.[ch]$/.test(name));
  const text = sources.map((name) => fs.readFileSync(path.join(__dirname, name), 'utf8').replace(/\/\/.*/g, '')).join();
  const missing = signatures().map(({ name }) => name).filter((name) => !text.includes(`${name}(`));
  assert.deepStrictEqual(missing.sort(), ['napi_fatal_error', 'napi_module_register']);
}

async function main(first = 1, count = 12, steps = 2000, ...options) {
  for (let seed = Number(first); seed < Number(first) + Number(count); seed += 1) {
    console.log(seed, await inWorker({ seed, steps: Number(steps), verbose: options.includes('--verbose') }));
  }
}

if (isMainThread) {
  checkComplete();
  main(...process.argv.slice(2));
} else {
  sequence(workerData);
}
