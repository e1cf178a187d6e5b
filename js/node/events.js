'use strict';

// node:events: EventEmitter and the functions that go with it. The async
// iterator of `on` lives in internal/events/async_iterator, and
// EventEmitterAsyncResource in internal/events/async_resource.

const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_UNHANDLED_ERROR,
  },
  genericNodeError,
  kEnhanceStackBeforeInspector,
} = require('internal/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateFunction,
  validateNumber,
  validateObject,
  validateString,
} = require('internal/validators');
const { kEmptyObject, spliceOne } = require('internal/util');
const { kJustLaidOut, kShapeMode } = require('internal/events/shape');

const { defineProperties, defineProperty, getPrototypeOf } = Object;
const { apply, ownKeys } = Reflect;

const kCapture = Symbol('kCapture');
const kErrorMonitor = Symbol('events.errorMonitor');
// On an array of listeners: how many calls of emit() walk it. Such an array is
// replaced instead of changed.
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

function EventEmitter(opts) {
  EventEmitter.init.call(this, opts);
}

module.exports = EventEmitter;

EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = kRejection;
EventEmitter.errorMonitor = kErrorMonitor;

EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;

// Not enumerable, so that `for (key in emitter)` does not show it.
defineProperty(EventEmitter.prototype, kCapture, {
  __proto__: null,
  value: false,
  writable: true,
});

defineProperties(EventEmitter, {
  captureRejections: {
    __proto__: null,
    get() {
      return EventEmitter.prototype[kCapture];
    },
    set(value) {
      validateBoolean(value, 'EventEmitter.captureRejections');
      EventEmitter.prototype[kCapture] = value;
    },
    enumerable: true,
  },
  EventEmitterAsyncResource: {
    __proto__: null,
    get: function lazyEventEmitterAsyncResource() {
      return require('internal/events/async_resource')
        .EventEmitterAsyncResource;
    },
    set: undefined,
    enumerable: true,
    configurable: true,
  },
  defaultMaxListeners: {
    __proto__: null,
    get() {
      return defaultMaxListeners;
    },
    set(value) {
      validateNumber(value, 'defaultMaxListeners', 0);
      defaultMaxListeners = value;
    },
    enumerable: true,
  },
  kMaxEventTargetListeners: {
    __proto__: null,
    get: () => lazyEventTarget().kMaxEventTargetListeners,
  },
  kMaxEventTargetListenersWarned: {
    __proto__: null,
    get: () => lazyEventTarget().kMaxEventTargetListenersWarned,
  },
});

EventEmitter.init = function(opts) {
  if (this._events === undefined ||
      (this[kShapeMode] !== kJustLaidOut &&
       this._events === getPrototypeOf(this)._events)) {
    this._events = { __proto__: null };
    this._eventsCount = 0;
    this[kShapeMode] = false;
  } else {
    // A subclass laid out the keys of its usual events beforehand; removed
    // listeners leave `undefined` there instead of changing the shape.
    this[kShapeMode] = true;
  }
  this._maxListeners = this._maxListeners || undefined;

  if (opts?.captureRejections) {
    validateBoolean(opts.captureRejections, 'options.captureRejections');
    this[kCapture] = Boolean(opts.captureRejections);
  } else {
    this[kCapture] = EventEmitter.prototype[kCapture];
  }
};

EventEmitter.setMaxListeners =
  function(n = defaultMaxListeners, ...eventTargets) {
    validateNumber(n, 'setMaxListeners', 0);
    if (eventTargets.length === 0) {
      defaultMaxListeners = n;
      return;
    }
    for (const target of eventTargets) {
      if (isEventTarget(target)) {
        const { kMaxEventTargetListeners, kMaxEventTargetListenersWarned } =
          lazyEventTarget();
        target[kMaxEventTargetListeners] = n;
        target[kMaxEventTargetListenersWarned] = false;
      } else if (typeof target.setMaxListeners === 'function') {
        target.setMaxListeners(n);
      } else {
        throw new ERR_INVALID_ARG_TYPE(
          'eventTargets', ['EventEmitter', 'EventTarget'], target);
      }
    }
  };

EventEmitter.prototype.setMaxListeners = function setMaxListeners(n) {
  validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};

function maxListenersOf(emitter) {
  return emitter._maxListeners === undefined ?
    defaultMaxListeners : emitter._maxListeners;
}

