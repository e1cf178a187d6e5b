// The operations of crypto.subtle: AES, HMAC, RSA, elliptic curves, derivation, digests.

'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_MISSING_OPTION },
} = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { lazyDOMException } = require('internal/util');
const { constants } = require('internal/crypto/constants');
const { exportJwk, importJwk } = require('internal/crypto/jwk');
const { algorithmNumber } = require('internal/crypto/util');
const { createCryptoKey, getCryptoKeyHandle } = require('internal/crypto/crypto_key');

const binding = internalBinding('crypto_keys');
const hashBinding = internalBinding('crypto');

const fail = (message, name) => lazyDOMException(message, name);
const toArrayBuffer = (bytes) => bytes.buffer;

// A function of Rust that takes a callback last, as a promise.
function promise(fn, ...args) {
  return new Promise((resolve, reject) => {
    fn(...args, (error, value) => (error ? reject(error) : resolve(value)));
  });
}

// Whatever fails inside an operation has one name, so that nothing is learnt from it.
async function operate(fn) {
  try {
    return await fn();
  } catch (error) {
    const { DOMException } = require('internal/per_context/domexception');
    if (error instanceof DOMException) throw error;
    const failure = fail('The operation failed for an operation-specific reason', 'OperationError');
    Object.defineProperty(failure, 'cause', { __proto__: null, configurable: true, value: error });
    throw failure;
  }
}

// ---- algorithms --------------------------------------------------------------------------

const kHashes = {
  '__proto__': null, 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256', 'SHA3-384': 'sha3-384', 'SHA3-512': 'sha3-512',
};
const kBlockBits = { '__proto__': null, 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024,
                     'SHA3-256': 1088, 'SHA3-384': 832, 'SHA3-512': 576 };
const kCurves = { '__proto__': null, 'P-256': 256, 'P-384': 384, 'P-521': 521 };

