// The members of node:crypto that are not there yet. Packages destructure them when they are
// loaded, so each exists, and names itself when it is used.

'use strict';

const { ERR_METHOD_NOT_IMPLEMENTED } = require('internal/errors').codes;

// A function with the documented count of parameters.
function unavailableFunction(name, length) {
  const fn = function() {
    throw new ERR_METHOD_NOT_IMPLEMENTED(`crypto.${name}()`);
  };
  return Object.defineProperties(fn, {
    name: { __proto__: null, configurable: true, value: name },
    length: { __proto__: null, configurable: true, value: length },
  });
}

const kFunctions = {
  argon2: 3,
  argon2Sync: 2,
  checkPrime: 1,
  checkPrimeSync: 1,
  createCipheriv: 4,
  createDecipheriv: 4,
  createDiffieHellman: 4,
  createDiffieHellmanGroup: 1,
  createECDH: 1,
  createMac: 3,
  createPrivateKey: 1,
  createPublicKey: 1,
  createSecretKey: 2,
  createSign: 2,
  createVerify: 2,
  diffieHellman: 2,
  generatePrime: 3,
  generatePrimeSync: 1,
  getDiffieHellman: 1,
  parsePKCS12: 1,
  generateKeyPair: 3,
  generateKeyPairSync: 2,
  generateKey: 3,
  generateKeySync: 2,
  privateDecrypt: 2,
  privateEncrypt: 2,
  publicDecrypt: 2,
  publicEncrypt: 2,
  sign: 4,
  setEngine: 2,
  verify: 5,
  encapsulate: 2,
  decapsulate: 3,
};

// Classes: `instanceof` works, and nothing is an instance.
const kClasses = {
  Certificate: 0,
  Cipheriv: 4,
  Decipheriv: 4,
  DiffieHellman: 4,
  DiffieHellmanGroup: 1,
  ECDH: 1,
  KeyObject: 2,
  Sign: 2,
  Verify: 2,
  X509Certificate: 1,
};

const members = {};
for (const { 0: name, 1: length } of [...Object.entries(kFunctions), ...Object.entries(kClasses)]) {
  members[name] = unavailableFunction(name, length);
}

module.exports = { unavailable: members, unavailableFunction };
