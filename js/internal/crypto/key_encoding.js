// The options that say how a key is written: format, structure, encryption.

'use strict';

const {
  codes: { ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');

// The numbers of the structures, which Rust knows as well.
const kPkcs1 = 0;
const kPkcs8 = 1;
const kSpki = 2;
const kSec1 = 3;

const kRaw = new Set(['raw-public', 'raw-private', 'raw-seed']);

const optionName = (prefix, option) => (prefix === undefined ? option : `${prefix}.${option}`);

// A structure that fits, by its name. `isInput` is where PKCS#1 may also hold a public key and
// where the kind of the key is not yet known.
function parseStructure(type, isRequired, keyType, isPublic, name) {
  if (type === undefined && !isRequired) return isPublic ? kSpki : kPkcs8;
  if (type === 'pkcs1') {
    if (keyType !== undefined && keyType !== 'rsa') {
      throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS('pkcs1', 'can only be used for RSA keys');
    }
    return kPkcs1;
  }
  if (type === 'spki' && isPublic !== false) return kSpki;
  if (type === 'pkcs8' && isPublic !== true) return kPkcs8;
  if (type === 'sec1' && isPublic !== true) {
    if (keyType !== undefined && keyType !== 'ec') {
      throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS('sec1', 'can only be used for EC keys');
    }
    return kSec1;
  }
  throw new ERR_INVALID_ARG_VALUE(name, type);
}

function isStringOrBuffer(value) {
  return typeof value === 'string' || isArrayBufferView(value) || isAnyArrayBuffer(value);
}

function toBytes(value, encoding) {
  return typeof value === 'string' ? Buffer.from(value, encoding === 'buffer' ? 'utf8' : encoding) :
    value;
}

// Of a key that is read: { format: 'pem' | 'der' | 'jwk' | 'raw-...', type, passphrase }.
// `isPublic` is undefined where a private key is as good as a public one.
function parseInputEncoding(options, isPublic, prefix) {
  const { format, type, passphrase, encoding } = options;
  const name = (option) => optionName(prefix, option);
  if (format === 'jwk' || (kRaw.has(format) && (format !== 'raw-public' || isPublic !== false))) {
    return { format };
  }
  if (format !== undefined && format !== 'pem' && format !== 'der') {
    throw new ERR_INVALID_ARG_VALUE(name('format'), format);
  }
  const isDer = format === 'der';
  let structure;
  if (type !== undefined || isDer) {
    structure = parseStructure(type, isDer, undefined, isPublic, name('type'));
  }
  if (passphrase !== undefined && !isStringOrBuffer(passphrase)) {
    throw new ERR_INVALID_ARG_VALUE(name('passphrase'), passphrase);
  }
  return {
    format: format ?? 'pem',
    type: structure,
    passphrase: passphrase === undefined ? undefined : toBytes(passphrase, encoding),
  };
}

// Of a key that is written: { format, type, cipher, passphrase }. `keyType` is undefined where
// the key does not exist yet.
function parseOutputEncoding(options, keyType, isPublic, prefix) {
  const { format, type, cipher, passphrase, encoding } = options;
  const name = (option) => optionName(prefix, option);
  const isEncrypting = !isPublic && passphrase !== undefined;
  if (isEncrypting && format !== 'pem' && format !== 'der') {
    throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(String(format), 'does not support encryption');
  }
  if (format === 'jwk' || kRaw.has(format)) {
    if (format !== 'jwk' && (format === 'raw-public') !== isPublic) {
      throw new ERR_INVALID_ARG_VALUE(name('format'), format);
    }
    return { format, type };
  }
  if (format !== 'pem' && format !== 'der') {
    throw new ERR_INVALID_ARG_VALUE(name('format'), format);
  }
  const structure = parseStructure(type, true, keyType, isPublic, name('type'));
  const result = { format, type: structure };
  if (isPublic) return result;
  if (cipher != null) {
    if (typeof cipher !== 'string') throw new ERR_INVALID_ARG_VALUE(name('cipher'), cipher);
    if (format === 'der' && structure !== kPkcs8) {
      throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'does not support encryption');
    }
    if (!isStringOrBuffer(passphrase)) {
      throw new ERR_INVALID_ARG_VALUE(name('passphrase'), passphrase);
    }
    result.cipher = cipher;
    result.passphrase = toBytes(passphrase, encoding);
  } else if (passphrase !== undefined) {
    throw new ERR_INVALID_ARG_VALUE(name('cipher'), cipher,
                                    'is required when a passphrase is specified');
  }
  return result;
}

module.exports = { kPkcs8, kSpki, parseInputEncoding, parseOutputEncoding };
