'use strict';

// node:http2. Sessions and streams are in internal/http2, the protocol is in Rust (src/builtins/http2).

const { connect } = require('internal/http2/client_session');
const { constants } = require('internal/http2/constants');
const { sensitiveHeaders } = require('internal/http2/headers');
const { createSecureServer, createServer, performServerHandshake } = require('internal/http2/server');
const { getDefaultSettings, getPackedSettings, getUnpackedSettings } = require('internal/http2/settings');
const { Http2ServerRequest, Http2ServerResponse } = require('internal/http2/compat');

module.exports = {
  connect,
  constants,
  createServer,
  createSecureServer,
  getDefaultSettings,
  getPackedSettings,
  getUnpackedSettings,
  performServerHandshake,
  sensitiveHeaders,
  Http2ServerRequest,
  Http2ServerResponse,
};
