'use strict';

// performance.mark() and performance.measure().

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
    ERR_PERFORMANCE_INVALID_TIMESTAMP,
    ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS,
  },
} = require('internal/errors');
const { validateNumber, validateObject, validateString } = require('internal/validators');
const { kEmptyObject, kEnumerableProperty } = require('internal/util');
const { now } = require('internal/perf/utils');
const { PerformanceEntry, kSkipThrow } = require('internal/perf/performance_entry');
const { bufferUserTiming, enqueue } = require('internal/perf/observe');

const kDetail = Symbol('kDetail');

// Names that stand for a milestone of the process.
const timingNames = new Set([
  'nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete',
]);

// Mark name -> the time of the latest one.
const markTimings = new Map();

function getMark(name) {
  if (name === undefined)
    return undefined;
  if (typeof name === 'number') {
    if (name < 0)
      throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(name);
    return name;
  }
  name = `${name}`;
  if (timingNames.has(name))
    return require('internal/perf/nodetiming').nodeTiming[name];
  const time = markTimings.get(name);
  if (time === undefined) {
    const DOMException = require('internal/util').lazyDOMExceptionClass();
    throw new DOMException(`The "${name}" performance mark has not been set`, 'SyntaxError');
  }
  return time;
}

function cloneDetail(detail) {
  return detail === null || detail === undefined ? null : structuredClone(detail);
}

class PerformanceMark extends PerformanceEntry {
  constructor(name, options = undefined) {
    if (arguments.length === 0)
      throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (timingNames.has(name))
      throw new ERR_INVALID_ARG_VALUE('name', name);
    options ??= kEmptyObject;
    validateObject(options, 'options');
    const startTime = options.startTime ?? now();
    validateNumber(startTime, 'startTime');
    if (startTime < 0)
      throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(startTime);
    super(kSkipThrow, name, 'mark', startTime, 0);
    this[kDetail] = cloneDetail(options.detail);
  }

  get detail() {
    if (!(kDetail in this))
      throw new ERR_INVALID_THIS('PerformanceMark');
    return this[kDetail];
  }

  toJSON() {
    return { ...super.toJSON(), detail: this[kDetail] };
  }
}
Object.defineProperties(PerformanceMark.prototype, {
  detail: kEnumerableProperty,
  toJSON: kEnumerableProperty,
  [Symbol.toStringTag]: {
    __proto__: null, value: 'PerformanceMark', configurable: true, enumerable: false, writable: false,
  },
});

class PerformanceMeasure extends PerformanceEntry {
  constructor(skipThrowSymbol = undefined, name = undefined, type = undefined,
              start = undefined, duration = undefined) {
    if (skipThrowSymbol !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(skipThrowSymbol, name, type, start, duration);
  }

  get detail() {
    if (!(kDetail in this))
      throw new ERR_INVALID_THIS('PerformanceMeasure');
    return this[kDetail];
  }

  toJSON() {
    return { ...super.toJSON(), detail: this[kDetail] };
  }
}
Object.defineProperties(PerformanceMeasure.prototype, {
  detail: kEnumerableProperty,
  toJSON: kEnumerableProperty,
  [Symbol.toStringTag]: {
    __proto__: null, value: 'PerformanceMeasure', configurable: true, enumerable: false, writable: false,
  },
});

function mark(name, options) {
  const entry = new PerformanceMark(name, options);
  markTimings.set(entry.name, entry.startTime);
  enqueue(entry);
  bufferUserTiming(entry);
  return entry;
}

function endTime(endMark, options) {
  if (endMark !== undefined)
    return getMark(endMark);
  if (options?.end !== undefined)
    return getMark(options.end);
  if (options?.start !== undefined && options?.duration !== undefined)
    return getMark(options.start) + getMark(options.duration);
  return now();
}

function startTime(startOrOptions) {
  if (startOrOptions !== null && typeof startOrOptions === 'object') {
    if (startOrOptions.start !== undefined)
      return getMark(startOrOptions.start);
    if (startOrOptions.duration !== undefined && startOrOptions.end !== undefined)
      return getMark(startOrOptions.end) - getMark(startOrOptions.duration);
    return 0;
  }
  return startOrOptions === undefined ? 0 : getMark(startOrOptions);
}

function measure(name, startOrMeasureOptions, endMark) {
  validateString(name, 'name');
  startOrMeasureOptions ??= undefined;
  let options;
  if (typeof startOrMeasureOptions === 'object') {
    options = startOrMeasureOptions;
    const { start, end, duration } = options;
    if ((start !== undefined || end !== undefined) && endMark !== undefined)
      throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('endMark must not be specified');
    if (start !== undefined && end !== undefined && duration !== undefined) {
      throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS(
        'Must not have options.start, options.end, and options.duration specified');
    }
  }
  const end = endTime(endMark, options);
  const start = startTime(startOrMeasureOptions);
  const entry = new PerformanceMeasure(kSkipThrow, name, 'measure', start, end - start);
  entry[kDetail] = cloneDetail(options?.detail);
  enqueue(entry);
  bufferUserTiming(entry);
  return entry;
}

function clearMarkTimings(name) {
  if (name === undefined) {
    markTimings.clear();
    return;
  }
  name = `${name}`;
  if (timingNames.has(name))
    throw new ERR_INVALID_ARG_VALUE('name', name);
  markTimings.delete(name);
}

module.exports = { PerformanceMark, PerformanceMeasure, clearMarkTimings, mark, measure };
