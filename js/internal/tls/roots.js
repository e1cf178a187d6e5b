'use strict';

// Which authorities are trusted where a program names none: Mozilla's, those of
// NODE_EXTRA_CA_CERTS and of the system, or what setDefaultCACertificates() says.

const { codes: { ERR_CRYPTO_OPERATION_FAILED, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
const { getOptionValue } = require('internal/options');

const binding = internalBinding('tls_wrap');

const { freeze } = Object;

// Lists of PEM texts by type, made when they are first asked for.
const lists = { __proto__: null };
let defaultTrust;
// Whether the program has named the default ones.
let wereSet = false;

// Those from outside end with a line break, the bundled ones without.
function toPemText(der) {
  return `${toPem(der)}\n`;
}

function toPem(der) {
  const text = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  const lines = [];
  for (let i = 0; i < text.length; i += 64)
    lines.push(text.slice(i, i + 64));
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----`;
}

function unique(list) {
  return [...new Set(list)];
}

function usesSystem() {
  return getOptionValue('--use-system-ca') || process.env.NODE_USE_SYSTEM_CA === '1';
}

function load(type) {
  switch (type) {
    case 'bundled':
      return binding.rootCertificates().map(toPem);
    case 'system':
      return binding.systemCertificates().map(toPemText);
    case 'extra':
      return loadExtra();
  }
  // OpenSSL looks for its own when it verifies, so that they are on no list.
  if (getOptionValue('--use-openssl-ca'))
    return getList('extra');
  return [...getList('bundled'), ...(usesSystem() ? getList('system') : []), ...getList('extra')];
}

function loadExtra() {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  if (!file)
    return [];
  try {
    return binding.splitCertificates(require('node:fs').readFileSync(file)).map(toPemText);
  } catch (error) {
    warnAboutExtra(file, error.errno);
    return [];
  }
}

// In the words of OpenSSL, and not by way of 'warning'.
function warnAboutExtra(file, errno) {
  const text = require('node:util').getSystemErrorMessage(errno) ?? 'reason(0)';
  const number = (0x80000000 - errno).toString(16).toUpperCase();
  const reason = `error:${number}:system library::${text[0].toUpperCase()}${text.slice(1)}`;
  require('node:fs').writeSync(2, `Warning: Ignoring extra certs from \`${file}\`, load failed: ${reason}\n`);
}

function getList(type) {
  return lists[type] ??= freeze(load(type));
}

function getCACertificates(type = 'default') {
  validateString(type, 'type');
  if (!['bundled', 'system', 'extra', 'default'].includes(type))
    throw new ERR_INVALID_ARG_VALUE('type', type);
  return getList(type);
}

function setDefaultCACertificates(certs) {
  if (!Array.isArray(certs))
    throw new ERR_INVALID_ARG_TYPE('certs', 'Array', certs);
  const texts = [];
  for (let i = 0; i < certs.length; i++) {
    const cert = certs[i];
    if (typeof cert !== 'string' && !isArrayBufferView(cert))
      throw new ERR_INVALID_ARG_TYPE(`certs[${i}]`, ['string', 'ArrayBufferView'], cert);
    texts.push(cert);
  }
  const pems = texts.flatMap((text) => binding.everyCertificate(text).map(toPemText));
  if (pems.length === 0 && texts.length > 0)
    throw new ERR_CRYPTO_OPERATION_FAILED('No valid certificates found in the provided array');
  lists.default = freeze(unique(pems));
  wereSet = true;
  defaultTrust = undefined;
}

// The set of trusted certificates that contexts share. Mozilla's own never
// become JavaScript's strings for it.
function getDefaultTrust() {
  if (defaultTrust === undefined) {
    if (wereSet) {
      defaultTrust = binding.createTrust(getList('default'));
    } else {
      const usesOpenssl = getOptionValue('--use-openssl-ca');
      const system = usesOpenssl || usesSystem() ? getList('system') : [];
      defaultTrust = binding.createTrust([...system, ...getList('extra')], !usesOpenssl);
    }
  }
  return defaultTrust;
}

module.exports = {
  getCACertificates,
  getDefaultTrust,
  setDefaultCACertificates,
  getBundled: () => getList('bundled'),
};
