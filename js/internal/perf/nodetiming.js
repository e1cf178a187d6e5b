'use strict';

// performance.nodeTiming: the milestones of the process.

const { PerformanceEntry, kSkipThrow } = require('internal/perf/performance_entry');
const { now } = require('internal/perf/utils');

const binding = internalBinding('performance');

const kMilestones = ['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete'];
const kInJson = (
  'name entryType startTime duration nodeStart v8Start bootstrapComplete environment loopStart loopExit idleTime'
).split(' ');

class PerformanceNodeTiming extends PerformanceEntry {
  constructor() {
    super(kSkipThrow, 'node', 'node', 0, 0);
    const constants = { name: 'node', entryType: 'node', startTime: 0 };
    for (const [name, value] of Object.entries(constants))
      Object.defineProperty(this, name, { __proto__: null, value, enumerable: true, configurable: true });
    const define = (name, get) => {
      Object.defineProperty(this, name, { __proto__: null, get, enumerable: true, configurable: true });
    };
    define('duration', now);
    for (const name of kMilestones)
      define(name, { get() { return binding.milestone(name); } }.get);
    define('idleTime', function loopIdleTime() { return binding.loopTimes()[1]; });
    define('uvMetricsInfo', { get() {
      const [loopCount, events, eventsWaiting] = binding.loopCounts();
      return { loopCount, events, eventsWaiting };
    } }.get);
  }

  toJSON() {
    return Object.fromEntries(kInJson.map((name) => [name, this[name]]));
  }
}

module.exports = { PerformanceNodeTiming, nodeTiming: new PerformanceNodeTiming() };
