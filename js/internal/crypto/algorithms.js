// Which algorithms WebCrypto knows for which operation, and their parameters: from what a user hands in to an object that has
// the algorithm's own name and the converted members.

'use strict';

const { emitExperimentalWarning, lazyDOMException } = require('internal/util');
const { converters, toDictionary } = require('internal/crypto/webidl');

const { text, octet, unsignedShort, unsignedLong, bufferSource, bigInteger, cryptoKey } = converters;

const kPrefix = 'Failed to normalize algorithm';
const kContext = 'passed algorithm';

const fail = (message, name) => lazyDOMException(message, name);
const operationError = (message) => lazyDOMException(message, 'OperationError');

// ---- members with rules of their own -----------------------------------------------------

function aesLength(value, prefix, context) {
  const length = unsignedShort(value, prefix, context);
  if (length !== 128 && length !== 192 && length !== 256) {
    throw operationError('AES key length must be 128, 192, or 256 bits');
  }
  return length;
}

const kCurves = { '__proto__': null, 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };

function namedCurve(value, prefix, context) {
  const name = text(value, prefix, context);
  if (kCurves[name] === undefined) throw fail('Unrecognized namedCurve', 'NotSupportedError');
  return name;
}

const exactly = (member, size) => (value, prefix, context) => {
  bufferSource(value, prefix, context);
  if (value.byteLength !== size) throw operationError(`algorithm.${member} must contain exactly ${size} bytes`);
  return value;
};

const atMost = (dictionary, member, size) => (value, prefix, context) => {
  bufferSource(value, prefix, context);
  if (value.byteLength > size) throw operationError(`${dictionary}.${member} must be at most ${size} bytes`);
  return value;
};

const isSha = (hash) => /^sha/i.test(String(typeof hash === 'object' && hash !== null ? hash.name : hash));

const hashOf = (dictionary) => (value, prefix, context) => {
  if (typeof value !== 'object' || value === null) value = text(value, prefix, context);
  if (!isSha(value)) throw fail(`Only SHA hashes are supported in ${dictionary}`, 'NotSupportedError');
  return normalizeAlgorithm(value, 'digest');
};

const nonZeroLength = (dictionary, error) => (value, prefix, context) => {
  const length = unsignedLong(value, prefix, context);
  if (length === 0) throw fail(`${dictionary}.length cannot be 0`, error);
  return length;
};

const wholeBytes = (dictionary) => (value, prefix, context) => {
  const length = unsignedLong(value, prefix, context);
  if (length === 0 || length % 8 !== 0) throw operationError(`Invalid ${dictionary} outputLength`);
  return length;
};

function domainSeparation(value, prefix, context) {
  const number = octet(value, prefix, context);
  if (number < 1 || number > 0x7f) {
    throw operationError('TurboShakeParams.domainSeparation must be in range 0x01-0x7f');
  }
  return number;
}

// The function names that NIST has given out.
function functionName(value, prefix, context) {
  bufferSource(value, prefix, context);
  const name = Buffer.from(new Uint8Array(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength));
  if (!['', 'KMAC', 'TupleHash', 'ParallelHash'].includes(name.latin1Slice())) {
    throw fail('Unsupported CShakeParams functionName', 'NotSupportedError');
  }
  return value;
}

function counterLength(value, prefix, context) {
  const length = octet(value, prefix, context);
  if (length < 1 || length > 128) throw operationError('AES-CTR algorithm.length must be between 1 and 128');
  return length;
}

function modulusLength(value, prefix, context) {
  const length = unsignedLong(value, prefix, context);
  if (length < 512) throw operationError('algorithm.modulusLength must be at least 512');
  return length;
}

function iterations(value, prefix, context) {
  const number = unsignedLong(value, prefix, context);
  if (number === 0) throw operationError('iterations cannot be zero');
  return number;
}

// ---- dictionaries ------------------------------------------------------------------------

