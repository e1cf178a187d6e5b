// Keys as JSON: RFC 7517, 7518, 8037, and the AKP type for ML-DSA, ML-KEM and SLH-DSA.

'use strict';

const {
  codes: {
    ERR_CRYPTO_INVALID_CURVE,
    ERR_CRYPTO_INVALID_JWK,
    ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE,
    ERR_CRYPTO_OPERATION_FAILED,
  },
} = require('internal/errors');
const { validateObject } = require('internal/validators');

const binding = internalBinding('crypto_keys');

const kCurves = {
  '__proto__': null,
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  'secp256k1': 'secp256k1',
};
const kCurveNames = {
  __proto__: null,
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
  secp256k1: 'secp256k1',
};
const kPublicMembers = {
  __proto__: null, RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], AKP: ['pub'],
};
const kRsaPrivateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi'];
const kMaxModulusBits = 16384;
const kOkp = { __proto__: null, Ed25519: 'ed25519', X25519: 'x25519', Ed448: 'ed448', X448: 'x448' };
const kOkpNames = { __proto__: null, ed25519: 'Ed25519', x25519: 'X25519', ed448: 'Ed448', x448: 'X448' };
const kAkpNames = /^(?:ML-DSA-(?:44|65|87)|ML-KEM-(?:512|768|1024)|SLH-DSA-SH(?:A2|AKE)-(?:128|192|256)[sf])$/;

// The kind of an AKP key, which is its algorithm.
function akpKindOf(alg) {
  if (typeof alg !== 'string' || !kAkpNames.test(alg)) throw new ERR_CRYPTO_INVALID_JWK('Unsupported JWK AKP "alg"');
  return alg.toLowerCase();
}

const toText = (bytes) => Buffer.from(bytes.buffer).toString('base64url');

function exportJwk(handle, isPrivate) {
  const kind = binding.getKeyType(handle);
  if (kind === 'rsa') {
    const parts = binding.getRsaComponents(handle).map(toText);
    const { 0: n, 1: e, 2: d, 3: p, 4: q, 5: dp, 6: dq, 7: qi } = parts;
    return isPrivate ? { kty: 'RSA', n, e, d, p, q, dp, dq, qi } : { kty: 'RSA', n, e };
  }
  if (kind === 'ec') {
    const { namedCurve } = binding.getKeyDetails(handle);
    const crv = kCurveNames[namedCurve];
    if (crv === undefined) {
      const error = new ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE();
      error.code = 'ERR_CRYPTO_JWK_UNSUPPORTED_CURVE';
      error.message = `Unsupported JWK EC curve: ${namedCurve}.`;
      throw error;
    }
    const point = Buffer.from(binding.exportRaw(handle, false, 4).buffer);
    const half = (point.length - 1) / 2;
    const jwk = {
      kty: 'EC',
      x: point.toString('base64url', 1, 1 + half),
      y: point.toString('base64url', 1 + half),
      crv,
    };
    if (isPrivate) jwk.d = toText(binding.exportRaw(handle, true));
    return jwk;
  }
  if (kOkpNames[kind] !== undefined) {
    const jwk = { kty: 'OKP', crv: kOkpNames[kind], x: toText(binding.exportRaw(handle, false)) };
    if (isPrivate) jwk.d = toText(binding.exportRaw(handle, true));
    return jwk;
  }
  if (/^(?:ml|slh-)/.test(kind)) {
    const jwk = {
      kty: 'AKP',
      // The sets of SLH-DSA end in a small letter.
      alg: kind.toUpperCase().replace(/[SF]$/, (letter) => letter.toLowerCase()),
      pub: toText(binding.exportRaw(handle, false)),
    };
    if (isPrivate) jwk.priv = toText(binding.exportRaw(handle, true));
    return jwk;
  }
  throw new ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE();
}

function importHandle(kty, make) {
  const handle = make();
  if (handle === undefined) throw new ERR_CRYPTO_INVALID_JWK(`Invalid JWK ${kty} key`);
  return handle;
}

