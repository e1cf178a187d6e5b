'use strict';
// AsyncLocalStorage and AsyncResource: where the store goes, and where it does not.
const { AsyncLocalStorage, AsyncResource, executionAsyncId, triggerAsyncId, executionAsyncResource, createHook } = require('node:async_hooks');
const { EventEmitter, EventEmitterAsyncResource, on, once } = require('node:events');
const { Readable, finished, pipeline, PassThrough } = require('node:stream');
const { inspect } = require('node:util');
const log = (...args) => console.log(...args);
const attempt = (label, fn) => {
  try { log(label, fn()); } catch (e) { log(label, e.name, e.code, e.message); }
};
const als = new AsyncLocalStorage();
const other = new AsyncLocalStorage({ name: 'other', defaultValue: 'default' });
log(als.name, other.name, als.getStore(), other.getStore(), inspect(als));
attempt('options', () => new AsyncLocalStorage(5));
attempt('options', () => new AsyncLocalStorage(null));
attempt('run', () => als.run(1));
attempt('bind', () => AsyncLocalStorage.bind(5));

log(als.run('outer', (a, b) => {
  log(als.getStore(), a, b);
  als.run('inner', () => log(als.getStore(), other.getStore()));
  log(als.exit(() => als.getStore()), als.getStore());
  other.run(undefined, () => log(other.getStore()));
  return 'returned';
}, 1, 2), als.getStore());
attempt('throwing', () => als.run('x', () => { throw new Error('out'); }));
log(als.getStore());

als.run('async', () => {
  process.nextTick(() => log('nextTick', als.getStore()));
  queueMicrotask(() => log('queueMicrotask', als.getStore()));
  Promise.resolve().then(() => log('then', als.getStore()));
  setTimeout(() => log('setTimeout', als.getStore()), 1);
  setImmediate(() => log('setImmediate', als.getStore()));
  const interval = setInterval(() => { log('setInterval', als.getStore()); clearInterval(interval); }, 1);
  (async () => { await null; log('await', als.getStore()); await new Promise((r) => setTimeout(r, 2)); log('await timer', als.getStore()); })();
  require('node:fs').stat(__filename, () => log('fs callback', als.getStore()));
  require('node:fs').promises.stat(__filename).then(() => log('fs promise', als.getStore()));
  const e = new EventEmitter();
  e.on('x', () => log('emitter', als.getStore()));
  setTimeout(() => als.run('emitting', () => e.emit('x')), 3);
  const r = new EventEmitterAsyncResource({ name: 'Emitter' });
  r.on('x', () => log('EventEmitterAsyncResource', als.getStore(), r.asyncResource.eventEmitter === r));
  setTimeout(() => als.run('emitting', () => r.emit('x')), 4);
  finished(Readable.from(['x']).resume(), () => log('finished', als.getStore()));
  pipeline(Readable.from(['x']), new PassThrough(), async (s) => { for await (const c of s) log('pipeline', als.getStore()); }, () => log('pipeline callback', als.getStore()));
});
als.enterWith('entered');
setTimeout(() => log('after enterWith', als.getStore()), 5);
als.disable();
log('disabled', als.getStore());

const snapshot = als.run('snap', () => AsyncLocalStorage.snapshot());
const bound = als.run('bound', () => AsyncLocalStorage.bind(function(a, b) { return [this, als.getStore(), a, b]; }));
log(snapshot(() => als.getStore()), snapshot((...a) => a, 1, 2), bound.call('this', 1, 2), bound.length, bound.name);
const scope = als.withScope('scoped');
log(als.getStore());
scope[Symbol.dispose]();
scope.dispose();
log(als.getStore());
{
  const deferred = als.run('rejection', () => Promise.reject(new Error('r')));
  deferred.catch(() => log('catch outside', als.getStore()));
}

class Resource extends AsyncResource {}
attempt('type', () => new AsyncResource());
attempt('trigger', () => new AsyncResource('X', -2));
attempt('trigger', () => new AsyncResource('X', { triggerAsyncId: 'a' }));
attempt('bind', () => AsyncResource.bind(5));
attempt('bind', () => new Resource('X').bind());
const r = als.run('resource', () => new Resource('R'));
log(r.runInAsyncScope(function(...args) {
  return [this, args, als.getStore(), executionAsyncId() === r.asyncId(), triggerAsyncId() === r.triggerAsyncId(), executionAsyncResource() === r];
}, 'this', 1, 2));
log(executionAsyncId(), triggerAsyncId(), typeof executionAsyncResource(), r.emitDestroy() === r, new Resource('Y', 7).triggerAsyncId());
const fn = AsyncResource.bind(function named(a, b) { return [typeof this, a, b]; });
log(fn.length, fn.name, fn(1, 2), new Resource('Z').bind(function() { return String(this); }, 'fixed')());
process.nextTick(() => log('tick', executionAsyncId() > 1, triggerAsyncId()));
attempt('hook', () => createHook());
attempt('hook', () => createHook({ init: 5 }));
attempt('hook', () => createHook({}).disable().constructor.name);
