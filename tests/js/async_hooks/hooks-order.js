// The life of resources as createHook tells it: which events, in which order, with which trigger. Numbers are replaced by
// names, as the runtimes number differently what they make for themselves.
'use strict';

const { createHook, executionAsyncId, triggerAsyncId, executionAsyncResource } = require('node:async_hooks');
const fs = require('node:fs');

const log = [];
const destroyed = [];
const names = new Map([[0, 'nothing'], [1, 'main']]);
const counts = {};
const nameOf = (id) => names.get(id) ?? 'unknown';

const hook = createHook({
  init(id, type, trigger, resource) {
    counts[type] = (counts[type] ?? 0) + 1;
    names.set(id, `${type}#${counts[type]}`);
    log.push(`init ${nameOf(id)} by ${nameOf(trigger)} in ${nameOf(executionAsyncId())}: ${resource.constructor.name}`);
  },
  before(id) { log.push(`before ${nameOf(id)}`); },
  after(id) { log.push(`after ${nameOf(id)}`); },
  // How many turns later depends on the clock.
  destroy(id) { destroyed.push(nameOf(id)); },
  promiseResolve(id) { log.push(`resolve ${nameOf(id)}`); },
});

function here(what) {
  const resource = executionAsyncResource();
  log.push(`${what}: ${nameOf(executionAsyncId())} by ${nameOf(triggerAsyncId())}, ${resource.constructor.name}`);
}

hook.enable();
here('main');
setImmediate(() => {
  here('immediate');
  setTimeout((argument) => {
    here(`timeout ${argument}`);
    setImmediate(() => {
      here('immediate of timeout');
      const interval = setInterval(() => {
        here('interval');
        clearInterval(interval);
        files();
      }, 2);
    });
    process.nextTick(() => here('tick of timeout'));
  }, 1, 'argument');
});
clearTimeout(setTimeout(() => {}, 1));
clearImmediate(setImmediate(() => {}));
process.nextTick(() => {
  here('tick');
  process.nextTick(() => here('tick of tick'));
  Promise.resolve().then(() => here('then of tick'));
});
queueMicrotask(() => here('microtask'));
new Promise((resolve) => {
  here('executor');
  resolve();
}).then(() => {
  here('then');
  process.nextTick(() => here('tick of then'));
});
(async () => {
  here('async');
  await undefined;
  here('after await');
  try {
    await Promise.reject(new Error('expected'));
  } catch {
    here('catch');
  }
})();
function files() {
  fs.stat(__filename, () => {
    here('stat');
    fs.access('/nowhere/at/all', () => {
      here('access');
      setImmediate(() => setImmediate(() => hook.disable()));
    });
  });
}

process.on('exit', () => {
  console.log(log.join('\n'));
  console.log(destroyed.filter((name) => !name.startsWith('PROMISE')).sort());
});
