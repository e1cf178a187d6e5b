// createCipheriv, createDecipheriv, getCipherInfo, and encryption with RSA.

'use strict';

const {
  codes: { ERR_CRYPTO_INVALID_STATE, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const {
  validateEncoding, validateInt32, validateObject, validateString, validateUint32,
} = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
const { getEncoding } = require('internal/buffer/encodings');
const LazyTransform = require('internal/streams/lazy_transform');
const { StringDecoder } = require('node:string_decoder');
const { getArrayBufferOrView, inputEncoding, toBuffer } = require('internal/crypto/util');
const {
  preparePrivateKey, preparePublicOrPrivateKey, prepareSecretKey,
} = require('internal/crypto/keys');
const { constants } = require('internal/crypto/constants');

const binding = internalBinding('crypto_keys');

const kHandle = Symbol('kHandle');

// ---- RSA ---------------------------------------------------------------------------------

function rsaFunction(name, mode, defaultPadding, prepare) {
  const keyName = prepare === preparePrivateKey ? 'privateKey' : 'key';
  const fn = (options, buffer) => {
    const handle = prepare(options, keyName);
    const { padding, oaepHash, encoding } = options;
    let { oaepLabel } = options;
    if (oaepHash !== undefined) validateString(oaepHash, 'key.oaepHash');
    if (oaepLabel !== undefined) {
      oaepLabel = getArrayBufferOrView(oaepLabel, 'key.oaepLabel', encoding);
    }
    const data = getArrayBufferOrView(buffer, 'buffer', encoding);
    return toBuffer(binding.rsaCrypt(mode, handle, data, +(padding || defaultPadding) | 0, oaepHash, oaepLabel));
  };
  return Object.defineProperty(fn, 'name', { __proto__: null, configurable: true, value: name });
}

const { RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PADDING } = constants;
const publicEncrypt =
  rsaFunction('publicEncrypt', 0, RSA_PKCS1_OAEP_PADDING, preparePublicOrPrivateKey);
const privateDecrypt = rsaFunction('privateDecrypt', 1, RSA_PKCS1_OAEP_PADDING, preparePrivateKey);
const privateEncrypt = rsaFunction('privateEncrypt', 2, RSA_PKCS1_PADDING, preparePrivateKey);
const publicDecrypt =
  rsaFunction('publicDecrypt', 3, RSA_PKCS1_PADDING, preparePublicOrPrivateKey);

// ---- ciphers -----------------------------------------------------------------------------

function initialize(object, isEncrypting, cipher, key, iv, options) {
  validateString(cipher, 'cipher');
  const encoding = options?.encoding;
  if (encoding !== undefined) validateString(encoding, 'options.encoding');
  const secret = prepareSecretKey(key, encoding);
  const vector = iv === null ? null : getArrayBufferOrView(iv, 'iv');
  const authTagLength = options?.authTagLength;
  if (authTagLength != null && (typeof authTagLength !== 'number' || authTagLength >>> 0 !== authTagLength)) {
    throw new ERR_INVALID_ARG_VALUE('options.authTagLength', authTagLength);
  }
  object[kHandle] = binding.createCipher(
    isEncrypting, cipher, secret, vector, authTagLength ?? undefined);
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
    if (typeof data === 'string') {
      validateEncoding(data, inputEncodingName);
    } else if (!isArrayBufferView(data)) {
      throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
    }
    const bytes = binding.updateCipher(this[kHandle], data, inputEncoding(inputEncodingName));
    return decode(this, bytes, outputEncoding, false);
  },

  final(outputEncoding) {
    return decode(this, binding.finishCipher(this[kHandle]), outputEncoding, true);
  },

  setAutoPadding(autoPadding) {
    // Without an argument too there is no padding.
    if (!binding.setCipherPadding(this[kHandle], Boolean(autoPadding))) {
      throw new ERR_CRYPTO_INVALID_STATE('setAutoPadding');
    }
    return this;
  },
};

function getAuthTag() {
  const tag = binding.getCipherTag(this[kHandle]);
  if (tag === undefined) throw new ERR_CRYPTO_INVALID_STATE('getAuthTag');
  return toBuffer(tag);
}

function setAuthTag(tag, encoding) {
  const bytes = getArrayBufferOrView(tag, 'buffer', encoding);
  if (!binding.setCipherTag(this[kHandle], bytes)) throw new ERR_CRYPTO_INVALID_STATE('setAuthTag');
  return this;
}

function setAAD(aadbuf, options) {
  const encoding = options?.encoding;
  if (encoding !== undefined) validateString(encoding, 'options.encoding');
  const bytes = getArrayBufferOrView(aadbuf, 'aadbuf', encoding);
  const plaintextLength = options?.plaintextLength;
  if (plaintextLength != null && (typeof plaintextLength !== 'number' || plaintextLength >>> 0 !== plaintextLength)) {
    throw new ERR_INVALID_ARG_VALUE('options.plaintextLength', plaintextLength);
  }
  if (!binding.setCipherAAD(this[kHandle], bytes, plaintextLength ?? undefined)) {
    throw new ERR_CRYPTO_INVALID_STATE('setAAD');
  }
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

for (const { 0: Class, 1: own } of [[Cipheriv, { getAuthTag, setAAD }],
                                    [Decipheriv, { setAuthTag, setAAD }]]) {
  Object.setPrototypeOf(Class.prototype, LazyTransform.prototype);
  Object.setPrototypeOf(Class, LazyTransform);
  for (const { 0: name, 1: member } of Object.entries({ ...members, ...own })) {
    Class.prototype[name] = member;
  }
}

function getCipherInfo(nameOrNid, options = undefined) {
  if (typeof nameOrNid !== 'string' && typeof nameOrNid !== 'number') {
    throw new ERR_INVALID_ARG_TYPE('nameOrNid', ['string', 'number'], nameOrNid);
  }
  if (typeof nameOrNid === 'number' && !Number.isInteger(nameOrNid)) return undefined;
  if (typeof nameOrNid === 'number') validateInt32(nameOrNid, 'nameOrNid');
  let keyLength;
  let ivLength;
  if (options !== undefined) {
    validateObject(options, 'options');
    ({ keyLength, ivLength } = options);
    if (keyLength !== undefined) validateUint32(keyLength, 'options.keyLength');
    if (ivLength !== undefined) validateUint32(ivLength, 'options.ivLength');
  }
  return binding.getCipherInfo(nameOrNid, keyLength, ivLength);
}

function createCipheriv(cipher, key, iv, options) {
  return new Cipheriv(cipher, key, iv, options);
}

function createDecipheriv(cipher, key, iv, options) {
  return new Decipheriv(cipher, key, iv, options);
}

function getCiphers() {
  return binding.getCiphers();
}

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
