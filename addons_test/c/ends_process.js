// timeout: 60
// crashes-on-purpose: faults and signals are what it is about
// Every way in which a process can end while an addon has things left, with the exit status or the signal that the parent
// sees, and what is said on the way: on the main thread, and the fatal ones in a worker as well.
'use strict';

const { spawnSync } = require('node:child_process');
const { Worker, isMainThread } = require('node:worker_threads');
const os = require('node:os');
const fs = require('node:fs');

const say = (...what) => fs.writeSync(1, `${what.join(' ')}\n`);
const { signals } = os.constants;

const gentle = {
  naturally: () => {},
  'with an exit code': () => { process.exitCode = 3; },
  'after the queue': (addon) => {
    addon.channel('queue', 2, () => {});
    for (let holder = 0; holder < 3; holder += 1) addon.releaseChannel();
    addon.work('work', 20);
  },
  'after an abort': (addon) => { addon.channel('queue', 2, () => {}); addon.abortChannel(); },
};
const abrupt = {
  'process.exit': () => process.exit(4),
  'uncaught exception': () => { throw new Error('uncaught'); },
  'unhandled rejection': () => { Promise.reject(new Error('unhandled')); },
  'exit() in native code': (addon) => addon.exit(6),
};
const fatal = {
  'process.abort': () => process.abort(),
  'abort() in native code': (addon) => addon.abort(),
  'napi_fatal_error': (addon) => addon.fatal(),
  'a null pointer': (addon) => addon.crash(),
  'native stack overflow': (addon) => addon.overflow(),
  'process.kill': () => { process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 30000); },
};
for (const name of ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGFPE', 'SIGILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGPIPE']) {
  fatal[`raise ${name}`] = (addon) => addon.raise(signals[name]);
}
const endings = { ...gentle, ...abrupt, ...fatal };
// In a worker these end the worker or throw there; see ends_worker.js.
const inWorkers = Object.keys(fatal).filter((name) => name !== 'process.abort');

function live(name) {
  const addon = require('../build/c/ends.node');
  globalThis.kept = [{}, {}];
  addon.hook('hook 1');
  addon.instance('instance data');
  addon.wrap(kept[0], 'wrap 1');
  kept.push(addon.buffer('buffer'));
  addon.wrap(kept[1], 'wrap 2');
  addon.atExit();
  if (name in abrupt) {
    addon.channel('queue', 2, () => {});
    addon.work('work', 50);
  }
  process.on('exit', (code) => say('exit event', code));
  endings[name](addon);
}

const [, , name, thread] = process.argv;
if (!isMainThread || (name && thread === 'main')) {
  live(name);
} else if (name) {
  new Worker(__filename, { argv: [name, 'worker'] });
} else {
  for (const [where, names] of [['main', Object.keys(endings)], ['worker', inWorkers]]) {
    for (const ending of names) {
      const { status, signal, stdout } = spawnSync(process.execPath, [__filename, ending, where], { encoding: 'utf8' });
      say(`-- ${ending} (${where}): ${signal ?? status}\n${stdout.trimEnd()}`);
    }
  }
}
