// The keys of crypto.subtle: generating, importing and exporting them, and the public half of a private one.

'use strict';

const { fail, kCurves, normalizeAlgorithm } = require('internal/crypto/algorithms');
const { createCryptoKey, getCryptoKeyHandle } = require('internal/crypto/crypto_key');
const { exportJwk, importJwk } = require('internal/crypto/jwk');
const { kPkcs8, kSpki } = require('internal/crypto/key_encoding');
const { failWith, job, kBlockBits, operate, toArrayBuffer } = require('internal/crypto/subtle_job');

const binding = internalBinding('crypto_keys');

// For each name the usages: of secret keys, or of public and private ones.
const kCipher = { secret: ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'] };
const kMac = { secret: ['sign', 'verify'] };
const kDerivation = { secret: ['deriveKey', 'deriveBits'] };
const kSignature = { public: ['verify'], private: ['sign'] };
const kAgreement = { public: [], private: ['deriveKey', 'deriveBits'] };
const kKem = {
  public: ['encapsulateKey', 'encapsulateBits'], private: ['decapsulateKey', 'decapsulateBits'],
};
const kUsagesOf = {
  '__proto__': null,
  'AES-CBC': kCipher,
  'AES-CTR': kCipher,
  'AES-GCM': kCipher,
  'AES-OCB': kCipher,
  'ChaCha20-Poly1305': kCipher,
  'AES-KW': { secret: ['wrapKey', 'unwrapKey'] },
  'HMAC': kMac,
  'KMAC128': kMac,
  'KMAC256': kMac,
  'HKDF': kDerivation,
  'PBKDF2': kDerivation,
  'Argon2d': kDerivation,
  'Argon2i': kDerivation,
  'Argon2id': kDerivation,
  'RSASSA-PKCS1-v1_5': kSignature,
  'RSA-PSS': kSignature,
  'RSA-OAEP': { public: ['encrypt', 'wrapKey'], private: ['decrypt', 'unwrapKey'] },
  'ECDSA': kSignature,
  'ECDH': kAgreement,
  'Ed25519': kSignature,
  'X25519': kAgreement,
  'Ed448': kSignature,
  'X448': kAgreement,
  'ML-DSA-44': kSignature,
  'ML-DSA-65': kSignature,
  'ML-DSA-87': kSignature,
  'ML-KEM-512': kKem,
  'ML-KEM-768': kKem,
  'ML-KEM-1024': kKem,
  'MLKEM768-P256': kKem,
  'MLKEM768-X25519': kKem,
  'MLKEM1024-P384': kKem,
};

const isAes = (name) => /^AES/.test(name);
const isRsa = (name) => /^RSA/.test(name);
const isEc = (name) => /^EC/.test(name);
const isKmac = (name) => /^KMAC/.test(name);
const isPostQuantum = (name) => /^ML/.test(name);
// ML-KEM beside a group: keys that KeyObjects cannot be, and that no structures hold.
const isHybrid = (name) => /^MLKEM/.test(name);
const isKdf = (name) => kUsagesOf[name] === kDerivation;
// Algorithms that came after the format `raw` was split up.
const hasNoRaw = (name) => /^(?:AES-OCB|ChaCha20|KMAC|Argon2|ML)/.test(name);

function checkUsages(name, usages, allowed) {
  if (usages.some((usage) => !allowed.includes(usage))) {
    throw fail(`Unsupported key usage for ${isKdf(name) ? 'a ' : ''}${name} key`, 'SyntaxError');
  }
}

function checkNotEmpty(usages, doing) {
  if (usages.length === 0) throw fail(`Usages cannot be empty when ${doing}.`, 'SyntaxError');
}

// ---- generating --------------------------------------------------------------------------

function secretLength({ name, length, hash }) {
  if (isKmac(name)) return length ?? Number(name.slice(4));
  if (name === 'ChaCha20-Poly1305') return 256;
  if (name === 'HMAC' && length === undefined) {
    length = kBlockBits[hash.name];
    if (length === undefined) throw fail('Explicit algorithm length member is required', 'NotSupportedError');
  }
  return length;
}

async function generateSecret(normalized, extractable, usages) {
  const { name, hash } = normalized;
  const length = secretLength(normalized);
  checkUsages(name, usages, kUsagesOf[name].secret);
  checkNotEmpty(usages, 'creating a key');
  const handle = await operate(() => job(binding.generateSecretKey, Math.ceil(length / 8), length % 8));
  const own = { name };
  if (name !== 'ChaCha20-Poly1305') own.length = length;
  if (hash !== undefined) own.hash = hash;
  return createCryptoKey('secret', handle, own, extractable, usages);
}

// The number that an exponent's bytes are.
function exponentOf(bytes) {
  let value = 0;
  for (const byte of bytes) {
    value = value * 256 + byte;
    if (value > 0xffffffff) {
      throw fail('algorithm.publicExponent must fit in an unsigned 32-bit integer', 'OperationError');
    }
  }
  return value;
}

function rsaRecipe({ modulusLength, publicExponent }) {
  const exponent = exponentOf(publicExponent);
  if (exponent < 3) throw fail('algorithm.publicExponent must be at least 3', 'OperationError');
  if (exponent % 2 === 0) throw fail('algorithm.publicExponent must be odd', 'OperationError');
  return [modulusLength, exponent];
}

async function generatePair(normalized, extractable, usages) {
  const { name, hash, modulusLength, publicExponent, namedCurve } = normalized;
  const allowed = kUsagesOf[name];
  let kind = name.toLowerCase();
  let recipe = [];
  let own = { name };
  if (isRsa(name)) {
    kind = 'rsa';
    recipe = rsaRecipe(normalized);
    own = { name, modulusLength, publicExponent: new Uint8Array(publicExponent), hash };
  } else if (isEc(name)) {
    kind = 'ec';
    recipe = [namedCurve];
    own = { name, namedCurve };
  }
  checkUsages(name, usages, [...allowed.public, ...allowed.private]);
  const pick = (list) => usages.filter((usage) => list.includes(usage));
  const privateUsages = pick(allowed.private);
  checkNotEmpty(privateUsages, 'creating a key');
  const { 0: publicHandle, 1: privateHandle } = await operate(() => job(binding.generateKeyPair, kind, recipe));
  return {
    publicKey: createCryptoKey('public', publicHandle, own, true, pick(allowed.public)),
    privateKey: createCryptoKey('private', privateHandle, own, extractable, privateUsages),
  };
}

async function generateKey(algorithm, extractable, usages) {
  const normalized = normalizeAlgorithm(algorithm, 'generateKey');
  const make = kUsagesOf[normalized.name].secret === undefined ? generatePair : generateSecret;
  return make(normalized, extractable, usages);
}

// ---- JSON web keys -----------------------------------------------------------------------

const kUseOf = (name) => (/^(?:HMAC|KMAC|RSASSA|RSA-PSS|ECDSA|Ed|ML-DSA)/.test(name) ? 'sig' : 'enc');

// The `alg` of a key's JWK, undefined where there is none.
function jwkAlgorithm({ name, length, hash }) {
  if (isAes(name)) return `A${length}${name.slice(4)}`;
  if (isKmac(name)) return `K${name.slice(4)}`;
  if (name === 'ChaCha20-Poly1305') return 'C20P';
  if (/^Ed/.test(name) || isPostQuantum(name)) return name;
  if (hash === undefined || !/^SHA-/.test(hash.name)) return undefined;
  const bits = hash.name.slice(4);
  switch (name) {
    case 'HMAC': return `HS${bits}`;
    case 'RSASSA-PKCS1-v1_5': return `RS${bits}`;
    case 'RSA-PSS': return `PS${bits}`;
    case 'RSA-OAEP': return bits === '1' ? 'RSA-OAEP' : `RSA-OAEP-${bits}`;
  }
}

const invalidData = (cause) => failWith('Invalid keyData', 'DataError', cause);

function checkJwk(jwk, name, kty, extractable, usages) {
  if (jwk.kty === undefined) throw invalidData();
  if (jwk.kty !== kty) throw fail('Invalid JWK "kty" Parameter', 'DataError');
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== kUseOf(name)) {
    throw fail('Invalid JWK "use" Parameter', 'DataError');
  }
  if (jwk.key_ops !== undefined) {
    if (new Set(jwk.key_ops).size !== jwk.key_ops.length) throw fail('Duplicate key operation', 'DataError');
    if (usages.some((usage) => !jwk.key_ops.includes(usage))) {
      throw fail('Key operations and usage mismatch', 'DataError');
    }
  }
  if (jwk.ext === false && extractable) {
    throw fail('JWK "ext" Parameter and extractable mismatch', 'DataError');
  }
}

