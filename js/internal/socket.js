'use strict';

// The part of net.Socket that needs no network: a Duplex over a StreamHandle.
// Standard input and output, the pipes of child processes and terminals are
// such streams.

const { Duplex } = require('node:stream');
const { StreamHandle } = require('internal/stream_handle');

const { defineProperty } = Object;

const kHandle = Symbol('kHandle');
const kBytesRead = Symbol('kBytesRead');
const kBytesWritten = Symbol('kBytesWritten');
const kTimeout = Symbol('kTimeout');

function errnoException(error, syscall) {
  const { ErrnoException } = require('internal/errors');
  return new ErrnoException(error, syscall);
}

function resourceName(fd) {
  switch (internalBinding('stdio').guessHandleType(fd)) {
    case 'TTY': return 'TTYWrap';
    case 'PIPE': return 'PipeWrap';
    case 'TCP': return 'TCPSocketWrap';
  }
  const { codes: { ERR_INVALID_FD_TYPE } } = require('internal/errors');
  throw new ERR_INVALID_FD_TYPE('UNKNOWN');
}

function writeAfterEnd(chunk, encoding, callback) {
  if (typeof encoding === 'function')
    callback = encoding;
  const error = new Error('This socket has been ended by the other party');
  error.code = 'EPIPE';
  if (typeof callback === 'function')
    process.nextTick(callback, error);
  this.destroy(error);
  return false;
}

// What the handle writes: bytes, or a string that it writes as UTF-8.
function toChunk(chunk, encoding) {
  if (typeof chunk === 'string' && encoding !== 'utf8' && encoding !== 'utf-8')
    return Buffer.from(chunk, encoding);
  return chunk;
}

function onReadableEnd() {
  if (!this.allowHalfOpen)
    this.write = writeAfterEnd;
}

class Socket extends Duplex {
  // Options: `fd` or `handle`, `readable`, `writable`, `allowHalfOpen`,
  // `manualStart` (nothing is read before somebody asks), `signal`.
  constructor(options) {
    if (typeof options === 'number')
      options = { fd: options };
    const { fd, handle, manualStart, ...streamOptions } = options ?? {};
    super({
      ...streamOptions,
      allowHalfOpen: Boolean(streamOptions.allowHalfOpen),
      emitClose: false,
      autoDestroy: true,
      decodeStrings: false,
    });
    this.connecting = false;
    this._hadError = false;
    this._parent = null;
    this.server = null;
    defineProperty(this, kHandle, { value: null, writable: true, enumerable: false });
    defineProperty(this, kBytesRead, { value: 0, writable: true, enumerable: false });
    defineProperty(this, kBytesWritten, { value: 0, writable: true, enumerable: false });
    defineProperty(this, kTimeout, { value: null, writable: true, enumerable: false });
    if (handle !== undefined && handle !== null)
      this._handle = handle;
    else if (fd !== undefined)
      this._handle = new StreamHandle(fd, resourceName(fd), fd > 2);
    if (this._handle)
      this._handle.owner = this;
    this.on('end', onReadableEnd);
    if (this._handle && this.readable && !manualStart && streamOptions.readable !== false)
      this.read(0);
  }

  get _handle() {
    return this[kHandle];
  }

  set _handle(handle) {
    this[kHandle] = handle;
  }

  get pending() {
    return !this._handle || this.connecting;
  }

  get readyState() {
    if (this.connecting)
      return 'opening';
    if (this.readable && this.writable)
      return 'open';
    if (this.readable)
      return 'readOnly';
    if (this.writable)
      return 'writeOnly';
    return 'closed';
  }

  get bytesRead() {
    return this._handle ? this._handle.bytesRead : this[kBytesRead];
  }

  get bytesWritten() {
    let bytes = this._handle ? this._handle.bytesWritten : this[kBytesWritten];
    // What waits in the stream counts as written.
    for (const { chunk, encoding } of this._writableState?.getBuffer?.() ?? [])
      bytes += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
    return bytes;
  }

