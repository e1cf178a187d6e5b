'use strict';

// createSecureContext() and what goes into one.

const {
  codes: {
    ERR_CRYPTO_OPERATION_FAILED, ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE,
    ERR_TLS_INVALID_PROTOCOL_METHOD, ERR_TLS_INVALID_PROTOCOL_VERSION, ERR_TLS_PROTOCOL_VERSION_CONFLICT,
  },
} = require('internal/errors');
const {
  validateArray, validateBuffer, validateInt32, validateInteger, validateObject, validateString,
} = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
const { getOptionValue } = require('internal/options');
const { constants: { defaultCoreCipherList } } = require('internal/crypto/constants');
const { getDefaultTrust } = require('internal/tls/roots');

const binding = internalBinding('tls_wrap');

const SSL_OP_CIPHER_SERVER_PREFERENCE = 0x400000;
const SSL_OP_NO_TICKET = 0x4000;
const SSL_OP_NO_TLSv1_2 = 0x8000000;
const SSL_OP_NO_TLSv1_3 = 0x20000000;

const DEFAULT_SECURITY_LEVEL = 2;

const versions = { __proto__: null, 'TLSv1': 10, 'TLSv1.1': 11, 'TLSv1.2': 12, 'TLSv1.3': 13 };

// [lowest, highest] version of each of OpenSSL's methods; undefined: what is the lowest by default.
const methods = { __proto__: null };
for (const suffix of ['', '_client', '_server']) {
  methods[`TLS${suffix}_method`] = [10, 13];
  methods[`SSLv23${suffix}_method`] = [undefined, 12];
  methods[`TLSv1${suffix}_method`] = [10, 10];
  methods[`TLSv1_1${suffix}_method`] = [11, 11];
  methods[`TLSv1_2${suffix}_method`] = [12, 12];
}

// What tls.DEFAULT_* are at first.
function getDefaults() {
  let min = 'TLSv1.2';
  for (const version of ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1']) {
    if (getOptionValue(`--tls-min-v${version === 'TLSv1' ? '1.0' : version.slice(4)}`))
      min = version;
  }
  const max = getOptionValue('--tls-max-v1.2') && !getOptionValue('--tls-max-v1.3') ? 'TLSv1.2' : 'TLSv1.3';
  return { min, max, ciphers: getOptionValue('--tls-cipher-list') ?? defaultCoreCipherList };
}

function toVersion(which, version, fallback) {
  version ??= fallback;
  const value = versions[version];
  if (value === undefined)
    throw new ERR_TLS_INVALID_PROTOCOL_VERSION(version, which);
  return value;
}

function notAvailable(what) {
  const error = new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(what);
  error.message = `${what} is not available in anode: its TLS is rustls, which does not have it`;
  return error;
}

// The range of versions, or an error for one of which rustls has none.
function toRange(options, tls) {
  const { minVersion, maxVersion, secureProtocol } = options;
  let min;
  let max;
  if (typeof secureProtocol === 'string') {
    const limit = minVersion ?? maxVersion;
    if (limit != null)
      throw new ERR_TLS_PROTOCOL_VERSION_CONFLICT(limit, secureProtocol);
    const range = methods[secureProtocol];
    if (range === undefined) {
      if (/^SSLv[23](_client|_server)?_method$/.test(secureProtocol))
        throw new ERR_TLS_INVALID_PROTOCOL_METHOD(`${secureProtocol.slice(0, 5)} methods disabled`);
      throw new ERR_TLS_INVALID_PROTOCOL_METHOD(`Unknown method: ${secureProtocol}`);
    }
    [min = toVersion('minimum', undefined, tls.DEFAULT_MIN_VERSION), max] = range;
  } else {
    min = toVersion('minimum', minVersion, tls.DEFAULT_MIN_VERSION);
    max = toVersion('maximum', maxVersion, tls.DEFAULT_MAX_VERSION);
  }
  return [min, max];
}

