// fs.ReadStream and fs.WriteStream.

'use strict';

const { Buffer } = require('node:buffer');
const { Readable, Writable, finished } = require('node:stream');
const { codes } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const { errorOrDestroy } = require('internal/streams/destroy');
const { FileHandle, kRef, kUnref } = require('internal/fs/file_handle');
const { getOptions, getValidatedFd, toPath, validatePath } = require('internal/fs/utils');

const kIoDone = Symbol('kIoDone');
const kIsPerformingIO = Symbol('kIsPerformingIO');
const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');

// The functions that a stream calls, for a FileHandle: it waits for the stream before it closes.
function fileHandleOperations(handle) {
  const { ERR_METHOD_NOT_IMPLEMENTED } = codes;
  return {
    open(path, flags, mode, callback) {
      throw new ERR_METHOD_NOT_IMPLEMENTED('open()');
    },
    close(fd, callback) {
      handle[kUnref]();
      handle.close().then(() => process.nextTick(callback, null), (error) => process.nextTick(callback, error));
    },
    fsync(fd, callback) {
      handle.sync().then(() => process.nextTick(callback, null), (error) => process.nextTick(callback, error));
    },
    read(fd, buffer, offset, length, position, callback) {
      handle.read(buffer, offset, length, position).then(
        ({ bytesRead }) => process.nextTick(callback, null, bytesRead, buffer),
        (error) => process.nextTick(callback, error, 0, buffer));
    },
    write(fd, buffer, offset, length, position, callback) {
      handle.write(buffer, offset, length, position).then(
        ({ bytesWritten }) => process.nextTick(callback, null, bytesWritten, buffer),
        (error) => process.nextTick(callback, error, 0, buffer));
    },
    writev(fd, buffers, position, callback) {
      handle.writev(buffers, position).then(
        ({ bytesWritten }) => process.nextTick(callback, null, bytesWritten, buffers),
        (error) => process.nextTick(callback, error, 0, buffers));
    },
  };
}

// The descriptor that a stream is to use, from its `fd` option.
function importFd(stream, options) {
  if (typeof options.fd === 'number') {
    stream[kFs] = options.fs || require('node:fs');
    return options.fd;
  }
  if (options.fd instanceof FileHandle) {
    if (options.fs) {
      const { ERR_METHOD_NOT_IMPLEMENTED } = codes;
      throw new ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
    }
    const handle = options.fd;
    stream[kHandle] = handle;
    stream[kFs] = fileHandleOperations(handle);
    handle[kRef]();
    handle.on('close', stream.close.bind(stream));
    return handle.fd;
  }
  const { ERR_INVALID_ARG_TYPE } = codes;
  throw new ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], options.fd);
}

// What the two streams have in common before they are streams: where their descriptor comes from.
function initialize(stream, path, options, defaultFlags) {
  if (options.fd == null) {
    stream.fd = null;
    stream[kFs] = options.fs || require('node:fs');
    validateFunction(stream[kFs].open, 'options.fs.open');
    stream.path = toPath(path);
    stream.flags = options.flags === undefined ? defaultFlags : options.flags;
    stream.mode = options.mode === undefined ? 0o666 : options.mode;
    validatePath(stream.path);
  } else {
    stream.fd = getValidatedFd(importFd(stream, options));
  }
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
}

function construct(callback) {
  if (typeof this.fd === 'number') {
    callback();
    return;
  }
  this[kFs].open(this.path, this.flags, this.mode, (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    this.fd = fd;
    callback();
    this.emit('open', fd);
    this.emit('ready');
  });
}

Object.defineProperty(construct, 'name', { __proto__: null, value: '_construct' });

function closeDescriptor(stream, error, callback) {
  // Standard input may be 0: that is left to whoever owns it, as in Node.js.
  if (!stream.fd) {
    callback(error);
  } else if (stream.flush) {
    stream[kFs].fsync(stream.fd, (flushError) => closeNow(stream, error || flushError, callback));
  } else {
    closeNow(stream, error, callback);
  }
}

function closeNow(stream, error, callback) {
  stream[kFs].close(stream.fd, (closeError) => callback(closeError || error));
  stream.fd = null;
}

