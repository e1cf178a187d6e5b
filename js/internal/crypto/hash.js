// createHash, createHmac and hash.

'use strict';

const {
  codes: {
    ERR_CRYPTO_HASH_FINALIZED,
    ERR_CRYPTO_HASH_UPDATE_FAILED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { validateEncoding, validateString, validateUint32 } = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
const { getEncoding } = require('internal/buffer/encodings');
const { FastBuffer } = require('internal/buffer');
const LazyTransform = require('internal/streams/lazy_transform');
const { algorithmNumber, inputEncoding, requireAlgorithm } = require('internal/crypto/util');

const binding = internalBinding('crypto');

const kHandle = Symbol('kHandle');
const kState = Symbol('kState');
const kFinalized = Symbol('kFinalized');

function checkData(data, name) {
  if (typeof data !== 'string' && !isArrayBufferView(data)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
}

// A Buffer when there is no encoding, a string when there is one that is known.
function finish(name, handle, outputEncoding) {
  if (outputEncoding === undefined || outputEncoding === 'buffer' || outputEncoding === null) {
    return asBuffer(binding[name](handle, undefined));
  }
  const encoding = getEncoding(outputEncoding);
  const result = binding[name](handle, encoding?.id);
  return typeof result === 'string' ? result : asBuffer(result);
}

function asBuffer(bytes) {
  return new FastBuffer(bytes.buffer);
}

// Hashes that OpenSSL knows and no longer offers: code that asks for them looks for this error.
const kLegacy = /^(?:RSA-)?(?:md4|mdc2|whirlpool)$/i;

function unsupported(algorithm, message) {
  if (!kLegacy.test(algorithm)) return new Error(message);
  const library = 'digital envelope routines';
  return Object.assign(new Error(`error:0308010C:${library}::unsupported`), {
    opensslErrorStack: [`error:03000086:${library}::initialization error`],
    library,
    reason: 'unsupported',
    code: 'ERR_OSSL_EVP_UNSUPPORTED',
  });
}

// ---- Hash --------------------------------------------------------------------------------

// A function, since packages inherit from it and call it without `new`.
function Hash(algorithm, options) {
  if (!new.target) return new Hash(algorithm, options);
  const isCopy = algorithm instanceof Hash;
  if (!isCopy) validateString(algorithm, 'algorithm');
  const outputLength = typeof options === 'object' && options !== null ? options.outputLength : undefined;
  if (outputLength !== undefined) validateUint32(outputLength, 'options.outputLength');
  if (isCopy) {
    this[kHandle] = binding.copyHash(algorithm[kHandle], outputLength);
  } else {
    const number = algorithmNumber(algorithm);
    if (number === -1) throw unsupported(algorithm, 'Digest method not supported');
    this[kHandle] = binding.createHash(number, outputLength);
  }
  this[kState] = { [kFinalized]: false };
  LazyTransform.call(this, options);
}
Object.setPrototypeOf(Hash.prototype, LazyTransform.prototype);
Object.setPrototypeOf(Hash, LazyTransform);

Hash.prototype.copy = function copy(options) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  return new Hash(this, options);
};

Hash.prototype._transform = function _transform(chunk, encoding, callback) {
  this.update(chunk, encoding);
  callback();
};

Hash.prototype._flush = function _flush(callback) {
  this.push(this.digest());
  callback();
};

Hash.prototype.update = function update(data, encoding) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  checkData(data, 'data');
  validateEncoding(data, encoding);
  if (!binding.updateHash(this[kHandle], data, inputEncoding(encoding))) {
    throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
  }
  return this;
};

Hash.prototype.digest = function digest(outputEncoding) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  const result = finish('finishHash', this[kHandle], outputEncoding);
  this[kState][kFinalized] = true;
  return result;
};

// ---- Hmac --------------------------------------------------------------------------------

function Hmac(hmac, key, options) {
  if (!new.target) return new Hmac(hmac, key, options);
  validateString(hmac, 'hmac');
  const { prepareSecretKey } = require('internal/crypto/keys');
  const secret = prepareSecretKey(key, options?.encoding);
  this[kHandle] = binding.createHmac(requireAlgorithm(hmac), secret);
  if (this[kHandle] === undefined) throw new Error('error:00000000:lib(0)::reason(0)');
  this[kState] = { [kFinalized]: false };
  LazyTransform.call(this, options);
}
Object.setPrototypeOf(Hmac.prototype, LazyTransform.prototype);
Object.setPrototypeOf(Hmac, LazyTransform);

Hmac.prototype.update = function update(data, encoding) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  checkData(data, 'data');
  validateEncoding(data, encoding);
  if (!binding.updateHmac(this[kHandle], data, inputEncoding(encoding))) {
    throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
  }
  return this;
};

Hmac.prototype.digest = function digest(outputEncoding) {
  // Unlike a Hash, an Hmac answers a second call: with nothing.
  if (this[kState][kFinalized]) {
    return outputEncoding && outputEncoding !== 'buffer' ? '' : Buffer.from('');
  }
  const result = finish('finishHmac', this[kHandle], outputEncoding);
  this[kState][kFinalized] = true;
  return result;
};

Hmac.prototype._flush = Hash.prototype._flush;
Hmac.prototype._transform = Hash.prototype._transform;

// ---- hash: all at once -------------------------------------------------------------------

function hash(algorithm, input, options) {
  validateString(algorithm, 'algorithm');
  checkData(input, 'input');

  let outputEncoding = 'hex';
  let outputLength;
  if (typeof options === 'string') {
    outputEncoding = options;
  } else if (options !== undefined) {
    require('internal/validators').validateObject(options, 'options');
    outputLength = options.outputLength;
    if (outputLength !== undefined) validateUint32(outputLength, 'options.outputLength');
    if (options.outputEncoding !== undefined) {
      outputEncoding = options.outputEncoding;
      validateString(outputEncoding, 'outputEncoding');
    }
  }

  let encodingId;
  if (outputEncoding !== 'buffer') {
    encodingId = outputEncoding === '' ? getEncoding('utf8').id : getEncoding(outputEncoding)?.id;
    if (encodingId === undefined) throw new ERR_INVALID_ARG_VALUE('outputEncoding', outputEncoding);
  }
  const number = algorithmNumber(algorithm);
  if (number === -1) throw unsupported(algorithm, `Digest method ${algorithm} is not supported`);
  const result = binding.hash(number, input, encodingId, outputLength);
  return typeof result === 'string' ? result : asBuffer(result);
}

module.exports = { Hash, Hmac, hash };
