'use strict';
// Timeouts and immediates. Timeouts of one duration share a list, in order of their start; the lists stand in a heap by the
// time when their first one is due, and the event loop has a single timer for all of them: it calls processTimers(now), which
// answers when it wants to be called again.

const binding = internalBinding('timers');
const asyncContext = internalBinding('async_context');
const L = require('internal/linkedlist');
const PriorityQueue = require('internal/priority_queue');
const { validateFunction, validateNumber } = require('internal/validators');
const { runNextTicks } = require('internal/process/task_queues');
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const {
  newAsyncId, getDefaultTriggerAsyncId, emitInit, emitAfterEntered, emitDestroy, enter, save, restore,
} = require('internal/async_hooks');

const TIMEOUT_MAX = 2 ** 31 - 1;
// Indices of immediateInfo.
const kCount = 0;
const kRefCount = 1;

const kRefed = Symbol('refed');
const kHasPrimitive = Symbol('kHasPrimitive');
const kAsyncContext = Symbol('kAsyncContextFrame');
const async_id_symbol = Symbol('asyncId');
const trigger_async_id_symbol = Symbol('triggerId');

let immediateInfo;
let nextExpiry = Infinity;
let timeoutInfoReferenced = 0;
let timerListId = Number.MIN_SAFE_INTEGER;
const timerListMap = { __proto__: null };
const timerListQueue = new PriorityQueue(
  (a, b) => a.expiry - b.expiry || a.id - b.id,
  (list, index) => { list.priorityQueuePosition = index; });
// Timeouts that were converted to a number, so that clearTimeout takes it.
const knownTimersById = { __proto__: null };

// What differs from run to run: called once at start-up.
function setup() {
  immediateInfo = binding.immediateInfo;
}

class TimersList {
  constructor(expiry, msecs) {
    this._idleNext = this;
    this._idlePrev = this;
    this.expiry = expiry;
    this.id = timerListId++;
    this.msecs = msecs;
    this.priorityQueuePosition = null;
  }
}

function initAsyncResource(resource, type) {
  const asyncId = resource[async_id_symbol] = newAsyncId();
  const triggerId = resource[trigger_async_id_symbol] = getDefaultTriggerAsyncId();
  resource[kAsyncContext] = asyncContext.getContinuationPreservedEmbedderData();
  emitInit(asyncId, type, triggerId, resource);
}

class Timeout {
  constructor(callback, after, args, isRepeat, isRefed) {
    if (after === undefined) after = 1;
    else after *= 1;
    if (!(after >= 1 && after <= TIMEOUT_MAX)) {
      warnOfDuration(after);
      after = 1;
    }
    this._idleTimeout = after;
    this._idlePrev = this;
    this._idleNext = this;
    this._idleStart = null;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = isRepeat ? after : null;
    this._destroyed = false;
    this[kRefed] = isRefed;
    if (isRefed) incRefCount();
    this[kHasPrimitive] = false;
    initAsyncResource(this, 'Timeout');
  }

  [Symbol.for('nodejs.util.inspect.custom')](_, options) {
    const { inspect } = require('internal/util/inspect');
    return inspect(this, { ...options, depth: 0, customInspect: false });
  }

  // Starts the duration anew, without a new object.
  refresh() {
    if (this[kRefed]) active(this);
    else unrefActive(this);
    return this;
  }

  unref() {
    if (this[kRefed]) {
      this[kRefed] = false;
      if (!this._destroyed) decRefCount();
    }
    return this;
  }

  ref() {
    if (!this[kRefed]) {
      this[kRefed] = true;
      if (!this._destroyed) incRefCount();
    }
    return this;
  }

  hasRef() {
    return this[kRefed];
  }

  close() {
    clearTimeout(this);
    return this;
  }

  [Symbol.dispose]() {
    clearTimeout(this);
  }

  [Symbol.toPrimitive]() {
    const id = this[async_id_symbol];
    if (!this[kHasPrimitive]) {
      this[kHasPrimitive] = true;
      knownTimersById[id] = this;
    }
    return id;
  }
}

function warnOfDuration(after) {
  let name;
  let text;
  if (after > TIMEOUT_MAX) {
    name = 'TimeoutOverflowWarning';
    text = `${after} does not fit into a 32-bit signed integer.`;
  } else if (after < 0) {
    name = 'TimeoutNegativeWarning';
    text = `${after} is a negative number.`;
  } else if (Number.isNaN(after)) {
    name = 'TimeoutNaNWarning';
    text = `${after} is not a number.`;
  } else {
    return;
  }
  process.emitWarning(`${text}\nTimeout duration was set to 1.`, name);
}

function incRefCount() {
  if (timeoutInfoReferenced++ === 0) binding.toggleTimerRef(true);
}

function decRefCount() {
  if (--timeoutInfoReferenced === 0) binding.toggleTimerRef(false);
}

function active(item) {
  insertGuarded(item, true);
}

function unrefActive(item) {
  insertGuarded(item, false);
}

