// The `crypto` global and its `subtle`, whose operations are loaded with the first call.

'use strict';

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { CryptoKey } = require('internal/crypto/crypto_key');
const random = require('internal/crypto/random');

const isBytes = (value) => isAnyArrayBuffer(value) || isArrayBufferView(value);

const kConstruct = Symbol('construct');

function makeClass(name, define) {
  const Class = define();
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null, configurable: true, value: name,
  });
  return Class;
}

const SubtleCrypto = makeClass('SubtleCrypto', () => class SubtleCrypto {
  constructor(token = undefined) {
    if (token !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }
});

// What each operation takes: f a format, k a CryptoKey, d bytes, u usages, * anything, lower bound of their count.
const kOperations = {
  encrypt: ['*kd', 3], decrypt: ['*kd', 3], sign: ['*kd', 3], verify: ['*kdd', 4], digest: ['*d', 2],
  generateKey: ['**u', 3], deriveKey: ['*k**u', 5], deriveBits: ['*k*', 2], importKey: ['f***u', 5],
  exportKey: ['fk', 2], wrapKey: ['fkk*', 4], unwrapKey: ['fdk***u', 7],
};
const kFormats = ['raw', 'spki', 'pkcs8', 'jwk', 'raw-public', 'raw-secret', 'raw-seed'];
const kUsages = [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey',
  'encapsulateBits', 'decapsulateBits', 'encapsulateKey', 'decapsulateKey',
];
const kOrdinals = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th'];

function withMessage(error, message) {
  error.message = message;
  return error;
}

function checkArguments(name, args) {
  const { 0: kinds, 1: required } = kOperations[name];
  const prefix = `Failed to execute '${name}' on 'SubtleCrypto':`;
  if (args.length < required) {
    throw withMessage(new ERR_MISSING_ARGS('algorithm'),
                      `${prefix} ${required} arguments required, but only ${args.length} present.`);
  }
  for (let index = 0; index < Math.min(kinds.length, args.length); index++) {
    const value = args[index];
    const position = `${prefix} ${kOrdinals[index]} argument`;
    if (kinds[index] === 'f' && !kFormats.includes(value)) {
      throw withMessage(new ERR_INVALID_ARG_VALUE('format', value),
                        `${position} '${value}' is not a valid enum value of type KeyFormat.`);
    } else if (kinds[index] === 'k' && !(value instanceof CryptoKey)) {
      throw withMessage(new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', value), `${position} is not of type CryptoKey.`);
    } else if (kinds[index] === 'd' && !isBytes(value)) {
      throw withMessage(new ERR_INVALID_ARG_TYPE('data', 'BufferSource', value),
                        `${position} is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.`);
    } else if (kinds[index] === 'u') {
      const usages = [...value];
      usages.forEach((usage, at) => {
        if (kUsages.includes(usage)) return;
        throw withMessage(new ERR_INVALID_ARG_VALUE('usages', usage),
                          `${position}[${at}] '${usage}' is not a valid enum value of type KeyUsage.`);
      });
      args[index] = usages;
    }
  }
}

for (const { 0: name, 1: { 1: length } } of Object.entries(kOperations)) {
  const fn = {
    async [name](...args) {
      if (!(this instanceof SubtleCrypto)) throw new ERR_INVALID_THIS('SubtleCrypto');
      checkArguments(name, args);
      return require('internal/crypto/subtle')[name](...args);
    },
  }[name];
  Object.defineProperty(fn, 'length', { __proto__: null, configurable: true, value: length });
  Object.defineProperty(SubtleCrypto.prototype, name, {
    __proto__: null, configurable: true, enumerable: true, writable: true, value: fn,
  });
}

// A key object as a CryptoKey, through the encoding that both know.
function toCryptoKey(key, algorithm, extractable, usages) {
  const { importKey } = require('internal/crypto/subtle');
  const format = key.type === 'secret' ? 'raw' : key.type === 'public' ? 'spki' : 'pkcs8';
  const data = key.type === 'secret' ? key.export() : key.export({ format: 'der', type: format });
  return importKey(format, data, algorithm, extractable, [...usages]);
}

let subtle;

const Crypto = makeClass('Crypto', () => class Crypto {
  #brand = true;

  constructor(token = undefined) {
    if (token !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#brand in value)) {
      throw new ERR_INVALID_THIS('Crypto');
    }
  }

  get subtle() {
    Crypto.#check(this);
    return subtle ??= new SubtleCrypto(kConstruct);
  }

  getRandomValues(array) {
    Crypto.#check(this);
    return random.getRandomValues(array);
  }

  randomUUID() {
    Crypto.#check(this);
    return random.randomUUID();
  }

  [customInspectSymbol](depth, options) {
    const { inspect } = require('internal/util/inspect');
    return `Crypto ${inspect({}, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
});

const kEnumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Crypto.prototype, {
  subtle: kEnumerable,
  getRandomValues: kEnumerable,
  randomUUID: kEnumerable,
  [customInspectSymbol]: { __proto__: null, enumerable: false },
});

module.exports = { Crypto, CryptoKey, SubtleCrypto, crypto: new Crypto(kConstruct), toCryptoKey };
