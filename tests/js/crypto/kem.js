'use strict';
// Protects key encapsulation with every kind of key that has it (ML-KEM, DHKEM on curves, RSASVE), the secrets being those of the
// standards; and that a signature's context is refused where the kind of the key has none.

const crypto = require('node:crypto');

function show(label, fn) {
  try {
    const value = fn();
    console.log(label, Buffer.isBuffer(value) ? value.toString('hex') : value);
  } catch (error) {
    console.log(label, error.name, error.code, error.message);
  }
}

const bytes = (length, seed) => crypto.hash('shake256', seed, { outputLength: length, outputEncoding: 'buffer' });

const pairs = [
  ['x25519'], ['ed25519'], ['ml-kem-512'], ['ml-dsa-44'], ['ec', { namedCurve: 'P-256' }],
  ['ec', { namedCurve: 'P-384' }], ['ec', { namedCurve: 'P-521' }], ['ec', { namedCurve: 'secp256k1' }],
  ['rsa', { modulusLength: 1024 }], ['rsa-pss', { modulusLength: 1024 }], ['dh', { group: 'modp14' }],
];
for (const [kind, options] of pairs) {
  const label = `${kind} ${options?.namedCurve ?? ''}`;
  const { publicKey, privateKey } = crypto.generateKeyPairSync(kind, options);
  show(label, () => {
    const { sharedKey, ciphertext } = crypto.encapsulate(publicKey);
    return [sharedKey.length, ciphertext.length, crypto.decapsulate(privateKey, ciphertext).equals(sharedKey)];
  });
  for (const length of [0, 5, 32, 65, 128]) show(`${label} ${length}`, () => crypto.decapsulate(privateKey, Buffer.alloc(length)).length);
  for (const length of [0, 2, 255, 256]) {
    const context = Buffer.alloc(length);
    show(`${label} sign ${length}`, () => crypto.sign(null, Buffer.from('a'), { key: privateKey, context }).length > 0);
    show(`${label} verify ${length}`, () => crypto.verify(null, Buffer.from('a'), { key: publicKey, context }, Buffer.alloc(3)));
  }
}

// With keys that are always the same, so that both say the same secret.
for (const [asymmetricKeyType, namedCurve, length] of [
  ['x25519', undefined, 32], ['ec', 'P-256', 32], ['ec', 'P-384', 48], ['ec', 'P-521', 66],
]) {
  const key = (seed) => {
    const scalar = bytes(length, seed);
    if (namedCurve === 'P-521') scalar[0] = 0;
    return crypto.createPrivateKey({ key: scalar, format: 'raw-private', asymmetricKeyType, namedCurve });
  };
  const text = crypto.createPublicKey(key('other')).export({ format: 'raw-public' });
  show(`${asymmetricKeyType} ${namedCurve}`, () => crypto.decapsulate(key('own'), text));
}
