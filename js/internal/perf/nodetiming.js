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
    const define = (name, get) => {
      Object.defineProperty(this, name, { __proto__: null, get, enumerable: true, configurable: true });
    };
    define('name', () => 'node');
    define('entryType', () => 'node');
    define('startTime', () => 0);
    define('duration', now);
    for (const name of kMilestones) define(name, () => binding.milestone(name));
    define('idleTime', () => binding.loopTimes()[1]);
  }

  toJSON() {
    return Object.fromEntries(kInJson.map((name) => [name, this[name]]));
  }
}

module.exports = { PerformanceNodeTiming, nodeTiming: new PerformanceNodeTiming() };
