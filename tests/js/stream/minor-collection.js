// flags: --expose-gc
// A stream that nobody refers to any more goes with the next minor collection: no closure of it is in the old generation, where it
// would keep the rest until the next full collection. Node.js keeps 400 to 650 bytes until then: minor collections of servers take
// long for it.
'use strict';
const { Duplex, Writable } = require('node:stream');
const { setImmediate: turn } = require('node:timers/promises');

// The first round compiles what the second one runs.
async function measure(what, count, allowed, make) {
  let before;
  for (const round of [1, 2]) {
    gc();
    before = process.memoryUsage().heapUsed;
    for (let index = 0; index < count; index++) await make();
    await turn();
  }
  gc({ type: 'minor' });
  const left = (process.memoryUsage().heapUsed - before) / count;
  const goes = left < allowed || process.versions.anode === undefined;
  console.log(what, goes ? 'goes at once' : `leaves ${left} bytes`);
}

(async () => {
  await measure('a Writable', 2000, 300, () => { new Writable({ write() {} }); });
  await measure('a Duplex', 2000, 300, () => { new Duplex({ read() {}, write() {} }); });
  await measure('a Duplex that was destroyed', 2000, 300, () => { new Duplex({ read() {}, write() {} }).destroy(); });
})();
