'use strict';
// Protects what node:crypto says of every kind of value for single options, and that an empty text reaches the library as one:
// the names that a certificate is compared with, and a signed public key, were read beyond their end.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { show } = require('./fixtures/show.js');

const file = (name) => fs.readFileSync(path.join(__dirname, 'fixtures', name));
const bytes = (length) => Buffer.alloc(length, 1);
const values = () => [
  undefined, null, true, false, 0, 1, 3, 4, -1, 1.5, 2 ** 32, 2 ** 53, NaN, Infinity, '', ' x', 'sha256', 'hex', 'buffer', [], {},
  Symbol('s'), 1n, () => {}, bytes(0), bytes(3), new ArrayBuffer(4),
];
const privateKey = crypto.createPrivateKey(file('ca.key'));
const publicKey = crypto.createPublicKey(privateKey);
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
const secret = crypto.createSecretKey(bytes(16));
const certificate = new crypto.X509Certificate(file('leaf.pem'));
const plain = (value) => (Buffer.isBuffer(value) ? value.length : typeof value === 'object' ? value.constructor.name : value);

for (const data of ['', 'a', bytes(256)]) {
  try {
    crypto.privateDecrypt(privateKey, data);
  } catch ({ code }) {
    console.log(code);
  }
}

const calls = {
  'hash outputEncoding': (value) => crypto.hash('sha1', 'a', { outputEncoding: value }),
  'hash outputLength': (value) => crypto.hash('sha1', 'a', { outputLength: value }),
  'hash outputLength of SHAKE': (value) => value !== 2 ** 31 && crypto.hash('shake128', 'a', { outputLength: value }).length,
  'hmac encoding': (value) => crypto.createHmac('sha1', 'ab', { encoding: value }).digest('hex'),
  'padding': (value) => crypto.createCipheriv('aes-128-cbc', bytes(16), bytes(16)).setAutoPadding(value).final('hex'),
  'encrypt': (value) => value !== 3 && crypto.publicEncrypt({ key: publicKey, padding: value }, bytes(1)).length,
  'decrypt': (value) => value !== 1 && crypto.privateDecrypt({ key: privateKey, padding: value }, bytes(256)).length,
  'private encrypt': (value) => value !== 3 && crypto.privateEncrypt({ key: privateKey, padding: value }, bytes(1)).length,
  'sign': (value) => crypto.createSign('sha256').update('a').sign(value).length,
  'passphrase': (value) => crypto.createPrivateKey({ key: pem, passphrase: value }).type,
  'usages of toCryptoKey': (value) => secret.toCryptoKey('AES-CBC', true, value).type,
  'host': (value) => certificate.checkHost(value),
  'email': (value) => certificate.checkEmail(value),
  'ip': (value) => certificate.checkIP(value),
  'verifySpkac': (value) => crypto.Certificate.verifySpkac(value),
  'exportChallenge': (value) => crypto.Certificate.exportChallenge(value).length,
  'exportPublicKey': (value) => crypto.Certificate.exportPublicKey(value).length,
};
for (const [name, call] of Object.entries(calls)) {
  values().forEach((value, index) => show(name, index, () => call(value)));
}

for (const name of ['', '.', 'a\0b', ' ', 'localhost', '127.0.0.1', '::1']) {
  for (const method of ['checkHost', 'checkEmail', 'checkIP']) show(method, name, () => certificate[method](name));
}
for (const jwk of [
  {}, { alg: 1 }, { alg: 'x' }, { alg: '', pub: 'AA' }, { alg: 'ml-dsa-44', pub: 'AA' }, { alg: 'ML-DSA-45', pub: 'AA' },
  { alg: 'ML-DSA-44' }, { alg: 'ML-DSA-44', pub: 1 }, { alg: 'ML-KEM-512', pub: 'AA' },
]) {
  for (const make of ['createPublicKey', 'createPrivateKey']) {
    show(make, JSON.stringify(jwk), () => crypto[make]({ key: { kty: 'AKP', ...jwk }, format: 'jwk' }));
  }
}
// Last: what this leaves in Node's queue of errors is told with the next one.
values().forEach((value, index) => show('cipher info key', index, () =>
  plain(crypto.getCipherInfo('aes-128-cbc', { keyLength: value }) ?? 'none')));

// The names that two options of RSA-PSS had once are refused, after all the others were looked at.
for (const options of [{ hash: 'sha1' }, { mgf1Hash: 'sha1' }, { hash: null }, { hash: 'sha1', saltLength: -1 }, { hash: 'sha1', hashAlgorithm: 5 }]) {
  for (const type of ['rsa-pss', 'rsa']) {
    try {
      console.log(crypto.generateKeyPairSync(type, { modulusLength: 1024, ...options }).publicKey.asymmetricKeyDetails);
    } catch ({ name, code, message }) {
      console.log(name, code, message);
    }
  }
}
