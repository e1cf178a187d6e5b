// X509Certificate and parsePKCS12.

'use strict';

const { codes } = require('internal/errors');
const { validateBoolean, validateObject, validateString } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const { customInspectSymbol } = require('internal/util');
const { getArrayBufferOrView, toBuffer } = require('internal/crypto/util');
const {
  getKeyObjectHandle, isKeyObject, wrapHandle,
} = require('internal/crypto/keys');

const binding = internalBinding('crypto_keys');

const kHost = 0;
const kEmail = 1;
const kIp = 2;
const kIssuer = 3;
const kPrivateKey = 4;
const kSignature = 5;

const kFromHandle = Symbol('kFromHandle');

function fingerprint(algorithm, raw) {
  return require('internal/crypto/hash').hash(algorithm, raw).toUpperCase().replace(/..(?!$)/g, '$&:');
}

// The parts of a name as an object: those that come more than once are lists.
function partsToObject(parts) {
  const object = { __proto__: null };
  for (let index = 0; index < parts.length; index += 2) {
    const key = parts[index];
    const value = parts[index + 1];
    if (object[key] === undefined) object[key] = value;
    else if (Array.isArray(object[key])) object[key].push(value);
    else object[key] = [object[key], value];
  }
  return object;
}

function infoAccessToObject(text) {
  if (text === undefined) return undefined;
  const object = { __proto__: null };
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const key = line.slice(0, colon);
    let value = line.slice(colon + 1);
    if (value.startsWith('"')) value = JSON.parse(value);
    (object[key] ??= []).push(value);
  }
  return object;
}

// How names are compared: the options, in the order in which they are looked at, with their defaults and the flags of AWS-LC
// and OpenSSL that a value other than the default stands for; 0: AWS-LC has no other way.
const subjectFlags = { __proto__: null, default: 0, always: 1, never: 32 };
const wildcardOptions = [
  ['wildcards', true, 2],
  ['partialWildcards', true, 0],
  ['multiLabelWildcards', false, 0],
  ['singleLabelSubdomains', false, 16],
];

function getFlags(options = {}) {
  validateObject(options, 'options');
  const { subject = 'default' } = options;
  validateString(subject, 'options.subject');
  let flags = 0;
  for (const { 0: name, 1: usual, 2: flag } of wildcardOptions) {
    const { [name]: value = usual } = options;
    validateBoolean(value, `options.${name}`);
    if (value !== usual) flags |= flag;
  }
  if (!(subject in subjectFlags)) throw new codes.ERR_INVALID_ARG_VALUE('options.subject', subject);
  return flags | subjectFlags[subject];
}

// The handle of a key that has to be one of `type`.
function handleOfKey(key, type) {
  if (!isKeyObject(key)) throw new codes.ERR_INVALID_ARG_TYPE('pkey', 'KeyObject', key);
  if (key.type !== type) throw new codes.ERR_INVALID_ARG_VALUE('pkey', key);
  return getKeyObjectHandle(key);
}

function checkName(handle, what, name, options) {
  const flags = getFlags(options);
  const result = name.includes('\0') ? null : binding.checkX509(handle, what, name, flags);
  if (result !== null) return result;
  throw Object.assign(new codes.ERR_INVALID_ARG_VALUE('name', name), { message: 'Invalid name' });
}

let certificateOfChain;

class X509Certificate {
  #handle;
  #details;
  #publicKey;
  #fingerprints = {};
  #issuer;

  // The certificates of a chain, each of which the next one may have issued: the first, with those that follow.
  static {
    certificateOfChain = (ders) => ders.reduceRight((issuer, der) => {
      const certificate = new X509Certificate(der);
      certificate.#issuer = issuer;
      return certificate;
    }, undefined);
  }

