// The promise forms of node:fs. Each argument check that fails is a rejection; the thread pool settles the promise of
// an operation directly, and only failures take a further step, to get a stack.

'use strict';

const { Buffer } = require('node:buffer');
const { codes } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const {
  kValidateObjectAllowNullable, parseFileMode, validateBoolean, validateBuffer, validateEncoding,
  validateInteger, validateObject,
} = require('internal/validators');
const fsConstants = require('internal/fs/constants');
const { encodeName, encodeNames, isText, makeDirents } = require('internal/fs/dirent');
const { getStatFsFromBinding, getStatsFromBinding } = require('internal/fs/stats');
const { decodeContent, encodeContent } = require('internal/fs/content');
const { FileHandle, setOperations } = require('internal/fs/file_handle');
const {
  checkAborted,
  constants: { kMaxUserId },
  getOptions,
  getValidMode,
  getValidatedPath,
  handleErrorFromBinding,
  isRmDirectoryError,
  kUsePromises,
  rmDirectoryError,
  stringToFlags,
  stringToSymlinkType,
  toUnixTimestamp,
  validateBufferArray,
  validateCpOptions,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePosition,
  validateRmOptions,
  validateRmdirOptions,
  validateStringAfterArrayBufferView,
  warnOnNonPortableTemplate,
} = require('internal/fs/utils');

const binding = internalBinding('fs');

// A binding's promise with a useful stack on failure.
function traced(promise) {
  return promise.then(undefined, handleErrorFromBinding);
}

// --- open files ------------------------------------------------------------------------------------------------------

async function open(path, flags, mode) {
  path = getValidatedPath(path);
  const flagsNumber = stringToFlags(flags);
  mode = parseFileMode(mode, 'mode', 0o666);
  return new FileHandle(await traced(binding.open(path, flagsNumber, mode, kUsePromises)), path);
}

// Closes a handle after an operation, whose error comes first.
async function handleFdClose(operation, close) {
  let result;
  try {
    result = await operation;
  } catch (error) {
    try {
      await close();
    } catch (closeError) {
      throw require('internal/errors').aggregateTwoErrors(closeError, error);
    }
    throw error;
  }
  await close();
  return result;
}

async function fchmod(handle, mode) {
  mode = parseFileMode(mode, 'mode');
  return traced(binding.fchmod(handle.fd, mode, kUsePromises));
}

async function fchown(handle, uid, gid) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  return traced(binding.fchown(handle.fd, uid, gid, kUsePromises));
}

async function fdatasync(handle) {
  return traced(binding.fdatasync(handle.fd, kUsePromises));
}

async function fsync(handle) {
  return traced(binding.fsync(handle.fd, kUsePromises));
}

async function fstat(handle, options = { bigint: false }) {
  return getStatsFromBinding(await traced(binding.fstat(handle.fd, options.bigint === true, kUsePromises)));
}

async function ftruncate(handle, len = 0) {
  validateInteger(len, 'len');
  return traced(binding.ftruncate(handle.fd, Math.max(0, len), kUsePromises));
}

async function futimes(handle, atime, mtime) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  return traced(binding.futimes(handle.fd, atime, mtime, kUsePromises));
}

// read(handle, buffer, offset, length, position), read(handle, buffer, options), read(handle, options)
async function read(handle, bufferOrParams, offset, length, position) {
  let buffer = bufferOrParams;
  if (!isArrayBufferView(buffer)) {
    // Without a buffer the first argument holds the options.
    if (bufferOrParams !== undefined) validateObject(bufferOrParams, 'options', kValidateObjectAllowNullable);
    ({
      buffer = Buffer.alloc(16384),
      offset = 0,
      length = buffer.byteLength - offset,
      position = null,
    } = bufferOrParams ?? kEmptyObject);
    validateBuffer(buffer);
  }
  if (offset !== null && typeof offset === 'object') {
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset);
  }
  if (offset == null) {
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0);
  }
  length ??= buffer.byteLength - offset;
  if (length === 0) return { __proto__: null, bytesRead: 0, buffer };
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
  const bytesRead = await traced(binding.read(handle.fd, buffer, offset, length, position, kUsePromises));
  return { __proto__: null, bytesRead, buffer };
}

