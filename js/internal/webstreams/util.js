'use strict';

// What the web streams share: the queue with sizes, promises with their
// resolvers, the conversion of what users pass, brand checks, inspection.

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { Promise, customInspectSymbol, defineInterface, inspectFields, promiseThen } = require('internal/util');
const { kTransfer, kTransferList, markTransferMode } = require('internal/worker/js_transferable');

const { apply } = Reflect;
const { withResolvers } = Promise;

const kState = Symbol('kState');
const kType = Symbol('kType');

function nop() {}

// Whatever programs have made of Promise and its prototype: `promise` is a native one.
function react(promise, onFulfilled, onRejected) {
  return apply(promiseThen, promise, [onFulfilled, onRejected]);
}

// What a stream waits for before it starts: a new promise, which is later than one that it is resolved with.
function promiseOf(value) {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject ? new Promise((resolve) => resolve(value)) : Promise.resolve(value);
}

// --- queues ----------------------------------------------------------------------

// First in, first out, without moving what is queued. The array is used again when it has been emptied: most hold one item at a time.
class Fifo {
  constructor() {
    this.items = [];
    this.head = 0;
    this.tail = 0;
  }

  get length() {
    return this.tail - this.head;
  }

  push(item) {
    this.items[this.tail++] = item;
  }

  peek() {
    return this.items[this.head];
  }

  shift() {
    const item = this.items[this.head];
    this.items[this.head++] = undefined;
    if (this.head === this.tail) {
      if (this.tail > 1024) this.items = [];
      this.head = this.tail = 0;
    } else if (this.head > 1024 && this.head * 2 > this.tail) {
      this.items = this.items.slice(this.head, this.tail);
      this.tail -= this.head;
      this.head = 0;
    }
    return item;
  }

  clear() {
    this.items = [];
    this.head = this.tail = 0;
  }

  // Empties the queue and returns what was in it.
  drain() {
    const rest = this.items.slice(this.head, this.tail);
    this.clear();
    return rest;
  }
}

// A queue whose entries have sizes, and their sum.
class SizedQueue extends Fifo {
  constructor() {
    super();
    this.total = 0;
  }

  enqueue(value, size) {
    size = Number(size);
    if (Number.isNaN(size) || size < 0 || size === Infinity) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
    }
    this.add(value, size);
  }

  // For sizes that are known to be numbers.
  add(value, size) {
    this.push({ value, size });
    this.total += size;
  }

  dequeue() {
    const { value, size } = this.shift();
    // Rounding may leave a little less than nothing.
    this.total = Math.max(0, this.total - size);
    return value;
  }

  reset() {
    this.clear();
    this.total = 0;
  }
}

// How much more a stream wants in its queue; null once it has failed.
function desiredSizeOf(stream, highWaterMark, total) {
  const { state } = stream[kState];
  if (state === 'errored') return null;
  return state === 'closed' ? 0 : highWaterMark - total;
}

// --- promises --------------------------------------------------------------------

const kPending = 0;
const kResolved = 1;
const kRejected = 2;

// Something that will be settled once, and a promise for it: made when somebody
// asks for it, which for most backpressure changes nobody does.
class Deferred {
  // `handled`: a rejection is not reported when nobody listens.
  constructor(handled = false) {
    this.handled = handled;
    this.state = kPending;
    this.value = undefined;
    this.made = undefined;
    this.resolvePromise = undefined;
    this.rejectPromise = undefined;
  }

  get pending() {
    return this.state === kPending;
  }

  get promise() {
    if (this.made !== undefined) return this.made;
    if (this.state === kPending) {
      const { promise, resolve, reject } = apply(withResolvers, Promise, []);
      this.made = promise;
      this.resolvePromise = resolve;
      this.rejectPromise = reject;
    } else if (this.state === kResolved) {
      this.made = Promise.resolve(this.value);
    } else {
      this.made = Promise.reject(this.value);
      if (this.handled) setPromiseHandled(this.made);
    }
    return this.made;
  }

  resolve(value) {
    if (this.state !== kPending) return;
    this.state = kResolved;
    this.value = value;
    if (this.resolvePromise !== undefined) this.resolvePromise(value);
  }

