'use strict';

// node:https: HTTP/1 over TLS. The protocol is node:http's, the connections are
// node:tls's.

const tls = require('node:tls');
const { Agent: HttpAgent } = require('node:_http_agent');
const { ClientRequest } = require('node:_http_client');
const {
  Server: HttpServer, _connectionListener, httpServerPreClose, setupConnectionsTracking, storeHTTPOptions,
} = require('node:_http_server');
const { globalAgentOptions, kProxyConfig } = require('internal/http');
const { validateObject } = require('internal/validators');
const { isURL, urlToHttpOptions } = require('internal/url');

// ---- the server ----

function onTlsClientError(error, connection) {
  if (!this.emit('clientError', error, connection))
    connection.destroy(error);
}

function Server(options, requestListener) {
  if (!(this instanceof Server))
    return new Server(options, requestListener);
  if (typeof options === 'function') {
    requestListener = options;
    options = {};
  } else if (options == null) {
    options = {};
  } else {
    validateObject(options, 'options');
    options = { ...options };
  }
  // Nothing else is spoken here; a client that offers HTTP/2 is told so.
  if (!options.ALPNProtocols && !options.ALPNCallback)
    options.ALPNProtocols = ['http/1.1'];
  Reflect.apply(storeHTTPOptions, this, [options]);
  Reflect.apply(tls.Server, this, [{ noDelay: true, ...options }, _connectionListener]);
  this.httpAllowHalfOpen = false;
  if (requestListener)
    this.addListener('request', requestListener);
  this.addListener('tlsClientError', onTlsClientError);
  this.timeout = 0;
  this.maxHeadersCount = null;
  this.maxRequestsPerSocket = 0;
  this.on('listening', setupConnectionsTracking);
}
Object.setPrototypeOf(Server.prototype, tls.Server.prototype);
Object.setPrototypeOf(Server, tls.Server);

Server.prototype.closeAllConnections = HttpServer.prototype.closeAllConnections;
Server.prototype.closeIdleConnections = HttpServer.prototype.closeIdleConnections;
Server.prototype.setTimeout = HttpServer.prototype.setTimeout;

Server.prototype.close = function close() {
  httpServerPreClose(this);
  Reflect.apply(tls.Server.prototype.close, this, arguments);
  return this;
};

Server.prototype[Symbol.asyncDispose] = HttpServer.prototype[Symbol.asyncDispose];

function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

// ---- the client ----

function Agent(options) {
  if (!(this instanceof Agent))
    return new Agent(options);
  options = { __proto__: null, ...options };
  options.defaultPort ??= 443;
  options.protocol ??= 'https:';
  Reflect.apply(HttpAgent, this, [options]);
  const { maxCachedSessions = 100 } = this.options;
  this.maxCachedSessions = maxCachedSessions;
  // Sessions to resume by the name of the connection; the list knows which is
  // the oldest.
  this._sessionCache = { map: {}, list: [] };
}
Object.setPrototypeOf(Agent.prototype, HttpAgent.prototype);
Object.setPrototypeOf(Agent, HttpAgent);

// (options), (port[, host][, options]), each with a callback or without.
function toConnectOptions(port, host, options) {
  if (port !== null && typeof port === 'object')
    options = port;
  else if (host !== null && typeof host === 'object')
    options = { ...host };
  else if (options === null || typeof options !== 'object')
    options = {};
  else
    options = { ...options };
  if (typeof port === 'number')
    options.port = port;
  if (typeof host === 'string')
    options.host = host;
  return options;
}

Agent.prototype.createConnection = function createConnection(...args) {
  const options = toConnectOptions(...args);
  const proxy = this[kProxyConfig];
  if (proxy?.covers(options))
    return connectThroughTunnel(this, proxy, options, args.findLast((argument) => typeof argument === 'function'));
  return connect(this, options);
};

// A connection with the session that the last one left.
function connect(agent, options) {
  const key = options._agentKey;
  if (key) {
    const session = agent._getSession(key);
    if (session)
      options = { session, ...options };
  }
  const socket = tls.connect(options);
  if (key) {
    socket.on('session', (session) => agent._cacheSession(key, session));
    socket.once('close', (hadError) => {
      if (hadError)
        agent._evictSession(key);
    });
  }
  return socket;
}

// Answers with the connection to the proxy; the callback gets the one that is secured by the host behind it.
function connectThroughTunnel(agent, proxy, options, callback = () => {}) {
  const { openTunnel } = require('internal/http/proxy');
  return openTunnel(proxy, options, (tunnelError, tunnel) => {
    if (tunnelError) {
      callback(tunnelError);
      return;
    }
    const socket = connect(agent, { ...options, socket: tunnel });
    socket.once('error', callback);
    socket.once('secureConnect', () => {
      socket.removeListener('error', callback);
      callback(null, socket);
    });
  });
}

// What two connections have to have in common to be used in place of each other.
const nameParts = [
  ['ca'], ['cert'], ['clientCertEngine'], ['ciphers'], ['key'], ['pfx'], ['rejectUnauthorized', true], ['servername'],
  ['minVersion'], ['maxVersion'], ['secureProtocol'], ['crl'], ['honorCipherOrder', true], ['ecdhCurve'], ['dhparam'],
  ['secureOptions', true], ['sessionIdContext'], ['sigalgs'], ['privateKeyIdentifier'], ['privateKeyEngine'],
];

Agent.prototype.getName = function getName(options = {}) {
  let name = Reflect.apply(HttpAgent.prototype.getName, this, [options]);
  for (const [part, falsyToo] of nameParts) {
    name += ':';
    const value = options[part];
    if (falsyToo ? value === undefined : !value)
      continue;
    if (part === 'servername' && value === options.host)
      continue;
    name += part === 'sigalgs' ? JSON.stringify(value) : value;
  }
  return name;
};

Agent.prototype._getSession = function _getSession(key) {
  return this._sessionCache.map[key];
};

Agent.prototype._cacheSession = function _cacheSession(key, session) {
  if (this.maxCachedSessions === 0)
    return;
  const { list, map } = this._sessionCache;
  if (map[key]) {
    map[key] = session;
    return;
  }
  if (list.length >= this.maxCachedSessions)
    delete map[list.shift()];
  list.push(key);
  map[key] = session;
};

Agent.prototype._evictSession = function _evictSession(key) {
  const { list, map } = this._sessionCache;
  const index = list.indexOf(key);
  if (index === -1)
    return;
  list.splice(index, 1);
  delete map[key];
};

// The arguments of ClientRequest, with this module's agent.
function request(...args) {
  let options = {};
  if (typeof args[0] === 'string')
    options = urlToHttpOptions(new URL(args.shift()));
  else if (isURL(args[0]))
    options = urlToHttpOptions(args.shift());
  if (args[0] && typeof args[0] !== 'function')
    Object.assign(options, args.shift());
  options._defaultAgent = module.exports.globalAgent;
  args.unshift(options);
  return Reflect.construct(ClientRequest, args);
}

function get(input, options, callback) {
  const req = request(input, options, callback);
  req.end();
  return req;
}

module.exports = {
  Agent,
  globalAgent: new Agent(globalAgentOptions()),
  Server,
  createServer,
  get,
  request,
};
