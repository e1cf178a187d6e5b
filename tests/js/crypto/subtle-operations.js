'use strict';
// What WebCrypto's keys do: every cipher, MAC, signature, agreement, derivation, encapsulation and wrapping with its parameters
// at their limits, what comes out, and which error tells that it cannot be.
const { subtle } = globalThis.crypto;
const { createPrivateKey, createPublicKey } = require('node:crypto');
const { bytes, showAsync: show } = require('./fixtures/show.js');
const { keys: fixtures } = require('./fixtures/keys.json');

const keys = {};

async function prepare() {
  const all = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
  const secret = (name, usages, extractable = true) => subtle.importKey('raw-secret', bytes(32), name, extractable, usages);
  for (const name of ['AES-CBC', 'AES-CTR', 'AES-GCM', 'AES-OCB', 'ChaCha20-Poly1305']) keys[name] = await secret(name, all);
  keys['AES-KW'] = await secret('AES-KW', ['wrapKey', 'unwrapKey']);
  keys.HMAC = await secret({ name: 'HMAC', hash: 'SHA-256' }, ['sign', 'verify']);
  for (const name of ['KMAC128', 'KMAC256']) keys[name] = await secret(name, ['sign', 'verify']);
  for (const name of ['HKDF', 'PBKDF2', 'Argon2d', 'Argon2i', 'Argon2id']) {
    keys[name] = await secret(name, ['deriveKey', 'deriveBits'], false);
  }
  const signing = [['verify'], ['sign']];
  const agreeing = [[], ['deriveKey', 'deriveBits']];
  for (const [name, key, algorithm, [publicUsages, privateUsages]] of [
    ['RSA-PSS', 'rsa', { hash: 'SHA-256' }, signing], ['RSASSA-PKCS1-v1_5', 'rsa', { hash: 'SHA-1' }, signing],
    ['RSA-OAEP', 'rsa', { hash: 'SHA-256' }, [['encrypt', 'wrapKey'], ['decrypt', 'unwrapKey']]],
    ['ECDSA', 'p384', { namedCurve: 'P-384' }, signing], ['ECDH', 'p256', { namedCurve: 'P-256' }, agreeing],
    ['Ed25519', 'ed25519', {}, signing], ['X25519', 'x25519', {}, agreeing], ['ML-DSA-44', 'mldsa', {}, signing],
    ['ML-KEM-512', 'mlkem', {}, [['encapsulateBits', 'encapsulateKey'], ['decapsulateBits', 'decapsulateKey']]],
  ]) {
    const privateKey = createPrivateKey(fixtures[key]);
    keys[name] = {
      privateKey: await privateKey.toCryptoKey({ name, ...algorithm }, true, privateUsages),
      publicKey: await createPublicKey(privateKey).toCryptoKey({ name, ...algorithm }, true, publicUsages),
    };
  }
}

const ciphers = [
  ['AES-CBC', {}, { iv: bytes(16) }, { iv: bytes(15) }, { iv: 'x' }],
  ['AES-CTR', {}, { counter: bytes(16) }, { counter: bytes(16), length: 0 }, { counter: bytes(16), length: 128 },
   { counter: bytes(15), length: 128 }, { counter: bytes(16), length: 129 }, { counter: bytes(16, 255), length: 2 },
   { counter: bytes(16, 255), length: 8 }, { counter: bytes(16, 255), length: 128 }, { counter: bytes(16, 255), length: 300 }],
  ['AES-GCM', {}, { iv: bytes(0) }, { iv: bytes(11) }, { iv: bytes(12) }, { iv: bytes(129) }, { iv: bytes(12), tagLength: 32 },
   { iv: bytes(12), tagLength: 33 }, { iv: bytes(12), tagLength: 0 }, { iv: bytes(12), tagLength: -1 },
   { iv: bytes(12), tagLength: '96' }, { iv: bytes(12), additionalData: bytes(4) }, { iv: bytes(12), additionalData: 'x' }],
  ['AES-OCB', {}, { iv: bytes(0) }, { iv: bytes(1) }, { iv: bytes(12) }, { iv: bytes(15) }, { iv: bytes(16) },
   { iv: bytes(12), tagLength: 64 }, { iv: bytes(12), tagLength: 96 }, { iv: bytes(12), tagLength: 32 },
   { iv: bytes(12), additionalData: bytes(5) }, { iv: bytes(13), additionalData: bytes(40) }],
  ['ChaCha20-Poly1305', {}, { iv: bytes(12) }, { iv: bytes(11) }, { iv: bytes(12), tagLength: 64 },
   { iv: bytes(12), tagLength: 128, additionalData: bytes(3) }],
  ['AES-KW', {}], ['HMAC', {}],
];

