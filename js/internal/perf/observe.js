'use strict';

// PerformanceObserver, and the timeline that performance.getEntries() reads.

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { kSkipThrow } = require('internal/perf/performance_entry');
const { inspectAs } = require('internal/perf/utils');
const { defineInterface } = require('internal/util');

const kMaybeBuffer = Symbol('kMaybeBuffer');
const kPerf = Symbol('kPerf');
const kDispatch = Symbol('kDispatch');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

const kSupportedEntryTypes = Object.freeze('dns function gc http http2 mark measure net quic resource'.split(' '));

// ---- the timeline -----------------------------------------------------------

// What has been measured, by the type.
const timeline = new Map([['mark', []], ['measure', []], ['resource', []]]);
let resourceBufferSize = 250;
// What comes while the event that the buffer is full is yet to be told.
let waitingResources;

function bufferUserTiming(entry) {
  timeline.get(entry.entryType).push(entry);
}

function bufferResourceTiming(entry, performance) {
  if (waitingResources !== undefined) {
    waitingResources.push(entry);
  } else if (hasRoomForResource()) {
    timeline.get('resource').push(entry);
  } else {
    waitingResources = [entry];
    setImmediate(tellBufferFull, performance);
  }
}

function hasRoomForResource() {
  return timeline.get('resource').length < resourceBufferSize;
}

// The listeners may make room. What finds none although they were asked is dropped.
function tellBufferFull(performance) {
  for (let before = Infinity; waitingResources.length > 0 && waitingResources.length < before;) {
    before = waitingResources.length;
    if (!hasRoomForResource()) performance.dispatchEvent(new Event('resourcetimingbufferfull'));
    while (waitingResources.length > 0 && hasRoomForResource()) timeline.get('resource').push(waitingResources.shift());
  }
  waitingResources = undefined;
}

function setResourceTimingBufferSize(size) {
  resourceBufferSize = size;
}

function clearEntriesFromBuffer(type, name) {
  const kept = name === undefined ? [] : timeline.get(type).filter((entry) => entry.name !== name);
  timeline.set(type, kept);
}

function sortByStart(entries) {
  return entries.sort((a, b) => a.startTime - b.startTime);
}

function withName(entries, name) {
  return name === undefined ? entries : entries.filter((entry) => entry.name === name);
}

function withType(entries, type) {
  return type === undefined ? entries : entries.filter((entry) => entry.entryType === type);
}

function filterBufferMapByNameAndType(name, type) {
  const lists = type === undefined ? [...timeline.values()] : [timeline.get(type) ?? []];
  return sortByStart(withName(lists.flat(), name));
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
    if (arguments.length < 1)
      throw new ERR_MISSING_ARGS('type');
    return withType(this.#entries, `${type}`);
  }

  getEntriesByName(name, type = undefined) {
    if (arguments.length < 1)
      throw new ERR_MISSING_ARGS('name');
    return withType(withName(this.#entries, `${name}`), type);
  }

  [kInspect](depth, options) {
    return inspectAs('PerformanceObserverEntryList', this, () => this.#entries, depth, options);
  }
}
defineInterface(PerformanceObserverEntryList, ['getEntries', 'getEntriesByType', 'getEntriesByName']);

class PerformanceObserver {
  #buffer = [];
  #entryTypes = new Set();
  // 'type' or 'entryTypes': how it was first told what to observe, and has to be told again.
  #mode;
  #callback;

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  observe(options = {}) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = { ...options };
    if (type === undefined && entryTypes === undefined)
      throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    if (type !== undefined && entryTypes !== undefined) {
      throw new ERR_INVALID_ARG_VALUE(
        'options.entryTypes', entryTypes, 'options.entryTypes can not set with options.type together');
    }
    const mode = type === undefined ? 'entryTypes' : 'type';
    this.#mode ??= mode;
    if (this.#mode !== mode)
      throw invalidModification(this.#mode, mode);

    if (mode === 'entryTypes') {
      if (!Array.isArray(entryTypes))
        throw new ERR_INVALID_ARG_VALUE('options.entryTypes', entryTypes);
      this.#forgetTypes();
      for (const wanted of entryTypes) this.#addType(wanted);
    } else {
      if (!kSupportedEntryTypes.includes(type))
        return;
      this.#addType(type);
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

  #addType(type) {
    if (!kSupportedEntryTypes.includes(type) || this.#entryTypes.has(type))
      return;
    this.#entryTypes.add(type);
    countObserver(type, 1);
  }

  #forgetTypes() {
    for (const type of this.#entryTypes) countObserver(type, -1);
    this.#entryTypes.clear();
  }

  disconnect() {
    this.#forgetTypes();
    this.takeRecords();
    this.#mode = undefined;
    for (const set of [observers, pendingObservers]) set.delete(this);
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
    const shown = () => ({
      connected: observers.has(this),
      pending: pendingObservers.has(this),
      entryTypes: [...this.#entryTypes],
      buffer: this.#buffer,
    });
    return inspectAs('PerformanceObserver', this, shown, depth, options);
  }
}
defineInterface(PerformanceObserver, ['observe', 'disconnect', 'takeRecords']);

function invalidModification(before, now) {
  const DOMException = require('internal/util').lazyDOMExceptionClass();
  return new DOMException(
    `This PerformanceObserver has performed observe({${before}:...}, therefore it cannot perform observe({${now}:...})`,
    'InvalidModificationError');
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
