'use strict';

// net.Server: listening in all its forms, and the sockets of those who connect.

const { EventEmitter, captureRejectionSymbol } = require('node:events');
const diagnosticsChannel = require('node:diagnostics_channel');
const {
  ErrnoException,
  ExceptionWithHostPort,
  UVExceptionWithHostPort,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_SERVER_ALREADY_LISTEN, ERR_SERVER_NOT_RUNNING },
} = require('internal/errors');
const { validateAbortSignal, validateNumber, validatePort } = require('internal/validators');
const { DEFAULT_IPV4_ADDR, DEFAULT_IPV6_ADDR, isIP, isPipeName, normalizeArgs, toNumber } = require('internal/net');
const { Socket, grantWishes, kWishes } = require('internal/socket');
const { Pipe, TCP, createHandle, kAdopt, owner_symbol } = require('internal/stream_handle');
const { checkBindError } = require('internal/net/connect');
const { inherit } = require('internal/util');
const { defaultTriggerAsyncIdScope, initHooksExist, symbols: { async_id_symbol } } = require('internal/async_hooks');

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

// (options, listener), each of which may be left out.
function serverArguments(options, listener) {
  if (typeof options === 'function')
    return [{}, options];
  const isObject = typeof options === 'object';
  if (!isObject && options !== undefined)
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  return [options ?? {}, listener];
}

function Server(options, connectionListener) {
  if (!(this instanceof Server))
    return new Server(options, connectionListener);
  EventEmitter.call(this);
  const [settings, listener] = serverArguments(options, connectionListener);
  if (typeof listener === 'function')
    this.on('connection', listener);
  const initialDelay = nonNegative(settings, 'keepAliveInitialDelay', 0);
  const highWaterMark = nonNegative(settings, 'highWaterMark', undefined);

  this._handle = null;
  // Tells a listen() that was overtaken by close() from the current one.
  this._listeningId = 1;
  this._unref = false;
  this._connections = 0;
  // The lists of sockets that were sent to children.
  this._workers = [];
  this._usingWorkers = false;
  // What its sockets are like.
  this.allowHalfOpen = settings.allowHalfOpen || false;
  for (const name of ['pauseOnConnect', 'noDelay', 'keepAlive'])
    this[name] = Boolean(settings[name]);
  this.keepAliveInitialDelay = ~~(initialDelay / 1000);
  // The id of its last handle.
  this[async_id_symbol] = -1;
  this.highWaterMark = highWaterMark ?? require('node:stream').getDefaultHighWaterMark(false);
  if (settings.blockList)
    this.blockList = require('internal/blocklist').checkBlockList(settings.blockList, 'options.blockList');
}

inherit(Server, EventEmitter, {
  listen(...args) {
    const [given, callback] = normalizeArgs(args);
    if (this._handle)
      throw new ERR_SERVER_ALREADY_LISTEN();
    if (callback !== null)
      this.once('listening', callback);
    const options = given._handle || given.handle || given;
    this._listeningId++;
    if (serverListenChannel.hasSubscribers)
      serverListenChannel.asyncStart.publish({ server: this, options });
    // (handle, backlog), (path, backlog), (port, backlog), (port, host, backlog)
    const backlog = toNumber(args[1]) || toNumber(args[2]);
    const hasNoWish = args.length === 0 || typeof args[0] === 'function';
    if (!listenOnHandle(this, options, backlog))
      listenOnAddress(this, options, options.backlog || backlog, hasNoWish);
    return this;
  },

  _listen2: setupListenHandle,

  get listening() {
    return Boolean(this._handle);
  },

  address() {
    if (!this._handle?.getsockname)
      return this._pipeName || null;
    const address = {};
    const error = this._handle.getsockname(address);
    if (error)
      throw new ErrnoException(error, 'address');
    return address;
  },

  getConnections(callback) {
    const done = (error, count) => process.nextTick(callback, error, count);
    if (this._usingWorkers)
      addConnectionsOfChildren(this, done);
    else
      done(null, this._connections);
    return this;
  },

  // ---- the end ----

  close(callback) {
    const isRunning = this._handle !== null;
    if (typeof callback === 'function')
      this.once('close', isRunning ? callback : () => callback(new ERR_SERVER_NOT_RUNNING()));
    // A listen() that is under way is too late.
    if (!isRunning)
      this._listeningId++;
    this._handle?.close();
    this._handle = null;
    if (this._usingWorkers)
      closeInChildren(this);
    else
      this._emitCloseIfDrained();
    return this;
  },

  async [Symbol.asyncDispose]() {
    if (!this._handle)
      return;
    const { promise, resolve, reject } = Promise.withResolvers();
    this.close((error) => (error ? reject(error) : resolve()));
    await promise;
  },

  _emitCloseIfDrained() {
    if (this._handle === null && this._connections === 0)
      nextTick(this, emitCloseNT, this);
  },

  [captureRejectionSymbol](error, event, socket) {
    if (event !== 'connection')
      this.emit('error', error);
    else
      socket.destroy(error);
  },

  // ---- children ----

  // `list` counts the sockets that were sent to one child.
  _setupWorker(list) {
    const { _workers: lists } = this;
    lists.push(list);
    list.once('exit', () => lists.splice(lists.indexOf(list), 1));
    this._usingWorkers = true;
  },

  // ---- the event loop ----

  ref() {
    return keepsAlive(this, true);
  },

  unref() {
    return keepsAlive(this, false);
  },
});

