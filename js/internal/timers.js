'use strict';
// Timeouts and immediates. Timeouts of one duration stand in a ring in the order in which they were started, so only its first
// can be due; the rings stand in a heap by the time when that is. The event loop has one timer for all of them: it calls
// processTimers(now), which answers when it wants to be called again.

const binding = internalBinding('timers');
const asyncContext = internalBinding('async_context');
const PriorityQueue = require('internal/priority_queue');
const { validateFunction, validateNumber } = require('internal/validators');
const { runNextTicks } = require('internal/process/task_queues');
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const {
  newAsyncId, getDefaultTriggerAsyncId, emitInit, emitAfterEntered, emitDestroy, enter, save, restore,
} = require('internal/async_hooks');

const TIMEOUT_MAX = 2 ** 31 - 1;
// Indices of immediateInfo, which the event loop reads: immediates that wait, and how many of them keep the process alive.
const kCount = 0;
const kRefCount = 1;

// The properties of Timeout and Immediate are those that programs see on Node.
const kRefed = Symbol('refed');
const kHasPrimitive = Symbol('kHasPrimitive');
const kAsyncContext = Symbol('kAsyncContextFrame');
const async_id_symbol = Symbol('asyncId');
const trigger_async_id_symbol = Symbol('triggerId');

let immediateInfo;

// What differs from run to run: called once at start-up.
function setup() {
  immediateInfo = binding.immediateInfo;
}

function becomeResource(object, type) {
  const asyncId = object[async_id_symbol] = newAsyncId();
  const triggerId = object[trigger_async_id_symbol] = getDefaultTriggerAsyncId();
  object[kAsyncContext] = asyncContext.getContinuationPreservedEmbedderData();
  emitInit(asyncId, type, triggerId, object);
}

// Calls a method of `object` as the resource that it is. The next call, or `restore`, leaves it. Who throws stays in its
// asynchronous context, for those who hear of the uncaught exception.
function callAs(object, method, args) {
  const asyncId = object[async_id_symbol];
  enter(asyncId, object[trigger_async_id_symbol], object);
  const before = asyncContext.getContinuationPreservedEmbedderData();
  asyncContext.setContinuationPreservedEmbedderData(object[kAsyncContext]);
  if (args === undefined) object[method]();
  else Reflect.apply(object[method], object, args);
  asyncContext.setContinuationPreservedEmbedderData(before);
  emitAfterEntered(asyncId);
}

// ---- timeouts ---------------------------------------------------------------

const rings = new Map(); // by duration in whole milliseconds
const ringHeap = new PriorityQueue((a, b) => a.due - b.due || a.order - b.order, (ring, index) => { ring.index = index; });
let ringOrder = 0;
// When the loop is going to call processTimers; Infinity while it does.
let wakeUp = Infinity;
// The time by which processTimers tells what is due.
let now = 0;
// How many timeouts keep the process alive.
let referenced = 0;
// Timeouts that were converted to a number, so that clearTimeout takes it.
const byNumber = { __proto__: null };

// A ring of timeouts that is an element of itself: between the youngest, which is next to it, and the oldest, which is previous.
// (The names are those that inspection shows on Node.)
class TimersList {
  constructor(duration, due) {
    this._idleNext = this;
    this._idlePrev = this;
    this.duration = duration;
    this.index = 0;
    this.schedule(due);
  }

  // Of rings that are due at the same time, the one that has waited longest comes first.
  schedule(due) {
    this.due = due;
    this.order = ringOrder++;
  }

  discard() {
    ringHeap.removeAt(this.index);
    rings.delete(this.duration);
  }
}

function isLinked(timeout) {
  return timeout._idleNext !== null;
}

function unlink(timeout) {
  const { _idlePrev: younger, _idleNext: older } = timeout;
  younger._idleNext = older;
  older._idlePrev = younger;
  timeout._idleNext = timeout._idlePrev = null;
  return older;
}

// Puts a timeout at the end of the ring of its duration, counted from `start`.
function arm(timeout, start = binding.getLibuvNow()) {
  if (isLinked(timeout)) unlink(timeout);
  timeout._idleStart = start;
  const duration = Math.trunc(timeout._idleTimeout);
  let ring = rings.get(duration);
  if (ring === undefined) {
    ring = new TimersList(duration, start + duration);
    rings.set(duration, ring);
    ringHeap.insert(ring);
    if (ring.due < wakeUp) {
      wakeUp = ring.due;
      binding.scheduleTimer(duration);
    }
  }
  const youngest = ring._idleNext;
  timeout._idlePrev = ring;
  timeout._idleNext = youngest;
  ring._idleNext = youngest._idlePrev = timeout;
}

