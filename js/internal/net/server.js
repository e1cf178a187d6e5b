'use strict';

// net.Server: listening in all its forms, and the sockets of those who connect.

const EventEmitter = require('node:events');
const diagnosticsChannel = require('node:diagnostics_channel');
const {
  ErrnoException,
  ExceptionWithHostPort,
  UVExceptionWithHostPort,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_SERVER_ALREADY_LISTEN, ERR_SERVER_NOT_RUNNING },
} = require('internal/errors');
const { validateAbortSignal, validateNumber, validatePort } = require('internal/validators');
const { DEFAULT_IPV4_ADDR, DEFAULT_IPV6_ADDR, isIP, normalizeArgs, toNumber } = require('internal/net');
const { Socket, kWishes } = require('internal/socket');
const { Pipe, TCP, createHandle, kAdopt, owner_symbol } = require('internal/stream_handle');
const { checkBindError } = require('internal/net/connect');
const { kEmptyObject } = require('internal/util');

const { defineProperty } = Object;

const serverSocketChannel = diagnosticsChannel.channel('net.server.socket');
const serverListenChannel = diagnosticsChannel.tracingChannel('net.server.listen');

const UV_EINVAL = -22;
const UV_ENOENT = -2;
const UV_EACCES = -13;

const kDefaultBacklog = 511;

// libuv's flags of bind().
const UV_TCP_IPV6ONLY = 1;
const UV_TCP_REUSEPORT = 2;

// A number among the options, or what stands for a negative one.
function nonNegative(options, name, otherwise) {
  const value = options?.[name];
  if (value === undefined)
    return undefined;
  validateNumber(value, `options.${name}`);
  return value < 0 ? otherwise : value;
}

