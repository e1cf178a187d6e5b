'use strict';

// Heap snapshots as files and as streams.

const { Readable } = require('node:stream');
const { validateBoolean, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');

const binding = internalBinding('v8');

const kChunkSize = 64 * 1024;

function validateOptions(options) {
  validateObject(options, 'options');
  for (const name of ['exposeInternals', 'exposeNumericValues']) {
    if (options[name] !== undefined) validateBoolean(options[name], `options.${name}`);
  }
}

class HeapSnapshotStream extends Readable {
  #bytes;
  #offset = 0;

  constructor(bytes) {
    super({ autoDestroy: true });
    this.#bytes = bytes;
  }

  _read() {
    if (this.#offset >= this.#bytes.length) {
      this.push(null);
      return;
    }
    const end = Math.min(this.#offset + kChunkSize, this.#bytes.length);
    this.push(Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + this.#offset, end - this.#offset));
    this.#offset = end;
  }

  _destroy(error, callback) {
    this.#bytes = new Uint8Array(0);
    callback(error);
  }
}

function getHeapSnapshot(options = kEmptyObject) {
  validateOptions(options);
  return new HeapSnapshotStream(binding.heapSnapshot());
}

function writeHeapSnapshot(filename, options = kEmptyObject) {
  let path = filename;
  if (path !== undefined) {
    path = require('internal/fs/utils').getValidatedPath(path);
    path = typeof path === 'string' ? path : Buffer.from(path).toString();
  }
  validateOptions(options);
  path ??= binding.heapSnapshotName();
  require('node:fs').writeFileSync(path, binding.heapSnapshot());
  return path;
}

module.exports = { HeapSnapshotStream, getHeapSnapshot, validateOptions, writeHeapSnapshot };
