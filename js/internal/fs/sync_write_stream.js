'use strict';

// A writable stream over a descriptor whose writes are synchronous: standard
// output and standard error when they are files.

const { Writable } = require('node:stream');
const { kEmptyObject } = require('internal/util');

// Those of `fs` when the first stream is made: who replaces them later may print meanwhile.
let closeSync;
let writeSync;

function writeFully(fd, chunk) {
  let offset = 0;
  while (offset < chunk.length)
    offset += writeSync(fd, chunk, offset, chunk.length - offset);
}

class SyncWriteStream extends Writable {
  constructor(fd, { autoClose = true } = kEmptyObject) {
    super({ autoDestroy: true });
    if (writeSync === undefined)
      ({ closeSync, writeSync } = require('node:fs'));
    Object.assign(this, { fd, readable: false, autoClose });
  }

  _write(chunk, encoding, callback) {
    try {
      writeFully(this.fd, chunk);
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  _destroy(error, callback) {
    const { fd } = this;
    if (fd !== null && this.autoClose)
      closeSync(fd);
    this.fd = null;
    callback(error);
  }

  destroySoon() {
    return this.destroy();
  }
}

module.exports = SyncWriteStream;
