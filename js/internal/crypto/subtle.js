// The operations of crypto.subtle with keys and without: encryption, signatures, derivation, encapsulation, wrapping, digests.

'use strict';

const { constants } = require('internal/crypto/constants');
const { converters } = require('internal/crypto/webidl');
const { fail, hasOperation, normalizeAlgorithm, normalizeWrapping } = require('internal/crypto/algorithms');
const { getCryptoKeyHandle } = require('internal/crypto/crypto_key');
const { digestNumber, failWith, job, kBlockBits, kHashes, operate, toArrayBuffer } = require('internal/crypto/subtle_job');
const {
  exportCryptoKey, exportKey, generateKey, getPublicKey, importKey, importNormalized,
} = require('internal/crypto/subtle_keys');

const binding = internalBinding('crypto_keys');
const hashBinding = internalBinding('crypto');

function checkUse(key, algorithm, usage, message) {
  if (key.algorithm.name !== algorithm.name) throw fail('Key algorithm mismatch', 'InvalidAccessError');
  if (!key.usages.includes(usage)) throw fail(message, 'InvalidAccessError');
}

const unableTo = (usage) => `Unable to use this key to ${usage}`;

// ---- encryption --------------------------------------------------------------------------

const kWrapVector = new Uint8Array(8).fill(0xa6);

// The name of the cipher and what it takes besides the key and the data.
function cipherArguments(algorithm, key) {
  const { name } = algorithm;
  const { length } = key.algorithm;
  switch (name) {
    case 'AES-CBC': return [`aes-${length}-cbc`, algorithm.iv];
    case 'AES-KW': return [`aes${length}-wrap`, kWrapVector];
    case 'AES-CTR': return [`aes-${length}-ctr`, algorithm.counter, undefined, undefined, algorithm.length];
  }
  const { iv, additionalData, tagLength = 128 } = algorithm;
  const cipher = name === 'ChaCha20-Poly1305' ? 'chacha20-poly1305' : `aes-${length}-${name.slice(4).toLowerCase()}`;
  return [cipher, iv, additionalData, tagLength / 8];
}

async function crypt(isEncrypting, algorithm, key, data) {
  const handle = getCryptoKeyHandle(key);
  if (algorithm.name === 'RSA-OAEP') {
    return toArrayBuffer(await operate(() => job(
      binding.rsaCrypt, isEncrypting ? 0 : 1, handle, data, constants.RSA_PKCS1_OAEP_PADDING,
      kHashes[key.algorithm.hash.name], algorithm.label)));
  }
  const { 0: cipher, 1: iv, 2: aad, 3: tagLength, 4: counterLength } = cipherArguments(algorithm, key);
  return toArrayBuffer(await operate(() => job(
    binding.cipherJob, isEncrypting, cipher, handle, iv, data, aad, tagLength, counterLength)));
}

async function encrypt(algorithm, key, data) {
  const normalized = normalizeAlgorithm(algorithm, 'encrypt');
  checkUse(key, normalized, 'encrypt', unableTo('encrypt'));
  return crypt(true, normalized, key, data);
}

async function decrypt(algorithm, key, data) {
  const normalized = normalizeAlgorithm(algorithm, 'decrypt');
  checkUse(key, normalized, 'decrypt', unableTo('decrypt'));
  return crypt(false, normalized, key, data);
}

// ---- signatures --------------------------------------------------------------------------

// Digest, padding, length of the salt, whether the numbers come without a structure, context.
function signatureArguments(algorithm, key) {
  const { name, hash } = key.algorithm;
  switch (name) {
    case 'RSASSA-PKCS1-v1_5': return [digestNumber(hash), constants.RSA_PKCS1_PADDING, undefined, false, undefined];
    case 'RSA-PSS':
      return [digestNumber(hash), constants.RSA_PKCS1_PSS_PADDING, algorithm.saltLength, false, undefined];
    case 'ECDSA': return [digestNumber(algorithm.hash), undefined, undefined, true, undefined];
    default: return [undefined, undefined, undefined, false, algorithm.context];
  }
}