  get _bytesDispatched() {
    return this._handle ? this._handle.bytesWritten : this[kBytesWritten];
  }

  get bufferSize() {
    return this._handle ? this.writableLength : undefined;
  }

  address() {
    return {};
  }

  // ---- reading ----

  _read() {
    const handle = this._handle;
    if (!handle || handle.reading)
      return;
    const error = handle.readStart((error, buffer) => this.#onRead(error, buffer));
    if (error < 0)
      this.destroy(errnoException(error, 'read'));
  }

  #onRead(error, buffer) {
    this.#refreshTimeout();
    if (buffer !== undefined) {
      if (!this.push(buffer))
        this._handle?.readStop();
      return;
    }
    if (error < 0) {
      this.destroy(errnoException(error, 'read'));
      return;
    }
    // The end. Reading once more lets 'end' come when nothing is buffered.
    this.push(null);
    this.read(0);
  }

  // ---- writing ----

  _write(chunk, encoding, callback) {
    this.#writeChunks([toChunk(chunk, encoding)], callback);
  }

  _writev(chunks, callback) {
    this.#writeChunks(
      chunks.map(({ chunk, encoding }) => toChunk(chunk, encoding)),
      callback);
  }

  #writeChunks(chunks, callback) {
    this.#refreshTimeout();
    const handle = this._handle;
    if (!handle) {
      const { codes: { ERR_SOCKET_CLOSED } } = require('internal/errors');
      callback(new ERR_SOCKET_CLOSED());
      return;
    }
    const done = handle.write(chunks, (error) => {
      if (this.destroyed && !error)
        return callback();
      callback(error < 0 ? errnoException(error, 'write') : null);
    });
    if (done === true)
      callback();
    else if (done !== false)
      callback(errnoException(done, 'write'));
  }

  _final(callback) {
    if (!this._handle)
      return callback();
    this._handle.shutdown((error) => {
      callback(error < 0 ? errnoException(error, 'shutdown') : null);
    });
  }

  end(data, encoding, callback) {
    super.end(data, encoding, callback);
    return this;
  }

  // ---- the end ----

  destroySoon() {
    if (this.writable)
      this.end();
    if (this.writableFinished)
      this.destroy();
    else
      this.once('finish', this.destroy);
  }

  resetAndDestroy() {
    return this.destroy();
  }

  _destroy(error, callback) {
    clearTimeout(this[kTimeout]);
    this[kTimeout] = null;
    const handle = this._handle;
    if (!handle) {
      callback(error);
      process.nextTick(emitClose, this, Boolean(error));
      return;
    }
    this[kBytesRead] = handle.bytesRead;
    this[kBytesWritten] = handle.bytesWritten;
    this._handle = null;
    handle.close(() => {
      emitClose(this, Boolean(error));
    });
    callback(error);
  }

  // ---- timeouts ----

  setTimeout(milliseconds, callback) {
    if (this.destroyed)
      return this;
    const { validateFunction } = require('internal/validators');
    this.timeout = milliseconds;
    clearTimeout(this[kTimeout]);
    if (callback !== undefined)
      validateFunction(callback, 'callback');
    if (milliseconds === 0 || milliseconds === undefined) {
      this[kTimeout] = null;
      if (callback !== undefined)
        this.removeListener('timeout', callback);
    } else {
      this[kTimeout] = setTimeout(() => this._onTimeout(), milliseconds);
      this[kTimeout].unref();
      if (callback !== undefined)
        this.once('timeout', callback);
    }
    return this;
  }

  #refreshTimeout() {
    this[kTimeout]?.refresh();
  }

  _unrefTimer() {
    this.#refreshTimeout();
  }

  _onTimeout() {
    this.emit('timeout');
  }

  // ---- the event loop ----

  ref() {
    this._handle?.ref();
    return this;
  }

  unref() {
    this._handle?.unref();
    return this;
  }
}

function emitClose(socket, hadError) {
  socket.emit('close', hadError);
}

module.exports = { Socket };
