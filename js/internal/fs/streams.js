// fs.ReadStream and fs.WriteStream.

'use strict';

const { Buffer } = require('node:buffer');
const { Readable, Writable, finished } = require('node:stream');
const { codes } = require('internal/errors');
const { inherit, kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const { errorOrDestroy } = require('internal/streams/destroy');
const { defineAccessors } = require('internal/streams/state');
const { FileHandle, kRef, kUnref } = require('internal/fs/file_handle');
const { getOptions, getValidatedFd, toPath, validatePath } = require('internal/fs/utils');

// Emitted when an operation is done that destroy() waits for.
const kIoDone = Symbol('kIoDone');
const kIsPerformingIO = Symbol('kIsPerformingIO');
// Where the functions come from that the stream calls.
const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');

// --- a FileHandle in place of a descriptor -----------------------------------------------------------------------------------------

// The callback form of a FileHandle's methods: `count` names the result that tells how much was done.
function callbackForm(promise, callback, count, data) {
  promise.then(
    (result) => process.nextTick(callback, null, result?.[count], data),
    (error) => process.nextTick(callback, error, count && 0, data));
}

// The functions that a stream calls, for a FileHandle: it waits for the stream before it closes.
function fileHandleOperations(handle) {
  return {
    open(path, flags, mode, callback) {
      const { ERR_METHOD_NOT_IMPLEMENTED } = codes;
      throw new ERR_METHOD_NOT_IMPLEMENTED('open()');
    },
    close(fd, callback) {
      handle[kUnref]();
      callbackForm(handle.close(), callback);
    },
    fsync(fd, callback) {
      callbackForm(handle.sync(), callback);
    },
    read(fd, buffer, offset, length, position, callback) {
      callbackForm(handle.read(buffer, offset, length, position), callback, 'bytesRead', buffer);
    },
    write(fd, buffer, offset, length, position, callback) {
      callbackForm(handle.write(buffer, offset, length, position), callback, 'bytesWritten', buffer);
    },
    writev(fd, buffers, position, callback) {
      callbackForm(handle.writev(buffers, position), callback, 'bytesWritten', buffers);
    },
  };
}

function importHandle(stream, handle, userFs) {
  if (userFs) {
    const { ERR_METHOD_NOT_IMPLEMENTED } = codes;
    throw new ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
  }
  stream[kHandle] = handle;
  stream[kFs] = fileHandleOperations(handle);
  handle[kRef]();
  handle.on('close', stream.close.bind(stream));
  return handle.fd;
}

// --- what both streams have ------------------------------------------------------------------------------------------------------

// The caller's options, inherited ones too, as a copy that the constructors may change.
function copyOptions(given) {
  const options = getOptions(given, kEmptyObject);
  const copy = {};
  for (const name in options) copy[name] = options[name];
  return copy;
}

// Where the descriptor comes from, before the stream is one.
function initialize(stream, path, options, defaultFlags) {
  const { autoClose, fd, flags = defaultFlags, fs, mode = 0o666 } = options;
  options.autoDestroy = autoClose === undefined ? true : autoClose;
  if (fd instanceof FileHandle) {
    stream.fd = getValidatedFd(importHandle(stream, fd, fs));
    return;
  }

  const isOpen = fd !== undefined && fd !== null;
  if (isOpen && typeof fd !== 'number') {
    const { ERR_INVALID_ARG_TYPE } = codes;
    throw new ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
  }
  stream.fd = null;
  stream[kFs] = fs || require('node:fs');
  if (isOpen) {
    stream.fd = getValidatedFd(fd);
    return;
  }
  validateFunction(stream[kFs].open, 'options.fs.open');
  stream.path = toPath(path);
  stream.flags = flags;
  stream.mode = mode;
  validatePath(stream.path);
}

// Where reading or writing starts; without `start`, where the descriptor is.
function startAt(stream, start) {
  if (start === undefined) return;
  validateInteger(start, 'start', 0);
  stream.pos = start;
}

function _construct(callback) {
  if (typeof this.fd === 'number') {
    callback();
    return;
  }
  if (typeof this.open === 'function') {
    constructByOpen(this, callback);
    return;
  }
  const onOpen = (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    this.fd = fd;
    callback();
    this.emit('open', fd);
    this.emit('ready');
  };
  this[kFs].open(this.path, this.flags, this.mode, onOpen);
}

// Subclasses that were written for old versions (graceful-fs has some) open the file in a method of their own, which tells by
// 'open' or 'error' when it has done so.
function constructByOpen(stream, callback) {
  const { emit } = stream;
  stream.emit = (event, ...args) => {
    if (event !== 'open' && event !== 'error') return Reflect.apply(emit, stream, [event, ...args]);
    stream.emit = emit;
    // An error is emitted by the stream that is destroyed for it.
    if (event === 'error') return callback(args[0]);
    callback();
    return Reflect.apply(emit, stream, [event, ...args]);
  };
  stream.open();
}

// Never closes a descriptor that an operation still uses.
function destroy(error, callback) {
  if (!this[kIsPerformingIO]) {
    releaseDescriptor(this, error, callback);
    return;
  }
  this.once(kIoDone, (ioError) => releaseDescriptor(this, error || ioError, callback));
}

function releaseDescriptor(stream, error, callback) {
  const close = (flushError) => {
    const failure = error || flushError;
    stream[kFs].close(stream.fd, (closeError) => callback(closeError || failure));
    stream.fd = null;
  };
  // Standard input may be 0: that is left to whoever owns it, as in Node.js.
  if (!stream.fd) callback(error);
  else if (stream.flush) stream[kFs].fsync(stream.fd, close);
  else close(null);
}

// The stream is not idle until `callback` has been called.
function beginIo(stream, callback) {
  stream[kIsPerformingIO] = true;
  return (error, ...results) => {
    stream[kIsPerformingIO] = false;
    callback(error, ...results);
  };
}

// Where `autoClose` and `pending` come from.
function defineFileAccessors({ name, prototype }, state) {
  const stateOf = (stream) => {
    const { ERR_INVALID_THIS } = codes;
    if (stream[state] === undefined) throw new ERR_INVALID_THIS(name);
    return stream[state];
  };
  defineAccessors(prototype, {
    get autoClose() {
      return stateOf(this).autoDestroy;
    },
    set autoClose(value) {
      stateOf(this).autoDestroy = value;
    },
  });
  Object.defineProperty(prototype, 'pending', {
    __proto__: null,
    configurable: true,
    get() {
      return this.fd === null;
    },
  });
}

// --- ReadStream ------------------------------------------------------------------------------------------------------------------

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);

  const own = copyOptions(options);
  if (own.highWaterMark === undefined) own.highWaterMark = 64 * 1024;
  initialize(this, path, own, 'r');
  if (own.fs) {
    const { close, read } = this[kFs];
    validateFunction(read, 'options.fs.read');
    if (own.autoDestroy) validateFunction(close, 'options.fs.close');
  }

  // In this order people see them.
  this.start = own.start;
  this.end = own.end ?? Infinity;
  this.pos = undefined;
  this.bytesRead = 0;
  this[kIsPerformingIO] = false;
  startAt(this, own.start);
  if (this.end !== Infinity) validateInteger(this.end, 'end', 0);
  if (this.start > this.end) {
    const { ERR_OUT_OF_RANGE } = codes;
    throw new ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
  }

  Reflect.apply(Readable, this, [own]);
  if (own.encoding) this.setEncoding(own.encoding);
}
inherit(ReadStream, Readable);
defineFileAccessors(ReadStream, '_readableState');

