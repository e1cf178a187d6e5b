'use strict';
// node:events: EventEmitter and the functions that go with it. The async iterator of `on` lives in
// internal/events/async_iterator, and EventEmitterAsyncResource in internal/events/async_resource.

const {
  abortError, codes: { ERR_INVALID_ARG_TYPE, ERR_UNHANDLED_ERROR }, genericNodeError, kEnhanceStackBeforeInspector,
} = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { kJustLaidOut, kShapeMode } = require('internal/events/shape');

const { defineProperties, defineProperty, getPrototypeOf } = Object;
const { apply, ownKeys } = Reflect;

const kCapture = Symbol('kCapture');
const kErrorMonitor = Symbol('events.errorMonitor');
// On an array of listeners: how many calls of emit() walk it. Such an array is replaced instead of changed.
const kEmitting = Symbol('events.emitting');
const kRejection = Symbol.for('nodejs.rejection');

let defaultMaxListeners = 10;

let inspectFunction;
function inspect(value, options) {
  inspectFunction ??= require('internal/util/inspect').inspect;
  return inspectFunction(value, options);
}

let eventTarget;
function lazyEventTarget() {
  return eventTarget ??= require('internal/event_target');
}

// `_events` has, by event, undefined, one listener or an array of several; packages read it.
function EventEmitter(opts) {
  EventEmitter.init.call(this, opts);
}

module.exports = EventEmitter;

function newTable() {
  return { __proto__: null };
}

function clearTable(emitter) {
  emitter._events = newTable();
  emitter._eventsCount = 0;
  emitter[kShapeMode] = false;
}

function checkMaxListeners(n) {
  validateNumber(n, 'setMaxListeners', 0);
  return n;
}

function setMaxListeners(n) {
  this._maxListeners = checkMaxListeners(n);
  return this;
}

function maxListenersOf(emitter) {
  const own = emitter._maxListeners;
  return own === undefined ? defaultMaxListeners : own;
}

function getMaxListeners() {
  return maxListenersOf(this);
}

// --- emit -----------------------------------------------------------------

// A listener's promise that is rejected is an error of its emitter, where that was asked for.
function watchRejection(emitter, promise, type, args) {
  if (!emitter[kCapture]) return;
  // On a tick of its own what a listener throws is uncaught, and not one more rejection.
  const onRejected = (reason) => process.nextTick(emitRejection, emitter, type, args, reason);
  try {
    const { then } = promise;
    if (typeof then === 'function') apply(then, promise, [undefined, onRejected]);
  } catch (error) {
    emitter.emit('error', error);
  }
}

function emitRejection(emitter, type, args, reason) {
  if (typeof emitter[kRejection] === 'function') return void emitter[kRejection](reason, type, ...args);
  const captures = emitter[kCapture];
  // Else a listener of 'error' that rejects would come back here for ever.
  emitter[kCapture] = false;
  try {
    emitter.emit('error', reason);
  } finally {
    emitter[kCapture] = captures;
  }
}

// ' on C instance' for an emitter of a class of its own.
function ownerOf(emitter) {
  try {
    const { name } = emitter.constructor;
    return name === 'EventEmitter' ? '' : ` on ${name} instance`;
  } catch {
    // The constructor is hidden.
    return '';
  }
}

// The stack printed for an unhandled 'error' event: where it was made, and
// then where it was emitted, with the frames common to both left out.
function enhanceStack(emitter, error, emittedAt) {
  const { findOverlap } = require('internal/util/inspect/errors');
  const [made, emitted] = [error, emittedAt].map(({ stack }) => stack.split('\n').slice(1));
  const { offset, length } = findOverlap(emitted, made);
  // The first and the last of them stay.
  if (length > 0) emitted.splice(offset + 1, length - 2, '    [... lines matching original stack trace ...]');
  return `${error.stack}\nEmitted 'error' event${ownerOf(emitter)} at:\n${emitted.join('\n')}`;
}

