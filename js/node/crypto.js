// node:crypto. Hashes, message authentication, key derivation and randomness are loaded with it; ciphers, keys,
// signatures and certificates when they are first asked for.

'use strict';

const { constants } = require('internal/crypto/constants');
const { Hash, Hmac, hash } = require('internal/crypto/hash');
const { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } = require('internal/crypto/kdf');
const { getRandomValues, randomBytes, randomFill, randomFillSync, randomInt, randomUUID, randomUUIDv7 } =
  require('internal/crypto/random');
const { getHashes, timingSafeEqual } = require('internal/crypto/util');
const { deprecate } = require('internal/util');
const { exposeLazy } = require('internal/bootstrap/expose');
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

const kArgon2 = 'internal/crypto/argon2';
const kCertificate = 'internal/crypto/certificate';
const kCipher = 'internal/crypto/cipher';
const kDiffieHellman = 'internal/crypto/diffiehellman';
const kKeygen = 'internal/crypto/keygen';
const kKeys = 'internal/crypto/keys';
const kMac = 'internal/crypto/mac';
const kSig = 'internal/crypto/sig';
const kX509 = 'internal/crypto/x509';

// In Node's order. A string names the module that has the member, loaded when the member is first read.
for (const { 0: name, 1: value } of Object.entries({
  argon2: kArgon2,
  argon2Sync: kArgon2,
  checkPrime: kKeygen,
  checkPrimeSync: kKeygen,
  createCipheriv: kCipher,
  createDecipheriv: kCipher,
  createDiffieHellman: kDiffieHellman,
  createDiffieHellmanGroup: kDiffieHellman,
  createECDH: kDiffieHellman,
  createHash,
  createHmac,
  createMac: kMac,
  createPrivateKey: kKeys,
  createPublicKey: kKeys,
  createSecretKey: kKeys,
  createSign: kSig,
  createVerify: kSig,
  diffieHellman: kDiffieHellman,
  generatePrime: kKeygen,
  generatePrimeSync: kKeygen,
  getCiphers: kCipher,
  getCipherInfo: kCipher,
  getCurves: kDiffieHellman,
  getDiffieHellman: kDiffieHellman,
  getHashes,
  getMacs: kMac,
  hkdf,
  hkdfSync,
  parsePKCS12: kX509,
  pbkdf2,
  pbkdf2Sync,
  generateKeyPair: kKeygen,
  generateKeyPairSync: kKeygen,
  generateKey: kKeygen,
  generateKeySync: kKeygen,
  privateDecrypt: kCipher,
  privateEncrypt: kCipher,
  publicDecrypt: kCipher,
  publicEncrypt: kCipher,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  randomUUIDv7,
  scrypt,
  scryptSync,
  sign: kSig,
  setEngine,
  timingSafeEqual,
  getFips,
  setFips,
  verify: kSig,
  hash,
  encapsulate: kDiffieHellman,
  decapsulate: kDiffieHellman,
  Certificate: kCertificate,
  Cipheriv: kCipher,
  Decipheriv: kCipher,
  DiffieHellman: kDiffieHellman,
  DiffieHellmanGroup: kDiffieHellman,
  ECDH: kDiffieHellman,
  Hash: deprecate(Hash, 'crypto.Hash constructor is deprecated.', 'DEP0179'),
  Hmac: deprecate(Hmac, 'crypto.Hmac constructor is deprecated.', 'DEP0181'),
  KeyObject: kKeys,
  Sign: kSig,
  Verify: kSig,
  X509Certificate: kX509,
  secureHeapUsed,
})) {
  if (typeof value === 'string') exposeLazy(name, () => require(value)[name], true, module.exports);
  else module.exports[name] = value;
}

Object.defineProperty(module.exports, 'fips', {
  __proto__: null,
  get: deprecate(getFips, 'The crypto.fips is deprecated. Please use crypto.getFips()', 'DEP0093'),
  set: deprecate(setFips, 'The crypto.fips is deprecated. Please use crypto.setFips()', 'DEP0093'),
});

// What cannot be replaced. The parts of WebCrypto are loaded when they are first read.
Object.defineProperty(module.exports, 'constants', { __proto__: null, enumerable: true, value: constants });
const lazyWebcrypto = () => require('internal/crypto/webcrypto').crypto;
const fixed = {
  webcrypto: lazyWebcrypto,
  subtle: () => lazyWebcrypto().subtle,
  getRandomValues: () => getRandomValues,
};
for (const [name, read] of Object.entries(fixed)) {
  const { get } = Object.getOwnPropertyDescriptor({ get [name]() { return read(); } }, name);
  Object.defineProperty(module.exports, name, { __proto__: null, enumerable: true, get });
}
// Other names of randomBytes, which became it when there was no longer a weaker generator.
for (const name of ['prng', 'pseudoRandomBytes', 'rng']) {
  const set = (value) => Object.defineProperty(module.exports, name, { __proto__: null, value, writable: true });
  Object.defineProperty(module.exports, name, { __proto__: null, configurable: true, get: () => randomBytes, set });
}
