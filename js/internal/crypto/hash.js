// createHash, createHmac and hash.

'use strict';

const { codes } = require('internal/errors');
const { validateEncoding, validateString, validateUint32 } = require('internal/validators');
const { getEncoding } = require('internal/buffer/encodings');
const { deprecate, inherit } = require('internal/util');
const LazyTransform = require('internal/streams/lazy_transform');
const {
  algorithmNumber, checkData, checkFed, encode, inputEncoding, kNotInitialized, legacyError, requireAlgorithm, toBuffer,
} = require('internal/crypto/util');

const { hasOwn } = Object;

const binding = internalBinding('crypto');

const kHandle = Symbol('kHandle');
const kState = Symbol('kState');
const kFinalized = Symbol('kFinalized');
const kDigest = Symbol('kDigest');
const kEncoding = Symbol('kEncoding');

// Handles of hashes and HMACs that are finished, for the next ones: making an object that Rust owns takes longer than a short hash.
const kMaxSpare = 16;
const spareHashes = [];
const spareHmacs = [];

function updateWith(name, object, data, encoding) {
  if (object[kState][kFinalized]) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
  checkFed(data);
  // The stream has ended.
  if (object[kHandle] === undefined) throw new codes.ERR_CRYPTO_HASH_UPDATE_FAILED();
  let number = 0;
  // Bytes have none, whatever it says.
  if (encoding !== undefined && typeof data === 'string') {
    validateEncoding(data, encoding);
    number = inputEncoding(encoding);
  }
  if (!binding[name](object[kHandle], data, number)) throw new codes.ERR_CRYPTO_HASH_UPDATE_FAILED();
  return object;
}

// The encoding of a result: none for a Buffer, and for a name that is none.
function outputEncodingOf(outputEncoding) {
  const isBuffer = outputEncoding === undefined || outputEncoding === 'buffer' || outputEncoding === null;
  return isBuffer ? undefined : getEncoding(outputEncoding);
}

// The result: a Buffer when there is no encoding, a string when there is one that is known.
function finish(name, object, spares, encoding) {
  // Looked at after the encoding, whose name may be made by a program's own `toString`.
  if (object[kState][kFinalized]) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
  const handle = object[kHandle];
  const result = binding[name](handle, encoding?.id);
  object[kState][kFinalized] = true;
  object[kHandle] = undefined;
  if (spares.length < kMaxSpare) spares.push(handle);
  return typeof result === 'string' ? result : toBuffer(result);
}

// ---- Hash --------------------------------------------------------------------------------

let extendable;
function isExtendable(number) {
  extendable ??= [algorithmNumber('shake128'), algorithmNumber('shake256')];
  return number === extendable[0] || number === extendable[1];
}

const warnOfLength = deprecate(
  () => {}, 'Creating SHAKE128/256 digests without an explicit options.outputLength is deprecated.', 'DEP0198');

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
    if (number === -1) throw legacyError(algorithm, kNotInitialized) ?? new Error('Digest method not supported');
    if (outputLength === undefined && isExtendable(number)) warnOfLength();
    this[kHandle] = binding.createHash(number, outputLength, spareHashes.pop());
  }
  this[kState] = { [kFinalized]: false, [kDigest]: undefined, [kEncoding]: undefined };
  LazyTransform.call(this, options);
}

// Both are streams of one chunk, the result. A stream does without `update` and `digest`, which a subclass may have of its own.
const transformOf = (name) => ({
  _transform(chunk, encoding, callback) {
    const handle = this[kHandle];
    checkFed(chunk);
    const isDone = handle !== undefined && binding[name](handle, chunk, inputEncoding(encoding));
    if (isDone) callback();
    else callback(new codes.ERR_CRYPTO_HASH_UPDATE_FAILED());
  },
});

// Encodings whose text says all of the bytes.
const exactEncodings = new Set(['hex', 'base64', 'base64url', 'latin1']);