  constructor(buffer) {
    markTransferMode(this, true, false);
    if (arguments[1] === kFromHandle) {
      this.#handle = buffer;
      return;
    }
    const bytes = typeof buffer === 'string' ? Buffer.from(buffer) : buffer;
    if (!isArrayBufferView(bytes)) {
      throw new codes.ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], bytes);
    }
    this.#handle = binding.parseX509(bytes);
  }

  get #fields() {
    return this.#details ??= binding.describeX509(this.#handle);
  }

  #fingerprint(algorithm) {
    return this.#fingerprints[algorithm] ??= fingerprint(algorithm, this.#fields.raw);
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const fields = {};
    for (const name of [
      'subject', 'subjectAltName', 'issuer', 'infoAccess', 'validFrom', 'validTo', 'validFromDate', 'validToDate',
      'fingerprint', 'fingerprint256', 'fingerprint512', 'keyUsage', 'serialNumber', 'signatureAlgorithm',
      'signatureAlgorithmOid',
    ]) {
      fields[name] = this[name];
    }
    const depthOfFields = options.depth === null || options.depth === undefined ? null : options.depth - 1;
    return `X509Certificate ${inspect(fields, { ...options, depth: depthOfFields })}`;
  }

  [kClone]() {
    return { data: { raw: this.#fields.raw }, deserializeInfo: 'internal/crypto/x509:ClonedX509Certificate' };
  }

  [kDeserialize]({ raw }) {
    this.#handle = binding.parseX509(raw);
  }

  get subject() { return this.#fields.subject; }

  get subjectAltName() { return this.#fields.subjectAltName; }

  get issuer() { return this.#fields.issuer; }

  // Of a certificate that came with a TLS connection its chain is known; of others nothing is.
  get issuerCertificate() { return this.#issuer; }

  get infoAccess() { return this.#fields.infoAccess; }

  get validFrom() { return this.#fields.validFrom; }

  get validTo() { return this.#fields.validTo; }

  get validFromDate() { return new Date(this.#fields.validFromSeconds * 1000); }

  get validToDate() { return new Date(this.#fields.validToSeconds * 1000); }

  get fingerprint() { return this.#fingerprint('sha1'); }

  get fingerprint256() { return this.#fingerprint('sha256'); }

  get fingerprint512() { return this.#fingerprint('sha512'); }

  get keyUsage() { return this.#fields.keyUsage; }

  get serialNumber() { return this.#fields.serialNumber; }

  get signatureAlgorithm() { return this.#fields.signatureAlgorithm; }

  get signatureAlgorithmOid() { return this.#fields.signatureAlgorithmOid; }

  get raw() { return toBuffer(this.#fields.raw); }

  get publicKey() {
    return this.#publicKey ??= wrapHandle('public', binding.getX509PublicKey(this.#handle));
  }

  toString() {
    const text = this.raw.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
    return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
  }

  toJSON() { return this.toString(); }

  get ca() { return this.#fields.ca; }

  checkHost(name, options) {
    validateString(name, 'name');
    return checkName(this.#handle, kHost, name, options);
  }

  checkEmail(email, options) {
    validateString(email, 'email');
    return checkName(this.#handle, kEmail, email, options);
  }

  checkIP(ip, options) {
    validateString(ip, 'ip');
    return checkName(this.#handle, kIp, ip, options);
  }

  checkIssued(otherCert) {
    if (isX509Certificate(otherCert)) return binding.checkX509(this.#handle, kIssuer, otherCert.#handle);
    throw new codes.ERR_INVALID_ARG_TYPE('otherCert', 'X509Certificate', otherCert);
  }

  checkPrivateKey(pkey) {
    return binding.checkX509(this.#handle, kPrivateKey, handleOfKey(pkey, 'private'));
  }

  verify(pkey) {
    return binding.checkX509(this.#handle, kSignature, handleOfKey(pkey, 'public'));
  }

  toLegacyObject() {
    const fields = this.#fields;
    const key = this.publicKey;
    const handle = getKeyObjectHandle(key);
    const object = {
      subject: partsToObject(fields.subjectParts),
      issuer: partsToObject(fields.issuerParts),
      subjectaltname: fields.subjectAltName,
      infoAccess: infoAccessToObject(fields.infoAccess),
      ca: fields.ca,
      modulus: undefined,
      exponent: undefined,
      pubkey: undefined,
      bits: undefined,
      valid_from: fields.validFrom,
      valid_to: fields.validTo,
      fingerprint: this.fingerprint,
      fingerprint256: this.fingerprint256,
      fingerprint512: this.fingerprint512,
      ext_key_usage: fields.keyUsage,
      serialNumber: fields.serialNumber,
      raw: this.raw,
      asn1Curve: undefined,
      nistCurve: undefined,
    };
    const type = key.asymmetricKeyType;
    if (type === 'rsa') {
      const { 0: n, 1: e } = binding.getRsaComponents(handle);
      object.modulus = toBuffer(n).toString('hex').toUpperCase();
      object.exponent = `0x${BigInt(`0x${toBuffer(e).toString('hex')}`).toString(16)}`;
      object.pubkey = key.export({ type: 'spki', format: 'der' });
      object.bits = key.asymmetricKeyDetails.modulusLength;
    } else if (type === 'ec') {
      const { namedCurve } = key.asymmetricKeyDetails;
      const nist = {
        __proto__: null, prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521', secp224r1: 'P-224',
      };
      object.pubkey = toBuffer(binding.exportRaw(handle, false, 4));
      object.asn1Curve = namedCurve;
      object.nistCurve = nist[namedCurve];
      object.bits = Number(/\d+/.exec(namedCurve)[0]);
    }
    return object;
  }
}

function isX509Certificate(value) {
  return typeof value === 'object' && value !== null && value instanceof X509Certificate;
}

// What receives a cloned certificate.
function ClonedX509Certificate() {
  return new X509Certificate(undefined, kFromHandle);
}

function parsePKCS12(bundle, options = {}) {
  if (!isAnyArrayBuffer(bundle) && !isArrayBufferView(bundle)) {
    throw new codes.ERR_INVALID_ARG_TYPE('bundle', ['ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'], bundle);
  }
  validateObject(options, 'options');
  const { passphrase: given } = options;
  const passphrase = given === undefined ? undefined : getArrayBufferOrView(given, 'options.passphrase');
  if (passphrase !== undefined && Buffer.from(passphrase.buffer ?? passphrase, passphrase.byteOffset, passphrase.byteLength).includes(0)) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.passphrase', given, 'must not contain null bytes');
  }
  const { 0: key, 1: certificate, 2: others } = binding.parsePkcs12(bundle, passphrase);
  const wrap = (handle) => new X509Certificate(handle, kFromHandle);
  return {
    privateKey: key && wrapHandle('private', key),
    certificate: certificate && wrap(certificate),
    additionalCertificates: others.map(wrap),
  };
}

module.exports = {
  ClonedX509Certificate,
  X509Certificate,
  certificateOfChain: (ders) => certificateOfChain(ders),
  isX509Certificate,
  parsePKCS12,
};
