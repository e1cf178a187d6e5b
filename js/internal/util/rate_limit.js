'use strict';
// util.debounce() and util.throttle(): functions that call another one less often than they are called, and answer promises.

const { AbortError, codes: { ERR_THROTTLED } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateAbortSignal, validateBoolean, validateFunction, validateInteger, validateObject, validateOneOf,
} = require('internal/validators');

const timers = internalBinding('timers');
const util = internalBinding('util');

// The longest time that a timer takes.
const kLongest = 2 ** 31 - 1;

const abortErrorOf = (reason) =>
  (reason === undefined ? new AbortError() : new AbortError(undefined, { __proto__: null, cause: reason }));

// A promise whose rejection is nobody's fault to have missed.
function handled(promise) {
  util.markPromiseAsHandled(promise);
  return promise;
}

// What both have: calls that wait for their turn, a timer, and a signal that ends it all.
class Limiter {
  waiting = [];
  timer = undefined;
  aborted = undefined;
  #keepsAlive = true;

  constructor(fn, signal) {
    this.fn = fn;
    this.signal = signal;
    // What the program calls, and what `fn` gets as `this`.
    this.facade = undefined;
    if (signal?.aborted) throw abortErrorOf(signal.reason);
    if (signal !== undefined) {
      const { addAbortListener } = require('node:events');
      addAbortListener(signal, () => this.abort());
    }
  }

  startTimer(delay) {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.onTimer();
    }, delay);
    if (!this.#keepsAlive) this.timer.unref();
  }

  stopTimer() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  keepAlive(yes) {
    this.#keepsAlive = yes;
    if (yes) this.timer?.ref();
    else this.timer?.unref();
    return this.facade;
  }

  // Whether nothing may run any more.
  isOver() {
    if (this.signal?.aborted) this.abort();
    return this.aborted !== undefined;
  }

  abort() {
    this.aborted ??= abortErrorOf(this.signal.reason);
    this.clear(this.aborted);
  }

  rejectWaiting(error) {
    const calls = this.waiting;
    this.waiting = [];
    for (const { reject } of calls) reject(error);
  }

  get latest() {
    return this.waiting.length === 0 ? null : this.waiting.at(-1).promise;
  }
}

class Debouncer extends Limiter {
  #args;

  constructor(fn, wait, { leading, rejectOnCancel, signal }) {
    super(fn, signal);
    Object.assign(this, { wait, leading, rejectOnCancel });
  }

  call(args) {
    if (this.isOver()) return Promise.reject(this.aborted);
    const isFirst = this.timer === undefined;
    if (isFirst) {
      this.startTimer(this.wait);
    } else {
      this.#supersede();
      this.timer.refresh();
    }
    const call = Promise.withResolvers();
    if (isFirst && this.leading) {
      this.#run(args, [call]);
    } else {
      this.#args = args;
      this.waiting.push(call);
    }
    return call.promise;
  }

  // The calls before the last one: their promises may be forgotten.
  #supersede() {
    if (this.waiting.length === 0) return;
    handled(this.latest);
    if (this.rejectOnCancel) this.rejectWaiting(new AbortError('The debounced call was superseded'));
  }

  #run(args, calls) {
    if (this.isOver()) {
      for (const { reject } of calls) reject(this.aborted);
      return;
    }
    try {
      const result = Reflect.apply(this.fn, this.facade, args);
      for (const { resolve } of calls) resolve(result);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  onTimer() {
    if (this.waiting.length === 0) return;
    const calls = this.waiting;
    const args = this.#args;
    this.waiting = [];
    this.#args = undefined;
    this.#run(args, calls);
  }

  flush() {
    if (this.waiting.length === 0) return;
    this.stopTimer();
    this.onTimer();
  }

  clear(error) {
    if (this.timer === undefined) return;
    this.stopTimer();
    this.#args = undefined;
    this.rejectWaiting(error);
  }
}

// So many calls in each interval, which begins with the first call after the last one.
class FixedWindow {
  constructor(limit, interval) {
    Object.assign(this, { limit, interval });
    this.reset();
  }

  reset() {
    this.start = undefined;
    this.count = 0;
  }

  #isOver(now) {
    return this.start === undefined || now - this.start >= this.interval;
  }

  hasRoom(now) {
    return this.#isOver(now) || this.count < this.limit;
  }

  // Asked before a call is counted, and when a timer is to be set.
  begin(now) {
    if (!this.#isOver(now)) return;
    this.start = now;
    this.count = 0;
  }

  take() {
    this.count++;
  }

  waitFor(now) {
    return this.start + this.interval - now;
  }
}

// So many calls in any span of that length.
class SlidingWindow {
  constructor(limit, interval) {
    Object.assign(this, { limit, interval });
    this.reset();
  }

  reset() {
    this.times = [];
  }

  #recent(now) {
    const first = this.times.findIndex((time) => now - time < this.interval);
    return first === -1 ? [] : this.times.slice(first);
  }

  hasRoom(now) {
    return this.times.length < this.limit || this.#recent(now).length < this.limit;
  }

  begin(now) {
    if (this.times.length > 0 && now - this.times[0] >= this.interval) this.times = this.#recent(now);
  }

  take(now) {
    this.times.push(now);
  }

  waitFor(now) {
    return this.times[0] + this.interval - now;
  }
}

class Throttler extends Limiter {
  active = 0;
  // How many of `waiting` have had their turn: taking them from the front one by one would cost the length of the list each.
  #taken = 0;

