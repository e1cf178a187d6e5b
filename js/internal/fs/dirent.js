// Directory entries: Dirent, and lists of them from what Rust hands over.

'use strict';

const { FastBuffer } = require('internal/buffer');
const {
  UV_DIRENT_BLOCK, UV_DIRENT_CHAR, UV_DIRENT_DIR, UV_DIRENT_FIFO, UV_DIRENT_FILE, UV_DIRENT_LINK, UV_DIRENT_SOCKET,
} = require('internal/fs/constants');

const kType = Symbol('type');

class Dirent {
  constructor(name, type, path) {
    this.name = name;
    this.parentPath = path;
    this[kType] = type;
  }

  isDirectory() {
    return this[kType] === UV_DIRENT_DIR;
  }

  isFile() {
    return this[kType] === UV_DIRENT_FILE;
  }

  isBlockDevice() {
    return this[kType] === UV_DIRENT_BLOCK;
  }

  isCharacterDevice() {
    return this[kType] === UV_DIRENT_CHAR;
  }

  isSymbolicLink() {
    return this[kType] === UV_DIRENT_LINK;
  }

  isFIFO() {
    return this[kType] === UV_DIRENT_FIFO;
  }

  isSocket() {
    return this[kType] === UV_DIRENT_SOCKET;
  }
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