// Never closes a descriptor that an operation still uses.
function destroy(stream, error, callback) {
  if (stream[kIsPerformingIO]) {
    stream.once(kIoDone, (ioError) => closeDescriptor(stream, error || ioError, callback));
  } else {
    closeDescriptor(stream, error, callback);
  }
}

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);

  options = { ...getOptions(options, kEmptyObject) };
  if (options.highWaterMark === undefined) options.highWaterMark = 64 * 1024;

  initialize(this, path, options, 'r');
  if (options.fs) {
    validateFunction(this[kFs].read, 'options.fs.read');
    if (options.autoDestroy) validateFunction(this[kFs].close, 'options.fs.close');
  }

  this.start = options.start;
  this.end = options.end ?? Infinity;
  this.pos = undefined;
  this.bytesRead = 0;
  this[kIsPerformingIO] = false;

  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  if (this.end !== Infinity) {
    validateInteger(this.end, 'end', 0);
    if (this.start !== undefined && this.start > this.end) {
      const { ERR_OUT_OF_RANGE } = codes;
      throw new ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
    }
  }

  Reflect.apply(Readable, this, [options]);

  if (options.encoding) this.setEncoding(options.encoding);
}
Object.setPrototypeOf(ReadStream.prototype, Readable.prototype);
Object.setPrototypeOf(ReadStream, Readable);

Object.defineProperty(ReadStream.prototype, 'autoClose', {
  __proto__: null,
  get() {
    return this._readableState.autoDestroy;
  },
  set(value) {
    this._readableState.autoDestroy = value;
  },
});

ReadStream.prototype._construct = construct;

ReadStream.prototype._read = function(n) {
  n = this.pos !== undefined ? Math.min(this.end - this.pos + 1, n) : Math.min(this.end - this.bytesRead + 1, n);
  if (n <= 0) {
    this.push(null);
    return;
  }

  const buffer = Buffer.allocUnsafeSlow(n);
  this[kIsPerformingIO] = true;
  this[kFs].read(this.fd, buffer, 0, n, this.pos, (error, bytesRead, buffer) => {
    this[kIsPerformingIO] = false;
    // The stream may have been destroyed meanwhile, and waits for this to close its descriptor.
    if (this.destroyed) {
      this.emit(kIoDone, error);
      return;
    }
    if (error) {
      errorOrDestroy(this, error);
    } else if (bytesRead > 0) {
      if (this.pos !== undefined) this.pos += bytesRead;
      this.bytesRead += bytesRead;
      // A short read must not keep the memory of a long one.
      this.push(bytesRead === buffer.length ? buffer : Buffer.copyBytesFrom(buffer, 0, bytesRead));
    } else {
      this.push(null);
    }
  });
};

ReadStream.prototype._destroy = function(error, callback) {
  destroy(this, error, callback);
};

ReadStream.prototype.close = function(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

function definePending(prototype) {
  Object.defineProperty(prototype, 'pending', {
    __proto__: null,
    get() {
      return this.fd === null;
    },
    configurable: true,
  });
}
definePending(ReadStream.prototype);

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);

  options = { ...getOptions(options, kEmptyObject) };
  // Only buffers come to _write.
  options.decodeStrings = true;

  initialize(this, path, options, 'w');
  if (options.flush == null) {
    this.flush = false;
  } else {
    validateBoolean(options.flush, 'options.flush');
    this.flush = options.flush;
  }

  if (options.fs) {
    const { close, fsync, write, writev } = this[kFs];
    if (!write && !writev) {
      const { ERR_INVALID_ARG_TYPE } = codes;
      throw new ERR_INVALID_ARG_TYPE('options.fs.write', 'function', write);
    }
    if (write) validateFunction(write, 'options.fs.write');
    if (writev) validateFunction(writev, 'options.fs.writev');
    if (options.autoDestroy) validateFunction(close, 'options.fs.close');
    if (this.flush) validateFunction(fsync, 'options.fs.fsync');
    // Without one of the two, the stream works with the other.
    if (!write) this._write = null;
    if (!writev) this._writev = null;
  }

  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  this[kIsPerformingIO] = false;

  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }

  Reflect.apply(Writable, this, [options]);

  if (options.encoding) this.setDefaultEncoding(options.encoding);
}
Object.setPrototypeOf(WriteStream.prototype, Writable.prototype);
Object.setPrototypeOf(WriteStream, Writable);

