'use strict';
// Agent: the connections of clients, kept and handed from request to request.

const EventEmitter = require('node:events');
const { AsyncResource } = require('node:async_hooks');
const net = require('node:net');
const { once } = require('internal/util');
const { validateNumber, validateOneOf, validateString } = require('internal/validators');
const { globalAgentOptions, kProxyConfig } = require('internal/http');

const kOnKeylog = Symbol('onkeylog');
const kOnRead = Symbol('onread');
const kRequestOptions = Symbol('requestOptions');
const kRequestAsyncResource = Symbol('requestAsyncResource');

function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  EventEmitter.call(this);
  this.options = { __proto__: null, ...options };
  if (this.options.noDelay === undefined) this.options.noDelay = true;
  // The path of a request is none of a Unix socket.
  this.options.path = null;
  this.defaultPort = this.options.defaultPort || 80;
  this.protocol = this.options.protocol || 'http:';
  // By name: requests that wait, sockets in use, sockets that wait.
  this.requests = { __proto__: null };
  this.sockets = { __proto__: null };
  this.freeSockets = { __proto__: null };
  this.keepAliveMsecs = this.options.keepAliveMsecs || 1000;
  this.keepAlive = this.options.keepAlive || false;
  this.maxSockets = this.options.maxSockets || Agent.defaultMaxSockets;
  this.maxFreeSockets = this.options.maxFreeSockets || 256;
  this.scheduling = this.options.scheduling || 'lifo';
  this.maxTotalSockets = this.options.maxTotalSockets;
  this.totalSocketCount = 0;
  const buffer = this.options.agentKeepAliveTimeoutBuffer;
  this.agentKeepAliveTimeoutBuffer = typeof buffer === 'number' && buffer >= 0 && Number.isFinite(buffer) ? buffer : 1000;

  validateOneOf(this.scheduling, 'scheduling', ['fifo', 'lifo']);
  if (this.maxTotalSockets !== undefined) validateNumber(this.maxTotalSockets, 'maxTotalSockets', 1);
  else this.maxTotalSockets = Infinity;

  if (this.options.proxyEnv) {
    const { parseProxyConfigFromEnv } = require('internal/http/proxy');
    this[kProxyConfig] = parseProxyConfigFromEnv(this.options.proxyEnv, this.protocol, this.keepAlive);
  }

  this.on('free', (socket, options) => onFree(this, socket, options));
  this.on('newListener', maybeEnableKeylog);
}
Object.setPrototypeOf(Agent.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Agent, EventEmitter);

Agent.defaultMaxSockets = Infinity;

// A request is done with its socket: the next one that waits gets it, or it waits itself.
function onFree(agent, socket, options) {
  const name = agent.getName(options);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const requests = agent.requests[name];
  if (requests?.length) {
    const req = takeRequest(agent, name);
    inContextOf(req, () => setRequestSocket(agent, req, socket));
    return;
  }
  const req = socket._httpMessage;
  if (!req?.shouldKeepAlive || !agent.keepAlive) {
    socket.destroy();
    return;
  }
  const freeSockets = agent.freeSockets[name] || [];
  const count = freeSockets.length + (agent.sockets[name]?.length ?? 0);
  if (agent.totalSocketCount > agent.maxTotalSockets || count > agent.maxSockets ||
      freeSockets.length >= agent.maxFreeSockets || !agent.keepSocketAlive(socket)) {
    socket.destroy();
    return;
  }
  agent.freeSockets[name] = freeSockets;
  socket._httpMessage = null;
  agent.removeSocket(socket, options);
  socket.once('error', onFreeSocketError);
  guard(socket);
  freeSockets.push(socket);
  // It waits, but it is there.
  agent.totalSocketCount++;
}

// Nobody has asked for what comes while a socket waits, be it data or the end: the next request must not take it for its answer.
function guard(socket) {
  const handle = socket._handle;
  if (!handle) return;
  socket[kOnRead] = handle.onread;
  handle.onread = () => socket.destroy();
}

function unguard(socket) {
  if (socket[kOnRead] === undefined) return;
  if (socket._handle) socket._handle.onread = socket[kOnRead];
  socket[kOnRead] = undefined;
}

// The other side closes a connection that nobody uses: no news.
function onFreeSocketError() {
  this.destroy();
  this.emit('agentRemove');
}

