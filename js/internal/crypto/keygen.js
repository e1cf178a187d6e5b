// generateKeyPair, generateKey, generatePrime, checkPrime.

'use strict';

const {
  codes: { ERR_INCOMPATIBLE_OPTION_PAIR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_OPTION },
} = require('internal/errors');
const {
  validateBoolean,
  validateBuffer,
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
} = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { parseOutputEncoding } = require('internal/crypto/key_encoding');
const { settle } = require('internal/crypto/util');
const {
  exportHandle, wrapHandle,
} = require('internal/crypto/keys');

const binding = internalBinding('crypto_keys');

// ---- pairs -------------------------------------------------------------------------------

function rsaOptions(options) {
  const { modulusLength, publicExponent } = options;
  validateUint32(modulusLength, 'options.modulusLength');
  if (publicExponent !== undefined) validateUint32(publicExponent, 'options.publicExponent');
  return [modulusLength, publicExponent];
}

function pssOptions(options) {
  const { hash, mgf1Hash, saltLength, hashAlgorithm, mgf1HashAlgorithm } = options;
  const parts = rsaOptions(options);
  if (saltLength !== undefined) validateInt32(saltLength, 'options.saltLength', 0);
  if (hashAlgorithm !== undefined) validateString(hashAlgorithm, 'options.hashAlgorithm');
  if (mgf1HashAlgorithm !== undefined) {
    validateString(mgf1HashAlgorithm, 'options.mgf1HashAlgorithm');
  }
  // The names that these had once.
  if (hash !== undefined) throw new ERR_INVALID_ARG_VALUE('options.hash', hash, 'is no longer supported');
  if (mgf1Hash !== undefined) throw new ERR_INVALID_ARG_VALUE('options.mgf1Hash', mgf1Hash, 'is no longer supported');
  return [...parts, hashAlgorithm, mgf1HashAlgorithm ?? hashAlgorithm, saltLength];
}

function dsaOptions({ modulusLength, divisorLength }) {
  validateUint32(modulusLength, 'options.modulusLength');
  if (divisorLength != null) validateInt32(divisorLength, 'options.divisorLength', 0);
  return [modulusLength, divisorLength ?? undefined];
}

function ecOptions({ namedCurve, paramEncoding }) {
  validateString(namedCurve, 'options.namedCurve');
  if (paramEncoding != null && paramEncoding !== 'named' && paramEncoding !== 'explicit') {
    throw new ERR_INVALID_ARG_VALUE('options.paramEncoding', paramEncoding);
  }
  return [namedCurve, paramEncoding === 'explicit'];
}

// Options that cannot stand beside `option`.
function checkAlone(option, others) {
  for (const [name, value] of Object.entries(others)) {
    if (value != null) throw new ERR_INCOMPATIBLE_OPTION_PAIR(option, name);
  }
}

function dhOptions({ group, primeLength, prime, generator }) {
  if (group != null) {
    checkAlone('group', { prime, primeLength, generator });
    validateString(group, 'options.group');
    return [group];
  }
  if (prime == null && primeLength == null) {
    throw new ERR_MISSING_OPTION('At least one of the group, prime, or primeLength options');
  }
  if (prime == null) {
    validateInt32(primeLength, 'options.primeLength', 0);
  } else {
    checkAlone('prime', { primeLength });
    validateBuffer(prime, 'options.prime');
  }
  if (generator != null) validateInt32(generator, 'options.generator', 0);
  return [undefined, prime ?? undefined, primeLength ?? undefined, generator ?? undefined];
}

const none = () => [];
const kKinds = {
  '__proto__': null,
  'rsa': rsaOptions,
  'rsa-pss': pssOptions,
  'dsa': dsaOptions,
  'ec': ecOptions,
  'ed25519': none,
  'x25519': none,
  'ed448': none,
  'x448': none,
  'dh': dhOptions,
  'ml-dsa-44': none,
  'ml-dsa-65': none,
  'ml-dsa-87': none,
  'slh-dsa-sha2-128s': none,
  'slh-dsa-sha2-128f': none,
  'slh-dsa-sha2-192s': none,
  'slh-dsa-sha2-192f': none,
  'slh-dsa-sha2-256s': none,
  'slh-dsa-sha2-256f': none,
  'slh-dsa-shake-128s': none,
  'slh-dsa-shake-128f': none,
  'slh-dsa-shake-192s': none,
  'slh-dsa-shake-192f': none,
  'slh-dsa-shake-256s': none,
  'slh-dsa-shake-256f': none,
  'ml-kem-512': none,
  'ml-kem-768': none,
  'ml-kem-1024': none,
};

function parseEncodings(keyType, options = {}) {
  const { publicKeyEncoding, privateKeyEncoding } = options;
  const parse = (encoding, isPublic, name) => {
    if (encoding == null) return undefined;
    if (typeof encoding !== 'object') throw new ERR_INVALID_ARG_VALUE(name, encoding);
    validateObject(encoding, 'options');
    return parseOutputEncoding(encoding, keyType, isPublic, name);
  };
  return [
    parse(publicKeyEncoding, true, 'options.publicKeyEncoding'),
    parse(privateKeyEncoding, false, 'options.privateKeyEncoding'),
  ];
}

