'use strict';
// Ed448 and X448, which come from a crate of their own: known answers of RFC 8032 and 7748, all forms of their keys, and what they
// refuse, by crypto's functions and by WebCrypto's.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const pkcs8 = { '__proto__': null, 'ed448': '3047020100300506032b6571043b0439', 'x448': '3046020100300506032b656f043a0438' };
const spki = { '__proto__': null, 'ed448': '3043300506032b6571033a00', 'x448': '3042300506032b656f033900' };
const privateKey = (kind, hex) =>
  crypto.createPrivateKey({ key: Buffer.from(pkcs8[kind] + hex, 'hex'), format: 'der', type: 'pkcs8' });
const publicKey = (kind, hex) => crypto.createPublicKey({ key: Buffer.from(spki[kind] + hex, 'hex'), format: 'der', type: 'spki' });

const seed = 'c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e';
const alice = '9a8f4925d1519f5775cf46971028b71eff46972c5d3e1e3a2c7d0a3f8f7d0c4b' +
  '1c306b3a9d3e5f7a8b9c0d1e2f3a4b5c6d7e8f90a1b2c3d4';
const bob = '1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d';
const basis = `05${'00'.repeat(55)}`;

const signer = privateKey('ed448', seed);
const verifier = crypto.createPublicKey(signer);
const agreeing = privateKey('x448', alice);
const peer = crypto.createPublicKey(privateKey('x448', bob));

// ---- forms of keys ----

for (const key of [signer, agreeing]) {
  const { asymmetricKeyType: kind } = key;
  const half = crypto.createPublicKey(key);
  show(kind, 'details', () => [key.asymmetricKeyDetails, half.asymmetricKeyDetails, key.type, half.type]);
  show(kind, 'pkcs8', () => key.export({ format: 'pem', type: 'pkcs8' }));
  show(kind, 'spki', () => half.export({ format: 'pem', type: 'spki' }));
  show(kind, 'jwk', () => [key.export({ format: 'jwk' }), half.export({ format: 'jwk' })]);
  show(kind, 'raw', () => [key.export({ format: 'raw-private' }), half.export({ format: 'raw-public' })]);
  for (const type of ['pkcs1', 'sec1']) show(kind, type, () => key.export({ format: 'der', type }));
  show(kind, 'from jwk', () => crypto.createPrivateKey({ key: key.export({ format: 'jwk' }), format: 'jwk' }).equals(key));
  show(kind, 'encrypted', () => {
    const pem = key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' });
    const read = crypto.createPrivateKey({ key: pem, passphrase: 'secret' });
    return [read.equals(key), crypto.createPublicKey({ key: pem, passphrase: 'secret' }).equals(half)];
  });
  show(kind, 'equals', () => [half.equals(crypto.createPublicKey(key)), key.equals(half), half.equals(crypto.generateKeyPairSync(kind).publicKey)]);
  show(kind, 'another half', () => crypto.createPrivateKey({
    key: { ...key.export({ format: 'jwk' }), x: Buffer.alloc(kind === 'ed448' ? 57 : 56).toString('base64url') }, format: 'jwk',
  }));
  for (const length of [0, 55, 56, 57, 58]) {
    const raw = { key: Buffer.alloc(length), asymmetricKeyType: kind };
    show(kind, length, () => crypto.createPublicKey({ ...raw, format: 'raw-public' }).type);
    show(kind, length, () => crypto.createPrivateKey({ ...raw, format: 'raw-private' }).type);
  }
  const pair = crypto.generateKeyPairSync(kind);
  show(kind, 'new', () => [pair.privateKey.asymmetricKeyType, crypto.createPublicKey(pair.privateKey).equals(pair.publicKey)]);
}
show('short', () => publicKey('ed448', '00'));

// ---- signatures ----

