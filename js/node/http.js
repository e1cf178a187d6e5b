'use strict';
// node:http: the public face of the HTTP/1 server and client.

const httpAgent = require('node:_http_agent');
const { ClientRequest } = require('node:_http_client');
const { methods, parsers } = require('node:_http_common');
const { IncomingMessage } = require('node:_http_incoming');
const { OutgoingMessage, validateHeaderName, validateHeaderValue } = require('node:_http_outgoing');
const { _connectionListener, STATUS_CODES, Server, ServerResponse } = require('node:_http_server');

function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

function request(url, options, callback) {
  return new ClientRequest(url, options, callback);
}

function get(url, options, callback) {
  const req = request(url, options, callback);
  req.end();
  return req;
}

// How many parsers wait for the next connection.
function setMaxIdleHTTPParsers(max) {
  const { validateInteger } = require('internal/validators');
  validateInteger(max, 'max', 1);
  parsers.setMax(max);
}

// The global agents and fetch go through the proxies that an environment names, until the function that this answers with
// is called.
function setGlobalProxyFromEnv(proxyEnv = process.env) {
  const { validateObject } = require('internal/validators');
  validateObject(proxyEnv, 'proxyEnv');
  const { checkProxyVariables, setGlobalProxy } = require('internal/http/proxy');
  checkProxyVariables(proxyEnv);
  return setGlobalProxy(proxyEnv) ?? (() => {});
}

module.exports = {
  _connectionListener,
  METHODS: [...methods].sort(),
  STATUS_CODES,
  Agent: httpAgent.Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
  setGlobalProxyFromEnv,
};

Object.defineProperties(module.exports, {
  maxHeaderSize: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return require('internal/http/parser').getMaxHeaderSize();
    },
  },
  globalAgent: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return httpAgent.globalAgent;
    },
    set(agent) {
      httpAgent.globalAgent = agent;
    },
  },
});

for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) {
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return globalThis[name];
    },
  });
}
