// Hooks see the operations of addons: their type, their trigger, and as their resource the very object that the addon gave.
'use strict';

const { createHook, executionAsyncId, triggerAsyncId, executionAsyncResource, AsyncResource } = require('node:async_hooks');
const addon = require('../build/c/async_hooks.node');
const { show, attempt } = require('../_show');

const log = [];
const names = new Map([[0, 'nothing'], [1, 'main']]);
const resources = new Map();
const hook = createHook({
  trackPromises: false,
  init(id, type, trigger, resource) {
    names.set(id, type);
    resources.set(id, resource);
    // Others hold numbers that differ, and timers stand in circular lists.
    const shown = /^(?:Operation|Without|Work|From)/.test(type) ? show(resource) : '';
    log.push(`init ${type} by ${names.get(trigger)}: ${shown}`);
  },
  before(id) { log.push(`before ${names.get(id)}`); },
  after(id) { log.push(`after ${names.get(id)}`); },
  destroy(id) { log.push(`destroy ${names.get(id)}`); },
});

function here(expected) {
  const resource = executionAsyncResource();
  log.push(`in ${names.get(executionAsyncId()) ?? 'unnamed'} by ${names.get(triggerAsyncId()) ?? 'unnamed'}, ` +
           `${resource === expected} ${resources.get(executionAsyncId()) === resource}`);
}

// Without hooks the resource is the addon's as well.
const given = { given: true };
console.log(addon.init(given, 'Quiet'), addon.make_callback(() => executionAsyncResource() === given),
            addon.in_scope(() => executionAsyncResource() === given), executionAsyncId(), addon.destroy());

// One that nobody has given and nobody has asked for is made when somebody asks, once.
let made;
addon.init(undefined, 'Made');
addon.make_callback(() => {
  made = executionAsyncResource();
  console.log(typeof made, addon.in_scope(() => executionAsyncResource() === made));
});
console.log(addon.make_callback(() => executionAsyncResource() === made));
// It stays while the operation is entered, even if that ends meanwhile.
console.log(addon.make_callback(() => {
  addon.destroy();
  return executionAsyncResource() === made;
}));

hook.enable();
const resource = { mine: 1 };
addon.init(resource, 'Operation');
addon.make_callback(() => {
  here(resource);
  new AsyncResource('Nested').runInAsyncScope(() => here());
  addon.in_scope(() => here(resource));
  here(resource);
});
addon.in_scope(() => here(resource));
here();
log.push(attempt(() => addon.make_callback(() => { throw new Error('thrown'); })));
here();
addon.destroy();
addon.init(undefined, 'Without resource');
addon.make_callback(() => here());
addon.destroy();
// In no context at all.
addon.make_callback(() => log.push(executionAsyncId()));

const forWork = { work: 1 };
const forThread = { thread: 1 };
const next = (callback) => setImmediate(() => setImmediate(callback));
next(() => addon.work(forWork, 'Work', () => {
  here(forWork);
  process.nextTick(() => here());
  next(() => addon.from_thread(forThread, 'From a thread', () => {
    here(forThread);
    next(function end() {
      // The thread lets go of the function when it likes.
      if (!log.includes('destroy From a thread')) return void setTimeout(end, 1);
      hook.disable();
      console.log(log.filter((line) => !/Immediate|Timeout/.test(line)).join('\n'));
    });
  }));
}));
