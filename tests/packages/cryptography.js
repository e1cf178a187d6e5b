// Cryptography that npm packages bring along in JavaScript (@noble/*, tweetnacl, bcryptjs, openpgp) agrees with node:crypto, and
// identifiers (uuid, nanoid) come from its random bytes.
'use strict';

const crypto = require('node:crypto');
const bcrypt = require('bcryptjs');
const nacl = require('tweetnacl');
const openpgp = require('openpgp');

const message = Buffer.from('what is signed, hashed or encrypted');
const bytes = (length, start = 0) => Uint8Array.from({ length }, (_, i) => (i + start) & 255);
const hex = (data) => Buffer.from(data).toString('hex');

async function noble() {
  const [{ sha256, sha512, sha384 }, { sha3_256, shake256, keccak_256: keccak256 }, { blake2b, blake2s }, { hmac }, { hkdf },
         { pbkdf2 }, { scrypt }, { argon2id }, { ripemd160, md5, sha1 }] =
    await Promise.all(['sha2', 'sha3', 'blake2', 'hmac', 'hkdf', 'pbkdf2', 'scrypt', 'argon2', 'legacy']
      .map((name) => import(`@noble/hashes/${name}.js`)));
  for (const [name, hash] of Object.entries({ sha256, sha512, sha384, 'sha3-256': sha3_256, 'keccak-256': keccak256, ripemd160, md5, sha1,
                                              'blake2b512': blake2b, 'blake2s256': blake2s })) {
    console.log(name, crypto.hash(name, message) === hex(hash(message)));
  }
  console.log('shake256', crypto.hash('shake256', message, { outputLength: 50 }) === hex(shake256(message, { dkLen: 50 })),
              'hmac', crypto.createHmac('sha512', 'key').update(message).digest('hex') === hex(hmac(sha512, Buffer.from('key'), message)),
              'hkdf', hex(crypto.hkdfSync('sha256', 'key', 'salt', 'info', 77)) ===
                hex(hkdf(sha256, Buffer.from('key'), Buffer.from('salt'), Buffer.from('info'), 77)),
              'pbkdf2', hex(crypto.pbkdf2Sync('password', 'salt', 20, 40, 'sha512')) ===
                hex(pbkdf2(sha512, 'password', 'salt', { c: 20, dkLen: 40 })),
              'scrypt', hex(crypto.scryptSync('password', 'salt', 40, { N: 64, r: 4, p: 2 })) ===
                hex(scrypt('password', 'salt', { N: 64, r: 4, p: 2, dkLen: 40 })),
              'argon2id', hex(crypto.argon2Sync('argon2id', { message: 'password', nonce: 'saltsalt', parallelism: 1, tagLength: 32, memory: 64, passes: 2 })) ===
                hex(argon2id('password', 'saltsalt', { t: 2, m: 64, p: 1, dkLen: 32 })));

  const [{ secp256k1 }, { p256, p384 }, { ed25519, x25519 }] =
    await Promise.all(['secp256k1', 'nist', 'ed25519'].map((name) => import(`@noble/curves/${name}.js`)));
  for (const [name, curve, size] of [['secp256k1', secp256k1, 32], ['prime256v1', p256, 32], ['secp384r1', p384, 48]]) {
    const ecdh = crypto.createECDH(name);
    ecdh.setPrivateKey(bytes(size, 1));
    const theirs = bytes(size, 50);
    console.log(name, ecdh.getPublicKey('hex', 'compressed') === hex(curve.getPublicKey(bytes(size, 1))),
                ecdh.computeSecret(curve.getPublicKey(theirs, false)).equals(
                  Buffer.from(curve.getSharedSecret(theirs, ecdh.getPublicKey()).subarray(1))));
    const spki = { kty: 'EC', crv: { secp256k1: 'secp256k1', prime256v1: 'P-256', secp384r1: 'P-384' }[name] };
    const point = ecdh.getPublicKey();
    const key = crypto.createPublicKey({
      format: 'jwk', key: { ...spki, x: point.subarray(1, 1 + size).toString('base64url'), y: point.subarray(1 + size).toString('base64url') },
    });
    const signature = curve.sign(message, bytes(size, 1));
    const digest = size === 48 ? 'sha384' : 'sha256';
    const jwk = { ...key.export({ format: 'jwk' }), d: Buffer.from(bytes(size, 1)).toString('base64url') };
    const ours = crypto.sign(digest, message, { key: crypto.createPrivateKey({ format: 'jwk', key: jwk }), dsaEncoding: 'ieee-p1363' });
    console.log(crypto.verify(digest, message, { key, dsaEncoding: 'ieee-p1363' }, signature),
                curve.verify(ours, message, point, { lowS: false }));
  }
  const seed = bytes(32, 9);
  const edKey = crypto.createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', d: Buffer.from(seed).toString('base64url'), x: Buffer.from(ed25519.getPublicKey(seed)).toString('base64url') } });
  console.log('ed25519', crypto.sign(null, message, edKey).equals(Buffer.from(ed25519.sign(message, seed))));
  const xKey = (secret) => crypto.createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'X25519', d: Buffer.from(secret).toString('base64url'), x: Buffer.from(x25519.getPublicKey(secret)).toString('base64url') } });
  const shared = crypto.diffieHellman({ privateKey: xKey(seed), publicKey: crypto.createPublicKey(xKey(bytes(32, 90))) });
  console.log('x25519', hex(shared) === hex(x25519.getSharedSecret(seed, x25519.getPublicKey(bytes(32, 90)))));

  const { gcm, cbc, ctr, aeskw, aessiv, gcmsiv } = await import('@noble/ciphers/aes.js');
  const { chacha20poly1305 } = await import('@noble/ciphers/chacha.js');
  const aead = (name, key, nonce, aad) => {
    const cipher = crypto.createCipheriv(name, key, nonce, { authTagLength: 16 });
    if (aad) cipher.setAAD(aad);
    return hex(Buffer.concat([cipher.update(message), cipher.final(), cipher.getAuthTag()]));
  };
  const plain = (name, key, iv) => {
    const cipher = crypto.createCipheriv(name, key, iv);
    return hex(Buffer.concat([cipher.update(message), cipher.final()]));
  };
  console.log('gcm', aead('aes-256-gcm', bytes(32), bytes(12)) === hex(gcm(bytes(32), bytes(12)).encrypt(message)),
              aead('aes-128-gcm', bytes(16), bytes(12), bytes(5)) === hex(gcm(bytes(16), bytes(12), bytes(5)).encrypt(message)),
              'chacha', aead('chacha20-poly1305', bytes(32), bytes(12), bytes(5)) === hex(chacha20poly1305(bytes(32), bytes(12), bytes(5)).encrypt(message)),
              'cbc', plain('aes-192-cbc', bytes(24), bytes(16)) === hex(cbc(bytes(24), bytes(16)).encrypt(message)),
              'ctr', plain('aes-256-ctr', bytes(32), bytes(16)) === hex(ctr(bytes(32), bytes(16)).encrypt(message)),
              'gcm-siv', aead('aes-256-gcm-siv', bytes(32), bytes(12), bytes(5)) === hex(gcmsiv(bytes(32), bytes(12), bytes(5)).encrypt(message)));
  const wrap = crypto.createCipheriv('aes128-wrap', bytes(16), Buffer.alloc(8, 0xa6));
  console.log('kw', hex(wrap.update(bytes(32))) === hex(aeskw(bytes(16)).encrypt(bytes(32))));
  // The tag is in front there.
  const siv = hex(aessiv(bytes(32), bytes(5)).encrypt(message));
  const sealed = crypto.createCipheriv('aes-128-siv', bytes(32), null);
  sealed.setAAD(bytes(5));
  console.log('siv', siv.slice(32) === sealed.update(message, 'buffer', 'hex'), (sealed.final(), siv.slice(0, 32) === sealed.getAuthTag('hex').toString('hex')));
}

