// fs.Utf8Stream: a writer for logs. It gathers what is written and hands it to the file in large pieces, at once or in
// the background, and everything that is gathered can be flushed at any moment.

'use strict';

const { Buffer } = require('node:buffer');
const EventEmitter = require('node:events');
const { dirname } = require('node:path');
const { codes } = require('internal/errors');
const { defineGetters, kEmptyObject } = require('internal/util');
const {
  validateBoolean, validateFunction, validateObject, validateOneOf, validateNumber, validateUint32,
} = require('internal/validators');

const kMaxWrite = 16 * 1024;
// How much may wait before write() asks its caller to slow down.
const kHighWaterMark = 16387;
// How long a busy descriptor is left alone.
const kRetryDelay = 100;

function invalidState(message) {
  const { ERR_INVALID_STATE } = codes;
  return new ERR_INVALID_STATE(message);
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

// Pipes and terminals have nothing to synchronize.
function isUnsynchronizable(error) {
  return error?.code === 'EBADF' || error?.code === 'EINVAL';
}

class Utf8Stream extends EventEmitter {
  #fs;
  #fd = -1;
  #file = null;
  #opening = false;
  #reopenTo;
  // As they were checked.
  #options;
  #flushTimer;
  #retryEAGAIN;
  // What is gathered, and how long that is.
  #chunks = [];
  #length = 0;
  // The piece that is being written.
  #current = null;
  #ending = false;
  #destroyed = false;
  #drainPending = false;
  // Called when what was gathered until now is in the file.
  #flushed = [];

  constructor(options = kEmptyObject) {
    super();
    validateObject(options, 'options');
    let { fd } = options;
    const {
      append = true, contentMode = 'utf8', dest, fs = kEmptyObject, fsync = false, maxLength = 0, maxWrite = kMaxWrite,
      minLength = 0, mkdir = false, mode, periodicFlush = 0, retryEAGAIN = () => true, sync = false,
    } = options;
    fd ??= dest;
    if (typeof fd !== 'number' && typeof fd !== 'string') {
      const { ERR_INVALID_ARG_TYPE } = codes;
      throw new ERR_INVALID_ARG_TYPE('fd', ['number', 'string'], fd);
    }
    validateObject(fs, 'options.fs');
    validateOneOf(contentMode, 'options.contentMode', ['buffer', 'utf8']);
    validateBoolean(append, 'options.append');
    validateBoolean(fsync, 'options.fsync');
    validateBoolean(mkdir, 'options.mkdir');
    validateBoolean(sync, 'options.sync');
    validateNumber(maxLength, 'options.maxLength');
    validateNumber(maxWrite, 'options.maxWrite');
    validateNumber(minLength, 'options.minLength');
    validateUint32(periodicFlush, 'options.periodicFlush');
    validateFunction(retryEAGAIN, 'options.retryEAGAIN');
    if (minLength >= maxWrite) {
      const { ERR_INVALID_ARG_VALUE } = codes;
      throw new ERR_INVALID_ARG_VALUE.RangeError('minLength', minLength, `should be smaller than maxWrite (${maxWrite})`);
    }

    this.#fs = { ...require('node:fs'), ...fs };
    this.#options = {
      append, contentMode, fsync, maxLength, maxWrite, minLength, mkdir, mode, periodicFlush, sync,
    };
    this.#retryEAGAIN = retryEAGAIN;

    if (typeof fd === 'number') {
      this.#fd = fd;
      process.nextTick(() => this.emit('ready'));
    } else {
      this.#open(fd);
    }
    if (periodicFlush > 0) {
      this.#flushTimer = setInterval(() => {
        if (!this.#destroyed) this.flush();
      }, periodicFlush);
      this.#flushTimer.unref();
    }
  }

  get fd() {
    return this.#fd;
  }

  get file() {
    return this.#file;
  }

  get writing() {
    return this.#current !== null || this.#opening;
  }

  static {
    for (const name of [
      'append', 'contentMode', 'fsync', 'maxLength', 'minLength', 'mkdir', 'mode', 'periodicFlush', 'sync',
    ]) {
      defineGetters(this, { [name]: (stream) => stream.#options[name] });
    }
  }

  // --- opening -------------------------------------------------------------------------------------------------------

  #open(file) {
    const flags = this.#options.append ? 'a' : 'w';
    this.#opening = true;
    if (this.#options.sync) {
      try {
        if (this.#options.mkdir) this.#fs.mkdirSync(dirname(file), { recursive: true });
        this.#opened(file, null, this.#fs.openSync(file, flags, this.#options.mode));
      } catch (error) {
        this.#opening = false;
        throw error;
      }
      return;
    }
    const open = (error) => {
      if (error) this.#opened(file, error);
      else this.#fs.open(file, flags, this.#options.mode, (error, fd) => this.#opened(file, error, fd));
    };
    if (this.#options.mkdir) this.#fs.mkdir(dirname(file), { recursive: true }, open);
    else open(null);
  }

  #opened(file, error, fd) {
    this.#opening = false;
    if (error) {
      // After a failed reopen the old file stays.
      this.emit('error', error);
      if (this.#fd !== -1) this.#continue();
      return;
    }
    const previous = this.#fd;
    this.#fd = fd;
    this.#file = file;
    if (previous !== -1) this.#fs.close(previous, () => {});
    if (this.#destroyed) {
      this.#close();
      return;
    }
    if (this.#options.sync) process.nextTick(() => this.emit('ready'));
    else this.emit('ready');
    if (this.#length > 0 || this.#ending || this.#flushed.length > 0) this.#continue();
  }

  reopen(file) {
    this.#checkAlive();
    file ??= this.#file;
    if (!file) {
      throw invalidState('Unable to reopen a file descriptor, you must pass a file to SonicBoom');
    }
    if (this.writing) {
      this.#reopenTo = file;
      return;
    }
    // What was written before belongs to the old file.
    if (this.#length > 0) this.flushSync();
    this.#open(file);
  }

  // --- writing -------------------------------------------------------------------------------------------------------

  #checkAlive() {
    if (this.#destroyed) throw invalidState('Utf8Stream is destroyed');
  }

  write(data) {
    this.#checkAlive();
    if (this.#options.contentMode === 'buffer') {
      if (!Buffer.isBuffer(data)) {
        const { ERR_INVALID_ARG_TYPE } = codes;
        throw new ERR_INVALID_ARG_TYPE('data', 'Buffer', data);
      }
    } else {
      data = `${data}`;
    }
    const length = this.#length + data.length;
    if (this.#options.maxLength > 0 && length > this.#options.maxLength) {
      this.emit('drop', data);
      return this.#length < kHighWaterMark;
    }
    this.#chunks.push(data);
    this.#length = length;
    if (!this.writing && length >= this.#options.minLength) this.#writeNext();
    // What is being written still waits, as far as the caller is concerned.
    return this.#length + (this.#current?.length ?? 0) < kHighWaterMark;
  }

  // The next piece of what is gathered: as many whole chunks as fit.
  #take() {
    let count = 0;
    let length = 0;
    while (count < this.#chunks.length && (count === 0 || length + this.#chunks[count].length <= this.#options.maxWrite)) {
      length += this.#chunks[count++].length;
    }
    const taken = this.#chunks.splice(0, count);
    this.#length -= length;
    return this.#options.contentMode === 'buffer' ? Buffer.concat(taken) : Buffer.from(taken.join(''));
  }

  #writeNext() {
    this.#current = this.#take();
    this.#writeCurrent();
  }

  #writeCurrent() {
    if (this.#options.sync) {
      try {
        this.#written(null, this.#fs.writeSync(this.#fd, this.#current));
      } catch (error) {
        if (!this.#isBusy(error)) throw this.#failed(error);
        sleep(kRetryDelay);
        this.#writeCurrent();
      }
    } else {
      this.#fs.write(this.#fd, this.#current, (error, written) => this.#written(error, written));
    }
  }

  #isBusy(error) {
    return (error.code === 'EAGAIN' || error.code === 'EBUSY') &&
      this.#retryEAGAIN(error, this.#current.length, this.#length);
  }

  #failed(error) {
    this.#current = null;
    return error;
  }

  #written(error, written) {
    if (error) {
      if (this.#isBusy(error)) {
        setTimeout(() => this.#writeCurrent(), kRetryDelay);
      } else {
        this.emit('error', this.#failed(error));
      }
      return;
    }
    // Before the listeners, which may flush what is left.
    const rest = written < this.#current.length ? this.#current.subarray(written) : null;
    this.#current = rest;
    this.emit('write', written);
    if (rest !== null && this.#current === rest) this.#writeCurrent();
    if (this.#current !== null || rest !== null) return;
    if (this.#options.fsync) this.#fs.fsyncSync(this.#fd);
    this.#continue();
  }

  // What comes after a piece was written.
  #continue() {
    if (this.#destroyed || this.writing) return;
    if (this.#reopenTo !== undefined) {
      const file = this.#reopenTo;
      this.#reopenTo = undefined;
      this.#open(file);
    } else if (this.#length > 0 && (this.#length >= this.#options.minLength || this.#ending || this.#flushed.length > 0)) {
      this.#writeNext();
    } else if (this.#ending) {
      this.#finish();
    } else {
      this.#drained();
    }
  }

  #drained() {
    this.#settleFlushes(null);
    if (!this.#options.sync) {
      this.emit('drain');
    } else if (!this.#drainPending) {
      this.#drainPending = true;
      process.nextTick(() => {
        this.#drainPending = false;
        this.emit('drain');
      });
    }
  }

  // --- flushing ------------------------------------------------------------------------------------------------------

  #settleFlushes(error) {
    const callbacks = this.#flushed;
    this.#flushed = [];
    for (const callback of callbacks) {
      if (error !== null || this.#options.fsync) callback(error);
      else this.#fs.fsync(this.#fd, (error) => callback(isUnsynchronizable(error) ? null : error));
    }
  }

  flush(callback = () => {}) {
    validateFunction(callback, 'cb');
    if (this.#destroyed) {
      callback(invalidState('Utf8Stream is destroyed'));
      return;
    }
    this.#flushed.push(callback);
    if (this.writing) return;
    if (this.#length > 0) this.#writeNext();
    else this.#settleFlushes(null);
  }

  flushSync() {
    this.#checkAlive();
    if (this.#fd < 0) throw invalidState('Invalid file descriptor');
    // What the pool writes at the moment is its own; written here as well it would be there twice.
    let pending = this.#options.sync && this.#current !== null ? this.#current : null;
    while (pending !== null || this.#length > 0) {
      pending ??= this.#take();
      try {
        const written = this.#fs.writeSync(this.#fd, pending);
        pending = written < pending.length ? pending.subarray(written) : null;
      } catch (error) {
        if (error.code !== 'EAGAIN' && error.code !== 'EBUSY') throw error;
        if (!this.#retryEAGAIN(error, pending.length, this.#length)) throw error;
        sleep(kRetryDelay);
      }
    }
    if (this.#options.sync) this.#current = null;
    try {
      this.#fs.fsyncSync(this.#fd);
    } catch (error) {
      if (!isUnsynchronizable(error)) throw error;
    }
  }

  // --- the end -------------------------------------------------------------------------------------------------------

  end() {
    this.#checkAlive();
    if (this.#ending) return;
    this.#ending = true;
    if (this.writing) return;
    if (this.#length > 0 && this.#fd >= 0) this.#writeNext();
    else if (this.#fd >= 0) this.#finish();
  }

  #finish() {
    this.#settleFlushes(null);
    this.#destroyed = true;
    this.#close('finish');
  }

  destroy() {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#settleFlushes(invalidState('Utf8Stream is destroyed'));
    if (!this.#opening) this.#close();
  }

  #close(event) {
    clearInterval(this.#flushTimer);
    const fd = this.#fd;
    this.#fd = -1;
    const done = (error) => {
      if (error) {
        this.emit('error', error);
        return;
      }
      if (event !== undefined) this.emit(event);
      this.emit('close');
    };
    // The process's own standard streams stay open.
    if (fd === -1 || fd === 1 || fd === 2) process.nextTick(done, null);
    else this.#fs.close(fd, done);
  }

  [Symbol.dispose]() {
    this.destroy();
  }
}

module.exports = { Utf8Stream };
