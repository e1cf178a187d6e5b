'use strict';

// node:async_hooks: AsyncLocalStorage over the async context that V8 carries
// (internal/async_context_frame), AsyncResource, and the ids of resources.

const {
  codes: {
    ERR_ASYNC_CALLBACK,
    ERR_ASYNC_TYPE,
    ERR_INVALID_ASYNC_ID,
  },
} = require('internal/errors');
const { validateFunction, validateObject, validateString } =
  require('internal/validators');
const { kEmptyObject } = require('internal/util');
const AsyncContextFrame = require('internal/async_context_frame');
const internalHooks = require('internal/async_hooks');

const { apply } = Reflect;
const { async_id_symbol, trigger_async_id_symbol } = internalHooks.symbols;
const kContextFrame = Symbol('context_frame');

class AsyncLocalStorage {
  #defaultValue = undefined;
  #name = undefined;

  constructor(options = kEmptyObject) {
    validateObject(options, 'options');
    this.#defaultValue = options.defaultValue;
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  get name() {
    return this.#name || '';
  }

  static bind(fn) {
    return AsyncResource.bind(fn);
  }

  static snapshot() {
    return AsyncLocalStorage.bind((cb, ...args) => cb(...args));
  }

  disable() {
    AsyncContextFrame.disable(this);
  }

  enterWith(data) {
    AsyncContextFrame.set(new AsyncContextFrame(this, data));
  }

  run(data, fn, ...args) {
    const previous = this.getStore();
    if (Object.is(previous, data)) return apply(fn, null, args);
    const frame = AsyncContextFrame.exchange(new AsyncContextFrame(this, data));
    try {
      return apply(fn, null, args);
    } finally {
      AsyncContextFrame.set(frame);
    }
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  getStore() {
    const frame = AsyncContextFrame.current();
    if (frame === undefined || !frame.has(this)) return this.#defaultValue;
    return frame.get(this);
  }

  withScope(data) {
    return new RunScope(this, data);
  }
}

// Enters a store until it is disposed of: for `using`.
class RunScope {
  #storage;
  #previous;
  #disposed = false;

  constructor(storage, data) {
    this.#storage = storage;
    this.#previous = storage.getStore();
    storage.enterWith(data);
  }

  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#storage.enterWith(this.#previous);
  }

  [Symbol.dispose]() {
    this.dispose();
  }
}

class AsyncResource {
  constructor(type, opts = kEmptyObject) {
    validateString(type, 'type');

    let triggerAsyncId = opts;
    if (typeof opts !== 'number') {
      triggerAsyncId = opts.triggerAsyncId === undefined ?
        internalHooks.getDefaultTriggerAsyncId() : opts.triggerAsyncId;
    }
    if (!Number.isSafeInteger(triggerAsyncId) || triggerAsyncId < -1) {
      throw new ERR_INVALID_ASYNC_ID('triggerAsyncId', triggerAsyncId);
    }

    this[kContextFrame] = AsyncContextFrame.current();
    this[async_id_symbol] = internalHooks.newAsyncId();
    this[trigger_async_id_symbol] = triggerAsyncId;

    if (internalHooks.initHooksExist()) {
      if (type.length === 0) throw new ERR_ASYNC_TYPE(type);
      internalHooks.emitInit(
        this[async_id_symbol], type, triggerAsyncId, this);
    }
  }

  runInAsyncScope(fn, thisArg, ...args) {
    const asyncId = this[async_id_symbol];
    internalHooks.emitBefore(asyncId, this[trigger_async_id_symbol], this);
    const frame = AsyncContextFrame.exchange(this[kContextFrame]);
    try {
      return apply(fn, thisArg, args);
    } finally {
      AsyncContextFrame.set(frame);
      if (internalHooks.hasAsyncIdStack()) internalHooks.emitAfter(asyncId);
    }
  }

  emitDestroy() {
    internalHooks.emitDestroy(this[async_id_symbol]);
    return this;
  }

  asyncId() {
    return this[async_id_symbol];
  }

  triggerAsyncId() {
    return this[trigger_async_id_symbol];
  }

  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const resource = this;
    const bound = thisArg === undefined ?
      function(...args) {
        return resource.runInAsyncScope(fn, this, ...args);
      } :
      this.runInAsyncScope.bind(this, fn, thisArg);
    const own = (value) => ({
      __proto__: null,
      configurable: true,
      enumerable: false,
      value,
      writable: false,
    });
    Object.defineProperty(bound, 'length', own(fn.length));
    if (thisArg === undefined) Object.defineProperty(bound, 'name', own('bound'));
    return bound;
  }

  static bind(fn, type, thisArg) {
    type ||= fn.name;
    return new AsyncResource(type || 'bound-anonymous-fn').bind(fn, thisArg);
  }
}

const init_symbol = Symbol('init');
const before_symbol = Symbol('before');
const after_symbol = Symbol('after');
const destroy_symbol = Symbol('destroy');
const promise_resolve_symbol = Symbol('promiseResolve');

class AsyncHook {
  constructor({ init, before, after, destroy, promiseResolve }) {
    const callbacks = { init, before, after, destroy, promiseResolve };
    for (const [name, callback] of Object.entries(callbacks)) {
      if (callback !== undefined && typeof callback !== 'function') {
        throw new ERR_ASYNC_CALLBACK(`hook.${name}`);
      }
    }
    this[init_symbol] = init;
    this[before_symbol] = before;
    this[after_symbol] = after;
    this[destroy_symbol] = destroy;
    this[promise_resolve_symbol] = promiseResolve;
  }

  // Not every resource reports its life to the runtime yet: a hook that misses
  // some of them would be worse than none.
  enable() {
    const error = new Error(
      'async_hooks.createHook(): AsyncHook.enable() is not implemented in ' +
      'anode; use AsyncLocalStorage or AsyncResource');
    error.code = 'ERR_METHOD_NOT_IMPLEMENTED';
    throw error;
  }

  disable() {
    return this;
  }
}

function createHook(callbacks) {
  return new AsyncHook(callbacks);
}

module.exports = {
  AsyncLocalStorage,
  createHook,
  executionAsyncId: internalHooks.executionAsyncId,
  triggerAsyncId: internalHooks.triggerAsyncId,
  executionAsyncResource: internalHooks.executionAsyncResource,
  AsyncResource,
};