  constructor(fn, limit, interval, { concurrency, maxPending, overflow, signal, strict }) {
    super(fn, signal);
    this.window = strict ? new SlidingWindow(limit, interval) : new FixedWindow(limit, interval);
    Object.assign(this, { concurrency, maxPending, overflow });
  }

  get pendingCount() {
    return this.waiting.length - this.#taken;
  }

  get latest() {
    return this.pendingCount === 0 ? null : super.latest;
  }

  #take() {
    const call = this.waiting[this.#taken];
    this.waiting[this.#taken++] = undefined;
    if (this.#taken === this.waiting.length || this.#taken > 1000) {
      this.waiting.splice(0, this.#taken);
      this.#taken = 0;
    }
    return call;
  }

  rejectWaiting(error) {
    this.waiting.splice(0, this.#taken);
    this.#taken = 0;
    super.rejectWaiting(error);
  }

  canRunNow(now = timers.getLibuvNow()) {
    return !this.signal?.aborted && this.pendingCount === 0 && this.active < this.concurrency && this.window.hasRoom(now);
  }

  call(args) {
    if (this.isOver()) return Promise.reject(this.aborted);
    const now = timers.getLibuvNow();
    const call = { ...Promise.withResolvers(), args };
    if (this.canRunNow(now)) {
      this.window.begin(now);
      this.#run(call, now);
    } else if (this.overflow === 'drop' || this.pendingCount >= this.maxPending) {
      call.reject(new ERR_THROTTLED());
      handled(call.promise);
    } else {
      this.waiting.push(call);
      this.#schedule();
    }
    return call.promise;
  }

  #run({ args, resolve }, now) {
    this.window.take(now);
    this.active++;
    let result;
    try {
      result = Promise.resolve(Reflect.apply(this.fn, this.facade, args));
    } catch (error) {
      result = Promise.reject(error);
    }
    resolve(result);
    const settled = () => {
      this.active--;
      this.#drain();
    };
    result.then(settled, settled);
  }

  #drain() {
    if (this.isOver()) return;
    while (this.pendingCount > 0 && this.active < this.concurrency) {
      const now = timers.getLibuvNow();
      if (!this.window.hasRoom(now)) break;
      this.window.begin(now);
      this.#run(this.#take(), now);
    }
    this.#schedule();
  }

  #schedule() {
    if (this.timer !== undefined || this.pendingCount === 0 || this.active >= this.concurrency) return;
    const now = timers.getLibuvNow();
    if (this.window.hasRoom(now)) return this.#drain();
    this.window.begin(now);
    this.startTimer(this.window.waitFor(now));
  }

  onTimer() {
    this.#drain();
  }

  clear(error) {
    this.stopTimer();
    this.window.reset();
    this.rejectWaiting(error);
  }
}

// The function that the program gets: `methods` as ordinary properties, `getters` as hidden ones.
function facadeOf(fn, limiter, methods, getters) {
  const facade = function(...args) { return limiter.call(args); };
  limiter.facade = facade;
  const cancel = function(reason) { limiter.clear(abortErrorOf(reason)); };
  const ref = function() { return limiter.keepAlive(true); };
  const unref = function() { return limiter.keepAlive(false); };
  for (const [name, value] of Object.entries({ cancel, ...methods, ref, unref })) {
    Object.defineProperty(facade, name, { __proto__: null, configurable: true, enumerable: true, value, writable: true });
  }
  for (const [name, get] of Object.entries(getters)) Object.defineProperty(facade, name, { __proto__: null, get });
  Object.defineProperty(facade, 'length', { __proto__: null, configurable: true, value: fn.length });
  Object.defineProperty(facade, 'name', { __proto__: null, configurable: true, value: fn.name });
  return facade;
}

function debounce(fn, wait, options = kEmptyObject) {
  validateFunction(fn, 'fn');
  validateInteger(wait, 'wait', 0, kLongest);
  validateObject(options, 'options');
  const { leading = false, rejectOnCancel = false, signal } = options;
  validateBoolean(leading, 'options.leading');
  validateBoolean(rejectOnCancel, 'options.rejectOnCancel');
  validateAbortSignal(signal, 'options.signal');
  const limiter = new Debouncer(fn, wait, { leading, rejectOnCancel, signal });
  const methods = { flush: function() { limiter.flush(); } };
  return facadeOf(fn, limiter, methods, {
    pending: () => limiter.latest,
    pendingCount: () => limiter.waiting.length,
  });
}

function throttle(fn, limit, interval, options = kEmptyObject) {
  validateFunction(fn, 'fn');
  validateInteger(limit, 'limit', 1);
  validateInteger(interval, 'interval', 0, kLongest);
  validateObject(options, 'options');
  const { concurrency = Infinity, maxPending = Infinity, overflow = 'queue', signal, strict = false } = options;
  if (concurrency !== Infinity) validateInteger(concurrency, 'options.concurrency', 1);
  if (maxPending !== Infinity) validateInteger(maxPending, 'options.maxPending', 0);
  validateOneOf(overflow, 'options.overflow', ['queue', 'drop']);
  validateAbortSignal(signal, 'options.signal');
  validateBoolean(strict, 'options.strict');
  const limiter = new Throttler(fn, limit, interval, { concurrency, maxPending, overflow, signal, strict });
  const methods = { hasImmediateCapacity: function() { return limiter.canRunNow(); } };
  return facadeOf(fn, limiter, methods, {
    pending: () => limiter.latest,
    pendingCount: () => limiter.pendingCount,
    activeCount: () => limiter.active,
  });
}

module.exports = { debounce, throttle };
