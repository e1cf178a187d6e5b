'use strict';
// ClientRequest: its options, its head, the way to a socket. What happens on the socket is in
// internal/http/client_connection.

const net = require('node:net');
const { addAbortSignal } = require('node:stream');
const httpAgent = require('node:_http_agent');
const { OutgoingMessage, kUniqueHeaders, parseUniqueHeadersOption } = require('node:_http_outgoing');
const { kOutHeaders, kProxyConfig, publisher } = require('internal/http');
const { startPerf } = require('internal/perf/observe');
const AsyncContextFrame = require('internal/async_context_frame');
const { assignSocket, emitErrorEvent, kAsyncContext, kError, listenSocketTimeout } = require('internal/http/client_connection');
const { checkIsHttpToken } = require('internal/http/validation');
const { isURL, urlToHttpOptions } = require('internal/url');
const { getTimerDuration } = require('internal/timers');
const { inherit, once } = require('internal/util');
const { codes } = require('internal/errors');
const { validateBoolean, validateInteger, validateOneOf } = require('internal/validators');

const kPath = Symbol('kPath');
// The port as the URL has it: not at all where it is the usual one.
const kPortPart = Symbol('kPortPart');

const invalidPathCharacter = /[^\u0021-\u00ff]/;
const methodsWithoutBody = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

const publishCreated = publisher('http.client.request.created');
const publishStart = publisher('http.client.request.start');

function hostOption(options, name) {
  const host = options[name] ?? undefined;
  if (host === undefined || typeof host === 'string') return host;
  throw new codes.ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], host);
}

function checkPath(path) {
  if (invalidPathCharacter.test(path)) throw new codes.ERR_UNESCAPED_CHARACTERS('Request path');
}

// The arguments: a URL or none, options or none, a listener or none.
function mergeArguments(...args) {
  const settings = {};
  if (typeof args[0] === 'string' || isURL(args[0])) {
    const first = args.shift();
    Object.assign(settings, urlToHttpOptions(isURL(first) ? first : new URL(first)));
  }
  const options = typeof args[0] === 'function' ? undefined : args.shift();
  return { options: Object.assign(settings, options), callback: args[0] };
}

function chooseAgent(options, defaultAgent) {
  const { agent } = options;
  if (agent === false) return new defaultAgent.constructor();
  if (agent === null || agent === undefined) {
    return typeof options.createConnection === 'function' ? agent : defaultAgent;
  }
  if (typeof agent.addRequest !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.agent', ['Agent-like Object', 'undefined', 'false'], agent);
  }
  return agent;
}

function ClientRequest(input, givenOptions, givenCallback) {
  OutgoingMessage.call(this);
  this[kAsyncContext] = AsyncContextFrame.current();
  const { options, callback } = mergeArguments(input, givenOptions, givenCallback);
  const defaultAgent = options._defaultAgent || httpAgent.globalAgent;
  const agent = this.agent = chooseAgent(options, defaultAgent);

  const protocol = options.protocol || defaultAgent.protocol;
  const expectedProtocol = agent?.protocol || defaultAgent.protocol;
  if (options.path) checkPath(String(options.path));
  if (protocol !== expectedProtocol) throw new codes.ERR_INVALID_PROTOCOL(protocol, expectedProtocol);

  const defaultPort = options.defaultPort || agent?.defaultPort;
  options.port ||= defaultPort || 80;
  options.host = hostOption(options, 'hostname') || hostOption(options, 'host') || 'localhost';
  const { host, port, timeout, signal } = options;
  Object.assign(this, { host, protocol, socketPath: options.socketPath });
  if (timeout !== undefined) this.timeout = getTimerDuration(timeout, 'timeout');
  if (signal) addAbortSignal(signal, this);
  setMethod(this, options.method);
  setParserOptions(this, options);
  this.path = options.path || '/';
  this[kPortPart] = port === defaultPort ? '' : `:${port}`;
  if (callback) this.once('response', callback);

  // How far it is.
  this.aborted = false;
  this._ended = false;
  this.upgradeOrConnect = false;
  this.reusedSocket = false;
  this.res = null;
  this.parser = null;
  this.maxHeadersCount = null;
  this.timeoutCb = null;
  this.useChunkedEncodingByDefault = !methodsWithoutBody.has(this.method);
  if (agent) {
    // An agent that never has two requests on a connection need not keep one.
    this.shouldKeepAlive = Boolean(agent.keepAlive) || Number.isFinite(agent.maxSockets);
    this._last = !this.shouldKeepAlive;
  }
  this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);
  setRequestHeaders(this, options, host, port, defaultPort);
  connect(this, options);
  publishCreated(() => ({ request: this }));
}

