'use strict';

// DOMException and QuotaExceededError of the Web IDL standard. Both travel in messages, with their stacks.

const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

// Symbol-free storage: the instances are genuine Error objects whose own properties users can list.
const states = new WeakMap();

// The errors that have a code from before there were names, which is their place here, counted from 1. Of those in capitals only
// the constant is left.
const legacyErrors = (
  'IndexSize DOMSTRING_SIZE HierarchyRequest WrongDocument InvalidCharacter NO_DATA_ALLOWED NoModificationAllowed ' +
  'NotFound NotSupported InUseAttribute InvalidState Syntax InvalidModification Namespace InvalidAccess VALIDATION ' +
  'TypeMismatch Security Network Abort URLMismatch QuotaExceeded Timeout InvalidNodeType DataClone'
).split(' ');
const codeOfName = new Map();
legacyErrors.forEach((word, index) => {
  if (/[a-z]/.test(word)) codeOfName.set(`${word}Error`, index + 1);
});

// 'URLMismatch' -> 'URL_MISMATCH_ERR'.
function constantOf(word) {
  const words = word.replace('InUse', 'Inuse').replace(/[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g, '$&_');
  return `${words.toUpperCase()}_ERR`;
}

function stateOf(exception, Class) {
  const state = states.get(exception);
  if (state === undefined) {
    const error = new TypeError(`Value of "this" must be of ${Class.name}`);
    error.code = 'ERR_INVALID_THIS';
    throw error;
  }
  return state;
}

class DOMException {
  constructor(message = '', options = 'Error') {
    const self = Reflect.construct(Error, [], new.target);
    const isBag = options !== null && typeof options === 'object';
    // As on Node, a bag without a name gives one that reads 'undefined'.
    const name = `${isBag ? options.name : options}`;
    if (isBag && 'cause' in options) {
      Object.defineProperty(self, 'cause', { __proto__: null, configurable: true, value: options.cause, writable: true });
    }
    states.set(self, { message: `${message}`, name, code: codeOfName.get(name) ?? 0 });
    markTransferMode(self, true);
    return self;
  }

  [kClone]() {
    const state = states.get(this);
    const Class = 'quota' in state ? QuotaExceededError : DOMException;
    return {
      data: { state, stack: this.stack },
      deserializeInfo: `internal/per_context/domexception:${Class.name}`,
    };
  }

  [kDeserialize]({ state, stack }) {
    states.set(this, state);
    Object.defineProperty(this, 'stack', { __proto__: null, configurable: true, enumerable: false, value: stack, writable: true });
  }

  get name() {
    return stateOf(this, DOMException).name;
  }

  get message() {
    return stateOf(this, DOMException).message;
  }

  get code() {
    return stateOf(this, DOMException).code;
  }
}

Object.setPrototypeOf(DOMException.prototype, Error.prototype);
Object.defineProperties(DOMException.prototype, {
  name: { __proto__: null, enumerable: true },
  message: { __proto__: null, enumerable: true },
  code: { __proto__: null, enumerable: true },
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'DOMException' },
});
for (const [index, word] of legacyErrors.entries()) {
  for (const holder of [DOMException, DOMException.prototype]) {
    Object.defineProperty(holder, constantOf(word), { __proto__: null, enumerable: true, value: index + 1 });
  }
}

function quotaNumber(options, key) {
  if (options === null || options?.[key] === undefined) return null;
  const value = +options[key];
  if (!Number.isFinite(value)) {
    throw new TypeError(`Cannot convert options.${key} to a double: the value is ${Math.abs(value)}`);
  }
  if (value < 0) throw new RangeError(`options.${key} must not be negative`);
  return value;
}

class QuotaExceededError extends DOMException {
  constructor(message = '', options = { __proto__: null }) {
    super(message, 'QuotaExceededError');
    const numbers = { quota: quotaNumber(options, 'quota'), requested: quotaNumber(options, 'requested') };
    if (numbers.requested !== null && numbers.requested < numbers.quota) {
      throw new RangeError('options.requested must not be less than options.quota');
    }
    Object.assign(states.get(this), numbers);
  }

  get quota() {
    return stateOf(this, QuotaExceededError).quota;
  }

  get requested() {
    return stateOf(this, QuotaExceededError).requested;
  }
}

Object.defineProperties(QuotaExceededError.prototype, {
  quota: { __proto__: null, enumerable: true },
  requested: { __proto__: null, enumerable: true },
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'QuotaExceededError' },
});

module.exports = { DOMException, QuotaExceededError, };
