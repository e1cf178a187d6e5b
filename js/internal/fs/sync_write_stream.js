'use strict';

// A writable stream over a descriptor whose writes are synchronous: standard
// output and standard error when they are files.

const { Writable } = require('node:stream');
const { kEmptyObject } = require('internal/util');

function writeFully(fs, fd, chunk) {
  let offset = 0;
  while (offset < chunk.length)
    offset += fs.writeSync(fd, chunk, offset, chunk.length - offset);
}

class SyncWriteStream extends Writable {
  constructor(fd, options = kEmptyObject) {
    super({ autoDestroy: true, decodeStrings: false });
    this.fd = fd;
    this.readable = false;
    this.autoClose = options.autoClose === undefined ? true : options.autoClose;
  }

  _write(chunk, encoding, callback) {
    try {
      const fs = require('node:fs');
      if (typeof chunk === 'string')
        fs.writeSync(this.fd, chunk, null, encoding);
      else
        writeFully(fs, this.fd, chunk);
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  _destroy(error, callback) {
    if (this.fd === null)
      return callback(error);
    if (this.autoClose)
      require('node:fs').closeSync(this.fd);
    this.fd = null;
    callback(error);
  }

  destroySoon() {
    return this.destroy();
  }
}

module.exports = SyncWriteStream;
