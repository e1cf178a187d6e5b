// createMac: message authentication codes by the name of their algorithm.

'use strict';

const {
  codes: {
    ERR_CRYPTO_INVALID_MAC,
    ERR_CRYPTO_MAC_FINALIZED,
    ERR_CRYPTO_OPERATION_FAILED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { validateEncoding, validateObject, validateString, validateUint32 } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { getEncoding } = require('internal/buffer/encodings');
const { FastBuffer } = require('internal/buffer');
const LazyTransform = require('internal/streams/lazy_transform');
const { inherit } = require('internal/util');
const { algorithmNumber, checkData, encode, toBuffer } = require('internal/crypto/util');

const binding = internalBinding('crypto');
const keysBinding = internalBinding('crypto_keys');

const kHandle = Symbol('kHandle');
const kState = Symbol('kState');
const kFinalized = Symbol('kFinalized');

const kByteTypes = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];

const isBytes = (value) => isArrayBufferView(value) || isAnyArrayBuffer(value);
const lengthOf = (key) => (isBytes(key) ? key.byteLength : keysBinding.secretKeySize(key));

// An error as OpenSSL's providers report it.
function providerError(number, reason) {
  return Object.assign(new Error(`error:${number}:Provider routines::${reason}`), {
    library: 'Provider routines',
    reason,
    code: `ERR_OSSL_${reason.toUpperCase().replaceAll(' ', '_')}`,
  });
}

const invalidKeyLength = () => providerError('1C800069', 'invalid key length');

function unsupported() {
  const library = 'digital envelope routines';
  return Object.assign(new Error(`error:0308010C:${library}::unsupported`), {
    library, reason: 'unsupported', code: 'ERR_OSSL_EVP_UNSUPPORTED',
  });
}

// ---- the algorithms ----------------------------------------------------------------------

// Each makes an object that takes Buffers and gives bytes at the end.

function hmac(key, { digest }) {
  const number = algorithmNumber(digest);
  if (number === -1) throw unsupported();
  const handle = binding.createHmac(number, key);
  if (handle === undefined) throw new ERR_CRYPTO_OPERATION_FAILED('Failed to initialize MAC');
  return {
    update: (data) => binding.updateHmac(handle, data, 0),
    final: () => binding.finishHmac(handle, undefined),
  };
}

const kMaxCustomization = 512;

// What is computed when all data are there.
function atOnce(compute) {
  const parts = [];
  return {
    update: (data) => parts.push(Buffer.from(data)),
    final: () => compute(Buffer.concat(parts)),
  };
}

const kmac = (strength) => (key, { customization, outputLength = strength / 4 }) => {
  if (customization?.byteLength > kMaxCustomization) throw providerError('1C80006F', 'invalid custom length');
  const length = lengthOf(key);
  if (length < 4 || length > 512) throw invalidKeyLength();
  return atOnce((data) => binding.kmacJob(strength, key, data, customization, outputLength * 8, undefined));
};

function cmac(key, { cipher }) {
  const info = keysBinding.getCipherInfo(cipher);
  if (info === undefined) throw unsupported();
  if (info.mode !== 'cbc') throw providerError('1C80007D', 'invalid mode');
  if (info.keyLength !== lengthOf(key)) {
    const library = 'digital envelope routines';
    throw Object.assign(new Error(`error:03000082:${library}::invalid key length`), {
      library, reason: 'invalid key length', code: 'ERR_OSSL_EVP_INVALID_KEY_LENGTH',
    });
  }
  return atOnce((data) => binding.computeMac('cmac', key, data, cipher.replace(/-cts$/i, '')));
}

function poly1305(key) {
  if (lengthOf(key) !== 32) throw invalidKeyLength();
  return atOnce((data) => binding.computeMac('poly1305', key, data));
}

function siphash(key, { outputLength = 16 }) {
  if (outputLength === 0) throw invalidOption('outputLength', 0, 'was not honored by MAC siphash');
  if (lengthOf(key) !== 16 || (outputLength !== 8 && outputLength !== 16)) {
    throw new ERR_CRYPTO_OPERATION_FAILED('Failed to initialize MAC');
  }
  return atOnce((data) => binding.computeMac('siphash', key, data, undefined, outputLength));
}

// `size`: of the longest key and output, in bytes.
const blake2 = (name, size) => (key, { customization, salt, outputLength = size }) => {
  if (outputLength < 1 || outputLength > size) throw providerError('1C800071', 'not xof or invalid length');
  if (customization?.byteLength > size / 4) throw providerError('1C80006F', 'invalid custom length');
  if (salt?.byteLength > size / 4) throw providerError('1C800070', 'invalid salt length');
  const length = lengthOf(key);
  if (length < 1 || length > size) throw invalidKeyLength();
  return atOnce((data) => binding.computeMac(name, key, data, undefined, outputLength, salt, customization));
};

// GCM of an empty message, with all data authenticated only.
function gmac(key, { cipher, iv }) {
  const info = keysBinding.getCipherInfo(cipher);
  if (info === undefined) throw unsupported();
  if (info.mode !== 'gcm') throw providerError('1C80007D', 'invalid mode');
  if (info.keyLength !== lengthOf(key)) throw invalidKeyLength();
  if (iv.byteLength > 128) throw providerError('1C80006D', 'invalid iv length');
  const handle = keysBinding.createCipher(true, cipher, key, iv, undefined);
  return {
    update: (data) => keysBinding.setCipherAAD(handle, data, undefined),
    final() {
      keysBinding.finishCipher(handle);
      return keysBinding.getCipherTag(handle);
    },
  };
}

// What an algorithm needs, what else it takes, and how it is made.
const kAlgorithms = {
  '__proto__': null,
  'blake2bmac': {
    required: [], optional: ['customization', 'salt', 'outputLength'], make: blake2('blake2bmac', 64),
  },
  'blake2smac': {
    required: [], optional: ['customization', 'salt', 'outputLength'], make: blake2('blake2smac', 32),
  },
  'cmac': { required: ['cipher'], optional: [], make: cmac },
  'gmac': { required: ['cipher', 'iv'], optional: [], make: gmac },
  'hmac': { required: ['digest'], optional: [], make: hmac },
  'kmac-128': { required: [], optional: ['customization', 'outputLength'], make: kmac(128) },
  'kmac-256': { required: [], optional: ['customization', 'outputLength'], make: kmac(256) },
  'poly1305': { required: [], optional: [], make: poly1305 },
  'siphash': { required: [], optional: ['outputLength'], make: siphash },
};
kAlgorithms.kmac128 = kAlgorithms['kmac-128'];
kAlgorithms.kmac256 = kAlgorithms['kmac-256'];

const getMacs = () => {
  return Object.keys(kAlgorithms).sort();
};

// ---- options -----------------------------------------------------------------------------

function invalidOption(name, value, message) {
  const error = new ERR_INVALID_ARG_VALUE(`options.${name}`, value);
  error.message = `The property 'options.${name}' ${message}`;
  return error;
}

const kOptions = ['digest', 'cipher', 'iv', 'customization', 'salt', 'outputLength'];

function checkTypes(options) {
  for (const name of ['digest', 'cipher']) {
    if (options[name] === undefined) continue;
    validateString(options[name], `options.${name}`);
    if (options[name] === '' || options[name].includes('\0')) {
      throw new ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'must be non-empty and contain no NUL bytes');
    }
  }
  for (const name of ['iv', 'customization', 'salt']) {
    if (options[name] !== undefined && !isBytes(options[name])) {
      throw new ERR_INVALID_ARG_TYPE(`options.${name}`, kByteTypes, options[name]);
    }
  }
  if (options.outputLength !== undefined) validateUint32(options.outputLength, 'options.outputLength');
}

