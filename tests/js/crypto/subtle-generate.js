'use strict';
// WebCrypto's parameters: how each member is converted, what is missing or out of range and with which error, for making keys
// and for digests, extendable ones included.
const { subtle } = globalThis.crypto;
const { bytes, showAsync: show } = require('./fixtures/show.js');

const three = bytes(1, 3);
const rsa = (members) => ({ name: 'RSA-PSS', modulusLength: 512, publicExponent: three, hash: 'SHA-1', ...members });
const keys = [
  'AES-CBC', { name: 'AES-CBC', length: 'x' }, { name: 'AES-CBC', length: -1 }, { name: 'AES-CBC', length: 1e9 },
  { name: 'AES-CBC', length: 129 }, { name: 'AES-CBC', length: null }, { name: 'AES-CBC', length: Symbol() },
  { name: 'AES-CBC', length: 1n }, { name: 'aes-cbc', length: '128' }, {}, null, undefined, 1, { name: 1 },
  { name: Symbol() }, Symbol(), [], () => {},
  { name: 'HMAC' }, { name: 'HMAC', hash: 1 }, { name: 'HMAC', hash: {} }, { name: 'HMAC', hash: 'MD5' },
  { name: 'HMAC', hash: { name: 'sha-256' } }, { name: 'HMAC', hash: 'SHA-1', length: 0 },
  { name: 'HMAC', hash: 'SHA-1', length: 7 }, { name: 'HMAC', hash: 'SHA3-256' }, { name: 'HMAC', hash: 'cSHAKE128' },
  rsa({ modulusLength: undefined }), rsa({ publicExponent: undefined }), rsa({ hash: undefined }),
  rsa({ modulusLength: 100 }), rsa({ modulusLength: 0 }), rsa({ publicExponent: bytes(1, 4) }),
  rsa({ publicExponent: [1, 0, 1] }), rsa({ publicExponent: new Uint16Array([3]) }),
  rsa({ publicExponent: bytes(12, 3) }), rsa({ publicExponent: bytes(0) }),
  { name: 'ECDSA' }, { name: 'ECDSA', namedCurve: 'x' }, { name: 'ECDSA', namedCurve: 1 },
  { name: 'ECDSA', namedCurve: 'p-256' }, { name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDH', namedCurve: 'P-521' },
  'Ed25519', 'X25519', 'ML-DSA-44', 'ML-KEM-512', 'ChaCha20-Poly1305', 'KMAC128', { name: 'KMAC128', length: 0 },
  { name: 'KMAC256', length: 9 }, { name: 'AES-OCB', length: 128 }, 'HKDF', 'PBKDF2', 'Argon2d', 'SHA-1',
];
const usages = [
  ['encrypt'], ['sign'], [], ['deriveBits', 'deriveKey'], ['encapsulateKey', 'decapsulateKey', 'encapsulateBits'],
];

const xof = (name, outputLength, members) => ({ name, outputLength, ...members });
const digests = [
  'SHA-1', 'sha-256', 'SHA-224', 'SHA3-256', 'SHA3-384', 'SHA3-512', { name: 'cSHAKE128' }, xof('cSHAKE128', 0),
  xof('cSHAKE128', 9), xof('cSHAKE128', 256), xof('cSHAKE256', 512),
  xof('cSHAKE256', 512, { functionName: bytes(2) }), xof('cSHAKE256', 512, { functionName: 1 }),
  xof('cSHAKE256', 512, { functionName: Buffer.from('KMAC') }), xof('cSHAKE256', 512, { customization: bytes(3) }),
  xof('cSHAKE256', 512, { customization: bytes(513) }), xof('cSHAKE256', 4096),
  xof('TurboSHAKE128', 256), xof('TurboSHAKE256', 2400), xof('TurboSHAKE256', 0), xof('TurboSHAKE256', 7),
  ...[0, 6, 127, 128, 300].map((domainSeparation) => xof('TurboSHAKE256', 256, { domainSeparation })),
  xof('KT128', 256), xof('KT256', 512, { customization: bytes(4) }), xof('KT128', 0), xof('KT128', 12),
];
const data = [
  1, 'a', null, [], {}, new ArrayBuffer(2), new DataView(new ArrayBuffer(3)), new SharedArrayBuffer(3),
  new Uint8Array(new SharedArrayBuffer(3)), new ArrayBuffer(3, { maxByteLength: 9 }),
  new Uint8Array(new ArrayBuffer(3, { maxByteLength: 9 })),
];

(async () => {
  for (const key of keys) {
    for (const list of usages) await show('generateKey', key, list, () => subtle.generateKey(key, true, list));
  }
  const aes = { name: 'AES-CBC', length: 128 };
  for (const list of ['encrypt', ['x'], {}, 1, undefined, new Set(['decrypt', 'encrypt', 'encrypt'])]) {
    await show('usages', list, () => subtle.generateKey(aes, '', list));
  }
  await show('no arguments', () => subtle.generateKey());
  await show('this', () => subtle.generateKey.call({}, aes, true, ['encrypt']));
  for (const algorithm of digests) await show('digest', algorithm, () => subtle.digest(algorithm, Buffer.from('abc')));
  await show('several blocks', () => subtle.digest(xof('KT128', 256), bytes(50000)));
  await show('several blocks', () => subtle.digest(xof('cSHAKE128', 256, { customization: bytes(200) }), bytes(5000)));
  for (const value of data) await show('digest of', value, () => subtle.digest('SHA-1', value));
})();