async function encryption() {
  for (const [name, ...list] of ciphers) {
    for (const parameters of list) {
      for (const length of [0, 5, 16, 70]) {
        const algorithm = { name, ...parameters };
        const text = await show('encrypt', algorithm, String(length), () => subtle.encrypt(algorithm, keys[name], bytes(length, 7)));
        if (text === undefined) continue;
        const changed = new Uint8Array(text);
        changed[changed.length - 1] ^= 1;
        for (const data of [text, changed, changed.subarray(0, 3), bytes(0)]) {
          await show('  decrypt', () => subtle.decrypt(algorithm, keys[name], data));
        }
      }
    }
  }
  await show('another algorithm', () => subtle.encrypt({ name: 'AES-CTR', counter: bytes(16), length: 1 }, keys['AES-CBC'], bytes(3)));
  const readOnly = await subtle.importKey('raw', bytes(16), 'AES-CBC', false, ['decrypt']);
  await show('usage', () => subtle.encrypt({ name: 'AES-CBC', iv: bytes(16) }, readOnly, bytes(3)));
  await show('extractable', () => subtle.exportKey('raw', readOnly));
  await show('key', () => subtle.encrypt('none', {}, 1));
  await show('data', () => subtle.encrypt('none', readOnly, 'x'));
  for (const parameters of [{}, { label: bytes(3) }, { label: 1 }, { label: bytes(0) }]) {
    for (const length of [0, 190, 191]) {
      const algorithm = { name: 'RSA-OAEP', ...parameters };
      const { publicKey, privateKey } = keys['RSA-OAEP'];
      let text;
      await show(algorithm, length, async () => (text = await subtle.encrypt(algorithm, publicKey, bytes(length))).byteLength);
      if (text === undefined) continue;
      await show('  decrypt', () => subtle.decrypt(algorithm, privateKey, text));
      await show('  another label', () => subtle.decrypt({ name: 'RSA-OAEP', label: bytes(9) }, privateKey, text));
    }
  }
  await show('no block', () => subtle.decrypt('RSA-OAEP', keys['RSA-OAEP'].privateKey, bytes(5)));
}

const signatures = [
  ['HMAC', {}],
  ['KMAC128', {}, { outputLength: 0 }, { outputLength: 9 }, { outputLength: 256 }],
  ['KMAC256', { outputLength: 512, customization: bytes(3) }, { outputLength: 512, customization: bytes(513) },
   { outputLength: 512, customization: 1 }],
  ['RSA-PSS', {}, { saltLength: 0 }, { saltLength: 32 }, { saltLength: 500 }, { saltLength: -1 }],
  ['RSASSA-PKCS1-v1_5', {}],
  ['ECDSA', {}, { hash: 'SHA-1' }, { hash: 'SHA-512' }, { hash: 'SHA3-384' }, { hash: 'MD5' }],
  ['Ed25519', {}],
  ['ML-DSA-44', {}, { context: bytes(5) }, { context: bytes(256) }, { context: 1 }],
];

async function signing() {
  for (const [name, ...list] of signatures) {
    const { publicKey = keys[name], privateKey = keys[name] } = keys[name];
    const isSecret = privateKey.type === 'secret';
    for (const parameters of list) {
      const algorithm = { name, ...parameters };
      let signature;
      await show('sign', algorithm, async () => {
        signature = await subtle.sign(algorithm, privateKey, bytes(5));
        return isSecret ? signature : signature.byteLength;
      });
      if (signature !== undefined) {
        await show('  verify', () => subtle.verify(algorithm, publicKey, signature, bytes(5)));
        await show('  verify', () => subtle.verify(algorithm, publicKey, bytes(3), bytes(5)));
        await show('  verify', () => subtle.verify(algorithm, publicKey, signature, bytes(6)));
      }
      if (isSecret) continue;
      await show('  sign', () => subtle.sign(algorithm, publicKey, bytes(5)));
      await show('  verify', () => subtle.verify(algorithm, privateKey, bytes(5), bytes(5)));
    }
  }
}