function setReferenced(change) {
  const before = referenced;
  referenced += change;
  if (before === 0 || referenced === 0) binding.toggleTimerRef(referenced !== 0);
}

// The end of a timeout's life, for good unless it is refreshed. Whether timers keep the process alive is for the caller to tell.
function end(timeout) {
  timeout._destroyed = true;
  const asyncId = timeout[async_id_symbol];
  if (timeout[kHasPrimitive]) delete byNumber[asyncId];
  if (timeout[kRefed]) referenced--;
  emitDestroy(asyncId);
}

class Timeout {
  // Starts at once.
  constructor(callback, after, args, isRepeat, isRefed) {
    const duration = toDuration(after);
    this._idleTimeout = duration;
    this._idlePrev = null;
    this._idleNext = null;
    this._idleStart = null;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = isRepeat ? duration : null;
    this._destroyed = false;
    this[kRefed] = isRefed;
    this[kHasPrimitive] = false;
    if (isRefed) setReferenced(1);
    becomeResource(this, 'Timeout');
    arm(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    return require('internal/util/inspect').inspect(this, { ...options, depth: 0, customInspect: false });
  }

  // Lets the duration begin anew, also of a timeout that is over, but not of one that was cleared.
  refresh() {
    if (!(this._idleTimeout >= 0)) return this;
    arm(this);
    if (this._destroyed) {
      this._destroyed = false;
      becomeResource(this, 'Timeout');
      if (this[kRefed]) setReferenced(1);
    }
    return this;
  }

  ref() {
    return setTimeoutRef(this, true);
  }

  unref() {
    return setTimeoutRef(this, false);
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
    const number = this[async_id_symbol];
    if (!this[kHasPrimitive]) byNumber[number] = this;
    this[kHasPrimitive] = true;
    return number;
  }
}

function setTimeoutRef(timeout, keepsAlive) {
  if (timeout[kRefed] !== keepsAlive) {
    timeout[kRefed] = keepsAlive;
    if (!timeout._destroyed) setReferenced(keepsAlive ? 1 : -1);
  }
  return timeout;
}

function toDuration(after) {
  const duration = after === undefined ? 1 : after * 1;
  if (duration >= 1 && duration <= TIMEOUT_MAX) return duration;
  if (duration > TIMEOUT_MAX) warn('Overflow', `${duration} does not fit into a 32-bit signed integer.`);
  else if (duration < 0) warn('Negative', `${duration} is a negative number.`);
  else if (duration !== duration) warn('NaN', `${duration} is not a number.`);
  return 1;
}

function warn(problem, text, consequence = 'Timeout duration was set to 1.') {
  process.emitWarning(`${text}\n${consequence}`, `Timeout${problem}Warning`);
}

// Takes a timeout, or the number that one was converted to.
function clearTimeout(timer) {
  const timeout = typeof timer === 'number' || typeof timer === 'string' ? byNumber[timer] : timer;
  if (!timeout?._onTimeout) return;
  timeout._onTimeout = null;
  if (timeout._destroyed) return;
  end(timeout);
  timeout._idleTimeout = -1;
  if (timeout._idleNext) {
    const neighbour = unlink(timeout);
    // Only a ring can be its own neighbour.
    if (neighbour._idleNext === neighbour) neighbour.discard();
  }
  if (timeout[kRefed] && referenced === 0) binding.toggleTimerRef(false);
}

// The first of the timeouts that are due; else null and, in `wakeUp`, when the next one is (Infinity when none is left). `now` is not
// read anew: what comes due meanwhile waits for the next turn. Else timeouts that come due as fast as they run would keep other rings,
// and all that the loop has to tell of, waiting for ever.
function nextDue() {
  for (let ring; (ring = ringHeap.peek()) !== undefined;) {
    if (ring.due > now) {
      wakeUp = ring.due;
      return null;
    }
    const timeout = ring._idlePrev;
    if (timeout === ring) {
      ring.discard();
      continue;
    }
    const due = timeout._idleStart + ring.duration;
    if (!(due > now)) return timeout;
    ring.schedule(due);
    ringHeap.percolateDown(1);
  }
  wakeUp = Infinity;
  return null;
}

// Runs the timeouts that are due. Answers 0 when no timeout is left, else when the next one is due, negative when none that is
// left is referenced.
function processTimers(loopTime) {
  wakeUp = Infinity;
  now = loopTime;
  const outer = save();
  let timeout = nextDue();
  while (timeout !== null) {
    runTimeout(timeout);
    restore(outer);
    timeout = nextDue();
    if (timeout === null) break;
    // What runs between two timeouts may clear the second.
    runNextTicks();
    timeout = nextDue();
  }
  if (wakeUp === Infinity) return 0;
  return referenced > 0 ? wakeUp : -wakeUp;
}

function runTimeout(timeout) {
  unlink(timeout);
  // An interval counts from the beginning of its call.
  const start = timeout._repeat ? binding.getLibuvNow() : undefined;
  try {
    // Programs that end a timeout by taking its callback away are known.
    if (timeout._onTimeout) callAs(timeout, '_onTimeout', timeout._timerArgs);
  } finally {
    if (timeout._repeat && timeout._onTimeout && timeout._idleTimeout !== -1) {
      timeout._idleTimeout = timeout._repeat;
      arm(timeout, start);
    } else if (!timeout._destroyed && !isLinked(timeout)) {
      end(timeout);
    }
  }
}

// ---- immediates -------------------------------------------------------------

// Chains through `_idleNext`: those of the next turn, from the first to the last, and what is left of this turn's, which an
// exception leaves for the next call. One that was cleared stays in its chain and is passed over.
let first = null;
let last = null;
let left = null;

class Immediate {
  // Is queued at once.
  constructor(callback, args) {
    this._idleNext = null;
    this._idlePrev = null;
    this._onImmediate = callback;
    this._argv = args;
    this._destroyed = false;
    this[kRefed] = true;
    becomeResource(this, 'Immediate');
    immediateInfo[kCount]++;
    immediateInfo[kRefCount]++;
    if (first === null) first = this;
    else last._idleNext = this;
    last = this;
  }

