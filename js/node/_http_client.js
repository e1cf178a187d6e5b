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
const { kEmptyObject, once } = require('internal/util');
const { codes } = require('internal/errors');
const { validateBoolean, validateInteger, validateOneOf } = require('internal/validators');

const kPath = Symbol('kPath');
const kPort = Symbol('kPort');

const invalidPathCharacter = /[^\u0021-\u00ff]/;
const methodsWithoutBody = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

const publishCreated = publisher('http.client.request.created');
const publishStart = publisher('http.client.request.start');

function validateHost(host, name) {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], host);
  }
  return host;
}

function checkPath(path) {
  if (invalidPathCharacter.test(path)) throw new codes.ERR_UNESCAPED_CHARACTERS('Request path');
}

// The arguments: a URL or none, options or none, a listener or none.
function mergeArguments(input, options, callback) {
  if (typeof input === 'string') {
    input = urlToHttpOptions(new URL(input));
  } else if (isURL(input)) {
    input = urlToHttpOptions(input);
  } else {
    callback = options;
    options = input;
    input = null;
  }
  if (typeof options === 'function') {
    callback = options;
    options = input || kEmptyObject;
  } else {
    options = Object.assign(input || {}, options);
  }
  return { options, callback };
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
  const port = options.port = options.port || defaultPort || 80;
  const host = options.host =
    validateHost(options.hostname, 'hostname') || validateHost(options.host, 'host') || 'localhost';
  this.socketPath = options.socketPath;
  if (options.timeout !== undefined) this.timeout = getTimerDuration(options.timeout, 'timeout');
  if (options.signal) addAbortSignal(options.signal, this);

  setMethod(this, options.method);
  setParserOptions(this, options);
  this.path = options.path || '/';
  if (callback) this.once('response', callback);
  this.useChunkedEncodingByDefault = !methodsWithoutBody.has(this.method);

  this._ended = false;
  this.res = null;
  this.aborted = false;
  this.timeoutCb = null;
  this.upgradeOrConnect = false;
  this.parser = null;
  this.maxHeadersCount = null;
  this.reusedSocket = false;
  this.host = host;
  this.protocol = protocol;
  this[kPort] = port === defaultPort ? '' : `:${port}`;
  if (agent) {
    // An agent that never has two requests on a connection need not keep one.
    const keep = agent.keepAlive || Number.isFinite(agent.maxSockets);
    this._last = !keep;
    this.shouldKeepAlive = Boolean(keep);
  }

  this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);
  setRequestHeaders(this, options, host, port, defaultPort);
  connect(this, options);
  publishCreated(() => ({ request: this }));
}
Object.setPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ClientRequest, OutgoingMessage);

Object.defineProperty(ClientRequest.prototype, 'path', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return this[kPath];
  },
  set(value) {
    const path = String(value);
    checkPath(path);
    this[kPath] = path;
  },
});

Object.defineProperty(ClientRequest.prototype, '_isLenientHeaderValidation', {
  __proto__: null,
  configurable: true,
  writable: true,
  value: function _isLenientHeaderValidation() {
    return this.httpValidation === 'relaxed' || this.httpValidation === 'insecure';
  },
});

function setMethod(req, method) {
  if (method !== null && method !== undefined && typeof method !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.method', 'string', method);
  }
  if (method && !checkIsHttpToken(method)) throw new codes.ERR_INVALID_HTTP_TOKEN('Method', method);
  req.method = method ? method.toUpperCase() : 'GET';
}

function setParserOptions(req, options) {
  const { maxHeaderSize, insecureHTTPParser, httpValidation, joinDuplicateHeaders } = options;
  if (maxHeaderSize !== undefined) validateInteger(maxHeaderSize, 'maxHeaderSize', 0);
  req.maxHeaderSize = maxHeaderSize;
  if (insecureHTTPParser !== undefined) validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser');
  req.insecureHTTPParser = insecureHTTPParser;
  if (httpValidation !== undefined) {
    validateOneOf(httpValidation, 'options.httpValidation', ['strict', 'relaxed', 'insecure']);
  }
  req.httpValidation = httpValidation;
  if (joinDuplicateHeaders !== undefined) validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  req.joinDuplicateHeaders = joinDuplicateHeaders;
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
    req._storeHeader(`${req.method} ${req.path} HTTP/1.1\r\n`, headers);
    return;
  }
  if (headers) {
    for (const name of Object.keys(headers)) req.setHeader(name, headers[name]);
  }
  const setHost =
    options.setHost === undefined ? options.setDefaultHeaders !== false : Boolean(options.setHost);
  if (host && !req.getHeader('host') && setHost) {
    // An IPv6 address stands in brackets.
    let value = host.split(':').length > 2 && host[0] !== '[' ? `[${host}]` : host;
    if (port && +port !== defaultPort) value += `:${port}`;
    req.setHeader('Host', value);
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

ClientRequest.prototype._finish = function _finish() {
  OutgoingMessage.prototype._finish.call(this);
  startPerf(this, 'http', 'HttpClient', () => ({
    req: {
      method: this.method,
      url: `${this.protocol}//${this.host}${this[kPort]}${this.path}`,
      headers: typeof this.getHeaders === 'function' ? this.getHeaders() : {},
    },
  }));
  publishStart(() => ({ request: this }));
};

ClientRequest.prototype._implicitHeader = function _implicitHeader() {
  if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('render');
  this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`, this[kOutHeaders]);
};

ClientRequest.prototype.abort = function abort() {
  if (this.aborted) return;
  this.aborted = true;
  process.nextTick(emitAbort, this);
  this.destroy();
};

function emitAbort(req) {
  req.emit('abort');
}

ClientRequest.prototype.destroy = function destroy(error) {
  if (this.destroyed) return this;
  this.destroyed = true;
  // What is still to come of the response has no reader.
  this.res?._dump();
  this[kError] = error;
  this.socket?.destroy(error);
  return this;
};

ClientRequest.prototype.onSocket = function onSocket(socket, error) {
  // An agent may give it in the context of another request, whose connection this was.
  const before = AsyncContextFrame.exchange(this[kAsyncContext]);
  process.nextTick(assignSocket, this, socket, error);
  AsyncContextFrame.set(before);
};

// Calls a method of the socket when there is one and it is connected.
ClientRequest.prototype._deferToConnect = function _deferToConnect(method, args) {
  const callMethod = () => {
    if (method) Reflect.apply(this.socket[method], this.socket, args);
  };
  const onSocket = () => {
    if (this.socket.writable) callMethod();
    else this.socket.once('connect', callMethod);
  };
  if (this.socket) onSocket();
  else this.once('socket', onSocket);
};

function setSocketTimeout(socket, msecs) {
  if (socket.connecting) socket.once('connect', () => socket.setTimeout(msecs));
  else socket.setTimeout(msecs);
}

ClientRequest.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (this._ended) return this;
  listenSocketTimeout(this);
  msecs = getTimerDuration(msecs, 'msecs');
  if (callback) this.once('timeout', callback);
  if (this.socket) setSocketTimeout(this.socket, msecs);
  else this.once('socket', (socket) => setSocketTimeout(socket, msecs));
  return this;
};

ClientRequest.prototype.setNoDelay = function setNoDelay(noDelay) {
  this._deferToConnect('setNoDelay', [noDelay]);
};

ClientRequest.prototype.setSocketKeepAlive = function setSocketKeepAlive(enable, initialDelay) {
  this._deferToConnect('setKeepAlive', [enable, initialDelay]);
};

ClientRequest.prototype.clearTimeout = function clearTimeout(callback) {
  this.setTimeout(0, callback);
};

module.exports = { ClientRequest };
