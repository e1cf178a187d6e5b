// The callback forms of node:fs. Rust calls the user's function itself when the thread pool is done, with `null` or the
// error first; only results that need a JavaScript shape go through a wrapper.

'use strict';

const { Buffer } = require('node:buffer');
const { AbortError, codes } = require('internal/errors');
const { customPromisifyArgs, kEmptyObject, promisify } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const {
  isUint32, kValidateObjectAllowNullable, parseFileMode, validateBoolean, validateBuffer, validateEncoding,
  validateFunction, validateInteger, validateObject,
} = require('internal/validators');
const { encodeName, encodeNames, isText, makeDirents } = require('internal/fs/dirent');
const { getStatFsFromBinding, getStatsFromBinding } = require('internal/fs/stats');
const { decodeContent, encodeContent } = require('internal/fs/content');
const {
  constants: { kMaxUserId },
  getOptions,
  getValidMode,
  getValidatedFd,
  getValidatedPath,
  isRmDirectoryError,
  rmDirectoryError,
  stringToFlags,
  stringToSymlinkType,
  toPath,
  toUnixTimestamp,
  validateBufferArray,
  validateCpOptions,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePath,
  validatePosition,
  validateRmOptions,
  validateRmdirOptions,
  validateStringAfterArrayBufferView,
  warnOnNonPortableTemplate,
} = require('internal/fs/utils');

const binding = internalBinding('fs');

const kDefaultReadSize = 16 * 1024;

function makeCallback(callback) {
  validateFunction(callback, 'cb');
  return callback;
}

// Passes a result through `convert`; what that throws is the callback's error.
function converting(callback, convert) {
  makeCallback(callback);
  return (error, value) => {
    if (error !== null) return callback(error);
    try {
      value = convert(value);
    } catch (conversionError) {
      return callback(conversionError);
    }
    callback(null, value);
  };
}

function naming(callback, encoding) {
  return isText(encoding) ? makeCallback(callback) : converting(callback, (name) => encodeName(name, encoding));
}

// What an async function of the larger operations settles to, outside of any promise.
function settle(promise, callback) {
  promise.then((value) => process.nextTick(callback, null, value), (error) => process.nextTick(callback, error));
}

// --- files by path ---------------------------------------------------------------------------------------------------

function access(path, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = undefined;
  }
  path = getValidatedPath(path);
  callback = makeCallback(callback);
  binding.access(path, getValidMode(mode, 'access'), callback);
}

function exists(path, callback) {
  validateFunction(callback, 'cb');
  try {
    access(path, (error) => callback(error === null));
  } catch {
    callback(false);
  }
}

Object.defineProperty(exists, promisify.custom, {
  __proto__: null,
  value: function exists(path) {
    return new Promise((resolve) => module.exports.exists(path, resolve));
  },
});

function open(path, flags, mode, callback) {
  path = getValidatedPath(path);
  if (arguments.length < 3) {
    callback = flags;
    flags = 'r';
    mode = 0o666;
  } else if (typeof mode === 'function') {
    callback = mode;
    mode = 0o666;
  } else {
    mode = parseFileMode(mode, 'mode', 0o666);
  }
  const flagsNumber = stringToFlags(flags);
  callback = makeCallback(callback);
  binding.open(path, flagsNumber, mode, callback);
}

function readFile(path, options, callback) {
  callback ||= options;
  validateFunction(callback, 'cb');
  options = getOptions(options, { flag: 'r' });
  const { encoding, signal } = options;
  const file = isUint32(path) ? path : getValidatedPath(path);
  const flags = stringToFlags(options.flag || 'r');
  if (signal !== undefined) {
    if (signal.aborted) {
      callback(new AbortError(undefined, { cause: signal.reason }));
      return;
    }
    const { readFileAbortable } = require('internal/fs/abortable');
    settle(readFileAbortable(file, flags, signal).then((buffer) => decodeContent(buffer, encoding)), callback);
    return;
  }
  const asText = encoding === 'utf8' || encoding === 'utf-8';
  binding.readFile(file, flags, asText,
                   asText ? callback : converting(callback, (bytes) => decodeContent(bytes, encoding)));
}