const argon2 = (members) => ({ nonce: bytes(8), parallelism: 1, memory: 8, passes: 1, ...members });
const derivations = [
  ['HKDF', {}, { hash: 'SHA-256' }, { hash: 'SHA-256', salt: bytes(3) }, { hash: 'SHA-256', salt: bytes(3), info: bytes(0) },
   { hash: 'SHA-256', salt: bytes(0), info: bytes(1025) }, { hash: 'SHA3-256', salt: bytes(0), info: bytes(1024) }],
  ['PBKDF2', {}, { hash: 'SHA-256', salt: bytes(3), iterations: 0 }, { hash: 'SHA-1', salt: bytes(3), iterations: 10 }],
  ['Argon2d', {}, argon2()],
  ['Argon2id', argon2(), argon2({ nonce: bytes(7) }), argon2({ parallelism: 0 }), argon2({ memory: 7 }), argon2({ passes: 0 }),
   argon2({ version: 0x13 }), argon2({ version: 0x10 })],
  ['Argon2i', argon2({ parallelism: 2, memory: 16, passes: 2, secretValue: bytes(3), associatedData: bytes(4) })],
];
const derived = [
  { name: 'AES-CBC', length: 128 }, { name: 'AES-CBC', length: 129 }, 'AES-CBC', { name: 'AES-OCB', length: 128 },
  'ChaCha20-Poly1305', { name: 'HMAC', hash: 'SHA-256' }, { name: 'HMAC', hash: 'SHA-256', length: 0 },
  { name: 'HMAC', hash: 'SHA-1', length: 33 }, { name: 'HMAC', hash: 'SHA3-256' }, 'HKDF', 'PBKDF2', 'Argon2id', 'KMAC128',
  { name: 'KMAC256', length: 128 }, 'ECDH', 'X25519',
];
const usagesFor = (name) => (/KW/.test(name) ? ['wrapKey'] : /AES|Cha/.test(name) ? ['encrypt'] : /MAC/.test(name) ? ['sign'] : ['deriveBits']);

async function derivation() {
  for (const [name, ...list] of derivations) {
    for (const parameters of list) {
      for (const length of [undefined, null, 0, 7, 8, 32, 256, 8161 * 8, -1, 'x']) {
        await show('deriveBits', { name, ...parameters }, length, () => subtle.deriveBits({ name, ...parameters }, keys[name], length));
      }
    }
  }
  for (const name of ['ECDH', 'X25519']) {
    const { publicKey, privateKey } = keys[name];
    for (const length of [undefined, null, 0, 1, 8, 9, 253, 256, 257, 1000]) {
      await show(name, length, () => subtle.deriveBits({ name, public: publicKey }, privateKey, length));
    }
    for (const peer of [undefined, 1, privateKey, keys.Ed25519.publicKey]) {
      await show(name, 'with', peer, () => subtle.deriveBits({ name, public: peer }, privateKey, 8));
    }
    await show(name, 'of a public key', () => subtle.deriveBits({ name, public: publicKey }, publicKey, 8));
    for (const type of derived) {
      const isExtractable = typeof type === 'object' || /Poly|KMAC/.test(type);
      await show('deriveKey', name, type, () => subtle.deriveKey(
        { name, public: publicKey }, privateKey, type, isExtractable, usagesFor(type.name ?? type)));
    }
  }
}

