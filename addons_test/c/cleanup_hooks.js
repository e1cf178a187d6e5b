// crashes-on-purpose: a hook that is added while it runs is a fatal error
// What cleanup hooks do to the hooks that are still to come: a removed one does not run; one that is added runs after all those that
// were there; one that runs counts as registered until it has returned. Objects, instance data and asynchronous hooks that a hook
// makes come to their end as well.
'use strict';

const { spawnSync } = require('node:child_process');
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const NAMES = ['change others', 'return to the queue', 'add itself', 'add an asynchronous one', 'set instance data', 'make things'];
const live = (name) => require('../build/c/cleanup_hooks.node').hook(NAMES.indexOf(name));

const [, , name, where] = process.argv;
if (!isMainThread) {
  live(workerData);
} else if (where === 'worker') {
  new Worker(__filename, { workerData: name });
} else if (name) {
  live(name);
} else {
  for (const where of ['main', 'worker']) {
    for (const name of NAMES) {
      const { status, signal, stdout } = spawnSync(process.execPath, [__filename, name, where], { encoding: 'utf8' });
      console.log(`-- ${name}, ${where}: ${signal ?? status}\n${stdout}`);
    }
  }
}
