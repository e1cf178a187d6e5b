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
  for (const size of [1, undefined, 8, 64]) {
    const [depth, text] = await measure(size);
    console.log(size, Math.round(Math.log2(depth / two)), text);
  }
})();
