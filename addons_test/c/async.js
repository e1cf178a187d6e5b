// Work runs elsewhere and comes back in turn; threads call in without losing a call; contexts follow.
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const addon = require('../build/c/async.node');
const { show, attempt } = require('../_show');

const work = (slot, input, delay = 0) => new Promise((resolve) => addon.work(slot, input, delay, (...result) => resolve(result)));
const uncaught = [];
process.on('uncaughtException', (error, origin) => uncaught.push(`${error.message ?? error} ${origin}`));

async function threadPool() {
  console.log(show(await work(0, 21)), await addon.work_promise(4), show(await Promise.all([1, 2, 3].map((n) => addon.work_promise(n)))));

  let turns = 0;
  const timer = setInterval(() => { turns += 1; }, 1);
  await Promise.all([1, 2, 3, 4].map((slot) => work(slot, slot, 150)));
  clearInterval(timer);
  console.log('the loop goes on meanwhile', turns > 0);

  // As many as the pool has threads occupy it; what comes behind can still be taken back.
  const occupied = Array.from({ length: Number(process.env.UV_THREADPOOL_SIZE ?? 4) }, (_, slot) => work(slot, 1, 500));
  const waiting = work(60, 5);
  await new Promise((resolve) => setTimeout(resolve, 30));
  console.log('cancel', addon.cancel(60), addon.cancel(0), show((await waiting).slice(0, 1)));
  // Its completion does not wait for a thread of the pool.
  console.log('before any other', addon.cancel(0));
  await Promise.all(occupied);

  const order = [];
  await new Promise((resolve) => addon.work(0, 1, 0, () => {
    process.nextTick(() => order.push('tick'));
    Promise.resolve().then(() => order.push('microtask'));
    setImmediate(() => { order.push('immediate'); resolve(); });
    order.push('complete');
  }));
  console.log(show(order));

  addon.work(0, 1, 0, () => { throw new Error('from complete'); });
  await work(1, 1, 10);
  console.log(show(uncaught.splice(0)));
}

function channel(threads, calls, queue, blocking, native, callback) {
  return new Promise((resolve) => {
    const seen = [];
    const take = callback === null ? null : (...args) => { seen.push(args); callback?.(seen.length); };
    addon.start(take, threads, calls, queue, blocking, (...totals) => resolve({ seen, totals }), native);
  });
}

async function threadSafeFunctions() {
  for (const [threads, calls, queue, blocking] of [[1, 10, 0, false], [4, 500, 0, false], [1, 100, 3, true], [2, 50, 1, false]]) {
    const { seen, totals } = await channel(threads, calls, queue, blocking, true);
    const sum = seen.reduce((total, [number]) => total + number, 0);
    console.log(threads, calls, queue, blocking, seen.length, sum, show(totals), seen.every(([, context]) => context));
  }
  const ordered = await channel(1, 3000, 0, false, true);
  console.log('in order', ordered.seen.every(([number], index) => number === index + 1), ordered.seen.length);

  const plain = await channel(2, 5, 0, true, false);
  console.log('without call_js', plain.seen.length, show(plain.seen[0]), show(plain.totals));

  const aborted = await channel(1, 1e6, 2, true, true, (count) => { if (count === 10) console.log('abort', addon.abort_()); });
  console.log('aborted', aborted.seen.length >= 10, aborted.totals[0] < 1e6, aborted.totals[1], aborted.totals[2]);

  const thrown = await channel(1, 3, 0, true, true, (count) => { if (count === 2) throw new Error('from call_js'); });
  console.log('thrown', thrown.seen.length, show(uncaught.splice(0)));

  const order = [];
  await channel(1, 2, 0, true, true, (count) => {
    order.push(`call ${count}`);
    process.nextTick(() => order.push(`tick ${count}`));
    Promise.resolve().then(() => order.push(`microtask ${count}`));
  });
  console.log(show(order));

  let calls = 0;
  console.log(addon.alone(() => { calls += 1; }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  console.log('calls of alone', calls);
  console.log(addon.closed(() => console.log('called')));
  await new Promise((resolve) => setImmediate(resolve));
  console.log(addon.after_last(() => console.log('called after the last release')));
  await new Promise((resolve) => setTimeout(resolve, 20));
}

// One that is referenced again keeps the process until it is released, one that is not does not.
function references() {
  addon.hold(() => {}, true);
  setTimeout(() => {
    console.log('alive', addon.let_go());
    addon.hold(() => {}, false);
    setTimeout(() => console.log('still alive'), 60000).unref();
  }, 20).unref();
}

async function contexts() {
  const storage = new AsyncLocalStorage();
  console.log(addon.make_callback({ name: 'receiver' }, function (a, b) { return `${this.name} ${a} ${b}`; }, 1, 2));
  console.log(attempt(() => addon.make_callback({}, () => { throw new RangeError('in callback'); })), attempt(() => addon.make_callback({}, 5)));
  console.log(storage.run('made here', () => addon.make_callback({}, () => storage.getStore())));

  addon.keep_context();
  console.log(addon.call_in_kept_context(() => 5), attempt(() => addon.call_in_kept_context(() => { throw new Error('in scope'); })), addon.drop_context());
}

threadPool().then(threadSafeFunctions).then(contexts).then(() => console.log('uncaught', show(uncaught))).then(references);