async function readv(handle, buffers, position) {
  validateBufferArray(buffers);
  if (typeof position !== 'number') position = null;
  const bytesRead = await traced(binding.readBuffers(handle.fd, buffers, position, kUsePromises));
  return { __proto__: null, bytesRead, buffers };
}

// write(handle, buffer, offset, length, position), write(handle, buffer, options),
// write(handle, string, position, encoding)
async function write(handle, buffer, offsetOrOptions, length, position) {
  if (buffer?.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer };

  let offset = offsetOrOptions;
  let bytesWritten;
  if (isArrayBufferView(buffer)) {
    if (typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
    }
    if (offset == null) {
      offset = 0;
    } else {
      validateInteger(offset, 'offset', 0);
    }
    if (typeof length !== 'number') length = buffer.byteLength - offset;
    if (typeof position !== 'number' && typeof position !== 'bigint') position = null;
    validateOffsetLengthWrite(offset, length, buffer.byteLength);
    bytesWritten = await traced(binding.writeBuffer(handle.fd, buffer, offset, length, position, kUsePromises));
  } else {
    validateStringAfterArrayBufferView(buffer, 'buffer');
    validateEncoding(buffer, length);
    if (isText(length) || !Buffer.isEncoding(length)) {
      bytesWritten = await traced(binding.writeString(handle.fd, buffer, offset, kUsePromises));
    } else {
      const bytes = Buffer.from(buffer, length);
      bytesWritten = await traced(binding.writeBuffer(handle.fd, bytes, 0, bytes.byteLength, offset, kUsePromises));
    }
  }
  return { __proto__: null, bytesWritten, buffer };
}

async function writev(handle, buffers, position) {
  validateBufferArray(buffers);
  if (typeof position !== 'number') position = null;
  if (buffers.length === 0) return { __proto__: null, bytesWritten: 0, buffers };
  const bytesWritten = await traced(binding.writeBuffers(handle.fd, buffers, position, kUsePromises));
  return { __proto__: null, bytesWritten, buffers };
}

// --- whole files -----------------------------------------------------------------------------------------------------

async function readFileHandle(handle, options) {
  const { encoding, signal } = getOptions(options, { flag: 'r' });
  checkAborted(signal);
  if (signal !== undefined) {
    const { readToEnd } = require('internal/fs/abortable');
    return decodeContent(await traced(readToEnd(handle.fd, signal)), encoding);
  }
  return readWhole(handle.fd, 0, encoding);
}

Object.defineProperty(readFileHandle, 'name', { __proto__: null, value: 'readFile' });

async function readWhole(file, flags, encoding) {
  if (encoding === 'utf8' || encoding === 'utf-8') return traced(binding.readFile(file, flags, true, kUsePromises));
  return decodeContent(await traced(binding.readFile(file, flags, false, kUsePromises)), encoding);
}

async function readFile(path, options) {
  options = getOptions(options, { flag: 'r' });
  if (path instanceof FileHandle) return path.readFile(options);
  const { encoding, signal } = options;
  checkAborted(signal);
  path = getValidatedPath(path);
  const flags = stringToFlags(options.flag || 'r');
  if (signal !== undefined) {
    const { readFileAbortable } = require('internal/fs/abortable');
    return decodeContent(await traced(readFileAbortable(path, flags, signal)), encoding);
  }
  return readWhole(path, flags, encoding);
}