EventEmitter.prototype.getMaxListeners = function getMaxListeners() {
  return maxListenersOf(this);
};

// --- emit -----------------------------------------------------------------

function watchRejection(emitter, result, type, args) {
  if (!emitter[kCapture]) return;
  try {
    const { then } = result;
    if (typeof then === 'function') {
      then.call(result, undefined, (error) => {
        // Out of the promise reaction, so that what throws is uncaught
        // rather than one more rejection.
        process.nextTick(emitRejection, emitter, error, type, args);
      });
    }
  } catch (error) {
    emitter.emit('error', error);
  }
}

function emitRejection(emitter, error, type, args) {
  if (typeof emitter[kRejection] === 'function') {
    emitter[kRejection](error, type, ...args);
    return;
  }
  const previous = emitter[kCapture];
  // An async 'error' handler that rejects must not come back here for ever.
  try {
    emitter[kCapture] = false;
    emitter.emit('error', error);
  } finally {
    emitter[kCapture] = previous;
  }
}

// The stack printed for an unhandled 'error' event: where it was made, and
// then where it was emitted, with the frames common to both left out.
function enhanceStack(emitter, error, emittedAt) {
  let owner = '';
  try {
    const { name } = emitter.constructor;
    if (name !== 'EventEmitter') owner = ` on ${name} instance`;
  } catch {
    // Whoever hides the constructor gets the plain text.
  }
  const separator = `\nEmitted 'error' event${owner} at:\n`;
  const errorFrames = error.stack.split('\n').slice(1);
  const frames = emittedAt.stack.split('\n').slice(1);

  const { length, offset } = commonFrames(frames, errorFrames);
  if (length > 0) {
    frames.splice(
      offset + 1, length - 2, '    [... lines matching original stack trace ...]');
  }
  return error.stack + separator + frames.join('\n');
}

// Where, and for how many frames (more than three), `a` repeats part of `b`.
function commonFrames(a, b) {
  for (let i = 0; i < a.length - 3; i++) {
    const position = b.indexOf(a[i]);
    if (position === -1) continue;
    const rest = b.length - position;
    if (rest <= 3) continue;
    const limit = Math.min(rest, a.length - i);
    let length = 1;
    while (length < limit && a[i + length] === b[position + length]) length++;
    if (length > 3) return { length, offset: i };
  }
  return { length: 0, offset: 0 };
}

// Remembers where an unhandled error is emitted, for when it ends the process.
function markEmitted(emitter, error) {
  try {
    const emittedAt = {};
    Error.captureStackTrace(emittedAt, EventEmitter.prototype.emit);
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
      if (result !== undefined && result !== null) {
        watchRejection(emitter, result, type, args);
      }
    }
  } finally {
    listeners[kEmitting]--;
  }
}

EventEmitter.prototype.emit = function emit(type, ...args) {
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

  const handler = events[type];
  if (handler === undefined) return false;

  if (typeof handler === 'function') {
    const result = apply(handler, this, args);
    if (result !== undefined && result !== null) {
      watchRejection(this, result, type, args);
    }
  } else {
    emitToEach(this, handler, type, args);
  }
  return true;
};

// --- listeners --------------------------------------------------------------

function warnAboutLeak(target, type, existing, max) {
  existing.warned = true;
  const warning = genericNodeError(
    `Possible EventEmitter memory leak detected. ${existing.length} ` +
    `${String(type)} listeners added to ${inspect(target, { depth: -1 })}. ` +
    `MaxListeners is ${max}. Use emitter.setMaxListeners() to increase limit`,
    {
      name: 'MaxListenersExceededWarning',
      emitter: target,
      type,
      count: existing.length,
    });
  process.emitWarning(warning);
}

function changeable(events, type, list) {
  if (list[kEmitting] === 0) return list;
  const copy = events[type] = list.slice();
  copy[kEmitting] = 0;
  copy.warned = list.warned;
  return copy;
}

function addListenerTo(target, type, listener, prepend) {
  validateFunction(listener, 'listener');

  let existing;
  let events = target._events;
  if (events === undefined) {
    events = target._events = { __proto__: null };
    target._eventsCount = 0;
  } else {
    if (events.newListener !== undefined) {
      target.emit('newListener', type, listener.listener ?? listener);
      // A listener may have replaced the table.
      events = target._events;
    }
    existing = events[type];
  }

  if (existing === undefined) {
    events[type] = listener;
    ++target._eventsCount;
    return target;
  }
  if (typeof existing === 'function') {
    existing = events[type] =
      prepend ? [listener, existing] : [existing, listener];
    existing[kEmitting] = 0;
  } else {
    existing = changeable(events, type, existing);
    if (prepend) existing.unshift(listener);
    else existing.push(listener);
  }

  const max = maxListenersOf(target);
  if (max > 0 && existing.length > max && !existing.warned) {
    warnAboutLeak(target, type, existing, max);
  }
  return target;
}

