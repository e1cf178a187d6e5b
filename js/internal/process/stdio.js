'use strict';

// process.stdin, process.stdout and process.stderr, each made when it is first
// read: a file, a pipe or a terminal, as Node has it. Writes to files and
// terminals are synchronous; so are writes to pipes as long as the reader keeps
// up, and what is left is written out when the process exits.

const binding = internalBinding('stdio');

let stdin;
let stdout;
let stderr;

// How output goes to what a descriptor is.
const outputs = {
  '__proto__': null,
  TTY(fd) {
    const { WriteStream } = require('node:tty');
    return Object.assign(new WriteStream(fd), { _type: 'tty' });
  },
  FILE(fd) {
    const SyncWriteStream = require('internal/fs/sync_write_stream');
    return Object.assign(new SyncWriteStream(fd, { autoClose: false }), { _type: 'fs' });
  },
  // Output alone never keeps the process alive.
  PIPE: (fd) => pipe({ fd, readable: false, writable: true }),
  // The descriptor is closed, or of a kind that cannot be written to.
  nothing() {
    const { Writable } = require('node:stream');
    return new Writable({ write: (chunk, encoding, callback) => callback() });
  },
};

const inputs = {
  '__proto__': null,
  TTY: (fd) => new (require('node:tty').ReadStream)(fd),
  FILE: (fd) => new (require('node:fs').ReadStream)(null, { fd, autoClose: false }),
  PIPE: (fd) => pipe({ fd, readable: true, writable: false, manualStart: true }),
  nothing() {
    const { Readable } = require('node:stream');
    const stream = new Readable({ read() {} });
    stream.push(null);
    return stream;
  },
};
outputs.TCP = outputs.PIPE;
inputs.TCP = inputs.PIPE;

function pipe(options) {
  const { Socket } = require('internal/socket');
  return Object.assign(new Socket(options), { _type: 'pipe' });
}

function open(makers, fd) {
  const make = makers[binding.guessHandleType(fd)] ?? makers.nothing;
  return Object.assign(make(fd), { fd });
}

function keepDescriptorOpen(error, callback) {
  callback(error);
  this._undestroy();
  // Others may use the descriptor. 'close' comes all the same.
  if (!this._writableState.emitClose) process.nextTick(() => this.emit('close'));
}

function openOutput(fd) {
  const stream = open(outputs, fd);
  stream._isStdio = true;
  stream.destroySoon = stream.destroy;
  stream._destroy = keepDescriptorOpen;
  if (stream.isTTY && process.platform !== 'win32') process.on('SIGWINCH', () => stream._refreshSize());
  return stream;
}

function getStdout() {
  return stdout ??= openOutput(1);
}

function getStderr() {
  return stderr ??= openOutput(2);
}

function getStdin() {
  return stdin ??= openInput();
}

function openInput() {
  const stream = open(inputs, 0);
  const { _handle: opened, _readableState: state } = stream;
  // Whoever only looks at process.stdin must not be kept alive by it, nor take
  // input away from a program that starts later.
  if (opened?.readStop) {
    opened.readStop();
    state.reading = false;
    state.readable &&= false;
  }
  stream.on('pause', () => process.nextTick(() => {
    const { _handle: handle } = stream;
    if (!handle?.reading || state.flowing) return;
    state.reading = false;
    handle.readStop();
  }));
  return stream;
}

module.exports = { getStderr, getStdin, getStdout };
