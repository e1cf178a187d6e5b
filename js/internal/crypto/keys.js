// KeyObject and its kinds, making them, and what functions that take a key accept as one.

'use strict';

const { codes } = require('internal/errors');
const { validateObject, validateOneOf, validateString } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const { exportJwk, importJwk } = require('internal/crypto/jwk');
const {
  kPkcs8, kSpki, parseInputEncoding, parseOutputEncoding,
} = require('internal/crypto/key_encoding');
const { getArrayBufferOrView, toBuffer } = require('internal/crypto/util');
const keyClasses = require('internal/crypto/key_classes');

const binding = internalBinding('crypto_keys');

// ---- the classes -------------------------------------------------------------------------

let readHandle;

// What the next object is made for: nobody but wrapHandle() has a handle to make one of. An External may be an addon's, with
// anything behind it.
let offered;

class KeyObject {
  #type;
  #handle;

  constructor(type, handle) {
    if (type !== 'secret' && type !== 'public' && type !== 'private') {
      throw new codes.ERR_INVALID_ARG_VALUE('type', type);
    }
    if (handle !== undefined && handle !== offered) {
      throw new codes.ERR_INVALID_ARG_TYPE('handle', 'object', handle);
    }
    this.#type = type;
    this.#handle = handle;
    markTransferMode(this, true, false);
  }

  static from(key) {
    if (isCryptoKey(key)) return wrapHandle(key.type, singleHandle(key));
    throw new codes.ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
  }

  static {
    readHandle = (key) => key.#handle;
  }

  get type() {
    return this.#type;
  }

