// differs-from-node: Node puts the same request into libuv's queues twice and crashes
// Work that has been executed and has not completed is still queued: queueing it again is refused. Once it was taken, and
// completed twice, the second time perhaps while it ran. From its completion on it may be queued.
'use strict';

const { setTimeout } = require('node:timers/promises');
const addon = require('../build/c/async_again.node');

async function idle(executions) {
  while (addon.counts()[1] < executions) await setTimeout(1);
}

(async () => {
  console.log(addon.queue());
  addon.await_execution(1);
  console.log(addon.queue(), addon.queue(), addon.counts());
  await idle(1);
  console.log(addon.counts());
  addon.queue_in_completion(3);
  console.log(addon.queue());
  await idle(5);
  console.log(addon.counts());
})();
