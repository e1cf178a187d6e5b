// The end of a thread-safe function belongs to the loop's close phase: after the immediates of the turn that delivered its last
// item, before the next turn's timers.
'use strict';

const addon = require('../build/c/storms.node');

const order = [];
const log = (what) => order.push(what);
const options = { threads: 1, calls: 2, queue: 0, blocking: 1, late: 0, detached: 1, abortAt: -1, leaveAt: -1, every: 1 };
addon.start(options, (count) => {
  log(`item ${count}`);
  setImmediate(() => log(`immediate ${count}`));
  process.nextTick(() => log(`tick ${count}`));
  Promise.resolve().then(() => log(`microtask ${count}`));
}, () => {
  log('end');
  process.nextTick(() => log('tick at the end'));
  Promise.resolve().then(() => log('microtask at the end'));
  setImmediate(() => log('immediate at the end'));
});
process.on('exit', () => console.log(order.join(', ')));
// Both items are there when the loop first looks.
const start = performance.now();
while (performance.now() - start < 50);