EventEmitter.prototype.addListener = function addListener(type, listener) {
  return addListenerTo(this, type, listener, false);
};

EventEmitter.prototype.on = EventEmitter.prototype.addListener;

EventEmitter.prototype.prependListener =
  function prependListener(type, listener) {
    return addListenerTo(this, type, listener, true);
  };

function wrapOnce(target, type, listener) {
  let fired = false;
  function wrapper(...args) {
    if (fired) return undefined;
    target.removeListener(type, wrapper);
    fired = true;
    return apply(listener, target, args);
  }
  wrapper.listener = listener;
  return wrapper;
}

EventEmitter.prototype.once = function once(type, listener) {
  validateFunction(listener, 'listener');
  this.on(type, wrapOnce(this, type, listener));
  return this;
};

EventEmitter.prototype.prependOnceListener =
  function prependOnceListener(type, listener) {
    validateFunction(listener, 'listener');
    this.prependListener(type, wrapOnce(this, type, listener));
    return this;
  };

EventEmitter.prototype.removeListener =
  function removeListener(type, listener) {
    validateFunction(listener, 'listener');

    const events = this._events;
    if (events === undefined) return this;
    let list = events[type];
    if (list === undefined) return this;

    if (list === listener || list.listener === listener) {
      this._eventsCount -= 1;
      if (this[kShapeMode]) {
        events[type] = undefined;
      } else if (this._eventsCount === 0) {
        this._events = { __proto__: null };
      } else {
        delete events[type];
      }
      if (events.removeListener !== undefined) {
        this.emit('removeListener', type, list.listener || listener);
      }
      return this;
    }
    if (typeof list === 'function') return this;

    let position = list.length - 1;
    while (position >= 0 && list[position] !== listener &&
           list[position].listener !== listener) {
      position--;
    }
    if (position < 0) return this;
    list = changeable(events, type, list);
    if (position === 0) list.shift();
    else spliceOne(list, position);
    if (list.length === 1) events[type] = list[0];
    if (events.removeListener !== undefined) {
      this.emit('removeListener', type, listener);
    }
    return this;
  };

EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

function resetEvents(emitter) {
  emitter._events = { __proto__: null };
  emitter._eventsCount = 0;
}

EventEmitter.prototype.removeAllListeners =
  function removeAllListeners(type) {
    const events = this._events;
    if (events === undefined) return this;

    // Nobody wants to hear about it.
    if (events.removeListener === undefined) {
      if (arguments.length === 0) {
        resetEvents(this);
      } else if (events[type] !== undefined) {
        if (--this._eventsCount === 0) this._events = { __proto__: null };
        else delete events[type];
      }
      this[kShapeMode] = false;
      return this;
    }

    if (arguments.length === 0) {
      for (const key of ownKeys(events)) {
        if (key !== 'removeListener') this.removeAllListeners(key);
      }
      this.removeAllListeners('removeListener');
      resetEvents(this);
      this[kShapeMode] = false;
      return this;
    }

    const listeners = events[type];
    if (typeof listeners === 'function') {
      this.removeListener(type, listeners);
    } else if (listeners !== undefined) {
      for (let i = listeners.length - 1; i >= 0; i--) {
        this.removeListener(type, listeners[i]);
      }
    }
    return this;
  };

function listenersOf(emitter, type, unwrap) {
  const listeners = emitter._events?.[type];
  if (listeners === undefined) return [];
  if (typeof listeners === 'function') {
    return [unwrap ? listeners.listener || listeners : listeners];
  }
  return unwrap ?
    listeners.map((item) => item.listener || item) : listeners.slice();
}

EventEmitter.prototype.listeners = function listeners(type) {
  return listenersOf(this, type, true);
};

EventEmitter.prototype.rawListeners = function rawListeners(type) {
  return listenersOf(this, type, false);
};

