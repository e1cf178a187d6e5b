// DiffieHellman, DiffieHellmanGroup, ECDH, diffieHellman, encapsulate and decapsulate.

'use strict';

const { codes } = require('internal/errors');
const { deprecate } = require('internal/util');
const { validateFunction, validateInt32, validateObject, validateString } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { creatorOf, encode, getArrayBufferOrView, listOf, settle, toBuffer } = require('internal/crypto/util');
const { preparePrivateKey, preparePublicOrPrivateKey, isKeyObject } = require('internal/crypto/keys');
const { constants } = require('internal/crypto/constants');

const binding = internalBinding('crypto_keys');

const kHandle = Symbol('kHandle');
const kDefaultGenerator = 2;

function noKey(name) {
  const error = new Error(`No ${name} key - did you forget to generate one?`);
  error.code = `ERR_CRYPTO_INVALID_STATE`;
  return error;
}

function isBytes(value) {
  return isArrayBufferView(value) || isAnyArrayBuffer(value);
}

// What may be a number, text or bytes; a number has to fit into 32 bits.
function checkNumberOrBytes(value, name) {
  if (typeof value === 'number') {
    validateInt32(value, name);
  } else if (typeof value !== 'string' && !isBytes(value)) {
    throw new codes.ERR_INVALID_ARG_TYPE(
      name, ['number', 'string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
  }
}

function defineVerifyError(object, value) {
  Object.defineProperty(object, 'verifyError', { __proto__: null, enumerable: true, value });
}

// ---- DiffieHellman -----------------------------------------------------------------------

function DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding) {
  if (!(this instanceof DiffieHellman)) return new DiffieHellman(...arguments);
  checkNumberOrBytes(sizeOrKey, 'sizeOrKey');
  // The encoding of a prime may be left out, even before a generator.
  const isEncoding = !keyEncoding || keyEncoding === 'buffer' || Buffer.isEncoding(keyEncoding);
  const [encoding, given, givenEncoding] =
    isEncoding ? [keyEncoding, generator, genEncoding] : [undefined, keyEncoding, generator];
  const size = typeof sizeOrKey === 'number' ? sizeOrKey : getArrayBufferOrView(sizeOrKey, 'key', encoding);
  if (given) checkNumberOrBytes(given, 'generator');
  const chosen = typeof given === 'string' ? Buffer.from(given, givenEncoding) : given;
  this[kHandle] = createHandle(size, chosen || kDefaultGenerator);
  defineVerifyError(this, binding.dhVerifyError(this[kHandle]));
}

function createHandle(sizeOrKey, generator) {
  if (typeof sizeOrKey === 'number') {
    if (sizeOrKey < 2) throw modulusTooSmall();
    if (typeof generator !== 'number') {
      const error = new codes.ERR_INVALID_ARG_TYPE('generator', 'number', generator);
      error.message = 'Second argument must be an int32';
      throw error;
    }
    if (generator < 2) throw badGenerator();
    if (sizeOrKey < 512) {
      const error = new codes.ERR_INVALID_ARG_VALUE('sizeOrKey', sizeOrKey);
      error.message = 'Invalid DH parameters';
      throw error;
    }
    return binding.createDh(sizeOrKey, generator);
  }
  if (typeof generator === 'number') {
    if (generator < 2) throw badGenerator();
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(generator);
    generator = bytes;
  } else {
    const bytes = new Uint8Array(generator.buffer ?? generator, generator.byteOffset, generator.byteLength);
    if (bytes.every((byte, index) => byte === 0 || (byte === 1 && index === bytes.length - 1))) {
      throw badGenerator();
    }
  }
  return binding.createDh(sizeOrKey, generator);
}

function modulusTooSmall() {
  return opensslError('Diffie-Hellman routines', '0280007E', 'modulus too small', 'DH_');
}

function badGenerator() {
  return opensslError('Diffie-Hellman routines', '02800065', 'bad generator', 'DH_');
}

function opensslError(library, number, reason, prefix) {
  return Object.assign(new Error(`error:${number}:${library}::${reason}`), {
    library,
    reason,
    code: `ERR_OSSL_${prefix}${reason.toUpperCase().replaceAll(' ', '_')}`,
  });
}

function DiffieHellmanGroup(name) {
  if (!(this instanceof DiffieHellmanGroup)) return new DiffieHellmanGroup(name);
  if (typeof name !== 'string') {
    const error = new codes.ERR_INVALID_ARG_TYPE('name', 'string', name);
    error.message = 'Group name must be a string';
    throw error;
  }
  const group = binding.getDhGroup(name);
  if (group === undefined) throw new codes.ERR_CRYPTO_UNKNOWN_DH_GROUP();
  this[kHandle] = binding.createDh(group[0], group[1]);
  // The named groups are known to be good; testing their primes takes seconds.
  defineVerifyError(this, 0);
}

// The names of the functions are those that Node's have.
const dhMembers = {
  generateKeys: function dhGenerateKeys(encoding) {
    return encode(toBuffer(binding.dhGenerateKeys(this[kHandle])), encoding);
  },

  computeSecret: function dhComputeSecret(otherPublicKey, inEnc, outEnc) {
    const bytes = getArrayBufferOrView(otherPublicKey, 'key', inEnc);
    return encode(toBuffer(binding.dhComputeSecret(this[kHandle], bytes)), outEnc);
  },

  getPrime: function dhGetPrime(encoding) {
    return encode(toBuffer(binding.dhGet(this[kHandle], 0)), encoding);
  },

  getGenerator: function dhGetGenerator(encoding) {
    return encode(toBuffer(binding.dhGet(this[kHandle], 1)), encoding);
  },

  getPublicKey: function dhGetPublicKey(encoding) {
    const key = binding.dhGet(this[kHandle], 2);
    if (key === undefined) throw noKey('public');
    return encode(toBuffer(key), encoding);
  },

  getPrivateKey: function dhGetPrivateKey(encoding) {
    const key = binding.dhGet(this[kHandle], 3);
    if (key === undefined) throw noKey('private');
    return encode(toBuffer(key), encoding);
  },
};

Object.assign(DiffieHellmanGroup.prototype, dhMembers);
Object.assign(DiffieHellman.prototype, dhMembers, {
  setPublicKey(key, encoding) {
    binding.dhSet(this[kHandle], false, getArrayBufferOrView(key, 'key', encoding));
    return this;
  },

  setPrivateKey(key, encoding) {
    binding.dhSet(this[kHandle], true, getArrayBufferOrView(key, 'key', encoding));
    return this;
  },
});

// ---- ECDH --------------------------------------------------------------------------------

function pointForm(format) {
  if (!format || format === 'uncompressed') {
    return constants.POINT_CONVERSION_UNCOMPRESSED;
  }
  if (format === 'compressed') return constants.POINT_CONVERSION_COMPRESSED;
  if (format === 'hybrid') return constants.POINT_CONVERSION_HYBRID;
  throw new codes.ERR_CRYPTO_ECDH_INVALID_FORMAT(format);
}

function ECDH(curve) {
  if (!(this instanceof ECDH)) return new ECDH(curve);
  validateString(curve, 'curve');
  const handle = binding.createEcdh(curve);
  if (handle === undefined) throw new codes.ERR_CRYPTO_INVALID_CURVE();
  this[kHandle] = handle;
}

Object.assign(ECDH.prototype, {
  computeSecret: function dhComputeSecret(otherPublicKey, inEnc, outEnc) {
    const bytes = getArrayBufferOrView(otherPublicKey, 'key', inEnc);
    const secret = binding.ecdhComputeSecret(this[kHandle], bytes);
    if (secret === undefined) throw new codes.ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY();
    return encode(toBuffer(secret), outEnc);
  },

  setPrivateKey(key, encoding) {
    binding.ecdhSetPrivateKey(this[kHandle], getArrayBufferOrView(key, 'key', encoding));
    return this;
  },

  setPublicKey: deprecate(function setPublicKey(key, encoding) {
    binding.ecdhSetPublicKey(this[kHandle], getArrayBufferOrView(key, 'key', encoding));
    return this;
  }, 'ecdh.setPublicKey() is deprecated.', 'DEP0031'),

  getPrivateKey: function dhGetPrivateKey(encoding) {
    return encode(toBuffer(binding.ecdhGetPrivateKey(this[kHandle])), encoding);
  },

  generateKeys(encoding, format) {
    binding.ecdhGenerateKeys(this[kHandle]);
    return this.getPublicKey(encoding, format);
  },

  getPublicKey(encoding, format) {
    return encode(toBuffer(binding.ecdhGetPublicKey(this[kHandle], pointForm(format))), encoding);
  },
});

ECDH.convertKey = function convertKey(key, curve, inEnc, outEnc, format) {
  validateString(curve, 'curve');
  const bytes = getArrayBufferOrView(key, 'key', inEnc);
  const form = pointForm(format);
  // Nothing becomes nothing, whatever the curve.
  if (bytes.byteLength === 0) return '';
  const converted = binding.convertPoint(curve, bytes, form);
  if (converted === undefined) throw new codes.ERR_CRYPTO_INVALID_CURVE();
  return encode(toBuffer(converted), outEnc);
};

// ---- with key objects --------------------------------------------------------------------

const kAgreeing = new Set(['dh', 'ec', 'x25519', 'x448']);

// Without a callback a function answers itself, in the same form.
function answer(callback, convert, run) {
  const result = run(settle(callback, convert));
  return callback === undefined ? convert(result) : undefined;
}

function validateCallback(callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
}

function diffieHellman(options, callback) {
  validateObject(options, 'options');
  validateCallback(callback);
  const { privateKey, publicKey } = options;
  const isOtherKey = isKeyObject(privateKey) && privateKey.type !== 'private';
  if (isOtherKey) throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(privateKey.type, 'private');
  for (const [name, key] of [['privateKey', privateKey], ['publicKey', publicKey]]) {
    if (key == null) throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, key);
  }
  const privateHandle = preparePrivateKey(privateKey, 'options.privateKey');
  const publicHandle = preparePublicOrPrivateKey(publicKey, 'options.publicKey');
  const privateType = binding.getKeyType(privateHandle);
  const publicType = binding.getKeyType(publicHandle);
  if (privateType !== publicType || !kAgreeing.has(privateType)) {
    throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY('key types for Diffie-Hellman',
                                          `${privateType} and ${publicType}`);
  }
  return answer(callback, toBuffer, (done) => binding.deriveSecret(privateHandle, publicHandle, done));
}

function encapsulated({ 0: sharedKey, 1: ciphertext }) {
  return { sharedKey: toBuffer(sharedKey), ciphertext: toBuffer(ciphertext) };
}

function encapsulate(key, callback) {
  validateCallback(callback);
  const handle = preparePublicOrPrivateKey(key);
  return answer(callback, encapsulated, (done) => binding.encapsulate(handle, done));
}

function decapsulate(key, ciphertext, callback) {
  validateCallback(callback);
  const handle = preparePrivateKey(key);
  const bytes = getArrayBufferOrView(ciphertext, 'ciphertext');
  return answer(callback, toBuffer, (done) => binding.decapsulate(handle, bytes, done));
}

const createDiffieHellman = creatorOf(DiffieHellman);
const createDiffieHellmanGroup = creatorOf(DiffieHellmanGroup);
const createECDH = creatorOf(ECDH);

const getCurves = listOf(() => binding.getCurves());

module.exports = {
  DiffieHellman,
  DiffieHellmanGroup,
  ECDH,
  createDiffieHellman,
  createDiffieHellmanGroup,
  createECDH,
  decapsulate,
  diffieHellman,
  encapsulate,
  getCurves,
  getDiffieHellman: createDiffieHellmanGroup,
};
