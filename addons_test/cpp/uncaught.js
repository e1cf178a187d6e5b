// timeout: 60
// crashes-on-purpose: each case aborts
// A C++ exception that leaves native code ends the process with SIGABRT, wherever the code was called from, on the main thread
// and in a worker.
'use strict';

const { spawnSync } = require('node:child_process');
const { Worker, isMainThread } = require('node:worker_threads');
const fs = require('node:fs');
const addon = require('../build/cpp/uncaught.node');

const [, , where, thread] = process.argv;
if (where === undefined) {
  for (const name of Object.keys(addon)) {
    const statuses = ['main', 'worker'].map((kind) => {
      const { status, signal, stdout } = spawnSync(process.execPath, [__filename, name, kind], { encoding: 'utf8' });
      return `${kind} ${signal ?? status} ${stdout.trim()}`;
    });
    console.log(name, '-', statuses.join(', '));
  }
} else if (isMainThread && thread === 'worker') {
  new Worker(__filename, { argv: [where, thread] });
} else {
  process.on('exit', () => fs.writeSync(1, 'exit event'));
  try {
    addon[where]();
  } catch {
    fs.writeSync(1, 'caught');
  }
}
