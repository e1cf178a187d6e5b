'use strict';

// node:http2 so far: its constants and default settings, which frameworks read when they are loaded. Sessions are not there
// yet: what would make one throws an error that names itself.

const { Readable, Stream } = require('node:stream');
const { ERR_METHOD_NOT_IMPLEMENTED } = require('internal/errors').codes;
const { constants } = require('internal/http2/constants');

const sensitiveHeaders = Symbol('sensitiveHeaders');

function getDefaultSettings() {
  return {
    __proto__: null,
    headerTableSize: constants.DEFAULT_SETTINGS_HEADER_TABLE_SIZE,
    enablePush: Boolean(constants.DEFAULT_SETTINGS_ENABLE_PUSH),
    initialWindowSize: constants.DEFAULT_SETTINGS_INITIAL_WINDOW_SIZE,
    maxFrameSize: constants.DEFAULT_SETTINGS_MAX_FRAME_SIZE,
    maxConcurrentStreams: constants.DEFAULT_SETTINGS_MAX_CONCURRENT_STREAMS,
    maxHeaderSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    maxHeaderListSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    enableConnectProtocol: Boolean(constants.DEFAULT_SETTINGS_ENABLE_CONNECT_PROTOCOL),
  };
}

class Http2ServerRequest extends Readable {
  constructor(stream, headers, options, rawHeaders) {
    super();
    throw new ERR_METHOD_NOT_IMPLEMENTED('new http2.Http2ServerRequest()');
  }
}

class Http2ServerResponse extends Stream {
  constructor(stream, options) {
    super();
    throw new ERR_METHOD_NOT_IMPLEMENTED('new http2.Http2ServerResponse()');
  }
}

function connect(authority, options, listener) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('http2.connect()');
}

function createServer(options, handler) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('http2.createServer()');
}

function createSecureServer(options, handler) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('http2.createSecureServer()');
}

function getPackedSettings(settings) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('http2.getPackedSettings()');
}

function getUnpackedSettings(buf, options = {}) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('http2.getUnpackedSettings()');
}

function performServerHandshake(socket, options = {}) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('http2.performServerHandshake()');
}

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