function isCustomIterable(data) {
  return typeof data === 'object' && data !== null && !isArrayBufferView(data) &&
    (typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function');
}

async function writeFileHandle(handle, data, options) {
  const { encoding, signal } = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w' });
  const { writeAll } = require('internal/fs/abortable');
  if (!isCustomIterable(data)) {
    const content = encodeContent(data, encoding || 'utf8');
    checkAborted(signal);
    if (signal === undefined) return traced(binding.writeFile(handle.fd, content, 0, 0, false, kUsePromises));
    return traced(writeAll(handle.fd, content, signal));
  }
  checkAborted(signal);
  for await (const chunk of data) {
    checkAborted(signal);
    const bytes = isArrayBufferView(chunk) ? chunk : Buffer.from(chunk, encoding || 'utf8');
    await traced(writeAll(handle.fd, bytes, signal));
  }
}

Object.defineProperty(writeFileHandle, 'name', { __proto__: null, value: 'writeFile' });

async function writeFile(path, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const isIterable = isCustomIterable(data);
  const content = isIterable ? data : encodeContent(data, options.encoding || 'utf8');
  const { signal } = options;
  if (path instanceof FileHandle) return path.writeFile(content, options);
  checkAborted(signal);
  const flag = options.flag || 'w';
  if (isIterable) {
    const handle = await open(path, flag, options.mode);
    const written = writeFileHandle(handle, data, options);
    return handleFdClose(flush ? written.then(() => fsync(handle)) : written, handle.close);
  }
  path = getValidatedPath(path);
  const flags = stringToFlags(flag);
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  if (signal !== undefined) {
    const { writeFileAbortable } = require('internal/fs/abortable');
    return traced(writeFileAbortable(path, content, flags, mode, flush, signal));
  }
  return traced(binding.writeFile(path, content, flags, mode, flush, kUsePromises));
}

async function appendFile(path, data, options) {
  options = { ...getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' }) };
  options.flag ||= 'a';
  return writeFile(path, data, options);
}

async function copyFile(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  return traced(binding.copyFile(src, dest, getValidMode(mode, 'copyFile'), kUsePromises));
}

async function truncate(path, len = 0) {
  const handle = await open(path, 'r+');
  return handleFdClose(ftruncate(handle, len), handle.close);
}

// --- metadata --------------------------------------------------------------------------------------------------------

async function access(path, mode = fsConstants.F_OK) {
  path = getValidatedPath(path);
  return traced(binding.access(path, getValidMode(mode, 'access'), kUsePromises));
}

async function stat(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  const found = binding.stat(path, options.bigint === true, kUsePromises);
  if (options.throwIfNoEntry === false) return missingAsUndefined(found);
  return getStatsFromBinding(await traced(found));
}

async function lstat(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  return getStatsFromBinding(await traced(binding.lstat(path, options.bigint === true, kUsePromises)));
}

async function missingAsUndefined(found) {
  try {
    return getStatsFromBinding(await traced(found));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

async function statfs(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  return getStatFsFromBinding(await traced(binding.statfs(path, options.bigint === true, kUsePromises)));
}

async function chmod(path, mode) {
  path = getValidatedPath(path);
  mode = parseFileMode(mode, 'mode');
  return traced(binding.chmod(path, mode, kUsePromises));
}

// Only systems whose open() can open a symbolic link itself have it.
async function lchmod(path, mode) {
  const { ERR_METHOD_NOT_IMPLEMENTED } = codes;
  throw new ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
}

async function chown(path, uid, gid) {
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  return traced(binding.chown(path, uid, gid, kUsePromises));
}

async function lchown(path, uid, gid) {
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  return traced(binding.lchown(path, uid, gid, kUsePromises));
}

async function utimes(path, atime, mtime) {
  path = getValidatedPath(path);
  return traced(binding.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), kUsePromises));
}

async function lutimes(path, atime, mtime) {
  path = getValidatedPath(path);
  return traced(binding.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), kUsePromises));
}

// --- names -----------------------------------------------------------------------------------------------------------

async function rename(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  return traced(binding.rename(oldPath, newPath, kUsePromises));
}

async function link(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  return traced(binding.link(existingPath, newPath, kUsePromises));
}

async function symlink(target, path, type) {
  stringToSymlinkType(type);
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  return traced(binding.symlink(target, path, kUsePromises));
}

