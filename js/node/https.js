'use strict';

// node:https: HTTP/1 over TLS. The protocol is node:http's, the connections are
// node:tls's.

const tls = require('node:tls');
const { Agent: HttpAgent } = require('node:_http_agent');
const { ClientRequest } = require('node:_http_client');
const {
  Server: HttpServer, _connectionListener, httpServerPreClose, setupConnectionsTracking, storeHTTPOptions,
} = require('node:_http_server');
const { globalAgentOptions, kProxyConfig, serverArguments } = require('internal/http');
const { isURL, urlToHttpOptions } = require('internal/url');
const { inherit, removeItem } = require('internal/util');

// ---- the server ----

function onTlsClientError(error, connection) {
  if (!this.emit('clientError', error, connection))
    connection.destroy(error);
}

function Server(options, requestListener) {
  if (!(this instanceof Server))
    return new Server(options, requestListener);
  const [given, listener] = serverArguments(options, requestListener);
  const settings = { ...given };
  // Nothing else is spoken here; a client that offers HTTP/2 is told so.
  if (!settings.ALPNCallback)
    settings.ALPNProtocols ||= ['http/1.1'];
  storeHTTPOptions.call(this, settings);
  tls.Server.call(this, { noDelay: true, ...settings }, _connectionListener);
  Object.assign(this, { httpAllowHalfOpen: false, timeout: 0, maxHeadersCount: null, maxRequestsPerSocket: 0 });
  if (listener)
    this.on('request', listener);
  this.on('tlsClientError', onTlsClientError);
  this.on('listening', setupConnectionsTracking);
}

// A server of HTTP in all but its connections.
const shared = ['closeAllConnections', 'closeIdleConnections', 'setTimeout', Symbol.asyncDispose];
inherit(Server, tls.Server, {
  ...Object.fromEntries(shared.map((name) => [name, HttpServer.prototype[name]])),

  close(...args) {
    httpServerPreClose(this);
    tls.Server.prototype.close.apply(this, args);
    return this;
  },
});

function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

// ---- the client ----

function Agent(options) {
  if (!(this instanceof Agent))
    return new Agent(options);
  const { defaultPort, protocol } = { ...options };
  HttpAgent.call(this, { __proto__: null, ...options, defaultPort: defaultPort ?? 443, protocol: protocol ?? 'https:' });
  ({ maxCachedSessions: this.maxCachedSessions = 100 } = this.options);
  // Sessions to resume by the name of the connection; the list knows which is
  // the oldest.
  this._sessionCache = { map: {}, list: [] };
}

// (options), (port[, host][, options]), each with a callback or without.
function toConnectOptions(port, host, options) {
  const isOptions = (value) => typeof value === 'object' && value !== null;
  // Options that come first are the caller's own object, which gets what the others name.
  const found = isOptions(port) ? port : { ...[host, options].find(isOptions) };
  if (typeof port === 'number')
    found.port = port;
  if (typeof host === 'string')
    found.host = host;
  return found;
}

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

inherit(Agent, HttpAgent, {
  createConnection(...args) {
    const options = toConnectOptions(...args);
    const proxy = this[kProxyConfig];
    if (!proxy?.covers(options)) return connect(this, options);
    return connectThroughTunnel(this, proxy, options, args.findLast((argument) => typeof argument === 'function'));
  },

  getName(options = {}) {
    let name = HttpAgent.prototype.getName.call(this, options);
    for (const [part, falsyToo] of nameParts) {
      const value = options[part];
      const isGiven = falsyToo ? value !== undefined : Boolean(value);
      const counts = isGiven && !(part === 'servername' && value === options.host);
      name += ':';
      if (counts) name += part === 'sigalgs' ? JSON.stringify(value) : value;
    }
    return name;
  },

  _getSession(key) {
    return this._sessionCache.map[key];
  },

  // The oldest gives way to a new one.
  _cacheSession(key, session) {
    if (this.maxCachedSessions === 0) return;
    const { list, map } = this._sessionCache;
    if (!map[key]) {
      if (list.length >= this.maxCachedSessions) this._evictSession(list[0]);
      list.push(key);
    }
    map[key] = session;
  },

  _evictSession(key) {
    const { list, map } = this._sessionCache;
    if (removeItem(list, key)) delete map[key];
  },
});

// The arguments of ClientRequest, with this module's agent.
function request(...args) {
  const [first] = args;
  let options = {};
  if (typeof first === 'string' || isURL(first))
    options = urlToHttpOptions(isURL(first) ? args.shift() : new URL(args.shift()));
  if (args[0] && typeof args[0] !== 'function')
    Object.assign(options, args.shift());
  return new ClientRequest(Object.assign(options, { _defaultAgent: module.exports.globalAgent }), ...args);
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
