'use strict';

// http2.createServer() and createSecureServer(): connections become sessions, whose streams come by the server's events.

const { captureRejectionSymbol } = require('node:events');
const net = require('node:net');
const tls = require('node:tls');
const http = require('node:http');
const { codes } = require('internal/errors');
const { validateFunction, validateString, validateUint32, validateBoolean } = require('internal/validators');
const { Http2Session, assertIsObject } = require('internal/http2/session');
const { kNative, kStrictSingleValueFields } = require('internal/http2/util');
const { constants } = require('internal/http2/constants');

const binding = internalBinding('http2');

const { HTTP_STATUS_INTERNAL_SERVER_ERROR, NGHTTP2_SESSION_SERVER } = constants;

const kMaxAltSvc = 16382;
const kMaxOriginLength = 16382;

const kOptions = Symbol('options');
const kServer = Symbol('server');
const kSessions = Symbol('sessions');

class ServerHttp2Session extends Http2Session {
  constructor(options, socket, server) {
    super(options, NGHTTP2_SESSION_SERVER, socket);
    this[kServer] = server;
    this[kStrictSingleValueFields] = options.strictSingleValueFields !== false;
  }

  get server() {
    return this[kServer];
  }

  // Another place where the same is served. `originOrStream`: whom it concerns.
  altsvc(alt, originOrStream) {
    if (this.destroyed)
      throw new codes.ERR_HTTP2_INVALID_SESSION();
    let stream = 0;
    let origin;
    if (typeof originOrStream === 'string') {
      origin = new URL(originOrStream).origin;
      if (origin === 'null')
        throw new codes.ERR_HTTP2_ALTSVC_INVALID_ORIGIN();
    } else if (typeof originOrStream === 'number') {
      if (originOrStream >>> 0 !== originOrStream || originOrStream === 0)
        throw new codes.ERR_OUT_OF_RANGE('originOrStream', `> 0 && < ${2 ** 32}`, originOrStream);
      stream = originOrStream;
    } else if (originOrStream !== undefined) {
      // A URL, or what looks like one.
      if (originOrStream !== null && typeof originOrStream === 'object')
        origin = originOrStream.origin;
      if (typeof origin !== 'string')
        throw new codes.ERR_INVALID_ARG_TYPE('originOrStream', ['string', 'number', 'URL', 'object'], originOrStream);
      if (origin === 'null' || origin.length === 0)
        throw new codes.ERR_HTTP2_ALTSVC_INVALID_ORIGIN();
    }
    validateString(alt, 'alt');
    if (!/^[\x09\x20-\x7e\x80-\xff]*$/.test(alt))
      throw new codes.ERR_INVALID_CHAR('alt');
    origin ??= '';
    if (Buffer.byteLength(origin) + Buffer.byteLength(alt) > kMaxAltSvc)
      throw new codes.ERR_HTTP2_ALTSVC_LENGTH();
    binding.altsvc(this[kNative], stream, origin, alt);
  }

  // The origins that this connection is good for.
  origin(...origins) {
    if (this.destroyed)
      throw new codes.ERR_HTTP2_INVALID_SESSION();
    if (origins.length === 0)
      return;
    let length = 0;
    const list = origins.map((entry) => {
      let origin;
      if (typeof entry === 'string') {
        origin = new URL(entry).origin;
      } else {
        origin = entry !== null && typeof entry === 'object' ? entry.origin : entry;
        validateString(origin, 'origin');
      }
      if (origin === 'null')
        throw new codes.ERR_HTTP2_INVALID_ORIGIN();
      length += origin.length;
      return origin;
    });
    if (length > kMaxOriginLength)
      throw new codes.ERR_HTTP2_ORIGIN_LENGTH();
    binding.origin(this[kNative], list);
  }
}

// ---- connections ----

function onSessionStream(stream, headers, flags, rawHeaders) {
  this[kServer].emit('stream', stream, headers, flags, rawHeaders);
}

function onSessionError(error) {
  this[kServer].emit('sessionError', error, this);
}