async function readlink(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path, 'oldPath');
  return encodeName(await traced(binding.readlink(path, !isText(encoding), kUsePromises)), encoding);
}

async function realpath(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  return encodeName(await traced(binding.realpathNative(path, !isText(encoding), kUsePromises)), encoding);
}

async function unlink(path) {
  path = getValidatedPath(path);
  return traced(binding.unlink(path, kUsePromises));
}

async function rm(path, options) {
  path = getValidatedPath(path);
  const { force, recursive, maxRetries, retryDelay } = validateRmOptions(options);
  try {
    await traced(binding.rm(path, force, recursive, maxRetries, retryDelay, kUsePromises));
  } catch (error) {
    throw isRmDirectoryError(error) ? rmDirectoryError(path) : error;
  }
}

async function cp(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  return require('internal/fs/cp/cp').cpFn(src, dest, options);
}

// --- directories -----------------------------------------------------------------------------------------------------

async function mkdir(path, options) {
  if (typeof options === 'number' || typeof options === 'string') options = { mode: options };
  const { recursive = false, mode = 0o777 } = options || kEmptyObject;
  path = getValidatedPath(path);
  validateBoolean(recursive, 'options.recursive');
  return traced(binding.mkdir(path, parseFileMode(mode, 'mode', 0o777), recursive, kUsePromises));
}

async function mkdtemp(prefix, options) {
  const { encoding } = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOnNonPortableTemplate(prefix);
  return encodeName(await traced(binding.mkdtemp(prefix, !isText(encoding), kUsePromises)), encoding);
}

async function mkdtempDisposable(prefix, options) {
  const current = process.cwd();
  const path = await mkdtemp(prefix, options);
  // Removed where it was made, even when the process has gone elsewhere.
  const fullPath = require('node:path').resolve(current, path);
  async function remove() {
    await rm(fullPath, { maxRetries: 0, recursive: true, force: true, retryDelay: 0 });
  }
  return {
    __proto__: null,
    path,
    remove,
    async [Symbol.asyncDispose]() {
      await remove();
    },
  };
}

async function readdir(path, options) {
  const { encoding, recursive, withFileTypes } = getOptions(options);
  path = getValidatedPath(path);
  if (recursive != null) validateBoolean(recursive, 'options.recursive');
  const found = await traced(
    binding.readdir(path, !isText(encoding), !!withFileTypes, recursive === true, kUsePromises));
  return withFileTypes ? makeDirents(path, encoding, found) : encodeNames(found, encoding);
}

// Fails at once or later, but always through the promise, without a step of its own when it does not.
function opendir(path, options) {
  return require('internal/fs/dir').opendirPromise(path, options);
}

async function rmdir(path, options) {
  path = getValidatedPath(path);
  validateRmdirOptions(options);
  return traced(binding.rmdir(path, kUsePromises));
}

async function* glob(pattern, options) {
  const { Glob } = require('internal/fs/glob');
  yield* new Glob(pattern, options).glob();
}

function _watch(filename, options) {
  return require('internal/fs/watchers').watchAsync(filename, options);
}

setOperations({
  close: (fd) => traced(binding.close(fd, kUsePromises)),
  fchmod,
  fchown,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  futimes,
  read,
  readFile: readFileHandle,
  readv,
  write,
  writeFile: writeFileHandle,
  writev,
});

module.exports = {
  exports: {
    access,
    copyFile,
    cp,
    glob,
    open,
    opendir,
    rename,
    truncate,
    rm,
    rmdir,
    mkdir,
    readdir,
    readlink,
    symlink,
    lstat,
    stat,
    statfs,
    link,
    unlink,
    chmod,
    lchmod,
    lchown,
    chown,
    utimes,
    lutimes,
    realpath,
    mkdtemp,
    mkdtempDisposable,
    writeFile,
    appendFile,
    readFile,
    watch: _watch,
    constants: fsConstants,
  },
  FileHandle,
};
