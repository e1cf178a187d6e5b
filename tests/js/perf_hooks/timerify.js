'use strict';
// timerify: the arguments of a call stand on its entry; the functions of the module are those of `performance`.
const { performance, PerformanceObserver, timerify, eventLoopUtilization } = require('node:perf_hooks');

console.log(performance.timerify === timerify, timerify.name, performance.eventLoopUtilization === eventLoopUtilization);
// Before the loop has begun there is nothing to tell.
const none = eventLoopUtilization();
console.log(none, eventLoopUtilization(none), eventLoopUtilization(none, none), eventLoopUtilization({ idle: 1, active: 2 }));

const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) console.log(entry.name, entry.entryType, Object.keys(entry), entry[0], entry[1], entry.detail);
  observer.disconnect();
});
observer.observe({ entryTypes: ['function'] });
console.log(timerify(function add(a, b) { return a + b; })(1, 2));
console.log(new (timerify(class Named { constructor(x) { this.x = x; } }))('text').x);
