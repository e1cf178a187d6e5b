'use strict';

// The DOM event model: Event, CustomEvent, EventTarget, and NodeEventTarget,
// which adds the EventEmitter-like methods that MessagePort and others carry.
// Listeners of one type live in an array that is copied only when it changes
// while a dispatch walks it, so a dispatch sees the listeners it started with.

const {
  codes: {
    ERR_EVENT_RECURSION,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateThisInternalField,
  validateObject,
} = require('internal/validators');
const {
  customInspectSymbol,
  kEmptyObject,
  kEnumerableProperty,
} = require('internal/util');

const { defineProperties, defineProperty } = Object;

const kIsEventTarget = Symbol.for('nodejs.event_target');
const kIsNodeEventTarget = Symbol('kIsNodeEventTarget');
const kResistStopPropagation = Symbol('kResistStopPropagation');
const kEvents = Symbol('kEvents');
const kHandlers = Symbol('kHandlers');
const kWeakHandler = Symbol('kWeak');
const kTrustEvent = Symbol('kTrustEvent');
const kCreateEvent = Symbol('kCreateEvent');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');
const kRemoveWeakListenerHelper = Symbol('kRemoveWeakListenerHelper');
const kIsNodeStyleListener = Symbol('kIsNodeStyleListener');
const kHybridDispatch = Symbol.for('nodejs.internal.kHybridDispatch');

// Shared with node:events, which loads this file only when it must.
const kMaxEventTargetListeners = Symbol('events.maxEventTargetListeners');
const kMaxEventTargetListenersWarned =
  Symbol('events.maxEventTargetListenersWarned');

let emitter;
function EventEmitter() {
  return emitter ??= require('node:events');
}

let inspectFunction;
function inspect(value, options) {
  inspectFunction ??= require('internal/util/inspect').inspect;
  return inspectFunction(value, options);
}

let performanceNow;
function now() {
  performanceNow ??= require('internal/perf/utils').now;
  return performanceNow();
}

function inspectFields(self, fields, depth, options) {
  const { name } = self.constructor;
  if (depth < 0) return name;
  const nested = {
    ...options,
    depth: Number.isInteger(options.depth) ? options.depth - 1 : options.depth,
  };
  return `${name} ${inspect(fields, nested)}`;
}

// Set from inside the class, so that dispatch reaches the private state.
let beginDispatch;
let endDispatch;
let setPassive;
let isDispatching;
let isStopped;

function checkEvent(value) {
  if (!isEvent(value)) throw new ERR_INVALID_THIS('Event');
}

let isEvent;

class Event {
  #type;
  #bubbles;
  #cancelable;
  #composed;
  #trusted;
  #timeStamp = now();
  #target = null;
  #dispatching = false;
  #inPassiveListener = false;
  #defaultPrevented = false;
  #propagationStopped = false;
  #stopImmediate = false;

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (options != null) validateObject(options, 'options');
    this.#bubbles = !!options?.bubbles;
    this.#cancelable = !!options?.cancelable;
    this.#composed = !!options?.composed;
    this.#type = `${type}`;
    this.#trusted = options?.[kTrustEvent] === true;
  }

  static {
    isEvent = (value) =>
      typeof value === 'object' && value !== null && #type in value;
    beginDispatch = (event, target) => {
      event.#target = target;
      event.#dispatching = true;
    };
    endDispatch = (event) => {
      event.#dispatching = false;
    };
    setPassive = (event, value) => {
      event.#inPassiveListener = value;
    };
    isDispatching = (event) => event.#dispatching;
    isStopped = (event) => event.#stopImmediate;
  }

  initEvent(type, bubbles = false, cancelable = false) {
    checkEvent(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (this.#dispatching) return;
    this.#type = `${type}`;
    this.#bubbles = !!bubbles;
    this.#cancelable = !!cancelable;
  }

  [customInspectSymbol](depth, options) {
    checkEvent(this);
    return inspectFields(this, {
      type: this.#type,
      defaultPrevented: this.#defaultPrevented,
      cancelable: this.#cancelable,
      timeStamp: this.#timeStamp,
    }, depth, options);
  }

  stopImmediatePropagation() {
    checkEvent(this);
    this.#propagationStopped = true;
    this.#stopImmediate = true;
  }

  preventDefault() {
    checkEvent(this);
    if (this.#cancelable && !this.#inPassiveListener) {
      this.#defaultPrevented = true;
    }
  }

  get target() {
    checkEvent(this);
    return this.#target;
  }

  get currentTarget() {
    checkEvent(this);
    return this.#dispatching ? this.#target : null;
  }

  get srcElement() {
    checkEvent(this);
    return this.#target;
  }

  get type() {
    checkEvent(this);
    return this.#type;
  }

  get cancelable() {
    checkEvent(this);
    return this.#cancelable;
  }

  get defaultPrevented() {
    checkEvent(this);
    return this.#cancelable && this.#defaultPrevented;
  }

  get timeStamp() {
    checkEvent(this);
    return this.#timeStamp;
  }

  composedPath() {
    checkEvent(this);
    return this.#dispatching ? [this.#target] : [];
  }

  get returnValue() {
    checkEvent(this);
    return !this.#cancelable || !this.#defaultPrevented;
  }

  set returnValue(value) {
    checkEvent(this);
    if (!value) this.preventDefault();
  }

  get bubbles() {
    checkEvent(this);
    return this.#bubbles;
  }

  get composed() {
    checkEvent(this);
    return this.#composed;
  }

  get eventPhase() {
    checkEvent(this);
    return this.#dispatching ? Event.AT_TARGET : Event.NONE;
  }

  get cancelBubble() {
    checkEvent(this);
    return this.#propagationStopped;
  }

  set cancelBubble(value) {
    checkEvent(this);
    if (value) this.#propagationStopped = true;
  }

  stopPropagation() {
    checkEvent(this);
    this.#propagationStopped = true;
  }

  get isTrusted() {
    checkEvent(this);
    return this.#trusted;
  }
}

for (const [name, value] of [
  ['NONE', 0], ['CAPTURING_PHASE', 1], ['AT_TARGET', 2], ['BUBBLING_PHASE', 3],
]) {
  defineProperty(Event, name, { __proto__: null, value, enumerable: true });
}

for (const name of [
  'initEvent', 'stopImmediatePropagation', 'preventDefault', 'target',
  'currentTarget', 'srcElement', 'type', 'cancelable', 'defaultPrevented',
  'timeStamp', 'composedPath', 'returnValue', 'bubbles', 'composed',
  'eventPhase', 'cancelBubble', 'stopPropagation',
]) {
  defineProperty(Event.prototype, name, kEnumerableProperty);
}
defineProperty(Event.prototype, 'isTrusted', {
  __proto__: null, enumerable: true, configurable: false,
});
defineProperty(Event.prototype, Symbol.toStringTag, {
  __proto__: null, configurable: true, value: 'Event',
});

class CustomEvent extends Event {
  #detail;

  constructor(type, options = kEmptyObject) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('CustomEvent');
    return this.#detail;
  }
}

defineProperties(CustomEvent.prototype, {
  [Symbol.toStringTag]: {
    __proto__: null, configurable: true, value: 'CustomEvent',
  },
  detail: kEnumerableProperty,
});

// Releases the listener of a WeakRef whose function was collected.
let weakListeners;
function weakListenerRegistry() {
  return weakListeners ??= new FinalizationRegistry(({ target, listener }) => {
    target.deref()?.[kRemoveWeakListenerHelper](listener.type, listener);
  });
}

// Ties the life of a weakly held listener to that of another object.
let weakListenerOwners;

class Listener {
  constructor(target, type, callback, options) {
    const { once, capture, passive, weak } = options;
    this.type = type;
    this.once = once;
    this.capture = capture;
    this.passive = passive;
    this.isNodeStyle = options.isNodeStyleListener;
    this.resistStopPropagation = options.resistStopPropagation;
    this.removed = false;
    this.weak = weak !== undefined;
    if (this.weak) {
      weakListenerOwners ??= new WeakMap();
      let held = weakListenerOwners.get(weak);
      if (held === undefined) weakListenerOwners.set(weak, held = new Set());
      held.add(callback);
      this.callback = new WeakRef(callback);
      weakListenerRegistry().register(
        callback, { target: new WeakRef(target), listener: this }, this);
    } else {
      this.callback = callback;
    }
  }

  get() {
    return this.weak ? this.callback.deref() : this.callback;
  }

  same(callback, capture) {
    return this.capture === capture && this.get() === callback;
  }

  release() {
    this.removed = true;
    if (this.weak) weakListenerRegistry().unregister(this);
  }
}

// The listeners of one type. `shared` is true while a dispatch walks `list`.
class ListenerList {
  constructor() {
    this.list = [];
    this.shared = false;
  }

  writable() {
    if (this.shared) {
      this.list = this.list.slice();
      this.shared = false;
    }
    return this.list;
  }
}

function initEventTarget(self) {
  self[kEvents] = new Map();
  self[kMaxEventTargetListeners] = EventEmitter().defaultMaxListeners;
  self[kMaxEventTargetListenersWarned] = false;
  self[kHandlers] = new Map();
}

class EventTarget {
  static [kIsEventTarget] = true;

  constructor() {
    initEventTarget(this);
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    const max = this[kMaxEventTargetListeners];
    if (max > 0 && size > max && !this[kMaxEventTargetListenersWarned]) {
      this[kMaxEventTargetListenersWarned] = true;
      const warning = new Error(
        'Possible EventTarget memory leak detected. ' +
        `${size} ${type} listeners ` +
        `added to ${inspect(this, { depth: -1 })}. MaxListeners is ${max}. ` +
        'Use events.setMaxListeners() to increase limit');
      warning.name = 'MaxListenersExceededWarning';
      warning.target = this;
      warning.type = type;
      warning.count = size;
      process.emitWarning(warning);
    }
  }

  [kRemoveListener](size, type, listener, capture) {}

  addEventListener(type, listener, options = kEmptyObject) {
    if (!isEventTarget(this)) throw new ERR_INVALID_THIS('EventTarget');
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');

    const parsed = readListenerOptions(options);
    const { signal, once, capture, passive, weak } = parsed;
    validateAbortSignal(signal, 'options.signal');

    if (!isEventListener(listener)) {
      const warning = new Error(
        `addEventListener called with ${listener} which has no effect.`);
      warning.name = 'AddEventListenerArgumentTypeWarning';
      warning.target = this;
      warning.type = type;
      process.emitWarning(warning);
      return;
    }
    type = `${type}`;

    if (signal) {
      if (signal.aborted) return;
      signal.addEventListener('abort', () => {
        this.removeEventListener(type, listener, options);
      }, { once: true, [kWeakHandler]: this, [kResistStopPropagation]: true });
    }

    const events = this[kEvents];
    let entry = events.get(type);
    if (entry === undefined) {
      events.set(type, entry = new ListenerList());
    } else {
      const { list } = entry;
      for (let i = 0; i < list.length; i++) {
        if (list[i].same(listener, capture)) return;
      }
    }
    const list = entry.writable();
    list.push(new Listener(this, type, listener, parsed));
    this[kNewListener](
      list.length, type, listener, once, capture, passive, weak);
  }

  removeEventListener(type, listener, options = kEmptyObject) {
    if (!isEventTarget(this)) throw new ERR_INVALID_THIS('EventTarget');
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isEventListener(listener)) return;

    type = `${type}`;
    const capture = typeof options === 'boolean' ?
      options : options?.capture === true;
    const entry = this[kEvents].get(type);
    if (entry === undefined) return;
    const index = entry.list.findIndex((item) => item.same(listener, capture));
    if (index === -1) return;
    const size = removeAt(this, type, entry, index);
    this[kRemoveListener](size, type, listener, capture);
  }

  [kRemoveWeakListenerHelper](type, listener) {
    const entry = this[kEvents].get(type);
    const index = entry === undefined ? -1 : entry.list.indexOf(listener);
    if (index === -1) return;
    const size = removeAt(this, type, entry, index);
    this[kRemoveListener](size, type, undefined, listener.capture);
  }

  dispatchEvent(event) {
    if (!isEventTarget(this)) throw new ERR_INVALID_THIS('EventTarget');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    if (!isEvent(event)) {
      throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    }
    if (isDispatching(event)) throw new ERR_EVENT_RECURSION(event.type);
    this[kHybridDispatch](event, event.type, event);
    return event.defaultPrevented !== true;
  }

  // Calls DOM listeners with an event (made when the first one needs it) and
  // listeners added through `on` with the plain value.
  [kHybridDispatch](nodeValue, type, event) {
    const entry = this[kEvents].get(type);
    if (event !== undefined) beginDispatch(event, this);
    if (entry === undefined) {
      if (event !== undefined) endDispatch(event);
      return true;
    }

    const list = entry.list;
    entry.shared = true;
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (item.removed) continue;
      if (event !== undefined && isStopped(event) &&
          !item.resistStopPropagation) {
        continue;
      }
      const callback = item.get();
      if (item.once) {
        const index = entry.list.indexOf(item);
        if (index !== -1) {
          const size = removeAt(this, type, entry, index);
          this[kRemoveListener](size, type, callback, item.capture);
        }
      }
      if (callback === undefined) continue;
      try {
        let argument = nodeValue;
        if (!item.isNodeStyle) {
          if (event === undefined) {
            event = this[kCreateEvent](nodeValue, type);
            beginDispatch(event, this);
          }
          argument = event;
          setPassive(event, item.passive);
        }
        let result;
        if (typeof callback === 'function') {
          result = callback.call(this, argument);
        } else if (typeof callback.handleEvent === 'function') {
          result = callback.handleEvent(argument);
        }
        if (result !== undefined && result !== null) catchRejection(result);
      } catch (error) {
        throwLater(error);
      } finally {
        if (event !== undefined) setPassive(event, false);
      }
    }
    if (entry.list === list) entry.shared = false;
    if (event !== undefined) endDispatch(event);
    return true;
  }

  [kCreateEvent](nodeValue, type) {
    return new CustomEvent(type, { detail: nodeValue });
  }

  [customInspectSymbol](depth, options) {
    if (!isEventTarget(this)) throw new ERR_INVALID_THIS('EventTarget');
    return inspectFields(this, {}, depth, options);
  }
}

