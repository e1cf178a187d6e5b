'use strict';

// node:async_hooks: AsyncLocalStorage over the async context that V8 carries
// (internal/async_context_frame), AsyncResource, and the ids of resources.

const {
  codes: {
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
    let requireManualDestroy = false;
    if (typeof opts !== 'number') {
      triggerAsyncId = opts.triggerAsyncId === undefined ?
        internalHooks.getDefaultTriggerAsyncId() : opts.triggerAsyncId;
      requireManualDestroy = !!opts.requireManualDestroy;
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
    // Without emitDestroy() the collection of the resource is its end.
    if (!requireManualDestroy && internalHooks.destroyHooksExist()) {
      internalHooks.registerDestroyHook(this, this[async_id_symbol]);
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
    if (internalHooks.destroyHooksExist()) internalHooks.unregisterDestroyHook(this[async_id_symbol]);
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

function createHook(callbacks) {
  const { AsyncHook } = require('internal/async_hooks/hooks');
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