function writeFile(path, data, options, callback) {
  callback ||= options;
  validateFunction(callback, 'cb');
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const content = encodeContent(data, options.encoding || 'utf8');
  const { signal } = options;
  if (signal?.aborted) {
    callback(new AbortError(undefined, { cause: signal.reason }));
    return;
  }
  const file = isUint32(path) ? path : getValidatedPath(path);
  const flags = stringToFlags(options.flag || 'w');
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  if (signal !== undefined) {
    const { writeFileAbortable } = require('internal/fs/abortable');
    settle(writeFileAbortable(file, content, flags, mode, flush, signal), (error) => callback(error));
    return;
  }
  binding.writeFile(file, content, flags, mode, flush, callback);
}

function appendFile(path, data, options, callback) {
  callback = makeCallback(callback || options);
  options = { ...getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' }) };
  if (!options.flag || isUint32(path)) options.flag = 'a';
  writeFile(path, data, options, callback);
}

function copyFile(src, dest, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  callback = makeCallback(callback);
  binding.copyFile(src, dest, getValidMode(mode, 'copyFile'), callback);
}

function truncate(path, len, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  } else if (len === undefined) {
    len = 0;
  }
  validateInteger(len, 'len');
  callback = makeCallback(callback);
  open(path, 'r+', (error, fd) => {
    if (error) return callback(error);
    binding.ftruncate(fd, Math.max(0, len), (error) => {
      binding.close(fd, (closeError) => callback(error ?? closeError));
    });
  });
}

function chmod(path, mode, callback) {
  path = getValidatedPath(path);
  mode = parseFileMode(mode, 'mode');
  callback = makeCallback(callback);
  binding.chmod(path, mode, callback);
}

function chown(path, uid, gid, callback) {
  callback = makeCallback(callback);
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  binding.chown(path, uid, gid, callback);
}

function lchown(path, uid, gid, callback) {
  callback = makeCallback(callback);
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  binding.lchown(path, uid, gid, callback);
}

function utimes(path, atime, mtime, callback) {
  callback = makeCallback(callback);
  path = getValidatedPath(path);
  binding.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), callback);
}

function lutimes(path, atime, mtime, callback) {
  callback = makeCallback(callback);
  path = getValidatedPath(path);
  binding.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), callback);
}

function stat(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  const done = converting(callback, getStatsFromBinding);
  const maybe = (error, found) => {
    if (error?.code === 'ENOENT' || error?.code === 'ENOTDIR') return callback(null, undefined);
    done(error, found);
  };
  binding.stat(getValidatedPath(path), options.bigint === true, options.throwIfNoEntry === false ? maybe : done);
}

function lstat(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  callback = converting(callback, getStatsFromBinding);
  binding.lstat(getValidatedPath(path), options.bigint === true, callback);
}

function statfs(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  callback = converting(callback, getStatFsFromBinding);
  binding.statfs(getValidatedPath(path), options.bigint === true, callback);
}

// --- names -----------------------------------------------------------------------------------------------------------

function rename(oldPath, newPath, callback) {
  callback = makeCallback(callback);
  binding.rename(getValidatedPath(oldPath, 'oldPath'), getValidatedPath(newPath, 'newPath'), callback);
}

function link(existingPath, newPath, callback) {
  callback = makeCallback(callback);
  binding.link(getValidatedPath(existingPath, 'existingPath'), getValidatedPath(newPath, 'newPath'), callback);
}

function symlink(target, path, type, callback) {
  if (callback === undefined) {
    callback = makeCallback(type);
    type = undefined;
  } else {
    stringToSymlinkType(type);
    callback = makeCallback(callback);
  }
  binding.symlink(getValidatedPath(target, 'target'), getValidatedPath(path), callback);
}

function readlink(path, options, callback) {
  callback = makeCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  binding.readlink(getValidatedPath(path), !isText(encoding), naming(callback, encoding));
}

function realpath(p, options, callback) {
  callback = makeCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  p = toPath(p);
  if (typeof p !== 'string') p += '';
  validatePath(p);
  binding.realpath(p, !isText(encoding), naming(callback, encoding));
}

// Without a name, as in Node.js.
realpath.native = (0, (path, options, callback) => {
  callback = makeCallback(callback || options);
  const { encoding } = getOptions(options);
  binding.realpathNative(getValidatedPath(path), !isText(encoding), naming(callback, encoding));
});

function unlink(path, callback) {
  callback = makeCallback(callback);
  binding.unlink(getValidatedPath(path), callback);
}

