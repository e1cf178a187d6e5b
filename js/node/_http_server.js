'use strict';
// The HTTP server: its options, its time limits, its end. What happens on a connection is in
// internal/http/server_connection.

const { captureRejectionSymbol } = require('node:events');
const net = require('node:net');
const { IncomingMessage } = require('node:_http_incoming');
const { kIncomingMessage } = require('node:_http_common');
const { kUniqueHeaders, parseUniqueHeadersOption } = require('node:_http_outgoing');
const { serverArguments } = require('internal/http');
const { ConnectionsList } = require('internal/http/parser');
const { ServerResponse } = require('internal/http/server_response');
const { checkConnections, connectionListener, kConnections, kOptimizeEmptyRequests, kServerResponse } =
  require('internal/http/server_connection');
const STATUS_CODES = require('internal/http/status_codes');
const { codes } = require('internal/errors');
const { inherit } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger, validateOneOf } = require('internal/validators');

// The timer of the time limits.
const kConnectionsCheckingInterval = Symbol('http.server.connectionsCheckingInterval');

function integer(value, name) {
  validateInteger(value, name, 0);
}

function boolean(value, name) {
  validateBoolean(value, `options.${name}`);
}

function callback(value, name) {
  validateFunction(value, `options.${name}`);
}

function validation(value, name) {
  validateOneOf(value, `options.${name}`, ['strict', 'relaxed', 'insecure']);
}

// The options, in the order in which they are checked: what says whether a value is one, and what holds without a value.
const serverOptions = [
  ['maxHeaderSize', integer],
  ['insecureHTTPParser', boolean],
  ['httpValidation', validation],
  ['requestTimeout', integer, 300_000],
  ['headersTimeout', integer, 60_000],
  ['keepAliveTimeout', integer, 5_000],
  ['keepAliveTimeoutBuffer', integer, 1_000],
  ['connectionsCheckingInterval', integer, 30_000],
  ['requireHostHeader', boolean, true],
  ['joinDuplicateHeaders', boolean],
  ['rejectNonStandardBodyWrites', boolean, false],
  ['shouldUpgradeCallback', callback, hearsUpgrades],
];

function hearsUpgrades() {
  return this.listenerCount('upgrade') > 0;
}

// What is shared with the servers of node:https: called with a server as `this`.
function storeHTTPOptions(options) {
  const { IncomingMessage: Request, ServerResponse: Response, optimizeEmptyRequests = false } = options;
  this[kIncomingMessage] = Request || IncomingMessage;
  this[kServerResponse] = Response || ServerResponse;
  for (const [name, check, fallback] of serverOptions) {
    const value = options[name];
    if (value !== undefined) check(value, name);
    this[name] = value === undefined ? fallback : value;
    if (name === 'headersTimeout') limitHeadersTimeout(this, value);
  }
  boolean(optimizeEmptyRequests, 'optimizeEmptyRequests');
  this[kOptimizeEmptyRequests] = optimizeEmptyRequests;
}

// The head is a part of the request.
function limitHeadersTimeout(server, given) {
  const { headersTimeout, requestTimeout } = server;
  if (given === undefined) {
    server.headersTimeout = Math.min(headersTimeout, requestTimeout);
  } else if (requestTimeout > 0 && headersTimeout > requestTimeout) {
    throw new codes.ERR_OUT_OF_RANGE('headersTimeout', '<= requestTimeout', given);
  }
}

function setupConnectionsTracking() {
  this[kConnections] ??= new ConnectionsList();
  clearInterval(this[kConnectionsCheckingInterval]);
  // The interval counts from here, after 'listening', so that it does not hold up the start.
  const timer = setInterval(checkConnections.bind(this), this.connectionsCheckingInterval);
  this[kConnectionsCheckingInterval] = timer.unref();
}

function httpServerPreClose(server) {
  server.closeIdleConnections();
  clearInterval(server[kConnectionsCheckingInterval]);
}

function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  const [settings, listener] = serverArguments(options, requestListener);
  storeHTTPOptions.call(this, settings);
  const { noDelay, keepAlive, keepAliveInitialDelay, highWaterMark } = settings;
  net.Server.call(this, { allowHalfOpen: true, noDelay: noDelay ?? true, keepAlive, keepAliveInitialDelay, highWaterMark });
  if (listener) this.on('request', listener);
  this.on('connection', connectionListener);
  this.on('listening', setupConnectionsTracking);
  // Whether a client that has ended its side gets its answers; see the listener of 'end'.
  this.httpAllowHalfOpen = false;
  this.timeout = 0;
  this.maxHeadersCount = null;
  this.maxRequestsPerSocket = 0;
  this[kUniqueHeaders] = parseUniqueHeadersOption(settings.uniqueHeaders);
  this[kConnections] = new ConnectionsList();
}

inherit(Server, net.Server, {
  close(...args) {
    httpServerPreClose(this);
    net.Server.prototype.close.apply(this, args);
    return this;
  },

  async [Symbol.asyncDispose]() {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.close((error) => (error ? reject(error) : resolve()));
    await promise;
  },

  closeAllConnections() {
    for (const { socket } of this[kConnections]?.all() ?? []) socket?.destroy();
  },

  closeIdleConnections() {
    for (const { socket } of this[kConnections]?.idle() ?? []) {
      // A response that is being sent is no idleness. A parser that a program has not let go has no socket.
      const message = socket?._httpMessage;
      const isBusy = message && !message.finished;
      if (!isBusy) socket?.destroy();
    }
  },

  setTimeout(msecs, listener) {
    if (listener) this.on('timeout', listener);
    this.timeout = msecs;
    return this;
  },

  [captureRejectionSymbol](error, event, ...args) {
    if (event === 'request') answerFailure(args[1]);
    else net.Server.prototype[captureRejectionSymbol].call(this, error, event, ...args);
  },
});

// The listener of a request has failed.
function answerFailure(res) {
  if (res.headersSent || res.writableEnded) {
    res.destroy();
    return;
  }
  // Nothing of what was to be the answer leaks.
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  res.statusCode = 500;
  res.end(STATUS_CODES[500]);
}

module.exports = {
  Server,
  ServerResponse,
  STATUS_CODES,
  _connectionListener: connectionListener,
  httpServerPreClose,
  kConnectionsCheckingInterval,
  kServerResponse,
  setupConnectionsTracking,
  storeHTTPOptions,
};
