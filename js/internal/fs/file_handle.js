// FileHandle: an open file as an object that closes itself in order, after the operations that still use it.

'use strict';

const EventEmitter = require('node:events');
const { codes } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject } = require('internal/validators');
const {
  kDeserialize, kTransfer, kTransferList, markTransferMode,
} = require('internal/worker/js_transferable');

const binding = internalBinding('fs');

const kFd = Symbol('kFd');
const kRefs = Symbol('kRefs');
const kRef = Symbol('kRef');
const kUnref = Symbol('kUnref');
const kLocked = Symbol('kLocked');
const kClosePromise = Symbol('kClosePromise');
const kCloseResolve = Symbol('kCloseResolve');
const kCloseReject = Symbol('kCloseReject');
const kCloseSync = Symbol('kCloseSync');

// The operations on handles; internal/fs/promises makes them, and needs this class for it.
let operations;

function setOperations(functions) {
  operations = functions;
}

// Handles that are collected without having been closed: their descriptor is closed, and the program told, as an error.
// `registry` is made with the first handle: a startup snapshot cannot hold one.
let registry;

function onCollected({ fd, path }) {
  try {
    binding.close(fd);
  } catch {
    // Somebody else has closed it: no less an error of the program.
  }
  const error = new Error(
    'A FileHandle object was closed during garbage collection. This used to be allowed with a deprecation warning ' +
    'but is now considered an error. Please close FileHandle objects explicitly. ' +
    `File descriptor: ${fd}${path === undefined ? '' : ` (${path})`}`);
  error.code = 'ERR_INVALID_STATE';
  // From a tick, where it is an uncaught exception like any other.
  process.nextTick(() => {
    throw error;
  });
}

function watchCollection(handle, fd, path) {
  registry ??= new FinalizationRegistry(onCollected);
  registry.register(handle, { fd, path: path === undefined ? undefined : `${path}` }, handle);
}

class FileHandle extends EventEmitter {
  constructor(fd, path) {
    super();
    this[kFd] = fd ?? -1;
    this[kRefs] = 1;
    this[kClosePromise] = null;
    markTransferMode(this, false, true);
    if (fd !== undefined) watchCollection(this, fd, path);
    const hooks = require('internal/async_hooks');
    this[kAsyncId] = hooks.newAsyncId();
    hooks.emitInit(this[kAsyncId], 'FILEHANDLE', hooks.getDefaultTriggerAsyncId(), this);
  }

  getAsyncId() {
    return this[kAsyncId];
  }

  get fd() {
    return this[kFd];
  }

  appendFile(data, options) {
    return fsCall(operations.writeFile, this, data, options);
  }

  chmod(mode) {
    return fsCall(operations.fchmod, this, mode);
  }

  chown(uid, gid) {
    return fsCall(operations.fchown, this, uid, gid);
  }

  datasync() {
    return fsCall(operations.fdatasync, this);
  }

  sync() {
    return fsCall(operations.fsync, this);
  }

  read(buffer, offset, length, position) {
    return fsCall(operations.read, this, buffer, offset, length, position);
  }

  readv(buffers, position) {
    return fsCall(operations.readv, this, buffers, position);
  }

  readFile(options) {
    return fsCall(operations.readFile, this, options);
  }

  readLines(options = undefined) {
    // Named before the stream is made: node:readline comes with an issue of its own.
    const { createInterface } = require('node:readline');
    return createInterface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }

  stat(options) {
    return fsCall(operations.fstat, this, options);
  }

  truncate(len = 0) {
    return fsCall(operations.ftruncate, this, len);
  }

  utimes(atime, mtime) {
    return fsCall(operations.futimes, this, atime, mtime);
  }

  write(buffer, offset, length, position) {
    return fsCall(operations.write, this, buffer, offset, length, position);
  }

  writev(buffers, position) {
    return fsCall(operations.writev, this, buffers, position);
  }

  writeFile(data, options) {
    return fsCall(operations.writeFile, this, data, options);
  }

