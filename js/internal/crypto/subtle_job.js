// What the operations of crypto.subtle share: work on the thread pool as a promise, and the one name that its failures have.

'use strict';

const { fail } = require('internal/crypto/algorithms');
const { algorithmNumber } = require('internal/crypto/util');

const toArrayBuffer = (bytes) => bytes.buffer;

// A function of Rust that takes a callback last, as a promise.
function job(fn, ...args) {
  return new Promise((resolve, reject) => {
    fn(...args, (error, value) => (error ? reject(error) : resolve(value)));
  });
}

function failWith(message, name, cause) {
  const error = fail(message, name);
  if (cause !== undefined) {
    Object.defineProperty(error, 'cause', { __proto__: null, configurable: true, writable: true, value: cause });
  }
  return error;
}

// Whatever fails inside an operation has one name, so that nothing is learnt from it.
async function operate(fn) {
  try {
    return await fn();
  } catch (cause) {
    throw failWith('The operation failed for an operation-specific reason', 'OperationError', cause);
  }
}

const kHashes = {
  '__proto__': null, 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256', 'SHA3-384': 'sha3-384', 'SHA3-512': 'sha3-512',
};
// How long a key of HMAC is by default. For SHA-3 there is no agreement.
const kBlockBits = { '__proto__': null, 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024 };

const digestNumber = (hash) => algorithmNumber(kHashes[hash.name]);

module.exports = { digestNumber, failWith, job, kBlockBits, kHashes, operate, toArrayBuffer };
