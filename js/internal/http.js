'use strict';
// What the HTTP modules tell each other about: symbols, the date, who listens to diagnostics.

const { channel } = require('node:diagnostics_channel');
const { enqueue, hasObserver } = require('internal/perf/observe');

const kOutHeaders = Symbol('kOutHeaders');
const kNeedDrain = Symbol('kNeedDrain');
const kPerf = Symbol('kPerf');

let dateText = '';
let dateSecond = 0;

// The time for a `Date` field, which counts seconds.
function utcDate() {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}

// Publishes only what somebody listens to: `message` makes it.
function publisher(name) {
  const target = channel(name);
  return (message) => {
    if (target.hasSubscribers) target.publish(message());
  };
}

// Performance entries of type 'http', for those who observe them.
function startPerf(target, name, detail) {
  if (!hasObserver('http')) return;
  target[kPerf] = { name, detail: detail(), startTime: require('internal/perf/utils').now() };
}

function stopPerf(target, detail) {
  const context = target[kPerf];
  if (context === undefined) return;
  target[kPerf] = undefined;
  const { createPerformanceNodeEntry } = require('internal/perf/performance_entry');
  const { now } = require('internal/perf/utils');
  enqueue(createPerformanceNodeEntry(
    context.name, 'http', context.startTime, now() - context.startTime, { ...context.detail, ...detail() }));
}

module.exports = { kNeedDrain, kOutHeaders, publisher, startPerf, stopPerf, utcDate };