  close = () => {
    if (this[kFd] === -1) return Promise.resolve();
    if (this[kClosePromise]) return this[kClosePromise];

    if (--this[kRefs] === 0) {
      this[kClosePromise] = this.#closeNow().finally(() => {
        this[kClosePromise] = undefined;
      });
    } else {
      this[kClosePromise] = new Promise((resolve, reject) => {
        this[kCloseResolve] = resolve;
        this[kCloseReject] = reject;
      }).finally(() => {
        this[kClosePromise] = undefined;
        this[kCloseResolve] = undefined;
        this[kCloseReject] = undefined;
      });
    }
    this.emit('close');
    return this[kClosePromise];
  };

  async [Symbol.asyncDispose]() {
    return this.close();
  }

  #closeNow() {
    const fd = this[kFd];
    this[kFd] = -1;
    registry.unregister(this);
    return operations.close(fd);
  }

  // For those who must not wait: synchronous iteration and disposal.
  [kCloseSync]() {
    if (this[kFd] === -1) return;
    if (this[kClosePromise]) {
      const { ERR_INVALID_STATE } = codes;
      throw new ERR_INVALID_STATE('The FileHandle is closing');
    }
    const fd = this[kFd];
    this[kFd] = -1;
    registry.unregister(this);
    binding.close(fd);
    this.emit('close');
  }

  readableWebStream(options = kEmptyObject) {
    const { ERR_INVALID_STATE } = codes;
    if (this[kFd] === -1) throw new ERR_INVALID_STATE('The FileHandle is closed');
    if (this[kClosePromise]) throw new ERR_INVALID_STATE('The FileHandle is closing');
    if (this[kLocked]) throw new ERR_INVALID_STATE('The FileHandle is locked');
    validateObject(options, 'options');
    const { type = 'bytes', autoClose = false } = options;
    validateBoolean(autoClose, 'options.autoClose');
    if (type !== 'bytes') {
      process.emitWarning('A non-"bytes" options.type has no effect. A byte-oriented steam is always created.',
                          'ExperimentalWarning');
    }
    this[kLocked] = true;
    return makeWebStream(this, autoClose);
  }

  createReadStream(options = undefined) {
    const { ReadStream } = require('internal/fs/streams');
    return new ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options = undefined) {
    const { WriteStream } = require('internal/fs/streams');
    return new WriteStream(undefined, { ...options, fd: this });
  }

  // To another thread: the handle is closed here and open there.
  [kTransfer]() {
    if (this[kClosePromise] || this[kRefs] > 1) {
      const { DOMException } = require('internal/per_context/domexception');
      throw new DOMException('Cannot transfer FileHandle while in use', 'DataCloneError');
    }
    const fd = this[kFd];
    this[kFd] = -1;
    this[kRefs] = 0;
    registry.unregister(this);
    return { data: { fd }, deserializeInfo: 'internal/fs/promises:FileHandle' };
  }

  [kTransferList]() {
    return [];
  }

  [kDeserialize]({ fd }) {
    this[kFd] = fd;
    watchCollection(this, fd);
  }

  [kRef]() {
    this[kRefs]++;
  }

  [kUnref]() {
    if (--this[kRefs] === 0) this.#closeNow().then(this[kCloseResolve], this[kCloseReject]);
  }
}

const kAsyncId = Symbol('kAsyncId');

// Runs an operation on a handle, which stays open until it is done.
async function fsCall(operation, handle, ...args) {
  if (handle[kRefs] === undefined) {
    const { ERR_INTERNAL_ASSERTION } = codes;
    throw new ERR_INTERNAL_ASSERTION('handle must be an instance of FileHandle');
  }
  if (handle.fd === -1) {
    const error = new Error('file closed');
    error.code = 'EBADF';
    error.syscall = operation.name;
    throw error;
  }
  try {
    handle[kRef]();
    return await operation(handle, ...args);
  } finally {
    handle[kUnref]();
  }
}

function makeWebStream(handle, autoClose) {
  const { ReadableStream } = require('node:stream/web');
  const done = async () => {
    handle[kUnref]();
    if (autoClose) await handle.close();
  };
  const stream = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: 16384,

    async pull(controller) {
      const view = controller.byobRequest.view;
      const { bytesRead } = await operations.read(handle, view, 0, view.byteLength);
      if (bytesRead === 0) {
        controller.close();
        await done();
      }
      controller.byobRequest.respond(bytesRead);
    },

    async cancel() {
      await done();
    },
  });
  handle[kRef]();
  handle.once('close', () => {
    // Whoever closes the handle ends the stream as well; one that ended before stays as it is.
    const { readableStreamCancel } = require('internal/webstreams/readablestream');
    readableStreamCancel(stream);
  });
  return stream;
}

module.exports = { FileHandle, kCloseSync, kFd, kRef, kUnref, setOperations };
