'use strict';

// net.Socket: a Duplex over a handle of internal/stream_handle. Standard input
// and output, the pipes of child processes and terminals are such streams, so
// this much is in the startup snapshot; how a socket gets connected is in
// internal/net/connect.

const { Duplex } = require('node:stream');
const { defaultTriggerAsyncIdScope, initHooksExist } = require('internal/async_hooks');
const { createHandle, kAdopt, owner_symbol, TCP } = require('internal/stream_handle');

const { defineProperties, defineProperty } = Object;

const kHandle = Symbol('kHandle');
const kBytesRead = Symbol('kBytesRead');
const kBytesWritten = Symbol('kBytesWritten');
const kTimeout = Symbol('timeout');
const kLastWriteQueueSize = Symbol('lastWriteQueueSize');
// The `onread` option: the memory that is read into, and what is called then.
const kBuffer = Symbol('kBuffer');
const kBufferCb = Symbol('kBufferCb');
const kBufferGen = Symbol('kBufferGen');
const kSetNoDelay = Symbol('kSetNoDelay');
const kSetKeepAlive = Symbol('kSetKeepAlive');
const kSetKeepAliveCount = Symbol('kSetKeepAliveCount');
const kSetKeepAliveInterval = Symbol('kSetKeepAliveInterval');
const kSetKeepAliveInitialDelay = Symbol('kSetKeepAliveInitialDelay');
const kSetTOS = Symbol('kSetTOS');
const kReinitializeHandle = Symbol('kReinitializeHandle');

function noop() {}

function lazyErrors() {
  return require('internal/errors');
}

function errnoException(error, syscall, detail) {
  const { ErrnoException } = lazyErrors();
  return new ErrnoException(error, syscall, detail);
}

function initSocketHandle(socket) {
  socket._sockname = null;
  const handle = socket._handle;
  if (!handle)
    return;
  handle[owner_symbol] = socket;
  handle.onread = onStreamRead;
  const userBuffer = socket[kBuffer];
  if (userBuffer)
    readIntoUserBuffer(socket, handle, userBuffer);
}

function readIntoUserBuffer(socket, handle, userBuffer) {
  if (userBuffer === true)
    socket[kBuffer] = socket[kBufferGen]();
  handle.onread = onUserBufferRead;
  handle.setReadLimit(socket[kBuffer].byteLength);
}

// What the handle writes: bytes, or a string that it writes as UTF-8.
function toChunk(chunk, encoding) {
  if (typeof chunk === 'string' && encoding !== 'utf8' && encoding !== 'utf-8')
    return Buffer.from(chunk, encoding);
  return chunk;
}

// What replaces write() once the peer has ended its side, unless half-open
// connections are wanted.
function writeAfterFIN(chunk, encoding, callback) {
  if (!this.writableEnded)
    return Reflect.apply(Duplex.prototype.write, this, arguments);
  if (typeof encoding === 'function')
    callback = encoding;
  const error = new Error('This socket has been ended by the other party');
  error.code = 'EPIPE';
  if (typeof callback === 'function')
    process.nextTick(callback, error);
  this.destroy(error);
  return false;
}

function onReadableStreamEnd() {
  if (!this.allowHalfOpen)
    this.write = writeAfterFIN;
}

function checkOptions(options) {
  for (const name of ['objectMode', 'readableObjectMode', 'writableObjectMode']) {
    if (options[name]) {
      const { codes: { ERR_INVALID_ARG_VALUE } } = lazyErrors();
      throw new ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'is not supported');
    }
  }
  if (options.keepAliveInitialDelay !== undefined) {
    const { validateNumber } = require('internal/validators');
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0)
      options.keepAliveInitialDelay = 0;
  }
}

