// process.memoryUsage() counts the memory of buffers, and not, on Node 26, what addons say they hold besides
// (`napi_adjust_external_memory`): that only moves V8 to collect.
'use strict';

const references = require('../build/c/references.node');
const { show } = require('../_show');

const MIB = 1 << 20;
const external = () => process.memoryUsage().external;
const before = external();
references.adjust(64 * MIB);
const during = external();
references.adjust(-64 * MIB);
const after = external();
const near = (value, expected) => Math.abs(value - expected) < 8 * MIB;
console.log(near(during, before), near(after, before));

// Objects die without anybody asking for a collection.
(async () => {
  const [finalized] = references.counts();
  for (let i = 0; i < 300; i++) {
    references.add_finalizer({}, 1);
    references.adjust(16 * MIB);
    if (i % 10 === 0) await new Promise(setImmediate);
  }
  references.adjust(-300 * 16 * MIB);
  console.log('collected', references.counts()[0] > finalized);
})();

const { arrayBuffers } = process.memoryUsage();
const kept = [new ArrayBuffer(32 * MIB), Buffer.alloc(16 * MIB), new SharedArrayBuffer(8)];
const now = process.memoryUsage();
console.log(near(now.arrayBuffers - arrayBuffers, 48 * MIB), near(now.external - after, 48 * MIB), now.external >= now.arrayBuffers);
console.log(show(Object.keys(now)), process.memoryUsage.rss() > MIB, kept.length);
