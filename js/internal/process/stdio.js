'use strict';

// process.stdin, process.stdout and process.stderr, each made when it is first
// read: a file, a pipe or a terminal, as Node has it. Writes to files and
// terminals are synchronous; so are writes to pipes as long as the reader keeps
// up, and what is left is written out when the process exits.

const binding = internalBinding('stdio');

let stdin;
let stdout;
let stderr;

function dummyDestroy(error, callback) {
  callback(error);
  this._undestroy();
  // The descriptor stays open: others may use it. 'close' comes all the same.
  if (!this._writableState.emitClose) {
    process.nextTick(() => this.emit('close'));
  }
}

function createWritable(fd) {
  let stream;
  switch (binding.guessHandleType(fd)) {
    case 'TTY': {
      const { WriteStream } = require('node:tty');
      stream = new WriteStream(fd);
      stream._type = 'tty';
      break;
    }
    case 'FILE': {
      const SyncWriteStream = require('internal/fs/sync_write_stream');
      stream = new SyncWriteStream(fd, { autoClose: false });
      stream._type = 'fs';
      break;
    }
    case 'PIPE':
    case 'TCP': {
      const { Socket } = require('internal/socket');
      stream = new Socket({ fd, readable: false, writable: true });
      // Output alone never keeps the process alive.
      stream._type = 'pipe';
      break;
    }
    default: {
      // The descriptor is closed, or of a kind that cannot be written to.
      const { Writable } = require('node:stream');
      stream = new Writable({
        write(chunk, encoding, callback) {
          callback();
        },
      });
    }
  }
  stream.fd = fd;
  stream._isStdio = true;
  return stream;
}

function prepareWritable(stream) {
  stream.destroySoon = stream.destroy;
  stream._destroy = dummyDestroy;
  if (stream.isTTY && process.platform !== 'win32') {
    process.on('SIGWINCH', () => stream._refreshSize());
  }
  return stream;
}

function getStdout() {
  return stdout ??= prepareWritable(createWritable(1));
}

function getStderr() {
  return stderr ??= prepareWritable(createWritable(2));
}

function getStdin() {
  if (stdin)
    return stdin;
  const fd = 0;
  switch (binding.guessHandleType(fd)) {
    case 'TTY': {
      const { ReadStream } = require('node:tty');
      stdin = new ReadStream(fd);
      break;
    }
    case 'FILE': {
      const { ReadStream } = require('node:fs');
      stdin = new ReadStream(null, { fd, autoClose: false });
      break;
    }
    case 'PIPE':
    case 'TCP': {
      const { Socket } = require('internal/socket');
      stdin = new Socket({ fd, readable: true, writable: false, manualStart: true });
      stdin._type = 'pipe';
      break;
    }
    default: {
      const { Readable } = require('node:stream');
      stdin = new Readable({ read() {} });
      stdin.push(null);
    }
  }
  stdin.fd = fd;

  // Whoever only looks at process.stdin must not be kept alive by it, nor take
  // input away from a program that starts later.
  if (stdin._handle?.readStop) {
    stdin._handle.readStop();
    stdin._readableState.reading = false;
    stdin._readableState.readable &&= false;
  }
  stdin.on('pause', () => {
    process.nextTick(() => {
      const handle = stdin._handle;
      if (handle && handle.reading && !stdin._readableState.flowing) {
        stdin._readableState.reading = false;
        handle.readStop();
      }
    });
  });
  return stdin;
}

module.exports = { getStderr, getStdin, getStdout };
