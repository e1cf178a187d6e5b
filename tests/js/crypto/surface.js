'use strict';
// What crypto's members look like from outside: names, lengths, enumerability, the older names of randomBytes, constants that
// cannot be changed, constructors that warn.
const crypto = require('node:crypto');

// Members look the same whether they are already loaded or not, and can be replaced and watched as mocks do it.
const look = (name) => {
  const { get, set, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(crypto, name);
  return [name, typeof get, typeof set, writable, enumerable, configurable].join(' ');
};
const original = crypto.createPublicKey;
crypto.createPublicKey = () => 'replaced';
console.log(crypto.createPublicKey(), Object.keys(crypto).indexOf('createPublicKey'));
crypto.createPublicKey = original;
Object.defineProperty(crypto, 'createPrivateKey', { value: 'defined', configurable: true, enumerable: true, writable: true });
console.log(crypto.createPrivateKey, Object.create(crypto).createSecretKey.name, { ...crypto }.createSign.name);
console.log(Object.keys(crypto).map(look));
console.log(Object.getOwnPropertyNames(crypto).join());

const describe = (object, key) => {
  const { value = object[key], enumerable } = Object.getOwnPropertyDescriptor(object, key);
  return typeof value === 'function' ? `${value.length} ${enumerable}` : `${typeof value} ${enumerable}`;
};
const list = (name, object) => {
  for (const key of Object.getOwnPropertyNames(object).sort()) console.log(`${name}.${key}`, describe(object, key));
};

process.on('warning', ({ name, code, message }) => console.log(name, code, message));

list('crypto', crypto);
console.log(Object.getOwnPropertyDescriptor(crypto, 'fips').enumerable);
for (const name of ['sign', 'verify', 'createHash', 'randomBytes', 'getDiffieHellman', 'Hash', 'Hmac']) console.log(crypto[name].name);
for (const Class of [
  crypto.Certificate, crypto.DiffieHellman, crypto.DiffieHellmanGroup, crypto.ECDH, crypto.Sign, crypto.Verify,
  crypto.Cipheriv, crypto.Decipheriv, crypto.X509Certificate, crypto.KeyObject, CryptoKey, SubtleCrypto, Crypto,
]) {
  console.log(Class.name, Class.length, Object.getOwnPropertyNames(Class).sort());
  for (const key of Object.getOwnPropertyNames(Class.prototype).sort()) {
    const { value, get } = Object.getOwnPropertyDescriptor(Class.prototype, key);
    console.log(' ', key, get === undefined ? `${value.name} ${value.length}` : 'accessor');
  }
}

for (const name of ['prng', 'pseudoRandomBytes', 'rng']) console.log(name, crypto[name] === crypto.randomBytes);
crypto.rng = 5;
console.log(crypto.rng, crypto.prng === crypto.randomBytes);

for (const name of Object.keys(crypto.constants)) {
  const { writable, configurable, get } = Object.getOwnPropertyDescriptor(crypto.constants, name);
  if (name !== 'defaultCipherList') console.log(name, writable, configurable, get, crypto.constants[name]);
}

const hash = new crypto.Hash('sha1');
console.log(hash instanceof crypto.Hash, crypto.createHash('sha1') instanceof crypto.Hash, crypto.Hash('sha1').digest('hex'));
console.log(new crypto.Hmac('sha1', 'key').digest('hex'));
console.log(crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16))._decoder);
