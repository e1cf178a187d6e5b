'use strict';
// Agent: the connections of clients, kept and handed from request to request.

const EventEmitter = require('node:events');
const { AsyncResource } = require('node:async_hooks');
const net = require('node:net');
const { inherit, once } = require('internal/util');
const { validateNumber, validateOneOf, validateString } = require('internal/validators');
const { globalAgentOptions, kProxyConfig } = require('internal/http');

// The listener for the lines of the key log, once somebody wants them.
const kKeylogListener = Symbol('kKeylogListener');
// Who read a socket before it was free.
const kReader = Symbol('kReader');
// Of a request that waits: the options for its connection, the async context that it was made in.
const kWaitingOptions = Symbol('kWaitingOptions');
const kWaitingResource = Symbol('kWaitingResource');

function isDuration(value) {
  return Number.isFinite(value) && value >= 0;
}

function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  EventEmitter.call(this);
  const { noDelay = true, agentKeepAliveTimeoutBuffer: buffer } = options ?? {};
  // The path of a request is none of a Unix socket.
  const own = { __proto__: null, ...options, noDelay, path: null };
  Object.assign(this, {
    options: own,
    defaultPort: own.defaultPort || 80,
    protocol: own.protocol || 'http:',
    // By name: requests that wait, sockets in use, sockets that wait.
    requests: { __proto__: null },
    sockets: { __proto__: null },
    freeSockets: { __proto__: null },
    keepAliveMsecs: own.keepAliveMsecs || 1000,
    keepAlive: own.keepAlive || false,
    maxSockets: own.maxSockets || Agent.defaultMaxSockets,
    maxFreeSockets: own.maxFreeSockets || 256,
    scheduling: own.scheduling || 'lifo',
    maxTotalSockets: own.maxTotalSockets === undefined ? Infinity : own.maxTotalSockets,
    totalSocketCount: 0,
    agentKeepAliveTimeoutBuffer: isDuration(buffer) ? buffer : 1000,
  });
  validateOneOf(this.scheduling, 'scheduling', ['fifo', 'lifo']);
  if (own.maxTotalSockets !== undefined) validateNumber(own.maxTotalSockets, 'maxTotalSockets', 1);
  if (own.proxyEnv) {
    const { parseProxyConfigFromEnv } = require('internal/http/proxy');
    this[kProxyConfig] = parseProxyConfigFromEnv(own.proxyEnv, this.protocol, this.keepAlive || this.maxSockets !== Infinity);
  }
  this.on('free', onFree);
  this.on('newListener', onNewListener);
}

