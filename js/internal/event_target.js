'use strict';

// The DOM event model: Event, CustomEvent, EventTarget, and NodeEventTarget, which adds the methods of an EventEmitter that
// MessagePort and others carry.

const {
  codes: { ERR_EVENT_RECURSION, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateAbortSignal, validateThisInternalField, validateObject, validateString } = require('internal/validators');
const { customInspectSymbol, defineInterface, inspectFields, kEmptyObject } = require('internal/util');

const { defineProperty } = Object;

const kIsEventTarget = Symbol.for('nodejs.event_target');
const kIsNodeEventTarget = Symbol('kIsNodeEventTarget');
const kEvents = Symbol('kEvents');
const kHandlers = Symbol('kHandlers');
// Options of addEventListener: the listener is called although propagation was stopped; it lives as long as the object that is
// the value; it is called with a plain value where there is one.
const kResistStopPropagation = Symbol('kResistStopPropagation');
const kWeakHandler = Symbol('kWeak');
const kIsNodeStyleListener = Symbol('kIsNodeStyleListener');
// An option of Event.
const kTrustEvent = Symbol('kTrustEvent');
// Methods that subclasses define.
const kCreateEvent = Symbol('kCreateEvent');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');
// MessagePort's messages arrive through it.
const kHybridDispatch = Symbol.for('nodejs.internal.kHybridDispatch');
// node:events shows them.
const kMaxEventTargetListeners = Symbol('events.maxEventTargetListeners');
const kMaxEventTargetListenersWarned = Symbol('events.maxEventTargetListenersWarned');

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

function show(self, fields, depth, options) {
  const { name } = self.constructor;
  return depth < 0 ? name : inspectFields(name, fields, options);
}

// ---- Event ------------------------------------------------------------------

// The state of an event, which dispatch changes; throws for what is none.
let stateOf;
let isEvent;

const phases = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };

class Event {
  #state;

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (options != null) validateObject(options, 'options');
    this.#state = {
      // In the order in which WebIDL reads them.
      bubbles: !!options?.bubbles,
      cancelable: !!options?.cancelable,
      composed: !!options?.composed,
      type: `${type}`,
      isTrusted: options?.[kTrustEvent] === true,
      timeStamp: now(),
      target: null,
      dispatching: false,
      inPassiveListener: false,
      canceled: false,
      stopped: false,
      stoppedAtOnce: false,
    };
  }

  static {
    isEvent = (value) => typeof value === 'object' && value !== null && #state in value;
    stateOf = (value) => {
      if (!isEvent(value)) throw new ERR_INVALID_THIS('Event');
      return value.#state;
    };
  }

  initEvent(type, bubbles = false, cancelable = false) {
    const state = stateOf(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (state.dispatching) return;
    state.type = `${type}`;
    state.bubbles = !!bubbles;
    state.cancelable = !!cancelable;
  }

  [customInspectSymbol](depth, options) {
    const { type, canceled, cancelable, timeStamp } = stateOf(this);
    return show(this, { type, defaultPrevented: canceled, cancelable, timeStamp }, depth, options);
  }

  stopImmediatePropagation() {
    const state = stateOf(this);
    state.stopped = state.stoppedAtOnce = true;
  }

  preventDefault() {
    const state = stateOf(this);
    if (state.cancelable && !state.inPassiveListener) state.canceled = true;
  }

  get target() {
    return stateOf(this).target;
  }

  get currentTarget() {
    const { dispatching, target } = stateOf(this);
    return dispatching ? target : null;
  }

  get srcElement() {
    return stateOf(this).target;
  }

  get type() {
    return stateOf(this).type;
  }

  get cancelable() {
    return stateOf(this).cancelable;
  }

  get defaultPrevented() {
    const { cancelable, canceled } = stateOf(this);
    return cancelable && canceled;
  }

  get timeStamp() {
    return stateOf(this).timeStamp;
  }

  composedPath() {
    const { dispatching, target } = stateOf(this);
    return dispatching ? [target] : [];
  }

  get returnValue() {
    const { cancelable, canceled } = stateOf(this);
    return !(cancelable && canceled);
  }

  set returnValue(value) {
    stateOf(this);
    if (!value) this.preventDefault();
  }

  get bubbles() {
    return stateOf(this).bubbles;
  }

  get composed() {
    return stateOf(this).composed;
  }

  get eventPhase() {
    return stateOf(this).dispatching ? phases.AT_TARGET : phases.NONE;
  }

  get cancelBubble() {
    return stateOf(this).stopped;
  }

  set cancelBubble(value) {
    const state = stateOf(this);
    if (value) state.stopped = true;
  }

  stopPropagation() {
    stateOf(this).stopped = true;
  }

  get isTrusted() {
    return stateOf(this).isTrusted;
  }
}

