'use strict';
// WebCrypto's importKey, exportKey and getPublicKey: every algorithm with every format and kind of usage, and what is wrong
// with a JSON web key.
const { subtle } = globalThis.crypto;
const { createPrivateKey, createPublicKey } = require('node:crypto');
const { bytes, showAsync: show } = require('./fixtures/show.js');
const { keys } = require('./fixtures/keys.json');

const secrets = [
  'AES-CBC', 'AES-KW', 'AES-OCB', 'ChaCha20-Poly1305', { name: 'HMAC', hash: 'SHA-256' },
  { name: 'HMAC', hash: 'SHA-256', length: 250 }, { name: 'HMAC', hash: 'SHA-256', length: 0 }, 'KMAC128',
  { name: 'KMAC256', length: 255 }, { name: 'KMAC256', length: 25 }, 'HKDF', 'PBKDF2', 'Argon2id',
];
const secretFormats = ['raw', 'raw-secret', 'jwk', 'spki', 'raw-seed'];
const secretUsages = [[], ['encrypt', 'decrypt'], ['sign'], ['deriveBits'], ['wrapKey']];
const oct = (length) => ({ kty: 'oct', k: Buffer.from(bytes(length)).toString('base64url') });

async function importSecrets() {
  for (const algorithm of secrets) {
    for (const format of secretFormats) {
      for (const length of [0, 32, 33]) {
        for (const usages of secretUsages) {
          for (const extractable of /HKDF|PBKDF2|Argon2/.test(algorithm) ? [true, false] : [true]) {
            const data = format === 'jwk' ? oct(length) : bytes(length);
            await show(algorithm, format, length, usages, extractable,
                       () => subtle.importKey(format, data, algorithm, extractable, usages));
          }
        }
      }
    }
  }
}

async function importJsonSecrets() {
  const key = oct(16);
  const jwks = [
    {}, { kty: 'oct' }, { kty: 'RSA' }, { kty: 'oct', k: '' }, { kty: 'oct', k: '!!!' }, { ...key, alg: 'A128CBC' },
    { ...key, alg: 'HS256' }, { ...key, use: 'sig' }, { ...key, use: 'enc' }, { ...key, key_ops: ['encrypt'] },
    { ...key, key_ops: ['decrypt'] }, { ...key, key_ops: ['encrypt', 'encrypt'] }, { ...key, key_ops: 'encrypt' },
    { ...key, key_ops: [Symbol()] }, { ...key, ext: false }, { ...key, ext: 'x' }, { ...key, use: 1 },
    { ...key, k: Symbol() }, { ...key, oth: 1 }, { ...key, oth: [{ r: 1 }] }, null, 1, bytes(4), 'x', [], () => {},
    new (class Key { get kty() { return 'oct'; } get k() { return key.k; } })(),
  ];
  for (const jwk of jwks) {
    for (const [algorithm, usage] of [['AES-CBC', 'encrypt'], [{ name: 'HMAC', hash: 'SHA-256' }, 'sign'],
                                      ['ChaCha20-Poly1305', 'encrypt'], ['HKDF', 'deriveBits']]) {
      await show('jwk', jwk, algorithm, () => subtle.importKey('jwk', jwk, algorithm, true, [usage]));
    }
  }
  for (const algorithm of ['AES-GCM', 'AES-OCB', 'KMAC256', 'ChaCha20-Poly1305', { name: 'HMAC', hash: 'SHA3-256' }]) {
    const usage = /MAC/.test(algorithm.name ?? algorithm) ? 'sign' : 'wrapKey';
    const imported = await subtle.importKey('raw-secret', bytes(32), algorithm, true, [usage]);
    for (const format of secretFormats) await show('export', algorithm, format, () => subtle.exportKey(format, imported));
  }
}

// Each key in every form that it has.
function formsOf(privateKey) {
  const publicKey = createPublicKey(privateKey);
  const forms = {
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    pkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }),
    publicJwk: publicKey.export({ format: 'jwk' }),
    privateJwk: privateKey.export({ format: 'jwk' }),
  };
  for (const [key, format] of [[publicKey, 'raw-public'], [privateKey, 'raw-seed']]) {
    try { forms[format] = key.export({ format }); } catch { /* It has no such form. */ }
  }
  return forms;
}

