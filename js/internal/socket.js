'use strict';

// net.Socket: a Duplex over a handle of internal/stream_handle. Standard input
// and output, the pipes of child processes and terminals are such streams, so
// this much is in the startup snapshot; how a socket gets connected is in
// internal/net/connect.

const { Duplex } = require('node:stream');
const { defaultTriggerAsyncIdScope, initHooksExist } = require('internal/async_hooks');
const { createHandle, kAdopt, owner_symbol, TCP } = require('internal/stream_handle');
const { inherit } = require('internal/util');

const { defineProperty } = Object;

const kHandle = Symbol('kHandle');
const kTimeout = Symbol('timeout');
// How much was left to write when the last write was given to the handle; 0: nothing.
const kLeftToWrite = Symbol('kLeftToWrite');
// What the handle has counted, once it is gone.
const kCounted = Symbol('kCounted');
// The `onread` option: { memory, next, callback }. `next` makes the memory for each time, where it is not always the same.
const kOnread = Symbol('kOnread');
// What the connection is to be like: { noDelay, keepAlive, delay, interval, count, typeOfService }, times in seconds.
const kWishes = Symbol('kWishes');
// A socket below this one that is being connected: it is this one's to destroy, and goes first.
const kAwaited = Symbol('kAwaited');
const kReinitializeHandle = Symbol('kReinitializeHandle');

function noop() {}

function lazyErrors() {
  return require('internal/errors');
}

function lazyValidators() {
  return require('internal/validators');
}

function errnoException(error, syscall, detail) {
  const { ErrnoException } = lazyErrors();
  return new ErrnoException(error, syscall, detail);
}

// A member of another system's numbers is negative: what it says about `syscall` ends the socket.
function destroyIfFailed(socket, error, syscall) {
  if (error < 0)
    socket.destroy(errnoException(error, syscall));
}

function initSocketHandle(socket) {
  socket._sockname = null;
  const { _handle: handle, [kOnread]: onread } = socket;
  if (!handle)
    return;
  handle[owner_symbol] = socket;
  handle.onread = onread ? readIntoMemory : readIntoStream;
  if (!onread)
    return;
  onread.memory ??= onread.next();
  handle.setReadLimit(onread.memory.byteLength);
}

// What the handle writes: bytes, or a string that it writes as UTF-8.
function toChunk(chunk, encoding) {
  if (typeof chunk === 'string' && encoding !== 'utf8' && encoding !== 'utf-8')
    return Buffer.from(chunk, encoding);
  return chunk;
}

