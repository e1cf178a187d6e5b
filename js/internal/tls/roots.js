'use strict';

// Which authorities are trusted where a program names none: Mozilla's, those of
// NODE_EXTRA_CA_CERTS and of the system, or what setDefaultCACertificates() says.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
const { getOptionValue } = require('internal/options');

const binding = internalBinding('tls_wrap');

const { freeze } = Object;

// Lists of PEM texts by type, made when they are first asked for.
const lists = { __proto__: null };
let defaultTrust;

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
  if (getOptionValue('--use-system-ca') || getOptionValue('--use-openssl-ca'))
    return true;
  return process.env.NODE_USE_SYSTEM_CA === '1';
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
  const list = [];
  if (!getOptionValue('--use-openssl-ca'))
    list.push(...getList('bundled'));
  if (usesSystem())
    list.push(...getList('system'));
  list.push(...getList('extra'));
  return unique(list);
}

function loadExtra() {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  if (!file)
    return [];
  try {
    return binding.splitCertificates(require('node:fs').readFileSync(file)).map(toPemText);
  } catch (error) {
    process.emitWarning(`Ignoring extra certs from \`${file}\`, load failed: ${error.message}`);
    return [];
  }
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
  const pems = [];
  for (let i = 0; i < certs.length; i++) {
    const cert = certs[i];
    if (typeof cert !== 'string' && !isArrayBufferView(cert))
      throw new ERR_INVALID_ARG_TYPE(`certs[${i}]`, ['string', 'ArrayBufferView'], cert);
    const found = binding.splitCertificates(cert);
    if (found.length === 0)
      throw new ERR_INVALID_ARG_VALUE(`certs[${i}]`, cert, 'No valid certificates found in the provided array');
    pems.push(...found.map(toPemText));
  }
  lists.default = freeze(unique(pems));
  defaultTrust = undefined;
}

// The set of trusted certificates that contexts share. Mozilla's own never
// become JavaScript's strings for it.
function getDefaultTrust() {
  if (defaultTrust === undefined) {
    if (lists.default !== undefined || getOptionValue('--use-openssl-ca')) {
      defaultTrust = binding.createTrust(getList('default'));
    } else {
      const more = usesSystem() ? [...getList('system'), ...getList('extra')] : getList('extra');
      defaultTrust = binding.createTrust(more, true);
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
