'use strict';
// What is wrong with an algorithm is told before what is wrong with the key: iterations, sizes, the peer of an agreement.
const { show, showAsync } = require('./fixtures/show.js');

const { subtle } = globalThis.crypto;
const bytes = new Uint8Array(8);

(async () => {
  const ecdh = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits', 'deriveKey']);
  const other = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-384' }, true, ['deriveBits']);
  const x25519 = await subtle.generateKey({ name: 'X25519' }, true, ['deriveBits']);
  const hmac = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  for (const [name, peer] of Object.entries({
    'own': ecdh.publicKey, 'private': ecdh.privateKey, 'other curve': other.publicKey, 'other algorithm': x25519.publicKey,
    'secret': hmac,
  })) {
    for (const [base, key] of Object.entries({ ecdh: ecdh.privateKey, public: ecdh.publicKey, hmac })) {
      await showAsync(name, base, async () => (await subtle.deriveBits({ name: 'ECDH', public: peer }, key, 8)).byteLength);
      await showAsync(name, base, 'deriveKey', async () => typeof await subtle.deriveKey(
        { name: 'ECDH', public: peer }, key, { name: 'AES-CBC', length: 100 }, true, ['encrypt']));
    }
  }
  for (const iterations of [0, 1]) {
    await showAsync('PBKDF2', iterations, () => subtle.deriveBits(
      { name: 'PBKDF2', hash: 'SHA-256', salt: bytes, iterations }, hmac, 8));
  }
  for (const hash of ['MD5', 'SHA-256']) {
    await showAsync('RSA', hash, () => subtle.generateKey(
      { name: 'RSA-PSS', modulusLength: 100, publicExponent: new Uint8Array([3]), hash }, true, ['sign']));
  }
  // Of a JWK only a missing kty is no key at all.
  for (const kty of ['', null, undefined, 'EC']) {
    for (const algorithm of ['Ed25519', { name: 'HMAC', hash: 'SHA-1' }]) {
      await showAsync('kty', kty, () => subtle.importKey('jwk', { kty, k: 'AAAA', x: 'AA' }, algorithm, true, ['verify']));
    }
  }
  for (const length of [-1, NaN, 'x', {}, 5n, 2 ** 32, null, undefined, 128, '128', 7]) {
    show('supports', length, () => SubtleCrypto.supports('deriveBits', 'X25519', length));
    show('supports', length, () => SubtleCrypto.supports('sign', 'Ed25519', length));
  }
})();
