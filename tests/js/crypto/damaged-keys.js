// Keys with a part that cannot be right are refused: the public half of a private JWK that is none, numbers of ML-KEM that are not
// reduced, a version of PrivateKeyInfo that there is not, a structure that holds more than its key.
'use strict';
const { createPrivateKey, createPublicKey, generateKeyPairSync } = require('node:crypto');

function attempt(name, make) {
  try {
    const key = make();
    console.log(name, key.type, key.asymmetricKeyType);
  } catch ({ name: kind, code, message }) {
    console.log(name, kind, code, message);
  }
}

const pairs = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 1024 }),
  EC: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  OKP: generateKeyPairSync('ed25519'),
  X448: generateKeyPairSync('x448'),
  AKP: generateKeyPairSync('ml-kem-512'),
};
for (const [name, { privateKey }] of Object.entries(pairs)) {
  const jwk = privateKey.export({ format: 'jwk' });
  const secret = name === 'AKP' ? 'priv' : 'd';
  const read = (change) => createPublicKey({ key: { ...jwk, ...change }, format: 'jwk' });
  attempt(`${name} whole`, () => read({}));
  attempt(`${name} public`, () => read({ [secret]: undefined }));
  attempt(`${name} number`, () => read({ [secret]: 1 }));
  if (name !== 'RSA') attempt(`${name} short`, () => read({ [secret]: jwk[secret].slice(4) }));
}

const rsa = pairs.RSA.privateKey.export({ format: 'jwk' });
for (const change of [{ p: undefined }, { qi: null }, { p: '' }, { p: rsa.q }, { dq: '' }]) {
  attempt(`RSA ${Object.keys(change)}`, () => createPublicKey({ key: { ...rsa, ...change }, format: 'jwk' }));
}
// Numbers that are longer than the modulus: nothing is multiplied with them.
const ones = (bits) => Buffer.from(((1n << BigInt(bits)) - 1n).toString(16).padStart(260, '0'), 'hex').toString('base64url');
for (const member of ['n', 'd', 'p', 'q', 'dp', 'dq', 'qi']) {
  for (const make of [createPrivateKey, createPublicKey]) {
    attempt(`RSA long ${member}`, () => make({ key: { ...rsa, [member]: ones(1025) }, format: 'jwk' }));
  }
  const large = Buffer.alloc(2 ** 20, 255).toString('base64url');
  attempt(`RSA large ${member}`, () => createPublicKey({ key: { ...rsa, [member]: large }, format: 'jwk' }));
  attempt(`RSA as long ${member}`, () => createPublicKey({ key: { ...rsa, [member]: ones(1024) }, format: 'jwk' }));
}

const spki = (pair) => pair.publicKey.export({ format: 'der', type: 'spki' });
const readSpki = (key) => createPublicKey({ key, format: 'der', type: 'spki' });
const kem = spki(pairs.AKP);
attempt('ML-KEM', () => readSpki(kem));
const start = kem.length - 800;
for (const [low, middle, high] of [[0x00, 0x0d, 0xd0], [0x01, 0x0d, 0x00], [0x00, 0x0d, 0x00], [0x00, 0x10, 0xd0]]) {
  const damaged = Buffer.from(kem);
  damaged.set([low, middle, high], start + 3);
  attempt(`ML-KEM ${damaged.toString('hex', start + 3, start + 6)}`, () => readSpki(damaged));
  const pem = `-----BEGIN PUBLIC KEY-----\n${damaged.toString('base64')}\n-----END PUBLIC KEY-----\n`;
  attempt('as PEM', () => createPublicKey(pem));
}

const x448 = pairs.X448.privateKey.export({ format: 'der', type: 'pkcs8' });
for (const version of [0, 1, 0xe7]) {
  const damaged = Buffer.from(x448);
  damaged[4] = version;
  // OpenSSL wants the public key with version 1.
  if (version !== 1) {
    const pem = `-----BEGIN PRIVATE KEY-----\n${damaged.toString('base64')}\n-----END PRIVATE KEY-----\n`;
    attempt(`X448 version ${version}`, () => createPrivateKey(pem));
  }
}
const longer = Buffer.concat([spki(pairs.X448), Buffer.from([0])]);
longer[1] += 1;
try {
  console.log('X448 with more', readSpki(longer).type);
} catch (error) {
  console.log('X448 with more', error.name);
}