function onSessionTimeout() {
  if (this.destroyed)
    return;
  if (!this[kServer].emit('timeout', this))
    this.destroy();
}

// The answer to a client that does not speak HTTP/2.
function refuseHttp1(socket) {
  socket.end('HTTP/1.0 403 Forbidden\r\nContent-Type: text/plain\r\n\r\n' +
             'Missing ALPN Protocol, expected `h2` to be available.\n' +
             'If this is a HTTP request: The server was not configured with the `allowHTTP1` option or a listener for the ' +
             '`unknownProtocol` event.\n');
}

function connectionListener(socket) {
  const options = this[kOptions] || {};
  if (socket.alpnProtocol === false || socket.alpnProtocol === 'http/1.1') {
    if (options.allowHTTP1 === true) {
      http._connectionListener.call(this, socket);
      return;
    }
    // Somebody may know what to do with it.
    if (!this.emit('unknownProtocol', socket)) {
      const timer = globalThis.setTimeout(() => {
        if (!socket.destroyed)
          socket.destroy();
      }, options.unknownProtocolTimeout).unref();
      socket.once('close', () => clearTimeout(timer));
      refuseHttp1(socket);
    }
    return;
  }
  // The session has the time limit, not the socket.
  socket.setTimeout?.(0);
  startSession(options, socket, this);
}

function startSession(options, socket, server) {
  const session = new ServerHttp2Session(options, socket, server);
  if (server !== undefined)
    adopt(server, session, socket);
  receiveBuffered(session, socket);
  return session;
}

// The server tells of the session, and closes it when it is closed itself.
function adopt(server, session, socket) {
  const { [kSessions]: sessions, timeout } = server;
  socket[kServer] = server;
  sessions.add(session);
  session.on('stream', onSessionStream).on('error', onSessionError).once('close', () => sessions.delete(session));
  if (timeout)
    session.setTimeout(timeout, onSessionTimeout);
  server.emit('session', session);
}

// What the socket had read before it was the session's.
function receiveBuffered(session, socket) {
  if (!socket.readableLength)
    return;
  let chunk;
  while ((chunk = socket.read()) !== null && session[kNative] !== undefined)
    binding.receive(session[kNative], chunk);
}

// ---- options ----

// In the order in which they are looked at.
const optionValidators = {
  __proto__: null,
  remoteCustomSettings(value) {
    if (value)
      require('internal/http2/settings').validateRemoteCustomSettings(value);
  },
  maxSessionInvalidFrames: validateUint32,
  maxSessionRejectedStreams: validateUint32,
  unknownProtocolTimeout: validateUint32,
  strictSingleValueFields: validateBoolean,
};

function initializeOptions(given) {
  assertIsObject(given, 'options');
  const options = { ...given };
  assertIsObject(options.settings, 'options.settings');
  options.settings = { ...options.settings };
  for (const name in optionValidators) {
    if (options[name] !== undefined)
      optionValidators[name](options[name], `options.${name}`);
  }
  options.unknownProtocolTimeout ??= 10_000;
  const compat = compatClasses();
  for (const name of ['Http2ServerRequest', 'Http2ServerResponse']) options[name] ||= compat[name];
  return options;
}

function initializeTLSOptions(given) {
  const options = initializeOptions(given);
  // Whoever chooses the protocol himself needs no list.
  if (!options.ALPNCallback)
    options.ALPNProtocols = options.allowHTTP1 === true ? ['h2', 'http/1.1'] : ['h2'];
  return options;
}

function compatClasses() {
  return require('internal/http2/compat');
}

// ---- servers ----

// Once somebody listens to requests, streams become requests.
function setupCompat(event) {
  if (event !== 'request')
    return;
  this.removeListener('newListener', setupCompat);
  const { onServerStream } = compatClasses();
  const { Http2ServerRequest, Http2ServerResponse } = this[kOptions];
  this.on('stream', onServerStream.bind(this, Http2ServerRequest, Http2ServerResponse));
}

