'use strict';
// Every function of node:crypto with every kind of value for each of its arguments: error class, code, message.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const bytes = (length) => Buffer.alloc(length, 1);
// Fresh ones each time: some are written to.
const values = () => [
  undefined, null, true, 1, -1, 1.5, NaN, Infinity, '', ' x', 'sha256', [], {}, Symbol('s'), 1n, () => {}, bytes(3),
  new ArrayBuffer(4),
];

// The place of the value that varies.
const _ = Symbol('any');
const calls = {
  randomBytes: [[_]],
  randomInt: [[_], [0, _], [_, 5], [5, 5]],
  randomFillSync: [[_], [bytes(4), _], [bytes(4), 1, _]],
  randomUUID: [[_]],
  getRandomValues: [[_]],
  pbkdf2Sync: [[_, 's', 1, 8, 'sha1'], ['p', _, 1, 8, 'sha1'], ['p', 's', _, 8, 'sha1'], ['p', 's', 1, _, 'sha1'], ['p', 's', 1, 8, _]],
  scryptSync: [[_, 's', 8], ['p', _, 8], ['p', 's', _], ['p', 's', 8, _]],
  hkdfSync: [[_, 'k', 's', 'i', 8], ['sha1', _, 's', 'i', 8], ['sha1', 'k', _, 'i', 8], ['sha1', 'k', 's', _, 8], ['sha1', 'k', 's', 'i', _]],
  createHash: [[_], ['sha1', _]],
  createHmac: [[_, 'k'], ['sha1', _]],
  hash: [[_, 'a'], ['sha1', _], ['sha1', 'a', _]],
  timingSafeEqual: [[_, bytes(3)], [bytes(3), _], [bytes(3), bytes(4)]],
  createCipheriv: [[_, bytes(16), bytes(16)], ['aes-128-cbc', _, bytes(16)], ['aes-128-cbc', bytes(16), _], ['aes-128-gcm', bytes(16), bytes(12), _]],
  getCipherInfo: [[_], ['aes-128-cbc', _]],
  createSign: [[_]],
  createVerify: [[_]],
  sign: [[_, bytes(1), 'k'], ['sha1', _, 'k'], ['sha1', bytes(1), _]],
  verify: [[_, bytes(1), 'k', bytes(1)], ['sha1', _, 'k', bytes(1)], ['sha1', bytes(1), 'k', _]],
  createSecretKey: [[_], ['ab', _]],
  createPublicKey: [[_], [{ key: 'x', format: _ }]],
  createPrivateKey: [[_]],
  createDiffieHellman: [[_], [bytes(8), _]],
  getDiffieHellman: [[_]],
  createECDH: [[_]],
  diffieHellman: [[_]],
  generateKeySync: [[_, { length: 128 }], ['hmac', _], ['aes', _]],
  generateKeyPairSync: [[_], ['rsa', _], ['ec', _], ['dsa', _], ['dh', _], ['ed25519', _]],
  generatePrimeSync: [[_], [32, _]],
  checkPrimeSync: [[_], [7n, _]],
  publicEncrypt: [[_, bytes(1)]],
  publicDecrypt: [[_, bytes(1)]],
  privateEncrypt: [[_, bytes(1)]],
  privateDecrypt: [[_, bytes(1)]],
  argon2Sync: [[_, {}], ['argon2id', _]],
  // Not setFips: with a provider for it Node's process is of another kind from then on; here it throws.
  setEngine: [[_], ['a', _]],
  encapsulate: [[_]],
  decapsulate: [[_, bytes(1)]],
};

const kind = (result) => (Buffer.isBuffer(result) ? result.length :
  typeof result === 'object' && result !== null ? result.constructor?.name ?? 'object' : typeof result);

for (const [name, shapes] of Object.entries(calls)) {
  for (const [place, shape] of shapes.entries()) {
    for (const [index, value] of values().entries()) {
      // Node destructures a key that is null and says so; here it is told what a key may be.
      if (value === null && /Key$|crypt$|capsulate$/.test(name)) continue;
      show(name, place, index, () => kind(crypto[name](...shape.map((argument) => (argument === _ ? value : argument)))));
      if (!shape.includes(_)) break;
    }
  }
}
