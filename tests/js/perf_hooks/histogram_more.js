'use strict';
// What histograms tell beyond percentiles: moving averages, buckets, comparisons, their bytes for another process; and histograms of
// the last values alone.
const ph = require('node:perf_hooks');

const h = ph.createHistogram(); for (const v of [5,1000,123456789,7,7,7,100000,52]) h.record(v);
const t = (l, f) => { try { console.log(l, f()); } catch (e) { console.log(l, e.name, e.code, e.message); } };
t('percentilesAt', () => h.percentilesAt([50, 90, 99])); t('pa', () => h.percentilesAt()); t('pa', () => h.percentilesAt([0])); t('pa', () => h.percentilesAt(['x'])); t('pa', () => h.percentilesAt([]));
t('linearBuckets', () => h.linearBuckets(50000000)); t('lb', () => h.linearBuckets(0)); t('lb', () => h.linearBuckets());
t('logBuckets', () => h.logBuckets(10, 10)); t('log', () => h.logBuckets(0, 2)); t('log', () => h.logBuckets(1, 1));t('log', () => h.logBuckets());
t('ewma', () => [h.ewmaMean, h.ewmaStddev, h.ewmaErrorRate]); t('burn', () => h.burnRate(0.99));t('burn', () => h.burnRate());
const w = ph.createHistogram({ halfLife: 10, threshold: 50 }); for (let i = 1; i < 100; i++) w.record(i); t('ewma2', () => [w.ewmaMean, w.ewmaStddev, w.ewmaErrorRate]); t('burn', () => w.burnRate(0.9)); t('burn', () => w.burnRate(1)); t('burn', () => w.burnRate(0));
t('recordCorrected', () => { const c = ph.createHistogram(); c.recordCorrected(1000, 100); return [c.count, c.min, c.max]; }); t('rc', () => h.recordCorrected()); t('rc', () => h.recordCorrected(1, 0)); t('rc', () => h.recordCorrected(1));
t('subtract', () => { const a = ph.createHistogram(), b = ph.createHistogram(); a.record(5); a.record(5); a.record(9); b.record(5); a.subtract(b); return [a.count, a.min, a.max, a.countAt(5)]; }); t('sub', () => h.subtract({})); t('sub', () => { const a = ph.createHistogram(), b = ph.createHistogram(); b.record(3); a.subtract(b); return a.count; });
const a = ph.createHistogram(), b = ph.createHistogram(); for (let i = 1; i < 50; i++) { a.record(i); b.record(i * 2); }
t('ks', () => a.ksTest({}));
t('ks', () => a.ksTest(b)); t('cohen', () => a.cohensD(b)); t('cliff', () => a.cliffsD(b));
t('export', () => Buffer.from(ph.createHistogram().export()).toString('hex')); 
t('export', () => { const x = ph.createHistogram({ lowest: 2, highest: 1000, figures: 2 }); x.record(5); x.record(5); x.record(2000); x.record(900); return Buffer.from(x.export()).toString('hex'); });
t('export', () => Buffer.from(w.export()).toString('hex')); 
const s = ph.createSlidingWindowHistogram({ chunks: 3, recordsPerChunk: 4 }); for (let i = 1; i <= 20; i++) s.record(i);
t('snapshot', () => { const n = s.snapshot(); return [n.constructor.name, n.count, n.min, n.max, n.record]; }); t('sr', () => s.record(0)); t('sr', () => s.record('x')); t('sr', () => s.record(5n)); t('reset', () => { s.reset(); return s.snapshot().count; });
t('import', () => { const i = ph.importHistogram(h.export()); i.record(3); return [i.constructor.name, i.count, i.min, i.max, i.exceeds]; });
t('import w', () => { const i = ph.importHistogram(w.export()); return [i.ewmaMean, i.ewmaErrorRate]; });
for (const options of [undefined, {}, { chunks: 0 }, { chunks: 1e9, recordsPerChunk: 1 }, { chunks: 3 }, { chunks: 3, recordsPerChunk: 0 },
  { chunks: 3, chunkDuration: 0 }, { chunks: 3, chunkDuration: 1e15 }, { chunks: 3, chunkDuration: 1, recordsPerChunk: 1 },
  { chunks: 3, recordsPerChunk: 1, figures: 9 }]) t('sliding', () => ph.createSlidingWindowHistogram(options));
for (const options of [{ halfLife: -1 }, { halfLife: 'x' }, { threshold: -1 }, { threshold: 'x' }, { halfLife: Infinity }]) {
  t('create', () => ph.createHistogram(options).count);
}
const bytes = h.export();
for (const data of [undefined, [], new Uint8Array(0), new Uint8Array(4), new Uint8Array([0xbb, 255, 255, 255, 255, 255, 255, 255, 255]),
  bytes.subarray(1), bytes.subarray(0, -1), Uint8Array.of(...bytes, 0)]) t('import', () => ph.importHistogram(data).count);
const timed = ph.createSlidingWindowHistogram({ chunks: 2, chunkDuration: 20 });
timed.record(1);
t('timed', () => timed.snapshot().count);
setTimeout(() => t('timed, later', () => timed.snapshot().count), 100);