ReadStream.prototype._construct = _construct;

ReadStream.prototype._read = function(n) {
  // `end` is a position in the file, or counts from where the descriptor was.
  const size = Math.min(n, this.end - (this.pos ?? this.bytesRead) + 1);
  if (size <= 0) {
    this.push(null);
    return;
  }
  const onRead = beginIo(this, (error, bytesRead, buffer) => {
    // Destroyed meanwhile: that waits for this to close the descriptor.
    if (this.destroyed) this.emit(kIoDone, error);
    else if (error) errorOrDestroy(this, error);
    else this.push(takeBytes(this, buffer, bytesRead));
  });
  this[kFs].read(this.fd, Buffer.allocUnsafeSlow(size), 0, size, this.pos, onRead);
};

// What was read, null for nothing.
function takeBytes(stream, buffer, bytesRead) {
  if (!(bytesRead > 0)) return null;
  stream.bytesRead += bytesRead;
  if (stream.pos !== undefined) stream.pos += bytesRead;
  // A short read must not keep the memory of a long one.
  return bytesRead === buffer.length ? buffer : Buffer.copyBytesFrom(buffer, 0, bytesRead);
}

ReadStream.prototype._destroy = function(error, callback) {
  destroy.call(this, error, callback);
};

ReadStream.prototype.close = function(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

// --- WriteStream -----------------------------------------------------------------------------------------------------------------

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);

  const own = copyOptions(options);
  // Only buffers come to _write.
  own.decodeStrings = true;
  initialize(this, path, own, 'w');
  this.flush = own.flush ?? false;
  validateBoolean(this.flush, 'options.flush');
  if (own.fs) useWritingFunctions(this, own.autoDestroy);

  this.start = own.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  this[kIsPerformingIO] = false;
  startAt(this, own.start);

  Reflect.apply(Writable, this, [own]);
  if (own.encoding) this.setDefaultEncoding(own.encoding);
}
inherit(WriteStream, Writable);
defineFileAccessors(WriteStream, '_writableState');