function checkPair(type, options) {
  validateString(type, 'type');
  if (options !== undefined) validateObject(options, 'options');
  const encodings = parseEncodings(type, options);
  const read = kKinds[type];
  if (read === undefined) throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  if (read !== none) validateObject(options, 'options');
  return { recipe: read(options), encodings };
}

function finishPair({ 0: publicHandle, 1: privateHandle }, { 0: publicEncoding, 1: privateEncoding }) {
  return {
    publicKey: publicEncoding === undefined ? wrapHandle('public', publicHandle) :
      exportHandle(publicHandle, true, publicEncoding, 'options.publicKeyEncoding'),
    privateKey: privateEncoding === undefined ? wrapHandle('private', privateHandle) :
      exportHandle(privateHandle, false, privateEncoding, 'options.privateKeyEncoding'),
  };
}

function generateKeyPair(type, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  const { recipe, encodings } = checkPair(type, options);
  binding.generateKeyPair(type, recipe, (error, handles) => {
    if (error) {
      callback(error);
      return;
    }
    let pair;
    try {
      pair = finishPair(handles, encodings);
    } catch (failure) {
      callback(failure);
      return;
    }
    callback(null, pair.publicKey, pair.privateKey);
  });
}

Object.defineProperty(generateKeyPair, require('internal/util').customPromisifyArgs, {
  __proto__: null, enumerable: false, value: ['publicKey', 'privateKey'],
});

function generateKeyPairSync(type, options) {
  const { recipe, encodings } = checkPair(type, options);
  return finishPair(binding.generateKeyPair(type, recipe), encodings);
}

// ---- secrets -----------------------------------------------------------------------------

function secretLength(type, options) {
  validateString(type, 'type');
  validateObject(options, 'options');
  const { length } = options;
  if (type === 'hmac') {
    validateInteger(length, 'options.length', 8, 2 ** 31 - 1);
    return Math.floor(length / 8);
  }
  if (type === 'aes') {
    validateOneOf(length, 'options.length', [128, 192, 256]);
    return length / 8;
  }
  throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
}

function generateKey(type, options, callback) {
  if (typeof options === 'function') [options, callback] = [undefined, options];
  validateFunction(callback, 'callback');
  const length = secretLength(type, options);
  binding.generateSecretKey(length, 0, settle(callback, (handle) => wrapHandle('secret', handle)));
}

function generateKeySync(type, options) {
  return wrapHandle('secret', binding.generateSecretKey(secretLength(type, options), 0));
}

// ---- primes ------------------------------------------------------------------------------

function bigintToBytes(value, name) {
  if (typeof value !== 'bigint') return value;
  if (value < 0n) {
    const { ERR_OUT_OF_RANGE } = require('internal/errors').codes;
    throw new ERR_OUT_OF_RANGE(name, '>= 0', value);
  }
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

function checkNumber(value, name) {
  const bytes = bigintToBytes(value, name);
  if (!isAnyArrayBuffer(bytes) && !isArrayBufferView(bytes)) {
    throw new ERR_INVALID_ARG_TYPE(
      name, ['ArrayBuffer', 'TypedArray', 'Buffer', 'DataView', 'bigint'], bytes);
  }
  return bytes;
}

function primeArguments(size, options) {
  validateInt32(size, 'size', 1);
  validateObject(options, 'options');
  const { safe = false, bigint = false } = options;
  let { add, rem } = options;
  validateBoolean(safe, 'options.safe');
  validateBoolean(bigint, 'options.bigint');
  if (add !== undefined) add = checkNumber(add, 'options.add');
  if (rem !== undefined) rem = checkNumber(rem, 'options.rem');
  const convert = (bytes) => (bigint ?
    BigInt(`0x${Buffer.from(bytes.buffer).toString('hex')}`) : bytes.buffer);
  return { parts: [size, safe, add, rem], convert };
}

function generatePrime(size, options, callback) {
  if (typeof options === 'function') [options, callback] = [{}, options];
  validateInt32(size, 'size', 1);
  validateFunction(callback, 'callback');
  const { parts, convert } = primeArguments(size, options);
  binding.generatePrime(...parts, settle(callback, convert));
}

function generatePrimeSync(size, options = {}) {
  const { parts, convert } = primeArguments(size, options);
  return convert(binding.generatePrime(...parts));
}

function checkArguments(candidate, options) {
  const bytes = checkNumber(candidate, 'candidate');
  validateObject(options, 'options');
  const { checks = 0 } = options;
  // Above this OpenSSL would not finish.
  validateInt32(checks, 'options.checks', 0);
  return [bytes, checks];
}

function checkPrime(candidate, options = {}, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = {};
  }
  const bytes = checkNumber(candidate, 'candidate');
  validateFunction(callback, 'callback');
  binding.checkPrime(...checkArguments(bytes, options), callback);
}

function checkPrimeSync(candidate, options = {}) {
  return binding.checkPrime(...checkArguments(candidate, options));
}

module.exports = {
  checkPrime,
  checkPrimeSync,
  generateKey,
  generateKeyPair,
  generateKeyPairSync,
  generateKeySync,
  generatePrime,
  generatePrimeSync,
  isKnownKeyType: (name) => kKinds[name] !== undefined,
};
