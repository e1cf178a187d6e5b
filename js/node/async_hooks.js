'use strict';

// node:async_hooks: AsyncLocalStorage over the async context that V8 carries
// (internal/async_context_frame), AsyncResource, and the ids of resources.

const { codes: { ERR_ASYNC_TYPE, ERR_INVALID_ASYNC_ID } } = require('internal/errors');
const { validateFunction, validateObject, validateString } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const AsyncContextFrame = require('internal/async_context_frame');
const internalHooks = require('internal/async_hooks');
const { asyncWrapProviders } = require('internal/async_hooks/providers');

const { apply } = Reflect;
const { async_id_symbol: kId, trigger_async_id_symbol: kTriggerId } = internalHooks.symbols;
const kContextFrame = Symbol('context_frame');

class AsyncLocalStorage {
  #defaultValue;
  #name;

  constructor(options = kEmptyObject) {
    validateObject(options, 'options');
    const { defaultValue, name = '' } = options;
    this.#defaultValue = defaultValue;
    this.#name = `${name}`;
  }

  get name() {
    return this.#name;
  }

  static bind(fn) {
    return AsyncResource.bind(fn);
  }

  static snapshot() {
    return AsyncResource.bind((fn, ...args) => fn(...args));
  }

  disable() {
    AsyncContextFrame.disable(this);
  }

  enterWith(data) {
    AsyncContextFrame.set(new AsyncContextFrame(this, data));
  }

  run(data, fn, ...args) {
    const previous = this.getStore();
    // A frame that would change nothing is saved.
    if (Object.is(data, previous)) return apply(fn, null, args);
    this.enterWith(data);
    try {
      return apply(fn, null, args);
    } finally {
      // Not the frame from before: other stores that were entered or disabled meanwhile stay so.
      this.enterWith(previous);
    }
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  getStore() {
    const frame = AsyncContextFrame.current();
    return frame?.has(this) ? frame.get(this) : this.#defaultValue;
  }

  withScope(data) {
    return new RunScope(this, data);
  }
}

// Enters a store until it is disposed of: for `using`.
class RunScope {
  #leave;

  constructor(storage, data) {
    const outer = storage.getStore();
    storage.enterWith(data);
    this.#leave = () => storage.enterWith(outer);
  }

  dispose() {
    this.#leave?.();
    this.#leave = undefined;
  }

  [Symbol.dispose]() {
    this.dispose();
  }
}

class AsyncResource {
  constructor(type, opts = kEmptyObject) {
    validateString(type, 'type');
    const options = typeof opts === 'number' ? { triggerAsyncId: opts } : opts;
    const { triggerAsyncId = internalHooks.getDefaultTriggerAsyncId(), requireManualDestroy } = options;
    if (!(Number.isSafeInteger(triggerAsyncId) && triggerAsyncId >= -1)) {
      throw new ERR_INVALID_ASYNC_ID('triggerAsyncId', triggerAsyncId);
    }
    const asyncId = internalHooks.newAsyncId();
    this[kContextFrame] = AsyncContextFrame.current();
    this[kId] = asyncId;
    this[kTriggerId] = triggerAsyncId;
    if (internalHooks.initHooksExist()) {
      if (type === '') throw new ERR_ASYNC_TYPE(type);
      internalHooks.emitInit(asyncId, type, triggerAsyncId, this);
    }
    // Without emitDestroy() the collection of the resource is its end.
    if (internalHooks.destroyHooksExist() && !requireManualDestroy) internalHooks.registerDestroyHook(this, asyncId);
  }

  runInAsyncScope(fn, thisArg, ...args) {
    const asyncId = this[kId];
    internalHooks.emitBefore(asyncId, this[kTriggerId], this);
    const outer = AsyncContextFrame.exchange(this[kContextFrame]);
    try {
      return apply(fn, thisArg, args);
    } finally {
      AsyncContextFrame.set(outer);
      if (internalHooks.hasAsyncIdStack()) internalHooks.emitAfter(asyncId);
    }
  }

  emitDestroy() {
    const asyncId = this[kId];
    if (internalHooks.destroyHooksExist()) internalHooks.unregisterDestroyHook(asyncId);
    internalHooks.emitDestroy(asyncId);
    return this;
  }

  asyncId() {
    return this[kId];
  }

  triggerAsyncId() {
    return this[kTriggerId];
  }

  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const resource = this;
    const keepsThis = thisArg === undefined;
    const bound = keepsThis ?
      function(...args) { return resource.runInAsyncScope(fn, this, ...args); } :
      resource.runInAsyncScope.bind(resource, fn, thisArg);
    Object.defineProperty(bound, 'length', { __proto__: null, configurable: true, writable: false, value: fn.length });
    if (keepsThis) Object.defineProperty(bound, 'name', { __proto__: null, configurable: true, value: 'bound' });
    return bound;
  }

  static bind(fn, type, thisArg) {
    const resource = new AsyncResource(type || fn.name || 'bound-anonymous-fn');
    return resource.bind(fn, thisArg);
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
  asyncWrapProviders,
  AsyncResource,
};