function checkJwkAlgorithm(jwk, own) {
  if (jwk.alg === undefined) return;
  const { name, namedCurve } = own;
  // RFC 7518 binds the curve to the hash, and the older name of Ed25519 stands for all of its family.
  const expected = name === 'ECDSA' ? { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[namedCurve] :
    jwkAlgorithm(own);
  if (expected === undefined || jwk.alg === expected || (/^Ed/.test(name) && jwk.alg === 'EdDSA')) return;
  throw fail('JWK "alg" does not match the requested algorithm', 'DataError');
}

// ---- importing ---------------------------------------------------------------------------

const unsupported = (doing, what, format) => fail(`Unable to ${doing} ${what} using ${format} format`, 'NotSupportedError');

// The bytes of a secret key, or undefined in formats that it does not have.
function secretBytes(format, data, name, extractable, usages) {
  if (format === 'raw-secret' || (format === 'raw' && !hasNoRaw(name))) return data;
  if (format !== 'jwk' || isKdf(name)) return undefined;
  checkJwk(data, name, 'oct', extractable, usages);
  if (typeof data.k !== 'string') throw invalidData();
  return Buffer.from(data.k, 'base64url');
}

// How long the algorithm says that a key is, of which there are `bits`.
function checkLength({ name, length }, bits) {
  if (name === 'HMAC' && bits === 0) throw fail('Zero-length key is not supported', 'DataError');
  if (isAes(name) ? ![128, 192, 256].includes(bits) : name === 'ChaCha20-Poly1305' && bits !== 256) {
    throw fail('Invalid key length', 'DataError');
  }
  if ((name === 'HMAC' || isKmac(name)) && length !== undefined && (length > bits || length <= bits - 8)) {
    throw fail('Invalid key length', 'DataError');
  }
}

// The last bits of a key whose length is no multiple of eight do not count.
function withoutLastBits(bytes, length) {
  if (length % 8 === 0) return bytes;
  const copy = new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength).slice();
  copy[copy.length - 1] &= 0xff << (8 - length % 8);
  return copy;
}