const pairs = [
  ['rsa', 'RSA-PSS', 'RSA-OAEP', 'RSASSA-PKCS1-v1_5'], ['p256', 'ECDSA', 'ECDH'], ['ed25519', 'Ed25519'],
  ['x25519', 'X25519'], ['mldsa', 'ML-DSA-44'], ['mlkem', 'ML-KEM-512'],
].map(([key, ...names]) => [createPrivateKey(keys[key]), names]);
const formats = ['spki', 'pkcs8', 'publicJwk', 'privateJwk', 'raw', 'raw-public', 'raw-seed'];
const usageLists = [
  [], ['verify'], ['sign'], ['encrypt'], ['decrypt'], ['deriveBits', 'deriveKey'], ['encapsulateKey'],
  ['decapsulateBits', 'decapsulateKey'],
];

async function importPairs() {
  const seen = new Set();
  const other = createPrivateKey(keys.p521).export({ format: 'der', type: 'pkcs8' });
  for (const [privateKey, names] of pairs) {
    const forms = formsOf(privateKey);
    for (const name of names) {
      for (const algorithm of [{ name, hash: 'SHA-256', namedCurve: 'P-256' }, { name, hash: 'SHA-1', namedCurve: 'P-384' }, name]) {
        for (const form of formats) {
          const format = form.endsWith('Jwk') ? 'jwk' : form;
          for (const usages of usageLists) {
            const key = await show(algorithm, form, usages, async () => {
              const data = forms[form] ?? (form === 'raw' ? forms['raw-public'] : undefined) ?? bytes(33);
              return subtle.importKey(format, data, algorithm, true, usages);
            });
            const isNew = key !== undefined && !seen.has(`${name} ${key.type}`);
            if (!isNew) continue;
            seen.add(`${name} ${key.type}`);
            await useImported(key);
          }
        }
        const usages = ['ECDH', 'X25519'].includes(name) ? ['deriveBits'] : /KEM/.test(name) ? ['decapsulateBits'] :
          /OAEP/.test(name) ? ['decrypt'] : ['sign'];
        if (algorithm.hash === 'SHA-1') continue;
        await show(algorithm, 'garbage', () => subtle.importKey('spki', bytes(20), algorithm, true, []));
        await show(algorithm, 'another kind', () => subtle.importKey('pkcs8', other, algorithm, true, usages));
        await jsonErrors(forms.privateJwk, algorithm, usages);
      }
    }
  }
}

async function useImported(key) {
  for (const format of ['raw', 'spki', 'pkcs8', 'jwk', 'raw-public', 'raw-seed', 'raw-secret']) {
    await show('  export', format, async () => {
      const data = await subtle.exportKey(format, key);
      return data instanceof ArrayBuffer ? data.byteLength > 0 : Object.entries(data).map(([name, value]) =>
        (name.length < 4 && !['alg', 'kty', 'crv', 'ext'].includes(name) ? name : `${name}: ${String(value).slice(0, 20)}`));
    });
  }
  for (const usages of [[], ['verify'], ['encrypt'], ['sign'], ['encapsulateBits']]) {
    await show('  getPublicKey', usages, async () => {
      const { type, extractable, algorithm, usages: own } = await subtle.getPublicKey(key, usages);
      return [type, extractable, algorithm.name, own];
    });
  }
}

async function jsonErrors(jwk, algorithm, usages) {
  const changes = [
    { alg: 'x' }, { alg: 'EdDSA' }, { alg: 'ES256' }, { alg: undefined }, { crv: 'P-384' }, { crv: undefined },
    { kty: 'oct' }, { x: undefined }, { x: 'AA' }, { d: 'AA' }, { d: 1 }, { pub: 'AA' }, { pub: undefined }, { priv: 'AA' },
    { use: 'enc' }, { use: 'sig' }, { n: undefined }, { qi: undefined }, { e: 'AQ' }, { key_ops: [] }, { ext: false },
    { oth: [{ r: 'AA', d: 'AA', t: 'AA' }] },
  ];
  for (const change of changes) {
    // Node takes RSA keys whose parts do not fit; AWS-LC refuses them when they are read.
    if (jwk.kty === 'RSA' && (change.d !== undefined || change.e !== undefined)) continue;
    await show(algorithm, 'jwk with', change, async () =>
      (await subtle.importKey('jwk', { ...jwk, ...change }, algorithm, true, usages)).type);
  }
}

(async () => {
  await importSecrets();
  await importJsonSecrets();
  await importPairs();
  await show('format', () => subtle.importKey('x', bytes(1), 'AES-CBC', true, []));
  await show('data', () => subtle.importKey('raw', {}, 'AES-CBC', true, []));
})();
