'use strict';

// v8.promiseHooks: being told of the life of promises.

const { isStackOverflowError } = require('internal/errors');
const { removeItem } = require('internal/util');
const { validateFunction } = require('internal/validators');

const binding = internalBinding('async_wrap');
const { triggerUncaughtException } = require('internal/process/uncaught');

// The hooks of each kind, in the order in which they were set.
const hooks = { init: [], before: [], after: [], settled: [] };

// What a hook throws has no caller to go to: it is an uncaught exception.
function makeRunner(list) {
  if (list.length === 0)
    return undefined;
  const all = list.slice();
  return (promise, parent) => {
    for (const hook of all) {
      try {
        hook(promise, parent);
      } catch (error) {
        if (isStackOverflowError(error)) throw error;
        triggerUncaughtException(error, false);
      }
    }
  };
}

function update() {
  binding.setPromiseHooks(makeRunner(hooks.init), makeRunner(hooks.before),
                          makeRunner(hooks.after), makeRunner(hooks.settled));
}

function add(kind, hook) {
  hooks[kind].push(hook);
  update();
  return function stop() {
    if (removeItem(hooks[kind], hook)) update();
  };
}

// An async function would make promises inside the hook, without end.
function validateHook(hook, name) {
  validateFunction(hook, name);
  const { isAsyncFunction } = require('internal/util/types');
  if (isAsyncFunction(hook)) {
    const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_TYPE(name, 'function', hook);
  }
}

function makeUse(kind, name) {
  return (hook) => {
    validateHook(hook, name);
    return add(kind, hook);
  };
}

const onInit = makeUse('init', 'initHook');
const onBefore = makeUse('before', 'beforeHook');
const onAfter = makeUse('after', 'afterHook');
const onSettled = makeUse('settled', 'settledHook');

function createHook({ init, before, after, settled } = {}) {
  const wanted = [[onInit, init], [onBefore, before], [onAfter, after], [onSettled, settled]].filter(({ 1: hook }) => hook);
  const stops = wanted.map(([use, hook]) => use(hook));
  return () => stops.forEach((stop) => stop());
}

module.exports = { createHook, onAfter, onBefore, onInit, onSettled };