function tweetnacl() {
  const pair = nacl.sign.keyPair.fromSeed(bytes(32, 3));
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), bytes(32, 3)]);
  const key = crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  console.log('nacl', hex(nacl.sign.detached(message, pair.secretKey)) === crypto.sign(null, message, key).toString('hex'),
              nacl.sign.detached.verify(message, crypto.sign(null, message, key), pair.publicKey));
  const boxed = nacl.box(message, bytes(24), nacl.box.keyPair.fromSecretKey(bytes(32, 1)).publicKey, bytes(32, 2));
  console.log(hex(boxed), nacl.randomBytes(16).length, nacl.box.keyPair().publicKey.length);
}

async function passwords() {
  const hash = await bcrypt.hash('password', 4);
  console.log('bcrypt', hash.slice(0, 7), await bcrypt.compare('password', hash), await bcrypt.compare('passwort', hash),
              bcrypt.hashSync('password', '$2b$04$abcdefghijklmnopqrstuu'), bcrypt.genSaltSync(4).length);
}

async function identifiers() {
  const uuid = await import('uuid');
  const { nanoid, customAlphabet } = await import('nanoid');
  console.log('uuid', uuid.validate(uuid.v4()), uuid.version(uuid.v4()), uuid.version(uuid.v7()), uuid.version(uuid.v1()),
              uuid.v5('example.org', uuid.v5.DNS), uuid.v3('example.org', uuid.v3.DNS), new Set(Array.from({ length: 1000 }, () => uuid.v4())).size);
  console.log('nanoid', /^[\w-]{21}$/.test(nanoid()), nanoid(5).length, /^[abc]{9}$/.test(customAlphabet('abc', 9)()),
              new Set(Array.from({ length: 1000 }, () => nanoid())).size);
}

async function pgp() {
  for (const type of ['curve25519', 'ecc', 'rsa']) {
    const options = type === 'rsa' ? { type, rsaBits: 2048 } : type === 'ecc' ? { type, curve: 'nistP256' } : { type };
    const { privateKey, publicKey } = await openpgp.generateKey({
      ...options, userIDs: [{ name: 'Ada', email: 'ada@example.org' }], passphrase: 'secret', format: 'object',
    });
    const unlocked = await openpgp.decryptKey({ privateKey, passphrase: 'secret' });
    const armored = await openpgp.encrypt({
      message: await openpgp.createMessage({ text: message.toString() }), encryptionKeys: publicKey, signingKeys: unlocked,
    });
    const { data, signatures } = await openpgp.decrypt({
      message: await openpgp.readMessage({ armoredMessage: armored }), decryptionKeys: unlocked, verificationKeys: publicKey,
    });
    console.log(type, data, await signatures[0].verified, unlocked.isDecrypted(), publicKey.getAlgorithmInfo());
    await openpgp.decryptKey({ privateKey, passphrase: 'wrong' }).catch((error) => console.log(error.message));
  }
  const secret = await openpgp.encrypt({
    message: await openpgp.createMessage({ binary: new Uint8Array(message) }), passwords: ['secret'], format: 'binary',
    config: { preferredSymmetricAlgorithm: openpgp.enums.symmetric.aes128, aeadProtect: true },
  });
  const { data } = await openpgp.decrypt({ message: await openpgp.readMessage({ binaryMessage: secret }), passwords: ['secret'], format: 'binary' });
  console.log(Buffer.from(data).equals(message));
}

(async () => {
  await noble();
  tweetnacl();
  await passwords();
  await identifiers();
  await pgp();
})();