  ref() {
    return setImmediateRef(this, true);
  }

  unref() {
    return setImmediateRef(this, false);
  }

  hasRef() {
    return !!this[kRefed];
  }

  [Symbol.dispose]() {
    clearImmediate(this);
  }
}

// Nothing happens to one that is over, which has null there.
function setImmediateRef(immediate, keepsAlive) {
  if (immediate[kRefed] === !keepsAlive) {
    immediate[kRefed] = keepsAlive;
    immediateInfo[kRefCount] += keepsAlive ? 1 : -1;
  }
  return immediate;
}

// It waits no longer: it is going to be called, or it was cleared.
function leaveQueue(immediate) {
  immediate._destroyed = true;
  immediateInfo[kCount]--;
  if (immediate[kRefed]) immediateInfo[kRefCount]--;
  immediate[kRefed] = null;
}

function clearImmediate(immediate) {
  if (!(immediate instanceof Immediate) || immediate._destroyed) return;
  leaveQueue(immediate);
  immediate._onImmediate = null;
  emitDestroy(immediate[async_id_symbol]);
  // When nothing waits, nobody goes through the chain.
  if (immediateInfo[kCount] === 0) first = last = null;
}

function processImmediate() {
  if (left === null) {
    left = first;
    first = last = null;
  }
  const outer = save();
  let ticksMayWait = false;
  while (left !== null) {
    if (ticksMayWait) {
      runNextTicks();
      ticksMayWait = false;
    }
    const immediate = left;
    left = immediate._idleNext;
    immediate._idleNext = null;
    if (immediate._destroyed) continue;
    leaveQueue(immediate);
    try {
      callAs(immediate, '_onImmediate', immediate._argv);
    } finally {
      immediate._onImmediate = null;
      emitDestroy(immediate[async_id_symbol]);
    }
    restore(outer);
    ticksMayWait = true;
  }
}

// ---- for other modules ------------------------------------------------------

// For modules that time out their own objects (sockets).
function setUnrefTimeout(callback, after) {
  validateFunction(callback, 'callback');
  return new Timeout(callback, after, undefined, false, false);
}

function getTimerDuration(msecs, name) {
  validateNumber(msecs, name);
  if (!(msecs >= 0 && msecs < Infinity)) throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  if (msecs <= TIMEOUT_MAX) return msecs;
  warn('Overflow', `${msecs} does not fit into a 32-bit signed integer.`,
    `Timer duration was truncated to ${TIMEOUT_MAX}.`);
  return TIMEOUT_MAX;
}

// What getActiveResourcesInfo() lists of timers: how many of each kind keep the process alive.
function getActiveTimerCounts() {
  return { timeouts: referenced, immediates: immediateInfo[kRefCount] };
}

module.exports = {
  Timeout,
  Immediate,
  setup,
  clearTimeout,
  clearImmediate,
  processTimers,
  processImmediate,
  setUnrefTimeout,
  getTimerDuration,
  getActiveTimerCounts,
};
