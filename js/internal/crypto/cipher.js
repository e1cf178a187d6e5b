// createCipheriv, createDecipheriv, getCipherInfo, and encryption with RSA.

'use strict';

const {
  codes: { ERR_CRYPTO_INVALID_STATE, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const {
  validateEncoding, validateObject, validateString, validateUint32,
} = require('internal/validators');
const { getEncoding } = require('internal/buffer/encodings');
const { inherit } = require('internal/util');
const LazyTransform = require('internal/streams/lazy_transform');
const { StringDecoder } = require('node:string_decoder');
const {
  checkFed, checkSize, creatorOf, getArrayBufferOrView, inputEncoding, listOf, toBuffer,
} = require('internal/crypto/util');
const {
  preparePrivateKey, preparePublicOrPrivateKey, prepareSecretKey,
} = require('internal/crypto/keys');
const { constants } = require('internal/crypto/constants');

const binding = internalBinding('crypto_keys');

const kHandle = Symbol('kHandle');

// ---- RSA ---------------------------------------------------------------------------------

// Where there is no private key a public one is found, which then cannot do what is asked.
function preparePrivateOrOther(options, keyName) {
  try {
    return preparePrivateKey(options, keyName);
  } catch (error) {
    if (error.code !== 'ERR_OSSL_UNSUPPORTED' && error.code !== 'ERR_CRYPTO_INVALID_JWK') throw error;
    try {
      return preparePublicOrPrivateKey(options, keyName);
    } catch {
      throw error;
    }
  }
}

// They have no names in Node.js.
function rsaFunction(mode, defaultPadding, prepare) {
  const keyName = prepare === preparePrivateOrOther ? 'privateKey' : 'key';
  return (options, buffer) => {
    const handle = prepare(options, keyName);
    const { padding, oaepHash, encoding } = options;
    let { oaepLabel } = options;
    if (oaepHash !== undefined) validateString(oaepHash, 'key.oaepHash');
    if (oaepLabel !== undefined) {
      oaepLabel = getArrayBufferOrView(oaepLabel, 'key.oaepLabel', encoding);
    }
    const data = checkSize(getArrayBufferOrView(buffer, 'buffer', encoding), 'buffer is too long');
    return toBuffer(binding.rsaCrypt(mode, handle, data, +(padding || defaultPadding) | 0, oaepHash, oaepLabel));
  };
}

const { RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PADDING } = constants;
const publicEncrypt =
  rsaFunction(0, RSA_PKCS1_OAEP_PADDING, preparePublicOrPrivateKey);
const privateDecrypt = rsaFunction(1, RSA_PKCS1_OAEP_PADDING, preparePrivateOrOther);
const privateEncrypt = rsaFunction(2, RSA_PKCS1_PADDING, preparePrivateOrOther);
const publicDecrypt =
  rsaFunction(3, RSA_PKCS1_PADDING, preparePublicOrPrivateKey);

// ---- ciphers -----------------------------------------------------------------------------

function initialize(object, isEncrypting, cipher, key, iv, options) {
  validateString(cipher, 'cipher');
  const secret = checkSize(prepareSecretKey(key, readEncoding(options)), 'key is too big');
  const vector = iv === null ? null : checkSize(getArrayBufferOrView(iv, 'iv'), 'iv is too big');
  object[kHandle] = binding.createCipher(isEncrypting, cipher, secret, vector, readLength(options, 'authTagLength'));
  object._decoder = null;
  LazyTransform.call(object, options);
}

// Text of what comes out, which may end in the middle of a character.
function decode(cipher, bytes, outputEncoding, isLast) {
  if (!outputEncoding || outputEncoding === 'buffer') return toBuffer(bytes);
  let decoder = cipher._decoder;
  if (!decoder) {
    decoder = cipher._decoder = new StringDecoder(outputEncoding);
  } else if (getEncoding(outputEncoding)?.name !== getEncoding(decoder.encoding)?.name) {
    throw new ERR_INVALID_ARG_VALUE(
      'outputEncoding', outputEncoding, `cannot be changed from '${decoder.encoding}'`);
  }
  const buffer = toBuffer(bytes);
  return isLast ? decoder.end(buffer) : decoder.write(buffer);
}

const members = {
  _transform(chunk, encoding, callback) {
    checkFed(chunk);
    this.push(toBuffer(binding.updateCipher(this[kHandle], chunk, inputEncoding(encoding))));
    callback();
  },

  _flush(callback) {
    try {
      this.push(this.final());
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  },

  update(data, inputEncodingName, outputEncoding) {
    checkFed(data);
    if (typeof data === 'string') validateEncoding(data, inputEncodingName);
    const bytes = binding.updateCipher(this[kHandle], data, inputEncoding(inputEncodingName));
    return decode(this, bytes, outputEncoding, false);
  },

  final(outputEncoding) {
    return decode(this, binding.finishCipher(this[kHandle]), outputEncoding, true);
  },

  setAutoPadding(autoPadding) {
    // Without an argument too there is no padding.
    checkState(binding.setCipherPadding(this[kHandle], Boolean(autoPadding)), 'setAutoPadding');
    return this;
  },
};

// The binding answers with nothing, or false, when it is too early or too late for what `method` does.
function checkState(result, method) {
  if (result === undefined || result === false) throw new ERR_CRYPTO_INVALID_STATE(method);
  return result;
}

// Lengths in options, of which null says as little as undefined.
function readLength(options, name) {
  const length = options?.[name] ?? undefined;
  if (length === undefined || length >>> 0 === length) return length;
  throw new ERR_INVALID_ARG_VALUE(`options.${name}`, length);
}

function readEncoding(options) {
  const encoding = options?.encoding ?? undefined;
  if (encoding !== undefined) validateString(encoding, 'options.encoding');
  return encoding;
}

function setAAD(aadbuf, options) {
  const bytes = getArrayBufferOrView(aadbuf, 'aadbuf', readEncoding(options));
  checkState(binding.setCipherAAD(this[kHandle], bytes, readLength(options, 'plaintextLength')), 'setAAD');
  return this;
}

function Cipheriv(cipher, key, iv, options) {
  if (!(this instanceof Cipheriv)) return new Cipheriv(cipher, key, iv, options);
  initialize(this, true, cipher, key, iv, options);
}

function Decipheriv(cipher, key, iv, options) {
  if (!(this instanceof Decipheriv)) return new Decipheriv(cipher, key, iv, options);
  initialize(this, false, cipher, key, iv, options);
}

inherit(Cipheriv, LazyTransform, {
  ...members,
  getAuthTag() {
    return toBuffer(checkState(binding.getCipherTag(this[kHandle]), 'getAuthTag'));
  },
  setAAD,
});

inherit(Decipheriv, LazyTransform, {
  ...members,
  setAuthTag(tag, encoding) {
    const bytes = getArrayBufferOrView(tag, 'buffer', encoding);
    checkState(binding.setCipherTag(this[kHandle], bytes), 'setAuthTag');
    return this;
  },
  setAAD,
});

function getCipherInfo(nameOrNid, options = undefined) {
  const isNumber = typeof nameOrNid === 'number';
  if (!isNumber && typeof nameOrNid !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('nameOrNid', ['string', 'number'], nameOrNid);
  }
  if (options !== undefined) validateObject(options, 'options');
  const { keyLength, ivLength } = options ?? {};
  for (const [name, length] of Object.entries({ keyLength, ivLength })) {
    if (length !== undefined) validateUint32(length, `options.${name}`);
  }
  // No cipher has a number between two integers or beyond 32 bits.
  if (isNumber && (nameOrNid | 0) !== nameOrNid) return undefined;
  return binding.getCipherInfo(nameOrNid, keyLength, ivLength);
}

const createCipheriv = creatorOf(Cipheriv);
const createDecipheriv = creatorOf(Decipheriv);

const getCiphers = listOf(() => binding.getCiphers());

module.exports = {
  Cipheriv,
  Decipheriv,
  createCipheriv,
  createDecipheriv,
  getCipherInfo,
  getCiphers,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
};