// The first listener of 'keylog' has the lines of all connections, those that are there already included.
function maybeEnableKeylog(event) {
  if (event !== 'keylog') return;
  this.removeListener('newListener', maybeEnableKeylog);
  const agent = this;
  this[kOnKeylog] = function onkeylog(line) {
    agent.emit('keylog', line, this);
  };
  for (const sockets of [this.sockets, this.freeSockets]) {
    for (const name of Object.keys(sockets)) {
      for (const socket of sockets[name]) socket.on('keylog', this[kOnKeylog]);
    }
  }
}

function takeRequest(agent, name) {
  const requests = agent.requests[name];
  const req = requests.shift();
  if (requests.length === 0) delete agent.requests[name];
  return req;
}

// A request that has waited goes on in the async context that it was made in.
function inContextOf(req, action) {
  const resource = req[kRequestAsyncResource];
  if (!resource) return action();
  req[kRequestAsyncResource] = null;
  resource.runInAsyncScope(action);
  resource.emitDestroy();
}

function setRequestSocket(agent, req, socket) {
  req.onSocket(socket);
  const agentTimeout = agent.options.timeout || 0;
  if (req.timeout === undefined || req.timeout === agentTimeout) return;
  socket.setTimeout(req.timeout);
}

Agent.prototype.createConnection = function createConnection(...args) {
  const proxy = this[kProxyConfig];
  if (proxy) {
    const [options, callback] = net._normalizeArgs(args);
    if (proxy.covers(options)) {
      const socket = proxy.connect();
      if (callback) socket.once('connect', callback);
      return socket;
    }
  }
  return Reflect.apply(net.createConnection, net, args);
};

// Requests with the same name can share connections.
Agent.prototype.getName = function getName(options = {}) {
  let name = options.host || 'localhost';
  name += ':';
  if (options.port) name += options.port;
  name += ':';
  if (options.localAddress) name += options.localAddress;
  // '' and undefined mean either.
  if (options.family === 4 || options.family === 6) name += `:${options.family}`;
  if (options.socketPath) name += `:${options.socketPath}`;
  return name;
};

// The options of the connection for a request.
function connectionOptions(agent, req, options) {
  const merged = { __proto__: null, ...options, ...agent.options };
  if (merged.socketPath) merged.path = merged.socketPath;
  if (!merged.servername && merged.servername !== '') merged.servername = calculateServerName(merged, req);
  return merged;
}

function calculateServerName(options, req) {
  let servername = options.host;
  const hostHeader = req.getHeader('host');
  if (hostHeader) {
    validateString(hostHeader, 'options.headers.host');
    // [::1], [::1]:80, name, name:80
    if (hostHeader[0] === '[') {
      const end = hostHeader.indexOf(']');
      servername = end === -1 ? hostHeader : hostHeader.slice(1, end);
    } else {
      servername = hostHeader.split(':', 1)[0];
    }
  }
  // RFC 6066: no addresses.
  return net.isIP(servername) ? '' : servername;
}

Agent.prototype.addRequest = function addRequest(req, options, port, localAddress) {
  if (typeof options === 'string') options = { __proto__: null, host: options, port, localAddress };
  options = connectionOptions(this, req, options);
  const name = this.getName(options);
  this.sockets[name] ||= [];

  const freeSockets = this.freeSockets[name];
  let socket;
  if (freeSockets) {
    while (freeSockets.length > 0 && freeSockets[0].destroyed) freeSockets.shift();
    socket = this.scheduling === 'fifo' ? freeSockets.shift() : freeSockets.pop();
    if (freeSockets.length === 0) delete this.freeSockets[name];
  }
  const count = (freeSockets?.length ?? 0) + this.sockets[name].length;

  if (socket) {
    unguard(socket);
    this.reuseSocket(socket, req);
    setRequestSocket(this, req, socket);
    this.sockets[name].push(socket);
  } else if (count < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
    createSocketFor(this, req, options);
  } else {
    req[kRequestOptions] = options;
    req[kRequestAsyncResource] = new AsyncResource('QueuedRequest');
    (this.requests[name] ||= []).push(req);
  }
};

function createSocketFor(agent, req, options) {
  agent.createSocket(req, options, (error, socket) => {
    if (error) req.onSocket(socket, error);
    else setRequestSocket(agent, req, socket);
  });
}

