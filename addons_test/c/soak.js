// flags: --expose-gc
// differs-from-node: Node loses finalizers and crashes in some of these ends
// timeout: 120
// Fifty workers with ten addons each end at random, in the middle of everything: nothing crashes or hangs, everything that
// the addons have left is finalized once, and neither threads nor descriptors nor memory grow. `SEED` and `WORKERS` in the
// environment make it another or a longer run.
'use strict';

const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const NAMES = ['c/soak', 'c/storms', 'c/uv_ends', 'c/functions', 'c/objects', 'c/strings', 'c/values', 'c/registration_static',
               'cpp/wrapper', 'rust/addon'];
const load = (name) => require(path.join(__dirname, '../build', `${name}.node`));

function randomFrom(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

// What a worker has going when it ends.
const activities = {
  garbage: ({ soak, kept, random }) => { for (let i = random(200); i > 0; i -= 1) kept.push(soak.wrap({}), soak.buffer(), soak.arraybuffer()); },
  dropped: ({ soak, random }) => { for (let i = random(500); i > 0; i -= 1) { soak.wrap({}); soak.buffer(); } },
  work: ({ soak, random }) => { for (let i = random(8); i > 0; i -= 1) soak.work(random(6)); },
  hooks: ({ soak, random }) => { for (let i = random(6); i > 0; i -= 1) soak.hook(); },
  storm: ({ storms, random, inTheMiddle }) => {
    storms.start({ threads: 1 + random(4), calls: 200, queue: [0, 1, 16, 64][random(4)], blocking: 1, late: 0, detached: 1, abortAt: [-1, 30][random(2)],
                   leaveAt: -1, every: 1 + random(3) }, inTheMiddle, () => {});
  },
  handles: ({ uv, random, inTheMiddle }) => { for (const kind of ['timer', 'idle', 'poll', 'async'].slice(random(4))) uv.open(kind, inTheMiddle, true); },
  promises: ({ wrapper }) => { wrapper.count('letters').catch(() => {}); },
  exports: ({ addons, kept }) => { for (const addon of addons) kept.push(Object.keys(addon)); },
};

const endings = {
  naturally: ({ storms, soak }) => soak.linger(2, () => storms),
  exit: () => process.exit(7),
  throws: () => { throw new Error('thrown'); },
  rejects: () => { Promise.reject(new Error('rejected')); },
  'exits in a callback': (worker) => { worker.middle = () => process.exit(7); },
  'throws in a callback': (worker) => { worker.middle = () => { throw new Error('thrown'); }; },
  'is terminated in JavaScript': () => { parentPort.postMessage('terminate'); for (;;); },
  'is terminated in native code': ({ soak }) => { parentPort.postMessage('terminate'); soak.linger(30, () => {}); },
  'is terminated in a callback': (worker) => { worker.middle = () => { parentPort.postMessage('terminate'); for (;;); }; },
  'is terminated in the loop': () => { parentPort.postMessage('terminate'); setInterval(() => {}, 1); },
  'is terminated somewhere': () => { setInterval(() => {}, 1); },
  'is terminated at once': () => { setInterval(() => {}, 1); },
};

function live({ seed, ending }) {
  const random = randomFrom(seed);
  // Those in C++ and Rust throw and panic when they are terminated while they are loaded, on Node as well.
  const early = ending === 'is terminated at once' || ending === 'is terminated somewhere';
  const addons = NAMES.filter((name) => !early || name.startsWith('c/')).map(load);
  const [soak, storms, uv] = addons;
  let calls = 0;
  const worker = { addons, soak, storms, uv, wrapper: addons[8], kept: globalThis.kept = [], random };
  worker.inTheMiddle = () => {
    calls += 1;
    if (calls === 20) worker.middle?.();
  };
  const inCallback = ending.endsWith('in a callback');
  for (const [name, start] of Object.entries(activities)) {
    // What handles of libuv keep alive does not end naturally.
    if (name === 'handles' && ending === 'naturally') continue;
    // node-addon-api throws a C++ exception where JavaScript is off, on Node as well.
    if (name === 'promises' && ending !== 'naturally') continue;
    if (random(2) || (inCallback && name === 'handles')) start(worker);
  }
  if (random(2)) globalThis.gc?.();
  endings[ending](worker);
}

function runWorker(seed, ending, random) {
  return new Promise((resolve) => {
    const worker = new Worker(__filename, { workerData: { seed, ending } });
    worker.on('error', () => {});
    worker.on('message', () => worker.terminate());
    worker.on('exit', resolve);
    if (ending === 'is terminated at once') setTimeout(() => worker.terminate(), random(3));
    if (ending === 'is terminated somewhere') setTimeout(() => worker.terminate(), random(60));
  });
}

const count = (folder) => fs.readdirSync(folder).length;
// In mebibytes. Read here: under valgrind the crate behind `process.memoryUsage.rss` faults when it looks at the vDSO.
const resident = () => Number(fs.readFileSync('/proc/self/statm', 'utf8').split(' ')[1]) * 4096 / 2 ** 20;
const usage = () => ({ threads: count('/proc/self/task'), descriptors: count('/proc/self/fd'), memory: resident() });
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function main() {
  const [soak, storms, uv] = NAMES.map(load);
  const total = Number(process.env.WORKERS ?? 50);
  const first = Number(process.env.SEED ?? 1);
  const random = randomFrom(first);
  const names = Object.keys(endings);
  const width = 4;
  let started = 0;
  let warm;

  while (started < total) {
    const wave = [];
    for (let i = 0; i < width && started < total; i += 1, started += 1) {
      wave.push(runWorker(first * 1000 + started, names[started < names.length ? started : random(names.length)], random));
    }
    await Promise.all(wave);
    // Threads of the addons' own may still be on their way out.
    for (let tries = 0; tries < 500 && (storms.count() > 0 || !/^[^1-9]*$/.test(soak.account())); tries += 1) await sleep(5);
    global.gc();
    if (process.env.VERBOSE) console.error(started, usage(), soak.account());
    if (warm === undefined && started >= total / 2) warm = usage();
  }

  console.log(soak.account(), 'storms', storms.count(), 'handles', uv.count());
  const end = usage();
  assert(end.threads <= warm.threads, `threads grow from ${warm.threads} to ${end.threads}`);
  assert(end.descriptors <= warm.descriptors, `descriptors grow from ${warm.descriptors} to ${end.descriptors}`);
  // A worker's heap alone takes more than a mebibyte. A few workers are too few to tell.
  const each = (end.memory - warm.memory) / (total / 2);
  assert(each < 1 || total < 50, `memory grows by ${each} MiB with each worker`);
  console.log('neither threads nor descriptors nor memory grow');
}

if (isMainThread) {
  main();
} else {
  live(workerData);
}
