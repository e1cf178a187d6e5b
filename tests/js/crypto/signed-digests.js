'use strict';
// Which hash functions which keys sign: ECDSA any that ends by itself, also those that AWS-LC has not; PKCS#1 RIPEMD-160 and SM3 as
// well. What verify streams say of options that there cannot be. Lengths of salts that are named by a negative number. Contexts.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const data = Buffer.from('message');
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });
const pss = crypto.generateKeyPairSync('rsa-pss', { modulusLength: 1024 });
const kinds = {
  ec: crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: crypto.generateKeyPairSync('ed25519'),
  x25519: crypto.generateKeyPairSync('x25519'),
  rsa,
};

for (const [name, { privateKey, publicKey }] of Object.entries(kinds)) {
  for (const algorithm of ['sha1', 'md5', 'md5-sha1', 'ripemd160', 'sm3', 'blake2b512', 'keccak-256', 'shake128', 'nope']) {
    if (name === 'rsa' && algorithm === 'md5-sha1') continue;
    let signature = Buffer.alloc(64);
    show(name, algorithm, 'sign', () => { signature = crypto.sign(algorithm, data, privateKey); });
    show(name, algorithm, 'verify', () => crypto.verify(algorithm, data, publicKey, signature));
    show(name, algorithm, 'changed', () => crypto.verify(algorithm, Buffer.from('massage'), publicKey, signature));
    show(name, algorithm, 'Sign', () => { signature = crypto.createSign(algorithm).update(data).sign(privateKey); });
    show(name, algorithm, 'Verify', () => crypto.createVerify(algorithm).update(data).verify(publicKey, signature));
  }
}
// What a signature with PKCS#1 holds is always the same.
const fixed = crypto.createPrivateKey(`-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw
-----END PRIVATE KEY-----`);
show('ed25519', () => crypto.sign(null, data, fixed));
for (const algorithm of ['ripemd160', 'sm3']) {
  const info = crypto.publicDecrypt(rsa.publicKey, crypto.sign(algorithm, data, rsa.privateKey));
  console.log(algorithm, info.toString('hex'));
}

const paddings = [{ padding: 0 }, { padding: 3 }, { padding: 4 }, { padding: 6, saltLength: -5 }];
for (const [name, { privateKey, publicKey }] of Object.entries({ rsa, pss })) {
  for (const options of paddings) {
    show(name, options, 'Sign', () => crypto.createSign('sha256').update(data).sign({ key: privateKey, ...options }).length);
    show(name, options, 'Verify', () => crypto.createVerify('sha256').update(data).verify({ key: publicKey, ...options }, data));
    show(name, options, 'sign', () => crypto.sign('sha256', data, { key: privateKey, ...options }).length);
  }
  for (const saltLength of [-1, -2, -3, -4, 0, 20]) {
    const options = { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength };
    const signature = crypto.sign('sha256', data, { key: privateKey, ...options });
    console.log(name, saltLength, [-1, -2, -3, -4, 0, 20, 32, 94].map((length) => crypto.verify(
      'sha256', data, { key: publicKey, ...options, saltLength: length }, signature)));
  }
}

for (const context of ['', 'text', 5, null, new ArrayBuffer(4), Buffer.alloc(0), Buffer.alloc(256)]) {
  for (const [name, { privateKey, publicKey }] of Object.entries({ rsa, ed25519: kinds.ed25519 })) {
    show(name, 'context', context, () => crypto.sign(null, data, { key: privateKey, context }).length);
    show(name, 'context', context, () => crypto.verify(null, data, { key: publicKey, context }, Buffer.alloc(64)));
  }
  show('Sign with context', context, () => crypto.createSign('sha256').sign({ key: rsa.privateKey, context }).length);
}
for (const key of [null, undefined]) show('no key', () => crypto.verify('sha256', data, key, data));