defineProperties(EventTarget.prototype, {
  addEventListener: kEnumerableProperty,
  removeEventListener: kEnumerableProperty,
  dispatchEvent: kEnumerableProperty,
  [Symbol.toStringTag]: {
    __proto__: null, configurable: true, value: 'EventTarget',
  },
});

function removeAt(target, type, entry, index) {
  const list = entry.writable();
  const [item] = list.splice(index, 1);
  item.release();
  if (list.length === 0) target[kEvents].delete(type);
  return list.length;
}

function initNodeEventTarget(self) {
  initEventTarget(self);
}

function checkNodeEventTarget(value) {
  if (!isNodeEventTarget(value)) throw new ERR_INVALID_THIS('NodeEventTarget');
}

class NodeEventTarget extends EventTarget {
  static [kIsNodeEventTarget] = true;
  static defaultMaxListeners = 10;

  constructor() {
    super();
    initNodeEventTarget(this);
  }

  setMaxListeners(n) {
    checkNodeEventTarget(this);
    EventEmitter().setMaxListeners(n, this);
  }

  getMaxListeners() {
    checkNodeEventTarget(this);
    return this[kMaxEventTargetListeners];
  }

  eventNames() {
    checkNodeEventTarget(this);
    return [...this[kEvents].keys()];
  }