// The MAC of some data; with `signature` whether it is the right one.
function mac({ name, outputLength, customization }, key, data, signature) {
  const handle = getCryptoKeyHandle(key);
  return name === 'HMAC' ? job(hashBinding.hmacJob, digestNumber(key.algorithm.hash), handle, data, signature) :
    job(hashBinding.kmacJob, Number(name.slice(4)), handle, data, customization, outputLength, signature);
}

const isMac = (name) => /MAC/.test(name);

async function sign(algorithm, key, data) {
  const normalized = normalizeAlgorithm(algorithm, 'sign');
  checkUse(key, normalized, 'sign', unableTo('sign'));
  if (isMac(normalized.name)) return toArrayBuffer(await operate(() => mac(normalized, key, data)));
  return toArrayBuffer(await operate(() => job(
    binding.signOneShot, getCryptoKeyHandle(key), data, ...signatureArguments(normalized, key))));
}

async function verify(algorithm, key, signature, data) {
  const normalized = normalizeAlgorithm(algorithm, 'verify');
  checkUse(key, normalized, 'verify', unableTo('verify'));
  if (isMac(normalized.name)) return operate(() => mac(normalized, key, data, signature));
  return operate(() => job(
    binding.verifyOneShot, getCryptoKeyHandle(key), data, ...signatureArguments(normalized, key), signature));
}

// ---- digests -----------------------------------------------------------------------------

async function digest(algorithm, data) {
  const normalized = normalizeAlgorithm(algorithm, 'digest');
  const { name, outputLength, customization, functionName, domainSeparation } = normalized;
  const work = kHashes[name] === undefined ?
    () => job(hashBinding.xofJob, name, data, outputLength, customization, functionName, domainSeparation) :
    () => job(hashBinding.hashJob, digestNumber(normalized), data);
  return toArrayBuffer(await operate(work));
}

// ---- derivation --------------------------------------------------------------------------

// The first bits of a secret.
function cut(secret, length) {
  if (length === null) return toArrayBuffer(secret);
  const size = Math.ceil(length / 8);
  if (size > secret.length) throw fail('derived bit length is too small', 'OperationError');
  const result = secret.slice(0, size);
  if (length % 8 !== 0) result[size - 1] &= 0xff << (8 - length % 8);
  return result.buffer;
}

async function agree({ public: peer }, key, length) {
  if (key.algorithm.namedCurve !== peer.algorithm.namedCurve) throw fail('Named curve mismatch', 'InvalidAccessError');
  const secret = await operate(() =>
    job(binding.deriveSecret, getCryptoKeyHandle(key), getCryptoKeyHandle(peer)));
  return cut(secret, length);
}

const kArgon2 = { __proto__: null, Argon2d: 0, Argon2i: 1, Argon2id: 2 };
const kEmpty = new Uint8Array(0);

async function derive(algorithm, key, length) {
  const { name, hash, salt } = algorithm;
  if (hasOperation(name, 'generateKey')) return agree(algorithm, key, length);
  if (length === null) throw fail('length cannot be null', 'OperationError');
  if (length % 8 !== 0) throw fail('length must be a multiple of 8', 'OperationError');
  const handle = getCryptoKeyHandle(key);
  const size = length / 8;
  if (kArgon2[name] !== undefined) {
    if (length < 32) throw fail('length must be >= 32', 'OperationError');
    const { nonce, parallelism, memory, passes, secretValue, associatedData = kEmpty } = algorithm;
    return toArrayBuffer(await operate(() => job(
      binding.argon2, kArgon2[name], handle, nonce, parallelism, size, memory, passes, secretValue, associatedData)));
  }
  if (length === 0) return new ArrayBuffer(0);
  if (name === 'HKDF' && size > 255 * hashBinding.hash(digestNumber(hash), '', undefined, undefined).length) {
    throw fail('length exceeds the maximum derived bit length', 'OperationError');
  }
  return toArrayBuffer(await operate(name === 'HKDF' ?
    () => job(hashBinding.hkdf, digestNumber(hash), handle, salt, algorithm.info, size) :
    () => job(hashBinding.pbkdf2, handle, salt, algorithm.iterations, size, digestNumber(hash))));
}