function takeOnread(socket, onread) {
  if (onread === null || typeof onread !== 'object' || typeof onread.callback !== 'function')
    return;
  const { isUint8Array } = require('internal/util/types');
  if (typeof onread.buffer === 'function') {
    socket[kBuffer] = true;
    socket[kBufferGen] = onread.buffer;
  } else if (isUint8Array(onread.buffer)) {
    socket[kBuffer] = onread.buffer;
  } else {
    return;
  }
  socket[kBufferCb] = onread.callback;
}

// Options: `fd` or `handle`, `readable`, `writable`, `allowHalfOpen`, `noDelay`,
// `keepAlive`, `keepAliveInitialDelay`, `typeOfService`, `onread`, `signal`,
// `blockList`, and those of streams. `manualStart`: nothing is read before
// somebody asks; `pauseOnCreate`: the same, and the stream is paused.
function Socket(options) {
  if (!(this instanceof Socket))
    return new Socket(options);
  options = typeof options === 'number' ? { fd: options } : { ...options };
  checkOptions(options);

  this.connecting = false;
  this._hadError = false;
  this._parent = null;
  this._host = null;
  this._closeAfterHandlingError = false;

  options.allowHalfOpen = Boolean(options.allowHalfOpen);
  // 'close' comes when the handle is closed, with an argument of its own.
  options.emitClose = false;
  options.autoDestroy = true;
  options.decodeStrings = false;
  Reflect.apply(Duplex, this, [options]);

  this._sockname = null;
  this._pendingData = null;
  this._pendingEncoding = '';
  this.server = null;
  this._server = null;
  this[kHandle] = null;
  this[kLastWriteQueueSize] = 0;
  this[kTimeout] = null;
  this[kBuffer] = null;
  this[kBufferCb] = null;
  this[kBufferGen] = null;
  this[kSetNoDelay] = Boolean(options.noDelay);
  this[kSetKeepAlive] = Boolean(options.keepAlive);
  this[kSetKeepAliveInitialDelay] = ~~(options.keepAliveInitialDelay / 1000);
  this[kSetTOS] = undefined;
  this[kBytesRead] = 0;
  this[kBytesWritten] = 0;

  if (options.typeOfService !== undefined) {
    require('internal/validators').validateInt32(options.typeOfService, 'options.typeOfService', 0, 255);
    this[kSetTOS] = options.typeOfService;
  }
  if (options.blockList !== undefined)
    this.blockList = require('internal/blocklist').checkBlockList(options.blockList, 'options.blockList');
  if (options.onread !== undefined)
    takeOnread(this, options.onread);

  if (options.handle) {
    const isBound = options.handle[kAdopt] !== undefined;
    this._handle = isBound ? options.handle[kAdopt]().handle : options.handle;
    // There is nothing to read before it is connected.
    options.manualStart ||= isBound;
  } else if (options.fd !== undefined) {
    const { fd } = options;
    this._handle = createHandle(fd, false);
    const error = this._handle.open(fd, fd > 2);
    if (error < 0)
      throw errnoException(error, 'open');
  }
  this.on('end', onReadableStreamEnd);
  initSocketHandle(this);

  if (this._handle && options.readable !== false) {
    if (options.pauseOnCreate) {
      this._handle.readStop();
      this.readableFlowing = false;
    } else if (!options.manualStart) {
      this.read(0);
    }
  }
}
Object.setPrototypeOf(Socket.prototype, Duplex.prototype);
Object.setPrototypeOf(Socket, Duplex);

// ---- the end ----

Socket.prototype._unrefTimer = function _unrefTimer() {
  for (let socket = this; socket !== null; socket = socket._parent) {
    if (socket[kTimeout])
      socket[kTimeout].refresh();
  }
};

// The writing side ends.
Socket.prototype._final = function(callback) {
  if (this.connecting) {
    this.once('connect', () => this._final(callback));
    return;
  }
  if (!this._handle) {
    callback();
    return;
  }
  triggeredBy(this, endWriting, this._handle, callback);
};

function endWriting(handle, callback) {
  // Packages replace it by a function that tells at once that there is nothing to wait for.
  if (handle.shutdown(() => callback()) === 1)
    callback();
}

