// The `crypto` global: random values and identifiers. Its `subtle` is not there yet and says so.

'use strict';

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_METHOD_NOT_IMPLEMENTED },
} = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const random = require('internal/crypto/random');

const kConstruct = Symbol('construct');

function makeClass(name, define) {
  const Class = define();
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null, configurable: true, value: name,
  });
  return Class;
}

const SubtleCrypto = makeClass('SubtleCrypto', () => class SubtleCrypto {
  constructor(token) {
    if (token !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }
});

for (const { 0: name, 1: length } of Object.entries({
  encrypt: 3, decrypt: 3, sign: 3, verify: 4, digest: 2, generateKey: 3, deriveKey: 5,
  deriveBits: 2, importKey: 5, exportKey: 2, wrapKey: 4, unwrapKey: 7,
})) {
  const fn = {
    async [name]() {
      throw new ERR_METHOD_NOT_IMPLEMENTED(`crypto.subtle.${name}()`);
    },
  }[name];
  Object.defineProperty(fn, 'length', { __proto__: null, configurable: true, value: length });
  Object.defineProperty(SubtleCrypto.prototype, name, {
    __proto__: null, configurable: true, enumerable: true, writable: true, value: fn,
  });
}

let subtle;

const Crypto = makeClass('Crypto', () => class Crypto {
  #brand = true;

  constructor(token) {
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

// What importing a key would give; nothing can be an instance yet.
const CryptoKey = makeClass('CryptoKey', () => class CryptoKey {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }
});

module.exports = { Crypto, CryptoKey, SubtleCrypto, crypto: new Crypto(kConstruct) };
