// What dies gives everything back: handles of scopes that are closed, functions, references, externals, wraps and buffers in
// numbers leave the process as large as it was. Wrapped objects that live take no more than on Node.
// flags: --expose-gc
// differs-from-node: on Node the heap itself grows by tens of MiB on the way; here it does not
'use strict';

const addon = require('../build/c/memory.node');

const MiB = 1 << 20;
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function make(name, count) {
  for (let made = 0; made < count; made += 5000) {
    addon[name](5000);
    await turn();
  }
  for (let i = 0; i < 3; i++) {
    gc();
    await turn();
  }
}

async function main() {
  // A million in one call: only the scopes that are closed let go of them.
  addon.objects(100000);
  const start = process.memoryUsage().rss;
  addon.objects(1000000);
  console.log('objects', process.memoryUsage().rss - start < 48 * MiB);

  for (const [name, count, finalizers] of [['references', 150000, 0], ['externals', 200000, 1],
    ['wraps', 150000, 1], ['buffers', 100000, 0], ['external_buffers', 60000, 1], ['functions', 400000, 0]]) {
    const before = addon.finalizers();
    await make(name, count);
    const rss = process.memoryUsage().rss;
    await make(name, 2 * count);
    // The heap itself may grow by some MiB; 2 * count leaks of the smallest of these would be more.
    const grown = process.memoryUsage().rss - rss;
    console.log(name, grown < 40 * MiB || `grown by ${grown}`, addon.finalizers() - before === 3 * count * finalizers);
  }

  const Wrapped = addon.make_class();
  const kept = Array.from({ length: 100000 }, () => new Wrapped());
  gc();
  const rss = process.memoryUsage().rss;
  for (let i = 0; i < 200000; i++) kept.push(new Wrapped());
  gc();
  const each = (process.memoryUsage().rss - rss) / 200000;
  console.log('wrapped', each < 367 || `${each} bytes each`);
}

main();
