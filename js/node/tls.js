'use strict';

// node:tls

const { codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { isArrayBufferView, isUint8Array } = require('internal/util/types');
const { SecureContext, compressions, createSecureContext, getDefaults } = require('internal/tls/common');
const { getBundled, getCACertificates, setDefaultCACertificates } = require('internal/tls/roots');

const binding = internalBinding('tls_wrap');

const { defineProperty } = Object;

// Lists of protocols in the form that they have in a handshake.
function encodeProtocols(protocols) {
  const lengths = [];
  const parts = protocols.map((protocol, i) => {
    const length = Buffer.byteLength(protocol);
    if (length === 0) throw new ERR_INVALID_ARG_VALUE(`protocols[${i}]`, protocol, 'must be a non-empty string');
    const bytes = Buffer.from(protocol);
    if (bytes.length > 255) {
      throw new ERR_OUT_OF_RANGE(`The byte length of the protocol at index ${i} exceeds the maximum length.`,
        '<= 255', bytes.length, true);
    }
    lengths.push(bytes.length);
    return bytes;
  });
  return Buffer.concat(parts.flatMap((part, i) => [Buffer.from([lengths[i]]), part]));
}

function convertALPNProtocols(protocols, out) {
  if (Array.isArray(protocols)) {
    out.ALPNProtocols = encodeProtocols(protocols);
    return;
  }
  if (isArrayBufferView(protocols)) {
    const wire = Buffer.from(protocols.buffer, protocols.byteOffset, protocols.byteLength);
    let end = 0;
    while (end < wire.length) {
      if (wire[end] === 0)
        throw new ERR_INVALID_ARG_VALUE('ALPNProtocols', wire, 'must not contain zero-length protocol');
      end += 1 + wire[end];
    }
    if (end > wire.length)
      throw new ERR_INVALID_ARG_VALUE('ALPNProtocols', protocols, 'contains truncated protocol');
  }
  if (isUint8Array(protocols)) {
    out.ALPNProtocols = Buffer.from(protocols);
  } else if (isArrayBufferView(protocols)) {
    const { buffer, byteOffset, byteLength } = protocols;
    out.ALPNProtocols = Buffer.from(buffer.slice(byteOffset, byteOffset + byteLength));
  }
}

let cipherNames;

const defaults = getDefaults();
Object.assign(exports, {
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
  DEFAULT_CIPHERS: defaults.ciphers,
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: defaults.min,
  DEFAULT_MAX_VERSION: defaults.max,
  getCiphers: (() => () => [...(cipherNames ??= binding.getCiphers().sort())])(),
  getCertificateCompressionAlgorithms: (() => () => [...compressions])(),
});
defineProperty(exports, 'rootCertificates', {
  __proto__: null,
  configurable: false,
  enumerable: true,
  get: function cacheBundledRootCertificates() { return getBundled(); },
});
exports.getCACertificates = getCACertificates;
exports.setDefaultCACertificates = setDefaultCACertificates;
exports.convertALPNProtocols = convertALPNProtocols;
exports.checkServerIdentity = require('internal/tls/identity').checkServerIdentity;
exports.createSecureContext = createSecureContext;
exports.SecureContext = SecureContext;
exports.TLSSocket = require('internal/tls/socket').TLSSocket;
exports.Server = require('internal/tls/server').Server;
exports.createServer = require('internal/tls/server').createServer;
exports.connect = require('internal/tls/connect').connect;
