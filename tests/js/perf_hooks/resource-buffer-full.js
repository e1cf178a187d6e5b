// What comes while the buffer of resources is full waits for the event that says so, whose listeners may make room.
'use strict';
const { performance } = require('perf_hooks');
const mark = (time) => performance.markResourceTiming(
  { startTime: time, endTime: time, finalConnectionTimingInfo: {} }, 'http://name/', '', globalThis, '', {}, 200, '');
const held = () => performance.getEntriesByType('resource').map(({ startTime }) => startTime);
const soon = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
(async () => {
  for (const onFull of [() => {}, () => performance.clearResourceTimings(), () => performance.setResourceTimingBufferSize(2)]) {
    performance.clearResourceTimings();
    performance.setResourceTimingBufferSize(1);
    performance.addEventListener('resourcetimingbufferfull', ({ type }) => {
      console.log(type, held());
      onFull();
    }, { once: true });
    for (const time of [1, 2]) mark(time);
    console.log(held());
    await soon();
    console.log(held());
  }
})();