function rm(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  path = getValidatedPath(path);
  const { force, recursive, maxRetries, retryDelay } = validateRmOptions(options);
  callback = makeCallback(callback);
  binding.rm(path, force, recursive, maxRetries, retryDelay, (error) => {
    callback(error !== null && isRmDirectoryError(error) ? rmDirectoryError(path) : error);
  });
}

function cp(src, dest, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = makeCallback(callback);
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  const { cpFn } = require('internal/fs/cp/cp');
  settle(cpFn(src, dest, options), callback);
}

// --- directories -----------------------------------------------------------------------------------------------------

function mkdir(path, options, callback) {
  let mode = 0o777;
  let recursive = false;
  if (typeof options === 'function') {
    callback = options;
  } else if (typeof options === 'number' || typeof options === 'string') {
    mode = parseFileMode(options, 'mode');
  } else if (options) {
    if (options.recursive !== undefined) {
      recursive = options.recursive;
      validateBoolean(recursive, 'options.recursive');
    }
    if (options.mode !== undefined) mode = parseFileMode(options.mode, 'options.mode');
  }
  callback = makeCallback(callback);
  binding.mkdir(getValidatedPath(path), mode, recursive, recursive ? callback : (error) => callback(error));
}

function mkdtemp(prefix, options, callback) {
  callback = makeCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOnNonPortableTemplate(prefix);
  binding.mkdtemp(prefix, !isText(encoding), naming(callback, encoding));
}

function readdir(path, options, callback) {
  callback = makeCallback(typeof options === 'function' ? options : callback);
  const { encoding, recursive, withFileTypes } = getOptions(options);
  path = getValidatedPath(path);
  if (recursive != null) validateBoolean(recursive, 'options.recursive');
  const isPlain = !withFileTypes && isText(encoding);
  const done = isPlain ? callback : converting(callback, (found) => (
    withFileTypes ? makeDirents(path, encoding, found) : encodeNames(found, encoding)
  ));
  binding.readdir(path, !isText(encoding), !!withFileTypes, recursive === true, done);
}

function opendir(path, options, callback) {
  require('internal/fs/dir').opendir(path, options, callback);
}

function rmdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateRmdirOptions(options);
  callback = makeCallback(callback);
  binding.rmdir(getValidatedPath(path), callback);
}

function glob(pattern, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = makeCallback(callback);
  const { Glob } = require('internal/fs/glob');
  settle(Array.fromAsync(new Glob(pattern, options).glob()), callback);
}

// --- descriptors -----------------------------------------------------------------------------------------------------

// Who closes without a callback does not expect to hear of a failure; it must not be lost either.
function defaultCloseCallback(error) {
  if (error !== null) throw error;
}

function close(fd, callback = defaultCloseCallback) {
  fd = getValidatedFd(fd);
  if (callback !== defaultCloseCallback) callback = makeCallback(callback);
  binding.close(fd, callback);
}

function fstat(fd, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  fd = getValidatedFd(fd);
  callback = converting(callback, getStatsFromBinding);
  binding.fstat(fd, options.bigint === true, callback);
}

function ftruncate(fd, len = 0, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  }
  fd = getValidatedFd(fd);
  validateInteger(len, 'len');
  callback = makeCallback(callback);
  binding.ftruncate(fd, Math.max(0, len), callback);
}

function fsync(fd, callback) {
  callback = makeCallback(callback);
  fd = getValidatedFd(fd);
  binding.fsync(fd, callback);
}

function fdatasync(fd, callback) {
  callback = makeCallback(callback);
  fd = getValidatedFd(fd);
  binding.fdatasync(fd, callback);
}

function fchmod(fd, mode, callback) {
  fd = getValidatedFd(fd);
  mode = parseFileMode(mode, 'mode');
  callback = makeCallback(callback);
  binding.fchmod(fd, mode, callback);
}

function fchown(fd, uid, gid, callback) {
  fd = getValidatedFd(fd);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  callback = makeCallback(callback);
  binding.fchown(fd, uid, gid, callback);
}

function futimes(fd, atime, mtime, callback) {
  fd = getValidatedFd(fd);
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  callback = makeCallback(callback);
  binding.futimes(fd, atime, mtime, callback);
}

