'use strict';

// node:diagnostics_channel: named channels on which a library reports what it
// does. A channel nobody listens to costs one property access.

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { noteSubscriber } = require('internal/modules/traces');

const { apply } = Reflect;

// Channels by name: weakly, except while somebody subscribes.
const channels = new Map();
const held = new Map();
let collected;

function remember(name, channel) {
  collected ??= new FinalizationRegistry((key) => {
    if (channels.get(key)?.deref() === undefined) channels.delete(key);
  });
  channels.set(name, new WeakRef(channel));
  collected.register(channel, name);
}

function triggerUncaughtException(error) {
  process.nextTick(() => {
    throw error;
  });
}

function activate(channel) {
  Object.setPrototypeOf(channel, ActiveChannel.prototype);
  channel._subscribers = [];
  channel._stores = new Map();
  held.set(channel.name, channel);
  noteSubscriber(channel.name);
}

function deactivateIfUnused(channel) {
  if (channel._subscribers.length > 0 || channel._stores.size > 0) return;
  Object.setPrototypeOf(channel, Channel.prototype);
  channel._subscribers = undefined;
  channel._stores = undefined;
  held.delete(channel.name);
}

// Enters the stores of a channel and leaves them when it is disposed of.
class StoresScope {
  #entered = [];

  constructor(channel, data) {
    try {
      for (const [store, transform] of channel._stores.entries()) {
        let value = data;
        if (transform) {
          try {
            value = transform(data);
          } catch (error) {
            triggerUncaughtException(error);
            continue;
          }
        }
        this.#entered.push([store, store.getStore()]);
        store.enterWith(value);
      }
      channel.publish(data);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose]() {
    while (this.#entered.length > 0) {
      const [store, previous] = this.#entered.pop();
      store.enterWith(previous);
    }
  }
}

const emptyScope = { [Symbol.dispose]() {} };

// However the call ends, the scope is left.
function callWithin(scope, fn, thisArg, args) {
  try {
    return apply(fn, thisArg, args);
  } finally {
    scope[Symbol.dispose]();
  }
}

// A channel that somebody subscribes to, or binds a store to.
class ActiveChannel {
  get hasSubscribers() {
    return true;
  }

  subscribe(subscription) {
    validateFunction(subscription, 'subscription');
    // A new array: publish() goes on with the one it started with.
    this._subscribers = this._subscribers.concat(subscription);
  }

  unsubscribe(subscription) {
    const place = this._subscribers.indexOf(subscription);
    if (place !== -1) this._subscribers = this._subscribers.toSpliced(place, 1);
    return endsUse(this, place !== -1);
  }

  bindStore(store, transform) {
    this._stores.set(store, transform);
  }

  unbindStore(store) {
    return endsUse(this, this._stores.delete(store));
  }

  publish(data) {
    // Undefined once a subscriber has ended the last subscription.
    for (const subscriber of this._subscribers ?? []) {
      try {
        subscriber(data, this.name);
      } catch (error) {
        triggerUncaughtException(error);
      }
    }
  }

  withStoreScope(data) {
    return new StoresScope(this, data);
  }

  runStores(data, fn, thisArg, ...args) {
    return callWithin(new StoresScope(this, data), fn, thisArg, args);
  }
}

// Whether a use was there, after which the channel may have none.
function endsUse(channel, wasThere) {
  if (wasThere) deactivateIfUnused(channel);
  return wasThere;
}

class Channel {
  constructor(name) {
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
    remember(name, this);
  }

  static [Symbol.hasInstance](instance) {
    return [Channel.prototype, ActiveChannel.prototype].includes(Object.getPrototypeOf(instance));
  }

  // The active channel's method checks again: a wrong argument must not activate.
  subscribe(subscription) {
    validateFunction(subscription, 'subscription');
    activate(this);
    this.subscribe(subscription);
  }

  unsubscribe() {
    return false;
  }

  bindStore(store, transform) {
    activate(this);
    this.bindStore(store, transform);
  }

  unbindStore() {
    return false;
  }

  // Nobody is there: nothing is published, no store is entered.
  get hasSubscribers() {
    return false;
  }

  publish() {}

  withStoreScope() {
    return emptyScope;
  }

  runStores(data, fn, thisArg, ...args) {
    return apply(fn, thisArg, args);
  }
}

function existing(name) {
  return channels.get(name)?.deref();
}

function channel(name) {
  const found = existing(name);
  if (found !== undefined) return found;
  if (typeof name === 'string' || typeof name === 'symbol') return new Channel(name);
  throw new ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
}

function subscribe(name, subscription) {
  channel(name).subscribe(subscription);
}

function unsubscribe(name, subscription) {
  const target = channel(name);
  return target.unsubscribe(subscription);
}

function hasSubscribers(name) {
  return existing(name)?.hasSubscribers === true;
}

// --- channels that belong together -------------------------------------------------

// The channel `type` of what was given: a name, or an object with channels.
function channelFor(given, type, what) {
  if (typeof given === 'string') return channel(`tracing:${given}:${type}`);
  if (typeof given === 'object' && given !== null) {
    const found = given[type];
    if (!(found instanceof Channel)) {
      throw new ERR_INVALID_ARG_TYPE(
        `nameOrChannels.${type}`, ['Channel'], found);
    }
    return found;
  }
  throw new ERR_INVALID_ARG_TYPE(
    'nameOrChannels', ['string', 'object', what], given);
}

// Subscribes or unsubscribes the handlers that are there.
function forHandlers(owner, names, handlers, method) {
  let done = true;
  for (const name of names) {
    if (!handlers[name]) continue;
    if (owner[name]?.[method](handlers[name]) === false) done = false;
  }
  return done;
}

const boundedEvents = ['start', 'end'];

// A scope: `start` when it is entered, `end` when it is left.
class BoundedScope {
  #context;
  #end;
  #stores;

