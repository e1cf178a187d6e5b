// The conversions of WebIDL that WebCrypto's arguments and dictionaries go through. Each takes the value and the words that
// an error names it with: `prefix: context is ...`. Both may be missing.

'use strict';

const { isAnyArrayBuffer, isArrayBuffer, isArrayBufferView, isUint8Array } = require('internal/util/types');
const { CryptoKey } = require('internal/crypto/crypto_key');

// These errors have a code and yet no code in their stack.
function conversionError(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

const sentence = (prefix, context, what) => `${prefix === undefined ? '' : `${prefix}: `}${context ?? 'Value'} ${what}`;

const invalidType = (prefix, context, what) => conversionError('ERR_INVALID_ARG_TYPE', sentence(prefix, context, what));

function toText(value, prefix, context) {
  if (typeof value === 'symbol') {
    throw invalidType(prefix, context, 'is a Symbol and cannot be converted to a string.');
  }
  return String(value);
}

// A whole number up to `max`, as [EnforceRange] asks for.
const integer = (max) => (value, prefix, context) => {
  if (typeof value === 'symbol' || typeof value === 'bigint') {
    const what = typeof value === 'symbol' ? 'a Symbol' : 'a BigInt';
    throw invalidType(prefix, context, `is ${what} and cannot be converted to a number.`);
  }
  const number = Math.trunc(+value);
  if (!Number.isFinite(number)) throw invalidType(prefix, context, 'is not a finite number.');
  if (number < 0 || number > max) {
    throw conversionError('ERR_OUT_OF_RANGE', `${prefix}: ${context} is outside the expected range of 0 to ${max}.`);
  }
  return number + 0;
};

function toBufferSource(value, prefix, context) {
  if (!isArrayBuffer(value) && !isArrayBufferView(value)) {
    throw invalidType(prefix, context, 'is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.');
  }
  const buffer = isArrayBuffer(value) ? value : value.buffer;
  if (!isArrayBuffer(buffer)) {
    throw invalidType(prefix, context, 'is a view on a SharedArrayBuffer, which is not allowed.');
  }
  return value;
}

function toSequence(convert) {
  return (value, prefix, context) => {
    const method = typeof value === 'object' && value !== null ? value[Symbol.iterator] : undefined;
    if (typeof method !== 'function') throw invalidType(prefix, context, 'cannot be converted to sequence.');
    return Array.from({ [Symbol.iterator]: () => method.call(value) },
                      (item, index) => convert(item, prefix, `${context ?? 'Value'}[${index}]`));
  };
}

function toEnum(name, values) {
  return (value, prefix, context) => {
    const text = toText(value, prefix, context);
    if (!values.includes(text)) {
      throw conversionError('ERR_INVALID_ARG_VALUE',
                            sentence(prefix, context, `'${text}' is not a valid enum value of type ${name}.`));
    }
    return text;
  };
}

// `members` is a list of [name, converter, is required], in the order in which they are read.
function toDictionary(name, members) {
  return (value, prefix, context) => {
    const type = typeof value;
    if (value != null && type !== 'object' && type !== 'function') {
      throw invalidType(prefix, context, 'cannot be converted to a dictionary');
    }
    const result = {};
    for (const { 0: key, 1: convert, 2: isRequired } of members) {
      const member = value?.[key];
      if (member !== undefined) {
        result[key] = convert(member, prefix, context === undefined ? key : `${key} in ${context}`);
      } else if (isRequired) {
        throw conversionError(
          'ERR_MISSING_OPTION',
          `${prefix}: ${context} cannot be converted to '${name}' because '${key}' is required in '${name}'.`);
      }
    }
    return result;
  };
}

function toCryptoKey(value, prefix, context) {
  if (!(value instanceof CryptoKey)) throw invalidType(prefix, context, 'is not of type CryptoKey.');
  return value;
}

function toBigInteger(value, prefix, context) {
  if (!isUint8Array(value) || isAnyArrayBuffer(value)) {
    throw invalidType(prefix, context, 'is not an Uint8Array object.');
  }
  return toBufferSource(value, prefix, context);
}

const kUsages = [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey',
  'encapsulateKey', 'encapsulateBits', 'decapsulateKey', 'decapsulateBits',
];

const toOtherPrimes = toDictionary('RsaOtherPrimesInfo', [['d', toText], ['r', toText], ['t', toText]]);

const converters = {
  // An object stays as it is: what it holds is read once it is known what for.
  algorithmIdentifier: (value, prefix, context) =>
    (typeof value === 'object' && value !== null ? value : toText(value, prefix, context)),
  boolean: (value) => !!value,
  octet: integer(255),
  unsignedShort: integer(65535),
  unsignedLong: integer(4294967295),
  text: toText,
  bufferSource: toBufferSource,
  bigInteger: toBigInteger,
  cryptoKey: toCryptoKey,
  keyFormat: toEnum('KeyFormat', [
    'raw', 'raw-public', 'raw-private', 'raw-seed', 'raw-secret', 'spki', 'pkcs8', 'jwk',
  ]),
  keyUsages: toSequence(toEnum('KeyUsage', kUsages)),
  jsonWebKey: toDictionary('JsonWebKey', [
    ['alg', toText], ['crv', toText], ['d', toText], ['dp', toText], ['dq', toText], ['e', toText],
    ['ext', (value) => !!value], ['k', toText], ['key_ops', toSequence(toText)], ['kty', toText], ['n', toText],
    ['oth', toSequence(toOtherPrimes)], ['p', toText], ['priv', toText], ['pub', toText], ['q', toText],
    ['qi', toText], ['use', toText], ['x', toText], ['y', toText],
  ]),
};

module.exports = { conversionError, converters, kUsages, toDictionary };
