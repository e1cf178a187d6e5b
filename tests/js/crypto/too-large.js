'use strict';
// OpenSSL counts bytes in an int: more of them at a time are refused before they are looked at.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const key = Buffer.alloc(16);
const { privateKey, publicKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });
const large = Buffer.alloc(2 ** 31);

for (const name of ['verifySpkac', 'exportChallenge', 'exportPublicKey']) show(name, () => crypto.Certificate[name](large));
for (const stream of [
  crypto.createHash('sha1'), crypto.createHmac('sha1', 'key'), crypto.createSign('sha1'), crypto.createVerify('sha1'),
  crypto.createCipheriv('aes-128-cbc', key, key), crypto.createDecipheriv('aes-128-cbc', key, key),
]) {
  show(stream.constructor.name, 'update', () => stream.update(large));
  show(stream.constructor.name, 'write', () => stream.write(large));
}
show('finished', () => {
  const hash = crypto.createHash('sha1');
  hash.digest();
  return hash.update(large);
});
show('key', () => crypto.createCipheriv('unknown', large, large));
show('iv', () => crypto.createCipheriv('unknown', key, large));
for (const name of ['privateDecrypt', 'privateEncrypt']) show(name, () => crypto[name](privateKey, large));
for (const name of ['publicDecrypt', 'publicEncrypt']) show(name, () => crypto[name](publicKey, large));
show('sign', () => crypto.sign('sha1', large, privateKey));
show('verify', () => crypto.verify('sha1', large, publicKey, key));
show('verify', () => crypto.verify('sha1', key, publicKey, large));
show('Verify', () => crypto.createVerify('sha1').update(key).verify(publicKey, large));