function validateKeyOrCertOption(name, value) {
  if (typeof value !== 'string' && !isArrayBufferView(value))
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
}

function toList(value) {
  if (!value)
    return [];
  return Array.isArray(value) ? value : [value];
}

function validatePassphrase(passphrase, name) {
  if (passphrase !== undefined && passphrase !== null)
    validateString(passphrase, `${name}.passphrase`);
}

function addKeys(context, keys, passphrase, name) {
  for (const item of toList(keys)) {
    // Only in a list a key may have a passphrase of its own.
    const pem = Array.isArray(keys) && item?.pem !== undefined ? item.pem : item;
    const secret = item?.passphrase ?? passphrase;
    validateKeyOrCertOption(`${name}.key`, pem);
    validatePassphrase(secret, name);
    binding.addKey(context, pem, secret);
  }
}

// Adds what PKCS#12 files hold; `extra` gets their other certificates.
function addPfx(context, pfx, passphrase, extra) {
  if (pfx === undefined || pfx === null)
    return;
  for (const item of Array.isArray(pfx) ? pfx : [pfx]) {
    const buf = item?.buf ?? item;
    if (typeof buf !== 'string' && !isArrayBufferView(buf))
      throw new ERR_CRYPTO_OPERATION_FAILED('Unable to load PFX certificate');
    extra.push(...binding.addPfx(context, buf, item.passphrase ?? passphrase));
  }
}

function processCiphers(ciphers, name, tls) {
  const isGiven = ciphers != null && ciphers !== '';
  if (isGiven)
    validateString(ciphers, name);
  const given = isGiven ? ciphers : tls.DEFAULT_CIPHERS;
  // Those of TLS 1.3 apart.
  const { list = [], suites = [] } = Object.groupBy(given.split(':').filter(Boolean),
    (cipher) => (cipher.startsWith('TLS_') ? 'suites' : 'list'));
  if (list.length + suites.length === 0)
    throw new ERR_INVALID_ARG_VALUE(name, given);
  return { cipherList: list.join(':'), cipherSuites: suites.join(':') };
}