inherit(ClientRequest, OutgoingMessage, {
  get path() {
    return this[kPath];
  },

  set path(value) {
    const path = String(value);
    checkPath(path);
    this[kPath] = path;
  },

  _isLenientHeaderValidation() {
    return this.httpValidation === 'relaxed' || this.httpValidation === 'insecure';
  },

  _finish() {
    OutgoingMessage.prototype._finish.call(this);
    startPerf(this, 'http', 'HttpClient', () => ({
      req: {
        method: this.method,
        url: `${this.protocol}//${this.host}${this[kPortPart]}${this.path}`,
        headers: typeof this.getHeaders === 'function' ? this.getHeaders() : {},
      },
    }));
    publishStart(() => ({ request: this }));
  },

  _implicitHeader() {
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('render');
    this._storeHeader(firstLine(this), this[kOutHeaders]);
  },

  abort() {
    if (this.aborted) return;
    this.aborted = true;
    process.nextTick(emitAbort, this);
    this.destroy();
  },

  destroy(error) {
    if (!this.destroyed) {
      this.destroyed = true;
      this[kError] = error;
      const { res } = this;
      // Nothing is under way: the rest of the response is dropped, and the connection goes on if it would have gone on.
      const isOver = res?.complete && this.writableFinished;
      // What is still to come of the response has no reader.
      res?._dump();
      if (!isOver) this.socket?.destroy(error);
    }
    return this;
  },

  onSocket(socket, error) {
    // An agent may give it in the context of another request, whose connection this was.
    const before = AsyncContextFrame.exchange(this[kAsyncContext]);
    process.nextTick(assignSocket, this, socket, error);
    AsyncContextFrame.set(before);
  },

  // Calls a method of the socket when there is one and it is connected.
  _deferToConnect(method, args) {
    whenConnected(this, (socket) => socket.writable, (socket) => {
      if (method) socket[method](...args);
    });
  },

  setTimeout(msecs, callback) {
    if (!this._ended) {
      listenSocketTimeout(this);
      const duration = getTimerDuration(msecs, 'msecs');
      if (callback) this.once('timeout', callback);
      whenConnected(this, (socket) => !socket.connecting, (socket) => socket.setTimeout(duration));
    }
    return this;
  },

  clearTimeout(callback) {
    this.setTimeout(0, callback);
  },

  setNoDelay(noDelay) {
    this._deferToConnect('setNoDelay', [noDelay]);
  },

  setSocketKeepAlive(enable, initialDelay) {
    this._deferToConnect('setKeepAlive', [enable, initialDelay]);
  },
});

Object.defineProperty(ClientRequest.prototype, 'path', { __proto__: null, enumerable: true });

function setMethod(req, method) {
  if (method !== null && method !== undefined && typeof method !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.method', 'string', method);
  }
  if (method && !checkIsHttpToken(method)) throw new codes.ERR_INVALID_HTTP_TOKEN('Method', method);
  req.method = method ? method.toUpperCase() : 'GET';
}