function importSecret(format, data, normalized, extractable, usages) {
  const { name, hash } = normalized;
  const check = () => {
    if (isKdf(name) && extractable) throw fail(`${name} keys are not extractable`, 'SyntaxError');
    checkUsages(name, usages, kUsagesOf[name].secret);
  };
  // Argon2 alone looks at the format first.
  const isArgon2 = name.startsWith('Argon2');
  if (!isArgon2) check();
  const bytes = secretBytes(format, data, name, extractable, usages);
  if (bytes === undefined) throw unsupported('import', name, format);
  if (isArgon2) check();
  const bits = bytes.byteLength * 8;
  const own = { name };
  if (!isKdf(name) && name !== 'ChaCha20-Poly1305') own.length = normalized.length ?? bits;
  if (hash !== undefined) own.hash = hash;
  // The name of a cipher without lengths says nothing about the length.
  if (format === 'jwk' && name === 'ChaCha20-Poly1305') checkJwkAlgorithm(data, own);
  checkLength(normalized, bits);
  if (format === 'jwk') checkJwkAlgorithm(data, own);
  checkNotEmpty(usages, 'importing a secret key');
  const handle = binding.createSecretKey(withoutLastBits(bytes, own.length ?? bits));
  return createCryptoKey('secret', handle, own, extractable, usages);
}

// What reads keys, with its own error as the cause of the one that is thrown.
function tryImport(read) {
  let handle;
  try {
    handle = read();
  } catch (error) {
    throw invalidData(error);
  }
  if (handle === undefined) {
    const { ERR_INVALID_ARG_VALUE } = require('internal/errors').codes;
    const cause = new ERR_INVALID_ARG_VALUE('key', undefined);
    cause.message = 'Invalid key data';
    throw invalidData(cause);
  }
  return handle;
}

const ktyOf = (name) => (isRsa(name) ? 'RSA' : isEc(name) ? 'EC' : isPostQuantum(name) ? 'AKP' : 'OKP');