function insertGuarded(item, refed) {
  const msecs = item._idleTimeout;
  if (msecs < 0 || msecs === undefined) return;
  insert(item, msecs, binding.getLibuvNow());
  if (item._destroyed) {
    // Started again after its end: a new life.
    item._destroyed = false;
    initAsyncResource(item, 'Timeout');
    if (refed) incRefCount();
  }
  item[kRefed] = refed;
}

function insert(item, msecs, start) {
  // Lists are by whole milliseconds: truncated, as the loop's clock is.
  msecs = Math.trunc(msecs);
  item._idleStart = start;
  let list = timerListMap[msecs];
  if (list === undefined) {
    const expiry = start + msecs;
    timerListMap[msecs] = list = new TimersList(expiry, msecs);
    timerListQueue.insert(list);
    if (nextExpiry > expiry) {
      binding.scheduleTimer(msecs);
      nextExpiry = expiry;
    }
  }
  L.append(list, item);
}

function startTimer(timeout) {
  insert(timeout, timeout._idleTimeout, binding.getLibuvNow());
}

// Runs the lists that are due. Answers 0 when no timer is left, else when the next one is due, negative when no timer
// that is left is referenced.
function processTimers(now) {
  nextExpiry = Infinity;
  const outer = save();
  let list;
  let ranAtLeastOneList = false;
  while ((list = timerListQueue.peek()) != null) {
    if (list.expiry > now) {
      // Meanwhile it may be due.
      now = binding.getLibuvNow();
      if (list.expiry > now) {
        nextExpiry = list.expiry;
        return timeoutInfoReferenced > 0 ? nextExpiry : -nextExpiry;
      }
    }
    if (ranAtLeastOneList) runNextTicks();
    else ranAtLeastOneList = true;
    listOnTimeout(list, now, outer);
  }
  return 0;
}

// `outer`: what executes between two timers.
function listOnTimeout(list, now, outer) {
  const { msecs } = list;
  let ranAtLeastOneTimer = false;
  let timer;
  while ((timer = L.peek(list)) != null) {
    const diff = now - timer._idleStart;
    if (diff < msecs) {
      list.expiry = Math.max(timer._idleStart + msecs, now + 1);
      list.id = timerListId++;
      timerListQueue.percolateDown(1);
      return;
    }
    if (ranAtLeastOneTimer) runNextTicks();
    else ranAtLeastOneTimer = true;
    L.remove(timer);
    const asyncId = timer[async_id_symbol];
    if (!timer._onTimeout) {
      destroyTimer(timer, asyncId);
      continue;
    }
    enter(asyncId, timer[trigger_async_id_symbol], timer);
    const before = asyncContext.getContinuationPreservedEmbedderData();
    asyncContext.setContinuationPreservedEmbedderData(timer[kAsyncContext]);
    let start;
    if (timer._repeat) start = binding.getLibuvNow();
    try {
      const args = timer._timerArgs;
      if (args === undefined) timer._onTimeout();
      else Reflect.apply(timer._onTimeout, timer, args);
    } finally {
      asyncContext.setContinuationPreservedEmbedderData(before);
      if (timer._repeat && timer._idleTimeout !== -1) {
        timer._idleTimeout = timer._repeat;
        insert(timer, timer._idleTimeout, start);
      } else if (!timer._idleNext && !timer._idlePrev && !timer._destroyed) {
        destroyTimer(timer, asyncId);
      }
    }
    emitAfterEntered(asyncId);
    restore(outer);
  }
  // Empty now. A callback may have started a new list of this duration in its place.
  if (list === timerListMap[msecs]) {
    delete timerListMap[msecs];
    timerListQueue.shift();
  }
}

function destroyTimer(timer, asyncId) {
  if (timer[kHasPrimitive]) delete knownTimersById[asyncId];
  if (timer[kRefed]) timeoutInfoReferenced--;
  timer._destroyed = true;
  emitDestroy(asyncId);
}

// Takes a timeout out of its list.
function unenroll(item) {
  if (item._destroyed) return;
  item._destroyed = true;
  if (item[kHasPrimitive]) delete knownTimersById[item[async_id_symbol]];
  emitDestroy(item[async_id_symbol]);
  L.remove(item);
  if (item[kRefed]) {
    const list = timerListMap[Math.trunc(item._idleTimeout)];
    if (list !== undefined && L.isEmpty(list)) {
      timerListQueue.removeAt(list.priorityQueuePosition);
      delete timerListMap[list.msecs];
    }
    decRefCount();
  }
  item._idleTimeout = -1;
}

function clearTimeout(timer) {
  if (timer?._onTimeout) {
    timer._onTimeout = null;
    unenroll(timer);
    return;
  }
  if (typeof timer === 'number' || typeof timer === 'string') {
    const known = knownTimersById[timer];
    if (known !== undefined) {
      known._onTimeout = null;
      unenroll(known);
    }
  }
}

// Immediates: those that are queued now run in this turn, those that they queue in the next one.

