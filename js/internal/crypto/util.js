// What the parts of node:crypto share: names of hashes, and arguments that are bytes.

'use strict';

const {
  codes: { ERR_CRYPTO_INVALID_DIGEST, ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH, ERR_INVALID_ARG_TYPE },
  hideStackFrames,
} = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { getEncoding } = require('internal/buffer/encodings');
const { FastBuffer } = require('internal/buffer');
const { cachedResult } = require('internal/util');

const binding = internalBinding('crypto');

const algorithms = new Map();

// The number by which Rust knows a hash function, -1 when there is none of that name.
function algorithmNumber(name) {
  let number = algorithms.get(name);
  if (number === undefined) {
    number = binding.getAlgorithm(name);
    if (number !== -1) algorithms.set(name, number);
  }
  return number;
}

// Hashes that OpenSSL knows and no longer offers: code that asks for them looks for this error.
const kLegacy = /^(?:RSA-)?(?:md4|mdc2|whirlpool)$/i;
const kEnvelope = 'digital envelope routines';
const kNotInitialized = `error:03000086:${kEnvelope}::initialization error`;

// undefined where the name is not one of those; `above` is what the caller's layer of OpenSSL adds, if anything.
function legacyError(name, above) {
  if (!kLegacy.test(name)) return undefined;
  const error = new Error(`error:0308010C:${kEnvelope}::unsupported`);
  if (above !== undefined) error.opensslErrorStack = [above];
  return Object.assign(error, { library: kEnvelope, reason: 'unsupported', code: 'ERR_OSSL_EVP_UNSUPPORTED' });
}

function requireAlgorithm(name, above) {
  const number = algorithmNumber(name);
  if (number === -1) throw legacyError(name, above) ?? new ERR_CRYPTO_INVALID_DIGEST(name);
  return number;
}

// The number of an encoding for text that goes in; what is none counts as UTF-8.
function inputEncoding(name) {
  return name === undefined || name === 'utf8' ? 0 : getEncoding(name)?.id ?? 0;
}

// The Buffer over the memory of what Rust made.
function toBuffer(bytes) {
  return new FastBuffer(bytes.buffer);
}

// The function `create...` of a class.
function creatorOf(Class) {
  const name = `create${Class.name}`;
  const { [name]: create } = { [name]: function(...args) { return new Class(...args); } };
  return Object.defineProperty(create, 'length', { __proto__: null, configurable: true, value: Class.length });
}

// Lists of names, each time as an array of its own.
const listOf = (read) => {
  const list = cachedResult(read);
  return () => list().slice();
};

const getHashes = listOf(() => binding.getHashes());

const getArrayBufferOrView = hideStackFrames((buffer, name, encoding) => {
  if (isArrayBufferView(buffer) || isAnyArrayBuffer(buffer)) return buffer;
  if (typeof buffer === 'string') {
    return Buffer.from(buffer, encoding === 'buffer' ? 'utf8' : encoding);
  }
  throw new ERR_INVALID_ARG_TYPE(
    name, ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], buffer);
});

// Data that a hash, a signature or a cipher is fed with.
function checkData(data, name) {
  if (typeof data !== 'string' && !isArrayBufferView(data)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
}

// OpenSSL counts bytes in an int.
const kMaxBytes = 0x7fffffff;

// The bytes, if there are no more of them; `what` is the message, which starts with what they are.
const checkSize = hideStackFrames((bytes, what) => {
  if (bytes.byteLength > kMaxBytes) throw Object.assign(new RangeError(what), { code: 'ERR_OUT_OF_RANGE' });
  return bytes;
});

// Data that is fed piece by piece.
function checkFed(data) {
  checkData(data, 'data');
  if (typeof data !== 'string') checkSize(data, 'data is too long');
}

// A result as the caller wants it.
function encode(buffer, encoding) {
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
}

// The callback that Rust gets for one of the user's.
function settle(callback, convert) {
  return callback && ((error, value) => {
    if (error) callback(error);
    else callback(null, convert(value));
  });
}

function checkSecret(value, name) {
  if (!isArrayBufferView(value) && !isAnyArrayBuffer(value)) {
    const error = new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
    // The message leaves out what was received: it may be a secret.
    error.message = error.message.replace(/ Received .*$/s, '');
    throw error;
  }
}

const timingSafeEqual = (...buffers) => {
  const { 0: buf1, 1: buf2 } = buffers;
  checkSecret(buf1, 'buf1');
  checkSecret(buf2, 'buf2');
  if (buf1.byteLength !== buf2.byteLength) throw new ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
  return binding.timingSafeEqual(buf1, buf2);
};

module.exports = {
  algorithmNumber,
  checkData,
  checkFed,
  checkSize,
  creatorOf,
  encode,
  getArrayBufferOrView,
  getHashes,
  listOf,
  inputEncoding,
  kNotInitialized,
  legacyError,
  requireAlgorithm,
  settle,
  timingSafeEqual,
  toBuffer,
};
