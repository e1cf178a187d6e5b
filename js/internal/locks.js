'use strict';
// Web Locks: `navigator.locks` and `worker_threads.locks`. Rust keeps the queues, which the threads of the process share; here a request
// is its callback and the promise that its caller has.

const binding = internalBinding('locks');
const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS },
} = require('internal/errors');
const { defineInterface } = require('internal/util');
const { validateFunction } = require('internal/validators');

const kCreate = Symbol('kCreate');
const kName = Symbol('kName');
const kMode = Symbol('kMode');

function domException(message, name) {
  const { DOMException } = require('internal/per_context/domexception');
  return new DOMException(message, name);
}

function typeError(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

class Lock {
  constructor(token = undefined, name = undefined, mode = undefined) {
    if (token !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this[kName] = name;
    this[kMode] = mode;
  }

  get name() {
    if (!(kName in this)) throw new ERR_INVALID_THIS('Lock');
    return this[kName];
  }

  get mode() {
    if (!(kName in this)) throw new ERR_INVALID_THIS('Lock');
    return this[kMode];
  }
}

defineInterface(Lock, ['name', 'mode']);

function toName(value) {
  if (typeof value === 'symbol') {
    throw typeError('ERR_INVALID_ARG_TYPE', 'Value is a Symbol and cannot be converted to a string.');
  }
  return `${value}`;
}

// The members of a LockOptions dictionary.
function toOptions(value) {
  if (value !== undefined && value !== null && typeof value !== 'object' && typeof value !== 'function') {
    throw typeError('ERR_INVALID_ARG_TYPE', 'Value cannot be converted to a dictionary');
  }
  const { ifAvailable = false, mode = 'exclusive', signal, steal = false } = value ?? {};
  const options = { ifAvailable: !!ifAvailable, mode: toName(mode), signal, steal: !!steal };
  if (options.mode !== 'exclusive' && options.mode !== 'shared') {
    throw typeError('ERR_INVALID_ARG_VALUE', `mode '${options.mode}' is not a valid enum value of type LockMode.`);
  }
  if (signal !== undefined && ((typeof signal !== 'object' && typeof signal !== 'function') || signal === null)) {
    throw typeError('ERR_INVALID_ARG_TYPE', 'signal is not an object.');
  }
  return options;
}

// Why a request cannot be made.
function problemOf(name, { ifAvailable, mode, signal, steal }) {
  if (signal?.aborted) return signal.reason;
  const unsupported = (message) => domException(message, 'NotSupportedError');
  if (name[0] === '-') return unsupported('Lock name may not start with hyphen');
  if (ifAvailable && steal) return unsupported('ifAvailable and steal are mutually exclusive');
  if (mode !== 'exclusive' && steal) return unsupported(`mode: "${mode}" and steal are mutually exclusive`);
  if (signal !== undefined && (ifAvailable || steal)) {
    return unsupported('signal cannot be used with steal or ifAvailable');
  }
  return undefined;
}

// The requests of this thread by their numbers: those that wait, and those that hold a lock.
const requests = new Map();
let isSetUp = false;

function setup() {
  if (isSetUp) return;
  isSetUp = true;
  binding.setup(onGranted, onStolen);
}

const granted = [];
let isGranting = false;

// The lock, or the request for it, is no more: whoever of this thread comes next has it at once. Their callbacks may come to an end at
// once as well, a thousand one after the other.
function release({ name, number }) {
  requests.delete(number);
  granted.push(...binding.release(name, number) ?? []);
  if (isGranting) return;
  isGranting = true;
  while (granted.length > 0) onGranted(granted.shift());
  isGranting = false;
}

function onGranted(number) {
  requests.get(number)?.hold();
}

function onStolen(number) {
  const request = requests.get(number);
  if (request === undefined) return;
  requests.delete(number);
  request.reject(domException('The operation was aborted', 'AbortError'));
}

class Request {
  constructor(name, options, callback) {
    this.name = name;
    this.options = options;
    this.callback = callback;
    Object.assign(this, Promise.withResolvers());
  }

  wait(number) {
    this.number = number;
    requests.set(number, this);
    const { signal } = this.options;
    if (signal === undefined) return;
    this.onAbort = () => {
      release(this);
      this.reject(signal.reason);
    };
    signal.addEventListener('abort', this.onAbort, { __proto__: null, once: true });
  }

  hold() {
    this.options.signal?.removeEventListener('abort', this.onAbort);
    let result;
    try {
      result = this.callback.call(undefined, new Lock(kCreate, this.name, this.options.mode));
    } catch (error) {
      this.reject(error);
      release(this);
      return;
    }
    if (typeof result?.then !== 'function') {
      this.resolve(result);
      release(this);
      return;
    }
    // The caller of request() hears of it before the next one has the lock. What was stolen is settled already.
    const next = () => queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => release(this))));
    Promise.resolve(result).then(this.resolve, this.reject).then(next);
  }
}

class LockManager {
  #isManager = true;

  constructor(token = undefined) {
    if (token !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  async request(name, options, callback = undefined) {
    if (callback === undefined) [options, callback] = [undefined, options];
    validateFunction(callback, 'callback');
    name = toName(name);
    options = toOptions(options);
    const problem = problemOf(name, options);
    if (problem !== undefined) throw problem;

    setup();
    const answer = binding.request(name, options.mode === 'shared', options.steal, options.ifAvailable);
    if (answer === undefined) return callback(null);
    const [number, isGranted, stolen] = answer;
    stolen.forEach(onStolen);
    const request = new Request(name, options, callback);
    request.wait(number);
    if (isGranted) request.hold();
    return await request.promise;
  }

  async query() {
    if (typeof this !== 'object' || this === null || !(#isManager in this)) throw new ERR_INVALID_THIS('LockManager');
    const result = { held: [], pending: [] };
    for (const [name, shared, thread, isHeld] of binding.query()) {
      const info = { name, mode: shared ? 'shared' : 'exclusive', clientId: `node-${process.pid}-${thread}` };
      result[isHeld ? 'held' : 'pending'].push(info);
    }
    return result;
  }
}

defineInterface(LockManager, ['request', 'query']);

module.exports = { Lock, LockManager, locks: new LockManager(kCreate) };