Object.defineProperty(Server.prototype, 'listening', { __proto__: null, enumerable: true });

function keepsAlive(server, isKept) {
  server._unref = !isKept;
  if (isKept)
    server._handle?.ref();
  else
    server._handle?.unref();
  return server;
}

// ---- listening --------------------------------------------------------------

// A handle that is bound, or a negative errno. Without an address IPv6 is tried
// first, which takes IPv4 as well.
function createServerHandle(address, port, addressType, fd, flags) {
  if (isDescriptor(fd))
    return openDescriptor(fd);
  if (port === -1 && addressType === -1)
    return bound(new Pipe(1), (pipe) => (address ? bindPath(pipe, address) : 0));
  if (address)
    return bound(new TCP(1), (tcp) => (addressType === 6 ? tcp.bind6(address, port, flags) : tcp.bind(address, port, flags)));
  const both = bound(new TCP(1), (tcp) => tcp.bind6(DEFAULT_IPV6_ADDR, port, flags));
  return typeof both === 'number' ? bound(new TCP(1), (tcp) => tcp.bind(DEFAULT_IPV4_ADDR, port, flags)) : both;
}

function isDescriptor(fd) {
  return typeof fd === 'number' && fd >= 0;
}

function openDescriptor(fd) {
  try {
    return bound(createHandle(fd, true), (handle) => handle.open(fd));
  } catch {
    return UV_EINVAL;
  }
}

function bindPath(pipe, path) {
  const error = pipe.bind(path);
  // As libuv has it: the directory cannot be written to, in one way or another.
  return error === UV_ENOENT ? UV_EACCES : error;
}

// The handle, or what is wrong with its address.
function bound(handle, bind) {
  const error = bind(handle);
  if (!(error < 0))
    return handle;
  handle.close();
  return error;
}

function emitListeningNT(server) {
  if (server._handle)
    server.emit('listening');
}

// Frames that tools take for a program's own are those that have no name and no parentheses, so these have one.
function emitCloseNT(server) {
  server.emit('close');
}

function emitErrorNT(server, error) {
  server.emit('error', error);
}

function reportListenError(server, error) {
  if (serverListenChannel.hasSubscribers)
    serverListenChannel.error.publish({ server, error });
  nextTick(server, emitErrorNT, server, error);
}

// What async_hooks are told is triggered by the server's handle.
function nextTick(server, ...args) {
  if (initHooksExist())
    defaultTriggerAsyncIdScope(server[async_id_symbol], process.nextTick, ...args);
  else
    process.nextTick(...args);
}

// Where the handle is there already, a worker of a cluster has got it from its primary.
function setupListenHandle(address, port, addressType, backlog, fd, flags) {
  const isAnywhere = !address && typeof fd !== 'number';
  const addresses = isAnywhere ? [[DEFAULT_IPV6_ADDR, 6], [DEFAULT_IPV4_ADDR, 4]] : [[address, addressType]];
  let result = this._handle;
  let key = [address, addressType];
  while (!result || (typeof result === 'number' && addresses.length > 0)) {
    key = addresses.shift();
    result = createServerHandle(key[0], port, key[1], fd, flags);
  }
  const error = typeof result === 'number' ? result : startListening(this, result, backlog);
  if (error < 0) {
    reportListenError(this, new UVExceptionWithHostPort(error, 'listen', key[0], port));
    return;
  }
  if (serverListenChannel.hasSubscribers)
    serverListenChannel.asyncEnd.publish({ server: this });
  this._connectionKey = `${key[1]}:${key[0]}:${port}`;
  if (this._unref)
    this.unref();
  nextTick(this, emitListeningNT, this);
}

function startListening(server, handle, backlog) {
  handle[owner_symbol] = server;
  handle.onconnection = onconnection;
  server._handle = handle;
  server[async_id_symbol] = handle.getAsyncId?.() ?? -1;
  const error = handle.listen(backlog || kDefaultBacklog);
  if (error < 0) {
    server._handle = null;
    handle.close();
  }
  return error;
}

// In a worker of a cluster the primary listens, unless the server says that it
// wants the port for itself.
function listenInCluster(server, place, isExclusive) {
  const { address, port, addressType, backlog, fd, flags } = place;
  const start = () => server._listen2(address, port, addressType, backlog, fd, flags);
  if (isExclusive || !require('internal/cluster/state').isWorker) {
    start();
    return;
  }
  const isCurrent = isStillListening(server);
  require('node:cluster')._getServer(server, { address, port, addressType, fd, flags, backlog }, (status, handle) => {
    if (!isCurrent()) {
      handle?.close();
      return;
    }
    const error = checkBindError(status, port, handle);
    if (error) {
      server.emit('error', new ExceptionWithHostPort(error, 'bind', address, port));
    } else {
      server._handle = handle;
      start();
    }
  });
}

