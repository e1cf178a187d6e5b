'use strict';

// Marks, measures, observers, and what the functions refuse.

const perfHooks = require('perf_hooks');
const { PerformanceObserver, performance: p } = perfHooks;

function attempt(text) {
  try {
    console.log(text, '=>', (0, eval)(text));
  } catch (error) {
    console.log(text, '!!', error.name, error.code, error.message);
  }
}
globalThis.ph = perfHooks;
globalThis.p = p;

for (const text of `
ph.constants
Object.prototype.toString.call(p)
p.mark('a', { startTime: 1, detail: { x: 1 } })
p.mark('b', { startTime: 5 })
p.measure('m', 'a', 'b')
p.measure('m2', { start: 1, duration: 3, detail: 2 })
p.measure('m3', { start: 1, end: 3, duration: 3 })
p.measure('m4', { start: 'a', end: 'b' }).duration
p.measure('x', 'no such mark')
p.getEntries().map((entry) => entry.name)
p.getEntriesByName('a')
p.getEntriesByName('a', 'measure')
p.getEntriesByType('measure').length
p.clearMarks('a')
p.getEntriesByType('mark').length
p.clearMeasures()
p.getEntriesByType('measure')
p.mark()
p.mark('nodeStart')
p.mark('q', { startTime: -1 })
p.mark(Symbol())
p.mark('z', 1)
JSON.stringify(p.measure('json', { start: 1, end: 4 }))
new PerformanceEntry()
new PerformanceMark('a', { startTime: 3 })
new PerformanceMark()
new PerformanceMeasure()
new Performance()
new PerformanceObserver()
new PerformanceObserver(() => {}).observe()
new PerformanceObserver(() => {}).observe({})
new PerformanceObserver(() => {}).observe({ entryTypes: ['unknown'] })
new PerformanceObserver(() => {}).observe({ type: 'mark', entryTypes: ['mark'] })
p.timerify(1)
p.timerify(function foo(a, b) {}).name
p.timerify(function foo(a, b) {}).length
p.eventLoopUtilization()
Object.keys(p.toJSON())
Object.keys(p.nodeTiming.toJSON())
p.nodeTiming.loopStart
p.nodeTiming.nodeStart < p.nodeTiming.bootstrapComplete
p.now.call({})
typeof p.timeOrigin
p === globalThis.performance
ph.createHistogram({ lowest: 0 })
ph.createHistogram({ lowest: 5, highest: 6 })
ph.createHistogram({ figures: 9 })
ph.createHistogram(1)
ph.monitorEventLoopDelay({ resolution: 0 })
`.trim().split('\n')) attempt(text);

const seen = [];
const observer = new PerformanceObserver((list, self) => {
  seen.push(...list.getEntries().map((entry) => `${entry.entryType} ${entry.name}`), self === observer);
});
observer.observe({ entryTypes: ['mark', 'measure', 'function'] });
p.mark('observed');
p.timerify(function timed() {})(1, 2);
setImmediate(() => setTimeout(() => {
  observer.disconnect();
  p.mark('not observed');
  console.log(seen);
  console.log(p.nodeTiming.loopStart > 0, p.eventLoopUtilization().idle > 0);
  const buffered = new PerformanceObserver((list) => {
    console.log(list.getEntriesByType('mark').map((entry) => entry.name));
    buffered.disconnect();
  });
  buffered.observe({ type: 'mark', buffered: true });
}, 30));
