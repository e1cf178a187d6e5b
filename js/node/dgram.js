'use strict';

// node:dgram: datagrams over UDP.

const { EventEmitter, errorMonitor } = require('node:events');
const { channel } = require('node:diagnostics_channel');
const { ErrnoException, ExceptionWithHostPort, codes, uvErrmapGet } = require('internal/errors');
const { inherit } = require('internal/util');
const { defaultTriggerAsyncIdScope, initHooksExist, symbols: { async_id_symbol } } = require('internal/async_hooks');
const {
  validateAbortSignal, validateFunction, validateNumber, validateObject, validatePort, validateString, validateUint32,
} = require('internal/validators');
const { UDP, UV_UDP_IPV6ONLY, UV_UDP_REUSEADDR, UV_UDP_REUSEPORT, kState, owner_symbol } = require('internal/dgram');

const { isIP } = require('internal/net');

const udpSocketChannel = channel('udp.socket');

const kUnbound = 0;
const kBinding = 1;
const kBound = 2;

const kDisconnected = 0;
const kConnecting = 1;
const kConnected = 2;

const kChunkTypes = ['string', 'Buffer', 'TypedArray', 'DataView'];

function newHandle(type, lookup) {
  if (type !== 'udp4' && type !== 'udp6')
    throw new codes.ERR_SOCKET_BAD_TYPE();
  if (lookup === undefined)
    lookup = require('node:dns').lookup;
  else
    validateFunction(lookup, 'lookup');
  const isIPv6 = type === 'udp6';
  const handle = new UDP(isIPv6 ? 6 : 4);
  handle.lookup = (address, callback) =>
    lookup(address || (isIPv6 ? '::1' : '127.0.0.1'), isIPv6 ? 6 : 4, callback);
  return handle;
}

function closeOnAbort(socket, signal) {
  validateAbortSignal(signal, 'options.signal');
  const close = () => socket[kState].handle && socket.close();
  if (signal.aborted) {
    close();
  } else {
    const { addAbortListener } = require('internal/events/abort_listener');
    socket.once('close', addAbortListener(signal, close)[Symbol.dispose]);
  }
}

// A list of addresses that nothing goes to, or comes from.
function blockListOf(options, name) {
  if (!options[name])
    return undefined;
  return require('internal/blocklist').checkBlockList(options[name], `options.${name}`);
}