function sslError(number, reason) {
  const error = new Error(`error:${number}:SSL routines::${reason}`);
  error.library = 'SSL routines';
  error.reason = reason;
  error.code = `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
  return error;
}

// What a name that OpenSSL knows begins with: a suite's, or that of a class of suites.
const suiteNames = new RegExp('^\\+?(?:(?:ECDHE|DHE|ECDH|DH|EDH|ADH|AECDH|RSA|PSK|SRP|AES|CAMELLIA|ARIA|SHA|CCM)|' +
  '[ake][A-Z]|(?:e?NULL|MEDIUM|COMPLEMENTOF\\w+|SSLv3|TLSv1|TLSv1\\.[02]|FIPS|CHACHA20)$)');

function suiteOfOpenSSL(list) {
  return list.split(/[:, ]/).find((item) => suiteNames.test(item));
}

// Of a list that leaves nothing to choose from.
function noCipherMatch(list) {
  const known = suiteOfOpenSSL(list);
  return known ? notAvailable(`The cipher suite "${known}"`) : sslError('0A0000B9', 'no cipher match');
}

function configureCiphers(context, options, secureOptions, name, range, tls) {
  const { cipherList, cipherSuites } = processCiphers(options.ciphers, `${name}.ciphers`, tls);
  const [min, max] = range;
  if (cipherSuites !== '') {
    if (!binding.setCipherSuites(context, cipherSuites))
      throw noCipherMatch(cipherSuites);
  }
  if (cipherList !== '') {
    if (/@SECLEVEL=(?![0-5](?:[:, ]|$))/.test(cipherList))
      throw sslError('0A000118', 'invalid command');
    // The list says nothing of TLS 1.3: without a suite for TLS 1.2 that is the version that is left.
    if (!binding.setCiphers(context, cipherList) && (max < 13 || !suiteOfOpenSSL(cipherList)))
      throw noCipherMatch(cipherList);
  }
  if (max < 12)
    throw notAvailable(`TLS ${max === 10 ? '1.0' : '1.1'}`);
  binding.setVersions(
    context, min > 12 || (secureOptions & SSL_OP_NO_TLSv1_2) !== 0, max < 13 || (secureOptions & SSL_OP_NO_TLSv1_3) !== 0);
}

// OpenSSL's, which a list of ciphers may name.
function securityLevel(ciphers) {
  const [, level = DEFAULT_SECURITY_LEVEL] = /@SECLEVEL=(\d)/.exec(ciphers) ?? [];
  return Number(level);
}

// Groups and signature algorithms: an error for a list that leaves nothing to choose from.
function checkList(result, what, fail) {
  if (typeof result === 'string')
    throw notAvailable(`The ${what} "${result}"`);
  if (!result)
    throw fail();
}

function configureTrust(options, name, extra) {
  const { ca, crl, allowPartialTrustChain } = options;
  const given = [];
  for (const item of toList(ca)) {
    validateKeyOrCertOption(`${name}.ca`, item);
    given.push(item);
  }
  const crls = [];
  for (const item of crl === undefined || crl === null ? [] : [crl].flat()) {
    validateKeyOrCertOption(`${name}.crl`, item);
    crls.push(item);
  }
  given.push(...extra);
  const base = ca ? undefined : getDefaultTrust();
  if (base && given.length === 0 && crls.length === 0 && !allowPartialTrustChain)
    return base;
  return binding.createTrust(given, base, crls, Boolean(allowPartialTrustChain));
}

// What rustls has no place for: keys that OpenSSL's engines hold.
function checkEngines({ clientCertEngine, privateKeyEngine, privateKeyIdentifier }) {
  if (privateKeyIdentifier !== undefined && privateKeyIdentifier !== null) {
    if (privateKeyEngine === undefined || privateKeyEngine === null)
      throw new ERR_INVALID_ARG_VALUE('options.privateKeyEngine', privateKeyEngine);
    if (typeof privateKeyIdentifier === 'string' && typeof privateKeyEngine === 'string')
      throw notAvailable('The option "privateKeyEngine"');
    const name = typeof privateKeyIdentifier === 'string' ? 'privateKeyEngine' : 'privateKeyIdentifier';
    throw new ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'null', 'undefined'],
      name === 'privateKeyEngine' ? privateKeyEngine : privateKeyIdentifier);
  }
  if (typeof clientCertEngine === 'string')
    throw notAvailable('The option "clientCertEngine"');
  if (clientCertEngine !== undefined && clientCertEngine !== null)
    throw new ERR_INVALID_ARG_TYPE('options.clientCertEngine', ['string', 'null', 'undefined'], clientCertEngine);
}

function configureSigalgs(context, sigalgs, name) {
  if (sigalgs === undefined || sigalgs === null)
    return;
  const option = `${name}.sigalgs`;
  validateString(sigalgs, option);
  if (sigalgs === '')
    throw new ERR_INVALID_ARG_VALUE(option, sigalgs);
  // OpenSSL leaves no error where it does not understand a list.
  checkList(
    binding.setSigalgs(context, sigalgs), 'signature algorithm', () => new Error('error:00000000:lib(0)::reason(0)'));
}

// The size of the prime in the PEM text of Diffie-Hellman parameters, in bits; undefined where there are none.
function sizeOfParameters(pem) {
  const [, text] = /-----BEGIN DH PARAMETERS-----([^-]+)-----END DH PARAMETERS-----/.exec(pem) ?? [];
  const der = Buffer.from(text ?? '', 'base64');
  let offset = 0;
  // A tag and a length: where the contents end.
  const open = (tag) => {
    if (der[offset++] !== tag)
      return -1;
    let length = der[offset++];
    if (length >= 0x80) {
      const size = length - 0x80;
      length = size > 0 && size <= 4 && offset + size <= der.length ? der.readUIntBE(offset, size) : -1;
      offset += size;
    }
    return length < 0 || offset + length > der.length ? -1 : offset + length;
  };
  const end = open(0x30) < 0 ? -1 : open(2);
  if (end < 0)
    return undefined;
  while (offset < end && der[offset] === 0)
    offset++;
  return offset === end ? 0 : (end - offset) * 8 - (Math.clz32(der[offset]) - 24);
}

// rustls has no DHE suites, and a list that names no others is an error already; so the parameters are looked at, as OpenSSL
// does, and there is nothing to use them for.
function checkDhparam(dhparam, name, ciphers) {
  if (dhparam === undefined || dhparam === null)
    return;
  validateKeyOrCertOption(`${name}.dhparam`, dhparam);
  if (dhparam === 'auto')
    return;
  const text = typeof dhparam === 'string' ?
    dhparam : Buffer.from(dhparam.buffer, dhparam.byteOffset, dhparam.byteLength).toString('latin1');
  const size = sizeOfParameters(text);
  if (size < 1024)
    throw Object.assign(new TypeError('DH parameter is less than 1024 bits'), { code: 'ERR_INVALID_ARG_VALUE' });
  if (size < 2048) {
    if (!/@SECLEVEL=[01]/.test(ciphers))
      throw new ERR_CRYPTO_OPERATION_FAILED('Error setting temp DH parameter');
    process.emitWarning('DH parameter is less than 2048 bits', 'SecurityWarning');
  }
}

const compressions = ['zlib', 'brotli', 'zstd'];

function configureCompression(context, list, name) {
  if (list === undefined || list === null)
    return;
  validateArray(list, `${name}.certificateCompression`);
  list.forEach((item, i) => {
    if (!compressions.includes(item)) {
      throw new ERR_INVALID_ARG_VALUE(
        `${name}.certificateCompression[${i}]`, item, "must be 'zlib', 'brotli', or 'zstd'");
    }
  });
  if (new Set(list).size !== list.length)
    throw new ERR_CRYPTO_OPERATION_FAILED('Failed to set certificate compression preference');
  binding.setCompression(context, list);
}

function configureSessions(context, options, name) {
  const { sessionIdContext, sessionTimeout, ticketKeys } = options;
  if (sessionIdContext !== undefined && sessionIdContext !== null)
    validateString(sessionIdContext, `${name}.sessionIdContext`);
  if (ticketKeys !== undefined && ticketKeys !== null) {
    const option = `${name}.ticketKeys`;
    validateBuffer(ticketKeys, option);
    const isTaken = binding.setTicketKeys(context, ticketKeys);
    if (!isTaken)
      throw new ERR_INVALID_ARG_VALUE(option, ticketKeys.byteLength, 'must be exactly 48 bytes');
  }
  if (sessionTimeout !== undefined && sessionTimeout !== null)
    validateInt32(sessionTimeout, `${name}.sessionTimeout`, 0);
  binding.setSessionOptions(context, sessionTimeout, sessionIdContext);
}

// The handle of a context; programs see it as `context.context`.
class Context {
  constructor() {
    Object.defineProperty(this, 'native', { __proto__: null, value: binding.createContext() });
    Object.defineProperty(this, 'trust', { __proto__: null, value: undefined, writable: true });
  }

  addCACert(cert) {
    this.setTrust(binding.createTrust([cert], this.trust ?? getDefaultTrust(), [], false));
  }

  setTrust(trust) {
    this.trust = trust;
    binding.setTrust(this.native, trust);
  }

  getCertificate() {
    return binding.getCertificate(this.native);
  }

  getIssuer() {
    return binding.getIssuer(this.native);
  }

  getTicketKeys() {
    return Buffer.from(binding.getTicketKeys(this.native).buffer);
  }

  setTicketKeys(keys) {
    return binding.setTicketKeys(this.native, keys);
  }
}
Object.defineProperty(Context, 'name', { __proto__: null, value: 'SecureContext' });

function SecureContext(secureProtocol, secureOptions, minVersion, maxVersion) {
  if (!(this instanceof SecureContext))
    return new SecureContext(secureProtocol, secureOptions, minVersion, maxVersion);
  const tls = require('node:tls');
  toRange({ minVersion, maxVersion, secureProtocol }, tls);
  this.context = new Context();
  if (secureOptions)
    validateInteger(secureOptions, 'secureOptions');
}

function createSecureContext(options) {
  options ||= {};
  validateObject(options, 'options');
  const tls = require('node:tls');
  let { secureOptions } = options;
  if (options.honorCipherOrder)
    secureOptions |= SSL_OP_CIPHER_SERVER_PREFERENCE;
  const result = new SecureContext(options.secureProtocol, secureOptions, options.minVersion, options.maxVersion);
  configure(result.context, options, secureOptions, tls);
  return result;
}

function configure(context, options, secureOptions, tls) {
  const name = 'options';
  const { native } = context;
  const extra = [];
  for (const item of toList(options.cert)) {
    validateKeyOrCertOption(`${name}.cert`, item);
    binding.addCertificate(native, item, securityLevel(options.ciphers));
  }
  addKeys(native, options.key, options.passphrase, name);
  configureSigalgs(native, options.sigalgs, name);
  checkEngines(options);
  configureCiphers(native, options, secureOptions, name, toRange(options, tls), tls);

  const { ecdhCurve = tls.DEFAULT_ECDH_CURVE } = options;
  validateString(ecdhCurve, `${name}.ecdhCurve`);
  if (ecdhCurve !== '') {
    checkList(binding.setGroups(native, ecdhCurve), 'ECDH curve',
      () => new ERR_CRYPTO_OPERATION_FAILED('Failed to set ECDH curve'));
  }
  checkDhparam(options.dhparam, name, options.ciphers);
  addPfx(native, options.pfx, options.passphrase, extra);
  configureSessions(native, options, name);
  configureCompression(native, options.certificateCompression, name);

  context.setTrust(configureTrust(options, name, extra));
  const order = (secureOptions & SSL_OP_CIPHER_SERVER_PREFERENCE) !== 0;
  binding.setServerOptions(native, order, (secureOptions & SSL_OP_NO_TICKET) === 0);
}

// The certificate as an object of the old form, from what the binding gives: its
// own bytes first, its issuers after it.
function toLegacyCertificate(ders, detailed) {
  const { X509Certificate } = require('node:crypto');
  let first;
  let last;
  for (const der of detailed ? ders : ders.slice(0, 1)) {
    const certificate = new X509Certificate(der).toLegacyObject();
    if (last !== undefined)
      last.issuerCertificate = certificate;
    first ??= certificate;
    last = certificate;
  }
  if (detailed && last !== undefined && isSelfIssued(last))
    last.issuerCertificate = last;
  return first;
}

function isSelfIssued(certificate) {
  return JSON.stringify(certificate.subject) === JSON.stringify(certificate.issuer);
}

function translatePeerCertificate(certificate) {
  if (!certificate)
    return null;
  if (certificate.issuerCertificate != null && certificate.issuerCertificate !== certificate)
    certificate.issuerCertificate = translatePeerCertificate(certificate.issuerCertificate);
  if (certificate.infoAccess != null && typeof certificate.infoAccess === 'string') {
    const lines = certificate.infoAccess;
    certificate.infoAccess = { __proto__: null };
    for (const [, key, value] of lines.matchAll(/([^\n:]*):([^\n]*)(?:\n|$)/g)) {
      const text = value.charCodeAt(0) === 0x22 ? JSON.parse(value) : value;
      if (key in certificate.infoAccess)
        certificate.infoAccess[key].push(text);
      else
        certificate.infoAccess[key] = [text];
    }
  }
  return certificate;
}

module.exports = {
  SecureContext,
  compressions,
  createSecureContext,
  getDefaults,
  notAvailable,
  sslError,
  toLegacyCertificate,
  translatePeerCertificate,
};