// What says later on whether this listen() is the last one, and not overtaken by close().
function isStillListening(server) {
  const id = server._listeningId;
  return () => server._listeningId === id;
}

function lookupAndListen(server, host, place, isExclusive) {
  const isCurrent = isStillListening(server);
  require('node:dns').lookup(host, (error, address, family) => {
    if (!isCurrent())
      return;
    if (error)
      server.emit('error', error);
    else
      listenInCluster(server, { ...place, address, addressType: address ? family : 4 }, isExclusive);
  });
}

// A handle, a bound socket, a descriptor. Whether it was one of them.
function listenOnHandle(server, options, backlog) {
  const bound = options[kAdopt]?.();
  if (bound || options instanceof TCP) {
    server._handle = bound ? bound.handle : options;
    if (bound)
      server._pipeName = bound.path;
    listenInCluster(server, { address: null, port: -1, addressType: -1, backlog }, true);
    return true;
  }
  closeOnAbort(server, options?.signal);
  const { fd } = options;
  if (isDescriptor(fd))
    listenInCluster(server, { address: null, port: null, addressType: null, backlog, fd });
  return isDescriptor(fd);
}

// A port of a host, or a path. Without a wish any port.
function listenOnAddress(server, options, backlog, hasNoWish) {
  if (hasNoWish || options.port === null || (options.port === undefined && 'port' in options))
    options.port = 0;
  const { host, path, port, ipv6Only, reusePort } = options;
  if (typeof port === 'string' || typeof port === 'number') {
    validatePort(port, 'options.port');
    const flags = (ipv6Only === true ? UV_TCP_IPV6ONLY : 0) | (reusePort === true ? UV_TCP_REUSEPORT : 0);
    if (reusePort === true)
      options.exclusive = true;
    const place = { address: null, port: port | 0, addressType: 4, backlog, flags };
    if (host)
      lookupAndListen(server, host, place, options.exclusive);
    else
      listenInCluster(server, place, options.exclusive);
  } else if (path && isPipeName(path)) {
    // The abstract namespace knows no permissions. The words are Node's.
    if (path[0] === '\0' && (options.readableAll || options.writableAll)) {
      const reason = 'can not set readableAll or writableAllt to true when path is abstract unix socket';
      throw new ERR_INVALID_ARG_VALUE('options', options, reason);
    }
    server._pipeName = path;
    listenInCluster(server, { address: path, port: -1, addressType: -1, backlog }, options.exclusive);
    // Without a handle the error is on its way.
    if (server._handle)
      makeAccessible(server, options);
  } else {
    const reason = 'port' in options || 'path' in options ? [] : ['must have the property "port" or "path"'];
    throw new ERR_INVALID_ARG_VALUE('options', options, ...reason);
  }
}

function closeOnAbort(server, signal) {
  if (signal === undefined)
    return;
  validateAbortSignal(signal, 'options.signal');
  const close = () => server.close();
  if (signal.aborted) {
    process.nextTick(close);
  } else {
    const { addAbortListener } = require('internal/events/abort_listener');
    server.once('close', addAbortListener(signal, close)[Symbol.dispose]);
  }
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
  const { allowHalfOpen, highWaterMark, noDelay, keepAlive, keepAliveInitialDelay: delay } = server;
  const socket = new Socket({
    handle: clientHandle,
    readable: true,
    writable: true,
    allowHalfOpen,
    readableHighWaterMark: highWaterMark,
    writableHighWaterMark: highWaterMark,
    pauseOnCreate: server.pauseOnConnect,
  });
  Object.assign(socket[kWishes], { noDelay, keepAlive, delay });
  grantWishes(socket, clientHandle);
  server._connections++;
  socket._server = server;
  socket.server = server;
  server.emit('connection', socket);
  if (serverSocketChannel.hasSubscribers)
    serverSocketChannel.publish({ socket });
}

// ---- children -----------------------------------------------------------------

// The children to which sockets were sent are asked for theirs.
function addConnectionsOfChildren(server, done) {
  let total = server._connections;
  let left = server._workers.length;
  for (const list of server._workers) {
    list.getConnections((error, count) => {
      if (left < 0)
        return;
      if (error) {
        left = -1;
        done(error);
        return;
      }
      total += count;
      left--;
      if (left === 0)
        done(null, total);
    });
  }
}

function closeInChildren(server) {
  let left = server._workers.length;
  // Counts as a connection, so that 'close' waits for the children.
  server._connections++;
  for (const list of server._workers) {
    list.close(() => {
      left--;
      if (left > 0)
        return;
      server._connections--;
      server._emitCloseIfDrained();
    });
  }
}

module.exports = { Server, createServerHandle };
