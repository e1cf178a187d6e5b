'use strict';

// The `performance` object.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { defineInterface, setOwnProperty } = require('internal/util');
const { EventTarget, defineEventHandler } = require('internal/event_target');
const { getTimeOriginTimestamp, inspectAs, now } = require('internal/perf/utils');
const { clearMarkTimings, mark, measure } = require('internal/perf/usertiming');
const {
  clearEntriesFromBuffer,
  filterBufferMapByNameAndType,
  setResourceTimingBufferSize,
} = require('internal/perf/observe');

const kPerformance = Symbol('performance');
// Who has this may construct one.
const kSecret = Symbol('kSkipThrow');

function checkThis(object) {
  if (object?.[kPerformance] === undefined)
    throw new ERR_INVALID_THIS('Performance');
}

// The same, and what has to be given.
function checkCall(object, given, ...needed) {
  checkThis(object);
  if (given < needed.length)
    throw new ERR_MISSING_ARGS(needed[given]);
}

function toOptionalString(value) {
  return value === undefined ? undefined : `${value}`;
}

function clear(object, type, name) {
  checkThis(object);
  const known = toOptionalString(name);
  if (type === 'mark')
    clearMarkTimings(known);
  clearEntriesFromBuffer(type, known);
}

class Performance extends EventTarget {
  constructor(secret = undefined) {
    if (secret !== kSecret)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    this[kPerformance] = true;
  }

  now() {
    checkThis(this);
    return now();
  }

  get timeOrigin() {
    checkThis(this);
    return getTimeOriginTimestamp();
  }

  // --- marks and measures ---

  mark(name, options = {}) {
    checkCall(this, arguments.length, 'name');
    return mark(name, options);
  }

  measure(name, startOrMeasureOptions = {}, endMark = undefined) {
    checkCall(this, arguments.length, 'name');
    return measure(name, startOrMeasureOptions, endMark);
  }

  clearMarks(name = undefined) {
    clear(this, 'mark', name);
  }

  clearMeasures(name = undefined) {
    clear(this, 'measure', name);
  }

  // --- the timeline ---

  getEntries() {
    checkThis(this);
    return filterBufferMapByNameAndType();
  }

  getEntriesByName(name, type = undefined) {
    checkCall(this, arguments.length, 'name');
    return filterBufferMapByNameAndType(`${name}`, toOptionalString(type));
  }

  getEntriesByType(type) {
    checkCall(this, arguments.length, 'type');
    return filterBufferMapByNameAndType(undefined, `${type}`);
  }

  clearResourceTimings(name = undefined) {
    clear(this, 'resource', name);
  }

  setResourceTimingBufferSize(maxSize) {
    checkCall(this, arguments.length, 'maxSize');
    setResourceTimingBufferSize(maxSize >>> 0);
  }

  // --- as text ---

  toJSON() {
    checkThis(this);
    const { nodeTiming, timeOrigin } = this;
    return { nodeTiming, timeOrigin, eventLoopUtilization: this.eventLoopUtilization() };
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const shown = () => {
      const { nodeTiming, timeOrigin } = this;
      return { nodeTiming, timeOrigin };
    };
    return inspectAs('Performance', this, shown, depth, options);
  }
}

defineInterface(Performance, [
  'clearMarks', 'clearMeasures', 'clearResourceTimings', 'getEntries', 'getEntriesByName', 'getEntriesByType', 'mark',
  'measure', 'now', 'setResourceTimingBufferSize', 'timeOrigin', 'toJSON',
]);
defineEventHandler(Performance.prototype, 'resourcetimingbufferfull');

// What Node adds to the standard, loaded when it is asked for: most programs never do.
const additions = {
  timerify(fn, options = undefined) {
    return require('internal/perf/timerify').timerify(fn, options);
  },
  eventLoopUtilization(util1, util2) {
    return require('internal/perf/event_loop_utilization').eventLoopUtilization(util1, util2);
  },
  markResourceTiming(...timing) {
    return require('internal/perf/resource_timing').markResourceTiming(...timing);
  },
  get nodeTiming() {
    return require('internal/perf/nodetiming').nodeTiming;
  },
  set nodeTiming(value) {
    setOwnProperty(this, 'nodeTiming', value);
  },
};
for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(additions)))
  Object.defineProperty(Performance.prototype, name, { __proto__: null, ...descriptor, enumerable: false });

const performance = new Performance(kSecret);

module.exports = { Performance, performance };
