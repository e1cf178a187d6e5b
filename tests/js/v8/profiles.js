// v8.startCpuProfile() and v8.startHeapProfile(): what they take, what a profile is made of, and that V8 takes several of the first
// kind at a time and one of the second.
'use strict';

const v8 = require('node:v8');

function attempt(what, action) {
  try {
    console.log(what, action());
  } catch (error) {
    console.log(what, error.name, error.code, error.message);
  }
}

const keys = (object) => Object.keys(object).sort().join();
const values = [5, null, 'x', {}, { sampleInterval: 1 }, { sampleInterval: 0 }, { sampleInterval: -1 }, { sampleInterval: 'x' }, { sampleInterval: 1.5 },
  { sampleInterval: 1e10 }, { sampleInterval: null }, { maxBufferSize: 0 }, { maxBufferSize: 1.5 }, { maxBufferSize: 1e20 }, { stackDepth: -1 }, { stackDepth: 0 },
  { stackDepth: 1.5 }, { stackDepth: 1e10 }, { forceGC: 1 }, { forceGC: true }, { includeObjectsCollectedByMajorGC: 5 }, { includeObjectsCollectedByMinorGC: 'x' },
  { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true }];
for (const start of [v8.startCpuProfile, v8.startHeapProfile]) {
  for (const value of values) attempt(JSON.stringify(value), () => typeof start(value).stop());
  const handle = start();
  console.log(handle, Object.getOwnPropertyDescriptors(Object.getPrototypeOf(handle)));
  attempt('a second one', () => typeof start().stop());
  console.log(typeof handle.stop(), handle.stop());
  const disposed = start();
  console.log(disposed[Symbol.dispose](), disposed.stop());
}

function busy(milliseconds) {
  const kept = [];
  for (const end = Date.now() + milliseconds; Date.now() < end;) kept.push({ number: kept.length });
  return kept;
}

const first = v8.startCpuProfile({ sampleInterval: 0.5 });
const short = v8.startCpuProfile({ sampleInterval: 0.5, maxBufferSize: 1 });
busy(60);
const profile = JSON.parse(first.stop());
const node = profile.nodes.find(({ callFrame }) => callFrame.functionName === 'busy');
console.log(keys(profile), keys(profile.nodes[0]), keys(node.callFrame), node.callFrame.url.endsWith('profiles.js'), node.callFrame.lineNumber, typeof node.callFrame.scriptId,
            profile.samples.length > 5, profile.samples.length === profile.timeDeltas.length);
const { samples, timeDeltas } = JSON.parse(short.stop());
console.log(samples.length, timeDeltas.length);

const heap = v8.startHeapProfile({ sampleInterval: 64 });
globalThis.kept = busy(20);
const { head, samples: allocations } = JSON.parse(heap.stop());
const depth = ({ children }) => 1 + Math.max(0, ...children.map(depth));
console.log(keys(head), keys(head.callFrame), typeof head.callFrame.scriptId, depth(head) > 2, allocations.length > 100, keys(allocations[0]));