// Remembers where an unhandled error is emitted, for when it ends the process.
function markEmitted(emitter, error) {
  try {
    const emittedAt = {};
    Error.captureStackTrace(emittedAt, emit);
    defineProperty(error, kEnhanceStackBeforeInspector, {
      __proto__: null,
      value: () => enhanceStack(emitter, error, emittedAt),
      configurable: true,
    });
  } catch {
    // A frozen error keeps its own stack.
  }
}

function unhandledError(value) {
  let text;
  try {
    text = inspect(value);
  } catch {
    text = value;
  }
  const error = new ERR_UNHANDLED_ERROR(text);
  error.context = value;
  return error;
}

// Apart from emit(), so that emit() stays small enough to be inlined.
function emitToEach(emitter, listeners, type, args) {
  listeners[kEmitting]++;
  try {
    for (let i = 0; i < listeners.length; ++i) {
      const result = apply(listeners[i], emitter, args);
      if (result != null) watchRejection(emitter, result, type, args);
    }
  } finally {
    listeners[kEmitting]--;
  }
}

function emit(type, ...args) {
  const events = this._events;
  if (type === 'error') {
    if (events !== undefined && events[kErrorMonitor] !== undefined) {
      this.emit(kErrorMonitor, ...args);
    }
    if (events === undefined || events.error === undefined) {
      const error = args[0];
      if (!(error instanceof Error)) throw unhandledError(error);
      markEmitted(this, error);
      throw error; // Unhandled 'error' event
    }
  } else if (events === undefined) {
    return false;
  }

  const entry = events[type];
  if (entry === undefined) return false;
  if (typeof entry === 'function') {
    const result = apply(entry, this, args);
    if (result != null) watchRejection(this, result, type, args);
    return true;
  }
  emitToEach(this, entry, type, args);
  return true;
}

// --- listeners --------------------------------------------------------------

function originalOf(listener) {
  return listener.listener || listener;
}

// Whether `added`, an element of a table, is what somebody means who says `listener`.
function isFor(added, listener) {
  return added === listener || added.listener === listener;
}

// The listeners of an event as an array, which may be that of the table.
function allOf(emitter, type) {
  const entry = emitter._events?.[type];
  if (entry === undefined) return [];
  return typeof entry === 'function' ? [entry] : entry;
}

function warnAboutLeak(emitter, type, list, max) {
  list.warned = true;
  const count = list.length;
  const text = `Possible EventEmitter memory leak detected. ${count} ${String(type)} listeners added to ` +
    `${inspect(emitter, { depth: -1 })}. MaxListeners is ${max}. Use emitter.setMaxListeners() to increase limit`;
  process.emitWarning(genericNodeError(text, { name: 'MaxListenersExceededWarning', emitter, type, count }));
}

// The array of an event as one that may be changed now.
function changeable(events, type, list) {
  if (list[kEmitting] === 0) return list;
  const copy = events[type] = list.slice();
  copy[kEmitting] = 0;
  copy.warned = list.warned;
  return copy;
}

function add(emitter, type, listener, first) {
  validateFunction(listener, 'listener');
  if (emitter._events === undefined) {
    emitter._events = newTable();
    emitter._eventsCount = 0;
  }
  // Before it is there, so that it does not hear of itself.
  if (emitter._events.newListener !== undefined) emitter.emit('newListener', type, originalOf(listener));

  const events = emitter._events;
  const entry = events[type];
  if (entry === undefined) {
    events[type] = listener;
    emitter._eventsCount++;
    return emitter;
  }
  let list;
  if (typeof entry === 'function') {
    list = events[type] = first ? [listener, entry] : [entry, listener];
    list[kEmitting] = 0;
  } else {
    list = changeable(events, type, entry);
    if (first) list.unshift(listener);
    else list.push(listener);
  }
  const max = maxListenersOf(emitter);
  if (list.length > max && max > 0 && !list.warned) warnAboutLeak(emitter, type, list, max);
  return emitter;
}

function wrapOnce(emitter, type, listener) {
  validateFunction(listener, 'listener');
  let fired = false;
  function wrapper(...args) {
    if (fired) return undefined;
    emitter.removeListener(type, wrapper);
    fired = true;
    return apply(listener, emitter, args);
  }
  wrapper.listener = listener;
  return wrapper;
}

function addListener(type, listener) {
  return add(this, type, listener, false);
}

