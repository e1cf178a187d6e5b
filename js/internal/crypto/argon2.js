// argon2 and argon2Sync.

'use strict';

const { hideStackFrames } = require('internal/errors');
const {
  validateFunction, validateInteger, validateObject, validateOneOf, validateString,
} = require('internal/validators');
const { getArrayBufferOrView, toBuffer } = require('internal/crypto/util');

const binding = internalBinding('crypto_keys');

const kAlgorithms = ['argon2d', 'argon2i', 'argon2id'];
const kMaxUint32 = 2 ** 32 - 1;

const check = hideStackFrames((algorithm, parameters) => {
  validateString(algorithm, 'algorithm');
  validateOneOf(algorithm, 'algorithm', kAlgorithms);
  validateObject(parameters, 'parameters');
  const { parallelism, tagLength, memory, passes } = parameters;
  const message = getArrayBufferOrView(parameters.message, 'parameters.message');
  const nonce = getArrayBufferOrView(parameters.nonce, 'parameters.nonce');
  validateInteger(nonce.byteLength, 'parameters.nonce.byteLength', 8, kMaxUint32);
  validateInteger(parallelism, 'parameters.parallelism', 1, 2 ** 24 - 1);
  validateInteger(tagLength, 'parameters.tagLength', 4, kMaxUint32);
  validateInteger(memory, 'parameters.memory', 8 * parallelism, kMaxUint32);
  validateInteger(passes, 'parameters.passes', 1, kMaxUint32);
  const optional = (name) => (parameters[name] === undefined ? new Uint8Array() :
    getArrayBufferOrView(parameters[name], `parameters.${name}`));
  return [
    kAlgorithms.indexOf(algorithm), message, nonce, parallelism, tagLength, memory, passes,
    optional('secret'), optional('associatedData'),
  ];
});

function argon2(algorithm, parameters, callback) {
  const checked = check(algorithm, parameters);
  validateFunction(callback, 'callback');
  binding.argon2(...checked, (error, bytes) => {
    if (error) callback(error);
    else callback(null, toBuffer(bytes));
  });
}

function argon2Sync(algorithm, parameters) {
  return toBuffer(binding.argon2(...check(algorithm, parameters)));
}

module.exports = { argon2, argon2Sync };