// In the order in which WebIDL reads them; `true` marks the required ones.
const kDictionaries = {
  __proto__: null,
  AesKeyGenParams: [['length', aesLength, true]],
  AesDerivedKeyParams: [['length', aesLength, true]],
  HmacKeyGenParams: [
    ['hash', hashOf('HmacKeyGenParams'), true],
    ['length', nonZeroLength('HmacKeyGenParams', 'OperationError')],
  ],
  HmacImportParams: [
    ['hash', hashOf('HmacImportParams'), true],
    ['length', nonZeroLength('HmacImportParams', 'DataError')],
  ],
  KmacKeyGenParams: [['length', unsignedLong]],
  KmacImportParams: [['length', unsignedLong]],
  RsaHashedKeyGenParams: [
    ['modulusLength', modulusLength, true],
    ['publicExponent', bigInteger, true],
    ['hash', hashOf('RsaHashedKeyGenParams'), true],
  ],
  RsaHashedImportParams: [['hash', hashOf('RsaHashedImportParams'), true]],
  EcKeyGenParams: [['namedCurve', namedCurve, true]],
  EcKeyImportParams: [['namedCurve', namedCurve, true]],
  AesCbcParams: [['iv', exactly('iv', 16), true]],
  AesCtrParams: [['counter', exactly('counter', 16), true], ['length', counterLength, true]],
  AeadParams: [['additionalData', bufferSource], ['iv', bufferSource, true], ['tagLength', octet]],
  RsaOaepParams: [['label', bufferSource]],
  RsaPssParams: [['saltLength', unsignedLong, true]],
  EcdsaParams: [['hash', hashOf('EcdsaParams'), true]],
  ContextParams: [['context', atMost('ContextParams', 'context', 255)]],
  KmacParams: [['customization', bufferSource], ['outputLength', unsignedLong, true]],
  EcdhKeyDeriveParams: [['public', cryptoKey, true]],
  HkdfParams: [
    ['hash', hashOf('HkdfParams'), true],
    ['info', atMost('algorithm', 'info', 1024), true],
    ['salt', bufferSource, true],
  ],
  Pbkdf2Params: [
    ['hash', hashOf('Pbkdf2Params'), true],
    ['iterations', iterations, true],
    ['salt', bufferSource, true],
  ],
  Argon2Params: [
    ['associatedData', bufferSource], ['memory', unsignedLong, true], ['nonce', bufferSource, true],
    ['parallelism', unsignedLong, true], ['passes', unsignedLong, true], ['secretValue', bufferSource],
    ['version', octet],
  ],
  CShakeParams: [
    ['customization', atMost('CShakeParams', 'customization', 512)],
    ['functionName', functionName],
    ['outputLength', unsignedLong, true],
  ],
  TurboShakeParams: [
    ['domainSeparation', domainSeparation], ['outputLength', wholeBytes('TurboShakeParams'), true],
  ],
  KangarooTwelveParams: [
    ['customization', bufferSource], ['outputLength', wholeBytes('KangarooTwelveParams'), true],
  ],
};

for (const name of Object.keys(kDictionaries)) kDictionaries[name] = toDictionary(name, kDictionaries[name]);

// What a dictionary cannot say alone, since it depends on the algorithm.
const kTagLengths = {
  '__proto__': null,
  'AES-GCM': [32, 64, 96, 104, 112, 120, 128],
  'AES-OCB': [64, 96, 128],
  'ChaCha20-Poly1305': [128],
};

function checkAead({ name, iv, tagLength }) {
  if (name === 'AES-OCB' && iv.byteLength > 15) {
    throw operationError('AES-OCB algorithm.iv must be no more than 15 bytes');
  }
  if (name === 'ChaCha20-Poly1305' && iv.byteLength !== 12) {
    throw operationError('algorithm.iv must contain exactly 12 bytes');
  }
  if (tagLength !== undefined && !kTagLengths[name].includes(tagLength)) {
    throw operationError(`${tagLength} is not a valid ${name} tag length`);
  }
}

function checkArgon2({ nonce, parallelism, memory, passes, version }) {
  if (parallelism === 0 || parallelism > 0xffffff) {
    throw operationError('parallelism must be > 0 and <= 16777215');
  }
  if (memory < 8 * parallelism) {
    throw operationError('memory must be at least 8 times the degree of parallelism');
  }
  if (nonce.byteLength < 8) throw operationError('nonce must be at least 8 bytes');
  if (passes === 0) throw operationError('passes must be > 0');
  if (version !== undefined && version !== 0x13) throw operationError(`${version} is not a valid Argon2 version`);
}

function checkPeer({ name, public: key }) {
  if (key.type !== 'public') throw fail('algorithm.public must be a public key', 'InvalidAccessError');
  if (key.algorithm.name !== name) throw fail('key algorithm mismatch', 'InvalidAccessError');
}

const kChecks = {
  __proto__: null, AeadParams: checkAead, Argon2Params: checkArgon2, EcdhKeyDeriveParams: checkPeer,
};

// ---- operations --------------------------------------------------------------------------

const kSigning = { sign: '', verify: '' };
const kKeys = { exportKey: '', importKey: '' };
const kAes = {
  ...kKeys, 'generateKey': 'AesKeyGenParams', 'get key length': 'AesDerivedKeyParams',
};
const kRsa = { ...kKeys, generateKey: 'RsaHashedKeyGenParams', importKey: 'RsaHashedImportParams' };
const kEc = { ...kKeys, generateKey: 'EcKeyGenParams', importKey: 'EcKeyImportParams' };
const kPlain = { ...kKeys, generateKey: '' };
const kKem = { ...kPlain, encapsulate: '', decapsulate: '' };
const kKmac = {
  ...kPlain, 'generateKey': 'KmacKeyGenParams', 'importKey': 'KmacImportParams', 'sign': 'KmacParams',
  'verify': 'KmacParams', 'get key length': 'KmacImportParams',
};
const kArgon2 = { 'importKey': '', 'deriveBits': 'Argon2Params', 'get key length': '' };
const kBoundSigning = { ...kPlain, sign: 'ContextParams', verify: 'ContextParams' };
const kAgreement = { deriveBits: 'EcdhKeyDeriveParams' };
const crypt = (dictionary) => ({ encrypt: dictionary, decrypt: dictionary });

