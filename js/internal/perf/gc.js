'use strict';

// Observing garbage collection: entries of type 'gc'.

const { createPerformanceNodeEntry } = require('internal/perf/performance_entry');

const binding = internalBinding('v8');

function onCollection(kind, start, duration) {
  const { enqueue } = require('internal/perf/observe');
  enqueue(createPerformanceNodeEntry('gc', 'gc', start, duration, { kind, flags: 0 }));
}

function start() {
  binding.observeGc(onCollection);
}

function stop() {
  binding.observeGc(undefined);
}

module.exports = { start, stop };