function Server(options, connectionListener) {
  if (!(this instanceof Server))
    return new Server(options, connectionListener);
  Reflect.apply(EventEmitter, this, []);

  if (typeof options === 'function') {
    connectionListener = options;
    options = undefined;
  } else if (options != null && typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  if (typeof connectionListener === 'function')
    this.on('connection', connectionListener);
  const keepAliveInitialDelay = nonNegative(options, 'keepAliveInitialDelay', 0);
  const highWaterMark = nonNegative(options, 'highWaterMark', undefined);
  options ??= kEmptyObject;

  this._connections = 0;
  this._handle = null;
  this._usingWorkers = false;
  this._workers = [];
  this._unref = false;
  // Tells a listen() that was overtaken by close() from the current one.
  this._listeningId = 1;

  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = Boolean(options.pauseOnConnect);
  this.noDelay = Boolean(options.noDelay);
  this.keepAlive = Boolean(options.keepAlive);
  this.keepAliveInitialDelay = ~~(keepAliveInitialDelay / 1000);
  this.highWaterMark = highWaterMark ?? require('node:stream').getDefaultHighWaterMark(false);
  if (options.blockList !== undefined)
    this.blockList = require('internal/blocklist').checkBlockList(options.blockList, 'options.blockList');
}
Object.setPrototypeOf(Server.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Server, EventEmitter);

// ---- listening --------------------------------------------------------------

// A handle that is bound, or a negative errno. Without an address IPv6 is tried
// first, which takes IPv4 as well.
function createServerHandle(address, port, addressType, fd, flags) {
  let handle;
  let isTCP = false;
  let error = 0;
  if (typeof fd === 'number' && fd >= 0) {
    try {
      handle = createHandle(fd, true);
    } catch {
      return UV_EINVAL;
    }
    error = handle.open(fd);
    if (error < 0)
      return error;
  } else if (port === -1 && addressType === -1) {
    handle = new Pipe(1);
  } else {
    handle = new TCP(1);
    isTCP = true;
  }
  if (isTCP && !address) {
    error = handle.bind6(DEFAULT_IPV6_ADDR, port, flags);
    if (error < 0) {
      handle.close();
      return createServerHandle(DEFAULT_IPV4_ADDR, port, undefined, undefined, flags);
    }
  } else if (isTCP) {
    error = addressType === 6 ? handle.bind6(address, port, flags) : handle.bind(address, port, flags);
  } else if (address) {
    error = handle.bind(address);
    // As libuv has it: the directory cannot be written to, in one way or another.
    if (error === UV_ENOENT)
      error = UV_EACCES;
  }
  if (error < 0) {
    handle.close();
    return error;
  }
  return handle;
}

function emitErrorNT(server, error) {
  server.emit('error', error);
}

function emitListeningNT(server) {
  if (server._handle)
    server.emit('listening');
}

function reportListenError(server, error) {
  if (serverListenChannel.hasSubscribers)
    serverListenChannel.error.publish({ server, error });
  process.nextTick(emitErrorNT, server, error);
}

// Returns early where the handle is there already: a worker of a cluster has
// got it from its primary.
function setupListenHandle(address, port, addressType, backlog, fd, flags) {
  if (!this._handle) {
    let result = null;
    if (!address && typeof fd !== 'number') {
      result = createServerHandle(DEFAULT_IPV6_ADDR, port, 6, fd, flags);
      if (typeof result === 'number') {
        result = null;
        address = DEFAULT_IPV4_ADDR;
        addressType = 4;
      } else {
        address = DEFAULT_IPV6_ADDR;
        addressType = 6;
      }
    }
    result ??= createServerHandle(address, port, addressType, fd, flags);
    if (typeof result === 'number') {
      reportListenError(this, new UVExceptionWithHostPort(result, 'listen', address, port));
      return;
    }
    this._handle = result;
  }
  this._handle.onconnection = onconnection;
  this._handle[owner_symbol] = this;
  const error = this._handle.listen(backlog || kDefaultBacklog);
  if (error < 0) {
    this._handle.close();
    this._handle = null;
    reportListenError(this, new UVExceptionWithHostPort(error, 'listen', address, port));
    return;
  }
  if (serverListenChannel.hasSubscribers)
    serverListenChannel.asyncEnd.publish({ server: this });
  this._connectionKey = `${addressType}:${address}:${port}`;
  if (this._unref)
    this.unref();
  process.nextTick(emitListeningNT, this);
}
Server.prototype._listen2 = setupListenHandle;

// In a worker of a cluster the primary listens, unless the server says that it
// wants the port for itself.
function listenInCluster(server, address, port, addressType, backlog, fd, exclusive, flags) {
  if (exclusive || !require('internal/cluster/state').isWorker) {
    server._listen2(address, port, addressType, backlog, fd, flags);
    return;
  }
  const cluster = require('node:cluster');
  const listeningId = server._listeningId;
  cluster._getServer(server, { address, port, addressType, fd, flags, backlog }, (error, handle) => {
    if (listeningId !== server._listeningId) {
      handle?.close();
      return;
    }
    error = checkBindError(error, port, handle);
    if (error) {
      server.emit('error', new ExceptionWithHostPort(error, 'bind', address, port));
      return;
    }
    server._handle = handle;
    server._listen2(address, port, addressType, backlog, fd, flags);
  });
}

function lookupAndListen(server, port, address, backlog, exclusive, flags) {
  const listeningId = server._listeningId;
  require('node:dns').lookup(address, (error, ip, addressType) => {
    if (listeningId !== server._listeningId)
      return;
    if (error) {
      server.emit('error', error);
      return;
    }
    listenInCluster(server, ip, port, ip ? addressType : 4, backlog, undefined, exclusive, flags);
  });
}

function addServerAbortSignalOption(server, options) {
  if (options?.signal === undefined)
    return;
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  const onAborted = () => server.close();
  if (signal.aborted) {
    process.nextTick(onAborted);
    return;
  }
  const { addAbortListener } = require('internal/events/abort_listener');
  const disposable = addAbortListener(signal, onAborted);
  server.once('close', disposable[Symbol.dispose]);
}

function makeAccessible(server, options) {
  const fs = require('node:fs');
  let mode = 0;
  if (options.readableAll)
    mode |= 0o444;
  if (options.writableAll)
    mode |= 0o222;
  if (mode === 0)
    return;
  try {
    fs.chmodSync(options.path, mode);
  } catch (error) {
    server._handle.close();
    server._handle = null;
    throw new ErrnoException(error.errno, 'uv_pipe_chmod');
  }
}

Server.prototype.listen = function(...args) {
  const normalized = normalizeArgs(args);
  let options = normalized[0];
  const callback = normalized[1];
  if (this._handle)
    throw new ERR_SERVER_ALREADY_LISTEN();
  if (callback !== null)
    this.once('listening', callback);
  // (handle, backlog), (path, backlog), (port, backlog), (port, host, backlog)
  const backlogFromArgs = toNumber(args.length > 1 && args[1]) || toNumber(args.length > 2 && args[2]);

  options = options._handle || options.handle || options;
  const flags = (options.ipv6Only === true ? UV_TCP_IPV6ONLY : 0) |
    (options.reusePort === true ? UV_TCP_REUSEPORT : 0);
  this._listeningId++;
  if (serverListenChannel.hasSubscribers)
    serverListenChannel.asyncStart.publish({ server: this, options });

  if (options[kAdopt] !== undefined) {
    const { handle, path } = options[kAdopt]();
    this._handle = handle;
    this._pipeName = path;
    listenInCluster(this, null, -1, -1, backlogFromArgs, undefined, true);
    return this;
  }
  if (options instanceof TCP) {
    this._handle = options;
    listenInCluster(this, null, -1, -1, backlogFromArgs, undefined, true);
    return this;
  }
  addServerAbortSignalOption(this, options);
  if (typeof options.fd === 'number' && options.fd >= 0) {
    listenInCluster(this, null, null, null, backlogFromArgs, options.fd);
    return this;
  }

  const backlog = options.backlog || backlogFromArgs;
  if (args.length === 0 || typeof args[0] === 'function' ||
      (options.port === undefined && 'port' in options) || options.port === null) {
    options.port = 0;
  }
  if (typeof options.port === 'number' || typeof options.port === 'string') {
    validatePort(options.port, 'options.port');
    const port = options.port | 0;
    if (options.reusePort === true)
      options.exclusive = true;
    if (options.host)
      lookupAndListen(this, port, options.host, backlog, options.exclusive, flags);
    else
      listenInCluster(this, null, port, 4, backlog, undefined, options.exclusive, flags);
    return this;
  }
  if (options.path && typeof options.path === 'string' && toNumber(options.path) === false) {
    this._pipeName = options.path;
    listenInCluster(this, options.path, -1, -1, backlog, undefined, options.exclusive);
    // Without a handle the error is on its way.
    if (this._handle)
      makeAccessible(this, options);
    return this;
  }
  if (!('port' in options || 'path' in options))
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  throw new ERR_INVALID_ARG_VALUE('options', options);
};

defineProperty(Server.prototype, 'listening', {
  __proto__: null,
  get() { return Boolean(this._handle); },
  set: undefined,
  configurable: true,
  enumerable: true,
});

Server.prototype.address = function() {
  if (this._handle?.getsockname) {
    const out = {};
    const error = this._handle.getsockname(out);
    if (error)
      throw new ErrnoException(error, 'address');
    return out;
  }
  return this._pipeName || null;
};

// ---- connections ------------------------------------------------------------

// What 'drop' tells about a connection that is not taken.
function describeConnection(handle) {
  if (!handle.getsockname)
    return undefined;
  const local = {};
  const remote = {};
  handle.getsockname(local);
  handle.getpeername(remote);
  return {
    localAddress: local.address,
    localPort: local.port,
    localFamily: local.family,
    remoteAddress: remote.address,
    remotePort: remote.port,
    remoteFamily: remote.family,
  };
}

function drop(server, handle) {
  server.emit('drop', describeConnection(handle));
  handle.close();
}

function isBlocked(server, handle) {
  if (!server.blockList || !handle.getpeername)
    return false;
  const remote = {};
  if (handle.getpeername(remote) < 0 || !remote.address)
    return false;
  return server.blockList.check(remote.address, `ipv${isIP(remote.address)}`);
}

function onconnection(error, clientHandle) {
  const server = this[owner_symbol];
  if (error) {
    server.emit('error', new ErrnoException(error, 'accept'));
    return;
  }
  if (server.maxConnections != null && server._connections >= server.maxConnections) {
    drop(server, clientHandle);
    return;
  }
  if (isBlocked(server, clientHandle)) {
    clientHandle.close();
    return;
  }
  const socket = new Socket({
    handle: clientHandle,
    allowHalfOpen: server.allowHalfOpen,
    pauseOnCreate: server.pauseOnConnect,
    readable: true,
    writable: true,
    readableHighWaterMark: server.highWaterMark,
    writableHighWaterMark: server.highWaterMark,
  });
  if (server.noDelay && clientHandle.setNoDelay) {
    socket[kWishes].noDelay = true;
    clientHandle.setNoDelay(true);
  }
  if (server.keepAlive && clientHandle.setKeepAlive) {
    socket[kWishes].keepAlive = true;
    socket[kWishes].delay = server.keepAliveInitialDelay;
    clientHandle.setKeepAlive(true, server.keepAliveInitialDelay);
  }
  server._connections++;
  socket.server = server;
  socket._server = server;
  server.emit('connection', socket);
  if (serverSocketChannel.hasSubscribers)
    serverSocketChannel.publish({ socket });
}

Server.prototype.getConnections = function(callback) {
  const end = (error, count) => process.nextTick(callback, error, count);
  if (!this._usingWorkers) {
    end(null, this._connections);
    return this;
  }
  // The children to which sockets were sent are asked for theirs.
  let left = this._workers.length;
  let total = this._connections;
  const onCount = (error, count) => {
    if (error) {
      left = -1;
      end(error);
      return;
    }
    total += count;
    if (--left === 0)
      end(null, total);
  };
  for (const worker of this._workers)
    worker.getConnections(onCount);
  return this;
};

// ---- the end ----------------------------------------------------------------

Server.prototype.close = function(callback) {
  if (typeof callback === 'function') {
    if (!this._handle)
      this.once('close', () => callback(new ERR_SERVER_NOT_RUNNING()));
    else
      this.once('close', callback);
  }
  if (this._handle) {
    this._handle.close();
    this._handle = null;
  } else {
    this._listeningId++;
  }
  if (!this._usingWorkers) {
    this._emitCloseIfDrained();
    return this;
  }
  let left = this._workers.length;
  const onWorkerClose = () => {
    if (--left !== 0)
      return;
    this._connections--;
    this._emitCloseIfDrained();
  };
  // Counts as a connection, so that 'close' waits for the workers.
  this._connections++;
  for (const worker of this._workers)
    worker.close(onWorkerClose);
  return this;
};

Server.prototype[Symbol.asyncDispose] = async function() {
  if (!this._handle)
    return;
  await new Promise((resolve, reject) => {
    this.close((error) => (error ? reject(error) : resolve()));
  });
};

function emitCloseNT(server) {
  server.emit('close');
}

Server.prototype._emitCloseIfDrained = function() {
  if (this._handle || this._connections)
    return;
  process.nextTick(emitCloseNT, this);
};

Server.prototype[EventEmitter.captureRejectionSymbol] = function(error, event, socket) {
  if (event === 'connection')
    socket.destroy(error);
  else
    this.emit('error', error);
};

// `list` counts the sockets that were sent to one child.
Server.prototype._setupWorker = function(list) {
  this._usingWorkers = true;
  this._workers.push(list);
  list.once('exit', () => {
    this._workers.splice(this._workers.indexOf(list), 1);
  });
};

Server.prototype.ref = function() {
  this._unref = false;
  this._handle?.ref();
  return this;
};

Server.prototype.unref = function() {
  this._unref = true;
  this._handle?.unref();
  return this;
};

module.exports = { Server, createServerHandle };