  listenerCount(type) {
    checkNodeEventTarget(this);
    return this[kEvents].get(String(type))?.list.length ?? 0;
  }

  off(type, listener, options) {
    checkNodeEventTarget(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    checkNodeEventTarget(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    checkNodeEventTarget(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  addListener(type, listener) {
    checkNodeEventTarget(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  emit(type, arg) {
    checkNodeEventTarget(this);
    const hadListeners = this.listenerCount(type) > 0;
    this[kHybridDispatch](arg, String(type));
    return hadListeners;
  }

  once(type, listener) {
    checkNodeEventTarget(this);
    this.addEventListener(
      type, listener, { once: true, [kIsNodeStyleListener]: true });
    return this;
  }

  removeAllListeners(type) {
    checkNodeEventTarget(this);
    if (type === undefined) this[kEvents].clear();
    else this[kEvents].delete(String(type));
    return this;
  }
}

for (const name of [
  'setMaxListeners', 'getMaxListeners', 'eventNames', 'listenerCount', 'off',
  'removeListener', 'on', 'addListener', 'once', 'emit', 'removeAllListeners',
]) {
  defineProperty(NodeEventTarget.prototype, name, kEnumerableProperty);
}

function isEventListener(listener) {
  if (typeof listener === 'function') return true;
  if (listener === undefined || listener === null) return false;
  if (typeof listener === 'object') return true;
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

const defaultListenerOptions = {
  __proto__: null,
  once: false,
  capture: false,
  passive: false,
  signal: undefined,
  isNodeStyleListener: false,
  weak: undefined,
  resistStopPropagation: false,
};

function readListenerOptions(options) {
  if (options === kEmptyObject || options === null) {
    return defaultListenerOptions;
  }
  if (typeof options === 'boolean') {
    return { ...defaultListenerOptions, capture: options };
  }
  if (typeof options !== 'function') validateObject(options, 'options');
  return {
    __proto__: null,
    once: !!options.once,
    capture: !!options.capture,
    passive: !!options.passive,
    signal: options.signal,
    isNodeStyleListener: !!options[kIsNodeStyleListener],
    weak: options[kWeakHandler],
    resistStopPropagation: !!options[kResistStopPropagation],
  };
}

// A rejected promise of an async listener ends like an exception.
function catchRejection(result) {
  const { then } = result;
  if (typeof then === 'function') {
    then.call(result, undefined, throwLater);
  }
}

function throwLater(error) {
  process.nextTick(() => {
    throw error;
  });
}

function isEventTarget(value) {
  return !!value?.constructor?.[kIsEventTarget];
}

function isNodeEventTarget(value) {
  return !!value?.constructor?.[kIsNodeEventTarget];
}

// An `on<event>` attribute keeps its place among the listeners when it is
// assigned again: what is registered is a wrapper that looks the handler up.
function makeEventHandler(handler) {
  function eventHandler(...args) {
    if (typeof eventHandler.handler !== 'function') return undefined;
    return Reflect.apply(eventHandler.handler, this, args);
  }
  eventHandler.handler = handler;
  return eventHandler;
}

function defineEventHandler(emitter, name, event = name) {
  const property = `on${name}`;

  function get() {
    validateThisInternalField(this, kHandlers, 'EventTarget');
    return this[kHandlers]?.get(event)?.handler ?? null;
  }
  defineProperty(get, 'name', { __proto__: null, value: `get ${property}` });

  function set(value) {
    validateThisInternalField(this, kHandlers, 'EventTarget');
    if (typeof value !== 'function' && typeof value !== 'object') value = null;
    let wrapped = this[kHandlers]?.get(event);
    if (wrapped) {
      if (typeof wrapped.handler === 'function') {
        const size = this[kEvents].get(event)?.list.length ?? 0;
        this[kRemoveListener](size, event, wrapped.handler, false);
      }
      wrapped.handler = value;
    } else {
      wrapped = makeEventHandler(value);
      this.addEventListener(event, wrapped);
    }
    this[kHandlers].set(event, wrapped);
  }
  defineProperty(set, 'name', { __proto__: null, value: `set ${property}` });

  defineProperty(emitter, property, {
    __proto__: null, get, set, configurable: true, enumerable: true,
  });
}

module.exports = {
  Event,
  CustomEvent,
  EventTarget,
  NodeEventTarget,
  defineEventHandler,
  initEventTarget,
  initNodeEventTarget,
  kCreateEvent,
  kNewListener,
  kTrustEvent,
  kRemoveListener,
  kEvents,
  kWeakHandler,
  kResistStopPropagation,
  kHybridDispatch,
  kMaxEventTargetListeners,
  kMaxEventTargetListenersWarned,
  isEvent,
  isEventTarget,
  isNodeEventTarget,
};
