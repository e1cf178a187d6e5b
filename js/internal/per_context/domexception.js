'use strict';

// DOMException and QuotaExceededError of the Web IDL standard.

// Symbol-free storage: the instances are genuine Error objects whose own properties users can list.
const states = new WeakMap();

const legacyCodes = [
  ['IndexSizeError', 'INDEX_SIZE_ERR', 1],
  [null, 'DOMSTRING_SIZE_ERR', 2],
  ['HierarchyRequestError', 'HIERARCHY_REQUEST_ERR', 3],
  ['WrongDocumentError', 'WRONG_DOCUMENT_ERR', 4],
  ['InvalidCharacterError', 'INVALID_CHARACTER_ERR', 5],
  [null, 'NO_DATA_ALLOWED_ERR', 6],
  ['NoModificationAllowedError', 'NO_MODIFICATION_ALLOWED_ERR', 7],
  ['NotFoundError', 'NOT_FOUND_ERR', 8],
  ['NotSupportedError', 'NOT_SUPPORTED_ERR', 9],
  ['InUseAttributeError', 'INUSE_ATTRIBUTE_ERR', 10],
  ['InvalidStateError', 'INVALID_STATE_ERR', 11],
  ['SyntaxError', 'SYNTAX_ERR', 12],
  ['InvalidModificationError', 'INVALID_MODIFICATION_ERR', 13],
  ['NamespaceError', 'NAMESPACE_ERR', 14],
  ['InvalidAccessError', 'INVALID_ACCESS_ERR', 15],
  [null, 'VALIDATION_ERR', 16],
  ['TypeMismatchError', 'TYPE_MISMATCH_ERR', 17],
  ['SecurityError', 'SECURITY_ERR', 18],
  ['NetworkError', 'NETWORK_ERR', 19],
  ['AbortError', 'ABORT_ERR', 20],
  ['URLMismatchError', 'URL_MISMATCH_ERR', 21],
  ['QuotaExceededError', 'QUOTA_EXCEEDED_ERR', 22],
  ['TimeoutError', 'TIMEOUT_ERR', 23],
  ['InvalidNodeTypeError', 'INVALID_NODE_TYPE_ERR', 24],
  ['DataCloneError', 'DATA_CLONE_ERR', 25],
];
const codeOfName = new Map(legacyCodes.filter(([name]) => name !== null).map(([name, , code]) => [name, code]));

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
    let name = 'Error';
    if (options !== null && typeof options === 'object') {
      if (options.name !== undefined) name = `${options.name}`;
      if ('cause' in options) {
        Object.defineProperty(self, 'cause',
          { configurable: true, enumerable: false, value: options.cause, writable: true });
      }
    } else if (options !== undefined) {
      name = `${options}`;
    }
    states.set(self, { message: `${message}`, name, code: codeOfName.get(name) ?? 0 });
    return self;
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
  name: { enumerable: true },
  message: { enumerable: true },
  code: { enumerable: true },
  [Symbol.toStringTag]: { configurable: true, value: 'DOMException' },
});
for (const { 1: constant, 2: value } of legacyCodes) {
  const descriptor = { enumerable: true, value };
  Object.defineProperty(DOMException, constant, descriptor);
  Object.defineProperty(DOMException.prototype, constant, descriptor);
}

function quotaNumber(options, key) {
  if (options === null || options?.[key] === undefined) return null;
  const value = +options[key];
  if (!Number.isFinite(value)) throw new TypeError(`Cannot convert options.${key} to a finite number`);
  if (value < 0) throw new RangeError(`options.${key} must not be negative`);
  return value;
}

class QuotaExceededError extends DOMException {
  constructor(message = '', options = { __proto__: null }) {
    super(message, 'QuotaExceededError');
    const quota = quotaNumber(options, 'quota');
    const requested = quotaNumber(options, 'requested');
    if (quota !== null && requested !== null && requested < quota) {
      throw new RangeError('options.requested must not be less than options.quota');
    }
    Object.assign(states.get(this), { quota, requested });
  }

  get quota() {
    return stateOf(this, QuotaExceededError).quota;
  }

  get requested() {
    return stateOf(this, QuotaExceededError).requested;
  }
}

Object.defineProperties(QuotaExceededError.prototype, {
  quota: { enumerable: true },
  requested: { enumerable: true },
  [Symbol.toStringTag]: { configurable: true, value: 'QuotaExceededError' },
});

function isDOMException(value) {
  return states.has(value);
}

module.exports = { DOMException, QuotaExceededError, isDOMException };