// For each algorithm its operations, each with the dictionary of its parameters, empty where it has none.
const kAlgorithms = {
  '__proto__': null,
  'AES-CBC': { ...kAes, ...crypt('AesCbcParams') },
  'AES-CTR': { ...kAes, ...crypt('AesCtrParams') },
  'AES-GCM': { ...kAes, ...crypt('AeadParams') },
  'AES-KW': { ...kAes, wrapKey: '', unwrapKey: '' },
  'AES-OCB': { ...kAes, ...crypt('AeadParams') },
  'ChaCha20-Poly1305': { ...kPlain, ...crypt('AeadParams'), 'get key length': '' },
  'HMAC': {
    ...kKeys, ...kSigning, 'generateKey': 'HmacKeyGenParams', 'importKey': 'HmacImportParams',
    'get key length': 'HmacImportParams',
  },
  'KMAC128': kKmac,
  'KMAC256': kKmac,
  'HKDF': { 'importKey': '', 'deriveBits': 'HkdfParams', 'get key length': '' },
  'PBKDF2': { 'importKey': '', 'deriveBits': 'Pbkdf2Params', 'get key length': '' },
  'Argon2d': kArgon2,
  'Argon2i': kArgon2,
  'Argon2id': kArgon2,
  'RSASSA-PKCS1-v1_5': { ...kRsa, ...kSigning },
  'RSA-PSS': { ...kRsa, sign: 'RsaPssParams', verify: 'RsaPssParams' },
  'RSA-OAEP': { ...kRsa, ...crypt('RsaOaepParams') },
  'ECDSA': { ...kEc, sign: 'EcdsaParams', verify: 'EcdsaParams' },
  'ECDH': { ...kEc, ...kAgreement },
  'Ed25519': { ...kPlain, ...kSigning },
  'X25519': { ...kPlain, ...kAgreement },
  'Ed448': kBoundSigning,
  'X448': { ...kPlain, ...kAgreement },
  'ML-DSA-44': kBoundSigning,
  'ML-DSA-65': kBoundSigning,
  'ML-DSA-87': kBoundSigning,
  'ML-KEM-512': kKem,
  'ML-KEM-768': kKem,
  'ML-KEM-1024': kKem,
  'MLKEM768-P256': kKem,
  'MLKEM768-X25519': kKem,
  'MLKEM1024-P384': kKem,
  'SHA-1': { digest: '' },
  'SHA-256': { digest: '' },
  'SHA-384': { digest: '' },
  'SHA-512': { digest: '' },
  'SHA3-256': { digest: '' },
  'SHA3-384': { digest: '' },
  'SHA3-512': { digest: '' },
  'cSHAKE128': { digest: 'CShakeParams' },
  'cSHAKE256': { digest: 'CShakeParams' },
  'TurboSHAKE128': { digest: 'TurboShakeParams' },
  'TurboSHAKE256': { digest: 'TurboShakeParams' },
  'KT128': { digest: 'KangarooTwelveParams' },
  'KT256': { digest: 'KangarooTwelveParams' },
};

const kNames = new Map(Object.keys(kAlgorithms).map((name) => [name.toLowerCase(), name]));

const kExperimental =
  /^(?:AES-OCB|ChaCha20|KMAC|Argon2|Ed448|X448|ML|SHA3|cSHAKE|TurboSHAKE|KT)/;

const toAlgorithm = toDictionary('Algorithm', [['name', text, true]]);

function normalizeAlgorithm(algorithm, operation) {
  const isObject = typeof algorithm === 'object' && algorithm !== null;
  const given = isObject ? toAlgorithm(algorithm, kPrefix, kContext).name : text(algorithm, kPrefix, kContext);
  const name = kNames.get(given.toLowerCase());
  const dictionary = name === undefined ? undefined : kAlgorithms[name][operation];
  if (dictionary === undefined) throw fail('Unrecognized algorithm name', 'NotSupportedError');
  if (kExperimental.test(name)) emitExperimentalWarning(`The ${name} Web Crypto API algorithm`);
  if (dictionary === '') return { name };
  const members = kDictionaries[dictionary](isObject ? algorithm : {}, kPrefix, kContext);
  const normalized = { name, ...members };
  kChecks[dictionary]?.(normalized);
  return normalized;
}

// What serves for wrapping where an algorithm has no wrapping of its own.
function normalizeWrapping(algorithm, operation, fallback) {
  try {
    return normalizeAlgorithm(algorithm, operation);
  } catch {
    return normalizeAlgorithm(algorithm, fallback);
  }
}

const hasOperation = (name, operation) => kAlgorithms[name][operation] !== undefined;

module.exports = { fail, hasOperation, kCurves, normalizeAlgorithm, normalizeWrapping };