const message = Buffer.from('03', 'hex');
const context = Buffer.from('foo');
const plain = crypto.sign(null, message, signer);
const bound = crypto.sign(null, message, { key: signer, context });
show('sign', () => [plain.toString('hex'), bound.toString('hex')]);
show('verify', () => [
  crypto.verify(null, message, verifier, plain),
  crypto.verify(undefined, message, signer, plain),
  crypto.verify(null, message, { key: verifier, context }, bound),
  crypto.verify(null, message, verifier, bound),
  crypto.verify(null, Buffer.from('04', 'hex'), verifier, plain),
  crypto.verify(null, message, verifier, plain.subarray(1)),
  crypto.verify(null, message, verifier, Buffer.alloc(0)),
  crypto.verify(null, message, publicKey('ed448', 'ff'.repeat(57)), plain),
  crypto.verify(null, message, publicKey('ed448', '00'.repeat(57)), Buffer.alloc(114)),
]);
show('digest', () => crypto.sign('sha512', message, signer));
show('stream', () => crypto.createSign('sha512').update(message).sign(signer));
show('long context', () => crypto.sign(null, message, { key: signer, context: Buffer.alloc(256) }));
show('x448 signs', () => crypto.sign(null, message, agreeing));
show('x448 verifies', () => crypto.verify(null, message, peer, plain));
show('encrypts', () => crypto.publicEncrypt(verifier, message));
show('decrypts', () => crypto.privateDecrypt(signer, message));
show('encrypts', () => crypto.privateEncrypt(signer, message));

// ---- agreement ----

const agree = (key, other) => crypto.diffieHellman({ privateKey: key, publicKey: other });
show('x448', () => agree(agreeing, peer));
show('x448', () => agree(privateKey('x448', bob), crypto.createPublicKey(agreeing)));
show('x448 with its basis', () => agree(agreeing, publicKey('x448', basis)));
for (const low of ['00'.repeat(56), `01${'00'.repeat(55)}`, `fe${'ff'.repeat(27)}fe${'ff'.repeat(27)}`]) {
  show('x448 with a point of a small order', () => agree(agreeing, publicKey('x448', low)));
}
show('x25519 and x448', () => agree(crypto.generateKeyPairSync('x25519').privateKey, peer));
show('ed448', () => agree(signer, verifier));

// ---- WebCrypto ----

(async () => {
  process.removeAllListeners('warning').on('warning', () => {});
  const attempt = async (...parts) => {
    const fn = parts.pop();
    let result;
    try {
      result = await fn();
    } catch (error) {
      result = error;
    }
    show(...parts, () => {
      if (result instanceof Error) throw result;
      return result;
    });
  };
  const { subtle } = crypto;
  const own = signer.toCryptoKey({ name: 'Ed448' }, true, ['sign']);
  const theirs = verifier.toCryptoKey('Ed448', true, ['verify']);
  await attempt('sign', async () => Buffer.from(await subtle.sign('Ed448', own, message)).equals(plain));
  await attempt('sign', async () => Buffer.from(await subtle.sign({ name: 'Ed448', context }, own, message)).equals(bound));
  await attempt('verify', () => subtle.verify({ name: 'Ed448', context }, theirs, bound, message));
  await attempt('verify', () => subtle.verify('Ed448', theirs, bound, message));
  await attempt('context', () => subtle.sign({ name: 'Ed448', context: Buffer.alloc(256) }, own, message));
  for (const format of ['pkcs8', 'jwk', 'raw', 'raw-private', 'raw-seed']) await attempt('own', format, () => subtle.exportKey(format, own));
  for (const format of ['spki', 'jwk', 'raw', 'raw-public']) await attempt('theirs', format, () => subtle.exportKey(format, theirs));
  const agreed = agreeing.toCryptoKey('X448', true, ['deriveBits', 'deriveKey']);
  const point = peer.toCryptoKey('X448', true, []);
  for (const length of [null, 448, 449, 440, 441, 0]) {
    await attempt('bits', length, () => subtle.deriveBits({ name: 'X448', public: point }, agreed, length));
  }
  const zero = await subtle.importKey('raw', new Uint8Array(56), 'X448', true, []);
  await attempt('small order', () => subtle.deriveBits({ name: 'X448', public: zero }, agreed, 448));
  for (const [name, usages] of [['Ed448', ['sign', 'verify']], ['X448', ['deriveBits']], ['Ed448', []], ['X448', ['sign']], ['ed448', ['sign']]]) {
    await attempt('generate', name, async () => Object.values(await subtle.generateKey(name, false, usages)).map((key) => [key.algorithm, key.usages]));
  }
  for (const alg of ['Ed448', 'EdDSA', 'Ed25519', 'X448']) {
    const jwk = { ...await subtle.exportKey('jwk', theirs), alg };
    await attempt('alg', alg, async () => (await subtle.importKey('jwk', jwk, 'Ed448', true, ['verify'])).algorithm);
  }
  await attempt('supports', () => [SubtleCrypto.supports('sign', 'Ed448'), SubtleCrypto.supports('deriveBits', { name: 'X448', public: point }, 448)]);
})();