function Socket(type, listener) {
  EventEmitter.call(this);
  const options = isObject(type) ? type : { type };
  const { recvBufferSize, sendBufferSize, reuseAddr, reusePort, ipv6Only } = options;
  for (const [name, size] of Object.entries({ recvBufferSize, sendBufferSize })) {
    if (size)
      validateUint32(size, `options.${name}`);
  }
  const handle = newHandle(options.type, options.lookup);
  handle[owner_symbol] = this;
  this[async_id_symbol] = handle.getAsyncId();
  this[kState] = {
    handle,
    bindState: kUnbound,
    receiving: false,
    connectState: kDisconnected,
    // What waits until the socket is bound.
    queue: undefined,
    flags: (reuseAddr ? UV_UDP_REUSEADDR : 0) | (reusePort ? UV_UDP_REUSEPORT : 0) | (ipv6Only ? UV_UDP_IPV6ONLY : 0),
    reusePort,
    // Asked for before the socket is bound.
    recvBufferSize,
    sendBufferSize,
    receiveBlockList: blockListOf(options, 'receiveBlockList'),
    sendBlockList: blockListOf(options, 'sendBlockList'),
  };
  if (typeof listener === 'function')
    this.on('message', listener);
  this.type = options.type;
  if (options.signal !== undefined)
    closeOnAbort(this, options.signal);
  if (udpSocketChannel.hasSubscribers)
    udpSocketChannel.publish({ socket: this });
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function createSocket(type, listener) {
  return new Socket(type, listener);
}

inherit(Socket, EventEmitter, {
  // (port, address, callback), (options, callback), each of which may be left out.
  bind(target, host) {
    expectUnbound(this);
    this[kState].bindState = kBinding;
    listenOnce(this, arguments[arguments.length - 1]);
    if (typeof target?.recvStart === 'function') {
      replaceHandle(this, target);
    } else if (isObject(target) && Number.isInteger(target.fd) && target.fd > 0) {
      openDescriptor(this, target.fd);
    } else {
      const { port, address, exclusive } = isObject(target) ? target :
        { port: target, address: typeof host === 'function' ? '' : host };
      bindToName(this, port, address || anyAddress(this), Boolean(exclusive || this[kState].reusePort));
    }
    return this;
  },

  // Binds at once and answers the address; 'listening' comes on the next tick.
  bindSync(options = {}) {
    validateObject(options, 'options');
    const state = expectUnbound(this);
    const port = options.port === undefined || options.port === null ? 0 : validatePort(options.port, 'options.port');
    const address = options.address || anyAddress(this);
    validateString(address, 'options.address');
    validateNumeric(address, 'options.address', 'bindSync');
    const number = state.handle.bind(address, port, state.flags);
    if (number)
      throw new ExceptionWithHostPort(number, 'bind', address, port);
    startReceiving(this);
    process.nextTick(() => {
      if (state.handle)
        this.emit('listening');
    });
    return this.address();
  },

  connect(port, address, callback) {
    const number = validatePort(port, 'Port', false);
    const isCallback = typeof address === 'function';
    const host = isCallback || address === undefined ? '' : address;
    validateString(host, 'address');
    const state = this[kState];
    if (state.connectState !== kDisconnected) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
    state.connectState = kConnecting;
    whenBound(this, () => connectBound(this, number, host, isCallback ? address : callback));
  },

  // Connects at once, bound or not; 'connect' comes on the next tick.
  connectSync(port, address) {
    port = validatePort(port, 'Port', false);
    address ||= this.type === 'udp4' ? '127.0.0.1' : '::1';
    validateString(address, 'address');
    validateNumeric(address, 'address', 'connectSync');
    healthCheck(this);
    const state = this[kState];
    if (state.connectState !== kDisconnected)
      throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
    if (state.sendBlockList?.check(address, `ipv${this.type === 'udp4' ? 4 : 6}`))
      throw new codes.ERR_IP_BLOCKED(address);
    if (state.bindState === kBinding)
      throw new codes.ERR_SOCKET_ALREADY_BOUND();
    if (state.bindState === kUnbound)
      this.bindSync();
    const number = state.handle.connect(address, port);
    if (number)
      throw new ExceptionWithHostPort(number, 'connect', address, port);
    state.connectState = kConnected;
    process.nextTick(() => {
      if (state.handle)
        this.emit('connect');
    });
  },

  disconnect() {
    const state = this[kState];
    if (state.connectState !== kConnected)
      throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED();
    check(state.handle.disconnect(), 'connect');
    state.connectState = kDisconnected;
  },

  // send(buffer, offset, length, port, address, callback)
  // send(bufferOrList, port, address, callback)
  // and, once connected, the same without port and address.
  send(buffer, offset, length, port, address, callback) {
    const state = this[kState];
    const isConnected = state.connectState === kConnected;
    const hasTarget = Boolean(address || port);
    // With an offset and a length, as they come with a port or without one.
    const isPart = isConnected ? typeof length === 'number' : Boolean(address || (port && typeof port !== 'function'));
    const part = isPart ? sliceBuffer(buffer, offset, length) : buffer;
    let rest = isPart ? [port, address, callback] : [offset, length, port];
    if (isConnected) {
      if (hasTarget && !(isPart && typeof port === 'function')) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
      rest = [null, address, isPart && typeof port !== 'function' ? callback : rest[0]];
    }
    const list = toList(part);
    const number = isConnected ? null : validatePort(rest[0], 'Port', false);
    const isCallback = typeof rest[1] === 'function';
    const host = isCallback ? undefined : rest[1];
    if (host != null) validateString(host, 'address');
    const last = isCallback ? rest[1] : rest[2];
    const done = typeof last === 'function' ? last : undefined;

    healthCheck(this);
    if (list.length === 0) list.push(Buffer.alloc(0));
    // What waited is sent as a call of its own: the socket may be connected, or patched, by then.
    const wasBound = state.bindState === kBound;
    whenBound(this, () => {
      if (!wasBound) this.send(list, number, host, done);
      else if (isConnected) triggeredBy(this, sendNow, this, null, undefined, list, host, undefined, done);
      else state.handle.lookup(host, (error, ip) => triggeredBy(this, sendNow, this, error, ip, list, host, number, done));
    });
  },

  sendto(buffer, offset, length, port, address, callback) {
    for (const [name, value] of Object.entries({ offset, length, port })) validateNumber(value, name);
    validateString(address, 'address');
    this.send(buffer, offset, length, port, address, callback);
  },

  close(callback) {
    const state = this[kState];
    if (typeof callback === 'function') this.once('close', callback);
    if (state.queue === undefined) {
      healthCheck(this);
      const { handle } = state;
      if (state.receiving) handle.recvStop();
      handle.close();
      Object.assign(state, { handle: null, receiving: false });
      triggeredBy(this, process.nextTick, () => this.emit('close'));
    } else {
      enqueue(this, () => this.close());
    }
    return this;
  },

  async [Symbol.asyncDispose]() {
    if (!this[kState].handle)
      return;
    await new Promise((resolve) => this.close(() => resolve()));
  },
});

// Calls `block`; what it begins async_hooks are told is triggered by the socket.
function triggeredBy(socket, block, ...args) {
  return initHooksExist() ? defaultTriggerAsyncIdScope(socket[async_id_symbol], block, ...args) : block(...args);
}

function healthCheck(socket) {
  if (!socket[kState].handle)
    throw new codes.ERR_SOCKET_DGRAM_NOT_RUNNING();
}

function check(error, syscall) {
  if (error)
    throw new ErrnoException(error, syscall);
}

// ---- binding ----------------------------------------------------------------

function onMessage(length, buffer, info) {
  const socket = this[owner_symbol];
  if (length < 0) {
    socket.emit('error', new ErrnoException(length, 'recvmsg'));
    return;
  }
  const { receiveBlockList } = socket[kState];
  if (receiveBlockList?.check(info.address, info.family.toLowerCase()))
    return;
  socket.emit('message', buffer, info);
}

function startReceiving(socket) {
  const state = socket[kState];
  const { handle, recvBufferSize, sendBufferSize } = state;
  handle.onmessage = onMessage;
  handle.recvStart();
  Object.assign(state, { bindState: kBound, receiving: true });
  if (recvBufferSize)
    bufferSize(socket, recvBufferSize, true);
  if (sendBufferSize)
    bufferSize(socket, sendBufferSize, false);
}

function startListening(socket) {
  startReceiving(socket);
  socket.emit('listening');
}

function expectUnbound(socket) {
  healthCheck(socket);
  if (socket[kState].bindState !== kUnbound)
    throw new codes.ERR_SOCKET_ALREADY_BOUND();
  return socket[kState];
}

function anyAddress(socket) {
  return socket.type === 'udp4' ? '0.0.0.0' : '::';
}

function openDescriptor(socket, fd) {
  const kind = internalBinding('stdio').guessHandleType(fd);
  if (kind !== 'UDP')
    throw new codes.ERR_INVALID_FD_TYPE(kind);
  check(socket[kState].handle.open(fd), 'open');
  startListening(socket);
}

function bindToName(socket, port, name, isExclusive) {
  const state = socket[kState];
  const fail = (error) => {
    state.bindState = kUnbound;
    socket.emit('error', error);
  };
  state.handle.lookup(name, (error, address) => {
    // The program may have closed the socket meanwhile.
    if (state.handle === null)
      return;
    if (error) {
      fail(error);
    } else if (!isExclusive && require('internal/cluster/state').isWorker) {
      bindInCluster(socket, { address, port: port || 0, addressType: socket.type, fd: -1, flags: state.flags });
    } else {
      const status = state.handle.bind(address, port || 0, state.flags);
      if (status)
        fail(new ExceptionWithHostPort(status, 'bind', address, port));
      else
        startListening(socket);
    }
  });
}

// In a worker of a cluster the primary binds, unless the port is wanted for this process alone.
function bindInCluster(socket, options) {
  const state = socket[kState];
  const cluster = require('node:cluster');
  cluster._getServer(socket, options, (error, handle) => {
    if (error) {
      state.bindState = kUnbound;
      socket.emit('error', new ExceptionWithHostPort(error, 'bind', options.address, options.port));
      return;
    }
    if (!state.handle) {
      handle.close();
      return;
    }
    replaceHandle(socket, handle);
  });
}

// Goes on with a handle that is bound already.
function replaceHandle(socket, handle) {
  const state = socket[kState];
  const { handle: unbound } = state;
  handle[owner_symbol] = socket;
  handle.lookup = unbound.lookup;
  unbound.close();
  state.handle = handle;
  socket[async_id_symbol] = handle.getAsyncId?.() ?? -1;
  startListening(socket);
}

// The callback of bind(), if it is one, hears of the success of this attempt.
function listenOnce(socket, callback) {
  if (typeof callback !== 'function') return;
  const forget = () => {
    for (const [event, listener] of listeners) socket.removeListener(event, listener);
  };
  const listeners = [['error', forget], ['listening', () => {
    forget();
    callback.call(socket);
  }]];
  for (const [event, listener] of listeners) socket.on(event, listener);
}

function validateNumeric(address, name, method) {
  if (!isIP(address)) {
    throw new codes.ERR_INVALID_ARG_VALUE(
      name, address, `must be a numeric IP address; ${method} does not perform DNS resolution`);
  }
}

// ---- what waits until the socket is bound -----------------------------------

function onListenSuccess() {
  this.removeListener(errorMonitor, onListenError);
  const { queue } = this[kState];
  this[kState].queue = undefined;
  for (const run of queue)
    run();
}

function onListenError() {
  this.removeListener('listening', onListenSuccess);
  this[kState].queue = undefined;
}

function enqueue(socket, run) {
  const state = socket[kState];
  if (state.queue === undefined) {
    state.queue = [];
    socket.once(errorMonitor, onListenError);
    socket.once('listening', onListenSuccess);
  }
  state.queue.push(run);
}

// ---- connecting -------------------------------------------------------------

// Runs what needs a bound socket, which is bound for it to any port.
function whenBound(socket, run) {
  const state = socket[kState];
  if (state.bindState === kUnbound) socket.bind({ port: 0, exclusive: true }, null);
  if (state.bindState === kBound) run();
  else enqueue(socket, run);
}

function connectBound(socket, port, address, callback) {
  if (callback)
    socket.once('connect', callback);
  socket[kState].handle.lookup(address, (error, ip) => triggeredBy(socket, connectNow, socket, error, ip, port, address, callback));
}

function connectNow(socket, error, ip, port, address, callback) {
  const state = socket[kState];
  if (!state.handle)
    return;
  if (!error && state.sendBlockList?.check(ip, `ipv${socket.type === 'udp4' ? 4 : 6}`))
    error = new codes.ERR_IP_BLOCKED(ip);
  if (!error) {
    const number = state.handle.connect(ip, port);
    if (number)
      error = new ExceptionWithHostPort(number, 'connect', address, port);
  }
  if (error) {
    state.connectState = kDisconnected;
    process.nextTick(() => {
      if (callback) {
        socket.removeListener('connect', callback);
        callback(error);
      } else {
        socket.emit('error', error);
      }
    });
    return;
  }
  state.connectState = kConnected;
  process.nextTick(() => socket.emit('connect'));
}

// ---- sending ----------------------------------------------------------------

function toView(buffer, name = 'buffer') {
  if (typeof buffer === 'string')
    return Buffer.from(buffer);
  if (!ArrayBuffer.isView(buffer))
    throw new codes.ERR_INVALID_ARG_TYPE(name, kChunkTypes, buffer);
  return buffer;
}

function sliceBuffer(buffer, offset, length) {
  buffer = toView(buffer);
  offset >>>= 0;
  length >>>= 0;
  if (offset > buffer.byteLength)
    throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (offset + length > buffer.byteLength)
    throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('length');
  return Buffer.from(buffer.buffer, buffer.byteOffset + offset, length);
}

function toList(buffer) {
  if (!Array.isArray(buffer))
    return [toView(buffer)];
  return buffer.map((chunk) => {
    if (typeof chunk !== 'string' && !ArrayBuffer.isView(chunk))
      throw new codes.ERR_INVALID_ARG_TYPE('buffer list arguments', kChunkTypes, buffer);
    return toView(chunk);
  });
}

function sendNow(socket, error, ip, list, address, port, callback) {
  const state = socket[kState];
  if (!error && !state.handle)
    return;
  if (!error && ip !== undefined && state.sendBlockList?.check(ip, `ipv${socket.type === 'udp4' ? 4 : 6}`))
    error = new codes.ERR_IP_BLOCKED(ip);
  if (error) {
    if (callback)
      process.nextTick(callback, error);
    else
      process.nextTick(() => socket.emit('error', error));
    return;
  }
  const size = list.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const result = state.handle.send(list, ip, port, (number) => {
    if (!callback)
      return;
    if (number < 0)
      callback(new ExceptionWithHostPort(number, 'send', address, port), size);
    else
      callback(null, size);
  });
  if (!callback)
    return;
  if (result >= 1)
    process.nextTick(callback, null, result - 1);
  else if (result < 0)
    process.nextTick(callback, new ExceptionWithHostPort(result, 'send', address, port));
}

// ---- the end ----------------------------------------------------------------

// ---- addresses and options --------------------------------------------------

function handleOf(socket) {
  healthCheck(socket);
  return socket[kState].handle;
}

function addressFrom(socket, method) {
  const address = {};
  check(socket[kState].handle[method](address), method);
  return address;
}

function bufferSize(socket, size, isReceive) {
  if (size >>> 0 !== size)
    throw new codes.ERR_SOCKET_BAD_BUFFER_SIZE();
  const result = socket[kState].handle.bufferSize(size, isReceive);
  if (result >= 0)
    return result;
  const { 0: code, 1: message } = uvErrmapGet(result);
  throw new codes.ERR_SOCKET_BUFFER_SIZE({
    errno: result, code, message, syscall: `uv_${isReceive ? 'recv' : 'send'}_buffer_size`,
  });
}

function changeMembership(socket, method, isJoining, group, interfaceAddress) {
  const handle = handleOf(socket);
  if (!group) throw new codes.ERR_MISSING_ARGS('multicastAddress');
  check(handle.membership(isJoining, group, interfaceAddress), method);
}

function changeSourceMembership(socket, method, isJoining, source, group, interfaceAddress) {
  const handle = handleOf(socket);
  validateString(source, 'sourceAddress');
  validateString(group, 'groupAddress');
  check(handle.membership(isJoining, group, interfaceAddress, source), method);
}

function setTimeToLive(socket, method, ttl) {
  validateNumber(ttl, 'ttl');
  // A socket that is closed has no handle: as in Node, what is thrown then is a TypeError of the language.
  check(socket[kState].handle[method](ttl), method);
  return ttl;
}

const methods = {
  address() {
    healthCheck(this);
    return addressFrom(this, 'getsockname');
  },
  remoteAddress() {
    healthCheck(this);
    if (this[kState].connectState !== kConnected) throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED();
    return addressFrom(this, 'getpeername');
  },
  setBroadcast(on) {
    check(this[kState].handle.setBroadcast(on ? 1 : 0), 'setBroadcast');
  },
  setTTL(ttl) {
    return setTimeToLive(this, 'setTTL', ttl);
  },
  setMulticastTTL(ttl) {
    return setTimeToLive(this, 'setMulticastTTL', ttl);
  },
  setMulticastLoopback(on) {
    check(this[kState].handle.setMulticastLoopback(on ? 1 : 0), 'setMulticastLoopback');
    return on;
  },
  setMulticastInterface(interfaceAddress) {
    const handle = handleOf(this);
    validateString(interfaceAddress, 'interfaceAddress');
    check(handle.setMulticastInterface(interfaceAddress), 'setMulticastInterface');
  },
  addMembership(multicastAddress, interfaceAddress) {
    changeMembership(this, 'addMembership', true, multicastAddress, interfaceAddress);
  },
  dropMembership(multicastAddress, interfaceAddress) {
    changeMembership(this, 'dropMembership', false, multicastAddress, interfaceAddress);
  },
  addSourceSpecificMembership(...addresses) {
    changeSourceMembership(this, 'addSourceSpecificMembership', true, ...addresses);
  },
  dropSourceSpecificMembership(...addresses) {
    changeSourceMembership(this, 'dropSourceSpecificMembership', false, ...addresses);
  },
  setRecvBufferSize(size) {
    bufferSize(this, size, true);
  },
  setSendBufferSize(size) {
    bufferSize(this, size, false);
  },
  getRecvBufferSize() {
    return bufferSize(this, 0, true);
  },
  getSendBufferSize() {
    return bufferSize(this, 0, false);
  },
  getSendQueueSize() {
    return this[kState].handle.getSendQueueSize();
  },
  getSendQueueCount() {
    return this[kState].handle.getSendQueueCount();
  },
  ref() {
    this[kState].handle?.ref();
    return this;
  },
  unref() {
    this[kState].handle?.unref();
    return this;
  },
};

// Functions without names, as on Node.
for (const [name, method] of Object.entries(methods)) {
  Object.defineProperty(method, 'name', { __proto__: null, value: '', configurable: true });
  Socket.prototype[name] = method;
}
for (const name of ['addSourceSpecificMembership', 'dropSourceSpecificMembership']) {
  Object.defineProperty(methods[name], 'length', { __proto__: null, value: 3, configurable: true });
}

module.exports = { createSocket, Socket };
