// node:domain: its exports, the stack of domains, and what belongs to which domain.
'use strict';

const EventEmitter = require('node:events');
const log = (...args) => console.log(...args);

log(EventEmitter.usingDomains, process.domain);
const domain = require('node:domain');
log(Object.keys(domain), domain.active, process.domain, domain._stack, EventEmitter.usingDomains);
log(domain.createDomain === domain.create, domain.Domain.name, domain.Domain.length);
log(Object.getOwnPropertyNames(domain.Domain.prototype));
const descriptor = Object.getOwnPropertyDescriptor(process, 'domain');
log(descriptor.enumerable, descriptor.configurable, typeof descriptor.get);

const d = domain.create();
log(d instanceof EventEmitter, d.members, Object.keys(d));
log(d.run((a, b) => [process.domain === d, domain.active === d, a, b, domain._stack.length], 1, 2));
log(process.domain, domain.active, domain._stack.length);

const emitter = new EventEmitter();
log(Object.getOwnPropertyDescriptor(emitter, 'domain'));
d.add(emitter);
d.add(emitter);
log(d.members.length, emitter.domain === d);
const other = domain.create();
other.add(emitter);
log(d.members.length, other.members.length, emitter.domain === other);
other.add(d);
d.add(other);
log(d.domain === other, other.domain);
other.remove(emitter);
other.remove(d);
log(emitter.domain, d.domain, other.members.length);

d.run(() => {
  const made = new EventEmitter();
  log(made.domain === d, Object.getOwnPropertyDescriptor(made, 'domain').enumerable, domain.create().domain);
  const promise = Promise.resolve();
  log(promise.domain === d, setTimeout(() => {}, 1).domain === d);
});

d.enter();
d.enter();
log(domain._stack.length);
d.exit();
log(domain._stack.length, process.domain === d);
other.enter();
d.enter();
domain.create().enter();
log(domain._stack.length);
d.exit();
log(domain._stack.length, process.domain === other);
other.exit();
d.exit();
d.exit();
log(domain._stack.length, process.domain);

const bound = d.bind((argument) => [argument, process.domain === d]);
log(bound.name, bound.length, bound.domain === d, bound(1));
log(d.intercept((argument) => [argument, process.domain === d])(null, 1));

process.setUncaughtExceptionCaptureCallback(() => {});
log(process.hasUncaughtExceptionCaptureCallback());
process.setUncaughtExceptionCaptureCallback(null);
d.run(() => {
  process.domain = null;
  setTimeout(() => log('none', process.domain), 1);
});
