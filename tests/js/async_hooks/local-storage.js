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

// What is called back runs in the context of the call that asked for it.
const sources = {
  nextTick: (done) => process.nextTick(done),
  queueMicrotask: (done) => queueMicrotask(done),
  then: (done) => Promise.resolve().then(done),
  setTimeout: (done) => setTimeout(done, 1),
  setImmediate: (done) => setImmediate(done),
  setInterval: (done) => { const interval = setInterval(() => { clearInterval(interval); done(); }, 1); },
  await: async (done) => { await null; done(); },
  'await timer': async (done) => { await new Promise((r) => setTimeout(r, 1)); done(); },
  'fs callback': (done) => require('node:fs').stat(__filename, done),
  'fs promise': (done) => require('node:fs').promises.stat(__filename).then(done),
  emitter: (done) => { const e = new EventEmitter(); e.on('x', done); setTimeout(() => als.run('emitting', () => e.emit('x')), 1); },
  EventEmitterAsyncResource: (done) => {
    const e = new EventEmitterAsyncResource({ name: 'Emitter' });
    e.on('x', () => { log(e.asyncResource.eventEmitter === e); done(); });
    setTimeout(() => als.run('emitting', () => e.emit('x')), 1);
  },
  finished: (done) => finished(Readable.from(['x']).resume(), done),
  pipeline: (done) => pipeline(Readable.from(['x']), new PassThrough(), async (s) => { for await (const c of s) log(String(c), als.getStore()); }, done),
  rejection: (done) => Promise.reject(new Error('r')).catch(done),
  bound: (done) => setTimeout(als.run('bound instead', () => AsyncLocalStorage.bind(done)), 1),
};
async function runSources() {
  for (const [name, start] of Object.entries(sources)) {
    await new Promise((resolve) => {
      als.run(`from ${name}`, () => start(() => { log(name, als.getStore()); resolve(); }));
    });
  }
}

als.enterWith('entered');
setTimeout(() => { log('after enterWith', als.getStore()); als.exit(runSources); }, 1);
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