inherit(Agent, EventEmitter, {
  createConnection(...args) {
    const proxy = this[kProxyConfig];
    const [options, callback] = proxy ? net._normalizeArgs(args) : [];
    if (!proxy?.covers(options)) return net.createConnection(...args);
    const socket = proxy.connect();
    if (callback) socket.once('connect', callback);
    return socket;
  },

  // Requests with the same name can share connections.
  getName({ host, port, localAddress, family, socketPath } = {}) {
    const parts = [host || 'localhost', port || '', localAddress || ''];
    // '' and undefined mean either.
    if (family === 4 || family === 6) parts.push(family);
    if (socketPath) parts.push(socketPath);
    return parts.join(':');
  },

  addRequest(req, options, port, localAddress) {
    if (typeof options === 'string') options = { __proto__: null, host: options, port, localAddress };
    const settings = connectionOptions(this, req, options);
    const name = this.getName(settings);
    const inUse = this.sockets[name] ||= [];
    const socket = takeFree(this, name);
    if (socket) {
      inUse.push(socket);
      unguard(socket);
      resetResource(socket);
      this.reuseSocket(socket, req);
      giveSocket(this, req, socket);
    } else if (this.totalSocketCount < this.maxTotalSockets && inUse.length < this.maxSockets) {
      this.createSocket(req, settings, (error, created) => {
        if (error) req.onSocket(created, error);
        else giveSocket(this, req, created);
      });
    } else {
      req[kWaitingOptions] = settings;
      req[kWaitingResource] = new AsyncResource('QueuedRequest');
      (this.requests[name] ||= []).push(req);
    }
  },

  createSocket(req, options, callback) {
    const settings = connectionOptions(this, req, options);
    const name = this.getName(settings);
    Object.assign(settings, { _agentKey: name, encoding: null });
    // The request's own timeout counts only while it has the socket.
    const timeout = req.timeout || this.options.timeout;
    if (timeout) settings.timeout = timeout;
    if (this.keepAlive) Object.assign(settings, { keepAlive: this.keepAlive, keepAliveInitialDelay: this.keepAliveMsecs });

    const onCreate = once((error, socket) => {
      if (error) return callback(error);
      (this.sockets[name] ||= []).push(socket);
      this.totalSocketCount++;
      installListeners(this, socket, settings);
      callback(null, socket);
    });
    const socket = this.createConnection(settings, onCreate);
    // A tunnel is still to be made: the callback comes.
    if (socket && !(this[kProxyConfig] && isTunnel(socket))) onCreate(null, socket);
  },

  removeSocket(socket, options) {
    const name = this.getName(options);
    takeOut(this, this.sockets, name, socket);
    if (!socket.writable) takeOut(this, this.freeSockets, name, socket);
    connectWaiting(this, name);
  },

  keepSocketAlive(socket) {
    socket.unref();
    socket.setKeepAlive(true, this.keepAliveMsecs);
    // The server may have said how long it waits; a little less is safe.
    const [, seconds] = /^timeout=(\d+)/.exec(socket._httpMessage?.res?.headers['keep-alive'] ?? '') ?? [];
    const announced = seconds ? Math.max(Number.parseInt(seconds, 10) * 1000 - this.agentKeepAliveTimeoutBuffer, 0) : Infinity;
    const own = this.options.timeout || 0;
    const timeout = announced > 0 && announced < own ? announced : own;
    if (socket.timeout !== timeout) socket.setTimeout(timeout);
    return announced > 0;
  },

  reuseSocket(socket, req) {
    socket.ref();
    socket.removeListener('error', onFreeSocketError);
    req.reusedSocket = true;
  },

  destroy() {
    for (const socket of allSockets(this.freeSockets, this.sockets)) socket.destroy();
  },
});

Agent.defaultMaxSockets = Infinity;

// A request is done with its socket: the next one that waits gets it, or it waits itself.
function onFree(socket, options) {
  const name = this.getName(options);
  if (socket.writable && this.requests[name]?.length) {
    const req = takeRequest(this, name);
    inContextOf(req, () => {
      resetResource(socket);
      giveSocket(this, req, socket);
    });
  } else if (socket.writable && mayWait(this, name, socket)) {
    wait(this, name, socket, options);
  } else {
    socket.destroy();
  }
}

function mayWait(agent, name, socket) {
  if (!agent.keepAlive || !socket._httpMessage?.shouldKeepAlive) return false;
  const free = agent.freeSockets[name]?.length ?? 0;
  const all = free + (agent.sockets[name]?.length ?? 0);
  const areEnough = free >= agent.maxFreeSockets || all > agent.maxSockets || agent.totalSocketCount > agent.maxTotalSockets;
  return !areEnough && agent.keepSocketAlive(socket);
}

function wait(agent, name, socket, options) {
  (agent.freeSockets[name] ||= []).push(socket);
  socket._httpMessage = null;
  // It is in use no more, but it is there.
  agent.removeSocket(socket, options);
  agent.totalSocketCount++;
  socket.once('error', onFreeSocketError);
  guard(socket);
}

function takeFree(agent, name) {
  const free = agent.freeSockets[name];
  if (free === undefined) return undefined;
  while (free[0]?.destroyed) free.shift();
  const socket = agent.scheduling === 'fifo' ? free.shift() : free.pop();
  if (free.length === 0) delete agent.freeSockets[name];
  return socket;
}

function takeOut(agent, lists, name, socket) {
  const list = lists[name];
  const index = list?.indexOf(socket) ?? -1;
  if (index < 0) return;
  if (list.length === 1) delete lists[name];
  list.splice(index, 1);
  agent.totalSocketCount--;
}

