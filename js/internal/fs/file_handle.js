// FileHandle: an open file as an object that closes itself in order, after the operations that still use it.

'use strict';

const EventEmitter = require('node:events');
const { codes: { ERR_INTERNAL_ASSERTION, ERR_INVALID_STATE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject } = require('internal/validators');
const { form } = require('internal/fs/arguments');
const transferable = require('internal/worker/js_transferable');

const binding = internalBinding('fs');

const kAsyncId = Symbol('kAsyncId');
// Streams keep a handle open as long as they use it.
const kFd = Symbol('kFd');
const kTransferred = Symbol('kTransferred');
const kRef = Symbol('kRef');
const kUnref = Symbol('kUnref');
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
  // The users of the handle: the program, until it closes it, and each operation that is under way.
  #users = 1;
  // From close() on until the descriptor is closed: the promise of that, and what settles it.
  #closing;
  #locked = false;

  constructor(fd, path = undefined) {
    super();
    this[kFd] = fd ?? -1;
    transferable.markTransferMode(this, false, true);
    if (fd !== undefined) watchCollection(this, fd, path);
    const hooks = require('internal/async_hooks');
    this[kAsyncId] = hooks.newAsyncId();
    hooks.emitInit(this[kAsyncId], 'FILEHANDLE', hooks.getDefaultTriggerAsyncId(), this);
  }

  static isFileHandle(value) {
    return typeof value === 'object' && value !== null && #users in value;
  }

  getAsyncId() {
    return this[kAsyncId];
  }

  get fd() {
    return this[kFd];
  }

  // The descriptor, which is the handle's no more.
  #release() {
    const fd = this[kFd];
    this[kFd] = -1;
    registry.unregister(this);
    return fd;
  }

  [kRef]() {
    this.#users++;
  }

  [kUnref]() {
    if (--this.#users > 0) return;
    const { resolve, reject } = this.#closing;
    operations.close(this.#release()).then(resolve, reject);
  }

  close = () => {
    if (this[kFd] === -1) return Promise.resolve();
    if (this.#closing === undefined) {
      const { promise, resolve, reject } = Promise.withResolvers();
      const closed = promise.finally(() => { this.#closing = undefined; });
      this.#closing = { closed, resolve, reject };
      this[kUnref]();
      this.emit('close');
      return closed;
    }
    return this.#closing.closed;
  };

  async [Symbol.asyncDispose]() {
    return this.close();
  }

  // For those who must not wait: synchronous iteration and disposal.
  [kCloseSync]() {
    if (this[kFd] === -1) return;
    if (this.#closing !== undefined) throw new ERR_INVALID_STATE('The FileHandle is closing');
    binding.close(this.#release());
    this.emit('close');
  }

  readLines(options = undefined) {
    // Named before the stream is made: node:readline comes with an issue of its own.
    const { createInterface } = require('node:readline');
    return createInterface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }

  // Why nobody else can have the handle.
  #busy() {
    if (this[kFd] === -1) return 'closed';
    if (this.#closing !== undefined) return 'closing';
    return this.#locked ? 'locked' : undefined;
  }

  readableWebStream(options = kEmptyObject) {
    const problem = this.#busy();
    if (problem !== undefined) throw new ERR_INVALID_STATE(`The FileHandle is ${problem}`);
    validateObject(options, 'options');
    const { type = 'bytes', autoClose = false } = options;
    validateBoolean(autoClose, 'options.autoClose');
    const text = 'A non-"bytes" options.type has no effect. A byte-oriented steam is always created.';
    if (type !== 'bytes') process.emitWarning(text, 'ExperimentalWarning');
    this.#locked = true;
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
  [transferable.kTransfer]() {
    const isInUse = this.#closing !== undefined || this.#users > 1;
    if (isInUse || this.fd === -1) {
      const { DOMException } = require('internal/per_context/domexception');
      const message = isInUse ? 'Cannot transfer FileHandle while in use' : 'Cannot clone object of unsupported type.';
      throw new DOMException(message, 'DataCloneError');
    }
    this.#users = 0;
    Object.defineProperty(this, kTransferred, { __proto__: null, value: true });
    const descriptor = this.#release();
    binding.giveUpDescriptor(descriptor);
    return { data: undefined, deserializeInfo: 'internal/fs/promises:FileHandle', descriptor };
  }

  [transferable.kTransferList]() {
    return [];
  }

  [transferable.kDeserialize](_data, fd) {
    this[kFd] = fd;
    binding.adoptDescriptor(fd);
    watchCollection(this, fd);
  }
}

// The methods that are operations: their names, those of the operations, how many arguments they show.
for (const [name, operation, length] of [
  ['appendFile', 'writeFile', 2], ['chmod', 'fchmod', 1], ['chown', 'fchown', 2], ['datasync', 'fdatasync', 0],
  ['sync', 'fsync', 0], ['read', 'read', 4], ['readv', 'readv', 2], ['readFile', 'readFile', 1], ['stat', 'fstat', 1],
  ['truncate', 'ftruncate', 0], ['utimes', 'futimes', 2], ['write', 'write', 4], ['writev', 'writev', 2],
  ['writeFile', 'writeFile', 2],
]) {
  const value = form(name, length, function(...args) { return fsCall(operations[operation], this, args); });
  Object.defineProperty(FileHandle.prototype, name, { __proto__: null, value, configurable: true, writable: true });
}

// Runs an operation on a handle, which stays open until it is done.
async function fsCall(operation, handle, args) {
  if (!FileHandle.isFileHandle(handle)) throw new ERR_INTERNAL_ASSERTION('handle must be an instance of FileHandle');
  if (handle[kFd] === -1) {
    const message = handle[kTransferred] ? 'The FileHandle has been transferred' : 'file closed';
    throw Object.assign(new Error(message), { code: 'EBADF', syscall: operation.name });
  }
  handle[kRef]();
  try {
    return await operation(handle, ...args);
  } finally {
    handle[kUnref]();
  }
}

function makeWebStream(handle, autoClose) {
  const { ReadableStream } = require('node:stream/web');
  const cancel = async () => {
    handle[kUnref]();
    if (autoClose) await handle.close();
  };
  const pull = async (controller) => {
    const { byobRequest: request } = controller;
    const { byteLength } = request.view;
    const { bytesRead: count } = await operations.read(handle, request.view, 0, byteLength);
    if (count === 0) {
      controller.close();
      await cancel();
    }
    request.respond(count);
  };
  const stream = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 16384, pull, cancel });
  handle[kRef]();
  handle.once('close', () => {
    // Whoever closes the handle ends the stream as well; one that ended before stays as it is.
    const { readableStreamCancel } = require('internal/webstreams/readablestream');
    readableStreamCancel(stream);
  });
  return stream;
}

module.exports = { FileHandle, kCloseSync, kFd, kRef, kUnref, setOperations };