  toCryptoKey(algorithm, extractable, usages) {
    const { converters } = require('internal/crypto/webidl');
    const checked = converters.keyUsages(usages);
    return require('internal/crypto/subtle_keys')
      .keyFromHandle(this.#type, this.#handle, algorithm, !!extractable, checked);
  }

  equals(otherKeyObject) {
    const isKey = isKeyObject(otherKeyObject);
    if (!isKey) throw new codes.ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', otherKeyObject);
    return this.type === otherKeyObject.type && binding.equalKeys(this.#handle, otherKeyObject.#handle);
  }

  [kClone]() {
    return {
      data: serializeHandle(this.#type, this.#handle),
      deserializeInfo: `internal/crypto/keys:Cloned_${this.#type}`,
    };
  }

  [kDeserialize](data) {
    this.#handle = deserializeHandle(this.#type, data);
  }
}

const tag = { __proto__: null, configurable: true, value: 'KeyObject' };
Object.defineProperty(KeyObject.prototype, Symbol.toStringTag, tag);

class SecretKeyObject extends KeyObject {
  constructor(handle) {
    super('secret', handle);
  }

  get symmetricKeySize() {
    return binding.secretKeySize(readHandle(this));
  }

  export(options) {
    if (options !== undefined) {
      validateObject(options, 'options');
      validateOneOf(options.format, 'options.format', [undefined, 'buffer', 'jwk']);
    }
    const bytes = toBuffer(binding.exportSecretKey(readHandle(this)));
    return options?.format === 'jwk' ? { kty: 'oct', k: bytes.toString('base64url') } : bytes;
  }
}

class AsymmetricKeyObject extends KeyObject {
  #details;

  get asymmetricKeyType() {
    return binding.getKeyType(readHandle(this));
  }

  get asymmetricKeyDetails() {
    if (this.#details === undefined) {
      const details = binding.getKeyDetails(readHandle(this));
      if (details.publicExponent !== undefined) {
        const hex = toBuffer(details.publicExponent).toString('hex');
        details.publicExponent = BigInt(`0x${hex}`);
      }
      this.#details = details;
    }
    return { ...this.#details };
  }

  export(options) {
    validateObject(options, 'options');
    const isPublic = this.type === 'public';
    const encoding = parseOutputEncoding(options, this.asymmetricKeyType, isPublic, 'options');
    return exportHandle(readHandle(this), isPublic, encoding, 'options');
  }
}

class PublicKeyObject extends AsymmetricKeyObject {
  constructor(handle) {
    super('public', handle);
  }
}

class PrivateKeyObject extends AsymmetricKeyObject {
  constructor(handle) {
    super('private', handle);
  }
}

keyClasses.KeyObject = KeyObject;

const isKeyObject = (value) => typeof value === 'object' && value !== null &&
  value instanceof KeyObject;

function isCryptoKey(value) {
  const { CryptoKey } = keyClasses;
  return CryptoKey !== undefined && value instanceof CryptoKey;
}

const kClasses = {
  __proto__: null,
  secret: SecretKeyObject,
  public: PublicKeyObject,
  private: PrivateKeyObject,
};

function wrapHandle(type, handle) {
  offered = handle;
  const key = new kClasses[type](handle);
  offered = undefined;
  return key;
}

// ---- writing -----------------------------------------------------------------------------

// Which kinds have which raw form.
function rawKind(format, kind) {
  if (format === 'raw-seed') return /^ml-/.test(kind);
  if (/^ml-/.test(kind)) return format === 'raw-public';
  return kind === 'ec' || /^(?:(?:ed|x)(?:25519|448)$|slh-)/.test(kind);
}

function exportRaw(handle, format, type, prefix) {
  const kind = binding.getKeyType(handle);
  if (!rawKind(format, kind)) throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS();
  let form = 4;
  if (format === 'raw-public' && kind === 'ec' && type !== undefined) {
    validateOneOf(type, `${prefix}.type`, ['compressed', 'uncompressed']);
    if (type === 'compressed') form = 2;
  }
  return toBuffer(binding.exportRaw(handle, format !== 'raw-public', form));
}

// A key in the encoding that parseOutputEncoding made of options.
function exportHandle(handle, isPublic, { format, type, cipher, passphrase }, prefix) {
  if (format === 'jwk') return exportJwk(handle, !isPublic);
  if (format !== 'pem' && format !== 'der') return exportRaw(handle, format, type, prefix);
  const isPem = format === 'pem';
  const bytes = toBuffer(isPublic ?
    binding.exportPublicKey(handle, isPem, type) :
    binding.exportPrivateKey(handle, isPem, type, cipher, passphrase));
  return isPem ? bytes.latin1Slice() : bytes;
}

// ---- to other threads --------------------------------------------------------------------

function serializeHandle(type, handle) {
  if (type === 'secret') return { bytes: binding.exportSecretKey(handle) };
  const isPublic = type === 'public';
  const kind = binding.getKeyType(handle);
  if (/^ml-?kem/.test(kind)) return { kind, bytes: binding.exportRaw(handle, !isPublic) };
  return {
    bytes: isPublic ? binding.exportPublicKey(handle, false, kSpki) :
      binding.exportPrivateKey(handle, false, kPkcs8),
  };
}

function deserializeHandle(type, { kind, bytes }) {
  if (type === 'secret') return binding.createSecretKey(bytes);
  const isPrivate = type === 'private';
  return kind === undefined ? binding.parseKey(isPrivate, bytes, false, isPrivate ? kPkcs8 : kSpki) :
    binding.importRaw(kind, isPrivate, bytes);
}

// What receives a cloned key: constructors of keys that get their handle afterwards.
const cloned = {};
for (const type of Object.keys(kClasses)) {
  cloned[`Cloned_${type}`] = function() { return new kClasses[type](undefined); };
}

// ---- reading -----------------------------------------------------------------------------

const kBufferTypes = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
const kKeyTypes = ['string', ...kBufferTypes, 'KeyObject', 'CryptoKey'];
const kUsedPrivateKeyTypes = [...kKeyTypes, 'URL'];
const kPrivateKeyTypes = ['string', ...kBufferTypes, 'URL'];

function isBytes(value) {
  return isArrayBufferView(value) || isAnyArrayBuffer(value);
}

function importRaw(options, isPrivate, name) {
  const { key, format, asymmetricKeyType, namedCurve } = options;
  if (!isBytes(key)) throw new codes.ERR_INVALID_ARG_TYPE(`${name}.key`, kBufferTypes, key);
  validateString(asymmetricKeyType, `${name}.asymmetricKeyType`);
  const { isKnownKeyType } = require('internal/crypto/keygen');
  if (!isKnownKeyType(asymmetricKeyType)) {
    throw invalidValue(`Invalid asymmetricKeyType: ${asymmetricKeyType}`);
  }
  if (!rawKind(format, asymmetricKeyType)) throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS();
  if (asymmetricKeyType === 'ec') {
    validateString(namedCurve, `${name}.namedCurve`);
    if (!binding.hasCurve(namedCurve)) throw new codes.ERR_CRYPTO_INVALID_CURVE();
  }
  const isPrivateForm = format !== 'raw-public';
  const handle = binding.importRaw(asymmetricKeyType, isPrivateForm, key, namedCurve);
  if (handle === undefined) throw invalidValue('Invalid key data');
  return isPrivateForm && !isPrivate ? binding.publicKeyOf(handle) : handle;
}

function invalidValue(message) {
  const error = new codes.ERR_INVALID_ARG_VALUE('key', undefined);
  error.message = message;
  return error;
}

// The handle of a key that a user handed in, in any of the forms that are accepted.
// `isPublic`: true where a public key is made, undefined where one is used.
function parseAsymmetricKey(key, isPrivate, isPublic, name = 'key', types = kKeyTypes) {
  if (typeof key === 'string' || isBytes(key)) {
    const bytes = getArrayBufferOrView(key, name);
    return binding.parseKey(isPrivate, bytes, true);
  }
  if (typeof key !== 'object') throw new codes.ERR_INVALID_ARG_TYPE(name, types, key);
  // Null has no such properties, says V8, and so does Node.js.
  const { key: data, encoding, format } = key;
  if (format === 'jwk') return importJwk(data, isPrivate, `${name}.key`);
  if (format === 'raw-public' || format === 'raw-private' || format === 'raw-seed') {
    parseInputEncoding(key, isPublic, name);
    return importRaw(key, isPrivate, name);
  }
  if (typeof data !== 'string' && !isBytes(data)) {
    throw new codes.ERR_INVALID_ARG_TYPE(`${name}.key`, types, data);
  }
  const bytes = getArrayBufferOrView(data, `${name}.key`, encoding);
  const { format: parsedFormat, type, passphrase } = parseInputEncoding(key, isPublic, name);
  return binding.parseKey(isPrivate, bytes, parsedFormat === 'pem', type, passphrase);
}

// The handle of a CryptoKey. One of a hybrid algorithm is two keys, which crypto's own functions know nothing of.
function singleHandle(key) {
  const { getCryptoKeyHandle } = require('internal/crypto/crypto_key');
  const handle = getCryptoKeyHandle(key);
  if (key.type !== 'secret' && /^mlkem/.test(binding.getKeyType(handle))) {
    throw new codes.ERR_INVALID_ARG_VALUE('key', key, 'cannot be represented by a single KeyObject');
  }
  return handle;
}

// A key object or CryptoKey, alone or as the `key` of options.
function findKey(key) {
  for (const candidate of [key, key?.key]) {
    if (isKeyObject(candidate)) return { type: candidate.type, handle: readHandle(candidate) };
    if (isCryptoKey(candidate)) {
      return { type: candidate.type, handle: singleHandle(candidate) };
    }
  }
  return undefined;
}

function preparePrivateKey(key, name = 'key') {
  const found = findKey(key);
  if (found !== undefined) {
    if (found.type !== 'private') {
      throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(found.type, 'private');
    }
    return found.handle;
  }
  return parseAsymmetricKey(key, true, false, name, kUsedPrivateKeyTypes);
}

function preparePublicOrPrivateKey(key, name = 'key') {
  const found = findKey(key);
  if (found !== undefined) {
    if (found.type === 'secret') {
      throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(found.type, 'private or public');
    }
    return found.handle;
  }
  return parseAsymmetricKey(key, false, undefined, name);
}

// A secret: a handle, or bytes. `isBytesOnly` leaves out text.
function prepareSecretKey(key, encoding, isBytesOnly = false) {
  if (isArrayBufferView(key)) return key;
  if (!isBytesOnly) {
    const found = findKey(isKeyObject(key) || isCryptoKey(key) ? key : undefined);
    if (found !== undefined) {
      if (found.type !== 'secret') {
        throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(found.type, 'secret');
      }
      return found.handle;
    }
  }
  if (typeof key !== 'string' && !isBytes(key)) {
    throw new codes.ERR_INVALID_ARG_TYPE(
      'key', isBytesOnly ? kBufferTypes : kKeyTypes, key);
  }
  return getArrayBufferOrView(key, 'key', encoding);
}

// ---- making ------------------------------------------------------------------------------

function createSecretKey(key, encoding) {
  return wrapHandle('secret', binding.createSecretKey(prepareSecretKey(key, encoding, true)));
}

function createPublicKey(key) {
  const found = findKey(key);
  if (found === undefined) {
    return wrapHandle('public', parseAsymmetricKey(key, false, undefined));
  }
  if (found.type !== 'private') {
    throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(found.type, 'private');
  }
  return wrapHandle('public', binding.publicKeyOf(found.handle));
}

function createPrivateKey(key) {
  if (findKey(key) !== undefined) {
    throw new codes.ERR_INVALID_ARG_TYPE('key', kPrivateKeyTypes, isKeyObject(key) || isCryptoKey(key) ? key : key.key);
  }
  return wrapHandle('private', parseAsymmetricKey(key, true, false, 'key', kPrivateKeyTypes));
}

module.exports = {
  KeyObject,
  ...cloned,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  deserializeHandle,
  exportHandle,
  getKeyObjectHandle: (key) => readHandle(key),
  isCryptoKey,
  isKeyObject,
  preparePrivateKey,
  preparePublicOrPrivateKey,
  prepareSecretKey,
  serializeHandle,
  wrapHandle,
};