// Calls `block`; what it asks of the system is told to async_hooks as triggered by the socket.
function triggeredBy(socket, block, ...args) {
  if (!initHooksExist() || !socket._handle?.getAsyncId)
    return block(...args);
  return defaultTriggerAsyncIdScope(socket._handle.getAsyncId(), block, ...args);
}

// ---- timeouts ----

Socket.prototype.setTimeout = function(msecs, callback) {
  if (this.destroyed)
    return this;
  const { getTimerDuration, setUnrefTimeout } = require('internal/timers');
  this.timeout = msecs;
  msecs = getTimerDuration(msecs, 'msecs');
  clearTimeout(this[kTimeout]);
  this[kTimeout] = msecs === 0 ? null : setUnrefTimeout(this._onTimeout.bind(this), msecs);
  if (callback !== undefined) {
    require('internal/validators').validateFunction(callback, 'callback');
    if (msecs === 0)
      this.removeListener('timeout', callback);
    else
      this.once('timeout', callback);
  }
  return this;
};

Socket.prototype._onTimeout = function() {
  // A write that makes progress is no idle time.
  const before = this[kLastWriteQueueSize];
  if (before > 0 && this._handle) {
    const { writeQueueSize } = this._handle;
    if (before !== writeQueueSize) {
      this[kLastWriteQueueSize] = writeQueueSize;
      this._unrefTimer();
      return;
    }
  }
  this.emit('timeout');
};

// ---- options of the connection ----

Socket.prototype.setNoDelay = function(enable) {
  const value = enable === undefined ? true : Boolean(enable);
  if (!this._handle) {
    this[kSetNoDelay] = value;
    return this;
  }
  if (this._handle.setNoDelay && value !== this[kSetNoDelay]) {
    this[kSetNoDelay] = value;
    this._handle.setNoDelay(value);
  }
  return this;
};

// Undefined: the interval and the count that the handle has for it.
Socket.prototype.setKeepAlive = function(enable, initialDelayMsecs, intervalMsecs, count) {
  enable = Boolean(enable);
  const initialDelay = ~~(initialDelayMsecs / 1000);
  const interval = intervalMsecs === undefined ? undefined : ~~(intervalMsecs / 1000);
  if (count !== undefined)
    count = ~~count;
  const handle = this._handle;
  if (handle && !handle.setKeepAlive)
    return this;
  const isChange = enable !== this[kSetKeepAlive] || (enable && (this[kSetKeepAliveInitialDelay] !== initialDelay ||
    this[kSetKeepAliveInterval] !== interval || this[kSetKeepAliveCount] !== count));
  if (!isChange)
    return this;
  this[kSetKeepAlive] = enable;
  this[kSetKeepAliveInitialDelay] = initialDelay;
  this[kSetKeepAliveInterval] = interval;
  this[kSetKeepAliveCount] = count;
  if (handle)
    handle.setKeepAlive(enable, initialDelay, interval, count);
  return this;
};

Socket.prototype.setTypeOfService = function(tos) {
  if (Number.isNaN(tos)) {
    const { codes: { ERR_INVALID_ARG_TYPE } } = lazyErrors();
    throw new ERR_INVALID_ARG_TYPE('tos', 'number', tos);
  }
  require('internal/validators').validateInt32(tos, 'tos', 0, 255);
  if (!this._handle) {
    this[kSetTOS] = tos;
    return this;
  }
  if (this._handle.setTypeOfService && tos !== this[kSetTOS]) {
    const error = this._handle.setTypeOfService(tos);
    if (error < 0)
      throw errnoException(error, 'setTypeOfService');
    this[kSetTOS] = tos;
  }
  return this;
};

Socket.prototype.getTypeOfService = function() {
  if (!this._handle)
    return this[kSetTOS] ?? 0;
  if (!this._handle.getTypeOfService)
    return this[kSetTOS] ?? 0;
  const value = this._handle.getTypeOfService();
  if (value < 0)
    throw errnoException(value, 'getTypeOfService');
  return value;
};

