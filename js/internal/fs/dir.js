// Dir: a directory that is read entry by entry.

'use strict';

const { codes } = require('internal/errors');
const { validateFunction, validateUint32 } = require('internal/validators');
const { isText, makeDirents } = require('internal/fs/dirent');
const { getOptions, getValidatedPath, handleErrorFromBinding, kUsePromises } = require('internal/fs/utils');

const binding = internalBinding('fs');

const kDefaultBufferSize = 32;

// Directories that are collected without having been closed are closed, with a warning. Made with the first Dir.
let registry;

function onCollected(fd) {
  try {
    binding.close(fd);
  } catch {
    // Somebody else has closed it already.
  }
  process.emitWarning('Closing directory handle on garbage collection');
}

// What async_hooks gets as the resource.
class DirHandle {}

class Dir {
  #fd;
  #path;
  #encoding;
  #bufferSize;
  #recursive;
  #closed = false;
  // Entries that were read but not yet asked for, and where the next one of them is.
  #entries = [];
  #next = 0;
  // What waits for the asynchronous operation that is under way; null without one.
  #queue = null;
  // The directory that is being read, and for a recursive Dir those that are still to be read.
  #current;
  #currentFd;
  #pending = [];

  constructor(handle, path, options) {
    if (handle == null) {
      const { ERR_MISSING_ARGS } = codes;
      throw new ERR_MISSING_ARGS('handle');
    }
    this.#fd = this.#currentFd = handle;
    this.#path = this.#current = path;
    const { bufferSize = kDefaultBufferSize, encoding, recursive = false } = options ?? {};
    validateUint32(bufferSize, 'options.bufferSize', true);
    this.#encoding = encoding;
    this.#bufferSize = bufferSize;
    this.#recursive = !!recursive;
    registry ??= new FinalizationRegistry(onCollected);
    registry.register(this, handle, this);
    const { emitInit, getDefaultTriggerAsyncId, newAsyncId } = require('internal/async_hooks');
    emitInit(newAsyncId(), 'DIRHANDLE', getDefaultTriggerAsyncId(), new DirHandle());
  }

  get path() {
    if (!(#path in this)) {
      const { ERR_INVALID_THIS } = codes;
      throw new ERR_INVALID_THIS('Dir');
    }
    return this.#path;
  }

  #checkOpen() {
    if (this.#closed) {
      const { ERR_DIR_CLOSED } = codes;
      throw new ERR_DIR_CLOSED();
    }
  }

  #checkIdle() {
    if (this.#queue !== null) {
      const { ERR_DIR_CONCURRENT_OPERATION } = codes;
      throw new ERR_DIR_CONCURRENT_OPERATION();
    }
  }

  #take() {
    const entry = this.#entries[this.#next++];
    if (this.#recursive && entry.isDirectory()) {
      this.#pending.push(require('node:path').join(`${entry.parentPath}`, `${entry.name}`));
    }
    return entry;
  }

  #fill(found) {
    this.#entries = makeDirents(this.#current, this.#encoding, found);
    this.#next = 0;
  }

  read(callback) {
    if (arguments.length === 0) {
      return new Promise((resolve, reject) => {
        this.#read((error, entry) => (error ? reject(error) : resolve(entry)));
      });
    }
    this.#read(callback);
  }

  #read(callback) {
    this.#checkOpen();
    validateFunction(callback, 'callback');
    if (this.#queue !== null) {
      this.#queue.push(() => this.#read(callback));
      return;
    }
    if (this.#next < this.#entries.length) {
      process.nextTick(callback, null, this.#take());
      return;
    }
    this.#queue = [];
    this.#readMore((error, entry) => {
      process.nextTick(() => {
        const queue = this.#queue;
        this.#queue = null;
        for (const operation of queue) operation();
      });
      if (error) callback(error);
      else callback(null, entry);
    });
  }

  // The next entry of the directory, or of the next pending directory, or null.
  #readMore(callback) {
    binding.readEntries(this.#currentFd, this.#bufferSize, !isText(this.#encoding), (error, found) => {
      if (error) return callback(error);
      if (found[0].length > 0) {
        this.#fill(found);
        return callback(null, this.#take());
      }
      if (this.#pending.length === 0) return callback(null, null);
      const next = this.#pending.shift();
      binding.opendir(next, (error, fd) => {
        if (error) return callback(error);
        this.#leaveCurrent();
        this.#current = next;
        this.#currentFd = fd;
        this.#readMore(callback);
      });
    });
  }

  // A recursive Dir holds its own descriptor until it is closed, the others only while they are read.
  #leaveCurrent() {
    if (this.#currentFd !== this.#fd) binding.close(this.#currentFd);
    this.#currentFd = this.#fd;
  }

  readSync() {
    this.#checkOpen();
    this.#checkIdle();
    for (;;) {
      if (this.#next < this.#entries.length) return this.#take();
      const found = binding.readEntries(this.#currentFd, this.#bufferSize, !isText(this.#encoding));
      if (found[0].length > 0) {
        this.#fill(found);
      } else {
        if (this.#pending.length === 0) return null;
        const next = this.#pending.shift();
        const fd = binding.opendir(next);
        this.#leaveCurrent();
        this.#current = next;
        this.#currentFd = fd;
      }
    }
  }

  close(callback) {
    if (callback === undefined) {
      if (this.#closed) {
        const { ERR_DIR_CLOSED } = codes;
        return Promise.reject(new ERR_DIR_CLOSED());
      }
      return new Promise((resolve, reject) => {
        this.close((error) => (error ? reject(error) : resolve()));
      });
    }
    validateFunction(callback, 'callback');
    if (this.#closed) {
      const { ERR_DIR_CLOSED } = codes;
      process.nextTick(callback, new ERR_DIR_CLOSED());
      return;
    }
    if (this.#queue !== null) {
      this.#queue.push(() => this.close(callback));
      return;
    }
    this.#markClosed();
    binding.close(this.#fd, callback);
  }

  closeSync() {
    this.#checkOpen();
    this.#checkIdle();
    this.#markClosed();
    binding.close(this.#fd);
  }

  #markClosed() {
    this.#closed = true;
    registry.unregister(this);
    this.#leaveCurrent();
  }

  async* entries() {
    try {
      for (;;) {
        const entry = await this.read();
        if (entry === null) return;
        yield entry;
      }
    } finally {
      await this.close();
    }
  }

  [Symbol.dispose]() {
    if (!this.#closed) this.closeSync();
  }

  async [Symbol.asyncDispose]() {
    if (!this.#closed) await this.close();
  }
}

Object.defineProperty(Dir.prototype, Symbol.asyncIterator, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  value: Dir.prototype.entries,
  writable: true,
});

function getDirOptions(options) {
  options = getOptions(options, { encoding: 'utf8' });
  // Before there is a descriptor that could be lost.
  if (options.bufferSize !== undefined) validateUint32(options.bufferSize, 'options.bufferSize', true);
  return options;
}

function opendir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'callback');
  path = getValidatedPath(path);
  options = getDirOptions(options);
  binding.opendir(path, (error, fd) => {
    if (error) callback(error);
    else callback(null, new Dir(fd, path, options));
  });
}

function opendirSync(path, options) {
  path = getValidatedPath(path);
  options = getDirOptions(options);
  return new Dir(binding.opendir(path), path, options);
}

async function opendirPromise(path, options) {
  path = getValidatedPath(path);
  options = getDirOptions(options);
  return new Dir(await binding.opendir(path, kUsePromises).then(undefined, handleErrorFromBinding), path, options);
}

module.exports = { Dir, opendir, opendirPromise, opendirSync };