  constructor(bounded, context) {
    this.#context = context;
    this.#end = bounded.end;
    this.#stores = bounded.start.withStoreScope(context);
  }

  [Symbol.dispose]() {
    this.#end.publish(this.#context);
    this.#stores[Symbol.dispose]();
  }
}

class BoundedChannel {
  constructor(nameOrChannels) {
    for (const type of boundedEvents) {
      Object.defineProperty(this, type, {
        __proto__: null,
        value: channelFor(nameOrChannels, type, 'BoundedChannel'),
      });
    }
  }

  get hasSubscribers() {
    return this.start.hasSubscribers || this.end.hasSubscribers;
  }

  subscribe(handlers) {
    forHandlers(this, boundedEvents, handlers, 'subscribe');
  }

  unsubscribe(handlers) {
    return forHandlers(this, boundedEvents, handlers, 'unsubscribe');
  }

  withScope(context = { __proto__: null }) {
    return this.hasSubscribers ? new BoundedScope(this, context) : emptyScope;
  }

  run(context, fn, thisArg, ...args) {
    return callWithin(this.withScope(context ?? {}), fn, thisArg, args);
  }
}

function boundedChannel(nameOrChannels) {
  return new BoundedChannel(nameOrChannels);
}

const traceEvents = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

class TracingChannel {
  // The call itself, and what goes on after it.
  #call;
  #continuation;

  constructor(nameOrChannels) {
    const [start, end, asyncStart, asyncEnd, error] =
      traceEvents.map((type) => channelFor(nameOrChannels, type, 'TracingChannel'));
    this.#call = new BoundedChannel({ start, end });
    this.#continuation = new BoundedChannel({ start: asyncStart, end: asyncEnd });
    Object.defineProperty(this, 'error', { __proto__: null, value: error });
  }

  get start() {
    return this.#call.start;
  }

  get end() {
    return this.#call.end;
  }

  get asyncStart() {
    return this.#continuation.start;
  }

  get asyncEnd() {
    return this.#continuation.end;
  }

  get hasSubscribers() {
    return traceEvents.some((name) => this[name].hasSubscribers);
  }

  subscribe(handlers) {
    forHandlers(this, traceEvents, handlers, 'subscribe');
  }

  unsubscribe(handlers) {
    return forHandlers(this, traceEvents, handlers, 'unsubscribe');
  }

  // Calls within the start and end of a call; an exception goes to `error`.
  #trace(context, call) {
    const scope = this.#call.withScope(context);
    try {
      return call();
    } catch (error) {
      context.error = error;
      this.error.publish(context);
      throw error;
    } finally {
      scope[Symbol.dispose]();
    }
  }

  traceSync(fn, context = { __proto__: null }, thisArg, ...args) {
    if (!this.hasSubscribers) return apply(fn, thisArg, args);
    return this.#trace(context, () => context.result = apply(fn, thisArg, args));
  }

  // Enters what goes on after a call, of which the outcome is known now.
  #settle(context, key, value) {
    context[key] = value;
    if (key === 'error') this.error.publish(context);
    return this.#continuation.withScope(context);
  }

  // Tells of a promise when it is settled; the one that is returned settles alike.
  #watch(promise, context) {
    const onFulfilled = (value) => this.#settle(context, 'result', value)[Symbol.dispose]();
    const onRejected = (error) => this.#settle(context, 'error', error)[Symbol.dispose]();
    // Anything but a promise of the language is answered through its own then(), and handed on.
    if (!(promise instanceof Promise && promise.constructor === Promise)) {
      promise.then(onFulfilled, onRejected);
      return promise;
    }
    // One more reaction to the promise itself would hide a rejection that nobody handles.
    return promise.then((value) => {
      onFulfilled(value);
      return value;
    }, (error) => {
      onRejected(error);
      throw error;
    });
  }

  tracePromise(fn, context = { __proto__: null }, thisArg, ...args) {
    const isHeard = this.hasSubscribers;
    const call = () => {
      const result = apply(fn, thisArg, args);
      if (typeof result?.then === 'function') return isHeard ? this.#watch(result, context) : result;
      warnAboutNoThenable(fn);
      if (isHeard) context.result = result;
      return result;
    };
    return isHeard ? this.#trace(context, call) : call();
  }

  traceCallback(fn, position = -1, context = { __proto__: null }, thisArg, ...args) {
    if (!this.hasSubscribers) return apply(fn, thisArg, args);

    const callback = args.at(position);
    validateFunction(callback, 'callback');
    const settle = (key, value) => this.#settle(context, key, value);

    function wrappedCallback(error, result) {
      const scope = error ? settle('error', error) : settle('result', result);
      return callWithin(scope, callback, this, arguments);
    }
    args.splice(position, 1, wrappedCallback);
    return this.#trace(context, () => apply(fn, thisArg, args));
  }
}

function warnAboutNoThenable(fn) {
  process.emitWarning(
    'tracePromise was called with the function ' +
    `'${fn.name || '<anonymous>'}', which returned a non-thenable.`);
}

function tracingChannel(nameOrChannels) {
  return new TracingChannel(nameOrChannels);
}

module.exports = {
  channel,
  hasSubscribers,
  subscribe,
  tracingChannel,
  unsubscribe,
  boundedChannel,
  Channel,
  BoundedChannel,
};
