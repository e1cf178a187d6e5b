// What the arguments of node:fs become for Rust, whichever form they are given to: the table of the operations whose arguments
// are checked one by one, and what the others share.

'use strict';

const { Buffer } = require('node:buffer');
const { codes } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { parseFileMode, validateBoolean, validateInteger } = require('internal/validators');
const { isText } = require('internal/fs/dirent');
const {
  constants: { kMaxUserId }, getOptions, getValidMode, getValidatedFd, getValidatedPath, toPath, toUnixTimestamp,
  validateOffsetLengthRead, validateOffsetLengthWrite, validatePath, validatePosition, warnOnNonPortableTemplate,
} = require('internal/fs/utils');

const binding = internalBinding('fs');

// ---- the table --------------------------------------------------------------

// Each returns its argument as Rust takes it, or throws.
const fd = (value) => getValidatedFd(value);
const path = (value) => getValidatedPath(value);
const pathNamed = (name) => (value) => getValidatedPath(value, name);
const time = (value) => toUnixTimestamp(value);
const timeNamed = (name) => (value) => toUnixTimestamp(value, name);
const modeOf = (operation) => (value) => getValidMode(value, operation);
const permissions = (value) => parseFileMode(value, 'mode');
const idNamed = (name) => (value) => {
  validateInteger(value, name, -1, kMaxUserId);
  return value;
};
const size = (value = 0) => {
  validateInteger(value, 'len');
  return Math.max(0, value);
};
const owner = [idNamed('uid'), idNamed('gid')];

// `callbackAfter`: how many arguments are checked before the callback is.
function row(callbackAfter, ...checks) {
  return { checks, callbackAfter, lastIsOptional: false };
}

function withOptionalLast(operation) {
  return { ...operation, lastIsOptional: true };
}

const operations = {
  __proto__: null,
  access: withOptionalLast(row(1, path, modeOf('access'))),
  chmod: row(2, path, permissions),
  chown: row(0, path, ...owner),
  copyFile: withOptionalLast(row(2, pathNamed('src'), pathNamed('dest'), modeOf('copyFile'))),
  fchmod: row(2, fd, permissions),
  fchown: row(3, fd, ...owner),
  fdatasync: row(0, fd),
  fsync: row(0, fd),
  ftruncate: withOptionalLast(row(2, fd, size)),
  futimes: row(3, fd, timeNamed('atime'), timeNamed('mtime')),
  lchown: row(0, path, ...owner),
  link: row(0, pathNamed('existingPath'), pathNamed('newPath')),
  lutimes: row(0, path, time, time),
  rename: row(0, pathNamed('oldPath'), pathNamed('newPath')),
  unlink: row(0, path),
  utimes: row(0, path, time, time),
};

// A function as programs see it: with this name and this number of arguments.
function form(name, length, fn) {
  Object.defineProperty(fn, 'name', { __proto__: null, value: name, configurable: true });
  Object.defineProperty(fn, 'length', { __proto__: null, value: length, configurable: true });
  return fn;
}

// ---- what a path is in some operations --------------------------------------

function realpathArgument(value) {
  const found = toPath(value);
  const text = typeof found === 'string' ? found : `${found}`;
  validatePath(text);
  return text;
}

function templateArgument(value) {
  const template = getValidatedPath(value, 'prefix');
  warnOnNonPortableTemplate(template);
  return template;
}

function readdirArguments(value, options) {
  const { encoding, recursive, withFileTypes } = getOptions(options);
  const directory = getValidatedPath(value);
  if (recursive != null) validateBoolean(recursive, 'options.recursive');
  return { directory, encoding, withTypes: !!withFileTypes, recursive: recursive === true };
}

function mkdirArguments(options) {
  if (typeof options === 'number' || typeof options === 'string') {
    return { mode: parseFileMode(options, 'mode'), recursive: false };
  }
  const { recursive = false, mode } = options && typeof options !== 'function' ? options : kEmptyObject;
  validateBoolean(recursive, 'options.recursive');
  return { mode: mode === undefined ? 0o777 : parseFileMode(mode, 'options.mode'), recursive };
}

// ---- reading and writing through descriptors --------------------------------

// { offset, length, position } of an options object.
function placeOf(buffer, options) {
  const { offset = 0, length = buffer?.byteLength - offset, position = null } = options ?? kEmptyObject;
  return { offset, length, position };
}

function checkedOffset(offset) {
  if (offset == null) return 0;
  validateInteger(offset, 'offset', 0);
  return offset;
}

// Whether anything is to be read; throws when it does not fit.
function checkReadLength(buffer, offset, length) {
  if (length === 0) return false;
  if (buffer.byteLength === 0) {
    const { ERR_INVALID_ARG_VALUE } = codes;
    throw new ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  validateOffsetLengthRead(offset, length, buffer.byteLength);
  return true;
}

// -1 is where the descriptor stands.
function readPosition(position, length) {
  if (position == null) return -1;
  validatePosition(position, 'position', length);
  return position;
}

// `how` the next two answer: through a callback, with a promise (kUsePromises), or, when it is undefined, at once.

// Writes bytes. A function in the place of one of the last three arguments is the callback.
function writeBytes(fd, buffer, offset, length, position, how) {
  if (typeof offset === 'object') ({ offset, length, position } = placeOf(buffer, offset));
  const from = typeof offset === 'function' ? 0 : checkedOffset(offset);
  const count = typeof length === 'number' ? length : buffer.byteLength - from;
  validateOffsetLengthWrite(from, count, buffer.byteLength);
  return binding.writeBuffer(fd, buffer, from, count, vectorPosition(position, typeof position === 'bigint'), how);
}

// Whatever is no position says: where the descriptor stands.
function vectorPosition(position, isValid = false) {
  return isValid || typeof position === 'number' ? position : null;
}

// Writes a string; Rust knows UTF-8 alone.
function writeText(fd, text, position, encoding, how) {
  if (isText(encoding) || !Buffer.isEncoding(encoding)) return binding.writeString(fd, text, position, how);
  const bytes = Buffer.from(text, encoding);
  return binding.writeBuffer(fd, bytes, 0, bytes.byteLength, position, how);
}

module.exports = {
  checkReadLength,
  checkedOffset,
  form,
  mkdirArguments,
  operations,
  placeOf,
  readPosition,
  readdirArguments,
  realpathArgument,
  templateArgument,
  vectorPosition,
  writeBytes,
  writeText,
};
