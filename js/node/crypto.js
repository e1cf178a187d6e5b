// node:crypto: hashes, message authentication, key derivation and randomness. Ciphers, keys and
// signatures come with TLS; until then their functions exist and say so when they are called.

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
const { unavailable } = require('internal/crypto/unavailable');
const {
  codes: { ERR_METHOD_NOT_IMPLEMENTED },
} = require('internal/errors');
const { validateString } = require('internal/validators');

function createHash(algorithm, options) {
  return new Hash(algorithm, options);
}

function createHmac(hmac, key, options) {
  return new Hmac(hmac, key, options);
}

// The lists are of what works here: nothing yet.
function getCiphers() {
  return [];
}

function getCurves() {
  return [];
}

function getMacs() {
  return [];
}

function getCipherInfo(nameOrNid) {
  if (typeof nameOrNid !== 'number') validateString(nameOrNid, 'nameOrNid');
  return undefined;
}

function getFips() {
  return 0;
}

function setFips(value) {
  if (value) throw new ERR_METHOD_NOT_IMPLEMENTED('crypto.setFips()');
}

function secureHeapUsed() {
  return { total: 0, used: 0, utilization: NaN, min: 2 };
}

module.exports = {
  ...unavailable,
  createHash,
  createHmac,
  getCiphers,
  getCipherInfo,
  getCurves,
  getHashes,
  getMacs,
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
  Hash,
  Hmac,
  secureHeapUsed,
};

Object.defineProperties(module.exports, {
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
