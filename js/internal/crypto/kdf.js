// Key derivation: scrypt, PBKDF2, HKDF.

'use strict';

const {
  codes: {
    ERR_CRYPTO_INVALID_KEYLEN,
    ERR_CRYPTO_INVALID_SCRYPT_PARAMS,
    ERR_INCOMPATIBLE_OPTION_PAIR,
    ERR_INVALID_ARG_TYPE,
    ERR_OUT_OF_RANGE,
  },
  hideStackFrames,
} = require('internal/errors');
const {
  validateFunction,
  validateInt32,
  validateInteger,
  validateString,
  validateUint32,
} = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { getArrayBufferOrView, requireAlgorithm, settle, toBuffer } = require('internal/crypto/util');

const binding = internalBinding('crypto');

// ---- scrypt ------------------------------------------------------------------------------

const kDefaults = { __proto__: null, N: 16384, r: 8, p: 1, maxmem: 32 << 20 };

const checkScrypt = hideStackFrames((password, salt, keylen, options) => {
  password = getArrayBufferOrView(password, 'password');
  salt = getArrayBufferOrView(salt, 'salt');
  validateInt32(keylen, 'keylen', 0);

  let { N, r, p, maxmem } = kDefaults;
  if (options && options !== kDefaults) {
    const pick = (short, long, fallback) => {
      const value = options[short];
      if (value !== undefined) validateUint32(value, short);
      if (options[long] === undefined) return value || fallback;
      if (value !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
      validateUint32(options[long], long);
      return options[long] || fallback;
    };
    N = pick('N', 'cost', N);
    r = pick('r', 'blockSize', r);
    p = pick('p', 'parallelization', p);
    if (options.maxmem !== undefined) {
      validateInteger(options.maxmem, 'maxmem', 0);
      if (options.maxmem !== 0) ({ maxmem } = options);
    }
  }

  if (N < 2 || (N & (N - 1)) !== 0 || p > (2 ** 30 - 1) / r || (16 * r < 32 && N >= 2 ** (16 * r))) {
    throw new ERR_CRYPTO_INVALID_SCRYPT_PARAMS();
  }
  if (128 * r * p + 32 * r * (N + 2) * 4 > maxmem) {
    throw new ERR_CRYPTO_INVALID_SCRYPT_PARAMS(
      'error:030000AC:digital envelope routines::memory limit exceeded');
  }
  return { password, salt, keylen, N, r, p };
});

function scrypt(password, salt, keylen, options, callback = undefined) {
  if (callback === undefined) {
    callback = options;
    options = kDefaults;
  }
  const checked = checkScrypt(password, salt, keylen, options);
  validateFunction(callback, 'callback');
  binding.scrypt(checked.password, checked.salt, checked.N, checked.r, checked.p, keylen,
                 settle(callback, toBuffer));
}

function scryptSync(password, salt, keylen, options = kDefaults) {
  const checked = checkScrypt(password, salt, keylen, options);
  return toBuffer(
    binding.scrypt(checked.password, checked.salt, checked.N, checked.r, checked.p, keylen));
}

// ---- PBKDF2 ------------------------------------------------------------------------------

const checkPbkdf2 = hideStackFrames((password, salt, iterations, keylen, digest) => {
  validateString(digest, 'digest');
  password = getArrayBufferOrView(password, 'password');
  salt = getArrayBufferOrView(salt, 'salt');
  validateInt32(iterations, 'iterations', 1);
  validateInt32(keylen, 'keylen', 0);
  return { password, salt, algorithm: requireAlgorithm(digest) };
});

function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  if (typeof digest === 'function') {
    callback = digest;
    digest = undefined;
  }
  const checked = checkPbkdf2(password, salt, iterations, keylen, digest);
  validateFunction(callback, 'callback');
  binding.pbkdf2(checked.password, checked.salt, iterations, keylen, checked.algorithm,
                 settle(callback, toBuffer));
}

function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  const checked = checkPbkdf2(password, salt, iterations, keylen, digest);
  return toBuffer(
    binding.pbkdf2(checked.password, checked.salt, iterations, keylen, checked.algorithm));
}

// ---- HKDF --------------------------------------------------------------------------------

const kMaxInfo = 1024;
// The counter of the blocks is one byte.
const kMaxBlocks = 255;

const kHkdfTypes = ['ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'];

function hkdfBytes(value, name) {
  if (typeof value !== 'string' && !isAnyArrayBuffer(value) && !isArrayBufferView(value)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', ...kHkdfTypes], value);
  }
  return getArrayBufferOrView(value, name);
}

const checkHkdf = hideStackFrames((digest, ikm, salt, info, length) => {
  validateString(digest, 'digest');
  const { isKeyObject } = require('internal/util/types');
  if (typeof ikm === 'string') {
    ikm = Buffer.from(ikm);
  } else if (isKeyObject(ikm)) {
    ikm = require('internal/crypto/keys').prepareSecretKey(ikm);
  } else if (!isAnyArrayBuffer(ikm) && !isArrayBufferView(ikm)) {
    throw new ERR_INVALID_ARG_TYPE('ikm', ['string', 'SecretKeyObject', ...kHkdfTypes], ikm);
  }
  salt = hkdfBytes(salt, 'salt');
  info = hkdfBytes(info, 'info');
  validateInteger(length, 'length', 0, Number.MAX_SAFE_INTEGER);
  if (info.byteLength > kMaxInfo) {
    throw new ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', info.byteLength);
  }
  const algorithm = requireAlgorithm(digest);
  if (length > kMaxBlocks * binding.hash(algorithm, '', undefined, undefined).length) {
    throw new ERR_CRYPTO_INVALID_KEYLEN();
  }
  return { algorithm, ikm, salt, info };
});

function hkdf(digest, ikm, salt, info, length, callback) {
  const checked = checkHkdf(digest, ikm, salt, info, length);
  validateFunction(callback, 'callback');
  binding.hkdf(checked.algorithm, checked.ikm, checked.salt, checked.info, length,
               settle(callback, (bytes) => bytes.buffer));
}

function hkdfSync(digest, ikm, salt, info, length) {
  const checked = checkHkdf(digest, ikm, salt, info, length);
  return binding.hkdf(checked.algorithm, checked.ikm, checked.salt, checked.info, length).buffer;
}

module.exports = { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
