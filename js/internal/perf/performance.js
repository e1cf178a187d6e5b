'use strict';

// The `performance` object.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');
const { EventTarget, defineEventHandler } = require('internal/event_target');
const { getTimeOriginTimestamp, now } = require('internal/perf/utils');
const { clearMarkTimings, mark, measure } = require('internal/perf/usertiming');
const {
  clearEntriesFromBuffer,
  filterBufferMapByNameAndType,
  setResourceTimingBufferSize,
} = require('internal/perf/observe');

const kPerformance = Symbol('performance');
const kSkipThrow = Symbol('kSkipThrow');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

function checkThis(object) {
  if (object?.[kPerformance] === undefined)
    throw new ERR_INVALID_THIS('Performance');
}

// Loaded when they are called: most programs never do.
function timerify(fn, options = undefined) {
  return require('internal/perf/timerify').timerify(fn, options);
}

function eventLoopUtilization(util1, util2) {
  return require('internal/perf/event_loop_utilization').eventLoopUtilization(util1, util2);
}

class Performance extends EventTarget {
  constructor(skipThrowSymbol = undefined) {
    if (skipThrowSymbol !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    this[kPerformance] = true;
  }

  clearMarks(name = undefined) {
    checkThis(this);
    if (name !== undefined)
      name = `${name}`;
    clearMarkTimings(name);
    clearEntriesFromBuffer('mark', name);
  }

  clearMeasures(name = undefined) {
    checkThis(this);
    clearEntriesFromBuffer('measure', name === undefined ? undefined : `${name}`);
  }

  clearResourceTimings(name = undefined) {
    checkThis(this);
    clearEntriesFromBuffer('resource', name === undefined ? undefined : `${name}`);
  }

  getEntries() {
    checkThis(this);
    return filterBufferMapByNameAndType();
  }

  getEntriesByName(name, type = undefined) {
    checkThis(this);
    if (arguments.length === 0)
      throw new ERR_MISSING_ARGS('name');
    return filterBufferMapByNameAndType(`${name}`, type === undefined ? undefined : `${type}`);
  }

  getEntriesByType(type) {
    checkThis(this);
    if (arguments.length === 0)
      throw new ERR_MISSING_ARGS('type');
    return filterBufferMapByNameAndType(undefined, `${type}`);
  }

  mark(name, options = {}) {
    checkThis(this);
    if (arguments.length === 0)
      throw new ERR_MISSING_ARGS('name');
    return mark(name, options);
  }

  measure(name, startOrMeasureOptions = {}, endMark = undefined) {
    checkThis(this);
    if (arguments.length === 0)
      throw new ERR_MISSING_ARGS('name');
    return measure(name, startOrMeasureOptions, endMark);
  }

  now() {
    checkThis(this);
    return now();
  }

  setResourceTimingBufferSize(maxSize) {
    checkThis(this);
    if (arguments.length === 0)
      throw new ERR_MISSING_ARGS('maxSize');
    setResourceTimingBufferSize(maxSize >>> 0);
  }

  get timeOrigin() {
    checkThis(this);
    return getTimeOriginTimestamp();
  }

  toJSON() {
    checkThis(this);
    return {
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
      eventLoopUtilization: this.eventLoopUtilization(),
    };
  }

  [kInspect](depth, options) {
    if (depth < 0)
      return this;
    const { inspect } = require('internal/util/inspect');
    return `Performance ${inspect({
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
    }, { ...options, depth: options.depth === null || options.depth === undefined ? null : options.depth - 1 })}`;
  }
}

Object.defineProperties(Performance.prototype, {
  clearMarks: kEnumerableProperty,
  clearMeasures: kEnumerableProperty,
  clearResourceTimings: kEnumerableProperty,
  getEntries: kEnumerableProperty,
  getEntriesByName: kEnumerableProperty,
  getEntriesByType: kEnumerableProperty,
  mark: kEnumerableProperty,
  measure: kEnumerableProperty,
  now: kEnumerableProperty,
  setResourceTimingBufferSize: kEnumerableProperty,
  timeOrigin: kEnumerableProperty,
  toJSON: kEnumerableProperty,
  // What Node adds to the standard.
  eventLoopUtilization: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    value: eventLoopUtilization,
    writable: true,
  },
  nodeTiming: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() { return require('internal/perf/nodetiming').nodeTiming; },
    set(value) {
      Object.defineProperty(this, 'nodeTiming', {
        __proto__: null, value, writable: true, enumerable: true, configurable: true,
      });
    },
  },
  markResourceTiming: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    value(...args) {
      return require('internal/perf/resource_timing').markResourceTiming(...args);
    },
    writable: true,
  },
  timerify: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    value: timerify,
    writable: true,
  },
});
defineEventHandler(Performance.prototype, 'resourcetimingbufferfull');
Object.defineProperty(Performance.prototype, Symbol.toStringTag, {
  __proto__: null, configurable: true, enumerable: false, value: 'Performance', writable: false,
});

const performance = new Performance(kSkipThrow);

module.exports = { Performance, performance };