async function deriveBits(algorithm, key, length = null) {
  const normalized = normalizeAlgorithm(algorithm, 'deriveBits');
  if (!key.usages.includes('deriveBits')) throw fail('baseKey does not have deriveBits usage', 'InvalidAccessError');
  if (key.algorithm.name !== normalized.name) throw fail('Key algorithm mismatch', 'InvalidAccessError');
  return derive(normalized, key, length);
}

// How many bits a derived key of an algorithm takes; null is as many as there are.
function derivedLength({ name, length, hash }) {
  if (/^AES/.test(name)) return length;
  if (name === 'ChaCha20-Poly1305') return 256;
  if (/^KMAC/.test(name)) return length ?? Number(name.slice(4));
  if (name !== 'HMAC') return null;
  const bits = length ?? kBlockBits[hash.name];
  if (bits === undefined) throw fail('Explicit algorithm length member is required', 'NotSupportedError');
  return bits;
}

async function deriveKey(algorithm, key, derivedKeyType, extractable, usages) {
  const normalized = normalizeAlgorithm(algorithm, 'deriveBits');
  const wanted = normalizeAlgorithm(derivedKeyType, 'importKey');
  const lengthOf = normalizeAlgorithm(derivedKeyType, 'get key length');
  if (!key.usages.includes('deriveKey')) throw fail('baseKey does not have deriveKey usage', 'InvalidAccessError');
  if (key.algorithm.name !== normalized.name) throw fail('Key algorithm mismatch', 'InvalidAccessError');
  const bits = await derive(normalized, key, derivedLength(lengthOf));
  return importNormalized('raw-secret', bits, wanted, extractable, usages);
}

// ---- encapsulation -----------------------------------------------------------------------

function checkKem(key, algorithm, usage) {
  const role = usage.startsWith('encapsulate') ? 'encapsulationKey' : 'decapsulationKey';
  if (key.algorithm.name !== algorithm.name) throw fail('key algorithm mismatch', 'InvalidAccessError');
  if (!key.usages.includes(usage)) throw fail(`${role} does not have ${usage} usage`, 'InvalidAccessError');
}

async function encapsulate(key) {
  const { 0: secret, 1: text } = await operate(() => job(binding.encapsulate, getCryptoKeyHandle(key)));
  return { sharedKey: toArrayBuffer(secret), ciphertext: toArrayBuffer(text) };
}

async function decapsulate(key, ciphertext) {
  return toArrayBuffer(await operate(() => job(binding.decapsulate, getCryptoKeyHandle(key), ciphertext)));
}

async function encapsulateBits(algorithm, key) {
  checkKem(key, normalizeAlgorithm(algorithm, 'encapsulate'), 'encapsulateBits');
  return encapsulate(key);
}

async function decapsulateBits(algorithm, key, ciphertext) {
  checkKem(key, normalizeAlgorithm(algorithm, 'decapsulate'), 'decapsulateBits');
  return decapsulate(key, ciphertext);
}

async function encapsulateKey(algorithm, key, sharedKeyAlgorithm, extractable, usages) {
  const normalized = normalizeAlgorithm(algorithm, 'encapsulate');
  const wanted = normalizeAlgorithm(sharedKeyAlgorithm, 'importKey');
  checkKem(key, normalized, 'encapsulateKey');
  const { sharedKey, ciphertext } = await encapsulate(key);
  return { ciphertext, sharedKey: importNormalized('raw-secret', sharedKey, wanted, extractable, usages) };
}

async function decapsulateKey(algorithm, key, ciphertext, sharedKeyAlgorithm, extractable, usages) {
  const normalized = normalizeAlgorithm(algorithm, 'decapsulate');
  const wanted = normalizeAlgorithm(sharedKeyAlgorithm, 'importKey');
  checkKem(key, normalized, 'decapsulateKey');
  return importNormalized('raw-secret', await decapsulate(key, ciphertext), wanted, extractable, usages);
}

// ---- wrapping ----------------------------------------------------------------------------

