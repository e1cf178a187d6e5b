// node:crypto. Hashes, message authentication, key derivation and randomness are loaded with it; ciphers, keys,
// signatures and certificates when they are first asked for.

'use strict';

const { constants } = require('internal/crypto/constants');
const { Hash, Hmac, hash } = require('internal/crypto/hash');
const {
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  scrypt,
  scryptSync,
} = require('internal/crypto/kdf');
const {
  getRandomValues,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  randomUUIDv7,
} = require('internal/crypto/random');
const { getHashes, timingSafeEqual } = require('internal/crypto/util');
const { defineLazyProperties, deprecate } = require('internal/util');
const {
  codes: { ERR_CRYPTO_ENGINE_UNKNOWN, ERR_METHOD_NOT_IMPLEMENTED },
} = require('internal/errors');
const { validateNumber, validateString } = require('internal/validators');

function createHash(algorithm, options) {
  return new Hash(algorithm, options);
}

function createHmac(hmac, key, options) {
  return new Hmac(hmac, key, options);
}

function getFips() {
  return 0;
}

function setFips(value) {
  if (value) throw new ERR_METHOD_NOT_IMPLEMENTED('crypto.setFips()');
}

// There are no engines.
function setEngine(id, flags) {
  validateString(id, 'id');
  if (flags) validateNumber(flags, 'flags');
  throw new ERR_CRYPTO_ENGINE_UNKNOWN(id);
}

function secureHeapUsed() {
  return { total: 0, used: 0, utilization: NaN, min: 2 };
}

module.exports = {
  createHash,
  createHmac,
  getHashes,
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  randomUUIDv7,
  scrypt,
  scryptSync,
  timingSafeEqual,
  getFips,
  setFips,
  hash,
  Hash: deprecate(Hash, 'crypto.Hash constructor is deprecated.', 'DEP0179'),
  Hmac: deprecate(Hmac, 'crypto.Hmac constructor is deprecated.', 'DEP0181'),
  secureHeapUsed,
  setEngine,
};

for (const { 0: id, 1: names } of Object.entries({
  'internal/crypto/argon2': ['argon2', 'argon2Sync'],
  'internal/crypto/certificate': ['Certificate'],
  'internal/crypto/cipher': [
    'Cipheriv', 'Decipheriv', 'createCipheriv', 'createDecipheriv', 'getCipherInfo', 'getCiphers', 'privateDecrypt',
    'privateEncrypt', 'publicDecrypt', 'publicEncrypt',
  ],
  'internal/crypto/diffiehellman': [
    'DiffieHellman', 'DiffieHellmanGroup', 'ECDH', 'createDiffieHellman', 'createDiffieHellmanGroup', 'createECDH',
    'decapsulate', 'diffieHellman', 'encapsulate', 'getCurves', 'getDiffieHellman',
  ],
  'internal/crypto/keygen': [
    'checkPrime', 'checkPrimeSync', 'generateKey', 'generateKeyPair', 'generateKeyPairSync', 'generateKeySync',
    'generatePrime', 'generatePrimeSync',
  ],
  'internal/crypto/keys': ['KeyObject', 'createPrivateKey', 'createPublicKey', 'createSecretKey'],
  'internal/crypto/mac': ['createMac', 'getMacs'],
  'internal/crypto/sig': ['Sign', 'Verify', 'createSign', 'createVerify', 'sign', 'verify'],
  'internal/crypto/x509': ['X509Certificate', 'parsePKCS12'],
})) {
  defineLazyProperties(module.exports, id, names);
}

// Other names of randomBytes, which became it when there was no longer a weaker generator.
for (const name of ['prng', 'pseudoRandomBytes', 'rng']) {
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() { return randomBytes; },
    set(value) {
      Object.defineProperty(module.exports, name, { __proto__: null, value, writable: true });
    },
  });
}

Object.defineProperties(module.exports, {
  fips: {
    __proto__: null,
    get: deprecate(getFips, 'The crypto.fips is deprecated. Please use crypto.getFips()', 'DEP0093'),
    set: deprecate(setFips, 'The crypto.fips is deprecated. Please use crypto.setFips()', 'DEP0093'),
  },
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  webcrypto: {
    __proto__: null,
    configurable: false,
    enumerable: true,
    get() { return require('internal/crypto/webcrypto').crypto; },
    set: undefined,
  },
  subtle: {
    __proto__: null,
    configurable: false,
    enumerable: true,
    get() { return require('internal/crypto/webcrypto').crypto.subtle; },
    set: undefined,
  },
  getRandomValues: {
    __proto__: null,
    configurable: false,
    enumerable: true,
    get() { return getRandomValues; },
    set: undefined,
  },
});