async function wrapping() {
  const wrappers = [
    { name: 'AES-KW' }, { name: 'AES-CBC', iv: bytes(16) }, { name: 'AES-GCM', iv: bytes(12) }, { name: 'RSA-OAEP' },
    { name: 'ChaCha20-Poly1305', iv: bytes(12) }, { name: 'AES-OCB', iv: bytes(12) },
    { name: 'AES-CTR', counter: bytes(16), length: 64 }, { name: 'HMAC' },
  ];
  const wrapped = [
    [keys['AES-CBC'], 'AES-CBC'], [keys.HMAC, { name: 'HMAC', hash: 'SHA-256' }],
    [keys.ECDSA.privateKey, { name: 'ECDSA', namedCurve: 'P-384' }], [keys.Ed25519.publicKey, 'Ed25519'], [keys.HKDF, 'HKDF'],
  ];
  for (const algorithm of wrappers) {
    const { publicKey = keys[algorithm.name], privateKey = keys[algorithm.name] } = keys[algorithm.name];
    for (const [key, type] of wrapped) {
      for (const format of ['raw', 'raw-secret', 'jwk', 'pkcs8', 'spki']) {
        let data;
        await show('wrap', algorithm.name, type, format, async () =>
          (data = await subtle.wrapKey(format, key, publicKey, algorithm)).byteLength > 0);
        if (data === undefined) continue;
        await show('  unwrap', () => subtle.unwrapKey(format, data, privateKey, algorithm, type, true, key.usages));
      }
    }
  }
  for (const length of [15, 16, 24]) {
    await show('unwrap', length, () => subtle.unwrapKey('raw', bytes(length), keys['AES-KW'], 'AES-KW', 'AES-CBC', true, ['encrypt']));
  }
  const cbc = { name: 'AES-CBC', iv: bytes(16) };
  for (const json of ['none', '5', 'null', '{"kty":"oct","key_ops":1}']) {
    const data = await subtle.encrypt(cbc, keys['AES-CBC'], Buffer.from(json));
    await show('unwrap', json, () => subtle.unwrapKey('jwk', data, keys['AES-CBC'], cbc, 'AES-CBC', true, ['encrypt']));
  }
}

async function encapsulation() {
  const name = 'ML-KEM-512';
  const { publicKey, privateKey } = keys[name];
  const { sharedKey, ciphertext } = await subtle.encapsulateBits(name, publicKey);
  console.log(sharedKey.byteLength, ciphertext.byteLength);
  const same = await subtle.decapsulateBits(name, privateKey, ciphertext);
  console.log(Buffer.from(same).equals(Buffer.from(sharedKey)));
  await show('too short', () => subtle.decapsulateBits(name, privateKey, bytes(4)));
  await show('usage', () => subtle.decapsulateBits(name, publicKey, ciphertext));
  await show('usage', () => subtle.encapsulateBits(name, privateKey));
  await show('algorithm', () => subtle.encapsulateBits('ML-KEM-768', publicKey));
  for (const type of [...derived, 'AES-KW', { name: 'HMAC', hash: 'SHA-256', length: 255 }, { name: 'HMAC', hash: 'SHA-256', length: 5 }]) {
    const usages = usagesFor(type.name ?? type);
    const isExtractable = !/HKDF|PBK|Argon/.test(type);
    let made;
    await show('encapsulateKey', type, async () => {
      made = await subtle.encapsulateKey(name, publicKey, type, isExtractable, usages);
      return [Object.keys(made), made.sharedKey];
    });
    if (made === undefined) continue;
    await show('  decapsulateKey', () => subtle.decapsulateKey(name, privateKey, made.ciphertext, type, isExtractable, usages));
  }
  for (const method of ['encapsulateBits', 'decapsulateBits', 'encapsulateKey', 'decapsulateKey', 'getPublicKey']) {
    await show(method, () => subtle[method]());
    await show(method, () => subtle[method]('AES-CBC', 1, 2, 3, 4, 5, 6));
    await show(method, () => subtle[method](name, keys.ECDSA.publicKey, bytes(3), 'AES-CBC', true, ['encrypt']));
  }
}

// Nothing of this may hold up the loop: a large message is hashed and encrypted while timers run.
async function off() {
  let ticks = 0;
  const interval = setInterval(() => ticks++, 1);
  await subtle.digest('SHA-512', new Uint8Array(24 << 20));
  const whileHashing = ticks > 0;
  await subtle.encrypt({ name: 'AES-CBC', iv: bytes(16) }, keys['AES-CBC'], new Uint8Array(24 << 20));
  clearInterval(interval);
  console.log('the loop went on', whileHashing);
}

(async () => {
  await prepare();
  await encryption();
  await signing();
  await derivation();
  await wrapping();
  await encapsulation();
  await off();
})();