function updateSettings(settings) {
  assertIsObject(settings, 'settings');
  require('internal/http2/settings').validateSettings(settings);
  this[kOptions].settings = { ...this[kOptions].settings, ...settings };
}

function setTimeout(msecs, callback) {
  this.timeout = msecs;
  if (callback !== undefined) {
    validateFunction(callback, 'callback');
    this.on('timeout', callback);
  }
  return this;
}

// What both constructors do once the server below them is there.
function initialize(server, options, requestListener) {
  server[kOptions] = options;
  server[kSessions] = new Set();
  server.timeout = 0;
  server.on('newListener', setupCompat);
  if (typeof requestListener === 'function')
    server.on('request', requestListener);
}

// What clients without HTTP/2 get: a server of node:http.
function initializeHttp1(server, { IncomingMessage, ServerResponse, ...options }) {
  const { setupConnectionsTracking, storeHTTPOptions } = require('node:_http_server');
  storeHTTPOptions.call(server, {
    ...options,
    IncomingMessage: options.Http1IncomingMessage || IncomingMessage,
    ServerResponse: options.Http1ServerResponse || ServerResponse,
    ...options.http1Options,
  });
  server.once('listening', setupConnectionsTracking);
}

class Http2Server extends net.Server {
  constructor(options, requestListener) {
    const complete = initializeOptions(options);
    super(complete, connectionListener);
    initialize(this, complete, requestListener);
  }
}

class Http2SecureServer extends tls.Server {
  constructor(options, requestListener) {
    const complete = initializeTLSOptions(options);
    super(complete, connectionListener);
    initialize(this, complete, requestListener);
    if (complete.allowHTTP1 === true)
      initializeHttp1(this, complete);
    this.on('tlsClientError', onTlsClientError);
  }

  // Those of clients that speak HTTP/1.
  closeIdleConnections() {
    if (this[kOptions].allowHTTP1 === true)
      http.Server.prototype.closeIdleConnections.call(this);
  }
}

function onTlsClientError(error, socket) {
  this.emit('clientError', error, socket);
}

for (const Server of [Http2Server, Http2SecureServer]) {
  const define = (name, value) =>
    Object.defineProperty(Server.prototype, name, { __proto__: null, value, writable: true, configurable: true });
  define('setTimeout', setTimeout);
  define('updateSettings', updateSettings);
  const { [captureRejectionSymbol]: onRejection } = Object.getPrototypeOf(Server.prototype);
  // What a listener that is asynchronous throws: the client gets an answer, if it has none yet.
  define(captureRejectionSymbol, function(error, event, ...args) {
    if (event === 'stream')
      rejectStream(error, args[0]);
    else if (event === 'request')
      rejectRequest(args[1]);
    else
      Reflect.apply(onRejection, this, [error, event, ...args]);
  });
  define('close', function close(...args) {
    if (this[kOptions].allowHTTP1 === true && this instanceof Http2SecureServer)
      require('node:_http_server').httpServerPreClose(this);
    Reflect.apply(Object.getPrototypeOf(Server.prototype).close, this, args);
    for (const session of [...this[kSessions]]) session.close();
    return this;
  });
}

function rejectStream(error, stream) {
  if (stream.headersSent) {
    stream.destroy(error);
  } else {
    stream.respond({ ':status': HTTP_STATUS_INTERNAL_SERVER_ERROR });
    stream.end();
  }
}

function rejectRequest(response) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusCode = HTTP_STATUS_INTERNAL_SERVER_ERROR;
  response.end(http.STATUS_CODES[HTTP_STATUS_INTERNAL_SERVER_ERROR]);
}

function createServer(options, handler) {
  if (typeof options === 'function') {
    handler = options;
    options = {};
  }
  return new Http2Server(options, handler);
}

function createSecureServer(options, handler) {
  return new Http2SecureServer(options, handler);
}

// A session over a connection that some other protocol has handed over.
function performServerHandshake(socket, options = {}) {
  options = initializeOptions(options);
  return startSession(options, socket, undefined);
}

module.exports = { createSecureServer, createServer, performServerHandshake };