Socket.prototype.address = function() {
  return this._getsockname();
};

// ---- reading ----

function tryReadStart(socket) {
  const error = socket._handle.readStart();
  if (error < 0)
    socket.destroy(errnoException(error, 'read'));
}

function tryReadStop(socket) {
  if (socket.destroyed)
    return;
  const error = socket._handle?.readStop();
  if (error < 0)
    socket.destroy(errnoException(error, 'read'));
}

function onStreamRead(error, buffer) {
  const socket = this[owner_symbol];
  socket._unrefTimer();
  if (buffer === undefined) {
    endReading(socket, error);
    return;
  }
  if (!socket.destroyed && !socket.push(buffer))
    tryReadStop(socket);
}

// With the `onread` option: into the user's memory. The handle reads no more at
// once than fits.
function onUserBufferRead(error, chunk) {
  const socket = this[owner_symbol];
  socket._unrefTimer();
  if (chunk === undefined) {
    endReading(socket, error);
    return;
  }
  if (socket.destroyed)
    return;
  const buffer = socket[kBuffer];
  if (buffer.byteLength === 0) {
    socket.destroy(errnoException(-require('node:os').constants.errno.ENOBUFS, 'read'));
    return;
  }
  buffer.set(chunk);
  const goOn = Reflect.apply(socket[kBufferCb], socket, [chunk.byteLength, buffer]);
  if (goOn === false)
    tryReadStop(socket);
  if (!socket.destroyed && socket[kBufferGen]) {
    socket[kBuffer] = socket[kBufferGen]();
    socket._handle?.setReadLimit(socket[kBuffer].byteLength);
  }
}

function endReading(socket, error) {
  if (socket.destroyed)
    return;
  if (error < 0) {
    socket.destroy(errnoException(error, 'read'));
    return;
  }
  // The end. Reading once more lets 'end' come when nothing is buffered.
  if (socket._readableState.endEmitted)
    return;
  socket.push(null);
  socket.read(0);
}

Socket.prototype._read = function(n) {
  if (this.connecting || !this._handle) {
    this.once('connect', () => this._read(n));
  } else if (!this._handle.reading) {
    tryReadStart(this);
  }
};

Socket.prototype.end = function(data, encoding, callback) {
  Reflect.apply(Duplex.prototype.end, this, [data, encoding, callback]);
  return this;
};

Socket.prototype.resetAndDestroy = function() {
  if (!this._handle) {
    const { codes: { ERR_SOCKET_CLOSED } } = lazyErrors();
    this.destroy(new ERR_SOCKET_CLOSED());
    return this;
  }
  if (!(this._handle instanceof TCP)) {
    const { codes: { ERR_INVALID_HANDLE_TYPE } } = lazyErrors();
    throw new ERR_INVALID_HANDLE_TYPE();
  }
  if (this.connecting)
    this.once('connect', () => this._reset());
  else
    this._reset();
  return this;
};

// With the `onread` option there is no buffer of the stream that fills up: the user's memory decides when reading stops,
// and pause() stops the handle itself.
function readInto(socket, reads) {
  if (!socket[kBuffer] || socket.connecting || !socket._handle || socket._handle.reading === reads)
    return;
  if (reads)
    tryReadStart(socket);
  else
    tryReadStop(socket);
}

Socket.prototype.pause = function() {
  readInto(this, false);
  return Reflect.apply(Duplex.prototype.pause, this, []);
};

Socket.prototype.resume = function() {
  readInto(this, true);
  return Reflect.apply(Duplex.prototype.resume, this, []);
};

Socket.prototype.read = function(n) {
  readInto(this, true);
  return Reflect.apply(Duplex.prototype.read, this, [n]);
};

