'use strict';
// The hooks of `async_hooks.createHook`: which are enabled, how they are called, and how promises become resources for them.

const {
  setEmitters, newAsyncId, getOrSetAsyncId, getDefaultTriggerAsyncId, push, pop, executionAsyncId, destroyHooksExist,
  initHooksExist, registerDestroyHook, symbols: { async_id_symbol, trigger_async_id_symbol },
} = require('internal/async_hooks');
const { codes: { ERR_ASYNC_CALLBACK, ERR_INVALID_ARG_VALUE }, isStackOverflowError } = require('internal/errors');
const { validateBoolean } = require('internal/validators');

const { asyncHookFields: fields } = internalBinding('task_queue');

// Their places in `fields`, which counts the hooks of each kind.
const kInit = 5;
const kBefore = 6;
const kAfter = 7;
const kDestroy = 8;
const kPromiseResolve = 9;

const callbackNames = ['init', 'before', 'after', 'destroy', 'promiseResolve'];
const callbackSymbols = callbackNames.map((name) => Symbol(name));
const [init_symbol, before_symbol, after_symbol, destroy_symbol, promise_resolve_symbol] = callbackSymbols;
const kNoPromiseHook = Symbol('kNoPromiseHook');

// The hooks that are enabled. While one of them runs, the list stays as it is: changes wait in `changed`.
let enabled = [];
let changed;
let depth = 0;

function isEnabled(hook) {
  return (changed ?? enabled).includes(hook);
}

function enableHook(hook) {
  setHooks([...(changed ?? enabled), hook]);
}

function disableHook(hook) {
  setHooks((changed ?? enabled).filter((other) => other !== hook));
}

function setHooks(hooks) {
  if (depth > 0) {
    changed = hooks;
    return;
  }
  changed = undefined;
  if (enabled.length === 0 && hooks.length > 0) {
    setEmitters({ init: emitInitHooks, before: emitBeforeHooks, after: emitAfterHooks, destroy: emitDestroyHooks });
  }
  enabled = hooks;
  const count = (symbol) => hooks.filter((hook) => hook[symbol] !== undefined).length;
  fields[kInit] = count(init_symbol);
  fields[kBefore] = count(before_symbol);
  fields[kAfter] = count(after_symbol);
  fields[kDestroy] = count(destroy_symbol);
  fields[kPromiseResolve] = count(promise_resolve_symbol);
  updatePromiseHooks();
}

// What a hook throws has nobody to go to: the process ends.
function fatalError(error) {
  let text;
  if (typeof error?.stack === 'string') {
    text = error.stack;
  } else {
    const { inspect } = require('internal/util/inspect');
    const holder = { message: inspect(error) };
    Error.captureStackTrace(holder, fatalError);
    text = holder.stack;
  }
  process._rawDebug(text);
  if (require('internal/options').getOptionValue('--abort-on-uncaught-exception')) process.abort();
  process.exit(1);
}

// For each kind of event a function that calls all hooks of it, `ofPromise` those that want to hear of promises.
function makeEmitter(symbol, ofPromise = false) {
  return function emitHooks(asyncId, type, triggerId, resource) {
    depth++;
    try {
      for (let i = 0; i < enabled.length; i++) {
        const hook = enabled[i];
        if (hook[symbol] === undefined || (ofPromise && hook[kNoPromiseHook])) continue;
        if (symbol === init_symbol) hook[symbol](asyncId, type, triggerId, resource);
        else hook[symbol](asyncId);
      }
    } catch (error) {
      // Whoever made the resource had no stack left for the hook: it is his error.
      if (isStackOverflowError(error)) throw error;
      fatalError(error);
    } finally {
      depth--;
    }
    if (depth === 0 && changed !== undefined) setHooks(changed);
  };
}

const emitInitHooks = makeEmitter(init_symbol);
const emitBeforeHooks = makeEmitter(before_symbol);
const emitAfterHooks = makeEmitter(after_symbol);
const emitDestroyHooks = makeEmitter(destroy_symbol);
const emitPromiseInitHooks = makeEmitter(init_symbol, true);
const emitPromiseBeforeHooks = makeEmitter(before_symbol, true);
const emitPromiseAfterHooks = makeEmitter(after_symbol, true);
const emitPromiseResolveHooks = makeEmitter(promise_resolve_symbol, true);

// ---- promises ---------------------------------------------------------------

let stopPromiseHooks;

// Promises cost something only while hooks of theirs are enabled. As in Node.js, their ids are kept up until the last hook of
// any kind is disabled.
function updatePromiseHooks() {
  if (enabled.length > 0 && stopPromiseHooks === undefined && enabled.every((hook) => hook[kNoPromiseHook])) return;
  stopPromiseHooks?.();
  stopPromiseHooks = undefined;
  if (enabled.length === 0) return;
  const { createHook } = require('internal/promise_hooks');
  stopPromiseHooks = createHook({
    init: initHooksExist() || destroyHooksExist() ? promiseInit : undefined,
    before: promiseBefore,
    after: promiseAfter,
    settled: fields[kPromiseResolve] > 0 ? promiseSettled : undefined,
  });
}

function trackPromise(promise, parent) {
  if (promise[async_id_symbol]) return;
  // The parent's id first: it may get it only now.
  const triggerId = parent ? getOrSetAsyncId(parent) : getDefaultTriggerAsyncId();
  promise[async_id_symbol] = newAsyncId();
  promise[trigger_async_id_symbol] = triggerId;
}

function promiseInit(promise, parent) {
  trackPromise(promise, parent);
  const asyncId = promise[async_id_symbol];
  if (fields[kInit] > 0) emitPromiseInitHooks(asyncId, 'PROMISE', promise[trigger_async_id_symbol], promise);
  if (destroyHooksExist()) registerDestroyHook(promise, asyncId);
}

function promiseBefore(promise) {
  trackPromise(promise);
  push(promise[async_id_symbol], promise[trigger_async_id_symbol], promise);
  if (fields[kBefore] > 0) emitPromiseBeforeHooks(promise[async_id_symbol]);
}

function promiseAfter(promise) {
  trackPromise(promise);
  const asyncId = promise[async_id_symbol];
  if (fields[kAfter] > 0) emitPromiseAfterHooks(asyncId);
  // The hooks may have been enabled in the middle of the reaction.
  if (asyncId === executionAsyncId()) pop();
}

function promiseSettled(promise) {
  trackPromise(promise);
  emitPromiseResolveHooks(promise[async_id_symbol]);
}

class AsyncHook {
  constructor({ init, before, after, destroy, promiseResolve, trackPromises }) {
    const callbacks = { init, before, after, destroy, promiseResolve };
    for (const [name, callback] of Object.entries(callbacks)) {
      if (callback !== undefined && typeof callback !== 'function') {
        throw new ERR_ASYNC_CALLBACK(`hook.${name}`);
      }
    }
    if (trackPromises !== undefined) {
      validateBoolean(trackPromises, 'trackPromises');
      if (!trackPromises && promiseResolve !== undefined) {
        throw new ERR_INVALID_ARG_VALUE('trackPromises', trackPromises,
                                        'must not be false when promiseResolve is enabled');
      }
    }
    callbackNames.forEach((name, index) => {
      this[callbackSymbols[index]] = callbacks[name];
    });
    this[kNoPromiseHook] = trackPromises === false;
  }

  enable() {
    if (!isEnabled(this)) enableHook(this);
    return this;
  }

  disable() {
    if (isEnabled(this)) disableHook(this);
    return this;
  }
}

module.exports = { AsyncHook };