// A private key whose public half is `expected`, undefined when it is not.
function importFitting(kind, bytes, expected) {
  const handle = binding.importRaw(kind, true, bytes);
  const isSame = handle !== undefined && expected.equals(Buffer.from(binding.exportRaw(handle, false).buffer));
  return isSame ? handle : undefined;
}

function bitLength(bytes) {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start === -1 ? 0 : (bytes.length - start) * 8 - Math.clz32(bytes[start]) + 24;
}

// Sizes come first: numbers of megabytes are never multiplied, nor does AWS-LC take a modulus of more than 16,384 bits.
function checkRsaParts([n, , d, p, q, ...others]) {
  const bits = bitLength(n);
  const number = (bytes) => BigInt(`0x0${bytes.toString('hex')}`);
  if (bits > kMaxModulusBits || bitLength(p) > bits || bitLength(q) > bits || number(p) * number(q) !== number(n)) {
    throw new ERR_CRYPTO_INVALID_JWK('Invalid JWK RSA key');
  }
  if ([d, ...others].some((part) => bitLength(part) > bits)) {
    throw new ERR_CRYPTO_OPERATION_FAILED('Unable to create key pointer');
  }
}

// The handle of the key that a JWK describes; a private one serves for its public half.
function importJwk(jwk, isPrivate, name) {
  validateObject(jwk, name);
  const { kty } = jwk;
  if (typeof kty !== 'string') throw new ERR_CRYPTO_INVALID_JWK('Invalid JWK format');
  const secret = kty === 'AKP' ? 'priv' : 'd';
  if (kPublicMembers[kty] === undefined) {
    throw new ERR_CRYPTO_INVALID_JWK(`${kty} is not a supported JWK key type`);
  }
  const akpKind = kty === 'AKP' ? akpKindOf(jwk.alg) : undefined;
  for (const member of kPublicMembers[kty]) {
    if (typeof jwk[member] !== 'string') throw new ERR_CRYPTO_INVALID_JWK(`Invalid JWK ${kty} key`);
  }
  if (isPrivate && jwk[secret] === undefined) {
    // What is wrong with the public half is told first.
    importJwk(jwk, false, name);
    throw new ERR_CRYPTO_INVALID_JWK('JWK does not contain private key material');
  }
  if (!isPrivate && kty !== 'RSA' && jwk[secret] !== undefined) {
    // A private key gives a public one only when it is right itself.
    importJwk(jwk, true, name);
  }
  const bytes = (member) => {
    if (typeof jwk[member] !== 'string') {
      throw new ERR_CRYPTO_INVALID_JWK(`Invalid JWK ${kty} key`);
    }
    return Buffer.from(jwk[member], 'base64url');
  };
  switch (kty) {
    case 'RSA': {
      // Keys of more than two primes.
      if (jwk.oth !== undefined) throw new ERR_CRYPTO_INVALID_JWK(`Invalid JWK ${kty} key`);
      const hasPrivate = isPrivate || jwk.d !== undefined;
      const parts = (hasPrivate ? ['n', 'e', ...kRsaPrivateMembers] : ['n', 'e']).map(bytes);
      if (hasPrivate) checkRsaParts(parts);
      return importHandle(kty, () => binding.rsaFromComponents(isPrivate ? parts : parts.slice(0, 2)));
    }
    case 'EC': {
      const x = bytes('x');
      const y = bytes('y');
      const d = isPrivate ? bytes('d') : undefined;
      if (kCurves[jwk.crv] === undefined) throw new ERR_CRYPTO_INVALID_CURVE();
      return importHandle(kty,
                          () => binding.ecFromComponents(kCurves[jwk.crv], x, y, d));
    }
    case 'OKP': {
      const kind = kOkp[jwk.crv];
      if (kind === undefined) throw new ERR_CRYPTO_INVALID_JWK(`Invalid JWK ${kty} key`);
      const x = bytes('x');
      return importHandle(kty, () => (isPrivate ? importFitting(kind, bytes('d'), x) :
        binding.importRaw(kind, false, x)));
    }
    default: {
      const pub = bytes('pub');
      return importHandle(kty, () => (isPrivate ? importFitting(akpKind, bytes('priv'), pub) :
        binding.importRaw(akpKind, false, pub)));
    }
  }
}

module.exports = { exportJwk, importJwk };
