// performance.nodeTiming.uvMetricsInfo: how often the loop has turned, as programs see it that watch over its health. Its turns are
// those of immediates; a wait is one turn, however long. What the entry has besides, and in which form.
'use strict';
const { nodeTiming } = performance;

for (const [name, { value, get, ...how }] of Object.entries(Object.getOwnPropertyDescriptors(nodeTiming)))
  console.log(name, value ?? `${typeof get} ${get.name}`, JSON.stringify(how));
console.log(Object.keys(nodeTiming.toJSON()).join());

const turns = () => nodeTiming.uvMetricsInfo.loopCount;
console.log(nodeTiming.uvMetricsInfo);
setImmediate(() => {
  const first = turns();
  setImmediate(() => {
    console.log('immediate', turns() - first);
    const before = turns();
    setTimeout(() => {
      // With one more for the timer that came a little early, if any.
      console.log('timer', turns() - before >= 1 && turns() - before <= 3);
    }, 50);
  });
});