// read(fd, buffer, offset, length, position, callback), read(fd, buffer, options, callback),
// read(fd, options, callback), read(fd, buffer, callback), read(fd, callback)
function read(fd, buffer, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);

  let offset = offsetOrOptions;
  let params = null;
  if (arguments.length <= 4) {
    if (arguments.length === 4) {
      callback = length;
      params = offsetOrOptions;
    } else if (arguments.length === 3) {
      callback = offsetOrOptions;
      if (!isArrayBufferView(buffer)) {
        params = buffer;
        ({ buffer = Buffer.alloc(kDefaultReadSize) } = params ?? kEmptyObject);
      }
    } else {
      callback = buffer;
      buffer = Buffer.alloc(kDefaultReadSize);
    }
    if (params !== undefined) validateObject(params, 'options', kValidateObjectAllowNullable);
    ({ offset = 0, length = buffer?.byteLength - offset, position = null } = params ?? kEmptyObject);
  }

  validateBuffer(buffer);
  validateFunction(callback, 'cb');

  if (offset == null) {
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0);
  }
  length |= 0;
  if (length === 0) {
    process.nextTick(() => callback(null, 0, buffer));
    return;
  }
  if (buffer.byteLength === 0) {
    const { ERR_INVALID_ARG_VALUE } = codes;
    throw new ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  validateOffsetLengthRead(offset, length, buffer.byteLength);
  if (position == null) {
    position = -1;
  } else {
    validatePosition(position, 'position', length);
  }
  binding.read(fd, buffer, offset, length, position, (error, bytesRead) => callback(error, bytesRead || 0, buffer));
}

function readv(fd, buffers, position, callback) {
  callback = makeCallback(callback || position);
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  if (typeof position !== 'number') position = null;
  binding.readBuffers(fd, buffers, position, (error, bytesRead) => callback(error, bytesRead || 0, buffers));
}

// write(fd, buffer, offset, length, position, callback), write(fd, buffer, options, callback),
// write(fd, string, position, encoding, callback)
function write(fd, buffer, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;

  if (isArrayBufferView(buffer)) {
    callback = makeCallback(callback || position || length || offset);
    if (typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
    }
    if (offset == null || typeof offset === 'function') {
      offset = 0;
    } else {
      validateInteger(offset, 'offset', 0);
    }
    if (typeof length !== 'number') length = buffer.byteLength - offset;
    if (typeof position !== 'number' && typeof position !== 'bigint') position = null;
    validateOffsetLengthWrite(offset, length, buffer.byteLength);
    binding.writeBuffer(fd, buffer, offset, length, position,
                        (error, written) => callback(error, written || 0, buffer));
    return;
  }

  validateStringAfterArrayBufferView(buffer, 'buffer');
  if (typeof position !== 'function') {
    if (typeof offset === 'function') {
      position = offset;
      offset = null;
    } else {
      position = length;
    }
    length = 'utf8';
  }
  validateEncoding(buffer, length);
  callback = makeCallback(position);
  const done = (error, written) => callback(error, written || 0, buffer);
  if (isText(length) || !Buffer.isEncoding(length)) {
    binding.writeString(fd, buffer, offset, done);
  } else {
    const bytes = Buffer.from(buffer, length);
    binding.writeBuffer(fd, bytes, 0, bytes.byteLength, offset, done);
  }
}

function writev(fd, buffers, position, callback) {
  callback = makeCallback(callback || position);
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  if (buffers.length === 0) {
    process.nextTick(callback, null, 0, buffers);
    return;
  }
  if (typeof position !== 'number') position = null;
  binding.writeBuffers(fd, buffers, position, (error, written) => callback(error, written || 0, buffers));
}

// The names of what the callbacks get beyond one value, for util.promisify.
for (const { 0: fn, 1: names } of [
  [read, ['bytesRead', 'buffer']],
  [readv, ['bytesRead', 'buffers']],
  [write, ['bytesWritten', 'buffer']],
  [writev, ['bytesWritten', 'buffers']],
]) {
  Object.defineProperty(fn, customPromisifyArgs, { __proto__: null, value: names, enumerable: false });
}

module.exports = {
  access,
  appendFile,
  chmod,
  chown,
  close,
  copyFile,
  cp,
  exists,
  fchmod,
  fchown,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  futimes,
  glob,
  lchown,
  link,
  lstat,
  lutimes,
  mkdir,
  mkdtemp,
  open,
  opendir,
  read,
  readFile,
  readdir,
  readlink,
  readv,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  symlink,
  truncate,
  unlink,
  utimes,
  write,
  writeFile,
  writev,
};