function prependListener(type, listener) {
  return add(this, type, listener, true);
}

function once(type, listener) {
  this.on(type, wrapOnce(this, type, listener));
  return this;
}

function prependOnceListener(type, listener) {
  this.prependListener(type, wrapOnce(this, type, listener));
  return this;
}

// An event has no listener any more.
function dropEvent(emitter, type) {
  emitter._eventsCount--;
  if (emitter[kShapeMode]) emitter._events[type] = undefined;
  else if (emitter._eventsCount === 0) emitter._events = newTable();
  else delete emitter._events[type];
}

function removeListener(type, listener) {
  validateFunction(listener, 'listener');
  const events = this._events;
  const entry = events?.[type];
  if (entry === undefined) return this;

  let removed = listener;
  if (isFor(entry, listener)) {
    removed = originalOf(entry);
    dropEvent(this, type);
  } else {
    // Of several, the one that was added last.
    const position = typeof entry === 'function' ? -1 : lastFor(entry, listener);
    if (position === -1) return this;
    const list = changeable(events, type, entry);
    if (position === 0) list.shift();
    else list.splice(position, 1);
    if (list.length === 1) events[type] = list[0];
  }
  if (events.removeListener !== undefined) this.emit('removeListener', type, removed);
  return this;
}

function lastFor(list, listener) {
  let position = list.length;
  do position--; while (position >= 0 && !isFor(list[position], listener));
  return position;
}

function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;
  const ofOneEvent = arguments.length > 0;
  if (events.removeListener !== undefined) {
    // Each is told of, and those that are told come last.
    if (ofOneEvent) {
      for (const listener of allOf(this, type).toReversed()) this.removeListener(type, listener);
      return this;
    }
    for (const name of ownKeys(events)) {
      if (name !== 'removeListener') this.removeAllListeners(name);
    }
    this.removeAllListeners('removeListener');
  }
  if (ofOneEvent) {
    this[kShapeMode] = false;
    if (events[type] !== undefined) dropEvent(this, type);
  } else {
    clearTable(this);
  }
  return this;
}

function listeners(type) {
  return allOf(this, type).map(originalOf);
}

function rawListeners(type) {
  return allOf(this, type).slice();
}

function listenerCount(type, listener) {
  const entry = this._events?.[type];
  if (entry === undefined) return 0;
  if (listener != null) return countOf(allOf(this, type), listener);
  return typeof entry === 'function' ? 1 : entry.length;
}

function countOf(list, listener) {
  return list.filter((added) => isFor(added, listener)).length;
}

function eventNames() {
  return this._eventsCount > 0 ? ownKeys(this._events) : [];
}

// --- functions over emitters and event targets -------------------------------

function isEventTarget(value) {
  return value?.constructor?.[Symbol.for('nodejs.event_target')] === true;
}

function neither(value, name = 'emitter') {
  return new ERR_INVALID_ARG_TYPE(name, ['EventEmitter', 'EventTarget'], value);
}

