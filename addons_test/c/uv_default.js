// libuv's default loop is the main thread's: addons that use it without asking the host for a loop are served.
'use strict';

const { Worker, isMainThread } = require('node:worker_threads');
const addon = require('../build/c/uv_default.node');

if (!isMainThread) {
  console.log('worker', addon.is_default());
} else {
  console.log('started', addon.start());
  process.on('exit', () => console.log('exit'));
  setTimeout(() => {
    console.log('main', addon.is_default());
    new Worker(__filename);
  }, 20);
}