// With one of write() and writev() missing, the stream works with the other.
function useWritingFunctions(stream, closes) {
  const { close, fsync, write, writev } = stream[kFs];
  if (!write && !writev) {
    const { ERR_INVALID_ARG_TYPE } = codes;
    throw new ERR_INVALID_ARG_TYPE('options.fs.write', 'function', write);
  }
  if (write) validateFunction(write, 'options.fs.write');
  else stream._write = null;
  if (writev) validateFunction(writev, 'options.fs.writev');
  else stream._writev = null;
  if (closes) validateFunction(close, 'options.fs.close');
  if (stream.flush) validateFunction(fsync, 'options.fs.fsync');
}

WriteStream.prototype._construct = _construct;

const kMaxRetries = 5;

// Writes until `size` bytes are written. A descriptor that refuses for the moment gets a few more chances. `start` begins one
// operation, `rest` gives what it has left.
function writeFully(stream, name, data, size, { start, rest }, callback) {
  const first = stream.pos;
  let left = size;
  let retries = 0;

  const onWritten = (error, written, wrote) => {
    const refused = error?.code === 'EAGAIN';
    if (stream.destroyed || (error && !refused)) {
      const { ERR_STREAM_DESTROYED } = codes;
      done(error && !refused ? error : new ERR_STREAM_DESTROYED(name));
      return;
    }
    const count = refused ? 0 : written;
    stream.bytesWritten += count;
    left -= count;
    retries = count ? 0 : retries + 1;
    if (retries > kMaxRetries) done(new Error(`${name} failed`));
    else if (left > 0) go(rest(wrote, count));
    else done();
  };
  const go = (remaining) => {
    const position = first === undefined ? undefined : first + size - left;
    start(remaining, left, position, onWritten);
  };
  const done = beginIo(stream, (error) => {
    // The callback may destroy the stream in the middle of the next write.
    const isAwaited = stream.destroyed;
    callback(error);
    if (isAwaited) stream.emit(kIoDone, error);
  });

  go(data);
  if (first !== undefined) stream.pos += size;
}

WriteStream.prototype._write = function(data, encoding, callback) {
  const one = {
    start: (buffer, size, position, onWritten) =>
      this[kFs].write(this.fd, buffer, 0, size, position, onWritten),
    rest: (buffer, written) => buffer.subarray(written),
  };
  writeFully(this, 'write', data, data.length, one, callback);
};

WriteStream.prototype._writev = function(data, callback) {
  const several = {
    start: (buffers, size, position, onWritten) => this[kFs].writev(this.fd, buffers, position, onWritten),
    rest: (buffers, written) => [Buffer.concat(buffers).subarray(written)],
  };
  const chunks = data.map(({ chunk }) => chunk);
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  writeFully(this, 'writev', chunks, size, several, callback);
};

WriteStream.prototype._destroy = function(error, callback) {
  destroy.call(this, error, callback);
};

WriteStream.prototype.close = function(callback) {
  if (callback && this.closed) return void process.nextTick(callback);
  if (callback) this.on('close', callback);
  // Without autoClose the end of the stream does not close the file; here it is asked for.
  if (!this.autoClose) this.on('finish', this.destroy);
  this.end();
};

// There is no closing without having written everything.
WriteStream.prototype.destroySoon = WriteStream.prototype.end;

module.exports = { FileReadStream: ReadStream, FileWriteStream: WriteStream, ReadStream, WriteStream };
