'use strict';
// Public keys and halves of signatures that are points of a small order: the equation holds for them without any private key, and
// no signature with them is valid.
const crypto = require('node:crypto');

const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const numberOf = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
const bytesOf = (number) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex').reverse();
const challenge = (...parts) => numberOf(crypto.createHash('sha512').update(Buffer.concat(parts)).digest()) % order;
const keyOf = (bytes) => crypto.createPublicKey({ key: bytes, format: 'raw-public', asymmetricKeyType: 'ed25519' });

const prime = 2n ** 255n - 19n;
const one = bytesOf(1n);
const points = [0n, 1n, prime - 1n, prime, prime + 1n].map(bytesOf).concat([
  Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex'),
  Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex'),
]);
for (const point of [...points, ...points.map((bytes) => Buffer.concat([bytes.subarray(0, 31), Buffer.from([bytes[31] | 0x80])]))]) {
  let message = Buffer.alloc(1);
  while (challenge(one, point, message) % 8n !== 0n) message = Buffer.from([message[0] + 1]);
  console.log(point.toString('hex'), crypto.verify(null, message, keyOf(point), Buffer.concat([one, Buffer.alloc(32)])));
}

// The same with an honest key, whose owner alone can make such a signature.
const seed = Buffer.alloc(32, 7);
const privateKey = crypto.createPrivateKey({ key: seed, format: 'raw-private', asymmetricKeyType: 'ed25519' });
const publicBytes = crypto.createPublicKey(privateKey).export({ format: 'raw-public' });
const scalar = crypto.createHash('sha512').update(seed).digest().subarray(0, 32);
scalar[0] &= 248;
scalar[31] = (scalar[31] & 127) | 64;
const message = Buffer.from('message');
const signature = Buffer.concat([one, bytesOf(challenge(one, publicBytes, message) * numberOf(scalar) % order)]);
console.log(crypto.verify(null, message, keyOf(publicBytes), signature));
console.log(crypto.verify(null, message, keyOf(publicBytes), crypto.sign(null, message, privateKey)));
console.log(crypto.verify(null, message, keyOf(publicBytes), Buffer.alloc(3)));
crypto.subtle.importKey('raw', points[5], 'Ed25519', true, ['verify'])
  .then((key) => crypto.subtle.verify('Ed25519', key, Buffer.concat([one, Buffer.alloc(32)]), Buffer.from([8])))
  .then(console.log);