EventEmitter.prototype.listenerCount =
  function listenerCount(type, listener) {
    const listeners = this._events?.[type];
    if (listeners === undefined) return 0;
    if (typeof listeners === 'function') {
      if (listener == null) return 1;
      return listener === listeners || listener === listeners.listener ? 1 : 0;
    }
    if (listener == null) return listeners.length;
    let count = 0;
    for (const item of listeners) {
      if (item === listener || item.listener === listener) count++;
    }
    return count;
  };

EventEmitter.prototype.eventNames = function eventNames() {
  return this._eventsCount > 0 ? ownKeys(this._events) : [];
};

// --- functions over emitters and event targets -------------------------------

function isEventTarget(value) {
  return value?.constructor?.[Symbol.for('nodejs.event_target')] === true;
}

EventEmitter.listenerCount = function listenerCount(emitterOrTarget, type) {
  if (typeof emitterOrTarget?.listenerCount === 'function') {
    return emitterOrTarget.listenerCount(type);
  }
  if (isEventTarget(emitterOrTarget)) {
    return targetListeners(emitterOrTarget, type).length;
  }
  if (emitterOrTarget?._events !== undefined) {
    return EventEmitter.prototype.listenerCount.call(emitterOrTarget, type);
  }
  throw new ERR_INVALID_ARG_TYPE(
    'emitter', ['EventEmitter', 'EventTarget'], emitterOrTarget);
};

function targetListeners(target, type) {
  const entry = target[lazyEventTarget().kEvents].get(type);
  if (entry === undefined) return [];
  return entry.list.map((item) => item.get()).filter(Boolean);
}

EventEmitter.getEventListeners =
  function getEventListeners(emitterOrTarget, type) {
    if (typeof emitterOrTarget?.listeners === 'function') {
      return emitterOrTarget.listeners(type);
    }
    if (isEventTarget(emitterOrTarget)) {
      return targetListeners(emitterOrTarget, type);
    }
    throw new ERR_INVALID_ARG_TYPE(
      'emitter', ['EventEmitter', 'EventTarget'], emitterOrTarget);
  };

EventEmitter.getMaxListeners = function getMaxListeners(emitterOrTarget) {
  if (typeof emitterOrTarget?.getMaxListeners === 'function') {
    return maxListenersOf(emitterOrTarget);
  }
  const max =
    emitterOrTarget?.[lazyEventTarget().kMaxEventTargetListeners];
  if (max !== undefined) return max;
  throw new ERR_INVALID_ARG_TYPE(
    'emitter', ['EventEmitter', 'EventTarget'], emitterOrTarget);
};

EventEmitter.addAbortListener = function addAbortListener(signal, listener) {
  return require('internal/events/abort_listener')
    .addAbortListener(signal, listener);
};

function addListenerToEither(emitter, name, listener, options) {
  if (typeof emitter.on === 'function') {
    if (options?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, options);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

function removeListenerFromEither(emitter, name, listener, options) {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener, options);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

EventEmitter.once = async function once(emitter, name, options = kEmptyObject) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) {
    throw new AbortError(undefined, { cause: signal.reason });
  }
  return new Promise((resolve, reject) => {
    const onError = (error) => {
      if (typeof emitter.removeListener === 'function') {
        emitter.removeListener(name, onEvent);
      }
      if (signal != null) removeListenerFromEither(signal, 'abort', onAbort);
      reject(error);
    };
    const onEvent = (...args) => {
      if (typeof emitter.removeListener === 'function') {
        emitter.removeListener('error', onError);
      }
      if (signal != null) removeListenerFromEither(signal, 'abort', onAbort);
      resolve(args);
    };
    const onAbort = () => {
      removeListenerFromEither(emitter, name, onEvent);
      removeListenerFromEither(emitter, 'error', onError);
      reject(new AbortError(undefined, { cause: signal.reason }));
    };

    const once = {
      __proto__: null,
      once: true,
      [lazyEventTarget().kResistStopPropagation]: true,
    };
    addListenerToEither(emitter, name, onEvent, once);
    if (name !== 'error' && typeof emitter.once === 'function') {
      emitter.once('error', onError);
    }
    if (signal != null) addListenerToEither(signal, 'abort', onAbort, once);
  });
};

EventEmitter.on = function on(emitter, event, options = kEmptyObject) {
  return require('internal/events/async_iterator')
    .on(emitter, event, options, {
      addListener: addListenerToEither,
      removeListener: removeListenerFromEither,
    });
};
