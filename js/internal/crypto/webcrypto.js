// The `crypto` global and its `subtle`, whose operations are loaded with the first call.

'use strict';

const { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } = require('internal/errors').codes;
const { emitExperimentalWarning } = require('internal/util');
const { CryptoKey } = require('internal/crypto/crypto_key');
const random = require('internal/crypto/random');

const kConstruct = Symbol('construct');

function makeClass(name, define) {
  const Class = define();
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null, configurable: true, value: name,
  });
  return Class;
}

// The converters of each operation's arguments (`keyData` depends on the format), and how many are required.
const kAlgorithm = 'algorithmIdentifier';
const kCrypt = { kinds: [kAlgorithm, 'cryptoKey', 'bufferSource'], required: 3 };
const kNewKey = ['boolean', 'keyUsages'];
const kOperations = {
  encrypt: kCrypt,
  decrypt: kCrypt,
  sign: kCrypt,
  verify: { kinds: [kAlgorithm, 'cryptoKey', 'bufferSource', 'bufferSource'], required: 4 },
  digest: { kinds: [kAlgorithm, 'bufferSource'], required: 2 },
  generateKey: { kinds: [kAlgorithm, ...kNewKey], required: 3 },
  deriveKey: { kinds: [kAlgorithm, 'cryptoKey', kAlgorithm, ...kNewKey], required: 5 },
  deriveBits: { kinds: [kAlgorithm, 'cryptoKey', 'length'], required: 2 },
  importKey: { kinds: ['keyFormat', 'keyData', kAlgorithm, ...kNewKey], required: 5 },
  exportKey: { kinds: ['keyFormat', 'cryptoKey'], required: 2 },
  wrapKey: { kinds: ['keyFormat', 'cryptoKey', 'cryptoKey', kAlgorithm], required: 4 },
  unwrapKey: { kinds: ['keyFormat', 'bufferSource', 'cryptoKey', kAlgorithm, kAlgorithm, ...kNewKey], required: 7 },
  getPublicKey: { kinds: ['cryptoKey', 'keyUsages'], required: 2, isExperimental: true },
  encapsulateBits: { kinds: [kAlgorithm, 'cryptoKey'], required: 2, isExperimental: true },
  encapsulateKey: { kinds: [kAlgorithm, 'cryptoKey', kAlgorithm, ...kNewKey], required: 5, isExperimental: true },
  decapsulateBits: { kinds: [kAlgorithm, 'cryptoKey', 'bufferSource'], required: 3, isExperimental: true },
  decapsulateKey: {
    kinds: [kAlgorithm, 'cryptoKey', 'bufferSource', kAlgorithm, ...kNewKey], required: 6, isExperimental: true,
  },
};
const kOrdinals = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th'];

function checkCount(name, args, required) {
  if (args.length >= required) return;
  const { conversionError } = require('internal/crypto/webidl');
  throw conversionError('ERR_MISSING_ARGS', `Failed to execute '${name}' on 'SubtleCrypto': ${required} arguments ` +
    `required, but only ${args.length} present.`);
}

function convertArguments(name, args) {
  const { kinds } = kOperations[name];
  const { converters } = require('internal/crypto/webidl');
  const prefix = `Failed to execute '${name}' on 'SubtleCrypto'`;
  return kinds.slice(0, args.length).map((kind, index) => {
    if (kind === 'keyData') kind = args[0] === 'jwk' ? 'jsonWebKey' : 'bufferSource';
    if (kind === 'length') {
      if (args[index] == null) return null;
      kind = 'unsignedLong';
    }
    return converters[kind](args[index], prefix, `${kOrdinals[index]} argument`);
  });
}

const SubtleCrypto = makeClass('SubtleCrypto', () => class SubtleCrypto {
  #brand = true;

  constructor() {
    if (arguments[0] !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  static isInstance(value) {
    return typeof value === 'object' && value !== null && #brand in value;
  }

  static supports(operation, algorithm) {
    emitExperimentalWarning('The supports Web Crypto API method');
    checkCount('supports', arguments, 2);
    let other = arguments[2];
    if (operation === 'deriveBits' && other != null) {
      const { converters } = require('internal/crypto/webidl');
      other = converters.unsignedLong(other, "Failed to execute 'supports' on 'SubtleCrypto'", '3rd argument');
    }
    return require('internal/crypto/subtle').supports(String(operation), algorithm, other);
  }
});

const isSubtleCrypto = SubtleCrypto.isInstance;
delete SubtleCrypto.isInstance;
Object.defineProperty(SubtleCrypto, 'supports', { __proto__: null, enumerable: true });

for (const { 0: name, 1: { required, isExperimental } } of Object.entries(kOperations)) {
  const fn = {
    async [name](...args) {
      if (isExperimental) emitExperimentalWarning(`The ${name} Web Crypto API method`);
      if (!isSubtleCrypto(this)) throw new ERR_INVALID_THIS('SubtleCrypto');
      checkCount(name, args, required);
      return require('internal/crypto/subtle')[name](...convertArguments(name, args));
    },
  }[name];
  Object.defineProperty(fn, 'length', { __proto__: null, configurable: true, value: required });
  Object.defineProperty(SubtleCrypto.prototype, name, {
    __proto__: null, configurable: true, enumerable: true, writable: true, value: fn,
  });
}

let subtle;

const Crypto = makeClass('Crypto', () => class Crypto {
  #brand = true;

  constructor() {
    if (arguments[0] !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
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
});

const kEnumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Crypto.prototype, {
  subtle: kEnumerable,
  getRandomValues: kEnumerable,
  randomUUID: kEnumerable,
});

module.exports = { Crypto, CryptoKey, SubtleCrypto, crypto: new Crypto(kConstruct) };
