// A microtask of a domain runs inside it, but what it throws is an uncaught exception; after one that no domain takes none is
// entered any more. Hooks have left the microtask when its error is told of.
'use strict';

const { createHook, executionAsyncId } = require('node:async_hooks');
const domain = require('node:domain');
const fs = require('node:fs');

const lines = [];
const say = (...what) => lines.push(what.join(' '));
const own = domain.create();
own.on('error', (error) => say('domain', error.message, error.domain === own, error.domainThrown));
process.on('uncaughtException', (error) => say('uncaught', error.message, error.domain, process.domain, domain._stack.length, executionAsyncId() === watched));

let watched;
createHook({
  init(id, type) { if (type === 'Microtask') watched = id; },
  before(id) { if (id === watched) say('before'); },
  after(id) { if (id === watched) say('after'); },
}).enable();

say(process.domain, domain.active);
own.run(() => queueMicrotask(() => { say('inside', process.domain === own); throw new Error('microtask'); }));
say(process.domain, domain.active);
const steps = [
  () => say('timer', process.domain),
  () => own.run(() => process.nextTick(() => { throw new Error('tick'); })),
  () => own.run(() => setTimeout(() => { throw new Error('timer'); }, 1)),
  () => queueMicrotask(() => { throw new Error('outside'); }),
];
(function next() {
  if (steps.length === 0) return;
  setTimeout(next, 5);
  steps.shift()();
})();
process.on('exit', () => fs.writeSync(1, `${lines.join('\n')}\n`));