Socket.prototype.destroySoon = function() {
  if (this.writable)
    this.end();
  if (this.writableFinished)
    this.destroy();
  else
    this.once('finish', this.destroy);
};

function closeSocketHandle(socket, isException) {
  const handle = socket._handle;
  if (!handle)
    return;
  handle.close(() => {
    socket.emit('close', isException);
  });
  handle.onread = noop;
  socket._handle = null;
  socket._sockname = null;
}

function resetSocketHandle(socket, isException) {
  socket.resetAndClosing = false;
  const error = socket._handle.reset(() => {
    socket.emit('close', isException);
  });
  if (error < 0) {
    closeSocketHandle(socket, isException);
    process.nextTick(() => socket.emit('error', errnoException(error, 'reset')));
    return;
  }
  socket._handle.onread = noop;
  socket._handle = null;
  socket._sockname = null;
}

function emitCloseNT(socket) {
  socket.emit('close');
}

Socket.prototype._destroy = function(exception, callback) {
  this.connecting = false;
  for (let socket = this; socket !== null; socket = socket._parent)
    clearTimeout(socket[kTimeout]);

  if (this._handle) {
    const isException = Boolean(exception);
    this[kBytesRead] = this._handle.bytesRead;
    this[kBytesWritten] = this._handle.bytesWritten;
    if (this.resetAndClosing) {
      resetSocketHandle(this, isException);
    } else if (this._closeAfterHandlingError) {
      // The error is told before the handle closes.
      queueMicrotask(() => closeSocketHandle(this, isException));
    } else {
      closeSocketHandle(this, isException);
    }
    callback(exception);
  } else {
    callback(exception);
    process.nextTick(emitCloseNT, this);
  }

  if (this._server) {
    this._server._connections--;
    this._server._emitCloseIfDrained?.();
  }
};

Socket.prototype._reset = function() {
  this.resetAndClosing = true;
  return this.destroy();
};

// ---- addresses ----

Socket.prototype._getpeername = function() {
  if (!this._handle?.getpeername || this.connecting)
    return this._peername || {};
  if (!this._peername) {
    const address = {};
    const error = this._handle.getpeername(address);
    if (error < 0)
      return address;
    this._peername = address;
  }
  return this._peername;
};

Socket.prototype._getsockname = function() {
  if (!this._handle?.getsockname)
    return {};
  if (!this._sockname) {
    this._sockname = {};
    this._handle.getsockname(this._sockname);
  }
  return this._sockname;
};

// ---- writing ----

function cancelWaitForConnect() {
  const { codes: { ERR_SOCKET_CLOSED_BEFORE_CONNECTION } } = lazyErrors();
  return new ERR_SOCKET_CLOSED_BEFORE_CONNECTION();
}

Socket.prototype._writeGeneric = function(writev, data, encoding, callback) {
  if (this.connecting) {
    // Written once the connection is there; only one such write is ever pending.
    this._pendingData = data;
    this._pendingEncoding = encoding;
    const onClose = () => callback(cancelWaitForConnect());
    this.once('connect', () => {
      this.off('close', onClose);
      this._writeGeneric(writev, data, encoding, callback);
    });
    this.once('close', onClose);
    return;
  }
  this._pendingData = null;
  this._pendingEncoding = '';
  const handle = this._handle;
  if (!handle) {
    const { codes: { ERR_SOCKET_CLOSED } } = lazyErrors();
    callback(new ERR_SOCKET_CLOSED());
    return false;
  }
  this._unrefTimer();
  const chunks = writev ?
    data.map((entry) => toChunk(entry.chunk, entry.encoding)) : toChunk(data, encoding);
  const done = handle.write(chunks, (error) => onWriteComplete(this, handle, error, callback));
  if (done === true) {
    callback();
  } else if (done === false) {
    this[kLastWriteQueueSize] = handle.writeQueueSize;
  } else {
    callback(errnoException(done, 'write'));
  }
};