inherit(Hash, LazyTransform, {
  ...transformOf('updateHash'),

  // The stream and one call of `digest` give the result, whichever comes first.
  _flush(callback) {
    const state = this[kState];
    const known = state[kDigest];
    if (typeof known === 'string') {
      this.push(Buffer.from(known, state[kEncoding]));
    } else if (known !== undefined) {
      this.push(Buffer.from(known));
    } else {
      const bytes = state[kDigest] = finish('finishHash', this, spareHashes, undefined);
      state[kFinalized] = false;
      this.push(Buffer.from(bytes));
    }
    callback();
  },

  copy(options) {
    if (this[kHandle] === undefined) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
    return new Hash(this, options);
  },

  update(data, encoding) {
    return updateWith('updateHash', this, data, encoding);
  },

  digest(outputEncoding) {
    const encoding = outputEncodingOf(outputEncoding);
    const state = this[kState];
    if (state[kDigest] !== undefined && !state[kFinalized]) {
      state[kFinalized] = true;
      return encode(Buffer.from(state[kDigest]), encoding?.name);
    }
    const isExact = encoding !== undefined && exactEncodings.has(encoding.name);
    const result = finish('finishHash', this, spareHashes, isExact ? encoding : undefined);
    state[kDigest] = result;
    if (isExact) state[kEncoding] = encoding.name;
    else if (encoding !== undefined) return result.toString(encoding.name);
    // The caller's Buffer is its own to change. What is no stream yet, as most hashes never are, does not pay for a copy.
    else if (hasOwn(this, '_writableState')) state[kDigest] = Buffer.from(result);
    return result;
  },
});

// ---- Hmac --------------------------------------------------------------------------------

function Hmac(hmac, key, options) {
  if (!new.target) return new Hmac(hmac, key, options);
  validateString(hmac, 'hmac');
  const { prepareSecretKey } = require('internal/crypto/keys');
  const encoding = options?.encoding;
  if (encoding != null) validateString(encoding, 'options.encoding');
  const secret = prepareSecretKey(key, encoding);
  this[kHandle] = binding.createHmac(requireAlgorithm(hmac, undefined), secret, spareHmacs.pop());
  if (this[kHandle] === undefined) throw new Error('error:00000000:lib(0)::reason(0)');
  this[kState] = { [kFinalized]: false };
  LazyTransform.call(this, options);
}

function digestHmac(hmac, outputEncoding) {
  if (!hmac[kState][kFinalized]) return finish('finishHmac', hmac, spareHmacs, outputEncodingOf(outputEncoding));
  // Unlike a Hash, an Hmac answers a second call: with nothing.
  return encode(Buffer.alloc(0), outputEncoding);
}

inherit(Hmac, LazyTransform, {
  ...transformOf('updateHmac'),

  _flush(callback) {
    this.push(digestHmac(this));
    callback();
  },

  update(data, encoding) {
    return updateWith('updateHmac', this, data, encoding);
  },

  digest(outputEncoding) {
    return digestHmac(this, outputEncoding);
  },
});

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
    if (outputLength !== undefined) validateUint32(outputLength, 'outputLength');
    if (options.outputEncoding != null) {
      outputEncoding = options.outputEncoding;
      validateString(outputEncoding, 'outputEncoding');
    }
  }

  let encodingId;
  if (outputEncoding !== 'buffer') {
    encodingId = outputEncoding === '' ? getEncoding('utf8').id : getEncoding(outputEncoding)?.id;
    if (encodingId === undefined) throw new codes.ERR_INVALID_ARG_VALUE('outputEncoding', outputEncoding);
  }
  const number = algorithmNumber(algorithm);
  if (number === -1) throw legacyError(algorithm, kNotInitialized) ?? new Error(`Digest method ${algorithm} is not supported`);
  let result;
  try {
    result = binding.hash(number, input, encodingId, outputLength);
  } catch (error) {
    if (error.code !== 'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH') throw error;
    throw new Error(`Output length ${outputLength | 0} is invalid for ${algorithm}, which does not support XOF`);
  }
  return typeof result === 'string' ? result : toBuffer(result);
}

module.exports = { Hash, Hmac, hash };
