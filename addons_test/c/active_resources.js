// Work and thread-safe functions of addons keep the process alive, but process.getActiveResourcesInfo() lists neither them nor
// handles of libuv.
'use strict';

const addon = require('../build/c/async.node');

// Whether standard output is listed depends on what it is.
const lines = [];
const show = (what) => lines.push(`${what}: ${process.getActiveResourcesInfo()}`);
process.on('exit', () => console.log(lines.join('\n')));

addon.hold(() => {}, true);
show('a thread-safe function');
addon.work(0, 1, 20, () => {
  show('completed');
  setTimeout(() => {
    addon.let_go();
    show('released');
  }, 1);
  show('a timer');
});
addon.keep_context();
show('work and a context');