const kJwkMembers = {
  __proto__: null, RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], AKP: ['alg', 'pub'],
};
const kPrivateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

// The key of a hybrid's JWK: crypto's own functions know no such JWKs.
function importHybridJwk({ pub, priv }, kind, isPrivate) {
  if (typeof pub !== 'string' || (isPrivate && typeof priv !== 'string')) throw invalidData();
  const publicBytes = Buffer.from(pub, 'base64url');
  if (!isPrivate) return tryImport(() => binding.importRaw(kind, false, publicBytes));
  const handle = binding.importRaw(kind, true, Buffer.from(priv, 'base64url'));
  if (handle === undefined || !publicBytes.equals(Buffer.from(binding.exportRaw(handle, false).buffer))) throw invalidData();
  return handle;
}

function importPairJwk(jwk, own, isPrivate, extractable, usages) {
  const { name, namedCurve } = own;
  const kty = ktyOf(name);
  checkJwk(jwk, name, kty, extractable, usages);
  if (kJwkMembers[kty].some((member) => jwk[member] === undefined)) throw invalidData();
  if (kty === 'EC' && jwk.crv !== namedCurve) {
    throw fail('JWK "crv" does not match the requested algorithm', 'DataError');
  }
  if (kty === 'OKP' && jwk.crv !== name) throw fail('JWK "crv" Parameter and algorithm name mismatch', 'DataError');
  if (kty === 'AKP' && jwk.alg !== name) throw fail('JWK "alg" Parameter and algorithm name mismatch', 'DataError');
  if (kty === 'RSA' && isPrivate && jwk.oth === undefined &&
      kPrivateMembers.some((member) => jwk[member] === undefined)) {
    throw invalidData();
  }
  checkJwkAlgorithm(jwk, own);
  if (isHybrid(name)) return importHybridJwk(jwk, name.toLowerCase(), isPrivate);
  return tryImport(() => importJwk(jwk, isPrivate, 'keyData'));
}

function importPair(format, data, normalized, extractable, usages) {
  const { name, namedCurve, hash } = normalized;
  const own = { name };
  if (namedCurve !== undefined) own.namedCurve = namedCurve;
  const isPrivate = format === 'pkcs8' || format === 'raw-seed' ||
    (format === 'jwk' && (isPostQuantum(name) ? data.priv : data.d) !== undefined);
  const type = isPrivate ? 'private' : 'public';
  const kind = isRsa(name) ? 'rsa' : isEc(name) ? 'ec' : name.toLowerCase();
  const isRaw = (format === 'raw' && !hasNoRaw(name)) || format === 'raw-public' ||
    (format === 'raw-seed' && isPostQuantum(name));
  if (!(isHybrid(name) ? ['jwk'] : ['jwk', 'spki', 'pkcs8']).includes(format) && !(isRaw && kind !== 'rsa')) {
    throw unsupported('import', name, format);
  }
  checkUsages(name, usages, kUsagesOf[name][type]);
  if (hash !== undefined) own.hash = hash;
  const handle = format === 'jwk' ? importPairJwk(data, own, isPrivate, extractable, usages) :
    tryImport(() => (isRaw ? binding.importRaw(kind, isPrivate, data, namedCurve) :
      binding.parseKey(isPrivate, data, false, isPrivate ? kPkcs8 : kSpki)));
  return pairKey(type, handle, own, kind, extractable, usages, 'importing a private key');
}

// A CryptoKey around half a pair whose kind has to be the algorithm's.
function pairKey(type, handle, own, kind, extractable, usages, doing) {
  if (binding.getKeyType(handle) !== kind) throw fail('Invalid key type', 'DataError');
  const { name, namedCurve, hash } = own;
  let algorithm = own;
  if (kind === 'rsa') {
    const { modulusLength, publicExponent } = binding.getKeyDetails(handle);
    algorithm = { name, modulusLength, publicExponent, hash };
  } else if (kind === 'ec' && binding.getKeyDetails(handle).namedCurve !== kCurves[namedCurve]) {
    throw fail('Named curve mismatch', 'DataError');
  }
  if (type === 'private') checkNotEmpty(usages, doing);
  return createCryptoKey(type, handle, algorithm, extractable, usages);
}

