'use strict';

// PerformanceEntry and the entries that Node's own measurements give.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');

const kSkipThrow = Symbol('kSkipThrow');
const kName = Symbol('PerformanceEntry.Name');
const kEntryType = Symbol('PerformanceEntry.EntryType');
const kStartTime = Symbol('PerformanceEntry.StartTime');
const kDuration = Symbol('PerformanceEntry.Duration');
const kDetail = Symbol('NodePerformanceEntry.Detail');

function isPerformanceEntry(object) {
  return object?.[kName] !== undefined;
}

function checkThis(object) {
  if (!isPerformanceEntry(object))
    throw new ERR_INVALID_THIS('PerformanceEntry');
}

class PerformanceEntry {
  constructor(skipThrowSymbol = undefined, name = undefined, type = undefined,
              startTime = undefined, duration = undefined) {
    if (skipThrowSymbol !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    this[kName] = name;
    this[kEntryType] = type;
    this[kStartTime] = startTime;
    this[kDuration] = duration;
  }

  get name() {
    checkThis(this);
    return this[kName];
  }

  get entryType() {
    checkThis(this);
    return this[kEntryType];
  }

  get startTime() {
    checkThis(this);
    return this[kStartTime];
  }

  get duration() {
    checkThis(this);
    return this[kDuration];
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    if (depth < 0)
      return this;
    const { inspect } = require('internal/util/inspect');
    return `${this.constructor.name} ${inspect(this.toJSON(), {
      ...options, depth: options.depth === null || options.depth === undefined ? null : options.depth - 1,
    })}`;
  }

  toJSON() {
    checkThis(this);
    return {
      name: this[kName],
      entryType: this[kEntryType],
      startTime: this[kStartTime],
      duration: this[kDuration],
    };
  }
}
Object.defineProperties(PerformanceEntry.prototype, {
  name: kEnumerableProperty,
  entryType: kEnumerableProperty,
  startTime: kEnumerableProperty,
  duration: kEnumerableProperty,
  toJSON: kEnumerableProperty,
});

// What observers of 'function', 'gc' and the network get.
class PerformanceNodeEntry extends PerformanceEntry {
  get detail() {
    checkThis(this);
    return this[kDetail];
  }

  toJSON() {
    checkThis(this);
    return { ...super.toJSON(), detail: this[kDetail] };
  }
}

function createPerformanceNodeEntry(name, type, startTime, duration, detail) {
  const entry = new PerformanceNodeEntry(kSkipThrow, name, type, startTime, duration);
  entry[kDetail] = detail;
  return entry;
}

module.exports = {
  PerformanceEntry,
  PerformanceNodeEntry,
  createPerformanceNodeEntry,
  isPerformanceEntry,
  kSkipThrow,
};
