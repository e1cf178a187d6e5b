// The order at the end across addons: hooks are last in, first out over all of them, and an addon's own environment ends at
// the place where it was loaded, unless a thread-safe function holds it. More items than one turn delivers are handed back
// without an environment.
'use strict';

const { Worker, isMainThread, workerData } = require('node:worker_threads');
const fs = require('node:fs');
const addon = require('../build/c/ends.node');

const say = (...what) => fs.writeSync(1, `${what.join(' ')}\n`);

function both() {
  globalThis.kept = [{}, {}, {}];
  addon.hook('first: hook 1');
  addon.wrap(kept[0], 'first: wrap 1');
  const second = require('../build/c/lifecycle.node');
  second.finalize_with(kept[1], 'second: wrap');
  second.add_hook('second: hook');
  second.set_instance_number(1);
  addon.hook('first: hook 2');
  addon.wrap(kept[2], 'first: wrap 2');
  addon.instance('first: instance data');
  kept.push(addon.buffer('first: buffer'));
}

const cases = {
  'two addons': both,
  'two addons, one is held'() {
    both();
    addon.channel('A', 1, () => {});
    addon.channel('B', 1, () => {});
  },
  'aborted before'() {
    addon.hook('hook');
    addon.channel('A', 2, () => {});
    addon.abortChannel();
  },
  'released before'() {
    addon.hook('hook');
    addon.channel('A', 2, () => {});
    for (let holder = 0; holder < 3; holder += 1) addon.releaseChannel();
  },
  'more than a turn delivers'() {
    addon.hook('hook');
    addon.channel('A', 1200, () => {});
  },
};

async function main() {
  for (const name of Object.keys(cases)) {
    say('--', name);
    const worker = new Worker(__filename, { workerData: name });
    say('ended with', await new Promise((resolve) => worker.on('exit', resolve)));
  }
}

if (isMainThread) {
  main();
} else {
  cases[workerData]();
  process.exit(0);
}
