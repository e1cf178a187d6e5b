'use strict';

// PerformanceObserver, and the timeline that performance.getEntries() reads.

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { kEnumerableProperty } = require('internal/util');
const { kSkipThrow } = require('internal/perf/performance_entry');

const kMaybeBuffer = Symbol('kMaybeBuffer');
const kPerf = Symbol('kPerf');
const kDispatch = Symbol('kDispatch');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

const kTypeSingle = 0;
const kTypeMultiple = 1;

const kSupportedEntryTypes = Object.freeze([
  'dns', 'function', 'gc', 'http', 'http2', 'mark', 'measure', 'net', 'quic', 'resource',
]);

// ---- the timeline -----------------------------------------------------------

let markBuffer = [];
let measureBuffer = [];
let resourceBuffer = [];
let resourceBufferSize = 250;
let resourceBufferFull = false;

function bufferUserTiming(entry) {
  (entry.entryType === 'mark' ? markBuffer : measureBuffer).push(entry);
}

function bufferResourceTiming(entry, performance) {
  if (resourceBuffer.length >= resourceBufferSize) {
    if (!resourceBufferFull) {
      resourceBufferFull = true;
      setImmediate(() => {
        resourceBufferFull = false;
        performance.dispatchEvent(new Event('resourcetimingbufferfull'));
      });
    }
    return;
  }
  resourceBuffer.push(entry);
}

function setResourceTimingBufferSize(size) {
  resourceBufferSize = size;
}

function withoutName(entries, name) {
  return name === undefined ? [] : entries.filter((entry) => entry.name !== `${name}`);
}

function clearEntriesFromBuffer(type, name) {
  switch (type) {
    case 'mark':
      markBuffer = withoutName(markBuffer, name);
      break;
    case 'measure':
      measureBuffer = withoutName(measureBuffer, name);
      break;
    case 'resource':
      resourceBuffer = withoutName(resourceBuffer, name);
  }
}

function sortByStart(entries) {
  return entries.sort((a, b) => a.startTime - b.startTime);
}

function filterBufferMapByNameAndType(name, type) {
  let entries;
  if (type === 'mark')
    entries = [...markBuffer];
  else if (type === 'measure')
    entries = [...measureBuffer];
  else if (type === 'resource')
    entries = [...resourceBuffer];
  else if (type !== undefined)
    return [];
  else
    entries = [...markBuffer, ...measureBuffer, ...resourceBuffer];
  if (name !== undefined)
    entries = entries.filter((entry) => entry.name === `${name}`);
  return sortByStart(entries);
}

// ---- observers --------------------------------------------------------------

const observers = new Set();
const pendingObservers = new Set();
let dispatchIsScheduled = false;

// How many observers there are of a type.
const observerCounts = new Map();

function hasObserver(type) {
  return (observerCounts.get(type) ?? 0) > 0;
}

function countObserver(type, difference) {
  const before = observerCounts.get(type) ?? 0;
  observerCounts.set(type, before + difference);
  if (type === 'gc') {
    const tracking = require('internal/perf/gc');
    if (before === 0 && difference > 0)
      tracking.start();
    else if (before + difference === 0)
      tracking.stop();
  }
}

class PerformanceObserverEntryList {
  #entries;

  constructor(skipThrowSymbol = undefined, entries = []) {
    if (skipThrowSymbol !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#entries = sortByStart(entries);
  }

  getEntries() {
    return this.#entries.slice();
  }

  getEntriesByType(type) {
    if (arguments.length === 0)
      throw new ERR_MISSING_ARGS('type');
    type = `${type}`;
    return this.#entries.filter((entry) => entry.entryType === type);
  }

  getEntriesByName(name, type = undefined) {
    if (arguments.length === 0)
      throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    return this.#entries.filter((entry) =>
      entry.name === name && (type === undefined || entry.entryType === type));
  }

  [kInspect](depth, options) {
    if (depth < 0)
      return this;
    const { inspect } = require('internal/util/inspect');
    return `PerformanceObserverEntryList ${inspect(this.#entries, {
      ...options, depth: options.depth === null || options.depth === undefined ? null : options.depth - 1,
    })}`;
  }
}
Object.defineProperties(PerformanceObserverEntryList.prototype, {
  getEntries: kEnumerableProperty,
  getEntriesByType: kEnumerableProperty,
  getEntriesByName: kEnumerableProperty,
  [Symbol.toStringTag]: {
    __proto__: null, value: 'PerformanceObserverEntryList', configurable: true, writable: false, enumerable: false,
  },
});

