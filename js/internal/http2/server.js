'use strict';

// http2.createServer() and createSecureServer(): connections become sessions, whose streams come by the server's events.

const { captureRejectionSymbol } = require('node:events');
const net = require('node:net');
const tls = require('node:tls');
const http = require('node:http');
const { codes } = require('internal/errors');
const { validateFunction, validateString, validateUint32, validateBoolean } = require('internal/validators');
const { Http2Session, assertIsAlive, assertIsObject } = require('internal/http2/session');
const { kNative, kStrictSingleValueFields } = require('internal/http2/util');
const { constants } = require('internal/http2/constants');

const binding = internalBinding('http2');

const { HTTP_STATUS_INTERNAL_SERVER_ERROR, NGHTTP2_SESSION_SERVER } = constants;

const kMaxAltSvc = 16382;
const kMaxOriginLength = 16382;

const kOptions = Symbol('kOptions');
const kServer = Symbol('kServer');
const kSessions = Symbol('kSessions');

// What altsvc() concerns: [the number of a stream, or 0; an origin, or ''].
function targetOf(originOrStream) {
  if (originOrStream === undefined)
    return [0, ''];
  if (typeof originOrStream === 'number') {
    if (originOrStream >>> 0 !== originOrStream || originOrStream === 0)
      throw new codes.ERR_OUT_OF_RANGE('originOrStream', `> 0 && < ${2 ** 32}`, originOrStream);
    return [originOrStream, ''];
  }
  // Else a URL, or what looks like one.
  const isText = typeof originOrStream === 'string';
  const { origin } = isText ? new URL(originOrStream) : Object(originOrStream);
  if (typeof origin !== 'string')
    throw new codes.ERR_INVALID_ARG_TYPE('originOrStream', ['string', 'number', 'URL', 'object'], originOrStream);
  if (origin === '' || origin === 'null')
    throw new codes.ERR_HTTP2_ALTSVC_INVALID_ORIGIN();
  return [0, origin];
}

function originOf(entry) {
  const isObject = typeof entry === 'object' && entry !== null;
  const { origin } = isObject ? entry : { origin: typeof entry === 'string' ? new URL(entry).origin : entry };
  validateString(origin, 'origin');
  if (origin === 'null')
    throw new codes.ERR_HTTP2_INVALID_ORIGIN();
  return origin;
}

class ServerHttp2Session extends Http2Session {
  constructor(options, socket, server) {
    super(options, NGHTTP2_SESSION_SERVER, socket);
    this[kStrictSingleValueFields] = options.strictSingleValueFields !== false;
    this[kServer] = server;
  }

  get server() {
    return this[kServer];
  }

  // Another place where the same is served. `originOrStream`: whom it concerns.
  altsvc(alt, originOrStream) {
    assertIsAlive(this);
    const [id, origin] = targetOf(originOrStream);
    validateString(alt, 'alt');
    if (/[^\x09\x20-\x7e\x80-\xff]/.test(alt))
      throw new codes.ERR_INVALID_CHAR('alt');
    if (Buffer.byteLength(origin) + Buffer.byteLength(alt) > kMaxAltSvc)
      throw new codes.ERR_HTTP2_ALTSVC_LENGTH();
    binding.altsvc(this[kNative], id, origin, alt);
  }

  // The origins that this connection is good for.
  origin(...origins) {
    assertIsAlive(this);
    const list = origins.map(originOf);
    if (list.join('').length > kMaxOriginLength)
      throw new codes.ERR_HTTP2_ORIGIN_LENGTH();
    if (list.length > 0)
      binding.origin(this[kNative], list);
  }
}

// ---- connections ----

// Of a session, which is `this`: its server tells of it.
const sessionListeners = {
  __proto__: null,
  stream(...args) {
    this[kServer].emit('stream', ...args);
  },
  error(error) {
    this[kServer].emit('sessionError', error, this);
  },
  close() {
    this[kServer][kSessions].delete(this);
  },
};

function onSessionTimeout() {
  const isHeard = this.destroyed || this[kServer].emit('timeout', this);
  if (!isHeard)
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
  const { [kOptions]: options = {} } = this;
  const { alpnProtocol } = socket;
  const isHttp2 = alpnProtocol !== false && alpnProtocol !== 'http/1.1';
  if (isHttp2) {
    // The session has the time limit, not the socket.
    socket.setTimeout?.(0);
    startSession(options, socket, this);
  } else if (options.allowHTTP1 === true) {
    http._connectionListener.call(this, socket);
  } else if (!this.emit('unknownProtocol', socket)) {
    // Nobody knows what to do with it.
    const timer = globalThis.setTimeout(() => socket.destroy(), options.unknownProtocolTimeout);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
    refuseHttp1(socket);
  }
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
  for (const event in sessionListeners) session.on(event, sessionListeners[event]);
  if (timeout)
    session.setTimeout(timeout, onSessionTimeout);
  server.emit('session', session);
}

// What the socket had read before it was the session's.
function receiveBuffered(session, socket) {
  let chunk = socket.readableLength > 0 ? socket.read() : null;
  for (; chunk !== null && session[kNative] !== undefined; chunk = socket.read())
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
  assertIsObject(given?.settings, 'options.settings');
  const options = { ...given, settings: { ...given?.settings } };
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
  const { validateSettings } = require('internal/http2/settings');
  validateSettings(settings);
  Object.assign(this[kOptions].settings, settings);
}

function setTimeout(msecs, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  this.timeout = msecs;
  if (callback !== undefined) this.on('timeout', callback);
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
  return typeof options === 'function' ? new Http2Server({}, options) : new Http2Server(options, handler);
}

function createSecureServer(options, handler) {
  return new Http2SecureServer(options, handler);
}

// A session over a connection that some other protocol has handed over.
function performServerHandshake(socket, options = {}) {
  return startSession(initializeOptions(options), socket, undefined);
}

module.exports = { createSecureServer, createServer, performServerHandshake };