class ImmediateList {
  head = null;
  tail = null;

  append(item) {
    if (this.tail !== null) {
      this.tail._idleNext = item;
      item._idlePrev = this.tail;
    } else {
      this.head = item;
    }
    this.tail = item;
  }

  remove(item) {
    if (item._idleNext) item._idleNext._idlePrev = item._idlePrev;
    if (item._idlePrev) item._idlePrev._idleNext = item._idleNext;
    if (item === this.head) this.head = item._idleNext;
    if (item === this.tail) this.tail = item._idlePrev;
    item._idleNext = null;
    item._idlePrev = null;
  }
}

const immediateQueue = new ImmediateList();
// What is left of a run that an exception has cut short.
const outstandingQueue = new ImmediateList();

class Immediate {
  constructor(callback, args) {
    this._idleNext = null;
    this._idlePrev = null;
    this._onImmediate = callback;
    this._argv = args;
    this._destroyed = false;
    this[kRefed] = false;
    initAsyncResource(this, 'Immediate');
    this.ref();
    immediateInfo[kCount]++;
    immediateQueue.append(this);
  }

  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      immediateInfo[kRefCount]++;
    }
    return this;
  }

  unref() {
    if (this[kRefed] === true) {
      this[kRefed] = false;
      immediateInfo[kRefCount]--;
    }
    return this;
  }

  hasRef() {
    return !!this[kRefed];
  }

  [Symbol.dispose]() {
    clearImmediate(this);
  }
}

function clearImmediate(immediate) {
  if (!immediate?._onImmediate || immediate._destroyed) return;
  immediateInfo[kCount]--;
  immediate._destroyed = true;
  if (immediate[kRefed] && --immediateInfo[kRefCount] < 0) immediateInfo[kRefCount] = 0;
  immediate[kRefed] = null;
  emitDestroy(immediate[async_id_symbol]);
  immediate._onImmediate = null;
  immediateQueue.remove(immediate);
}

function processImmediate() {
  const queue = outstandingQueue.head !== null ? outstandingQueue : immediateQueue;
  let immediate = queue.head;
  if (queue !== outstandingQueue) {
    queue.head = queue.tail = null;
  }
  const outer = save();
  let previous;
  let ranAtLeastOne = false;
  while (immediate !== null) {
    if (ranAtLeastOne) runNextTicks();
    else ranAtLeastOne = true;
    // A callback may have cleared the one that was to be next.
    if (immediate._destroyed) {
      outstandingQueue.head = immediate = previous._idleNext;
      continue;
    }
    immediate._destroyed = true;
    immediateInfo[kCount]--;
    if (immediate[kRefed]) immediateInfo[kRefCount]--;
    immediate[kRefed] = null;
    previous = immediate;
    const asyncId = immediate[async_id_symbol];
    enter(asyncId, immediate[trigger_async_id_symbol], immediate);
    const before = asyncContext.getContinuationPreservedEmbedderData();
    asyncContext.setContinuationPreservedEmbedderData(immediate[kAsyncContext]);
    try {
      const argv = immediate._argv;
      if (!argv) immediate._onImmediate();
      else immediate._onImmediate(...argv);
    } finally {
      asyncContext.setContinuationPreservedEmbedderData(before);
      immediate._onImmediate = null;
      emitDestroy(asyncId);
      outstandingQueue.head = immediate = immediate._idleNext;
    }
    emitAfterEntered(asyncId);
    restore(outer);
  }
  if (queue === outstandingQueue) outstandingQueue.head = null;
  outstandingQueue.tail = null;
}

// For modules that time out their own objects (sockets).
function setUnrefTimeout(callback, after) {
  validateFunction(callback, 'callback');
  const timer = new Timeout(callback, after, undefined, false, false);
  startTimer(timer);
  return timer;
}

function getTimerDuration(msecs, name) {
  validateNumber(msecs, name);
  if (msecs < 0 || !Number.isFinite(msecs)) throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  if (msecs > TIMEOUT_MAX) {
    process.emitWarning(`${msecs} does not fit into a 32-bit signed integer.` +
                        `\nTimer duration was truncated to ${TIMEOUT_MAX}.`, 'TimeoutOverflowWarning');
    return TIMEOUT_MAX;
  }
  return msecs;
}

// What getActiveResourcesInfo() lists of timers: how many of each kind keep the process alive.
function getActiveTimerCounts() {
  return { timeouts: timeoutInfoReferenced, immediates: immediateInfo[kRefCount] };
}

module.exports = {
  TIMEOUT_MAX,
  kRefed,
  async_id_symbol,
  trigger_async_id_symbol,
  Timeout,
  Immediate,
  setup,
  startTimer,
  active,
  unrefActive,
  unenroll,
  clearTimeout,
  clearImmediate,
  processTimers,
  processImmediate,
  setUnrefTimeout,
  getTimerDuration,
  getActiveTimerCounts,
  knownTimersById,
};
