// An addon that uses libuv runs on the host's own loop: its handles keep the process alive, and only they.
'use strict';

const addon = require('../build/c/uv.node');

const run = (start) => new Promise((resolve) => {
  const seen = [];
  start((what) => {
    seen.push(what);
    if (what === 'closed') resolve(seen.join(' '));
  });
});

async function main() {
  console.log(addon.about(), addon.unreferenced());
  console.log(await run((callback) => addon.timer(callback, 3)));
  console.log(await run((callback) => addon.idle(callback, 4)));
  console.log(await run((callback) => addon.async(callback)));
  console.log(await run((callback) => addon.queue_work(callback)));
  console.log((await Promise.all([run((callback) => addon.timer(callback, 5)), run((callback) => addon.queue_work(callback)), run((callback) => addon.async(callback))])).join(', '));
  const order = [];
  await run((callback) => addon.timer((what) => {
    order.push(what);
    process.nextTick(() => order.push('tick'));
    Promise.resolve().then(() => order.push('microtask'));
    callback(what);
  }, 2));
  console.log(order.join(' '));
}

main();
