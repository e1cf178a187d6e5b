// Directory entries: Dirent, and lists of them from what Rust hands over.

'use strict';

const { FastBuffer } = require('internal/buffer');
const constants = require('internal/fs/constants');

const kType = Symbol('type');

class Dirent {
  constructor(name, type, path) {
    this.name = name;
    this.parentPath = path;
    this[kType] = type;
  }
}

for (const [suffix, type] of Object.entries({
  Directory: 'DIR', File: 'FILE', BlockDevice: 'BLOCK', CharacterDevice: 'CHAR', SymbolicLink: 'LINK', FIFO: 'FIFO',
  Socket: 'SOCKET',
})) {
  const name = `is${suffix}`;
  const number = constants[`UV_DIRENT_${type}`];
  const value = { [name]() { return this[kType] === number; } }[name];
  Object.defineProperty(Dirent.prototype, name, { __proto__: null, value, configurable: true, writable: true });
}

// Whether Rust makes the strings itself; every other encoding is made here, from bytes.
function isText(encoding) {
  return encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8';
}

// A name in the encoding that was asked for, from what Rust answered to `asBuffer = !isText(encoding)`.
function encodeName(name, encoding) {
  if (typeof name === 'string' || name === undefined) return name;
  const buffer = new FastBuffer(name);
  return encoding === 'buffer' ? buffer : buffer.toString(encoding);
}

function encodeNames(names, encoding) {
  if (!isText(encoding)) {
    for (let i = 0; i < names.length; i++) names[i] = encodeName(names[i], encoding);
  }
  return names;
}

// Dirents of `[names, types]`, or of `[names, types, directories]`.
function makeDirents(path, encoding, { 0: names, 1: types, 2: directories }) {
  const dirents = encodeNames(names, encoding);
  for (let i = 0; i < names.length; i++) {
    dirents[i] = new Dirent(names[i], types[i], directories === undefined ? path : directories[i]);
  }
  return dirents;
}

module.exports = { Dirent, encodeName, encodeNames, isText, makeDirents };
