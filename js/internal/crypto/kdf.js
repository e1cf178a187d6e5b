// Key derivation: scrypt, PBKDF2, HKDF.

'use strict';

const { codes, hideStackFrames } = require('internal/errors');
const { validateFunction, validateInt32, validateInteger, validateString, validateUint32 } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { getArrayBufferOrView, requireAlgorithm, settle, toBuffer } = require('internal/crypto/util');

const binding = internalBinding('crypto');

// What is derived from, text or bytes, in the order of the arguments.
function bytesOf(input) {
  for (const name of Object.keys(input)) input[name] = getArrayBufferOrView(input[name], name);
  return input;
}

// ---- scrypt ------------------------------------------------------------------------------

const kDefaults = { __proto__: null, N: 16384, r: 8, p: 1, maxmem: 32 << 20 };

const checkScrypt = hideStackFrames((password, salt, keylen, options) => {
  const input = bytesOf({ password, salt });
  validateInt32(keylen, 'keylen', 0);

  let { N, r, p, maxmem } = kDefaults;
  if (options && options !== kDefaults) {
    const pick = (short, long, fallback) => {
      const value = options[short];
      if (value !== undefined) validateUint32(value, short);
      if (options[long] === undefined) return value || fallback;
      if (value !== undefined) throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
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
    throw new codes.ERR_CRYPTO_INVALID_SCRYPT_PARAMS();
  }
  if (128 * r * p + 32 * r * (N + 2) * 4 > maxmem) {
    throw new codes.ERR_CRYPTO_INVALID_SCRYPT_PARAMS(
      'error:030000AC:digital envelope routines::memory limit exceeded');
  }
  return [input.password, input.salt, N, r, p, keylen];
});

function scrypt(password, salt, keylen, options, callback = undefined) {
  const [given, done] = callback === undefined ? [kDefaults, options] : [options, callback];
  const checked = checkScrypt(password, salt, keylen, given);
  validateFunction(done, 'callback');
  binding.scrypt(...checked, settle(done, toBuffer));
}

function scryptSync(password, salt, keylen, options = kDefaults) {
  return toBuffer(binding.scrypt(...checkScrypt(password, salt, keylen, options)));
}

// ---- PBKDF2 ------------------------------------------------------------------------------

const checkPbkdf2 = hideStackFrames((password, salt, iterations, keylen, digest) => {
  validateString(digest, 'digest');
  const input = bytesOf({ password, salt });
  validateInt32(iterations, 'iterations', 1);
  validateInt32(keylen, 'keylen', 0);
  return [input.password, input.salt, iterations, keylen, requireAlgorithm(digest)];
});

function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  // Without a digest the complaint is about that, not about the callback.
  const [name, done] = typeof digest === 'function' ? [undefined, digest] : [digest, callback];
  const checked = checkPbkdf2(password, salt, iterations, keylen, name);
  validateFunction(done, 'callback');
  binding.pbkdf2(...checked, settle(done, toBuffer));
}

function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  return toBuffer(binding.pbkdf2(...checkPbkdf2(password, salt, iterations, keylen, digest)));
}

// ---- HKDF --------------------------------------------------------------------------------

const kMaxInfo = 1024;
// The counter of the blocks is one byte.
const kMaxBlocks = 255;

const kHkdfTypes = ['ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'];

function hkdfBytes(value, name) {
  const isKnown = typeof value === 'string' || isBytes(value);
  if (!isKnown) throw new codes.ERR_INVALID_ARG_TYPE(name, ['string', ...kHkdfTypes], value);
  return getArrayBufferOrView(value, name);
}

function isBytes(value) {
  return isAnyArrayBuffer(value) || isArrayBufferView(value);
}

const checkHkdf = hideStackFrames((digest, ikm, salt, info, length) => {
  validateString(digest, 'digest');
  const { isKeyObject } = require('internal/util/types');
  if (typeof ikm === 'string') {
    ikm = Buffer.from(ikm);
  } else if (isKeyObject(ikm)) {
    ikm = require('internal/crypto/keys').prepareSecretKey(ikm);
  } else if (!isBytes(ikm)) {
    throw new codes.ERR_INVALID_ARG_TYPE('ikm', ['string', 'SecretKeyObject', ...kHkdfTypes], ikm);
  }
  salt = hkdfBytes(salt, 'salt');
  info = hkdfBytes(info, 'info');
  validateInteger(length, 'length', 0, Number.MAX_SAFE_INTEGER);
  if (info.byteLength > kMaxInfo) {
    throw new codes.ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', info.byteLength);
  }
  const algorithm = requireAlgorithm(digest);
  if (length > kMaxBlocks * binding.hash(algorithm, '', undefined, undefined).length) {
    throw new codes.ERR_CRYPTO_INVALID_KEYLEN();
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
