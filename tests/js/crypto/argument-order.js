'use strict';
// In which order arguments are looked at, and what is no mistake: null for options, numbers beyond those of ciphers, empty points.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const nothing = () => {};
for (const args of [
  ['x', 5, nothing], [16, 5, nothing], [16, { safe: 5 }], [16, 5], [16, null], [16, undefined, nothing], [16, undefined, 5],
]) {
  show('generatePrime', ...args, () => crypto.generatePrime(...args));
}
for (const args of [['x', 5, nothing], [7n, 5, nothing], [7n, { checks: 'x' }], [7n, 5], [-7n, {}], [7n, undefined, 5]]) {
  show('checkPrime', ...args, () => crypto.checkPrime(...args));
}
for (const number of [2.5, NaN, 2 ** 31, 2 ** 53, -1, 0]) {
  show('getCipherInfo', number, () => crypto.getCipherInfo(number));
  show('getCipherInfo', number, 5, () => crypto.getCipherInfo(number, 5));
  show('getCipherInfo', number, 'keyLength', () => crypto.getCipherInfo(number, { keyLength: -1 }));
}
for (const authTagLength of [null, 5n, Symbol('x'), '16', 16, -1, {}]) {
  show('authTagLength', typeof authTagLength, () => typeof crypto.createCipheriv(
    'aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12), { authTagLength }));
}
show('encoding', () => typeof crypto.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12), { encoding: null }));
for (const name of ['', 'a\0b']) show('createMac', () => crypto.createMac(name, Buffer.alloc(5)));
for (const passphrase of ['a\0b', '', Buffer.from('a\0'), new Uint8Array(2), 'x']) {
  show('parsePKCS12', passphrase, () => crypto.parsePKCS12(Buffer.alloc(5), { passphrase }));
}

const ec = (options) => {
  const { publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256', ...options });
  return publicKey.asymmetricKeyDetails;
};
for (const options of [
  { publicKeyEncoding: [] }, { publicKeyEncoding: 5 }, { paramEncoding: null }, { paramEncoding: 'x' },
  { namedCurve: 'PRIME256V1' }, { namedCurve: 'p-256' }, { namedCurve: 'secp256r1' }, { namedCurve: 'BrainpoolP256R1' },
]) {
  show('ec', options, () => ec(options));
}
// ECDH takes nothing but a curve's own name.
const point = crypto.createECDH('prime256v1').generateKeys();
for (const name of ['prime256v1', 'P-256', 'PRIME256V1', 'nope']) {
  show('createECDH', name, () => crypto.createECDH(name).generateKeys().length);
  show('convertKey', name, () => crypto.ECDH.convertKey(point, name, undefined, undefined, 'compressed').length);
}
for (const format of [null, '', 0, 'compressed', 'x', 4]) {
  show('format', format, () => crypto.createECDH('prime256v1').generateKeys(null, format).length);
}
show('empty point', () => crypto.ECDH.convertKey('', 'nope'));
show('empty point', () => crypto.ECDH.convertKey('', 'nope', 'hex', 'hex', 'x'));
show('computeSecret', () => crypto.createECDH('prime256v1').computeSecret(5));
show('computeSecret', () => crypto.getDiffieHellman('modp1').computeSecret(5));

for (const size of [0, 1, 64, 511, 512]) {
  for (const generator of [Buffer.from([2]), '2', 1, -1]) {
    show('createDiffieHellman', size, generator, () => crypto.createDiffieHellman(size, generator).verifyError);
  }
}
for (const prime of ['', 'x', Buffer.alloc(0), Buffer.from([7]), Buffer.from([23]), Buffer.alloc(32, 7), Buffer.alloc(32, 255),
                     Buffer.alloc(64, 255)]) {
  show('verifyError', prime, () => crypto.createDiffieHellman(prime).verifyError);
}

const x = crypto.generateKeyPairSync('x25519');
for (const name of ['privateKey', 'publicKey']) {
  for (const value of [null, undefined, 5]) show(name, value, () => crypto.diffieHellman({ ...x, [name]: value }));
}
for (const key of [null, undefined, 5]) {
  for (const name of ['createPublicKey', 'createPrivateKey', 'encapsulate']) show(name, key, () => crypto[name](key));
}
show('createPrivateKey', () => crypto.createPrivateKey({ key: x.privateKey }));
const { privateKey } = crypto.generateKeyPairSync('ed25519');
for (const format of ['pem', 'der', 'jwk', 'raw-private', 'raw-public', undefined, 'x']) {
  for (const options of [{ passphrase: 'x' }, { cipher: 'aes-128-cbc' }, { cipher: 'aes-128-cbc', passphrase: 'x' }]) {
    show('export', format, options, () => typeof privateKey.export({ format, type: 'pkcs8', ...options }));
  }
}
// The structure that is named does not keep OpenSSL from reading another one.
const der = privateKey.export({ format: 'der', type: 'pkcs8' });
for (const type of ['pkcs1', 'sec1', 'pkcs8']) {
  show('createPrivateKey', type, () => crypto.createPrivateKey({ key: der, format: 'der', type }).asymmetricKeyType);
  if (type !== 'pkcs8') show('no key', type, () => crypto.createPrivateKey({ key: Buffer.from('junk'), format: 'der', type }));
}

// The padded form of AES key wrap with another vector than the usual one.
for (const iv of ['a65959a6', '01020304']) {
  for (const length of [0, 1, 7, 8, 9, 16, 20, 33]) {
    const secret = Buffer.alloc(16, 3);
    const text = Buffer.alloc(length, 1);
    show('wrap-pad', iv, length, () => {
      const cipher = crypto.createCipheriv('aes-128-wrap-pad', secret, Buffer.from(iv, 'hex'));
      const wrapped = Buffer.concat([cipher.update(text), cipher.final()]);
      const decipher = crypto.createDecipheriv('aes-128-wrap-pad', secret, Buffer.from(iv, 'hex'));
      return [wrapped.toString('hex'), Buffer.concat([decipher.update(wrapped), decipher.final()]).equals(text)];
    });
  }
}
show('unwrap', () => crypto.createDecipheriv('aes-128-wrap-pad', Buffer.alloc(16), Buffer.alloc(4)).update(Buffer.alloc(24)));
