'use strict';
// Hybrid KEMs of WebCrypto: ciphertexts that Node.js made for a fixed seed, forms of keys, what is refused. What crypto's own
// functions do with such keys is in subtle-hybrid.js.
const { createHash } = require('node:crypto');
const { subtle } = globalThis.crypto;
const fixture = require('./fixtures/hybrid-kem.json');

process.removeAllListeners('warning');
const hash = (bytes) => createHash('sha256').update(Buffer.from(bytes)).digest('hex');
const isSame = (one, other) => Buffer.from(one).equals(Buffer.from(other));

async function show(name, run) {
  try {
    console.log(name, '=>', await run());
  } catch (error) {
    console.log(name, '=> !', error.name, '|', error.message);
  }
}

async function test(name) {
  const seed = new Uint8Array(32).map((_, index) => index);
  const privateKey = await subtle.importKey('raw-seed', seed, name, true, ['decapsulateBits', 'decapsulateKey']);
  const publicKey = await subtle.getPublicKey(privateKey, ['encapsulateBits', 'encapsulateKey']);
  const raw = new Uint8Array(await subtle.exportKey('raw-public', publicKey));
  console.log(name, privateKey, publicKey);
  await show('public key', () => [raw.length, hash(raw)]);

  const { sharedKey, ciphertext } = fixture[name];
  const foreign = new Uint8Array(Buffer.from(ciphertext, 'base64'));
  await show('foreign', async () =>
    Buffer.from(await subtle.decapsulateBits(name, privateKey, foreign)).toString('base64') === sharedKey);
  await show('own', async () => {
    const made = await subtle.encapsulateBits(name, publicKey);
    return [made.ciphertext.byteLength, isSame(await subtle.decapsulateBits(name, privateKey, made.ciphertext), made.sharedKey)];
  });
  await show('as a key', async () => {
    const made = await subtle.encapsulateKey(name, publicKey, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
    const got = await subtle.decapsulateKey(name, privateKey, made.ciphertext, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
    return [got, isSame(await subtle.exportKey('raw-secret', got), await subtle.exportKey('raw-secret', made.sharedKey))];
  });

  // ---- damage ----
  const groupStart = name.includes('1024') ? 1568 : 1088;
  for (const at of [0, groupStart - 1]) {
    const damaged = foreign.slice();
    damaged[at] ^= 1;
    await show(`damaged ${at}`, async () => (await subtle.decapsulateBits(name, privateKey, damaged)).byteLength);
  }
  for (const length of [0, groupStart, foreign.length - 1]) {
    await show(`cut ${length}`, () => subtle.decapsulateBits(name, privateKey, foreign.slice(0, length)));
  }
  const pointless = foreign.slice();
  pointless.fill(0, groupStart);
  await show('no point', () => subtle.decapsulateBits(name, privateKey, pointless));
  // A point in its short form is 32 bytes too few, a number of ML-KEM above 3328 is none.
  if (name !== 'MLKEM768-X25519') {
    await show('short point', () => {
      const half = (foreign.length - groupStart - 1) / 2;
      const short = foreign.slice(0, groupStart + 1 + half);
      short[groupStart] = 2;
      return subtle.decapsulateBits(name, privateKey, short);
    });
  }
  const large = raw.slice();
  large.fill(255, 0, 3);
  for (const [what, bytes] of [['none', raw.slice(0, 0)], ['cut', raw.slice(1)], ['long', Buffer.concat([raw, raw.slice(0, 1)])], ['large', large]]) {
    await show(`public ${what}`, () => subtle.importKey('raw-public', bytes, name, true, ['encapsulateBits']));
  }
  for (const length of [0, 31, 33, 64]) {
    await show(`seed ${length}`, () => subtle.importKey('raw-seed', new Uint8Array(length), name, true, ['decapsulateBits']));
  }

  // ---- forms ----
  const jwk = await subtle.exportKey('jwk', privateKey);
  const publicJwk = await subtle.exportKey('jwk', publicKey);
  await show('jwk', () => [{ ...jwk, pub: hash(jwk.pub) }, { ...publicJwk, pub: hash(publicJwk.pub) }]);
  for (const [what, members, usages] of [
    ['private', jwk, ['decapsulateBits']], ['public', publicJwk, ['encapsulateBits']], ['public without use', publicJwk, []],
    ['private without use', jwk, []], ['usage of the other half', publicJwk, ['decapsulateBits']],
    ['another public key', { ...jwk, pub: `A${jwk.pub.slice(1, -1)}A` }, ['decapsulateBits']],
    ['short seed', { ...jwk, priv: 'AAAA' }, ['decapsulateBits']], ['no alg', { ...jwk, alg: undefined }, ['decapsulateBits']],
    ['another alg', { ...jwk, alg: 'ML-KEM-768' }, ['decapsulateBits']], ['no pub', { ...jwk, pub: undefined }, ['decapsulateBits']],
    ['use', { ...jwk, use: 'sig' }, ['decapsulateBits']], ['kty', { ...jwk, kty: 'OKP' }, ['decapsulateBits']],
    ['short pub', { ...publicJwk, pub: publicJwk.pub.slice(4) }, ['encapsulateBits']],
  ]) await show(`from jwk, ${what}`, async () => (await subtle.importKey('jwk', members, name, true, usages)).usages);
  for (const format of ['raw', 'raw-public', 'raw-private', 'raw-secret', 'raw-seed', 'spki', 'pkcs8']) {
    await show(`private as ${format}`, async () => hash(await subtle.exportKey(format, privateKey)));
    await show(`public as ${format}`, async () => hash(await subtle.exportKey(format, publicKey)));
    if (!/public|seed/.test(format)) await show(`from ${format}`, () => subtle.importKey(format, raw, name, true, ['encapsulateBits']));
  }
  await show('clone', async () => {
    const [one, other] = structuredClone([privateKey, publicKey]);
    return [isSame(await subtle.exportKey('raw-seed', one), seed), isSame(await subtle.exportKey('raw-public', other), raw)];
  });
  const wrapping = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['wrapKey', 'unwrapKey']);
  const parameters = { name: 'AES-GCM', iv: new Uint8Array(12) };
  for (const format of ['jwk', 'raw-seed', 'pkcs8']) {
    await show(`wrapped ${format}`, async () => {
      const wrapped = await subtle.wrapKey(format, privateKey, wrapping, parameters);
      const key = await subtle.unwrapKey(format, wrapped, wrapping, parameters, name, true, ['decapsulateBits']);
      return isSame(await subtle.exportKey('raw-seed', key), seed);
    });
  }

  // ---- use ----
  const pair = await subtle.generateKey(name, false, ['encapsulateBits', 'decapsulateBits', 'decapsulateKey']);
  console.log(pair);
  await show('not extractable', () => subtle.exportKey('raw-seed', pair.privateKey));
  for (const usages of [[], ['sign'], ['encapsulateBits']]) await show(`usages ${usages}`, () => subtle.generateKey(name, true, usages));
  await show('wrong usage', () => subtle.encapsulateKey(name, pair.publicKey, 'AES-GCM', true, ['encrypt']));
  await show('wrong half', () => subtle.decapsulateBits(name, pair.publicKey, foreign));
  await show('wrong algorithm', () => subtle.decapsulateBits('ML-KEM-768', pair.privateKey, foreign));
  for (const operation of ['generateKey', 'importKey', 'exportKey', 'encapsulateBits', 'decapsulateBits', 'getPublicKey', 'sign', 'deriveKey']) {
    await show(operation, () => SubtleCrypto.supports(operation, name));
  }
}

(async () => {
  for (const name of Object.keys(fixture)) await test(name);
})();