Agent.prototype.createSocket = function createSocket(req, options, callback) {
  options = connectionOptions(this, req, options);
  // The request's own timeout counts only while it has the socket.
  const timeout = req.timeout || this.options.timeout || undefined;
  if (timeout) options.timeout = timeout;
  const name = this.getName(options);
  options._agentKey = name;
  options.encoding = null;

  const onCreate = once((error, socket) => {
    if (error) return callback(error);
    (this.sockets[name] ||= []).push(socket);
    this.totalSocketCount++;
    installListeners(this, socket, options);
    callback(null, socket);
  });
  if (this.keepAlive) {
    options.keepAlive = this.keepAlive;
    options.keepAliveInitialDelay = this.keepAliveMsecs;
  }
  const socket = this.createConnection(options, onCreate);
  // A tunnel is still to be made: the callback comes.
  if (socket && !(this[kProxyConfig] && isTunnel(socket))) onCreate(null, socket);
};

function isTunnel(socket) {
  return socket[require('internal/http/proxy').kWaitForProxyTunnel] === true;
}

function installListeners(agent, socket, options) {
  function onFree() {
    agent.emit('free', socket, options);
  }

  function onClose() {
    agent.removeSocket(socket, options);
  }

  function onTimeout() {
    // Only what nobody uses: a request decides for itself.
    for (const name in agent.freeSockets) {
      if (agent.freeSockets[name].includes(socket)) return socket.destroy();
    }
  }

  // Another protocol has taken over.
  function onRemove() {
    agent.removeSocket(socket, options);
    socket.removeListener('close', onClose);
    socket.removeListener('free', onFree);
    socket.removeListener('timeout', onTimeout);
    socket.removeListener('agentRemove', onRemove);
  }

  socket.on('free', onFree);
  socket.on('close', onClose);
  socket.on('timeout', onTimeout);
  socket.on('agentRemove', onRemove);
  if (agent[kOnKeylog]) socket.on('keylog', agent[kOnKeylog]);
}

Agent.prototype.removeSocket = function removeSocket(socket, options) {
  const name = this.getName(options);
  const lists = [this.sockets];
  if (!socket.writable) lists.push(this.freeSockets);
  for (const sockets of lists) {
    const index = sockets[name] ? sockets[name].indexOf(socket) : -1;
    if (index === -1) continue;
    sockets[name].splice(index, 1);
    if (sockets[name].length === 0) delete sockets[name];
    this.totalSocketCount--;
  }

  // There is room for a request that waits: for the same name first.
  let waiting = this.requests[name]?.length ? name : undefined;
  if (waiting === undefined) {
    waiting = Object.keys(this.requests)[0];
    if (waiting !== undefined && this.sockets[waiting]?.length) waiting = undefined;
  }
  // A socket that only goes to the free ones still has its place.
  if (waiting === undefined) return;
  // It gets the new socket as any other would that has become free: the program hears of it.
  const [req] = this.requests[waiting];
  const create = () => this.createSocket(req, req[kRequestOptions], (error, created) => {
    if (error) takeRequest(this, waiting).onSocket(created, error);
    else created.emit('free');
  });
  const resource = req[kRequestAsyncResource];
  if (resource) resource.runInAsyncScope(create);
  else create();
};

Agent.prototype.keepSocketAlive = function keepSocketAlive(socket) {
  socket.setKeepAlive(true, this.keepAliveMsecs);
  socket.unref();

  let timeout = this.options.timeout || 0;
  let canKeepAlive = true;
  // The server may have said how long it waits; a little less is safe.
  const hint = socket._httpMessage?.res?.headers['keep-alive'];
  const seconds = hint && /^timeout=(\d+)/.exec(hint)?.[1];
  if (seconds) {
    const announced = Math.max(Number.parseInt(seconds, 10) * 1000 - this.agentKeepAliveTimeoutBuffer, 0);
    if (announced === 0) canKeepAlive = false;
    else if (announced < timeout) timeout = announced;
  }
  if (socket.timeout !== timeout) socket.setTimeout(timeout);
  return canKeepAlive;
};

Agent.prototype.reuseSocket = function reuseSocket(socket, req) {
  req.reusedSocket = true;
  socket.removeListener('error', onFreeSocketError);
  socket.ref();
};

Agent.prototype.destroy = function destroy() {
  for (const lists of [this.freeSockets, this.sockets]) {
    for (const name of Object.keys(lists)) {
      for (const socket of [...lists[name]]) socket.destroy();
    }
  }
};

let globalAgent;

module.exports = {
  Agent,
  get globalAgent() {
    return globalAgent ??= new Agent(globalAgentOptions());
  },
  set globalAgent(agent) {
    globalAgent = agent;
  },
};
