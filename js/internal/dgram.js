'use strict';

// The handle of a datagram socket. Its state lives in Rust under a number
// (src/builtins/net/datagram.rs), made when the socket is first needed.

const { FastBuffer } = require('internal/buffer');
const { emitDestroy, emitInit, getDefaultTriggerAsyncId, newAsyncId } = require('internal/async_hooks');
const { isIP } = require('internal/net');
const { owner_symbol, trackHandle, untrackHandle } = require('internal/stream_handle');

const binding = internalBinding('udp');
const netBinding = internalBinding('net');

const UV_EBADF = -9;
const UV_EINVAL = -22;

// libuv's flags of bind().
const UV_UDP_IPV6ONLY = 1;
const UV_UDP_REUSEADDR = 4;
const UV_UDP_REUSEPORT = 8;

let isSetUp = false;

function noop() {}

function onMessage(handle, length, arrayBuffer, address, family, port) {
  if (length < 0) {
    handle.onmessage(length, undefined, undefined);
    return;
  }
  const info = { address, family: family === 6 ? 'IPv6' : 'IPv4', port, size: length };
  handle.onmessage(length, new FastBuffer(arrayBuffer), info);
}

class UDP {
  #family;
  #id;
  #asyncId = newAsyncId();
  #triggerId = getDefaultTriggerAsyncId();
  #referenced = true;

  constructor(family) {
    this.#family = family;
    this.onmessage = noop;
    trackHandle(this, 'UDPWrap');
    emitInit(this.#asyncId, 'UDPWRAP', this.#triggerId, this);
  }

  // 0 or a negative errno.
  #open(fd) {
    if (this.#id !== undefined)
      return 0;
    if (!isSetUp) {
      isSetUp = true;
      binding.setup(onMessage);
    }
    const id = binding.open(this, this.#family, fd, this.#asyncId, this.#triggerId);
    if (id < 0)
      return id;
    this.#id = id;
    if (!this.#referenced)
      binding.setRef(id, false);
    return 0;
  }

  get fd() {
    return this.#id === undefined ? UV_EBADF : binding.fd(this.#id);
  }

  getAsyncId() {
    return this.#asyncId;
  }

  getProviderType() {
    return 0;
  }

  open(fd) {
    return this.#open(fd);
  }

  bind(address, port, flags) {
    return this.#open() || binding.bind(this.#id, address, port, flags);
  }

  // What needs a bound socket binds one that is not to any port.
  #bindAny() {
    if (this.#id !== undefined)
      return 0;
    return this.bind(this.#family === 6 ? '::' : '0.0.0.0', 0, 0);
  }

  connect(address, port) {
    if (isIP(address) !== this.#family)
      return UV_EINVAL;
    return this.#bindAny() || binding.connect(this.#id, address, port);
  }

  disconnect() {
    return this.#id === undefined ? UV_EBADF : binding.disconnect(this.#id);
  }

  recvStart() {
    return this.#id === undefined ? UV_EBADF : binding.receiveStart(this.#id);
  }

  recvStop() {
    if (this.#id !== undefined)
      binding.receiveStop(this.#id);
    return 0;
  }

  // The number of bytes plus one when they are sent, 0 when `callback(error)`
  // comes later, else a negative errno.
  send(chunks, address, port, callback) {
    if (address !== undefined && isIP(address) !== this.#family)
      return UV_EINVAL;
    return this.#bindAny() || binding.send(this.#id, chunks, address, port, callback);
  }

  getSendQueueSize() {
    return this.#id === undefined ? 0 : binding.sendQueueSize(this.#id);
  }

  getSendQueueCount() {
    return this.#id === undefined ? 0 : binding.sendQueueCount(this.#id);
  }

  getsockname(target) {
    return this.#id === undefined ? UV_EBADF : netBinding.getsockname(this.fd, target);
  }

  getpeername(target) {
    return this.#id === undefined ? UV_EBADF : netBinding.getpeername(this.fd, target);
  }

  #setOption(name, value) {
    return this.#id === undefined ? UV_EBADF : binding.setOption(this.#id, name, value);
  }

  // What a value has to be is asked before there is a socket, of the 32 bits of a number that the system is given.

  setTTL(number) {
    const ttl = number | 0;
    return ttl < 1 || ttl > 255 ? UV_EINVAL : this.#setOption('ttl', ttl);
  }

  setMulticastTTL(number) {
    const ttl = number | 0;
    return ttl < 0 || ttl > 255 ? UV_EINVAL : this.#setOption('multicastTTL', ttl);
  }

  setBroadcast(on) {
    return this.#setOption('broadcast', on);
  }

  setMulticastLoopback(on) {
    return this.#setOption('multicastLoopback', on);
  }

  setMulticastInterface(address) {
    return isIP(address) === 0 ? UV_EINVAL : this.#setOption('multicastInterface', address);
  }

  membership(join, group, interfaceAddress, source) {
    const family = isIP(group);
    if (family === 0 || (source !== undefined && isIP(source) !== family))
      return UV_EINVAL;
    return this.#bindAny() || binding.membership(this.#id, join, group, interfaceAddress, source);
  }

  bufferSize(size, isReceive) {
    return this.#id === undefined ? UV_EBADF : binding.bufferSize(this.#id, size, isReceive);
  }

  close(callback = noop) {
    const id = this.#id;
    this.#id = undefined;
    const closed = () => {
      untrackHandle(this);
      callback();
    };
    if (id === undefined) {
      netBinding.closeDescriptor(-1, closed);
      emitDestroy(this.#asyncId);
    } else {
      binding.close(id, closed);
    }
  }

  ref() {
    this.#setRef(true);
  }

  unref() {
    this.#setRef(false);
  }

  hasRef() {
    return this.#referenced;
  }

  #setRef(referenced) {
    this.#referenced = referenced;
    if (this.#id !== undefined)
      binding.setRef(this.#id, referenced);
  }
}

const kState = Symbol('state symbol');

// The handle of a dgram.Socket.
function handleOf(socket) {
  return socket[kState].handle;
}

// A bound handle, or a negative errno: what the primary of a cluster makes for its workers.
function createSocketHandle(address, port, addressType, fd, flags) {
  const handle = new UDP(addressType === 'udp6' ? 6 : 4);
  const error = fd >= 0 ? handle.open(fd) : handle.bind(address, port, flags);
  if (error < 0) {
    handle.close();
    return error;
  }
  return handle;
}

module.exports = {
  UDP,
  UV_UDP_IPV6ONLY,
  UV_UDP_REUSEADDR,
  UV_UDP_REUSEPORT,
  createSocketHandle,
  handleOf,
  kState,
  owner_symbol,
};
