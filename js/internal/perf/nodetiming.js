'use strict';

// performance.nodeTiming: the milestones of the process.

const { PerformanceEntry, kSkipThrow } = require('internal/perf/performance_entry');
const { now } = require('internal/perf/utils');

const binding = internalBinding('performance');

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
    define('nodeStart', () => binding.milestone('nodeStart'));
    define('v8Start', () => binding.milestone('v8Start'));
    define('environment', () => binding.milestone('environment'));
    define('loopStart', () => binding.milestone('loopStart'));
    define('loopExit', () => binding.milestone('loopExit'));
    define('bootstrapComplete', () => binding.milestone('bootstrapComplete'));
    define('idleTime', () => binding.loopTimes()[1]);
  }

  toJSON() {
    return {
      name: this.name,
      entryType: this.entryType,
      startTime: this.startTime,
      duration: this.duration,
      nodeStart: this.nodeStart,
      v8Start: this.v8Start,
      bootstrapComplete: this.bootstrapComplete,
      environment: this.environment,
      loopStart: this.loopStart,
      loopExit: this.loopExit,
      idleTime: this.idleTime,
    };
  }
}

module.exports = { PerformanceNodeTiming, nodeTiming: new PerformanceNodeTiming() };
