'use strict';

// The old name of a part of node:tls.

const { SecureContext, createSecureContext, translatePeerCertificate } = require('internal/tls/common');

process.emitWarning('The _tls_common module is deprecated. Use `node:tls` instead.', 'DeprecationWarning', 'DEP0192');

module.exports = { SecureContext, createSecureContext, translatePeerCertificate };