// There is room for a request that waits: for the same name first.
function connectWaiting(agent, name) {
  const { requests } = agent;
  const isSame = requests[name]?.length > 0;
  const waiting = isSame ? name : Object.keys(requests)[0];
  // A socket that only goes to the free ones still has its place.
  if (waiting === undefined || (!isSame && agent.sockets[waiting]?.length)) return;
  // It gets the new socket as any other would that has become free: the program hears of it.
  const [req] = requests[waiting];
  const create = () => agent.createSocket(req, req[kWaitingOptions], (error, created) => {
    if (error) takeRequest(agent, waiting).onSocket(created, error);
    else created.emit('free');
  });
  const resource = req[kWaitingResource];
  if (resource) resource.runInAsyncScope(create);
  else create();
}

class ReusedHandle {
  constructor(type, handle) {
    this.type = type;
    this.handle = handle;
  }
}

// To async_hooks a connection is another resource for each request.
function resetResource({ _handle: handle }) {
  if (typeof handle?.asyncReset === 'function') handle.asyncReset(new ReusedHandle(handle.getProviderType(), handle));
}

// Nobody has asked for what comes while a socket waits, be it data or the end: the next request must not take it for its answer.
function guard(socket) {
  const handle = socket._handle;
  if (!handle) return;
  socket[kReader] = handle.onread;
  handle.onread = () => socket.destroy();
}

function unguard(socket) {
  if (socket[kReader] === undefined) return;
  if (socket._handle) socket._handle.onread = socket[kReader];
  socket[kReader] = undefined;
}

// The other side closes a connection that nobody uses: no news.
function onFreeSocketError() {
  this.destroy();
  this.emit('agentRemove');
}

// The first listener of 'keylog' has the lines of all connections, those that are there already included.
function onNewListener(event) {
  if (event !== 'keylog') return;
  this.off('newListener', onNewListener);
  const agent = this;
  const listener = this[kKeylogListener] = function(line) {
    agent.emit('keylog', line, this);
  };
  for (const socket of allSockets(this.sockets, this.freeSockets)) socket.on('keylog', listener);
}

// As they are now: what is done with them may change the lists.
function allSockets(...tables) {
  return tables.flatMap((lists) => Object.values(lists).flat());
}

function takeRequest(agent, name) {
  const requests = agent.requests[name];
  const req = requests.shift();
  if (requests.length === 0) delete agent.requests[name];
  return req;
}

// A request that has waited goes on in the async context that it was made in.
function inContextOf(req, action) {
  const resource = req[kWaitingResource];
  if (!resource) return action();
  req[kWaitingResource] = null;
  resource.runInAsyncScope(action);
  resource.emitDestroy();
}

function giveSocket(agent, req, socket) {
  req.onSocket(socket);
  const { timeout } = req;
  if (timeout !== undefined && timeout !== (agent.options.timeout || 0)) socket.setTimeout(timeout);
}

// The options of the connection for a request.
function connectionOptions(agent, req, options) {
  const merged = { __proto__: null, ...options, ...agent.options };
  if (merged.socketPath) merged.path = merged.socketPath;
  if (!merged.servername && merged.servername !== '') merged.servername = serverName(merged.host, req.getHeader('host'));
  return merged;
}

// What the client calls the server in the handshake of TLS. The field has it with the port; addresses with colons in brackets.
function serverName(host, field) {
  if (field) {
    validateString(field, 'options.headers.host');
    host = /^\[([^\]]*)\]/.exec(field)?.[1] ?? (field[0] === '[' ? field : field.split(':', 1)[0]);
  }
  // RFC 6066: no addresses.
  return net.isIP(host) ? '' : host;
}

function isTunnel(socket) {
  return socket[require('internal/http/proxy').kWaitForProxyTunnel] === true;
}

function installListeners(agent, socket, options) {
  const listeners = {
    __proto__: null,
    free: () => agent.emit('free', socket, options),
    close: () => agent.removeSocket(socket, options),
    timeout() {
      // Only what nobody uses: a request decides for itself.
      if (allSockets(agent.freeSockets).includes(socket)) socket.destroy();
    },
    // Another protocol has taken over.
    agentRemove() {
      agent.removeSocket(socket, options);
      for (const event in listeners) socket.removeListener(event, listeners[event]);
    },
  };
  for (const event in listeners) socket.on(event, listeners[event]);
  if (agent[kKeylogListener]) socket.on('keylog', agent[kKeylogListener]);
}

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
