'use strict';

// TCP sockets, servers and bound sockets in a message to another thread: their descriptor goes there, and they end here. What
// arrives is a net.Socket, net.Server or net.BoundSocket of the other thread, with the descriptor and the options that belong to
// it; listeners stay behind.

const { codes: { ERR_WORKER_HANDLE_NOT_TRANSFERABLE } } = require('internal/errors');
const { Socket, initSocketHandle } = require('internal/socket');
const { Server } = require('internal/net/server');
const { BoundSocket, kIsOpen } = require('internal/net/bound_socket');
const { TCP, kAdopt } = require('internal/stream_handle');
const { kDeserialize, kTransfer, markTransferMode } = require('internal/worker/js_transferable');

const binding = internalBinding('net');

// The handle's descriptor, which outlives the handle.
function takeDescriptor(handle) {
  const descriptor = binding.duplicate(handle.fd);
  if (descriptor < 0) {
    const { ErrnoException } = require('internal/errors');
    throw new ErrnoException(descriptor, 'dup');
  }
  handle.close();
  return descriptor;
}

function open(type, descriptor) {
  const handle = new TCP(type);
  const error = handle.open(descriptor);
  if (error < 0) {
    const { ErrnoException } = require('internal/errors');
    throw new ErrnoException(error, 'open');
  }
  return handle;
}

Socket.prototype[kTransfer] = function() {
  const { _handle: handle } = this;
  const isFresh = handle instanceof TCP && !this.connecting && !this.destroyed &&
    handle.bytesRead === 0 && handle.bytesWritten === 0 && this.readableLength === 0 && this.writableLength === 0 &&
    this.readableEncoding === null;
  if (!isFresh)
    throw new ERR_WORKER_HANDLE_NOT_TRANSFERABLE('net.Socket');
  const { allowHalfOpen } = this;
  const descriptor = takeDescriptor(handle);
  this._handle = null;
  this.destroy();
  return { data: { allowHalfOpen }, deserializeInfo: 'internal/net/transfer:ArrivedSocket', descriptor };
};

class ArrivedSocket {
  [kDeserialize]({ allowHalfOpen }, descriptor) {
    const socket = new Socket({ allowHalfOpen });
    socket._handle = open(0, descriptor);
    initSocketHandle(socket);
    return socket;
  }
}

const serverOptions = ['allowHalfOpen', 'pauseOnConnect', 'noDelay', 'keepAlive', 'keepAliveInitialDelay', 'highWaterMark'];

Server.prototype[kTransfer] = function() {
  const { _handle: handle } = this;
  if (!(handle instanceof TCP))
    throw new ERR_WORKER_HANDLE_NOT_TRANSFERABLE('net.Server');
  const data = {};
  for (const name of serverOptions)
    data[name] = this[name];
  const descriptor = takeDescriptor(handle);
  this._handle = null;
  return { data, deserializeInfo: 'internal/net/transfer:ArrivedServer', descriptor };
};

// It listens at once, and says so.
class ArrivedServer {
  [kDeserialize](data, descriptor) {
    const server = new Server();
    Object.assign(server, data);
    server._handle = open(1, descriptor);
    server._listen2(null, -1, -1);
    return server;
  }
}

BoundSocket.prototype[kTransfer] = function() {
  if (this.isPipe || !this[kIsOpen])
    throw new ERR_WORKER_HANDLE_NOT_TRANSFERABLE('net.BoundSocket');
  const address = this.address();
  const { handle } = this[kAdopt]();
  return { data: { address }, deserializeInfo: 'internal/net/transfer:ArrivedBoundSocket', descriptor: takeDescriptor(handle) };
};

class ArrivedBoundSocket {
  [kDeserialize]({ address }, descriptor) {
    return new BoundSocket({ [kAdopt]: { handle: TCP.ofDescriptor(descriptor), address } });
  }
}

// Whether an object that is to be transferred is one of these; it is marked then. There are too many sockets to mark each that
// is made.
function markHandle(object) {
  const isHandle = object instanceof Socket || object instanceof Server || object instanceof BoundSocket;
  if (isHandle)
    markTransferMode(object, false, true);
  return isHandle;
}

module.exports = { ArrivedBoundSocket, ArrivedServer, ArrivedSocket, markHandle };