for (const [name, value] of Object.entries(phases)) {
  defineProperty(Event, name, { __proto__: null, value, enumerable: true });
}
defineInterface(Event, Object.getOwnPropertyNames(Event.prototype).filter((name) => name !== 'constructor'));
defineProperty(Event.prototype, 'isTrusted', { __proto__: null, configurable: false });

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

defineInterface(CustomEvent, ['detail']);

// ---- listeners --------------------------------------------------------------

// Forgets a weakly held listener whose function was collected.
let collected;
function collectedListeners() {
  return collected ??= new FinalizationRegistry(({ targetRef, listener }) => {
    const target = targetRef.deref();
    if (target !== undefined) removeListener(target, listener, undefined);
  });
}

// What keeps weakly held listeners alive.
let weakListenerOwners;

class Listener {
  constructor(target, type, callback, options) {
    this.type = type;
    this.once = options.once;
    this.capture = options.capture;
    this.passive = options.passive;
    this.isNodeStyle = options.isNodeStyle;
    this.resistsStop = options.resistsStop;
    this.removed = false;
    this.isWeak = options.owner !== undefined;
    this.callback = callback;
    if (this.isWeak) holdWeakly(this, target, options.owner);
  }

  get() {
    return this.isWeak ? this.callback.deref() : this.callback;
  }

  end() {
    this.removed = true;
    if (this.isWeak) collectedListeners().unregister(this);
  }
}

function holdWeakly(listener, target, owner) {
  const { callback } = listener;
  weakListenerOwners ??= new WeakMap();
  const held = weakListenerOwners.get(owner);
  if (held === undefined) weakListenerOwners.set(owner, new Set([callback]));
  else held.add(callback);
  collectedListeners().register(callback, { targetRef: new WeakRef(target), listener }, listener);
  listener.callback = new WeakRef(callback);
}

// The listeners of one type. While dispatches walk it, changes make another one in its place.
class ListenerList {
  constructor(items) {
    this.items = items;
    this.walkers = 0;
  }

  find(callback, capture) {
    const { items } = this;
    let i = items.length - 1;
    while (i >= 0 && (items[i].capture !== capture || items[i].get() !== callback)) i--;
    return items[i];
  }
}

// The list of a type, which may be changed now.
function changeable(target, type) {
  const list = target[kEvents].get(type);
  if (list?.walkers === 0) return list.items;
  const items = list === undefined ? [] : list.items.slice();
  target[kEvents].set(type, new ListenerList(items));
  return items;
}

function removeListener(target, listener, callback) {
  const { type, capture } = listener;
  listener.end();
  if (target[kEvents].get(type).items.length === 1) {
    target[kEvents].delete(type);
  } else {
    const items = changeable(target, type);
    items.splice(items.indexOf(listener), 1);
  }
  target[kRemoveListener](countListeners(target, type), type);
}

function listenersOf(target, type) {
  const list = target[kEvents].get(type);
  return list === undefined ? [] : list.items.map((listener) => listener.get()).filter(Boolean);
}

// A handler that was taken away keeps its place, and counts no more.
function countListeners(target, type) {
  const list = target[kEvents].get(type);
  if (list === undefined) return 0;
  const handler = target[kHandlers]?.get(type);
  const isOff = handler?.isOff && list.find(handler, false) !== undefined;
  return list.items.length - (isOff ? 1 : 0);
}

function isEventListener(value) {
  if (value == null) return false;
  if (typeof value !== 'function' && typeof value !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', value);
  }
  return true;
}

function readOptions(options) {
  if (typeof options === 'boolean') return readOptions({ capture: options });
  if (typeof options !== 'function' && options !== null) validateObject(options, 'options');
  return {
    once: !!options?.once,
    capture: !!options?.capture,
    passive: !!options?.passive,
    signal: options?.signal,
    owner: options?.[kWeakHandler],
    isNodeStyle: !!options?.[kIsNodeStyleListener],
    resistsStop: !!options?.[kResistStopPropagation],
  };
}

const noOptions = readOptions(kEmptyObject);

// ---- EventTarget ------------------------------------------------------------

function isEventTarget(value) {
  return !!value?.constructor?.[kIsEventTarget];
}

function isNodeEventTarget(value) {
  return !!value?.constructor?.[kIsNodeEventTarget];
}

function toType(value) {
  if (typeof value === 'symbol') {
    const error = new TypeError('Value is a Symbol and cannot be converted to a string.');
    throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
  }
  return `${value}`;
}