function checkFit(algorithm, { required, optional }, options) {
  const upper = algorithm.toUpperCase();
  for (const name of required) {
    if (name === 'iv' && !options.iv?.byteLength) {
      throw invalidOption('iv', options.iv, `must be non-empty for ${upper}`);
    }
    if (options[name] === undefined) throw invalidOption(name, undefined, `is required for ${upper}`);
  }
  for (const name of kOptions) {
    if (options[name] !== undefined && !required.includes(name) && !optional.includes(name)) {
      throw invalidOption(name, options[name], `is not supported by MAC ${algorithm}`);
    }
  }
}

function prepareKey(key) {
  if (isBytes(key)) return key;
  const { isKeyObject, prepareSecretKey } = require('internal/crypto/keys');
  if (!isKeyObject(key) || key.type !== 'secret') {
    throw new ERR_INVALID_ARG_TYPE('key', [...kByteTypes, 'KeyObject'], key);
  }
  return prepareSecretKey(key);
}

// ---- the class ---------------------------------------------------------------------------

function Mac(algorithm, key, options) {
  if (!new.target) return new Mac(algorithm, key, options);
  validateString(algorithm, 'algorithm');
  if (algorithm === '' || algorithm.includes('\0')) {
    throw new ERR_INVALID_ARG_VALUE('algorithm', algorithm, 'must be non-empty and contain no NUL bytes');
  }
  const secret = prepareKey(key);
  if (options !== undefined) validateObject(options, 'options');
  const checked = options ?? {};
  checkTypes(checked);
  const entry = kAlgorithms[algorithm.toLowerCase()];
  if (entry === undefined) throw new ERR_CRYPTO_INVALID_MAC(algorithm);
  checkFit(algorithm, entry, checked);
  this[kHandle] = entry.make(secret, checked);
  this[kState] = { [kFinalized]: false };
  LazyTransform.call(this, options);
}

function checkEncoding(encoding, name) {
  if (encoding !== undefined && encoding !== 'buffer' && getEncoding(encoding) === undefined) {
    throw new ERR_INVALID_ARG_VALUE(name, encoding);
  }
}

function checkNotFinal(mac) {
  if (mac[kState][kFinalized]) throw new ERR_CRYPTO_MAC_FINALIZED();
}

inherit(Mac, LazyTransform, {
  _transform(chunk, encoding, callback) {
    this.update(chunk, encoding);
    callback();
  },

  _flush(callback) {
    this.push(this.final());
    callback();
  },

  update(data, inputEncoding) {
    checkNotFinal(this);
    checkData(data, 'data');
    const isText = typeof data === 'string';
    if (isText) {
      validateEncoding(data, inputEncoding);
      checkEncoding(inputEncoding, 'inputEncoding');
    }
    this[kHandle].update(isText ? Buffer.from(data, inputEncoding === 'buffer' ? 'utf8' : inputEncoding) :
      new FastBuffer(data.buffer, data.byteOffset, data.byteLength));
    return this;
  },

  final(outputEncoding) {
    checkNotFinal(this);
    if (outputEncoding !== undefined) validateString(outputEncoding, 'outputEncoding');
    checkEncoding(outputEncoding, 'outputEncoding');
    this[kState][kFinalized] = true;
    return encode(toBuffer(this[kHandle].final()), outputEncoding);
  },
});

function createMac(algorithm, key, options) {
  return new Mac(algorithm, key, options);
}

module.exports = { createMac, getMacs };
