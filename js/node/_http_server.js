'use strict';
// The HTTP server: its options, its time limits, its end. What happens on a connection is in
// internal/http/server_connection.

const EE = require('node:events');
const net = require('node:net');
const { IncomingMessage } = require('node:_http_incoming');
const { kIncomingMessage } = require('node:_http_common');
const { kUniqueHeaders, parseUniqueHeadersOption } = require('node:_http_outgoing');
const { ConnectionsList } = require('internal/http/parser');
const { ServerResponse } = require('internal/http/server_response');
const { checkConnections, connectionListener, kConnections, kOptimizeEmptyRequests, kServerResponse } =
  require('internal/http/server_connection');
const STATUS_CODES = require('internal/http/status_codes');
const { codes } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateBoolean, validateFunction, validateInteger, validateObject, validateOneOf,
} = require('internal/validators');

const kConnectionsCheckingInterval = Symbol('http.server.connectionsCheckingInterval');

function number(value, name, fallback) {
  if (value === undefined) return fallback;
  validateInteger(value, name, 0);
  return value;
}

function boolean(value, name, fallback) {
  if (value === undefined) return fallback;
  validateBoolean(value, name);
  return value;
}

function storeHTTPOptions(options) {
  this[kIncomingMessage] = options.IncomingMessage || IncomingMessage;
  this[kServerResponse] = options.ServerResponse || ServerResponse;
  this.maxHeaderSize = number(options.maxHeaderSize, 'maxHeaderSize', undefined);
  this.insecureHTTPParser = boolean(options.insecureHTTPParser, 'options.insecureHTTPParser', undefined);
  if (options.httpValidation !== undefined) {
    validateOneOf(options.httpValidation, 'options.httpValidation', ['strict', 'relaxed', 'insecure']);
  }
  this.httpValidation = options.httpValidation;
  this.requestTimeout = number(options.requestTimeout, 'requestTimeout', 300_000);
  this.headersTimeout = number(options.headersTimeout, 'headersTimeout', Math.min(60_000, this.requestTimeout));
  if (this.requestTimeout > 0 && this.headersTimeout > 0 && this.headersTimeout > this.requestTimeout) {
    throw new codes.ERR_OUT_OF_RANGE('headersTimeout', '<= requestTimeout', options.headersTimeout);
  }
  this.keepAliveTimeout = number(options.keepAliveTimeout, 'keepAliveTimeout', 5_000);
  this.keepAliveTimeoutBuffer = number(options.keepAliveTimeoutBuffer, 'keepAliveTimeoutBuffer', 1_000);
  this.connectionsCheckingInterval = number(options.connectionsCheckingInterval, 'connectionsCheckingInterval', 30_000);
  this.requireHostHeader = boolean(options.requireHostHeader, 'options.requireHostHeader', true);
  this.joinDuplicateHeaders = boolean(options.joinDuplicateHeaders, 'options.joinDuplicateHeaders', undefined);
  this.rejectNonStandardBodyWrites =
    boolean(options.rejectNonStandardBodyWrites, 'options.rejectNonStandardBodyWrites', false);
  if (options.shouldUpgradeCallback !== undefined) {
    validateFunction(options.shouldUpgradeCallback, 'options.shouldUpgradeCallback');
    this.shouldUpgradeCallback = options.shouldUpgradeCallback;
  } else {
    this.shouldUpgradeCallback = function() {
      return this.listenerCount('upgrade') > 0;
    };
  }
  this[kOptimizeEmptyRequests] = boolean(options.optimizeEmptyRequests, 'options.optimizeEmptyRequests', false);
}

function setupConnectionsTracking() {
  this[kConnections] ??= new ConnectionsList();
  if (this[kConnectionsCheckingInterval]) clearInterval(this[kConnectionsCheckingInterval]);
  // The interval counts from here, after 'listening', so that it does not hold up the start.
  this[kConnectionsCheckingInterval] =
    setInterval(checkConnections.bind(this), this.connectionsCheckingInterval).unref();
}

function httpServerPreClose(server) {
  server.closeIdleConnections();
  clearInterval(server[kConnectionsCheckingInterval]);
}

function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  if (typeof options === 'function') {
    requestListener = options;
    options = kEmptyObject;
  } else if (options == null) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
  }
  storeHTTPOptions.call(this, options);
  net.Server.call(this, {
    allowHalfOpen: true,
    noDelay: options.noDelay ?? true,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
    highWaterMark: options.highWaterMark,
  });
  if (requestListener) this.on('request', requestListener);
  // Whether a client that has ended its side gets its answers; see the listener of 'end'.
  this.httpAllowHalfOpen = false;
  this.on('connection', connectionListener);
  this.on('listening', setupConnectionsTracking);
  this.timeout = 0;
  this.maxHeadersCount = null;
  this.maxRequestsPerSocket = 0;
  this[kConnections] = new ConnectionsList();
  this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);

Server.prototype.close = function close() {
  httpServerPreClose(this);
  Reflect.apply(net.Server.prototype.close, this, arguments);
  return this;
};

Object.defineProperty(Server.prototype, Symbol.asyncDispose, {
  __proto__: null,
  configurable: true,
  writable: true,
  value: async function() {
    await new Promise((resolve, reject) => {
      this.close((error) => (error ? reject(error) : resolve()));
    });
  },
});

Server.prototype.closeAllConnections = function closeAllConnections() {
  for (const { socket } of this[kConnections]?.all() ?? []) socket.destroy();
};

Server.prototype.closeIdleConnections = function closeIdleConnections() {
  for (const { socket } of this[kConnections]?.idle() ?? []) {
    // A response that is being sent is no idleness.
    if (socket._httpMessage && !socket._httpMessage.finished) continue;
    socket.destroy();
  }
};

Server.prototype.setTimeout = function setTimeout(msecs, callback) {
  this.timeout = msecs;
  if (callback) this.on('timeout', callback);
  return this;
};

Server.prototype[EE.captureRejectionSymbol] = function(error, event, ...args) {
  if (event !== 'request') {
    Reflect.apply(net.Server.prototype[EE.captureRejectionSymbol], this, [error, event, ...args]);
    return;
  }
  const { 1: res } = args;
  if (res.headersSent || res.writableEnded) {
    res.destroy();
    return;
  }
  // Nothing of what was to be the answer leaks.
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  res.statusCode = 500;
  res.end(STATUS_CODES[500]);
};

module.exports = {
  STATUS_CODES,
  Server,
  ServerResponse,
  setupConnectionsTracking,
  storeHTTPOptions,
  _connectionListener: connectionListener,
  kServerResponse,
  httpServerPreClose,
  kConnectionsCheckingInterval,
};
