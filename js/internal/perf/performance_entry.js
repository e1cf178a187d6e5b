'use strict';

// PerformanceEntry and the entries that Node's own measurements give.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { inspectAs } = require('internal/perf/utils');
const { defineGetters } = require('internal/util');

const kSkipThrow = Symbol('kSkipThrow');
const kDetail = Symbol('NodePerformanceEntry.Detail');

// What every entry has, as toJSON() gives it.
const kFields = Symbol('PerformanceEntry.Fields');

function isPerformanceEntry(object) {
  return object?.[kFields] !== undefined;
}

function fieldsOf(object) {
  if (!isPerformanceEntry(object))
    throw new ERR_INVALID_THIS('PerformanceEntry');
  return object[kFields];
}

class PerformanceEntry {
  constructor(secret = undefined, name = undefined, entryType = undefined, startTime = undefined, duration = undefined) {
    if (secret !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    this[kFields] = { name, entryType, startTime, duration };
  }

  static {
    const members = ['name', 'entryType', 'startTime', 'duration'];
    defineGetters(this, Object.fromEntries(members.map((name) => [name, (entry) => fieldsOf(entry)[name]])));
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    return inspectAs(this.constructor.name, this, () => this.toJSON(), depth, options);
  }

  toJSON() {
    return { ...fieldsOf(this) };
  }
}
for (const name of ['name', 'entryType', 'startTime', 'duration', 'toJSON'])
  Object.defineProperty(PerformanceEntry.prototype, name, { __proto__: null, enumerable: true });

// What observers of 'function', 'gc' and the network get.
class PerformanceNodeEntry extends PerformanceEntry {
  get detail() {
    fieldsOf(this);
    return this[kDetail];
  }

  toJSON() {
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
