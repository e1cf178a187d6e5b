'use strict';

// node:perf_hooks: measuring time.

const { Performance, performance } = require('internal/perf/performance');
const { PerformanceEntry } = require('internal/perf/performance_entry');
const { PerformanceMark, PerformanceMeasure } = require('internal/perf/usertiming');
const { PerformanceObserver, PerformanceObserverEntryList } = require('internal/perf/observe');
const { PerformanceResourceTiming } = require('internal/perf/resource_timing');
const { createHistogram, createSlidingWindowHistogram, importHistogram } = require('internal/histogram');
const { readOnly } = require('internal/util');
const { monitorEventLoopDelay } = require('internal/perf/event_loop_delay');

// V8's kinds of collection and the flags of one; and the numbers that Node.js gives to entries and milestones.
const names = { ENTRY_TYPE: 'GC HTTP HTTP2 NET DNS QUIC', MILESTONE: 'TIME_ORIGIN_TIMESTAMP TIME_ORIGIN ENVIRONMENT ' +
  'NODE_START V8_START LOOP_START LOOP_EXIT BOOTSTRAP_COMPLETE' };
const constants = {
  NODE_PERFORMANCE_GC_MAJOR: 4,
  NODE_PERFORMANCE_GC_MINOR: 1,
  NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP: 2,
  NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16,
  NODE_PERFORMANCE_GC_FLAGS_NO: 0,
  NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2,
  NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
  NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
  NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
  NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32,
  NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
};
readOnly(constants);
for (const [kind, list] of Object.entries(names)) {
  list.split(' ').forEach((name, value) => {
    Object.defineProperty(constants, `NODE_PERFORMANCE_${kind}_${name}`, { __proto__: null, value });
  });
}

module.exports = {
  Performance,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceObserver,
  PerformanceObserverEntryList,
  PerformanceResourceTiming,
  monitorEventLoopDelay,
  eventLoopUtilization: performance.eventLoopUtilization,
  timerify: performance.timerify,
  createHistogram,
  createSlidingWindowHistogram,
  importHistogram,
  performance,
};
Object.defineProperty(module.exports, 'constants', {
  __proto__: null,
  value: constants, enumerable: true, writable: false, configurable: false,
});
