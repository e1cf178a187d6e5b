'use strict';

// performance.eventLoopUtilization(): which part of its time the event loop was
// not waiting.

const { now } = require('internal/perf/utils');

const binding = internalBinding('performance');


function eventLoopUtilization(util1, util2) {
  if (util2) {
    const idle = util1.idle - util2.idle;
    const active = util1.active - util2.active;
    return { idle, active, utilization: active / (idle + active) };
  }
  const start = binding.milestone('loopStart');
  if (start <= 0)
    return { idle: 0, active: 0, utilization: 0 };
  const idle = binding.loopTimes()[1];
  const active = now() - start - idle;
  if (!util1)
    return { idle, active, utilization: active / (idle + active) };
  const idleDelta = idle - util1.idle;
  const activeDelta = active - util1.active;
  return { idle: idleDelta, active: activeDelta, utilization: activeDelta / (idleDelta + activeDelta) };
}

module.exports = { eventLoopUtilization };