// Lets `listener` hear of an event of either kind; the function that is returned ends that.
function subscribe(emitter, name, listener, options) {
  if (typeof emitter.on === 'function') {
    if (options?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, options);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
  return () => {
    if (typeof emitter.removeListener === 'function') emitter.removeListener(name, listener);
    else emitter.removeEventListener?.(name, listener, options);
  };
}

// ---- what is public, in Node's order ----------------------------------------

Object.assign(EventEmitter, {
  addAbortListener(signal, listener) {
    return require('internal/events/abort_listener').addAbortListener(signal, listener);
  },

  async once(emitter, name, options = kEmptyObject) {
    const signal = require('internal/events/abort_listener').liveSignal(options);
    const { promise, resolve, reject } = Promise.withResolvers();
    const flags = { __proto__: null, once: true, [lazyEventTarget().kResistStopPropagation]: true };
    const subscriptions = [];
    const listen = (target, event, settle) => {
      subscriptions.push(subscribe(target, event, (...args) => {
        for (const end of subscriptions) end();
        settle(args);
      }, flags));
    };
    listen(emitter, name, resolve);
    if (name !== 'error' && typeof emitter.once === 'function') listen(emitter, 'error', ([error]) => reject(error));
    if (signal != null) listen(signal, 'abort', () => reject(abortError(signal)));
    return promise;
  },

  on(emitter, event, options = kEmptyObject) {
    return require('internal/events/async_iterator').on(emitter, event, options, subscribe);
  },

  getEventListeners(emitter, type) {
    if (typeof emitter?.listeners === 'function') return emitter.listeners(type);
    if (isEventTarget(emitter)) return lazyEventTarget().listenersOf(emitter, type);
    throw neither(emitter);
  },

  getMaxListeners(emitter) {
    if (typeof emitter?.getMaxListeners === 'function') return maxListenersOf(emitter);
    const max = emitter?.[lazyEventTarget().kMaxEventTargetListeners];
    if (max === undefined) throw neither(emitter);
    return max;
  },

  listenerCount(emitter, type) {
    if (typeof emitter?.listenerCount === 'function') return emitter.listenerCount(type);
    if (isEventTarget(emitter)) return lazyEventTarget().listenersOf(emitter, type).length;
    if (emitter?._events === undefined) throw neither(emitter);
    return listenerCount.call(emitter, type);
  },

  EventEmitter,
  usingDomains: false,
  captureRejectionSymbol: kRejection,
});

defineProperties(EventEmitter, {
  captureRejections: {
    __proto__: null,
    enumerable: true,
    get: () => EventEmitter.prototype[kCapture],
    set(value) {
      validateBoolean(value, 'EventEmitter.captureRejections');
      EventEmitter.prototype[kCapture] = value;
    },
  },
  EventEmitterAsyncResource: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: function lazyEventEmitterAsyncResource() {
      return require('internal/events/async_resource').EventEmitterAsyncResource;
    },
  },
  errorMonitor: { __proto__: null, configurable: true, enumerable: true, writable: true, value: kErrorMonitor },
  defaultMaxListeners: {
    __proto__: null,
    enumerable: true,
    get: () => defaultMaxListeners,
    set(value) {
      validateNumber(value, 'defaultMaxListeners', 0);
      defaultMaxListeners = value;
    },
  },
  kMaxEventTargetListeners: { __proto__: null, get: () => lazyEventTarget().kMaxEventTargetListeners },
  kMaxEventTargetListenersWarned: { __proto__: null, get: () => lazyEventTarget().kMaxEventTargetListenersWarned },
});

EventEmitter.setMaxListeners = function(n = defaultMaxListeners, ...targets) {
  checkMaxListeners(n);
  if (targets.length === 0) defaultMaxListeners = n;
  for (const target of targets) {
    if (isEventTarget(target)) lazyEventTarget().setMaxListeners(target, n);
    else if (typeof target.setMaxListeners === 'function') target.setMaxListeners(n);
    else throw neither(target, 'eventTargets');
  }
};

// Apart from the constructor, since a domain makes an emitter its own there.
EventEmitter.init = function(opts) {
  const laidOut = this._events !== undefined &&
    (this[kShapeMode] === kJustLaidOut || this._events !== getPrototypeOf(this)._events);
  // A subclass laid out the keys of its usual events beforehand: removed listeners leave `undefined` there, for the shape's sake.
  if (laidOut) this[kShapeMode] = true;
  else clearTable(this);
  this._maxListeners = this._maxListeners || undefined;

  const captures = opts?.captureRejections;
  if (captures) validateBoolean(captures, 'options.captureRejections');
  this[kCapture] = captures || EventEmitter.prototype[kCapture];
};

Object.assign(EventEmitter.prototype, {
  _events: undefined,
  _eventsCount: 0,
  _maxListeners: undefined,
  setMaxListeners,
  getMaxListeners,
  emit,
  addListener,
  on: addListener,
  prependListener,
  once,
  prependOnceListener,
  removeListener,
  off: removeListener,
  removeAllListeners,
  listeners,
  rawListeners,
  listenerCount,
  eventNames,
});

// Not enumerable, so that `for (key in emitter)` does not show it.
defineProperty(EventEmitter.prototype, kCapture, { __proto__: null, value: false, writable: true });
