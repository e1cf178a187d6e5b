// flags: --expose-gc
// timeout: 120
// JavaScript that is called from any kind of native callback may end its thread or throw: what the native code is told, and how
// the thread or the process ends.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const addon = require('../build/c/ends_callbacks.node');

const kinds = ['function', 'finalizer', 'work', 'thread', 'end of a thread-safe function', 'timer', 'timer as a callback'];
const say = (text) => fs.writeSync(1, `${text}\n`);

const actions = {
  'exits': () => process.exit(3),
  'throws': () => { throw new Error('thrown'); },
  'throws what is handled': () => {
    process.on('uncaughtException', (error) => say(`  handled ${error.message}`));
    throw new Error('thrown');
  },
  'is fatal': () => addon.fatal(new Error('fatal')),
  'exits in a tick': () => process.nextTick(() => process.exit(4)),
  'throws in a tick': () => process.nextTick(() => { throw new Error('in a tick'); }),
};

function run(kind, action) {
  addon.watch();
  process.on('exit', (code) => say(`  exit event ${code}`));
  addon.from(kind, actions[action]);
  if (kind === 'finalizer') {
    let turns = 0;
    const interval = setInterval(() => { gc(); if (++turns === 5) clearInterval(interval); }, 1);
  }
}

// The addon's lines come first: the parent tells of the rest when the thread has ended.
const inWorker = (kind, action) => new Promise((resolve) => {
  const heard = [];
  const worker = new Worker(__filename, { workerData: [kind, action] });
  worker.on('error', (error) => heard.push(`  error ${error.message}`));
  worker.on('exit', (code) => resolve([...heard, `  ended with ${code}`].join('\n')));
});

async function main() {
  for (const kind of kinds) {
    for (const action of Object.keys(actions)) {
      say(`${kind}, ${action}:`);
      say(await inWorker(kind, action));
    }
  }
  for (const kind of kinds) {
    for (const action of ['exits', 'throws', 'throws what is handled']) {
      const { status, signal, stdout } = spawnSync(process.execPath, ['--expose-gc', __filename, kind, action], { encoding: 'utf8' });
      say(`process: ${kind}, ${action}: ${status} ${signal}\n${stdout}`);
    }
  }
}

if (!isMainThread) run(...workerData);
else if (process.argv.length > 2) run(...process.argv.slice(2));
else main();
