'use strict';
// node:domain: errors of emitters, timers, promises and all that was begun inside a domain go to the domain's `error` listeners.
// A hook of async_hooks remembers the domain of every resource, and enters it again around the resource's callbacks.

const EventEmitter = require('node:events');
const { createHook } = require('node:async_hooks');
const { codes: { ERR_UNHANDLED_ERROR } } = require('internal/errors');
const { inherit, removeItem } = require('internal/util');
const { addUncaughtExceptionCaptureCallback } = require('internal/process/execution');

const { defineProperty } = Object;
const { apply } = Reflect;

// The domains that are entered, the innermost last.
const stack = [];
// A weak reference to the domain of each resource that has one, by its id. What keeps the domain is the resource.
const references = new Map();
const domainOf = (asyncId) => references.get(asyncId)?.deref();
const kWeak = Symbol('kWeak');

module.exports = exports = { _stack: stack, Domain, createDomain, create: createDomain, active: null };

let processDomain = null;
defineProperty(process, 'domain', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return processDomain; },
  set(domain) { processDomain = domain; },
});

// Not enumerable: whoever shows an object does not want to see its domain.
function setDomain(object, domain) {
  defineProperty(object, 'domain', { __proto__: null, configurable: true, enumerable: false, value: domain, writable: true });
}

function activate(domain) {
  exports.active = processDomain = domain;
}

const hook = createHook({
  init(asyncId, type, triggerAsyncId, resource) {
    if (processDomain === null || processDomain === undefined) return;
    references.set(asyncId, processDomain[kWeak] ??= new WeakRef(processDomain));
    // A promise of another context has none: it would lead out of there.
    if (type !== 'PROMISE' || resource instanceof Promise) setDomain(resource, processDomain);
  },
  before(asyncId) { domainOf(asyncId)?.enter(); },
  after(asyncId) { domainOf(asyncId)?.exit(); },
  destroy(asyncId) { references.delete(asyncId); },
});

let warnedOfDomainProperty = false;

function warnOfDomainProperty(receiver, callback) {
  if (warnedOfDomainProperty) return;
  warnedOfDomainProperty = true;
  process.emitWarning(
    'Using a domain property in MakeCallback is deprecated. Use the async_context variant of MakeCallback or the AsyncResource ' +
    `class instead. (Triggered by calling ${callback.name || '<anonymous>'} on ${receiver.constructor?.name}.)`,
    'DeprecationWarning', 'DEP0097');
}

// Addons' callbacks that belong to no resource are called through this. Their domain stands on the receiver; who throws stays
// in it, so that the domain gets the error.
function callbackTrampoline(callback, ...args) {
  const { domain } = this;
  if (!domain) return apply(callback, this, args);
  if (exports.active) warnOfDomainProperty(this, callback);
  return runIn(domain, this, callback, args);
}

// While the outermost domain's listeners run there is nobody left to take what they throw.
let isEmittingLast = false;

const mayTake = () => !isEmittingLast && stack.some((domain) => domain.listenerCount('error') > 0);

addUncaughtExceptionCaptureCallback((error) => {
  if (mayTake()) return exports.active._errorHandler(error) === true;
  // Nothing of what was entered comes back.
  stack.length = 0;
  activate(null);
  return false;
}, mayTake);

function Domain() {
  EventEmitter.call(this);
  this.members = [];
  hook.enable();
  internalBinding('async_wrap').setCallbackTrampoline(callbackTrampoline);
}

inherit(Domain, EventEmitter);

function createDomain() {
  return new Domain();
}

Domain.prototype.members = undefined;

// An error that nobody caught while this domain was active; true when a domain has taken it.
Domain.prototype._errorHandler = function(error) {
  if ((typeof error === 'object' && error !== null) || typeof error === 'function') {
    setDomain(error, this);
    error.domainThrown = true;
  }
  while (exports.active === this) this.exit();
  let caught = false;
  if (stack.length > 0) {
    try {
      caught = this.emit('error', error);
    } catch (thrown) {
      // The listener threw: the domain around this one may take that.
      activate(stack.at(-1));
      caught = exports.active._errorHandler(thrown);
    }
  } else if (this.listenerCount('error') > 0) {
    isEmittingLast = true;
    try {
      caught = this.emit('error', error);
    } finally {
      isEmittingLast = false;
    }
  }
  // What was entered is left: nothing of it comes back.
  stack.length = 0;
  activate(null);
  return caught;
};

Domain.prototype.enter = function() {
  stack.push(this);
  activate(this);
};

// Leaves this domain and all that were entered after it.
Domain.prototype.exit = function() {
  const index = stack.lastIndexOf(this);
  if (index === -1) return;
  stack.length = index;
  activate(stack.at(-1));
};

Domain.prototype.add = function(emitter) {
  if (emitter.domain === this) return;
  if (emitter.domain) emitter.domain.remove(emitter);
  // A domain must not become a member of one of its own members.
  if (emitter instanceof Domain && isInside(this, emitter)) return;
  setDomain(emitter, this);
  this.members.push(emitter);
};

function isInside(domain, outer) {
  let around = domain.domain;
  while (around && around !== outer) around = around.domain;
  return around === outer;
}

Domain.prototype.remove = function(emitter) {
  emitter.domain = null;
  removeItem(this.members, emitter);
};

Domain.prototype.run = function(callback, ...args) {
  return runIn(this, this, callback, args);
};

function runIn(domain, receiver, callback, args) {
  domain.enter();
  const result = apply(callback, receiver, args);
  domain.exit();
  return result;
}

// `bind` of a callback that takes an error first: the error goes to the domain, the rest to the callback.
Domain.prototype.intercept = function(callback) {
  const domain = this;
  function runIntercepted(error, ...args) {
    if (!(error instanceof Error)) return runIn(domain, this, callback, args);
    error.domainBound = callback;
    error.domainThrown = false;
    setDomain(error, domain);
    domain.emit('error', error);
  }
  return runIntercepted;
};

Domain.prototype.bind = function(callback) {
  const domain = this;
  const bound = { runBound: function(...args) { return runIn(domain, this, callback, args); } }.runBound;
  setDomain(bound, this);
  return bound;
};

// ---- emitters ---------------------------------------------------------------

EventEmitter.usingDomains = true;

const initEmitter = EventEmitter.init;
EventEmitter.init = function(options) {
  setDomain(this, exports.active && !(this instanceof Domain) ? exports.active : null);
  return apply(initEmitter, this, [options]);
};

const emitWithoutDomain = EventEmitter.prototype.emit;
EventEmitter.prototype.emit = function emit(...args) {
  const { domain } = this;
  const [type] = args;
  if (domain === null || domain === undefined || this === process || (type === 'error' && this.listenerCount(type) > 0)) {
    return apply(emitWithoutDomain, this, args);
  }
  if (type !== 'error') return runIn(domain, this, emitWithoutDomain, args);
  emitErrorToDomain(this, domain, args[1] || new ERR_UNHANDLED_ERROR(args[1]));
  return false;
};

// An `error` event without listeners. The domain's own listeners run outside of it.
function emitErrorToDomain(emitter, domain, error) {
  if (typeof error === 'object') {
    error.domainEmitter = emitter;
    setDomain(error, domain);
    error.domainThrown = false;
  }
  const before = stack.slice();
  const activeBefore = processDomain;
  while (stack.length > 0 && stack.at(-1) === domain) stack.pop();
  activate(stack.at(-1) ?? null);
  domain.emit('error', error);
  stack.splice(0, stack.length, ...before);
  activate(activeBefore);
}
