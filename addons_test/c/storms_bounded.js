// differs-from-node: Node loses wake-ups of producers that wait for a bounded queue, and hangs
// timeout: 120
// Several threads that block on a bounded queue: every call returns, every item is delivered once or handed back, and the
// function ends, whether its last holder lets go, or somebody aborts it in the middle.
'use strict';

const assert = require('node:assert');
const addon = require('../build/c/storms.node');

const defaults = { threads: 4, calls: 500, queue: 64, blocking: 1, late: 0, detached: 0, abortAt: -1, leaveAt: -1, every: 1 };

async function storm(options, whileItRuns) {
  options = { ...defaults, ...options };
  let onItem;
  const ended = new Promise((resolve) => {
    const handle = addon.start(options, (count) => onItem?.(count), resolve);
    onItem = whileItRuns?.(handle);
    storm.handle = handle;
  });
  await ended;
  const account = addon.settle(storm.handle);
  assert.strictEqual(account.unexpected, 0);
  assert.strictEqual(account.finalized, 1);
  assert.strictEqual(account.delivered + account.handedBack, account.accepted);
  assert.strictEqual(account.closing + account.released, options.threads);
  return account;
}

async function rounds(name, count, check, options, whileItRuns) {
  for (let round = 0; round < count; round += 1) {
    const varied = typeof options === 'function' ? options(round) : options;
    check(await storm(varied, whileItRuns), { ...defaults, ...varied });
  }
  console.log(name, 'done');
}

const everything = (account, { threads, calls }) => {
  assert.strictEqual(account.delivered, threads * calls);
  assert.strictEqual(account.closing, 0);
};
const cutShort = (account, { threads, calls }) => assert(account.delivered < threads * calls);
const anything = () => {};

async function main() {
  await rounds('four threads, a queue of 64', 20, everything, {});
  await rounds('every size of queue', 33, everything, (round) => ({ queue: round + 1, threads: 2 + round % 5, calls: 100 }));
  await rounds('a queue of one, eight threads', 10, everything, { queue: 1, threads: 8, calls: 100 });
  await rounds('items that JavaScript does not see', 20, everything, { every: 0 });
  await rounds('half of the threads leave early', 20, (account) => assert.strictEqual(account.closing, 0),
               (round) => ({ leaveAt: round * 10, queue: 8 }));
  await rounds('a producer aborts', 30, cutShort, (round) => ({ abortAt: round * 7, queue: 1 + round }));
  await rounds('JavaScript aborts in the middle of an item', 30, cutShort,
               (round) => ({ late: 3, calls: 100000, queue: 1 + round, every: 1 + round }),
               (handle) => () => {
                 if (handle !== undefined) assert.strictEqual(addon.abort(handle), 'ok');
                 handle = undefined;
               });
  await rounds('JavaScript aborts between two turns', 10, cutShort, { late: 2, calls: 1000000, every: 0 },
               (handle) => { setTimeout(() => addon.abort(handle), 2); });
  await rounds('the last holder lets go on the JavaScript thread', 20, everything, (round) => ({ late: 1, queue: 1 + round }),
               (handle) => (count) => { if (count === 500) addon.release(handle); });
}

main();