Object.defineProperty(WriteStream.prototype, 'autoClose', {
  __proto__: null,
  get() {
    return this._writableState.autoDestroy;
  },
  set(value) {
    this._writableState.autoDestroy = value;
  },
});

WriteStream.prototype._construct = construct;

const kMaxRetries = 5;

function destroyedError(name) {
  const { ERR_STREAM_DESTROYED } = codes;
  return new ERR_STREAM_DESTROYED(name);
}

// Writes until all is written. A descriptor that refuses for the moment gets a few more chances.
function writeAll(data, size, position, callback, retries = 0) {
  this[kFs].write(this.fd, data, 0, size, position, (error, bytesWritten, buffer) => {
    if (error?.code === 'EAGAIN') {
      error = null;
      bytesWritten = 0;
    }
    if (this.destroyed || error) return callback(error || destroyedError('write'));

    this.bytesWritten += bytesWritten;
    retries = bytesWritten ? 0 : retries + 1;
    size -= bytesWritten;
    if (position !== undefined) position += bytesWritten;
    if (retries > kMaxRetries) {
      callback(new Error('write failed'));
    } else if (size) {
      Reflect.apply(writeAll, this, [buffer.subarray(bytesWritten), size, position, callback, retries]);
    } else {
      callback();
    }
  });
}

function writevAll(chunks, size, position, callback, retries = 0) {
  this[kFs].writev(this.fd, chunks, position, (error, bytesWritten, buffers) => {
    if (error?.code === 'EAGAIN') {
      error = null;
      bytesWritten = 0;
    }
    if (this.destroyed || error) return callback(error || destroyedError('writev'));

    this.bytesWritten += bytesWritten;
    retries = bytesWritten ? 0 : retries + 1;
    size -= bytesWritten;
    if (position !== undefined) position += bytesWritten;
    if (retries > kMaxRetries) {
      callback(new Error('writev failed'));
    } else if (size) {
      const rest = Buffer.concat(buffers).subarray(bytesWritten);
      Reflect.apply(writevAll, this, [[rest], size, position, callback, retries]);
    } else {
      callback();
    }
  });
}

// What a write reports: to the destruction that waits for it, or to the stream.
function ioDone(stream, callback) {
  stream[kIsPerformingIO] = true;
  return (error) => {
    stream[kIsPerformingIO] = false;
    if (stream.destroyed) {
      callback(error);
      stream.emit(kIoDone, error);
      return;
    }
    callback(error);
  };
}

WriteStream.prototype._write = function(data, encoding, callback) {
  Reflect.apply(writeAll, this, [data, data.length, this.pos, ioDone(this, callback)]);
  if (this.pos !== undefined) this.pos += data.length;
};

WriteStream.prototype._writev = function(data, callback) {
  const chunks = new Array(data.length);
  let size = 0;
  for (let i = 0; i < data.length; i++) {
    chunks[i] = data[i].chunk;
    size += chunks[i].length;
  }
  Reflect.apply(writevAll, this, [chunks, size, this.pos, ioDone(this, callback)]);
  if (this.pos !== undefined) this.pos += size;
};

WriteStream.prototype._destroy = function(error, callback) {
  destroy(this, error, callback);
};

WriteStream.prototype.close = function(callback) {
  if (callback) {
    if (this.closed) {
      process.nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  // Without autoClose the end of the stream does not close the file; here it is asked for.
  if (!this.autoClose) this.on('finish', this.destroy);
  this.end();
};

// There is no closing without having written everything.
WriteStream.prototype.destroySoon = WriteStream.prototype.end;
definePending(WriteStream.prototype);

module.exports = { FileReadStream: ReadStream, FileWriteStream: WriteStream, ReadStream, WriteStream };