// For each name the kinds of usages: of secret keys, or of public and private ones.
const kAlgorithms = {
  '__proto__': null,
  'AES-CBC': { secret: ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'] },
  'AES-CTR': { secret: ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'] },
  'AES-GCM': { secret: ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'] },
  'AES-KW': { secret: ['wrapKey', 'unwrapKey'] },
  'HMAC': { secret: ['sign', 'verify'] },
  'HKDF': { secret: ['deriveKey', 'deriveBits'] },
  'PBKDF2': { secret: ['deriveKey', 'deriveBits'] },
  'RSASSA-PKCS1-v1_5': { public: ['verify'], private: ['sign'] },
  'RSA-PSS': { public: ['verify'], private: ['sign'] },
  'RSA-OAEP': { public: ['encrypt', 'wrapKey'], private: ['decrypt', 'unwrapKey'] },
  'ECDSA': { public: ['verify'], private: ['sign'] },
  'ECDH': { public: [], private: ['deriveKey', 'deriveBits'] },
  'Ed25519': { public: ['verify'], private: ['sign'] },
  'X25519': { public: [], private: ['deriveKey', 'deriveBits'] },
};

function normalize(algorithm) {
  const isName = typeof algorithm === 'string';
  const name = String(isName ? algorithm : algorithm?.name);
  for (const known of [...Object.keys(kAlgorithms), ...Object.keys(kHashes)]) {
    if (known.toLowerCase() === name.toLowerCase()) {
      return isName ? { name: known } : { ...algorithm, name: known };
    }
  }
  throw fail('Unrecognized algorithm name', 'NotSupportedError');
}

function requireAlgorithm(algorithm, isFitting) {
  const normalized = normalize(algorithm);
  if (!isFitting(normalized.name)) throw fail('Unrecognized algorithm name', 'NotSupportedError');
  return normalized;
}

function requireMember(algorithm, member, dictionary) {
  if (algorithm[member] === undefined) {
    const error = new ERR_MISSING_OPTION('');
    error.message = `Failed to normalize algorithm: passed algorithm cannot be converted to '${dictionary}' ` +
      `because '${member}' is required in '${dictionary}'.`;
    throw error;
  }
  return algorithm[member];
}

function requireHash(algorithm, dictionary) {
  const hash = requireMember(algorithm, 'hash', dictionary);
  const name = String(typeof hash === 'string' ? hash : hash.name).toUpperCase();
  if (kHashes[name] === undefined) {
    throw fail(`Only SHA hashes are supported in ${dictionary}`, 'NotSupportedError');
  }
  return { name };
}

const digestNumber = (hash) => algorithmNumber(kHashes[hash.name]);

function checkUsages(name, usages, allowed) {
  if (usages.some((usage) => !allowed.includes(usage))) {
    throw fail(`Unsupported key usage for ${name} key`, 'SyntaxError');
  }
}

// ---- making keys -------------------------------------------------------------------------

async function generateKey(algorithm, extractable, usages) {
  const normalized = requireAlgorithm(algorithm, (name) => kAlgorithms[name] && !/^(HKDF|PBKDF2)$/.test(name));
  const { name } = normalized;
  const { secret, public: publicUsages, private: privateUsages } = kAlgorithms[name];
  if (secret !== undefined) {
    let length;
    let own = { name };
    if (name === 'HMAC') {
      const hash = requireHash(normalized, 'HmacKeyGenParams');
      length = normalized.length ?? kBlockBits[hash.name];
      if (length === 0) throw fail('Zero-length key is not supported', 'OperationError');
      own = { name, length, hash };
    } else {
      length = requireMember(normalized, 'length', 'AesKeyGenParams');
      if (![128, 192, 256].includes(length)) {
        throw fail('AES key length must be 128, 192, or 256 bits', 'OperationError');
      }
      own = { name, length };
    }
    checkUsages(name, usages, secret);
    if (usages.length === 0) throw fail('Usages cannot be empty when creating a key.', 'SyntaxError');
    const handle = await promise(binding.generateSecretKey, Math.ceil(length / 8));
    return createCryptoKey('secret', handle, own, extractable, usages);
  }

  checkUsages(name, usages, [...publicUsages, ...privateUsages]);
  let kind;
  let recipe = [];
  let own = { name };
  if (/^RSA/.test(name)) {
    const modulusLength = requireMember(normalized, 'modulusLength', 'RsaHashedKeyGenParams');
    const exponent = requireMember(normalized, 'publicExponent', 'RsaHashedKeyGenParams');
    const hash = requireHash(normalized, 'RsaHashedKeyGenParams');
    const publicExponent = new Uint8Array(exponent);
    kind = 'rsa';
    recipe = [modulusLength, publicExponent.reduce((value, byte) => value * 256 + byte, 0)];
    own = { name, modulusLength, publicExponent, hash };
  } else if (name === 'ECDSA' || name === 'ECDH') {
    const namedCurve = requireMember(normalized, 'namedCurve', 'EcKeyGenParams');
    if (kCurves[namedCurve] === undefined) throw fail('Unrecognized namedCurve', 'NotSupportedError');
    kind = 'ec';
    recipe = [namedCurve];
    own = { name, namedCurve };
  } else {
    kind = name.toLowerCase();
  }
  if (!usages.some((usage) => privateUsages.includes(usage))) {
    throw fail('Usages cannot be empty when creating a key.', 'SyntaxError');
  }
  const { 0: publicHandle, 1: privateHandle } =
    await operate(() => promise(binding.generateKeyPair, kind, recipe));
  const pick = (allowed) => usages.filter((usage) => allowed.includes(usage));
  return {
    publicKey: createCryptoKey('public', publicHandle, own, true, pick(publicUsages)),
    privateKey: createCryptoKey('private', privateHandle, own, extractable, pick(privateUsages)),
  };
}

const kJwkAes = { '__proto__': null, 'AES-CBC': 'CBC', 'AES-CTR': 'CTR', 'AES-GCM': 'GCM', 'AES-KW': 'KW' };

// The `alg` of a key's JWK, undefined where there is none.
function jwkAlgorithm({ name, length, hash }) {
  const bits = hash?.name.replace('SHA-', '');
  if (kJwkAes[name] !== undefined) return `A${length}${kJwkAes[name]}`;
  if (name === 'HMAC') return `HS${bits}`;
  if (name === 'RSASSA-PKCS1-v1_5') return `RS${bits}`;
  if (name === 'RSA-PSS') return `PS${bits}`;
  if (name === 'RSA-OAEP') return bits === '1' ? 'RSA-OAEP' : `RSA-OAEP-${bits}`;
  return name === 'Ed25519' ? name : undefined;
}

function checkJwk(jwk, own, extractable, usages, use) {
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) {
    throw fail('Invalid JWK "use" Parameter', 'DataError');
  }
  if (jwk.key_ops !== undefined && usages.some((usage) => !jwk.key_ops.includes(usage))) {
    throw fail('Key operations and usage mismatch', 'DataError');
  }
  if (jwk.ext === false && extractable) {
    throw fail('JWK "ext" Parameter and extractable mismatch', 'DataError');
  }
  const expected = jwkAlgorithm(own);
  if (jwk.alg !== undefined && expected !== undefined && jwk.alg !== expected &&
      !(expected === 'Ed25519' && jwk.alg === 'EdDSA')) {
    throw fail('JWK "alg" does not match the requested algorithm', 'DataError');
  }
}

const useOf = (name) => (/^(HMAC|RSASSA|RSA-PSS|ECDSA|Ed25519)/.test(name) ? 'sig' : 'enc');

function importSecret(format, data, normalized, extractable, usages) {
  const { name } = normalized;
  let bytes = data;
  if (format === 'jwk') {
    if (data.kty !== 'oct' || typeof data.k !== 'string') throw fail('Invalid keyData', 'DataError');
    bytes = Buffer.from(data.k, 'base64url');
  } else if (format !== 'raw' && format !== 'raw-secret') {
    throw fail(`Unable to import ${name} using ${format} format`, 'NotSupportedError');
  }
  const length = bytes.byteLength * 8;
  let own = { name };
  if (name === 'HMAC') {
    own = { name, length: normalized.length ?? length, hash: requireHash(normalized, 'HmacImportParams') };
    if (length === 0) throw fail('Zero-length key is not supported', 'DataError');
    if (own.length > length || own.length <= length - 8) throw fail('Invalid key length', 'DataError');
  } else if (/^AES/.test(name)) {
    own = { name, length };
    if (![128, 192, 256].includes(length)) throw fail('Invalid key length', 'DataError');
  } else if (extractable) {
    throw fail(`${name} keys are not extractable`, 'SyntaxError');
  }
  checkUsages(name, usages, kAlgorithms[name].secret);
  if (format === 'jwk') checkJwk(data, own, extractable, usages, useOf(name));
  if (usages.length === 0) throw fail('Usages cannot be empty when importing a secret key.', 'SyntaxError');
  return createCryptoKey('secret', binding.createSecretKey(bytes), own, extractable, usages);
}

function importAsymmetric(format, data, normalized, extractable, usages) {
  const { name } = normalized;
  const isRsa = /^RSA/.test(name);
  const isEc = /^EC/.test(name);
  const own = { name };
  if (isEc) {
    own.namedCurve = requireMember(normalized, 'namedCurve', 'EcKeyImportParams');
    if (kCurves[own.namedCurve] === undefined) throw fail('Unrecognized namedCurve', 'NotSupportedError');
  }
  const hash = isRsa ? requireHash(normalized, 'RsaHashedImportParams') : undefined;
  const kind = isRsa ? 'rsa' : isEc ? 'ec' : name.toLowerCase();
  const isPrivate = format === 'pkcs8' || (format === 'jwk' && data.d !== undefined);
  const type = isPrivate ? 'private' : 'public';
  const isRaw = format === 'raw' || format === 'raw-public';
  if (!['jwk', 'spki', 'pkcs8'].includes(format) && !(isRaw && !isRsa)) {
    throw fail(`Unable to import ${name} using ${format} format`, 'NotSupportedError');
  }
  checkUsages(name, usages, kAlgorithms[name][type]);
  let handle;
  try {
    if (format === 'jwk') handle = importJwk(data, isPrivate, 'keyData');
    else if (isRaw) handle = binding.importRaw(kind, false, data, own.namedCurve);
    else handle = binding.parseKey(isPrivate, data, false, isPrivate ? 1 : 2);
  } catch (error) {
    throw Object.assign(fail('Invalid keyData', 'DataError'), { cause: error });
  }
  if (handle === undefined) throw fail('Invalid keyData', 'DataError');
  const details = binding.getKeyDetails(handle);
  if (binding.getKeyType(handle) !== kind) throw fail('Invalid key type', 'DataError');
  if (isRsa) {
    own.modulusLength = details.modulusLength;
    own.publicExponent = details.publicExponent;
    own.hash = hash;
  } else if (isEc) {
    const kNames = { '__proto__': null, 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };
    if (details.namedCurve !== kNames[own.namedCurve]) throw fail('Named curve mismatch', 'DataError');
  }
  if (format === 'jwk') checkJwk(data, own, extractable, usages, useOf(name));
  if (isPrivate && usages.length === 0) {
    throw fail('Usages cannot be empty when importing a private key.', 'SyntaxError');
  }
  return createCryptoKey(type, handle, own, extractable, usages);
}

function importKey(format, data, algorithm, extractable, usages) {
  const normalized = requireAlgorithm(algorithm, (name) => kAlgorithms[name] !== undefined);
  if (format === 'jwk') {
    if (typeof data !== 'object' || data === null || isBytes(data)) {
      throw new ERR_INVALID_ARG_TYPE('keyData', 'JsonWebKey', data);
    }
  } else if (!isBytes(data)) {
    throw new ERR_INVALID_ARG_TYPE('keyData', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  const isSecret = kAlgorithms[normalized.name].secret !== undefined;
  return (isSecret ? importSecret : importAsymmetric)(format, data, normalized, extractable, usages);
}

function exportKey(format, key) {
  const { type, algorithm, usages } = key;
  const handle = getCryptoKeyHandle(key);
  if (!key.extractable) throw fail('key is not extractable', 'InvalidAccessError');
  const unsupported = () =>
    fail(`Unable to export ${algorithm.name} ${type} key using ${format} format`, 'NotSupportedError');
  if (format === 'jwk') {
    const alg = jwkAlgorithm(algorithm);
    const jwk = { key_ops: [...usages], ext: true, ...(alg === undefined ? {} : { alg }) };
    if (type !== 'secret') return { ...jwk, ...exportJwk(handle, type === 'private') };
    return { ...jwk, kty: 'oct', k: Buffer.from(binding.exportSecretKey(handle).buffer).toString('base64url') };
  }
  if (type === 'secret') {
    if (format !== 'raw' && format !== 'raw-secret') throw unsupported();
    return toArrayBuffer(binding.exportSecretKey(handle));
  }
  if (format === 'spki' && type === 'public') return toArrayBuffer(binding.exportPublicKey(handle, false, 2));
  if (format === 'pkcs8' && type === 'private') return toArrayBuffer(binding.exportPrivateKey(handle, false, 1));
  if (/^raw(-public)?$/.test(format) && type === 'public' && !/^RSA/.test(algorithm.name)) {
    return toArrayBuffer(binding.exportRaw(handle, false, 4));
  }
  throw unsupported();
}

// ---- using keys --------------------------------------------------------------------------

function isBytes(value) {
  return isAnyArrayBuffer(value) || isArrayBufferView(value);
}

function checkUse(key, algorithm, usage, verb) {
  if (key.algorithm.name !== algorithm.name) throw fail('Key algorithm mismatch', 'InvalidAccessError');
  if (!key.usages.includes(usage)) throw fail(`Unable to use this key to ${verb}`, 'InvalidAccessError');
}

function aes(isEncrypting, algorithm, key, data) {
  const { name, length } = key.algorithm;
  const { Cipheriv, Decipheriv } = require('internal/crypto/cipher');
  const Class = isEncrypting ? Cipheriv : Decipheriv;
  const { KeyObject } = require('internal/crypto/keys');
  const secret = KeyObject.from(key);
  const run = (cipher, input) => {
    const output = Buffer.concat([cipher.update(input), cipher.final()]);
    return output.buffer.slice(output.byteOffset, output.byteOffset + output.byteLength);
  };
  const bytes = isArrayBufferView(data) ? data : new Uint8Array(data);
  if (name === 'AES-KW') {
    return run(new Class(`aes${length}-wrap`, secret, Buffer.alloc(8, 0xa6)), bytes);
  }
  if (name === 'AES-CBC') {
    const iv = requireMember(algorithm, 'iv', 'AesCbcParams');
    if (iv.byteLength !== 16) throw fail('algorithm.iv must contain exactly 16 bytes', 'OperationError');
    return run(new Class(`aes-${length}-cbc`, secret, iv), bytes);
  }
  if (name === 'AES-CTR') return aesCtr(Class, algorithm, secret, length, bytes);
  const iv = requireMember(algorithm, 'iv', 'AeadParams');
  const { tagLength = 128, additionalData } = algorithm;
  if (![32, 64, 96, 104, 112, 120, 128].includes(tagLength)) {
    throw fail(`${tagLength} is not a valid AES-GCM tag length`, 'OperationError');
  }
  const authTagLength = tagLength / 8;
  const cipher = new Class(`aes-${length}-gcm`, secret, iv, { authTagLength });
  if (additionalData !== undefined) cipher.setAAD(additionalData);
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isEncrypting) {
    const parts = [cipher.update(view), cipher.final()];
    const output = Buffer.concat([...parts, cipher.getAuthTag()]);
    return output.buffer.slice(output.byteOffset, output.byteOffset + output.byteLength);
  }
  if (view.length < authTagLength) throw new Error('too short');
  cipher.setAuthTag(view.subarray(view.length - authTagLength));
  return run(cipher, view.subarray(0, view.length - authTagLength));
}

// The counter is the last `length` bits: where it wraps, the rest of the block stays.
function aesCtr(Class, algorithm, secret, keyLength, bytes) {
  const counter = requireMember(algorithm, 'counter', 'AesCtrParams');
  const bits = requireMember(algorithm, 'length', 'AesCtrParams');
  if (counter.byteLength !== 16) throw fail('algorithm.counter must contain exactly 16 bytes', 'OperationError');
  if (bits < 1 || bits > 128) throw fail('AES-CTR algorithm.length must be between 1 and 128', 'OperationError');
  const start = isArrayBufferView(counter) ?
    Buffer.from(counter.buffer, counter.byteOffset, counter.byteLength) : Buffer.from(counter);
  const value = BigInt(`0x${start.toString('hex')}`);
  const size = 1n << BigInt(bits);
  const low = value & (size - 1n);
  const blocks = BigInt(Math.ceil(bytes.byteLength / 16));
  if (blocks > size) throw fail('The data is too long for the counter', 'OperationError');
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const split = low + blocks > size ? Number(size - low) * 16 : view.length;
  const run = (iv, input) => new Class(`aes-${keyLength}-ctr`, secret, iv).update(input);
  const wrapped = Buffer.from((value - low).toString(16).padStart(32, '0'), 'hex');
  const output = Buffer.concat([run(start, view.subarray(0, split)), run(wrapped, view.subarray(split))]);
  return output.buffer.slice(output.byteOffset, output.byteOffset + output.byteLength);
}

async function crypt(isEncrypting, algorithm, key, data) {
  if (algorithm.name !== 'RSA-OAEP') return operate(() => aes(isEncrypting, algorithm, key, data));
  const { label } = algorithm;
  return operate(() => toArrayBuffer(binding.rsaCrypt(
    isEncrypting ? 0 : 1, getCryptoKeyHandle(key), data, constants.RSA_PKCS1_OAEP_PADDING,
    kHashes[key.algorithm.hash.name], label)));
}

const isCipher = (name) => /^(AES-(CBC|CTR|GCM)|RSA-OAEP)$/.test(name);

async function encrypt(algorithm, key, data) {
  const normalized = requireAlgorithm(algorithm, isCipher);
  checkMembers(normalized);
  checkUse(key, normalized, 'encrypt', 'encrypt');
  return crypt(true, normalized, key, data);
}

async function decrypt(algorithm, key, data) {
  const normalized = requireAlgorithm(algorithm, isCipher);
  checkMembers(normalized);
  checkUse(key, normalized, 'decrypt', 'decrypt');
  return crypt(false, normalized, key, data);
}

function checkMembers(algorithm) {
  if (algorithm.name === 'AES-GCM') requireMember(algorithm, 'iv', 'AeadParams');
  if (algorithm.name === 'AES-CBC') requireMember(algorithm, 'iv', 'AesCbcParams');
}

function signatureArguments(algorithm, key) {
  const { name, hash } = key.algorithm;
  switch (name) {
    case 'RSASSA-PKCS1-v1_5': return [digestNumber(hash), constants.RSA_PKCS1_PADDING];
    case 'RSA-PSS':
      return [digestNumber(hash), constants.RSA_PKCS1_PSS_PADDING,
              requireMember(algorithm, 'saltLength', 'RsaPssParams')];
    case 'ECDSA': return [digestNumber(requireHash(algorithm, 'EcdsaParams')), undefined, undefined, true];
    default: return [];
  }
}

const isSigning = (name) => /^(HMAC|RSASSA-PKCS1-v1_5|RSA-PSS|ECDSA|Ed25519)$/.test(name);

function hmac(key, data) {
  const handle = hashBinding.createHmac(digestNumber(key.algorithm.hash), getCryptoKeyHandle(key));
  hashBinding.updateHmac(handle, data, 0);
  return hashBinding.finishHmac(handle, undefined);
}

async function sign(algorithm, key, data) {
  const normalized = requireAlgorithm(algorithm, isSigning);
  if (normalized.name === 'ECDSA') requireHash(normalized, 'EcdsaParams');
  checkUse(key, normalized, 'sign', 'sign');
  if (normalized.name === 'HMAC') return toArrayBuffer(hmac(key, data));
  const { 0: digest, 1: padding, 2: saltLength, 3: isP1363 } = signatureArguments(normalized, key);
  return toArrayBuffer(await operate(() => promise(
    binding.signOneShot, getCryptoKeyHandle(key), data, digest, padding, saltLength, isP1363, undefined)));
}

async function verify(algorithm, key, signature, data) {
  const normalized = requireAlgorithm(algorithm, isSigning);
  if (normalized.name === 'ECDSA') requireHash(normalized, 'EcdsaParams');
  checkUse(key, normalized, 'verify', 'verify');
  if (normalized.name === 'HMAC') return hashBinding.timingSafeEqual(hmac(key, data), signature);
  const { 0: digest, 1: padding, 2: saltLength, 3: isP1363 } = signatureArguments(normalized, key);
  return operate(() => promise(
    binding.verifyOneShot, getCryptoKeyHandle(key), data, digest, padding, saltLength, isP1363, undefined,
    signature));
}

// ---- deriving ----------------------------------------------------------------------------

async function agree(algorithm, key, length) {
  const peer = requireMember(algorithm, 'public', 'EcdhKeyDeriveParams');
  if (peer.type !== 'public') throw fail('algorithm.public must be a public key', 'InvalidAccessError');
  if (key.algorithm.name !== peer.algorithm.name || key.algorithm.namedCurve !== peer.algorithm.namedCurve) {
    throw fail('key algorithm mismatch', 'InvalidAccessError');
  }
  const secret = await operate(() =>
    promise(binding.deriveSecret, getCryptoKeyHandle(key), getCryptoKeyHandle(peer)));
  if (length === null) return toArrayBuffer(secret);
  const size = Math.ceil(length / 8);
  if (size > secret.length) throw fail('derived bit length is too small', 'OperationError');
  const result = secret.slice(0, size);
  if (length % 8 !== 0) result[size - 1] &= 0xff << (8 - length % 8);
  return result.buffer;
}

async function derive(algorithm, key, length) {
  if (algorithm.name === 'ECDH' || algorithm.name === 'X25519') return agree(algorithm, key, length);
  const dictionary = algorithm.name === 'HKDF' ? 'HkdfParams' : 'Pbkdf2Params';
  const hash = requireHash(algorithm, dictionary);
  const salt = requireMember(algorithm, 'salt', dictionary);
  const member = requireMember(algorithm, algorithm.name === 'HKDF' ? 'info' : 'iterations', dictionary);
  if (algorithm.name === 'PBKDF2' && member === 0) throw fail('iterations cannot be zero', 'OperationError');
  if (length === null) throw fail('length cannot be null', 'OperationError');
  if (length % 8 !== 0) throw fail('length must be a multiple of 8', 'OperationError');
  if (length === 0) return new ArrayBuffer(0);
  const secret = binding.exportSecretKey(getCryptoKeyHandle(key));
  const work = algorithm.name === 'HKDF' ?
    () => promise(hashBinding.hkdf, digestNumber(hash), secret, salt, member, length / 8) :
    () => promise(hashBinding.pbkdf2, secret, salt, member, length / 8, digestNumber(hash));
  return toArrayBuffer(await operate(work));
}

const isDeriving = (name) => /^(ECDH|X25519|HKDF|PBKDF2)$/.test(name);

async function deriveBits(algorithm, key, length = null) {
  const normalized = requireAlgorithm(algorithm, isDeriving);
  if (/^(ECDH|X25519)$/.test(normalized.name)) requireMember(normalized, 'public', 'EcdhKeyDeriveParams');
  checkUse(key, normalized, 'deriveBits', 'derive bits');
  return derive(normalized, key, length);
}

function derivedLength(algorithm) {
  const { name, length } = algorithm;
  if (/^AES/.test(name)) return length;
  if (name === 'HMAC') return length ?? kBlockBits[requireHash(algorithm, 'HmacImportParams').name];
  return null;
}

async function deriveKey(algorithm, key, derivedKeyType, extractable, usages) {
  const normalized = requireAlgorithm(algorithm, isDeriving);
  const wanted = requireAlgorithm(derivedKeyType, (name) => kAlgorithms[name]?.secret !== undefined);
  checkUse(key, normalized, 'deriveKey', 'derive a key');
  const bits = await derive(normalized, key, derivedLength(wanted));
  return importKey('raw', bits, wanted, extractable, usages);
}

// ---- wrapping ----------------------------------------------------------------------------

const isWrapping = (name) => isCipher(name) || name === 'AES-KW';

async function wrapKey(format, key, wrappingKey, algorithm) {
  const normalized = requireAlgorithm(algorithm, isWrapping);
  checkUse(wrappingKey, normalized, 'wrapKey', 'wrapKey');
  let data = exportKey(format, key);
  if (format === 'jwk') {
    let text = JSON.stringify(data);
    // Key wrap takes whole blocks of eight bytes; white space changes nothing.
    if (normalized.name === 'AES-KW') text = text.slice(0, -1) + ' '.repeat((8 - text.length % 8) % 8) + '}';
    data = Buffer.from(text);
  }
  return crypt(true, normalized, wrappingKey, data);
}

async function unwrapKey(format, wrapped, unwrappingKey, algorithm, keyAlgorithm, extractable, usages) {
  const normalized = requireAlgorithm(algorithm, isWrapping);
  checkUse(unwrappingKey, normalized, 'unwrapKey', 'unwrapKey');
  let data = await crypt(false, normalized, unwrappingKey, wrapped);
  if (format === 'jwk') {
    try {
      data = JSON.parse(Buffer.from(data).toString());
    } catch {
      throw fail('Invalid wrapped JWK key', 'DataError');
    }
  }
  return importKey(format, data, keyAlgorithm, extractable, usages);
}

async function digest(algorithm, data) {
  const { name } = requireAlgorithm(algorithm, (known) => kHashes[known] !== undefined);
  return toArrayBuffer(hashBinding.hash(digestNumber({ name }), data, undefined, undefined));
}

module.exports = {
  decrypt, deriveBits, deriveKey, digest, encrypt, exportKey, generateKey, importKey, isBytes, sign, unwrapKey,
  verify, wrapKey,
};
