// Sign, Verify, sign and verify.

'use strict';

const {
  codes: {
    ERR_CRYPTO_INVALID_DIGEST,
    ERR_CRYPTO_SIGN_KEY_REQUIRED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { validateEncoding, validateFunction, validateString } = require('internal/validators');
const { inherit } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const { Writable } = require('node:stream');
const {
  algorithmNumber, checkFed, checkSize, creatorOf, encode, getArrayBufferOrView, inputEncoding, kNotInitialized, legacyError,
  requireAlgorithm, settle, toBuffer,
} = require('internal/crypto/util');
const { preparePrivateKey, preparePublicOrPrivateKey } = require('internal/crypto/keys');

const binding = internalBinding('crypto_keys');

const kHandle = Symbol('kHandle');
const kAlgorithm = Symbol('kAlgorithm');

// What the key's options say: padding, length of the salt, form of the numbers.
function readOptions(options) {
  const padding = options.padding;
  const { saltLength, dsaEncoding = 'der' } = options;
  for (const { 0: name, 1: value } of [['padding', padding], ['saltLength', saltLength]]) {
    if (value !== undefined && !(Number.isInteger(value) && (value | 0) === value)) {
      throw new ERR_INVALID_ARG_VALUE(`options.${name}`, value);
    }
  }
  if (dsaEncoding !== 'der' && dsaEncoding !== 'ieee-p1363') {
    throw new ERR_INVALID_ARG_VALUE('options.dsaEncoding', dsaEncoding);
  }
  return { padding, saltLength, isP1363: dsaEncoding === 'ieee-p1363' };
}

// The same with the context, which only the one-shot functions know.
function readAllOptions(options) {
  const read = readOptions(options);
  const { context } = options;
  if (context !== undefined && !isArrayBufferView(context)) {
    throw new ERR_INVALID_ARG_TYPE('options.context', ['Buffer', 'TypedArray', 'DataView'], context);
  }
  return { ...read, context };
}

function initialize(stream, algorithm, options) {
  validateString(algorithm, 'algorithm');
  const number = algorithmNumber(algorithm);
  const handle = number === -1 ? undefined : binding.createSignature(number);
  if (handle === undefined) {
    const legacy = legacyError(algorithm, kNotInitialized);
    if (legacy !== undefined) throw legacy;
    const error = new ERR_CRYPTO_INVALID_DIGEST(algorithm);
    error.message = 'Invalid digest';
    throw error;
  }
  stream[kHandle] = handle;
  stream[kAlgorithm] = number;
  Writable.call(stream, options);
}

const members = {
  _write(chunk, encoding, callback) {
    this.update(chunk, encoding);
    callback();
  },

  update(data, encoding) {
    checkFed(data);
    if (typeof data === 'string') validateEncoding(data, encoding);
    if (!binding.updateSignature(this[kHandle], data, inputEncoding(encoding))) {
      const { ERR_CRYPTO_INVALID_STATE } = require('internal/errors').codes;
      const error = new ERR_CRYPTO_INVALID_STATE('update');
      error.message = 'Not initialised';
      throw error;
    }
    return this;
  },
};

function Sign(algorithm, options) {
  if (!(this instanceof Sign)) return new Sign(algorithm, options);
  initialize(this, algorithm, options);
}

function Verify(algorithm, options) {
  if (!(this instanceof Verify)) return new Verify(algorithm, options);
  initialize(this, algorithm, options);
}

// What signing and verifying with a padding need: (hash, padding, length of the salt, form of the numbers).
function finishArguments(stream, key) {
  const { padding, saltLength, isP1363 } = readOptions(key);
  return [stream[kAlgorithm], padding, saltLength, isP1363];
}

inherit(Sign, Writable, {
  ...members,

  sign(options, encoding) {
    if (!options) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
    const key = preparePrivateKey(options, 'privateKey');
    return encode(toBuffer(binding.finishSign(this[kHandle], key, ...finishArguments(this, options))), encoding);
  },
});

inherit(Verify, Writable, {
  ...members,

  verify(options, signature, sigEncoding) {
    const key = preparePublicOrPrivateKey(options);
    const how = finishArguments(this, options);
    const bytes = checkSize(getArrayBufferOrView(signature, 'signature', sigEncoding), 'buffer is too big');
    return binding.finishVerify(this[kHandle], key, ...how, undefined, bytes);
  },
});

// Whether there is such a hash function is looked at last.
function digestNumber(algorithm) {
  return algorithm == null ? undefined : requireAlgorithm(algorithm, 'error:1C80007A:Provider routines::invalid digest');
}

// What both look at first; the data as bytes.
function checkOneShot(algorithm, data, callback) {
  if (algorithm != null) validateString(algorithm, 'algorithm');
  if (callback !== undefined) validateFunction(callback, 'callback');
  return checkSize(getArrayBufferOrView(data, 'data'), 'data is too big');
}

function signOneShot(algorithm, data, key, callback) {
  const bytes = checkOneShot(algorithm, data, callback);
  if (!key) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
  const { padding, saltLength, isP1363, context } = readAllOptions(key);
  const signature = binding.signOneShot(
    preparePrivateKey(key), bytes, digestNumber(algorithm), padding, saltLength, isP1363, context,
    settle(callback, toBuffer));
  return callback === undefined ? toBuffer(signature) : undefined;
}

function verifyOneShot(algorithm, data, key, signature, callback) {
  const bytes = checkOneShot(algorithm, data, callback);
  const { padding, saltLength, isP1363, context } = readAllOptions(key);
  const signatureBytes = checkSize(getArrayBufferOrView(signature, 'signature'), 'signature is too big');
  const isValid = binding.verifyOneShot(
    preparePublicOrPrivateKey(key), bytes, digestNumber(algorithm), padding, saltLength, isP1363, context,
    signatureBytes, settle(callback, Boolean));
  return callback === undefined ? isValid : undefined;
}

module.exports = {
  Sign, Verify, createSign: creatorOf(Sign), createVerify: creatorOf(Verify), sign: signOneShot, verify: verifyOneShot,
};