function importNormalized(format, data, normalized, extractable, usages) {
  const read = kUsagesOf[normalized.name].secret === undefined ? importPair : importSecret;
  return read(format, data, normalized, extractable, usages);
}

async function importKey(format, data, algorithm, extractable, usages) {
  return importNormalized(format, data, normalizeAlgorithm(algorithm, 'importKey'), extractable, usages);
}

// A KeyObject's handle as a CryptoKey.
function keyFromHandle(type, handle, algorithm, extractable, usages) {
  const normalized = normalizeAlgorithm(algorithm, 'importKey');
  const { name, namedCurve, hash } = normalized;
  const isSecret = kUsagesOf[name].secret !== undefined;
  if (isHybrid(name) || isSecret !== (type === 'secret')) throw fail('Unrecognized algorithm name', 'NotSupportedError');
  if (isSecret) return importSecret('raw-secret', binding.exportSecretKey(handle), normalized, extractable, usages);
  checkUsages(name, usages, kUsagesOf[name][type]);
  const own = { name };
  if (namedCurve !== undefined) own.namedCurve = namedCurve;
  if (hash !== undefined) own.hash = hash;
  const kind = isRsa(name) ? 'rsa' : isEc(name) ? 'ec' : name.toLowerCase();
  return pairKey(type, handle, own, kind, extractable, usages, 'importing a private key');
}

// ---- exporting ---------------------------------------------------------------------------

function exportPair(format, { type, algorithm: { name } }, handle) {
  const isPrivate = type === 'private';
  if (isHybrid(name) && (format === 'spki' || format === 'pkcs8')) return undefined;
  switch (format) {
    case 'spki':
      if (isPrivate) throw fail('Key must be a public key', 'InvalidAccessError');
      return binding.exportPublicKey(handle, false, kSpki);
    case 'pkcs8':
      if (!isPrivate) throw fail('Key must be a private key', 'InvalidAccessError');
      return binding.exportPrivateKey(handle, false, kPkcs8);
    case 'raw-seed':
      return isPrivate && isPostQuantum(name) ? binding.exportRaw(handle, true) : undefined;
    case 'raw':
    case 'raw-public':
      if (isPrivate || isRsa(name) || (format === 'raw' && hasNoRaw(name))) return undefined;
      return binding.exportRaw(handle, false, 4);
  }
}

function exportCryptoKey(format, key) {
  const { type, algorithm, usages } = key;
  const { name } = algorithm;
  const handle = getCryptoKeyHandle(key);
  if (isKdf(name)) throw fail(`${name} key export is not supported`, 'NotSupportedError');
  if (!key.extractable) throw fail('key is not extractable', 'InvalidAccessError');
  if (format === 'jwk') {
    const alg = isPostQuantum(name) ? undefined : jwkAlgorithm(algorithm);
    const jwk = { key_ops: [...usages], ext: true, ...(alg === undefined ? {} : { alg }) };
    if (isHybrid(name)) {
      const { priv, ...members } = exportJwk(handle, type === 'private');
      return { ...members, ...jwk, ...(priv === undefined ? {} : { priv }) };
    }
    if (type !== 'secret') return { ...jwk, ...exportJwk(handle, type === 'private') };
    return { ...jwk, kty: 'oct', k: Buffer.from(binding.exportSecretKey(handle).buffer).toString('base64url') };
  }
  const bytes = type !== 'secret' ? exportPair(format, key, handle) :
    format === 'raw-secret' || (format === 'raw' && !hasNoRaw(name)) ? binding.exportSecretKey(handle) : undefined;
  if (bytes === undefined) throw unsupported('export', `${name} ${type} key`, format);
  return toArrayBuffer(bytes);
}

async function exportKey(format, key) {
  return exportCryptoKey(format, key);
}

async function getPublicKey(key, usages) {
  const { type, algorithm } = key;
  if (type !== 'private') {
    throw fail('key must be a private key', type === 'secret' ? 'NotSupportedError' : 'InvalidAccessError');
  }
  checkUsages(algorithm.name, usages, kUsagesOf[algorithm.name].public);
  return createCryptoKey('public', binding.publicKeyOf(getCryptoKeyHandle(key)), { ...algorithm }, true, usages);
}

module.exports = { exportCryptoKey, exportKey, generateKey, getPublicKey, importKey, importNormalized, keyFromHandle };
