// differs-from-node: a key of a hybrid KEM is two keys; Node.js says that no KeyObject can be it, and yet lets crypto's deprecated
// functions for CryptoKeys use the half that is ML-KEM's, which is less than what was asked for.
'use strict';
// What crypto's own functions say of keys of hybrid KEMs.
const crypto = require('node:crypto');

process.removeAllListeners('warning');

(async () => {
  for (const name of ['MLKEM768-P256', 'MLKEM768-X25519']) {
    const { publicKey, privateKey } = await crypto.subtle.generateKey(name, true, ['encapsulateBits', 'decapsulateBits']);
    const jwk = await crypto.subtle.exportKey('jwk', privateKey);
    for (const [what, run] of Object.entries({
      'KeyObject.from': () => crypto.KeyObject.from(privateKey),
      'createPublicKey': () => crypto.createPublicKey(privateKey),
      'encapsulate': () => crypto.encapsulate(publicKey),
      'decapsulate': () => crypto.decapsulate(privateKey, Buffer.alloc(1088)),
      'sign': () => crypto.sign(null, Buffer.alloc(1), privateKey),
      'publicEncrypt': () => crypto.publicEncrypt(publicKey, Buffer.alloc(1)),
      'generateKeyPair': () => crypto.generateKeyPairSync(name.toLowerCase()),
      'from jwk': () => crypto.createPrivateKey({ key: jwk, format: 'jwk' }),
      'from a seed': () => crypto.createPrivateKey({ key: Buffer.alloc(32), format: 'raw-seed', asymmetricKeyType: name.toLowerCase() }),
      'toCryptoKey': () => crypto.generateKeyPairSync('ml-kem-768').publicKey.toCryptoKey(name, true, []),
    })) {
      try {
        console.log(what, run());
      } catch (error) {
        console.log(what, error.name, error.code, error.message.split('\n', 1)[0]);
      }
    }
  }
})();
