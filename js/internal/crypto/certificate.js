// Certificate: signed public keys and challenges (SPKAC).

'use strict';

const { getArrayBufferOrView, toBuffer } = require('internal/crypto/util');

const binding = internalBinding('crypto_keys');

function verifySpkac(spkac, encoding) {
  const bytes = getArrayBufferOrView(spkac, 'spkac', encoding);
  // Neither true nor false, as in Node.js.
  return bytes.byteLength === 0 ? '' : binding.readSpkac(bytes, 0);
}

function exportPublicKey(spkac, encoding) {
  const key = binding.readSpkac(getArrayBufferOrView(spkac, 'spkac', encoding), 1);
  return key === undefined ? '' : toBuffer(key);
}

function exportChallenge(spkac, encoding) {
  const challenge = binding.readSpkac(getArrayBufferOrView(spkac, 'spkac', encoding), 2);
  return challenge === undefined ? '' : toBuffer(challenge);
}

// The functions are the class's own; instances are how they were reached before.
function Certificate() {
  if (!(this instanceof Certificate)) return new Certificate();
}

Certificate.exportChallenge = exportChallenge;
Certificate.exportPublicKey = exportPublicKey;
Certificate.verifySpkac = verifySpkac;
Certificate.prototype.verifySpkac = verifySpkac;
Certificate.prototype.exportPublicKey = exportPublicKey;
Certificate.prototype.exportChallenge = exportChallenge;

module.exports = { Certificate };