function checkTarget(value) {
  if (!isEventTarget(value)) throw new ERR_INVALID_THIS('EventTarget');
}

// For classes that do not call the constructor of EventTarget.
function initEventTarget(target) {
  target[kEvents] = new Map();
  setMaxListeners(target, EventEmitter().defaultMaxListeners);
  // A map, when the first handler is set.
  target[kHandlers] = undefined;
}

function setMaxListeners(target, n) {
  target[kMaxEventTargetListeners] = n;
  target[kMaxEventTargetListenersWarned] = false;
}

function warn(name, text, properties) {
  process.emitWarning(Object.assign(new Error(text), { name }, properties));
}

class EventTarget {
  static [kIsEventTarget] = true;

  constructor() {
    initEventTarget(this);
  }

  // After a listener came or went: `size` listeners of this type are there now.
  [kNewListener](size, type, isWeak) {
    const max = this[kMaxEventTargetListeners];
    if (size <= max || max <= 0 || this[kMaxEventTargetListenersWarned]) return;
    this[kMaxEventTargetListenersWarned] = true;
    const text = `Possible EventTarget memory leak detected. ${size} ${type} listeners added to ` +
      `${inspect(this, { depth: -1 })}. MaxListeners is ${max}. Use events.setMaxListeners() to increase limit`;
    warn('MaxListenersExceededWarning', text, { target: this, type, count: size });
  }

  [kRemoveListener](size, type) {}

