// resourceLimits.stackSizeMb says how deep a worker's calls may go, those of V8's own native code, too. Without a limit it is
// 4 MiB. V8 was once told of none of it.
'use strict';

const { Worker } = require('node:worker_threads');

const script = `
  let depth = 0;
  function fall() { depth++; fall(); }
  try { fall(); } catch (error) { if (error.name !== 'RangeError') throw error; }
  let nested = [];
  for (let i = 0; i < 20000; i++) nested = [nested];
  let text;
  try { text = typeof structuredClone(nested); } catch (error) { text = error.name; }
  require('node:worker_threads').parentPort.postMessage([depth, text]);`;

const measure = (stackSizeMb) => new Promise((resolve, reject) => {
  const worker = new Worker(script, { eval: true, resourceLimits: { stackSizeMb } });
  worker.on('message', resolve).on('error', reject);
});

(async () => {
  const [two] = await measure(2);
  // In the depth that 2 MiB allow.
  for (const [size, atLeast, atMost] of [[1, 0.05, 0.95], [undefined, 1.2, 6], [8, 2.4, 12], [64, 15, 100]]) {
    const [depth, text] = await measure(size);
    const share = depth / two;
    console.log(size, share > atLeast && share < atMost || share, text);
  }
})();
