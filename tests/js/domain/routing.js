// node:domain: where errors go that are thrown in what was begun inside of a domain.
'use strict';

const domain = require('node:domain');
const EventEmitter = require('node:events');
const fs = require('node:fs');
const { AsyncResource } = require('node:async_hooks');

const log = (...args) => console.log(...args);
const d = domain.create();
const marks = (error) => [error.domainThrown, error.domain === d, error.domainBound?.name,
  error.domainEmitter?.constructor.name, Object.getOwnPropertyDescriptor(error, 'domain')?.enumerable];
let errors = 0;
d.on('error', (error) => {
  errors++;
  log('error', error?.message ?? error, error instanceof Error ? marks(error) : '', process.domain === d, domain._stack.length);
});

const steps = [
  () => d.run(() => setTimeout(() => { log('timer', process.domain === d); throw new Error('timer'); }, 1)),
  () => d.run(() => setImmediate(() => { throw new Error('immediate'); })),
  () => d.run(() => process.nextTick(() => { throw new Error('tick'); })),
  () => d.run(() => fs.stat('.', () => { throw new Error('stat'); })),
  () => d.run(() => Promise.resolve().then(() => { log('then', process.domain === d); throw new Error('then'); })),
  () => d.run(async () => { await 1; await new Promise((resolve) => setTimeout(resolve, 1)); log('await', process.domain === d); throw new Error('async'); }),
  () => d.run(() => setTimeout(() => { throw null; }, 1)),
  () => d.run(() => setTimeout(() => { throw 'text'; }, 1)),
  () => d.run(() => { throw new Error('at once'); }),
  () => d.bind(function bound(argument) { log('bound', argument, this === globalThis); throw new Error('bound'); })(1),
  () => {
    const intercept = d.intercept(function named(a, b) { log('intercepted', a, b, this.me); });
    intercept.call({ me: 1 }, null, 'a', 'b');
    intercept(new Error('intercepted'));
  },
  () => {
    const emitter = new EventEmitter();
    d.add(emitter);
    emitter.emit('error', new Error('emitted'));
    emitter.emit('error');
    emitter.on('event', () => { log('event', process.domain === d); throw new Error('in listener'); });
    emitter.emit('event');
  },
  () => {
    const emitter = new EventEmitter();
    d.add(emitter);
    emitter.on('error', (error) => log('own listener', error.message, process.domain === d, error.domain));
    emitter.emit('error', new Error('own'));
    d.remove(emitter);
  },
  () => {
    const timer = setTimeout(() => { throw new Error('added later'); }, 1);
    d.add(timer);
    log(timer.domain === d, d.members.includes(timer));
    clearTimeout(timer);
    d.remove(timer);
  },
  () => {
    let resource;
    d.run(() => { resource = new AsyncResource('Kind'); });
    resource.runInAsyncScope(() => log('scope', process.domain === d, resource.domain === d));
    log('outside', process.domain === d);
  },
  () => {
    const stream = d.run(() => fs.createReadStream('/nowhere/at/all'));
    log(stream.domain === d);
  },
  () => {
    // The error of an inner domain's listener goes to the domain around it.
    const inner = domain.create();
    inner.on('error', (error) => { throw new Error(`again ${error.message}`); });
    d.run(() => inner.run(() => { throw new Error('inner'); }));
  },
];

// Steps without an error.
const quiet = new Set([13, 14]);
function next(index) {
  if (index === steps.length) return;
  const before = errors;
  // The next step when the error of this one has come, or after two turns if none is to come.
  let rounds = 0;
  setTimeout(function wait() {
    if (errors === before && ++rounds < (quiet.has(index) ? 2 : 1000)) setTimeout(wait, 2);
    else next(index + 1);
  }, 2);
  steps[index]();
}
process.on('exit', (code) => log('exit', code, domain._stack.length));
next(0);