  reject(reason) {
    if (this.state !== kPending) return;
    this.state = kRejected;
    this.value = reason;
    if (this.rejectPromise === undefined) return;
    if (this.handled) setPromiseHandled(this.made);
    this.rejectPromise(reason);
  }

  static resolved() {
    const deferred = new Deferred();
    deferred.state = kResolved;
    return deferred;
  }

  // Rejected, and nobody needs to handle it.
  static rejected(reason) {
    const deferred = new Deferred(true);
    deferred.reject(reason);
    return deferred;
  }
}

function setPromiseHandled(promise) {
  react(promise, nop, nop);
}

// --- what users pass ---------------------------------------------------------------

const resolved = Promise.resolve();
const nopPromise = () => resolved;
const promiseResolve = (value) => Promise.resolve(value);

// A method of an underlying source, sink or transformer as a function that
// returns a promise; `fallback` when there is none. `toPromise`: `promiseOf` where the order of what happens depends on it.
function promiseCallback(name, fn, thisArg, fallback = nopPromise, toPromise = promiseResolve) {
  if (fn === undefined) return fallback;
  validateFunction(fn, name);
  return (...args) => {
    try {
      const result = apply(fn, thisArg, args);
      return result === undefined ? resolved : toPromise(result);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

function startCallback(name, fn, thisArg) {
  if (fn === undefined) return nop;
  validateFunction(fn, name);
  return (controller) => apply(fn, thisArg, [controller]);
}

function extractHighWaterMark(value, defaultHWM) {
  if (value === undefined) return defaultHWM;
  const number = +value;
  if (Number.isNaN(number) || number < 0) {
    throw new ERR_INVALID_ARG_VALUE.RangeError(
      'strategy.highWaterMark', value);
  }
  return number;
}

const countAlgorithm = () => 1;

function extractSizeAlgorithm(size) {
  if (size === undefined) return countAlgorithm;
  validateFunction(size, 'strategy.size');
  return (chunk) => apply(size, undefined, [chunk]);
}

// --- brands ------------------------------------------------------------------------

// An object of one of the classes, which all have a `[kType]` of their own.
function brandCheck(brand) {
  return (value) =>
    value !== null && typeof value === 'object' &&
    value[kState] !== undefined && value[kType] === brand;
}

function checkThis(self, is, name) {
  if (!is(self)) throw new ERR_INVALID_THIS(name);
}

// `shown` gives what util.inspect() shows of an object: all members unless it says otherwise.
function defineStreamInterface(Class, members, shown) {
  const { name, prototype } = Class;
  defineInterface(Class, members);
  const { [customInspectSymbol]: value } = {
    [customInspectSymbol](depth, options) {
      if (shown === undefined && !(this instanceof Class)) throw new ERR_INVALID_THIS(name);
      if (depth < 0) return this;
      const fields = shown === undefined ?
        Object.fromEntries(members.map((member) => [member, this[member]])) : shown(this);
      return inspectFields(name, fields, options);
    },
  };
  Object.defineProperty(prototype, customInspectSymbol, {
    __proto__: null, configurable: true, value, writable: true,
  });
}

// ---- transfer to other threads -------------------------------------------------------

function makeTransferable(stream) {
  markTransferMode(stream, false, true);
}

// internal/webstreams/transfer.js does it, which few need.
function defineTransfer({ prototype }) {
  const methods = {
    [kTransferList]() { return require('internal/webstreams/transfer').listOf(this); },
    [kTransfer]() { return require('internal/webstreams/transfer').transfer(this); },
  };
  for (const symbol of Object.getOwnPropertySymbols(methods)) {
    Object.defineProperty(prototype, symbol, { __proto__: null, configurable: true, value: methods[symbol], writable: true });
  }
}

module.exports = {
  Deferred,
  Fifo,
  Promise,
  SizedQueue,
  brandCheck,
  checkThis,
  countAlgorithm,
  defineStreamInterface,
  defineTransfer,
  desiredSizeOf,
  extractHighWaterMark,
  extractSizeAlgorithm,
  kState,
  kType,
  makeTransferable,
  nop,
  nopPromise,
  promiseCallback,
  promiseOf,
  react,
  setPromiseHandled,
  startCallback,
};