// What replaces write() once the peer has ended its side, unless half-open
// connections are wanted.
function writeAfterFIN(...args) {
  if (!this.writableEnded)
    return Duplex.prototype.write.apply(this, args);
  const error = new Error('This socket has been ended by the other party');
  error.code = 'EPIPE';
  const callback = args.slice(1, 3).find((arg) => typeof arg === 'function');
  if (callback)
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

function onreadOf(option) {
  if (typeof option !== 'object' || typeof option?.callback !== 'function')
    return null;
  const { buffer, callback } = option;
  if (typeof buffer === 'function')
    return { memory: undefined, next: buffer, callback };
  return require('internal/util/types').isUint8Array(buffer) ? { memory: buffer, next: undefined, callback } : null;
}

function seconds(msecs) {
  return ~~(msecs / 1000);
}

// Options: `fd` or `handle`, `readable`, `writable`, `allowHalfOpen`, `noDelay`,
// `keepAlive`, `keepAliveInitialDelay`, `typeOfService`, `onread`, `signal`,
// `blockList`, and those of streams. `manualStart`: nothing is read before
// somebody asks; `pauseOnCreate`: the same, and the stream is paused.
function Socket(options) {
  if (!(this instanceof Socket))
    return new Socket(options);
  const settings = typeof options === 'number' ? { fd: options } : { ...options };
  checkOptions(settings);
  // The state of the connection.
  this.connecting = false;
  this._closeAfterHandlingError = false;
  this._hadError = false;
  this._host = null;
  // The socket that this one is a layer over.
  this._parent = null;

  // 'close' comes when the handle is closed, with an argument of its own.
  Object.assign(settings, { autoDestroy: true, emitClose: false, decodeStrings: false });
  settings.allowHalfOpen = Boolean(settings.allowHalfOpen);
  Duplex.call(this, settings);

  this.server = null;
  this._server = null;
  this._sockname = null;
  this._pendingData = null;
  this._pendingEncoding = '';
  this[kHandle] = null;
  this[kTimeout] = null;
  this[kLeftToWrite] = 0;
  this[kOnread] = null;
  this[kWishes] = wishesOf(settings);
  if (settings.blockList)
    this.blockList = require('internal/blocklist').checkBlockList(settings.blockList, 'options.blockList');
  if (settings.onread !== undefined)
    this[kOnread] = onreadOf(settings.onread);

  const isToConnect = settings.handle?.[kAdopt] !== undefined;
  if (isToConnect)
    this._handle = settings.handle[kAdopt]().handle;
  else if (settings.handle)
    this._handle = settings.handle;
  else if (settings.fd !== undefined)
    this._handle = openDescriptor(settings.fd);
  this.on('end', onReadableStreamEnd);
  initSocketHandle(this);

  if (!this._handle || settings.readable === false)
    return;
  if (settings.pauseOnCreate) {
    this.readableFlowing = false;
    this._handle.readStop();
  } else if (!settings.manualStart && !isToConnect) {
    this.read(0);
  }
}

function wishesOf({ noDelay, keepAlive, keepAliveInitialDelay, typeOfService }) {
  if (typeOfService !== undefined)
    lazyValidators().validateInt32(typeOfService, 'options.typeOfService', 0, 255);
  return {
    noDelay: Boolean(noDelay),
    keepAlive: Boolean(keepAlive),
    delay: seconds(keepAliveInitialDelay),
    interval: undefined,
    count: undefined,
    typeOfService,
  };
}

function openDescriptor(fd) {
  const handle = createHandle(fd, false);
  const error = handle.open(fd, fd > 2);
  if (error < 0)
    throw errnoException(error, 'open');
  return handle;
}

inherit(Socket, Duplex, {
  get _handle() {
    return this[kHandle];
  },

  set _handle(handle) {
    this[kHandle] = handle;
  },

  // Starts over with another handle, for the next address to try.
  [kReinitializeHandle](handle) {
    const { _handle: before } = this;
    before?.close();
    handle[owner_symbol] = this;
    this._handle = handle;
    initSocketHandle(this);
  },

  connect(...args) {
    return require('internal/net/connect').connectSocket(this, args);
  },

  // ---- the end ----

  // The writing side ends.
  _final(callback) {
    if (this.connecting)
      this.once('connect', () => this._final(callback));
    else if (this._handle)
      triggeredBy(this, endWriting, this._handle, callback);
    else
      callback();
  },

  end(data, encoding, callback) {
    Duplex.prototype.end.call(this, data, encoding, callback);
    return this;
  },

  destroySoon() {
    if (this.writable)
      this.end();
    if (!this.writableFinished)
      this.once('finish', this.destroy);
    else
      this.destroy();
  },

  resetAndDestroy() {
    const { codes: { ERR_INVALID_HANDLE_TYPE, ERR_SOCKET_CLOSED } } = lazyErrors();
    if (!this._handle)
      return this.destroy(new ERR_SOCKET_CLOSED());
    if (!(this._handle instanceof TCP))
      throw new ERR_INVALID_HANDLE_TYPE();
    if (this.connecting)
      this.once('connect', this._reset);
    else
      this._reset();
    return this;
  },

  _reset() {
    this.resetAndClosing = true;
    this.destroy();
    return this;
  },

  _destroy(exception, callback) {
    this.connecting = false;
    for (let layer = this; layer !== null; layer = layer._parent)
      clearTimeout(layer[kTimeout]);
    if (this._handle) {
      giveUpHandle(this, Boolean(exception));
      callback(exception);
    } else {
      destroyAwaited(this, () => {
        callback(exception);
        process.nextTick(() => this.emit('close'));
      });
    }
    const { _server: server } = this;
    if (server) {
      server._connections--;
      server._emitCloseIfDrained?.();
    }
  },

  // ---- timeouts ----

  setTimeout(msecs, callback) {
    if (this.destroyed)
      return this;
    const { getTimerDuration, setUnrefTimeout } = require('internal/timers');
    this.timeout = msecs;
    const duration = getTimerDuration(msecs, 'msecs');
    clearTimeout(this[kTimeout]);
    this[kTimeout] = duration > 0 ? setUnrefTimeout(this._onTimeout.bind(this), duration) : null;
    if (callback !== undefined) {
      lazyValidators().validateFunction(callback, 'callback');
      if (duration > 0)
        this.once('timeout', callback);
      else
        this.removeListener('timeout', callback);
    }
    return this;
  },

  // The connection is used: its time, and that of what it is a layer over, starts again.
  _unrefTimer() {
    for (let layer = this; layer !== null; layer = layer._parent)
      layer[kTimeout]?.refresh();
  },

  _onTimeout() {
    // A write that makes progress is no idle time.
    const before = this[kLeftToWrite];
    const left = before > 0 && this._handle ? this._handle.writeQueueSize : before;
    if (left === before) {
      this.emit('timeout');
    } else {
      this[kLeftToWrite] = left;
      this._unrefTimer();
    }
  },

  // ---- options of the connection ----

  setNoDelay(enable) {
    const { _handle: handle, [kWishes]: wishes } = this;
    const noDelay = enable === undefined || Boolean(enable);
    const isChange = noDelay !== wishes.noDelay;
    if (!handle || handle.setNoDelay)
      wishes.noDelay = noDelay;
    if (isChange)
      handle?.setNoDelay?.(noDelay);
    return this;
  },

  // Undefined: the interval and the count that the handle has for it.
  setKeepAlive(enable, initialDelay, interval, count) {
    const { _handle: handle, [kWishes]: wishes } = this;
    if (handle && !handle.setKeepAlive)
      return this;
    const wanted = {
      keepAlive: Boolean(enable),
      delay: seconds(initialDelay),
      interval: interval === undefined ? undefined : seconds(interval),
      count: count === undefined ? undefined : ~~count,
    };
    const matters = wanted.keepAlive ? Object.keys(wanted) : ['keepAlive'];
    if (matters.some((name) => wanted[name] !== wishes[name])) {
      Object.assign(wishes, wanted);
      handle?.setKeepAlive(wanted.keepAlive, wanted.delay, wanted.interval, wanted.count);
    }
    return this;
  },

  setTypeOfService(tos) {
    if (Number.isNaN(tos)) {
      const { codes: { ERR_INVALID_ARG_TYPE } } = lazyErrors();
      throw new ERR_INVALID_ARG_TYPE('tos', 'number', tos);
    }
    lazyValidators().validateInt32(tos, 'tos', 0, 255);
    const { _handle: handle, [kWishes]: wishes } = this;
    if (handle && (!handle.setTypeOfService || tos === wishes.typeOfService))
      return this;
    const error = handle ? handle.setTypeOfService(tos) : 0;
    if (error < 0)
      throw errnoException(error, 'setTypeOfService');
    wishes.typeOfService = tos;
    return this;
  },

  getTypeOfService() {
    const tos = this._handle?.getTypeOfService?.() ?? this[kWishes].typeOfService ?? 0;
    if (tos < 0)
      throw errnoException(tos, 'getTypeOfService');
    return tos;
  },

  // ---- reading ----

  _read(n) {
    const { _handle: handle } = this;
    if (!handle || this.connecting)
      this.once('connect', () => this._read(n));
    else if (!handle.reading)
      startReading(this);
  },

  pause() {
    readOrNot(this, false);
    return Duplex.prototype.pause.call(this);
  },

  resume() {
    readOrNot(this, true);
    return Duplex.prototype.resume.call(this);
  },

  read(n) {
    readOrNot(this, true);
    return Duplex.prototype.read.call(this, n);
  },

  // ---- writing ----

  _write(data, encoding, callback) {
    this._writeGeneric(false, data, encoding, callback);
  },

  _writev(chunks, callback) {
    this._writeGeneric(true, chunks, '', callback);
  },

  _writeGeneric(isList, data, encoding, callback) {
    if (this.connecting) {
      writeOnceConnected(this, isList, data, encoding, callback);
      return;
    }
    const { _handle: handle } = this;
    this._pendingData = null;
    this._pendingEncoding = '';
    if (!handle) {
      const { codes: { ERR_SOCKET_CLOSED } } = lazyErrors();
      callback(new ERR_SOCKET_CLOSED());
      return false;
    }
    this._unrefTimer();
    const chunks = isList ? data.map((entry) => toChunk(entry.chunk, entry.encoding)) : toChunk(data, encoding);
    const done = handle.write(chunks, (error) => onWritten(this, handle, error, callback));
    if (done === false)
      this[kLeftToWrite] = handle.writeQueueSize;
    else if (done === true)
      callback();
    else
      callback(errnoException(done, 'write'));
  },

  // ---- the event loop ----

  // Before there is a handle: once there is one.
  ref() {
    if (this._handle)
      this._handle.ref?.();
    else
      this.once('connect', this.ref);
    return this;
  },

  unref() {
    if (this._handle)
      this._handle.unref?.();
    else
      this.once('connect', this.unref);
    return this;
  },

  // ---- the state ----

  get _connecting() {
    return this.connecting;
  },

  get pending() {
    return this.connecting || !this._handle;
  },

  get readyState() {
    if (this.connecting)
      return 'opening';
    const { readable, writable } = this;
    if (readable !== writable)
      return readable ? 'readOnly' : 'writeOnly';
    return readable ? 'open' : 'closed';
  },

  get bufferSize() {
    return this._handle ? this.writableLength : undefined;
  },

  get bytesRead() {
    return counts(this).bytesRead;
  },

  get _bytesDispatched() {
    return counts(this).bytesWritten;
  },

  // What waits in the stream or for the connection counts as written.
  get bytesWritten() {
    const { writableBuffer: waiting } = this;
    return waiting ?
      this._bytesDispatched + pendingBytes(waiting) + pendingBytes(this._pendingData, this._pendingEncoding) : undefined;
  },

  // ---- addresses ----

  address() {
    return this._getsockname();
  },

  // Kept once it is known; of a socket that is closed, too.
  _getpeername() {
    const { _handle: handle, _peername: known } = this;
    if (known || !handle?.getpeername || this.connecting)
      return known || {};
    const address = {};
    if (handle.getpeername(address) >= 0)
      this._peername = address;
    return address;
  },

  _getsockname() {
    const { _handle: handle } = this;
    if (!handle?.getsockname)
      return {};
    if (this._sockname)
      return this._sockname;
    const address = this._sockname = {};
    handle.getsockname(address);
    return address;
  },
});

// What a loop over a socket's properties lists of its connection.
for (const [side, method] of [['remote', '_getpeername'], ['local', '_getsockname']]) {
  for (const part of ['Address', 'Family', 'Port']) {
    const member = part.toLowerCase();
    defineProperty(Socket.prototype, side + part, {
      __proto__: null,
      enumerable: true,
      get() { return this[method]()[member]; },
    });
  }
}
for (const name of ['_bytesDispatched', 'bytesRead', 'bytesWritten'])
  defineProperty(Socket.prototype, name, { __proto__: null, enumerable: true, configurable: false });
for (const name of ['_connecting', '_handle', 'bufferSize', 'readyState'])
  defineProperty(Socket.prototype, name, { __proto__: null, configurable: false });

Socket.prototype[kCounted] = { bytesRead: 0, bytesWritten: 0 };

function counts(socket) {
  return socket._handle ?? socket[kCounted];
}

// What was asked for before there was a connection.
function grantWishes(socket, handle) {
  const { noDelay, keepAlive, delay, interval, count, typeOfService } = socket[kWishes];
  if (noDelay)
    handle.setNoDelay?.(true);
  if (keepAlive)
    handle.setKeepAlive?.(true, delay, interval, count);
  if (typeOfService !== undefined)
    handle.setTypeOfService?.(typeOfService);
}

// ---- the end ----

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

function destroyAwaited(socket, next) {
  const { [kAwaited]: awaited } = socket;
  if (!awaited || awaited.destroyed) {
    next();
    return;
  }
  awaited.once('close', next);
  awaited.destroy();
}

function giveUpHandle(socket, isException) {
  const { bytesRead, bytesWritten } = socket._handle;
  socket[kCounted] = { bytesRead, bytesWritten };
  if (socket.resetAndClosing)
    resetSocketHandle(socket, isException);
  // The error is told before the handle closes.
  else if (socket._closeAfterHandlingError)
    queueMicrotask(() => closeSocketHandle(socket, isException));
  else
    closeSocketHandle(socket, isException);
}

function closeSocketHandle(socket, isException) {
  const { _handle: handle } = socket;
  if (!handle)
    return;
  handle.close(() => socket.emit('close', isException));
  forgetHandle(socket, handle);
}

function resetSocketHandle(socket, isException) {
  const { _handle: handle } = socket;
  socket.resetAndClosing = false;
  const error = handle.reset(() => socket.emit('close', isException));
  if (error < 0) {
    closeSocketHandle(socket, isException);
    process.nextTick(() => socket.emit('error', errnoException(error, 'reset')));
  } else {
    forgetHandle(socket, handle);
  }
}

function forgetHandle(socket, handle) {
  handle.onread = noop;
  socket._handle = null;
  socket._sockname = null;
}

// ---- reading ----

function startReading(socket) {
  destroyIfFailed(socket, socket._handle.readStart(), 'read');
}

function stopReading(socket) {
  if (!socket.destroyed)
    destroyIfFailed(socket, socket._handle?.readStop(), 'read');
}

// With the `onread` option there is no buffer of the stream that fills up: the user's memory decides when reading stops,
// and pause() stops the handle itself.
function readOrNot(socket, reads) {
  if (!socket[kOnread] || socket.connecting || !socket._handle || socket._handle.reading === reads)
    return;
  if (reads)
    startReading(socket);
  else
    stopReading(socket);
}

function readIntoStream(error, buffer) {
  const socket = this[owner_symbol];
  socket._unrefTimer();
  if (buffer === undefined)
    endReading(socket, error);
  else if (!socket.destroyed && !socket.push(buffer))
    stopReading(socket);
}

// With the `onread` option: into the user's memory. The handle reads no more at
// once than fits.
function readIntoMemory(error, chunk) {
  const socket = this[owner_symbol];
  socket._unrefTimer();
  if (chunk === undefined)
    endReading(socket, error);
  else if (!socket.destroyed)
    fillMemory(socket, socket[kOnread], chunk);
}

function fillMemory(socket, onread, chunk) {
  const { memory, next, callback } = onread;
  if (memory.byteLength === 0) {
    destroyIfFailed(socket, -require('node:os').constants.errno.ENOBUFS, 'read');
    return;
  }
  memory.set(chunk);
  if (callback.call(socket, chunk.byteLength, memory) === false)
    stopReading(socket);
  if (next && !socket.destroyed) {
    onread.memory = next();
    socket._handle?.setReadLimit(onread.memory.byteLength);
  }
}

function endReading(socket, error) {
  if (socket.destroyed)
    return;
  if (error < 0) {
    socket.destroy(errnoException(error, 'read'));
  } else if (!socket._readableState.endEmitted) {
    // The end. Reading once more lets 'end' come when nothing is buffered.
    socket.push(null);
    socket.read(0);
  }
}

// ---- writing ----

// Only one such write is ever pending.
function writeOnceConnected(socket, isList, data, encoding, callback) {
  socket._pendingEncoding = encoding;
  socket._pendingData = data;
  const onConnect = () => {
    socket.off('close', onClose);
    socket._writeGeneric(isList, data, encoding, callback);
  };
  const onClose = () => {
    const { codes: { ERR_SOCKET_CLOSED_BEFORE_CONNECTION } } = lazyErrors();
    callback(new ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
  };
  socket.once('connect', onConnect);
  socket.once('close', onClose);
}

function onWritten(socket, handle, error, callback) {
  if (error < 0) {
    callback(errnoException(error, 'write', handle.cancelReason));
    return;
  }
  if (!socket.destroyed) {
    socket._unrefTimer();
    socket[kLeftToWrite] = 0;
  }
  callback(null);
}

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

module.exports = {
  Socket,
  grantWishes,
  initSocketHandle,
  kAwaited,
  kReinitializeHandle,
  kTimeout,
  kWishes,
  triggeredBy,
};
