// flags: --expose-gc
// A turn of the loop delivers no more than a thousand calls, so that timers have theirs; between the death of an object and its
// finalizer its references are empty; functions and wraps that die give everything back, in time that grows with their number.
'use strict';

const addon = require('../build/c/turns.node');
const { show, collectUntil } = require('../_show');

async function batches() {
  const sizes = [];
  let count = 0, timers = 0;
  const timer = setInterval(() => { timers += 1; }, 1);
  await new Promise((resolve) => {
    addon.flood(() => { count += 1; }, 3500);
    const turn = () => {
      if (count > 0) sizes.push(count);
      const done = sizes.reduce((sum, size) => sum + size, 0) === 3500;
      count = 0;
      // A callback of a thousand calls is work enough for the timer to be due.
      for (const end = performance.now() + 2; performance.now() < end;);
      if (done) resolve();
      else setImmediate(turn);
    };
    setImmediate(turn);
  });
  clearInterval(timer);
  console.log('calls by turn', show(sizes), 'timers ran', timers > 0);
}

// One that never comes to the end of its queue leaves timers and immediates their turns.
async function endless() {
  let immediate = false, timer = false;
  setImmediate(() => { immediate = true; });
  setTimeout(() => { timer = true; }, 5);
  await new Promise((resolve) => addon.feed_itself(() => {
    if (!immediate || !timer) return true;
    resolve();
    return false;
  }));
  console.log('beside an endless queue', immediate, timer);
}

async function finalizers() {
  // All in one turn: finalizers wait for the next.
  const watchOne = () => { addon.watch({ doomed: true }); return addon.state(); };
  console.log(watchOne());
  globalThis.gc();
  console.log(addon.state());
  console.log(await collectUntil(() => addon.state().startsWith('deleted')), addon.state(), show(addon.made()));
}

async function memory() {
  const grown = async (work) => {
    await work();
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
    const before = process.memoryUsage.rss();
    for (let round = 0; round < 5; round++) await work();
    globalThis.gc();
    return process.memoryUsage.rss() - before;
  };
  const functions = await grown(async () => {
    addon.make_functions(50_000);
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  });
  console.log('functions', functions < 50e6 ? 'give everything back' : functions);

  // Linear, whatever the order in which they die: the first one made dies first.
  const count = 100_000;
  const before = addon.count_released();
  let objects = Array.from({ length: count }, () => ({}));
  addon.wrap_all(objects);
  objects.length = count / 2;
  globalThis.gc();
  objects = null;
  console.log('wraps', await collectUntil(() => addon.count_released() - before === count));
}

batches().then(endless).then(finalizers).then(memory);