  addEventListener(type, listener, options = kEmptyObject) {
    checkTarget(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    const flags = options === kEmptyObject ? noOptions : readOptions(options);
    const { signal, capture } = flags;
    validateAbortSignal(signal, 'options.signal');
    if (!isEventListener(listener)) {
      const text = `addEventListener called with ${listener} which has no effect.`;
      warn('AddEventListenerArgumentTypeWarning', text, { target: this, type });
      return;
    }
    type = toType(type);
    if (signal) {
      if (signal.aborted) return;
      const onAbort = () => this.removeEventListener(type, listener, options);
      signal.addEventListener('abort', onAbort, { once: true, [kWeakHandler]: this, [kResistStopPropagation]: true });
    }
    if (this[kEvents].get(type)?.find(listener, capture) !== undefined) return;
    changeable(this, type).push(new Listener(this, type, listener, flags));
    this[kNewListener](countListeners(this, type), type, flags.owner !== undefined);
  }

  removeEventListener(type, listener, options = kEmptyObject) {
    checkTarget(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isEventListener(listener)) return;
    const capture = options === true || options?.capture === true;
    const found = this[kEvents].get(toType(type))?.find(listener, capture);
    if (found !== undefined) removeListener(this, found, listener);
  }

  dispatchEvent(event) {
    checkTarget(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    if (!isEvent(event)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    const { dispatching, type } = stateOf(event);
    if (dispatching) throw new ERR_EVENT_RECURSION(type);
    this[kHybridDispatch](event, event.type, event);
    return !event.defaultPrevented;
  }

  // Calls DOM listeners with an event (made when the first one needs it) and listeners added through `on` with the plain value.
  [kHybridDispatch](value, type, event) {
    let state = event === undefined ? undefined : startDispatch(this, event);
    const list = this[kEvents].get(type);
    if (list !== undefined) {
      list.walkers++;
      for (const listener of list.items) {
        if (listener.removed || (state?.stoppedAtOnce && !listener.resistsStop)) continue;
        const callback = listener.get();
        if (listener.once) removeListener(this, listener, callback);
        // Collected.
        if (callback === undefined) continue;
        if (listener.isNodeStyle) {
          call(this, callback, value);
          continue;
        }
        if (event === undefined) {
          event = this[kCreateEvent](value, type);
          state = startDispatch(this, event);
        }
        state.inPassiveListener = listener.passive;
        call(this, callback, event);
        state.inPassiveListener = false;
      }
      list.walkers--;
    }
    if (state !== undefined) state.dispatching = false;
    return true;
  }

  [kCreateEvent](value, type) {
    return new CustomEvent(type, { detail: value });
  }

  [customInspectSymbol](depth, options) {
    return show(this, {}, depth, options);
  }
}

defineInterface(EventTarget, ['addEventListener', 'removeEventListener', 'dispatchEvent']);

function startDispatch(target, event) {
  const state = stateOf(event);
  state.target = target;
  state.dispatching = true;
  return state;
}

// What a listener throws, or its promise rejects with, is uncaught, and does not keep the others from being called.
function call(target, callback, argument) {
  try {
    const isFunction = typeof callback === 'function';
    if (!isFunction && typeof callback.handleEvent !== 'function') return;
    const result = isFunction ? Reflect.apply(callback, target, [argument]) : callback.handleEvent(argument);
    const then = result?.then;
    if (typeof then === 'function') then.call(result, undefined, throwLater);
  } catch (error) {
    throwLater(error);
  }
}

function throwLater(error) {
  process.nextTick(() => { throw error; });
}

// ---- NodeEventTarget --------------------------------------------------------

function initNodeEventTarget(target) {
  initEventTarget(target);
}

class NodeEventTarget extends EventTarget {
  static [kIsNodeEventTarget] = true;
  static defaultMaxListeners = 10;
}

function listen(target, type, listener, once) {
  target.addEventListener(type, listener, { once, [kIsNodeStyleListener]: true });
  return target;
}

function unlisten(target, type, listener, options) {
  target.removeEventListener(type, listener, options);
  return target;
}

const emitterMethods = {
  setMaxListeners(n) {
    EventEmitter().setMaxListeners(n, this);
  },
  getMaxListeners() {
    return this[kMaxEventTargetListeners];
  },
  eventNames() {
    return [...this[kEvents].keys()];
  },
  listenerCount(type) {
    return countListeners(this, String(type));
  },
  off(type, listener, options) {
    return unlisten(this, type, listener, options);
  },
  removeListener(type, listener, options) {
    return unlisten(this, type, listener, options);
  },
  on(type, listener) {
    return listen(this, type, listener, false);
  },
  addListener(type, listener) {
    return listen(this, type, listener, false);
  },
  emit(type, value) {
    validateString(type, 'type');
    const isHeard = this.listenerCount(type) > 0;
    this[kHybridDispatch](value, type);
    return isHeard;
  },
  once(type, listener) {
    return listen(this, type, listener, true);
  },
  removeAllListeners(type) {
    if (type === undefined) this[kEvents].clear();
    else this[kEvents].delete(String(type));
    return this;
  },
};

for (const [name, method] of Object.entries(emitterMethods)) {
  const checked = function(...args) {
    if (!isNodeEventTarget(this)) throw new ERR_INVALID_THIS('NodeEventTarget');
    return Reflect.apply(method, this, args);
  };
  defineProperty(checked, 'name', { __proto__: null, value: name });
  defineProperty(checked, 'length', { __proto__: null, value: method.length });
  defineProperty(NodeEventTarget.prototype, name, {
    __proto__: null, configurable: true, enumerable: true, writable: true, value: checked,
  });
}

// ---- on<event> attributes ---------------------------------------------------

// What is registered for an attribute: it keeps its place among the listeners when the attribute is assigned again.
function makeEventHandler(value) {
  function eventHandler(...args) {
    const { handler } = eventHandler;
    return typeof handler === 'function' ? Reflect.apply(handler, this, args) : undefined;
  }
  eventHandler.handler = value;
  eventHandler.isOff = false;
  return eventHandler;
}

function defineEventHandler(prototype, name, event = name) {
  const property = `on${name}`;
  const handlersOf = (target) => {
    validateThisInternalField(target, kHandlers, 'EventTarget');
    return target[kHandlers];
  };
  const get = function() {
    return handlersOf(this)?.get(event)?.handler ?? null;
  };
  const set = function(value) {
    const handlers = handlersOf(this) ?? (this[kHandlers] = new Map());
    const handler = typeof value === 'function' || typeof value === 'object' ? value : null;
    const registered = handlers.get(event);
    const isListed = registered !== undefined && this[kEvents].get(event)?.find(registered, false) !== undefined;
    if (!isListed) {
      const eventHandler = makeEventHandler(handler);
      this.addEventListener(event, eventHandler);
      handlers.set(event, eventHandler);
      return;
    }
    if (typeof registered.handler === 'function') {
      registered.isOff = true;
      this[kRemoveListener](countListeners(this, event), event);
    }
    registered.handler = handler;
    if (typeof handler === 'function') {
      registered.isOff = false;
      this[kNewListener](countListeners(this, event), event, false);
    }
  };
  defineProperty(get, 'name', { __proto__: null, value: `get ${property}` });
  defineProperty(set, 'name', { __proto__: null, value: `set ${property}` });
  defineProperty(prototype, property, { __proto__: null, get, set, configurable: true, enumerable: true });
}

module.exports = {
  CustomEvent,
  Event,
  EventTarget,
  NodeEventTarget,
  defineEventHandler,
  initEventTarget,
  initNodeEventTarget,
  isEvent,
  isEventTarget,
  isNodeEventTarget,
  kCreateEvent,
  kEvents,
  kHybridDispatch,
  kMaxEventTargetListeners,
  kMaxEventTargetListenersWarned,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
  listenersOf,
  setMaxListeners,
};
