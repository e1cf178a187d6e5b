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
const { defineInterface, descriptorsOf, kEmptyObject } = require('internal/util');
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

function checkTimestamp(time) {
  if (time < 0)
    throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(time);
  return time;
}

function getMark(name) {
  if (name === undefined)
    return undefined;
  if (typeof name === 'number')
    return checkTimestamp(name);
  const text = `${name}`;
  const time = timingNames.has(text) ? require('internal/perf/nodetiming').nodeTiming[text] : markTimings.get(text);
  if (time !== undefined)
    return time;
  const DOMException = require('internal/util').lazyDOMExceptionClass();
  throw new DOMException(`The "${text}" performance mark has not been set`, 'SyntaxError');
}

function cloneDetail(detail) {
  return detail === null || detail === undefined ? null : structuredClone(detail);
}

// What marks and measures have besides the fields of every entry.
function giveDetail(Class) {
  const members = {
    __proto__: PerformanceEntry.prototype,
    get detail() {
      if (!(kDetail in this))
        throw new ERR_INVALID_THIS(Class.name);
      return this[kDetail];
    },
    toJSON() {
      return { ...super.toJSON(), detail: this[kDetail] };
    },
  };
  Object.defineProperties(Class.prototype, descriptorsOf(members));
  // A method that cannot be enumerated, unlike that of every entry.
  Object.defineProperty(Class.prototype, 'toJSON', { __proto__: null, enumerable: false });
  defineInterface(Class, ['detail']);
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
    checkTimestamp(startTime);
    super(kSkipThrow, name, 'mark', startTime, 0);
    this[kDetail] = cloneDetail(options.detail);
  }
}
giveDetail(PerformanceMark);

class PerformanceMeasure extends PerformanceEntry {
  constructor(secret = undefined, name = undefined, start = undefined, duration = undefined) {
    if (secret !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(kSkipThrow, name, 'measure', start, duration);
  }
}
giveDetail(PerformanceMeasure);

function mark(name, options) {
  const entry = new PerformanceMark(name, options);
  markTimings.set(entry.name, entry.startTime);
  enqueue(entry);
  bufferUserTiming(entry);
  return entry;
}

// Two of start, duration and end give the third.
function findEnd(endMark, { start, duration, end }) {
  const given = endMark === undefined ? end : endMark;
  if (given !== undefined)
    return getMark(given);
  return start === undefined || duration === undefined ? now() : getMark(start) + getMark(duration);
}

function findStart({ start, duration, end }) {
  if (start !== undefined)
    return getMark(start);
  return duration === undefined || end === undefined ? 0 : getMark(end) - getMark(duration);
}

function checkMeasureOptions({ start, duration, end }, endMark) {
  let problem;
  if (endMark !== undefined && (start !== undefined || end !== undefined))
    problem = 'endMark must not be specified';
  else if (![start, duration, end].includes(undefined))
    problem = 'Must not have options.start, options.end, and options.duration specified';
  if (problem !== undefined)
    throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS(problem);
}

function measure(name, startOrMeasureOptions, endMark) {
  validateString(name, 'name');
  const given = startOrMeasureOptions ?? undefined;
  // The name of a mark is the same as options that have nothing but the start. What is neither counts for nothing.
  const options = typeof given === 'object' ? given : { __proto__: null, start: typeof given === 'string' ? given : undefined };
  if (options === given)
    checkMeasureOptions(options, endMark);
  const end = findEnd(endMark, options);
  const start = findStart(options);
  const entry = new PerformanceMeasure(kSkipThrow, name, start, end - start);
  entry[kDetail] = cloneDetail(options.detail);
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
