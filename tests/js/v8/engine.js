'use strict';

// Statistics, flags, promise hooks, profilers: what they give and what they refuse.

const v8 = require('v8');
const fs = require('fs');
const os = require('os');
const path = require('path');

function attempt(text) {
  try {
    console.log(text, '=>', (0, eval)(text));
  } catch (error) {
    console.log(text, '!!', error.name, error.code, error.message);
  }
}
globalThis.v8 = v8;

for (const text of `
Object.keys(v8.getHeapStatistics())
Object.keys(v8.getHeapSpaceStatistics()[0])
Object.keys(v8.getHeapCodeStatistics())
v8.getHeapStatistics().used_heap_size > 0
typeof v8.cachedDataVersionTag()
v8.setFlagsFromString(1)
v8.setFlagsFromString('--stack-size=900')
v8.startupSnapshot.isBuildingSnapshot()
v8.startupSnapshot.addSerializeCallback(() => {})
v8.promiseHooks.onInit(1)
v8.isStringOneByteRepresentation('a')
v8.isStringOneByteRepresentation('\\u4e00')
v8.isStringOneByteRepresentation(1)
v8.writeHeapSnapshot(1)
v8.getHeapSnapshot(1)
v8.getHeapSnapshot().constructor.name
new v8.GCProfiler().stop()
v8.takeCoverage()
`.trim().split('\n')) attempt(text);

const counts = { init: 0, before: 0, after: 0, settled: 0 };
const stop = v8.promiseHooks.createHook({
  init() { counts.init++; }, before() { counts.before++; }, after() { counts.after++; }, settled() { counts.settled++; },
});
Promise.resolve(1).then(() => {
  stop();
  console.log(counts);
  Promise.resolve();
  console.log(counts.init);
});

const profiler = new v8.GCProfiler();
profiler.start();
v8.setFlagsFromString('--expose-gc');
require('vm').runInNewContext('gc')();
const profile = profiler.stop();
console.log(profile.version, profile.statistics.length > 0, Object.keys(profile.statistics[0]),
            Object.keys(profile.statistics[0].beforeGC));

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heap-'));
const file = path.join(folder, 'a.heapsnapshot');
console.log(v8.writeHeapSnapshot(file) === file, JSON.parse(fs.readFileSync(file)).snapshot.node_count > 0);
fs.rmSync(folder, { recursive: true });