function onWriteComplete(socket, handle, error, callback) {
  if (error < 0) {
    callback(errnoException(error, 'write', handle.cancelReason));
    return;
  }
  if (socket.destroyed) {
    callback(null);
    return;
  }
  socket._unrefTimer();
  socket[kLastWriteQueueSize] = 0;
  callback(null);
}

Socket.prototype._writev = function(chunks, callback) {
  this._writeGeneric(true, chunks, '', callback);
};

Socket.prototype._write = function(data, encoding, callback) {
  this._writeGeneric(false, data, encoding, callback);
};

function pendingBytes(data, encoding) {
  if (!data)
    return 0;
  if (!Array.isArray(data))
    return typeof data === 'string' ? Buffer.byteLength(data, encoding) : data.length;
  let bytes = 0;
  for (const { chunk, encoding: chunkEncoding } of data)
    bytes += pendingBytes(chunk, chunkEncoding);
  return bytes;
}

// ---- connecting ----

Socket.prototype.connect = function(...args) {
  return require('internal/net/connect').connectSocket(this, args);
};

// Starts over with another handle, for the next address to try.
Socket.prototype[kReinitializeHandle] = function reinitializeHandle(handle) {
  this._handle?.close();
  this._handle = handle;
  this._handle[owner_symbol] = this;
  initSocketHandle(this);
};

// ---- the event loop ----

// Before there is a handle: once there is one.
for (const name of ['ref', 'unref']) {
  Socket.prototype[name] = function() {
    if (this._handle)
      this._handle[name]?.();
    else
      this.once('connect', this[name]);
    return this;
  };
}

// ---- properties ----

function getter(get, enumerable = false, configurable = false) {
  return { __proto__: null, get, set: undefined, enumerable, configurable };
}

defineProperties(Socket.prototype, {
  _handle: {
    __proto__: null,
    get() { return this[kHandle]; },
    set(handle) { this[kHandle] = handle; },
    enumerable: false,
    configurable: false,
  },
  _connecting: getter(function() {
    return this.connecting;
  }),
  pending: getter(function() {
    return !this._handle || this.connecting;
  }, false, true),
  readyState: getter(function() {
    if (this.connecting)
      return 'opening';
    if (this.readable && this.writable)
      return 'open';
    if (this.readable)
      return 'readOnly';
    if (this.writable)
      return 'writeOnly';
    return 'closed';
  }),
  bufferSize: getter(function() {
    return this._handle ? this.writableLength : undefined;
  }),
  bytesRead: getter(function() {
    return this._handle ? this._handle.bytesRead : this[kBytesRead];
  }, true),
  _bytesDispatched: getter(function() {
    return this._handle ? this._handle.bytesWritten : this[kBytesWritten];
  }, true),
  bytesWritten: getter(function() {
    const waiting = this.writableBuffer;
    if (!waiting)
      return undefined;
    let bytes = this._bytesDispatched;
    // What waits in the stream or for the connection counts as written.
    for (const { chunk, encoding } of waiting)
      bytes += pendingBytes(chunk, encoding);
    return bytes + pendingBytes(this._pendingData, this._pendingEncoding);
  }, true),
});
for (const [name, method, property] of [
  ['remoteAddress', '_getpeername', 'address'],
  ['remoteFamily', '_getpeername', 'family'],
  ['remotePort', '_getpeername', 'port'],
  ['localAddress', '_getsockname', 'address'],
  ['localPort', '_getsockname', 'port'],
  ['localFamily', '_getsockname', 'family'],
]) {
  defineProperty(Socket.prototype, name, getter(function() {
    return this[method]()[property];
  }, true));
}

module.exports = {
  Socket,
  initSocketHandle,
  kReinitializeHandle,
  kSetKeepAlive,
  kSetKeepAliveCount,
  kSetKeepAliveInitialDelay,
  kSetKeepAliveInterval,
  kSetNoDelay,
  kSetTOS,
  kTimeout,
  triggeredBy,
};
