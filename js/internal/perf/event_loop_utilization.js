'use strict';

// performance.eventLoopUtilization(): which part of its time the event loop was
// not waiting.

const binding = internalBinding('performance');

function between(idle, active) {
  return { idle, active, utilization: active / (idle + active) };
}

// `loopTimes()` answers how long the loop has existed and how long of that it
// was idle, in milliseconds.
function utilizationOf(loopTimes, util1, util2) {
  const [existed, idle] = loopTimes();
  if (existed === 0) return { idle: 0, active: 0, utilization: 0 };
  if (util2) return between(util1.idle - util2.idle, util1.active - util2.active);
  const active = existed - idle;
  return util1 ? between(idle - util1.idle, active - util1.active) : between(idle, active);
}

function eventLoopUtilization(util1, util2) {
  return utilizationOf(binding.loopTimes, util1, util2);
}

module.exports = { eventLoopUtilization, utilizationOf };