async function wrapKey(format, key, wrappingKey, algorithm) {
  const normalized = normalizeWrapping(algorithm, 'wrapKey', 'encrypt');
  checkUse(wrappingKey, normalized, 'wrapKey', unableTo('wrapKey'));
  let data = exportCryptoKey(format, key);
  if (format === 'jwk') {
    let json = JSON.stringify(data);
    // Key wrap takes whole blocks of eight bytes; white space changes nothing.
    if (normalized.name === 'AES-KW') json = json.slice(0, -1) + ' '.repeat((8 - json.length % 8) % 8) + '}';
    data = Buffer.from(json);
  }
  return crypt(true, normalized, wrappingKey, data);
}

function parseJwk(data) {
  let jwk;
  try {
    jwk = JSON.parse(Buffer.from(data).toString());
    if (jwk !== null) return converters.jsonWebKey(jwk);
  } catch (cause) {
    throw failWith('Invalid wrapped JWK key', 'DataError', cause);
  }
  throw fail('Invalid wrapped JWK key', 'DataError');
}

async function unwrapKey(format, wrapped, unwrappingKey, algorithm, keyAlgorithm, extractable, usages) {
  const normalized = normalizeWrapping(algorithm, 'unwrapKey', 'decrypt');
  const wanted = normalizeAlgorithm(keyAlgorithm, 'importKey');
  checkUse(unwrappingKey, normalized, 'unwrapKey', unableTo('unwrapKey'));
  const data = await crypt(false, normalized, unwrappingKey, wrapped);
  return importNormalized(format, format === 'jwk' ? parseJwk(data) : data, wanted, extractable, usages);
}

// ---- what there is -----------------------------------------------------------------------

const isNormal = (algorithm, ...operations) => {
  normalizeAlgorithm(algorithm, ...operations);
  return true;
};

function canDerive(algorithm, length) {
  const normalized = normalizeAlgorithm(algorithm, 'deriveBits');
  const { name } = normalized;
  if (hasOperation(name, 'generateKey')) return true;
  if (length === null || length % 8 !== 0) return false;
  if (kArgon2[name] !== undefined) return length >= 32;
  return name !== 'PBKDF2' || normalized.iterations !== 0;
}

function check(operation, algorithm, other) {
  switch (operation) {
    case 'deriveKey': {
      if (!isNormal(other, 'importKey')) return false;
      return canDerive(algorithm, derivedLength(normalizeAlgorithm(other, 'get key length')));
    }
    case 'deriveBits': return canDerive(algorithm, other ?? null);
    case 'wrapKey':
      normalizeWrapping(algorithm, 'wrapKey', 'encrypt');
      return isNormal(other, 'exportKey');
    case 'unwrapKey':
      normalizeWrapping(algorithm, 'unwrapKey', 'decrypt');
      return isNormal(other, 'importKey');
    case 'encapsulateKey':
    case 'decapsulateKey': {
      const name = operation.slice(0, -3);
      return isNormal(algorithm, name) && isNormal(other, 'importKey');
    }
    case 'encapsulateBits':
    case 'decapsulateBits': return isNormal(algorithm, operation.slice(0, -4));
    case 'getPublicKey': {
      const { name } = normalizeAlgorithm(algorithm, 'exportKey');
      return !/^(?:AES|HMAC|KMAC|ChaCha20)/.test(name);
    }
    case 'generateKey': {
      const normalized = normalizeAlgorithm(algorithm, operation);
      return normalized.name !== 'HMAC' || derivedLength(normalized) !== undefined;
    }
    default: return isNormal(algorithm, operation);
  }
}

// Whether an operation would take such an algorithm.
function supports(operation, algorithm, other) {
  try {
    return check(operation, algorithm, other);
  } catch {
    return false;
  }
}

module.exports = {
  decapsulateBits, decapsulateKey, decrypt, deriveBits, deriveKey, digest, encapsulateBits, encapsulateKey, encrypt,
  exportKey, generateKey, getPublicKey, importKey, sign, supports, unwrapKey, verify, wrapKey,
};