class PerformanceObserver {
  #buffer = [];
  #entryTypes = new Set();
  #type;
  #callback;

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  observe(options = {}) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = { ...options };
    if (entryTypes === undefined && type === undefined)
      throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    if (entryTypes !== undefined && type !== undefined) {
      throw new ERR_INVALID_ARG_VALUE(
        'options.entryTypes', entryTypes, 'options.entryTypes can not set with options.type together');
    }
    if (this.#type === undefined)
      this.#type = entryTypes === undefined ? kTypeSingle : kTypeMultiple;
    else if (this.#type === kTypeSingle && entryTypes !== undefined)
      throw invalidModification('This PerformanceObserver has performed observe({type:...}, therefore it cannot perform observe({entryTypes:...})');
    else if (this.#type === kTypeMultiple && type !== undefined)
      throw invalidModification('This PerformanceObserver has performed observe({entryTypes:...}, therefore it cannot perform observe({type:...})');

    if (this.#type === kTypeMultiple) {
      if (!Array.isArray(entryTypes))
        throw new ERR_INVALID_ARG_VALUE('options.entryTypes', entryTypes);
      for (const known of this.#entryTypes)
        countObserver(known, -1);
      this.#entryTypes.clear();
      for (const wanted of entryTypes) {
        if (kSupportedEntryTypes.includes(wanted) && !this.#entryTypes.has(wanted)) {
          this.#entryTypes.add(wanted);
          countObserver(wanted, 1);
        }
      }
    } else {
      if (!kSupportedEntryTypes.includes(type))
        return;
      if (!this.#entryTypes.has(type)) {
        this.#entryTypes.add(type);
        countObserver(type, 1);
      }
      if (buffered) {
        this.#buffer.push(...filterBufferMapByNameAndType(undefined, type));
        schedule(this);
      }
    }
    if (this.#entryTypes.size > 0)
      observers.add(this);
    else
      this.disconnect();
  }

  disconnect() {
    for (const type of this.#entryTypes)
      countObserver(type, -1);
    observers.delete(this);
    pendingObservers.delete(this);
    this.#buffer = [];
    this.#entryTypes.clear();
    this.#type = undefined;
  }

  takeRecords() {
    const records = this.#buffer;
    this.#buffer = [];
    return records;
  }

  static get supportedEntryTypes() {
    return kSupportedEntryTypes;
  }

  [kMaybeBuffer](entry) {
    if (!this.#entryTypes.has(entry.entryType))
      return;
    this.#buffer.push(entry);
    schedule(this);
  }

  [kDispatch]() {
    if (this.#buffer.length === 0)
      return;
    this.#callback(new PerformanceObserverEntryList(kSkipThrow, this.takeRecords()), this);
  }

  [kInspect](depth, options) {
    if (depth < 0)
      return this;
    const { inspect } = require('internal/util/inspect');
    return `PerformanceObserver ${inspect({
      connected: observers.has(this),
      pending: pendingObservers.has(this),
      entryTypes: [...this.#entryTypes],
      buffer: this.#buffer,
    }, { ...options, depth: options.depth === null || options.depth === undefined ? null : options.depth - 1 })}`;
  }
}
Object.defineProperties(PerformanceObserver.prototype, {
  observe: kEnumerableProperty,
  disconnect: kEnumerableProperty,
  takeRecords: kEnumerableProperty,
  [Symbol.toStringTag]: {
    __proto__: null, value: 'PerformanceObserver', configurable: true, writable: false, enumerable: false,
  },
});

function invalidModification(message) {
  const DOMException = require('internal/util').lazyDOMExceptionClass();
  return new DOMException(message, 'InvalidModificationError');
}

function schedule(observer) {
  pendingObservers.add(observer);
  if (dispatchIsScheduled)
    return;
  dispatchIsScheduled = true;
  setImmediate(() => {
    dispatchIsScheduled = false;
    const pending = [...pendingObservers];
    pendingObservers.clear();
    for (const observer of pending)
      observer[kDispatch]();
  });
}

// Hands an entry to everybody who observes its type.
function enqueue(entry) {
  for (const observer of observers)
    observer[kMaybeBuffer](entry);
}

// Entries of the types 'http', 'net' and 'dns', for those who observe them: `detail(target)` is asked for only then.
function startPerf(target, type, name, detail) {
  if (!hasObserver(type)) return;
  target[kPerf] = { type, name, detail: detail(target), startTime: require('internal/perf/utils').now() };
}

function stopPerf(target, detail) {
  const context = target[kPerf];
  if (context === undefined) return;
  target[kPerf] = undefined;
  const { createPerformanceNodeEntry } = require('internal/perf/performance_entry');
  const { now } = require('internal/perf/utils');
  enqueue(createPerformanceNodeEntry(
    context.name, context.type, context.startTime, now() - context.startTime, { ...context.detail, ...detail?.(target) }));
}

module.exports = {
  PerformanceObserver,
  PerformanceObserverEntryList,
  bufferResourceTiming,
  bufferUserTiming,
  clearEntriesFromBuffer,
  enqueue,
  filterBufferMapByNameAndType,
  hasObserver,
  startPerf,
  stopPerf,
  setResourceTimingBufferSize,
};