const parserOptions = {
  __proto__: null,
  maxHeaderSize: (value) => validateInteger(value, 'maxHeaderSize', 0),
  insecureHTTPParser: (value) => validateBoolean(value, 'options.insecureHTTPParser'),
  httpValidation: (value) => validateOneOf(value, 'options.httpValidation', ['strict', 'relaxed', 'insecure']),
  joinDuplicateHeaders: (value) => validateBoolean(value, 'options.joinDuplicateHeaders'),
};

function setParserOptions(req, options) {
  for (const name in parserOptions) {
    const value = options[name];
    if (value !== undefined) parserOptions[name](value);
    req[name] = value;
  }
}

function firstLine({ method, path }) {
  return `${method} ${path} HTTP/1.1\r\n`;
}

function hostOf(host, port, defaultPort) {
  // An IPv6 address stands in brackets.
  const name = host.split(':').length > 2 && host[0] !== '[' ? `[${host}]` : host;
  return port && +port !== defaultPort ? `${name}:${port}` : name;
}

function setRequestHeaders(req, options, host, port, defaultPort) {
  const { headers } = options;
  const proxy = protocolProxy(req, options);
  if (options.setDefaultHeaders === false) {
    req._removedConnection = true;
    req._removedContLen = true;
    req._removedTE = true;
  }
  if (Array.isArray(headers)) {
    if (proxy) rewriteForProxy(req, proxy, options);
    req._storeHeader(firstLine(req), headers);
    return;
  }
  if (headers) {
    for (const name of Object.keys(headers)) req.setHeader(name, headers[name]);
  }
  const setHost =
    options.setHost === undefined ? options.setDefaultHeaders !== false : Boolean(options.setHost);
  if (host && !req.getHeader('host') && setHost) {
    // A tunnel is asked for by the address of its other end.
    const tunnel = req.method === 'CONNECT' && options.path;
    req.setHeader('Host', tunnel || hostOf(host, port, defaultPort));
  }
  if (options.auth && !req.getHeader('Authorization')) {
    req.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
  }
  if (proxy) rewriteForProxy(req, proxy, options);
  // The head goes out at once: the server says whether it wants the body.
  if (req.getHeader('expect')) {
    if (req._header) throw new codes.ERR_HTTP_HEADERS_SENT('render');
    req._implicitHeader();
  }
}

// The proxy that a request is addressed to. HTTPS goes through a tunnel and knows nothing of it.
function protocolProxy(req, options) {
  const proxy = req.protocol === 'http:' ? req.agent?.[kProxyConfig] : undefined;
  return proxy?.covers(options) ? proxy : undefined;
}

function rewriteForProxy(req, proxy, options) {
  require('internal/http/proxy').rewriteForProxy(req, proxy, options);
}

function connect(req, options) {
  // The signal is the request's, not the socket's.
  const { signal: _, ...socketOptions } = options;
  if (req.agent) {
    req.agent.addRequest(req, socketOptions);
    return;
  }
  req._last = true;
  req.shouldKeepAlive = false;
  socketOptions.path = socketOptions.socketPath || undefined;
  if (typeof options.createConnection !== 'function') {
    req.onSocket(net.createConnection(socketOptions));
    return;
  }
  const onCreate = once((error, socket) => {
    if (error) process.nextTick(emitErrorEvent, req, error);
    else req.onSocket(socket);
  });
  try {
    const socket = options.createConnection(socketOptions, onCreate);
    if (socket) onCreate(null, socket);
  } catch (error) {
    onCreate(error);
  }
}

function emitAbort(req) {
  req.emit('abort');
}

// Does something with the socket, when there is one and it is, or says that it is, connected.
function whenConnected(req, isConnected, action) {
  const onSocket = (socket) => {
    if (isConnected(socket)) action(socket);
    else socket.once('connect', () => action(socket));
  };
  if (req.socket) onSocket(req.socket);
  else req.once('socket', onSocket);
}

module.exports = { ClientRequest };
