'use strict';
// What encryption with RSA says of other keys, texts of any length, paddings and digests. Shorter texts are the same numbers.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const key = crypto.createPrivateKey(require('node:fs').readFileSync(`${__dirname}/fixtures/ca.key`));
const others = {
  'ec': crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'ed25519': crypto.generateKeyPairSync('ed25519'),
  'x25519': crypto.generateKeyPairSync('x25519'),
  'ml-dsa-44': crypto.generateKeyPairSync('ml-dsa-44'),
  'rsa-pss': crypto.generateKeyPairSync('rsa-pss', { modulusLength: 1024 }),
};
const size = key.asymmetricKeyDetails.modulusLength / 8;
const describe = (result) => (result.length === size ? 'a block' : result.length);

// Node.js has no names for them.
for (const name of ['publicEncrypt', 'privateDecrypt', 'privateEncrypt', 'publicDecrypt']) {
  console.log(name, JSON.stringify(crypto[name].name), crypto[name].length);
  for (const [kind, { privateKey }] of Object.entries(others)) {
    show(name, kind, () => describe(crypto[name](privateKey, Buffer.alloc(32, 1))));
  }
  for (const padding of [crypto.constants.RSA_PKCS1_PADDING, crypto.constants.RSA_NO_PADDING, 2]) {
    for (const length of [0, 1, size - 11, size - 10, size, size + 1]) {
      for (const oaepHash of [undefined, 'sha512', 'nope']) {
        show(name, padding, length - size, oaepHash,
             () => describe(crypto[name]({ key, padding, oaepHash }, Buffer.alloc(length, 0x11))));
      }
    }
  }
  show(name, 'beyond the modulus', () => describe(crypto[name](key, Buffer.alloc(size, 0xff))));
  show(name, 'zeros', () => describe(crypto[name](key, Buffer.alloc(size))));
  show(name, 'label', () => describe(crypto[name]({ key, oaepLabel: 'x' }, Buffer.alloc(size, 1))));
  show(name, 'null', () => crypto[name](null, Buffer.alloc(1)));
}

// Where a private key is wanted and a public one comes in a text, it is taken, and refused by what it lacks.
{
  const { publicKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });
  const text = { key: publicKey.export({ type: 'spki', format: 'pem' }) };
  const pkcs1 = { key: publicKey.export({ type: 'pkcs1', format: 'der' }), format: 'der', type: 'pkcs1' };
  const jwk = { key: publicKey.export({ format: 'jwk' }), format: 'jwk' };
  for (const name of ['privateDecrypt', 'privateEncrypt']) {
    for (const padding of [undefined, 1, 3, 4]) {
      for (const key of [text, pkcs1, jwk]) show(name, padding, () => crypto[name]({ ...key, padding }, Buffer.alloc(10)));
    }
    show(name, () => crypto[name]({ ...text, oaepHash: 'unknown' }, Buffer.alloc(10)));
    show(name, () => crypto[name]({ key: publicKey }, Buffer.alloc(10)));
    show(name, () => crypto[name]({ key: 'no key' }, Buffer.alloc(10)));
  }
}
