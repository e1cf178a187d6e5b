'use strict';
// SLH-DSA, which comes from a crate of its own: a signature that OpenSSL made, keys of every set of parameters in all their forms,
// and what they refuse.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');
const fixture = require('./fixtures/slh-dsa-sha2-128s.json');

// ---- what OpenSSL signed ----

const message = Buffer.from(fixture.message);
const context = Buffer.from(fixture.context);
const signature = Buffer.from(fixture.signature, 'base64');
const signer = crypto.createPrivateKey(fixture.privateKey);
const verifier = crypto.createPublicKey(fixture.privateKey);
show('foreign', () => crypto.verify(null, message, { key: verifier, context }, signature));
show('by the private key', () => crypto.verify(null, message, { key: signer, context }, signature));
show('another context', () => crypto.verify(null, message, { key: verifier, context: message }, signature));
show('no context', () => crypto.verify(null, message, verifier, signature));
show('another message', () => crypto.verify(null, context, { key: verifier, context }, signature));
for (const at of [0, 16, 4000, signature.length - 1]) {
  const damaged = Buffer.from(signature);
  damaged[at] ^= 1;
  show('damaged', at, () => crypto.verify(null, message, { key: verifier, context }, damaged));
}
show('short', () => crypto.verify(null, message, { key: verifier, context }, signature.subarray(1)));
show('none', () => crypto.verify(null, message, { key: verifier, context }, Buffer.alloc(0)));

// ---- forms of keys ----

const jwk = signer.export({ format: 'jwk' });
show('jwk', () => [jwk, verifier.export({ format: 'jwk' })]);
show('pem', () => signer.export({ format: 'pem', type: 'pkcs8' }) === fixture.privateKey);
show('spki', () => verifier.export({ format: 'pem', type: 'spki' }));
show('raw', () => [signer.export({ format: 'raw-private' }), verifier.export({ format: 'raw-public' })]);
for (const format of ['raw-seed', 'raw-public']) show(format, () => signer.export({ format }));
for (const type of ['pkcs1', 'sec1']) show(type, () => signer.export({ format: 'der', type }));
show('from jwk', () => [
  crypto.createPrivateKey({ key: jwk, format: 'jwk' }).equals(signer),
  crypto.createPublicKey({ key: jwk, format: 'jwk' }).equals(verifier),
]);
const raw = signer.export({ format: 'raw-private' });
const otherSeed = Buffer.from(raw);
otherSeed[0] ^= 1;
const otherRoot = Buffer.from(raw);
otherRoot[63] ^= 1;
for (const [name, members] of Object.entries({
  // Nobody computes whether a seed belongs to the public key.
  'another seed': { priv: otherSeed.toString('base64url') },
  'another root': { priv: otherRoot.toString('base64url') },
  'another public key': { pub: Buffer.alloc(32).toString('base64url') },
  'a short public key': { pub: jwk.pub.slice(4) },
  'a short private key': { priv: jwk.priv.slice(4) },
  'no public key': { pub: undefined },
  'no private key': { priv: undefined },
  'another set': { alg: 'SLH-DSA-SHA2-256s' },
  'small letters': { alg: 'slh-dsa-sha2-128s' },
  'great letters': { alg: 'SLH-DSA-SHA2-128S' },
})) show(name, () => crypto.createPrivateKey({ key: { ...jwk, ...members }, format: 'jwk' }).equals(signer));
for (const length of [0, 31, 32, 63, 64, 65]) {
  const key = { key: Buffer.alloc(length), asymmetricKeyType: 'slh-dsa-sha2-128s' };
  show('raw', length, () => crypto.createPublicKey({ ...key, format: 'raw-public' }).type);
  show('raw', length, () => crypto.createPrivateKey({ ...key, format: 'raw-private' }).type);
  show('raw', length, () => crypto.createPrivateKey({ ...key, format: 'raw-seed' }).type);
}
show('encrypted', () => {
  const pem = signer.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' });
  return crypto.createPrivateKey({ key: pem, passphrase: 'secret' }).equals(signer);
});

// ---- every set ----

for (const hash of ['sha2', 'shake']) {
  for (const size of [128, 192, 256]) {
    for (const speed of ['s', 'f']) {
      const kind = `slh-dsa-${hash}-${size}${speed}`;
      // A key of a slow set takes a second to make; what bytes stand for keys needs none.
      const { publicKey, privateKey } = speed === 'f' ? crypto.generateKeyPairSync(kind) : {
        privateKey: crypto.createPrivateKey({ key: Buffer.alloc(size / 2), format: 'raw-private', asymmetricKeyType: kind }),
        publicKey: crypto.createPublicKey({ key: Buffer.alloc(size / 4), format: 'raw-public', asymmetricKeyType: kind }),
      };
      show(kind, () => [privateKey.asymmetricKeyType, privateKey.asymmetricKeyDetails, privateKey.type, publicKey.type]);
      show(kind, () => [crypto.createPublicKey(privateKey).equals(publicKey), publicKey.export({ format: 'jwk' }).alg]);
      const der = publicKey.export({ format: 'der', type: 'spki' });
      show(kind, () => [der.length, der.toString('hex', 0, 17), crypto.createPublicKey({ key: der, format: 'der', type: 'spki' }).equals(publicKey)]);
      const info = privateKey.export({ format: 'der', type: 'pkcs8' });
      show(kind, () => [info.length, info.toString('hex', 0, 16), crypto.createPrivateKey({ key: info, format: 'der', type: 'pkcs8' }).equals(privateKey)]);
    }
  }
}

// ---- signatures ----

const pair = crypto.generateKeyPairSync('slh-dsa-sha2-128f');
const first = crypto.sign(null, message, { key: pair.privateKey, context });
const second = crypto.sign(null, message, { key: pair.privateKey, context });
show('signed', () => [first.length, first.equals(second)]);
for (const signed of [first, second]) show('verified', () => crypto.verify(null, message, { key: pair.publicKey, context }, signed));
for (const length of [255, 256]) {
  show('context', length, () => crypto.sign(null, message, { key: pair.privateKey, context: Buffer.alloc(length) }).length);
  show('context', length, () => crypto.verify(null, message, { key: pair.publicKey, context: Buffer.alloc(length) }, first));
}
show('digest', () => crypto.sign('sha256', message, pair.privateKey));
show('digest', () => crypto.verify('sha256', message, pair.publicKey, first));
show('Sign', () => crypto.createSign('sha256').update(message).sign(pair.privateKey));
show('Verify', () => crypto.createVerify('sha256').update(message).verify(pair.publicKey, first));
show('public', () => crypto.sign(null, message, pair.publicKey));
for (const name of ['privateEncrypt', 'privateDecrypt']) show(name, () => crypto[name](pair.privateKey, message));
for (const name of ['publicEncrypt', 'publicDecrypt']) show(name, () => crypto[name](pair.publicKey, message));
show('agreement', () => crypto.diffieHellman(pair));
show('encapsulate', () => crypto.encapsulate(pair.publicKey));
show('unknown', () => crypto.generateKeyPairSync('slh-dsa-sha2-128'));

crypto.sign(null, message, pair.privateKey, (error, signed) => {
  show('on the pool', () => [error, crypto.verify(null, message, pair.publicKey, signed)]);
});
