// libuv's default loop is the main thread's: addons that use it without asking the host for a loop are served, however they came
// by the function. Each way in a process of its own, since the loop stays once it is there.
'use strict';

const { execFileSync } = require('node:child_process');
const { Worker, isMainThread } = require('node:worker_threads');

const [way] = process.argv.slice(2);
if (way === undefined) {
  for (const each of ['reference', 'name', 'second library']) {
    process.stdout.write(`${each}\n${execFileSync(process.execPath, [__filename, each])}`);
  }
} else if (!isMainThread) {
  console.log('worker', require('../build/c/uv_default.node').is_default());
} else {
  const addon = require(`../build/c/uv_default${way === 'reference' ? '' : '_indirect'}.node`);
  console.log('started', addon.start(way));
  process.on('exit', () => console.log('exit'));
  if (way === 'reference') {
    setTimeout(() => {
      console.log('main', addon.is_default());
      new Worker(__filename, { argv: [way] });
    }, 20);
  }
}
