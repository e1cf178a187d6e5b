// Certificate: signed public keys and challenges (SPKAC).

'use strict';

const { checkSize, getArrayBufferOrView, toBuffer } = require('internal/crypto/util');

const binding = internalBinding('crypto_keys');

// What is in it: whether it is valid, the key or the challenge.
function read(spkac, encoding, part) {
  const bytes = checkSize(getArrayBufferOrView(spkac, 'spkac', encoding), 'spkac is too large');
  return bytes.byteLength === 0 ? undefined : binding.readSpkac(bytes, part);
}

const functions = {
  // Neither true nor false if there is nothing, as in Node.js.
  verifySpkac(spkac, encoding) {
    return read(spkac, encoding, 0) ?? '';
  },

  exportPublicKey(spkac, encoding) {
    const key = read(spkac, encoding, 1);
    return key === undefined ? '' : toBuffer(key);
  },

  exportChallenge(spkac, encoding) {
    const challenge = read(spkac, encoding, 2);
    return challenge === undefined ? '' : toBuffer(challenge);
  },
};

// The functions are the class's own; instances are how they were reached before.
function Certificate() {
  if (!(this instanceof Certificate)) return new Certificate();
}
Object.assign(Certificate, functions);
Object.assign(Certificate.prototype, functions);

module.exports = { Certificate };
